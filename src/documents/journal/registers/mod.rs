//! What a volume holds of the whole group behind its sections: a register is a part with a title and
//! tables, in a file of its own and a line in [`registers`].

mod attendance;
mod hours;
mod movement;
mod summary;

use crate::diagnostics::Diagnostic;
use crate::documents::tabular::Tabular;
use crate::figures::attendance::InGroup;
use crate::figures::{Facts, JournalPart, YearSheet};
use crate::model::table::Ref;
use crate::model::{Group, Wording};
use crate::reports::{self, Basis};
use crate::words;
use serde::Serialize;

/// A part of the volume.
#[derive(Serialize)]
pub(super) struct Register {
    /// What it is called in the contents and above it.
    pub(super) title: String,
    /// What it counts and how, in a sentence; empty: nothing.
    note: String,
    tables: Vec<Tabular>,
    /// Whether its page lies on its side.
    landscape: bool,
    /// Who signs it; empty: nobody.
    signed: Vec<(String, String)>,
}

impl Register {
    fn new(title: impl Into<String>, note: impl Into<String>, tables: Vec<Tabular>) -> Register {
        Register { title: title.into(), note: note.into(), tables, landscape: false, signed: Vec::new() }
    }
}

/// What registers are made of.
pub(crate) struct Material<'a> {
    /// What was read and who belonged where.
    pub(crate) facts: &'a Facts<'a>,
    /// The group.
    pub(crate) group: Ref<Group>,
    /// Its journals with their figures.
    pub(crate) parts: &'a [JournalPart],
    /// Who missed how much in them.
    pub(crate) attended: &'a [InGroup],
    /// The summary of its year.
    pub(crate) sheet: &'a YearSheet,
    /// How its journals were kept.
    pub(crate) findings: &'a [&'a Diagnostic],
    /// The words of the organisation's kind.
    pub(crate) wording: &'a Wording,
}

/// All registers of a group, in the order in which they are bound.
pub(super) fn registers(sources: &Material<'_>) -> Vec<Register> {
    let basis = Basis::of_group(sources.facts, sources.group, sources.findings);
    // Most groups have a few rows of each: they stand on one page.
    let mut events = movement::register(sources);
    for id in ["remarks", "changes"] {
        let kind = reports::Kind::of(id).expect("a report of the list");
        let reports::Report { title, note, tables, .. } = kind.report(&basis);
        let mut heading = Tabular { title: title.to_owned(), note, ..Tabular::default() };
        for table in tables {
            let mut table = Tabular::from(table);
            if table.title.is_empty() {
                (table.title, table.note) =
                    (std::mem::take(&mut heading.title), std::mem::take(&mut heading.note));
            } else if !heading.title.is_empty() {
                table.title = format!("{}: {}", heading.title, words::lower_first(&table.title));
                table.note = std::mem::take(&mut heading.note);
            }
            events.tables.push(table);
        }
    }
    vec![attendance::register(sources), hours::register(sources), summary::register(sources), events]
}
