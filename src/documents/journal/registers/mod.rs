//! What a volume holds of the whole group behind its sections: a register is a part with a title and
//! tables, in a file of its own and a line in [`registers`].

mod attendance;
mod hours;
mod movement;
mod summary;

use crate::diagnostics::Diagnostic;
use crate::documents::tabular::Tabular;
use crate::figures::{Facts, JournalPart, YearSheet};
use crate::model::table::Ref;
use crate::model::{Group, Wording};
use crate::reports::{self, Basis};
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
pub(crate) struct Sources<'a> {
    /// What was read and who belonged where.
    pub(crate) facts: &'a Facts<'a>,
    /// The group.
    pub(crate) group: Ref<Group>,
    /// Its journals with their figures.
    pub(crate) parts: &'a [JournalPart],
    /// The summary of its year.
    pub(crate) sheet: &'a YearSheet,
    /// How its journals were kept.
    pub(crate) findings: &'a [&'a Diagnostic],
    /// The words of the organisation's kind.
    pub(crate) wording: &'a Wording,
}

/// All registers of a group, in the order in which they are bound.
pub(super) fn registers(sources: &Sources<'_>) -> Vec<Register> {
    let basis = Basis::of_group(sources.facts, sources.group, sources.findings);
    let report = |id: &str| {
        let kind = reports::KINDS.iter().find(|kind| kind.id == id).expect("a report of the list");
        let report = kind.report(&basis);
        let tables = report.tables.into_iter().map(Tabular::from).collect();
        Register { landscape: true, ..Register::new(report.title, report.note, tables) }
    };
    vec![
        attendance::register(sources),
        hours::register(sources),
        summary::register(sources),
        movement::register(sources),
        report("remarks"),
        report("changes"),
    ]
}
