//! The organisation's rules on keeping the journal (contract §1, `rules` and `bells`), with their
//! defaults. What they are for is told where they are applied.

use super::mark::fold;
use super::vocabulary::LessonKind;
use chrono::NaiveTime;
use serde::Deserialize;
use serde::de::{Deserializer, Error, Visitor};
use std::collections::BTreeMap;
use std::fmt;

/// Until when marks and attendance may be entered and changed (период редактирования).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum EditWindow {
    /// Until the end of the year.
    Never,
    /// So many days after the lesson.
    Days(u32),
    /// A calendar month after the lesson.
    Month,
}

/// Until when a mark must be entered.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum MarkDeadline {
    /// The lesson's day, until this time.
    SameDay(NaiveTime),
    /// So many days after the lesson.
    Days(u32),
}

/// When a student fails systemically (системная неуспеваемость).
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct SystemicFailing {
    /// The mean is below this.
    pub mean_below: f64,
    /// In at least so many journals.
    pub journals: u32,
    /// Of at least so many marks.
    pub min_marks: u32,
}

impl Default for SystemicFailing {
    fn default() -> Self {
        SystemicFailing { mean_below: 2.5, journals: 2, min_marks: 3 }
    }
}

/// When a student is absent systemically (системная непосещаемость).
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct SystemicAbsence {
    /// At least this share of the lessons, 0–1.
    pub share: f64,
}

impl Default for SystemicAbsence {
    fn default() -> Self {
        SystemicAbsence { share: 0.30 }
    }
}

/// All of them.
#[derive(Clone, Debug, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Rules {
    /// Until when marks and attendance may be entered and changed.
    pub edit_window: EditWindow,
    /// Until when a mark must be entered.
    pub mark_deadline: MarkDeadline,
    /// Until when a mark for a control work must be, in days after it.
    pub control_deadline_days: u32,
    /// Until when homework must be entered, in hours after the lesson's end.
    pub homework_deadline_hours: f64,
    /// Until when attendance must be, in days after the lesson.
    pub attendance_deadline_days: u32,
    /// Until when a term's mark must be, in days after the term's end.
    pub term_mark_deadline_days: u32,
    /// Until when a lesson must be, in days after its date.
    pub lesson_deadline_days: u32,
    /// Kinds of lessons for which homework is expected.
    pub homework_kinds: Vec<LessonKind>,
    /// By how many hours plan and fact may differ.
    pub hours_tolerance: f64,
    /// How many marks a student should have in a term.
    pub min_marks_per_term: u32,
    /// From which difference on a term's mark differs from the mean.
    pub final_differs: f64,
    /// When a student fails systemically.
    pub systemic_failing: SystemicFailing,
    /// When a student is absent systemically.
    pub systemic_absence: SystemicAbsence,
    /// Weights of the degree of learning (СОУ) by mark, `na` for н/а.
    pub sou: BTreeMap<String, f64>,
}

impl Default for Rules {
    fn default() -> Self {
        use LessonKind::{Lab, Lecture, Lesson, Practice, Seminar};
        let sou = [("5", 1.0), ("4", 0.64), ("3", 0.36), ("2", 0.16), ("na", 0.07)];
        Rules {
            edit_window: EditWindow::Days(14),
            mark_deadline: MarkDeadline::SameDay(NaiveTime::from_hms_opt(21, 0, 0).expect("a time of day")),
            control_deadline_days: 7,
            homework_deadline_hours: 3.0,
            attendance_deadline_days: 2,
            term_mark_deadline_days: 7,
            lesson_deadline_days: 0,
            homework_kinds: vec![Lecture, Lesson, Practice, Lab, Seminar],
            hours_tolerance: 0.0,
            min_marks_per_term: 3,
            final_differs: 1.0,
            systemic_failing: SystemicFailing::default(),
            systemic_absence: SystemicAbsence::default(),
            sou: sou.map(|(mark, weight)| (mark.to_owned(), weight)).into(),
        }
    }
}

