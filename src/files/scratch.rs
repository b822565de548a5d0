//! A folder for what is needed only while a command runs.
#![allow(clippy::disallowed_methods, reason = "this module is part of the door that the ban points to")]

use super::{entries, is_folder, is_plain, remove_folder};
use anyhow::{Context as _, Result};
use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::time::Duration;

/// How the folders are called.
const PREFIX: &str = "letopis-scratch-";
/// Held by whoever uses the folder; no store and no medium has a file of that name.
const LOCK: &str = ".scratch";
/// The folder inside that is used.
const USED: &str = "scratch";

/// A folder among the system's temporary ones, which nobody else may look into. It goes with the value; that of a run
/// that was killed goes with the next run: there may be personal data in it.
#[derive(Debug)]
pub struct Scratch {
    folder: PathBuf,
    /// The folder that the lock lies in, and the lock; `None` where there is none.
    around: Option<(PathBuf, File)>,
}

impl Scratch {
    /// Makes one, after those of killed runs were removed.
    pub fn new() -> Result<Scratch> {
        let root = std::env::temp_dir();
        drop(sweep(&root));
        let describe = || format!("не удаётся создать временную папку в {}", root.display());
        loop {
            let around = tempfile::Builder::new().prefix(PREFIX).tempdir().with_context(describe)?.keep();
            let path = around.join(LOCK);
            let lock = File::create(&path).with_context(describe)?;
            lock.lock().with_context(describe)?;
            // Another run may have swept it away before it was locked.
            if is_plain(&path) {
                let folder = around.join(USED);
                fs::create_dir(&folder).with_context(describe)?;
                return Ok(Scratch { folder, around: Some((around, lock)) });
            }
        }
    }

    /// Makes one in a folder, which cleans up what a killed run leaves there.
    pub fn within(folder: &Path) -> Result<Scratch> {
        let made = tempfile::Builder::new().prefix("scratch-").tempdir_in(folder);
        let describe = || format!("не удаётся создать временную папку в {}", folder.display());
        Ok(Scratch { folder: made.with_context(describe)?.keep(), around: None })
    }

    /// Removes it now.
    ///
    /// # Errors
    /// Where something of it stays: there may be personal data in it.
    pub fn close(mut self) -> Result<()> {
        self.remove()
    }

    /// Where it lies.
    pub fn path(&self) -> &Path {
        &self.folder
    }

    /// What is inside goes first: while something of it stays, the lock tells the next run whose it is.
    fn remove(&mut self) -> Result<()> {
        if self.folder.as_os_str().is_empty() {
            return Ok(());
        }
        let folder = std::mem::take(&mut self.folder);
        remove_folder(&folder).with_context(|| {
            format!(
                "временная папка {} осталась, а в ней персональные данные: закройте её файлы в других программах и удалите её",
                folder.display()
            )
        })?;
        let Some((around, lock)) = self.around.take() else { return Ok(()) };
        remove_folder(&around)?;
        drop(lock);
        Ok(())
    }
}

impl Drop for Scratch {
    fn drop(&mut self) {
        if let Err(error) = self.remove() {
            eprintln!("предупреждение: {error:#}");
        }
    }
}

/// Removes what killed runs of this user left among the system's temporary folders; the folders that cannot be removed
/// are returned.
pub fn sweep_scratch() -> Vec<PathBuf> {
    sweep(&std::env::temp_dir())
}

/// Removes the folders of killed runs, which nobody holds any more; those that cannot be removed.
fn sweep(root: &Path) -> Vec<PathBuf> {
    let mut left = Vec::new();
    let name = |path: &Path| path.file_name().unwrap_or_default().to_string_lossy().into_owned();
    let is_of_ours = |path: &PathBuf| {
        // Whatever else there may be in it is somebody's.
        let is_made = |inside: &PathBuf| [LOCK, USED].contains(&&*name(inside));
        name(path).starts_with(PREFIX)
            && is_folder(path)
            && entries(path).is_ok_and(|all| all.iter().all(is_made))
    };
    for folder in entries(root).unwrap_or_default().iter().filter(|path| is_of_ours(path)) {
        let lock = folder.join(LOCK);
        let file = match File::options().append(true).open(&lock) {
            Ok(file) if file.try_lock().is_ok() => Some(file),
            // Another run holds it.
            Ok(_) => continue,
            // One that was killed when it had just made it, or had all but removed it; a young one is being made.
            Err(_) if super::is_gone(&lock) && is_old(folder) => None,
            // What cannot be opened is another user's.
            Err(_) => continue,
        };
        if remove_folder(folder).is_err() {
            left.push(folder.clone());
        }
        drop(file);
    }
    left
}

fn is_old(folder: &Path) -> bool {
    let modified = fs::symlink_metadata(folder).and_then(|data| data.modified());
    modified.is_ok_and(|at| at.elapsed().is_ok_and(|age| age > Duration::from_secs(60)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_killed_run_left_goes_with_the_next() {
        let root = tempfile::tempdir().expect("room");
        let folder = |name: &str| {
            let folder = root.path().join(name);
            fs::create_dir(&folder).expect("made");
            let lock = File::create(folder.join(LOCK)).expect("made");
            (folder, lock)
        };
        let (killed, _) = folder("letopis-scratch-killed");
        fs::create_dir(killed.join(USED)).expect("made");
        fs::write(killed.join(USED).join("students.csv"), "").expect("written");
        let (other, _) = folder("other");
        let (used, lock) = folder("letopis-scratch-used");
        lock.lock().expect("locked");
        // What a user put there, whatever it is called: a medium, a store.
        let (full, _) = folder("letopis-scratch-copy");
        fs::write(full.join("register.jsonl"), "").expect("written");
        let (medium, _) = folder("letopis-copy");
        // One whose lock went first is swept when it is old, one that is being made is not.
        let unlocked = |name: &str, seconds: u64| {
            let folder = root.path().join(name);
            fs::create_dir_all(folder.join(USED)).expect("made");
            let at = std::time::SystemTime::now() - Duration::from_secs(seconds);
            File::open(&folder).and_then(|folder| folder.set_modified(at)).expect("set");
            folder
        };
        let (old, young) = (unlocked("letopis-scratch-old", 3600), unlocked("letopis-scratch-young", 0));
        assert!(sweep(root.path()).is_empty());
        assert!(!killed.exists() && !old.exists());
        assert!([other, used, full, medium, young].iter().all(|folder| folder.exists()));
    }
}
