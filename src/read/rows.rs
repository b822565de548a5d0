//! Cells of any format become typed rows of a table.

use super::clean::{clean, is_clean, is_forbidden, is_plain};
use super::numbers::Numbers;
use super::parts::{Format, Parts};
use super::sink::RowSink;
use super::wording::{nearest, of_fault};
use super::workbook::Workbooks;
use super::{csv, encoding, json, yaml};
use crate::diagnostics::{Code, Diagnostic, Place, Report, Sources, Unsure, excerpt, letters};
use crate::files;
use crate::model::archive::{Archive, Stored};
use crate::model::cell::{Context, Fault, Text, Texts};
use crate::model::table::{MAX_COLUMNS, Row, Table};
use std::borrow::Cow;
use std::collections::BTreeMap;
use std::path::Path;
use unicode_normalization::UnicodeNormalization;

/// What all tables are read with.
pub(super) struct Reading<'a> {
    pub(super) root: &'a Path,
    pub(super) workbooks: &'a mut Workbooks,
    pub(super) archive: &'a Archive,
    pub(super) sources: &'a mut Sources,
    pub(super) texts: &'a mut Texts,
    pub(super) report: &'a mut Report,
    /// Whether some font has a letter.
    pub(super) letters: &'a dyn Fn(char) -> bool,
    /// What refers to rows that are perhaps only lost, by their table.
    pub(super) unsure: &'a mut UnsureReferences,
}

/// References that lead nowhere, of tables that lost rows: by the table's name.
pub(super) type UnsureReferences = BTreeMap<&'static str, (usize, Unsure)>;

/// Reads all parts of a table.
pub(super) fn read_table<T: Stored>(parts: &Parts, reading: &mut Reading<'_>) -> Table<T> {
    let mut table = Table::default();
    let may_have_more = parts.lacks(T::NAME);
    if may_have_more {
        table.mark_incomplete();
    }
    let parts = parts.of(T::NAME);
    let mut numbers = Numbers::default();
    let mut any_row = false;
    for part in parts {
        let source = reading.sources.add(part.path.clone(), part.sheet_name(reading.workbooks));
        let mut reader = Reader::<T> {
            source,
            archive: reading.archive,
            sources: reading.sources,
            texts: reading.texts,
            report: reading.report,
            letters: reading.letters,
            unsure: reading.unsure,
            table: &mut table,
            numbers: &mut numbers,
            number: T::column("n"),
            headers: Vec::new(),
            seen: [false; MAX_COLUMNS],
            unknown: 0,
            looked_at: None,
            nameless: false,
            missing: Vec::new(),
            more_missing: [0; MAX_COLUMNS],
            first_line: None,
            any_row: false,
            unreadable: false,
            suggestions: SUGGESTIONS,
        };
        match part.format {
            Format::Sheet { workbook, sheet } => reading.workbooks.read(workbook, sheet, &mut reader),
            _ => reader.read(&reading.root.join(&part.path), part.format),
        }
        any_row |= reader.any_row;
        reader.finish();
    }
    if let [first, others @ ..] = parts
        && !any_row
        && !may_have_more
    {
        let mut message = format!("в таблице {} нет ни одной строки", T::label());
        if !others.is_empty() {
            let names: Vec<String> = parts.iter().map(|part| part.name(reading.workbooks)).collect();
            message.push_str(&format!("; она искалась здесь: {}", names.join(", ")));
        }
        let hint = "если таблица не нужна, файл или лист можно убрать";
        let mut diagnostic = Diagnostic::new(Code::EmptyTable, files::slashed(&first.path), message);
        diagnostic.sheet = first.sheet_name(reading.workbooks);
        reading.report.push(diagnostic.table(T::NAME).hint(hint));
    }
    table
}

/// How many wrong references of a file are told with the nearest id.
const SUGGESTIONS: u32 = 100;
/// How many unknown columns of a file are told of.
const UNKNOWN: u32 = 50;
/// The longest id, in letters: it stands on pages and in addresses.
const LONGEST_ID: usize = 200;
/// The longest value, in letters: what a cell of Excel can hold.
const LONGEST_VALUE: usize = 32_767;

