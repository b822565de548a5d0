//! Where homework is expected, and whether there is any.

use super::Facts;
use crate::model::Lesson;
use crate::model::table::Ref;

/// Whether homework is expected after a lesson: of its kind (`rules.homework_kinds`), never of practice
/// (УП, ПП), nor where there are no marks.
pub fn is_expected(facts: &Facts<'_>, lesson: Ref<Lesson>) -> bool {
    let archive = facts.archive;
    let row = &archive.lessons[lesson];
    let journal = &archive.journals[row.journal];
    archive.settings.rules.homework_kinds.contains(&row.kind())
        && archive.is_graded(row.journal)
        && !journal.is_practice()
}

/// Whether a lesson has homework: its own, «не задано» too, or a row in `homework`.
pub fn is_given(facts: &Facts<'_>, lesson: Ref<Lesson>) -> bool {
    facts.archive.lessons[lesson].homework.is_some() || !facts.ledger.homework(lesson).is_empty()
}
