//! A journal against its plan: hours and control works, planned and held (D11).

use super::Facts;
use crate::model::settings::TermId;
use crate::model::table::Ref;
use crate::model::{Journal, LessonKind};

/// Academic hours that a journal should have: `planned_hours`, else the sum of the thematic plan; `None`
/// where neither says.
pub fn planned(facts: &Facts<'_>, journal: Ref<Journal>) -> Option<f64> {
    let archive = facts.archive;
    let plan = facts.ledger.plan(journal).iter().filter_map(|item| archive.plan[*item].hours);
    archive.journals[journal].planned_hours.or_else(|| plan.reduce(|sum, hours| sum + hours))
}

/// Academic hours of the lessons held.
pub fn held(facts: &Facts<'_>, journal: Ref<Journal>) -> f64 {
    let lessons = facts.ledger.lessons(journal).iter().map(|lesson| &facts.archive.lessons[*lesson]);
    lessons.filter(|lesson| lesson.is_held()).fold(0.0, |sum, lesson| sum + lesson.hours)
}

/// How many control works the thematic plan has: in a term, or in all.
pub fn planned_controls(facts: &Facts<'_>, journal: Ref<Journal>, term: Option<TermId>) -> usize {
    let plan = facts.ledger.plan(journal).iter().map(|item| &facts.archive.plan[*item]);
    let own = plan.filter(|item| term.is_none() || item.term == term);
    own.filter(|item| item.kind == Some(LessonKind::Control)).count()
}

/// How many control works were held: in a term, or in all.
pub fn held_controls(facts: &Facts<'_>, journal: Ref<Journal>, term: Option<TermId>) -> usize {
    let archive = facts.archive;
    let lessons = facts.ledger.lessons(journal).iter().map(|lesson| &archive.lessons[*lesson]);
    let inside = |day| term.is_none_or(|term| archive.settings.term(term).contains(day));
    let own = lessons.filter(|lesson| lesson.is_held() && inside(lesson.date));
    own.filter(|lesson| lesson.kind() == LessonKind::Control).count()
}
