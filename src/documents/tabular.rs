//! A table as templates get it: `tabular(table)` of common.typ draws it with `ruled`.

use super::native::{CellData, HeadingData};
use crate::reports;
use serde::Serialize;

/// A table with its headings and cells.
#[derive(Debug, Default, Serialize)]
pub(crate) struct Tabular {
    /// What stands above it; empty: nothing.
    pub(crate) title: String,
    /// What is counted and how; empty: nothing.
    pub(crate) note: String,
    /// How wide each column is beside the others; 0: as wide as its texts.
    pub(crate) columns: Vec<f64>,
    /// Where each column's texts stand: `left`, `center`.
    pub(crate) align: Vec<&'static str>,
    /// Its rows of headings.
    pub(crate) header: Vec<Vec<HeadingData>>,
    /// Its rows of cells.
    pub(crate) rows: Vec<Vec<CellData>>,
    /// What is said where it has no rows.
    pub(crate) empty: String,
}

impl Tabular {
    /// A column: how wide, and whether its texts stand in its middle.
    pub(crate) fn column(&mut self, width: f64, is_centered: bool) {
        self.columns.push(width);
        self.align.push(if is_centered { "center" } else { "left" });
    }
}

impl From<reports::Table> for Tabular {
    fn from(table: reports::Table) -> Tabular {
        let mut own = Tabular { title: table.title, empty: table.empty.to_owned(), ..Tabular::default() };
        for column in &table.columns {
            own.column(f64::from(column.width), column.is_number);
        }
        let heading = |column: &reports::Column| HeadingData::from(column.title.as_str());
        own.header = vec![table.columns.iter().map(heading).collect()];
        let row = |cells: &Vec<reports::Cell>| cells.iter().map(|cell| cell.to_string().into()).collect();
        own.rows = table.rows.iter().map(row).collect();
        own
    }
}
