//! A journal as people read it: who, when, what mark; which lessons; how many hours.

use super::term_marks::Marks;
use super::{Facts, hours};
use crate::model::settings::Period;
use crate::model::table::Ref;
use crate::model::{Component, Family, FinalForm, Journal, Lesson, MarkEntry, Span, Staff, Student};
use crate::words;
use chrono::{Datelike, NaiveDate, Weekday};
use serde::Serialize;
use std::collections::BTreeMap;

/// A journal with everything that a page or a printed section of it shows.
#[derive(Debug, Serialize)]
pub struct JournalFigures {
    /// Id.
    pub id: String,
    /// The group's id.
    pub group_id: String,
    /// The group's name.
    pub group: String,
    /// «ОП.03 Информатика (подгруппа 1)».
    pub title: String,
    /// «ПМ.01 …», where the journal belongs to a professional module.
    pub module: Option<String>,
    /// What part of the curriculum it is.
    pub component: Option<String>,
    /// Whether people need to be told: it is not a discipline like any other.
    #[serde(skip)]
    pub shows_component: bool,
    /// Form of attestation; `None` where it is not attested or ends without one.
    pub final_form: Option<String>,
    /// Whether it is attested.
    pub attested: bool,
    /// Teachers in the order of their time.
    pub teachers: Vec<Teacher>,
    /// The grid's columns: lessons held in the order of days, results after the term that they sum up.
    pub columns: Vec<GridColumn>,
    /// The grid's rows: everybody who ever belonged to it, by name.
    pub rows: Vec<GridRow>,
    /// Every lesson in the order of days, also cancelled and moved ones.
    pub lessons: Vec<LessonLine>,
    /// Hours by term, then of the whole journal.
    pub hours: Vec<HoursLine>,
    /// How many lessons were held.
    pub lessons_held: usize,
    /// How many marks were given.
    pub marks: usize,
    /// Kinds of work, the most frequent first.
    #[serde(skip)]
    pub works: Vec<WorkKind>,
    /// Course works and examinations that there are results of.
    #[serde(skip)]
    pub outcomes: Vec<Outcome>,
}

/// A kind of work (вид работы) with its marks.
#[derive(Debug)]
pub struct WorkKind {
    /// «контрольная работа»; empty of marks that name none.
    pub name: String,
    /// The marks of each row of the grid, in the order of days.
    pub marks: Vec<Vec<String>>,
}

/// Course works or examinations of a journal.
#[derive(Debug)]
pub struct Outcome {
    /// «Экзамен».
    pub title: String,
    /// The result of each row of the grid.
    pub results: Vec<Option<OutcomeResult>>,
}

/// A student's course work or examination.
#[derive(Clone, Debug)]
pub struct OutcomeResult {
    /// The mark.
    pub mark: String,
    /// The day.
    pub date: Option<NaiveDate>,
    /// Number of the sheet; empty where none is told.
    pub sheet_no: String,
    /// «Фамилия И. О.»; empty where nobody is named.
    pub examiner: String,
}

/// A journal of a group with its figures and what proves them.
#[derive(Debug)]
pub struct JournalPart {
    /// The journal.
    pub journal: Ref<Journal>,
    /// Its figures.
    pub figures: JournalFigures,
    /// The family that it is printed with.
    pub family: Family,
    /// Its data digest.
    pub digest: String,
}

/// A teacher of the journal.
#[derive(Clone, Debug, Serialize)]
pub struct Teacher {
    /// Id.
    pub id: String,
    /// «Фамилия И. О.».
    pub name: String,
    /// «Фамилия Имя Отчество».
    pub full_name: String,
    /// «с 01.09.2024 по 28.02.2025», where several teachers share the journal.
    pub days: Option<String>,
}

/// A column of the grid.
#[derive(Clone, Debug, Serialize)]
pub struct GridColumn {
    /// «сентябрь» of a lesson; empty of a result.
    pub month: String,
    /// «02» of a lesson; «1 семестр» of a result.
    pub label: String,
    /// «пн» of a lesson; empty of a result.
    pub weekday: &'static str,
    /// Whether the lesson was on a Saturday or a Sunday.
    pub is_weekend: bool,
    /// Whether it holds results.
    pub is_result: bool,
    /// Whether the lesson was a control work or an examination.
    pub is_control: bool,
    /// «02.09.2024, лекция», for those who ask what the column is.
    pub title: String,
}

