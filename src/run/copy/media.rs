//! Where the media of copies are now.

use crate::archive::event::Deed;
use crate::archive::medium::{self, Catalogue, Presence};
use crate::archive::standing::{Copy, State};
use crate::archive::store::Store;
use crate::files;
use crate::words;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

/// Where the medium of a copy is now: where it was last, or in one of these folders; `None` where in none.
pub(in crate::run) fn folder_of(copy: &Copy, to: &[PathBuf]) -> Option<PathBuf> {
    folders_of(copy, to).into_iter().next()
}

/// All places where the medium of a copy, or a twin of it, is now: those that are named, then where it was last.
pub(in crate::run) fn folders_of(copy: &Copy, to: &[PathBuf]) -> Vec<PathBuf> {
    let is_it = |folder: &&PathBuf| matches!(Catalogue::read(folder), Ok(Some(catalogue)) if catalogue.medium == copy.medium);
    let mut folders: Vec<PathBuf> = to.iter().filter(is_it).cloned().collect();
    let last = PathBuf::from(&copy.path);
    // A medium that lost its catalogue is known by its files, one that never had it by what was still written.
    let is_there = match Catalogue::presence(&last, &copy.medium) {
        Presence::Here => true,
        Presence::Other => false,
        Presence::Absent => {
            copy.all_files().any(|file| last.join(&file.file).exists())
                || copy.state == State::Unfinished && files::is_begun(&last)
        }
    };
    if is_there && !folders.iter().any(|folder| files::is_same(folder, &last)) {
        folders.push(last);
    }
    folders
}

/// What became of a copy that was begun and not ended, by what is on its medium: the new files stand there, or
/// still the old ones; `None` where neither is whole.
pub(in crate::run) fn settled(copy: &Copy, folder: &Path) -> Option<Deed> {
    let begun = copy.begun.as_ref().filter(|_| !files::is_begun(folder))?;
    let (medium, path) = (copy.medium.clone(), files::real(folder).display().to_string());
    let is_whole =
        |form, files: &[_]| !files.is_empty() && medium::damaged(folder, form, files, &|_| {}).is_empty();
    if is_whole(begun.form, &begun.files) {
        return Some(Deed::Copied { medium, path, form: begun.form, files: begun.files.clone() });
    }
    is_whole(copy.form, &copy.files).then_some(Deed::NotCopied { medium })
}

/// All media that the log knows and that are at hand, with the folders where they are: also those on which every
/// copy was erased or given up.
pub(in crate::run) fn at_hand(store: &Store, to: &[PathBuf]) -> BTreeMap<PathBuf, Catalogue> {
    let copies = store.lines().flat_map(|(_, line)| store.standing(line).copies);
    let folders = copies.flat_map(|copy| folders_of(&copy, to));
    let folders: std::collections::BTreeSet<PathBuf> = folders.collect();
    folders.into_iter().filter_map(|folder| Some((folder.clone(), Catalogue::read(&folder).ok()??))).collect()
}

/// Why nothing may be decided by what the store says: a medium knows decisions that the store lacks. `None` where
/// it knows none.
pub(in crate::run) fn ahead(store: &Store, folder: &Path, catalogue: &Catalogue) -> Option<String> {
    let lacking = crate::archive::decisions::lacking(&store.events, &catalogue.decisions);
    (lacking > 0).then(|| {
        format!(
            "{}: на носителе есть {} об архивах, запретах и актах, {} нет в хранилище: оно восстановлено из старой копии? Перенесите их: letopis restore ИМЯ --from \"{}\" --to ХРАНИЛИЩЕ",
            folder.display(),
            words::count(lacking, ["запись", "записи", "записей"]),
            if lacking == 1 { "которой" } else { "которых" },
            folder.display()
        )
    })
}
