//! A journal against its curriculum and its thematic plan: hours, topics, control, practical and
//! laboratory works, planned and held (D11; K4, N7.3).

use super::Facts;
use crate::model::settings::TermId;
use crate::model::table::Ref;
use crate::model::{Journal, Lesson, LessonKind, PlanItem, Staff};
use chrono::{Datelike, NaiveDate};
use std::collections::BTreeMap;

/// A sum of hours, 0 of nothing, where Rust's own is -0.
fn sum(hours: impl Iterator<Item = f64>) -> f64 {
    hours.fold(0.0, |sum, hours| sum + hours)
}

/// A sum of hours; `None` of nothing.
fn known(hours: impl Iterator<Item = f64>) -> Option<f64> {
    hours.reduce(|sum, hours| sum + hours)
}

fn plan<'a>(
    facts: &'a Facts<'_>,
    journal: Ref<Journal>,
    term: Option<TermId>,
) -> impl Iterator<Item = &'a PlanItem> {
    let plan = facts.ledger.plan(journal).iter().map(|item| &facts.archive.plan[*item]);
    plan.filter(move |item| term.is_none() || item.term == term)
}

fn lessons<'a>(
    facts: &'a Facts<'_>,
    journal: Ref<Journal>,
    term: Option<TermId>,
) -> impl Iterator<Item = &'a Lesson> {
    let settings = &facts.archive.settings;
    let lessons = facts.ledger.lessons(journal).iter().map(|lesson| &facts.archive.lessons[*lesson]);
    let inside = move |lesson: &&Lesson| term.is_none_or(|term| settings.term(term).contains(lesson.date));
    lessons.filter(|lesson| lesson.is_held()).filter(inside)
}

/// Academic hours that a journal should have: `planned_hours`, else the sum of the thematic plan; `None`
/// where neither says.
pub fn planned(facts: &Facts<'_>, journal: Ref<Journal>) -> Option<f64> {
    facts.archive.journals[journal].planned_hours.or_else(|| by_plan(facts, journal, None))
}

/// Academic hours that people are told of: of a term the curriculum's, else the thematic plan's; of the year
/// `planned_hours` before both. `None` where none of them says.
pub fn told(facts: &Facts<'_>, journal: Ref<Journal>, term: Option<TermId>) -> Option<f64> {
    let own = facts.archive.journals[journal].planned_hours.filter(|_| term.is_none());
    own.or_else(|| by_curriculum(facts, journal, term)).or_else(|| by_plan(facts, journal, term))
}

/// Academic hours of the curriculum: of a term, or of all; `None` where it has none.
pub fn by_curriculum(facts: &Facts<'_>, journal: Ref<Journal>, term: Option<TermId>) -> Option<f64> {
    let rows = facts.ledger.curriculum(journal).iter().map(|row| &facts.archive.curriculum[*row]);
    known(rows.filter(|row| term.is_none_or(|term| row.term == term)).map(|row| row.hours))
}

/// Academic hours of the thematic plan: of a term, or of all; `None` where it has none.
pub fn by_plan(facts: &Facts<'_>, journal: Ref<Journal>, term: Option<TermId>) -> Option<f64> {
    known(plan(facts, journal, term).filter_map(|item| item.hours))
}

/// Academic hours of the lessons held: in a term, or in all.
pub fn held(facts: &Facts<'_>, journal: Ref<Journal>, term: Option<TermId>) -> f64 {
    sum(lessons(facts, journal, term).map(|lesson| lesson.hours))
}

/// A month of a year.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Month {
    year: i32,
    month: u32,
}

impl Month {
    /// The month of a day.
    pub fn of(day: NaiveDate) -> Month {
        Month { year: day.year(), month: day.month() }
    }

    /// Its first day.
    pub fn first_day(self) -> NaiveDate {
        NaiveDate::from_ymd_opt(self.year, self.month, 1).expect("a month has a first day")
    }
}

