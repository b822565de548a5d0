//! A table of texts, written as CSV, YAML or JSON.

use crate::files;
use crate::model::Archive;
use crate::model::archive::{Stored, TableVisitor, visit_tables};
use anyhow::{Context as _, Result};
use serde::ser::{Serialize, SerializeMap, Serializer};
use std::path::Path;

pub(super) struct Sheet {
    pub(super) table: &'static str,
    columns: Vec<&'static str>,
    rows: Vec<Vec<String>>,
}

impl Sheet {
    pub(super) fn new(table: &'static str, columns: &[&'static str]) -> Sheet {
        Sheet { table, columns: columns.to_vec(), rows: Vec::new() }
    }

    /// Adds a row, in the order of the columns.
    pub(super) fn add<const N: usize>(&mut self, cells: [String; N]) {
        debug_assert_eq!(N, self.columns.len(), "{}", self.table);
        self.rows.push(cells.into());
    }

    /// Adds a row of named cells; the other ones stay empty.
    pub(super) fn add_named(&mut self, cells: &[(&str, String)]) {
        let cell =
            |column: &&str| cells.iter().find(|(name, _)| name == column).map(|(_, text)| text.clone());
        self.rows.push(self.columns.iter().map(|column| cell(column).unwrap_or_default()).collect());
    }

    pub(super) fn is_empty(&self) -> bool {
        self.rows.is_empty()
    }

    /// The cells of some columns, row by row.
    pub(super) fn cells<const N: usize>(&self, columns: [&str; N]) -> impl Iterator<Item = [&str; N]> {
        let place = |name| self.columns.iter().position(|own| *own == name).expect("a column of the sheet");
        let places = columns.map(place);
        self.rows.iter().map(move |row| places.map(|place| &*row[place]))
    }

    /// Sorts the rows by a column's text, equal ones in the order in which they came.
    pub(super) fn sort_by_column(&mut self, column: &str) {
        let index = self.columns.iter().position(|name| *name == column).expect("a column of the sheet");
        self.rows.sort_by(|a, b| a[index].cmp(&b[index]));
    }

    /// Writes the table's file: in CSV, or in the format that a mixed folder has it in.
    pub(super) fn write(&self, folder: &Path, mixed: bool) -> Result<()> {
        let (ending, bytes) = match self.table {
            "groups" | "staff" | "remarks" if mixed => ("yaml", self.yaml()?),
            "movements" | "checks" | "curriculum" | "gia" if mixed => ("json", self.json()?),
            _ => ("csv", self.csv()?),
        };
        files::write(&folder.join(format!("{}.{ending}", self.table)), &bytes)
    }

    fn csv(&self) -> Result<Vec<u8>> {
        let mut writer = csv::Writer::from_writer(Vec::new());
        writer.write_record(&self.columns)?;
        for row in &self.rows {
            writer.write_record(row)?;
        }
        writer.into_inner().context("CSV in memory")
    }

    fn records(&self) -> Vec<Record<'_>> {
        let kinds = kinds_of(self.table);
        self.rows.iter().map(|cells| Record { columns: &self.columns, kinds: kinds.clone(), cells }).collect()
    }

    fn yaml(&self) -> Result<Vec<u8>> {
        Ok(serde_yaml::to_string(&self.records()).context("YAML in memory")?.into_bytes())
    }

    fn json(&self) -> Result<Vec<u8>> {
        let rows: Result<Vec<String>, _> = self.records().iter().map(serde_json::to_string).collect();
        Ok(format!("[\n  {}\n]\n", rows?.join(",\n  ")).into_bytes())
    }
}

/// A row with its non-empty cells; numbers are numbers.
struct Record<'a> {
    columns: &'a [&'static str],
    kinds: Vec<(&'static str, &'static str)>,
    cells: &'a [String],
}

impl Serialize for Record<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(None)?;
        for (column, cell) in self.columns.iter().zip(self.cells).filter(|(_, cell)| !cell.is_empty()) {
            let numeric =
                self.kinds.iter().any(|(name, kind)| name == column && matches!(*kind, "integer" | "number"));
            match cell.parse::<u32>() {
                Ok(number) if numeric => map.serialize_entry(column, &number)?,
                _ => map.serialize_entry(column, cell)?,
            }
        }
        map.end()
    }
}

/// The columns of a table with their kinds.
fn kinds_of(table: &'static str) -> Vec<(&'static str, &'static str)> {
    struct Find(&'static str, Vec<(&'static str, &'static str)>);
    impl TableVisitor for Find {
        fn visit<T: Stored>(&mut self) {
            if T::NAME == self.0 {
                self.1 = T::COLUMNS.iter().map(|column| (column.name, column.kind)).collect();
            }
        }
    }
    debug_assert!(Archive::TABLES.contains(&table));
    let mut find = Find(table, Vec::new());
    visit_tables(&mut find);
    find.1
}
