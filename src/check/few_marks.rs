//! `no-marks`, `single-mark`, `few-marks`: 0, 1, 2 to one below `rules.min_marks_per_term` marks in a
//! term, of students who belong to an attested journal at the term's end and are not exempt
//! (накопляемость отметок). Marks in words count.

use super::{Facts, about_student};
use crate::diagnostics::{Code, Report};
use crate::figures::term_marks::{term_marks, term_members};
use crate::words;

pub(super) fn check(facts: &Facts<'_>, report: &mut Report) {
    let archive = facts.archive;
    let minimum = archive.settings.rules.min_marks_per_term as usize;
    for (journal, row) in archive.journals.refs().filter(|(journal, _)| archive.has_marks(*journal)) {
        let marks = term_marks(facts, journal);
        for term in archive.journal_terms(journal) {
            for student in term_members(facts, journal, term) {
                let count = marks.get(&(term, student)).map_or(0, |marks| marks.count);
                let code = match count {
                    0 => Code::NoMarks,
                    1 => Code::SingleMark,
                    _ if count < minimum => Code::FewMarks,
                    _ => continue,
                };
                let given = match count {
                    0 => "ни одной отметки".to_owned(),
                    _ => words::count(count, ["отметка", "отметки", "отметок"]),
                };
                let mut message = format!(
                    "{} — «{}», {}: {given}",
                    archive.students[student].short_name(),
                    row.title(),
                    archive.settings.term(term).title
                );
                if count < minimum {
                    message.push_str(&format!(", а нужно не меньше {minimum}"));
                }
                report.push(about_student(archive, journal, student, term, code, message));
            }
        }
    }
}
