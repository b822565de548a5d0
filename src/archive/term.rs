//! Until when an archive is kept (contract §4, `keep_until`).

use super::register::{Entry, Holds, KeptGroup};
use crate::model::cell::date;
use crate::model::record_class::Class;
use chrono::NaiveDate;

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

/// Until when the records of a class are kept that an archive holds: as long as those of any of its groups.
pub fn term_of(entry: &Entry, class: Class, register: &[Entry]) -> Term {
    let groups: Vec<GroupTerm> =
        entry.groups.iter().map(|group| of_group(entry, group, class, register)).collect();
    // A line of an earlier version knows the archive's day alone, which is that of its journals.
    let own = match class {
        _ if entry.holds == Holds::Other => None,
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

/// A group may study longer than its first years knew: the latest archive that has it tells when it ends, and
/// what an earlier one promised is kept all the same.
fn of_group(entry: &Entry, group: &KeptGroup, class: Class, register: &[Entry]) -> GroupTerm {
    let day = |group: &KeptGroup| match class {
        Class::Journals => group.journals.as_deref().and_then(date),
        Class::Sheets => group.sheets.as_deref().and_then(date),
    };
    let same =
        |other: &KeptGroup| other.id == group.id && other.began.is_some() && other.began == group.began;
    let later = |other: &&Entry| {
        other.holds == Holds::Year
            && other.academic_year >= entry.academic_year
            && is_in_force(other, register)
    };
    let own = day(group);
    let last = register
        .iter()
        .filter(later)
        .filter_map(|other| Some((other, other.groups.iter().find(|other| same(other))?)))
        .max_by_key(|(other, _)| other.academic_year.clone());
    let (until, told_by) = match last {
        // What is not known stays so: another group may have taken the id. A day is only ever put off.
        Some((other, last)) if own.is_some() && day(last) != own => {
            (day(last).max(own).filter(|_| day(last).is_some()), Some(other.name.clone()))
        }
        _ => (own, None),
    };
    GroupTerm { name: group.name.clone(), until, told_by: told_by.filter(|_| until != own) }
}

/// Whether no other archive stands in the place of one.
pub fn is_in_force(entry: &Entry, register: &[Entry]) -> bool {
    !register
        .iter()
        .any(|other| other.supersedes.as_ref().is_some_and(|replaced| replaced.name == entry.name))
}
