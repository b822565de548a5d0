//! How well students performed (успеваемость, качество знаний, СОУ): the results of each term and of the
//! year, in journals that are attested (contract §3; K6.2, N6.2, P4.6).
//!
//! Two levels: by marks, in every scope; by students, in group, course and organisation. Higher scopes
//! sum counts and never means. Who left on or before a term's end does not count; who is exempt counts
//! as that alone.

use super::Facts;
use super::stretch::{Rank, Selection, Stretch};
use crate::model::mark::fold;
use crate::model::settings::{Period, Settings, TermId};
use crate::model::table::Ref;
use crate::model::{Archive, Group, Journal, Mark, Student};
use chrono::NaiveDate;
use serde::Serialize;
use std::collections::{BTreeMap, BTreeSet};

/// Of what a figure is told.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Scope {
    /// A student over all journals.
    Student,
    /// A journal.
    Journal,
    /// A discipline, by its name.
    Discipline,
    /// A teacher: the journal's own.
    Teacher,
    /// The journal's group.
    Group,
    /// The curator of the journal's group.
    Curator,
    /// The commission of the journal's teacher.
    Commission,
    /// The course of the journal's group; of a school the grade.
    Course,
    /// All of it.
    Organization,
}

/// Counts of results, and what follows from them.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Counts {
    /// Fives.
    pub n5: usize,
    /// Fours.
    pub n4: usize,
    /// Threes.
    pub n3: usize,
    /// Twos, and ones where the scale has them.
    pub n2: usize,
    /// Not attested: н/а, н/я, не допущен.
    pub na: usize,
    /// Students who are exempt.
    pub exempt: usize,
    /// Students who belong to the journal at the term's end and have no result.
    pub unmarked: usize,
    /// зачтено.
    #[serde(skip)]
    pub passed: usize,
    /// незачтено.
    #[serde(skip)]
    pub failed: usize,
    #[serde(skip)]
    sum: usize,
}

impl Counts {
    /// N: the results that count, зачтено and незачтено apart.
    pub fn all(&self) -> usize {
        self.n5 + self.n4 + self.n3 + self.n2 + self.na
    }

    /// Успеваемость: (n5 + n4 + n3 + зачтено) / (N + зачтено + незачтено), 0–1; `None` of nothing.
    pub fn passing(&self) -> Option<f64> {
        ratio(self.good(), self.judged())
    }

    /// n5 + n4 + n3 + зачтено.
    pub fn good(&self) -> usize {
        self.n5 + self.n4 + self.n3 + self.passed
    }

    /// N + зачтено + незачтено.
    pub fn judged(&self) -> usize {
        self.all() + self.passed + self.failed
    }

    /// Качество знаний: (n5 + n4) / N, 0–1; `None` of nothing.
    pub fn quality(&self) -> Option<f64> {
        ratio(self.n5 + self.n4, self.all())
    }

    /// Степень обученности (СОУ): the weights of `rules.sou` over N, 0–1; `None` of nothing.
    pub fn sou(&self, settings: &Settings) -> Option<f64> {
        (self.all() > 0).then(|| self.learned(settings) / self.all() as f64)
    }

    /// The weights of `rules.sou`, summed.
    pub fn learned(&self, settings: &Settings) -> f64 {
        let weight = |mark: &str, n: usize| settings.rules.sou.get(mark).copied().unwrap_or(0.0) * n as f64;
        [("5", self.n5), ("4", self.n4), ("3", self.n3), ("2", self.n2), ("na", self.na)]
            .into_iter()
            .fold(0.0, |sum, (mark, n)| sum + weight(mark, n))
    }

    /// The mean of the results in numbers; `None` without any.
    pub fn mean(&self) -> Option<f64> {
        ratio(self.sum, self.numbers())
    }

    /// How many results are numbers.
    pub fn numbers(&self) -> usize {
        self.n5 + self.n4 + self.n3 + self.n2
    }

    /// Their sum.
    pub fn sum(&self) -> usize {
        self.sum
    }

    /// One more result.
    pub(super) fn add(&mut self, mark: &Mark) {
        match (mark.number(), fold(&mark.text).as_str()) {
            (Some(number), _) => {
                self.sum += usize::from(number);
                match number {
                    5.. => self.n5 += 1,
                    4 => self.n4 += 1,
                    3 => self.n3 += 1,
                    _ => self.n2 += 1,
                }
            }
            (None, "зачтено") => self.passed += 1,
            (None, "незачтено") => self.failed += 1,
            (None, _) => self.na += 1,
        }
    }

