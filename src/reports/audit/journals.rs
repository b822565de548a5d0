//! A row a journal: hours against the plan, and how much of each kind was found.

use super::Found;
use super::attention::Needing;
use crate::diagnostics::Code;
use crate::figures::{Stretch, hours};
use crate::model::table::Ref;
use crate::model::{Journal, Wording};
use crate::reports::table::{Cell, Table, number, text};
use crate::reports::{Basis, journal_cell, staff_cell};
use std::collections::{BTreeMap, BTreeSet};

/// What is counted of each journal, under which key and heading.
const COUNTED: [(&str, &str, &[Code]); 7] = [
    ("topics", "темы и план", &[Code::NoTopic, Code::NotInRussian, Code::TopicOffPlan]),
    ("hours", "часы, контр.", &[Code::HoursShort, Code::HoursOver, Code::NoControlWork]),
    ("homework", "нет ДЗ", &[Code::NoHomework]),
    (
        "deadlines",
        "не в срок",
        &[Code::LateEntry, Code::LateAttendance, Code::LateLesson, Code::LateHomework, Code::LateTermMark],
    ),
    ("after_window", "задним числом", &[Code::EnteredAfterWindow, Code::ChangedAfterWindow]),
    ("few_marks", "мало отметок", &[Code::NoMarks, Code::SingleMark, Code::FewMarks]),
    (
        "results",
        "итоги, замены",
        &[Code::FinalDiffers, Code::TermMarkMissing, Code::SubstitutionUnrecorded, Code::WrongTeacher],
    ),
];

/// The journals in the order of the table.
pub(super) fn table(basis: &Basis<'_>, found: &Found<'_>, needing: &[Needing]) -> Table {
    let (facts, archive) = (basis.facts, basis.facts.archive);
    let none = BTreeMap::new();
    let needing: BTreeSet<Ref<Journal>> = needing.iter().map(|own| own.journal).collect();
    // Of a term its own plan; of days there is none, and hours are of terms.
    let planned = |journal| match basis.stretch() {
        Stretch::Year => hours::planned(facts, journal),
        Stretch::Term(term) => hours::by_curriculum(facts, journal, Some(term))
            .or_else(|| hours::by_plan(facts, journal, Some(term))),
        Stretch::Days(..) => None,
    };
    let held = |journal| match basis.stretch() {
        Stretch::Year => Some(hours::held(facts, journal, None)),
        Stretch::Term(term) => Some(hours::held(facts, journal, Some(term))),
        Stretch::Days(..) => None,
    };
    let rows = basis.selection.journals(archive).map(|(journal, row)| {
        let own = found.get(&journal).unwrap_or(&none);
        let count = |codes: &[Code]| codes.iter().filter_map(|code| own.get(code)).map(Vec::len).sum();
        let mut cells = vec![
            journal_cell(archive, journal),
            staff_cell(archive, row.teacher),
            Cell::Number(planned(journal)),
            Cell::Number(held(journal)),
        ];
        cells.extend(COUNTED.iter().map(|(.., codes)| Cell::Few(count(codes))));
        cells.push(Cell::Few(own.values().map(Vec::len).sum()));
        cells.push(if needing.contains(&journal) { "да" } else { "" }.into());
        cells
    });
    let mut columns = vec![
        text("journal", "Журнал", 6),
        text("teacher", Wording::of(&archive.settings).teacher, 3),
        number("planned", "план, ч"),
        number("held", "дано, ч"),
    ];
    columns.extend(COUNTED.iter().map(|(key, title, _)| number(key, *title)));
    columns.extend([number("findings", "всего"), number("attention", "внимание")]);
    Table::new("journals", "Журналы", columns, rows.collect(), "Журналов нет.")
}
