//! Hours of a discipline in a group's year, planned and held.

use crate::figures::{Facts, hours};
use crate::model::table::Ref;
use crate::model::{Component, Group, Journal};
use serde::Serialize;
use std::collections::BTreeMap;

/// Academic hours: of the subgroup that has least of them, and of the one that has most.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize)]
pub struct Hours {
    /// The least.
    pub least: f64,
    /// The most.
    pub most: f64,
}

impl Hours {
    /// The hours of both.
    pub fn join(self, other: Hours) -> Hours {
        Hours { least: self.least + other.least, most: self.most + other.most }
    }
}

/// Hours of a year.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(super) struct YearHours {
    /// `None` where no plan tells.
    pub(super) planned: Option<Hours>,
    /// Whether a plan tells of all of them.
    pub(super) is_planned: bool,
    pub(super) held: Hours,
}

/// Of the journals of a discipline those of the group itself, of others only where it has none. What all of
/// the group have is counted once, what subgroups have for each of them.
pub(super) fn of_group(facts: &Facts<'_>, group: Ref<Group>, journals: &[Ref<Journal>]) -> YearHours {
    let archive = facts.archive;
    let row = |journal: &&Ref<Journal>| &archive.journals[**journal];
    let is_home = |journal: &&Ref<Journal>| row(journal).component == Some(Component::Home);
    let mut own: Vec<Ref<Journal>> =
        journals.iter().filter(|journal| row(journal).group == group && !is_home(journal)).copied().collect();
    if own.is_empty() {
        own = journals.to_vec();
    }
    let planned = |journal: Ref<Journal>| hours::told(facts, journal, None);
    let is_known = own.iter().any(|journal| planned(*journal).is_some());
    YearHours {
        is_planned: own.iter().all(|journal| planned(*journal).is_some()),
        planned: is_known.then(|| sum(facts, &own, |journal| planned(journal).unwrap_or(0.0))),
        held: sum(facts, &own, |journal| hours::held(facts, journal, None)),
    }
}

fn sum(facts: &Facts<'_>, journals: &[Ref<Journal>], hours: impl Fn(Ref<Journal>) -> f64) -> Hours {
    let mut common = 0.0;
    let mut parts: BTreeMap<(Ref<Group>, &str), f64> = BTreeMap::new();
    let groups: std::collections::BTreeSet<Ref<Group>> =
        journals.iter().map(|journal| facts.archive.journals[*journal].group).collect();
    for journal in journals {
        let row = &facts.archive.journals[*journal];
        match &row.subgroup {
            None if groups.len() == 1 => common += hours(*journal),
            subgroup => {
                let key = (row.group, subgroup.as_ref().map_or("", |name| &**name));
                *parts.entry(key).or_default() += hours(*journal);
            }
        }
    }
    let least = parts.values().copied().reduce(f64::min).unwrap_or(0.0);
    let most = parts.values().copied().reduce(f64::max).unwrap_or(0.0);
    Hours { least: common + least, most: common + most }
}
