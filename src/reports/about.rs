//! What a finding is about, as far as its record says.

use crate::diagnostics::Diagnostic;
use crate::figures::{Selection, Stretch};
use crate::model::table::{Found, Ref};
use crate::model::{Archive, Journal, Lesson, Student, Table};
use crate::words;
use chrono::{Months, NaiveDate};

/// The rows that a finding's record names.
#[derive(Clone, Copy, Default)]
pub(super) struct About<'a> {
    pub(super) journal: Option<Ref<Journal>>,
    pub(super) lesson: Option<Ref<Lesson>>,
    pub(super) student: Option<Ref<Student>>,
    /// The id of a term.
    pub(super) term: Option<&'a str>,
}

impl<'a> About<'a> {
    pub(super) fn of(archive: &Archive, finding: &'a Diagnostic) -> About<'a> {
        let record = finding.record.as_deref().unwrap_or_default();
        match finding.table {
            Some("lessons" | "marks" | "attendance") => {
                let Some((lesson, rest)) = first(&archive.lessons, record) else { return About::default() };
                let student = first(&archive.students, rest).map(|(student, _)| student);
                let journal = Some(archive.lessons[lesson].journal);
                About { journal, lesson: Some(lesson), student, term: None }
            }
            Some("journals" | "results") => {
                let Some((journal, rest)) = first(&archive.journals, record) else { return About::default() };
                let student = first(&archive.students, rest).filter(|_| finding.table == Some("results"));
                let term = student.map_or(rest, |(_, rest)| rest);
                let student = student.map(|(student, _)| student);
                About {
                    journal: Some(journal),
                    lesson: None,
                    student,
                    term: Some(term).filter(|term| !term.is_empty()),
                }
            }
            _ => About::default(),
        }
    }

    /// Whether a selection covers it. What is about a whole journal is covered by the year alone; what is
    /// about no journal, by the whole organisation; a month without a check by every stretch that it
    /// touches.
    pub(super) fn is_covered(&self, archive: &Archive, selection: Selection, finding: &Diagnostic) -> bool {
        let settings = &archive.settings;
        let in_group = match self.journal {
            Some(journal) => selection.has(archive, journal),
            None => selection.group.is_none(),
        };
        let Some(stretch) = selection.stretch.filter(|stretch| *stretch != Stretch::Year) else {
            return in_group;
        };
        let month =
            || NaiveDate::parse_from_str(&format!("{}-01", finding.record.as_deref()?), "%Y-%m-%d").ok();
        let inside = match (self.lesson, self.term) {
            (Some(lesson), _) => selection.covers(settings, archive.lessons[lesson].date),
            (None, Some(term)) => stretch.id(settings) == term,
            (None, None) => month().is_some_and(|first| {
                let next = first.checked_add_months(Months::new(1)).and_then(|next| next.pred_opt());
                stretch.overlaps(settings, &[], first, next.unwrap_or(first))
            }),
        };
        in_group && inside
    }

    /// Where in its journal: «05.12.2024 Иванов И. И.», «Иванов И. И., 1 семестр».
    pub(super) fn place(&self, archive: &Archive) -> String {
        let day = self.lesson.map(|lesson| words::date(archive.lessons[lesson].date));
        let student = self.student.map(|student| archive.students[student].short_name());
        let title = |id: &str| {
            archive.settings.terms.iter().find(|term| term.id == id).map(|term| term.title.clone())
        };
        let term = self.term.and_then(title);
        [day, student, term].into_iter().flatten().collect::<Vec<_>>().join(" ")
    }
}

/// The row whose id a record begins with, and the rest of the record. An id may hold the sign that
/// parts ids: the shortest beginning that is one is meant.
fn first<'r, T>(table: &Table<T>, record: &'r str) -> Option<(Ref<T>, &'r str)> {
    let ends = record.char_indices().filter(|(_, c)| *c == '/').map(|(at, _)| at).chain([record.len()]);
    ends.into_iter().find_map(|end| match table.find(&record[..end]) {
        Found::Row(row) => Some((row, record.get(end + 1..).unwrap_or_default())),
        _ => None,
    })
}
