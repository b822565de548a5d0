//! Where rows come from: files, sheets, lines, cells.

use std::collections::BTreeMap;
use std::path::PathBuf;

/// A row of an input file, small enough to be kept beside every row of the model.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Place {
    /// Index into [`Sources`].
    pub source: u32,
    /// Physical line, in a spreadsheet the row, counted from 1; 0 where the file as a whole is meant.
    pub line: u32,
}

/// A file, or a sheet of a workbook, from which a table was read.
#[derive(Clone, Debug)]
struct Source {
    path: PathBuf,
    sheet: Option<String>,
    /// Of a sheet: which of the table's columns stands in which of the sheet's, both from 0.
    columns: Vec<(usize, u32)>,
}

/// What was read, in the order in which it was read.
#[derive(Clone, Debug, Default)]
pub struct Sources {
    sources: Vec<Source>,
    digests: BTreeMap<String, String>,
}

impl Sources {
    /// Adds a file, named relative to the input folder, or a sheet of it, and returns its index.
    pub fn add(&mut self, path: PathBuf, sheet: Option<String>) -> u32 {
        self.sources.push(Source { path, sheet, columns: Vec::new() });
        u32::try_from(self.sources.len() - 1).expect("fewer than 2^32 input files")
    }

    /// Keeps which of the table's columns stands in which of the sheet's.
    pub fn keep_columns(&mut self, source: u32, columns: Vec<(usize, u32)>) {
        self.sources[source as usize].columns = columns;
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
        let source = self.sources.get(source as usize);
        source.map(|source| crate::files::slashed(&source.path)).unwrap_or_default()
    }

    /// The sheet, where the source is one.
    pub fn sheet(&self, source: u32) -> Option<&str> {
        self.sources.get(source as usize)?.sheet.as_deref()
    }

    /// The cell of a sheet in which a column of the row stands, «C17»; of a column that the sheet does
    /// not have, and of the row as a whole, its first cell. `None` where there are no cells.
    pub fn cell(&self, place: Place, column: Option<usize>) -> Option<String> {
        let source = self.sources.get(place.source as usize).filter(|source| source.sheet.is_some())?;
        let found = source.columns.iter().find(|(own, _)| Some(*own) == column).map(|(_, theirs)| *theirs);
        let first = || source.columns.iter().map(|(_, theirs)| *theirs).min().unwrap_or(0);
        (place.line > 0).then(|| format!("{}{}", letters(found.unwrap_or_else(first)), place.line))
    }
}

/// The name of a spreadsheet's column, counted from 0: A, …, Z, AA, ….
pub fn letters(column: u32) -> String {
    let mut rest = u64::from(column) + 1;
    let mut name = Vec::new();
    while rest > 0 {
        name.push(b'A' + ((rest - 1) % 26) as u8);
        rest = (rest - 1) / 26;
    }
    name.iter().rev().map(|letter| char::from(*letter)).collect()
}

#[cfg(test)]
mod tests {
    use super::letters;

    #[test]
    fn columns_are_named_as_in_a_spreadsheet() {
        for (column, name) in [(0, "A"), (25, "Z"), (26, "AA"), (701, "ZZ"), (702, "AAA"), (16_383, "XFD")] {
            assert_eq!(letters(column), name);
        }
    }
}
