//! A student's year at a glance: a small square a day, a column a week.

use crate::figures::attendance::Missed;
use crate::figures::calendar::weeks;
use crate::words;
use chrono::{Datelike, NaiveDate};
use std::collections::BTreeMap;
use std::fmt::Write as _;

/// The side of a day's square, and what it takes with the gap after it.
const SIDE: usize = 9;
const STEP: usize = 11;
/// The room above for the months' names, and at the left for those of the weekdays.
const TOP: usize = 14;
const LEFT: usize = 22;

/// The drawing; `None` of no days. What it shows stands in the table of months beside it.
pub fn year(days: &BTreeMap<NaiveDate, Missed>) -> Option<String> {
    let (first, last) = (*days.keys().next()?, *days.keys().next_back()?);
    // A path a class and not an element a day: a page has some two hundred of them.
    let mut paths = [String::new(), String::new(), String::new()];
    let mut months = String::new();
    let all = weeks((first, last)).count();
    let (mut named, mut month) = (None, None);
    for (column, monday) in weeks((first, last)).enumerate() {
        let x = LEFT + column * STEP;
        let week = monday.iter_days().take(7).filter(|day| (first..=last).contains(day));
        for (day, missed) in week.filter_map(|day| days.get(&day).map(|missed| (day, missed))) {
            let level = match missed.missed() {
                0 => 0,
                _ if missed.days == 0 => 1,
                _ => 2,
            };
            let y = TOP + day.weekday().num_days_from_monday() as usize * STEP;
            let _ = write!(paths[level], "M{x} {y}h{SIDE}v{SIDE}h-{SIDE}z");
            if month != Some(day.month()) {
                // A name needs the room of two weeks, and of three before the next one.
                if column + 2 <= all && named.is_none_or(|before| before + 3 <= column) {
                    let short: String = words::month(day).chars().take(3).collect();
                    let _ = write!(months, "<text x=\"{x}\" y=\"10\">{short}</text>");
                    named = Some(column);
                }
                month = Some(day.month());
            }
        }
    }
    let weekdays: String = ["пн", "ср", "пт"]
        .iter()
        .zip([0, 2, 4])
        .map(|(name, row)| format!("<text x=\"0\" y=\"{}\">{name}</text>", TOP + row * STEP + SIDE - 1))
        .collect();
    let count = |wanted: fn(&Missed) -> bool| days.values().filter(|missed| wanted(missed)).count();
    let of_days = |n: usize| words::count(n, ["день", "дня", "дней"]);
    let label = format!(
        "Год по дням: с занятиями {}, из них с пропусками {}, пропущено целиком {}",
        of_days(days.len()),
        of_days(count(|missed| missed.missed() > 0)),
        of_days(count(|missed| missed.days > 0)),
    );
    let (width, height) = (LEFT + all * STEP, TOP + 7 * STEP);
    let drawn: String = paths
        .iter()
        .enumerate()
        .filter(|(_, path)| !path.is_empty())
        .map(|(level, path)| format!("<path class=\"d{level}\" d=\"{path}\"/>"))
        .collect();
    Some(format!(
        "<svg viewBox=\"0 0 {width} {height}\" width=\"{width}\" height=\"{height}\" role=\"img\" aria-label=\"{label}\">{months}{weekdays}{drawn}</svg>"
    ))
}
