//! The people of later years among an earlier year's students.

use super::By;
use super::index::{Index, bearers};
use super::judgement::{Clash, Likeness};
use super::person::{Person, Sight};
use super::settling::Claim;
use crate::figures::Facts;
use crate::model::Student;
use crate::model::table::Ref;
use std::collections::{BTreeMap, BTreeSet};

/// What later years know.
#[derive(Clone, Copy, Debug)]
pub struct Later<'a> {
    /// The people.
    pub people: &'a [Person],
    /// Who of them is looked for: all, or those who may have been anywhere in the year.
    pub sought: &'a BTreeSet<usize>,
    /// Students who are none of the people and bear the name of one.
    pub strangers: &'a [Sight],
    /// All students who are none of the people, by their full names, folded.
    pub others: &'a BTreeMap<String, Vec<Sight>>,
}

/// Who is whom in a year.
#[derive(Debug, Default)]
pub struct Matches {
    /// Of each person the student, and what he or she was found by.
    pub of: Vec<Option<(Ref<Student>, By)>>,
    /// Of whom it is not known.
    pub doubts: Vec<Doubt>,
    /// Who was taken for nobody, in the order of the people.
    pub refusals: Vec<Refusal>,
}

/// People of whom it is not known which of some students they are.
#[derive(Debug)]
pub struct Doubt {
    /// The people.
    pub people: Vec<usize>,
    /// The students.
    pub students: Vec<Ref<Student>>,
    /// Why it is not known.
    pub why: Why,
}

/// Why it is not known who somebody is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Why {
    /// Several have one id.
    Id,
    /// Several have one record book.
    RecordBook,
    /// Several have one name and began together.
    Name,
    /// The id is the same, and nothing but a name speaks for it, while other ids are other people's.
    GivenAnew,
}

/// A student who is somebody by id, record book or name, and is another person.
#[derive(Clone, Copy, Debug)]
pub struct Refusal {
    /// Who is looked for.
    pub person: usize,
    /// What is the same.
    pub by: By,
    /// The student.
    pub student: Ref<Student>,
    /// Why it is another person.
    pub clash: Clash,
}

impl Matches {
    /// People of whom it is not known who they are.
    pub fn unsure(&self) -> BTreeSet<usize> {
        self.doubts.iter().flat_map(|doubt| doubt.people.iter().copied()).collect()
    }

    /// Students of whom it is not known who they are.
    pub fn doubtful(&self) -> BTreeSet<Ref<Student>> {
        self.doubts.iter().flat_map(|doubt| doubt.students.iter().copied()).collect()
    }
}

/// Looks for people among a year's students.
pub fn matches(facts: &Facts<'_>, later: Later<'_>) -> Matches {
    let mut matcher = Matcher {
        later,
        index: Index::new(facts),
        bearers: bearers(later.people),
        taken: BTreeSet::new(),
        are_given_anew: false,
        found: Matches { of: vec![None; later.people.len()], ..Matches::default() },
    };
    matcher.by_id();
    matcher.by_older_id();
    matcher.by_record();
    matcher.by_name();
    matcher.found.refusals.sort_by_key(|own| own.person);
    matcher.found
}

pub(super) struct Matcher<'a> {
    later: Later<'a>,
    index: Index<'a>,
    /// Who of the people bears which full name.
    bearers: BTreeMap<&'a str, Vec<usize>>,
    /// Students who are somebody, or of whom it is not known.
    pub(super) taken: BTreeSet<Ref<Student>>,
    /// Whether an id of one of the people is another person's in the year.
    are_given_anew: bool,
    pub(super) found: Matches,
}

impl<'a> Matcher<'a> {
    /// Who is not found yet, and may still be looked for.
    fn open(&self) -> Vec<(usize, &'a Person)> {
        let unsure = self.found.unsure();
        let people: &'a [Person] = self.later.people;
        let is_open = |n: &usize| self.found.of[*n].is_none() && !unsure.contains(n);
        self.later.sought.iter().copied().filter(is_open).map(|n| (n, &people[n])).collect()
    }

    fn refuse(&mut self, person: usize, by: By, student: Ref<Student>, clash: Clash) {
        if !self.found.refusals.iter().any(|own| own.person == person && own.by == by) {
            self.found.refusals.push(Refusal { person, by, student, clash });
        }
    }

    /// The ids of the nearest years.
    fn by_id(&mut self) {
        let mut claims: Vec<Claim> = Vec::new();
        let mut weak: Vec<Claim> = Vec::new();
        for (n, person) in self.later.people.iter().enumerate() {
            let Some(student) = self.index.of_id(&person.earliest().id) else { continue };
            let likeness = self.likeness(n, person, student);
            self.are_given_anew |= likeness.is_err();
            if !self.later.sought.contains(&n) {
                continue;
            }
            match likeness {
                Err(clash) => self.refuse(n, By::Id, student, clash),
                Ok(likeness) if self.is_weak(n, likeness, student) => weak.push((n, vec![student])),
                Ok(_) => claims.push((n, vec![student])),
            }
        }
        if self.are_given_anew {
            for (n, students) in weak {
                self.doubt(vec![n], students, Why::GivenAnew);
            }
        } else {
            claims.extend(weak);
        }
        self.settle(claims, &BTreeSet::new(), By::Id);
    }

