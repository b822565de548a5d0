//! What a cell of a spreadsheet holds, as text.

use crate::model::cell::Fault;
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
    #[inline]
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

/// What a column makes of a number.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    /// A serial number is a day or a moment.
    Moment,
    /// A number is a text, and must be known to its last digit.
    Exact,
    /// A number is a number.
    Other,
}

impl Kind {
    /// By the column's kind of cells.
    pub(super) fn of(kind: &str) -> Kind {
        match kind {
            "date" | "time" => Kind::Moment,
            "text" | "reference" => Kind::Exact,
            _ => Kind::Other,
        }
    }
}

/// The text of a value in a column of a kind, and what is wrong with it.
#[inline]
pub(super) fn write(value: &Value<'_>, kind: Kind, from_1904: bool, text: &mut String) -> Option<Fault> {
    match value {
        Value::Text(own) => text.push_str(own),
        Value::Number(number) if kind == Kind::Moment => {
            let moment = ExcelDateTime::new(*number, ExcelDateTimeType::DateTime, from_1904);
            match moment_of(&moment) {
                Some(moment) => write_moment(moment, text),
                None => write_number(*number, text),
            }
        }
        Value::Number(number) => {
            write_number(*number, text);
            if number.abs() >= EXACT && kind == Kind::Exact {
                return Some(Fault::Sheet(
                    "в ячейке число длиннее 15 цифр: Excel хранит только 15, остальные потеряны".to_owned(),
                    "задайте столбцу текстовый формат и внесите значение заново",
                ));
            }
        }
        Value::Moment(moment) => match (moment_of(moment), moment.as_f64()) {
            (Some(moment), _) => write_moment(moment, text),
            (None, clock) if (0.0..1.0).contains(&clock) => write_clock(clock, text),
            (None, other) => write_number(other, text),
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

/// From here on a number of Excel is not exact.
const EXACT: f64 = 1e15;

/// A whole number without a point, another one with the 15 digits that Excel shows.
#[inline]
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
#[inline]
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

/// `18:05` of a part of a day.
fn write_clock(part: f64, text: &mut String) {
    let minutes = (part * 24.0 * 60.0).round() as u32;
    let _ = write!(text, "{:02}:{:02}", minutes / 60, minutes % 60);
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
        let mut clock = String::new();
        write_clock(0.753_472_222, &mut clock);
        assert_eq!(clock, "18:05");
        assert_eq!(moment(1e12, false), None);
    }
}
