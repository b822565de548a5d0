//! The users of the electronic journal, and how they signed in week by week.

use super::dice::Dice;
use super::sheet::Sheet;
use super::year::day;
use super::{Size, sheet};
use chrono::{Days, NaiveDate};

/// Of a role: how many of a thousand never got an active account, and sign in in a week.
const HABITS: [(&str, usize, usize); 5] =
    [("head", 0, 960), ("teacher", 0, 930), ("curator", 0, 880), ("student", 30, 760), ("parent", 110, 520)];

/// The tables `users` and `activity`.
pub(super) fn sign_in(sheets: &[Sheet], size: Size) -> [Sheet; 2] {
    let mut dice = Dice::new(size.seed ^ 0x7573_6572);
    let mut users = Sheet::new("users", &["id", "role", "staff", "student", "activated"]);
    let mut activity = Sheet::new("activity", &["week", "user", "role", "sign_ins", "actions", "via"]);
    let weeks = weeks();
    // Of each user the role, and since and until which day there is anything to sign in for.
    let mut known: Vec<(String, &str, NaiveDate, NaiveDate)> = Vec::new();
    let mut add = |users: &mut Sheet, dice: &mut Dice, row: [&str; 4], came: NaiveDate, left: NaiveDate| {
        let [id, role, staff, student] = row;
        let (role, never, _) = *HABITS.iter().find(|(own, ..)| *own == role).expect("a role with habits");
        let active = !dice.per_mille(never);
        let since = came + Days::new(dice.below(12) as u64);
        let activated = if active { since.to_string() } else { String::new() };
        users.add([id, role, staff, student, &activated].map(str::to_owned));
        if active {
            known.push((id.to_owned(), role, since, left));
        }
    };
    let (start, end) = (day((2024, 9, 1)), day((2025, 7, 4)));
    for [id, position] in sheet(sheets, "staff").cells(["id", "position"]) {
        let role = match position {
            "Заместитель директора" => "head",
            position if position.contains("куратор") || position.contains("классный") => {
                "curator"
            }
            _ => "teacher",
        };
        add(&mut users, &mut dice, [id, role, id, ""], start, end);
    }
    for [id, enrolled, left] in sheet(sheets, "students").cells(["id", "enrolled", "left"]) {
        let date = |text: &str| text.parse::<NaiveDate>().ok();
        let came = date(enrolled).map_or(start, |came| came.max(start));
        let left = date(left).unwrap_or(end);
        add(&mut users, &mut dice, [&format!("{id}-u"), "student", "", id], came, left);
        add(&mut users, &mut dice, [&format!("{id}-p"), "parent", "", id], came, left);
    }
    for (id, role, since, until) in known {
        let (_, _, habit) = *HABITS.iter().find(|(own, ..)| *own == role).expect("a role with habits");
        for week in weeks.iter().filter(|week| since <= **week + Days::new(6) && **week < until) {
            if !dice.per_mille(habit) {
                continue;
            }
            let sign_ins = 1 + dice.below(if role == "parent" { 4 } else { 9 });
            let actions =
                if role == "teacher" { (sign_ins * (3 + dice.below(9))).to_string() } else { String::new() };
            let via = ["esia", "esia", "esia", "password", ""][dice.below(5)];
            let row = [week.to_string(), id.clone(), role.to_owned(), sign_ins.to_string(), actions];
            let [week, user, role, sign_ins, actions] = row;
            activity.add([week, user, role, sign_ins, actions, via.to_owned()]);
        }
    }
    activity.sort_by_column("week");
    [users, activity]
}

/// The Mondays of the year without its winter holidays.
fn weeks() -> Vec<NaiveDate> {
    let mondays = day((2024, 9, 2)).iter_weeks().take_while(|week| *week <= day((2025, 6, 30)));
    mondays.filter(|week| *week != day((2024, 12, 30)) && *week != day((2025, 1, 6))).collect()
}
