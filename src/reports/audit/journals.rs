//! A row a journal: hours against the plan, and how much of each kind was found.

use super::Found;
use super::attention::Needing;
use crate::diagnostics::Code;
use crate::figures::hours;
use crate::model::table::Ref;
use crate::model::{Journal, Wording};
use crate::reports::table::{Cell, Table, number, text};
use crate::reports::{Basis, journal_title};
use std::collections::{BTreeMap, BTreeSet};

/// What is counted of each journal, under which key and heading.
const COUNTED: [(&str, &str, &[Code]); 6] = [
    ("topics", "темы и план", &[Code::NoTopic, Code::NotInRussian, Code::TopicOffPlan]),
    ("homework", "задания", &[Code::NoHomework, Code::LateHomework]),
    ("deadlines", "сроки", &[Code::LateEntry, Code::LateAttendance, Code::LateLesson, Code::LateTermMark]),
    ("after_window", "задним числом", &[Code::EnteredAfterWindow, Code::ChangedAfterWindow]),
    ("few_marks", "мало отметок", &[Code::NoMarks, Code::SingleMark, Code::FewMarks]),
    (
        "results",
        "итоги и замены",
        &[Code::FinalDiffers, Code::TermMarkMissing, Code::SubstitutionUnrecorded, Code::WrongTeacher],
    ),
];

/// The journals in the order of the table.
pub(super) fn table(basis: &Basis<'_>, found: &Found<'_>, needing: &[Needing]) -> Table {
    let (facts, archive) = (basis.facts, basis.facts.archive);
    let none = BTreeMap::new();
    let needing: BTreeSet<Ref<Journal>> = needing.iter().map(|own| own.journal).collect();
    let rows = basis.selection.journals(archive).map(|(journal, row)| {
        let own = found.get(&journal).unwrap_or(&none);
        let count = |codes: &[Code]| codes.iter().filter_map(|code| own.get(code)).map(Vec::len).sum();
        let mut cells = vec![
            journal_title(archive, journal).into(),
            archive.staff[row.teacher].short_name().into(),
            Cell::Number(hours::planned(facts, journal)),
            Cell::Number(Some(hours::held(facts, journal, None))),
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
