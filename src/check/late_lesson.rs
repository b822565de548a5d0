//! `late-lesson`: a lesson entered after its deadline (`rules.lesson_deadline_days`).

use super::{Facts, about, held};
use crate::diagnostics::{Code, Report};
use crate::figures::deadlines::is_late_lesson;
use crate::words::{date, moment};

pub(super) fn check(facts: &Facts<'_>, report: &mut Report) {
    let archive = facts.archive;
    for row in held(archive) {
        let is_late = |entered: &_| is_late_lesson(&archive.settings, row, *entered);
        if let Some(entered) = row.entered_at.filter(is_late) {
            let message = format!("занятие {} внесено {}, после срока", date(row.date), moment(entered));
            report.push(about(archive, row, Code::LateLesson, "entered_at", message));
        }
    }
}
