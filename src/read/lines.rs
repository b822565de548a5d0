//! The lines that a report's diagnostics point to, read again when the report is shown: so that
//! right files cost nothing.

use super::encoding;
use super::sink::RowSink;
use super::window::Stop;
use super::workbook::{Container, Workbook};
use crate::diagnostics::{Diagnostic, Lines, Report, excerpt, fold};
use crate::model::cell::Fault;
use crate::model::table::MAX_COLUMNS;
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

/// The lines that the folded report shows. What cannot be read again is left out.
pub fn lines(input: &Path, report: &Report) -> Lines {
    let mut wanted: BTreeMap<(&str, Option<&str>), BTreeSet<u32>> = BTreeMap::new();
    let folded = fold(report);
    let shown = folded.iter().flat_map(|file| &file.folds).flat_map(|fold| fold.shown.iter().copied());
    for Diagnostic { file, sheet, line, .. } in shown {
        wanted.entry((file, sheet.as_deref())).or_default().extend(line);
    }
    let mut lines = Lines::new();
    for ((file, sheet), numbers) in wanted.into_iter().filter(|(_, numbers)| !numbers.is_empty()) {
        let path = input.join(file);
        let found = match sheet {
            None => of_text(&path, &numbers).unwrap_or_default(),
            Some(sheet) => of_sheet(input, file, sheet, &numbers),
        };
        let key = |number| (file.to_owned(), sheet.map(str::to_owned), number);
        lines.extend(found.into_iter().map(|(number, line)| (key(number), line)));
    }
    lines
}

/// How much of a line is kept.
const LONGEST: usize = 4096;

fn of_text(path: &Path, wanted: &BTreeSet<u32>) -> Option<Vec<(u32, String)>> {
    let encoding = encoding::survey(path).ok()?.encoding.ok()?;
    let mut window = encoding::open(path, encoding).ok()?;
    let mut lines = Vec::new();
    let last = *wanted.last()?;
    while window.line() <= last {
        let end = memchr::memchr2(b'\n', b'\r', window.rest());
        if end.is_none() {
            match window.grow() {
                Ok(true) => continue,
                Ok(false) => {}
                Err(Stop::Io(_) | Stop::TooLong) => break,
            }
        }
        let length = end.unwrap_or(window.rest().len());
        if wanted.contains(&window.line()) && length > 0 {
            let line = String::from_utf8_lossy(&window.rest()[..length.min(LONGEST)]).into_owned();
            lines.push((window.line(), line.trim_start_matches('\u{feff}').to_owned()));
        }
        if end.is_none() {
            break;
        }
        window.pass(length + 1);
    }
    Some(lines)
}

fn of_sheet(input: &Path, file: &str, sheet: &str, wanted: &BTreeSet<u32>) -> Vec<(u32, String)> {
    let mut gathered = Gathered { wanted, lines: Vec::new(), columns: 0 };
    let head = std::fs::File::open(input.join(file)).ok().and_then(|file| {
        let mut head = Vec::new();
        std::io::Read::read_to_end(&mut std::io::Read::take(file, 8), &mut head).ok().map(|_| head)
    });
    let container = head.and_then(|head| Container::of(&head));
    let opened = container.and_then(|container| Workbook::open(input, file.into(), container).ok());
    if let Some(mut workbook) = opened
        && let Some(index) = workbook.sheets.iter().position(|name| excerpt(name) == sheet)
    {
        workbook.read(index, &mut gathered);
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
