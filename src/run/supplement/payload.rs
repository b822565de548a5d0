//! What a supplement holds: late rows, annexes, what was received, the office's files, `supplement.json`.

use super::new_rows::records;
use crate::archive::extract::Extract;
use crate::archive::register::{Entry, Link};
use crate::documents::press::Press;
use crate::export::late;
use crate::export::names::file_name;
use crate::export::people::{self, PEOPLE};
use crate::files;
use crate::model::Settings;
use crate::read::{self, LATE};
use crate::run::UsageError;
use crate::run::annex::{self, Beside, PrintedAnnex};
use crate::run::opened::Opened;
use crate::templates::Templates;
use anyhow::{Context as _, Result};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

/// The file that says what a supplement holds.
const DESCRIPTION: &str = "supplement.json";

/// What it says.
#[derive(Serialize)]
struct Description<'a> {
    version: &'a str,
    of: &'a Link,
    organization: &'a str,
    academic_year: &'a str,
    /// Late rows by group, and those that no group is told of.
    groups: Vec<OfGroup>,
    /// Late rows by table.
    tables: BTreeMap<&'a str, usize>,
    /// The office's files, by their names here.
    files: BTreeMap<String, String>,
}

#[derive(Serialize)]
struct OfGroup {
    id: String,
    name: String,
    rows: usize,
}

/// What `supplement.json` says of the contents.
#[derive(Deserialize)]
struct Described {
    #[serde(default)]
    tables: BTreeMap<String, usize>,
    #[serde(default)]
    files: BTreeMap<String, String>,
}

/// The late tables that a sealed supplement holds, and whether it holds files of the office.
pub(in crate::run) fn described(supplement: &mut Extract) -> Result<(Vec<String>, bool)> {
    let bytes = supplement.read(&format!("data/{DESCRIPTION}"))?;
    let bytes = bytes.with_context(|| format!("в дополнении нет {DESCRIPTION}"))?;
    let Described { tables, files } = serde_json::from_slice(&bytes).context(DESCRIPTION)?;
    Ok((tables.into_keys().collect(), !files.is_empty()))
}

/// The payload that is being put together.
pub(super) struct Payload<'a> {
    pub(super) folder: &'a Path,
    pub(super) opened: &'a Opened,
    pub(super) settings: &'a Settings,
    pub(super) templates: &'a Templates,
}

impl Payload<'_> {
    /// The late rows, normalised, and the annex of each group.
    pub(super) fn annexes(&self, beside: &Beside) -> Result<Vec<PrintedAnnex>> {
        for (table, bytes) in late::tables(&self.opened.archive) {
            files::write(&self.folder.join(format!("late/{table}.csv")), &bytes)?;
        }
        let press = Press::new(self.templates, self.settings)?;
        let head = annex::letterhead(&self.opened.archive.settings, self.settings);
        let annexes = annex::print_all(self.opened, &press, &head, beside)?;
        for annex in &annexes {
            files::write(&self.folder.join(format!("print/{}.pdf", annex.stem)), &annex.pdf)?;
        }
        Ok(annexes)
    }

    /// Whom the late rows name.
    pub(super) fn people(&self) -> Result<()> {
        let people = people::of_late(&self.opened.archive);
        if people.is_empty() {
            return Ok(());
        }
        files::write(&self.folder.join(PEOPLE), &people::write(&people)?)
    }

    /// What was received, as it is.
    pub(super) fn source(&self, input: Option<&Path>) -> Result<()> {
        let Some(folder) = input.map(|input| input.join(LATE)) else { return Ok(()) };
        for path in files::list(&folder)? {
            let name = files::slashed(&path);
            if !name.split('/').any(read::is_hidden) {
                let safe: Vec<String> = name.split('/').map(file_name).collect();
                let target = self.folder.join("source/late").join(safe.join("/"));
                files::copy(&folder.join(&path), &target)?;
            }
        }
        Ok(())
    }

    /// The office's files; the names under which they came, by those that they have here.
    pub(super) fn files(&self, given: &[PathBuf]) -> Result<BTreeMap<String, String>> {
        let mut named = BTreeMap::new();
        for path in given {
            let received = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
            let safe = file_name(&received);
            if named.insert(safe.clone(), received.clone()).is_some() {
                return Err(UsageError(format!("два файла с именем {received}: переименуйте один")).into());
            }
            files::copy(path, &self.folder.join("files").join(safe))?;
        }
        Ok(named)
    }

    /// `supplement.json`; how many late rows there are.
    pub(super) fn describe(
        &self,
        of: &Link,
        entry: &Entry,
        annexes: &[PrintedAnnex],
        files: BTreeMap<String, String>,
    ) -> Result<usize> {
        let archive = &self.opened.archive;
        let of_group = |annex: &PrintedAnnex| {
            let group = &archive.groups[annex.group];
            OfGroup { id: group.id.to_string(), name: group.name.to_string(), rows: annex.rows }
        };
        let count =
            |(table, bytes): (&'static str, Vec<u8>)| (table, records(&bytes).len().saturating_sub(1));
        let tables: BTreeMap<&str, usize> = late::tables(archive).into_iter().map(count).collect();
        let rows = tables.values().sum();
        let description = Description {
            version: env!("CARGO_PKG_VERSION"),
            of,
            organization: &entry.organization,
            academic_year: &entry.academic_year,
            groups: annexes.iter().map(of_group).collect(),
            tables,
            files,
        };
        let mut bytes = serde_json::to_vec_pretty(&description)?;
        bytes.push(b'\n');
        files::write(&self.folder.join(DESCRIPTION), &bytes)?;
        Ok(rows)
    }
}
