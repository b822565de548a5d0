//! What supplements that were sealed before say of the year: an annex stands beside theirs, and neither repeats nor
//! gainsays them in silence.

use super::Late;
use crate::diagnostics::Place;
use crate::model::table::{Found, Ref};
use crate::model::{Archive, Debt, Journal, ResultEntry, Student};
use crate::words;

/// The late rows of supplements that were sealed before, as rows of the year that the annex is of.
#[derive(Debug, Default)]
pub struct Earlier {
    /// Their files, in their order: `journals-2024-2025.supplement-1.zip`.
    pub files: Vec<String>,
    /// Each with the number of its supplement, from 1.
    debts: Vec<(usize, Debt)>,
    results: Vec<(usize, ResultEntry)>,
}

impl Earlier {
    /// The late rows of the same year read with its supplements; `supplement_of` tells which one a row is of. Rows
    /// of students and journals that the year does not know say nothing of it.
    pub fn new(
        archive: &Archive,
        supplemented: &Archive,
        files: Vec<String>,
        supplement_of: &dyn Fn(Place) -> Option<usize>,
    ) -> Earlier {
        let whose = |student: Ref<Student>, journal: Ref<Journal>| {
            let student = archive.students.find(&supplemented.students[student].id);
            let journal = archive.journals.find(&supplemented.journals[journal].id);
            match (student, journal) {
                (Found::Row(student), Found::Row(journal)) => Some((student, journal)),
                _ => None,
            }
        };
        let debt = |row: &Debt| {
            let (student, journal) = whose(row.student, row.journal)?;
            Some((supplement_of(row.place)?, Debt { student, journal, ..row.clone() }))
        };
        let result = |row: &ResultEntry| {
            let (student, journal) = whose(row.student, row.journal)?;
            // Who examined is not asked for.
            Some((supplement_of(row.place)?, ResultEntry { student, journal, examiner: None, ..row.clone() }))
        };
        Earlier {
            files,
            debts: supplemented.late.debts.iter().filter_map(debt).collect(),
            results: supplemented.late.results.iter().filter_map(result).collect(),
        }
    }

    /// The debts that they tell of.
    pub(super) fn debts(&self) -> impl Iterator<Item = &Debt> {
        self.debts.iter().map(|(_, row)| row)
    }

    /// The results that they tell of.
    pub(super) fn results(&self) -> impl Iterator<Item = &ResultEntry> {
        self.results.iter().map(|(_, row)| row)
    }

    /// «дополнение 1: 3»: the last that they say of the debt that a row clears.
    pub(super) fn of_debt(&self, late: &Late<'_>, row: &Debt) -> Option<String> {
        let (student, title) = (row.student, late.title(row.journal));
        let is_it = |(_, own): &&(usize, Debt)| {
            own.student == student && late.title(own.journal) == title && own.term == row.term
        };
        let (number, own) = self.debts.iter().rfind(is_it)?;
        Some(format!("дополнение {number}: {} от {}", own.value.text, words::date(own.date)))
    }

    /// The same of a result.
    pub(super) fn of_result(&self, row: &ResultEntry) -> Option<String> {
        let is_it = |(_, own): &&(usize, ResultEntry)| {
            (own.journal, own.student, own.term) == (row.journal, row.student, row.term)
        };
        let (number, own) = self.results.iter().rfind(is_it)?;
        Some(format!("дополнение {number}: {}", own.value.text))
    }
}

/// What the year says, and what supplements have said since.
pub(super) fn and_since(was: Option<String>, since: Option<String>) -> Option<String> {
    match (was, since) {
        (Some(was), Some(since)) => Some(format!("{was}; {since}")),
        (was, since) => was.or(since),
    }
}
