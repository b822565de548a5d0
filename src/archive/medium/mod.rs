//! A medium with copies of archives: the files of a store as they are, unpacked or encrypted, and beside them
//! a catalogue, a list of sums for `sha256sum -c`, the store's lists as of the last copy, and a few words for
//! whoever finds it.

mod catalogue;
mod write;

pub use catalogue::{Catalogue, Listed, Presence};
pub use write::DamagedOriginal;

use super::bag::TAG_MANIFEST;
use super::digest::Algorithm;
use super::encryption::{ENDING, Lock};
use super::event::{CopiedFile, Form};
use super::manifest::{self, Manifest};
use super::paths::is_safe;
use super::register::Entry;
use super::verify::{self, How};
use crate::files::{self, Changes, FileDigest};
use anyhow::{Result, bail};
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use write::{copy, encrypt, unpack};

/// The catalogue's file.
pub const CATALOGUE: &str = "copy.json";
/// The list of sums.
pub const SUMS: &str = "manifest-sha256.txt";
/// The words for whoever finds it.
pub const README: &str = "README.txt";
/// What a writer locks.
pub const LOCK: &str = ".lock";

/// What of an archive is copied: its line, and its files in the store with their digests.
#[derive(Clone, Debug)]
pub struct Original<'a> {
    /// The line of the register.
    pub entry: &'a Entry,
    /// The zip, the certificate, signatures: the file's name and SHA-256.
    pub files: Vec<(String, String)>,
}

/// Gives the other files of a medium, by their names, once it is known what was written.
pub type Papers<'a> = &'a mut dyn FnMut(&[Listed]) -> Vec<(String, Vec<u8>)>;

/// A medium that is open for writing.
pub struct Medium {
    folder: PathBuf,
    /// What is on it.
    pub catalogue: Catalogue,
    _lock: std::fs::File,
}

impl Medium {
    /// Opens a medium, made where it is missing; `new` is the id of one that was never written to.
    ///
    /// # Errors
    /// Where the folder holds something else, or its catalogue cannot be read.
    pub fn open(folder: &Path, new: &str) -> Result<Medium> {
        let lock = files::lock(&folder.join(LOCK))?;
        files::complete(folder, CATALOGUE)?;
        let catalogue = match Catalogue::read(folder)? {
            Some(catalogue) => catalogue,
            None => Catalogue { medium: new.to_owned(), ..Catalogue::default() },
        };
        Ok(Medium { folder: folder.to_owned(), catalogue, _lock: lock })
    }

    /// The copy of an archive that is on it.
    pub fn find(&self, name: &str) -> Option<&Listed> {
        self.catalogue.copies.iter().find(|copy| copy.name == name)
    }

    /// A file of an archive that would take the place of one that is not a copy of it.
    pub fn foreign(&self, original: &Original<'_>, form: Form) -> Option<String> {
        let mine = |path: &str| {
            let own = self.catalogue.copies.iter().flat_map(|copy| &copy.files);
            own.map(|file| &file.file).any(|own| own == path || own.split('/').next() == Some(path))
        };
        original.files.iter().find_map(|(file, sha256)| {
            let path = target(original.entry, file, form);
            let there = self.folder.join(&path);
            let same = || FileDigest::of_file(&there).is_ok_and(|digest| digest.sha256 == *sha256);
            (!mine(&path) && there.exists() && !same()).then_some(path)
        })
    }

