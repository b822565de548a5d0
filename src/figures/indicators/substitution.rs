//! Равноценность замены учителей: whether a lesson was held by somebody who teaches the like.

use super::{Category, Compute, Indicator, Study, Tally, Unit, unlimited, whole};
use crate::model::mark::fold;
use crate::model::table::Ref;
use crate::model::{Lesson, Staff};

/// Равноценность замены учителей.
pub(super) const EQUIVALENT: Indicator = Indicator {
    id: "equivalent-substitution",
    title: "Равноценность замены учителей",
    in_isuod: true,
    category: Category::Journal,
    unit: Unit::Share,
    formula: "замены, где провёл преподаватель той же комиссии или ведущий ту же дисциплину / замены, о которых это известно",
    source: "занятия, педагоги, журналы",
    limit: unlimited,
    clauses: &["P4.6", "N4.5.1"],
    missing: whole,
    compute: Compute::Journal(equivalent),
};

fn equivalent(study: &Study<'_>) -> Option<Tally> {
    let archive = study.facts.archive;
    let lessons = study.held().map(|lesson| &archive.lessons[lesson]);
    let substituted = lessons.filter_map(|row| Some((row, row.substitutes?)));
    Some(Tally::counted(substituted.map(|(row, whom)| is_equivalent(study, row, whom))))
}

fn is_equivalent(study: &Study<'_>, lesson: &Lesson, whom: Ref<Staff>) -> Option<bool> {
    let (archive, ledger) = (study.facts.archive, study.facts.ledger);
    let who = ledger.held_by(archive, lesson);
    let teaches = ledger.teaches_the_like(lesson.journal, who);
    let commission = |staff: Ref<Staff>| archive.staff[staff].commission.as_ref().map(|name| fold(name));
    match commission(who).zip(commission(whom)) {
        _ if teaches => Some(true),
        commissions => commissions.map(|(one, other)| one == other),
    }
}
