//! What a store decided, written onto the media that are at hand at once: a store that is put back from an older copy
//! hears of it there.

use super::media::{ahead, at_hand, away, without_list};
use super::papers_of;
use crate::archive::event::Form;
use crate::archive::medium::Medium;
use crate::archive::store::Store;
use crate::files;
use crate::run::progress::Progress;
use anyhow::{Result, bail};
use std::path::{Path, PathBuf};

/// Writes the lists and papers of a store onto its open media. What is not written, and where, is told; `what` it is
/// that is written is told with it: «запрет».
pub(in crate::run) fn tell_media(store: &Store, to: &[PathBuf], what: &str, progress: &Progress) {
    let next = "со следующей letopis copy";
    for (folder, catalogue) in at_hand(store, to) {
        let folder_name = folder.display();
        if catalogue.lock.is_some() {
            progress.say(&format!("  {folder_name}: носитель зашифрован, {what} попадёт на него {next}"));
        } else if let Err(error) = refresh(store, &folder) {
            progress
                .say(&format!("  {folder_name}: {what} на носитель не попадёт: {}", files::reason(&error)));
        }
    }
    for folder in without_list(store, to) {
        progress.say(&format!(
            "  {}: списка копий на носителе нет или он повреждён, {what} на него не попадёт",
            folder.display()
        ));
    }
    for medium in away(store, to).into_values() {
        progress.say(&format!("  {medium}: носителя нет на месте, {what} попадёт на него {next}"));
    }
}

/// Writes the lists and papers of a store onto an open medium of its anew.
fn refresh(store: &Store, folder: &Path) -> Result<()> {
    let mut medium = Medium::open_known(folder)?;
    // What it knows and the store does not must not be written over.
    if let Some(why) = ahead(store, folder, &medium.catalogue) {
        bail!(why);
    }
    medium.catalogue.remember(&store.events);
    let papers: Vec<_> = store.lists().into_iter().chain(papers_of(store, &medium)?).collect();
    if let Some(foreign) = medium.foreign(&store.path(""), &[], Form::Plain, &papers)? {
        bail!("там лежит другой файл, {foreign}, и он не будет тронут: уберите его");
    }
    medium.list(medium.begin()?, &[], None, &papers)
}
