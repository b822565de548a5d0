//! The media that an archive is brought back from.

use super::Options;
use super::wanted::Wanted;
use crate::archive::encryption::{ENDING, Key, NotOpened};
use crate::archive::medium::{CATALOGUE, Catalogue};
use crate::archive::register::{Entry, REGISTER};
use crate::archive::salvage::Damaged;
use crate::files::{self, Changes, Scratch};
use crate::run::progress::out;
use anyhow::Result;
use std::cell::OnceCell;
use std::io::{BufWriter, Write as _};
use std::path::{Path, PathBuf};

/// What is on a medium is not the archive that the register knows.
#[derive(Debug)]
pub struct AnotherArchive(String);

impl std::fmt::Display for AnotherArchive {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for AnotherArchive {}

/// The media, and what was decrypted of them.
pub(super) struct Copies<'a> {
    pub(super) options: &'a Options,
    key: OnceCell<Key>,
    pub(super) scratch: Scratch,
    /// Whether they go into a store.
    pub(super) into_store: bool,
}

impl<'a> Copies<'a> {
    /// Those that are named.
    pub(super) fn new(options: &'a Options, into_store: bool) -> Result<Copies<'a>> {
        Ok(Copies { options, key: OnceCell::new(), scratch: Scratch::new()?, into_store })
    }

    /// What is decrypted from now on lies among the changes, which a killed run does not leave for ever.
    pub(super) fn move_into(&mut self, changes: &Changes) -> Result<()> {
        self.scratch = Scratch::within(&changes.path(""))?;
        Ok(())
    }

    /// Removes what was decrypted.
    pub(super) fn close(self) -> Result<()> {
        self.scratch.close()
    }

    /// A key that opens nothing is a wrong one; one that opens something is right, and what it does not open
    /// is damaged. A copy of another archive of the same name is of another store.
    pub(super) fn guard(&self, wanted: &[Wanted], place: &Path) -> Result<()> {
        for folder in &self.options.from {
            let Ok(Some(catalogue)) = Catalogue::read(folder) else { continue };
            let other = catalogue.copies.iter().find(|copy| {
                wanted.iter().any(|own| own.entry.name == copy.name && own.entry.root != copy.root)
            });
            if let Some(other) = other {
                let message = format!(
                    "--from: в {} лежит {} с другим корневым отпечатком — это не тот архив, что в реестре {}",
                    folder.display(),
                    other.name,
                    place.display()
                );
                return Err(AnotherArchive(message).into());
            }
        }
        let all = self.options.from.iter().flat_map(|folder| {
            let files = wanted.iter().flat_map(|wanted| &wanted.files);
            files.map(|(file, _)| folder.join(format!("{file}{ENDING}")))
        });
        let all: Vec<PathBuf> = all.filter(|path| files::is_plain(path)).collect();
        if all.is_empty() {
            return Ok(());
        }
        let key = self.key()?;
        match all.iter().any(|path| files::open(path).is_ok_and(|file| key.open(file).is_ok())) {
            true => Ok(()),
            false => Err(NotOpened.into()),
        }
    }

    /// What opens the copies; it is asked for once.
    fn key(&self) -> Result<&Key> {
        if let Some(key) = self.key.get() {
            return Ok(key);
        }
        let key = self.options.secrets.key()?;
        Ok(self.key.get_or_init(|| key))
    }

    /// A file of a medium as it was before it was encrypted; damaged or not. `None` where there is none.
    pub(super) fn plain(&self, folder: &Path, file: &str) -> Result<Option<PathBuf>> {
        // What a killed run had written and not yet put into its place is the newer.
        let is_pending = files::pending(folder, CATALOGUE);
        let places = [is_pending.then(|| files::made(folder)), Some(folder.to_owned())];
        let find = |name: &str| {
            places.iter().flatten().map(|place| place.join(name)).find(|path| files::is_plain(path))
        };
        if let Some(path) = find(file) {
            return Ok(Some(path));
        }
        let Some(encrypted) = find(&format!("{file}{ENDING}")) else { return Ok(None) };
        let place = self.options.from.iter().position(|own| own == folder).unwrap_or_default();
        let target = self.scratch.path().join(format!("{place}-{file}"));
        if target.exists() {
            return Ok(Some(target));
        }
        let key = self.key()?;
        let mut writer = BufWriter::new(files::create(&target)?);
        let opened = key.salvage(&|| files::open(&encrypted), &mut writer);
        match opened.and_then(|lost| Ok(writer.flush().map(|()| lost)?)) {
            Ok(_) => Ok(Some(target)),
            Err(error) => {
                files::remove(&target)?;
                out(&format!("{}: {}\n", encrypted.display(), files::reason(&error)));
                Ok(None)
            }
        }
    }

    /// The copies of an archive's zip that are there, none of which is whole.
    pub(super) fn damaged(&self, entry: &Entry) -> Result<Vec<Damaged>> {
        let mut damaged = Vec::new();
        // What lies where it is to be put, or in a store that is not whole, may be good for something too.
        let Options { archive, from, to, .. } = self.options;
        let store = [archive]
            .into_iter()
            .filter(|store| store.join(REGISTER).is_file() && !files::is_same(store, to));
        for folder in from.iter().chain([to]).chain(store) {
            if let Some(zip) = self.plain(folder, &entry.zip())? {
                damaged.push(Damaged::Zip(zip));
            }
            for unpacked in [files::made(folder).join(&entry.name), folder.join(&entry.name)] {
                if files::is_folder(&unpacked) {
                    damaged.push(Damaged::Folder(unpacked));
                }
            }
        }
        Ok(damaged)
    }
}
