//! CSV (RFC 4180) with the separator found out by content.

use super::sink::{RowSink, Titles};
use super::window::{Stop, Window};
use crate::model::table::MAX_COLUMNS;
use csv_core::ReadRecordResult;

/// Hands the rows of a file to the sink.
pub(super) fn read(window: &mut Window, sink: &mut dyn RowSink) {
    if let Err(stop) = rows(window, sink) {
        sink.broken_file(window.line(), stop.message());
    }
}

fn rows(window: &mut Window, sink: &mut dyn RowSink) -> Result<(), Stop> {
    let delimiter = separator(window)?;
    let mut records = Records::new(delimiter);
    let mut headings: Option<Vec<Heading>> = None;
    let mut titles = Titles::default();
    while let Some(line) = records.next(window)? {
        let fields = records.fields();
        if (0..fields.len()).all(|index| fields.field(index).trim().is_empty()) {
            continue;
        }
        let Some(columns) = &headings else {
            if !fields.quotes_close {
                sink.broken_file(line, "кавычка в заголовке открыта и не закрыта".to_owned());
                return Ok(());
            }
            if titles.take(sink, line, (0..fields.len()).map(|index| fields.field(index).to_owned())) {
                continue;
            }
            match heading(&fields, line, sink) {
                Some(columns) => headings = Some(columns),
                None => return Ok(()),
            }
            continue;
        };
        let mut cells = [""; MAX_COLUMNS];
        for (index, column) in columns.iter().enumerate().take(fields.len()) {
            match column {
                Heading::Column(column) => cells[*column] = fields.field(index),
                Heading::Nameless if !fields.field(index).trim().is_empty() => sink.nameless(line),
                Heading::Nameless | Heading::Unknown => {}
            }
        }
        let cells = &cells[..sink.width()];
        let extra = (columns.len()..fields.len()).any(|index| !fields.field(index).trim().is_empty());
        if !fields.quotes_close {
            let hint = "закройте кавычку; кавычку внутри значения в кавычках удваивают";
            sink.broken_row(line, cells, "кавычка открыта и не закрыта", hint);
            // A quote in the wrong place has swallowed the rows up to the next one.
            if fields.has_breaks {
                sink.lost_rows();
            }
        } else if fields.len() < columns.len() || extra {
            let values = crate::words::count(fields.len(), ["значение", "значения", "значений"]);
            let message = format!("в строке {values}, а столбцов в таблице {}", columns.len());
            let hint = "проверьте разделители и кавычки: значение с разделителем внутри берут в кавычки";
            sink.broken_row(line, cells, &message, hint);
            if fields.has_breaks {
                sink.lost_rows();
            }
        } else {
            sink.row(line, cells, Vec::new());
        }
    }
    if headings.is_none() {
        titles.finish(sink);
    }
    Ok(())
}

/// The records of a file, one at a time.
struct Records {
    core: csv_core::Reader,
    delimiter: u8,
    fields: Vec<u8>,
    ends: Vec<usize>,
    length: usize,
    quotes_close: bool,
    has_breaks: bool,
}

impl Records {
    fn new(delimiter: u8) -> Records {
        let core = csv_core::ReaderBuilder::new().delimiter(delimiter).build();
        let (fields, ends) = (vec![0; 4096], vec![0; 64]);
        Records { core, delimiter, fields, ends, length: 0, quotes_close: true, has_breaks: false }
    }

    /// Reads the next record and tells its line; `None` at the end.
    fn next(&mut self, window: &mut Window) -> Result<Option<u32>, Stop> {
        let (mut taken, mut written, mut ended) = (0, 0, 0);
        loop {
            // An empty input tells the reader that the text has ended: not before it has.
            if window.rest().len() == taken && !window.has_ended() {
                window.grow()?;
                continue;
            }
            let (result, read, bytes, fields) = self.core.read_record(
                &window.rest()[taken..],
                &mut self.fields[written..],
                &mut self.ends[ended..],
            );
            (taken, written, ended) = (taken + read, written + bytes, ended + fields);
            match result {
                ReadRecordResult::InputEmpty => {}
                ReadRecordResult::OutputFull => self.fields.resize(self.fields.len() * 2, 0),
                ReadRecordResult::OutputEndsFull => self.ends.resize(self.ends.len() * 2, 0),
                ReadRecordResult::Record => break,
                ReadRecordResult::End => return Ok(None),
            }
        }
        self.length = ended;
        // Blank lines before a record count as part of it.
        let blank = window.rest()[..taken].iter().take_while(|byte| matches!(byte, b'\r' | b'\n')).count();
        window.pass(blank);
        let line = window.line();
        let raw = &window.rest()[..taken - blank];
        self.quotes_close = memchr::memchr(b'"', raw).is_none() || quotes_close(raw, self.delimiter);
        self.has_breaks = memchr::memchr2(b'\n', b'\r', raw.trim_ascii_end()).is_some();
        window.pass(taken - blank);
        Ok(Some(line))
    }

