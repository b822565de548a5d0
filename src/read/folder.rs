//! Sorts the files of an input folder: which belong to which table, what is unknown.

use crate::diagnostics::{Code, Diagnostic, Report};
use crate::files;
use crate::model::Archive;
use crate::model::mark::fold;
use anyhow::Result;
use std::path::{Path, PathBuf};

/// The form of a table's file, told by its ending.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Format {
    Csv,
    Yaml,
    Json,
}

impl Format {
    fn of(path: &Path) -> Option<Format> {
        let ending = path.extension()?.to_str()?.to_lowercase();
        match ending.as_str() {
            "csv" => Some(Format::Csv),
            "yaml" | "yml" => Some(Format::Yaml),
            "json" => Some(Format::Json),
            _ => None,
        }
    }
}

/// One file of a table.
#[derive(Clone, Debug)]
pub(super) struct TableFile {
    /// Relative to the input folder.
    pub(super) path: PathBuf,
    pub(super) format: Format,
}

/// An input folder, sorted.
pub(super) struct Folder {
    pub(super) root: PathBuf,
    /// Tables that have files, with them in name order.
    tables: Vec<(&'static str, Vec<TableFile>)>,
    /// Local acts, in name order.
    pub(super) documents: Vec<PathBuf>,
}

/// Folders of an input folder that hold no tables of the year.
const OTHER_FOLDERS: [&str; 2] = ["late", "templates"];

impl Folder {
    /// Sorts; what is no table is warned of.
    pub(super) fn sort(root: &Path, report: &mut Report) -> Result<Folder> {
        let mut folder = Folder { root: root.to_owned(), tables: Vec::new(), documents: Vec::new() };
        for path in files::entries(root)? {
            let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
            if is_hidden(&name) || name == super::SETTINGS_FILE {
                continue;
            }
            let table = table_named(path.file_stem().and_then(|stem| stem.to_str()).unwrap_or_default());
            if path.is_dir() {
                match (name.as_str(), table_named(&name)) {
                    ("documents", _) => folder.add_documents(&path, report)?,
                    (_, Some(table)) => {
                        for inside in files::entries(&path)? {
                            let inside_name =
                                inside.file_name().unwrap_or_default().to_string_lossy().into_owned();
                            if !is_hidden(&inside_name) {
                                folder.add(Some(table), &inside, report);
                            }
                        }
                    }
                    (name, None) if OTHER_FOLDERS.contains(&name) => {}
                    _ => folder.unknown(&path, report),
                }
            } else {
                folder.add(table, &path, report);
            }
        }
        Ok(folder)
    }

    /// The files of a table.
    pub(super) fn files_of(&self, table: &str) -> &[TableFile] {
        self.tables.iter().find(|(name, _)| *name == table).map_or(&[], |(_, files)| files)
    }

    fn add(&mut self, table: Option<&'static str>, path: &Path, report: &mut Report) {
        let (Some(table), Some(format)) = (table, Format::of(path)) else {
            return self.unknown(path, report);
        };
        let file = TableFile { path: self.relative(path), format };
        if path.is_dir() {
            let message = "это папка, а нужен файл";
            report.push(Diagnostic::new(Code::BadFile, files::slashed(&file.path), message).table(table));
            return;
        }
        match self.tables.iter_mut().find(|(name, _)| *name == table) {
            Some((_, files)) => files.push(file),
            None => self.tables.push((table, vec![file])),
        }
    }

    fn add_documents(&mut self, path: &Path, report: &mut Report) -> Result<()> {
        for document in files::entries(path)? {
            let name = document.file_name().unwrap_or_default().to_string_lossy().into_owned();
            if is_hidden(&name) {
            } else if document.is_file() && document.extension().is_some_and(|ending| ending == "md") {
                self.documents.push(self.relative(&document));
            } else {
                self.unknown(&document, report);
            }
        }
        Ok(())
    }

    fn unknown(&self, path: &Path, report: &mut Report) {
        let relative = self.relative(path);
        let stem = relative.file_stem().and_then(|stem| stem.to_str()).unwrap_or_default();
        let nearest = Archive::TABLES
            .iter()
            .map(|table| (strsim::osa_distance(stem, table), table))
            .filter(|(distance, _)| *distance <= 2)
            .min();
        let known = "таблицы читаются из файлов .csv, .yaml и .json, названных по таблице";
        let hint = match nearest {
            Some((0, _)) | None => known.to_owned(),
            Some((_, table)) => format!("может быть, это {table}? {known}"),
        };
        let message = if path.is_dir() {
            "папка не прочитана: такой таблицы нет"
        } else if nearest.is_some_and(|(distance, _)| distance == 0) {
            "файл не прочитан: таблицы в этом формате эта версия не читает"
        } else {
            "файл не прочитан: такой таблицы нет"
        };
        report.push(Diagnostic::new(Code::UnknownFile, files::slashed(&relative), message).hint(hint));
    }

    fn relative(&self, path: &Path) -> PathBuf {
        path.strip_prefix(&self.root).unwrap_or(path).to_owned()
    }
}

/// Files of the system or of an editor, not of the office.
pub fn is_hidden(name: &str) -> bool {
    name.starts_with(['.', '~'])
        || name.eq_ignore_ascii_case("thumbs.db")
        || name.eq_ignore_ascii_case("desktop.ini")
}

fn table_named(name: &str) -> Option<&'static str> {
    let name = fold(name);
    Archive::TABLES.iter().copied().find(|table| *table == name)
}
