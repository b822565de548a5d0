//! The calendar of the academic year: which lessons there were on which day.

use super::Facts;
use crate::model::Lesson;
use crate::model::table::Ref;
use crate::words;
use chrono::{Datelike, Days, NaiveDate, Weekday};
use std::collections::BTreeMap;

/// The lessons of each day that has any, also cancelled and moved ones: by group and slot, then in the order
/// of the journals.
pub fn lessons_by_day(facts: &Facts<'_>) -> BTreeMap<NaiveDate, Vec<Ref<Lesson>>> {
    let archive = facts.archive;
    let mut days: BTreeMap<NaiveDate, Vec<Ref<Lesson>>> = BTreeMap::new();
    for (lesson, row) in archive.lessons.refs() {
        days.entry(row.date).or_default().push(lesson);
    }
    for lessons in days.values_mut() {
        lessons.sort_by_key(|lesson| {
            let row = &archive.lessons[*lesson];
            (archive.journals[row.journal].group, row.slot, row.journal, *lesson)
        });
    }
    days
}

/// A month of the calendar.
#[derive(Debug)]
pub struct Month {
    /// «сентябрь 2024».
    pub title: String,
    /// Its weeks from Monday; a place that is of another month is empty.
    pub weeks: Vec<[Option<NaiveDate>; 7]>,
}

/// The months from the first of these days to the last; none of no days.
pub fn months(days: impl IntoIterator<Item = NaiveDate>) -> Vec<Month> {
    let mut months: Vec<Month> = Vec::new();
    let mut days = days.into_iter().peekable();
    let (Some(first), last) = (days.peek().copied(), days.last()) else { return months };
    let (first, last) = (first.with_day(1).unwrap_or(first), last.unwrap_or(first));
    let in_last_month = |day: &NaiveDate| (day.year(), day.month()) <= (last.year(), last.month());
    for day in first.iter_days().take_while(in_last_month) {
        if day.day() == 1 {
            months.push(Month { title: format!("{} {}", words::month(day), day.year()), weeks: Vec::new() });
        }
        let Some(month) = months.last_mut() else { continue };
        if day.day() == 1 || day.weekday() == Weekday::Mon {
            month.weeks.push([None; 7]);
        }
        if let Some(week) = month.weeks.last_mut() {
            week[day.weekday().num_days_from_monday() as usize] = Some(day);
        }
    }
    months
}

/// The Mondays of the weeks from the first of these days to the last.
pub fn weeks((first, last): (NaiveDate, NaiveDate)) -> impl Iterator<Item = NaiveDate> {
    let monday = first.week(Weekday::Mon).checked_first_day().unwrap_or(first);
    std::iter::successors(Some(monday), |monday| monday.checked_add_days(Days::new(7)))
        .take_while(move |monday| *monday <= last)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_month_has_its_weeks_from_monday() {
        let day = |text: &str| text.parse::<NaiveDate>().expect("a day");
        let months = months([day("2024-12-30"), day("2025-02-03")]);
        let titles: Vec<&str> = months.iter().map(|month| &*month.title).collect();
        assert_eq!(titles, ["декабрь 2024", "январь 2025", "февраль 2025"]);
        assert_eq!(months[1].weeks.len(), 5);
        assert_eq!(months[1].weeks[0][2], Some(day("2025-01-01")));
        assert_eq!(months[1].weeks[0][1], None);
        assert_eq!(months[2].weeks[0][5], Some(day("2025-02-01")));
        assert_eq!(weeks((day("2024-12-30"), day("2025-01-06"))).count(), 2);
    }
}