impl Rules {
    /// What is wrong with a number that its type cannot show.
    pub fn check(&self) -> Result<(), String> {
        let amounts = [
            ("homework_deadline_hours", self.homework_deadline_hours),
            ("hours_tolerance", self.hours_tolerance),
            ("final_differs", self.final_differs),
            ("systemic_failing.mean_below", self.systemic_failing.mean_below),
        ];
        let weights = self.sou.iter().map(|(mark, weight)| (mark.as_str(), *weight));
        if let Some((name, value)) =
            amounts.into_iter().chain(weights).find(|(_, value)| !value.is_finite() || *value < 0.0)
        {
            return Err(format!("rules: {name}: «{value}» — нужно неотрицательное число"));
        }
        if !(0.0..=1.0).contains(&self.systemic_absence.share) {
            return Err(format!(
                "rules: systemic_absence: доля «{}» — нужна от 0 до 1",
                self.systemic_absence.share
            ));
        }
        Ok(())
    }
}

/// A time of day: «08:30».
fn clock(text: &str) -> Option<NaiveTime> {
    NaiveTime::parse_from_str(text.trim(), "%H:%M").ok()
}

/// A scalar that is a number or a text.
enum Scalar {
    Number(u32),
    Text(String),
}

impl<'de> Deserialize<'de> for Scalar {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Either;
        impl Visitor<'_> for Either {
            type Value = Scalar;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("число или слово")
            }

            fn visit_u64<E: Error>(self, number: u64) -> Result<Scalar, E> {
                u32::try_from(number)
                    .map(Scalar::Number)
                    .map_err(|_| E::custom(format!("«{number}» — слишком много")))
            }

            fn visit_i64<E: Error>(self, number: i64) -> Result<Scalar, E> {
                u32::try_from(number)
                    .map(Scalar::Number)
                    .map_err(|_| E::custom(format!("«{number}» — не число дней")))
            }

            fn visit_str<E: Error>(self, text: &str) -> Result<Scalar, E> {
                Ok(Scalar::Text(text.to_owned()))
            }
        }
        deserializer.deserialize_any(Either)
    }
}

impl<'de> Deserialize<'de> for EditWindow {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        match Scalar::deserialize(deserializer)? {
            Scalar::Number(days) => Ok(EditWindow::Days(days)),
            Scalar::Text(text) if fold(&text) == "never" => Ok(EditWindow::Never),
            Scalar::Text(text) if fold(&text) == "month" => Ok(EditWindow::Month),
            Scalar::Text(text) => {
                Err(D::Error::custom(format!("«{text}»: нужно число дней, never или month")))
            }
        }
    }
}

impl<'de> Deserialize<'de> for MarkDeadline {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = match Scalar::deserialize(deserializer)? {
            Scalar::Number(days) => return Ok(MarkDeadline::Days(days)),
            Scalar::Text(text) => text,
        };
        let words: Vec<&str> = text.split_whitespace().collect();
        let parsed = match words[..] {
            ["same-day", time] => clock(time).map(MarkDeadline::SameDay),
            [days, "day" | "days"] => days.parse().ok().map(MarkDeadline::Days),
            _ => None,
        };
        parsed.ok_or_else(|| D::Error::custom(format!("«{text}»: нужно same-day 21:00 или 3 days")))
    }
}

impl<'de> Deserialize<'de> for LessonKind {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        let folded = fold(&text);
        let known = LessonKind::ALL.iter().find(|kind| kind.word() == folded || fold(kind.label()) == folded);
        known.copied().ok_or_else(|| {
            let words: Vec<&str> = LessonKind::ALL.iter().map(|kind| kind.word()).collect();
            D::Error::custom(format!("«{text}» — не вид занятия; возможны: {}", words.join(", ")))
        })
    }
}

/// When a lesson begins and ends (звонки).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Bell {
    /// Its beginning.
    pub start: NaiveTime,
    /// Its end, later.
    pub end: NaiveTime,
}

/// «08:30–10:00».
impl fmt::Display for Bell {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}–{}", self.start.format("%H:%M"), self.end.format("%H:%M"))
    }
}

impl<'de> Deserialize<'de> for Bell {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        let times = text.split_once(['-', '–']).and_then(|(start, end)| Some((clock(start)?, clock(end)?)));
        match times {
            Some((start, end)) if start < end => Ok(Bell { start, end }),
            _ => Err(D::Error::custom(format!("«{text}»: нужны начало и конец занятия вида 08:30-10:00"))),
        }
    }
}
