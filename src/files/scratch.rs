//! A folder for what is needed only while a command runs.
#![allow(clippy::disallowed_methods, reason = "this module is part of the door that the ban points to")]

use super::{entries, is_folder, is_plain, remove_folder};
use anyhow::{Context as _, Result};
use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::time::Duration;
use tempfile::TempDir;

/// How the folders are called.
const PREFIX: &str = "letopis-";
/// Held by whoever uses the folder.
const LOCK: &str = ".lock";
/// A folder so young may be one whose lock is about to be taken.
const YOUNG: Duration = Duration::from_secs(60);

/// A folder among the system's temporary ones, which nobody else may look into. It goes with the value; that of a run
/// that was killed goes with the next run: there may be personal data in it.
#[derive(Debug)]
pub struct Scratch {
    // It is let go before the folder is removed.
    _lock: Option<File>,
    folder: PathBuf,
    _all: TempDir,
}

impl Scratch {
    /// Makes one, after those of killed runs were removed.
    pub fn new() -> Result<Scratch> {
        let root = std::env::temp_dir();
        sweep(&root);
        let describe = || format!("не удаётся создать временную папку в {}", root.display());
        let all = tempfile::Builder::new().prefix(PREFIX).tempdir().with_context(describe)?;
        let lock = File::create(all.path().join(LOCK)).with_context(describe)?;
        lock.lock().with_context(describe)?;
        let folder = all.path().join("scratch");
        fs::create_dir(&folder).with_context(describe)?;
        Ok(Scratch { _lock: Some(lock), folder, _all: all })
    }

    /// Makes one in a folder, which cleans up what a killed run leaves there.
    pub fn within(folder: &Path) -> Result<Scratch> {
        let made = tempfile::Builder::new().prefix("scratch-").tempdir_in(folder);
        let all =
            made.with_context(|| format!("не удаётся создать временную папку в {}", folder.display()))?;
        Ok(Scratch { _lock: None, folder: all.path().to_owned(), _all: all })
    }

    /// Where it lies.
    pub fn path(&self) -> &Path {
        &self.folder
    }
}

/// Removes the folders of killed runs; what cannot be removed is another user's, or goes another time.
fn sweep(root: &Path) {
    let is_of_ours = |path: &PathBuf| {
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        name.starts_with(PREFIX) && is_folder(path) && is_plain(&path.join(LOCK))
    };
    for folder in entries(root).unwrap_or_default().iter().filter(|path| is_of_ours(path)) {
        let lock = folder.join(LOCK);
        let age = fs::metadata(&lock).and_then(|data| data.modified()).ok().and_then(|at| at.elapsed().ok());
        if age.is_none_or(|age| age < YOUNG) {
            continue;
        }
        let Ok(file) = File::options().append(true).open(&lock) else { continue };
        if file.try_lock().is_ok() {
            drop(file);
            drop(remove_folder(folder));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_killed_run_left_goes_with_the_next() {
        let root = tempfile::tempdir().expect("room");
        let folder = |name: &str, seconds: u64| {
            let folder = root.path().join(name);
            fs::create_dir(&folder).expect("made");
            let lock = File::create(folder.join(LOCK)).expect("made");
            lock.set_modified(std::time::SystemTime::now() - Duration::from_secs(seconds)).expect("set");
            (folder, lock)
        };
        let (killed, _) = folder("letopis-killed", 3600);
        let (young, _) = folder("letopis-young", 0);
        let (other, _) = folder("other", 3600);
        let (used, lock) = folder("letopis-used", 3600);
        lock.lock().expect("locked");
        sweep(root.path());
        assert!(!killed.exists() && young.exists() && other.exists() && used.exists());
    }
}
