//! What knows the archive that is to be brought back, and so what its files must be.

use super::Options;
use super::copies::Copies;
use crate::archive::chain::Chain;
use crate::archive::decisions::decisions;
use crate::archive::event::{CopiedFile, Deed, EVENTS, Event};
use crate::archive::medium::Catalogue;
use crate::archive::paths::is_safe;
use crate::archive::register::{Entry, REGISTER};
use crate::archive::standing::Standing;
use crate::archive::verify::unlawfully_destroyed;
use crate::files::{self, FileDigest};
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

    /// Whether the registers began as one and have parted since.
    pub(super) fn has_parted(&self, other: &Known) -> bool {
        let (own, own_other) = (self.register.digests.first(), other.register.digests.first());
        own.is_some() && own == own_other && !self.is_of_one(other)
    }

    /// Adds what other lists of the same store know beside these: archives, decisions, media. Returns what was added of
    /// the log. Lists of another store add nothing.
    ///
    /// Where the other log goes on where this one ends, it is taken as a whole; else what was allowed or destroyed by
    /// it is not taken: another copy of the store did that, which did not know what this one knows. `has` tells
    /// whether an archive's file is there.
    pub(super) fn merge(&mut self, other: &Known, has: &dyn Fn(&Entry) -> bool) -> Vec<Event> {
        if !self.is_of_one(other) && !self.has_parted(other) {
            return Vec::new();
        }
        if self.is_of_one(other) && other.register.digests.len() > self.register.digests.len() {
            self.register = other.register.clone();
        }
        if other.events.digests.starts_with(&self.events.digests) && !other.destroys_what_is_there(has) {
            let new = other.events.values[self.events.values.len()..].to_vec();
            self.events = other.events.clone();
            return new;
        }
        let decisions: BTreeSet<String> = decisions(&self.events).into_iter().collect();
        let media: BTreeSet<String> =
            self.events.values.iter().filter_map(|event| event.deed.medium().map(str::to_owned)).collect();
        let places: BTreeSet<String> = self
            .events
            .values
            .iter()
            .filter_map(|event| event.deed.restored_to().map(str::to_owned))
            .collect();
        let is_new = |event: &&Event| {
            self.register.digests.contains(&event.register)
                && (event.decision().is_some_and(|decision| !decisions.contains(&decision))
                    || event.deed.medium().is_some_and(|medium| !media.contains(medium))
                    || event.deed.restored_to().is_some_and(|place| !places.contains(place)))
        };
        let new: Vec<Event> = other.events.values.iter().filter(is_new).cloned().collect();
        for event in &new {
            let mut event = event.clone();
            // Each log counts its holds by itself.
            if let Deed::Held { number, .. } = &mut event.deed {
                *number = Standing::of(&self.events, &event.register, None).last_hold + 1;
            }
            self.events.push(event);
        }
        new
    }

    /// Whether by these lists something was destroyed that is there, or was destroyed unlawfully.
    fn destroys_what_is_there(&self, has: &dyn Fn(&Entry) -> bool) -> bool {
        let mut lines = self.register.values.iter().zip(&self.register.digests);
        lines.any(|(entry, line)| has(entry) && Standing::of(&self.events, line, None).destroyed().is_some())
            || !unlawfully_destroyed(&self.register, &self.events).is_empty()
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
        known.merge(other, &|entry| options.archive.join(entry.zip()).is_file());
    }
    Ok(known)
}

/// The lists in a folder; `None` where there are none, or they cannot be read, or are not what was written.
///
/// # Errors
/// Where they name what is no archive.
pub(super) fn lists(copies: &Copies<'_>, folder: &Path) -> Result<Option<Known>> {
    if let Ok(Some(catalogue)) = Catalogue::read(folder) {
        // Lists that are not what was written beside the copies tell nothing.
        let is_list = |file: &&CopiedFile| [REGISTER, EVENTS].contains(&file.of.as_str());
        let is_other = |file: &&CopiedFile| {
            let made = files::made(folder).join(&file.file);
            let path = if files::is_plain(&made) { made } else { folder.join(&file.file) };
            files::is_plain(&path) && FileDigest::of_file(&path).is_ok_and(|own| own.sha256 != file.sha256)
        };
        if let Some(file) = catalogue.papers.iter().filter(is_list).find(is_other) {
            out(&format!("{}: изменён, и ему не верят\n", folder.join(&file.file).display()));
            return Ok(None);
        }
    }
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
