//! A store of sealed archives: one writer at a time, whose lines and files take their places together
//! or not at all.

use super::chain::Chain;
use super::event::{Deed, EVENTS, Event};
use super::guide::{self, Guide};
use super::register::{Entry, REGISTER, disagreements};
use super::standing::Standing;
use super::stock::Stock;
use crate::files::{self, Changes};
use anyhow::Result;
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
    /// Whether its lists take the place of damaged ones.
    is_mended: bool,
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
        Ok(Store { folder: folder.to_owned(), register, events, is_mended: false, _lock: lock })
    }

    /// Opens a store whose lists are damaged, with what `mend` makes of their bytes.
    ///
    /// # Errors
    /// [`BrokenRegister`] where they do not agree; where another process writes; what `mend` fails with.
    pub fn mended(
        folder: &Path,
        mend: impl FnOnce(Vec<u8>, Vec<u8>) -> Result<(Chain<Entry>, Chain<Event>)>,
    ) -> Result<Store> {
        let lock = files::lock(&folder.join(LOCK))?;
        files::complete(folder, REGISTER)?;
        let (register, events) =
            mend(files::read(&folder.join(REGISTER))?, files::read(&folder.join(EVENTS))?)?;
        agreed(folder, &register, &events)?;
        Ok(Store { folder: folder.to_owned(), register, events, is_mended: true, _lock: lock })
    }

    /// A store whose lists were lost, wholly or in part, with those that are known elsewhere; they are written with
    /// the first lines and files.
    ///
    /// # Errors
    /// [`BrokenRegister`] where the lists do not agree; where another process writes.
    pub fn begin_anew(folder: &Path, register: Chain<Entry>, events: Chain<Event>) -> Result<Store> {
        let lock = files::lock(&folder.join(LOCK))?;
        agreed(folder, &register, &events)?;
        Ok(Store { folder: folder.to_owned(), register, events, is_mended: false, _lock: lock })
    }

    /// Whether what the page says, where this edition wrote it, was ever said by lists: by them or by a beginning of
    /// them. Where it was not, it knows what they have forgotten.
    ///
    /// # Errors
    /// Where the page cannot be read.
    pub fn knows_page(&self, register: &Chain<Entry>, events: &Chain<Event>) -> Result<bool> {
        let path = self.path(guide::INDEX);
        let page = if files::is_plain(&path) { files::read(&path)? } else { return Ok(true) };
        if memchr::memmem::find(&page, guide::edition().as_bytes()).is_none() {
            return Ok(true);
        }
        for count in (0..=events.values.len()).rev() {
            let (register, events) = beginning(register, events, count);
            if guide::index(&Guide::of(&register, &events))? == page {
                return Ok(true);
            }
        }
        Ok(false)
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
                let what = format!(
                    "говорит не то, что реестр и журнал событий рядом: кто-то изменил их или эту страницу; letopis restore ИМЯ --from НОСИТЕЛЬ сверит их с носителем. Если и носитель этого не знает, переименуйте {name} и сохраните: запрет или акт, о котором там сказано, а letopis retention не говорит, запишите снова"
                );
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
        Standing::of(&self.events, line)
    }

    /// What the lists come to.
    pub fn stock(&self) -> Stock<'_> {
        Stock::now(&self.register, &self.events)
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

    /// Its lists as files.
    pub fn lists(&self) -> Vec<(String, Vec<u8>)> {
        lists(&self.register, &self.events)
    }

    /// Begins to write, beside what is there.
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
            if !self.is_mended && !files::is_gone(&path) && !text.as_bytes().starts_with(&files::read(&path)?)
            {
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

/// Lists as files of a store or a medium.
pub fn lists(register: &Chain<Entry>, events: &Chain<Event>) -> Vec<(String, Vec<u8>)> {
    let file = |name: &str, text: &str| (name.to_owned(), text.as_bytes().to_vec());
    vec![file(REGISTER, register.text()), file(EVENTS, events.text())]
}

/// The lists as they were after the first events: the archives that were sealed by then.
fn beginning(register: &Chain<Entry>, events: &Chain<Event>, count: usize) -> (Chain<Entry>, Chain<Event>) {
    let events = events.beginning(count);
    let was_sealed = |line: &&String| {
        events.values.iter().any(|event| event.register == **line && matches!(event.deed, Deed::Sealed))
    };
    let sealed = register.digests.iter().take_while(was_sealed).count();
    (register.beginning(sealed), events)
}

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
    let text = if files::is_gone(&path) { Vec::new() } else { files::read(&path)? };
    Chain::of_bytes(text).map_err(|broken| {
        let what = format!("строка {} не та, что была записана", broken.line);
        BrokenRegister(path.display().to_string(), what).into()
    })
}
