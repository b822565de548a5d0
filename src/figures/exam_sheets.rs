//! Examination and credit sheets (экзаменационные и зачётные ведомости, K2.2, S2.9; D25), where the data
//! have them: results that name a sheet, examinations also without one, and cleared debts that name one.

use super::Facts;
use super::performance::Counts;
use crate::model::settings::Period;
use crate::model::table::Ref;
use crate::model::{FinalForm, Group, Journal, Mark, Student};
use crate::words;
use chrono::NaiveDate;
use serde::Serialize;
use std::collections::{BTreeMap, BTreeSet};

/// A sheet.
#[derive(Debug, Serialize)]
pub struct ExamSheet {
    /// «Экзаменационная ведомость».
    pub title: &'static str,
    /// Its number; `None` where the data do not name it.
    pub number: Option<String>,
    /// «ОП.03 Информатика».
    pub discipline: String,
    /// «1 семестр», where it is of a term.
    pub term: Option<String>,
    /// Whether it is of an examination, and not of a credit or a work.
    pub is_exam: bool,
    /// The days on which it was sat, in their order.
    #[serde(skip)]
    pub days: Vec<NaiveDate>,
    /// The same as people write them.
    pub dates: Vec<String>,
    /// «Фамилия И. О.» of those who examined; the journal's teachers then where nobody is named.
    pub examiners: Vec<String>,
    /// Those on the sheet, by name.
    pub rows: Vec<ExamRow>,
    /// «отлично» … with how many there are; none of what there is none of.
    pub counts: Vec<(String, usize)>,
    /// Those who were assessed: with a mark or «зачтено», «незачтено».
    pub assessed: usize,
    /// Mean of the marks in numbers; `None` without any.
    pub mean: Option<f64>,
}

/// A student on a sheet.
#[derive(Debug, Serialize)]
pub struct ExamRow {
    /// «Фамилия Имя Отчество».
    pub name: String,
    /// Number of the record book.
    pub record_no: Option<String>,
    /// Number of the ticket.
    pub ticket: Option<String>,
    /// The mark as it was given; empty where there is none.
    pub mark: String,
    /// «отлично» of a mark in numbers.
    pub in_words: Option<&'static str>,
    /// The day, where the sheet has several.
    pub date: Option<String>,
}

/// What a sheet is of.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Of {
    Result(Period),
    Debt,
}

/// A result that stands on a sheet.
struct Entry<'a> {
    journal: Ref<Journal>,
    student: Ref<Student>,
    mark: &'a Mark,
    date: Option<NaiveDate>,
    ticket: Option<String>,
    examiner: Option<String>,
}

/// Which sheet: the place of its first journal, what it is of, its number.
type Which<'a> = (usize, Of, Option<Number<'a>>);

/// A number of a sheet: «9» before «10», then as it is written.
type Number<'a> = (u64, &'a str);

fn number(text: &str) -> Number<'_> {
    let digits = text.trim_start_matches(|c: char| !c.is_ascii_digit());
    let digits = digits.split(|c: char| !c.is_ascii_digit()).next().unwrap_or_default();
    (digits.parse().unwrap_or(u64::MAX), text)
}