    fn fields(&self) -> Fields<'_> {
        let ends = &self.ends[..self.length];
        let bytes = &self.fields[..ends.last().copied().unwrap_or(0)];
        // The file was surveyed: unless it was changed since, this is text.
        let text = std::str::from_utf8(bytes).unwrap_or_default();
        Fields { text, ends, quotes_close: self.quotes_close, has_breaks: self.has_breaks }
    }
}

/// The fields of a record.
struct Fields<'a> {
    /// Their texts, one after the other.
    text: &'a str,
    ends: &'a [usize],
    /// Whether every field that begins with a quote ends with one.
    quotes_close: bool,
    /// Whether the record goes over several lines.
    has_breaks: bool,
}

impl<'a> Fields<'a> {
    fn len(&self) -> usize {
        self.ends.len()
    }

    fn field(&self, index: usize) -> &'a str {
        let start = if index == 0 { 0 } else { self.ends[index - 1] };
        self.text.get(start..self.ends[index]).unwrap_or("\u{fffd}")
    }
}

/// Whether every field of a record that begins with a quote ends with one: what follows it is a
/// separator or the line's end (RFC 4180 §2). The library takes anything for a field's end.
fn quotes_close(raw: &[u8], delimiter: u8) -> bool {
    let ends =
        |byte: Option<&u8>| byte.is_none_or(|byte| *byte == delimiter || matches!(byte, b'\r' | b'\n'));
    let mut place = 0;
    while place < raw.len() {
        if raw[place] == b'"' {
            loop {
                place += 1;
                match raw.get(place) {
                    None => return false,
                    Some(b'"') if raw.get(place + 1) == Some(&b'"') => place += 1,
                    Some(b'"') => break,
                    Some(_) => {}
                }
            }
            place += 1;
            if !ends(raw.get(place)) {
                return false;
            }
        }
        while !ends(raw.get(place)) {
            place += 1;
        }
        place += 1;
    }
    true
}

/// What stands above a column.
enum Heading {
    Column(usize),
    Unknown,
    Nameless,
}

/// The columns of the heading; `None` where one of them is named twice, which the sink is told.
fn heading(record: &Fields<'_>, line: u32, sink: &mut dyn RowSink) -> Option<Vec<Heading>> {
    let mut seen = Vec::new();
    let mut headings = Vec::new();
    for index in 0..record.len() {
        let header = record.field(index).trim();
        headings.push(match sink.column(header, line) {
            Some(column) if seen.contains(&column) => {
                sink.broken_file(line, super::sink::named_twice(header));
                return None;
            }
            Some(column) => {
                seen.push(column);
                Heading::Column(column)
            }
            None if header.is_empty() => Heading::Nameless,
            None => Heading::Unknown,
        });
    }
    Some(headings)
}

/// The separator that stands most often in the header, outside quotes. A first line `sep=;`, which
/// Excel understands, says it outright and is passed over.
fn separator(window: &mut Window) -> Result<u8, Stop> {
    // Not over a tab, which may separate an empty heading.
    window.skip(|byte| matches!(byte, b'\r' | b'\n' | b' '))?;
    let header = loop {
        match memchr::memchr2(b'\n', b'\r', window.rest()) {
            Some(end) => break &window.rest()[..end],
            None if window.has_ended() => break window.rest(),
            None => drop(window.grow()?),
        }
    };
    if let [b's' | b'S', b'e' | b'E', b'p' | b'P', b'=', separator] = *header.trim_ascii_end() {
        window.pass(5);
        return Ok(separator);
    }
    let count = |separator: u8| {
        let mut quoted = false;
        let outside = header.iter().filter(|byte| {
            quoted ^= **byte == b'"';
            !quoted && **byte == separator
        });
        outside.count()
    };
    // Of equals the last one wins, so that a header of one column is read with commas.
    Ok([b'\t', b';', b','].into_iter().max_by_key(|separator| count(*separator)).expect("three separators"))
}
