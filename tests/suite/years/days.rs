//! Days of 2024/2025 moved into another year by whole weeks: a Monday stays a Monday.

use super::tables::Table;
use chrono::{Days, NaiveDate};

/// Days that stay where they are: they are of other years.
pub(super) const STAY: [(&str, &str); 6] = [
    ("groups", "study_start"),
    ("groups", "study_end"),
    ("staff", "hired"),
    ("undertakings", "given"),
    ("students", "birth_date"),
    ("students", "enrolled"),
];

pub(super) fn move_days(name: &str, table: &mut Table, year: i32) {
    for row in &mut table.rows {
        for (column, cell) in row.iter_mut().filter(|(column, _)| !STAY.contains(&(name, column.as_str()))) {
            if (name, column.as_str()) == ("checks", "period") {
                // «09.2024»
                let (month, of) = cell.split_once('.').expect("a month");
                *cell = format!("{month}.{}", of.parse::<i32>().expect("a year") + year - 2024);
            } else if cell.get(..10).is_some_and(|day| day.parse::<NaiveDate>().is_ok()) {
                *cell = moved(&cell[..10], year) + &cell[10..];
            }
        }
    }
}

/// A day of 2024/2025 moved into a year by whole weeks.
pub(super) fn moved(day: &str, year: i32) -> String {
    let back = Days::new(364 * u64::try_from(2024 - year).expect("an earlier year"));
    let day: NaiveDate = day.parse().expect("a day");
    day.checked_sub_days(back).expect("a day").to_string()
}

/// A line of the settings with its days moved.
pub(super) fn dates_moved(line: &str, year: i32) -> String {
    let mut text = String::new();
    let mut rest = line;
    while let Some(c) = rest.chars().next() {
        let day = rest.get(..10).filter(|day| day.starts_with("20") && day.parse::<NaiveDate>().is_ok());
        let length = if let Some(day) = day {
            text += &moved(day, year);
            10
        } else {
            text.push(c);
            c.len_utf8()
        };
        rest = &rest[length..];
    }
    text
}
