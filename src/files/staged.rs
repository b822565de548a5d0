//! A folder that is built aside and swapped in.
#![allow(clippy::disallowed_methods, reason = "this module is part of the door that the ban points to")]

use super::{beside, make_folder, remove_folder, sync_all, sync_folder};
use anyhow::{Context as _, Result};
use std::fs;
use std::path::{Path, PathBuf};

/// A folder that is built aside and takes the place of another in one step.
/// Dropped before [`Staged::commit`], it removes itself and the old folder stays.
pub struct Staged {
    aside: PathBuf,
    target: PathBuf,
    committed: bool,
}

impl Staged {
    /// Starts a fresh folder beside `target`. What an earlier, killed run left there is removed.
    pub fn begin(target: &Path) -> Result<Staged> {
        let aside = beside(target, "part");
        remove_folder(&aside)?;
        make_folder(&aside)?;
        Ok(Staged { aside, target: target.to_owned(), committed: false })
    }

    /// Where to write.
    pub fn path(&self) -> &Path {
        &self.aside
    }

    /// Puts the new folder in place of the old one, which is removed.
    pub fn commit(mut self) -> Result<()> {
        let old = beside(&self.target, "old");
        remove_folder(&old)?;
        sync_all(&self.aside)?;
        let describe = || {
            format!(
                "не удаётся заменить папку {} новой: закройте файлы из неё, открытые в других программах",
                self.target.display()
            )
        };
        let had_old = self.target.exists();
        if had_old {
            fs::rename(&self.target, &old).with_context(describe)?;
        }
        if let Err(error) = fs::rename(&self.aside, &self.target) {
            if had_old {
                // The old folder goes back; the error that is told is the first one.
                drop(fs::rename(&old, &self.target));
            }
            return Err(error).with_context(describe);
        }
        self.committed = true;
        sync_folder(self.target.parent());
        // The new folder stands; what is left of the old one the next build removes.
        drop(remove_folder(&old));
        Ok(())
    }
}

impl Drop for Staged {
    fn drop(&mut self) {
        if !self.committed {
            drop(fs::remove_dir_all(&self.aside));
        }
    }
}

/// Puts back the folder that a run killed between its two renames left aside.
pub fn recover(target: &Path) -> Result<()> {
    let old = beside(target, "old");
    if !target.exists() && old.exists() {
        fs::rename(&old, target).with_context(|| format!("не удаётся вернуть папку {}", target.display()))?;
    }
    Ok(())
}
