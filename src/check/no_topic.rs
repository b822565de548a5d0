//! `no-topic`: a lesson that was held has no topic.

use super::{Facts, about, held};
use crate::diagnostics::{Code, Report};
use crate::words::date;

pub(super) fn check(facts: &Facts<'_>, report: &mut Report) {
    for row in held(facts.archive).filter(|row| row.topic.is_none()) {
        let message = format!("у занятия {} нет темы", date(row.date));
        report.push(about(facts.archive, row, Code::NoTopic, "topic", message));
    }
}
