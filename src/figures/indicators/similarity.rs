//! Сходство оценок в группах предметов: whether a student's results in related disciplines are alike.
//! Disciplines are related where their teachers are of one methodical commission.

use super::{Category, Class, Compute, Indicator, Tally, Unit, unlimited};
use crate::figures::performance::{Kind, outcomes};
use crate::figures::stretch::Stretch;
use crate::model::mark::fold;
use crate::model::table::Ref;
use crate::model::{Archive, Student};
use std::collections::BTreeMap;

/// Сходство оценок в группах предметов.
pub(super) const SIMILARITY: Indicator = Indicator {
    id: "similarity",
    title: "Сходство оценок в группах предметов",
    in_isuod: true,
    category: Category::Quality,
    unit: Unit::Share,
    formula: "пары итогов обучающегося по предметам одной комиссии, различающиеся не больше чем на 1 / все такие пары",
    source: "итоги, комиссии педагогов",
    limit: unlimited,
    clauses: &["P4.6"],
    missing: without_commissions,
    compute: Compute::Group(similarity),
};

fn without_commissions(archive: &Archive) -> Option<&'static str> {
    let none = archive.staff.iter().all(|row| row.commission.is_none());
    none.then_some("ни у кого из педагогов не указана комиссия (staff.commission)")
}

/// Whose results in the disciplines of which commission, folded.
type Related = (Ref<Student>, String);

fn similarity(class: &Class<'_>) -> Option<Tally> {
    if matches!(class.stretch, Stretch::Days(..)) {
        return None;
    }
    let archive = class.facts.archive;
    let mut results: BTreeMap<Related, Vec<(&str, u8)>> = BTreeMap::new();
    for (journal, row) in
        archive.journals.refs().filter(|(_, row)| row.group == class.group && row.is_attested())
    {
        let Some(commission) = &archive.staff[row.teacher].commission else { continue };
        for outcome in outcomes(class.facts, journal) {
            if let Kind::Result(mark) = outcome.kind
                && let Some(number) = mark.number()
                && outcome.term == class.stretch
            {
                let own = results.entry((outcome.student, fold(commission))).or_default();
                own.push((&row.discipline, number));
            }
        }
    }
    let mut tally = Tally::default();
    for own in results.values() {
        for (n, (discipline, one)) in own.iter().enumerate() {
            let others = own[n + 1..].iter().filter(|(other, _)| other != discipline);
            others.for_each(|(_, other)| tally.count(Some(one.abs_diff(*other) <= 1)));
        }
    }
    Some(tally)
}
