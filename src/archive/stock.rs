//! What register and log of a store come to at a moment: its archives, how they stand, until when each is kept, and
//! what stands in the way of its destruction. Lists, acts, destructions and their verification all ask here.

use super::chain::Chain;
use super::event::{Deed, Event};
use super::obstacle::Obstacle;
use super::register::{Entry, Holds, KeptGroup};
use super::standing::{Act, Held, Standing};
use super::term::{Term, term, term_of};
use crate::model::record_class::Class;
use chrono::NaiveDate;
use std::collections::BTreeSet;

/// An archive of a register, and how it stands.
#[derive(Clone, Debug)]
pub struct Kept<'a> {
    /// Its line.
    pub entry: &'a Entry,
    /// The digest of its line.
    pub line: &'a str,
    /// What its events come to.
    pub standing: Standing,
}

/// The archives of a store at a moment, in the order of the register.
#[derive(Clone, Debug)]
pub struct Stock<'a> {
    /// All of them, those that are destroyed too.
    pub archives: Vec<Kept<'a>>,
    /// The same without how they stand, as terms are told by them.
    entries: Vec<Entry>,
}

impl<'a> Stock<'a> {
    /// By all that the lists say.
    pub fn now(register: &'a Chain<Entry>, events: &Chain<Event>) -> Stock<'a> {
        Stock::by(register, &events.values, &[])
    }

    /// By what the log says up to a moment: `2031-02-14T23:59:59Z`.
    pub fn until(register: &'a Chain<Entry>, events: &Chain<Event>, moment: &str) -> Stock<'a> {
        let (then, later): (Vec<&Event>, Vec<&Event>) =
            events.values.iter().partition(|event| &*event.at <= moment);
        Stock::by(register, then, later)
    }

    /// By what was known when the archive of a line was destroyed; and by the holds that there were, though the store
    /// heard of them only later, from a medium.
    pub fn before(
        register: &'a Chain<Entry>,
        events: &Chain<Event>,
        line: &str,
        destroyed_at: &str,
    ) -> Stock<'a> {
        let is_it = |event: &Event| event.register == line && matches!(event.deed, Deed::Destroyed { .. });
        let end = events.values.iter().position(is_it).unwrap_or(events.values.len());
        let (then, later) = events.values.split_at(end);
        let is_hold = |event: &&Event| {
            matches!(event.deed, Deed::Held { .. } | Deed::Lifted { .. }) && *event.at < *destroyed_at
        };
        Stock::by(register, then.iter().chain(later.iter().filter(is_hold)), later)
    }

    /// What was sealed later was not there, and could tell nothing of the terms of others.
    fn by<'e>(
        register: &'a Chain<Entry>,
        then: impl IntoIterator<Item = &'e Event>,
        later: impl IntoIterator<Item = &'e Event>,
    ) -> Stock<'a> {
        let is_sealing = |event: &&Event| matches!(event.deed, Deed::Sealed);
        let not_there: BTreeSet<&str> =
            later.into_iter().filter(is_sealing).map(|event| event.register.as_str()).collect();
        let mut standings = Standing::all(then);
        let archives: Vec<_> = (register.values.iter().zip(&register.digests))
            .filter(|(_, line)| !not_there.contains(line.as_str()))
            .map(|(entry, line)| {
                let standing = standings.remove(line.as_str()).unwrap_or_default();
                Kept { entry, line, standing }
            })
            .collect();
        let entries = archives.iter().map(|kept: &Kept<'_>| kept.entry.clone()).collect();
        Stock { archives, entries }
    }

    /// The archive that stands in the place of one; `None`: it is in force.
    pub fn replaced_by(&self, entry: &Entry) -> Option<&Entry> {
        self.entries.iter().find(|other| other.replaces(entry))
    }

    /// Until when an archive is kept.
    pub fn term(&self, entry: &Entry) -> Term {
        term(entry, &self.entries)
    }

    /// Until when the sheets of a year are kept.
    pub fn sheets_term(&self, year: &Entry) -> Term {
        term_of(year, Class::Sheets, &self.entries)
    }

    /// The holds because of which an archive must not be destroyed: all that were put on anything of its year. A
    /// supplement or a sheet that a court needs is proved by the journals that it belongs to.
    pub fn holds(&self, entry: &Entry) -> Vec<&Held> {
        self.holds_with_places(entry).into_iter().map(|(_, held)| held).collect()
    }

    /// The same with the archives that they were put on.
    pub fn holds_with_places(&self, entry: &Entry) -> Vec<(&Entry, &Held)> {
        let year = self.year_of(entry);
        let own = self.archives.iter().filter(|kept| year.contains(kept.entry.name.as_str()));
        own.flat_map(|kept| kept.standing.holds.iter().map(|held| (kept.entry, held))).collect()
    }

    /// An act that was drawn up before what it selected was due, as is known now.
    fn early(&self, entry: &Entry, act: &Act) -> Option<Obstacle> {
        let (number, drawn) = (act.number, act.drawn_on());
        let is_early = |until: NaiveDate| drawn.is_none_or(|drawn| drawn <= until);
        let sheets = (act.sheets && entry.holds == Holds::Year).then(|| self.sheets_term(entry).until);
        match (self.term(entry).until, sheets) {
            (Some(until), _) if is_early(until) => Some(Obstacle::EarlyAct { act: number, until }),
            (_, Some(until)) if until.is_none_or(is_early) => {
                Some(Obstacle::EarlySheets { act: number, until })
            }
            _ => None,
        }
    }

    /// The names of everything that is of one year with an archive: what is chained to it or it to, what stands in
    /// its place or it in whose, and the year of the same organisation, step by step.
    fn year_of<'e>(&'e self, entry: &'e Entry) -> BTreeSet<&'e str> {
        let (mut names, mut met) = (BTreeSet::from([entry.name.as_str()]), vec![entry]);
        while let Some(one) = met.pop() {
            for other in self.entries.iter().filter(|other| is_of_one_year(one, other)) {
                if names.insert(&other.name) {
                    met.push(other);
                }
            }
        }
        names
    }

    /// Why an archive must not be destroyed on a day; nothing: it may be, by an act.
    pub fn obstacles(&self, entry: &Entry, standing: &Standing, on: NaiveDate) -> Vec<Obstacle> {
        let mut obstacles = Vec::new();
        obstacles.extend(match self.term(entry).until {
            None if entry.holds == Holds::Other => Some(Obstacle::NotOurs),
            None => Some(Obstacle::NoTerm),
            Some(until) if until >= on => Some(Obstacle::NotEnded(until)),
            Some(_) => None,
        });
        obstacles.extend(standing.act.as_ref().and_then(|act| self.early(entry, act)));
        obstacles.extend(self.holds(entry).into_iter().map(|held| Obstacle::Held(held.reason.clone())));
        obstacles.extend(standing.is_unclear.then_some(Obstacle::Unclear));
        obstacles
    }
}

/// Whether two archives are of one year of one organisation. One that was renamed is known by what it put in the
/// place of what, and by its groups: of those of one id none is told apart.
fn is_of_one_year(one: &Entry, other: &Entry) -> bool {
    let is_same = |group: &KeptGroup| one.groups.iter().any(|own| own.is_same(group) != Some(false));
    let is_linked = |one: &Entry, other: &Entry| one.belongs_to(other) || one.replaces(other);
    is_linked(one, other)
        || is_linked(other, one)
        || one.academic_year == other.academic_year
            && (one.is_of_year_of(other) || other.groups.iter().any(is_same))
}
