//! Who taught which journals: as their teacher, or by holding lessons of them.

use super::Facts;
use super::hours;
use crate::model::table::Ref;
use crate::model::{Journal, Staff};
use chrono::NaiveDate;
use std::collections::BTreeMap;

/// A journal that somebody taught.
#[derive(Clone, Debug)]
pub struct Taught {
    /// The journal.
    pub journal: Ref<Journal>,
    /// The days of the year on which it was that teacher's, first and last, in their order; empty where only
    /// lessons were held in place of its teacher.
    pub stretches: Vec<(NaiveDate, NaiveDate)>,
    /// Academic hours of the lessons that this teacher held.
    pub held: f64,
}

/// Everybody who taught, with the journals in the order of their table.
pub fn taught(facts: &Facts<'_>) -> BTreeMap<Ref<Staff>, Vec<Taught>> {
    let mut taught: BTreeMap<Ref<Staff>, Vec<Taught>> = BTreeMap::new();
    for (journal, _) in facts.archive.journals.refs() {
        let mut own: BTreeMap<Ref<Staff>, Taught> = BTreeMap::new();
        let none = || Taught { journal, stretches: Vec::new(), held: 0.0 };
        for (staff, _) in facts.ledger.teaching(facts.archive, journal) {
            own.entry(staff)
                .or_insert_with(|| Taught { stretches: stretches(facts, journal, staff), ..none() });
        }
        for (staff, months) in hours::by_teacher_and_month(facts, journal) {
            own.entry(staff).or_insert_with(none).held = months.values().fold(0.0, |sum, hours| sum + hours);
        }
        for (staff, journal) in own {
            taught.entry(staff).or_default().push(journal);
        }
    }
    taught
}

/// The days of the year on which a journal was somebody's, perhaps with others.
fn stretches(facts: &Facts<'_>, journal: Ref<Journal>, staff: Ref<Staff>) -> Vec<(NaiveDate, NaiveDate)> {
    let settings = &facts.archive.settings;
    let (first, last) = (settings.year_start(), settings.year_end());
    if facts.ledger.teachers(journal).is_empty() {
        return vec![(first, last)];
    }
    let mut stretches: Vec<(NaiveDate, NaiveDate)> = Vec::new();
    for day in first.iter_days().take_while(|day| *day <= last) {
        if facts.ledger.teaches_on(facts.archive, journal, staff, day) {
            match stretches.last_mut() {
                Some((_, until)) if until.succ_opt() == Some(day) => *until = day,
                _ => stretches.push((day, day)),
            }
        }
    }
    stretches
}
