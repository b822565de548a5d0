//! What the reports say: figures and findings become tables and pictures, the same for paper, page and
//! programs.
//!
//! A report is a [`Kind`] in a file of its own and a line in [`KINDS`]: a function from what was read,
//! computed and found to a [`Report`]. Figures come from `figures`; what is counted here are findings and
//! rows.

mod about;
mod activity;
mod acts;
mod attendance;
mod audit;
mod changes;
pub mod chart;
mod consents;
mod control;
mod credentials;
mod forecast;
mod indicators;
mod keeping;
mod movement;
mod olympiads;
mod performance;
pub mod pictures;
mod remarks;
mod staff;
mod substitutions;
mod table;

use crate::diagnostics::{self, Diagnostic};
use crate::figures::indicators::{Indicator, Measured, Value as Measure};
use crate::figures::performance::Scope;
use crate::figures::{Facts, Selection, Stretch};
use crate::model::table::{Found, Ref};
use crate::model::{Archive, Group, Journal, Staff, Student};
use about::About;
use serde::Serialize;
use serde_json::{Map, Value};
use std::collections::BTreeSet;
use std::sync::OnceLock;

pub use table::{Cell, Column, Subject, Table};

/// What reports are made of.
pub struct Basis<'a> {
    /// What was read and who belonged where.
    pub facts: &'a Facts<'a>,
    /// What is asked for.
    pub selection: Selection,
    /// How the selected journals were kept, in the order of files and lines.
    findings: Vec<&'a Diagnostic>,
    /// Of the selected group's journals whatever the days, in the same order.
    in_group: Vec<&'a Diagnostic>,
    indicators: OnceLock<Vec<Measured>>,
}

