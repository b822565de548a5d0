//! CSV (RFC 4180) with the separator found out by content.

use super::rows::RowSink;
use std::borrow::Cow;

/// Hands the rows of a file to the sink.
pub(super) fn read(text: &str, sink: &mut dyn RowSink) {
    let mut reader = csv::ReaderBuilder::new()
        .delimiter(separator(text))
        .has_headers(false)
        .flexible(true)
        .from_reader(text.as_bytes());
    let mut lines = Lines { text: text.as_bytes(), offset: 0, line: 1 };
    let mut record = csv::StringRecord::new();
    let mut headers: Option<Vec<Option<usize>>> = None;
    let mut cells: Vec<Cow<'_, str>> = Vec::new();
    loop {
        match reader.read_record(&mut record) {
            Ok(true) => {}
            Ok(false) => return,
            Err(error) => return sink.broken_file(0, format!("файл CSV не читается: {error}")),
        }
        let line = lines.line_of(record.position().map_or(0, |position| position.byte()) as usize);
        let Some(columns) = &headers else {
            headers = Some(record.iter().map(|header| sink.column(header.trim(), line)).collect());
            continue;
        };
        if record.iter().all(|field| field.trim().is_empty()) {
            continue;
        }
        cells.clear();
        cells.resize(sink.width(), Cow::Borrowed(""));
        for (column, field) in columns.iter().zip(&record) {
            if let Some(column) = column {
                cells[*column] = Cow::Owned(field.to_owned());
            }
        }
        let extra = record.iter().skip(columns.len()).any(|field| !field.trim().is_empty());
        if record.len() < columns.len() || extra {
            let message = format!(
                "в строке {}, а столбцов в таблице {}",
                crate::words::count(record.len(), ["значение", "значения", "значений"]),
                columns.len()
            );
            let hint = "проверьте разделители и кавычки: значение с разделителем внутри берут в кавычки";
            sink.broken_row(line, &cells, &message, hint);
        } else {
            sink.row(line, &cells);
        }
    }
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
        self.line += passed.iter().filter(|byte| **byte == b'\n').count() as u32;
        self.offset = start;
        self.line
    }
}
