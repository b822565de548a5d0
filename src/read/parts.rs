//! The parts of tables: files, and sheets of workbooks.

use super::workbook::Workbooks;
use crate::diagnostics::excerpt;
use crate::files;
use std::path::PathBuf;

/// The form in which a part of a table is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Format {
    Csv,
    Yaml,
    Json,
    /// A sheet of a workbook, by their indices.
    Sheet {
        workbook: usize,
        sheet: usize,
    },
}

/// A file, or a sheet of one, that has rows of a table.
#[derive(Clone, Debug)]
pub(super) struct Part {
    /// Relative to the input folder.
    pub(super) path: PathBuf,
    pub(super) format: Format,
}

impl Part {
    /// The sheet, where it is one, as people read it.
    pub(super) fn sheet_name(&self, workbooks: &Workbooks) -> Option<String> {
        match self.format {
            Format::Sheet { workbook, sheet } => Some(excerpt(&workbooks.sheets(workbook)[sheet])),
            _ => None,
        }
    }

    /// The file, and the sheet where it is one.
    pub(super) fn name(&self, workbooks: &Workbooks) -> String {
        let file = files::slashed(&self.path);
        match self.sheet_name(workbooks) {
            Some(sheet) => format!("{file} («{sheet}»)"),
            None => file,
        }
    }
}

/// Which tables have which parts, those in name order.
#[derive(Default)]
pub(super) struct Parts {
    tables: Vec<(&'static str, Vec<Part>)>,
    /// Tables with a file that cannot be read; `None` for a workbook that may have any.
    pub(super) unreadable: Vec<Option<&'static str>>,
}

impl Parts {
    /// The parts of a table.
    pub(super) fn of(&self, table: &str) -> &[Part] {
        self.tables.iter().find(|(name, _)| *name == table).map_or(&[], |(_, parts)| parts)
    }

    /// Whether rows of a table may be in files that cannot be read.
    pub(super) fn lacks(&self, table: &str) -> bool {
        self.unreadable.iter().any(|name| name.is_none_or(|name| name == table))
    }

    /// Adds a part of a table.
    pub(super) fn add(&mut self, table: &'static str, part: Part) {
        match self.tables.iter_mut().find(|(name, _)| *name == table) {
            Some((_, parts)) => parts.push(part),
            None => self.tables.push((table, vec![part])),
        }
    }
}
