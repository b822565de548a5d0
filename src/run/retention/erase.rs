//! Copies are erased, medium by medium, before their archives go; and afterwards what turns up of them.

use super::reasons::Selected;
use crate::archive::event::{CopiedFile, Deed};
use crate::archive::medium::{self, CATALOGUE, Catalogue, Left, Medium, Presence};
use crate::archive::register::{Entry, REGISTER};
use crate::archive::standing::{Copy, State};
use crate::archive::store::Store;
use crate::files;
use crate::run::clock;
use crate::run::copy::{at_hand, folders_of, refresh};
use crate::run::progress::{Progress, out};
use anyhow::Result;
use std::path::{Path, PathBuf};

/// Erases the copies of archives wherever their media are, also those that were given up and are there after all;
/// how many are left that are not known to be gone.
pub(super) fn erase(
    store: &mut Store,
    selected: &[Selected],
    to: &[PathBuf],
    progress: &Progress,
) -> Result<usize> {
    let mut left = 0;
    for (entry, line, standing) in selected {
        for copy in standing.copies.iter().filter(|copy| copy.state != State::Erased) {
            let is_lost = matches!(copy.state, State::Lost(_));
            let folders = folders_of(copy, to);
            if folders.is_empty() && !is_lost {
                out(&format!(
                    "ЕЩЁ НЕ СТЁРТА: копия {} на {} (носитель {})\n",
                    entry.name, copy.path, copy.medium
                ));
                left += 1;
            }
            let mut is_gone = !folders.is_empty();
            for folder in folders {
                is_gone &= is_erased(&folder, entry, copy, progress);
            }
            if is_gone {
                let medium = copy.medium.clone();
                store.note(&clock::now(), &entry.name, line, Deed::Erased { medium });
                store.save()?;
            } else if !is_lost && !folders_of(copy, to).is_empty() {
                left += 1;
            }
        }
    }
    Ok(left)
}

/// Erases copies of what was destroyed that the log does not know, on media that are named.
pub(super) fn erase_strays(
    store: &Store,
    selected: &[Selected],
    to: &[PathBuf],
    progress: &Progress,
) -> Result<()> {
    for folder in to {
        let Some(catalogue) = Catalogue::read(folder)?.filter(|catalogue| !catalogue.restored) else {
            continue;
        };
        for (entry, line, _) in selected {
            let is_it =
                catalogue.copies.iter().any(|copy| copy.name == entry.name && copy.root == entry.root);
            // Of one that was erased a twin may turn up.
            let mut copies = store.standing(line).copies;
            copies.retain(|copy| copy.medium == catalogue.medium);
            if !is_it || copies.iter().any(|copy| copy.state != State::Erased) {
                continue;
            }
            let known: Vec<CopiedFile> = copies.iter().flat_map(Copy::all_files).cloned().collect();
            let left = Medium::open(folder, &catalogue.medium)?.erase(entry, &known)?;
            let place = folder.display();
            match left.unknown.is_empty() {
                true => progress.say(&format!("Стёрта: копия {} на {place}", entry.name)),
                false => out(&format!(
                    "НЕ СТЁРТА: копия {} на {place}: журнал её не знает ({}); уничтожьте носитель\n",
                    entry.name,
                    left.unknown.join(", ")
                )),
            }
        }
    }
    Ok(())
}

/// Erases a copy from a folder; whether nothing of it is left there. It is told.
fn is_erased(folder: &Path, entry: &Entry, copy: &Copy, progress: &Progress) -> bool {
    let place = folder.display();
    let why = match erase_from(folder, entry, copy) {
        Ok(Some(left)) if left.unknown.is_empty() => {
            progress.say(&format!("Стёрта: копия {} на {place}", entry.name));
            if !left.others.is_empty() {
                progress.say(&format!("  чужие файлы остались: {}", left.others.join(", ")));
            }
            return true;
        }
        Ok(Some(left)) => format!("не те файлы, что были записаны: {}", left.unknown.join(", ")),
        Ok(None) => "на месте носителя хранилище".to_owned(),
        Err(error) => files::reason(&error),
    };
    let others: Vec<String> = Catalogue::read(folder)
        .ok()
        .flatten()
        .map(|catalogue| {
            catalogue.copies.into_iter().map(|own| own.name).filter(|own| *own != entry.name).collect()
        })
        .unwrap_or_default();
    let then = match copy.state {
        // Nobody is told to destroy what else is there.
        _ if !others.is_empty() => format!(
            "на носителе есть и другое ({}): сначала сделайте его копии на других носителях (letopis copy), и только потом уничтожьте носитель",
            others.join(", ")
        ),
        State::Lost(_) => "уничтожьте носитель".to_owned(),
        _ => format!(
            "уничтожьте носитель и запишите это: letopis copy --lost {} --reason \"уничтожен\"",
            copy.medium
        ),
    };
    out(&format!("НЕ СТЁРТА: копия {} на {place}: {why}; {then}\n", entry.name));
    false
}

/// What is left of a copy in a folder; `None` where a store stands there. What is not the copy, by its digests, is
/// not touched.
fn erase_from(folder: &Path, entry: &Entry, copy: &Copy) -> Result<Option<Left>> {
    let known: Vec<_> = copy.all_files().cloned().collect();
    let has_catalogue = folder.join(CATALOGUE).exists() || files::pending(folder, CATALOGUE);
    if has_catalogue && Catalogue::presence(folder, &copy.medium) == Presence::Here {
        return Ok(Some(Medium::open(folder, &copy.medium)?.erase(entry, &known)?));
    }
    if folder.join(REGISTER).exists() && !folder.join(CATALOGUE).exists() {
        return Ok(None);
    }
    Ok(Some(medium::erase(folder, entry, &known)?))
}

/// Writes the lists and papers of a store onto the open media that are at hand: what was destroyed is known there
/// too. What cannot be written is told.
pub(super) fn tell_media(store: &Store, to: &[PathBuf], progress: &Progress) {
    for (folder, catalogue) in at_hand(store, to) {
        if catalogue.lock.is_some() {
            progress.say(&format!(
                "{}: носитель зашифрован; документы об уничтожении лягут на него со следующей letopis copy",
                folder.display()
            ));
        } else if let Err(error) = refresh(store, &folder) {
            progress.say(&format!(
                "{}: документы об уничтожении на носитель не записаны: {}",
                folder.display(),
                files::reason(&error)
            ));
        }
    }
}
