//! Where what was found is.

use super::Found;
use crate::reports::about::About;
use crate::reports::table::{Cell, Table, number, text};
use crate::reports::{Basis, journal_title};

/// How many places of one kind are named.
const PLACES: usize = 5;

/// A row a journal and kind.
pub(super) fn table(basis: &Basis<'_>, found: &Found<'_>) -> Table {
    let archive = basis.facts.archive;
    let rows = found.iter().flat_map(|(journal, codes)| {
        codes.iter().map(|(code, findings)| {
            let named =
                findings.iter().take(PLACES).map(|finding| About::of(archive, finding).place(archive));
            let named: Vec<String> = named.filter(|place| !place.is_empty()).collect();
            let more = if findings.len() > PLACES { "…" } else { "" };
            vec![
                journal_title(archive, *journal).into(),
                code.title().into(),
                Cell::Count(findings.len()),
                format!("{}{more}", named.join(", ")).into(),
            ]
        })
    });
    let columns = vec![
        text("journal", "Журнал", 4),
        text("finding", "Замечание", 4),
        number("count", "число"),
        text("places", "Где", 7),
    ];
    Table::new("places", "Замечания с местами", columns, rows.collect(), "Замечаний нет.")
}
