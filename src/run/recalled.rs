//! A sealed year that is read again: its zip is proved by its digest, and what it holds as data is read as an
//! input is. What documents alone need stays packed.

use super::description::Description;
use super::opened::Opened;
use crate::archive::extract::Extract;
use crate::archive::register::{Entry, Holds};
use crate::archive::term::is_in_force;
use crate::archive::verify::BUILD_FILE;
use crate::diagnostics::{Place, Severity, Sources};
use crate::files::{self, FileDigest, Scratch};
use crate::model::late::FOLDED;
use crate::read::{LATE, SETTINGS_FILE, TEMPLATES};
use anyhow::{Context as _, Result};
use std::collections::BTreeMap;
use std::fmt;
use std::path::Path;

/// The year's tables that its results, hours and students are told by. Marks and absences, which are most of
/// a year, are not among them.
const TABLES: [&str; 15] = [
    "staff",
    "groups",
    "students",
    "journals",
    "roster",
    "teachers",
    "plan",
    "curriculum",
    "lessons",
    "results",
    "debts",
    "gia",
    "movements",
    "releases",
    "consents",
];

/// An archive is not what was sealed, or cannot be read as a year.
#[derive(Debug)]
pub struct NotAsSealed(String);

impl fmt::Display for NotAsSealed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for NotAsSealed {}

/// Whence the late rows of a recalled year come.
pub(super) enum LateFrom<'a> {
    /// There are none.
    Nowhere,
    /// Supplements of the year's archive, in their order.
    Supplements(&'a [&'a Entry]),
    /// The `late/` of an input folder. The year is then read with all its tables, since any may be mended.
    Input(&'a Path),
}

/// A sealed year that is read again.
pub(super) struct Recalled {
    /// Its archive.
    pub(super) entry: Entry,
    /// What was read. Of late rows from an input the report may tell errors; a sealed year has none.
    pub(super) opened: Opened,
    /// Where what was unpacked lies: the settings, the office's templates, the tables.
    folder: Scratch,
}

impl Recalled {
    /// The folder that it was read from, as an input folder is laid out.
    pub(super) fn folder(&self) -> &Path {
        self.folder.path()
    }

    /// Makes the late rows of a supplement, counted from 1, part of the year: to be called once for each.
    pub(super) fn fold_late(&mut self, supplement: usize) {
        let sources = self.opened.archive.sources.clone();
        self.opened.fold_late(&|place| supplement_of(&sources, place) == Some(supplement));
    }
}

/// The supplement that a late row is of, from 1; `None` of a row that no supplement brought.
pub(super) fn supplement_of(sources: &Sources, place: Place) -> Option<usize> {
    let name = sources.name(place.source);
    let number = name.strip_prefix(&format!("{LATE}/"))?.split_once('/')?.1.strip_suffix(".csv")?;
    number.parse().ok()
}

/// Reads a sealed year of a store.
///
/// # Errors
/// [`NotAsSealed`] where a zip is not the one that the register names, or its data cannot be read.
pub(super) fn recall(store: &Path, entry: &Entry, late: LateFrom<'_>) -> Result<Recalled> {
    let mut year = open(store, entry)?;
    let folder = Scratch::new()?;
    let description = year.read(&format!("data/{BUILD_FILE}"))?;
    let description: Option<Description> = description.and_then(|bytes| serde_json::from_slice(&bytes).ok());
    // Names that had to be made safe are put back: templates name one another.
    let renamed = description.map(|description| description.renamed).unwrap_or_default();
    let whole = matches!(late, LateFrom::Input(_));
    year.write(folder.path(), &|path| target(path, whole, &renamed))?;
    match late {
        LateFrom::Nowhere => {}
        LateFrom::Supplements(supplements) => {
            for (n, supplement) in supplements.iter().enumerate() {
                open(store, supplement)?.write(folder.path(), &|path| late_target(path, n + 1))?;
            }
        }
        LateFrom::Input(input) => {
            let from = input.join(LATE);
            for path in if from.is_dir() { files::list(&from)? } else { Vec::new() } {
                files::copy(&from.join(&path), &folder.path().join(LATE).join(&path))?;
            }
        }
    }
    let opened = Opened::read(folder.path())
        .map_err(|error| NotAsSealed(format!("{} как год не читается: {error:#}", entry.zip())))?;
    let errors = opened.report.from(Severity::Error);
    if let Some(wrong) = errors.sorted().first()
        && !whole
    {
        let message = format!("{} как год не читается: {}: {}", entry.zip(), wrong.file, wrong.message);
        return Err(NotAsSealed(message).into());
    }
    Ok(Recalled { entry: entry.clone(), opened, folder })
}

/// Opens the zip of an archive, once it is proved to be the one that was sealed.
pub(super) fn open(store: &Path, entry: &Entry) -> Result<Extract> {
    let path = store.join(entry.zip());
    let describe = || format!("{} ({})", entry.zip(), entry.holds.label());
    if FileDigest::of_file(&path).with_context(describe)?.sha256 != entry.zip_sha256 {
        let message = format!(
            "{} — не тот файл, что был опечатан: верните его из копии; что с ним, покажет letopis verify",
            path.display()
        );
        return Err(NotAsSealed(message).into());
    }
    Extract::open(&path)
}

/// Where a file of a year's archive goes.
fn target(path: &str, whole: bool, renamed: &BTreeMap<String, String>) -> Option<String> {
    let path = path.strip_prefix("data/")?;
    if let Some(table) = path.strip_prefix("data/").and_then(|name| name.strip_suffix(".csv")) {
        let is_kept = if whole { !table.contains('/') } else { TABLES.contains(&table) };
        return is_kept.then(|| format!("{table}.csv"));
    }
    let received = path.strip_prefix("source/")?;
    let is_template = received.strip_prefix(TEMPLATES).is_some_and(|rest| rest.starts_with('/'));
    let name = renamed.get(path).map_or(received, String::as_str);
    (received == SETTINGS_FILE || is_template).then(|| name.to_owned())
}

/// Where a file of a supplement goes: as many parts of a late table as there are supplements, in their order.
fn late_target(path: &str, number: usize) -> Option<String> {
    let table = path.strip_prefix("data/late/")?.strip_suffix(".csv")?;
    FOLDED.contains(&table).then(|| format!("{LATE}/{table}/{number:04}.csv"))
}

/// The archives of years that are in force, in the order of their years: none has been put in their place.
pub(super) fn in_force(register: &[Entry]) -> Vec<&Entry> {
    let of_years = register.iter().filter(|entry| entry.holds == Holds::Year && is_in_force(entry, register));
    let mut years: Vec<&Entry> = of_years.collect();
    years.sort_by(|one, other| one.academic_year.cmp(&other.academic_year));
    years
}

/// The supplements of an archive, in their order.
pub(super) fn supplements_of<'a>(register: &'a [Entry], entry: &Entry) -> Vec<&'a Entry> {
    register.iter().filter(|other| other.holds == Holds::Supplement && other.belongs_to(entry)).collect()
}
