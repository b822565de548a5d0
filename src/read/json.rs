//! JSON: a list of objects, one object a row.

use super::encoding::line_breaks;
use super::rows::RowSink;
use serde::Deserialize;
use serde::de::{Deserializer, MapAccess, Visitor};
use serde_json::value::RawValue;
use std::borrow::Cow;
use std::fmt;

/// Hands the rows of a file to the sink.
pub(super) fn read(text: &str, sink: &mut dyn RowSink) {
    if matches!(text.trim(), "" | "null") {
        return;
    }
    let rows: Vec<&RawValue> = match serde_json::from_str(text) {
        Ok(rows) => rows,
        Err(error) => {
            let message =
                format!("файл не читается как JSON: нужен список объектов, [ {{…}}, {{…}} ] ({error})");
            return sink.broken_file(error.line() as u32, message);
        }
    };
    let mut place = Place { text, offset: 0, line: 1 };
    for row in rows {
        let line = place.line_of(row.get());
        let mut cells: Vec<Cow<'_, str>> = vec![Cow::Borrowed(""); sink.width()];
        let mut broken = None;
        match serde_json::from_str::<Fields<'_>>(row.get()) {
            Ok(Fields(fields)) => {
                let mut seen = Vec::new();
                for (key, value) in fields {
                    let Some(column) = sink.column(&key, line) else { continue };
                    let twice = seen.contains(&column);
                    seen.push(column);
                    let list = value.get().starts_with('[') && !sink.takes_list(column);
                    match cell(value.get()).filter(|_| !twice && !list) {
                        Some(text) => cells[column] = text,
                        None => broken = Some(key.into_owned()),
                    }
                }
            }
            Err(_) => {
                sink.broken_row(
                    line,
                    &[],
                    "строка таблицы — не объект",
                    "нужен объект: { \"id\": \"…\", … }",
                );
                continue;
            }
        }
        match broken {
            Some(key) => {
                let message = format!("поле {key} повторяется, или в нём не одно простое значение");
                sink.broken_row(line, &cells, &message, "нужны текст, число, true, false или null");
            }
            None => sink.row(line, &cells),
        }
    }
}

/// The text of a value as it stands; `None` for what is no cell.
fn cell(raw: &str) -> Option<Cow<'_, str>> {
    match raw.as_bytes().first()? {
        b'"' => serde_json::from_str::<Borrowed<'_>>(raw).ok().map(|text| text.0),
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
                let mut fields = Vec::new();
                while let Some((key, value)) = map.next_entry::<Borrowed<'de>, &'de RawValue>()? {
                    fields.push((key.0, value));
                }
                Ok(Fields(fields))
            }
        }
        deserializer.deserialize_map(Collect)
    }
}

/// Counts lines up to parts of the text that come one after the other.
struct Place<'a> {
    text: &'a str,
    offset: usize,
    line: u32,
}

impl Place<'_> {
    fn line_of(&mut self, part: &str) -> u32 {
        let offset = (part.as_ptr() as usize).saturating_sub(self.text.as_ptr() as usize);
        let passed = self.text.as_bytes().get(self.offset..offset).unwrap_or_default();
        self.line += line_breaks(passed);
        self.offset = offset.max(self.offset);
        self.line
    }
}