/// A student's row of the grid.
#[derive(Debug, Serialize)]
pub struct GridRow {
    /// From 1.
    pub number: usize,
    /// The student's id.
    pub student_id: String,
    /// «Фамилия Имя Отчество».
    pub name: String,
    /// «Фамилия И. О.».
    pub short_name: String,
    /// «с 14.10.2024», «по 16.02.2025»: where not the whole year.
    pub days: Option<String>,
    /// One cell a column.
    pub cells: Vec<GridCell>,
    /// Missed lessons in academic hours: absent, unexcused, excused, ill.
    pub missed_hours: f64,
    /// Of them for a valid reason: excused, ill.
    pub valid_hours: f64,
    /// How often late.
    pub late: usize,
    /// Weighted mean Σ(mark·weight) / Σ(weight) of the marks in numbers; `None` without any.
    pub mean: Option<f64>,
}

/// A cell of the grid.
#[derive(Clone, Debug, Default, Serialize)]
pub struct GridCell {
    /// «5», «4/5», «н», «о 4»; empty where there is nothing.
    pub text: String,
    /// Whether the student did not belong to the journal on that day.
    pub outside: bool,
    /// «контрольная работа: 5; опоздал на 10 мин», for those who ask.
    pub title: String,
}

/// A line of the list of lessons.
#[derive(Debug, Serialize)]
pub struct LessonLine {
    /// The day.
    #[serde(skip)]
    pub day: NaiveDate,
    /// From 1; `None` for a lesson that was not held.
    pub number: Option<usize>,
    /// «02.09.2024».
    pub date: String,
    /// Number of the lesson or pair in the day.
    pub slot: Option<u32>,
    /// Academic hours.
    pub hours: f64,
    /// «лекция».
    pub kind: &'static str,
    /// Topic.
    pub topic: String,
    /// Homework.
    pub homework: String,
    /// «09.09.2024».
    pub homework_due: Option<String>,
    /// «Фамилия И. О.: доклад (к 09.09.2024)»: individual homework.
    pub individual: String,
    /// Who held it, «Фамилия И. О.».
    pub teacher: String,
    /// «замена: Фамилия И. О., болезнь преподавателя, № 12-р», where somebody was substituted.
    pub substitution: Option<String>,
    /// «отменено: карантин», for a lesson that was not held.
    pub not_held: Option<String>,
    /// «перенос со среды, № 9»: what else is said of a lesson that was held by its own teacher.
    pub note: Option<String>,
}

/// Hours of a term or of the whole journal.
#[derive(Debug, Serialize)]
pub struct HoursLine {
    /// «1 семестр», «Всего за год».
    pub title: String,
    /// The term's first and last day; `None` of the whole journal.
    #[serde(skip)]
    pub days: Option<(NaiveDate, NaiveDate)>,
    /// By the curriculum, else by the thematic plan; `None` where neither says.
    pub planned: Option<f64>,
    /// Of lessons held.
    pub held: f64,
    /// «Фамилия И. О.» of those whose journal it was then, who sign the line.
    #[serde(skip)]
    pub teachers: Vec<String>,
    /// Whether `held` reaches `planned`; `None` where there is no plan.
    pub done: Option<bool>,
}

