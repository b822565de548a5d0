//! What the lists of a store say, as its page and text need it.

use super::{Archived, Copied, CopyState, Destroyed, Guide, Hold, Marked, Paper, Signed};
use crate::archive::chain::Chain;
use crate::archive::event::{Deed, Event, Form};
use crate::archive::register::{Entry, Holds};
use crate::archive::standing::{Copy, Standing, State};
use crate::archive::term::term;
use crate::model::cell::date;
use chrono::NaiveDate;
use std::collections::BTreeMap;

impl<'a> Guide<'a> {
    /// What the register and the log say.
    pub fn of(register: &'a Chain<Entry>, events: &Chain<Event>) -> Guide<'a> {
        let mut archives: Vec<Archived<'a>> = Vec::new();
        for (entry, line) in register.values.iter().zip(&register.digests) {
            let archived = archived(entry, line, register, events);
            let of = |archive: &&mut Archived<'a>| {
                entry.of.as_ref().is_some_and(|link| link.name == archive.entry.name)
            };
            match archives.iter_mut().find(of).filter(|_| entry.holds != Holds::Year) {
                Some(whole) => whole.chained.push(archived),
                None => archives.push(archived),
            }
        }
        Guide {
            archives,
            papers: papers(events),
            told_on: events.values.last().and_then(|event| day(&event.at)),
        }
    }
}

fn archived<'a>(
    entry: &'a Entry,
    line: &str,
    register: &Chain<Entry>,
    events: &Chain<Event>,
) -> Archived<'a> {
    let standing = Standing::of(events, line, None);
    let replaces = |other: &&Entry| other.supersedes.as_ref().is_some_and(|old| old.name == entry.name);
    let act = standing.act.as_ref();
    let is_destroyed = standing.destroyed().is_some();
    Archived {
        until: term(entry, &register.values).until,
        replaced_by: register.values.iter().find(replaces).map(|other| other.name.clone()),
        hold: standing.holds.first().and_then(|held| {
            let reasons: Vec<&str> = standing.holds.iter().map(|held| held.reason.as_str()).collect();
            Some(Hold { since: day(&held.since)?, reason: reasons.join("; ") })
        }),
        acts: act.map(|act| act.number).into_iter().collect(),
        marked: act.filter(|_| !is_destroyed).and_then(|act| {
            let from = date(act.removed_from.as_deref()?)?;
            Some(Marked { act: act.number, until: from.pred_opt()? })
        }),
        destroyed: act
            .and_then(|act| Some(Destroyed { act: act.number, on: day(&act.destroyed.as_ref()?.at)? })),
        signatures: signed(line, events),
        copies: standing.copies.iter().filter_map(copied).collect(),
        ..Archived::new(entry)
    }
}

fn signed(line: &str, events: &Chain<Event>) -> Vec<Signed> {
    let own = events.values.iter().filter(|event| event.register == line);
    own.filter_map(|event| match &event.deed {
        Deed::Signed { file, signed, kind, .. } => {
            Some(Signed { file: file.clone(), of: signed.clone(), kind: kind.to_string() })
        }
        _ => None,
    })
    .collect()
}

/// `None` of a copy that was erased with its archive.
fn copied(copy: &Copy) -> Option<Copied> {
    Some(Copied {
        medium: copy.medium.clone(),
        path: copy.path.clone(),
        written_on: day(&copy.written_at)?,
        read_on: day(&copy.read_at).filter(|_| copy.read_at != copy.written_at),
        state: match copy.state {
            State::Good => CopyState::Good,
            State::Damaged(_) | State::Unfinished => CopyState::Damaged,
            State::Lost(_) => CopyState::Lost,
            State::Erased => return None,
        },
        is_encrypted: copy.form == Form::Encrypted,
    })
}

/// The papers of destruction, each once however many archives it names.
fn papers(events: &Chain<Event>) -> Vec<Paper> {
    let mut papers: BTreeMap<String, Paper> = BTreeMap::new();
    let mut order = Vec::new();
    let mut add = |file: &String, title: String, at: &str| {
        let Some(on) = day(at) else { return };
        if !papers.contains_key(file) {
            order.push(file.clone());
            papers.insert(file.clone(), Paper { file: file.clone(), title, on });
        }
    };
    for event in &events.values {
        match &event.deed {
            Deed::Selected { act, file, .. } => {
                add(file, format!("Акт № {act} о выделении к уничтожению документов"), &event.at);
            }
            Deed::Recorded { act, papers } => {
                for paper in papers {
                    let is_log = paper.file.ends_with(EVENTS_ENDING);
                    let title = match is_log {
                        true => format!("Выгрузка из журнала событий к акту № {act}"),
                        false => format!("Акт об уничтожении персональных данных по акту № {act}"),
                    };
                    add(&paper.file, title, &event.at);
                }
            }
            _ => {}
        }
    }
    order.iter().filter_map(|file| papers.remove(file)).collect()
}

/// How the file of an extract of the log ends.
pub const EVENTS_ENDING: &str = ".events.pdf";

fn day(moment: &str) -> Option<NaiveDate> {
    date(moment.get(..10)?)
}
