//! Copies are erased, medium by medium, before their archives go; and afterwards what turns up of them.

use super::reasons::Selected;
use crate::archive::copied::{Copy, State};
use crate::archive::event::{CopiedFile, Deed};
use crate::archive::medium::{self, CATALOGUE, Catalogue, Left, Medium, Presence};
use crate::archive::register::{Entry, REGISTER};
use crate::archive::store::Store;
use crate::files;
use crate::run::clock;
use crate::run::copy::{at_hand, folders_of, is_found_by_files, is_store};
use crate::run::progress::{Progress, out};
use anyhow::{Result, bail};
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

/// Erases the copies of archives wherever their media are, also those that were given up and are there after all;
/// how many are left that are not known to be gone. Those that were given up count once their archive is destroyed:
/// there is nothing else left of it.
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
            }
            let mut is_gone = !folders.is_empty();
            for folder in &folders {
                is_gone &= is_erased(store, folder, entry, copy, progress);
            }
            if is_gone {
                tell_other_places(store, copy, &folders, progress);
                let medium = copy.medium.clone();
                store.note(&clock::now(), &entry.name, line, Deed::Erased { medium });
                store.save()?;
            } else if !is_lost || standing.destroyed().is_some() && !folders.is_empty() {
                left += 1;
            }
        }
    }
    Ok(left)
}

/// Erases copies of what was destroyed that the log does not know, on media that are at hand or named; how many are
/// left.
pub(super) fn erase_strays(
    store: &Store,
    selected: &[Selected],
    to: &[PathBuf],
    progress: &Progress,
) -> Result<usize> {
    let mut rest = 0;
    let everywhere: BTreeSet<PathBuf> = at_hand(store, to).into_keys().chain(to.iter().cloned()).collect();
    for folder in &everywhere {
        let Some(catalogue) = Catalogue::read(folder)? else {
            // Where the first copy was killed while it was written there is no more than that.
            if files::is_begun(folder) && files::is_gone(&folder.join(REGISTER)) {
                for (entry, line, _) in selected {
                    let copies = store.standing(line).copies;
                    let known: Vec<CopiedFile> = copies.iter().flat_map(Copy::all_files).cloned().collect();
                    let left = medium::erase(folder, entry, &known)?;
                    rest += usize::from(!left.unknown.is_empty());
                }
            }
            continue;
        };
        if catalogue.restored {
            continue;
        }
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
            let left = Medium::open_known(folder)?.erase(entry, &known)?;
            let place = folder.display();
            match left.unknown.is_empty() {
                true => progress.say(&format!("Стёрта: копия {} на {place}", entry.name)),
                false => {
                    out(&format!(
                        "НЕ СТЁРТА: копия {} на {place}: журнал её не знает ({}); уничтожьте носитель\n",
                        entry.name,
                        left.unknown.join(", ")
                    ));
                    rest += 1;
                }
            }
        }
    }
    Ok(rest)
}

/// Erases a copy from a folder; whether nothing of it is left there. It is told.
fn is_erased(store: &Store, folder: &Path, entry: &Entry, copy: &Copy, progress: &Progress) -> bool {
    let place = folder.display();
    let why = match erase_from(folder, entry, copy) {
        Ok(Some(left)) if left.unknown.is_empty() => {
            progress.say(&format!("Стёрта: копия {} на {place}", entry.name));
            if !left.others.is_empty() {
                progress.say(&format!("  чужие файлы остались: {}", left.others.join(", ")));
            }
            return true;
        }
        Ok(Some(left)) => format!(
            "не те файлы, что были записаны: {}; посмотрите, тот ли это носитель; {}",
            left.unknown.join(", "),
            what_then(store, folder, entry, copy)
        ),
        Ok(None) => "на этом месте теперь хранилище, в нём ничего не тронуто".to_owned(),
        // What stands in the way may pass: nobody is told to destroy a medium for it.
        Err(error) => format!("{}; устраните это и повторите команду", files::reason(&error)),
    };
    out(&format!("НЕ СТЁРТА: копия {} на {place}: {why}\n", entry.name));
    false
}

/// What is to be done with a medium whose copy is not what was written. Nobody is told to destroy what else is there,
/// as far as the medium or the log knows of it.
fn what_then(store: &Store, folder: &Path, entry: &Entry, copy: &Copy) -> String {
    let mut others: BTreeSet<String> = BTreeSet::new();
    if let Ok(Some(catalogue)) = Catalogue::read(folder) {
        others.extend(catalogue.copies.into_iter().map(|own| own.name));
    }
    for (other, line) in store.lines() {
        let standing = store.standing(line);
        let is_there = |own: &Copy| own.medium == copy.medium && own.state != State::Erased;
        if standing.destroyed().is_none() && standing.copies.iter().any(is_there) {
            others.insert(other.name.clone());
        }
    }
    others.remove(&entry.name);
    match copy.state {
        _ if !others.is_empty() => format!(
            "на носителе есть и другое ({}): сначала сделайте его копии на других носителях (letopis copy), и только потом уничтожьте носитель",
            others.into_iter().collect::<Vec<_>>().join(", ")
        ),
        State::Lost(_) => "уничтожьте носитель".to_owned(),
        _ => format!(
            "уничтожьте носитель и запишите это: letopis copy --lost {} --reason \"уничтожен\"",
            copy.medium
        ),
    }
}

/// What is left of a copy in a folder; `None` where a store stands there. What is not the copy, by its digests, is
/// not touched.
fn erase_from(folder: &Path, entry: &Entry, copy: &Copy) -> Result<Option<Left>> {
    let known: Vec<_> = copy.all_files().cloned().collect();
    let has_catalogue = !files::is_gone(&folder.join(CATALOGUE)) || files::pending(folder, CATALOGUE);
    if has_catalogue && Catalogue::presence(folder, &copy.medium) == Presence::Here {
        return Ok(Some(Medium::open_known(folder)?.erase(entry, &known)?));
    }
    // It was found by its files or by what was begun: where these are not there any more, it was pulled out.
    if !is_found_by_files(copy, folder) {
        bail!("носителя здесь больше нет");
    }
    if is_store(folder) {
        return Ok(None);
    }
    let beside = || -> Result<Vec<PathBuf>> {
        let all = files::entries(folder)?.into_iter();
        let name = |path: &PathBuf| path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        Ok(all.filter(|path| !name(path).starts_with(&entry.name) && !name(path).starts_with('.')).collect())
    };
    let before = beside()?;
    let left = medium::erase(folder, entry, &known)?;
    // Of a medium that was pulled out meanwhile nothing was erased that was not there.
    if !before.is_empty() && beside()?.is_empty() {
        bail!("носителя здесь больше нет");
    }
    Ok(Some(left))
}

/// A copy that was erased where its medium never was before may have been a copy of the medium.
fn tell_other_places(store: &Store, copy: &Copy, folders: &[PathBuf], progress: &Progress) {
    let deeds = store.events.values.iter().filter(|event| event.deed.medium() == Some(&copy.medium));
    let places: BTreeSet<&str> = deeds.filter_map(|event| event.deed.place()).collect();
    let others: Vec<&str> = places
        .into_iter()
        .filter(|place| !folders.iter().any(|folder| files::is_same(folder, Path::new(place))))
        .collect();
    if !others.is_empty() {
        progress.say(&format!(
            "  этот носитель бывал и в {}: если стёрта только его копия, сотрите и его самого (--to)",
            others.join(", ")
        ));
    }
}
