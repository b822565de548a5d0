//! A journal's lessons and hours, line by line.

use super::append;
use crate::figures::{Facts, hours};
use crate::model::table::Ref;
use crate::model::{Journal, Lesson, Span, Staff};
use crate::words;
use chrono::NaiveDate;
use serde::Serialize;

/// A line of the list of lessons.
#[derive(Debug, Serialize)]
pub struct LessonLine {
    /// The day.
    #[serde(skip)]
    pub day: NaiveDate,
    /// From 1; `None` for a lesson that was not held.
    pub number: Option<usize>,
    /// «02.09.2024».
    pub date: String,
    /// Number of the lesson or pair in the day.
    pub slot: Option<u32>,
    /// Academic hours.
    pub hours: f64,
    /// «лекция».
    pub kind: &'static str,
    /// Topic.
    pub topic: String,
    /// Homework.
    pub homework: String,
    /// «09.09.2024».
    pub homework_due: Option<String>,
    /// «Фамилия И. О.: доклад (к 09.09.2024)»: individual homework.
    pub individual: String,
    /// Who held it, «Фамилия И. О.».
    pub teacher: String,
    /// «замена: Фамилия И. О., болезнь преподавателя, № 12-р», where somebody was substituted.
    pub substitution: Option<String>,
    /// «отменено: карантин», for a lesson that was not held.
    pub not_held: Option<String>,
    /// «перенос со среды, № 9»: what else is said of a lesson that was held by its own teacher.
    pub note: Option<String>,
}

/// Hours of a term or of the whole journal.
#[derive(Debug, Serialize)]
pub struct HoursLine {
    /// «1 семестр», «Всего за год».
    pub title: String,
    /// The term's first and last day; `None` of the whole journal.
    #[serde(skip)]
    pub days: Option<(NaiveDate, NaiveDate)>,
    /// By the curriculum, else by the thematic plan; `None` where neither says.
    pub planned: Option<f64>,
    /// Of lessons held.
    pub held: f64,
    /// «Фамилия И. О.» of those whose journal it was then, who sign the line.
    #[serde(skip)]
    pub teachers: Vec<String>,
    /// Whether `held` reaches `planned`; `None` where there is no plan.
    pub done: Option<bool>,
}

/// Every lesson of a journal; those held are numbered.
pub(super) fn lesson_lines(facts: &Facts<'_>, lessons: &[Ref<Lesson>]) -> Vec<LessonLine> {
    let mut number = 0;
    let line = |lesson: &Ref<Lesson>| {
        let is_held = facts.archive.lessons[*lesson].is_held();
        number += usize::from(is_held);
        LessonLine { number: is_held.then_some(number), ..lesson_line(facts, *lesson) }
    };
    lessons.iter().map(line).collect()
}

/// A lesson by itself, without its number.
pub fn lesson_line(facts: &Facts<'_>, lesson: Ref<Lesson>) -> LessonLine {
    let archive = facts.archive;
    let row = &archive.lessons[lesson];
    let name = |staff: Ref<Staff>| archive.staff[staff].short_name();
    let text = |text: &Option<crate::model::cell::Text>| text.as_ref().map(ToString::to_string);
    let why: Vec<String> = [text(&row.reason), text(&row.order)].into_iter().flatten().collect();
    let because = |head: String| why.iter().fold(head, |line, part| format!("{line}, {part}"));
    let status = row.status.filter(|_| !row.is_held()).map(|status| because(status.label().to_owned()));
    LessonLine {
        number: None,
        day: row.date,
        date: words::date(row.date),
        slot: row.slot,
        hours: row.hours,
        kind: row.kind().label(),
        topic: text(&row.topic).unwrap_or_default(),
        homework: text(&row.homework).unwrap_or_default(),
        homework_due: row.homework_due.map(words::date),
        individual: individual_homework(facts, lesson),
        teacher: name(facts.ledger.held_by(archive, row)),
        substitution: row.substitutes.map(|staff| because(format!("замена: {}", name(staff)))),
        note: (row.is_held() && row.substitutes.is_none() && !why.is_empty()).then(|| why.join(", ")),
        not_held: status,
    }
}

