//! `no-homework`: a lesson of a kind for which homework is expected (`rules.homework_kinds`) has none,
//! neither its own nor in `homework`. Never of practice (УП, ПП), nor where there are no marks.

use super::{Facts, about};
use crate::diagnostics::{Code, Report};
use crate::figures::homework;
use crate::words::date;

pub(super) fn check(facts: &Facts<'_>, report: &mut Report) {
    let archive = facts.archive;
    for (lesson, row) in archive.lessons.refs().filter(|(_, row)| row.is_held()) {
        if homework::is_expected(facts, lesson) && !homework::is_given(facts, lesson) {
            let message = format!("у занятия {} нет домашнего задания", date(row.date));
            let hint = "если его не задавали, так и пишут: «не задано»";
            report.push(about(archive, row, Code::NoHomework, "homework", message).hint(hint));
        }
    }
}
