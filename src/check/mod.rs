//! The rules: one function, one file and one or a few codes each (contract §2).
//!
//! A rule looks at what was read and tells; it changes nothing. [`RULES`] tell what is wrong with the
//! data, [`FINDINGS`] how the journal was kept. A new rule is a new file and a line in its list; each
//! code has its page in `docs/codes` and its case, a finding its clauses ([`Code::clauses`]).

mod belonging;
mod changed_after_window;
mod credentials;
mod duplicate_mark;
mod entered_after_window;
mod few_marks;
mod final_differs;
mod hours;
mod late_attendance;
mod late_entry;
mod late_homework;
mod late_lesson;
mod late_term_mark;
mod lesson_dates;
mod no_check_month;
mod no_control_work;
mod no_homework;
mod no_topic;
mod not_in_russian;
mod remark_overdue;
mod study_end;
mod substitution_unrecorded;
mod term_mark_missing;
mod timetable_day;
mod topic_off_plan;
mod transfer_unconfirmed;
mod wrong_teacher;

use crate::diagnostics::{Code, Diagnostic, Report};
pub use crate::figures::Facts;
use crate::model::settings::TermId;
use crate::model::table::Ref;
use crate::model::tables::{Lesson, ResultEntry};
use crate::model::{Archive, Journal, Row, Student};

type Rule = fn(&Facts<'_>, &mut Report);

const RULES: &[Rule] =
    &[lesson_dates::check, belonging::check, duplicate_mark::check, study_end::check, timetable_day::check];

const FINDINGS: &[Rule] = &[
    late_entry::check,
    entered_after_window::check,
    changed_after_window::check,
    late_attendance::check,
    late_homework::check,
    late_lesson::check,
    late_term_mark::check,
    no_topic::check,
    no_homework::check,
    not_in_russian::check,
    topic_off_plan::check,
    hours::check,
    no_control_work::check,
    few_marks::check,
    final_differs::check,
    term_mark_missing::check,
    substitution_unrecorded::check,
    wrong_teacher::check,
    no_check_month::check,
    remark_overdue::check,
    credentials::check,
    transfer_unconfirmed::check,
];

/// What is wrong with the data: errors and warnings.
pub fn check(facts: &Facts<'_>) -> Report {
    apply(RULES, facts)
}

/// How the journal was kept. Asked only of data without errors: a row that is not in the model would be
/// a mark that nobody gave.
pub fn findings(facts: &Facts<'_>) -> Report {
    apply(FINDINGS, facts)
}

fn apply(rules: &[Rule], facts: &Facts<'_>) -> Report {
    let mut report = Report::default();
    for rule in rules {
        rule(facts, &mut report);
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

/// A finding about a journal's term, at the journal's row.
fn about_term(
    archive: &Archive,
    journal: Ref<Journal>,
    term: TermId,
    code: Code,
    message: String,
) -> Diagnostic {
    let row = &archive.journals[journal];
    let record = format!("{}/{}", row.id, archive.settings.term(term).id);
    Diagnostic::at(code, &archive.sources, row.place(), None, message).record(Journal::NAME, record)
}

/// A finding about a student's term in a journal, at the journal's row.
fn about_student(
    archive: &Archive,
    journal: Ref<Journal>,
    student: Ref<Student>,
    term: TermId,
    code: Code,
    message: String,
) -> Diagnostic {
    let row = &archive.journals[journal];
    let (student, term) = (&archive.students[student].id, &archive.settings.term(term).id);
    let record = format!("{}/{student}/{term}", row.id);
    Diagnostic::at(code, &archive.sources, row.place(), None, message).record(ResultEntry::NAME, record)
}

/// The lessons that were held.
fn held(archive: &Archive) -> impl Iterator<Item = &Lesson> {
    archive.lessons.iter().filter(|row| row.is_held())
}
