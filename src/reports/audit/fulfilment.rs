//! Curriculum and thematic plan against fact, by term and by topic (K4, N7.3).

use crate::figures::{Stretch, hours};
use crate::model::settings::TermId;
use crate::model::table::Ref;
use crate::model::{Journal, LessonKind};
use crate::reports::table::{Cell, Table, number, text};
use crate::reports::{Basis, journal_cell, term_cell};

/// Works that are counted against the plan.
const WORKS: [(LessonKind, [&str; 2], &str); 3] = [
    (LessonKind::Control, ["control_planned", "control_held"], "контр."),
    (LessonKind::Practice, ["practice_planned", "practice_held"], "практ."),
    (LessonKind::Lab, ["lab_planned", "lab_held"], "лаб."),
];

/// The terms of a journal that are asked for.
fn asked_terms(basis: &Basis<'_>, journal: Ref<Journal>) -> Vec<TermId> {
    let terms = basis.facts.archive.journal_terms(journal);
    match basis.selection.stretch {
        None | Some(Stretch::Year) => terms,
        Some(Stretch::Term(term)) => terms.into_iter().filter(|own| *own == term).collect(),
        Some(Stretch::Days(..)) => Vec::new(),
    }
}

/// Curriculum and thematic plan against fact, term by term.
pub(super) fn terms(basis: &Basis<'_>) -> Table {
    let (facts, archive) = (basis.facts, basis.facts.archive);
    let mut rows = Vec::new();
    for (journal, _) in basis.selection.journals(archive) {
        for term in asked_terms(basis, journal) {
            let of = Some(term);
            let mut row = vec![
                journal_cell(archive, journal),
                term_cell(archive, Stretch::Term(term)),
                Cell::Number(hours::by_curriculum(facts, journal, of)),
                Cell::Number(hours::by_plan(facts, journal, of)),
                Cell::Number(Some(hours::held(facts, journal, of))),
            ];
            for (kind, ..) in WORKS {
                row.push(Cell::Few(hours::planned_works(facts, journal, kind, of)));
                row.push(Cell::Few(hours::held_works(facts, journal, kind, of)));
            }
            match hours::topics(facts, journal, of) {
                Some(topics) if !topics.is_empty() => {
                    row.push(Cell::Count(topics.len()));
                    row.push(Cell::Count(topics.iter().filter(|topic| topic.is_given()).count()));
                }
                _ => row.extend([Cell::Missing, Cell::Missing]),
            }
            rows.push(row);
        }
    }
    let mut columns = vec![
        text("journal", "Журнал", 6),
        text("term", "Период", 2),
        number("curriculum", "учебный план, ч"),
        number("plan", "КТП, ч"),
        number("held", "дано, ч"),
    ];
    for (_, keys, title) in WORKS {
        columns.push(number(keys[0], format!("{title} план")));
        columns.push(number(keys[1], format!("{title} дано")));
    }
    columns.extend([number("topics", "тем в КТП"), number("topics_given", "из них даны полностью")]);
    let empty = "Периодов, о которых спрошено, у журналов нет.";
    Table::new("terms", "Выполнение учебного плана и КТП по периодам", columns, rows, empty)
}

/// The topics of which other hours were given than planned.
pub(super) fn topics(basis: &Basis<'_>) -> Table {
    let (facts, archive) = (basis.facts, basis.facts.archive);
    let mut rows: Vec<Vec<Cell>> = Vec::new();
    for (journal, _) in basis.selection.journals(archive) {
        // A topic of no term belongs to the year.
        let terms = match basis.selection.stretch {
            None | Some(Stretch::Year) => vec![None],
            _ => asked_terms(basis, journal).into_iter().map(Some).collect(),
        };
        let topics = terms.into_iter().filter_map(|term| hours::topics(facts, journal, term)).flatten();
        rows.extend(topics.filter(|topic| !topic.is_given()).map(|topic| {
            vec![
                journal_cell(archive, journal),
                topic.number.into(),
                topic.topic.into(),
                Cell::Number(topic.planned),
                Cell::Number(Some(topic.given)),
            ]
        }));
    }
    let columns = vec![
        text("journal", "Журнал", 5),
        text("number", "№", 1),
        text("topic", "Тема", 8),
        number("planned", "план, ч"),
        number("given", "дано, ч"),
    ];
    let unknown = basis
        .selection
        .journals(archive)
        .filter(|(journal, _)| hours::topics(facts, *journal, None).is_none_or(|topics| topics.is_empty()));
    let empty = if unknown.count() > 0 {
        "Расхождений не найдено; где в выгрузке нет КТП или номеров тем в занятиях, судить не о чем (выше — «нет данных»)."
    } else {
        "Все темы даны в запланированном объёме."
    };
    Table::new("topics", "Темы КТП, данные не в том объёме", columns, rows, empty)
}
