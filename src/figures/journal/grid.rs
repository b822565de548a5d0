//! The grid of marks: students by lessons and results.

use super::append;
use crate::figures::Facts;
use crate::figures::term_marks::Marks;
use crate::model::settings::Period;
use crate::model::table::Ref;
use crate::model::{AttendanceStatus, Journal, Lesson, LessonKind, MarkEntry, Span, Student};
use crate::words;
use chrono::{Datelike, NaiveDate, Weekday};
use serde::{Serialize, Serializer};
use std::collections::BTreeMap;

/// A column of the grid.
#[derive(Clone, Debug, Default, Serialize)]
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
    /// Of a lesson its place in the journal's list, from 1.
    pub place: Option<usize>,
    /// Of a lesson its day.
    #[serde(skip)]
    pub day: Option<NaiveDate>,
    /// «лекция» of a lesson; empty of a result.
    #[serde(skip)]
    pub kind: &'static str,
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

/// A cell of the grid. Most say nothing but their text, and are written as that alone: a page has thousands.
/// The others are written as text, title, and whether they lie outside.
#[derive(Clone, Debug, Default)]
pub struct GridCell {
    /// «5», «4/5», «н», «о 4»; empty where there is nothing.
    pub text: String,
    /// Whether the student did not belong to the journal on that day.
    pub outside: bool,
    /// «контрольная работа: 5; опоздал на 10 мин», for those who ask.
    pub title: String,
}

impl Serialize for GridCell {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        if !self.outside && (self.title.is_empty() || self.title == self.text) {
            return serializer.serialize_str(&self.text);
        }
        (&self.text, &self.title, self.outside).serialize(serializer)
    }
}

/// The rows of the grid by student.
pub(super) fn rows_of(facts: &Facts<'_>, journal: Ref<Journal>) -> BTreeMap<Ref<Student>, usize> {
    let members = facts.belonging.members(journal).iter();
    members.enumerate().map(|(index, (student, _))| (*student, index)).collect()
}

/// A lesson's marks as they were given: each student's in their order.
pub(super) fn in_order<'a>(facts: &Facts<'a>, lesson: Ref<Lesson>) -> Vec<&'a MarkEntry> {
    let marks = facts.ledger.marks(lesson).iter().map(|mark| &facts.archive.marks[*mark]);
    let mut marks: Vec<&MarkEntry> = marks.collect();
    marks.sort_by_key(|mark| mark.n);
    marks
}

/// A column with what fills it.
pub(super) struct Column {
    pub(super) shown: GridColumn,
    source: Source,
}

#[derive(Clone, Copy)]
enum Source {
    Lesson(Ref<Lesson>),
    Result(Period),
}

pub(super) fn columns(
    facts: &Facts<'_>,
    journal: Ref<Journal>,
    held: &[(usize, Ref<Lesson>)],
) -> Vec<Column> {
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
            label: period.label(settings),
            is_result: true,
            title: period.label(settings),
            ..GridColumn::default()
        },
        source: Source::Result(period),
    };
    let mut columns = Vec::new();
    let mut terms = terms.into_iter().peekable();
    for (place, lesson) in held {
        let date = archive.lessons[*lesson].date;
        while let Some(term) = terms.next_if(|term| settings.term(*term).end.0 < date) {
            columns.push(result(Period::Term(term)));
        }
        columns.push(lesson_column(facts, *place, *lesson));
    }
    columns.extend(terms.map(|term| result(Period::Term(term))));
    let others = given.into_iter().filter(|period| !matches!(period, Period::Term(_)));
    columns.extend(others.map(result));
    columns
}

fn lesson_column(facts: &Facts<'_>, place: usize, lesson: Ref<Lesson>) -> Column {
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
            place: Some(place),
            day: Some(row.date),
            kind: row.status.filter(|_| !row.is_held()).map_or(row.kind().label(), |status| status.label()),
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

pub(super) fn rows(facts: &Facts<'_>, journal: Ref<Journal>, columns: &[Column]) -> Vec<GridRow> {
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
            sum.late += usize::from(entry.status == AttendanceStatus::Late);
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

/// «с 14.10.2024 по 16.02.2025»: the days within the year on which a student belonged; `None`
/// where all of them.
pub(in crate::figures) fn part_of_year(
    spans: &[Span],
    (start, end): (NaiveDate, NaiveDate),
) -> Option<String> {
    let parts: Vec<String> = spans
        .iter()
        .filter_map(|span| {
            days(span.from.filter(|from| *from > start), span.until.filter(|until| *until < end))
        })
        .collect();
    (!parts.is_empty()).then(|| parts.join(", "))
}

pub(super) fn days(from: Option<NaiveDate>, until: Option<NaiveDate>) -> Option<String> {
    match (from, until) {
        (Some(from), Some(until)) => Some(format!("с {} по {}", words::date(from), words::date(until))),
        (Some(from), None) => Some(format!("с {}", words::date(from))),
        (None, Some(until)) => Some(format!("по {}", words::date(until))),
        (None, None) => None,
    }
}
