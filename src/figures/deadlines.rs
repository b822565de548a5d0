//! Until when what must be entered (contract §1, `rules`). Days are calendar days by date.

use crate::model::rules::{EditWindow, MarkDeadline};
use crate::model::{Lesson, LessonKind, Settings};
use chrono::{Days, Duration, Months, NaiveDate, NaiveDateTime};

/// A day so many days later; the last day of the calendar where it has none.
fn later(day: NaiveDate, days: u32) -> NaiveDate {
    day.checked_add_days(Days::new(days.into())).unwrap_or(NaiveDate::MAX)
}

/// Whether a mark for a lesson is late (`rules.mark_deadline`; for a control work
/// `control_deadline_days`).
pub fn is_late_mark(settings: &Settings, lesson: &Lesson, entered: NaiveDateTime) -> bool {
    let rules = &settings.rules;
    match rules.mark_deadline {
        _ if lesson.kind() == LessonKind::Control => {
            entered.date() > later(lesson.date, rules.control_deadline_days)
        }
        MarkDeadline::SameDay(time) => entered > lesson.date.and_time(time),
        MarkDeadline::Days(days) => entered.date() > later(lesson.date, days),
    }
}

/// Whether attendance of a lesson is late (`rules.attendance_deadline_days`).
pub fn is_late_attendance(settings: &Settings, lesson: &Lesson, entered: NaiveDateTime) -> bool {
    entered.date() > later(lesson.date, settings.rules.attendance_deadline_days)
}

/// Whether a lesson itself is late (`rules.lesson_deadline_days`).
pub fn is_late_lesson(settings: &Settings, lesson: &Lesson, entered: NaiveDateTime) -> bool {
    entered.date() > later(lesson.date, settings.rules.lesson_deadline_days)
}

/// Whether the mark of a term that ends on a day is late (`rules.term_mark_deadline_days`).
pub fn is_late_term_mark(settings: &Settings, end: NaiveDate, entered: NaiveDateTime) -> bool {
    entered.date() > later(end, settings.rules.term_mark_deadline_days)
}

/// Until when the homework of a lesson must be entered: `rules.homework_deadline_hours` after its end.
/// `None` where nobody knows when it ends: without a slot, or without a bell of it.
pub fn homework_deadline(settings: &Settings, lesson: &Lesson) -> Option<NaiveDateTime> {
    let bell = settings.bells.get(&lesson.slot?)?;
    let seconds = (settings.rules.homework_deadline_hours * 3600.0).round();
    let hours = Duration::try_seconds(seconds as i64)?;
    lesson.date.and_time(bell.end).checked_add_signed(hours)
}

/// The last day on which marks and attendance of a day may be entered and changed
/// (`rules.edit_window`): `never` is the end of the year, `month` a calendar month.
pub fn window_end(settings: &Settings, day: NaiveDate) -> NaiveDate {
    match settings.rules.edit_window {
        EditWindow::Never => settings.year_end(),
        EditWindow::Days(days) => later(day, days),
        EditWindow::Month => day.checked_add_months(Months::new(1)).unwrap_or(NaiveDate::MAX),
    }
}

/// How many working days there are after a day and up to another: Monday to Friday without the
/// holidays of the settings.
pub fn working_days(settings: &Settings, after: NaiveDate, until: NaiveDate) -> usize {
    use chrono::Datelike as _;
    let is_holiday = |day: &NaiveDate| settings.holidays.iter().any(|holiday| holiday.0 == *day);
    let days = after.iter_days().skip(1).take_while(|day| *day <= until);
    days.filter(|day| day.weekday().number_from_monday() <= 5 && !is_holiday(day)).count()
}
