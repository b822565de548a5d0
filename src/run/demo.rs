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
    if size.groups > 99 * 99 || size.students > 999 || size.journals > 999 || size.lessons > 9_999 {
        return Err(UsageError(
            "слишком большой набор: не больше 9801 группы, 999 обучающихся и журналов в группе, 9999 занятий"
                .to_owned(),
        )
        .into());
    }
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
    if folder.is_file() || (folder.is_dir() && !files::list(folder)?.is_empty()) {
        return Err(UsageError(format!("папка {} не пуста: укажите новую", folder.display())).into());
    }
    Ok(())
}
