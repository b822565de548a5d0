//! Until when an archive is kept (contract §4, `keep_until`).

use super::register::{Entry, Holds, KeptGroup};
use crate::model::cell::date;
use crate::model::record_class::Class;
use crate::model::settings::AcademicYear;
use chrono::{Datelike as _, NaiveDate};

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

/// Until when an archive of a register is kept: a year for its journals, what is chained to one for its
/// sheets.
pub fn term(entry: &Entry, register: &[Entry]) -> Term {
    let class = if entry.holds == Holds::Year { Class::Journals } else { Class::Sheets };
    term_of(entry, class, register)
}

/// Until when what is chained to a year is kept that tells of some of its groups: as long as their sheets.
pub fn of_chained(year: &Entry, groups: &[KeptGroup], register: &[Entry]) -> Term {
    let known = Entry { groups: groups.to_vec(), ..year.clone() };
    term_of(&known, Class::Sheets, register)
}

/// Until when the records of a class are kept that an archive holds: as long as those of any of its groups.
/// What a later version seals has a term that this one does not know.
pub fn term_of(entry: &Entry, class: Class, register: &[Entry]) -> Term {
    if entry.holds == Holds::Other {
        return Term { class, until: None, groups: Vec::new() };
    }
    let groups: Vec<GroupTerm> =
        entry.groups.iter().map(|group| of_group(entry, group, class, register)).collect();
    // A line of an earlier version knows the archive's day alone, which is that of its journals.
    let own = match class {
        Class::Journals => entry.keep_until.as_deref().and_then(date),
        Class::Sheets => None,
    };
    let until: Option<Vec<NaiveDate>> = groups.iter().map(|group| group.until).collect();
    let until = match until {
        _ if groups.is_empty() => own,
        until => until.and_then(|days| days.into_iter().chain(own).max()),
    };
    Term { class, until, groups }
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
/// day off, and none can bring it forward, not even one in whose place another stands. Where the latest that surely has it, or one after it that may, does not
/// know the day, nobody does.
fn of_group(entry: &Entry, group: &KeptGroup, class: Class, register: &[Entry]) -> GroupTerm {
    let own = day(group, class);
    if group.by_year.contains(&class) {
        return GroupTerm { name: group.name.clone(), until: own, told_by: None };
    }
    let mut later: Vec<(&Entry, &KeptGroup, Same)> = register
        .iter()
        .filter(|other| matches!(other.holds, Holds::Year | Holds::Supplement))
        .filter(|other| other.academic_year >= entry.academic_year)
        .flat_map(|other| other.groups.iter().map(move |group| (other, group)))
        .filter_map(|(other, own)| Some((other, own, same((entry, group), (other, own))?)))
        .collect();
    later.sort_by_key(|(other, ..)| &other.academic_year);
    let knows =
        |(other, _, same): &(&Entry, &KeptGroup, Same)| *same == Same::Surely && is_in_force(other, register);
    let last = later.iter().rposition(knows).unwrap_or_default();
    let (mut until, mut told_by) = (own, None);
    for (n, (other, told, same)) in later.iter().enumerate() {
        let put_off = match (until, day(told, class)) {
            (Some(until), Some(told)) => Some(until.max(told)),
            // What the first year did not know, a later one tells.
            (None, Some(told)) if *same == Same::Surely && is_in_force(other, register) => Some(told),
            (until, None) if n < last || !is_in_force(other, register) => until,
            _ => None,
        };
        if put_off != until {
            (until, told_by) = (put_off, Some(other.name.clone()));
        }
    }
    GroupTerm { name: group.name.clone(), until, told_by }
}

/// How sure it is that a group of a later year is one of an earlier one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Same {
    Surely,
    Maybe,
}

/// Whether a group of a later archive is one of an earlier archive; `None`: it is not. Where it is not known
/// when one of them began, it is not unless it may have been there in both years.
fn same(one: (&Entry, &KeptGroup), later: (&Entry, &KeptGroup)) -> Option<Same> {
    let ((entry, group), (other, later)) = (one, later);
    // An archive in whose place another stands, and what is chained to a year.
    let is_one_year = entry.academic_year == other.academic_year && entry.organization == other.organization;
    if is_one_year && group.id == later.id {
        return Some(Same::Surely);
    }
    match group.is_same(later) {
        Some(is_same) => is_same.then_some(Same::Surely),
        None => may_be((entry, group), (other, later)).then_some(Same::Maybe),
    }
}

/// Whether a later group of the same id may be one: it did not begin after the year of the earlier one, and the
/// journals of that were not to go before its own year. The end of study itself is not in the register.
fn may_be((entry, group): (&Entry, &KeptGroup), (other, later): (&Entry, &KeptGroup)) -> bool {
    let start = |entry: &Entry| entry.academic_year.get(..4).and_then(|year| year.parse::<i32>().ok());
    let (first, last) = (start(entry), start(other));
    let began_later = later
        .began_on()
        .zip(first)
        .is_some_and(|(began, first)| AcademicYear::of_beginning(began).start > first);
    let is_gone = day(group, Class::Journals).zip(last).is_some_and(|(until, start)| until.year() < start);
    !began_later && !is_gone
}

/// Whether no other archive stands in the place of one.
pub fn is_in_force(entry: &Entry, register: &[Entry]) -> bool {
    !register
        .iter()
        .any(|other| other.supersedes.as_ref().is_some_and(|replaced| replaced.name == entry.name))
}
