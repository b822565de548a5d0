//! What stands in the cells of the sheet: marks with what they were cleared with, exemptions, and the lines of
//! a school, a term each.

use super::columns::{Column, Given, Result};
use crate::figures::Facts;
use crate::model::settings::Period;
use crate::model::table::Ref;
use crate::model::{Mark, Student};
use chrono::NaiveDate;

/// What stands where somebody is exempt and has no mark.
pub(super) const EXEMPT: &str = "осв";

/// The periods of a school's sheet: every term of its disciplines, a quarter before the half-year that ends
/// with it; the year; examinations, the course work and the final mark where somebody has one.
pub(super) fn periods(facts: &Facts<'_>, columns: &[Column], given: &Given<'_>) -> Vec<Period> {
    let settings = &facts.archive.settings;
    // An elective of another group does not bring its periods with it, where the group has some of its own.
    let has_own = columns.iter().any(|column| column.is_own);
    let of = || columns.iter().enumerate().filter(|(_, column)| column.is_own || !has_own);
    let mut terms: Vec<_> = of().flat_map(|(_, column)| column.terms.iter().copied()).collect();
    terms.sort_by_key(|term| {
        let row = settings.term(*term);
        (row.end.0, std::cmp::Reverse(row.start.0), *term)
    });
    terms.dedup();
    let mut lines: Vec<Period> = terms.into_iter().map(Period::Term).collect();
    lines.extend((!columns.is_empty()).then_some(Period::Year));
    let also = [Period::Exam, Period::ModuleExam, Period::Coursework, Period::Final];
    lines.extend(also.into_iter().filter(|period| of().any(|(n, _)| given.has(n, *period))));
    lines
}

/// A student's line of a period: a cell a column, `None` where no mark is due. `end` is the sheet's day.
pub(super) fn line(
    facts: &Facts<'_>,
    columns: &[Column],
    given: &Given<'_>,
    student: Ref<Student>,
    period: Period,
    end: NaiveDate,
) -> Vec<Option<String>> {
    let settings = &facts.archive.settings;
    let (term, end) = match period {
        Period::Term(term) => (Some(term), settings.term(term).end.0),
        _ => (None, end),
    };
    let is_regular = matches!(period, Period::Term(_) | Period::Year);
    let cell = |(n, column): (usize, &Column)| {
        let result = given.of(n, student, period);
        let mark = result.map(|result| shown(result.mark, cleared(facts, given, n, student, result)));
        let exempt = || is_regular && column.is_exempt(facts, student, period, end);
        match mark {
            Some(mark) => Some(mark),
            None if term.is_some_and(|term| !column.terms.contains(&term)) => None,
            None if !column.ever_has(facts, student) => None,
            None if !is_regular && !given.has(n, period) => None,
            None if exempt() => Some(EXEMPT.to_owned()),
            None => Some(String::new()),
        }
    };
    columns.iter().enumerate().map(cell).collect()
}

/// What a failing result was cleared with in time; `None` of one that passes or was not.
pub(super) fn cleared<'a>(
    facts: &Facts<'a>,
    given: &Given<'a>,
    column: usize,
    student: Ref<Student>,
    result: Result<'_>,
) -> Option<&'a Mark> {
    let is_failing = result.mark.is_failing(&facts.archive.settings.scale);
    is_failing.then(|| given.cleared(column, student, result))?
}

/// «2/4»: a mark, and what it was cleared with.
pub(super) fn shown(mark: &Mark, cleared: Option<&Mark>) -> String {
    match cleared {
        Some(cleared) => format!("{}/{}", mark.text, cleared.text),
        None => mark.text.to_string(),
    }
}
