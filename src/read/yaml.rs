//! YAML: a list of mappings, one mapping a row. Read event by event, so that every row has its
//! line and no alias is ever expanded.

use super::sink::{ONE_VALUE, RowSink};
use super::window::{LONGEST, Stop, Window};
use crate::model::table::MAX_COLUMNS;
use granit_parser::{ErrorKind, Event, FallibleBufferedInput, Parser, ScalarStyle};
use std::borrow::Cow;
use std::cell::Cell;
use std::ops::ControlFlow;
use std::rc::Rc;

/// What the parser says of a broken file stands in the words of the format, and in English.
const NO_YAML: &str = "файл не читается как YAML: проверьте отступы, кавычки и скобки";
/// How many anchors a file may have. Tables need none.
const MOST_ANCHORS: usize = 1000;

/// Hands the rows of a file to the sink.
pub(super) fn read(window: &mut Window, sink: &mut dyn RowSink) {
    let in_row = Rc::new(Cell::new(0));
    let letters = Letters { window, text: String::new(), at: 0, in_row: Rc::clone(&in_row) };
    let parser = Parser::new_from_fallible_iter(letters);
    let mut events = Events { parser, in_row, anchors: 0, failed: None };
    if table(&mut events, sink).is_break() {
        return;
    }
    if let Some((line, message)) = events.failed {
        sink.broken_file(line, message);
    }
}

/// The letters of a text one by one; an error where a row is longer than any that is read.
struct Letters<'a> {
    window: &'a mut Window,
    text: String,
    at: usize,
    /// How many bytes were read since a row began.
    in_row: Rc<Cell<usize>>,
}

impl Iterator for Letters<'_> {
    type Item = Result<char, ErrorKind>;

    fn next(&mut self) -> Option<Self::Item> {
        loop {
            if let Some(letter) = self.text[self.at..].chars().next() {
                self.at += letter.len_utf8();
                self.in_row.set(self.in_row.get() + letter.len_utf8());
                let too_long = self.in_row.get() > LONGEST;
                return Some(if too_long { Err(failure(&Stop::TooLong)) } else { Ok(letter) });
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
    in_row: Rc<Cell<usize>>,
    /// How many anchors there were, each of which the parser remembers.
    anchors: usize,
    /// The line and what is wrong there.
    failed: Option<(u32, String)>,
}

impl Events<'_> {
    /// The next event; `None` at the end or where the file is no YAML.
    fn next(&mut self) -> Next {
        loop {
            match self.parser.next()? {
                Ok((Event::Comment(..), _)) => {}
                Ok((event, span)) => {
                    let line = span.start.line() as u32;
                    self.anchors += usize::from(event.anchor_id().is_some());
                    if self.anchors > MOST_ANCHORS {
                        self.failed = Some((line, "в файле слишком много меток вида &имя".to_owned()));
                        return None;
                    }
                    return Some((event, line));
                }
                Err(error) => {
                    let message = match error.kind() {
                        ErrorKind::InputDecoding { message } => message.clone(),
                        _ => NO_YAML.to_owned(),
                    };
                    self.failed = Some((error.marker().line() as u32, message));
                    return None;
                }
            }
        }
    }

    /// A row begins with what was read last.
    fn begin_row(&self) {
        self.in_row.set(0);
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
        events.begin_row();
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