impl JournalFigures {
    /// Works a journal out.
    pub fn new(facts: &Facts<'_>, journal: Ref<Journal>) -> JournalFigures {
        let archive = facts.archive;
        let row = &archive.journals[journal];
        let group = &archive.groups[row.group];
        let lessons = facts.ledger.lessons(journal);
        let held: Vec<Ref<Lesson>> =
            lessons.iter().copied().filter(|lesson| archive.lessons[*lesson].is_held()).collect();
        // A lesson that was not held and has marks or absences all the same is not passed over.
        let has_entries = |lesson: &Ref<Lesson>| {
            !facts.ledger.marks(*lesson).is_empty() || !facts.ledger.attendance(*lesson).is_empty()
        };
        let is_column = |lesson: &Ref<Lesson>| archive.lessons[*lesson].is_held() || has_entries(lesson);
        let shown: Vec<Ref<Lesson>> = lessons.iter().copied().filter(is_column).collect();
        let columns = columns(facts, journal, &shown);
        JournalFigures {
            id: row.id.to_string(),
            group_id: group.id.to_string(),
            group: group.name.to_string(),
            title: row.title(),
            module: row.module.as_ref().map(ToString::to_string),
            component: row.component.map(|component| component.label().to_owned()),
            shows_component: row.component.is_some_and(|component| component != Component::Discipline),
            final_form: row
                .final_form
                .filter(|form| row.is_attested() && *form != FinalForm::None)
                .map(|form| form.label().to_owned()),
            attested: row.is_attested(),
            teachers: teachers(facts, journal),
            rows: rows(facts, journal, &columns),
            columns: columns.into_iter().map(|column| column.shown).collect(),
            lessons: lesson_lines(facts, journal, lessons),
            hours: hours_lines(facts, journal),
            lessons_held: held.len(),
            marks: shown.iter().map(|lesson| facts.ledger.marks(*lesson).len()).sum(),
            works: works(facts, journal, &shown),
            outcomes: outcomes(facts, journal),
        }
    }
}

/// The rows of the grid by student.
fn rows_of(facts: &Facts<'_>, journal: Ref<Journal>) -> BTreeMap<Ref<Student>, usize> {
    let members = facts.belonging.members(journal).iter();
    members.enumerate().map(|(index, (student, _))| (*student, index)).collect()
}

/// A lesson's marks as they were given: each student's in their order.
fn in_order<'a>(facts: &Facts<'a>, lesson: Ref<Lesson>) -> Vec<&'a MarkEntry> {
    let marks = facts.ledger.marks(lesson).iter().map(|mark| &facts.archive.marks[*mark]);
    let mut marks: Vec<&MarkEntry> = marks.collect();
    marks.sort_by_key(|mark| mark.n);
    marks
}

/// The marks of each student by kind of work; kinds by the number of their marks, then by name.
fn works(facts: &Facts<'_>, journal: Ref<Journal>, shown: &[Ref<Lesson>]) -> Vec<WorkKind> {
    let row_of = rows_of(facts, journal);
    let mut kinds: BTreeMap<&str, Vec<Vec<String>>> = BTreeMap::new();
    for entry in shown.iter().flat_map(|lesson| in_order(facts, *lesson)) {
        let Some(row) = row_of.get(&entry.student) else { continue };
        let marks = kinds.entry(entry.work.as_deref().unwrap_or_default());
        marks.or_insert_with(|| vec![Vec::new(); row_of.len()])[*row].push(entry.value.text.to_string());
    }
    let mut works: Vec<WorkKind> =
        kinds.into_iter().map(|(name, marks)| WorkKind { name: name.to_owned(), marks }).collect();
    works.sort_by_key(|kind| std::cmp::Reverse(kind.marks.iter().map(Vec::len).sum::<usize>()));
    works
}

/// Course works and examinations, in the order of their columns.
fn outcomes(facts: &Facts<'_>, journal: Ref<Journal>) -> Vec<Outcome> {
    let archive = facts.archive;
    let row_of = rows_of(facts, journal);
    let mut outcomes: BTreeMap<Period, Vec<Option<OutcomeResult>>> = BTreeMap::new();
    for result in facts.ledger.results(journal) {
        let entry = &archive.results[*result];
        let is_shown = matches!(entry.term, Period::Exam | Period::ModuleExam | Period::Coursework);
        let (true, Some(row)) = (is_shown, row_of.get(&entry.student)) else { continue };
        // Of several results the last row holds, as in the grid.
        outcomes.entry(entry.term).or_insert_with(|| vec![None; row_of.len()])[*row] = Some(OutcomeResult {
            mark: entry.value.text.to_string(),
            date: entry.date,
            sheet_no: entry.sheet_no.as_ref().map(ToString::to_string).unwrap_or_default(),
            examiner: entry.examiner.map(|staff| archive.staff[staff].short_name()).unwrap_or_default(),
        });
    }
    let settings = &archive.settings;
    outcomes.into_iter().map(|(period, results)| Outcome { title: period.label(settings), results }).collect()
}

/// A column with what fills it.
struct Column {
    shown: GridColumn,
    source: Source,
}

