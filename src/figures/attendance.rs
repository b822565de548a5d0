//! Who missed how much (посещаемость): lessons held in journals that a student belongs to on the day
//! and is not exempt from (contract §3; N4.4.1, P1.12, P4.3).

use super::Facts;
use super::performance::Scope;
use super::stretch::{Rank, Selection, Stretch};
use crate::model::table::Ref;
use crate::model::{AttendanceStatus, Group, Lesson, Settings, Student};
use chrono::{Datelike, NaiveDate};
use serde::Serialize;
use std::collections::BTreeMap;

/// What a student, a group or the organisation missed in a term.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Missed {
    /// Lessons that there were for the student; of more than one, for all of them together.
    pub lessons: usize,
    /// Their academic hours.
    pub hours: f64,
    /// Lessons missed, reason unknown.
    pub absent: usize,
    /// Without a valid reason.
    pub unexcused: usize,
    /// For a valid reason.
    pub excused: usize,
    /// For illness.
    pub ill: usize,
    /// Late arrivals, which are no misses.
    pub late: usize,
    /// Releases, which are no misses either.
    pub released: usize,
    /// Days on which every lesson was missed.
    pub days: usize,
    /// Hours of the missed lessons.
    #[serde(skip)]
    pub missed_hours: f64,
    /// Of them for a valid reason: excused or ill.
    #[serde(skip)]
    pub valid_hours: f64,
    /// Lessons without releases: what could be attended.
    #[serde(skip)]
    pub possible: Amount,
    /// Of them attended; who came late was there.
    #[serde(skip)]
    pub attended: Amount,
}

/// Lessons and their academic hours.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Amount {
    /// Lessons.
    pub lessons: usize,
    /// Academic hours.
    pub hours: f64,
}

impl Amount {
    fn add(&mut self, hours: f64) {
        self.lessons += 1;
        self.hours += hours;
    }

    fn join(&mut self, other: Amount) {
        self.lessons += other.lessons;
        self.hours += other.hours;
    }

    /// As attendance is counted: in lessons in a school, in hours in a college.
    pub fn counted(self, settings: &Settings) -> f64 {
        if settings.is_school() { self.lessons as f64 } else { self.hours }
    }
}

impl Missed {
    /// Lessons missed: absent, unexcused, excused, ill.
    pub fn missed(&self) -> usize {
        self.absent + self.unexcused + self.excused + self.ill
    }

    /// Посещаемость: attended / possible, in lessons of a school, in hours of a college, 0–1; `None` of
    /// nothing.
    pub fn share(&self, settings: &Settings) -> Option<f64> {
        let possible = self.possible.counted(settings);
        (possible > 0.0).then(|| self.attended.counted(settings) / possible)
    }

    /// A held lesson of a student; days apart.
    pub(super) fn meet(&mut self, lesson: &Lesson, presence: &Presence) {
        self.lessons += 1;
        self.hours += lesson.hours;
        presence.entries.iter().for_each(|status| self.add(*status));
        let missed = presence.missed();
        if let Some(status) = missed {
            self.missed_hours += lesson.hours;
            self.valid_hours += if status.is_valid() { lesson.hours } else { 0.0 };
        }
        if !presence.is_released() {
            self.possible.add(lesson.hours);
            if missed.is_none() {
                self.attended.add(lesson.hours);
            }
        }
    }

    fn add(&mut self, status: AttendanceStatus) {
        *match status {
            AttendanceStatus::Absent => &mut self.absent,
            AttendanceStatus::Unexcused => &mut self.unexcused,
            AttendanceStatus::Excused => &mut self.excused,
            AttendanceStatus::Ill => &mut self.ill,
            AttendanceStatus::Late => &mut self.late,
            AttendanceStatus::Released => &mut self.released,
        } += 1;
    }
}

/// A figure.
#[derive(Clone, Debug, PartialEq)]
pub struct Attended {
    /// Of what: a student, a group, the organisation.
    pub scope: Scope,
    /// Of which; empty of the organisation.
    pub id: String,
    /// Of when.
    pub term: Stretch,
    /// What was missed.
    pub missed: Missed,
}

/// What a student missed in the journals of a group.
#[derive(Clone, Debug, PartialEq)]
pub struct InGroup {
    /// Whose journals.
    pub group: Ref<Group>,
    /// Who.
    pub student: Ref<Student>,
    /// When.
    pub term: Stretch,
    /// What was missed.
    pub missed: Missed,
}

