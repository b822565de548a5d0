//! `late-term-mark`: the mark of a term entered after its deadline (`rules.term_mark_deadline_days`
//! after the term's end).

use super::{Facts, about};
use crate::diagnostics::{Code, Report};
use crate::figures::deadlines::is_late_term_mark;
use crate::model::settings::Period;
use crate::words::moment;

pub(super) fn check(facts: &Facts<'_>, report: &mut Report) {
    let archive = facts.archive;
    for row in archive.results.iter().filter(|row| archive.is_graded(row.journal)) {
        let Period::Term(term) = row.term else { continue };
        let term = archive.settings.term(term);
        let is_late = |entered: &_| is_late_term_mark(&archive.settings, term.end.0, *entered);
        if let Some(entered) = row.entered_at.filter(is_late) {
            let message =
                format!("отметка за период «{}» внесена {}, после срока", term.title, moment(entered));
            report.push(about(archive, row, Code::LateTermMark, "entered_at", message));
        }
    }
}
