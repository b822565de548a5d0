//! What a finding is about, as far as its record says.

use crate::diagnostics::Diagnostic;
use crate::figures::{Selection, Stretch};
use crate::model::table::{Ref, first_of_record};
use crate::model::{Archive, Journal, Lesson, Student};
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
                let Some((lesson, rest)) = first_of_record(&archive.lessons, record) else {
                    return About::default();
                };
                let student = first_of_record(&archive.students, rest).map(|(student, _)| student);
                let journal = Some(archive.lessons[lesson].journal);
                About { journal, lesson: Some(lesson), student, term: None }
            }
            Some("journals" | "results") => {
                let Some((journal, rest)) = first_of_record(&archive.journals, record) else {
                    return About::default();
                };
                let student =
                    first_of_record(&archive.students, rest).filter(|_| finding.table == Some("results"));
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

    /// When in its journal: «05.12.2024», «1 семестр»; `None` of a whole journal.
    pub(super) fn when(&self, archive: &Archive) -> Option<String> {
        let day = self.lesson.map(|lesson| words::date(archive.lessons[lesson].date));
        let titled = |id: &str| archive.settings.terms.iter().find(|term| term.id == id);
        day.or_else(|| Some(titled(self.term?)?.title.clone()))
    }
}
