//! `letopis copy --lost`: a medium that is gone for good.

use super::check::{Found, found};
use crate::archive::copied::{Copy, State};
use crate::archive::event::{Deed, day_of};
use crate::archive::medium::{self, Catalogue};
use crate::archive::store::Store;
use crate::files;
use crate::run::progress::Progress;
use crate::run::{Status, UsageError, clock, guard_store};
use crate::words;
use anyhow::Result;
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

/// Notes that a medium is gone for good, with every copy on it; `asked` is where it was or its id.
pub fn lost(archive: &Path, asked: &str, reason: &str, progress: &Progress) -> Result<Status> {
    guard_store(archive)?;
    let reason = crate::run::reason(reason)?;
    let mut store = Store::open(archive)?;
    let folder = Path::new(asked);
    let is_meant = |copy: &Copy| {
        copy.medium == asked || copy.path == asked || files::is_same(Path::new(&copy.path), folder)
    };
    let meant: Vec<Found> = found(&store, &[]).into_iter().filter(|found| is_meant(&found.copy)).collect();
    let media: BTreeSet<&str> = meant.iter().map(|found| found.copy.medium.as_str()).collect();
    if meant.is_empty() {
        let known: BTreeSet<String> =
            found(&store, &[]).into_iter().map(|found| label(&found.copy)).collect();
        let known: Vec<String> = known.into_iter().collect();
        let there = if known.is_empty() {
            "копий нет вовсе".to_owned()
        } else {
            format!("есть {}", known.join("; "))
        };
        return Err(UsageError(format!("--lost: копий на носителе {asked} в журнале нет; {there}")).into());
    }
    if media.len() > 1 {
        let labels: BTreeSet<String> = meant.iter().map(|found| label(&found.copy)).collect();
        let labels: Vec<String> = labels.into_iter().collect();
        let message = format!("--lost: там побывали разные носители, укажите номер: {}", labels.join("; "));
        return Err(UsageError(message).into());
    }
    let is_good = |found: &&Found| {
        let Found { copy, folders, .. } = found;
        // One that lost its list stands in the way of every destruction, whole as its copies are.
        let is_listed = |folder: &&PathBuf| matches!(Catalogue::read(folder), Ok(Some(_)));
        let is_whole = |folder: &PathBuf| medium::is_whole(folder, copy.form, &copy.files);
        copy.state != State::Unfinished && folders.iter().filter(is_listed).any(is_whole)
    };
    // A medium that cannot be written to is given up by an act, whole as it is.
    let is_erasing = |found: &&Found| store.standing(&found.line).act.is_some_and(|act| act.is_erasing);
    if let Some(found) = meant.iter().filter(|found| !is_erasing(found)).find(is_good) {
        let message = format!("--lost: носитель на месте, и копия {} на нём цела", found.name);
        return Err(UsageError(message).into());
    }
    // What is there of a copy that was not ended is not known, and would be forgotten.
    let is_begun = |found: &&Found| found.copy.state == State::Unfinished && !found.folders.is_empty();
    if let Some(found) = meant.iter().filter(|found| !is_erasing(found)).find(is_begun) {
        let message = format!(
            "--lost: носитель на месте, а копия {} на нём не закончена: закончите её (letopis copy) или отключите носитель",
            found.name
        );
        return Err(UsageError(message).into());
    }
    let now = clock::now();
    for Found { name, line, copy, .. } in &meant {
        progress.say(&format!("Записано: копия {name} на {} утрачена: {reason}", copy.path));
        let (medium, reason) = (copy.medium.clone(), reason.clone());
        store.note(&now, name, line, Deed::Lost { medium, reason });
    }
    store.save()?;
    Ok(Status::Done)
}

/// «3f2a… — E:\архив, записан 12.01.2031».
fn label(copy: &Copy) -> String {
    let day = day_of(&copy.written_at).map(words::date).unwrap_or_default();
    format!("{} — {}, записан {day}", copy.medium, copy.path)
}