impl<'a> Basis<'a> {
    /// Of what was found that is kept which the selection covers.
    pub fn new(facts: &'a Facts<'a>, found: &'a diagnostics::Report, selection: Selection) -> Basis<'a> {
        let covered = |selection, findings: &[&'a Diagnostic]| -> Vec<&'a Diagnostic> {
            let about = |finding: &&&Diagnostic| {
                About::of(facts.archive, finding).is_covered(facts.archive, selection, finding)
            };
            findings.iter().filter(about).copied().collect()
        };
        let in_group = covered(Selection { stretch: None, ..selection }, &found.sorted());
        let findings = covered(selection, &in_group);
        Basis { facts, selection, findings, in_group, indicators: OnceLock::new() }
    }

    /// Of a group whose findings are known.
    pub fn of_group(facts: &'a Facts<'a>, group: Ref<Group>, findings: &[&'a Diagnostic]) -> Basis<'a> {
        let selection = Selection { group: Some(group), stretch: None };
        let findings = findings.to_vec();
        Basis { facts, selection, in_group: findings.clone(), findings, indicators: OnceLock::new() }
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

    /// How many lessons of a journal were held in what is selected.
    fn lessons_held(&self, journal: Ref<Journal>) -> usize {
        let archive = self.facts.archive;
        let lessons = self.facts.ledger.lessons(journal).iter().map(|lesson| &archive.lessons[*lesson]);
        lessons.filter(|row| row.is_held() && self.selection.covers(&archive.settings, row.date)).count()
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

/// How the journals of each group were kept, in the order of the groups' table.
pub fn findings_by_group<'a>(archive: &Archive, found: &'a diagnostics::Report) -> Vec<Vec<&'a Diagnostic>> {
    let mut by_group = vec![Vec::new(); archive.groups.len()];
    for finding in found.sorted() {
        if let Some(journal) = About::of(archive, finding).journal {
            by_group[archive.journals[journal].group.index()].push(finding);
        }
    }
    by_group
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

/// The numbers of a report.
pub struct Lines {
    /// The keys that any line has, in their order; of a report of rows those of its tables.
    pub keys: Vec<String>,
    /// An object a line.
    pub lines: Vec<Map<String, Value>>,
}

/// What programs get of a report.
enum Numbers {
    /// Figures in the form of the contract (§3) or of `docs/formulas.md`.
    Figures(fn(&Basis<'_>) -> Vec<Map<String, Value>>),
    /// The rows of its tables.
    Rows,
}

/// Of which stretches a report can be asked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Asked {
    /// Of any days, terms and the year.
    Days,
    /// Of terms and the year.
    Terms,
    /// Of the year alone.
    Year,
}

/// What a kind is printed as.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Form {
    /// A report, signed by the deputy.
    Report,
    /// A register (книга, реестр): numbered rows, closed with their number in words.
    Register,
}

/// A kind of report.
pub struct Kind {
    /// The name that it is asked for by.
    pub id: &'static str,
    /// What people call it.
    pub title: &'static str,
    /// Of which stretches it can be asked.
    pub asked: Asked,
    /// What it is printed as.
    pub form: Form,
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
    movement::KIND,
    staff::KIND,
    consents::KIND,
    credentials::KIND,
    olympiads::KIND,
    acts::KIND,
];

impl Kind {
    /// The one of that name; `None` where there is none.
    pub fn of(id: &str) -> Option<&'static Kind> {
        KINDS.iter().find(|kind| kind.id == id)
    }

    /// The report.
    pub fn report(&self, basis: &Basis<'_>) -> Report {
        let (note, tables) = (self.make)(basis);
        Report { id: self.id, title: self.title, scope: basis.scope(), note, tables }
    }

    /// Its numbers for programs.
    pub fn numbers(&self, basis: &Basis<'_>) -> Lines {
        let (mut keys, lines): (Vec<String>, Vec<_>) = match self.numbers {
            Numbers::Figures(figures) => (Vec::new(), figures(basis)),
            Numbers::Rows => {
                let (_, tables) = (self.make)(basis);
                let columns = tables.iter().flat_map(|table| &table.columns).map(|column| column.key);
                let keys = ["table"].into_iter().chain(columns.filter(|key| !key.is_empty()));
                (keys.map(str::to_owned).collect(), tables.iter().flat_map(Table::objects).collect())
            }
        };
        keys.extend(lines.iter().flat_map(Map::keys).cloned());
        let mut seen = BTreeSet::new();
        keys.retain(|key| seen.insert(key.clone()));
        Lines { keys, lines }
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
fn journal_cell(archive: &Archive, journal: Ref<Journal>) -> Cell {
    let row = &archive.journals[journal];
    Cell::Named(format!("{}: {}", archive.groups[row.group].name, row.title()), Subject::Journal(journal))
}

/// A group by its name.
fn group_cell(archive: &Archive, group: Ref<Group>) -> Cell {
    Cell::Named(archive.groups[group].name.to_string(), Subject::Group(group))
}

/// «Фамилия И. О.».
fn student_cell(archive: &Archive, student: Ref<Student>) -> Cell {
    Cell::Named(archive.students[student].short_name(), Subject::Student(student))
}

/// «Фамилия Имя Отчество»: registers are read when nobody knows any more who was meant.
fn student_in_full(archive: &Archive, student: Ref<Student>) -> Cell {
    Cell::Named(archive.students[student].full_name(), Subject::Student(student))
}

/// «Фамилия И. О.»; the whole name where another member of the staff has the same initials.
fn staff_cell(archive: &Archive, staff: Ref<Staff>) -> Cell {
    let row = &archive.staff[staff];
    let initial = |name: Option<&str>| name.and_then(|name| name.chars().next());
    let initials = |row: &Staff| (initial(Some(&row.first_name)), initial(row.patronymic.as_deref()));
    let is_namesake = |other: &&Staff| other.last_name == row.last_name && initials(other) == initials(row);
    let namesakes = archive.staff.iter().filter(is_namesake).count();
    let name = if namesakes > 1 { row.full_name() } else { row.short_name() };
    Cell::Named(name, Subject::Teacher(staff))
}

/// A member of the staff, or an empty cell.
fn maybe_staff(archive: &Archive, staff: Option<Ref<Staff>>) -> Cell {
    staff.map_or("".into(), |staff| staff_cell(archive, staff))
}

/// «1 семестр», not parted between lines.
fn term_cell(archive: &Archive, stretch: Stretch) -> Cell {
    stretch.title(&archive.settings).replace(' ', "\u{a0}").into()
}

/// What a figure is about, as people name it.
fn name_cell(archive: &Archive, scope: Scope, id: &str) -> Cell {
    let found = match scope {
        Scope::Organization => Some(archive.settings.organization.short_name.as_str().into()),
        Scope::Course if archive.settings.is_school() => Some(format!("{id} класс").into()),
        Scope::Course => Some(format!("{id} курс").into()),
        Scope::Group => row_of(&archive.groups, id).map(|group| group_cell(archive, group)),
        Scope::Student => row_of(&archive.students, id).map(|student| student_cell(archive, student)),
        Scope::Teacher | Scope::Curator => row_of(&archive.staff, id).map(|staff| staff_cell(archive, staff)),
        Scope::Journal => row_of(&archive.journals, id).map(|journal| journal_cell(archive, journal)),
        Scope::Discipline | Scope::Commission => None,
    };
    found.unwrap_or_else(|| id.into())
}

fn row_of<T>(table: &crate::model::Table<T>, id: &str) -> Option<Ref<T>> {
    match table.find(id) {
        Found::Row(row) => Some(row),
        _ => None,
    }
}

/// What an indicator says of somebody: «нет данных» where the data lack what it needs, or nothing of it
/// is known.
fn said(measured: &Measured, scope: Scope, id: &str, stretch: Stretch) -> Cell {
    told(measured, measured.value(scope, id, stretch))
}

/// The same of a value that was found.
fn told(measured: &Measured, value: Option<&Measure>) -> Cell {
    let Some(value) = value else {
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
