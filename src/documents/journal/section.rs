//! A journal's section: grid of marks, kinds of work and examinations, lessons with their hours.

use super::grid::{self, GridPage};
use super::lessons;
use super::works::{Works, works};
use crate::documents::native::CellData;
use crate::figures::journal::Teacher;
use crate::figures::{JournalFigures, JournalPart};
use crate::model::{Family, Wording};
use chrono::NaiveDate;
use serde::Serialize;

/// What the template shows. Rows stand in the cells of their tables, and nowhere twice.
#[derive(Serialize)]
pub(super) struct Section<'a> {
    pub(super) id: &'a str,
    pub(super) title: &'a str,
    pub(super) module: Option<&'a str>,
    /// The part of the curriculum, where it is more than a discipline.
    component: Option<&'a str>,
    pub(super) teachers: &'a [Teacher],
    final_form: Option<&'a str>,
    attested: bool,
    lessons_held: usize,
    marks: usize,
    /// How many students the grid has.
    students: usize,
    digest: &'a str,
    pages: Vec<GridPage>,
    lessons: Vec<Vec<CellData>>,
    works: Vec<Works>,
    /// The family that the journal is printed with.
    pub(super) family: Family,
    /// The days of its first and last lesson.
    #[serde(skip)]
    pub(super) days: Option<(NaiveDate, NaiveDate)>,
    /// Its place in the group's list.
    #[serde(skip)]
    pub(super) place: usize,
}

impl<'a> Section<'a> {
    /// The section of a journal at a place of the group's list.
    pub(super) fn new(part: &'a JournalPart, place: usize, wording: &Wording) -> Section<'a> {
        let JournalPart { figures, digest, family, .. } = part;
        let JournalFigures { lessons, .. } = figures;
        Section {
            id: &figures.id,
            title: &figures.title,
            module: figures.module.as_deref(),
            component: figures.component.as_deref().filter(|_| figures.shows_component),
            teachers: &figures.teachers,
            final_form: figures.final_form.as_deref(),
            attested: figures.attested,
            lessons_held: figures.lessons_held,
            marks: figures.marks,
            students: figures.rows.len(),
            digest,
            pages: grid::pages(figures),
            lessons: lessons::rows(figures, wording),
            works: works(figures),
            family: *family,
            days: lessons.first().zip(lessons.last()).map(|(first, last)| (first.day, last.day)),
            place,
        }
    }
}