/// Academic hours of the lessons held, of whoever held them and by month.
pub fn by_teacher_and_month(
    facts: &Facts<'_>,
    journal: Ref<Journal>,
) -> BTreeMap<Ref<Staff>, BTreeMap<Month, f64>> {
    let mut given: BTreeMap<Ref<Staff>, BTreeMap<Month, f64>> = BTreeMap::new();
    for lesson in lessons(facts, journal, None) {
        let staff = facts.ledger.held_by(facts.archive, lesson);
        *given.entry(staff).or_default().entry(Month::of(lesson.date)).or_default() += lesson.hours;
    }
    given
}

/// Academic hours of the lessons held, of whoever held them and by the journal's term; what lies between
/// terms has none.
pub fn by_teacher_and_term(
    facts: &Facts<'_>,
    journal: Ref<Journal>,
) -> BTreeMap<Ref<Staff>, Vec<(Option<TermId>, f64)>> {
    let settings = &facts.archive.settings;
    let terms = facts.archive.journal_terms(journal);
    let mut given: BTreeMap<Ref<Staff>, Vec<(Option<TermId>, f64)>> = BTreeMap::new();
    for lesson in lessons(facts, journal, None) {
        let term = terms.iter().copied().find(|term| settings.term(*term).contains(lesson.date));
        let by_term = given.entry(facts.ledger.held_by(facts.archive, lesson)).or_default();
        match by_term.iter_mut().find(|(own, _)| *own == term) {
            Some((_, hours)) => *hours += lesson.hours,
            None => by_term.push((term, lesson.hours)),
        }
    }
    given
}

/// How many works of a kind the thematic plan has: in a term, or in all.
pub fn planned_works(
    facts: &Facts<'_>,
    journal: Ref<Journal>,
    kind: LessonKind,
    term: Option<TermId>,
) -> usize {
    plan(facts, journal, term).filter(|item| item.kind == Some(kind)).count()
}

/// How many works of a kind were held: in a term, or in all.
pub fn held_works(facts: &Facts<'_>, journal: Ref<Journal>, kind: LessonKind, term: Option<TermId>) -> usize {
    lessons(facts, journal, term).filter(|lesson| lesson.kind() == kind).count()
}

/// A topic of the thematic plan.
#[derive(Clone, Debug, PartialEq)]
pub struct Topic {
    /// Its number.
    pub number: String,
    /// What it is called.
    pub topic: String,
    /// Its academic hours in the plan; `None` where they are not told.
    pub planned: Option<f64>,
    /// Academic hours of the lessons held under its number.
    pub given: f64,
}

impl Topic {
    /// Whether as many hours were given as planned; of a topic without hours, whether it was given.
    pub fn is_given(&self) -> bool {
        self.planned.map_or(self.given > 0.0, |planned| (self.given - planned).abs() < ROUNDING)
    }
}

/// Hours are sums of halves and quarters: what is lost in adding them is far below this.
const ROUNDING: f64 = 1e-6;

/// The topics of a journal's plan in its order, those of a term or all; a number that stands twice is one
/// topic. `None` where no lesson names a number of the plan: nobody knows then what was given.
pub fn topics(facts: &Facts<'_>, journal: Ref<Journal>, term: Option<TermId>) -> Option<Vec<Topic>> {
    let mut given: BTreeMap<&str, f64> = BTreeMap::new();
    for lesson in lessons(facts, journal, None) {
        if let Some(number) = &lesson.plan_number {
            *given.entry(number).or_default() += lesson.hours;
        }
    }
    if given.is_empty() {
        return None;
    }
    let mut topics: Vec<Topic> = Vec::new();
    let mut places: BTreeMap<&str, usize> = BTreeMap::new();
    for item in plan(facts, journal, term) {
        match places.get(&*item.number) {
            Some(place) => {
                let planned: &mut Option<f64> = &mut topics[*place].planned;
                *planned = known(planned.iter().copied().chain(item.hours));
            }
            None => {
                places.insert(&item.number, topics.len());
                let given = given.get(&*item.number).copied().unwrap_or(0.0);
                topics.push(Topic {
                    number: item.number.to_string(),
                    topic: item.topic.to_string(),
                    planned: item.hours,
                    given,
                });
            }
        }
    }
    Some(topics)
}
