//! Who belonged to which journal on which day (contract §1, «Belonging»).

use super::Archive;
use super::table::Ref;
use super::tables::{Group, Journal, Student};
use super::vocabulary::MovementKind;
use chrono::NaiveDate;

/// A stretch of days, both ends included; an absent end is open.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Span {
    /// First day.
    pub from: Option<NaiveDate>,
    /// Last day.
    pub until: Option<NaiveDate>,
}

impl Span {
    /// Whether a day lies in it.
    pub fn contains(self, day: NaiveDate) -> bool {
        self.from.is_none_or(|from| from <= day) && self.until.is_none_or(|until| day <= until)
    }

    /// The part of it that lies in another one. Where it reaches beyond, it stays open.
    fn within(self, other: Span) -> Span {
        let from = self.from.filter(|from| other.from.is_none_or(|first| *from > first));
        let until = self.until.filter(|until| other.until.is_none_or(|last| *until < last));
        let outside = self.from.zip(other.until).is_some_and(|(from, last)| from > last)
            || self.until.zip(other.from).is_some_and(|(until, first)| until < first);
        // What lies wholly outside is kept as it is turned round, and so empty.
        if outside { Span { from: other.until, until: other.from } } else { Span { from, until } }
    }

    fn is_empty(self) -> bool {
        matches!((self.from, self.until), (Some(from), Some(until)) if from > until)
    }
}

/// Every student's groups and every journal's students, by day.
#[derive(Debug)]
pub struct Belonging {
    groups_of: Vec<Vec<(Span, Ref<Group>)>>,
    members_of: Vec<Vec<(Ref<Student>, Vec<Span>)>>,
    journals_of: Vec<Vec<Ref<Journal>>>,
    members_of_group: Vec<Vec<Ref<Student>>>,
}

impl Belonging {
    /// Works it out from `students`, `movements` and `roster`.
    pub fn new(archive: &Archive) -> Belonging {
        let groups_of: Vec<Vec<(Span, Ref<Group>)>> = timelines(archive);
        let mut in_group: Vec<Vec<(Ref<Student>, Vec<Span>)>> = vec![Vec::new(); archive.groups.len()];
        for (student, _) in archive.students.refs() {
            for (span, group) in &groups_of[student.index()] {
                let members = &mut in_group[group.index()];
                match members.last_mut() {
                    Some((last, spans)) if *last == student => spans.push(*span),
                    _ => members.push((student, vec![*span])),
                }
            }
        }
        let year = whole_year(archive);
        let mut rosters: Vec<Vec<(Ref<Student>, Vec<Span>)>> = vec![Vec::new(); archive.journals.len()];
        for row in archive.roster.iter() {
            let members = &mut rosters[row.journal.index()];
            let span = Span { from: row.from, until: row.until }.within(year);
            if span.is_empty() {
                continue;
            }
            match members.iter_mut().find(|(student, _)| *student == row.student) {
                Some((_, spans)) => spans.push(span),
                None => members.push((row.student, vec![span])),
            }
        }
        let has_roster: Vec<bool> = {
            let mut has = vec![false; archive.journals.len()];
            archive.roster.iter().for_each(|row| has[row.journal.index()] = true);
            has
        };
        let members_of: Vec<Vec<(Ref<Student>, Vec<Span>)>> = archive
            .journals
            .refs()
            .map(|(journal, row)| {
                let named = std::mem::take(&mut rosters[journal.index()]);
                let mut members = if !has_roster[journal.index()] {
                    let same_subgroup = |student: &Student| match (&row.subgroup, &student.subgroup) {
                        (Some(journal), Some(student)) => journal == student,
                        _ => true,
                    };
                    let group = &in_group[row.group.index()];
                    group
                        .iter()
                        .filter(|(student, _)| same_subgroup(&archive.students[*student]))
                        .cloned()
                        .collect()
                } else {
                    named
                };
                members.sort_by_cached_key(|(student, _)| {
                    let (name, id) = archive.students[*student].sort_key();
                    (name, id.to_owned())
                });
                members
            })
            .collect();
        let mut journals_of = vec![Vec::new(); archive.students.len()];
        for (journal, members) in members_of.iter().enumerate() {
            for (student, _) in members {
                journals_of[student.index()].push(Ref::new(journal));
            }
        }
        let members_of_group = in_group
            .into_iter()
            .map(|members| members.into_iter().map(|(student, _)| student).collect())
            .collect();
        Belonging { groups_of, members_of, journals_of, members_of_group }
    }

