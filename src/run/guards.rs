//! Where media and restored folders must not lie.

use super::UsageError;
use crate::archive::medium::CATALOGUE;
use crate::archive::register::REGISTER;
use crate::archive::verify::BUILD_FILE;
use crate::files;
use crate::read::SETTINGS_FILE;
use anyhow::Result;
use std::path::{Path, PathBuf};

/// Folders for copies lie apart from one another, from the store, and from everything of the program's: input,
/// builds, other stores, other media.
pub(super) fn guard_media(store: &Path, folders: &[PathBuf]) -> Result<()> {
    let refuse = |message: String| Err(UsageError(message).into());
    let full: Vec<PathBuf> = folders.iter().map(|folder| files::real(folder)).collect();
    let store_full = files::real(store);
    for (place, folder) in full.iter().enumerate() {
        let shown = folders[place].display();
        let others = full.iter().enumerate().filter(|(other, _)| *other != place).map(|(_, other)| other);
        let inside = |other: &PathBuf| folder.starts_with(other) || other.starts_with(folder);
        if inside(&store_full) || others.into_iter().any(inside) {
            return refuse(format!(
                "{shown}: папки не должны лежать одна в другой и в хранилище {}",
                store.display()
            ));
        }
        let is_of = |above: &Path, name: &str| above.join(name).is_file();
        let foreign = folder.ancestors().find(|above| {
            is_of(above, SETTINGS_FILE)
                || is_of(above, BUILD_FILE)
                || *above != folder.as_path() && (is_of(above, REGISTER) || is_of(above, CATALOGUE))
        });
        if let Some(above) = foreign {
            return refuse(format!(
                "{shown}: {} — папка данных, сборки, хранилища или другого носителя: укажите папку вне её",
                above.display()
            ));
        }
    }
    Ok(())
}
