//! The rules: one function, one file and one code each (contract §2).
//!
//! A rule looks at what was read and tells; it changes nothing. A new rule is a new file and a
//! line in [`RULES`].

mod belonging;
mod duplicate_mark;
mod lesson_dates;
mod study_end;
mod timetable_day;

use crate::diagnostics::{Code, Diagnostic, Report};
use crate::model::{Archive, Belonging, Row};

/// What a rule looks at.
pub struct Facts<'a> {
    /// What was read.
    pub archive: &'a Archive,
    /// Who belonged where.
    pub belonging: &'a Belonging,
}

type Rule = fn(&Facts<'_>, &mut Report);

const RULES: &[Rule] =
    &[lesson_dates::check, belonging::check, duplicate_mark::check, study_end::check, timetable_day::check];

/// Applies every rule.
pub fn check(archive: &Archive, belonging: &Belonging) -> Report {
    let facts = Facts { archive, belonging };
    let mut report = Report::default();
    for rule in RULES {
        rule(&facts, &mut report);
    }
    report
}

/// A diagnostic about a column of a row.
fn about<T: Row>(
    archive: &Archive,
    row: &T,
    code: Code,
    column: &'static str,
    message: String,
) -> Diagnostic {
    let index = T::column(column);
    let value = index.map(|index| row.cell(index, archive)).unwrap_or_default();
    let mut diagnostic = Diagnostic::at(code, &archive.sources, row.place(), index, message)
        .column(column)
        .record(T::NAME, row.record(archive));
    if let Some(index) = index {
        diagnostic = diagnostic.heading(T::COLUMNS[index].title());
    }
    if value.is_empty() { diagnostic } else { diagnostic.value(&value) }
}
