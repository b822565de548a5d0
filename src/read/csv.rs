//! CSV (RFC 4180) with the separator found out by content.

use super::encoding::line_breaks;
use super::rows::RowSink;
use std::borrow::Cow;

/// Hands the rows of a file to the sink.
pub(super) fn read(text: &str, sink: &mut dyn RowSink) {
    let delimiter = separator(text);
    let mut reader = csv::ReaderBuilder::new()
        .delimiter(delimiter)
        .has_headers(false)
        .flexible(true)
        .from_reader(text.as_bytes());
    let mut lines = Lines { text: text.as_bytes(), offset: 0, line: 1 };
    let mut record = csv::StringRecord::new();
    let mut headers: Option<Vec<Heading>> = None;
    let mut cells: Vec<Cow<'_, str>> = Vec::new();
    loop {
        match reader.read_record(&mut record) {
            Ok(true) => {}
            Ok(false) => return,
            Err(error) => return sink.broken_file(0, format!("файл CSV не читается: {error}")),
        }
        let line = lines.line_of(record.position().map_or(0, |position| position.byte()) as usize);
        // In bytes: where a file lies about itself, no offset need be that of a letter.
        let end = (reader.position().byte() as usize).min(text.len());
        let raw = text.as_bytes().get(lines.offset..end).unwrap_or_default();
        let Some(columns) = &headers else {
            if record.iter().all(|field| field.trim().is_empty()) {
                continue;
            }
            if !quotes_close(raw, delimiter) {
                return sink.broken_file(line, "кавычка в заголовке открыта и не закрыта".to_owned());
            }
            match heading(&record, line, sink) {
                Some(columns) => headers = Some(columns),
                None => return,
            }
            continue;
        };
        if record.iter().all(|field| field.trim().is_empty()) {
            continue;
        }
        cells.clear();
        cells.resize(sink.width(), Cow::Borrowed(""));
        for (column, field) in columns.iter().zip(&record) {
            match column {
                Heading::Column(column) => cells[*column] = Cow::Owned(field.to_owned()),
                Heading::Nameless if !field.trim().is_empty() => sink.nameless(line),
                Heading::Nameless | Heading::Unknown => {}
            }
        }
        let extra = record.iter().skip(columns.len()).any(|field| !field.trim().is_empty());
        let broken = if !quotes_close(raw, delimiter) {
            let hint = "закройте кавычку; кавычку внутри значения в кавычках удваивают";
            Some(("кавычка открыта и не закрыта".to_owned(), hint))
        } else if record.len() < columns.len() || extra {
            let values = crate::words::count(record.len(), ["значение", "значения", "значений"]);
            let hint = "проверьте разделители и кавычки: значение с разделителем внутри берут в кавычки";
            Some((format!("в строке {values}, а столбцов в таблице {}", columns.len()), hint))
        } else {
            None
        };
        match broken {
            Some((message, hint)) => {
                sink.broken_row(line, &cells, &message, hint);
                // A quote in the wrong place has swallowed the rows up to the next one.
                if raw.trim_ascii_end().iter().any(|byte| matches!(byte, b'\n' | b'\r')) {
                    sink.lost_rows();
                }
            }
            None => sink.row(line, &cells),
        }
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
fn heading(record: &csv::StringRecord, line: u32, sink: &mut dyn RowSink) -> Option<Vec<Heading>> {
    let mut seen = Vec::new();
    let mut headings = Vec::new();
    for header in record {
        let header = header.trim();
        headings.push(match sink.column(header, line) {
            Some(column) if seen.contains(&column) => {
                sink.broken_file(line, format!("столбец {header} назван дважды"));
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

/// The separator that stands most often in the header, outside quotes.
fn separator(text: &str) -> u8 {
    let header = text.lines().find(|line| !line.trim().is_empty()).unwrap_or_default();
    let count = |separator: u8| {
        let mut quoted = false;
        header
            .bytes()
            .filter(|byte| {
                quoted ^= *byte == b'"';
                !quoted && *byte == separator
            })
            .count()
    };
    // Of equals the last one wins, so that a header of one column is read with commas.
    [b'\t', b';', b','].into_iter().max_by_key(|separator| count(*separator)).expect("three separators")
}

/// Counts physical lines up to offsets that only grow.
struct Lines<'a> {
    text: &'a [u8],
    offset: usize,
    line: u32,
}

impl Lines<'_> {
    /// The line on which the record that starts at `offset` has its first letter. The library
    /// counts blank lines before a record to it.
    fn line_of(&mut self, offset: usize) -> u32 {
        let mut start = offset.max(self.offset);
        while matches!(self.text.get(start), Some(b'\r' | b'\n')) {
            start += 1;
        }
        let passed = &self.text[self.offset.min(start)..start.min(self.text.len())];
        self.line += line_breaks(passed);
        self.offset = start;
        self.line
    }
}
