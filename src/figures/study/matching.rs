//! Who of the people is whom in an earlier year: by id, else by the number of the record book, else by the
//! full name together with the beginning of the study. What is not certain is told, and not taken.

use super::note::{Note, NoteKind};
use super::person::{Clash, Person, Sight};
use crate::figures::Facts;
use crate::model::Student;
use crate::model::settings::AcademicYear;
use crate::model::table::{Found as Row, Ref};
use crate::words;
use serde::Serialize;
use std::collections::{BTreeMap, BTreeSet};
use std::mem;

/// What somebody was found by.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum By {
    /// The group itself was asked for.
    Group,
    /// The id.
    Id,
    /// The number of the record book.
    RecordBook,
    /// The full name and the beginning of the study.
    Name,
}

/// Who is whom in a year.
#[derive(Debug, Default)]
pub(super) struct Matches {
    /// Of each person the student, and what he or she was found by.
    pub(super) of: Vec<Option<(Ref<Student>, By)>>,
    /// People of whom it is not known who they are.
    pub(super) unsure: BTreeSet<usize>,
    /// Students of whom it is not known who they are.
    pub(super) doubtful: BTreeSet<Ref<Student>>,
    pub(super) notes: Vec<Note>,
}

/// A year's students, by what they are looked for.
struct Index {
    sights: Vec<Sight>,
    records: BTreeMap<String, Vec<Ref<Student>>>,
    names: BTreeMap<String, Vec<Ref<Student>>>,
}

impl Index {
    fn new(facts: &Facts<'_>) -> Index {
        let mut index = Index { sights: Vec::new(), records: BTreeMap::new(), names: BTreeMap::new() };
        for (student, _) in facts.archive.students.refs() {
            let sight = Sight::new(facts, student);
            if let Some(record) = sight.folded_record() {
                index.records.entry(record).or_default().push(student);
            }
            index.names.entry(sight.folded_name()).or_default().push(student);
            index.sights.push(sight);
        }
        index
    }

    fn sight(&self, student: Ref<Student>) -> &Sight {
        &self.sights[student.index()]
    }
}

/// Looks for all people, the first of whom are on the sheet, among a year's students. `strangers` are students of later years who are none of the
/// people and bear the name of one.
pub(super) fn matches(
    facts: &Facts<'_>,
    people: &[Person],
    members: usize,
    strangers: &[Sight],
    year: AcademicYear,
) -> Matches {
    let index = Index::new(facts);
    let found = Matches { of: vec![None; people.len()], ..Matches::default() };
    let mut matcher =
        Matcher { facts, people, members, strangers, year, index, found, refused: BTreeMap::new() };
    matcher.by_id();
    matcher.by_record();
    matcher.by_name();
    matcher.tell_refusals();
    matcher.found
}

struct Matcher<'a> {
    facts: &'a Facts<'a>,
    people: &'a [Person],
    members: usize,
    strangers: &'a [Sight],
    year: AcademicYear,
    index: Index,
    found: Matches,
    /// Who was refused, and why: by the id, and by the record book.
    refused: BTreeMap<usize, [Option<Clash>; 2]>,
}

/// A person with the students that he or she may be.
type Claim = (usize, Vec<Ref<Student>>);

impl<'a> Matcher<'a> {
    /// Who is not found yet, and may still be looked for.
    fn open(&self) -> Vec<(usize, &'a Person)> {
        let is_open =
            |(n, _): &(usize, &Person)| self.found.of[*n].is_none() && !self.found.unsure.contains(n);
        self.people.iter().enumerate().filter(is_open).collect()
    }

    fn is_free(&self, student: Ref<Student>) -> bool {
        !self.found.of.iter().flatten().any(|(taken, _)| *taken == student)
            && !self.found.doubtful.contains(&student)
    }

    fn refuse(&mut self, person: usize, by_record: bool, clash: Clash) {
        self.refused.entry(person).or_default()[usize::from(by_record)].get_or_insert(clash);
    }

