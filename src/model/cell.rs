//! How the text of one cell becomes a value, and how a value is written in the normalised data.
//!
//! Cells come trimmed, in NFC, with NBSP as a space; an empty one is an absent value (contract §1).

use super::Archive;
use super::table::{Found, Ref, Row};
use chrono::{NaiveDate, NaiveDateTime, Timelike};
use std::borrow::Cow;
use std::collections::HashSet;

/// Text of a cell, in one pointer. Equal texts of one archive share their bytes.
pub type Text = arcstr::ArcStr;

/// What a cell may refer to while it is read.
pub struct Context<'a> {
    /// The settings and all tables that were read before this one.
    pub archive: &'a Archive,
    /// The texts that were read so far.
    pub texts: &'a mut Texts,
    /// How many more times the nearest id may be looked for: each look goes through all ids.
    pub suggestions: &'a mut u32,
}

/// The texts of an archive, each kept once.
#[derive(Debug, Default)]
pub struct Texts(HashSet<Text, foldhash::fast::RandomState>);

impl Texts {
    /// The one copy of a text.
    pub fn share(&mut self, text: &str) -> Text {
        if let Some(known) = self.0.get(text) {
            return known.clone();
        }
        let text: Text = text.into();
        self.0.insert(text.clone());
        text
    }
}

