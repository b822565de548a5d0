//! Sorts the files of an input folder: which belong to which table, what is unknown.

use super::naming::{is_hidden, nearest_table, table_named};
use super::parts::{Format, Part, Parts};
use super::workbook::{Container, Workbooks};
use crate::diagnostics::{Code, Diagnostic, Report};
use crate::files;
use anyhow::Result;
use std::io::Read;
use std::path::{Path, PathBuf};

/// An input folder, sorted.
pub(super) struct Folder {
    pub(super) root: PathBuf,
    /// The year's tables.
    pub(super) tables: Parts,
    /// What came after the year was closed.
    pub(super) late: Parts,
    pub(super) workbooks: Workbooks,
    /// Local acts, in name order.
    pub(super) documents: Vec<PathBuf>,
}

/// The folder of what came after the year was closed.
pub const LATE: &str = "late";
const DOCUMENTS: &str = "documents";
/// The folder of the office's own templates, which are no data.
pub const TEMPLATES: &str = "templates";

/// Sorts; what is no table is warned of.
pub(super) fn sort(root: &Path, report: &mut Report) -> Result<Folder> {
    let (root, workbooks) = (root.to_owned(), Workbooks::new(root));
    let (tables, late) = (Parts::default(), Parts::default());
    let mut sorter =
        Sorter { folder: Folder { root, tables, late, workbooks, documents: Vec::new() }, report };
    let entries = sorter.entries("")?;
    for entry in entries {
        match entry.name.as_str() {
            super::SETTINGS_FILE if entry.kind == EntryKind::File => {}
            TEMPLATES if entry.kind == EntryKind::Folder => {}
            DOCUMENTS if entry.kind == EntryKind::Folder => sorter.documents()?,
            LATE if entry.kind == EntryKind::Folder => {
                for entry in sorter.entries(LATE)? {
                    sorter.table(entry, Whole::Late)?;
                }
            }
            _ => sorter.table(entry, Whole::Year)?,
        }
    }
    Ok(sorter.folder)
}

/// What a table belongs to.
#[derive(Clone, Copy)]
enum Whole {
    Year,
    Late,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum EntryKind {
    File,
    Folder,
    /// To something else, which would not be in the archive.
    Link,
    /// A device or pipe, which may never come to an end.
    Device,
}

/// An entry of a folder.
struct Entry {
    name: String,
    /// Relative to the input folder.
    path: PathBuf,
    kind: EntryKind,
}

impl Entry {
    /// The ending of the name, in small letters.
    fn ending(&self) -> String {
        self.path.extension().and_then(|ending| ending.to_str()).unwrap_or_default().to_lowercase()
    }

    fn stem(&self) -> &str {
        self.path.file_stem().and_then(|stem| stem.to_str()).unwrap_or_default()
    }
}

struct Sorter<'a> {
    folder: Folder,
    report: &'a mut Report,
}

