//! The lines that a report's diagnostics point to, read again when the report is shown: so that
//! right files cost nothing.

use super::encoding;
use super::folder::head;
use super::naming::column_of;
use super::sink::RowSink;
use super::window::Stop;
use super::workbook::{Container, Workbooks};
use crate::diagnostics::{Lines, Report, Spot, excerpt, fold};
use crate::model::cell::Fault;
use crate::model::table::MAX_COLUMNS;
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

/// The lines that the folded report shows. What cannot be read again is left out.
pub fn lines(input: &Path, report: &Report) -> Lines {
    let mut wanted: BTreeMap<(&str, Option<&str>), Vec<Wanted<'_>>> = BTreeMap::new();
    let folded = fold(report);
    let shown = folded.iter().flat_map(|file| &file.folds).flat_map(|fold| fold.shown.iter().copied());
    for diagnostic in shown {
        if let Some(spot) = diagnostic.spot() {
            let of_file = wanted.entry((&diagnostic.file, diagnostic.sheet.as_deref())).or_default();
            of_file.push(Wanted { spot, table: diagnostic.table });
        }
    }
    let mut lines = Lines::new();
    for ((file, sheet), wanted) in wanted {
        let path = input.join(file);
        match sheet {
            None => drop(of_text(&path, &wanted, &mut lines)),
            Some(sheet) => {
                let numbers = wanted.iter().map(|wanted| wanted.spot.line).collect();
                let found = BTreeMap::from_iter(of_sheet(input, file, sheet, &numbers));
                let line = |spot: &Spot| Some((spot.clone(), (spot.line, found.get(&spot.line)?.clone())));
                lines.extend(wanted.iter().filter_map(|wanted| line(&wanted.spot)));
            }
        }
    }
    lines
}

/// A line that is wanted, and the table whose column stands on it.
struct Wanted<'a> {
    spot: Spot,
    table: Option<&'a str>,
}

/// How much of a line is kept.
const LONGEST: usize = 4096;
/// How many lines of a row are looked through for a column.
const MOST_LINES: u32 = 2 * MAX_COLUMNS as u32;

/// The lines of a file of text. In YAML and JSON a column may stand on a line below the one that its
/// row begins with: that one is shown then.
fn of_text(path: &Path, wanted: &[Wanted<'_>], lines: &mut Lines) -> Option<()> {
    let encoding = encoding::survey(path).ok()?.encoding.ok()?;
    let mut window = encoding::open(path, encoding).ok()?;
    let rows = matches!(path.extension()?.to_str()?.to_lowercase().as_str(), "json" | "yaml" | "yml");
    let mut by_line: BTreeMap<u32, Vec<&Wanted<'_>>> = BTreeMap::new();
    for wanted in wanted {
        by_line.entry(wanted.spot.line).or_default().push(wanted);
    }
    let last = by_line.keys().next_back()?.saturating_add(if rows { MOST_LINES } else { 0 });
    // Those of the row that is read whose column was not seen yet.
    let mut sought: Vec<&Wanted<'_>> = Vec::new();
    while window.line() <= last {
        let end = memchr::memchr2(b'\n', b'\r', window.rest());
        if end.is_none() {
            match window.grow() {
                Ok(true) => continue,
                Ok(false) => {}
                Err(Stop::Io(_) | Stop::TooLong) => break,
            }
        }
        let (number, length) = (window.line(), end.unwrap_or(window.rest().len()));
        let text = String::from_utf8_lossy(&window.rest()[..length.min(LONGEST)]);
        let text = text.trim_start_matches('\u{feff}');
        if begins_row(text) {
            sought.clear();
        }
        if let Some(here) = by_line.get(&number).filter(|_| length > 0) {
            lines.extend(here.iter().map(|wanted| (wanted.spot.clone(), (number, text.to_owned()))));
            sought = here.iter().copied().filter(|wanted| rows && wanted.spot.column.is_some()).collect();
        }
        if !sought.is_empty() {
            let keys = keys(text);
            sought.retain(|wanted| {
                let found =
                    keys.iter().any(|key| column_of(wanted.table, key) == wanted.spot.column.as_deref());
                if found {
                    lines.insert(wanted.spot.clone(), (number, text.to_owned()));
                }
                !found
            });
        }
        if end.is_none() {
            break;
        }
        window.pass(length + 1);
    }
    Some(())
}

/// Whether a row of YAML or JSON begins or ends with a line.
fn begins_row(line: &str) -> bool {
    line.trim_start().starts_with(['-', '{', '}', ']'])
}

/// What may be keys on a line of YAML or JSON.
fn keys(line: &str) -> Vec<&str> {
    let mut pieces = line.split('"');
    let mut keys = Vec::new();
    if let Some((key, _)) = pieces.next().and_then(|plain| plain.split_once(':')) {
        keys.push(key.trim().trim_start_matches("- ").trim().trim_matches('\''));
    }
    while let (Some(quoted), Some(after)) = (pieces.next(), pieces.next()) {
        if after.trim_start().starts_with(':') {
            keys.push(quoted);
        }
    }
    keys
}

fn of_sheet(input: &Path, file: &str, sheet: &str, wanted: &BTreeSet<u32>) -> Vec<(u32, String)> {
    let mut gathered = Gathered { wanted, lines: Vec::new(), columns: 0 };
    let mut workbooks = Workbooks::new(input);
    let container = head(&input.join(file)).ok().and_then(|head| Container::of(&head));
    let opened = container.and_then(|container| workbooks.open(file.into(), container).ok());
    if let Some(workbook) = opened
        && let Some(index) = workbooks.sheets(workbook).iter().position(|name| excerpt(name) == sheet)
    {
        workbooks.read(workbook, index, &mut gathered);
    }
    gathered.lines
}

/// Takes the rows of a sheet as they stand, whatever their headings.
struct Gathered<'a> {
    wanted: &'a BTreeSet<u32>,
    lines: Vec<(u32, String)>,
    columns: usize,
}

impl Gathered<'_> {
    fn keep(&mut self, line: u32, cells: &[&str]) {
        if self.wanted.contains(&line) {
            let used = cells.iter().rposition(|cell| !cell.is_empty()).map_or(0, |last| last + 1);
            self.lines.push((line, cells[..used].join(" | ")));
        }
    }
}

impl RowSink for Gathered<'_> {
    fn column(&mut self, _: &str, _: u32) -> Option<usize> {
        self.columns += 1;
        (self.columns <= MAX_COLUMNS).then(|| self.columns - 1)
    }

    fn knows(&self, _: &str) -> bool {
        false
    }

    fn look_at(&mut self, _: Option<u32>) {}

    fn stand_in(&mut self, _: Vec<(usize, u32)>) {}

    fn width(&self) -> usize {
        MAX_COLUMNS
    }

    fn kind(&self, _: usize) -> &'static str {
        "text"
    }

    fn row(&mut self, line: u32, cells: &[&str], _: Vec<(usize, Fault)>) {
        self.keep(line, cells);
    }

    fn broken_row(&mut self, line: u32, cells: &[&str], _: &str, _: &str) {
        self.keep(line, cells);
    }

    fn lost_rows(&mut self) {}

    fn nameless(&mut self, _: u32) {}

    fn broken_file(&mut self, _: u32, _: String) {}
}