    /// The students who ever belonged to a journal, with their days, sorted by name.
    pub fn members(&self, journal: Ref<Journal>) -> &[(Ref<Student>, Vec<Span>)] {
        &self.members_of[journal.index()]
    }

    /// The days on which a student belonged to a journal; `None` where never.
    pub fn spans(&self, journal: Ref<Journal>, student: Ref<Student>) -> Option<&[Span]> {
        let member = self.members(journal).iter().find(|(member, _)| *member == student);
        member.map(|(_, spans)| spans.as_slice())
    }

    /// Whether a student belongs to a journal on a day.
    pub fn belongs(&self, journal: Ref<Journal>, student: Ref<Student>, day: NaiveDate) -> bool {
        self.spans(journal, student).is_some_and(|spans| spans.iter().any(|span| span.contains(day)))
    }

    /// Everybody who was in a group in the year, in the order of the table.
    pub fn group_members(&self, group: Ref<Group>) -> &[Ref<Student>] {
        &self.members_of_group[group.index()]
    }

    /// The journals that a student ever belonged to, in their order.
    pub fn journals(&self, student: Ref<Student>) -> &[Ref<Journal>] {
        &self.journals_of[student.index()]
    }

    /// A student's groups through the year, in the order of days.
    pub fn groups(&self, student: Ref<Student>) -> &[(Span, Ref<Group>)] {
        &self.groups_of[student.index()]
    }

    /// Whether a student belongs to a group on a day.
    pub fn in_group(&self, group: Ref<Group>, student: Ref<Student>, day: NaiveDate) -> bool {
        self.groups(student).iter().any(|(span, of)| *of == group && span.contains(day))
    }
}

/// 1 September to 31 August: what happened in other years is not told by this archive.
fn whole_year(archive: &Archive) -> Span {
    let year = archive.settings.academic_year;
    Span { from: year.first_day(), until: year.last_day() }
}

/// Each student's groups: from `enrolled` to the day before `left`, the last group being
/// `students.group`, and before each transfer the group that it was from.
fn timelines(archive: &Archive) -> Vec<Vec<(Span, Ref<Group>)>> {
    let year = whole_year(archive);
    let mut transfers: Vec<Vec<(NaiveDate, Ref<Group>)>> = vec![Vec::new(); archive.students.len()];
    for row in archive.movements.iter() {
        let inside =
            row.to.is_some() || (row.kind == MovementKind::Transferred && row.to_organization.is_none());
        if let Some(from) = row.from.filter(|from| inside && row.to != Some(*from)) {
            transfers[row.student.index()].push((row.date, from));
        }
    }
    archive
        .students
        .iter()
        .zip(transfers)
        .map(|(student, mut transfers)| {
            transfers.sort();
            let mut spans = Vec::new();
            let mut from = student.enrolled;
            for (day, group) in transfers {
                spans.push((Span { from, until: day.pred_opt() }, group));
                from = Some(from.map_or(day, |from| from.max(day)));
            }
            spans.push((Span { from, until: student.left.and_then(|day| day.pred_opt()) }, student.group));
            if let Some(last) = student.left.and_then(|day| day.pred_opt()) {
                for (span, _) in &mut spans {
                    span.until = Some(span.until.map_or(last, |until| until.min(last)));
                }
            }
            for (span, _) in &mut spans {
                *span = span.within(year);
            }
            spans.retain(|(span, _)| !span.is_empty());
            spans
        })
        .collect()
}
