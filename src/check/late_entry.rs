//! `late-entry`: a mark entered after its deadline (`rules.mark_deadline`, `control_deadline_days`).
//! Of a mark without the time of its entry nothing is told.

use super::{Facts, about};
use crate::diagnostics::{Code, Report};
use crate::figures::deadlines::is_late_mark;
use crate::words::{date, moment};

pub(super) fn check(facts: &Facts<'_>, report: &mut Report) {
    let archive = facts.archive;
    for row in archive.marks.iter() {
        let lesson = &archive.lessons[row.lesson];
        if let Some(entered) =
            row.entered_at.filter(|entered| is_late_mark(&archive.settings, lesson, *entered))
        {
            let message =
                format!("отметка за {} внесена {}, после срока", date(lesson.date), moment(entered));
            report.push(about(archive, row, Code::LateEntry, "entered_at", message));
        }
    }
}
