//! Information on the students (сведения об обучающихся).

use crate::figures::Facts;
use crate::model::table::Ref;
use crate::model::{Group, Wording};
use crate::words;
use serde::Serialize;

/// Who was in the group, and who led it.
#[derive(Serialize)]
pub(super) struct Students {
    curator: Option<String>,
    master: Option<String>,
    students: Vec<StudentLine>,
}

#[derive(Serialize)]
struct StudentLine {
    number: usize,
    name: String,
    register_no: Option<String>,
    birth_date: Option<String>,
    enrolment: Option<String>,
    movement: Vec<String>,
}

impl Students {
    /// Everybody who was in a group in the year, by name.
    pub(super) fn new(facts: &Facts<'_>, group: Ref<Group>) -> Students {
        let archive = facts.archive;
        let row = &archive.groups[group];
        let name =
            |staff: Option<Ref<crate::model::Staff>>| staff.map(|staff| archive.staff[staff].full_name());
        Students { curator: name(row.curator), master: name(row.master), students: lines(facts, group) }
    }
}

fn lines(facts: &Facts<'_>, group: Ref<Group>) -> Vec<StudentLine> {
    let archive = facts.archive;
    let wording = Wording::of(&archive.settings);
    let mut students = facts.belonging.group_members(group).to_vec();
    archive.sort_by_name(&mut students);
    students
        .into_iter()
        .enumerate()
        .map(|(index, student)| {
            let row = &archive.students[student];
            let enrolment: Vec<String> = [
                row.enrolment_order.as_ref().map(ToString::to_string),
                row.enrolled.map(|day| format!("с {}", words::date(day))),
            ]
            .into_iter()
            .flatten()
            .collect();
            let movement = facts.ledger.movements(student).iter().map(|movement| {
                let movement = &archive.movements[*movement];
                let from = movement.from.map(|group| format!(" из {}", archive.groups[group].name));
                let to = movement.to.map(|group| format!(" в {}", archive.groups[group].name));
                let outside = movement.to_organization.as_ref().map(|to| format!(" в {to}"));
                let order = movement.order.as_ref().map(|order| format!(", {order}"));
                let parts = [from, to, outside, order].into_iter().flatten().collect::<String>();
                format!("{} {}{parts}", words::date(movement.date), wording.movement(movement.kind))
            });
            StudentLine {
                number: index + 1,
                name: row.full_name(),
                register_no: row.register_no.as_ref().map(ToString::to_string),
                birth_date: row.birth_date.map(words::date),
                enrolment: (!enrolment.is_empty()).then(|| enrolment.join(", ")),
                movement: movement.collect(),
            }
        })
        .collect()
}
