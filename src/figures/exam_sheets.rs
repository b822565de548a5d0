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
    /// The days on which it was sat, in their order.
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
    student: Ref<Student>,
    mark: &'a Mark,
    date: Option<NaiveDate>,
    ticket: Option<String>,
    examiner: Option<String>,
}

/// The sheets of a group's journals, in the order of the journals, their terms and numbers.
pub fn exam_sheets(facts: &Facts<'_>, group: Ref<Group>) -> Vec<ExamSheet> {
    let journals = facts.archive.journals.refs().filter(|(_, row)| row.group == group);
    journals.flat_map(|(journal, _)| of_journal(facts, journal)).collect()
}

fn of_journal(facts: &Facts<'_>, journal: Ref<Journal>) -> Vec<ExamSheet> {
    let archive = facts.archive;
    let mut sheets: BTreeMap<(Of, Option<&str>), Vec<Entry<'_>>> = BTreeMap::new();
    for row in facts.ledger.results(journal).iter().map(|row| &archive.results[*row]) {
        let is_exam = matches!(row.term, Period::Exam | Period::ModuleExam);
        if row.sheet_no.is_some() || is_exam {
            sheets.entry((Of::Result(row.term), row.sheet_no.as_deref())).or_default().push(Entry {
                student: row.student,
                mark: &row.value,
                date: row.date,
                ticket: row.ticket.as_ref().map(ToString::to_string),
                examiner: row.examiner.map(|staff| archive.staff[staff].short_name()),
            });
        }
    }
    for row in facts.ledger.debts(journal).iter().map(|row| &archive.debts[*row]) {
        if let Some(number) = row.sheet_no.as_deref() {
            let entry = Entry {
                student: row.student,
                mark: &row.value,
                date: Some(row.date),
                ticket: None,
                examiner: None,
            };
            sheets.entry((Of::Debt, Some(number))).or_default().push(entry);
        }
    }
    // Who was to sit and is on no sheet stands on the longest one, without a mark.
    let mut longest: BTreeMap<Of, (usize, Option<&str>)> = BTreeMap::new();
    for ((of, number), entries) in &sheets {
        let own = longest.entry(*of).or_insert((entries.len(), *number));
        if entries.len() > own.0 {
            *own = (entries.len(), *number);
        }
    }
    let sat: BTreeSet<(Of, Ref<Student>)> = sheets
        .iter()
        .flat_map(|((of, _), entries)| entries.iter().map(|entry| (*of, entry.student)))
        .collect();
    let sheet = |((of, number), entries): (&(Of, Option<&str>), &Vec<Entry<'_>>)| {
        let missing = match of {
            Of::Result(period) if longest[of].1 == *number => {
                absent(facts, journal, *period, entries, |student| sat.contains(&(*of, student)))
            }
            _ => Vec::new(),
        };
        sheet(facts, journal, *of, *number, entries, missing)
    };
    sheets.iter().map(sheet).collect()
}

/// Those who belonged to the journal on the day of a sheet, are not exempt and sat on none.
fn absent(
    facts: &Facts<'_>,
    journal: Ref<Journal>,
    period: Period,
    entries: &[Entry<'_>],
    sat: impl Fn(Ref<Student>) -> bool,
) -> Vec<Ref<Student>> {
    let Some(day) = entries.iter().filter_map(|entry| entry.date).min() else { return Vec::new() };
    let members = facts.belonging.members(journal).iter().map(|(student, _)| *student);
    members
        .filter(|student| facts.belonging.belongs(journal, *student, day) && !sat(*student))
        .filter(|student| !facts.exemptions.for_period(journal, *student, period, day))
        .collect()
}

fn sheet(
    facts: &Facts<'_>,
    journal: Ref<Journal>,
    of: Of,
    number: Option<&str>,
    entries: &[Entry<'_>],
    missing: Vec<Ref<Student>>,
) -> ExamSheet {
    let archive = facts.archive;
    let row = &archive.journals[journal];
    let days: BTreeSet<NaiveDate> = entries.iter().filter_map(|entry| entry.date).collect();
    let mut examiners: Vec<String> = Vec::new();
    for name in entries.iter().filter_map(|entry| entry.examiner.as_ref()) {
        if !examiners.contains(name) {
            examiners.push(name.clone());
        }
    }
    if examiners.is_empty() {
        let day = days.first().copied().unwrap_or(archive.settings.year_end());
        examiners.push(archive.staff[facts.ledger.teacher_on(archive, journal, day)].short_name());
    }
    let mut students: Vec<Ref<Student>> = entries.iter().map(|entry| entry.student).chain(missing).collect();
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
        number: number.map(str::to_owned),
        discipline: row.title(),
        term,
        dates: days.into_iter().map(words::date).collect(),
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
