//! A store of sealed archives: one writer at a time, whose lines and files take their places together
//! or not at all.

use super::chain::Chain;
use super::event::{Deed, EVENTS, Event};
use super::guide::{self, Guide};
use super::register::{Entry, REGISTER, disagreements};
use super::standing::Standing;
use crate::files::{self, Changes};
use anyhow::{Context as _, Result};
use serde::Serialize;
use serde::de::DeserializeOwned;
use std::fs::File;
use std::path::{Path, PathBuf};

/// The file that a writer locks.
pub const LOCK: &str = ".lock";

/// A store that is open for writing.
pub struct Store {
    folder: PathBuf,
    /// The archives.
    pub register: Chain<Entry>,
    /// What was done with them.
    pub events: Chain<Event>,
    _lock: File,
}

impl Store {
    /// Opens a store, made where it is missing, after what an earlier run left was completed.
    ///
    /// # Errors
    /// [`BrokenRegister`] where its lists are not what was written, or one of them is gone, or where the page
    /// beside them says something else: writing would make it say what they say; where another process writes.
    pub fn open(folder: &Path) -> Result<Store> {
        let store = Store::open_to_mend(folder)?;
        store.explained()?;
        Ok(store)
    }

    /// Opens a store whose lists may be behind what the page beside them says.
    ///
    /// # Errors
    /// As [`Store::open`], but for the page.
    pub fn open_to_mend(folder: &Path) -> Result<Store> {
        let lock = files::lock(&folder.join(LOCK))?;
        files::complete(folder, REGISTER)?;
        let (register, events) = (chain(folder, REGISTER)?, chain(folder, EVENTS)?);
        agreed(folder, &register, &events)?;
        Ok(Store { folder: folder.to_owned(), register, events, _lock: lock })
    }

    /// A store whose lists were lost, wholly or in part, with those that are known elsewhere; they are written with
    /// the first lines and files.
    ///
    /// # Errors
    /// [`BrokenRegister`] where the lists do not agree; where another process writes.
    pub fn begin_anew(folder: &Path, register: Chain<Entry>, events: Chain<Event>) -> Result<Store> {
        let lock = files::lock(&folder.join(LOCK))?;
        agreed(folder, &register, &events)?;
        Ok(Store { folder: folder.to_owned(), register, events, _lock: lock })
    }

    /// Whether page and text, where this edition wrote them, say what the lists say.
    ///
    /// # Errors
    /// [`BrokenRegister`] where one of them does not.
    pub fn explained(&self) -> Result<()> {
        let edition = guide::edition();
        let guide = Guide::of(&self.register, &self.events);
        for (name, text) in [(guide::INDEX, guide::index(&guide)?), (guide::README, guide::readme(&guide)?)] {
            let path = self.path(name);
            let there = if files::is_plain(&path) { files::read(&path)? } else { continue };
            if there != text && memchr::memmem::find(&there, edition.as_bytes()).is_some() {
                let what = "говорит не то, что реестр и журнал событий рядом: кто-то изменил их или эту страницу; letopis restore ИМЯ --from НОСИТЕЛЬ сверит их с носителем и напишет её заново".to_owned();
                return Err(BrokenRegister(path.display().to_string(), what).into());
            }
        }
        Ok(())
    }

    /// The archives of a store, which nobody writes to meanwhile; one that is not there has none.
    pub fn register(folder: &Path) -> Result<Chain<Entry>> {
        let _lock = files::lock_shared(&folder.join(LOCK), || {});
        chain(folder, REGISTER)
    }

    /// The lists of a store, which nobody writes to meanwhile, after what an earlier run left was completed
    /// where that can be.
    ///
    /// # Errors
    /// As [`Store::open`].
    pub fn read(folder: &Path) -> Result<(Chain<Entry>, Chain<Event>)> {
        if files::pending(folder, REGISTER) {
            let _lock = files::lock(&folder.join(LOCK))?;
            files::complete(folder, REGISTER)?;
        }
        let _lock = files::lock_shared(&folder.join(LOCK), || {});
        let lists = (chain(folder, REGISTER)?, chain(folder, EVENTS)?);
        agreed(folder, &lists.0, &lists.1)?;
        Ok(lists)
    }

    /// The archive of a name, and the digest of its line.
    pub fn find(&self, name: &str) -> Option<(&Entry, &str)> {
        let index = self.register.values.iter().position(|entry| entry.name == name)?;
        Some((&self.register.values[index], &self.register.digests[index]))
    }

