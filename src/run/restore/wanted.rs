//! The files that are to be brought.

use super::copies::Copies;
use super::known::Known;
use crate::archive::register::Entry;
use crate::archive::standing::Standing;
use crate::run::UsageError;
use crate::words;
use anyhow::Result;

/// An archive of the set that is brought back.
pub(super) struct Wanted {
    pub(super) entry: Entry,
    pub(super) line: String,
    /// Its files with their digests.
    pub(super) files: Vec<(String, String)>,
}

impl Wanted {
    /// The names of its files.
    pub(super) fn names(&self) -> Vec<String> {
        self.files.iter().map(|(file, _)| file.clone()).collect()
    }
}

/// The archive and what is chained to it; of what was destroyed the certificate and the papers, in a store.
///
/// # Errors
/// Where there is no such archive, or it was destroyed.
pub(super) fn wanted(known: &Known, name: &str, into_store: bool) -> Result<Vec<Wanted>> {
    let lines = known.register.values.iter().zip(&known.register.digests);
    let own = lines
        .filter(|(entry, _)| entry.name == name || entry.of.as_ref().is_some_and(|link| link.name == name));
    let mut wanted = Vec::new();
    for (entry, line) in own {
        let standing = Standing::of(&known.events, line);
        if let Some(destroyed) = standing.destroyed().filter(|_| entry.name == name) {
            let day = destroyed.day.map(words::date).unwrap_or_default();
            let act = standing.act.as_ref().map_or(0, |act| act.number);
            let papers = if into_store {
                "; документы о нём вернёт letopis restore любого другого архива"
            } else {
                ""
            };
            let message =
                format!("архив {name} уничтожен {day} по акту № {act}: возвращать его нельзя{papers}");
            return Err(UsageError(message).into());
        }
        let files = files_of(&standing, entry)?;
        if standing.destroyed().is_none() || into_store {
            wanted.push(Wanted { entry: entry.clone(), line: line.clone(), files });
        }
    }
    if wanted.is_empty() {
        let names: Vec<&str> = known.register.values.iter().map(|entry| entry.name.as_str()).collect();
        return Err(UsageError(format!("в реестре нет архива {name}; есть {}", names.join(", "))).into());
    }
    Ok(wanted)
}

/// What other archives left that were destroyed, certificates and papers, as far as a medium has it.
pub(super) fn papers_of_others(known: &Known, copies: &Copies<'_>, name: &str) -> Result<Vec<Wanted>> {
    let mut wanted = Vec::new();
    for (entry, line) in known.register.values.iter().zip(&known.register.digests) {
        let standing = Standing::of(&known.events, line);
        let is_of_set = entry.name == name || entry.of.as_ref().is_some_and(|link| link.name == name);
        if standing.destroyed().is_none() || is_of_set {
            continue;
        }
        let mut files = files_of(&standing, entry)?;
        let is_there = |file: &str| -> Result<bool> {
            for folder in &copies.options.from {
                if copies.plain(folder, file)?.is_some() {
                    return Ok(true);
                }
            }
            Ok(false)
        };
        let mut there = Vec::new();
        for (file, sha256) in files.drain(..) {
            if is_there(&file)? {
                there.push((file, sha256));
            }
        }
        wanted.push(Wanted { entry: entry.clone(), line: line.clone(), files: there });
    }
    Ok(wanted)
}

/// The files of an archive, and the papers about it; of one that was destroyed its certificate and the papers.
fn files_of(standing: &Standing, entry: &Entry) -> Result<Vec<(String, String)>> {
    let mut files = match standing.destroyed() {
        Some(_) => vec![(entry.certificate(), entry.certificate_sha256.clone())],
        None => standing.files(entry),
    };
    files.extend(standing.papers().map(|paper| (paper.file.clone(), paper.sha256.clone())));
    // A hostile list names what is not the archive's.
    let is_own = |file: &str| {
        let rest = file.strip_prefix(&format!("{}.", entry.name)).or(file.strip_prefix("act-"));
        rest.is_some_and(|rest| !rest.contains(['/', '\\', ':']) && !rest.contains(".."))
    };
    match files.iter().find(|(file, _)| !is_own(file)) {
        Some((file, _)) => {
            let message = format!("реестр относит к архиву {} чужой файл «{file}»", entry.name);
            Err(UsageError(message).into())
        }
        None => Ok(files),
    }
}
