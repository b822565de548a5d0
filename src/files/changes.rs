//! Several files of one folder that are written together: all of them or none.
//!
//! They are written into `.changes.part` and flushed to the medium. One rename, to `.changes`, makes
//! them count; from there they are moved to their places. A run that is killed before the rename has
//! changed nothing; one that is killed after it leaves the rest of the moves to the next, which
//! begins with [`complete`].
#![allow(clippy::disallowed_methods, reason = "this module is part of the door that the ban points to")]

use super::{create_atomically, make_folder, remove_folder, sync_folder};
use anyhow::{Context as _, Result};
use std::fs;
use std::io::Write as _;
use std::path::{Path, PathBuf};

/// Changes that are being written.
const PART: &str = ".changes.part";
/// Changes that count, and are not yet all in their places.
const MADE: &str = ".changes";

/// Changes to a folder. Dropped before [`Changes::commit`] they are forgotten.
///
/// Whoever makes changes must hold the folder's lock.
pub struct Changes {
    folder: PathBuf,
    committed: bool,
}

impl Changes {
    /// Begins; what an earlier run did not finish must have been completed.
    pub fn begin(folder: &Path) -> Result<Changes> {
        remove_folder(&folder.join(PART))?;
        make_folder(&folder.join(PART))?;
        Ok(Changes { folder: folder.to_owned(), committed: false })
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

    /// Makes the changes count and moves the files to their places.
    pub fn commit(mut self) -> Result<()> {
        let (part, made) = (self.folder.join(PART), self.folder.join(MADE));
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
    remove_folder(&folder.join(PART))?;
    if made.is_dir() { put_in_place(folder) } else { Ok(()) }
}

/// Moves the files of changes that count to their places.
fn put_in_place(folder: &Path) -> Result<()> {
    let made = folder.join(MADE);
    for path in super::entries(&made)? {
        let target = folder.join(path.file_name().unwrap_or_default());
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

/// Whether changes of a run that was killed wait to be completed.
pub fn pending(folder: &Path, mark: &str) -> bool {
    let made = folder.join(MADE);
    made.is_dir() && (super::is_plain(&folder.join(mark)) || super::is_plain(&made.join(mark)))
}
