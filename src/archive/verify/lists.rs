//! The lists of a store: their chains, and what they say of one another and of destructions.

use super::Outcome;
use crate::archive::chain::{BrokenChain, Chain};
use crate::archive::event::{Event, day_of};
use crate::archive::finding::Code;
use crate::archive::obstacle::Obstacle;
use crate::archive::register::{Entry, REGISTER};
use crate::archive::standing::Standing;
use crate::archive::stock::Stock;
use crate::files;
use crate::model::cell::date;
use anyhow::Result;
use serde::Serialize;
use serde::de::DeserializeOwned;
use std::path::Path;

/// Follows a chained file of a store; `None` where it is missing or broken, which is told.
pub(super) fn chain<T: Serialize + DeserializeOwned>(
    store: &Path,
    file: &str,
    outcome: &mut Outcome,
) -> Result<Option<Chain<T>>> {
    let path = store.join(file);
    if !path.is_file() {
        outcome.findings.error(Code::MissingFile, file, "");
        return Ok(None);
    }
    let bytes = files::read(&path)?;
    outcome.files += 1;
    outcome.bytes += bytes.len() as u64;
    match Chain::of_bytes(bytes) {
        Ok(chain) => Ok(Some(chain)),
        Err(BrokenChain { line }) => {
            let message = format!("строка {line} не та, что была записана, или не продолжает предыдущую");
            outcome.findings.error(Code::BrokenChain, file, message);
            Ok(None)
        }
    }
}

/// An archive that stands in the place of another names it as the register has it.
pub(super) fn superseded(entries: &[Entry], outcome: &mut Outcome) {
    for (place, entry) in entries.iter().enumerate() {
        let Some(other) = &entry.supersedes else { continue };
        let earlier = entries[..place].iter().find(|earlier| earlier.name == other.name);
        if earlier.is_none_or(|earlier| earlier.root != other.root) {
            let message =
                format!("архив {} заменяет {}, а такого архива раньше в реестре нет", entry.name, other.name);
            outcome.findings.error(Code::RegisterMismatch, REGISTER, message);
        }
    }
}

/// What is chained to an archive names one that was sealed before it, by its root digest.
pub(super) fn chained(entries: &[Entry], outcome: &mut Outcome) {
    for (place, entry) in entries.iter().enumerate() {
        let of = entry.of.as_ref().map(|link| {
            let is_it = |earlier: &&Entry| earlier.name == link.name && earlier.root == link.root;
            (link, entries[..place].iter().find(is_it))
        });
        if let Some((link, None)) = of {
            let message = format!(
                "{} относится к архиву {} с другим корневым отпечатком, а такого архива раньше в реестре нет",
                entry.name, link.name
            );
            outcome.findings.error(Code::RegisterMismatch, REGISTER, message);
        }
    }
}

/// The archives that lists say were destroyed unlawfully, and what was lacking.
pub fn unlawfully_destroyed(register: &Chain<Entry>, events: &Chain<Event>) -> Vec<(String, &'static str)> {
    let lines = register.values.iter().zip(&register.digests);
    lines
        .filter_map(|(entry, line)| {
            let standing = Standing::of(events, line);
            Some((entry.name.clone(), unlawful(&standing, entry, line, (register, events))?))
        })
        .collect()
}

/// What a destruction lacks to be lawful, in Russian, by what the lists said then; `None` where it lacks
/// nothing.
pub(super) fn unlawful(
    standing: &Standing,
    entry: &Entry,
    line: &str,
    (register, events): (&Chain<Entry>, &Chain<Event>),
) -> Option<&'static str> {
    let (act, destroyed) = (standing.act.as_ref()?, standing.destroyed()?);
    let from = act.removed_from.as_deref().and_then(date);
    let Some(day) = day_of(&destroyed.at).filter(|day| from.is_some_and(|from| from <= *day)) else {
        return Some("без срока ожидания");
    };
    let then = Stock::before(register, events, line, &destroyed.at);
    let breach = then.obstacles(entry, standing, day).iter().find_map(Obstacle::breach);
    breach.or(destroyed.papers.is_empty().then_some("без документов об этом"))
}
