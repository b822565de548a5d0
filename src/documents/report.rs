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
    scope: &'a str,
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
        let Report { title, scope, note, tables, .. } = self.report;
        let pieces = pieces(tables);
        let count = pieces.len();
        let (mut bound, mut pages) = (Vec::new(), 0);
        for (n, tables) in pieces.into_iter().enumerate() {
            let (first, is_last) = (pages + 1, n + 1 == count);
            let piece = Piece { head: self.head, title, scope, note, tables, first, is_last };
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
/// the next one. A table that begins a page of its own begins a piece.
fn pieces(tables: &[Table]) -> Vec<Vec<Table>> {
    let mut pieces: Vec<Vec<Table>> = vec![Vec::new()];
    let mut rows = 0;
    for table in tables {
        let empty = [Vec::new()];
        let parts: Vec<&[Vec<_>]> = table.rows.chunks(ROWS).collect();
        let parts = if parts.is_empty() { vec![&empty[..0]] } else { parts };
        for (n, part) in parts.into_iter().enumerate() {
            if rows > 0 && (rows + part.len() > ROWS || n == 0 && table.on_new_page) {
                pieces.push(Vec::new());
                rows = 0;
            }
            rows += part.len().max(1);
            let title = match n {
                _ if table.title.is_empty() => String::new(),
                0 => table.title.clone(),
                _ => format!("{} (продолжение)", table.title),
            };
            let charts = if n == 0 { table.charts.clone() } else { Vec::new() };
            let piece =
                Table { title, rows: part.to_vec(), charts, columns: table.columns.clone(), ..*table };
            pieces.last_mut().expect("there is one").push(piece);
        }
    }
    pieces
}
