//! The year's marks of all disciplines (сводная ведомость), bound with the journals that they come from.

use super::{Material, Register};
use crate::documents::year_sheet;

pub(super) fn register(sources: &Material<'_>) -> Register {
    let tables = year_sheet::tables(sources.sheet, sources.wording, false);
    let note = year_sheet::notes(sources.sheet).join(" ");
    let landscape = year_sheet::is_wide(sources.sheet);
    let mut register = Register {
        landscape,
        ..Register::new("Сводная ведомость итоговых отметок", note, tables)
    };
    let archive = sources.facts.archive;
    if let Some(curator) = archive.groups[sources.group].curator {
        register.signed = vec![(sources.wording.curator.to_owned(), archive.staff[curator].short_name())];
    }
    register
}
