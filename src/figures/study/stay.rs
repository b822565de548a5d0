//! How somebody came to the group and left it in a year, as the year's tables tell.

use crate::figures::Facts;
use crate::model::table::Ref;
use crate::model::{Group, Movement, MovementKind, Student, Wording};
use chrono::NaiveDate;

/// A way in or out of the group.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Step {
    pub(super) day: Option<NaiveDate>,
    /// «перевод»; `None` where no movement tells of it.
    pub(super) what: Option<&'static str>,
    /// «№ 12-у от 01.09.2023».
    pub(super) order: Option<String>,
    /// The other group or organisation.
    pub(super) place: Option<String>,
}

/// Somebody's year.
#[derive(Clone, Debug, Default)]
pub(super) struct Stay {
    /// Whether he or she was in the group on any day.
    pub(super) in_group: bool,
    /// And at the end of the year.
    pub(super) at_end: bool,
    /// The other group that he or she was in at the end of the year.
    pub(super) elsewhere: Option<String>,
    /// Whether it is not known who he or she is.
    pub(super) is_unsure: bool,
    pub(super) arrival: Option<Step>,
    pub(super) departure: Option<Step>,
}

impl Stay {
    /// Of a student and the group of the year; `at_end` are those on its sheet.
    pub(super) fn new(
        facts: &Facts<'_>,
        student: Ref<Student>,
        group: Ref<Group>,
        at_end: &[Ref<Student>],
    ) -> Stay {
        let archive = facts.archive;
        let row = &archive.students[student];
        let in_group = facts.belonging.group_members(group).contains(&student) || at_end.contains(&student);
        let elsewhere = (row.group != group).then(|| archive.groups[row.group].name.to_string());
        let mut stay = Stay { in_group, at_end: at_end.contains(&student), elsewhere, ..Stay::default() };
        if in_group {
            stay.arrival = arrival(facts, student, group);
            // Who left and came back has not left.
            let is_last = |step: &Step| {
                let came = stay.arrival.as_ref().and_then(|arrival| arrival.day);
                !stay.at_end || step.day.zip(came).is_none_or(|(day, came)| came < day)
            };
            stay.departure = departure(facts, student, group).filter(is_last);
        }
        stay
    }
}

/// A student's movements in the order of their days.
fn movements<'a>(facts: &Facts<'a>, student: Ref<Student>) -> Vec<&'a Movement> {
    let archive = facts.archive;
    let mut rows: Vec<&Movement> =
        facts.ledger.movements(student).iter().map(|row| &archive.movements[*row]).collect();
    rows.sort_by_key(|row| row.date);
    rows
}

fn step(facts: &Facts<'_>, row: &Movement, place: Option<String>) -> Step {
    let order = row.order.as_ref().map(|order| match row.order_date {
        Some(day) => format!("{order} от {}", crate::words::date(day)),
        None => order.to_string(),
    });
    let what = Wording::of(&facts.archive.settings).movement(row.kind);
    Step { day: Some(row.date), what: Some(what), order, place }
}

/// The last movement into the group, else the day of a transfer or of enrolment in the year.
fn arrival(facts: &Facts<'_>, student: Ref<Student>, group: Ref<Group>) -> Option<Step> {
    use MovementKind::{Enrolled, Repeated, Returned, Transferred};
    let archive = facts.archive;
    let name = |group: Ref<Group>| archive.groups[group].name.to_string();
    let is_into = |row: &&&Movement| match row.to {
        Some(to) => to == group && row.from != Some(group),
        None => matches!(row.kind, Enrolled | Returned),
    };
    let is_step = |row: &&&Movement| matches!(row.kind, Enrolled | Repeated | Returned | Transferred);
    let rows = movements(facts, student);
    if let Some(row) = rows.iter().rfind(|row| is_into(row) && is_step(row)) {
        return Some(step(facts, row, row.from.filter(|from| *from != group).map(name)));
    }
    let spans = facts.belonging.groups(student);
    let came = spans.windows(2).rfind(|pair| pair[0].1 != group && pair[1].1 == group);
    if let Some([(_, before), (span, _)]) = came {
        return Some(Step { day: span.from, what: None, order: None, place: Some(name(*before)) });
    }
    let row = &archive.students[student];
    let day = row.enrolled.filter(|day| archive.settings.academic_year.contains(*day))?;
    let order = row.enrolment_order.as_ref().map(ToString::to_string);
    Some(Step { day: Some(day), what: Some(Enrolled.label()), order, place: None })
}

/// The last movement out of the group, else the day on which he or she was there no longer.
fn departure(facts: &Facts<'_>, student: Ref<Student>, group: Ref<Group>) -> Option<Step> {
    use MovementKind::{Leave, Left, Repeated, Transferred};
    let archive = facts.archive;
    let name = |group: Ref<Group>| archive.groups[group].name.to_string();
    let own = &archive.students[student];
    let is_out = |row: &&&Movement| {
        let from_here = row.from.is_none_or(|from| from == group);
        from_here && row.to != Some(group) && matches!(row.kind, Leave | Left | Repeated | Transferred)
    };
    let rows = movements(facts, student);
    if let Some(row) = rows.iter().rfind(|row| is_out(row)) {
        let to = row.to.map(name).or_else(|| row.to_organization.as_ref().map(ToString::to_string));
        return Some(step(facts, row, to));
    }
    let spans = facts.belonging.groups(student);
    let went = spans.windows(2).rfind(|pair| pair[0].1 == group && pair[1].1 != group);
    if let Some([_, (span, after)]) = went {
        return Some(Step { day: span.from, what: None, order: None, place: Some(name(*after)) });
    }
    own.left.map(|day| Step { day: Some(day), what: None, order: None, place: None })
}
