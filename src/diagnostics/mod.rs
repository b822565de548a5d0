//! What is wrong with the data: places, codes, diagnostics, and the report that gathers them.
//!
//! Two channels are never mixed. What is wrong with *the data* is a [`Diagnostic`] in a
//! [`Report`], and work goes on; what stops *the run* is one `anyhow::Error` with its causes.
//! This module does no I/O.

mod code;
mod human;

pub use code::{Code, Severity};
pub use human::human;

use serde::Serialize;
use std::collections::BTreeMap;
use std::path::PathBuf;

/// A row of an input file, small enough to be kept beside every row of the model.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Place {
    /// Index into [`Sources`].
    pub source: u32,
    /// Physical line, counted from 1; 0 where the file as a whole is meant.
    pub line: u32,
}

/// The input files that were read, in the order in which they were read.
#[derive(Clone, Debug, Default)]
pub struct Sources {
    paths: Vec<PathBuf>,
    digests: BTreeMap<String, String>,
}

impl Sources {
    /// Adds a file, named relative to the input folder, and returns its index.
    pub fn add(&mut self, path: PathBuf) -> u32 {
        self.paths.push(path);
        u32::try_from(self.paths.len() - 1).expect("fewer than 2^32 input files")
    }

    /// Keeps the SHA-256 of the bytes that were read of a file, by the name that [`Sources::name`]
    /// gives it.
    pub fn keep_digest(&mut self, name: &str, sha256: String) {
        self.digests.insert(name.to_owned(), sha256);
    }

    /// The SHA-256 of what was read of a file; `None` where it was not read.
    pub fn digest(&self, name: &str) -> Option<&String> {
        self.digests.get(name)
    }

    /// The file's path relative to the input folder, with `/` on every system.
    pub fn name(&self, source: u32) -> String {
        self.paths.get(source as usize).map(|path| crate::files::slashed(path)).unwrap_or_default()
    }
}

/// One thing that is wrong with the data, or a fact about how the journal was kept.
#[derive(Clone, Debug, Serialize)]
pub struct Diagnostic {
    /// The stable code of the contract.
    pub code: Code,
    /// What it does to the run.
    pub severity: Severity,
    /// The file, relative to the input folder.
    pub file: String,
    /// Physical line from 1; `None` where the file as a whole is meant.
    pub line: Option<u32>,
    /// The column's name in the contract.
    pub column: Option<String>,
    /// The table's name in the contract.
    pub table: Option<&'static str>,
    /// The row's id, as the contract defines it for its table.
    pub record: Option<String>,
    /// The offending value as it stands in the file.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub value: Option<String>,
    /// What is wrong, in Russian: lower case, no full stop.
    pub message: String,
    /// What to do about it, in Russian.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub hint: Option<String>,
}

impl Diagnostic {
    /// A diagnostic of a whole file.
    pub fn new(code: Code, file: impl Into<String>, message: impl Into<String>) -> Diagnostic {
        Diagnostic {
            code,
            severity: code.severity(),
            file: file.into(),
            line: None,
            column: None,
            table: None,
            record: None,
            value: None,
            message: message.into(),
            hint: None,
        }
    }

    /// Names the line, counted from 1; 0 names none.
    pub fn line(mut self, line: u32) -> Diagnostic {
        self.line = (line > 0).then_some(line);
        self
    }

    /// Names the column.
    pub fn column(mut self, column: impl Into<String>) -> Diagnostic {
        self.column = Some(column.into());
        self
    }

    /// Names the table and the row in it.
    pub fn record(mut self, table: &'static str, record: impl Into<String>) -> Diagnostic {
        let record = record.into();
        self.table = Some(table);
        self.record = (!record.is_empty()).then_some(record);
        self
    }

    /// Names the table.
    pub fn table(mut self, table: &'static str) -> Diagnostic {
        self.table = Some(table);
        self
    }

    /// Quotes the offending value, cut to a length that a report can show.
    pub fn value(mut self, value: &str) -> Diagnostic {
        self.value = Some(excerpt(value));
        self
    }

    /// Says what to do.
    pub fn hint(mut self, hint: impl Into<String>) -> Diagnostic {
        self.hint = Some(hint.into());
        self
    }
}

/// The first 60 letters of a value, on one line, without control and direction marks.
pub fn excerpt(value: &str) -> String {
    const LONGEST: usize = 60;
    let mut clean = value.chars().map(|c| if c.is_whitespace() { ' ' } else { c }).filter(|c| {
        !c.is_control()
            && !matches!(*c, '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
    });
    let mut cut: String = clean.by_ref().take(LONGEST).collect();
    if clean.next().is_some() {
        cut.push('…');
    }
    cut
}

/// All diagnostics of a run.
#[derive(Clone, Debug, Default)]
pub struct Report {
    diagnostics: Vec<Diagnostic>,
}

impl Report {
    /// Adds one.
    pub fn push(&mut self, diagnostic: Diagnostic) {
        self.diagnostics.push(diagnostic);
    }

    /// Adds all of another report.
    pub fn append(&mut self, mut other: Report) {
        self.diagnostics.append(&mut other.diagnostics);
    }

    /// How many there are of a severity.
    pub fn count(&self, severity: Severity) -> usize {
        self.diagnostics.iter().filter(|d| d.severity == severity).count()
    }

    /// Whether `build` must stop.
    pub fn has_errors(&self) -> bool {
        self.diagnostics.iter().any(|d| d.severity == Severity::Error)
    }

    /// The errors alone.
    pub fn errors(&self) -> Report {
        let errors = self.diagnostics.iter().filter(|d| d.severity == Severity::Error);
        Report { diagnostics: errors.cloned().collect() }
    }

    /// All, sorted by file, line, column and code.
    pub fn sorted(&self) -> Vec<&Diagnostic> {
        let mut sorted: Vec<&Diagnostic> = self.diagnostics.iter().collect();
        sorted.sort_by(|a, b| {
            (&a.file, a.line, &a.column, a.code, &a.record, &a.message)
                .cmp(&(&b.file, b.line, &b.column, b.code, &b.record, &b.message))
        });
        sorted
    }
}
