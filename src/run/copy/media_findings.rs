//! What is wrong with the media that are at hand, beside what their copies are.

use super::check::{Found, found};
use super::media::{ahead, at_hand, folders_of};
use super::ours::is_store;
use crate::archive::copied::State;
use crate::archive::event::Form;
use crate::archive::medium::{self, Catalogue};
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
                "ПОТЕРЯН СПИСОК КОПИЙ на {}: без него копию не вернуть, если пропадёт хранилище; перенесите, что носитель знает, — letopis restore ИМЯ --from \"{}\" --to ХРАНИЛИЩЕ — и напишите список заново: letopis copy ИМЯ --to \"{}\"",
                folder.display(),
                folder.display(),
                folder.display()
            )
        })
        .collect();
    bare.dedup();
    wrong.extend(bare);
    wrong.extend(given_up(store, to));
    // A medium whose list cannot be read is there, and tells nothing.
    let unread =
        all.iter().flat_map(|found| &found.folders).filter_map(|folder| Catalogue::read(folder).err());
    let mut unread: Vec<String> = unread.map(|error| format!("ПОВРЕЖДЁН СПИСОК КОПИЙ: {error:#}")).collect();
    unread.dedup();
    wrong.extend(unread);
    wrong
}

/// Copies that were given up and are there, on a medium without a list.
fn given_up(store: &Store, to: &[PathBuf]) -> Vec<String> {
    let mut told = Vec::new();
    for (entry, line) in store.lines() {
        let standing = store.standing(line);
        for copy in standing.copies.iter().filter(|copy| matches!(copy.state, State::Lost(_))) {
            let folders = folders_of(copy, to).into_iter();
            for folder in
                folders.filter(|folder| !is_store(folder) && matches!(Catalogue::read(folder), Ok(None)))
            {
                let place = folder.display();
                told.push(match &standing.act {
                    Some(act) if act.destroyed.is_some() => format!(
                        "НЕ СТЁРТА копия уничтоженного архива {} на {place}: letopis retention destroy --act {} --to \"{place}\"",
                        entry.name, act.number
                    ),
                    _ => format!(
                        "НАШЛАСЬ копия {}, записанная утраченной, на {place}: чтобы она снова была в журнале — letopis copy {} --to \"{place}\"",
                        entry.name, entry.name
                    ),
                });
            }
        }
    }
    told
}

/// Lists and papers that are not what was written.
fn lists(folder: &Path, catalogue: &Catalogue) -> Option<String> {
    let damaged = medium::damaged(folder, Form::Plain, &catalogue.papers, &|_| {});
    (!damaged.is_empty()).then(|| {
        format!(
            "ПОВРЕЖДЕНЫ СПИСКИ на {}: {}; без них копию не вернуть, если пропадёт хранилище: напишите их заново — letopis copy ИМЯ --to \"{}\"",
            folder.display(),
            damaged.join(", "),
            folder.display()
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
        "ДВОЙНИКИ: копия {} (номер {}) лежит в нескольких местах: {}; оставьте одну целую, лишние уничтожьте",
        found.name,
        found.copy.medium,
        places.join(", ")
    )
}
