//! Claims of several people are settled: who alone may be a student whom nobody else may be, is the one.

use super::By;
use super::matching::{Doubt, Matcher, Why};
use crate::model::Student;
use crate::model::table::Ref;
use std::collections::{BTreeMap, BTreeSet};

/// A person with the students that he or she may be.
pub(super) type Claim = (usize, Vec<Ref<Student>>);

impl Matcher<'_> {
    /// `contested` are students who may also be somebody who is none of the people.
    pub(super) fn settle(&mut self, claims: Vec<Claim>, contested: &BTreeSet<Ref<Student>>, by: By) {
        let mut claimed: BTreeMap<Ref<Student>, Vec<usize>> = BTreeMap::new();
        for (n, students) in &claims {
            students.iter().for_each(|student| claimed.entry(*student).or_default().push(*n));
        }
        let mut told: BTreeSet<usize> = BTreeSet::new();
        for (n, students) in &claims {
            if let [student] = students[..]
                && claimed[&student].len() == 1
                && !contested.contains(&student)
            {
                self.found.of[*n] = Some((student, by));
                self.taken.insert(student);
            } else if !told.contains(n) {
                let (people, students) = entangled(*n, &claims, &claimed);
                told.extend(&people);
                let why = match by {
                    By::RecordBook => Why::RecordBook,
                    By::Id => Why::Id,
                    By::Name | By::Group => Why::Name,
                };
                self.doubt(people.into_iter().collect(), students.into_iter().collect(), why);
            }
        }
    }

    /// Leaves people of whom it is not known who they are.
    pub(super) fn doubt(&mut self, people: Vec<usize>, students: Vec<Ref<Student>>, why: Why) {
        self.taken.extend(&students);
        self.found.doubts.push(Doubt { people, students, why });
    }
}

/// Everybody who may be one of the students that a person may be, and every student whom one of them may be.
fn entangled(
    person: usize,
    claims: &[Claim],
    claimed: &BTreeMap<Ref<Student>, Vec<usize>>,
) -> (BTreeSet<usize>, BTreeSet<Ref<Student>>) {
    let (mut people, mut students) = (BTreeSet::from([person]), BTreeSet::new());
    loop {
        let before = (people.len(), students.len());
        let own = claims.iter().filter(|(n, _)| people.contains(n));
        students.extend(own.flat_map(|(_, students)| students.iter().copied()));
        people.extend(students.iter().flat_map(|student| claimed[student].iter().copied()));
        if before == (people.len(), students.len()) {
            return (people, students);
        }
    }
}
