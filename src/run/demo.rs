//! `letopis demo`: a data set of any size.

use super::progress::Progress;
use super::{Status, UsageError};
use crate::demo::{self, Size};
use crate::files;
use anyhow::Result;
use std::path::Path;

/// Writes a data set into a new or empty folder.
pub fn demo(folder: &Path, size: Size, progress: &Progress) -> Result<Status> {
    guard_empty(folder)?;
    demo::write(folder, size)?;
    progress.say(&format!(
        "Набор данных записан в {}. Дальше: letopis build --input {}",
        folder.display(),
        folder.display()
    ));
    Ok(Status::Done)
}

/// A folder that is not there yet, or has nothing in it.
pub(super) fn guard_empty(folder: &Path) -> Result<()> {
    if folder.is_file() {
        return Err(UsageError(format!("{} — файл, а нужна папка", folder.display())).into());
    }
    if folder.is_dir() && !files::list(folder)?.is_empty() {
        return Err(UsageError(format!("папка {} не пуста: укажите новую", folder.display())).into());
    }
    Ok(())
}
