//! What knows the archive that is to be brought back, and so what its files must be.

use super::Options;
use super::copies::Copies;
use crate::archive::chain::Chain;
use crate::archive::event::{EVENTS, Event};
use crate::archive::register::{Entry, REGISTER};
use crate::archive::standing::Standing;
use crate::files;
use crate::model::cell::date;
use crate::run::UsageError;
use crate::words;
use anyhow::Result;
use std::path::{Path, PathBuf};

/// An archive of the set that is brought back.
pub(super) struct Wanted {
    pub(super) entry: Entry,
    pub(super) line: String,
    /// Its files with their digests.
    pub(super) files: Vec<(String, String)>,
}

/// What knows the archive: the lists of a store or of a medium.
pub(super) struct Known {
    pub(super) register: Chain<Entry>,
    pub(super) events: Chain<Event>,
    /// Where they lie.
    pub(super) place: PathBuf,
}

/// The lists that know an archive: of the store that is named, else those of the media with most lines, if one
/// store wrote all of them.
pub(super) fn known(options: &Options, copies: &Copies<'_>, name: &str) -> Result<Known> {
    let has = |known: &Known| known.register.values.iter().any(|entry| entry.name == name);
    if options.archive.join(REGISTER).is_file()
        && let Some(known) = lists(copies, &options.archive)?.filter(has)
    {
        return Ok(known);
    }
    let mut all = Vec::new();
    for folder in &options.from {
        all.extend(lists(copies, folder)?.filter(has));
    }
    let longest = all
        .iter()
        .enumerate()
        .max_by_key(|(_, known)| (known.register.values.len(), known.events.values.len()))
        .map(|(place, _)| place);
    let Some(longest) = longest else {
        let message = format!(
            "ни в хранилище {}, ни на носителях нет целого реестра, который знает архив {name}",
            options.archive.display()
        );
        return Err(UsageError(message).into());
    };
    let known = all.swap_remove(longest);
    if let Some(other) = all.iter().find(|other| !known.register.digests.starts_with(&other.register.digests))
    {
        let message = format!(
            "--from: в {} и {} реестры разных хранилищ: возвращайте из них по отдельности",
            known.place.display(),
            other.place.display()
        );
        return Err(UsageError(message).into());
    }
    Ok(known)
}

/// The lists in a folder; `None` where there are none or they are not what was written.
fn lists(copies: &Copies<'_>, folder: &Path) -> Result<Option<Known>> {
    let text = |file: &str| -> Result<Option<String>> {
        let Some(path) = copies.plain(folder, file)? else { return Ok(None) };
        Ok(String::from_utf8(files::read(&path)?).ok())
    };
    let (Some(register), Some(events)) = (text(REGISTER)?, text(EVENTS)?) else { return Ok(None) };
    let (Ok(register), Ok(events)) = (Chain::read(&register), Chain::read(&events)) else { return Ok(None) };
    Ok(Some(Known { register, events, place: folder.to_owned() }))
}

/// The archive and what is chained to it, but for what was destroyed; of that the papers.
pub(super) fn wanted(known: &Known, name: &str) -> Result<Vec<Wanted>> {
    let lines = known.register.values.iter().zip(&known.register.digests);
    let own = lines
        .filter(|(entry, _)| entry.name == name || entry.of.as_ref().is_some_and(|link| link.name == name));
    let mut wanted = Vec::new();
    for (entry, line) in own {
        let standing = Standing::of(&known.events, line, None);
        let mut files = Vec::new();
        if let Some(destroyed) = standing.destroyed() {
            if entry.name == name {
                let day = destroyed.at.get(..10).and_then(date).map(words::date).unwrap_or_default();
                let act = standing.act.as_ref().map_or(0, |act| act.number);
                let message = format!("архив {name} уничтожен {day} по акту № {act}: возвращать его нельзя");
                return Err(UsageError(message).into());
            }
        } else {
            files.extend(standing.files(entry));
        }
        files.extend(standing.papers().map(|paper| (paper.file.clone(), paper.sha256.clone())));
        // A hostile list names what is not the archive's.
        let is_own = |file: &str| {
            let rest = file.strip_prefix(&format!("{}.", entry.name)).or(file.strip_prefix("act-"));
            rest.is_some_and(|rest| !rest.contains(['/', '\\', ':']) && !rest.contains(".."))
        };
        if let Some((file, _)) = files.iter().find(|(file, _)| !is_own(file)) {
            return Err(UsageError(format!("реестр относит к архиву {name} чужой файл «{file}»")).into());
        }
        wanted.push(Wanted { entry: entry.clone(), line: line.clone(), files });
    }
    if wanted.is_empty() {
        let names: Vec<&str> = known.register.values.iter().map(|entry| entry.name.as_str()).collect();
        return Err(UsageError(format!("в реестре нет архива {name}; есть {}", names.join(", "))).into());
    }
    Ok(wanted)
}
