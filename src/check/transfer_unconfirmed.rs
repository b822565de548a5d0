//! `transfer-unconfirmed`: a student went to another organisation, and its confirmation is missing
//! (neither number nor day).

use super::{Facts, about};
use crate::diagnostics::{Code, Report};
use crate::words::{date, quoted};

pub(super) fn check(facts: &Facts<'_>, report: &mut Report) {
    let archive = facts.archive;
    for row in archive.movements.iter() {
        let Some(organization) = &row.to_organization else { continue };
        if row.confirmation_no.is_none() && row.confirmation_date.is_none() {
            let message = format!(
                "{}: перевод {} в {} не подтверждён",
                archive.students[row.student].short_name(),
                date(row.date),
                quoted(organization)
            );
            let hint = "впишите номер и дату подтверждения принимающей организации";
            report
                .push(about(archive, row, Code::TransferUnconfirmed, "confirmation_no", message).hint(hint));
        }
    }
}
