//! What the reports say: figures and findings become tables and pictures, the same for paper, page and
//! programs.
//!
//! A report is a [`Kind`] in a file of its own and a line in [`KINDS`]: a function from what was read,
//! computed and found to a [`Report`]. Figures come from `figures`; what is counted here are findings and
//! rows.

mod about;
mod activity;
mod attendance;
mod audit;
mod changes;
pub mod chart;
mod control;
mod forecast;
mod indicators;
mod keeping;
mod performance;
mod remarks;
mod substitutions;
mod table;

use crate::diagnostics::{self, Diagnostic};
use crate::figures::indicators::{Indicator, Measured};
use crate::figures::performance::Scope;
use crate::figures::{Facts, Selection, Stretch};
use crate::model::table::{Found, Ref};
use crate::model::{Archive, Journal};
use about::About;
use serde::Serialize;
use serde_json::{Map, Value};
use std::cell::OnceCell;
use table::Cell;

pub use table::{Column, Table};

/// What reports are made of.
pub struct Basis<'a> {
    /// What was read and who belonged where.
    pub facts: &'a Facts<'a>,
    /// What is asked for.
    pub selection: Selection,
    /// How the selected journals were kept, in the order of files and lines.
    findings: Vec<&'a Diagnostic>,
    indicators: OnceCell<Vec<Measured>>,
}

impl<'a> Basis<'a> {
    /// Of what was found that is kept which the selection covers.
    pub fn new(facts: &'a Facts<'a>, found: &'a diagnostics::Report, selection: Selection) -> Basis<'a> {
        let mut findings = found.sorted();
        findings.retain(|finding| {
            About::of(facts.archive, finding).is_covered(facts.archive, selection, finding)
        });
        Basis { facts, selection, findings, indicators: OnceCell::new() }
    }

    /// The indicators of the selection, computed when they are first asked for.
    fn indicators(&self) -> &[Measured] {
        self.indicators.get_or_init(|| crate::figures::indicators::indicators(self.facts, self.selection))
    }

    /// An indicator by its id.
    fn indicator(&self, id: &str) -> &Measured {
        let found = self.indicators().iter().find(|measured| measured.indicator.id == id);
        found.expect("an indicator of the list")
    }

    /// The stretch that is told of where there is room for one: the one asked for, else the year.
    fn stretch(&self) -> Stretch {
        self.selection.stretch.unwrap_or(Stretch::Year)
    }

    /// «за 2024/2025 учебный год», «1 семестр, группа ИС-11».
    fn scope(&self) -> String {
        let archive = self.facts.archive;
        let year = format!("за {} учебный год", archive.settings.academic_year.title());
        let stretch = self.selection.stretch.filter(|stretch| *stretch != Stretch::Year);
        let mut scope = stretch.map_or(year, |stretch| stretch.title(&archive.settings));
        if let Some(group) = self.selection.group {
            let word = if archive.settings.is_school() { "класс" } else { "группа" };
            scope.push_str(&format!(", {word} {}", archive.groups[group].name));
        }
        scope
    }
}

/// A report.
#[derive(Clone, Debug, Serialize)]
pub struct Report {
    /// The name of its files: `performance`.
    pub id: &'static str,
    /// «Успеваемость и качество знаний».
    pub title: &'static str,
    /// Of when and of whom.
    pub scope: String,
    /// What it is made of and how it counts, in a sentence or two.
    pub note: String,
    /// Its tables in their order.
    pub tables: Vec<Table>,
}

/// What programs get of a report.
enum Numbers {
    /// Figures in the form of the contract (§3) or of `docs/formulas.md`.
    Figures(fn(&Basis<'_>) -> Vec<Map<String, Value>>),
    /// The rows of its tables.
    Rows,
}

/// A kind of report.
pub struct Kind {
    /// The name that it is asked for by.
    pub id: &'static str,
    /// What people call it.
    pub title: &'static str,
    /// Whether it tells of terms and the year alone, and of no days.
    pub of_terms: bool,
    numbers: Numbers,
    /// Its note and its tables.
    make: fn(&Basis<'_>) -> (String, Vec<Table>),
}

/// Every kind, in the order in which they are listed.
pub const KINDS: &[Kind] = &[
    performance::KIND,
    attendance::KIND,
    indicators::KIND,
    forecast::KIND,
    audit::KIND,
    keeping::KIND,
    changes::KIND,
    substitutions::KIND,
    remarks::KIND,
    control::KIND,
    activity::KIND,
];

impl Kind {
    /// The report.
    pub fn report(&self, basis: &Basis<'_>) -> Report {
        let (note, tables) = (self.make)(basis);
        Report { id: self.id, title: self.title, scope: basis.scope(), note, tables }
    }

    /// Its numbers for programs, an object a line.
    pub fn numbers(&self, basis: &Basis<'_>) -> Vec<Map<String, Value>> {
        match self.numbers {
            Numbers::Figures(figures) => figures(basis),
            Numbers::Rows => (self.make)(basis).1.iter().flat_map(Table::objects).collect(),
        }
    }
}

/// A line of figures as an object.
fn object(line: &impl Serialize) -> Map<String, Value> {
    match serde_json::to_value(line) {
        Ok(Value::Object(object)) => object,
        other => unreachable!("a line of figures is an object, not {other:?}"),
    }
}

/// «ИС-11: ОП.03 Информатика».
fn journal_title(archive: &Archive, journal: Ref<Journal>) -> String {
    let row = &archive.journals[journal];
    format!("{}: {}", archive.groups[row.group].name, row.title())
}

/// What a figure is about, as people name it.
fn name_of(archive: &Archive, scope: Scope, id: &str) -> String {
    let staff = || match archive.staff.find(id) {
        Found::Row(staff) => Some(archive.staff[staff].short_name()),
        _ => None,
    };
    let named = match scope {
        Scope::Organization => Some(archive.settings.organization.short_name.clone()),
        Scope::Course if archive.settings.is_school() => Some(format!("{id} класс")),
        Scope::Course => Some(format!("{id} курс")),
        Scope::Group => match archive.groups.find(id) {
            Found::Row(group) => Some(archive.groups[group].name.to_string()),
            _ => None,
        },
        Scope::Student => match archive.students.find(id) {
            Found::Row(student) => Some(archive.students[student].short_name()),
            _ => None,
        },
        Scope::Teacher | Scope::Curator => staff(),
        Scope::Journal | Scope::Discipline | Scope::Commission => None,
    };
    named.unwrap_or_else(|| id.to_owned())
}

/// What an indicator says of somebody: «нет данных» where the data lack what it needs, or nothing of it
/// is known.
fn said(measured: &Measured, scope: Scope, id: &str, stretch: Stretch) -> Cell {
    let Some(value) = measured.value(scope, id, stretch) else {
        return if measured.missing.is_some() { Cell::Missing } else { Cell::Share(None) };
    };
    match value.tally.value() {
        Some(value) => in_unit(measured.indicator, value),
        None => Cell::Missing,
    }
}

fn in_unit(indicator: &Indicator, value: f64) -> Cell {
    use crate::figures::indicators::Unit;
    match indicator.unit {
        Unit::Share => Cell::Share(Some(value)),
        Unit::Mark => Cell::Mean(Some(value)),
        Unit::Number => Cell::Number(Some(value)),
    }
}
