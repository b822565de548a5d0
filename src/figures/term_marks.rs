//! The marks of a journal's terms, by student.

use super::Facts;
use crate::model::settings::TermId;
use crate::model::table::Ref;
use crate::model::{Journal, MarkEntry, Student};
use std::collections::BTreeMap;

/// Marks summed up: a student's in a term of a journal, or others.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Marks {
    /// How many there are, those in words too.
    pub count: usize,
    /// How many are numbers.
    pub numbers: usize,
    /// Their sum.
    pub sum: f64,
    /// Σ(mark·weight).
    pub weighted: f64,
    /// Σ(weight).
    pub weight: f64,
}

impl Marks {
    /// One more.
    pub fn add(&mut self, row: &MarkEntry) {
        self.count += 1;
        if let Some(number) = row.value.number() {
            self.numbers += 1;
            self.sum += f64::from(number);
            self.weighted += f64::from(number) * row.weight();
            self.weight += row.weight();
        }
    }

    /// The weighted mean Σ(mark·weight) / Σ(weight) of those in numbers; `None` without any.
    pub fn mean(&self) -> Option<f64> {
        (self.weight > 0.0).then(|| self.weighted / self.weight)
    }
}

/// By term and student; who has none is not there. A mark belongs to the term in which its lesson lies.
pub fn term_marks(facts: &Facts<'_>, journal: Ref<Journal>) -> BTreeMap<(TermId, Ref<Student>), Marks> {
    let archive = facts.archive;
    let terms = archive.journal_terms(journal);
    let mut marks: BTreeMap<(TermId, Ref<Student>), Marks> = BTreeMap::new();
    for lesson in facts.ledger.lessons(journal) {
        let date = archive.lessons[*lesson].date;
        for term in terms.iter().filter(|term| archive.settings.term(**term).contains(date)) {
            for row in facts.ledger.marks(*lesson).iter().map(|mark| &archive.marks[*mark]) {
                marks.entry((*term, row.student)).or_default().add(row);
            }
        }
    }
    marks
}

/// Those who belong to a journal on the last day of a term and are not exempt from it, by name.
pub fn term_members(facts: &Facts<'_>, journal: Ref<Journal>, term: TermId) -> Vec<Ref<Student>> {
    let end = facts.archive.settings.term(term).end.0;
    let members = facts.belonging.members(journal).iter();
    members
        .filter(|(_, spans)| spans.iter().any(|span| span.contains(end)))
        .map(|(student, _)| *student)
        .filter(|student| !facts.exemptions.in_term(facts.archive, journal, *student, term))
        .collect()
}
