//! From an input folder to the model, with everything that is wrong told at once.
//!
//! 1. [`settings`] reads `archive.yaml`; what is wrong there stops the run.
//! 2. [`folder`] sorts the files: which table has which files, what is unknown.
//! 3. For each table, one that others refer to before them: a reader of the file's format
//!    ([`csv`], [`yaml`], [`json`]) hands cells to [`rows`], which makes typed rows of them.
//! 4. [`documents`] reads the local acts.
//!
//! No rule lives here: a row that can be read is in the model.

mod csv;
mod documents;
mod encoding;
mod folder;
mod json;
mod rows;
mod settings;
mod yaml;

use crate::diagnostics::Report;
use crate::model::Archive;
use crate::model::archive::{Stored, TableVisitor, visit_tables};
use crate::model::cell::Texts;
use anyhow::Result;
use folder::Folder;
use std::path::Path;

pub use folder::is_hidden;
pub use settings::{SETTINGS_FILE, SettingsError};

/// Reads an input folder. The report has every error and warning of reading; the archive has every
/// row that could be read.
pub fn read(input: &Path) -> Result<(Archive, Report)> {
    let settings = settings::read(input)?;
    let mut report = Report::default();
    let folder = Folder::sort(input, &mut report)?;
    let mut archive = Archive::new(settings);
    let mut texts = Texts::default();
    let mut reader =
        Tables { folder: &folder, archive: &mut archive, texts: &mut texts, report: &mut report };
    visit_tables(&mut reader);
    archive.documents = documents::read(&folder, &mut report);
    Ok((archive, report))
}

/// Reads the settings alone.
pub fn read_settings(input: &Path) -> Result<crate::model::Settings> {
    settings::read(input)
}

struct Tables<'a> {
    folder: &'a Folder,
    archive: &'a mut Archive,
    texts: &'a mut Texts,
    report: &'a mut Report,
}

impl TableVisitor for Tables<'_> {
    fn visit<T: Stored>(&mut self) {
        rows::read_table::<T>(self.folder, self.archive, self.texts, self.report);
    }
}