#[derive(Clone, Copy)]
enum Source {
    Lesson(Ref<Lesson>),
    Result(Period),
}

fn columns(facts: &Facts<'_>, journal: Ref<Journal>, held: &[Ref<Lesson>]) -> Vec<Column> {
    let archive = facts.archive;
    let settings = &archive.settings;
    let graded = archive.has_marks(journal);
    let mut given: Vec<Period> =
        facts.ledger.results(journal).iter().map(|result| archive.results[*result].term).collect();
    given.sort();
    given.dedup();
    let mut terms: Vec<_> = archive.journal_terms(journal);
    terms.retain(|_| graded);
    // A result is shown also where its term is none of the journal's.
    for period in &given {
        if let Period::Term(term) = period
            && !terms.contains(term)
        {
            terms.push(*term);
        }
    }
    terms.sort_by_key(|term| settings.term(*term).start);
    let result = |period: Period| Column {
        shown: GridColumn {
            month: String::new(),
            label: period.label(settings),
            weekday: "",
            is_weekend: false,
            is_result: true,
            is_control: false,
            title: period.label(settings),
        },
        source: Source::Result(period),
    };
    let mut columns = Vec::new();
    let mut terms = terms.into_iter().peekable();
    for lesson in held {
        let date = archive.lessons[*lesson].date;
        while let Some(term) = terms.next_if(|term| settings.term(*term).end.0 < date) {
            columns.push(result(Period::Term(term)));
        }
        columns.push(lesson_column(facts, *lesson));
    }
    columns.extend(terms.map(|term| result(Period::Term(term))));
    let others = given.into_iter().filter(|period| !matches!(period, Period::Term(_)));
    columns.extend(others.map(result));
    columns
}

fn lesson_column(facts: &Facts<'_>, lesson: Ref<Lesson>) -> Column {
    use crate::model::LessonKind;
    let row = &facts.archive.lessons[lesson];
    Column {
        shown: GridColumn {
            month: words::month(row.date).to_owned(),
            label: format!("{:02}", row.date.day()),
            weekday: words::weekday(row.date),
            is_weekend: matches!(row.date.weekday(), Weekday::Sat | Weekday::Sun),
            is_result: false,
            is_control: matches!(row.kind(), LessonKind::Control | LessonKind::Exam),
            title: format!("{}, {}", words::date(row.date), row.kind().label()),
        },
        source: Source::Lesson(lesson),
    }
}

/// Sums of a student's row while it is filled.
#[derive(Default)]
struct Sums {
    marks: Marks,
    missed: f64,
    valid: f64,
    late: usize,
}