/// Every figure that was asked for.
#[derive(Clone, Debug, Default)]
pub struct AttendanceFigures {
    /// Of students, groups and the organisation, in the order of the tables, then by term, the year last.
    pub all: Vec<Attended>,
    /// Of the students of each group, in the order of the tables, then by term.
    pub in_groups: Vec<InGroup>,
}

/// What is gathered of a student in a scope and stretch, and of each day how many lessons there were and
/// were missed.
#[derive(Default)]
struct Gathered {
    missed: Missed,
    days: BTreeMap<NaiveDate, (usize, usize)>,
}

impl Gathered {
    fn add(&mut self, lesson: &Lesson, presence: &Presence) {
        self.missed.meet(lesson, presence);
        let day = self.days.entry(lesson.date).or_default();
        day.0 += 1;
        day.1 += usize::from(presence.missed().is_some());
    }
}

/// Of each month of the selection, by its first day, what was missed in it.
pub fn by_month(facts: &Facts<'_>, selection: Selection) -> BTreeMap<NaiveDate, Missed> {
    let archive = facts.archive;
    let mut months: BTreeMap<NaiveDate, Missed> = BTreeMap::new();
    for (journal, _) in selection.journals(archive) {
        for lesson in facts.ledger.lessons(journal) {
            let held = &archive.lessons[*lesson];
            if held.is_held() && selection.covers(&archive.settings, held.date) {
                let first = held.date.with_day(1).expect("a month has a first day");
                let month = months.entry(first).or_default();
                at_lesson(facts, *lesson).iter().for_each(|presence| month.meet(held, presence));
            }
        }
    }
    months
}

/// A student for whom a lesson was held: who belongs to its journal on the day and is not exempt.
#[derive(Clone, Debug)]
pub struct Presence {
    /// The student.
    pub student: Ref<Student>,
    /// What was entered of the student, each once; mostly nothing.
    pub entries: Vec<AttendanceStatus>,
}

impl Presence {
    /// How the lesson was missed: the first entry that says so.
    pub fn missed(&self) -> Option<AttendanceStatus> {
        self.entries.iter().copied().find(|status| status.is_missed())
    }

    /// Whether the student was released from it.
    pub fn is_released(&self) -> bool {
        self.entries.contains(&AttendanceStatus::Released)
    }
}

/// Those for whom a lesson was held, by name.
pub fn at_lesson(facts: &Facts<'_>, lesson: Ref<Lesson>) -> Vec<Presence> {
    let archive = facts.archive;
    let Lesson { journal, date, .. } = archive.lessons[lesson];
    let members = facts.belonging.members(journal).iter();
    let there = members.filter(|(_, spans)| spans.iter().any(|span| span.contains(date)));
    there
        .map(|(student, _)| student)
        .filter(|student| !facts.exemptions.on(journal, **student, date))
        .map(|student| presence(facts, lesson, *student))
        .collect()
}

/// A student at a lesson that was held for him or her.
fn presence(facts: &Facts<'_>, lesson: Ref<Lesson>, student: Ref<Student>) -> Presence {
    let rows = facts.ledger.attendance(lesson).iter().map(|row| &facts.archive.attendance[*row]);
    // The same entered twice, as in two files that are joined, happened once.
    let mut entries: Vec<AttendanceStatus> = Vec::new();
    for status in rows.filter(|row| row.student == student).map(|row| row.status) {
        if !entries.contains(&status) {
            entries.push(status);
        }
    }
    Presence { student, entries }
}