    /// How the archive of a register line stands.
    pub fn standing(&self, line: &str) -> Standing {
        Standing::of(&self.events, line, None)
    }

    /// An archive with what is chained to it, and the digests of their lines.
    pub fn family(&self, name: &str) -> Vec<(&Entry, &str)> {
        let of =
            |entry: &Entry| entry.name == name || entry.of.as_ref().is_some_and(|link| link.name == name);
        self.lines().filter(|(entry, _)| of(entry)).collect()
    }

    /// All archives, and the digests of their lines.
    pub fn lines(&self) -> impl Iterator<Item = (&Entry, &str)> {
        self.register.values.iter().zip(self.register.digests.iter().map(String::as_str))
    }

    /// The files of an archive with their digests: zip, certificate, signatures.
    pub fn files_of(&self, entry: &Entry, line: &str) -> Vec<(String, String)> {
        self.standing(line).files(entry)
    }

    /// Notes what was done with the archive of a register line.
    pub fn note(&mut self, at: &str, name: &str, line: &str, deed: Deed) {
        let (at, name, register) = (at.to_owned(), name.to_owned(), line.to_owned());
        self.events.push(Event { at, deed, name, register });
    }

    /// Whether a file of that name is in the store.
    pub fn has(&self, name: &str) -> bool {
        self.folder.join(name).exists()
    }

    /// Where a file of the store lies.
    pub fn path(&self, name: &str) -> PathBuf {
        self.folder.join(name)
    }

    /// Begins to write files.
    pub fn begin(&self) -> Result<Changes> {
        Changes::begin(&self.folder)
    }

    /// Puts the lines into the store.
    pub fn save(&self) -> Result<()> {
        self.commit(self.begin()?)
    }

    /// Puts the files that were written into the store, together with the lines about them.
    ///
    /// # Errors
    /// [`Overtaken`] where the lists are no longer those that were read: nobody else's line is lost.
    pub fn commit(&self, changes: Changes) -> Result<()> {
        for (file, text) in [(REGISTER, self.register.text()), (EVENTS, self.events.text())] {
            let path = self.path(file);
            // Lists only grow.
            if path.exists() && !text.as_bytes().starts_with(&files::read(&path)?) {
                return Err(Overtaken(path.display().to_string()).into());
            }
        }
        let guide = Guide::of(&self.register, &self.events);
        changes.write(guide::INDEX, &guide::index(&guide)?)?;
        changes.write(guide::README, &guide::readme(&guide)?)?;
        changes.write(REGISTER, self.register.text().as_bytes())?;
        changes.write(EVENTS, self.events.text().as_bytes())?;
        changes.commit()
    }
}

/// Somebody else wrote into a list of the store meanwhile.
#[derive(Debug)]
pub struct Overtaken(String);

impl std::fmt::Display for Overtaken {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(
            f,
            "{}: пока команда работала, список изменил кто-то другой; ничего не записано, повторите команду",
            self.0
        )
    }
}

impl std::error::Error for Overtaken {}

fn agreed(folder: &Path, register: &Chain<Entry>, events: &Chain<Event>) -> Result<()> {
    match disagreements(register, events).into_iter().next() {
        Some((file, lacks)) => Err(BrokenRegister(folder.join(file).display().to_string(), lacks).into()),
        None => Ok(()),
    }
}

/// The lists of a store are not what was written.
#[derive(Debug)]
pub struct BrokenRegister(String, String);

impl std::fmt::Display for BrokenRegister {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let BrokenRegister(path, what) = self;
        write!(f, "{path}: {what}: проверьте хранилище (letopis verify)")
    }
}

impl std::error::Error for BrokenRegister {}

/// Reads a chained file; one that is not there has no lines.
fn chain<T: Serialize + DeserializeOwned>(folder: &Path, file: &str) -> Result<Chain<T>> {
    let path = folder.join(file);
    let text = if path.exists() {
        String::from_utf8(files::read(&path)?).with_context(|| format!("{} не в UTF-8", path.display()))?
    } else {
        String::new()
    };
    Chain::read(&text).map_err(|broken| {
        let what = format!("строка {} не та, что была записана", broken.line);
        BrokenRegister(path.display().to_string(), what).into()
    })
}
