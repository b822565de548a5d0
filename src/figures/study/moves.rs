//! Who came to the group and who left it over the years.

use super::sheet::Move;
use super::stay::{Stay, Step};
use super::year::Year;
use crate::figures::identity::Person;
use crate::model::settings::AcademicYear;
use chrono::{Days, NaiveDate};

/// Who is enrolled so many days after the study began has come; who is earlier began with the others.
const AT_ONCE: u64 = 31;

/// The moves of all people through years, which come in their order, of those of the term in which the group
/// is known. Of who is not known in a year nothing is told of that year and the next.
pub(super) fn moves(people: &[Person], years: &[&Year], began: Option<NaiveDate>) -> Vec<Move> {
    let years: Vec<&Year> =
        years.iter().copied().filter(|year| year.of_term && year.group.is_some()).collect();
    let mut moves: Vec<(String, Move)> = Vec::new();
    for (n, person) in people.iter().enumerate() {
        let mut told = |came: bool, year: &Year, span: String, step: Option<Step>, place: Option<String>| {
            let id = year.identities.get(n).and_then(|own| own.as_ref()).map(|(id, ..)| id.clone());
            let step = step.unwrap_or(Step { day: None, what: None, order: None, place: None });
            moves.push((
                person.latest().folded.clone(),
                Move {
                    came,
                    name: person.latest().name.clone(),
                    id,
                    year: span,
                    day: step.day,
                    what: step.what,
                    order: step.order,
                    place: step.place.or(place),
                },
            ));
        };
        let nowhere = Stay::default();
        let stay = |place: usize| years[place].stays.get(n).unwrap_or(&nowhere);
        for (place, year) in years.iter().enumerate() {
            let own = stay(place);
            if own.is_unsure {
                continue;
            }
            let before = place.checked_sub(1).map(stay).filter(|before| !before.is_unsure);
            let came = own.in_group
                && match before {
                    Some(before) => !before.at_end,
                    None => place == 0 && has_come(own, began),
                };
            if came {
                let since = place.checked_sub(1).map(|before| years[before].source.year.start + 1);
                let span = span(since.filter(|_| own.arrival.is_none()), year.source.year.start);
                let place = before.and_then(|before| before.elsewhere.clone());
                told(true, year, span, own.arrival.clone(), place);
            }
            let next = years.get(place + 1).map(|_| stay(place + 1));
            let is_gone = match next {
                _ if !own.in_group => false,
                _ if !own.at_end => true,
                Some(next) => !next.is_unsure && !next.in_group,
                None => false,
            };
            if is_gone {
                let away = own.elsewhere.clone();
                let away = away.or_else(|| next.and_then(|next| next.elsewhere.clone()));
                let until = years.get(place + 1).map(|next| next.source.year.start - 1);
                let start = year.source.year.start;
                let until = until.filter(|_| own.at_end && own.departure.is_none()).unwrap_or(start);
                told(false, year, span(Some(start), until), own.departure.clone(), away);
            }
        }
    }
    moves.sort_by(|(one_name, one), (other_name, other)| {
        let key = |name: &str, own: &Move| {
            (own.year.clone(), own.day.is_none(), own.day, !own.came, name.to_owned(), own.id.clone())
        };
        key(one_name, one).cmp(&key(other_name, other))
    });
    moves.into_iter().map(|(_, own)| own).collect()
}

/// «2022/2023»; «2021/2022 — 2022/2023» where years between have no archive.
fn span(first: Option<i32>, last: i32) -> String {
    let title = |start: i32| AcademicYear { start }.title();
    match first {
        Some(first) if first < last => format!("{} — {}", title(first), title(last)),
        _ => title(last),
    }
}

/// Whether somebody came in the first year of the group that is known: from another group, or later than
/// the others.
fn has_come(own: &Stay, began: Option<NaiveDate>) -> bool {
    let Some(arrival) = &own.arrival else { return false };
    let is_later = arrival.day.zip(began).is_some_and(|(day, began)| {
        began.checked_add_days(Days::new(AT_ONCE)).is_some_and(|limit| {
            // The day on which the group began is not that of a later year.
            day > limit && AcademicYear::of(day).start >= AcademicYear::of(began).start
        })
    });
    arrival.place.is_some() || is_later
}
