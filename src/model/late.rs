//! What came after the year was closed, made part of the year: for what is told of the whole term of study.
//!
//! Only rows that say how a student's year ended take part. The others mend what the year's own documents
//! show (marks, absences, people's data): they are told in the annex, and the year stands as it was closed.

use super::Archive;
use super::mark::fold;
use super::settings::Period;
use super::table::{Ref, Row as _, Table};
use super::tables::{Debt, Gia, Journal, Movement, ResultEntry, Student};
use super::vocabulary::GiaKind;
use crate::diagnostics::Place;
use std::collections::BTreeMap;

/// The tables whose late rows take part.
pub const FOLDED: [&str; 4] = [Debt::NAME, ResultEntry::NAME, Gia::NAME, Movement::NAME];

impl Archive {
    /// Makes late rows, those of the places that are meant, part of the year. Cleared debts and movements are
    /// added; a result takes the place of the one of the same journal, student and period, a result of the
    /// final state attestation that of the same part. To be called once for each place.
    pub fn fold_late(&mut self, is_meant: &dyn Fn(Place) -> bool) {
        fn meant<T: Clone>(
            rows: &Table<T>,
            place: impl Fn(&T) -> Place,
            is_meant: &dyn Fn(Place) -> bool,
        ) -> Vec<T> {
            rows.iter().filter(|row| is_meant(place(row))).cloned().collect()
        }
        for row in meant(&self.late.debts, |row| row.place, is_meant) {
            self.debts.push(row);
        }
        for row in meant(&self.late.movements, |row| row.place, is_meant) {
            self.movements.push(row);
        }
        let results = meant(&self.late.results, |row| row.place, is_meant);
        put(&mut self.results, results, result_key);
        put(&mut self.gia, meant(&self.late.gia, |row| row.place, is_meant), gia_key);
    }
}

/// Puts rows in the places of those of the same key, of several the last; of a new key they are added.
fn put<T, K: Ord>(table: &mut Table<T>, rows: Vec<T>, key: impl Fn(&T) -> K) {
    if rows.is_empty() {
        return;
    }
    let mut places: BTreeMap<K, Ref<T>> = table.refs().map(|(place, row)| (key(row), place)).collect();
    for row in rows {
        let key = key(&row);
        match places.get(&key) {
            Some(place) => table.replace(*place, row),
            None => {
                let place = table.push(row);
                places.insert(key, place);
            }
        }
    }
}

fn result_key(row: &ResultEntry) -> (Ref<Journal>, Ref<Student>, Period) {
    (row.journal, row.student, row.term)
}

/// Of several examinations each has a subject of its own, which is its title.
pub fn gia_key(row: &Gia) -> (Ref<Student>, GiaKind, Option<String>) {
    let subject = row.title.as_ref().filter(|_| row.kind == GiaKind::Exam);
    (row.student, row.kind, subject.map(|subject| fold(subject)))
}
