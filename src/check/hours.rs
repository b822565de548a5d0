//! `hours-short`, `hours-over`: hours of the lessons held against `planned_hours`, else the sum of the
//! thematic plan, over `rules.hours_tolerance`. Of a journal with neither nothing is told.

use super::{Facts, about};
use crate::diagnostics::{Code, Report};
use crate::figures::hours;
use crate::words::decimal;

/// Hours are sums of halves and quarters: what is lost in adding them is far below this.
const ROUNDING: f64 = 1e-6;

pub(super) fn check(facts: &Facts<'_>, report: &mut Report) {
    let archive = facts.archive;
    let tolerance = archive.settings.rules.hours_tolerance + ROUNDING;
    for (journal, row) in archive.journals.refs() {
        let Some(planned) = hours::planned(facts, journal) else { continue };
        let given = hours::held(facts, journal, None);
        let (code, word, by) = if planned - given > tolerance {
            (Code::HoursShort, "меньше", planned - given)
        } else if given - planned > tolerance {
            (Code::HoursOver, "больше", given - planned)
        } else {
            continue;
        };
        let message = format!(
            "«{}»: дано {} ч, по плану {} ч — на {} ч {word}",
            row.title(),
            decimal(given),
            decimal(planned),
            decimal(by)
        );
        report.push(about(archive, row, code, "planned_hours", message));
    }
}
