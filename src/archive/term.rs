//! Until when an archive is kept (contract §4, `keep_until`).

use super::register::{Entry, Holds, KeptGroup};
use crate::model::cell::date;
use crate::model::record_class::Class;
use crate::model::settings::AcademicYear;
use chrono::{Datelike as _, NaiveDate};
use std::collections::BTreeSet;

/// Until when an archive is kept.
#[derive(Clone, Debug)]
pub struct Term {
    /// The class of records that it is kept for.
    pub class: Class,
    /// The last day; `None` where it is not known, and the archive is kept on.
    pub until: Option<NaiveDate>,
    /// The last day of each group that the register names, by name.
    pub groups: Vec<GroupTerm>,
}

/// Until when the records of a group are kept.
#[derive(Clone, Debug)]
pub struct GroupTerm {
    /// The group's name in its year.
    pub name: String,
    /// The last day; `None` where it is not known.
    pub until: Option<NaiveDate>,
    /// The archive of a later year that tells another day than this one; it counts.
    pub told_by: Option<String>,
}

impl Term {
    /// The first day on which the archive may be destroyed; `None` where it is not known.
    pub fn free_from(&self) -> Option<NaiveDate> {
        self.until?.succ_opt()
    }

    /// Whether the term has ended before a day.
    pub fn has_ended(&self, on: NaiveDate) -> bool {
        self.until.is_some_and(|until| until < on)
    }
}

/// Until when an archive of a register is kept: a year for its journals, sheets for themselves; a supplement for both,
/// since it may mend either.
pub fn term(entry: &Entry, register: &[Entry]) -> Term {
    match entry.holds {
        Holds::Year => term_of(entry, Class::Journals, register),
        Holds::Sheets | Holds::Other => term_of(entry, Class::Sheets, register),
        Holds::Supplement => {
            let (journals, sheets) =
                (term_of(entry, Class::Journals, register), term_of(entry, Class::Sheets, register));
            let is_longer = |one: &Term, other: &Term| {
                one.until.is_none() || other.until.is_some() && one.until > other.until
            };
            if is_longer(&journals, &sheets) { journals } else { sheets }
        }
    }
}

/// Until when what is chained to a year is kept that tells of some of its groups.
pub fn of_chained(year: &Entry, holds: Holds, groups: &[KeptGroup], register: &[Entry]) -> Term {
    term(&Entry { holds, groups: groups.to_vec(), ..year.clone() }, register)
}

/// Until when the records of a class are kept that an archive holds: as long as those of any of its groups.
/// What a later version seals has a term that this one does not know.
pub fn term_of(entry: &Entry, class: Class, register: &[Entry]) -> Term {
    if entry.holds == Holds::Other {
        return Term { class, until: None, groups: Vec::new() };
    }
    // A line of an earlier version knows the archive's day alone, which is that of its journals.
    let own = match class {
        Class::Journals => entry.keep_until.as_deref().and_then(date),
        Class::Sheets => None,
    };
    let is_bare = entry.groups.is_empty();
    let known = if is_bare { groups_of_then(entry, register) } else { entry.groups.clone() };
    let of_each = known.iter().map(|group| of_group(entry, group, class, register));
    let groups: Vec<GroupTerm> = of_each.filter(|group| !is_bare || group.told_by.is_some()).collect();
    let until: Option<Vec<NaiveDate>> = groups.iter().map(|group| group.until).collect();
    let until = match (own, until) {
        (None, _) if is_bare => None,
        (_, until) => until.and_then(|days| days.into_iter().chain(own).max()),
    };
    Term { class, until, groups }
}

/// The groups of later years that may have been in a year whose line does not tell its groups, with the day of its
/// archive.
fn groups_of_then(entry: &Entry, register: &[Entry]) -> Vec<KeptGroup> {
    let names = own_names(entry, register);
    let later = register.iter().filter(|other| {
        other.academic_year >= entry.academic_year && names.contains(other.organization.as_str())
    });
    let was_there = |group: &&KeptGroup| began_by(group, entry);
    let mut groups: Vec<KeptGroup> = Vec::new();
    for group in later.flat_map(|other| &other.groups).filter(was_there) {
        if !groups.iter().any(|own| own.id == group.id && own.began == group.began) {
            groups.push(KeptGroup {
                journals: entry.keep_until.clone(),
                by_year: Vec::new(),
                ..group.clone()
            });
        }
    }
    groups
}

/// The last day on which the records of a class are kept that a group has in its year.
fn day(group: &KeptGroup, class: Class) -> Option<NaiveDate> {
    let day = match class {
        Class::Journals => &group.journals,
        Class::Sheets => &group.sheets,
    };
    day.as_deref().and_then(date)
}