impl Sorter<'_> {
    /// The entries of a folder in byte order of their names, without hidden ones.
    fn entries(&mut self, below: &str) -> Result<Vec<Entry>> {
        let mut entries = Vec::new();
        for full in files::entries(&self.folder.root.join(below))? {
            let name = full.file_name().unwrap_or_default().to_string_lossy().into_owned();
            if is_hidden(&name) {
                continue;
            }
            let path = full.strip_prefix(&self.folder.root).unwrap_or(&full).to_owned();
            if full.is_symlink() {
                entries.push(Entry { name, path, kind: EntryKind::Link });
                continue;
            }
            let kind = match (full.is_dir(), full.is_file()) {
                (true, _) => EntryKind::Folder,
                (_, true) => EntryKind::File,
                _ => EntryKind::Device,
            };
            entries.push(Entry { name, path, kind });
        }
        Ok(entries)
    }

    /// A file or folder that should be a table's, or a workbook.
    fn table(&mut self, entry: Entry, whole: Whole) -> Result<()> {
        match (entry.kind, table_named(entry.stem()), table_named(&entry.name)) {
            (EntryKind::File, table, _) => self.file(&entry, table, whole),
            (EntryKind::Folder, _, Some(table)) => {
                for inside in self.entries(&files::slashed(&entry.path))? {
                    match inside.kind {
                        EntryKind::File => self.file(&inside, Some(table), whole),
                        EntryKind::Folder => self.folder_for_file(&inside, table, whole),
                        EntryKind::Link | EntryKind::Device => self.no_file(&inside, Some(table), whole),
                    }
                }
            }
            (EntryKind::Folder, Some(table), None) => self.folder_for_file(&entry, table, whole),
            (EntryKind::Folder, None, None) => self.unknown(&entry),
            (EntryKind::Link | EntryKind::Device, table, folder) => {
                self.no_file(&entry, table.or(folder), whole);
            }
        }
        Ok(())
    }

    /// Tells of a file that cannot be read, of which nothing that hangs on it is then told.
    fn unreadable(
        &mut self,
        path: &Path,
        table: Option<&'static str>,
        whole: Whole,
        (message, hint): (impl Into<String>, impl Into<String>),
    ) {
        let diagnostic = Diagnostic::new(Code::BadFile, files::slashed(path), message).hint(hint);
        self.report.push(if let Some(table) = table { diagnostic.table(table) } else { diagnostic });
        self.parts(whole).unreadable.push(table);
    }

    /// Tells of what is neither file nor folder.
    fn no_file(&mut self, entry: &Entry, table: Option<&'static str>, whole: Whole) {
        let told = match entry.kind {
            EntryKind::Link => (
                "это ссылка: того, на что она указывает, в архиве не будет",
                "положите вместо ссылки сам файл",
            ),
            _ => ("это не файл, а устройство или канал", "положите вместо него обычный файл"),
        };
        if table.is_some() || is_workbook(&entry.ending()) {
            self.unreadable(&entry.path, table, whole, told);
        } else {
            self.empty(&entry.path, told);
        }
    }

    /// Tells of what cannot have a row of any table.
    fn empty(&mut self, path: &Path, (message, hint): (&str, &str)) {
        self.report.push(Diagnostic::new(Code::BadFile, files::slashed(path), message).hint(hint));
    }

    fn folder_for_file(&mut self, entry: &Entry, table: &'static str, whole: Whole) {
        let hint = format!("папка таблицы называется {table}, а файлы лежат в ней");
        self.unreadable(&entry.path, Some(table), whole, ("это папка, а нужен файл", hint));
    }

    fn parts(&mut self, whole: Whole) -> &mut Parts {
        match whole {
            Whole::Year => &mut self.folder.tables,
            Whole::Late => &mut self.folder.late,
        }
    }

    fn file(&mut self, entry: &Entry, table: Option<&'static str>, whole: Whole) {
        let ending = entry.ending();
        let text = match ending.as_str() {
            "csv" | "tsv" => Some(Format::Csv),
            "yaml" | "yml" => Some(Format::Yaml),
            "json" => Some(Format::Json),
            _ => None,
        };
        let is_workbook = is_workbook(&ending);
        let head = match head(&self.folder.root.join(&entry.path)) {
            Ok(head) => head,
            Err(error) => {
                let told = (
                    format!("файл не читается: {}", files::reason(&error)),
                    "проверьте, не открыт ли он и есть ли на него права",
                );
                return self.unreadable(&entry.path, table, whole, told);
            }
        };
        // The content is right where the name's ending lies.
        let container = Container::of(&head).filter(|_| is_workbook || (text.is_some() && table.is_some()));
        match (container, text, table) {
            (Some(container), _, _) => self.workbook(entry, container, table, whole),
            (None, Some(format), Some(table)) => {
                self.add(table, Part { path: entry.path.clone(), format }, whole)
            }
            // Many programs write text and call it .xls.
            (None, None, Some(table)) if is_workbook && !head.is_empty() && !is_markup(&head) => {
                self.add(table, Part { path: entry.path.clone(), format: Format::Csv }, whole);
            }
            (None, None, _) if is_workbook => {
                let told = if head.is_empty() && table.is_none() {
                    return self.empty(&entry.path, ("файл пуст", "выгрузите его заново"));
                } else if head.is_empty() {
                    ("файл пуст", "выгрузите его заново")
                } else if is_markup(&head) {
                    let message = "это страница HTML или XML, а не книга Excel";
                    (message, "откройте файл в Excel и сохраните его как «Книга Excel (.xlsx)»")
                } else {
                    ("это не книга Excel", "сохраните таблицу как «Книга Excel (.xlsx)»")
                };
                self.unreadable(&entry.path, table, whole, told);
            }
            _ => self.unknown(entry),
        }
    }

    /// The sheets of a workbook: each one's table is told by its name, else by the file's.
    fn workbook(&mut self, entry: &Entry, container: Container, table: Option<&'static str>, whole: Whole) {
        let file = files::slashed(&entry.path);
        let workbook = match self.folder.workbooks.open(entry.path.clone(), container) {
            Ok(workbook) => workbook,
            Err(message) => {
                let hint = "откройте файл в Excel и сохраните его заново как «Книга Excel (.xlsx)»";
                return self.unreadable(&entry.path, table, whole, (message, hint));
            }
        };
        let sheets = self.folder.workbooks.sheets(workbook).to_vec();
        let mut named: Vec<Option<&'static str>> = sheets.iter().map(|sheet| table_named(sheet)).collect();
        let blank: Vec<bool> = named
            .iter()
            .enumerate()
            .map(|(sheet, named)| named.is_none() && self.folder.workbooks.is_blank(workbook, sheet))
            .collect();
        // Of sheets whose names say nothing, «Лист1» or «Сентябрь», all with values are the file's table,
        // or where none has one the first.
        if named.iter().all(Option::is_none) {
            let nothing = blank.iter().all(|blank| *blank);
            for (sheet, own) in named.iter_mut().enumerate() {
                *own = table.filter(|_| !blank[sheet] || nothing && sheet == 0);
            }
        }
        if named.iter().all(Option::is_none) {
            self.unknown(entry);
        } else {
            for sheet in (0..named.len()).filter(|sheet| named[*sheet].is_none() && !blank[*sheet]) {
                let name = crate::diagnostics::excerpt(&sheets[sheet]);
                let message = format!("лист «{name}» не прочитан: такой таблицы нет");
                let mut diagnostic = Diagnostic::new(Code::UnknownFile, file.clone(), message);
                diagnostic.sheet = Some(name);
                self.report
                    .push(diagnostic.hint(nearest_table(&sheets[sheet], "листы называются по таблицам")));
            }
        }
        for (sheet, table) in named.into_iter().enumerate() {
            if let Some(table) = table {
                self.add(
                    table,
                    Part { path: entry.path.clone(), format: Format::Sheet { workbook, sheet } },
                    whole,
                );
            }
        }
    }

    fn add(&mut self, table: &'static str, part: Part, whole: Whole) {
        self.parts(whole).add(table, part);
    }

    fn documents(&mut self) -> Result<()> {
        for entry in self.entries(DOCUMENTS)? {
            if entry.kind == EntryKind::File && entry.path.extension().is_some_and(|ending| ending == "md") {
                self.folder.documents.push(entry.path);
            } else {
                self.unknown(&entry);
            }
        }
        Ok(())
    }

    fn unknown(&mut self, entry: &Entry) {
        let known = "таблицы читаются из файлов .csv, .yaml, .json, .xlsx, .xls и .ods, названных по таблице";
        let stem = match entry.kind {
            EntryKind::File | EntryKind::Link | EntryKind::Device => entry.stem(),
            EntryKind::Folder => &entry.name,
        };
        let message = match (entry.kind, table_named(stem)) {
            (EntryKind::Folder, _) => "папка не прочитана: такой таблицы нет",
            (_, Some(_)) => "файл не прочитан: в таком формате таблицы не читаются",
            (_, None) => "файл не прочитан: такой таблицы нет",
        };
        let hint = nearest_table(stem, known);
        self.report.push(Diagnostic::new(Code::UnknownFile, files::slashed(&entry.path), message).hint(hint));
    }
}

fn is_workbook(ending: &str) -> bool {
    matches!(ending, "xlsx" | "xlsm" | "xls" | "ods")
}

/// The first bytes of a file.
pub(super) fn head(path: &Path) -> Result<Vec<u8>> {
    let mut head = Vec::new();
    files::open(path)?.take(64).read_to_end(&mut head)?;
    Ok(head)
}

/// Whether text begins as HTML or XML does.
fn is_markup(head: &[u8]) -> bool {
    let head = head.strip_prefix(b"\xef\xbb\xbf").unwrap_or(head);
    head.trim_ascii_start().first() == Some(&b'<')
}
