//! What is on a medium.

use super::CATALOGUE;
use crate::archive::event::{CopiedFile, Form};
use crate::archive::paths::{is_safe, plain};
use crate::files;
use anyhow::{Context as _, Result, bail};
use serde::{Deserialize, Serialize};
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
        let path = folder.join(CATALOGUE);
        if !path.exists() {
            return Ok(None);
        }
        let catalogue: Catalogue = serde_json::from_slice(&files::read(&path)?)
            .with_context(|| format!("{}: это не список копий letopis, или он повреждён", path.display()))?;
        let is_plain = |path: &str| is_safe(path) && plain(path).is_none();
        let unsafe_one = catalogue.files().find(|file| !is_plain(&file.file) || !is_plain(&file.of));
        if let Some(file) = unsafe_one {
            bail!("{}: имя «{}» ведёт наружу носителя", path.display(), file.file);
        }
        Ok(Some(catalogue))
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
