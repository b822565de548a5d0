//! What a journal's marks are for: kinds of work, course works, examinations.

use super::grid::{in_order, rows_of};
use crate::figures::Facts;
use crate::model::settings::Period;
use crate::model::table::Ref;
use crate::model::{Journal, Lesson};
use crate::words;
use chrono::NaiveDate;
use serde::{Serialize, Serializer};
use std::collections::BTreeMap;

/// A kind of work (вид работы) with its marks.
#[derive(Debug, Serialize)]
pub struct WorkKind {
    /// «контрольная работа»; empty of marks that name none.
    pub name: String,
    /// The marks of each row of the grid, in the order of days.
    pub marks: Vec<Vec<String>>,
}

/// Course works or examinations of a journal.
#[derive(Debug, Serialize)]
pub struct Outcome {
    /// «Экзамен».
    pub title: String,
    /// The result of each row of the grid.
    pub results: Vec<Option<OutcomeResult>>,
}

/// A student's course work or examination.
#[derive(Clone, Debug, Serialize)]
pub struct OutcomeResult {
    /// The mark.
    pub mark: String,
    /// The day.
    #[serde(serialize_with = "as_people_write")]
    pub date: Option<NaiveDate>,
    /// Number of the sheet; empty where none is told.
    pub sheet_no: String,
    /// «Фамилия И. О.»; empty where nobody is named.
    pub examiner: String,
}

/// «02.09.2024».
fn as_people_write<S: Serializer>(day: &Option<NaiveDate>, serializer: S) -> Result<S::Ok, S::Error> {
    day.map(words::date).serialize(serializer)
}

/// The marks of each student by kind of work; kinds by the number of their marks, then by name.
pub(super) fn works(
    facts: &Facts<'_>,
    journal: Ref<Journal>,
    shown: &[(usize, Ref<Lesson>)],
) -> Vec<WorkKind> {
    let row_of = rows_of(facts, journal);
    let mut kinds: BTreeMap<&str, Vec<Vec<String>>> = BTreeMap::new();
    for entry in shown.iter().flat_map(|(_, lesson)| in_order(facts, *lesson)) {
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
pub(super) fn outcomes(facts: &Facts<'_>, journal: Ref<Journal>) -> Vec<Outcome> {
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
