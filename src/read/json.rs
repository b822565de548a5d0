//! JSON: a list of objects, one object a row. Read object by object.

use super::rows::{ONE_VALUE, RowSink};
use super::window::{Stop, Window};
use crate::model::table::MAX_COLUMNS;
use serde::Deserialize;
use serde::de::{Deserializer, IgnoredAny, MapAccess, Visitor};
use serde_json::value::RawValue;
use std::borrow::Cow;
use std::fmt;

/// Hands the rows of a file to the sink.
pub(super) fn read(window: &mut Window, sink: &mut dyn RowSink) {
    match rows(window, sink) {
        Ok(()) => {}
        Err(Broken::Stopped(stop)) => sink.broken_file(window.line(), stop.message()),
        Err(Broken::Syntax(error)) => {
            let line = window.line() + (error.line() as u32).saturating_sub(1);
            let message = format!("файл не читается как JSON: нужен список объектов, {FORM} ({error})");
            sink.broken_file(line, message);
        }
        Err(Broken::NoList) => {
            sink.broken_file(
                window.line(),
                format!("файл не читается как JSON: нужен список объектов, {FORM}"),
            );
        }
        Err(Broken::Separator) => {
            let message = "файл не читается как JSON: после объекта нужны запятая или конец списка, ]";
            sink.broken_file(window.line(), message.to_owned());
        }
        Err(Broken::Tail) => {
            let message = "после конца списка, ], в файле есть что-то ещё";
            sink.broken_file(window.line(), message.to_owned());
        }
    }
}

const FORM: &str = "[ {…}, {…} ]";

/// Why a file cannot be read on.
enum Broken {
    Stopped(Stop),
    Syntax(serde_json::Error),
    NoList,
    Separator,
    Tail,
}

impl From<Stop> for Broken {
    fn from(stop: Stop) -> Broken {
        Broken::Stopped(stop)
    }
}

/// The four spaces of JSON (RFC 8259, §2).
fn is_space(byte: u8) -> bool {
    matches!(byte, b' ' | b'\t' | b'\n' | b'\r')
}

fn rows(window: &mut Window, sink: &mut dyn RowSink) -> Result<(), Broken> {
    match window.skip(is_space)? {
        None => return Ok(()),
        Some(b'[') => window.pass(1),
        // A table that a program had nothing for.
        Some(b'n') if window.rest().starts_with(b"null") => {
            window.pass(4);
            return window.skip(is_space)?.map_or(Ok(()), |_| Err(Broken::Tail));
        }
        Some(_) => return Err(Broken::NoList),
    }
    if window.skip(is_space)? == Some(b']') {
        window.pass(1);
    } else {
        loop {
            row(window, sink)?;
            match window.skip(is_space)? {
                Some(b',') => window.pass(1),
                Some(b']') => {
                    window.pass(1);
                    break;
                }
                _ => return Err(Broken::Separator),
            }
            window.skip(is_space)?;
        }
    }
    window.skip(is_space)?.map_or(Ok(()), |_| Err(Broken::Tail))
}

fn row(window: &mut Window, sink: &mut dyn RowSink) -> Result<(), Broken> {
    let line = window.line();
    let length = loop {
        if window.rest().first() == Some(&b'{') {
            match parse::<Fields<'_>>(window) {
                Ok((Fields(fields), length)) => {
                    hand(fields, line, sink);
                    break length;
                }
                Err(error) if goes_on(window, &error) => {}
                Err(error) => return Err(Broken::Syntax(error)),
            }
        } else {
            match parse::<IgnoredAny>(window) {
                // A number may go on after what was read.
                Ok((_, length)) if length == window.rest().len() && !window.has_ended() => {}
                Ok((_, length)) => {
                    sink.broken_row(line, &[], "строка таблицы — не объект", "нужен объект: { \"id\": \"…\", … }");
                    break length;
                }
                Err(error) if goes_on(window, &error) => {}
                Err(error) => return Err(Broken::Syntax(error)),
            }
        }
        window.grow()?;
    };
    window.pass(length);
    Ok(())
}

