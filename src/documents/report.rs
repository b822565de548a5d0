//! A report as a document: the tables that `reports` makes, to be signed by the deputy.
//!
//! It is typeset piece by piece and bound, as a volume is: a table of thousands of rows takes a
//! gigabyte at once.

use super::letterhead::Letterhead;
use super::press::{Press, Printed};
use crate::reports::{Report, Table};
use anyhow::Result;
use serde::Serialize;

const TEMPLATE: &str = "report.typ";
/// How many rows are typeset at once.
const ROWS: usize = 300;

/// Everything that the document shows. The build's digest does not stand on it: a mark that changes no
/// row of a report need not have it printed anew.
#[derive(Serialize)]
pub struct ReportDocument<'a> {
    /// The organisation.
    pub head: &'a Letterhead,
    /// The report.
    pub report: &'a Report,
}

/// A piece of it.
#[derive(Serialize)]
struct Piece<'a> {
    head: &'a Letterhead,
    title: &'a str,
    note: &'a str,
    tables: Vec<Table>,
    /// The number of its first page.
    first: usize,
    /// Whether it is the last one, under which it is signed.
    is_last: bool,
}

impl ReportDocument<'_> {
    /// Typesets and prints it; the same data give the same bytes.
    pub fn print(&self, press: &Press, ident: &str) -> Result<Printed> {
        let Report { title, note, tables, .. } = self.report;
        let pieces = pieces(tables);
        let count = pieces.len();
        let (mut bound, mut pages) = (Vec::new(), 0);
        for (n, tables) in pieces.into_iter().enumerate() {
            let (first, is_last) = (pages + 1, n + 1 == count);
            let piece = Piece { head: self.head, title, note, tables, first, is_last };
            let set = press.typeset(TEMPLATE, serde_json::to_vec(&piece)?)?;
            // No other thread sets anything while reports are printed.
            press.forget();
            pages += set.len();
            bound.push(set);
        }
        let sheets = if self.head.duplex { pages.div_ceil(2) } else { pages };
        press.bind(bound, &format!("{title}, {}", self.head.year), &self.head.short_name, ident, sheets)
    }
}

/// The tables in pieces of at most [`ROWS`] rows, each of which begins a page; a longer table goes on in
/// the next one.
fn pieces(tables: &[Table]) -> Vec<Vec<Table>> {
    let mut pieces: Vec<Vec<Table>> = vec![Vec::new()];
    let mut rows = 0;
    for table in tables {
        let whole = table.rows.chunks(ROWS).map(<[_]>::to_vec);
        let parts: Vec<Vec<Vec<String>>> =
            if table.rows.is_empty() { vec![Vec::new()] } else { whole.collect() };
        for (n, part) in parts.into_iter().enumerate() {
            if rows > 0 && rows + part.len() > ROWS {
                pieces.push(Vec::new());
                rows = 0;
            }
            rows += part.len();
            let title = match n {
                _ if table.title.is_empty() => String::new(),
                0 => table.title.clone(),
                _ => format!("{} (продолжение)", table.title),
            };
            let piece = Table { title, rows: part, columns: table.columns.clone(), empty: table.empty };
            pieces.last_mut().expect("there is one").push(piece);
        }
    }
    pieces
}
