//! The first step of a destruction: the sheets that stay are sealed, the archives are marked, nothing goes.

use super::destroy::Options;
use super::reasons::Selected;
use super::{of_act, sheets};
use crate::archive::event::Deed;
use crate::archive::register::Holds;
use crate::archive::store::Store;
use crate::files;
use crate::run::copy::folder_of;
use crate::run::progress::Progress;
use crate::run::{Status, clock};
use crate::words;
use anyhow::{Context as _, Result};
use chrono::Days;

/// How many days archives wait between the two steps: to notice a mistake, within the thirty that the law
/// leaves for personal data (152-ФЗ, art. 21).
const WAITING_DAYS: u64 = 14;

/// Marks the archives of an act, whose copies were read and are whole.
pub(super) fn mark(
    store: &mut Store,
    options: &Options,
    selected: &[Selected],
    progress: &Progress,
) -> Result<Status> {
    let today = clock::today();
    let changes = store.begin()?;
    let mut sealed = Vec::new();
    for (entry, _, standing) in selected {
        if sheets::must_stay(store, entry, standing, today) && sheets::of(store, entry).is_none() {
            sealed.push(sheets::seal(store, &changes, entry, progress)?);
        }
    }
    let from = today.checked_add_days(Days::new(WAITING_DAYS)).context("календарь кончился")?;
    let now = clock::now();
    for (entry, line, standing) in selected {
        // They were read.
        for copy in standing.kept_copies() {
            let Some(folder) = folder_of(copy, &options.to) else { continue };
            let (medium, path) = (copy.medium.clone(), files::real(&folder).display().to_string());
            store.note(&now, &entry.name, line, Deed::Checked { medium, path, damaged: Vec::new() });
        }
        let deed = Deed::Marked { act: options.act, from: from.to_string() };
        store.note(&now, &entry.name, line, deed);
    }
    store.commit(changes)?;
    let selected = &of_act(store, options.act);
    for sealed in &sealed {
        sealed.tell(store, progress);
    }
    for (entry, _, standing) in selected {
        progress.say(&format!("Отмечен к уничтожению: {}", entry.name));
        for copy in standing.kept_copies() {
            progress.say(&format!("  копия: {}", super::act::label(copy)));
        }
        for folder in &standing.restored_to {
            progress.say(&format!("  возвращался в {folder}: если папка ещё есть, уничтожьте её сами"));
        }
    }
    if !sealed.is_empty() {
        progress.say(
            "Ведомости теперь в архивах *.sheets.zip: сделайте и их копии (letopis copy) до второго шага.",
        );
    }
    if selected.iter().any(|(entry, _, _)| entry.holds == Holds::Year) {
        progress.say("Ведомости за весь срок обучения по этим годам потом не составить: составьте их сейчас — letopis study-sheet --group ГРУППА");
    }
    progress.say(&format!(
        "Пока ничего не удалено. Второй шаг — не раньше {}: та же команда; отменить: letopis retention act --cancel {} --reason \"причина\"",
        words::date(from),
        options.act
    ));
    Ok(Status::Done)
}
