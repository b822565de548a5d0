//! `substitution-unrecorded`: a lesson was held by somebody who is not the journal's teacher then, and
//! nobody is named as substituted.

use super::{Facts, about, held};
use crate::diagnostics::{Code, Report};
use crate::words::date;

pub(super) fn check(facts: &Facts<'_>, report: &mut Report) {
    let archive = facts.archive;
    for row in held(archive).filter(|row| row.substitutes.is_none()) {
        let strange = |staff: &_| !facts.ledger.teaches_on(archive, row.journal, *staff, row.date);
        if let Some(staff) = row.teacher.filter(strange) {
            let message = format!(
                "занятие {} провёл другой педагог, {}, а кого он замещал, не записано",
                date(row.date),
                archive.staff[staff].short_name()
            );
            report.push(about(archive, row, Code::SubstitutionUnrecorded, "substitutes", message));
        }
    }
}
