//! The timetable (расписание) as people read it: of a journal, of a group's week.

use super::Facts;
use crate::model::Journal;
use crate::model::table::Ref;
use crate::words;
use chrono::NaiveDate;
use serde::Serialize;
use std::collections::BTreeMap;

/// A place in the timetable. They are in the order of weekdays and slots, those of one day first.
#[derive(Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct Place {
    /// 1–7 from Monday; 0 of one day.
    #[serde(skip)]
    weekday: u32,
    #[serde(skip)]
    date: Option<NaiveDate>,
    /// «понедельник», or «02.09.2024».
    pub day: String,
    /// Number of the lesson or pair.
    pub slot: u32,
    /// The journal's title.
    pub title: String,
    /// «с 01.09.2024 по 28.12.2024»; empty where always.
    pub when: String,
    /// The journal.
    #[serde(skip)]
    pub journal: Ref<Journal>,
}

/// The places of a journal in some days, both included, of which `counts` says whether they count.
pub fn places(
    facts: &Facts<'_>,
    journal: Ref<Journal>,
    (first, last): (NaiveDate, NaiveDate),
    counts: impl Fn(NaiveDate, NaiveDate) -> bool,
) -> Vec<Place> {
    let archive = facts.archive;
    let counts = |from, until| from <= until && counts(from, until);
    let rows = facts.ledger.timetable(journal).iter().map(|row| &archive.timetable[*row]);
    rows.filter_map(|row| {
        let (weekday, day, when) = match (row.date, row.weekday) {
            (Some(date), _) if (first..=last).contains(&date) && counts(date, date) => {
                (0, words::date(date), String::new())
            }
            (None, Some(weekday)) => {
                let (from, until) =
                    (row.from.unwrap_or(first).max(first), row.until.unwrap_or(last).min(last));
                let day =
                    words::WEEKDAYS.get(weekday.wrapping_sub(1) as usize).filter(|_| counts(from, until))?;
                let when = match (row.from, row.until) {
                    (None, None) => String::new(),
                    _ => format!("с {} по {}", words::date(from), words::date(until)),
                };
                (weekday, (*day).to_owned(), when)
            }
            _ => return None,
        };
        let (date, title) = (row.date, archive.journals[journal].title());
        Some(Place { weekday, date, day, slot: row.slot, title, when, journal })
    })
    .collect()
}

/// The days of the year, first and last.
fn year(facts: &Facts<'_>) -> (NaiveDate, NaiveDate) {
    (facts.archive.settings.year_start(), facts.archive.settings.year_end())
}

/// The places of a journal in the year.
pub fn of_journal(facts: &Facts<'_>, journal: Ref<Journal>) -> Vec<Place> {
    let mut places = places(facts, journal, year(facts), |_, _| true);
    places.sort();
    places
}

/// The places of a journal in some days of the year; those of every week say of which days.
pub fn in_days(facts: &Facts<'_>, journal: Ref<Journal>, days: (NaiveDate, NaiveDate)) -> Vec<Place> {
    let mut places = places(facts, journal, days, |_, _| true);
    let always = places.iter_mut().filter(|place| place.date.is_none() && place.when.is_empty());
    for place in always.filter(|_| days != year(facts)) {
        place.when = format!("с {} по {}", words::date(days.0), words::date(days.1));
    }
    places
}

/// The timetable of several journals as a week.
#[derive(Debug)]
pub struct Week {
    /// The weekdays that have lessons, 0 for Monday, in their order.
    pub days: Vec<usize>,
    /// By slot and then by those weekdays, what stands there.
    pub lines: Vec<(u32, Vec<Vec<Place>>)>,
    /// What stands there for one day alone, by day.
    pub dated: Vec<Place>,
}

/// The week that places make.
pub fn week(mut all: Vec<Place>) -> Week {
    all.sort();
    let weekly = all.split_off(all.partition_point(|place| place.weekday == 0));
    let mut days: Vec<usize> = weekly.iter().map(|place| place.weekday as usize - 1).collect();
    days.dedup();
    let mut lines: BTreeMap<u32, Vec<Vec<Place>>> = BTreeMap::new();
    for place in weekly {
        let column = days.iter().position(|day| *day == place.weekday as usize - 1);
        let line = lines.entry(place.slot).or_insert_with(|| days.iter().map(|_| Vec::new()).collect());
        line[column.expect("a day of its own places")].push(place);
    }
    let mut dated = all;
    dated.sort_by_key(|place| (place.date, place.slot));
    Week { days, lines: lines.into_iter().collect(), dated }
}