/// «Фамилия И. О.: доклад (к 09.09.2024); …».
fn individual_homework(facts: &Facts<'_>, lesson: Ref<Lesson>) -> String {
    let archive = facts.archive;
    let mut tasks = String::new();
    for individual in facts.ledger.homework(lesson).iter().map(|task| &archive.homework[*task]) {
        let whose = individual.student.map(|student| format!("{}: ", archive.students[student].short_name()));
        let due = individual.due.map(|due| format!(" (к\u{a0}{})", words::date(due)));
        let (whose, due) = (whose.unwrap_or_default(), due.unwrap_or_default());
        append(&mut tasks, &format!("{whose}{}{due}", individual.text), "; ");
    }
    tasks
}

/// A lesson's homework, of all and of single students, each with its due day; nobody is named: it is shown
/// where lessons of many journals stand side by side.
pub fn all_homework<'a>(facts: &Facts<'a>, lesson: Ref<Lesson>) -> Vec<(&'a str, Option<NaiveDate>)> {
    let archive = facts.archive;
    let row = &archive.lessons[lesson];
    let common = row.homework.as_deref().map(|text| (text, row.homework_due));
    let tasks = facts.ledger.homework(lesson).iter().map(|task| &archive.homework[*task]);
    common.into_iter().chain(tasks.map(|task| (&*task.text, task.due))).collect()
}

/// Planned hours of a term: the curriculum's, else the thematic plan's of that term. Of the whole
/// journal: `planned_hours`, else the sum of the curriculum, else the sum of the plan.
pub(super) fn hours_lines(facts: &Facts<'_>, journal: Ref<Journal>) -> Vec<HoursLine> {
    let archive = facts.archive;
    let line = |title: String, days: Option<(NaiveDate, NaiveDate)>, planned: Option<f64>, held: f64| {
        let teachers = signing(facts, journal, days);
        HoursLine {
            title,
            days,
            planned,
            held,
            teachers,
            done: planned.map(|planned| held + ROUNDING >= planned),
        }
    };
    let of_term = |term| {
        let row = archive.settings.term(term);
        line(
            row.title.clone(),
            Some((row.start.0, row.end.0)),
            hours::told(facts, journal, Some(term)),
            hours::held(facts, journal, Some(term)),
        )
    };
    let mut lines: Vec<HoursLine> = archive.journal_terms(journal).into_iter().map(of_term).collect();
    let all = hours::told(facts, journal, None);
    lines.push(line("Всего за год".to_owned(), None, all, hours::held(facts, journal, None)));
    lines
}

/// Whose journal it was in a term, or in the year: by the days of `teachers`; the journal's own teacher where
/// a lesson then lies on a day of nobody else's.
fn signing(facts: &Facts<'_>, journal: Ref<Journal>, days: Option<(NaiveDate, NaiveDate)>) -> Vec<String> {
    let archive = facts.archive;
    let teaching = facts.ledger.teaching(archive, journal);
    let is_then = |day: NaiveDate| days.is_none_or(|(first, last)| first <= day && day <= last);
    let own = archive.journals[journal].teacher;
    let has_own_lesson = || {
        let mut lessons = facts.ledger.lessons(journal).iter().map(|lesson| archive.lessons[*lesson].date);
        lessons.any(|day| is_then(day) && facts.ledger.teacher_on(archive, journal, day) == own)
    };
    let signs = |(_, span): &(Ref<Staff>, Option<Span>)| match span {
        None => teaching.len() == 1 || has_own_lesson(),
        Some(span) => days.is_none_or(|(first, last)| {
            span.from.is_none_or(|from| from <= last) && span.until.is_none_or(|until| first <= until)
        }),
    };
    let mut names: Vec<String> = Vec::new();
    for (staff, _) in teaching.iter().filter(|one| signs(one)) {
        let name = archive.staff[*staff].short_name();
        if !names.contains(&name) {
            names.push(name);
        }
    }
    if names.is_empty() {
        names.push(archive.staff[own].short_name());
    }
    names
}

/// Hours are sums of halves and quarters: what is lost in adding them is far below this.
const ROUNDING: f64 = 1e-6;