/// Every figure that is asked for.
pub fn attendance(facts: &Facts<'_>, selection: Selection) -> AttendanceFigures {
    let archive = facts.archive;
    let settings = &archive.settings;
    // By group of the journal, student and stretch: of these the others are made.
    let mut own: BTreeMap<(Ref<Group>, Ref<Student>, Rank), Gathered> = BTreeMap::new();
    let mut stretches: BTreeMap<Rank, Stretch> = BTreeMap::new();
    for (journal, row) in selection.journals(archive) {
        let terms = facts.ledger.counted_terms(row.group);
        let asked = selection.stretches(terms);
        for lesson in facts.ledger.lessons(journal) {
            let held = &archive.lessons[*lesson];
            let mut here = asked.iter().filter(|asked| asked.contains(settings, terms, held.date)).peekable();
            if !held.is_held() || here.peek().is_none() {
                continue;
            }
            let there = at_lesson(facts, *lesson);
            for stretch in here {
                let rank = stretch.rank();
                stretches.insert(rank, *stretch);
                for presence in &there {
                    own.entry((row.group, presence.student, rank)).or_default().add(held, presence);
                }
            }
        }
    }
    let mut students: BTreeMap<(Ref<Student>, Rank), Gathered> = BTreeMap::new();
    let mut groups: BTreeMap<(Ref<Group>, Rank), Missed> = BTreeMap::new();
    let mut in_groups = Vec::new();
    for ((group, student, term), mut sums) in own {
        sums.missed.days = full_days(&sums.days);
        groups.entry((group, term)).or_default().join(&sums.missed);
        let whole = students.entry((student, term)).or_default();
        whole.missed.join(&sums.missed);
        for (day, (there, missed)) in sums.days {
            let entry = whole.days.entry(day).or_default();
            *entry = (entry.0 + there, entry.1 + missed);
        }
        in_groups.push(InGroup { group, student, term: stretches[&term], missed: sums.missed });
    }
    let mut organization: BTreeMap<Rank, Missed> = BTreeMap::new();
    let mut figures = Vec::new();
    for ((student, term), mut sums) in students {
        sums.missed.days = full_days(&sums.days);
        organization.entry(term).or_default().join(&sums.missed);
        let id = archive.students[student].id.to_string();
        figures.push(Attended { scope: Scope::Student, id, term: stretches[&term], missed: sums.missed });
    }
    figures.extend(groups.into_iter().map(|((group, term), missed)| {
        let id = archive.groups[group].id.to_string();
        Attended { scope: Scope::Group, id, term: stretches[&term], missed }
    }));
    figures.extend(organization.into_iter().map(|(term, missed)| {
        let (scope, id) = (Scope::Organization, String::new());
        Attended { scope, id, term: stretches[&term], missed }
    }));
    AttendanceFigures { all: figures, in_groups }
}

/// What a student missed on each day of the year that had lessons for him or her, in all journals.
pub fn days_of_student(facts: &Facts<'_>, student: Ref<Student>) -> BTreeMap<NaiveDate, Missed> {
    let archive = facts.archive;
    let mut days: BTreeMap<NaiveDate, (Missed, usize)> = BTreeMap::new();
    for journal in facts.belonging.journals(student) {
        let terms = facts.ledger.counted_terms(archive.journals[*journal].group);
        for lesson in facts.ledger.lessons(*journal) {
            let held = &archive.lessons[*lesson];
            let is_own = facts.belonging.belongs(*journal, student, held.date)
                && !facts.exemptions.on(*journal, student, held.date);
            if is_own && held.is_held() && Stretch::Year.contains(&archive.settings, terms, held.date) {
                let presence = presence(facts, *lesson, student);
                let (day, missed) = days.entry(held.date).or_default();
                day.meet(held, &presence);
                *missed += usize::from(presence.missed().is_some());
            }
        }
    }
    let whole = |(day, missed): (Missed, usize)| Missed { days: usize::from(missed == day.lessons), ..day };
    days.into_iter().map(|(date, day)| (date, whole(day))).collect()
}

/// What a student missed in the year, in all journals.
pub fn of_student(facts: &Facts<'_>, student: Ref<Student>) -> Missed {
    let mut year = Missed::default();
    days_of_student(facts, student).values().for_each(|day| year.join(day));
    year
}

fn full_days(days: &BTreeMap<NaiveDate, (usize, usize)>) -> usize {
    days.values().filter(|(there, missed)| there == missed).count()
}

impl Missed {
    /// Counts what another scope or time has too.
    pub fn join(&mut self, other: &Missed) {
        self.lessons += other.lessons;
        self.hours += other.hours;
        self.absent += other.absent;
        self.unexcused += other.unexcused;
        self.excused += other.excused;
        self.ill += other.ill;
        self.late += other.late;
        self.released += other.released;
        self.days += other.days;
        self.missed_hours += other.missed_hours;
        self.valid_hours += other.valid_hours;
        self.possible.join(other.possible);
        self.attended.join(other.attended);
    }
}
