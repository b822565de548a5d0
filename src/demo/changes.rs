//! Marks that were changed after they had been entered, some of them too late.

use super::dice::Dice;
use super::sheet::Sheet;
use super::year::day;
use super::{Size, sheet};
use chrono::{Days, NaiveDate};
use std::collections::BTreeMap;

const REASONS: [&str; 3] = ["ошибка при внесении", "работа пересдана", "апелляция по контрольной работе"];

/// The table `changes`: about one of 500 marks.
pub(super) fn mend(sheets: &[Sheet], size: Size) -> Sheet {
    let mut dice = Dice::new(size.seed ^ 0x6368_616e);
    let mut changes =
        Sheet::new("changes", &["table", "record", "field", "old", "new", "at", "by", "reason"]);
    let journals = sheet(sheets, "journals").cells(["id", "teacher"]);
    let teachers: BTreeMap<&str, &str> = journals.map(|[id, teacher]| (id, teacher)).collect();
    let lessons = sheet(sheets, "lessons").cells(["id", "journal", "date"]);
    let lessons: BTreeMap<&str, (&str, &str)> =
        lessons.map(|[id, journal, date]| (id, (journal, date))).collect();
    for [lesson, student, value] in sheet(sheets, "marks").cells(["lesson", "student", "value"]) {
        if !dice.per_mille(2) {
            continue;
        }
        let (journal, date) = lessons[lesson];
        let (Ok(date), Ok(new)) = (date.parse::<NaiveDate>(), value.parse::<usize>()) else { continue };
        let at = date + Days::new(1 + dice.below(24) as u64);
        // Before the year is closed.
        if at > day((2025, 6, 25)) {
            continue;
        }
        let old = if new > 2 { new - 1 } else { 3 };
        let record = format!("{lesson}/{student}");
        let (old, at) = (old.to_string(), format!("{at}T{:02}:{:02}", 9 + dice.below(9), dice.below(60)));
        let reason = REASONS[dice.below(REASONS.len())];
        let row = ["marks", &record, "value", &old, value, &at, teachers[journal], reason];
        changes.add(row.map(str::to_owned));
    }
    changes.sort_by_column("at");
    changes
}
