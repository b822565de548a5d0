//! `wrong-teacher`: a mark entered by somebody who neither is the journal's teacher on the lesson's day
//! nor held the lesson.

use super::{Facts, about};
use crate::diagnostics::{Code, Report};
use crate::words::date;

pub(super) fn check(facts: &Facts<'_>, report: &mut Report) {
    let archive = facts.archive;
    for row in archive.marks.iter() {
        let lesson = &archive.lessons[row.lesson];
        let strange = |staff: &_| {
            lesson.teacher != Some(*staff)
                && !facts.ledger.teaches_on(archive, lesson.journal, *staff, lesson.date)
        };
        if let Some(staff) = row.entered_by.filter(strange) {
            let message = format!(
                "отметку за {} внёс {}: он не ведёт этот журнал и не проводил занятие",
                date(lesson.date),
                archive.staff[staff].short_name()
            );
            report.push(about(archive, row, Code::WrongTeacher, "entered_by", message));
        }
    }
}