fn rows(facts: &Facts<'_>, journal: Ref<Journal>, columns: &[Column]) -> Vec<GridRow> {
    let archive = facts.archive;
    let members = facts.belonging.members(journal);
    let row_of = rows_of(facts, journal);
    let mut cells: Vec<Vec<GridCell>> = vec![vec![GridCell::default(); columns.len()]; members.len()];
    let mut sums: Vec<Sums> = members.iter().map(|_| Sums::default()).collect();
    for (index, column) in columns.iter().enumerate() {
        let Source::Lesson(lesson) = column.source else { continue };
        let date = archive.lessons[lesson].date;
        for (row, (_, spans)) in members.iter().enumerate() {
            cells[row][index].outside = !spans.iter().any(|span| span.contains(date));
        }
        let mut missed: Vec<bool> = vec![false; members.len()];
        for reference in facts.ledger.attendance(lesson) {
            let entry = &archive.attendance[*reference];
            let Some(row) = row_of.get(&entry.student) else { continue };
            let sum = &mut sums[*row];
            let hours = archive.lessons[lesson].hours;
            // A lesson is missed once, however many rows say so; the first one holds.
            if entry.status.is_missed()
                && archive.lessons[lesson].is_held()
                && !std::mem::replace(&mut missed[*row], true)
            {
                sum.missed += hours;
                sum.valid += if entry.status.is_valid() { hours } else { 0.0 };
            }
            sum.late += usize::from(entry.status == crate::model::AttendanceStatus::Late);
            let cell = &mut cells[*row][index];
            append(&mut cell.text, entry.status.sign(), " ");
            let minutes = entry.minutes.map(|minutes| format!(" на {minutes} мин")).unwrap_or_default();
            append(&mut cell.title, &format!("{}{minutes}", entry.status.label()), "; ");
        }
        let mut marks: BTreeMap<usize, Vec<&str>> = BTreeMap::new();
        for entry in in_order(facts, lesson) {
            let Some(row) = row_of.get(&entry.student) else { continue };
            sums[*row].marks.add(entry);
            marks.entry(*row).or_default().push(&entry.value.text);
            let work = entry.work.as_ref().map(|work| format!("{work}: ")).unwrap_or_default();
            append(&mut cells[*row][index].title, &format!("{work}{}", entry.value.text), "; ");
        }
        for (row, marks) in marks {
            // «н/а» beside another mark would read as two.
            let separator = if marks.iter().any(|mark| mark.contains('/')) { ", " } else { "/" };
            append(&mut cells[row][index].text, &marks.join(separator), " ");
        }
    }
    for reference in facts.ledger.results(journal) {
        let entry = &archive.results[*reference];
        let column = columns
            .iter()
            .position(|column| matches!(column.source, Source::Result(period) if period == entry.term));
        if let (Some(row), Some(column)) = (row_of.get(&entry.student), column) {
            // Of several results for one term the last row holds.
            cells[*row][column].text = entry.value.text.to_string();
        }
    }
    let year = (archive.settings.year_start(), archive.settings.year_end());
    members
        .iter()
        .zip(cells)
        .zip(sums)
        .enumerate()
        .map(|(index, (((student, spans), cells), sums))| {
            let student = &archive.students[*student];
            GridRow {
                number: index + 1,
                student_id: student.id.to_string(),
                name: student.full_name(),
                short_name: student.short_name(),
                days: part_of_year(spans, year),
                cells,
                missed_hours: sums.missed,
                valid_hours: sums.valid,
                late: sums.late,
                mean: sums.marks.mean(),
            }
        })
        .collect()
}

fn append(text: &mut String, part: &str, separator: &str) {
    if !text.is_empty() {
        text.push_str(separator);
    }
    text.push_str(part);
}

/// «с 14.10.2024 по 16.02.2025»: the days within the year on which a student belonged; `None`
/// where all of them.
pub(super) fn part_of_year(spans: &[Span], (start, end): (NaiveDate, NaiveDate)) -> Option<String> {
    let parts: Vec<String> = spans
        .iter()
        .filter_map(|span| {
            days(span.from.filter(|from| *from > start), span.until.filter(|until| *until < end))
        })
        .collect();
    (!parts.is_empty()).then(|| parts.join(", "))
}

fn days(from: Option<NaiveDate>, until: Option<NaiveDate>) -> Option<String> {
    match (from, until) {
        (Some(from), Some(until)) => Some(format!("с {} по {}", words::date(from), words::date(until))),
        (Some(from), None) => Some(format!("с {}", words::date(from))),
        (None, Some(until)) => Some(format!("по {}", words::date(until))),
        (None, None) => None,
    }
}

fn teachers(facts: &Facts<'_>, journal: Ref<Journal>) -> Vec<Teacher> {
    let teaching = facts.ledger.teaching(facts.archive, journal);
    let teacher = |(staff, span): (Ref<Staff>, Option<Span>)| {
        let row = &facts.archive.staff[staff];
        let days = span.and_then(|span| days(span.from, span.until));
        Teacher { id: row.id.to_string(), name: row.short_name(), full_name: row.full_name(), days }
    };
    teaching.into_iter().map(teacher).collect()
}

