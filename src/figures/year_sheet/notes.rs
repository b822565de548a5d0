//! What is said of a student beside the marks: absences, notes under the name, the decision at the end of the
//! year.

use crate::figures::Facts;
use crate::figures::attendance::{self, Missed};
use crate::model::table::Ref;
use crate::model::{Group, Journal, MovementKind, Release, ReleaseKind, Student, Wording};
use crate::words;
use std::collections::BTreeMap;

/// What a student missed in the year, in whatever group's journals.
pub(super) fn missed(
    facts: &Facts<'_>,
    group: Ref<Group>,
    student: Ref<Student>,
    in_group: &BTreeMap<Ref<Student>, &Missed>,
) -> Missed {
    let is_own = |journal: &Ref<Journal>| facts.archive.journals[*journal].group == group;
    match facts.belonging.journals(student).iter().all(is_own) {
        true => in_group.get(&student).map(|missed| (*missed).clone()).unwrap_or_default(),
        // Who came from another group, or goes to an elective of one.
        false => attendance::of_student(facts, student),
    }
}

/// Home study, individual plans, leave and exemptions in the year, in the order of their days.
pub(super) fn notes(facts: &Facts<'_>, student: Ref<Student>) -> Vec<String> {
    let archive = facts.archive;
    let year = archive.settings.academic_year;
    let mut releases: Vec<&Release> =
        facts.ledger.student_releases(student).iter().map(|row| &archive.releases[*row]).collect();
    let touches = |row: &&Release| {
        year.last_day().is_none_or(|last| row.from <= last)
            && row.until.is_none_or(|until| year.first_day().is_none_or(|first| first <= until))
    };
    releases.retain(touches);
    releases.sort_by_key(|row| row.from);
    let note = |row: &Release| {
        let what = match (row.kind, row.journal) {
            (ReleaseKind::Exempt, Some(journal)) => {
                format!("освобождение: {}", archive.journals[journal].discipline)
            }
            (ReleaseKind::Exempt, None) => "освобождение от занятий".to_owned(),
            (ReleaseKind::Home, _) => "обучение на дому".to_owned(),
            (ReleaseKind::Individual, _) => "индивидуальный учебный план".to_owned(),
            (ReleaseKind::Leave, _) => "академический отпуск".to_owned(),
        };
        let until = row.until.map(|until| format!(" по {}", words::date(until))).unwrap_or_default();
        let order = row.order.as_ref().map(|order| format!(", {order}")).unwrap_or_default();
        format!("{what} с {}{until}{order}", words::date(row.from))
    };
    releases.into_iter().map(note).collect()
}

/// What the movements say of a student from the last term on.
pub(super) fn decision(
    facts: &Facts<'_>,
    group: Ref<Group>,
    student: Ref<Student>,
    wording: &Wording,
) -> Option<String> {
    let archive = facts.archive;
    let terms = archive.group_terms(group).into_iter().map(|term| archive.settings.term(term));
    let last_term = terms.max_by_key(|term| term.end.0)?.start.0;
    let movements = facts.ledger.movements(student).iter().map(|movement| &archive.movements[*movement]);
    let decides = |kind| {
        use MovementKind::{ConditionallyPromoted, Graduated, Promoted, Repeated};
        matches!(kind, Promoted | ConditionallyPromoted | Repeated | Graduated)
    };
    let latest =
        movements.filter(|row| decides(row.kind) && last_term <= row.date).max_by_key(|row| row.date)?;
    let order = latest.order.as_ref().map(|order| {
        let day = latest.order_date.map(|day| format!(" от {}", words::date(day))).unwrap_or_default();
        format!("{order}{day}")
    });
    Some(
        [Some(wording.movement(latest.kind).to_owned()), order]
            .into_iter()
            .flatten()
            .collect::<Vec<_>>()
            .join(", "),
    )
}