    /// Those of another discipline, journal or group too.
    pub fn join(&mut self, other: &Counts) {
        self.n5 += other.n5;
        self.n4 += other.n4;
        self.n3 += other.n3;
        self.n2 += other.n2;
        self.na += other.na;
        self.exempt += other.exempt;
        self.unmarked += other.unmarked;
        self.passed += other.passed;
        self.failed += other.failed;
        self.sum += other.sum;
    }

    fn is_empty(&self) -> bool {
        self.all() + self.exempt + self.unmarked + self.passed + self.failed == 0
    }
}

fn ratio(part: usize, whole: usize) -> Option<f64> {
    (whole > 0).then(|| part as f64 / whole as f64)
}

/// Students of a group, a course or the organisation by their results (абсолютная и качественная
/// успеваемость).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Students {
    /// With at least one result.
    pub students: usize,
    /// Of them without 2, незачтено and н/а.
    pub students_passing: usize,
    /// Of those without a number below 4.
    pub students_quality: usize,
}

/// A figure.
#[derive(Clone, Debug, PartialEq)]
pub struct Performance {
    /// Of what.
    pub scope: Scope,
    /// The place in the order of its scope.
    pub(super) order: usize,
    /// Of which: an id, a discipline's name, a course's number; empty of the organisation.
    pub id: String,
    /// Of when.
    pub term: Stretch,
    /// By marks.
    pub counts: Counts,
    /// By students; `None` in the other scopes.
    pub students: Option<Students>,
}

#[derive(Default)]
struct Gathered {
    counts: Counts,
    /// By student: whether all passes, and whether nothing is below 4.
    students: BTreeMap<Ref<Student>, (bool, bool)>,
}

/// A scope, a place in the order of its table, and an id.
pub(super) type Key = (Scope, usize, String);

/// Every figure that is asked for: by scope, then in the order of the tables, then by term, the year
/// last. Results are of terms and of the year: of days there are none.
pub fn performance(facts: &Facts<'_>, selection: Selection) -> Vec<Performance> {
    let archive = facts.archive;
    let mut gathered: BTreeMap<(Key, Rank), (Stretch, Gathered)> = BTreeMap::new();
    for (journal, _) in selection.journals(archive).filter(|(_, row)| row.is_attested()) {
        let keys = keys(facts, journal);
        for outcome in outcomes(facts, journal).into_iter().filter(|outcome| selection.wants(outcome.term)) {
            let student = archive.students[outcome.student].id.to_string();
            let own = (Scope::Student, outcome.student.index(), student);
            for key in keys.iter().cloned().chain([own]) {
                let place = (key, outcome.term.rank());
                let (_, sums) = gathered.entry(place).or_insert_with(|| (outcome.term, Gathered::default()));
                sums.add(&outcome);
            }
        }
    }
    let figure = |(((scope, order, id), _), (term, sums)): ((Key, _), (Stretch, Gathered))| {
        let by_students = matches!(scope, Scope::Group | Scope::Course | Scope::Organization);
        let students = by_students.then(|| Students {
            students: sums.students.len(),
            students_passing: sums.students.values().filter(|(passing, _)| *passing).count(),
            students_quality: sums
                .students
                .values()
                .filter(|(passing, quality)| *passing && *quality)
                .count(),
        });
        Performance { scope, order, id, term, counts: sums.counts, students }
    };
    gathered.into_iter().map(figure).filter(|figure| !figure.counts.is_empty()).collect()
}

/// The scopes that a journal counts to, each with its place in the order and its id.
pub(super) fn keys(facts: &Facts<'_>, journal: Ref<Journal>) -> Vec<Key> {
    let archive = facts.archive;
    let row = &archive.journals[journal];
    let teacher = &archive.staff[row.teacher];
    let mut keys = vec![
        (Scope::Journal, journal.index(), row.id.to_string()),
        (Scope::Discipline, 0, row.discipline.to_string()),
        (Scope::Teacher, row.teacher.index(), teacher.id.to_string()),
    ];
    keys.extend(teacher.commission.as_ref().map(|name| (Scope::Commission, 0, name.to_string())));
    keys.extend(keys_of_group(archive, row.group));
    keys
}

