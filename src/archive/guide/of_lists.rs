//! What the lists of a store say, as its page and text need it.

use super::{Archived, Copied, CopyState, Destroyed, Guide, Hold, Marked, Paper, Signed};
use crate::archive::chain::Chain;
use crate::archive::copied::{Copy, State};
use crate::archive::event::{Deed, Event, Form, day_of};
use crate::archive::register::{Entry, Holds};
use crate::archive::stock::{Kept, Stock};
use crate::model::cell::date;
use std::collections::BTreeMap;

impl<'a> Guide<'a> {
    /// What the register and the log say.
    pub fn of(register: &'a Chain<Entry>, events: &Chain<Event>) -> Guide<'a> {
        let mut archives: Vec<Archived<'a>> = Vec::new();
        let stock = Stock::now(register, events);
        for kept in &stock.archives {
            let archived = archived(kept, &stock, events);
            let of = |archive: &&mut Archived<'a>| kept.entry.belongs_to(archive.entry);
            match archives.iter_mut().find(of).filter(|_| kept.entry.holds != Holds::Year) {
                Some(whole) => whole.chained.push(archived),
                None => archives.push(archived),
            }
        }
        Guide {
            archives,
            papers: papers(events),
            told_on: events.values.last().and_then(|event| day_of(&event.at)),
        }
    }
}

fn archived<'a>(kept: &Kept<'a>, stock: &Stock<'_>, events: &Chain<Event>) -> Archived<'a> {
    let Kept { entry, line, standing } = kept;
    let holds = stock.holds(entry);
    let act = standing.act.as_ref();
    let is_destroyed = standing.destroyed().is_some();
    Archived {
        until: stock.term(entry).until,
        replaced_by: stock.replaced_by(entry).map(|other| other.name.clone()),
        hold: holds.iter().filter_map(|held| day_of(&held.since)).min().map(|since| {
            let reasons: Vec<&str> = holds.iter().map(|held| held.reason.as_str()).collect();
            Hold { since, reason: reasons.join("; ") }
        }),
        acts: act.map(|act| act.number).into_iter().collect(),
        marked: act.filter(|_| !is_destroyed).and_then(|act| {
            let from = date(act.removed_from.as_deref()?)?;
            Some(Marked { act: act.number, until: from.pred_opt()? })
        }),
        destroyed: act.and_then(|act| Some(Destroyed { act: act.number, on: act.destroyed.as_ref()?.day? })),
        signatures: signed(line, events),
        copies: standing.copies.iter().filter_map(|copy| copied(copy, line, events)).collect(),
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

fn copied(copy: &Copy, line: &str, events: &Chain<Event>) -> Option<Copied> {
    let erased = |event: &Event| match &event.deed {
        Deed::Erased { medium } if event.register == line && *medium == copy.medium => event.day(),
        _ => None,
    };
    Some(Copied {
        medium: copy.medium.clone(),
        path: copy.path.clone(),
        written_on: day_of(&copy.written_at)?,
        read_on: day_of(&copy.read_at).filter(|_| copy.read_at != copy.written_at),
        state: match copy.state {
            State::Good => CopyState::Good,
            State::Damaged(_) | State::Unfinished => CopyState::Damaged,
            State::Lost(_) => CopyState::Lost,
            State::Erased => CopyState::Erased(events.values.iter().rev().find_map(erased)?),
        },
        is_encrypted: copy.form == Form::Encrypted,
    })
}

/// The papers of destruction, each once however many archives it names.
fn papers(events: &Chain<Event>) -> Vec<Paper> {
    let mut papers: Vec<Paper> = Vec::new();
    // By act: when it was withdrawn, what day the papers about a destruction carry.
    let (mut withdrawn, mut destroyed) = (BTreeMap::new(), BTreeMap::new());
    for event in &events.values {
        let Some(day) = event.day() else { continue };
        match &event.deed {
            Deed::Withdrawn { act, .. } => drop(withdrawn.insert(*act, day)),
            Deed::Destroyed { act, .. } => drop(destroyed.insert(*act, day)),
            _ => {}
        }
    }
    let mut add = |paper: Paper| {
        if !papers.iter().any(|own| own.file == paper.file) {
            papers.push(paper);
        }
    };
    for event in &events.values {
        let Some(on) = event.day() else { continue };
        match &event.deed {
            Deed::Selected { act, file, .. } => add(Paper {
                file: file.clone(),
                title: format!("Акт № {act} о выделении к уничтожению документов"),
                on,
                withdrawn_on: withdrawn.get(act).copied(),
            }),
            Deed::Recorded { act, papers } => {
                for paper in papers {
                    let is_log = paper.file.ends_with(EVENTS_ENDING);
                    let title = match is_log {
                        true => format!("Выгрузка из журнала событий к акту № {act}"),
                        false => format!("Акт об уничтожении персональных данных по акту № {act}"),
                    };
                    let on = destroyed.get(act).copied().unwrap_or(on);
                    add(Paper { file: paper.file.clone(), title, on, withdrawn_on: None });
                }
            }
            _ => {}
        }
    }
    papers
}

/// How the file of an extract of the log ends.
pub const EVENTS_ENDING: &str = ".events.pdf";