fn lesson_lines(facts: &Facts<'_>, journal: Ref<Journal>, lessons: &[Ref<Lesson>]) -> Vec<LessonLine> {
    let archive = facts.archive;
    let name = |staff: Ref<Staff>| archive.staff[staff].short_name();
    let text = |text: &Option<crate::model::cell::Text>| text.as_ref().map(ToString::to_string);
    let mut number = 0;
    lessons
        .iter()
        .map(|lesson| {
            let row = &archive.lessons[*lesson];
            number += usize::from(row.is_held());
            let why: Vec<String> = [text(&row.reason), text(&row.order)].into_iter().flatten().collect();
            let because = |head: String| why.iter().fold(head, |line, part| format!("{line}, {part}"));
            let status =
                row.status.filter(|_| !row.is_held()).map(|status| because(status.label().to_owned()));
            let mut tasks = String::new();
            for reference in facts.ledger.homework(*lesson) {
                let individual = &archive.homework[*reference];
                let whose =
                    individual.student.map(|student| format!("{}: ", archive.students[student].short_name()));
                let due = individual.due.map(|due| format!(" (к\u{a0}{})", words::date(due)));
                let (whose, due) = (whose.unwrap_or_default(), due.unwrap_or_default());
                append(&mut tasks, &format!("{whose}{}{due}", individual.text), "; ");
            }
            LessonLine {
                number: row.is_held().then_some(number),
                day: row.date,
                date: words::date(row.date),
                slot: row.slot,
                hours: row.hours,
                kind: row.kind().label(),
                topic: text(&row.topic).unwrap_or_default(),
                homework: text(&row.homework).unwrap_or_default(),
                homework_due: row.homework_due.map(words::date),
                individual: tasks,
                teacher: name(
                    row.teacher.unwrap_or_else(|| facts.ledger.teacher_on(archive, journal, row.date)),
                ),
                substitution: row.substitutes.map(|staff| because(format!("замена: {}", name(staff)))),
                note: (row.is_held() && row.substitutes.is_none() && !why.is_empty()).then(|| why.join(", ")),
                not_held: status,
            }
        })
        .collect()
}

/// Planned hours of a term: the curriculum's, else the thematic plan's of that term. Of the whole
/// journal: `planned_hours`, else the sum of the curriculum, else the sum of the plan.
fn hours_lines(facts: &Facts<'_>, journal: Ref<Journal>) -> Vec<HoursLine> {
    let archive = facts.archive;
    let line = |title: String, days: Option<(NaiveDate, NaiveDate)>, planned: Option<f64>, held: f64| {
        let teachers = signing(facts, journal, days);
        HoursLine {
            title,
            days,
            planned,
            held,
            teachers,
            done: planned.map(|planned| held + ROUNDING >= planned),
        }
    };
    let planned =
        |term| hours::by_curriculum(facts, journal, term).or_else(|| hours::by_plan(facts, journal, term));
    let of_term = |term| {
        let row = archive.settings.term(term);
        line(
            row.title.clone(),
            Some((row.start.0, row.end.0)),
            planned(Some(term)),
            hours::held(facts, journal, Some(term)),
        )
    };
    let mut lines: Vec<HoursLine> = archive.journal_terms(journal).into_iter().map(of_term).collect();
    let all = archive.journals[journal].planned_hours.or_else(|| planned(None));
    lines.push(line("Всего за год".to_owned(), None, all, hours::held(facts, journal, None)));
    lines
}

/// Whose journal it was in a term, or in the year: by the days of `teachers`; the journal's own teacher where
/// a lesson then lies on a day of nobody else's.
fn signing(facts: &Facts<'_>, journal: Ref<Journal>, days: Option<(NaiveDate, NaiveDate)>) -> Vec<String> {
    let archive = facts.archive;
    let teaching = facts.ledger.teaching(archive, journal);
    let is_then = |day: NaiveDate| days.is_none_or(|(first, last)| first <= day && day <= last);
    let own = archive.journals[journal].teacher;
    let has_own_lesson = || {
        let mut lessons = facts.ledger.lessons(journal).iter().map(|lesson| archive.lessons[*lesson].date);
        lessons.any(|day| is_then(day) && facts.ledger.teacher_on(archive, journal, day) == own)
    };
    let signs = |(_, span): &(Ref<Staff>, Option<Span>)| match span {
        None => teaching.len() == 1 || has_own_lesson(),
        Some(span) => days.is_none_or(|(first, last)| {
            span.from.is_none_or(|from| from <= last) && span.until.is_none_or(|until| first <= until)
        }),
    };
    let mut names: Vec<String> = Vec::new();
    for (staff, _) in teaching.iter().filter(|one| signs(one)) {
        let name = archive.staff[*staff].short_name();
        if !names.contains(&name) {
            names.push(name);
        }
    }
    if names.is_empty() {
        names.push(archive.staff[own].short_name());
    }
    names
}

/// Hours are sums of halves and quarters: what is lost in adding them is far below this.
const ROUNDING: f64 = 1e-6;