/// The scopes that a group counts to.
pub(super) fn keys_of_group(archive: &Archive, group: Ref<Group>) -> Vec<Key> {
    let row = &archive.groups[group];
    let course = archive.course(group);
    let mut keys =
        vec![(Scope::Group, group.index(), row.id.to_string()), (Scope::Organization, 0, String::new())];
    keys.extend(
        row.curator.map(|staff| (Scope::Curator, staff.index(), archive.staff[staff].id.to_string())),
    );
    keys.extend(course.map(|course| (Scope::Course, course as usize, course.to_string())));
    keys
}

/// What a student has in a journal for a term or the year.
pub(super) struct Outcome<'a> {
    pub(super) student: Ref<Student>,
    pub(super) term: Stretch,
    pub(super) kind: Kind<'a>,
}

pub(super) enum Kind<'a> {
    Result(&'a Mark),
    Exempt,
    Unmarked,
}

impl Gathered {
    fn add(&mut self, outcome: &Outcome<'_>) {
        match outcome.kind {
            Kind::Exempt => self.counts.exempt += 1,
            Kind::Unmarked => self.counts.unmarked += 1,
            Kind::Result(mark) => {
                self.counts.add(mark);
                let (passing, quality) = self.students.entry(outcome.student).or_insert((true, true));
                *passing &= match mark.number() {
                    Some(number) => number > 2,
                    None => fold(&mark.text) == "зачтено",
                };
                *quality &= mark.number().is_none_or(|number| number >= 4);
            }
        }
    }
}

/// What everybody who stayed to its end has in a journal for each of its terms and the year.
pub(super) fn outcomes<'a>(facts: &Facts<'a>, journal: Ref<Journal>) -> Vec<Outcome<'a>> {
    let archive = facts.archive;
    let settings = &archive.settings;
    let terms = archive.journal_terms(journal);
    // The year ends with the last term of the group, not with that of a journal of the first one.
    let group = archive.journals[journal].group;
    let year_end = Stretch::Year.last_day(settings, &archive.group_terms(group));
    // Of several results of a term the last row holds.
    let mut given: BTreeMap<(Ref<Student>, Period), &Mark> = BTreeMap::new();
    for row in facts.ledger.results(journal).iter().map(|row| &archive.results[*row]) {
        given.insert((row.student, row.term), &row.value);
    }
    let of_term = |term: &TermId| (Stretch::Term(*term), Period::Term(*term), settings.term(*term).end.0);
    let mut periods: Vec<(Stretch, Period, NaiveDate)> = terms.iter().map(of_term).collect();
    for (_, period) in given.keys() {
        if let Period::Term(term) = period
            && !terms.contains(term)
            && periods.iter().all(|(_, other, _)| other != period)
        {
            periods.push(of_term(term));
        }
    }
    let has_year = given.keys().any(|(_, period)| *period == Period::Year);
    periods.extend(has_year.then_some((Stretch::Year, Period::Year, year_end)));
    // Where nobody gets marks, who has none is not without one.
    let is_graded = archive.groups[group].is_graded();
    let mut outcomes = Vec::new();
    for (term, period, end) in periods {
        let is_own = is_graded && !matches!(period, Period::Term(term) if !terms.contains(&term));
        let own = |student| facts.belonging.belongs(journal, student, end);
        let members: BTreeSet<Ref<Student>> = facts
            .belonging
            .members(journal)
            .iter()
            .map(|(student, _)| *student)
            .filter(|student| own(*student))
            .collect();
        let stayed = |student: Ref<Student>| archive.students[student].left.is_none_or(|left| left > end);
        let with_results = given.keys().filter(|(_, of)| *of == period).map(|(student, _)| *student);
        let everybody: BTreeSet<Ref<Student>> = members.iter().copied().chain(with_results).collect();
        for student in everybody.into_iter().filter(|student| stayed(*student)) {
            let mark = given.get(&(student, period)).copied();
            let exempt = facts.exemptions.for_period(journal, student, period, end);
            let kind = match mark {
                _ if exempt => Kind::Exempt,
                Some(mark) => Kind::Result(mark),
                None if is_own => Kind::Unmarked,
                None => continue,
            };
            outcomes.push(Outcome { student, term, kind });
        }
    }
    outcomes
}
