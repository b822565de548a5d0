//! What is signed: consents, hand-outs of credentials, undertakings of the staff.

use super::dice::Dice;
use super::sheet::Sheet;
use super::year::day;
use super::{Size, sheet};
use chrono::{Datelike, Days, NaiveDate, Weekday};

/// The tables `consents`, `credentials` and `undertakings`.
pub(super) fn sign(sheets: &[Sheet], size: Size) -> [Sheet; 3] {
    let mut dice = Dice::new(size.seed ^ 0x7061_7065);
    let mut consents = Sheet::new("consents", &["student", "kind", "given", "number", "by"]);
    let mut credentials = Sheet::new("credentials", &["user", "role", "student", "issued", "by"]);
    let mut undertakings = Sheet::new("undertakings", &["staff", "given", "number"]);
    let deputy = sheet(sheets, "staff").cells(["id"]).next().map(|[id]| id.to_owned()).unwrap_or_default();
    let year = day((2024, 8, 1));
    for (n, [id, enrolled]) in sheet(sheets, "students").cells(["id", "enrolled"]).enumerate() {
        let Ok(enrolled) = enrolled.parse::<NaiveDate>() else { continue };
        let given = enrolled - Days::new(1 + dice.below(9) as u64);
        let by = *dice.of(&["мать", "мать", "отец", "законный представитель"]);
        let number = format!("С-{:04}", n + 1);
        let cells = [id, "обработка персональных данных", &given.to_string(), &number, by];
        consents.add(cells.map(str::to_owned));
        // Who came in earlier years has had access since then.
        for (suffix, role) in [("u", "student"), ("p", "parent")].into_iter().filter(|_| enrolled >= year) {
            let issued = working(enrolled + Days::new(dice.below(7) as u64));
            let cells = [&format!("{id}-{suffix}"), role, id, &issued.to_string(), &deputy];
            credentials.add(cells.map(str::to_owned));
        }
    }
    credentials.sort_by_column("issued");
    for (n, [id, hired]) in sheet(sheets, "staff").cells(["id", "hired"]).enumerate() {
        undertakings.add([id.to_owned(), hired.to_owned(), format!("О-{:03}", n + 1)]);
    }
    [consents, credentials, undertakings]
}

/// The day, or the Monday after a weekend.
fn working(date: NaiveDate) -> NaiveDate {
    match date.weekday() {
        Weekday::Sat => date + Days::new(2),
        Weekday::Sun => date + Days::new(1),
        _ => date,
    }
}
