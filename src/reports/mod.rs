//! What the reports say: figures and findings become tables, the same for paper and page.
//!
//! A report is a function from what was read, computed and found to a [`Report`]; a new one is a new
//! file and a line in [`REPORTS`]. Figures come from `figures`; what is counted here are findings and
//! rows. Cells are texts as people read them.

mod attendance;
mod audit;
mod changes;
mod control;
mod keeping;
mod performance;
mod remarks;
mod substitutions;

use crate::diagnostics::Diagnostic;
use crate::figures::Facts;
use crate::model::table::{Found, Ref};
use crate::model::{Archive, Journal, Lesson, Student};
use crate::words;
use serde::Serialize;

/// What reports are made of.
pub struct Basis<'a> {
    /// What was read and who belonged where.
    pub facts: &'a Facts<'a>,
    /// How the journals were kept, in the order of files and lines.
    pub findings: Vec<&'a Diagnostic>,
}

/// A report.
#[derive(Clone, Debug, Serialize)]
pub struct Report {
    /// The name of its files: `performance`.
    pub id: &'static str,
    /// «Успеваемость и качество знаний».
    pub title: &'static str,
    /// What it is made of and how it counts, in a sentence or two.
    pub note: String,
    /// Its tables in their order.
    pub tables: Vec<Table>,
}

/// A table of a report.
#[derive(Clone, Debug, Serialize)]
pub struct Table {
    /// What stands above it; empty where the report has one table.
    pub title: String,
    /// Its columns.
    pub columns: Vec<Column>,
    /// Its rows, a text a column.
    pub rows: Vec<Vec<String>>,
    /// What is said where there are no rows.
    pub empty: &'static str,
}

/// A column of a table.
#[derive(Clone, Copy, Debug, Serialize)]
pub struct Column {
    /// Its heading.
    pub title: &'static str,
    /// How wide it is beside the others; 0: as wide as its texts are, which are numbers.
    pub width: u8,
}

/// A column of numbers.
const fn number(title: &'static str) -> Column {
    Column { title, width: 0 }
}

/// A column of texts, so wide beside the others.
const fn text(title: &'static str, width: u8) -> Column {
    Column { title, width }
}

type Make = fn(&Basis<'_>) -> Report;

const REPORTS: &[Make] = &[
    performance::report,
    attendance::report,
    audit::report,
    keeping::report,
    changes::report,
    substitutions::report,
    remarks::report,
    control::report,
];

/// All reports in their order.
pub fn all(basis: &Basis<'_>) -> Vec<Report> {
    REPORTS.iter().map(|make| make(basis)).collect()
}

/// A share as percent; «—» where there is nothing to share.
fn percent(share: Option<f64>) -> String {
    share.map_or("—".to_owned(), words::percent)
}

/// A share of counts as percent.
fn share(part: usize, whole: usize) -> String {
    percent((whole > 0).then(|| part as f64 / whole as f64))
}

/// «ИС-11: ОП.03 Информатика».
fn journal_title(archive: &Archive, journal: Ref<Journal>) -> String {
    let row = &archive.journals[journal];
    format!("{}: {}", archive.groups[row.group].name, row.title())
}

/// A count; nothing where it is none, so that what is there stands out.
fn unless_none(count: usize) -> String {
    if count == 0 { String::new() } else { count.to_string() }
}

/// What a finding is about, as far as its record says.
#[derive(Clone, Copy, Default)]
struct About<'a> {
    journal: Option<Ref<Journal>>,
    lesson: Option<Ref<Lesson>>,
    student: Option<Ref<Student>>,
    /// The id of a term.
    term: Option<&'a str>,
}

impl<'a> About<'a> {
    fn of(archive: &Archive, finding: &'a Diagnostic) -> About<'a> {
        let record = finding.record.as_deref().unwrap_or_default();
        match finding.table {
            Some("lessons" | "marks" | "attendance") => {
                let Some((lesson, rest)) = first(&archive.lessons, record) else { return About::default() };
                let student = first(&archive.students, rest).map(|(student, _)| student);
                let journal = Some(archive.lessons[lesson].journal);
                About { journal, lesson: Some(lesson), student, term: None }
            }
            Some("journals" | "results") => {
                let Some((journal, rest)) = first(&archive.journals, record) else { return About::default() };
                let student = first(&archive.students, rest).filter(|_| finding.table == Some("results"));
                let term = student.map_or(rest, |(_, rest)| rest);
                let student = student.map(|(student, _)| student);
                About {
                    journal: Some(journal),
                    lesson: None,
                    student,
                    term: Some(term).filter(|term| !term.is_empty()),
                }
            }
            _ => About::default(),
        }
    }

    /// Where in its journal: «05.12.2024 Иванов И. И.», «Иванов И. И., 1 семестр».
    fn place(&self, archive: &Archive) -> String {
        let day = self.lesson.map(|lesson| words::date(archive.lessons[lesson].date));
        let student = self.student.map(|student| archive.students[student].short_name());
        let title = |id: &str| {
            archive.settings.terms.iter().find(|term| term.id == id).map(|term| term.title.clone())
        };
        let term = self.term.and_then(title);
        [day, student, term].into_iter().flatten().collect::<Vec<_>>().join(" ")
    }
}

/// The row whose id a record begins with, and the rest of the record. An id may hold the sign that
/// parts ids: the shortest beginning that is one is meant.
fn first<'r, T>(table: &crate::model::Table<T>, record: &'r str) -> Option<(Ref<T>, &'r str)> {
    let ends = record.char_indices().filter(|(_, c)| *c == '/').map(|(at, _)| at).chain([record.len()]);
    ends.into_iter().find_map(|end| match table.find(&record[..end]) {
        Found::Row(row) => Some((row, record.get(end + 1..).unwrap_or_default())),
        _ => None,
    })
}
