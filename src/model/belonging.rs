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
        let mut rosters: Vec<Vec<(Ref<Student>, Vec<Span>)>> = vec![Vec::new(); archive.journals.len()];
        for row in archive.roster.iter() {
            let members = &mut rosters[row.journal.index()];
            let span = Span { from: row.from, until: row.until };
            match members.iter_mut().find(|(student, _)| *student == row.student) {
                Some((_, spans)) => spans.push(span),
                None => members.push((row.student, vec![span])),
            }
        }
        let members_of: Vec<Vec<(Ref<Student>, Vec<Span>)>> = archive
            .journals
            .refs()
            .map(|(journal, row)| {
                let named = std::mem::take(&mut rosters[journal.index()]);
                let mut members = if named.is_empty() {
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
        Belonging { groups_of, members_of, journals_of }
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

/// Each student's groups: from `enrolled` to the day before `left`, the last group being
/// `students.group`, and before each transfer the group that it was from.
fn timelines(archive: &Archive) -> Vec<Vec<(Span, Ref<Group>)>> {
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
            spans.retain(|(span, _)| !span.is_empty());
            spans
        })
        .collect()
}
