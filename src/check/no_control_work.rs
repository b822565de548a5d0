//! `no-control-work`: the plan has control works in a term, and none was held in it. Where the plan
//! names no terms nothing is told.

use super::{Facts, about_term};
use crate::diagnostics::{Code, Report};
use crate::figures::hours;
use crate::model::LessonKind;
use crate::words;

pub(super) fn check(facts: &Facts<'_>, report: &mut Report) {
    let archive = facts.archive;
    for (journal, row) in archive.journals.refs() {
        for term in archive.journal_terms(journal) {
            let planned = hours::planned_works(facts, journal, LessonKind::Control, Some(term));
            if planned > 0 && hours::held_works(facts, journal, LessonKind::Control, Some(term)) == 0 {
                let message = format!(
                    "«{}», {}: по плану {}, а не проведено ни одной",
                    row.title(),
                    archive.settings.term(term).title,
                    words::count(planned, ["контрольная работа", "контрольные работы", "контрольных работ"])
                );
                report.push(about_term(archive, journal, term, Code::NoControlWork, message));
            }
        }
    }
}
