//! Cells of any format become typed rows of a table.

use super::folder::{Folder, Format, TableFile};
use super::{csv, encoding, json, yaml};
use crate::diagnostics::{Code, Diagnostic, Place, Report};
use crate::files;
use crate::model::archive::{Archive, Stored};
use crate::model::cell::{Context, Fault, Texts};
use crate::model::mark::fold;
use crate::model::table::{Row, Table};
use std::borrow::Cow;
use std::collections::HashMap;
use std::hash::{DefaultHasher, Hash, Hasher};
use unicode_normalization::{IsNormalized, UnicodeNormalization, is_nfc_quick};

/// What a reader of a format tells of a file, row by row.
pub(super) trait RowSink {
    /// The column of a header, by its place in the table; `None` for one that the table does not
    /// have, of which the sink warns once a file.
    fn column(&mut self, header: &str, line: u32) -> Option<usize>;

    /// How many columns the table has.
    fn width(&self) -> usize;

    /// A row: `cells[column]`, `""` where there is nothing.
    fn row(&mut self, line: u32, cells: &[Cow<'_, str>]);

    /// A row that is broken as a row; `cells` is what could be made out of it.
    fn broken_row(&mut self, line: u32, cells: &[Cow<'_, str>], message: &str, hint: &str);

    /// Rows were lost with their ids: nothing that refers to the table can be called dangling.
    fn lost_rows(&mut self);

    /// A column without a heading has values, of which the sink warns once a file.
    fn nameless(&mut self, line: u32);

    /// Whether a column takes several values.
    fn takes_list(&self, column: usize) -> bool;

    /// The file cannot be read on from that line.
    fn broken_file(&mut self, line: u32, message: String);
}

/// Reads all files of a table into the archive.
pub(super) fn read_table<T: Stored>(
    folder: &Folder,
    archive: &mut Archive,
    texts: &mut Texts,
    report: &mut Report,
) {
    let files = folder.files_of(T::NAME);
    let mut table = Table::default();
    let mut numbers = Numbers::default();
    let mut any_row = false;
    for file in files {
        let source = archive.sources.add(file.path.clone());
        let name = archive.sources.name(source);
        let mut reader = Reader::<T> {
            source,
            name,
            archive,
            texts,
            report,
            table: &mut table,
            numbers: &mut numbers,
            seen: vec![false; T::COLUMNS.len()],
            unknown: Vec::new(),
            missing: Vec::new(),
            first_line: None,
            any_row: false,
            unreadable: false,
            suggestions: SUGGESTIONS,
            sha256: None,
        };
        reader.read(folder, file);
        any_row |= reader.any_row;
        let (name, sha256) = (reader.name.clone(), reader.sha256.take());
        reader.finish();
        if let Some(sha256) = sha256 {
            archive.sources.keep_digest(&name, sha256);
        }
    }
    if !files.is_empty() && !any_row {
        let names: Vec<String> = files.iter().map(|file| files::slashed(&file.path)).collect();
        let message = format!("в таблице {} нет ни одной строки", T::NAME);
        report.push(Diagnostic::new(Code::EmptyTable, names.join(", "), message).table(T::NAME));
    }
    *T::table_mut(archive) = table;
}

/// The place of each mark among those of its lesson and student, by order of rows.
#[derive(Default)]
struct Numbers(HashMap<u64, u32>);

impl Numbers {
    fn next(&mut self, lesson: &str, student: &str) -> u32 {
        let mut hasher = DefaultHasher::new();
        (lesson, student).hash(&mut hasher);
        let number = self.0.entry(hasher.finish()).or_default();
        *number += 1;
        *number
    }
}

/// How many wrong references of a file are told with the nearest id.
const SUGGESTIONS: u32 = 100;

struct Reader<'a, T> {
    source: u32,
    name: String,
    archive: &'a Archive,
    texts: &'a mut Texts,
    report: &'a mut Report,
    table: &'a mut Table<T>,
    numbers: &'a mut Numbers,
    /// Which columns the file has.
    seen: Vec<bool>,
    /// Headers that were warned of.
    unknown: Vec<String>,
    /// Missing values; of a column that the file does not have at all only that is told.
    missing: Vec<(usize, Diagnostic)>,
    /// The header's line, or the first row's.
    first_line: Option<u32>,
    /// Whether the file had a row, right or wrong, or could not be read far enough to tell.
    any_row: bool,
    /// Whether the file could not be read to its end.
    unreadable: bool,
    /// How many more times the nearest id is looked for.
    suggestions: u32,
    /// SHA-256 of the file's bytes.
    sha256: Option<String>,
}

impl<T: Stored> Reader<'_, T> {
    fn read(&mut self, folder: &Folder, file: &TableFile) {
        let bytes = match files::read(&folder.root.join(&file.path)) {
            Ok(bytes) => bytes,
            Err(error) => return self.broken_file(0, format!("файл не читается: {:#}", error)),
        };
        self.sha256 = Some(files::FileDigest::of(&bytes).sha256);
        let text = match encoding::decode(&bytes) {
            Ok(text) => text,
            Err(wrong) => {
                let diagnostic = Diagnostic::new(Code::BadEncoding, &self.name, wrong.message());
                self.report.push(diagnostic.line(wrong.line).table(T::NAME).hint(wrong.hint()));
                self.any_row = true;
                return self.table.mark_incomplete();
            }
        };
        match file.format {
            Format::Csv => csv::read(text, self),
            Format::Yaml => yaml::read(text, self),
            Format::Json => json::read(text, self),
        }
    }

    fn diagnostic(&self, code: Code, line: u32, message: impl Into<String>) -> Diagnostic {
        Diagnostic::new(code, &self.name, message).line(line).table(T::NAME)
    }

    /// Told when the whole file is known: which columns it lacks, and which rows lack a value.
    fn finish(mut self) {
        let Some(line) = self.first_line else { return };
        for (index, column) in T::COLUMNS.iter().enumerate() {
            if column.required && !self.seen[index] && !self.unreadable {
                let message = format!("нет обязательного столбца {}", column.name);
                let diagnostic = self.diagnostic(Code::MissingColumn, line, message).column(column.name);
                self.report.push(diagnostic.hint("добавьте столбец с этим заголовком"));
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
    }

    fn fault(&self, line: u32, record: &str, column: usize, value: &str, fault: Fault) -> Option<Diagnostic> {
        let name = T::COLUMNS[column].name;
        let (code, message, hint) = match fault {
            Fault::Missing => (
                Code::MissingRequired,
                format!("нет обязательного значения {name}"),
                "впишите значение".to_owned(),
            ),
            Fault::Date => {
                let time = T::COLUMNS[column].kind == "time";
                let hint = if time {
                    "нужны дата и время вида 2024-09-02T18:05 или 02.09.2024 18:05"
                } else {
                    "нужна существующая дата вида 2024-09-02 или 02.09.2024"
                };
                (
                    Code::BadDate,
                    format!("«{}» — не дата", crate::diagnostics::excerpt(value)),
                    hint.to_owned(),
                )
            }
            Fault::Number(expected) => (
                Code::BadNumber,
                format!("«{}» — не то число, какое здесь нужно", crate::diagnostics::excerpt(value)),
                format!("нужно {expected}"),
            ),
            Fault::Control => (
                Code::BadValue,
                "в значении управляющий символ, который нельзя напечатать".to_owned(),
                "наберите значение заново".to_owned(),
            ),
            Fault::Value(allowed) => (
                Code::BadValue,
                format!("недопустимое значение «{}»", crate::diagnostics::excerpt(value)),
                allowed_hint(value, &allowed),
            ),
            Fault::Mark(allowed) => (
                Code::MarkOutsideScale,
                format!("отметка «{}» вне шкалы", crate::diagnostics::excerpt(value)),
                format!("допустимы: {}; шкала задана в archive.yaml: scale", allowed.join(", ")),
            ),
            Fault::Dangling(table, nearest) => (
                Code::DanglingReference,
                format!("в таблице {table} нет записи «{}»", crate::diagnostics::excerpt(value)),
                match nearest {
                    Some(nearest) => format!("может быть, имелось в виду «{nearest}»?"),
                    None => format!("исправьте значение или добавьте строку в таблицу {table}"),
                },
            ),
            Fault::Broken => return None,
        };
        let diagnostic = self.diagnostic(code, line, message).record(T::NAME, record).column(name).hint(hint);
        Some(if value.is_empty() { diagnostic } else { diagnostic.value(value) })
    }

    /// Trims, makes NBSP a space and letters whole (NFC).
    fn clean(cell: &str) -> Cow<'_, str> {
        let trimmed = cell.trim_matches(|c: char| c.is_whitespace() || c == '\u{feff}');
        let plain = !trimmed.contains(['\u{a0}', '\u{202f}']);
        if plain && is_nfc_quick(trimmed.chars()) == IsNormalized::Yes {
            return Cow::Borrowed(trimmed);
        }
        let spaced = trimmed.chars().map(|c| if matches!(c, '\u{a0}' | '\u{202f}') { ' ' } else { c });
        Cow::Owned(spaced.nfc().collect())
    }

    /// Declares the id of a row that is not in the model, so that what refers to it is not wrong.
    fn declare_broken(&mut self, id: Option<&str>) {
        if T::has_id() {
            match id {
                Some(id) if !id.is_empty() => drop(self.table.declare(id, None)),
                _ => self.table.mark_incomplete(),
            }
        }
    }
}

impl<T: Stored> RowSink for Reader<'_, T> {
    fn column(&mut self, header: &str, line: u32) -> Option<usize> {
        self.first_line.get_or_insert(line);
        let name = fold(header);
        if let Some(index) = T::column(&name) {
            self.seen[index] = true;
            return Some(index);
        }
        if !name.is_empty() && !self.unknown.contains(&name) {
            let names: Vec<String> = T::COLUMNS.iter().map(|column| column.name.to_owned()).collect();
            let message = format!(
                "в таблице {} нет столбца «{}»: он не прочитан",
                T::NAME,
                crate::diagnostics::excerpt(header)
            );
            let diagnostic = self
                .diagnostic(Code::UnknownColumn, line, message)
                .column(crate::diagnostics::excerpt(header));
            self.report.push(diagnostic.hint(allowed_hint(&name, &names)));
            self.unknown.push(name);
        }
        None
    }

    fn width(&self) -> usize {
        T::COLUMNS.len()
    }

    fn row(&mut self, line: u32, cells: &[Cow<'_, str>]) {
        self.first_line.get_or_insert(line);
        let mut cells: Vec<Cow<'_, str>> = cells.iter().map(|cell| Self::clean(cell)).collect();
        if cells.iter().all(|cell| cell.is_empty()) {
            return;
        }
        self.any_row = true;
        if let Some(n) = T::column("n") {
            let number = self.numbers.next(&cells[0], &cells[1]);
            if cells[n].is_empty() {
                cells[n] = Cow::Owned(number.to_string());
            }
        }
        let texts: Vec<&str> = cells.iter().map(|cell| &**cell).collect();
        let mut faults = Vec::new();
        let mut context =
            Context { archive: self.archive, texts: self.texts, suggestions: &mut self.suggestions };
        let place = Place { source: self.source, line };
        let mut row =
            T::parse(place, &texts, &mut context, &mut |column, fault| faults.push((column, fault)));
        for column in
            texts.iter().enumerate().filter_map(|(column, text)| text.contains(is_control).then_some(column))
        {
            row = None;
            faults.retain(|(faulty, _)| *faulty != column);
            faults.push((column, Fault::Control));
        }
        let record = T::record_of(|column| texts[column].to_owned());
        for (column, fault) in faults {
            let missing = fault == Fault::Missing;
            match self.fault(line, &record, column, texts[column], fault) {
                Some(diagnostic) if missing => self.missing.push((column, diagnostic)),
                Some(diagnostic) => self.report.push(diagnostic),
                None => {}
            }
        }
        if T::has_id() && !texts[0].is_empty() && self.table.declares(texts[0]) {
            let id = crate::diagnostics::excerpt(texts[0]);
            let first = self.table.row_of(texts[0]).map(Row::place);
            let first = first
                .map(|place| format!(" ({}, строка {})", self.archive.sources.name(place.source), place.line))
                .unwrap_or_default();
            let message = format!("в таблице {} уже есть запись «{id}»{first}", T::NAME);
            let diagnostic = self.diagnostic(Code::DuplicateId, line, message).record(T::NAME, texts[0]);
            self.report.push(
                diagnostic.column("id").value(texts[0]).hint("дайте записи другой id или уберите повтор"),
            );
            self.table.mark_broken(texts[0]);
            return;
        }
        match row {
            Some(row) => {
                let row = self.table.push(row);
                if T::has_id() {
                    self.table.declare(texts[0], Some(row));
                }
            }
            None => {
                self.table.mark_broken(&record);
                // A row without an id cannot be referred to: nothing is lost.
                if T::has_id() && !texts[0].is_empty() {
                    self.table.declare(texts[0], None);
                }
            }
        }
    }

    fn lost_rows(&mut self) {
        self.table.mark_incomplete();
    }

    fn nameless(&mut self, line: u32) {
        if !self.unknown.iter().any(String::is_empty) {
            let message = "у столбца со значениями нет заголовка: он не прочитан";
            let diagnostic = self.diagnostic(Code::UnknownColumn, line, message);
            self.report.push(diagnostic.hint("впишите заголовок столбца или уберите его значения"));
            self.unknown.push(String::new());
        }
    }

    fn takes_list(&self, column: usize) -> bool {
        T::COLUMNS[column].kind == "list"
    }

    fn broken_row(&mut self, line: u32, cells: &[Cow<'_, str>], message: &str, hint: &str) {
        self.any_row = true;
        let mut cleaned: Vec<Cow<'_, str>> = cells.iter().map(|cell| Self::clean(cell)).collect();
        if let Some(n) = T::column("n").filter(|_| !cleaned.is_empty()) {
            let number = self.numbers.next(&cleaned[0], &cleaned[1]);
            if cleaned[n].is_empty() {
                cleaned[n] = Cow::Owned(number.to_string());
            }
        }
        let record = if cleaned.is_empty() {
            String::new()
        } else {
            T::record_of(|column| cleaned[column].to_string())
        };
        let diagnostic = self.diagnostic(Code::BadRow, line, message).record(T::NAME, &record);
        self.report.push(diagnostic.hint(hint));
        self.table.mark_broken(&record);
        let id = cleaned.first().map(|id| id.to_string());
        self.declare_broken(id.as_deref());
    }

    fn broken_file(&mut self, line: u32, message: String) {
        self.any_row = true;
        let diagnostic = self.diagnostic(Code::BadFile, line, message);
        self.report.push(diagnostic.hint("исправьте файл в этом месте или выгрузите его заново"));
        self.table.mark_incomplete();
        // How far the file goes is unknown: of no column can it be said that it is missing.
        self.unreadable = true;
    }
}

/// A character that cannot be printed; breaks of lines and tabs within a cell can.
fn is_control(c: char) -> bool {
    c.is_control() && !matches!(c, '\n' | '\r' | '\t')
}

/// The values that a column takes, the nearest one first.
fn allowed_hint(value: &str, allowed: &[String]) -> String {
    if allowed.is_empty() {
        return "оставьте поле пустым: в настройках (archive.yaml) для него ничего не задано".to_owned();
    }
    let value = fold(value);
    let nearest = allowed
        .iter()
        .map(|word| (strsim::osa_distance(&value, word), word))
        .filter(|(distance, word)| *distance <= 2 && *distance < word.chars().count())
        .min();
    let all = format!("возможны: {}", allowed.join(", "));
    match nearest {
        Some((_, word)) => format!("может быть, «{word}»? {all}"),
        None => all,
    }
}
