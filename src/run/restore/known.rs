//! What knows the archive that is to be brought back, and so what its files must be.

use super::Options;
use super::copies::Copies;
use crate::archive::chain::Chain;
use crate::archive::decisions::decisions;
use crate::archive::event::{Deed, EVENTS, Event};
use crate::archive::medium::Catalogue;
use crate::archive::paths::is_safe;
use crate::archive::register::{Entry, REGISTER};
use crate::archive::standing::Standing;
use crate::archive::verify::unlawfully_destroyed;
use crate::files::{self, FileDigest};
use crate::run::UsageError;
use crate::run::progress::out;
use anyhow::Result;
use serde::Serialize;
use serde::de::DeserializeOwned;
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
    pub(super) fn is_of_one(&self, other: &Known) -> bool {
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
            match &event.deed {
                Deed::Held { number, reason } => self.hold(other, event, *number, reason),
                _ => drop(self.events.push(event.clone())),
            }
        }
        new
    }

    /// Takes over a hold, and that it was lifted where it was: each log counts its holds by itself.
    fn hold(&mut self, other: &Known, event: &Event, number: u32, reason: &str) {
        let own = Standing::of(&self.events, &event.register).last_hold.saturating_add(1);
        self.events
            .push(Event { deed: Deed::Held { number: own, reason: reason.to_owned() }, ..event.clone() });
        let lifted = other.events.values.iter().find_map(|lifting| match &lifting.deed {
            Deed::Lifted { number: lifted, reason }
                if lifting.register == event.register && *lifted == number =>
            {
                Some(Event { deed: Deed::Lifted { number: own, reason: reason.clone() }, ..lifting.clone() })
            }
            _ => None,
        });
        if let Some(lifted) = lifted {
            self.events.push(lifted);
        }
    }

    /// Whether by these lists something was destroyed that is there, or was destroyed unlawfully.
    fn destroys_what_is_there(&self, has: &dyn Fn(&Entry) -> bool) -> bool {
        let mut lines = self.register.values.iter().zip(&self.register.digests);
        lines.any(|(entry, line)| has(entry) && Standing::of(&self.events, line).destroyed().is_some())
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
            "ни в хранилище {}, ни на носителях нет целого реестра, который знает архив {name}; сам он, если цел, открывается и без реестра: letopis verify НОСИТЕЛЬ/{name}.zip",
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

/// The lists in a folder; `None` where there is no register, or it cannot be read, or is not what was written. Damaged
/// lines come from the other sources. Where nobody has them the register is believed up to there, for a folder of its
/// own alone: a store must not forget what came later. Of the log every good line is believed, wherever it stands.
///
/// # Errors
/// Where they name what is no archive.
pub(super) fn lists(copies: &Copies<'_>, folder: &Path) -> Result<Option<Known>> {
    let Some(read) = list::<Entry>(copies, folder, REGISTER)? else { return Ok(None) };
    let (register, damaged) = read;
    if let Some(line) = damaged {
        let is_of_use = !copies.into_store && !register.values.is_empty();
        tell_damaged(folder, REGISTER, line, if is_of_use { "дальше ему не верят" } else { "ему не верят" });
        if !is_of_use {
            return Ok(None);
        }
    }
    let Some((mut events, damaged)) = list::<Event>(copies, folder, EVENTS)? else { return Ok(None) };
    if let Some(line) = damaged {
        tell_damaged(folder, EVENTS, line, "взято то, что в нём цело");
        let bytes = bytes(copies, folder, EVENTS)?.unwrap_or_default();
        Chain::strays(&bytes).into_iter().for_each(|event| drop(events.push(event)));
    }
    // Who wrote the lists is not known: files are put where they say.
    let is_name = |entry: &&Entry| is_safe(&entry.name) && files::is_name(&entry.name);
    if let Some(entry) = register.values.iter().find(|entry| !is_name(entry)) {
        let message = format!("{}: реестр называет «{}», а это не имя архива", folder.display(), entry.name);
        return Err(UsageError(message).into());
    }
    Ok(Some(Known { register, events, place: folder.to_owned() }))
}

fn tell_damaged(folder: &Path, file: &str, line: usize, then: &str) {
    out(&format!("{}: повреждён со строки {line}, {then}\n", folder.join(file).display()));
}

/// A list in a folder, as far as it is what was written, and the first line that is not. `None` where there is none,
/// or it is none that was written beside the copies.
fn list<T: Serialize + DeserializeOwned>(
    copies: &Copies<'_>,
    folder: &Path,
    file: &str,
) -> Result<Option<(Chain<T>, Option<usize>)>> {
    let Some(bytes) = bytes(copies, folder, file)? else { return Ok(None) };
    let path = folder.join(file);
    match Chain::of_bytes(bytes.clone()) {
        Ok(_) if is_other(folder, file) => {
            out(&format!("{}: изменён, и ему не верят\n", path.display()));
            Ok(None)
        }
        Ok(chain) => Ok(Some((chain, None))),
        Err(broken) => {
            if let Some(mended) = Chain::mended(&bytes, &others(copies, folder, file)?) {
                let line = broken.line;
                out(&format!("{}: строка {line} повреждена и взята с другого носителя\n", path.display()));
                return Ok(Some((mended, None)));
            }
            Ok(Some((Chain::whole_part(&bytes), Some(broken.line))))
        }
    }
}

/// Whether a list in a folder is damaged, and nobody has what is missing.
pub(super) fn is_damaged(copies: &Copies<'_>, folder: &Path, file: &str) -> Result<bool> {
    Ok(matches!(list::<serde_json::Value>(copies, folder, file)?, Some((_, Some(_)))))
}

/// The bytes of a list; `None` where there is none, or it cannot be read.
fn bytes(copies: &Copies<'_>, folder: &Path, file: &str) -> Result<Option<Vec<u8>>> {
    let Some(path) = copies.plain(folder, file)? else { return Ok(None) };
    match files::read(&path) {
        Ok(bytes) => Ok(Some(bytes)),
        Err(error) => {
            out(&format!("{}: {}\n", path.display(), files::reason(&error)));
            Ok(None)
        }
    }
}

/// The same list in the other places that were named.
pub(super) fn others(copies: &Copies<'_>, folder: &Path, file: &str) -> Result<Vec<Vec<u8>>> {
    let sources = copies.options.from.iter().chain([&copies.options.archive]);
    let mut others = Vec::new();
    for other in sources.filter(|other| !files::is_same(other, folder)) {
        others.extend(bytes(copies, other, file)?);
    }
    Ok(others)
}

/// Whether the catalogue of a folder knows a list of another digest.
fn is_other(folder: &Path, file: &str) -> bool {
    let Ok(Some(catalogue)) = Catalogue::read(folder) else { return false };
    catalogue.papers.iter().filter(|own| own.of == file).any(|own| {
        let made = files::made(folder).join(&own.file);
        let path = if files::is_plain(&made) { made } else { folder.join(&own.file) };
        files::is_plain(&path) && FileDigest::of_file(&path).is_ok_and(|digest| digest.sha256 != own.sha256)
    })
}
