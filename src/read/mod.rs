//! From an input folder to the model, with everything that is wrong told at once.
//!
//! 1. [`settings`] reads `archive.yaml`; what is wrong there stops the run.
//! 2. [`folder`] sorts the files: which table has which [`parts`], told by their names ([`naming`]), and
//!    what is unknown.
//! 3. For each table, one that others refer to before them: [`encoding`] finds out how a file is
//!    written ([`detect`]) and decodes it into a [`window`]; a reader of the file's format ([`csv`],
//!    [`yaml`], [`json`]) hands cells to the [`sink`]. Spreadsheets are opened by [`workbook`], once
//!    [`guard`] has looked into them; [`sheet`] makes rows of their cells and [`value`] text.
//!    [`rows`] makes typed rows; [`clean`] says what a cell's text is, [`wording`] what is wrong with it.
//! 4. What came `late` is read like the year's tables, and refers to them.
//! 5. [`documents`] reads the local acts.
//!
//! [`lines()`] shows the lines that diagnostics point to. No rule lives here: a row that can be read is
//! in the model.

mod clean;
mod csv;
mod detect;
mod documents;
mod encoding;
mod folder;
mod guard;
mod json;
mod line_count;
mod lines;
mod naming;
mod numbers;
mod parts;
mod rows;
mod settings;
mod sheet;
mod shield;
mod sink;
mod value;
mod window;
mod wording;
mod workbook;
mod yaml;

use crate::diagnostics::{Lost, Report, Sources};
use crate::files;
use crate::model::Archive;
use crate::model::archive::{Stored, TableVisitor, visit_tables};
use crate::model::cell::Texts;
use anyhow::Result;
use folder::Folder;
use rows::{Reading, UnsureReferences};
use std::path::Path;

pub use folder::{LATE, TEMPLATES};
pub use lines::lines;
pub use naming::is_hidden;
pub use settings::{SETTINGS_FILE, SettingsError};

/// Reads an input folder. The report has every error and warning of reading; the archive has every
/// row that could be read. `letters` says whether documents can show a letter.
pub fn read(input: &Path, letters: &dyn Fn(char) -> bool) -> Result<(Archive, Report)> {
    let settings = settings::read(input)?;
    let mut report = Report::default();
    let mut folder = folder::sort(input, &mut report)?;
    let mut archive = Archive::new(settings);
    let mut sources = Sources::default();
    for path in folder.workbooks.paths() {
        let digest = files::FileDigest::of_file(&input.join(path))?;
        sources.keep_digest(&files::slashed(path), digest.sha256);
    }
    let (texts, report_of, mut unsure) = (&mut Texts::default(), &mut report, UnsureReferences::new());
    for is_late in [false, true] {
        visit_tables(&mut Tables {
            folder: &mut folder,
            archive: &mut archive,
            sources: &mut sources,
            texts: &mut *texts,
            report: &mut *report_of,
            letters,
            unsure: &mut unsure,
            is_late,
        });
    }
    for (lost, references) in unsure.into_values() {
        references.settle(Lost { surely: 0, perhaps: lost }, &mut report);
    }
    archive.sources = sources;
    archive.documents = documents::read(&folder, &mut report);
    Ok((archive, report))
}

/// Reads the settings alone.
pub fn read_settings(input: &Path) -> Result<crate::model::Settings> {
    settings::read(input)
}

struct Tables<'a> {
    folder: &'a mut Folder,
    archive: &'a mut Archive,
    sources: &'a mut Sources,
    texts: &'a mut Texts,
    report: &'a mut Report,
    letters: &'a dyn Fn(char) -> bool,
    unsure: &'a mut UnsureReferences,
    is_late: bool,
}

impl TableVisitor for Tables<'_> {
    fn visit<T: Stored>(&mut self) {
        let parts = if self.is_late { &self.folder.late } else { &self.folder.tables };
        let table = rows::read_table::<T>(
            parts,
            &mut Reading {
                root: &self.folder.root,
                workbooks: &mut self.folder.workbooks,
                archive: self.archive,
                sources: self.sources,
                texts: self.texts,
                report: self.report,
                letters: self.letters,
                unsure: self.unsure,
            },
        );
        *(if self.is_late { T::late_mut(self.archive) } else { T::table_mut(self.archive) }) = table;
    }
}
