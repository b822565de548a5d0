//! The archive standards that a document can keep (`print.pdf`).

use super::WrongPrint;
use anyhow::{Result, anyhow};
use typst_pdf::{PdfStandard, PdfStandards};

/// A standard by the name that `print.pdf` has for it.
struct Known {
    name: &'static str,
    standard: PdfStandard,
    /// Whether it promises a structure of headings, tables and cells (level A).
    tagged: bool,
    /// Whether it has room for attached files.
    attaches: bool,
}

/// Every standard that is offered. `auto` is the first: the highest level that pages laid out in frames
/// reach (each letter has its Unicode value, which the PDF writer checks), with the data attached.
const ALL: &[Known] = &[
    Known { name: "a-3u", standard: PdfStandard::A_3u, tagged: false, attaches: true },
    Known { name: "a-3b", standard: PdfStandard::A_3b, tagged: false, attaches: true },
    Known { name: "a-3a", standard: PdfStandard::A_3a, tagged: true, attaches: true },
    Known { name: "a-2u", standard: PdfStandard::A_2u, tagged: false, attaches: false },
    Known { name: "a-2b", standard: PdfStandard::A_2b, tagged: false, attaches: false },
    Known { name: "a-2a", standard: PdfStandard::A_2a, tagged: true, attaches: false },
    Known { name: "a-1b", standard: PdfStandard::A_1b, tagged: false, attaches: false },
    Known { name: "1.7", standard: PdfStandard::V_1_7, tagged: false, attaches: true },
];

/// What a document keeps.
pub(in crate::documents) struct Standard {
    pub(super) pdf: PdfStandards,
    /// Whether documents carry their structure, for which tables are typst's own.
    pub(super) tagged: bool,
    /// Whether journals' data can be attached.
    pub(super) attaches: bool,
}

/// The standard of a name.
fn known(name: &str) -> Option<&'static Known> {
    if name == "auto" { ALL.first() } else { ALL.iter().find(|known| known.name == name) }
}

impl Standard {
    /// Whether documents of a standard carry their structure.
    pub(in crate::documents) fn is_tagged(name: &str) -> bool {
        known(name).is_some_and(|known| known.tagged)
    }

    /// The one of `print.pdf`.
    pub(super) fn of(name: &str) -> Result<Standard> {
        let Some(Known { standard, tagged, attaches, .. }) = known(name) else {
            let names: Vec<&str> = ALL.iter().map(|known| known.name).collect();
            let message = format!("print.pdf: нет стандарта «{name}»; возможны auto, {}", names.join(", "));
            return Err(WrongPrint(message).into());
        };
        let pdf = PdfStandards::new(&[*standard]).map_err(|error| anyhow!("{error:?}"))?;
        Ok(Standard { pdf, tagged: *tagged, attaches: *attaches })
    }
}
