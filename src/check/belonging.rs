//! `student-not-in-group`, `not-enrolled-then`: records are of students who belong to the journal.

use super::{Facts, about};
use crate::diagnostics::{Code, Report};
use crate::model::table::{Ref, Row};
use crate::model::{Journal, Student};
use crate::words::date;
use chrono::NaiveDate;

pub(super) fn check(facts: &Facts<'_>, report: &mut Report) {
    let archive = facts.archive;
    for row in archive.marks.iter() {
        let lesson = &archive.lessons[row.lesson];
        judge(facts, report, row, lesson.journal, row.student, Some(lesson.date));
    }
    for row in archive.attendance.iter() {
        let lesson = &archive.lessons[row.lesson];
        judge(facts, report, row, lesson.journal, row.student, Some(lesson.date));
    }
    for row in archive.results.iter() {
        judge(facts, report, row, row.journal, row.student, None);
    }
}

fn judge<T: Row>(
    facts: &Facts<'_>,
    report: &mut Report,
    row: &T,
    journal: Ref<Journal>,
    student: Ref<Student>,
    day: Option<NaiveDate>,
) {
    let archive = facts.archive;
    let name = archive.students[student].short_name();
    let title = archive.journals[journal].title();
    match (facts.belonging.spans(journal, student), day) {
        (None, _) => {
            let group = &archive.groups[archive.journals[journal].group].name;
            let message = format!("{name} никогда не входит в состав журнала «{title}» ({group})");
            let hint = "проверьте группу и подгруппу обучающегося, таблицы movements и roster";
            report.push(about(archive, row, Code::StudentNotInGroup, "student", message).hint(hint));
        }
        (Some(spans), Some(day)) if !spans.iter().any(|span| span.contains(day)) => {
            let message = format!("{} {name} не входит в состав журнала «{title}»", date(day));
            let hint = "проверьте даты зачисления, отчисления и перевода";
            report.push(about(archive, row, Code::NotEnrolledThen, "student", message).hint(hint));
        }
        _ => {}
    }
}