struct Reader<'a, T> {
    source: u32,
    archive: &'a Archive,
    sources: &'a mut Sources,
    texts: &'a mut Texts,
    report: &'a mut Report,
    letters: &'a dyn Fn(char) -> bool,
    unsure: &'a mut UnsureReferences,
    table: &'a mut Table<T>,
    numbers: &'a mut Numbers,
    /// The column that numbers the rows of a lesson and student.
    number: Option<usize>,
    /// Headers that were looked up, as they stand.
    headers: Vec<(Box<str>, Option<usize>)>,
    /// Which columns the file has.
    seen: [bool; MAX_COLUMNS],
    /// How many unknown headers were warned of.
    unknown: u32,
    /// The column of the sheet that is looked at.
    looked_at: Option<u32>,
    /// Whether it was told that a column has no heading.
    nameless: bool,
    /// Missing values; of a column that the file does not have at all only that is told.
    missing: Vec<(usize, Diagnostic)>,
    /// How many more of each column there are than are kept.
    more_missing: [usize; MAX_COLUMNS],
    /// The header's line, or the first row's.
    first_line: Option<u32>,
    /// Whether the file had a row, right or wrong, or could not be read far enough to tell.
    any_row: bool,
    /// Whether the file could not be read to its end.
    unreadable: bool,
    /// How many more times the nearest id is looked for.
    suggestions: u32,
}

impl<T: Stored> Reader<'_, T> {
    /// Reads a file of text.
    fn read(&mut self, path: &Path, format: Format) {
        let survey = match encoding::survey(path) {
            Ok(survey) => survey,
            Err(error) => return self.broken_file(0, format!("файл не читается: {}", files::reason(&error))),
        };
        self.sources.keep_digest(&self.sources.name(self.source), survey.sha256);
        let encoding = match survey.encoding {
            Ok(encoding) => encoding,
            Err(wrong) => {
                let diagnostic = self.diagnostic(Code::BadEncoding, wrong.line, None, wrong.message());
                self.report.push(diagnostic.hint(wrong.hint()));
                self.any_row = true;
                return self.table.mark_incomplete();
            }
        };
        match encoding::open(path, encoding) {
            Err(error) => self.broken_file(0, format!("файл не читается: {}", files::reason(&error))),
            Ok(mut window) => match format {
                Format::Yaml => yaml::read(&mut window, self),
                Format::Json => json::read(&mut window, self),
                Format::Csv | Format::Sheet { .. } => csv::read(&mut window, self),
            },
        }
    }

    /// A diagnostic of a line, and of one of the table's columns.
    fn diagnostic(
        &self,
        code: Code,
        line: u32,
        column: Option<usize>,
        message: impl Into<String>,
    ) -> Diagnostic {
        let place = Place { source: self.source, line };
        let mut diagnostic = Diagnostic::at(code, self.sources, place, column, message).table(T::NAME);
        if let Some(column) = self.looked_at.filter(|_| diagnostic.sheet.is_some()) {
            diagnostic.cell = Some(format!("{}{line}", letters(column)));
        }
        match column.map(|column| &T::COLUMNS[column]) {
            Some(column) => diagnostic.column(column.name).heading(column.title()),
            None => diagnostic,
        }
    }

    /// Told when the whole file is known: which columns it lacks, and which rows lack a value.
    fn finish(mut self) {
        let Some(line) = self.first_line else { return };
        for (index, column) in T::COLUMNS.iter().enumerate() {
            if column.required && !self.seen[index] && !self.unreadable {
                let message = format!("нет обязательного столбца {}", column.name);
                let hint = format!("добавьте столбец с заголовком {} или «{}»", column.name, column.title());
                self.report.push(self.diagnostic(Code::MissingColumn, line, Some(index), message).hint(hint));
                if column.name == "id" {
                    self.table.mark_incomplete();
                }
            }
        }
        for (column, diagnostic) in std::mem::take(&mut self.missing) {
            if self.seen[column] || self.unreadable {
                self.report.push(diagnostic);
            }
        }
        let told = (0..MAX_COLUMNS).filter(|column| self.seen[*column] || self.unreadable);
        let more = told.map(|column| self.more_missing[column]).sum();
        self.report.count_more(&self.sources.name(self.source), Code::MissingRequired, more);
    }

    /// Tells of a cell that is wrong.
    fn tell(&mut self, line: u32, record: &str, column: usize, value: &str, fault: Fault) {
        let missing = fault == Fault::Missing;
        if missing && self.missing.len() >= Report::KEPT {
            self.more_missing[column] += 1;
            return;
        }
        let lost = match &fault {
            Fault::Dangling { lost, .. } if *lost > 0 => Some(*lost),
            _ => None,
        };
        let Some((code, message, hint)) = of_fault(fault, &T::COLUMNS[column], value) else { return };
        let mut diagnostic =
            self.diagnostic(code, line, Some(column), message).record(T::NAME, record).hint(hint);
        if !value.is_empty() {
            diagnostic = diagnostic.value(value);
        }
        match (lost, T::COLUMNS[column].reference) {
            _ if missing => self.missing.push((column, diagnostic)),
            (Some(lost), Some(table)) => {
                self.unsure
                    .entry(table)
                    .or_insert_with(|| (lost, Unsure::default()))
                    .1
                    .push(value, diagnostic);
            }
            _ => self.report.push(diagnostic),
        }
    }

    /// Takes a row whose cells are clean but for what `faults` says of them.
    fn take(&mut self, line: u32, cells: &[&str], mut faults: Vec<(usize, Fault)>) {
        self.any_row = true;
        for (column, cell) in cells.iter().enumerate() {
            let longest = if T::has_id() && column == 0 { LONGEST_ID } else { LONGEST_VALUE };
            if cell.len() > longest && cell.chars().count() > longest {
                faults.push((column, Fault::Long(longest)));
            }
        }
        let given = faults.len();
        let mut context =
            Context { archive: self.archive, texts: self.texts, suggestions: &mut self.suggestions };
        let place = Place { source: self.source, line };
        let mut row = T::parse(place, cells, &mut context, &mut |column, fault| {
            if faults[..given].iter().all(|(told, _)| *told != column) {
                faults.push((column, fault));
            }
        });
        if given > 0 {
            row = None;
        }
        let has_id = T::has_id() && !cells[0].is_empty() && faults.iter().all(|(column, _)| *column != 0);
        let record =
            if row.is_some() { String::new() } else { T::record_of(|column| cells[column].to_owned()) };
        for (column, fault) in faults {
            self.tell(line, &record, column, cells[column], fault);
        }
        if has_id && self.table.declares(cells[0]) {
            return self.tell_duplicate(line, cells[0], row);
        }
        match row {
            Some(row) => {
                let row = self.table.push(row);
                if T::has_id() {
                    self.table.declare(self.texts.share(cells[0]), Some(row));
                }
            }
            None => {
                self.table.mark_broken(&record);
                if has_id {
                    self.table.declare(Text::from(cells[0]), None);
                } else if T::has_id() {
                    self.table.mark_lost();
                }
            }
        }
    }

    /// The first row of an id holds. A second one that says something else makes the id doubtful.
    fn tell_duplicate(&mut self, line: u32, id: &str, row: Option<T>) {
        let first = self.table.row_of(id);
        let is_copy = first.zip(row.as_ref()).is_some_and(|(first, row)| {
            (0..T::COLUMNS.len())
                .all(|column| first.cell(column, self.archive) == row.cell(column, self.archive))
        });
        let first = first
            .map(Row::place)
            .map(|place| match self.sources.cell(place, Some(0)) {
                Some(cell) => format!(" ({}, ячейка {cell})", self.sources.name(place.source)),
                None => format!(" ({}, строка {})", self.sources.name(place.source), place.line),
            })
            .unwrap_or_default();
        let message = format!("в таблице {} уже есть запись «{}»{first}", T::label(), excerpt(id));
        let diagnostic = self.diagnostic(Code::DuplicateId, line, Some(0), message).record(T::NAME, id);
        self.report.push(diagnostic.value(id).hint("дайте записи другой id или уберите повтор"));
        if !is_copy {
            self.table.mark_broken(id);
            self.table.mark_lost();
        }
    }

    /// The cells with the number of the row among those of its lesson and student.
    fn numbered<'c>(&mut self, cells: &[&'c str], text: &'c mut String) -> [&'c str; MAX_COLUMNS] {
        let mut numbered = [""; MAX_COLUMNS];
        numbered[..cells.len()].copy_from_slice(cells);
        if let Some(n) = self.number.filter(|_| !cells.is_empty()) {
            let number = self.numbers.next(cells[0], cells[1]);
            if cells[n].is_empty() {
                numbered[n] = if number == 1 {
                    "1"
                } else {
                    *text = number.to_string();
                    text
                };
            }
        }
        numbered
    }
}

