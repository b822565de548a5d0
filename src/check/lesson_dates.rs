//! `lesson-outside-year`, `lesson-outside-term`: every lesson lies in the academic year and in a
//! term of its journal.

use super::{Facts, about};
use crate::diagnostics::{Code, Report};
use crate::model::table::Ref;
use crate::words::date;

pub(super) fn check(facts: &Facts<'_>, report: &mut Report) {
    let archive = facts.archive;
    let settings = &archive.settings;
    let year = settings.academic_year;
    let terms: Vec<Vec<_>> =
        (0..archive.journals.len()).map(|index| archive.journal_terms(Ref::new(index))).collect();
    for lesson in archive.lessons.iter() {
        if !year.contains(lesson.date) {
            let message =
                format!("занятие {} не относится к {} учебному году", date(lesson.date), year.title());
            let hint = format!(
                "учебный год — с 01.09.{} по 31.08.{}: исправьте дату или уберите занятие",
                year.start,
                year.start + 1
            );
            report.push(about(archive, lesson, Code::LessonOutsideYear, "date", message).hint(hint));
        } else if !terms[lesson.journal.index()].iter().any(|term| settings.term(*term).contains(lesson.date))
        {
            let message =
                format!("занятие {} не попадает ни в один учебный период журнала", date(lesson.date));
            let hint = "оно не войдёт в итоги периодов; проверьте дату и периоды в archive.yaml: terms";
            report.push(about(archive, lesson, Code::LessonOutsideTerm, "date", message).hint(hint));
        }
    }
}
