//! What knows the archive that is to be brought back, and so what its files must be.

use super::Options;
use super::copies::Copies;
use crate::archive::chain::Chain;
use crate::archive::decisions::decisions;
use crate::archive::event::{EVENTS, Event};
use crate::archive::paths::is_safe;
use crate::archive::register::{Entry, REGISTER};
use crate::files;
use crate::run::UsageError;
use crate::run::progress::out;
use anyhow::Result;
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

/// What knows the archive: the lists of a store or of a medium.
#[derive(Clone)]
pub(super) struct Known {
    pub(super) register: Chain<Entry>,
    pub(super) events: Chain<Event>,
    /// Where they lie.
    pub(super) place: PathBuf,
}

impl Known {
    /// Whether the registers are those of one store: one of them goes on where the other ends.
    fn is_of_one(&self, other: &Known) -> bool {
        let (own, other) = (&self.register.digests, &other.register.digests);
        own.starts_with(other) || other.starts_with(own)
    }

    /// Adds what other lists of the same store know beside these: archives, and the log's decisions. Returns what was
    /// added of the log. Lists of another store add nothing.
    pub(super) fn merge(&mut self, other: &Known) -> Vec<Event> {
        if !self.is_of_one(other) {
            return Vec::new();
        }
        let own: BTreeSet<String> = decisions(&self.events).into_iter().collect();
        if other.register.digests.len() > self.register.digests.len() {
            self.register = other.register.clone();
        }
        let new = |event: &&Event| {
            event.decision().is_some_and(|decision| !own.contains(&decision))
                && self.register.digests.contains(&event.register)
        };
        let new: Vec<Event> = other.events.values.iter().filter(new).cloned().collect();
        if other.events.digests.starts_with(&self.events.digests) {
            self.events = other.events.clone();
        } else {
            new.iter().for_each(|event| drop(self.events.push(event.clone())));
        }
        new
    }
}

/// The lists that know an archive: of the store that is named, and of the media, if one store wrote all of them.
pub(super) fn known(options: &Options, copies: &Copies<'_>, name: &str) -> Result<Known> {
    let has = |known: &Known| known.register.values.iter().any(|entry| entry.name == name);
    let mut all = Vec::new();
    if options.archive.join(REGISTER).is_file() {
        all.extend(lists(copies, &options.archive)?.filter(has));
    }
    let is_of_store = !all.is_empty();
    for folder in &options.from {
        all.extend(lists(copies, folder)?.filter(has));
    }
    let longest = match is_of_store {
        true => Some(0),
        false => {
            let lines =
                |(_, known): &(usize, &Known)| (known.register.values.len(), known.events.values.len());
            all.iter().enumerate().max_by_key(lines).map(|(place, _)| place)
        }
    };
    let Some(longest) = longest else {
        let message = format!(
            "ни в хранилище {}, ни на носителях нет целого реестра, который знает архив {name}",
            options.archive.display()
        );
        return Err(UsageError(message).into());
    };
    let mut known = all.swap_remove(longest);
    for other in &all {
        if !is_of_store && !known.is_of_one(other) {
            let message = format!(
                "--from: в {} и {} реестры разных хранилищ: возвращайте из них по отдельности",
                known.place.display(),
                other.place.display()
            );
            return Err(UsageError(message).into());
        }
        known.merge(other);
    }
    Ok(known)
}

/// The lists in a folder; `None` where there are none, or they cannot be read, or are not what was written.
///
/// # Errors
/// Where they name what is no archive.
pub(super) fn lists(copies: &Copies<'_>, folder: &Path) -> Result<Option<Known>> {
    let text = |file: &str| -> Result<Option<String>> {
        let Some(path) = copies.plain(folder, file)? else { return Ok(None) };
        match files::read(&path) {
            Ok(bytes) => Ok(String::from_utf8(bytes).ok()),
            Err(error) => {
                out(&format!("{}: {}\n", path.display(), files::reason(&error)));
                Ok(None)
            }
        }
    };
    let (Some(register), Some(events)) = (text(REGISTER)?, text(EVENTS)?) else { return Ok(None) };
    let (Ok(register), Ok(events)) = (Chain::<Entry>::read(&register), Chain::read(&events)) else {
        return Ok(None);
    };
    // Who wrote the lists is not known: files are put where they say.
    let is_name = |name: &str| is_safe(name) && !name.contains('/');
    if let Some(entry) = register.values.iter().find(|entry| !is_name(&entry.name)) {
        let message = format!("{}: реестр называет «{}», а это не имя архива", folder.display(), entry.name);
        return Err(UsageError(message).into());
    }
    Ok(Some(Known { register, events, place: folder.to_owned() }))
}
