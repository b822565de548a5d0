//! A table of a report: typed cells, so that paper and page show them as people write, and programs get
//! them unrounded.

use super::chart::Chart;
use crate::model::table::Ref;
use crate::model::{Group, Journal, Staff, Student};
use crate::words;
use chrono::NaiveDate;
use serde::{Serialize, Serializer};
use serde_json::{Map, Value};
use std::fmt;

/// A table.
#[derive(Clone, Debug, Serialize)]
pub struct Table {
    /// What stands above it; empty where the report has one table.
    pub title: String,
    /// What programs call it: `journals`.
    #[serde(skip)]
    pub key: &'static str,
    /// Pictures of the same numbers.
    pub charts: Vec<Chart>,
    /// Its columns.
    pub columns: Vec<Column>,
    /// Its rows, a cell a column.
    pub rows: Vec<Vec<Cell>>,
    /// What is said where there are no rows.
    pub empty: &'static str,
    /// Whether it stands on one page.
    pub is_whole: bool,
    /// Whether its last row is a sum of the others.
    pub has_total: bool,
}

impl Table {
    /// Without a picture, wherever there is room.
    pub(super) fn new(
        key: &'static str,
        title: impl Into<String>,
        columns: Vec<Column>,
        rows: Vec<Vec<Cell>>,
        empty: &'static str,
    ) -> Table {
        Table {
            key,
            title: title.into(),
            columns,
            rows,
            empty,
            charts: Vec::new(),
            is_whole: false,
            has_total: false,
        }
    }

    /// With pictures.
    pub(super) fn with(mut self, charts: impl IntoIterator<Item = Chart>) -> Table {
        self.charts.extend(charts);
        self
    }

    /// On one page, for which it must be short enough.
    pub(super) fn whole(mut self) -> Table {
        self.is_whole = true;
        self
    }

    /// With a sum in its last row.
    pub(super) fn totalled(mut self) -> Table {
        self.has_total = true;
        self
    }

    /// Its rows for programs: an object each, with the table's key first.
    pub fn objects(&self) -> impl Iterator<Item = Map<String, Value>> {
        self.rows.iter().map(|row| {
            let cells = self.columns.iter().zip(row).filter(|(column, _)| !column.key.is_empty());
            let named = [("table".to_owned(), Value::from(self.key))].into_iter();
            named.chain(cells.map(|(column, cell)| (column.key.to_owned(), cell.value()))).collect()
        })
    }
}

/// A column of a table.
#[derive(Clone, Debug, Serialize)]
pub struct Column {
    /// What programs call it; empty where it is for a hand that writes.
    #[serde(skip)]
    pub key: &'static str,
    /// Its heading.
    pub title: String,
    /// How wide it is beside the others; 0: as wide as its texts are.
    pub width: u8,
    /// Whether its texts are numbers.
    pub is_number: bool,
}

impl Column {
    /// So wide beside the others, so that tables under one another stand in line.
    pub(super) fn wide(self, width: u8) -> Column {
        Column { width, ..self }
    }
}

/// A column of numbers, as wide as they are.
pub(super) fn number(key: &'static str, title: impl Into<String>) -> Column {
    Column { key, title: title.into(), width: 0, is_number: true }
}

/// A column of texts, so wide beside the others.
pub(super) fn text(key: &'static str, title: impl Into<String>, width: u8) -> Column {
    Column { key, title: title.into(), width, is_number: false }
}

/// What a name is of.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Subject {
    /// A journal.
    Journal(Ref<Journal>),
    /// A group.
    Group(Ref<Group>),
    /// A student.
    Student(Ref<Student>),
    /// A teacher of some journal.
    Teacher(Ref<Staff>),
}

/// A cell.
#[derive(Clone, Debug, PartialEq)]
pub enum Cell {
    /// A text.
    Text(String),
    /// The name of somebody or something that has a page.
    Named(String, Subject),
    /// A count.
    Count(usize),
    /// A count that is not shown where it is none, so that what is there stands out.
    Few(usize),
    /// A number; «—» where there is none.
    Number(Option<f64>),
    /// A share of 0–1 as percent; «—» where there is nothing to share.
    Share(Option<f64>),
    /// A mean; «—» of nothing.
    Mean(Option<f64>),
    /// A day; empty where there is none.
    Day(Option<NaiveDate>),
    /// «нет данных».
    Missing,
}

impl Cell {
    /// What programs get: numbers unrounded, `null` where there is none.
    pub fn value(&self) -> Value {
        match self {
            Cell::Text(text) | Cell::Named(text, _) => Value::from(text.as_str()),
            Cell::Count(n) | Cell::Few(n) => Value::from(*n),
            Cell::Number(number) | Cell::Share(number) | Cell::Mean(number) => Value::from(*number),
            Cell::Day(day) => day.map_or(Value::Null, |day| Value::from(day.to_string())),
            Cell::Missing => Value::Null,
        }
    }

    /// A text, or an empty cell.
    pub(super) fn or_empty(text: Option<impl ToString>) -> Cell {
        Cell::Text(text.map(|text| text.to_string()).unwrap_or_default())
    }

    /// A share of counts.
    pub(super) fn share(part: usize, whole: usize) -> Cell {
        Cell::Share((whole > 0).then(|| part as f64 / whole as f64))
    }
}

impl fmt::Display for Cell {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        const NOTHING: &str = "—";
        let shown = |number: Option<f64>, write: fn(f64) -> String| number.map_or(NOTHING.to_owned(), write);
        f.write_str(&match self {
            Cell::Text(text) | Cell::Named(text, _) => text.clone(),
            Cell::Few(0) | Cell::Day(None) => String::new(),
            Cell::Count(n) | Cell::Few(n) => words::grouped(*n),
            Cell::Number(Some(number)) if number.fract() == 0.0 && *number >= 0.0 => {
                words::grouped(*number as usize)
            }
            Cell::Number(number) => shown(*number, words::decimal),
            Cell::Share(share) => shown(*share, words::percent),
            Cell::Mean(mean) => shown(*mean, words::mean),
            Cell::Day(Some(day)) => words::date(*day),
            Cell::Missing => "нет данных".to_owned(),
        })
    }
}

impl Serialize for Cell {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl From<String> for Cell {
    fn from(text: String) -> Cell {
        Cell::Text(text)
    }
}

impl From<&str> for Cell {
    fn from(text: &str) -> Cell {
        Cell::Text(text.to_owned())
    }
}