/// Whether what looks wrong stands where the text was cut, and may be right with the rest of it.
fn goes_on(window: &Window, error: &serde_json::Error) -> bool {
    let rest = window.rest();
    let line = memchr::memchr_iter(b'\n', rest).nth(error.line().saturating_sub(2)).map_or(0, |end| end + 1);
    let start = if error.line() <= 1 { 0 } else { line };
    !window.has_ended() && (error.is_eof() || start + error.column() + 1 >= rest.len())
}

/// Hands one object's fields to the sink.
fn hand(fields: Vec<(Cow<'_, str>, &RawValue)>, line: u32, sink: &mut dyn RowSink) {
    let mut texts: [Cow<'_, str>; MAX_COLUMNS] = [const { Cow::Borrowed("") }; MAX_COLUMNS];
    let mut seen = [false; MAX_COLUMNS];
    let mut broken = None;
    for (key, value) in fields {
        let Some(column) = sink.column(&key, line) else { continue };
        let twice = std::mem::replace(&mut seen[column], true);
        let list = value.get().starts_with('[') && sink.kind(column) != "list";
        match cell(value.get()).filter(|_| !twice && !list) {
            Some(text) => texts[column] = text,
            None => broken = Some(key),
        }
    }
    let cells: [&str; MAX_COLUMNS] = std::array::from_fn(|column| &*texts[column]);
    let cells = &cells[..sink.width()];
    match broken {
        Some(key) => {
            let message = format!("поле {} {ONE_VALUE}", crate::diagnostics::excerpt(&key));
            sink.broken_row(line, cells, &message, "нужны текст, число, true, false или null");
        }
        None => sink.row(line, cells, Vec::new()),
    }
}

/// The value that comes next and its length.
fn parse<'a, T: Deserialize<'a>>(window: &'a Window) -> serde_json::Result<(T, usize)> {
    let mut values = serde_json::Deserializer::from_slice(window.rest()).into_iter::<T>();
    match values.next() {
        Some(value) => Ok((value?, values.byte_offset())),
        None => Err(serde::de::Error::custom("после запятой ничего нет")),
    }
}

/// The text of a value as it stands; `None` for what is no cell.
fn cell(raw: &str) -> Option<Cow<'_, str>> {
    match raw.as_bytes().first()? {
        b'"' if !raw.contains('\\') => Some(Cow::Borrowed(&raw[1..raw.len() - 1])),
        b'"' => serde_json::from_str(raw).ok().map(Cow::Owned),
        b'n' => Some(Cow::Borrowed("")),
        b'{' => None,
        b'[' => {
            let values: Vec<&RawValue> = serde_json::from_str(raw).ok()?;
            let texts: Option<Vec<Cow<'_, str>>> = values
                .iter()
                .map(|value| if value.get().starts_with('[') { None } else { cell(value.get()) })
                .collect();
            Some(Cow::Owned(texts?.join(",")))
        }
        _ => Some(Cow::Borrowed(raw)),
    }
}

/// A string that borrows where it has no escapes.
#[derive(Deserialize)]
struct Borrowed<'a>(#[serde(borrow)] Cow<'a, str>);

/// The fields of an object in their order.
struct Fields<'a>(Vec<(Cow<'a, str>, &'a RawValue)>);

impl<'de> Deserialize<'de> for Fields<'de> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Collect;
        impl<'de> Visitor<'de> for Collect {
            type Value = Fields<'de>;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("an object")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
                let mut fields = Vec::with_capacity(MAX_COLUMNS);
                while let Some((key, value)) = map.next_entry::<Borrowed<'de>, &'de RawValue>()? {
                    fields.push((key.0, value));
                }
                Ok(Fields(fields))
            }
        }
        deserializer.deserialize_map(Collect)
    }
}
