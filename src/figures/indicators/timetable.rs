//! The timetable against the journal: whether lessons stand in it, and whether what stands there was held.

use super::{Category, Compute, Indicator, Study, Tally, Unit, unlimited};
use crate::model::{Archive, Span};
use chrono::{Datelike, NaiveDate};
use std::collections::BTreeSet;

/// Наполненность расписания.
pub(super) const FILLED: Indicator = Indicator {
    id: "timetable-filled",
    title: "Наполненность расписания",
    in_isuod: true,
    category: Category::Journal,
    unit: Unit::Share,
    formula: "занятия журнала, у которых есть место в расписании (день и пара) / занятия, у которых указана пара",
    source: "расписание, занятия",
    limit: unlimited,
    clauses: &["P4.6"],
    missing: without_timetable,
    compute: Compute::Journal(filled),
};

/// Проведено из расписания.
pub(super) const HELD: Indicator = Indicator {
    id: "timetable-held",
    title: "Проведено из расписания",
    in_isuod: false,
    category: Category::Journal,
    unit: Unit::Share,
    formula: "места расписания, на которых есть проведённое занятие / места расписания в периоде без нерабочих дней",
    source: "расписание, занятия",
    limit: unlimited,
    clauses: &["K4"],
    missing: without_timetable,
    compute: Compute::Journal(held),
};

fn without_timetable(archive: &Archive) -> Option<&'static str> {
    archive.timetable.is_empty().then_some("нет расписания (timetable)")
}

/// The places of a journal in the timetable in the stretch: day and slot. A day of the week has none on
/// holidays, a date has.
fn places(study: &Study<'_>) -> BTreeSet<(NaiveDate, u32)> {
    let archive = study.facts.archive;
    let settings = &archive.settings;
    let first = study.stretch.first_day(settings, study.terms);
    let last = study.stretch.last_day(settings, study.terms);
    let inside = |day: &NaiveDate| study.stretch.contains(settings, study.terms, *day);
    let is_holiday = |day: &NaiveDate| settings.holidays.iter().any(|holiday| holiday.0 == *day);
    let mut places = BTreeSet::new();
    for row in study.facts.ledger.timetable(study.journal).iter().map(|row| &archive.timetable[*row]) {
        match (row.date, row.weekday) {
            (Some(date), _) => places.extend(inside(&date).then_some((date, row.slot))),
            (None, Some(weekday)) => {
                let span = Span { from: row.from, until: row.until };
                let days = first.iter_days().take_while(|day| *day <= last);
                let own = days
                    .filter(|day| day.weekday().number_from_monday() == weekday && span.contains(*day))
                    .filter(|day| inside(day) && !is_holiday(day));
                places.extend(own.map(|day| (day, row.slot)));
            }
            (None, None) => {}
        }
    }
    places
}

fn filled(study: &Study<'_>) -> Option<Tally> {
    let archive = study.facts.archive;
    let places = places(study);
    let lessons = study.lessons.iter().map(|lesson| &archive.lessons[*lesson]);
    Some(Tally::counted(lessons.map(|row| row.slot.map(|slot| places.contains(&(row.date, slot))))))
}

fn held(study: &Study<'_>) -> Option<Tally> {
    let archive = study.facts.archive;
    let held = study.held().map(|lesson| &archive.lessons[lesson]);
    let held: BTreeSet<(NaiveDate, u32)> = held.filter_map(|row| Some((row.date, row.slot?))).collect();
    Some(Tally::counted(places(study).iter().map(|place| Some(held.contains(place)))))
}
