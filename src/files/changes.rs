//! Several files of one folder that are written together: all of them or none.
//!
//! They are written into `.changes.part` and flushed to the medium; what is to go stands in a list there. One rename, to `.changes`, makes
//! them count; from there they are moved to their places. A run that is killed before the rename has
//! changed nothing; one that is killed after it leaves the rest of the moves to the next, which
//! begins with [`complete`].
#![allow(clippy::disallowed_methods, reason = "this module is part of the door that the ban points to")]

use super::{create_atomically, remove_folder, sync_folder};
use anyhow::{Context as _, Result, bail};
use std::fs;
use std::io::Write as _;
use std::path::{Path, PathBuf};

/// Changes that are being written.
const PART: &str = ".changes.part";
/// Changes that count, and are not yet all in their places.
const MADE: &str = ".changes";
/// The list, in changes, of what they take away.
const GONE: &str = ".gone";

/// Changes to a folder. Dropped before [`Changes::commit`] they are forgotten.
///
/// Whoever makes changes must hold the folder's lock.
pub struct Changes {
    folder: PathBuf,
    gone: Vec<String>,
    committed: bool,
}

impl Changes {
    /// Begins; what an earlier run did not finish must have been completed.
    pub fn begin(folder: &Path) -> Result<Changes> {
        super::remove(&folder.join(PART))?;
        // A folder that is gone, with the disk that it was on, is not made again.
        let describe = || format!("не удаётся создать папку {}", folder.join(PART).display());
        fs::create_dir(folder.join(PART)).with_context(describe)?;
        Ok(Changes { folder: folder.to_owned(), gone: Vec::new(), committed: false })
    }

    /// Where to write the file that will stand in the folder under a name. Whoever writes there must
    /// flush it to the medium.
    pub fn path(&self, name: &str) -> PathBuf {
        self.folder.join(PART).join(name)
    }

    /// Writes a file.
    pub fn write(&self, name: &str, bytes: &[u8]) -> Result<()> {
        create_atomically(&self.path(name), |file| Ok(file.write_all(bytes)?), |_, ()| Ok(()))
    }

    /// Flushes a folder that was written below [`Changes::path`] to the medium.
    pub fn flush(&self, name: &str) -> Result<()> {
        super::sync_all(&self.path(name))
    }

    /// Forgets what was written under a name.
    pub fn forget(&self, name: &str) -> Result<()> {
        super::remove(&self.path(name))
    }

    /// Takes a file of the folder, or a folder with all that is in it, away.
    pub fn remove(&mut self, name: &str) {
        self.gone.push(name.to_owned());
    }

    /// Makes the changes count and moves the files to their places.
    pub fn commit(mut self) -> Result<()> {
        let (part, made) = (self.folder.join(PART), self.folder.join(MADE));
        if !self.gone.is_empty() {
            self.write(GONE, &serde_json::to_vec(&self.gone)?)?;
        }
        for path in super::entries(&part)? {
            let target = self.folder.join(path.file_name().unwrap_or_default());
            if super::is_folder(&target) && !super::is_folder(&path) {
                bail!("{} — папка, а на её месте должен быть файл: уберите её", target.display());
            }
            if super::is_folder(&path)
                && !super::is_folder(&target)
                && (target.exists() || target.is_symlink())
            {
                bail!("{} — файл, а на его месте должна быть папка: уберите его", target.display());
            }
        }
        sync_folder(Some(&part));
        fs::rename(&part, &made)
            .with_context(|| format!("не удаётся записать изменения в {}", self.folder.display()))?;
        self.committed = true;
        sync_folder(Some(&self.folder));
        put_in_place(&self.folder)
    }
}

impl Drop for Changes {
    fn drop(&mut self) {
        if !self.committed {
            drop(fs::remove_dir_all(self.folder.join(PART)));
        }
    }
}

/// Whether a file of the folder, by its slashed path, belongs to changes that are being made.
pub fn is_of_changes(path: &str) -> bool {
    [PART, MADE].iter().any(|folder| path.strip_prefix(folder).is_some_and(|rest| rest.starts_with('/')))
}

