//! `topic-off-plan`: the plan has another topic under the number that a lesson names. A lesson without
//! a topic is `no-topic` alone. Case, ё and spaces do not matter.

use super::{Facts, about};
use crate::diagnostics::{Code, Report, excerpt};
use crate::model::mark::fold;
use crate::words::date;

pub(super) fn check(facts: &Facts<'_>, report: &mut Report) {
    let archive = facts.archive;
    for row in super::held(archive) {
        let Some((number, topic)) = row.plan_number.as_deref().zip(row.topic.as_deref()) else { continue };
        let plan = facts.ledger.plan(row.journal).iter().map(|item| &archive.plan[*item]);
        let mut named = plan.filter(|item| &*item.number == number).peekable();
        let Some(first) = named.peek().map(|item| excerpt(&item.topic)) else { continue };
        if named.all(|item| fold(&item.topic) != fold(topic)) {
            let message = format!(
                "тема занятия {} «{}», а в плане под № {number} — «{first}»",
                date(row.date),
                excerpt(topic)
            );
            report.push(about(archive, row, Code::TopicOffPlan, "topic", message));
        }
    }
}
