//! The tables as CSV and their schema.
//!
//! UTF-8 without a mark, commas, LF, quotes where RFC 4180 asks for them, all columns of the contract
//! in its order, rows in the order in which they were read. Dates are `2024-09-02`, times
//! `2024-09-02T18:05`, numbers have a point, booleans are `true` and `false`, absent values are empty.

use crate::model::archive::{Stored, TableVisitor, visit_tables};
use crate::model::{Archive, Row, Table};
use serde::Serialize;

/// The file of the schema.
pub const SCHEMA: &str = "schema.json";

/// One table's file.
#[derive(Debug)]
pub struct TableFile {
    /// `marks.csv`.
    pub name: String,
    /// «Отметки».
    pub title: &'static str,
    /// How many rows it has.
    pub rows: usize,
    /// Its bytes.
    pub bytes: Vec<u8>,
}

/// Hands the file of every table, one after the other, to `each`.
pub fn write<E>(archive: &Archive, mut each: impl FnMut(TableFile) -> Result<(), E>) -> Result<(), E> {
    struct Writer<'a, E> {
        archive: &'a Archive,
        each: &'a mut dyn FnMut(TableFile) -> Result<(), E>,
        result: Result<(), E>,
    }
    impl<E> TableVisitor for Writer<'_, E> {
        fn visit<T: Stored>(&mut self) {
            if self.result.is_ok() {
                let file = TableFile {
                    name: format!("{}.csv", T::NAME),
                    title: T::TITLES[0],
                    rows: T::table(self.archive).len(),
                    bytes: table(self.archive, T::table(self.archive)),
                };
                self.result = (self.each)(file);
            }
        }
    }
    let mut writer = Writer { archive, each: &mut each, result: Ok(()) };
    visit_tables(&mut writer);
    writer.result
}

/// The bytes of rows of a table, the year's or what came late.
pub(super) fn table<T: Row>(archive: &Archive, rows: &Table<T>) -> Vec<u8> {
    let mut writer = csv_writer();
    let header: Vec<&str> = T::COLUMNS.iter().map(|column| column.name).collect();
    record(&mut writer, &header);
    for row in rows.iter() {
        let cells: Vec<String> = (0..T::COLUMNS.len()).map(|column| row.cell(column, archive)).collect();
        record(&mut writer, &cells);
    }
    finish(writer)
}

/// The writer of all normalised files.
pub(super) fn csv_writer() -> csv::Writer<Vec<u8>> {
    csv::WriterBuilder::new().terminator(csv::Terminator::Any(b'\n')).flexible(true).from_writer(Vec::new())
}

/// Writes a row; memory does not fail.
pub(super) fn record(writer: &mut csv::Writer<Vec<u8>>, cells: &[impl AsRef<[u8]>]) {
    writer.write_record(cells).expect("rows in memory can be written");
}

/// The bytes that were written.
pub(super) fn finish(writer: csv::Writer<Vec<u8>>) -> Vec<u8> {
    writer.into_inner().expect("rows in memory can be written")
}

#[derive(Serialize)]
struct SchemaColumn {
    name: &'static str,
    kind: &'static str,
    required: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    reference: Option<&'static str>,
}

#[derive(Serialize)]
struct SchemaTable {
    table: &'static str,
    columns: Vec<SchemaColumn>,
}

/// `schema.json`: every table with its columns, what they hold and what they refer to.
pub fn schema() -> Vec<u8> {
    struct Collect(Vec<SchemaTable>);
    impl TableVisitor for Collect {
        fn visit<T: Stored>(&mut self) {
            let columns = T::COLUMNS.iter().map(|column| SchemaColumn {
                name: column.name,
                kind: column.kind,
                required: column.required,
                reference: column.reference,
            });
            self.0.push(SchemaTable { table: T::NAME, columns: columns.collect() });
        }
    }
    let mut tables = Collect(Vec::new());
    visit_tables(&mut tables);
    let mut json = serde_json::to_vec_pretty(&tables.0).expect("a schema is JSON");
    json.push(b'\n');
    json
}