impl<T: Stored> RowSink for Reader<'_, T> {
    fn column(&mut self, header: &str, line: u32) -> Option<usize> {
        self.first_line.get_or_insert(line);
        if let Some((_, column)) = self.headers.iter().find(|(known, _)| **known == *header) {
            return *column;
        }
        let name = clean(header);
        let column = T::headed(&name);
        match column {
            Some(column) => self.seen[column] = true,
            None if !name.is_empty() && self.unknown < UNKNOWN => {
                self.unknown += 1;
                let title = excerpt(header);
                let message = format!("в таблице {} нет столбца «{title}»: он не прочитан", T::label());
                let diagnostic = self.diagnostic(Code::UnknownColumn, line, None, message).column(title);
                self.report.push(diagnostic.hint(column_hint::<T>(&name)));
            }
            None => {}
        }
        if self.headers.len() < 2 * MAX_COLUMNS + UNKNOWN as usize {
            self.headers.push((header.into(), column));
        }
        column
    }

    fn knows(&self, header: &str) -> bool {
        T::headed(&clean(header)).is_some()
    }

    fn look_at(&mut self, column: Option<u32>) {
        self.looked_at = column;
    }

    fn stand_in(&mut self, columns: Vec<(usize, u32)>) {
        self.sources.keep_columns(self.source, columns);
    }

    fn width(&self) -> usize {
        T::COLUMNS.len()
    }

    fn kind(&self, column: usize) -> &'static str {
        T::COLUMNS[column].kind
    }

    fn row(&mut self, line: u32, cells: &[&str], mut faults: Vec<(usize, Fault)>) {
        self.first_line.get_or_insert(line);
        let mut text = String::new();
        let letters = self.letters;
        for (column, cell) in cells.iter().enumerate().filter(|(_, cell)| !is_plain(cell)) {
            // What clean() drops or refuses is told as that.
            let shown = |c: &char| !is_forbidden(*c) && !matches!(c, '\u{200b}' | '\u{2060}' | '\u{feff}');
            let missing = cell.nfc().filter(shown).find(|c| !letters(*c));
            if let Some(c) = missing.filter(|_| faults.iter().all(|(told, _)| *told != column)) {
                faults.push((column, Fault::Letter(c)));
            }
        }
        if cells.iter().all(|cell| is_clean(cell)) {
            if cells.iter().any(|cell| !cell.is_empty()) || !faults.is_empty() {
                let numbered = self.numbered(cells, &mut text);
                self.take(line, &numbered[..cells.len()], faults);
            }
            return;
        }
        let cleaned: Vec<Cow<'_, str>> = cells.iter().map(|cell| clean(cell)).collect();
        let cells: Vec<&str> = cleaned.iter().map(|cell| &**cell).collect();
        for (column, cell) in cells.iter().enumerate() {
            if cell.contains(is_forbidden) && faults.iter().all(|(told, _)| *told != column) {
                faults.push((column, Fault::Control));
            }
        }
        if cells.iter().any(|cell| !cell.is_empty()) || !faults.is_empty() {
            let numbered = self.numbered(&cells, &mut text);
            self.take(line, &numbered[..cells.len()], faults);
        }
    }

    fn broken_row(&mut self, line: u32, cells: &[&str], message: &str, hint: &str) {
        self.any_row = true;
        let cleaned: Vec<Cow<'_, str>> = cells.iter().map(|cell| clean(cell)).collect();
        let cells: Vec<&str> = cleaned.iter().map(|cell| &**cell).collect();
        let mut text = String::new();
        let numbered = self.numbered(&cells, &mut text);
        let record =
            if cells.is_empty() { String::new() } else { T::record_of(|column| numbered[column].to_owned()) };
        let diagnostic = self.diagnostic(Code::BadRow, line, None, message).record(T::NAME, &record);
        self.report.push(diagnostic.hint(hint));
        self.table.mark_broken(&record);
        // What refers to a row that is not in the model is not wrong.
        if T::has_id() {
            match cells.first() {
                Some(id) if !id.is_empty() => drop(self.table.declare(Text::from(*id), None)),
                _ => self.table.mark_lost(),
            }
        }
    }

    fn lost_rows(&mut self) {
        self.table.mark_incomplete();
    }

    fn nameless(&mut self, line: u32) {
        if !std::mem::replace(&mut self.nameless, true) {
            let message = "у столбца со значениями нет заголовка: он не прочитан";
            let diagnostic = self.diagnostic(Code::UnknownColumn, line, None, message);
            self.report.push(diagnostic.hint("впишите заголовок столбца или уберите его значения"));
        }
    }

    fn broken_file(&mut self, line: u32, message: String) {
        self.any_row = true;
        let diagnostic = self.diagnostic(Code::BadFile, line, None, message);
        self.report.push(diagnostic.hint("исправьте файл в этом месте или выгрузите его заново"));
        self.table.mark_incomplete();
        // How far the file goes is unknown: of no column can it be said that it is missing.
        self.unreadable = true;
    }
}

/// The columns of the table, the one with the nearest name or Russian heading first.
fn column_hint<T: Row>(name: &str) -> String {
    let names: Vec<&str> = T::COLUMNS.iter().map(|column| column.name).collect();
    let all = format!("возможны: {}", names.join(", "));
    let known = T::COLUMNS.iter().flat_map(|column| column.headings.iter().chain([&column.name]).copied());
    match nearest(name, known) {
        Some(near) => match T::headed(near).map(|column| T::COLUMNS[column].name) {
            Some(column) if column != near => format!("может быть, «{near}» ({column})? {all}"),
            _ => format!("может быть, «{near}»? {all}"),
        },
        None => all,
    }
}
