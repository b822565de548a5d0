//! The year's marks of all disciplines (сводная ведомость), bound with the journals that they come from.

use super::{Material, Register};
use crate::documents::year_sheet::{self, WIDE};

pub(super) fn register(sources: &Material<'_>) -> Register {
    let tables = year_sheet::tables(sources.sheet, sources.wording);
    let landscape = sources.sheet.columns.len() > WIDE;
    let not_attested = &sources.sheet.not_attested;
    let note = match not_attested.is_empty() {
        true => String::new(),
        false => format!("Без аттестации: {}.", not_attested.join("; ")),
    };
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
