//! Who of an earlier year's students is a student today.

use super::person::{Person, Sight};
use super::{Later, matches};
use crate::figures::Facts;
use crate::model::Student;
use crate::model::table::Ref;
use std::collections::{BTreeMap, BTreeSet};

/// The students of an earlier year, and who of them is whom today.
#[derive(Debug, Default)]
pub struct SamePeople {
    /// Those who surely are.
    pub of: BTreeMap<Ref<Student>, Ref<Student>>,
    /// Of the others today's students whom they may be: what must not be told of these must not be told of
    /// them.
    pub may_be: BTreeMap<Ref<Student>, BTreeSet<Ref<Student>>>,
}

/// Looks for today's students among those of an earlier year.
pub fn same_people(then: &Facts<'_>, now: &Facts<'_>) -> SamePeople {
    let today: Vec<Ref<Student>> = now.archive.students.refs().map(|(student, _)| student).collect();
    let people: Vec<Person> = today.iter().map(|student| Person::new(Sight::new(now, *student))).collect();
    let sought: BTreeSet<usize> = (0..people.len()).collect();
    let others = BTreeMap::new();
    let found = matches(then, Later { people: &people, sought: &sought, strangers: &[], others: &others });
    let mut same = SamePeople::default();
    for (person, student) in today.iter().zip(&found.of) {
        if let Some((student, _)) = student {
            same.of.insert(*student, *person);
        }
    }
    for doubt in &found.doubts {
        for student in &doubt.students {
            same.may_be.entry(*student).or_default().extend(doubt.people.iter().map(|n| today[*n]));
        }
    }
    let mut names: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
    for (n, person) in people.iter().enumerate() {
        names.entry(&person.latest().folded).or_default().push(n);
    }
    for (student, _) in then.archive.students.refs().filter(|(student, _)| !same.of.contains_key(student)) {
        let sight = Sight::new(then, student);
        let bearers = names.get(sight.folded.as_str()).into_iter().flatten();
        for n in bearers.filter(|n| !people[**n].is_namesake(&sight)) {
            same.may_be.entry(student).or_default().insert(today[*n]);
        }
    }
    same
}