/// A group may study longer than its first years knew: every later archive that has it, or may have it, can put the
/// day off; none can bring it forward, not even one in whose place another stands. A day that is counted from the end
/// of a year counts for the archives of that year alone.
///
/// | known so far | a later archive tells | it counts |
/// |---|---|---|
/// | a day | another day | the later of the two |
/// | no day | a day, and surely has the group and is in force | that day |
/// | any | no day, but another stands in its place, or a later one surely has the group | nothing |
/// | any | no day, and none of that | nobody knows the day |
fn of_group(entry: &Entry, group: &KeptGroup, class: Class, register: &[Entry]) -> GroupTerm {
    let mut term = GroupTerm { name: group.name.clone(), until: day(group, class), told_by: None };
    let own = own_names(entry, register);
    let mut later: Vec<Later<'_>> =
        register.iter().flat_map(|other| later((entry, group), (other, &own), class, register)).collect();
    later.sort_by_key(|later| &later.entry.academic_year);
    let journals = (class == Class::Sheets).then(|| of_group(entry, group, Class::Journals, register).until);
    // A year that began when the journals were gone may have the id again, and not the group.
    let may_have = |later: &Later<'_>, until: Option<NaiveDate>| {
        let kept = journals.unwrap_or(until).zip(later.year());
        later.is_sure || kept.is_none_or(|(until, year)| until.year() >= year)
    };
    let (ours, others): (Vec<_>, Vec<_>) =
        later.into_iter().partition(|later| own.contains(later.entry.organization.as_str()));
    let last = ours.iter().rposition(Later::knows).unwrap_or_default();
    for (n, told) in ours.iter().enumerate() {
        let until = match (term.until, told.until) {
            (known, _) if !may_have(told, known) => known,
            (Some(known), Some(day)) => Some(known.max(day)),
            (None, Some(day)) if told.knows() => Some(day),
            (known, None) if n < last || !told.is_in_force => known,
            _ => None,
        };
        term.put_off(told, until);
    }
    // Another organisation may be this one under a new name, or a college whose groups have the same ids: it can
    // put a day off that is known, and tells none.
    for (n, told) in others.iter().enumerate() {
        let knows_better =
            |other: &Later<'_>| other.is_in_force && other.entry.organization == told.entry.organization;
        let until = match (term.until, told.until) {
            (known, _) if !may_have(told, known) => known,
            (Some(known), Some(day)) => Some(known.max(day)),
            (known, None) if !told.is_in_force || others[n + 1..].iter().any(knows_better) => known,
            _ => None,
        };
        term.put_off(told, until);
    }
    term
}

impl GroupTerm {
    /// Takes another day over, and who tells it.
    fn put_off(&mut self, later: &Later<'_>, until: Option<NaiveDate>) {
        if until != self.until {
            (self.until, self.told_by) = (until, Some(later.entry.name.clone()));
        }
    }
}

/// What a later archive tells of a group.
struct Later<'a> {
    entry: &'a Entry,
    /// The last day; `None` where it does not know it.
    until: Option<NaiveDate>,
    /// Whether it surely has the group.
    is_sure: bool,
    /// Whether no other archive stands in its place.
    is_in_force: bool,
}

impl Later<'_> {
    fn knows(&self) -> bool {
        self.is_sure && self.is_in_force
    }

    /// The calendar year in which its academic year begins.
    fn year(&self) -> Option<i32> {
        began_in(self.entry)
    }
}

/// What an archive of the same or a later year tells of a group; nothing where it does not have it.
fn later<'a>(
    (entry, group): (&Entry, &KeptGroup),
    (other, own_names): (&'a Entry, &BTreeSet<&str>),
    class: Class,
    register: &[Entry],
) -> Vec<Later<'a>> {
    let is_of_year =
        other.academic_year == entry.academic_year && own_names.contains(other.organization.as_str());
    let is_later =
        matches!(other.holds, Holds::Year | Holds::Supplement) && other.academic_year >= entry.academic_year;
    let is_in_force = is_in_force(other, register);
    let of_group = |told: &KeptGroup| {
        let is_sure = match group.is_same(told) {
            // An archive in whose place another stands, and what is chained to a year.
            _ if is_of_year && group.id == told.id => true,
            Some(is_same) => is_same.then_some(true)?,
            None => began_by(told, entry).then_some(false)?,
        };
        let counts = is_of_year || ![group, told].iter().any(|own| own.by_year.contains(&class));
        counts.then(|| Later { entry: other, until: day(told, class), is_sure, is_in_force })
    };
    if is_later { other.groups.iter().filter_map(of_group).collect() } else { Vec::new() }
}

/// Whether a group had begun by the year of an archive, as far as it is known.
fn began_by(group: &KeptGroup, entry: &Entry) -> bool {
    let began = group.began_on().map(|began| AcademicYear::of_beginning(began).start);
    began.zip(began_in(entry)).is_none_or(|(began, year)| began <= year)
}

/// The calendar year in which an archive's academic year begins.
fn began_in(entry: &Entry) -> Option<i32> {
    entry.academic_year.get(..4)?.parse().ok()
}

/// The names that an organisation surely had: its own, and those of the archives that stand in the place of its own,
/// or in whose place its own stand.
fn own_names<'a>(entry: &'a Entry, register: &'a [Entry]) -> BTreeSet<&'a str> {
    let mut names = BTreeSet::from([entry.organization.as_str()]);
    let replaced = |other: &Entry| register.iter().find(|replaced| other.replaces(replaced));
    let pairs: Vec<(&str, &str)> = register
        .iter()
        .filter_map(|other| Some((other.organization.as_str(), replaced(other)?.organization.as_str())))
        .collect();
    // Each pass finds one renaming more at least, or is the last.
    while pairs.iter().any(|(one, other)| {
        names.contains(one) && names.insert(other) || names.contains(other) && names.insert(one)
    }) {}
    names
}

/// Whether no other archive stands in the place of one.
pub fn is_in_force(entry: &Entry, register: &[Entry]) -> bool {
    !register.iter().any(|other| other.replaces(entry))
}
