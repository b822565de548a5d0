//! One writer at a time.
#![allow(clippy::disallowed_methods, reason = "this module is part of the door that the ban points to")]

use super::make_parent;
use anyhow::{Context as _, Result, bail};
use std::fs::{self, File};
use std::path::Path;

/// Locks a file (made where it is missing) for this process until the returned handle is dropped.
/// Where another process holds it the answer is an error that says so.
pub fn lock(path: &Path) -> Result<File> {
    make_parent(path)?;
    // A link or a pipe in its place is not followed, waited for, or emptied.
    if fs::symlink_metadata(path).is_ok_and(|data| !data.is_file()) {
        bail!("{} — не файл: уберите его", path.display());
    }
    let mut options = fs::OpenOptions::new();
    let opened = options.write(true).create(true).truncate(false).open(path);
    let file = opened.with_context(|| format!("не удаётся записать {}", path.display()))?;
    match file.try_lock() {
        Ok(()) => Ok(file),
        Err(fs::TryLockError::WouldBlock) => {
            bail!(
                "другой запуск letopis ещё работает с этой папкой ({}): дождитесь его окончания",
                path.display()
            )
        }
        Err(fs::TryLockError::Error(error)) => {
            Err(error).with_context(|| format!("не удаётся занять {}", path.display()))
        }
    }
}

/// Waits until no process writes under a lock, and keeps writers away until the returned handle is
/// dropped. `wait` is called where there is somebody to wait for. `None` where the lock's file is
/// not there or cannot be locked, as on a medium that is read only: nobody writes there.
pub fn lock_shared(path: &Path, wait: impl FnOnce()) -> Option<File> {
    let file = super::is_plain(path).then(|| File::open(path).ok())??;
    match file.try_lock_shared() {
        Ok(()) => Some(file),
        Err(fs::TryLockError::WouldBlock) => {
            wait();
            file.lock_shared().is_ok().then_some(file)
        }
        Err(fs::TryLockError::Error(_)) => None,
    }
}
