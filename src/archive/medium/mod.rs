//! A medium with copies of archives: the files of a store as they are, unpacked or encrypted, and beside them
//! a catalogue, a list of sums for `sha256sum -c`, the store's lists as of the last copy, and a few words for
//! whoever finds it.

mod catalogue;
mod erase;
mod reading;
mod write;

pub use catalogue::{Catalogue, Listed, Presence};
pub use erase::Left;
pub use reading::{damaged, is_whole};
pub use write::DamagedOriginal;

use super::digest::Algorithm;
use super::encryption::{ENDING, Lock};
use super::event::{CopiedFile, EVENTS, Form};
use super::manifest::{self, Manifest};
use super::register::{Entry, REGISTER};
use crate::files::{self, Changes, FileDigest};
use anyhow::{Result, anyhow, bail};
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
pub type Papers<'a> = &'a mut dyn FnMut(&[Listed]) -> Result<Vec<(String, Vec<u8>)>>;

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

    /// Opens a medium that was written to.
    ///
    /// # Errors
    /// As [`Medium::open`], and where there is none: it may have been pulled out.
    pub fn open_known(folder: &Path) -> Result<Medium> {
        let gone = || anyhow!("{}: носителя здесь больше нет", folder.display());
        // A folder that is gone with its disk is not made again.
        if Catalogue::read(folder)?.is_none() {
            return Err(gone());
        }
        let lock = files::lock(&folder.join(LOCK))?;
        files::complete(folder, CATALOGUE)?;
        let catalogue = Catalogue::read(folder)?.ok_or_else(gone)?;
        Ok(Medium { folder: folder.to_owned(), catalogue, _lock: lock })
    }

    /// Lists what is on a medium that lost its list, as far as it is known elsewhere: its copies, and the files beside
    /// them by their names.
    ///
    /// # Errors
    /// Where the medium cannot be read.
    pub fn adopt(&mut self, copies: Vec<Listed>) -> Result<()> {
        self.catalogue.copies = copies;
        let own: BTreeSet<&str> = self.catalogue.tops().collect();
        let mut papers = Vec::new();
        for path in files::entries(&self.folder)? {
            let file = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
            if catalogue::is_list(&file) && !own.contains(file.as_str()) && files::is_plain(&path) {
                let FileDigest { size, sha256 } = FileDigest::of_file(&path)?;
                let of = file.strip_suffix(ENDING).unwrap_or(&file).to_owned();
                papers.push(CopiedFile { file, of, size, sha256 });
            }
        }
        self.catalogue.papers = papers;
        Ok(())
    }

    /// The copy of an archive that is on it.
    pub fn find(&self, name: &str) -> Option<&Listed> {
        self.catalogue.copies.iter().find(|copy| copy.name == name)
    }

    /// Writes copies of archives, each file read back and compared, and puts them in their places together.
    /// `papers` gives the other files, once it is known what was written; `tick` hears of the bytes that were
    /// read.
    ///
    /// # Errors
    /// Where a file of the store is not what its register says: then nothing is changed. Where the files cannot be
    /// put in their places: then the changes are [pending](files::pending).
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
        let papers = papers(&written)?;
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

    /// Takes an archive's copy away: the files that the log knows, and those that the catalogue names and the
    /// register proves. The certificate stays, as one of the papers. They go before the catalogue is written anew: a
    /// full medium has no room for it.
    ///
    /// # Errors
    /// Where a file cannot be removed, or the catalogue cannot be written.
    pub fn erase(&mut self, entry: &Entry, known: &[CopiedFile]) -> Result<Left> {
        let listed = self.find(&entry.name).map(|copy| copy.files.clone()).unwrap_or_default();
        let is_proved = |file: &&CopiedFile| {
            file.of == entry.zip() && (file.sha256 == entry.zip_sha256 || file.sha256 == entry.root)
        };
        let mut all = known.to_vec();
        all.extend(listed.iter().filter(is_proved).filter(|file| !known.contains(file)).cloned());
        let mut left = erase::erase(&self.folder, entry, &all)?;
        let (certificates, rest): (Vec<_>, Vec<_>) =
            listed.into_iter().partition(|file| file.of == entry.certificate());
        let is_there = |file: &CopiedFile| !files::is_gone(&self.folder.join(&file.file));
        let rest: Vec<CopiedFile> = rest.into_iter().filter(is_there).collect();
        // Of a medium that was pulled out meanwhile nothing was erased that was not there.
        if Catalogue::presence(&self.folder, &self.catalogue.medium) != Presence::Here {
            bail!("{}: носителя здесь больше нет", self.folder.display());
        }
        for file in &rest {
            if !left.unknown.contains(&file.file) {
                left.unknown.push(file.file.clone());
            }
        }
        // A copy of which something is left is still one.
        if let Some(copy) = self.catalogue.copies.iter_mut().find(|copy| copy.name == entry.name) {
            copy.files = rest;
        }
        self.catalogue.copies.retain(|copy| copy.name != entry.name || !copy.files.is_empty());
        let papers = &mut self.catalogue.papers;
        papers.extend(certificates.into_iter().filter(|file| !files::is_gone(&self.folder.join(&file.file))));
        self.commit(self.begin()?)?;
        Ok(left)
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
        let readme = match self.catalogue.restored {
            false => include_str!("../../../templates/store/medium.txt"),
            true => include_str!("../../../templates/store/restored.txt"),
        };
        let readme = readme.replace('\n', "\r\n");
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
        // Papers that the store has no more stay.
        let is_kept = |own: &CopiedFile| {
            let is_there = self.folder.join(&own.file).exists() || changes.path(&own.file).exists();
            // What is a file of a copy now is no paper any more.
            let mut of_copies = self.catalogue.copies.iter().flat_map(|copy| &copy.files);
            is_there
                && !listed.iter().any(|new| new.file == own.file)
                && !of_copies.any(|new| new.file == own.file)
        };
        let kept: Vec<CopiedFile> =
            self.catalogue.papers.iter().filter(|own| is_kept(own)).cloned().collect();
        listed.extend(kept);
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

/// Takes a copy away from a folder that is no medium any more: what is left of it by the log, and what a killed run was
/// still writing.
///
/// # Errors
/// Where a file cannot be removed.
pub fn erase(folder: &Path, entry: &Entry, known: &[CopiedFile]) -> Result<Left> {
    let mut left = erase::erase(folder, entry, known)?;
    let lists = [CATALOGUE, SUMS, README, REGISTER, EVENTS];
    let is_own = |name: &str| {
        // What was still being filled: `.name.part`.
        let name = name.strip_prefix('.').and_then(|rest| rest.strip_suffix(".part")).unwrap_or(name);
        let name = name.strip_suffix(ENDING).unwrap_or(name);
        name == entry.name || name.starts_with(&format!("{}.", entry.name)) || lists.contains(&name)
    };
    if !files::abandon(folder, is_own)? {
        left.unknown.push(".changes.part".to_owned());
    }
    Ok(left)
}

/// What a file of the store is called on a medium.
fn target(entry: &Entry, file: &str, form: Form) -> String {
    match form {
        Form::Unpacked if *file == entry.zip() => entry.name.clone(),
        Form::Encrypted => format!("{file}{ENDING}"),
        _ => file.to_owned(),
    }
}