    /// The ids that are known, the nearest year's first; those of other years count only where something else
    /// speaks for them.
    fn by_id(&mut self) {
        let student = |id: &str| match self.facts.archive.students.find(id) {
            Row::Row(student) => Some(student),
            _ => None,
        };
        let nearest = |person: &Person| student(&person.earliest().id);
        let mut claims: Vec<Claim> = Vec::new();
        for (n, person) in self.open() {
            let Some(student) = nearest(person) else { continue };
            match person.clash(self.index.sight(student), false) {
                Some(clash) => self.refuse(n, false, clash),
                None => claims.push((n, vec![student])),
            }
        }
        self.settle(claims, &BTreeSet::new(), By::Id);
        let mut claims: Vec<Claim> = Vec::new();
        for (n, person) in self.open() {
            let sight = |student: &Ref<Student>| self.index.sight(*student);
            let is_sure = |student: &Ref<Student>| {
                let same_name = || person.names().contains(&sight(student).folded_name());
                person.clash(sight(student), false).is_none()
                    && (person.is_confirmed_by(sight(student)) || same_name())
            };
            let older = person.older_ids().into_iter().filter_map(student);
            if let Some(student) = older.filter(|student| self.is_free(*student)).find(is_sure) {
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
                let same = self.index.records.get(&record).cloned().unwrap_or_default();
                let mut own = Vec::new();
                let free: Vec<Ref<Student>> =
                    same.into_iter().filter(|student| self.is_free(*student)).collect();
                for student in free {
                    match person.clash(self.index.sight(student), true) {
                        Some(clash) => self.refuse(n, true, clash),
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
            let mut own: Vec<Ref<Student>> = Vec::new();
            for name in person.names() {
                let same = self.index.names.get(&name).into_iter().flatten().copied();
                let is_meant = |student: &Ref<Student>| {
                    let sight = self.index.sight(*student);
                    self.is_free(*student)
                        && person.earliest().began_with(sight)
                        && !person.is_namesake(sight)
                        && !self.is_stranger(sight)
                };
                own.extend(same.filter(is_meant));
            }
            if let [student] = own[..]
                && person.enrolled_apart(self.index.sight(student))
            {
                self.refuse_name(n, student);
                continue;
            }
            contested.extend(own.iter().filter(|student| self.is_contested(**student)));
            if !own.is_empty() {
                claims.push((n, own));
            }
        }
        self.settle(claims, &contested, By::Name);
    }

    /// Whether a student is surely a namesake of a later year who is none of the people: of the same id.
    fn is_stranger(&self, sight: &Sight) -> bool {
        self.strangers.iter().any(|stranger| {
            stranger.id == sight.id && Person::new(stranger.clone()).clash(sight, false).is_none()
        })
    }

    /// Whether a namesake of a later year who is none of the people may be this student.
    fn is_contested(&self, student: Ref<Student>) -> bool {
        let sight = self.index.sight(student);
        let may_be = |stranger: &Sight| {
            stranger.folded_name() == sight.folded_name()
                && stranger.began_with(sight)
                && !Person::new(stranger.clone()).is_namesake(sight)
        };
        self.strangers.iter().any(may_be)
    }

    /// Who alone may be a student whom nobody else may be, is the one. `contested` are students who may also be
    /// somebody who is none of the people.
    fn settle(&mut self, claims: Vec<Claim>, contested: &BTreeSet<Ref<Student>>, by: By) {
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
            } else if !told.contains(n) {
                // Everybody who may be one of these students, and every student whom one of them may be.
                let (mut people, mut all) = (BTreeSet::from([*n]), BTreeSet::new());
                loop {
                    let before = (people.len(), all.len());
                    let own = claims.iter().filter(|(n, _)| people.contains(n));
                    all.extend(own.flat_map(|(_, students)| students.iter().copied()));
                    people.extend(all.iter().flat_map(|student| claimed[student].iter().copied()));
                    if before == (people.len(), all.len()) {
                        break;
                    }
                }
                told.extend(&people);
                let people: Vec<usize> = people.into_iter().collect();
                let all: Vec<Ref<Student>> = all.into_iter().collect();
                let why = match by {
                    By::RecordBook => "одна и та же зачётная книжка",
                    By::Id => "один и тот же код",
                    By::Name | By::Group => "имя и начало обучения совпадают",
                };
                self.doubt(&people, &all, why);
            }
        }
    }

    /// Says that it is not known who is who, and leaves them.
    fn doubt(&mut self, people: &[usize], students: &[Ref<Student>], why: &str) {
        let archive = self.facts.archive;
        let mut names: Vec<&str> = Vec::new();
        for name in people.iter().map(|n| self.people[*n].latest().name.as_str()) {
            if !names.contains(&name) {
                names.push(name);
            }
        }
        let student = |student: &Ref<Student>| {
            let row = &archive.students[*student];
            format!("{}, код {}, {}", row.full_name(), row.id, archive.groups[row.group].name)
        };
        let students_told: Vec<String> = students.iter().map(student).collect();
        let who = if people.len() > 1 {
            format!(
                "{} ({})",
                names.join(", "),
                words::count(people.len(), ["человек", "человека", "человек"])
            )
        } else {
            names.join(", ")
        };
        let text = format!(
            "{who}: за {} учебный год не определить, кто это: {why} ({}). Результаты этого года не взяты.",
            self.year.title(),
            students_told.join("; "),
        );
        self.found.notes.push(Note::of_year(NoteKind::Ambiguous, self.year, text));
        self.found.unsure.extend(people);
        self.found.doubtful.extend(students);
    }

    fn refuse_name(&mut self, person: usize, student: Ref<Student>) {
        let row = &self.facts.archive.students[student];
        let text = format!(
            "{}: за {} учебный год то же имя и начало обучения у другого обучающегося (код {}, {}). Результаты не взяты.",
            self.people[person].latest().name,
            self.year.title(),
            row.id,
            Clash::Enrolled.label(),
        );
        self.found.notes.push(Note::of_year(NoteKind::Refused, self.year, text));
    }

    /// Which of the sheet's students were refused by id or record book: those who were found otherwise, and
    /// those who were not. Those of one reason are told in one line.
    fn tell_refusals(&mut self) {
        let mut told: BTreeMap<(&str, &str, bool), Vec<&str>> = BTreeMap::new();
        for (person, clashes) in mem::take(&mut self.refused).range(..self.members) {
            let (what, clash) = match *clashes {
                [Some(clash), Some(_)] => ("тот же код и та же зачётная книжка", clash),
                [None, Some(clash)] => ("та же зачётная книжка", clash),
                [Some(clash), None] => ("тот же код", clash),
                [None, None] => continue,
            };
            let is_found = self.found.of[*person].is_some();
            told.entry((what, clash.label(), is_found))
                .or_default()
                .push(&self.people[*person].latest().name);
        }
        for ((what, why, is_found), names) in told {
            let outcome = if is_found {
                "Найдены по другим признакам."
            } else {
                "Результаты этого года не взяты."
            };
            let text = format!(
                "За {} учебный год {what} у другого человека ({why}): {}. {outcome}",
                self.year.title(),
                names.join(", "),
            );
            self.found.notes.push(Note::of_year(NoteKind::Refused, self.year, text));
        }
    }
}
