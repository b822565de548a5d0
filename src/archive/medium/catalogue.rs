//! What is on a medium.

use super::{CATALOGUE, README, SUMS};
use crate::archive::bag::TAG_MANIFEST;
use crate::archive::chain::Chain;
use crate::archive::decisions::{decisions, media};
use crate::archive::encryption::ENDING;
use crate::archive::event::{CopiedFile, EVENTS, Event, Form};
use crate::archive::manifest;
use crate::archive::paths::is_safe;
use crate::archive::register::REGISTER;
use crate::files::{self, FileDigest};
use anyhow::{Result, anyhow, bail};
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;
use std::path::Path;

/// What is on a medium.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct Catalogue {
    /// The medium's id, given when it was first written to.
    pub medium: String,
    /// Whether it is a folder that `letopis restore` wrote, and no medium of copies.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub restored: bool,
    /// The copies, by the names of their archives.
    pub copies: Vec<Listed>,
    /// The other files, which are written anew with each copy.
    pub papers: Vec<CopiedFile>,
    /// What encrypted copies are locked by: [`Lock::mark`](crate::archive::encryption::Lock::mark); `None` on an
    /// open medium.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub lock: Option<String>,
    /// The [decisions](crate::archive::decisions) that the store knew when it was last written to.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub decisions: Vec<String>,
    /// The media that the store knew when it was last written to, by their ids.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub media: Vec<String>,
    /// Folders with what could be saved of an archive that is not whole.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub partial: Vec<String>,
}

/// A copy on a medium.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Listed {
    /// The archive's name.
    pub name: String,
    /// Its root digest.
    pub root: String,
    /// How it lies here.
    pub form: Form,
    /// Its files.
    pub files: Vec<CopiedFile>,
}

/// Whether a medium is where it was.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Presence {
    /// It is there.
    Here,
    /// There is nothing of it.
    Absent,
    /// Another medium is there.
    Other,
}

impl Catalogue {
    /// Reads the catalogue of a folder; `None` where there is none.
    ///
    /// # Errors
    /// Where it cannot be read, or names a path that leads out of the medium.
    pub fn read(folder: &Path) -> Result<Option<Catalogue>> {
        // What a killed run had written and not yet put into its place counts.
        let made = files::made(folder).join(CATALOGUE);
        let path = if files::is_plain(&made) { made } else { folder.join(CATALOGUE) };
        if files::is_gone(&path) {
            return Ok(None);
        }
        let wrong = || {
            anyhow!(
                "{}: это не список копий letopis, или он или manifest-sha256.txt рядом с ним повреждён: переименуйте его и напишите заново — letopis copy ИМЯ --to на тот же носитель",
                path.display()
            )
        };
        if !files::is_plain(&path) {
            return Err(wrong());
        }
        let bytes = files::read(&path)?;
        let catalogue: Catalogue = serde_json::from_slice(&bytes).map_err(|_| wrong())?;
        if is_damaged(folder, &bytes) {
            return Err(wrong());
        }
        if let Some(name) = catalogue.stray() {
            bail!("{}: «{name}» — не имя копии: список изменён не программой", path.display());
        }
        Ok(Some(catalogue))
    }

    /// A name that no copy and no paper has. Who wrote the list is not known: what it names is read, replaced and
    /// erased, and must not be anything else on the medium.
    fn stray(&self) -> Option<String> {
        let is_name = |name: &str| is_safe(name) && files::is_name(name);
        let names = self.copies.iter().map(|copy| &copy.name).chain(&self.partial);
        let stray = names.into_iter().find(|name| !is_name(name)).cloned();
        let of_copies = self.copies.iter().flat_map(|copy| copy.files.iter().map(move |file| (copy, file)));
        let is_copy = |copy: &Listed, file: &CopiedFile| {
            is_own(&copy.name, &file.file) && file.file.split('/').all(is_name) && is_name(&file.of)
        };
        let stray = stray.or_else(|| {
            let (_, file) = of_copies.into_iter().find(|(copy, file)| !is_copy(copy, file))?;
            Some(file.file.clone())
        });
        let is_paper = |file: &&CopiedFile| is_paper(&file.file) && is_name(&file.file);
        let stray = stray.or_else(|| Some(self.papers.iter().find(|file| !is_paper(file))?.file.clone()));
        let mut known = BTreeSet::new();
        stray.or_else(|| Some(self.files().find(|file| !known.insert(&file.file))?.file.clone()))
    }

    /// Remembers what the store knows now.
    pub fn remember(&mut self, events: &Chain<Event>) {
        self.decisions = decisions(events);
        self.media = media(events).into_iter().map(str::to_owned).collect();
    }

    /// All files that it lists.
    pub fn files(&self) -> impl Iterator<Item = &CopiedFile> {
        self.copies.iter().flat_map(|copy| &copy.files).chain(&self.papers)
    }

    /// The top-level names of the files of copies.
    pub fn tops(&self) -> impl Iterator<Item = &str> {
        self.files().filter_map(|file| file.file.split('/').next())
    }

    /// Whether a medium of that id is in a folder.
    pub fn presence(folder: &Path, medium: &str) -> Presence {
        match Catalogue::read(folder) {
            Ok(Some(catalogue)) if catalogue.medium == medium => Presence::Here,
            Ok(Some(_)) => Presence::Other,
            // A damaged catalogue is a medium that is there.
            Err(_) => Presence::Here,
            Ok(None) => Presence::Absent,
        }
    }
}

/// Whether the sums beside a catalogue are those of another one.
fn is_damaged(folder: &Path, catalogue: &[u8]) -> bool {
    let sums =
        [files::made(folder).join(SUMS), folder.join(SUMS)].into_iter().find(|path| files::is_plain(path));
    let text = sums.and_then(|path| String::from_utf8(files::read(&path).ok()?).ok());
    let own = text.and_then(|text| manifest::parse(&text).ok()?.remove(CATALOGUE));
    own.is_some_and(|own| own != FileDigest::of(catalogue).sha256)
}

/// Whether a file lies where copies of an archive lie.
pub(super) fn is_own(archive: &str, file: &str) -> bool {
    let rest = file.strip_prefix(archive).unwrap_or_default();
    match rest.split_at_checked(1) {
        Some(("/", inside)) => inside == TAG_MANIFEST,
        Some((".", ending)) => !ending.contains(['/', '\\']),
        _ => false,
    }
}

/// Whether a file is one of the lists and words that every medium has.
pub(super) fn is_list(file: &str) -> bool {
    let name = file.strip_suffix(ENDING).unwrap_or(file);
    [README, REGISTER, EVENTS].contains(&name)
}

/// Whether a file is one of those that are written with the copies.
fn is_paper(file: &str) -> bool {
    let name = file.strip_suffix(ENDING).unwrap_or(file);
    let is_of_act = name.strip_prefix("act-").is_some_and(|rest| rest.ends_with(".pdf"));
    is_list(file) || is_of_act || name.ends_with(".certificate.pdf")
}
