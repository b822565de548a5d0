//! `missing-required`, `bad-number`: a place in the timetable names a day of the week, 1–7, or a date.

use super::{Facts, about};
use crate::diagnostics::{Code, Report};

pub(super) fn check(facts: &Facts<'_>, report: &mut Report) {
    for row in facts.archive.timetable.iter() {
        match (row.weekday, row.date) {
            (None, None) => {
                let message = "нет ни дня недели, ни даты".to_owned();
                let hint = "впишите weekday (1 — понедельник, 7 — воскресенье) или date";
                report.push(about(facts.archive, row, Code::MissingRequired, "weekday", message).hint(hint));
            }
            (Some(day), _) if !(1..=7).contains(&day) => {
                let message = format!("«{day}» — не день недели");
                let hint = "нужно число от 1 (понедельник) до 7 (воскресенье)";
                report.push(about(facts.archive, row, Code::BadNumber, "weekday", message).hint(hint));
            }
            _ => {}
        }
    }
}
