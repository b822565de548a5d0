//! The cells of a sheet become rows: the first row with a value is the heading.

use super::sink::{RowSink, Titles};
use super::value::{Kind, Value, write};
use crate::model::cell::Fault;
use crate::model::table::MAX_COLUMNS;

/// What stands above a column of the sheet.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Heading {
    Column(usize, Kind),
    Unknown,
    Nameless,
}

/// Gathers the cells of a sheet into rows.
pub(super) struct Rows<'a> {
    sink: &'a mut dyn RowSink,
    /// Whether serial numbers count from 1904.
    from_1904: bool,
    /// By column of the sheet; none before the heading was read.
    headings: Option<Vec<Heading>>,
    /// The heading's cells, while it is read.
    header: Vec<(u32, String)>,
    /// What stood above it.
    titles: Titles,
    /// The row that is gathered, from 0.
    row: u32,
    cells: Vec<String>,
    faults: Vec<(usize, Fault)>,
    filled: bool,
    /// Whether the sheet cannot be read on, which the sink was told.
    broken: bool,
}

impl<'a> Rows<'a> {
    pub(super) fn new(sink: &'a mut dyn RowSink, from_1904: bool) -> Rows<'a> {
        let cells = vec![String::new(); sink.width()];
        Rows {
            sink,
            from_1904,
            headings: None,
            header: Vec::new(),
            titles: Titles::default(),
            row: 0,
            cells,
            faults: Vec::new(),
            filled: false,
            broken: false,
        }
    }

    /// Takes a cell, by its row and column from 0; cells come row by row.
    pub(super) fn put(&mut self, (row, column): (u32, u32), value: &Value<'_>, is_formula: bool) {
        if row != self.row {
            self.end_row();
            self.row = row;
        }
        let Some(headings) = &self.headings else {
            let mut text = String::new();
            write(value, Kind::Other, self.from_1904, &mut text);
            if !text.trim().is_empty() {
                self.header.push((column, text));
            }
            return;
        };
        let is_there = |value: &Value<'_>| match value {
            Value::Text(text) => !text.trim().is_empty(),
            Value::Nothing => false,
            _ => true,
        };
        match headings.get(column as usize).copied().unwrap_or(Heading::Nameless) {
            Heading::Column(own, kind) => {
                let mut text = std::mem::take(&mut self.cells[own]);
                text.clear();
                let fault = match value {
                    Value::Nothing if is_formula => Some(Fault::Sheet(
                        "в ячейке формула, а значения её нет".to_owned(),
                        "откройте книгу в Excel и сохраните её заново или впишите значение вместо формулы",
                    )),
                    _ => write(value, kind, self.from_1904, &mut text),
                };
                self.cells[own] = text;
                self.faults.extend(fault.map(|fault| (own, fault)));
                self.filled |= is_there(value) || is_formula;
            }
            Heading::Nameless if is_there(value) => {
                self.sink.look_at(Some(column));
                self.sink.nameless(row.saturating_add(1));
                self.sink.look_at(None);
            }
            Heading::Nameless | Heading::Unknown => {}
        }
    }

    /// Ends the sheet; `read` is what stopped the reading of it, for people.
    pub(super) fn finish(mut self, read: Result<(), String>) {
        self.end_row();
        if self.headings.is_none() {
            std::mem::take(&mut self.titles).finish(self.sink);
        }
        if let Err(message) = read
            && !self.broken
        {
            self.sink.broken_file(self.row.saturating_add(1), message);
        }
    }

    /// Whether no more cells are wanted.
    pub(super) fn is_broken(&self) -> bool {
        self.broken
    }

    fn end_row(&mut self) {
        let line = self.row.saturating_add(1);
        if self.headings.is_none() {
            let cells = self.header.iter().map(|(_, text)| text.clone());
            if self.titles.take(self.sink, line, cells) {
                self.header.clear();
            } else if !self.header.is_empty() {
                self.end_heading(line);
            }
            return;
        }
        if std::mem::take(&mut self.filled) && !self.broken {
            let mut cells = [""; MAX_COLUMNS];
            for (cell, text) in cells.iter_mut().zip(&self.cells) {
                *cell = text;
            }
            self.sink.row(line, &cells[..self.cells.len()], std::mem::take(&mut self.faults));
        }
        self.cells.iter_mut().for_each(String::clear);
        self.faults.clear();
    }

    fn end_heading(&mut self, line: u32) {
        let header = std::mem::take(&mut self.header);
        let width = header.iter().map(|(column, _)| *column as usize + 1).max().unwrap_or(0);
        let mut headings = vec![Heading::Nameless; width.min(MOST_COLUMNS)];
        let mut columns = Vec::new();
        for (column, text) in &header {
            let Some(heading) = headings.get_mut(*column as usize) else { continue };
            self.sink.look_at(Some(*column));
            *heading = match self.sink.column(text, line) {
                Some(own) if columns.iter().any(|(other, _)| *other == own) => {
                    self.sink.broken_file(line, super::sink::named_twice(text));
                    self.broken = true;
                    Heading::Unknown
                }
                Some(own) => {
                    columns.push((own, *column));
                    Heading::Column(own, Kind::of(self.sink.kind(own)))
                }
                None => Heading::Unknown,
            };
        }
        self.sink.look_at(None);
        self.sink.stand_in(columns);
        self.headings = Some(headings);
    }
}

/// What a spreadsheet can have (ISO/IEC 29500: XFD).
const MOST_COLUMNS: usize = 16_384;
