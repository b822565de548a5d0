//! `remark-overdue`: a remark was mended after its term, or not until the year was closed.

use super::{Facts, about};
use crate::diagnostics::{Code, Report};
use crate::words::date;

pub(super) fn check(facts: &Facts<'_>, report: &mut Report) {
    let archive = facts.archive;
    for row in archive.remarks.iter() {
        let Some(due) = row.due else { continue };
        let message = match row.resolved {
            Some(day) if day > due => {
                format!("замечание от {} устранено {}, а срок был {}", date(row.date), date(day), date(due))
            }
            None if due < archive.settings.closed_on.0 => {
                format!("замечание от {} не устранено, а срок был {}", date(row.date), date(due))
            }
            _ => continue,
        };
        report.push(about(archive, row, Code::RemarkOverdue, "resolved", message));
    }
}
