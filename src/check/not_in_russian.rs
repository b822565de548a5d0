//! `not-in-russian`: the topic of a lesson has no word in Cyrillic letters.

use super::{Facts, about, held};
use crate::diagnostics::{Code, Report, excerpt};
use crate::words::date;

pub(super) fn check(facts: &Facts<'_>, report: &mut Report) {
    let is_foreign = |topic: &str| !topic.contains(|c| matches!(c, '\u{400}'..='\u{52f}'));
    for row in held(facts.archive) {
        if let Some(topic) = row.topic.as_deref().filter(|topic| is_foreign(topic)) {
            let message =
                format!("тема занятия {} записана не по-русски: «{}»", date(row.date), excerpt(topic));
            report.push(about(facts.archive, row, Code::NotInRussian, "topic", message));
        }
    }
}