/// Completes the changes of a run that was killed: those that count are moved to their places, the
/// others are removed. Whoever calls it must hold the folder's lock.
/// The folder is one that is changed in this way where it has, or would have, a file of the name
/// `mark`: in another one nothing is touched.
pub fn complete(folder: &Path, mark: &str) -> Result<()> {
    let made = folder.join(MADE);
    if !super::is_plain(&folder.join(mark)) && !super::is_plain(&made.join(mark)) {
        return Ok(());
    }
    super::remove(&folder.join(PART))?;
    if super::is_folder(&made) { put_in_place(folder) } else { Ok(()) }
}

/// Forgets what a killed run was still writing into a folder, where all of it bears names that are `own`; whether
/// nothing of that kind is there then. Whoever calls it must hold the folder's lock.
pub fn abandon(folder: &Path, own: impl Fn(&str) -> bool) -> Result<bool> {
    let part = folder.join(PART);
    if !super::is_folder(&part) {
        return Ok(true);
    }
    let is_own = |path: &PathBuf| own(&path.file_name().unwrap_or_default().to_string_lossy());
    if !super::entries(&part)?.iter().all(is_own) {
        return Ok(false);
    }
    remove_folder(&part)?;
    Ok(true)
}

/// A link in place of changes, or among them, leads to what others own.
fn guard_own(folder: &Path) -> Result<()> {
    let listing = super::list_all(folder)?;
    match listing.others.first() {
        Some(other) => bail!("{} — ссылка или устройство: уберите её", folder.join(other).display()),
        None => Ok(()),
    }
}

/// Moves the files of changes that count to their places.
fn put_in_place(folder: &Path) -> Result<()> {
    let made = folder.join(MADE);
    guard_own(&made)?;
    take_away(folder, &made.join(GONE))?;
    for path in super::entries(&made)? {
        let target = folder.join(path.file_name().unwrap_or_default());
        // A folder does not take the place of one that has files.
        if path.is_dir() && super::is_folder(&target) {
            remove_folder(&target)?;
        }
        fs::rename(&path, &target).with_context(|| {
            format!(
                "запись принята, но файл {} не удаётся поставить на место: закройте его в других программах и повторите команду",
                target.display()
            )
        })?;
    }
    sync_folder(Some(folder));
    remove_folder(&made)?;
    sync_folder(Some(folder));
    Ok(())
}

/// Takes away what a list names, and then the list: a file that was put in its place under the same name, as some
/// systems see it, must not go when a run that was killed is completed.
fn take_away(folder: &Path, list: &Path) -> Result<()> {
    if !super::is_plain(list) {
        return Ok(());
    }
    let Ok(names) = serde_json::from_slice::<Vec<String>>(&super::read(list)?) else {
        bail!(
            "{}: список того, что должно быть удалено, повреждён; удалите этот файл и повторите команду: названное в нём останется, и letopis verify назовёт его лишним",
            list.display()
        );
    };
    // Who wrote the list is not known: a name that leads elsewhere is passed over.
    for name in names.iter().filter(|name| super::is_name(name)) {
        super::remove(&folder.join(name))?;
    }
    sync_folder(Some(folder));
    super::remove(list)?;
    sync_folder(list.parent());
    Ok(())
}

/// Whether a run that was killed left changes in a folder, whether they count or not.
pub fn is_begun(folder: &Path) -> bool {
    super::is_folder(&folder.join(PART)) || super::is_folder(&folder.join(MADE))
}

/// Where changes of a killed run that count lie until they are completed.
pub fn made(folder: &Path) -> PathBuf {
    folder.join(MADE)
}

/// Whether changes of a run that was killed wait to be completed.
pub fn pending(folder: &Path, mark: &str) -> bool {
    let made = folder.join(MADE);
    super::is_folder(&made) && (super::is_plain(&folder.join(mark)) || super::is_plain(&made.join(mark)))
}
