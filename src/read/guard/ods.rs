//! How large the sheets of an ODS are: a cell, row or space can say that it stands there a million
//! times, and the library believes it.

use super::{CELLS, TEXTS, broken, too_long, too_wide};
use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};
use std::io::{self, BufReader, Read};

/// The part of the zip that has the sheets.
pub(super) const CONTENT: &str = "content.xml";

/// The longest text or element, in bytes: a reader of XML holds one in memory.
const LONGEST: usize = 8 * 1024 * 1024;

/// What all sheets come to.
#[derive(Default)]
struct Total {
    cells: u64,
    texts: u64,
}

/// Where a sheet's values end.
#[derive(Default)]
struct Extent {
    /// Rows and columns passed so far, the columns in the row that is read.
    row: u64,
    column: u64,
    /// How many times the row that is read stands there.
    row_times: u64,
    /// Whether the row that is read has a value.
    has_value: bool,
    last_row: u64,
    last_column: u64,
    /// How many times the cell that is read stands there, and how long its text is.
    cell_times: u64,
    cell_text: u64,
    /// How long the texts of the row that is read are.
    row_texts: u64,
}

impl Extent {
    fn cell(&mut self, element: &BytesStart<'_>) -> Result<(), String> {
        self.cell_times = times(element, "table:number-columns-repeated")?;
        self.cell_text = 0;
        self.column = self.column.saturating_add(self.cell_times);
        let is_value = |attribute: &quick_xml::events::attributes::Attribute<'_>| {
            matches!(attribute.key.as_ref(), "office:value-type" | "table:formula" | "calcext:value-type")
        };
        if element.attributes().flatten().any(|attribute| is_value(&attribute)) {
            self.has_value = true;
            self.last_column = self.last_column.max(self.column);
        }
        Ok(())
    }

    fn end_cell(&mut self) {
        self.row_texts = self.row_texts.saturating_add(self.cell_text.saturating_mul(self.cell_times));
        self.cell_text = 0;
    }

    fn end_row(&mut self, total: &mut Total) -> Result<(), String> {
        let texts = std::mem::take(&mut self.row_texts).saturating_mul(self.row_times);
        total.texts = total.texts.saturating_add(texts);
        self.row = self.row.saturating_add(self.row_times);
        if std::mem::take(&mut self.has_value) {
            self.last_row = self.row;
        }
        self.column = 0;
        let cells = total.cells.saturating_add(self.last_row.saturating_mul(self.last_column));
        match (cells > CELLS, total.texts > TEXTS) {
            (true, _) => Err(too_wide()),
            (_, true) => Err(too_long()),
            _ => Ok(()),
        }
    }
}

/// Reads the sheets without keeping anything.
pub(super) fn look(content: impl Read) -> Result<(), String> {
    let mut reader = Reader::from_reader(BufReader::new(Bounded { content, length: 0 }));
    reader.config_mut().expand_empty_elements = true;
    let mut buffer = Vec::new();
    let (mut extent, mut total) = (Extent::default(), Total::default());
    loop {
        buffer.clear();
        match reader.read_event_into(&mut buffer).map_err(broken)? {
            Event::Start(element) => match element.name().as_ref() {
                "table:table" => {
                    total.cells += extent.last_row.saturating_mul(extent.last_column);
                    extent = Extent::default();
                }
                "text:s" => extent.cell_text = extent.cell_text.saturating_add(times(&element, "text:c")?),
                "table:table-row" => extent.row_times = times(&element, "table:number-rows-repeated")?,
                "table:table-cell" | "table:covered-table-cell" => extent.cell(&element)?,
                _ => {}
            },
            Event::End(element) => match element.name().as_ref() {
                "table:table-row" => extent.end_row(&mut total)?,
                "table:table-cell" | "table:covered-table-cell" => extent.end_cell(),
                _ => {}
            },
            Event::Text(text) => extent.cell_text = extent.cell_text.saturating_add(text.len() as u64),
            Event::CData(text) => extent.cell_text = extent.cell_text.saturating_add(text.len() as u64),
            Event::Eof => return Ok(()),
            _ => {}
        }
    }
}

/// XML of which no text and no element is longer than the memory holds.
struct Bounded<R> {
    content: R,
    /// Since the last `<`.
    length: usize,
}

impl<R: Read> Read for Bounded<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let n = self.content.read(buffer)?;
        self.length = match memchr::memrchr(b'<', &buffer[..n]) {
            Some(place) => n - place,
            None => self.length + n,
        };
        if self.length > LONGEST { Err(io::Error::other("too long")) } else { Ok(n) }
    }
}

fn times(element: &BytesStart<'_>, name: &str) -> Result<u64, String> {
    match element.try_get_attribute(name).map_err(broken)? {
        Some(attribute) => Ok(attribute.value.parse().unwrap_or(u64::MAX)),
        None => Ok(1),
    }
}

#[cfg(test)]
mod tests {
    use super::look;

    #[test]
    fn a_sheet_is_as_large_as_its_last_value_says() {
        let sheet = |rows: &str| format!("<a><table:table>{rows}</table:table></a>");
        let value = r#"<table:table-cell office:value-type="string" table:number-columns-repeated="9"/>"#;
        let empty =
            r#"<table:table-row table:number-rows-repeated="1048576"><table:table-cell/></table:table-row>"#;
        let row = format!("<table:table-row>{value}</table:table-row>");
        assert!(look(sheet(&format!("{row}{row}{empty}")).as_bytes()).is_ok());
        assert!(look(sheet(&format!("{row}{empty}{row}")).as_bytes()).is_err());
        let many =
            row.replace("<table:table-row>", r#"<table:table-row table:number-rows-repeated="9999999">"#);
        assert!(look(sheet(&many).as_bytes()).is_err());
    }

    #[test]
    fn texts_count_as_often_as_they_stand_there() {
        let look = |text: &str, columns: u32, rows: u32| {
            let cell = format!(
                r#"<table:table-cell office:value-type="string" table:number-columns-repeated="{columns}"><text:p>{text}</text:p></table:table-cell>"#
            );
            let row =
                format!(r#"<table:table-row table:number-rows-repeated="{rows}">{cell}</table:table-row>"#);
            look(format!("<a><table:table>{row}</table:table></a>").as_bytes())
        };
        let long = "x".repeat(30_000);
        assert!(look(&long, 1, 1000).is_ok());
        assert!(look(&long, 100, 100).is_err());
        assert!(look(r#"<text:s text:c="2000000000"/>"#, 1, 1).is_err());
        assert!(look(&"x".repeat(9 << 20), 1, 1).is_err());
    }
}
