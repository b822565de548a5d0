//! Who missed how much (посещаемость): lessons held in journals that a student belongs to on the day
//! and is not exempt from (contract §3; N4.4.1, P1.12, P4.3).

use super::Facts;
use super::performance::Scope;
use crate::model::settings::TermId;
use crate::model::table::Ref;
use crate::model::{AttendanceStatus, Group, Student};
use chrono::NaiveDate;
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
}

impl Missed {
    /// Lessons missed: absent, unexcused, excused, ill.
    pub fn missed(&self) -> usize {
        self.absent + self.unexcused + self.excused + self.ill
    }

    /// Посещаемость: (lessons − missed − released) / (lessons − released), 0–1; `None` of nothing.
    pub fn share(&self) -> Option<f64> {
        let possible = self.lessons.checked_sub(self.released).filter(|possible| *possible > 0)?;
        Some(possible.saturating_sub(self.missed()) as f64 / possible as f64)
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
    pub term: TermId,
    /// What was missed.
    pub missed: Missed,
}

/// What is gathered of a student in a scope and term, and of each day how many lessons there were and
/// were missed.
#[derive(Default)]
struct Gathered {
    missed: Missed,
    days: BTreeMap<NaiveDate, (usize, usize)>,
}

/// Every figure that there is, students and groups in the order of the tables, then by term. With
/// `only` those of one group's journals.
pub fn attendance(facts: &Facts<'_>, only: Option<Ref<Group>>) -> Vec<Attended> {
    let archive = facts.archive;
    let settings = &archive.settings;
    // By student, group of the journal and term: of these the others are made.
    let mut own: BTreeMap<(Ref<Student>, Ref<Group>, TermId), Gathered> = BTreeMap::new();
    for (journal, row) in archive.journals.refs().filter(|(_, row)| only.is_none_or(|only| only == row.group))
    {
        let terms = archive.journal_terms(journal);
        for lesson in facts.ledger.lessons(journal) {
            let held = &archive.lessons[*lesson];
            if !held.is_held() {
                continue;
            }
            let here = |student: Ref<Student>| {
                facts.belonging.belongs(journal, student, held.date)
                    && !facts.exemptions.on(journal, student, held.date)
            };
            let mut statuses: BTreeMap<Ref<Student>, Vec<AttendanceStatus>> = BTreeMap::new();
            for entry in facts.ledger.attendance(*lesson).iter().map(|entry| &archive.attendance[*entry]) {
                statuses.entry(entry.student).or_default().push(entry.status);
            }
            for term in terms.iter().filter(|term| settings.term(**term).contains(held.date)) {
                for student in facts.belonging.members(journal).iter().map(|(student, _)| *student) {
                    if !here(student) {
                        continue;
                    }
                    let sums = own.entry((student, row.group, *term)).or_default();
                    sums.missed.lessons += 1;
                    sums.missed.hours += held.hours;
                    let day = sums.days.entry(held.date).or_default();
                    day.0 += 1;
                    let entries = statuses.get(&student).map_or(&[][..], Vec::as_slice);
                    entries.iter().for_each(|status| sums.missed.add(*status));
                    if let Some(status) = entries.iter().find(|status| status.is_missed()) {
                        day.1 += 1;
                        sums.missed.missed_hours += held.hours;
                        sums.missed.valid_hours += if status.is_valid() { held.hours } else { 0.0 };
                    }
                }
            }
        }
    }
    let mut students: BTreeMap<(Ref<Student>, TermId), Gathered> = BTreeMap::new();
    let mut groups: BTreeMap<(Ref<Group>, TermId), Missed> = BTreeMap::new();
    for ((student, group, term), mut sums) in own {
        sums.missed.days = full_days(&sums.days);
        groups.entry((group, term)).or_default().join(&sums.missed);
        let whole = students.entry((student, term)).or_default();
        whole.missed.join(&sums.missed);
        for (day, (there, missed)) in sums.days {
            let entry = whole.days.entry(day).or_default();
            *entry = (entry.0 + there, entry.1 + missed);
        }
    }
    let mut organization: BTreeMap<TermId, Missed> = BTreeMap::new();
    let mut figures = Vec::new();
    for ((student, term), mut sums) in students {
        sums.missed.days = full_days(&sums.days);
        organization.entry(term).or_default().join(&sums.missed);
        let id = archive.students[student].id.to_string();
        figures.push(Attended { scope: Scope::Student, id, term, missed: sums.missed });
    }
    figures.extend(groups.into_iter().map(|((group, term), missed)| {
        let id = archive.groups[group].id.to_string();
        Attended { scope: Scope::Group, id, term, missed }
    }));
    figures.extend(organization.into_iter().map(|(term, missed)| {
        let (scope, id) = (Scope::Organization, String::new());
        Attended { scope, id, term, missed }
    }));
    figures
}

fn full_days(days: &BTreeMap<NaiveDate, (usize, usize)>) -> usize {
    days.values().filter(|(there, missed)| there == missed).count()
}

impl Missed {
    fn join(&mut self, other: &Missed) {
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
    }
}
