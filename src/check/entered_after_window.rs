//! `entered-after-window`: a mark first entered after the edit window of its lesson («задним числом»,
//! `rules.edit_window`).

use super::{Facts, about};
use crate::diagnostics::{Code, Report};
use crate::figures::deadlines::window_end;
use crate::words::{date, moment};

pub(super) fn check(facts: &Facts<'_>, report: &mut Report) {
    let archive = facts.archive;
    for row in archive.marks.iter() {
        let day = archive.lessons[row.lesson].date;
        let end = window_end(&archive.settings, day);
        if let Some(entered) = row.entered_at.filter(|entered| entered.date() > end) {
            let message = format!(
                "отметка за {} внесена задним числом, {}: вносить можно было по {}",
                date(day),
                moment(entered),
                date(end)
            );
            report.push(about(archive, row, Code::EnteredAfterWindow, "entered_at", message));
        }
    }
}
