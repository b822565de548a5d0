//! What is wrong with the media that are at hand, beside what their copies are.

use super::check::{Found, found};
use super::media::{ahead, at_hand};
use crate::archive::event::Form;
use crate::archive::medium::{self, Catalogue};
use crate::archive::standing::State;
use crate::archive::store::Store;
use crate::files;
use std::path::{Path, PathBuf};

/// All that is wrong, a line each; `to` are the places that were named.
pub(super) fn of_media(store: &Store, to: &[PathBuf]) -> Vec<String> {
    let mut wrong = Vec::new();
    for (folder, catalogue) in at_hand(store, to) {
        wrong.extend(ahead(store, &folder, &catalogue).map(|why| format!("ХРАНИЛИЩЕ ОТСТАЛО: {why}")));
        wrong.extend(lists(&folder, &catalogue));
        wrong.extend(should_be_gone(store, &folder, &catalogue));
    }
    let all = found(store, to);
    wrong.extend(all.iter().filter(|found| found.folders.len() > 1).map(twins));
    let known = |id: &str| {
        store.lines().any(|(_, line)| store.standing(line).copies.iter().any(|copy| copy.medium == id))
    };
    for folder in to {
        let is_other =
            |catalogue: &Option<Catalogue>| catalogue.as_ref().is_none_or(|own| !known(&own.medium));
        if Catalogue::read(folder).is_ok_and(|catalogue| is_other(&catalogue)) {
            wrong.push(format!("НЕ ТОТ НОСИТЕЛЬ: в {} нет копий, которые знает журнал", folder.display()));
        }
    }
    let mut bare: Vec<String> = all
        .iter()
        .flat_map(|found| &found.folders)
        .filter(|folder| matches!(Catalogue::read(folder), Ok(None)) && !files::is_begun(folder))
        .map(|folder| {
            format!(
                "ПОТЕРЯН СПИСОК КОПИЙ на {}: без него копию не вернуть, если пропадёт хранилище; сделайте её (letopis copy) в другой папке",
                folder.display()
            )
        })
        .collect();
    bare.dedup();
    wrong.extend(bare);
    // A medium whose list cannot be read is there, and tells nothing.
    let unread =
        all.iter().flat_map(|found| &found.folders).filter_map(|folder| Catalogue::read(folder).err());
    let mut unread: Vec<String> = unread.map(|error| format!("ПОВРЕЖДЁН СПИСОК КОПИЙ: {error:#}")).collect();
    unread.dedup();
    wrong.extend(unread);
    wrong
}

/// Lists and papers that are not what was written.
fn lists(folder: &Path, catalogue: &Catalogue) -> Option<String> {
    let damaged = medium::damaged(folder, Form::Plain, &catalogue.papers, &|_| {});
    (!damaged.is_empty()).then(|| {
        format!(
            "ПОВРЕЖДЕНЫ СПИСКИ на {}: {}; без них копию не вернуть, если пропадёт хранилище: сделайте её (letopis copy) в другой папке",
            folder.display(),
            damaged.join(", ")
        )
    })
}

/// Copies of what was destroyed, and copies that were given up and are there.
fn should_be_gone(store: &Store, folder: &Path, catalogue: &Catalogue) -> Vec<String> {
    let place = folder.display();
    let of_copy = |name: &String| {
        let (entry, line) = store.find(name)?;
        let standing = store.standing(line);
        let known = standing.copies.iter().find(|own| own.medium == catalogue.medium);
        match (&standing.act, known.map(|own| &own.state)) {
            (Some(act), _) if act.destroyed.is_some() => Some(format!(
                "НЕ СТЁРТА копия уничтоженного архива {} на {place}: letopis retention destroy --act {} --to \"{place}\"",
                entry.name, act.number
            )),
            (_, Some(State::Lost(_))) => Some(format!(
                "НАШЛАСЬ копия {}, записанная утраченной, на {place}: чтобы она снова была в журнале — letopis copy {} --to \"{place}\"",
                entry.name, entry.name
            )),
            _ => None,
        }
    };
    catalogue.copies.iter().filter_map(|copy| of_copy(&copy.name)).collect()
}

fn twins(found: &Found) -> String {
    let places: Vec<String> = found.folders.iter().map(|folder| folder.display().to_string()).collect();
    format!(
        "ДВОЙНИКИ: копия {} (номер {}) лежит в нескольких местах: {}; лишние уничтожьте",
        found.name,
        found.copy.medium,
        places.join(", ")
    )
}
