//! JSON: a list of objects, one object a row. Read piece by piece, object by object.

use super::line_count::LineCount;
use super::sink::{ONE_VALUE, RowSink};
use super::window::Window;
use crate::model::table::MAX_COLUMNS;
use serde::Deserialize;
use serde::de::{Deserializer, IgnoredAny, MapAccess, Visitor};
use serde_json::value::RawValue;
use std::borrow::Cow;
use std::fmt;

/// Hands the rows of a file to the sink.
pub(super) fn read(window: &mut Window, sink: &mut dyn RowSink) {
    let mut expects = Expects::List;
    loop {
        let batch = Batch::of(window);
        let passed = match batch.read(&mut expects, sink) {
            Ok(passed) => passed,
            Err(Broken { line, message }) => return sink.broken_file(line, message),
        };
        window.pass(passed);
        match window.grow() {
            Ok(true) => {}
            Ok(false) if matches!(expects, Expects::List | Expects::End) => return,
            // The rest is read once more, knowing now that nothing follows it.
            Ok(false) => match Batch::of(window).read(&mut expects, sink) {
                Ok(_) if matches!(expects, Expects::End) => return,
                Ok(_) => return sink.broken_file(window.line(), format!("{NO_JSON}: список обрывается")),
                Err(Broken { line, message }) => return sink.broken_file(line, message),
            },
            Err(stop) => return sink.broken_file(window.line(), stop.message()),
        }
    }
}

const NO_JSON: &str = "файл не читается как JSON: нужен список объектов, [ {…}, {…} ]";

/// Where in the list the reading stands.
#[derive(Clone, Copy)]
enum Expects {
    /// Its beginning.
    List,
    /// A row, or the end where there is none.
    FirstRow,
    /// A row, after a comma.
    Row,
    /// A comma or the end.
    Comma,
    /// Nothing more.
    End,
}

/// A file that cannot be read on.
struct Broken {
    line: u32,
    message: String,
}

/// A part of the text that is looked at as a whole.
struct Batch<'a> {
    text: &'a str,
    /// The line of its beginning.
    line: u32,
    /// Whether the file ends with it.
    is_last: bool,
}

impl<'a> Batch<'a> {
    fn of(window: &'a Window) -> Batch<'a> {
        let rest = window.rest();
        // A letter may be cut at the end.
        let text = std::str::from_utf8(rest)
            .or_else(|error| std::str::from_utf8(&rest[..error.valid_up_to()]))
            .unwrap_or_default();
        Batch { text, line: window.line(), is_last: window.has_ended() }
    }

    /// Hands over all rows that are here as a whole, and tells how far they go.
    fn read(&self, expects: &mut Expects, sink: &mut dyn RowSink) -> Result<usize, Broken> {
        let mut at = 0;
        let (mut count, mut counted) = (LineCount::at(self.line), 0);
        loop {
            let rest = self.text[at..].trim_start_matches([' ', '\t', '\n', '\r']);
            at = self.text.len() - rest.len();
            count.pass(&self.text.as_bytes()[counted..at]);
            counted = at;
            let Some(next) = rest.as_bytes().first() else { return Ok(at) };
            let broken = |message: String| Err(Broken { line: count.line, message });
            let length = match (*expects, next) {
                (Expects::List, b'[') => {
                    *expects = Expects::FirstRow;
                    1
                }
                // A table that a program had nothing for.
                (Expects::List, b'n')
                    if rest == "null"
                        || rest.starts_with("null") && !rest[4..].starts_with(char::is_alphanumeric) =>
                {
                    *expects = Expects::End;
                    4
                }
                (Expects::List, _) => return broken(NO_JSON.to_owned()),
                (Expects::FirstRow | Expects::Comma, b']') => {
                    *expects = Expects::End;
                    1
                }
                (Expects::Comma, b',') => {
                    *expects = Expects::Row;
                    1
                }
                (Expects::Comma, _) => {
                    return broken(format!("{NO_JSON}; после объекта нужна запятая или конец списка, ]"));
                }
                (Expects::End, _) => {
                    return broken("после конца списка, ], в файле есть что-то ещё".to_owned());
                }
                (Expects::FirstRow | Expects::Row, _) => match self.row(rest, count.line, sink) {
                    Ok(Some(length)) => {
                        *expects = Expects::Comma;
                        length
                    }
                    Ok(None) => return Ok(at),
                    Err(error) => {
                        let line = count.line + (error.line() as u32).saturating_sub(1);
                        // What the library says stands in English, and counts its lines from the object.
                        let what = if error.is_eof() {
                            "файл обрывается"
                        } else {
                            "проверьте запятые, кавычки и скобки"
                        };
                        return Err(Broken { line, message: format!("{NO_JSON}; {what}") });
                    }
                },
            };
            at += length;
        }
    }

    /// Hands over the row that begins here and tells its length; `None` where it may go on.
    fn row(&self, rest: &str, line: u32, sink: &mut dyn RowSink) -> serde_json::Result<Option<usize>> {
        if rest.starts_with('{') {
            return match parse::<Fields<'_>>(rest) {
                Ok((Fields(fields), length)) => {
                    hand(fields, line, sink);
                    Ok(Some(length))
                }
                Err(error) if self.goes_on(rest, &error) => Ok(None),
                Err(error) => Err(error),
            };
        }
        match parse::<IgnoredAny>(rest) {
            // A number may go on after what was read.
            Ok((_, length)) if length == rest.len() && !self.is_last => Ok(None),
            Ok((_, length)) => {
                sink.broken_row(
                    line,
                    &[],
                    "строка таблицы — не объект",
                    "нужен объект: { \"id\": \"…\", … }",
                );
                Ok(Some(length))
            }
            Err(error) if self.goes_on(rest, &error) => Ok(None),
            Err(error) => Err(error),
        }
    }

    /// Whether what looks wrong stands where the text was cut, and may be right with the rest of it.
    fn goes_on(&self, rest: &str, error: &serde_json::Error) -> bool {
        let lines = error.line().saturating_sub(1);
        let start = match lines {
            0 => 0,
            _ => memchr::memchr_iter(b'\n', rest.as_bytes()).nth(lines - 1).map_or(0, |end| end + 1),
        };
        !self.is_last && (error.is_eof() || start + error.column() + 1 >= rest.len())
    }
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
fn parse<'a, T: Deserialize<'a>>(text: &'a str) -> serde_json::Result<(T, usize)> {
    let mut values = serde_json::Deserializer::from_str(text).into_iter::<T>();
    match values.next() {
        Some(value) => Ok((value?, values.byte_offset())),
        None => Err(serde::de::Error::custom("здесь ничего нет")),
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
