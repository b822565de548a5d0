//! What people are looked for by: an earlier year's students, and the names of the later years.

use super::person::{Person, Sight};
use crate::figures::Facts;
use crate::model::Student;
use crate::model::table::{Found, Ref};
use std::collections::BTreeMap;

/// A year's students, by what they are looked for.
pub(super) struct Index<'a> {
    facts: &'a Facts<'a>,
    sights: Vec<Sight>,
    records: BTreeMap<String, Vec<Ref<Student>>>,
    names: BTreeMap<String, Vec<Ref<Student>>>,
}

impl<'a> Index<'a> {
    pub(super) fn new(facts: &'a Facts<'a>) -> Index<'a> {
        let (mut sights, mut records, mut names) = (Vec::new(), BTreeMap::new(), BTreeMap::new());
        for (student, _) in facts.archive.students.refs() {
            let sight = Sight::new(facts, student);
            if let Some(record) = sight.folded_record() {
                records.entry(record).or_insert_with(Vec::new).push(student);
            }
            names.entry(sight.folded.clone()).or_insert_with(Vec::new).push(student);
            sights.push(sight);
        }
        Index { facts, sights, records, names }
    }

    pub(super) fn sight(&self, student: Ref<Student>) -> &Sight {
        &self.sights[student.index()]
    }

    /// The student of an id.
    pub(super) fn of_id(&self, id: &str) -> Option<Ref<Student>> {
        match self.facts.archive.students.find(id) {
            Found::Row(student) => Some(student),
            _ => None,
        }
    }

    /// The students of a record book, folded.
    pub(super) fn of_record(&self, record: &str) -> &[Ref<Student>] {
        self.records.get(record).map_or(&[], Vec::as_slice)
    }

    /// The students of a full name, folded.
    pub(super) fn of_name(&self, name: &str) -> &[Ref<Student>] {
        self.names.get(name).map_or(&[], Vec::as_slice)
    }
}

/// Who of the people bears which full name, folded.
pub(super) fn bearers(people: &[Person]) -> BTreeMap<&str, Vec<usize>> {
    let mut bearers: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
    for (n, person) in people.iter().enumerate() {
        for name in person.names() {
            bearers.entry(name).or_default().push(n);
        }
    }
    bearers
}
