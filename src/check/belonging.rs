//! `student-not-in-group`, `not-enrolled-then`: records are of students who belong to the journal.

use super::{Facts, about};
use crate::diagnostics::{Code, Diagnostic, Report};
use crate::model::table::{Ref, Row};
use crate::model::{Archive, Journal, Student, Table};
use crate::words::date;
use chrono::NaiveDate;

pub(super) fn check(facts: &Facts<'_>, report: &mut Report) {
    let archive = facts.archive;
    let year = archive.settings.academic_year;
    let mut judge = Judge { facts, report, has_lost: has_lost(archive) };
    for row in archive.marks.iter() {
        let lesson = &archive.lessons[row.lesson];
        if year.contains(lesson.date) && !archive.lessons.is_doubtful(&lesson.id) {
            judge.judge(row, lesson.journal, row.student, Some(lesson.date));
        }
    }
    for row in archive.attendance.iter() {
        let lesson = &archive.lessons[row.lesson];
        if year.contains(lesson.date) && !archive.lessons.is_doubtful(&lesson.id) {
            judge.judge(row, lesson.journal, row.student, Some(lesson.date));
        }
    }
    for row in archive.results.iter() {
        judge.judge(row, row.journal, row.student, None);
    }
}

struct Judge<'a> {
    facts: &'a Facts<'a>,
    report: &'a mut Report,
    /// Whether a row was wrong of which nobody knows whose it was.
    has_lost: bool,
}

impl Judge<'_> {
    fn judge<T: Row>(
        &mut self,
        row: &T,
        journal: Ref<Journal>,
        student: Ref<Student>,
        day: Option<NaiveDate>,
    ) {
        let spans = self.facts.belonging.spans(journal, student);
        let belongs =
            spans.is_some_and(|spans| day.is_none_or(|day| spans.iter().any(|span| span.contains(day))));
        // Hundreds of thousands of records are right: what is only for the others comes after this line.
        if belongs || self.has_lost || is_unsure(self.facts.archive, journal, student) {
            return;
        }
        self.report.push(diagnostic(
            self.facts.archive,
            row,
            journal,
            student,
            day.filter(|_| spans.is_some()),
        ));
    }
}

/// What is told of a row; `day` where the student belongs to the journal on other days.
fn diagnostic<T: Row>(
    archive: &Archive,
    row: &T,
    journal: Ref<Journal>,
    student: Ref<Student>,
    day: Option<NaiveDate>,
) -> Diagnostic {
    let name = archive.students[student].short_name();
    let title = archive.journals[journal].title();
    let (code, message, hint) = match day {
        Some(day) => (
            Code::NotEnrolledThen,
            format!("{} {name} не числится в журнале «{title}»", date(day)),
            "проверьте даты зачисления, отчисления и перевода (students, movements) или состав журнала (roster)",
        ),
        None => {
            let group = &archive.groups[archive.journals[journal].group].name;
            (
                Code::StudentNotInGroup,
                format!("{name} ни в один день года не числится в журнале «{title}» ({group})"),
                "проверьте группу и подгруппу обучающегося, таблицы movements и roster",
            )
        }
    };
    about(archive, row, code, "student", message).hint(hint)
}

/// Whether rows that decide on this belonging were wrong themselves: they were told of, and what
/// follows from them is not.
fn is_unsure(archive: &Archive, journal: Ref<Journal>, student: Ref<Student>) -> bool {
    let (journal, student) = (&archive.journals[journal].id, &archive.students[student].id);
    archive.movements.is_doubtful(student)
        || archive.students.is_doubtful(student)
        || archive.roster.is_doubtful(journal)
        || archive.journals.is_doubtful(journal)
}

/// Whether a row that decides on belonging was wrong, and of whom it told is unknown.
fn has_lost(archive: &Archive) -> bool {
    archive.movements.broken().any(|record| !knows(&archive.students, record))
        || archive.roster.broken().any(|record| !knows(&archive.journals, record))
}

/// Whether a broken row's record begins with an id of the table: else nobody knows of whom it told.
fn knows<T>(table: &Table<T>, record: &str) -> bool {
    table.declares(record.split('/').next().unwrap_or_default())
}
