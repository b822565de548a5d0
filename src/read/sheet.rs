//! The cells of a sheet become rows: the first row with a value is the heading.

use super::rows::RowSink;
use crate::model::cell::Fault;
use crate::model::table::MAX_COLUMNS;
use calamine::{Data, DataRef, ExcelDateTime, ExcelDateTimeType};
use chrono::{Datelike, Duration, NaiveDate, NaiveDateTime, Timelike};
use std::fmt::Write;

/// What a cell holds.
pub(super) enum Value<'a> {
    Text(&'a str),
    Number(f64),
    Moment(ExcelDateTime),
    Boolean(bool),
    /// `#REF!` and its like.
    Error(String),
    Nothing,
}

impl<'a> From<&'a DataRef<'_>> for Value<'a> {
    fn from(data: &'a DataRef<'_>) -> Value<'a> {
        match data {
            DataRef::String(text) | DataRef::DateTimeIso(text) | DataRef::DurationIso(text) => {
                Value::Text(text)
            }
            DataRef::SharedString(text) => Value::Text(text),
            DataRef::Int(number) => Value::Number(*number as f64),
            DataRef::Float(number) => Value::Number(*number),
            DataRef::DateTime(moment) => Value::Moment(*moment),
            DataRef::Bool(boolean) => Value::Boolean(*boolean),
            DataRef::Error(error) => Value::Error(error.to_string()),
            DataRef::Empty => Value::Nothing,
        }
    }
}

impl<'a> From<&'a Data> for Value<'a> {
    fn from(data: &'a Data) -> Value<'a> {
        match data {
            Data::String(text) | Data::DateTimeIso(text) | Data::DurationIso(text) => Value::Text(text),
            Data::Int(number) => Value::Number(*number as f64),
            Data::Float(number) => Value::Number(*number),
            Data::DateTime(moment) => Value::Moment(*moment),
            Data::Bool(boolean) => Value::Boolean(*boolean),
            Data::Error(error) => Value::Error(error.to_string()),
            Data::Empty => Value::Nothing,
        }
    }
}

/// What stands above a column of the sheet.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Heading {
    Column(usize, Kind),
    Unknown,
    Nameless,
}

/// What a column makes of a number.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    /// A serial number is a day or a moment.
    Moment,
    /// A number is a text, and must be known to its last digit.
    Exact,
    /// A number is a number.
    Other,
}

impl Kind {
    fn of(kind: &str) -> Kind {
        match kind {
            "date" | "time" => Kind::Moment,
            "text" | "reference" => Kind::Exact,
            _ => Kind::Other,
        }
    }
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
            self.write(value, Kind::Other, &mut text);
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
                    _ => self.write(value, kind, &mut text),
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
            if !self.header.is_empty() {
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
                    self.sink.broken_file(line, super::rows::named_twice(text));
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

    /// The text of a value in a column of a kind, and what is wrong with it.
    fn write(&self, value: &Value<'_>, kind: Kind, text: &mut String) -> Option<Fault> {
        match value {
            Value::Text(own) => text.push_str(own),
            Value::Number(number) if kind == Kind::Moment => {
                let moment = ExcelDateTime::new(*number, ExcelDateTimeType::DateTime, self.from_1904);
                match moment_of(&moment) {
                    Some(moment) => write_moment(moment, text),
                    None => write_number(*number, text),
                }
            }
            Value::Number(number) => {
                write_number(*number, text);
                if number.abs() >= EXACT && kind == Kind::Exact {
                    return Some(Fault::Sheet(
                        "в ячейке число длиннее 15 цифр: Excel хранит только 15, остальные потеряны"
                            .to_owned(),
                        "задайте столбцу текстовый формат и внесите значение заново",
                    ));
                }
            }
            Value::Moment(moment) => match moment_of(moment) {
                Some(moment) => write_moment(moment, text),
                None => write_number(moment.as_f64(), text),
            },
            Value::Boolean(boolean) => text.push_str(if *boolean { "true" } else { "false" }),
            Value::Error(error) => {
                return Some(Fault::Sheet(
                    format!("в ячейке ошибка Excel {error}"),
                    "исправьте формулу или впишите значение",
                ));
            }
            Value::Nothing => {}
        }
        None
    }
}

/// What a spreadsheet can have (ISO/IEC 29500: XFD).
const MOST_COLUMNS: usize = 16_384;
/// From here on a number of Excel is not exact.
const EXACT: f64 = 1e15;

/// A whole number without a point, another one with the 15 digits that Excel shows.
fn write_number(number: f64, text: &mut String) {
    if number.fract() == 0.0 && number.abs() < EXACT {
        match number as i64 {
            // Most are marks.
            digit @ 0..=9 => text.push(char::from(b'0' + digit as u8)),
            number => drop(write!(text, "{number}")),
        }
    } else {
        let shown: f64 = format!("{number:.14e}").parse().unwrap_or(number);
        let _ = write!(text, "{shown}");
    }
}

/// The day and time of a serial number, to the second; `None` where it is no day of 1900–9999.
fn moment_of(moment: &ExcelDateTime) -> Option<NaiveDateTime> {
    if !(1.0..2_958_466.0).contains(&moment.as_f64()) {
        return None;
    }
    let (year, month, day, hour, minute, second, milli) = moment.to_ymd_hms_milli();
    let whole = NaiveDate::from_ymd_opt(year.into(), month.into(), day.into())?.and_hms_opt(
        hour.into(),
        minute.into(),
        second.into(),
    )?;
    Some(if milli >= 500 { whole + Duration::seconds(1) } else { whole })
}

/// `2024-09-02`, `2024-09-02T18:05` or `2024-09-02T18:05:30`.
fn write_moment(moment: NaiveDateTime, text: &mut String) {
    let mut push = |before: Option<char>, number: u32| {
        text.extend(before);
        text.extend([number / 10 % 10, number % 10].map(|digit| char::from(b'0' + digit as u8)));
    };
    // Of the years 1900–9999.
    let year = moment.year().unsigned_abs();
    push(None, year / 100);
    push(None, year);
    push(Some('-'), moment.month());
    push(Some('-'), moment.day());
    if moment.num_seconds_from_midnight() > 0 {
        push(Some('T'), moment.hour());
        push(Some(':'), moment.minute());
        if moment.second() > 0 {
            push(Some(':'), moment.second());
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_written_as_excel_shows_them() {
        for (number, expected) in [
            (5.0, "5"),
            (1.5, "1.5"),
            (3.3000000000000003, "3.3"),
            (-0.0, "0"),
            (1_000_002_283_077.0, "1000002283077"),
        ] {
            let mut text = String::new();
            write_number(number, &mut text);
            assert_eq!(text, expected);
        }
    }

    #[test]
    fn serial_numbers_are_moments() {
        let moment = |serial, from_1904| {
            let mut text = String::new();
            write_moment(
                moment_of(&ExcelDateTime::new(serial, ExcelDateTimeType::DateTime, from_1904))?,
                &mut text,
            );
            Some(text)
        };
        assert_eq!(moment(45_538.0, false).as_deref(), Some("2024-09-03"));
        assert_eq!(moment(45_538.0 - 1462.0, true).as_deref(), Some("2024-09-03"));
        assert_eq!(moment(45_538.753_472_222, false).as_deref(), Some("2024-09-03T18:05"));
        assert_eq!(moment(45_538.999_999_999, false).as_deref(), Some("2024-09-04"));
        assert_eq!(moment(0.75, false), None);
        assert_eq!(moment(1e12, false), None);
    }
}
