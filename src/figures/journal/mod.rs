//! A journal as people read it: who, when, what mark ([`grid`]); what for ([`works`]); which lessons and how
//! many hours ([`lessons`]).

mod grid;
mod lessons;
mod works;

use super::Facts;
use crate::model::table::Ref;
use crate::model::{Component, Family, FinalForm, Journal, Lesson, Span, Staff};
use serde::Serialize;

pub use grid::{GridCell, GridColumn, GridRow};
pub use lessons::{HoursLine, LessonLine, all_homework, lesson_line};
pub use works::{Outcome, OutcomeResult, WorkKind};

pub(super) use grid::part_of_year;

/// A journal with everything that a page or a printed section of it shows.
#[derive(Debug, Serialize)]
pub struct JournalFigures {
    /// Id.
    pub id: String,
    /// The group's id.
    pub group_id: String,
    /// The group's name.
    pub group: String,
    /// «ОП.03 Информатика (подгруппа 1)».
    pub title: String,
    /// «ПМ.01 …», where the journal belongs to a professional module.
    pub module: Option<String>,
    /// What part of the curriculum it is.
    pub component: Option<String>,
    /// Whether people need to be told: it is not a discipline like any other.
    #[serde(skip)]
    pub shows_component: bool,
    /// Form of attestation; `None` where it is not attested or ends without one.
    pub final_form: Option<String>,
    /// Whether it is attested.
    pub attested: bool,
    /// Teachers in the order of their time.
    pub teachers: Vec<Teacher>,
    /// The grid's columns: lessons in the order of days, those held and those that have entries all the same;
    /// results after the term that they sum up.
    pub columns: Vec<GridColumn>,
    /// The grid's rows: everybody who ever belonged to it, by name.
    pub rows: Vec<GridRow>,
    /// Every lesson in the order of days, also cancelled and moved ones.
    pub lessons: Vec<LessonLine>,
    /// Hours by term, then of the whole journal.
    pub hours: Vec<HoursLine>,
    /// How many lessons were held.
    pub lessons_held: usize,
    /// How many marks were given.
    pub marks: usize,
    /// Kinds of work, the most frequent first.
    pub works: Vec<WorkKind>,
    /// Course works and examinations that there are results of.
    pub outcomes: Vec<Outcome>,
}

/// A journal of a group with its figures and what proves them.
#[derive(Debug)]
pub struct JournalPart {
    /// The journal.
    pub journal: Ref<Journal>,
    /// Its figures.
    pub figures: JournalFigures,
    /// The family that it is printed with.
    pub family: Family,
    /// Its data digest.
    pub digest: String,
}

/// A teacher of the journal.
#[derive(Clone, Debug, Serialize)]
pub struct Teacher {
    /// Id.
    pub id: String,
    /// «Фамилия И. О.».
    pub name: String,
    /// «Фамилия Имя Отчество».
    pub full_name: String,
    /// «с 01.09.2024 по 28.02.2025», where several teachers share the journal.
    pub days: Option<String>,
}

impl JournalFigures {
    /// Works a journal out.
    pub fn new(facts: &Facts<'_>, journal: Ref<Journal>) -> JournalFigures {
        let archive = facts.archive;
        let row = &archive.journals[journal];
        let group = &archive.groups[row.group];
        let lessons = facts.ledger.lessons(journal);
        let held: Vec<Ref<Lesson>> =
            lessons.iter().copied().filter(|lesson| archive.lessons[*lesson].is_held()).collect();
        // A lesson that was not held and has marks or absences all the same is not passed over.
        let has_entries = |lesson: &Ref<Lesson>| {
            !facts.ledger.marks(*lesson).is_empty() || !facts.ledger.attendance(*lesson).is_empty()
        };
        let is_column = |lesson: &Ref<Lesson>| archive.lessons[*lesson].is_held() || has_entries(lesson);
        let places = (1..).zip(lessons.iter().copied());
        let shown: Vec<(usize, Ref<Lesson>)> = places.filter(|(_, lesson)| is_column(lesson)).collect();
        let columns = grid::columns(facts, journal, &shown);
        JournalFigures {
            id: row.id.to_string(),
            group_id: group.id.to_string(),
            group: group.name.to_string(),
            title: row.title(),
            module: row.module.as_ref().map(ToString::to_string),
            component: row.component.map(|component| component.label().to_owned()),
            shows_component: row.component.is_some_and(|component| component != Component::Discipline),
            final_form: row
                .final_form
                .filter(|form| row.is_attested() && *form != FinalForm::None)
                .map(|form| form.label().to_owned()),
            attested: row.is_attested(),
            teachers: teachers(facts, journal),
            rows: grid::rows(facts, journal, &columns),
            columns: columns.into_iter().map(|column| column.shown).collect(),
            lessons: lessons::lesson_lines(facts, lessons),
            hours: lessons::hours_lines(facts, journal),
            lessons_held: held.len(),
            marks: shown.iter().map(|(_, lesson)| facts.ledger.marks(*lesson).len()).sum(),
            works: works::works(facts, journal, &shown),
            outcomes: works::outcomes(facts, journal),
        }
    }
}

fn append(text: &mut String, part: &str, separator: &str) {
    if !text.is_empty() {
        text.push_str(separator);
    }
    text.push_str(part);
}

fn teachers(facts: &Facts<'_>, journal: Ref<Journal>) -> Vec<Teacher> {
    let teaching = facts.ledger.teaching(facts.archive, journal);
    let teacher = |(staff, span): (Ref<Staff>, Option<Span>)| {
        let row = &facts.archive.staff[staff];
        let days = span.and_then(|span| grid::days(span.from, span.until));
        Teacher { id: row.id.to_string(), name: row.short_name(), full_name: row.full_name(), days }
    };
    teaching.into_iter().map(teacher).collect()
}
