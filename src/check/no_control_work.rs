//! `no-control-work`: the plan has control works in a term, and none was held in it. Where the plan
//! names no terms nothing is told.

use super::{Facts, about_term};
use crate::diagnostics::{Code, Report};
use crate::model::LessonKind;
use crate::words;

pub(super) fn check(facts: &Facts<'_>, report: &mut Report) {
    let archive = facts.archive;
    for (journal, row) in archive.journals.refs() {
        let controls = |term| {
            let plan = facts.ledger.plan(journal).iter().map(|item| &archive.plan[*item]);
            plan.filter(|item| item.term == Some(term) && item.kind == Some(LessonKind::Control)).count()
        };
        for term in archive.journal_terms(journal) {
            let lessons = facts.ledger.lessons(journal).iter().map(|lesson| &archive.lessons[*lesson]);
            let mut held = lessons.filter(|lesson| {
                lesson.is_held()
                    && lesson.kind() == LessonKind::Control
                    && archive.settings.term(term).contains(lesson.date)
            });
            let planned = controls(term);
            if planned > 0 && held.next().is_none() {
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
