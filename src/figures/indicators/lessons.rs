//! The lessons of the journal: held, planned, and entered in the week in which they were.

use super::{Category, Compute, Indicator, Study, Tally, Unit, unlimited, whole};
use crate::figures::homework;
use crate::model::LessonStatus;
use chrono::{Days, NaiveDate, NaiveDateTime, Weekday};
use std::collections::BTreeMap;

/// Фактическое проведение уроков.
pub(super) const HELD: Indicator = Indicator {
    id: "lessons-held",
    title: "Фактическое проведение уроков",
    in_isuod: true,
    category: Category::Journal,
    unit: Unit::Share,
    formula: "проведённые занятия / проведённые и отменённые; перенесённое стоит на новом дне",
    source: "занятия",
    limit: unlimited,
    clauses: &["P4.6", "K4"],
    missing: whole,
    compute: Compute::Journal(held),
};

/// Планирование уроков: темы и ДЗ.
pub(super) const PLANNING: Indicator = Indicator {
    id: "planning",
    title: "Планирование уроков: темы и ДЗ",
    in_isuod: true,
    category: Category::Journal,
    unit: Unit::Share,
    formula: "проведённые занятия с темой и, где оно положено, с заданием / проведённые занятия",
    source: "занятия, задания",
    limit: unlimited,
    clauses: &["P4.6", "P1.9", "P1.10"],
    missing: whole,
    compute: Compute::Journal(planning),
};

/// Работа с электронным журналом.
pub(super) const WORK: Indicator = Indicator {
    id: "journal-work",
    title: "Работа с электронным журналом",
    in_isuod: true,
    category: Category::Journal,
    unit: Unit::Share,
    formula: "недели, в которые о занятиях недели внесена хоть одна запись до её конца / недели с занятиями, время записей о которых известно",
    source: "время внесения занятий, заданий, отметок, посещаемости",
    limit: unlimited,
    clauses: &["P4.6", "F2.5.3", "S3.7"],
    missing: whole,
    compute: Compute::Journal(work),
};

fn held(study: &Study<'_>) -> Option<Tally> {
    let status = |lesson: &_| study.facts.archive.lessons[*lesson].status;
    let due = study.lessons.iter().map(status).filter(|status| *status != Some(LessonStatus::Moved));
    Some(Tally::counted(due.map(|status| Some(status != Some(LessonStatus::Cancelled)))))
}

fn planning(study: &Study<'_>) -> Option<Tally> {
    let facts = study.facts;
    let is_planned = |lesson| {
        let has_homework = !homework::is_expected(facts, lesson) || homework::is_given(facts, lesson);
        facts.archive.lessons[lesson].topic.is_some() && has_homework
    };
    Some(Tally::counted(study.held().map(|lesson| Some(is_planned(lesson)))))
}

/// A lesson's week begins on Monday and ends on Sunday.
fn work(study: &Study<'_>) -> Option<Tally> {
    let (archive, ledger) = (study.facts.archive, study.facts.ledger);
    let mut earliest: BTreeMap<NaiveDate, Option<NaiveDateTime>> = BTreeMap::new();
    for lesson in study.held() {
        let row = &archive.lessons[lesson];
        let marks = ledger.marks(lesson).iter().filter_map(|mark| archive.marks[*mark].entered_at);
        let entries =
            ledger.attendance(lesson).iter().filter_map(|entry| archive.attendance[*entry].entered_at);
        let own = [row.entered_at, row.homework_at].into_iter().flatten();
        let week = earliest.entry(row.date.week(Weekday::Mon).first_day()).or_default();
        *week = own.chain(marks).chain(entries).chain(*week).min();
    }
    let in_week = |(monday, entered): (NaiveDate, Option<NaiveDateTime>)| {
        entered.map(|entered| entered.date() <= monday + Days::new(6))
    };
    Some(Tally::counted(earliest.into_iter().map(in_week)))
}