    /// The ids of other years, which count only where something else speaks for them.
    fn by_older_id(&mut self) {
        let mut claims: Vec<Claim> = Vec::new();
        for (n, person) in self.open() {
            let is_sure = |student: &Ref<Student>| match self.likeness(n, person, *student) {
                Ok(Likeness::HalfName) | Err(_) => false,
                Ok(likeness) => !(self.are_given_anew && self.is_weak(n, likeness, *student)),
            };
            let older = person.older_ids().into_iter().filter_map(|id| self.index.of_id(id));
            if let Some(student) = older.filter(|student| !self.taken.contains(student)).find(is_sure) {
                claims.push((n, vec![student]));
            }
        }
        self.settle(claims, &BTreeSet::new(), By::Id);
    }

    /// The record books that are known, the nearest year's first.
    fn by_record(&mut self) {
        let mut claims: Vec<Claim> = Vec::new();
        for (n, person) in self.open() {
            for record in person.records() {
                let mut own = Vec::new();
                for student in self.index.of_record(&record).to_vec() {
                    if self.taken.contains(&student) {
                        continue;
                    }
                    match person.record_clash(self.index.sight(student)) {
                        Some(clash) => self.refuse(n, By::RecordBook, student, clash),
                        None => own.push(student),
                    }
                }
                if !own.is_empty() {
                    claims.push((n, own));
                    break;
                }
            }
        }
        self.settle(claims, &BTreeSet::new(), By::RecordBook);
    }

    /// The full name together with the beginning of the study.
    fn by_name(&mut self) {
        let mut claims: Vec<Claim> = Vec::new();
        let mut contested: BTreeSet<Ref<Student>> = BTreeSet::new();
        for (n, person) in self.open() {
            let (mut own, mut apart) = (Vec::new(), Vec::new());
            for student in person.names().into_iter().flat_map(|name| self.index.of_name(name)) {
                let sight = self.index.sight(*student);
                if self.taken.contains(student) || person.is_namesake(sight) || self.is_stranger(sight) {
                    continue;
                }
                let earliest = person.earliest();
                if earliest.began_with(sight) == Some(true) {
                    own.push(*student);
                } else if person.enrolled_apart(sight) && earliest.group_began_with(sight) == Some(true) {
                    apart.push(*student);
                }
            }
            contested.extend(own.iter().filter(|student| self.is_contested(**student)));
            match (own.is_empty(), apart[..].first()) {
                (false, _) => claims.push((n, own)),
                (true, Some(student)) => self.refuse(n, By::Name, *student, Clash::Enrolled),
                (true, None) => {}
            }
        }
        self.settle(claims, &contested, By::Name);
    }

    /// How much speaks for a student of the same id. A name that agrees in part must not be anybody else's.
    fn likeness(&self, n: usize, person: &Person, student: Ref<Student>) -> Result<Likeness, Clash> {
        let sight = self.index.sight(student);
        let likeness = person.likeness(sight)?;
        let stands_elsewhere = || {
            let same = person.names().into_iter().flat_map(|name| self.index.of_name(name));
            same.into_iter().any(|own| *own != student && !person.is_namesake(self.index.sight(*own)))
        };
        match likeness {
            Likeness::HalfName if stands_elsewhere() || self.is_borne(n, sight) => Err(Clash::Elsewhere),
            likeness => Ok(likeness),
        }
    }

    /// Whether a likeness is too little where ids were given anew: half a name, or one of several bearers, or of
    /// somebody who was enrolled in another year.
    fn is_weak(&self, n: usize, likeness: Likeness, student: Ref<Student>) -> bool {
        let sight = self.index.sight(student);
        match likeness {
            Likeness::Confirmed => false,
            Likeness::HalfName => true,
            Likeness::FullName => {
                self.index.of_name(&sight.folded).len() > 1
                    || self.is_borne(n, sight)
                    || self.later.people[n].enrolled_apart(sight)
            }
        }
    }

    /// Whether in a later year somebody else bears a student's full name, and may be the student.
    fn is_borne(&self, n: usize, sight: &Sight) -> bool {
        let name = sight.folded.as_str();
        let people = self.bearers.get(name).into_iter().flatten();
        people.filter(|other| **other != n).any(|other| !self.later.people[*other].is_namesake(sight))
            || self.later.others.get(name).is_some_and(|others| {
                others.iter().any(|other| !Person::new(other.clone()).is_namesake(sight))
            })
    }

    /// Whether a student is surely a namesake of a later year who is none of the people: of the same id.
    fn is_stranger(&self, sight: &Sight) -> bool {
        self.later
            .strangers
            .iter()
            .any(|stranger| stranger.id == sight.id && Person::new(stranger.clone()).likeness(sight).is_ok())
    }

    /// Whether a namesake of a later year who is none of the people may be this student.
    fn is_contested(&self, student: Ref<Student>) -> bool {
        let sight = self.index.sight(student);
        let may_be = |stranger: &Sight| {
            stranger.folded == sight.folded
                && stranger.began_with(sight) == Some(true)
                && !Person::new(stranger.clone()).is_namesake(sight)
        };
        self.later.strangers.iter().any(may_be)
    }
}
