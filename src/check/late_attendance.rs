//! `late-attendance`: an absence entered after its deadline (`rules.attendance_deadline_days`).

use super::{Facts, about};
use crate::diagnostics::{Code, Report};
use crate::figures::deadlines::is_late_attendance;
use crate::words::{date, moment};

pub(super) fn check(facts: &Facts<'_>, report: &mut Report) {
    let archive = facts.archive;
    for row in archive.attendance.iter() {
        let lesson = &archive.lessons[row.lesson];
        let is_late = |entered: &_| is_late_attendance(&archive.settings, lesson, *entered);
        if let Some(entered) = row.entered_at.filter(is_late) {
            let message =
                format!("посещаемость за {} внесена {}, после срока", date(lesson.date), moment(entered));
            report.push(about(archive, row, Code::LateAttendance, "entered_at", message));
        }
    }
}
