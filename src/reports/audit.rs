//! The audit of the journals (D11; K4, K5.3, F3.3, N7.3): a row a journal against its plan, and what was
//! found in it.

use super::{About, Basis, Report, Table, journal_title, number, text, unless_none};
use crate::diagnostics::{Code, Diagnostic};
use crate::figures::hours;
use crate::model::Journal;
use crate::model::table::Ref;
use crate::words;
use std::collections::BTreeMap;

/// What is counted of each journal, and under which heading.
const KINDS: [(&str, &[Code]); 6] = [
    ("темы и план", &[Code::NoTopic, Code::NotInRussian, Code::TopicOffPlan]),
    ("задания", &[Code::NoHomework, Code::LateHomework]),
    ("сроки", &[Code::LateEntry, Code::LateAttendance, Code::LateLesson, Code::LateTermMark]),
    ("задним числом", &[Code::EnteredAfterWindow, Code::ChangedAfterWindow]),
    ("мало отметок", &[Code::NoMarks, Code::SingleMark, Code::FewMarks]),
    (
        "итоги и замены",
        &[Code::FinalDiffers, Code::TermMarkMissing, Code::SubstitutionUnrecorded, Code::WrongTeacher],
    ),
];

/// How many places of one kind are named.
const PLACES: usize = 5;

pub(super) fn report(basis: &Basis<'_>) -> Report {
    let archive = basis.facts.archive;
    let mut found: BTreeMap<Ref<Journal>, BTreeMap<Code, Vec<&Diagnostic>>> = BTreeMap::new();
    for finding in &basis.findings {
        if let Some(journal) = About::of(archive, finding).journal {
            found.entry(journal).or_default().entry(finding.code).or_default().push(finding);
        }
    }
    let none = BTreeMap::new();
    let mut rows = Vec::new();
    for (journal, row) in archive.journals.refs() {
        let own = found.get(&journal).unwrap_or(&none);
        let facts = basis.facts;
        let mut cells = vec![
            journal_title(archive, journal),
            archive.staff[row.teacher].short_name(),
            hours::planned(facts, journal).map_or("—".to_owned(), words::decimal),
            words::decimal(hours::held(facts, journal)),
            hours::planned_controls(facts, journal, None).to_string(),
            hours::held_controls(facts, journal, None).to_string(),
        ];
        let count =
            |codes: &[Code]| codes.iter().filter_map(|code| own.get(code)).map(Vec::len).sum::<usize>();
        cells.extend(KINDS.iter().map(|(_, codes)| unless_none(count(codes))));
        rows.push(cells);
    }
    let mut columns = vec![
        text("Журнал", 6),
        text("Ведёт", 3),
        number("план, ч"),
        number("дано, ч"),
        number("контр. план"),
        number("контр. дано"),
    ];
    columns.extend(KINDS.iter().map(|(title, _)| number(title)));
    let places = found.iter().flat_map(|(journal, codes)| {
        codes.iter().map(|(code, findings)| {
            let named =
                findings.iter().take(PLACES).map(|finding| About::of(archive, finding).place(archive));
            let named: Vec<String> = named.filter(|place| !place.is_empty()).collect();
            let more = if findings.len() > PLACES { "…" } else { "" };
            vec![
                journal_title(archive, *journal),
                code.title().to_owned(),
                findings.len().to_string(),
                format!("{}{more}", named.join(", ")),
            ]
        })
    });
    let places = places.collect();
    Report {
        id: "audit",
        title: "Проверка журналов",
        note: "Строка на журнал: часы и контрольные работы по плану и на деле, число замечаний каждого рода. Ниже — где они.".to_owned(),
        tables: vec![
            Table { title: "Журналы".to_owned(), columns, rows, empty: "Журналов нет." },
            Table {
                title: "Замечания с местами".to_owned(),
                columns: vec![text("Журнал", 4), text("Замечание", 4), number("число"), text("Где", 7)],
                rows: places,
                empty: "Замечаний нет.",
            },
        ],
    }
}
