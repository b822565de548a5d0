//! How large the sheets of an ODS are: a cell or row can say that it stands there a million times.

use super::{CELLS, broken, too_wide};
use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};
use std::io::{BufReader, Read};

/// The part of the zip that has the sheets.
pub(super) const CONTENT: &str = "content.xml";

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
}

impl Extent {
    fn cell(&mut self, element: &BytesStart<'_>) -> Result<(), String> {
        self.column = self.column.saturating_add(times(element, "table:number-columns-repeated")?);
        let is_value = |attribute: &quick_xml::events::attributes::Attribute<'_>| {
            matches!(attribute.key.as_ref(), "office:value-type" | "table:formula" | "calcext:value-type")
        };
        if element.attributes().flatten().any(|attribute| is_value(&attribute)) {
            self.has_value = true;
            self.last_column = self.last_column.max(self.column);
        }
        Ok(())
    }

    fn end_row(&mut self) -> Result<(), String> {
        self.row = self.row.saturating_add(self.row_times);
        if std::mem::take(&mut self.has_value) {
            self.last_row = self.row;
        }
        self.column = 0;
        if self.last_row.saturating_mul(self.last_column) > CELLS { Err(too_wide()) } else { Ok(()) }
    }
}

/// Reads the sheets without keeping anything.
pub(super) fn look(content: impl Read) -> Result<(), String> {
    let mut reader = Reader::from_reader(BufReader::new(content));
    reader.config_mut().expand_empty_elements = true;
    let mut buffer = Vec::new();
    let mut extent = Extent::default();
    loop {
        buffer.clear();
        match reader.read_event_into(&mut buffer).map_err(|error| broken(&error))? {
            Event::Start(element) => match element.name().as_ref() {
                "table:table" => extent = Extent::default(),
                "table:table-row" => extent.row_times = times(&element, "table:number-rows-repeated")?,
                "table:table-cell" | "table:covered-table-cell" => extent.cell(&element)?,
                _ => {}
            },
            Event::End(element) if element.name().as_ref() == "table:table-row" => extent.end_row()?,
            Event::Eof => return Ok(()),
            _ => {}
        }
    }
}

fn times(element: &BytesStart<'_>, name: &str) -> Result<u64, String> {
    match element.try_get_attribute(name).map_err(|error| broken(&error))? {
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
}