/// Why a cell is wrong.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Fault {
    /// No value where one is required.
    Missing,
    /// No date or time.
    Date,
    /// No number of the kind that is asked for, which is said in words.
    Number(&'static str),
    /// A character that cannot be printed.
    Control,
    /// A letter that no font has.
    Letter(char),
    /// Not one of these.
    Value(Vec<String>),
    /// Not a mark of the scale, which is given.
    Mark(Vec<String>),
    /// No row has this id.
    Dangling {
        /// The table, as people call it.
        table: String,
        /// The nearest id that a row has.
        nearest: Option<String>,
        /// How many rows the table lost with their ids.
        lost: usize,
    },
    /// More letters than this number of them.
    Long(usize),
    /// What only a spreadsheet knows, and what to do.
    Sheet(String, &'static str),
    /// The row referred to was wrong itself. Not told: it was told there.
    Broken,
}

/// A value of a column.
pub trait Cell: Sized {
    /// The kind of value, for `schema.json`.
    const KIND: &'static str;
    /// Whether an empty cell is a fault.
    const REQUIRED: bool = true;
    /// The table that the value refers to.
    const REFERENCE: Option<&'static str> = None;
    /// The words that the value is one of, each with what a person reads for it.
    const WORDS: &'static [(&'static str, &'static str)] = &[];

    /// Reads a cell that is not empty.
    fn parse(text: &str, context: &mut Context<'_>) -> Result<Self, Fault>;

    /// The value of an empty cell, where the column may be empty.
    fn absent() -> Option<Self> {
        None
    }

    /// The text in the normalised data; empty where the value is absent.
    fn write(&self, archive: &Archive) -> String;
}

/// Reads the cell of a column and tells of its fault.
pub fn take<C: Cell>(
    text: &str,
    column: usize,
    context: &mut Context<'_>,
    fault: &mut dyn FnMut(usize, Fault),
) -> Option<C> {
    let result = if text.is_empty() { C::absent().ok_or(Fault::Missing) } else { C::parse(text, context) };
    result.map_err(|wrong| fault(column, wrong)).ok()
}

impl<C: Cell> Cell for Option<C> {
    const KIND: &'static str = C::KIND;
    const REQUIRED: bool = false;
    const REFERENCE: Option<&'static str> = C::REFERENCE;
    const WORDS: &'static [(&'static str, &'static str)] = C::WORDS;

    fn parse(text: &str, context: &mut Context<'_>) -> Result<Self, Fault> {
        C::parse(text, context).map(Some)
    }

    fn absent() -> Option<Self> {
        Some(None)
    }

    fn write(&self, archive: &Archive) -> String {
        self.as_ref().map(|value| value.write(archive)).unwrap_or_default()
    }
}

impl Cell for Text {
    const KIND: &'static str = "text";

    fn parse(text: &str, context: &mut Context<'_>) -> Result<Self, Fault> {
        Ok(context.texts.share(text))
    }

    fn write(&self, _: &Archive) -> String {
        self.to_string()
    }
}

impl<T: Row + super::archive::Stored> Cell for Ref<T> {
    const KIND: &'static str = "reference";
    const REFERENCE: Option<&'static str> = Some(T::NAME);

    fn parse(text: &str, context: &mut Context<'_>) -> Result<Self, Fault> {
        let table = T::table(context.archive);
        match table.find(text) {
            Found::Row(row) => Ok(row),
            Found::Broken => Err(Fault::Broken),
            Found::Nothing => {
                let looks =
                    context.suggestions.checked_sub(1).inspect(|left| *context.suggestions = *left).is_some();
                let nearest = if looks { table.nearest(text).map(str::to_owned) } else { None };
                Err(Fault::Dangling { table: T::label(), nearest, lost: table.lost() })
            }
        }
    }

    fn write(&self, archive: &Archive) -> String {
        T::table(archive)[*self].cell(0, archive)
    }
}

impl Cell for NaiveDate {
    const KIND: &'static str = "date";

    fn parse(text: &str, _: &mut Context<'_>) -> Result<Self, Fault> {
        date(text).ok_or(Fault::Date)
    }

    fn write(&self, _: &Archive) -> String {
        self.to_string()
    }
}

impl Cell for NaiveDateTime {
    const KIND: &'static str = "time";

    fn parse(text: &str, _: &mut Context<'_>) -> Result<Self, Fault> {
        time(text).ok_or(Fault::Date)
    }

    fn write(&self, _: &Archive) -> String {
        let minute = format!("{}T{:02}:{:02}", self.date(), self.hour(), self.minute());
        if self.second() == 0 { minute } else { format!("{minute}:{:02}", self.second()) }
    }
}

/// A day: `2024-09-02` or `02.09.2024`, of the years 1000–9999; a midnight behind it, which programs
/// write, says nothing.
pub fn date(text: &str) -> Option<NaiveDate> {
    let text = text.split_once(['T', ' ']).map_or(text, |(day, clock)| {
        if matches!(clock.trim(), "00:00" | "00:00:00" | "0:00" | "0:00:00") { day } else { text }
    });
    let split = |mark| -> Option<[&str; 3]> {
        let mut parts = text.split(mark);
        let three = [parts.next()?, parts.next()?, parts.next()?];
        parts.next().is_none().then_some(three)
    };
    let [year, month, day] =
        split('-').or_else(|| split('.').map(|[day, month, year]| [year, month, day]))?;
    if year.len() != 4 || month.len() > 2 || day.len() > 2 {
        return None;
    }
    NaiveDate::from_ymd_opt(digits(year)? as i32, digits(month)?, digits(day)?)
        .filter(|_| !year.starts_with('0'))
}

/// A number of one to four digits.
fn digits(text: &str) -> Option<u32> {
    let is_number = (1..=4).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_digit());
    is_number.then(|| text.bytes().fold(0, |number, byte| number * 10 + u32::from(byte - b'0')))
}

/// A moment: `2024-09-02T18:05` or `02.09.2024 18:05`, with or without seconds; a day alone is its
/// first minute.
pub fn time(text: &str) -> Option<NaiveDateTime> {
    let Some((day, clock)) = text.split_once(['T', ' ']) else {
        return date(text)?.and_hms_opt(0, 0, 0);
    };
    let mut parts = clock.trim().split(':').map(|part| digits(part).filter(|_| part.len() <= 2));
    let (hour, minute) = (parts.next()??, parts.next()??);
    let second = parts.next().unwrap_or(Some(0))?;
    if parts.next().is_some() {
        return None;
    }
    date(day)?.and_hms_opt(hour, minute, second)
}

impl Cell for bool {
    const KIND: &'static str = "boolean";

    fn parse(text: &str, _: &mut Context<'_>) -> Result<Self, Fault> {
        match whole(&text.to_lowercase()) {
            "true" | "yes" | "да" | "1" => Ok(true),
            "false" | "no" | "нет" | "0" => Ok(false),
            _ => Err(Fault::Value(["да", "нет"].map(str::to_owned).to_vec())),
        }
    }

    fn write(&self, _: &Archive) -> String {
        if *self { "true" } else { "false" }.to_owned()
    }
}

/// Hours, weights and scores: not negative, decimal point or comma.
impl Cell for f64 {
    const KIND: &'static str = "number";

    fn parse(text: &str, _: &mut Context<'_>) -> Result<Self, Fault> {
        const EXPECTED: Fault = Fault::Number("неотрицательное число, например 2 или 1,5");
        let digits = |part: &str| part.bytes().all(|b| b.is_ascii_digit()) && part.len() < 12;
        let text = if text.contains(',') { Cow::Owned(text.replace(',', ".")) } else { Cow::Borrowed(text) };
        let (whole, part) = text.split_once('.').unwrap_or((&text, "0"));
        if whole.is_empty() || part.is_empty() || !digits(whole) || !digits(part) {
            return Err(EXPECTED);
        }
        text.parse().map_err(|_| EXPECTED)
    }

    fn write(&self, _: &Archive) -> String {
        self.to_string()
    }
}

/// Counting numbers: lesson numbers, minutes, places in an order.
impl Cell for u32 {
    const KIND: &'static str = "integer";

    fn parse(text: &str, _: &mut Context<'_>) -> Result<Self, Fault> {
        let text = whole(text);
        // "+5" is no number of an office's table, though Rust reads it.
        let digits = text.bytes().all(|b| b.is_ascii_digit());
        digits.then(|| text.parse().ok()).flatten().ok_or(Fault::Number("целое число, например 3"))
    }

    fn write(&self, _: &Archive) -> String {
        self.to_string()
    }
}

/// A whole number without the «.0» that spreadsheets and scripts write behind it.
pub fn whole(text: &str) -> &str {
    text.strip_suffix(".0").or(text.strip_suffix(",0")).unwrap_or(text)
}

/// Several values in one cell, separated by a comma, a semicolon or a space.
impl<C: Cell> Cell for Vec<C> {
    const KIND: &'static str = "list";
    const REQUIRED: bool = false;
    const REFERENCE: Option<&'static str> = C::REFERENCE;

    fn parse(text: &str, context: &mut Context<'_>) -> Result<Self, Fault> {
        text.split([',', ';', ' '])
            .filter(|part| !part.is_empty())
            .map(|part| C::parse(part, context))
            .collect()
    }

    fn absent() -> Option<Self> {
        Some(Vec::new())
    }

    fn write(&self, archive: &Archive) -> String {
        self.iter().map(|value| value.write(archive)).collect::<Vec<_>>().join(",")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_in_both_forms() {
        let second = NaiveDate::from_ymd_opt(2024, 9, 2);
        for text in ["2024-09-02", "02.09.2024", "2.9.2024", "2024-09-02T00:00:00", "02.09.2024 0:00"] {
            assert_eq!(date(text), second, "{text}");
        }
        for text in [
            "31.02.2025",
            "2024-13-01",
            "2024-09-02T18:05",
            "0024-09-02",
            "2024--02",
            "2024-009-02",
            "02.09.24",
            "2024-09",
            "+2024-09-02",
            "вчера",
            "2024-09-02-1",
            "",
        ] {
            assert_eq!(date(text), None, "{text}");
        }
    }

    #[test]
    fn moments_with_and_without_a_clock() {
        for text in ["2024-09-02T18:05", "02.09.2024 18:05", "2024-09-02T18:05:00"] {
            assert_eq!(time(text).map(|t| t.to_string()).as_deref(), Some("2024-09-02 18:05:00"), "{text}");
        }
        for text in ["2024-09-02T25:00", "2024-09-02 18", "2024-09-02T18:05:00:00", "18:05"] {
            assert_eq!(time(text), None, "{text}");
        }
    }
}
