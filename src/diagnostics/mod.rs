//! What is wrong with the data: places, codes, diagnostics, and the report that gathers them.
//!
//! Two channels are never mixed. What is wrong with *the data* is a [`Diagnostic`] in a
//! [`Report`], and work goes on; what stops *the run* is one `anyhow::Error` with its causes.
//! This module does no I/O.

mod code;
mod fold;
mod human;
mod sources;
mod unsure;

pub use code::{Code, Severity};
pub use fold::{FileFolds, Fold, Lines, Spot, fold};
pub use human::{human, totals};
pub use sources::{Place, Sources, letters};
pub use unsure::{Lost, Unsure};

use serde::Serialize;
use std::collections::BTreeMap;

/// One thing that is wrong with the data, or a fact about how the journal was kept.
#[derive(Clone, Debug, Serialize)]
pub struct Diagnostic {
    /// The stable code of the contract.
    pub code: Code,
    /// What it does to the run.
    pub severity: Severity,
    /// The file, relative to the input folder.
    pub file: String,
    /// The sheet of a spreadsheet.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub sheet: Option<String>,
    /// Physical line, in a spreadsheet the row, from 1; `None` where the file as a whole is meant.
    pub line: Option<u32>,
    /// The cell of a spreadsheet, «C17».
    #[serde(skip_serializing_if = "Option::is_none")]
    pub cell: Option<String>,
    /// The column's name in the contract.
    pub column: Option<String>,
    /// The column's Russian heading, for people.
    #[serde(skip)]
    pub heading: Option<&'static str>,
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
    /// A diagnostic of a row, and of one of its table's columns by its index.
    pub fn at(
        code: Code,
        sources: &Sources,
        place: Place,
        column: Option<usize>,
        message: impl Into<String>,
    ) -> Diagnostic {
        let mut diagnostic = Diagnostic::new(code, sources.name(place.source), message).line(place.line);
        diagnostic.sheet = sources.sheet(place.source).map(str::to_owned);
        diagnostic.cell = sources.cell(place, column);
        diagnostic
    }

    /// A diagnostic of a whole file.
    pub fn new(code: Code, file: impl Into<String>, message: impl Into<String>) -> Diagnostic {
        Diagnostic {
            code,
            severity: code.severity(),
            file: file.into(),
            sheet: None,
            line: None,
            cell: None,
            column: None,
            heading: None,
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

    /// Gives the column's Russian heading.
    pub fn heading(mut self, heading: &'static str) -> Diagnostic {
        self.heading = Some(heading);
        self
    }

    /// Names the table and the row in it.
    pub fn record(mut self, table: &'static str, record: impl Into<String>) -> Diagnostic {
        let mut record: String = record.into();
        if let Some((end, _)) = record.char_indices().nth(LONGEST_RECORD) {
            record.truncate(end);
            record.push('…');
        }
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

/// The longest name of a row, in letters: two ids and a term. A longer one is somebody's mischief.
const LONGEST_RECORD: usize = 500;

/// The first 60 letters of a value, on one line, without control and direction marks.
pub fn excerpt(value: &str) -> String {
    const LONGEST: usize = 60;
    let mut clean = printable(value);
    let mut cut: String = clean.by_ref().take(LONGEST).collect();
    if clean.next().is_some() {
        cut.push('…');
    }
    cut
}

/// The letters of a text on one line, without control and direction marks.
pub fn printable(text: &str) -> impl Iterator<Item = char> {
    text.chars()
        .map(|c| if c.is_whitespace() { ' ' } else { c })
        .filter(|c| !c.is_control() && !is_direction(*c))
}

/// A mark that turns the direction of what follows: unseen, it makes one text look like another
/// (Unicode Technical Report 36, §2.2.4; the marks of Bidi_Control).
pub fn is_direction(c: char) -> bool {
    matches!(c, '\u{61c}' | '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

/// All diagnostics of a run.
#[derive(Clone, Debug, Default)]
pub struct Report {
    diagnostics: Vec<Diagnostic>,
    /// How many there were of a code in a file.
    counts: BTreeMap<(String, Code), usize>,
}

impl Report {
    /// How many diagnostics of one code in one file are kept; the rest is counted. A file that is
    /// wrong in every line must not fill the memory with what nobody reads.
    pub const KEPT: usize = 100_000;

    /// Adds one. Of the same code in the same file the first [`Report::KEPT`] are kept.
    pub fn push(&mut self, diagnostic: Diagnostic) {
        let count = self.counts.entry((diagnostic.file.clone(), diagnostic.code)).or_default();
        *count += 1;
        if *count <= Report::KEPT {
            self.diagnostics.push(diagnostic);
        }
    }

    /// Counts some of a code in a file that are kept nowhere, beyond those that fill the report.
    pub fn count_more(&mut self, file: &str, code: Code, more: usize) {
        if more > 0 {
            *self.counts.entry((file.to_owned(), code)).or_default() += more;
        }
    }

    /// Adds all of another report.
    pub fn append(&mut self, other: Report) {
        let before = self.counts.clone();
        for diagnostic in other.diagnostics {
            self.push(diagnostic);
        }
        for (key, count) in other.counts {
            self.counts.insert(key.clone(), count + before.get(&key).copied().unwrap_or_default());
        }
    }

    /// How many there are of a severity, kept or not.
    pub fn count(&self, severity: Severity) -> usize {
        let of = |((_, code), count): (&(String, Code), &usize)| {
            if code.severity() == severity { *count } else { 0 }
        };
        self.counts.iter().map(of).sum()
    }

    /// How many of a code in a file were counted and not kept.
    pub fn dropped(&self, file: &str, code: Code) -> usize {
        self.counts.get(&(file.to_owned(), code)).map_or(0, |count| count.saturating_sub(Report::KEPT))
    }

    /// What was counted and not kept, as one diagnostic for each file and code.
    pub fn rest(&self) -> impl Iterator<Item = Diagnostic> {
        self.counts.iter().filter(|(_, count)| **count > Report::KEPT).map(|((file, code), count)| {
            let more = crate::words::grouped(count - Report::KEPT);
            Diagnostic::new(*code, file.clone(), format!("в этом файле ещё {more} того же рода"))
        })
    }

    /// Whether build must stop.
    pub fn has_errors(&self) -> bool {
        self.count(Severity::Error) > 0
    }

    /// Whether there is nothing to tell.
    pub fn is_empty(&self) -> bool {
        self.diagnostics.is_empty()
    }

    /// What is of a severity or worse.
    pub fn from(&self, least: Severity) -> Report {
        self.only(|_, code| code.severity() <= least)
    }

    /// What a file and a code are chosen by.
    pub fn only(&self, is_told: impl Fn(&str, Code) -> bool) -> Report {
        let diagnostics = self.diagnostics.iter().filter(|d| is_told(&d.file, d.code)).cloned().collect();
        let mut counts = self.counts.clone();
        counts.retain(|(file, code), _| is_told(file, *code));
        Report { diagnostics, counts }
    }

    /// All that were kept, sorted by file, sheet, line, column and code.
    pub fn sorted(&self) -> Vec<&Diagnostic> {
        let mut sorted: Vec<&Diagnostic> = self.diagnostics.iter().collect();
        sorted.sort_by(|a, b| {
            (&a.file, &a.sheet, a.line, &a.column, a.code, &a.record, &a.message)
                .cmp(&(&b.file, &b.sheet, b.line, &b.column, b.code, &b.record, &b.message))
        });
        sorted
    }
}
