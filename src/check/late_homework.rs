//! `late-homework`: the homework of a lesson entered after its deadline
//! (`rules.homework_deadline_hours` after the lesson's end, which `bells` tell).

use super::{Facts, about, held};
use crate::diagnostics::{Code, Report};
use crate::figures::deadlines::homework_deadline;
use crate::words::{date, moment};

pub(super) fn check(facts: &Facts<'_>, report: &mut Report) {
    let archive = facts.archive;
    for row in held(archive) {
        let deadline = homework_deadline(&archive.settings, row);
        if let Some((entered, deadline)) = row.homework_at.zip(deadline).filter(|(at, until)| at > until) {
            let message = format!(
                "домашнее задание за {} внесено {}, а срок был {}",
                date(row.date),
                moment(entered),
                moment(deadline)
            );
            report.push(about(archive, row, Code::LateHomework, "homework_at", message));
        }
    }
}
