//! `changed-after-window`: a mark or an absence changed after the edit window of its lesson
//! (`rules.edit_window`). The place is that of the change, the record that of what was changed.

use super::{Facts, about};
use crate::diagnostics::{Code, Report};
use crate::figures::deadlines::window_end;
use crate::model::table::first_of_record;
use crate::words::{date, moment};

pub(super) fn check(facts: &Facts<'_>, report: &mut Report) {
    let archive = facts.archive;
    for row in archive.changes.iter() {
        let table = match &*row.table {
            "marks" => "marks",
            "attendance" => "attendance",
            _ => continue,
        };
        let Some((lesson, _)) = first_of_record(&archive.lessons, &row.record) else { continue };
        let day = archive.lessons[lesson].date;
        let end = window_end(&archive.settings, day);
        if row.at.date() > end {
            let what = if table == "marks" { "отметка" } else { "посещаемость" };
            let dash = |value: &Option<crate::model::cell::Text>| value.as_deref().unwrap_or("—").to_owned();
            let message = format!(
                "{what} за {} изменена {} (было {}, стало {}): изменять можно было по {}",
                date(day),
                moment(row.at),
                dash(&row.old),
                dash(&row.new),
                date(end)
            );
            let finding = about(archive, row, Code::ChangedAfterWindow, "at", message);
            report.push(finding.record(table, &*row.record));
        }
    }
}