    /// Writes copies of archives, each file read back and compared, and puts them in their places together.
    /// `papers` gives the other files, once it is known what was written; `tick` hears of the bytes that were
    /// read.
    ///
    /// # Errors
    /// Where a file of the store is not what its register says: then nothing is changed.
    pub fn write(
        &mut self,
        store: &Path,
        originals: &[Original<'_>],
        form: Form,
        lock: Option<&Lock>,
        papers: Papers<'_>,
        tick: &dyn Fn(u64),
    ) -> Result<Vec<Listed>> {
        let changes = self.begin()?;
        let mut written = Vec::new();
        for Original { entry, files } in originals {
            let mut copied = Vec::new();
            for (file, sha256) in files {
                let (from, path) = (store.join(file), target(entry, file, form));
                copied.push(match (form, lock) {
                    (Form::Unpacked, _) if *file == entry.zip() => {
                        unpack(&from, sha256, entry, &changes, &path)?
                    }
                    (Form::Encrypted, Some(lock)) => encrypt(&from, sha256, lock, &changes, &path)?,
                    (Form::Encrypted, None) => bail!("зашифровать нечем"),
                    _ => copy(&from, sha256, &changes, &path)?,
                });
                tick(files::size(&from).unwrap_or_default());
            }
            let (name, root) = (entry.name.clone(), entry.root.clone());
            written.push(Listed { name, root, form, files: copied });
        }
        let papers = papers(&written);
        self.list(changes, &written, lock, &papers)?;
        Ok(written)
    }

    /// Begins to write files.
    pub fn begin(&self) -> Result<Changes> {
        Changes::begin(&self.folder)
    }

    /// Puts copies that were written in their places, with the other files, and lists them; what they take the
    /// place of goes.
    pub fn list(
        &mut self,
        mut changes: Changes,
        written: &[Listed],
        lock: Option<&Lock>,
        papers: &[(String, Vec<u8>)],
    ) -> Result<()> {
        let before: BTreeSet<String> = self.catalogue.tops().map(str::to_owned).collect();
        self.catalogue.copies.retain(|own| !written.iter().any(|copy| copy.name == own.name));
        self.catalogue.copies.extend(written.iter().cloned());
        self.catalogue.copies.sort_by(|one, other| one.name.cmp(&other.name));
        self.papers(&changes, lock, papers)?;
        let after: BTreeSet<&str> = self.catalogue.tops().collect();
        for gone in before.iter().filter(|top| !after.contains(top.as_str())) {
            changes.remove(gone);
        }
        self.commit(changes)
    }

    /// Takes away the files of an archive's copy that the log and the catalogue both name. They go before the
    /// catalogue is written anew: a full medium has no room for it.
    pub fn erase(&mut self, name: &str, known: &[CopiedFile]) -> Result<()> {
        let Some(copy) = self.find(name).cloned() else { return Ok(()) };
        for file in copy.files.iter().filter(|file| known.contains(file)) {
            files::remove(&self.folder.join(file.file.split('/').next().unwrap_or_default()))?;
        }
        self.catalogue.copies.retain(|own| own.name != name);
        self.commit(self.begin()?)
    }

    /// The words for whoever finds it, and the other files.
    fn papers(&mut self, changes: &Changes, lock: Option<&Lock>, papers: &[(String, Vec<u8>)]) -> Result<()> {
        let mut listed = Vec::new();
        let mut put = |name: String, of: &str, bytes: &[u8]| -> Result<()> {
            changes.write(&name, bytes)?;
            let FileDigest { size, sha256 } = FileDigest::of(bytes);
            listed.push(CopiedFile { file: name, of: of.to_owned(), size, sha256 });
            Ok(())
        };
        let readme = include_str!("../../../templates/store/medium.txt").replace('\n', "\r\n");
        put(README.to_owned(), README, readme.as_bytes())?;
        for (name, bytes) in papers {
            match lock {
                Some(lock) => {
                    let mut encrypted = Vec::new();
                    lock.encrypt(&mut bytes.as_slice(), &mut encrypted)?;
                    put(format!("{name}{ENDING}"), name, &encrypted)?;
                }
                None => put(name.clone(), name, bytes)?,
            }
        }
        self.catalogue.papers = listed;
        Ok(())
    }

    fn commit(&self, changes: Changes) -> Result<()> {
        let mut bytes = serde_json::to_vec_pretty(&self.catalogue).expect("a catalogue is JSON");
        bytes.push(b'\n');
        changes.write(CATALOGUE, &bytes)?;
        let all = self.catalogue.files().map(|file| (file.file.clone(), file.sha256.clone()));
        let mut sums: Manifest = all.collect();
        sums.insert(CATALOGUE.to_owned(), FileDigest::of(&bytes).sha256);
        changes.write(SUMS, manifest::write(&sums, Algorithm::Sha256).as_bytes())?;
        changes.commit()
    }
}

/// The files of a copy that are not what was written; `folder` is where its medium is now.
pub fn damaged(folder: &Path, form: Form, files: &[CopiedFile], tick: &(dyn Fn(u64) + Sync)) -> Vec<String> {
    let mut damaged = Vec::new();
    for file in files {
        let path = folder.join(&file.file);
        let is_bag = form == Form::Unpacked && file.file.ends_with(&format!("/{TAG_MANIFEST}"));
        let is_there = is_safe(&file.file) && files::is_plain(&path);
        let digest = is_there.then(|| FileDigest::of_file(&path).ok()).flatten();
        if digest.is_none_or(|digest| digest.sha256 != file.sha256) {
            damaged.push(file.file.clone());
        } else if is_bag {
            let bag = path.parent().unwrap_or(folder);
            let how = How { tick, only: Some(Algorithm::Sha256), ..How::STRICTLY };
            match verify::verify(bag, how) {
                Ok(outcome) => damaged.extend(outcome.findings.errors().map(|finding| {
                    format!("{}/{}", bag.file_name().unwrap_or_default().to_string_lossy(), finding.path)
                })),
                Err(_) => damaged.push(file.file.clone()),
            }
        } else {
            tick(file.size);
        }
    }
    damaged
}

/// What a file of the store is called on a medium.
fn target(entry: &Entry, file: &str, form: Form) -> String {
    match form {
        Form::Unpacked if *file == entry.zip() => entry.name.clone(),
        Form::Encrypted => format!("{file}{ENDING}"),
        _ => file.to_owned(),
    }
}
