//! The stretch of time that a figure is told for, and which of them are asked for.

use crate::model::settings::{Settings, TermId};
use crate::model::table::Ref;
use crate::model::{Archive, Group, Journal};
use crate::words;
use chrono::NaiveDate;

/// A term of the list, the year, or some days.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stretch {
    /// A term.
    Term(TermId),
    /// All terms of whoever is told of.
    Year,
    /// From a day to another, both included.
    Days(NaiveDate, NaiveDate),
}

/// The order of stretches: terms as the settings list them, then the year.
pub(super) type Rank = (bool, TermId);

impl Stretch {
    /// The term's id, `year`, or the days as ISO 8601 has an interval: `2024-10-01/2024-10-31`.
    pub fn id(self, settings: &Settings) -> String {
        match self {
            Stretch::Term(term) => settings.term(term).id.clone(),
            Stretch::Year => "year".to_owned(),
            Stretch::Days(from, until) => format!("{from}/{until}"),
        }
    }

    /// «1 семестр», «Год», «с 01.10.2024 по 31.10.2024».
    pub fn title(self, settings: &Settings) -> String {
        match self {
            Stretch::Term(term) => settings.term(term).title.clone(),
            Stretch::Year => "Год".to_owned(),
            Stretch::Days(from, until) => format!("с {} по {}", words::date(from), words::date(until)),
        }
    }

    /// Whether a day lies in it, for those who have these terms.
    pub fn contains(self, settings: &Settings, terms: &[TermId], day: NaiveDate) -> bool {
        self.overlaps(settings, terms, day, day)
    }

    /// Whether any of some days lies in it, for those who have these terms.
    pub fn overlaps(self, settings: &Settings, terms: &[TermId], first: NaiveDate, last: NaiveDate) -> bool {
        let of = |term: TermId| settings.term(term).start.0 <= last && first <= settings.term(term).end.0;
        match self {
            Stretch::Term(term) => of(term),
            Stretch::Year => terms.iter().any(|term| of(*term)),
            Stretch::Days(from, until) => from <= last && first <= until,
        }
    }

    /// Its first day, for those who have these terms.
    pub fn first_day(self, settings: &Settings, terms: &[TermId]) -> NaiveDate {
        let first = |terms: &[TermId]| terms.iter().map(|term| settings.term(*term).start.0).min();
        match self {
            Stretch::Term(term) => settings.term(term).start.0,
            Stretch::Year => first(terms).unwrap_or(settings.year_start()),
            Stretch::Days(from, _) => from,
        }
    }

    /// Its last day, for those who have these terms.
    pub fn last_day(self, settings: &Settings, terms: &[TermId]) -> NaiveDate {
        let last = |terms: &[TermId]| terms.iter().map(|term| settings.term(*term).end.0).max();
        match self {
            Stretch::Term(term) => settings.term(term).end.0,
            Stretch::Year => last(terms).unwrap_or(settings.year_end()),
            Stretch::Days(_, until) => until,
        }
    }

    /// Its terms among those that somebody has: itself, all, or none for some days.
    pub fn terms(self, terms: &[TermId]) -> Vec<TermId> {
        match self {
            Stretch::Term(term) => vec![term],
            Stretch::Year => terms.to_vec(),
            Stretch::Days(..) => Vec::new(),
        }
    }

    pub(super) fn rank(self) -> Rank {
        match self {
            Stretch::Term(term) => (false, term),
            Stretch::Year | Stretch::Days(..) => (true, TermId(0)),
        }
    }
}

/// What figures and reports are asked for; by default all.
#[derive(Clone, Copy, Debug, Default)]
pub struct Selection {
    /// The one group whose journals count; `None`: all.
    pub group: Option<Ref<Group>>,
    /// The one stretch; `None`: every term and the year.
    pub stretch: Option<Stretch>,
}

impl Selection {
    /// Whether a journal counts.
    pub fn has(self, archive: &Archive, journal: Ref<Journal>) -> bool {
        self.group.is_none_or(|group| group == archive.journals[journal].group)
    }

    /// The journals that count, in the order of the table.
    pub fn journals(self, archive: &Archive) -> impl Iterator<Item = (Ref<Journal>, &Journal)> {
        archive.journals.refs().filter(move |(_, row)| self.group.is_none_or(|group| group == row.group))
    }

    /// The groups that count, in the order of the table.
    pub fn groups(self, archive: &Archive) -> impl Iterator<Item = (Ref<Group>, &Group)> {
        archive.groups.refs().filter(move |(own, _)| self.group.is_none_or(|group| group == *own))
    }

    /// The stretches that are asked of those who have these terms, in their order.
    pub fn stretches(self, terms: &[TermId]) -> Vec<Stretch> {
        let all = terms.iter().map(|term| Stretch::Term(*term)).chain([Stretch::Year]);
        match self.stretch {
            None => all.collect(),
            Some(days @ Stretch::Days(..)) => vec![days],
            Some(one) => all.filter(|own| *own == one).collect(),
        }
    }

    /// Whether a stretch is asked for.
    pub fn wants(self, stretch: Stretch) -> bool {
        self.stretch.is_none_or(|one| one == stretch)
    }

    /// Whether a lesson on a day counts: in the asked days or term; of all and of the year every day.
    pub fn covers(self, settings: &Settings, day: NaiveDate) -> bool {
        match self.stretch {
            None | Some(Stretch::Year) => true,
            Some(one) => one.contains(settings, &[], day),
        }
    }
}
