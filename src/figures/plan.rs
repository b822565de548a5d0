//! A journal's thematic plan and curriculum beside what was given.

use super::Facts;
use crate::model::table::Ref;
use crate::model::{Journal, Lesson, PlanItem};
use crate::words;
use serde::Serialize;
use std::collections::BTreeMap;

/// The thematic plan with the lessons that gave it.
#[derive(Debug, Default, Serialize)]
pub struct Plan {
    /// Its topics in its order.
    pub lines: Vec<PlanLine>,
    /// Numbers that lessons name and the plan does not have, in the order of days, each with those lessons.
    pub strays: Vec<(String, Vec<PlanLesson>)>,
}

/// A topic of the thematic plan (календарно-тематический план) with the lessons that gave it.
#[derive(Debug, Serialize)]
pub struct PlanLine {
    /// Its number.
    pub number: String,
    /// The section that begins with it.
    pub section: Option<String>,
    /// What it is called.
    pub topic: String,
    /// Kind of lesson.
    pub kind: Option<&'static str>,
    /// Term.
    pub term: Option<String>,
    /// Academic hours of the plan; `None` where they are not told.
    pub planned: Option<f64>,
    /// Academic hours of the lessons held under its number; `None` where no lesson of the journal names a
    /// number of the plan.
    pub given: Option<f64>,
    /// Those lessons.
    pub lessons: Vec<PlanLesson>,
}

/// A lesson that was held under a number of the plan.
#[derive(Debug, Serialize)]
pub struct PlanLesson {
    /// Its place in the journal's list, from 1.
    pub place: usize,
    /// «02.09.2024».
    pub date: String,
    #[serde(skip)]
    hours: f64,
}

/// Hours of a term by kind of work (учебный план).
#[derive(Debug, Serialize)]
pub struct CurriculumLine {
    /// «1 семестр».
    pub term: String,
    /// Kind of work.
    pub kind: String,
    /// Academic hours.
    pub hours: f64,
    /// Form of control.
    pub control: Option<String>,
}

/// The plan of a journal. Where a number stands in it several times, as where each term counts from 1, a
/// lesson counts to the topic whose term its day lies in, else to the first that has hours left.
pub fn plan(facts: &Facts<'_>, journal: Ref<Journal>) -> Plan {
    let archive = facts.archive;
    let items: Vec<&PlanItem> = facts.ledger.plan(journal).iter().map(|item| &archive.plan[*item]).collect();
    let mut by_number: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
    for (n, item) in items.iter().enumerate() {
        by_number.entry(&item.number).or_default().push(n);
    }
    let mut given: Vec<Vec<PlanLesson>> = items.iter().map(|_| Vec::new()).collect();
    let mut strays: Vec<(String, Vec<PlanLesson>)> = Vec::new();
    let mut is_known = false;
    for (n, lesson) in facts.ledger.lessons(journal).iter().enumerate() {
        let row: &Lesson = &archive.lessons[*lesson];
        let Some(number) = row.plan_number.as_deref().filter(|_| row.is_held()) else { continue };
        let lesson = PlanLesson { place: n + 1, date: words::date(row.date), hours: row.hours };
        let Some(own) = by_number.get(number) else {
            match strays.iter_mut().find(|(stray, _)| stray == number) {
                Some((_, lessons)) => lessons.push(lesson),
                None => strays.push((number.to_owned(), vec![lesson])),
            }
            continue;
        };
        is_known = true;
        let is_then = |item: &&usize| {
            items[**item].term.is_some_and(|term| archive.settings.term(term).contains(row.date))
        };
        let is_open = |item: &&usize| sum(&given[**item]) < items[**item].hours.unwrap_or(row.hours);
        let place = own.iter().find(is_then).or_else(|| own.iter().find(is_open)).or(own.last());
        if let Some(place) = place {
            given[*place].push(lesson);
        }
    }
    let mut section = None;
    let lines = items.into_iter().zip(given).map(|(item, lessons)| {
        let begins = item.section.as_ref().filter(|own| section != Some(*own));
        section = item.section.as_ref();
        PlanLine {
            number: item.number.to_string(),
            section: begins.map(ToString::to_string),
            topic: item.topic.to_string(),
            kind: item.kind.map(|kind| kind.label()),
            term: item.term.map(|term| archive.settings.term(term).title.clone()),
            planned: item.hours,
            given: is_known.then(|| sum(&lessons)),
            lessons,
        }
    });
    Plan { lines: lines.collect(), strays }
}

fn sum(lessons: &[PlanLesson]) -> f64 {
    lessons.iter().fold(0.0, |sum, lesson| sum + lesson.hours)
}

/// The curriculum's hours, in the order of terms.
pub fn curriculum(facts: &Facts<'_>, journal: Ref<Journal>) -> Vec<CurriculumLine> {
    let archive = facts.archive;
    let mut rows: Vec<_> =
        facts.ledger.curriculum(journal).iter().map(|row| &archive.curriculum[*row]).collect();
    rows.sort_by_key(|row| (archive.settings.term(row.term).start, row.term));
    let lines = rows.into_iter().map(|row| CurriculumLine {
        term: archive.settings.term(row.term).title.clone(),
        kind: row.kind.to_string(),
        hours: row.hours,
        control: row.control.as_ref().map(ToString::to_string),
    });
    lines.collect()
}
