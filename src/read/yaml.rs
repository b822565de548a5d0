//! YAML: a list of mappings, one mapping a row. Read event by event, so that every row has its
//! line and no alias is ever expanded.

use super::sink::{ONE_VALUE, RowSink};
use super::window::{LONGEST, Stop, Window};
use crate::model::table::MAX_COLUMNS;
use granit_parser::{ErrorKind, Event, FallibleBufferedInput, Parser, ScalarStyle};
use std::borrow::Cow;
use std::ops::ControlFlow;

/// Hands the rows of a file to the sink.
pub(super) fn read(window: &mut Window, sink: &mut dyn RowSink) {
    let letters = Letters { window, text: String::new(), at: 0, in_line: 0 };
    let mut events = Events { parser: Parser::new_from_fallible_iter(letters), failed: None };
    if table(&mut events, sink).is_break() {
        return;
    }
    if let Some((line, message)) = events.failed {
        sink.broken_file(line, message);
    }
}

/// The letters of a text one by one; an error where a line is longer than any that is read.
struct Letters<'a> {
    window: &'a mut Window,
    text: String,
    at: usize,
    in_line: usize,
}

impl Iterator for Letters<'_> {
    type Item = Result<char, ErrorKind>;

    fn next(&mut self) -> Option<Self::Item> {
        loop {
            if let Some(letter) = self.text[self.at..].chars().next() {
                self.at += letter.len_utf8();
                self.in_line = if letter == '\n' { 0 } else { self.in_line + letter.len_utf8() };
                return Some(if self.in_line > LONGEST { Err(failure(&Stop::TooLong)) } else { Ok(letter) });
            }
            let rest = self.window.rest();
            let whole = match std::str::from_utf8(rest) {
                Ok(text) => text,
                Err(error) => std::str::from_utf8(&rest[..error.valid_up_to()]).unwrap_or_default(),
            };
            (self.text, self.at) = (whole.to_owned(), 0);
            self.window.pass(self.text.len());
            if self.text.is_empty() {
                match self.window.grow() {
                    Ok(true) => {}
                    Ok(false) => return None,
                    Err(stop) => return Some(Err(failure(&stop))),
                }
            }
        }
    }
}

fn failure(stop: &Stop) -> ErrorKind {
    ErrorKind::InputDecoding { message: stop.message() }
}

/// An event that carries data, and its line.
type Next = Option<(Event<'static>, u32)>;

struct Events<'a> {
    parser: Parser<'static, FallibleBufferedInput<Letters<'a>>>,
    /// The line and what is wrong there.
    failed: Option<(u32, String)>,
}

impl Events<'_> {
    /// The next event; `None` at the end or where the file is no YAML.
    fn next(&mut self) -> Next {
        loop {
            match self.parser.next()? {
                Ok((Event::Comment(..), _)) => {}
                Ok((event, span)) => return Some((event, span.start.line() as u32)),
                Err(error) => {
                    let message = match error.kind() {
                        ErrorKind::InputDecoding { message } => message.clone(),
                        _ => format!("файл не читается как YAML ({})", error.info()),
                    };
                    self.failed = Some((error.marker().line() as u32, message));
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
    let mut texts: [Cow<'_, str>; MAX_COLUMNS] = [const { Cow::Borrowed("") }; MAX_COLUMNS];
    let mut seen = [false; MAX_COLUMNS];
    let mut broken = None;
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
        let twice = std::mem::replace(&mut seen[column], true);
        match value.filter(|_| !twice && (!is_list || sink.kind(column) == "list")) {
            Some(text) => texts[column] = text,
            None => broken = Some(key),
        }
    }
    if events.failed.is_some() {
        return;
    }
    let cells: [&str; MAX_COLUMNS] = std::array::from_fn(|column| &*texts[column]);
    let cells = &cells[..sink.width()];
    match broken {
        Some(key) => {
            let message = format!("поле {} {ONE_VALUE}", crate::diagnostics::excerpt(&key));
            let hint = "нужны текст или число; ссылки вида *имя не поддерживаются";
            sink.broken_row(line, cells, &message, hint);
        }
        None => sink.row(line, cells, Vec::new()),
    }
}

/// The values of a list, separated by commas; `None` where one is no scalar.
fn list(events: &mut Events<'_>) -> Option<Cow<'static, str>> {
    let mut values: Option<Vec<Cow<'static, str>>> = Some(Vec::new());
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
