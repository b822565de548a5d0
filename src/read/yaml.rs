//! YAML: a list of mappings, one mapping a row. Read event by event, so that every row has its
//! line and no alias is ever expanded.

use super::rows::RowSink;
use granit_parser::{Event, Parser, ScalarStyle};
use std::borrow::Cow;
use std::ops::ControlFlow;

/// Hands the rows of a file to the sink.
pub(super) fn read(text: &str, sink: &mut dyn RowSink) {
    let mut events = Events { parser: Parser::new_from_str(text), failed: None };
    if table(&mut events, sink).is_break() {
        return;
    }
    if let Some((line, message)) = events.failed {
        sink.broken_file(line, format!("файл не читается как YAML ({message})"));
    }
}

/// An event that carries data, and its line.
type Next<'a> = Option<(Event<'a>, u32)>;

struct Events<'a> {
    parser: Parser<'a, granit_parser::StrInput<'a>>,
    failed: Option<(u32, String)>,
}

impl<'a> Events<'a> {
    /// The next event; `None` at the end or where the file is no YAML.
    fn next(&mut self) -> Next<'a> {
        loop {
            match self.parser.next()? {
                Ok((Event::Comment(..), _)) => {}
                Ok((event, span)) => return Some((event, span.start.line() as u32)),
                Err(error) => {
                    self.failed = Some((error.marker().line() as u32, error.info().to_string()));
                    return None;
                }
            }
        }
    }

    /// Passes over the rest of a list or mapping whose start was just read.
    fn skip(&mut self) {
        let mut depth = 1;
        while depth > 0 {
            match self.next() {
                Some((Event::SequenceStart(..) | Event::MappingStart(..), _)) => depth += 1,
                Some((Event::SequenceEnd | Event::MappingEnd, _)) => depth -= 1,
                Some(_) => {}
                None => return,
            }
        }
    }
}

/// Reads the rows; breaks off where the file is no list of rows, which the sink was told.
fn table(events: &mut Events<'_>, sink: &mut dyn RowSink) -> ControlFlow<()> {
    let mut inside = false;
    while let Some((event, line)) = events.next() {
        match event {
            Event::SequenceStart(..) if !inside => inside = true,
            Event::SequenceEnd => inside = false,
            Event::MappingStart(..) if inside => row(events, line, sink),
            Event::Scalar(text, ..) if !inside && is_null(&text) => {}
            Event::Scalar(..) | Event::Alias(_) if inside => {
                sink.broken_row(
                    line,
                    &[],
                    "строка таблицы — не набор «ключ: значение»",
                    "каждая строка начинается с «- id: …»",
                );
            }
            Event::SequenceStart(..) | Event::MappingStart(..) => {
                events.skip();
                if inside {
                    sink.broken_row(
                        line,
                        &[],
                        "строка таблицы — не набор «ключ: значение»",
                        "каждая строка начинается с «- id: …»",
                    );
                } else {
                    sink.broken_file(line, "в файле не список строк, «- id: …»".to_owned());
                    return ControlFlow::Break(());
                }
            }
            Event::Scalar(..) => {
                sink.broken_file(line, "в файле не список строк, «- id: …»".to_owned());
                return ControlFlow::Break(());
            }

            _ => {}
        }
    }
    ControlFlow::Continue(())
}

fn row(events: &mut Events<'_>, line: u32, sink: &mut dyn RowSink) {
    let mut cells: Vec<Cow<'_, str>> = vec![Cow::Borrowed(""); sink.width()];
    let mut broken = None;
    let mut seen = Vec::new();
    loop {
        let (key, key_line) = match events.next() {
            Some((Event::Scalar(key, ..), key_line)) => (key, key_line),
            Some((Event::MappingEnd, _)) | None => break,
            Some((Event::SequenceStart(..) | Event::MappingStart(..), _)) => {
                events.skip();
                (Cow::Borrowed("?"), line)
            }
            Some(_) => (Cow::Borrowed("?"), line),
        };
        let value = events.next();
        let is_list = matches!(value, Some((Event::SequenceStart(..), _)));
        let value = match value {
            Some((Event::Scalar(text, style, ..), _)) => {
                Some(if style == ScalarStyle::Plain && is_null(&text) { Cow::Borrowed("") } else { text })
            }
            Some((Event::SequenceStart(..), _)) => list(events),
            Some((Event::MappingStart(..), _)) => {
                events.skip();
                None
            }
            Some(_) => None,
            None => break,
        };
        if key == "<<" {
            broken = Some(key);
            continue;
        }
        let Some(column) = sink.column(&key, key_line) else { continue };
        let twice = seen.contains(&column);
        seen.push(column);
        match value.filter(|_| !twice && (!is_list || sink.takes_list(column))) {
            Some(text) => cells[column] = Cow::Owned(text.into_owned()),
            None => broken = Some(key),
        }
    }
    if events.failed.is_some() {
        return;
    }
    match broken {
        Some(key) => {
            let message = format!("поле {key} повторяется, или в нём не одно простое значение");
            sink.broken_row(
                line,
                &cells,
                &message,
                "нужны текст или число; ссылки вида *имя не поддерживаются",
            );
        }
        None => sink.row(line, &cells),
    }
}

/// The values of a list, separated by commas; `None` where one is no scalar.
fn list<'a>(events: &mut Events<'a>) -> Option<Cow<'a, str>> {
    let mut values: Option<Vec<Cow<'a, str>>> = Some(Vec::new());
    loop {
        match events.next()?.0 {
            Event::SequenceEnd => return values.map(|values| Cow::Owned(values.join(","))),
            Event::Scalar(text, ..) => {
                if let Some(values) = &mut values {
                    values.push(text);
                }
            }
            Event::SequenceStart(..) | Event::MappingStart(..) => {
                events.skip();
                values = None;
            }
            _ => values = None,
        }
    }
}

fn is_null(text: &str) -> bool {
    matches!(text, "" | "~" | "null" | "Null" | "NULL")
}
