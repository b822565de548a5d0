//! `no-check-month`: lessons were held in a month, and no check of the journals stands in it. Where the
//! data has no checks at all nothing is known, and nothing told.

use super::Facts;
use crate::diagnostics::{Code, Diagnostic, Report};
use crate::model::table::Row;
use crate::model::tables::Check;
use crate::words::month;
use chrono::Datelike;
use std::collections::BTreeSet;

pub(super) fn check(facts: &Facts<'_>, report: &mut Report) {
    let archive = facts.archive;
    let Some(first) = archive.checks.iter().next() else { return };
    let of = |day: chrono::NaiveDate| day.with_day(1).unwrap_or(day);
    let checked: BTreeSet<_> = archive.checks.iter().map(|row| of(row.date)).collect();
    let taught: BTreeSet<_> = super::held(archive).map(|row| of(row.date)).collect();
    for day in taught.difference(&checked) {
        let message = format!("за {} {} г. нет ни одной проверки журналов", month(*day), day.year());
        let file = archive.sources.name(first.place().source);
        let finding = Diagnostic::new(Code::NoCheckMonth, file, message);
        report.push(finding.record(Check::NAME, day.format("%Y-%m").to_string()));
    }
}