/// The sheets of a group's journals, in the order of the journals, their terms and numbers. Subgroups of a
/// discipline share a sheet that has a number.
pub fn exam_sheets(facts: &Facts<'_>, group: Ref<Group>) -> Vec<ExamSheet> {
    let archive = facts.archive;
    let journals: Vec<Ref<Journal>> =
        archive.journals.refs().filter(|(_, row)| row.group == group).map(|(journal, _)| journal).collect();
    let same = |one: Ref<Journal>, other: Ref<Journal>| {
        let (one, other) = (&archive.journals[one], &archive.journals[other]);
        one.discipline == other.discipline && one.index == other.index && one.final_form == other.final_form
    };
    let mut sheets: BTreeMap<Which<'_>, Vec<Entry<'_>>> = BTreeMap::new();
    // Who has a result of the period, on a sheet or not.
    let mut sat: BTreeSet<(usize, Period, Ref<Student>)> = BTreeSet::new();
    for (place, journal) in journals.iter().copied().enumerate() {
        let first = journals.iter().position(|other| same(*other, journal)).unwrap_or(place);
        for row in facts.ledger.results(journal).iter().map(|row| &archive.results[*row]) {
            sat.insert((first, row.term, row.student));
            let is_exam = matches!(row.term, Period::Exam | Period::ModuleExam);
            let number = row.sheet_no.as_deref().map(number);
            if number.is_some() || is_exam {
                let place = if number.is_some() { first } else { place };
                sheets.entry((place, Of::Result(row.term), number)).or_default().push(Entry {
                    journal,
                    student: row.student,
                    mark: &row.value,
                    date: row.date,
                    ticket: row.ticket.as_ref().map(ToString::to_string),
                    examiner: row.examiner.map(|staff| archive.staff[staff].short_name()),
                });
            }
        }
        for row in facts.ledger.debts(journal).iter().map(|row| &archive.debts[*row]) {
            if let Some(text) = row.sheet_no.as_deref() {
                sheets.entry((first, Of::Debt, Some(number(text)))).or_default().push(Entry {
                    journal,
                    student: row.student,
                    mark: &row.value,
                    date: Some(row.date),
                    ticket: None,
                    examiner: None,
                });
            }
        }
    }
    // Who was to sit and has no result at all stands on the longest sheet of the journal, without a mark.
    let mut longest: BTreeMap<(Ref<Journal>, Of), (usize, Which<'_>)> = BTreeMap::new();
    for (which, entries) in &sheets {
        for journal in entries.iter().map(|entry| entry.journal).collect::<BTreeSet<_>>() {
            let count = entries.iter().filter(|entry| entry.journal == journal).count();
            let own = longest.entry((journal, which.1)).or_insert((count, *which));
            if count > own.0 {
                *own = (count, *which);
            }
        }
    }
    let mut missing: BTreeMap<Which<'_>, Vec<Ref<Student>>> = BTreeMap::new();
    for ((journal, of), (_, which)) in longest {
        let day = sheets[&which].iter().filter_map(|entry| entry.date).min();
        let (Of::Result(period), Some(day)) = (of, day) else { continue };
        let first = journals.iter().position(|other| same(*other, journal)).unwrap_or_default();
        let members = facts.belonging.members(journal).iter().map(|(student, _)| *student);
        let absent = members
            .filter(|student| facts.belonging.belongs(journal, *student, day))
            .filter(|student| !sat.contains(&(first, period, *student)))
            .filter(|student| !facts.exemptions.for_period(journal, *student, period, day));
        missing.entry(which).or_default().extend(absent);
    }
    let sheet = |(which, entries): (&Which<'_>, &Vec<Entry<'_>>)| {
        let missing = missing.get(which).map_or(&[][..], Vec::as_slice);
        sheet(facts, which.1, which.2.map(|(_, text)| text), entries, missing)
    };
    sheets.iter().map(sheet).collect()
}

fn sheet(
    facts: &Facts<'_>,
    of: Of,
    number: Option<&str>,
    entries: &[Entry<'_>],
    missing: &[Ref<Student>],
) -> ExamSheet {
    let archive = facts.archive;
    let journals: BTreeSet<Ref<Journal>> = entries.iter().map(|entry| entry.journal).collect();
    let row = &archive.journals[entries[0].journal];
    let days: BTreeSet<NaiveDate> = entries.iter().filter_map(|entry| entry.date).collect();
    let mut examiners: Vec<String> = Vec::new();
    for name in entries.iter().filter_map(|entry| entry.examiner.as_ref()) {
        if !examiners.contains(name) {
            examiners.push(name.clone());
        }
    }
    if examiners.is_empty() {
        let day = days.first().copied().unwrap_or(archive.settings.year_end());
        for journal in &journals {
            let name = archive.staff[facts.ledger.teacher_on(archive, *journal, day)].short_name();
            if !examiners.contains(&name) {
                examiners.push(name);
            }
        }
    }
    let mut students: Vec<Ref<Student>> =
        entries.iter().map(|entry| entry.student).chain(missing.iter().copied()).collect();
    students.sort();
    students.dedup();
    archive.sort_by_name(&mut students);
    let mut counts = Counts::default();
    let mut marks: BTreeMap<(usize, String), usize> = BTreeMap::new();
    let mut rows = Vec::with_capacity(students.len());
    for student in students {
        // Of several results the last row holds.
        let entry = entries.iter().rfind(|entry| entry.student == student);
        let own = &archive.students[student];
        if let Some(mark) = entry.map(|entry| entry.mark) {
            if !mark.is_exempt() {
                counts.add(mark);
            }
            *marks.entry(said(mark)).or_default() += 1;
        }
        rows.push(ExamRow {
            name: own.full_name(),
            record_no: own.record_no.as_ref().map(ToString::to_string),
            ticket: entry.and_then(|entry| entry.ticket.clone()),
            mark: entry.map(|entry| entry.mark.text.to_string()).unwrap_or_default(),
            in_words: entry.and_then(|entry| words::mark_in_words(&entry.mark.text)),
            date: entry.and_then(|entry| entry.date).filter(|_| days.len() > 1).map(words::date),
        });
    }
    let term = match of {
        Of::Result(Period::Term(term)) => Some(archive.settings.term(term).title.clone()),
        _ => None,
    };
    ExamSheet {
        title: title(row, of),
        is_exam: is_exam(row, of),
        number: number.map(str::to_owned),
        discipline: if journals.len() > 1 { row.discipline_title() } else { row.title() },
        term,
        dates: days.iter().copied().map(words::date).collect(),
        days: days.into_iter().collect(),
        examiners,
        assessed: counts.judged() - counts.na,
        mean: counts.mean(),
        counts: marks.into_iter().map(|((_, word), count)| (word, count)).collect(),
        rows,
    }
}

/// How a mark is counted at the foot, and its place there: numbers from the highest, then words.
fn said(mark: &Mark) -> (usize, String) {
    match mark.number() {
        Some(number) => {
            let word = words::mark_in_words(&mark.text).map_or(number.to_string(), str::to_owned);
            (usize::from(u8::MAX - number), word)
        }
        None => (usize::from(u8::MAX) + 1, mark.text.to_string()),
    }
}

/// Whether somebody examined, and not only gave a credit or heard a work.
fn is_exam(journal: &Journal, of: Of) -> bool {
    match of {
        Of::Result(Period::Exam | Period::ModuleExam) => true,
        Of::Debt | Of::Result(Period::Coursework) => false,
        Of::Result(_) => journal.final_form == Some(FinalForm::Exam),
    }
}

fn title(journal: &Journal, of: Of) -> &'static str {
    match (of, journal.final_form) {
        (Of::Debt, _) => "Ведомость ликвидации академической задолженности",
        (Of::Result(Period::Exam), _) => "Экзаменационная ведомость",
        (Of::Result(Period::ModuleExam), _) => "Ведомость экзамена по модулю",
        (Of::Result(Period::Coursework), _) => "Ведомость защиты курсовых работ",
        (_, Some(FinalForm::Exam)) => "Экзаменационная ведомость",
        (_, Some(FinalForm::GradedCredit)) => "Ведомость дифференцированного зачёта",
        (_, Some(FinalForm::Credit)) => "Зачётная ведомость",
        (_, Some(FinalForm::None) | None) => "Ведомость итоговых отметок",
    }
}
