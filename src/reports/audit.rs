//! The audit of the journals (D11; K4, K5.3, F3.3, N7.3): which journals need the deputy, a row a
//! journal, curriculum and plan against fact by term and topic, and where what was found is.

use super::about::About;
use super::table::{Cell, Table, number, text};
use super::{Basis, Kind, Numbers, journal_title};
use crate::diagnostics::{Code, Diagnostic};
use crate::figures::{Stretch, hours};
use crate::model::settings::TermId;
use crate::model::table::Ref;
use crate::model::{Journal, LessonKind, Wording};
use crate::words;
use std::collections::{BTreeMap, BTreeSet};

pub(super) const KIND: Kind =
    Kind {
        id: "audit", title: "Проверка журналов", of_terms: false, numbers: Numbers::Rows, make
    };

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

/// What cannot stand in a journal that is signed, the gravest first, with a word for it. A journal that
/// has any of it needs the deputy, and one whose deadlines were missed often; what is late now and then
/// is a matter for the teacher.
const GRAVE: [(Code, &str); 11] = [
    (Code::HoursShort, "часов меньше плана"),
    (Code::NoControlWork, "нет контрольной работы"),
    (Code::TermMarkMissing, "нет отметок за период"),
    (Code::ChangedAfterWindow, "изменено задним числом"),
    (Code::EnteredAfterWindow, "внесено задним числом"),
    (Code::FinalDiffers, "итог далёк от средней"),
    (Code::WrongTeacher, "отметки внёс посторонний"),
    (Code::SubstitutionUnrecorded, "замена не записана"),
    (Code::NoTopic, "нет тем"),
    (Code::NoMarks, "обучающиеся без отметок"),
    (Code::HoursOver, "часов больше плана"),
];
/// Of how many lessons one missed deadline is often.
const OFTEN: usize = 4;
/// What a missed deadline is.
const LATE: &[Code] =
    &[Code::LateEntry, Code::LateAttendance, Code::LateLesson, Code::LateTermMark, Code::LateHomework];

/// How many journals the first page has room for.
const FIRST_PAGE: usize = 16;
/// How many kinds of what is grave are named of each; the gravest come first.
const NAMED: usize = 3;
/// How many places of one kind are named.
const PLACES: usize = 5;
/// Works that are counted against the plan.
const WORKS: [(LessonKind, [&str; 2], &str); 3] = [
    (LessonKind::Control, ["control_planned", "control_held"], "контр."),
    (LessonKind::Practice, ["practice_planned", "practice_held"], "практ."),
    (LessonKind::Lab, ["lab_planned", "lab_held"], "лаб."),
];

/// Of each journal what was found, by code.
type Found<'a> = BTreeMap<Ref<Journal>, BTreeMap<Code, Vec<&'a Diagnostic>>>;

fn make(basis: &Basis<'_>) -> (String, Vec<Table>) {
    let archive = basis.facts.archive;
    let mut found: Found<'_> = BTreeMap::new();
    for finding in &basis.findings {
        if let Some(journal) = About::of(archive, finding).journal {
            found.entry(journal).or_default().entry(finding.code).or_default().push(finding);
        }
    }
    let needing = needing(basis, &found);
    let all = basis.selection.journals(archive).count();
    let note = format!(
        "{}: без замечаний {}, с замечаниями {}, из них требуют внимания заместителя {} — те, где есть то, с чем журнал нельзя подписать, или сроки нарушены чаще, чем на каждом четвёртом занятии. Дальше — строка на каждый журнал, выполнение учебного и тематического плана, места всех замечаний.",
        words::count(all, ["журнал", "журнала", "журналов"]),
        all - found.len(),
        found.len(),
        needing.len()
    );
    let tables = vec![
        attention(basis, &found, &needing),
        kinds(basis),
        journals(basis, &found).on_new_page(),
        terms(basis),
        topics(basis),
        places(basis, &found),
    ];
    (note, tables)
}

/// What is grave in a journal, with how many findings each.
fn grave(
    basis: &Basis<'_>,
    journal: Ref<Journal>,
    own: &BTreeMap<Code, Vec<&Diagnostic>>,
) -> Vec<(&'static str, usize)> {
    let mut grave: Vec<(&str, usize)> =
        GRAVE.iter().filter_map(|(code, word)| Some((*word, own.get(code)?.len()))).collect();
    let late = LATE.iter().filter_map(|code| own.get(code)).map(Vec::len).sum::<usize>();
    let archive = basis.facts.archive;
    let lessons = basis.facts.ledger.lessons(journal).iter().map(|lesson| &archive.lessons[*lesson]);
    let counts = |date| basis.selection.covers(&archive.settings, date);
    let held = lessons.filter(|lesson| lesson.is_held() && counts(lesson.date)).count();
    if late * OFTEN > held {
        grave.push(("сроки нарушены часто", late));
    }
    grave
}

/// The journals with something grave, those with most kinds of it first, then with most of it.
fn needing(basis: &Basis<'_>, found: &Found<'_>) -> Vec<(Ref<Journal>, Vec<(&'static str, usize)>)> {
    let mut needing: Vec<_> =
        found.iter().map(|(journal, own)| (*journal, grave(basis, *journal, own))).collect();
    needing.retain(|(_, grave)| !grave.is_empty());
    let weight = |grave: &[(&str, usize)]| (grave.len(), grave.iter().map(|(_, count)| count).sum::<usize>());
    needing.sort_by_key(|(journal, grave)| (std::cmp::Reverse(weight(grave)), *journal));
    needing
}

/// What was found at all: how often, and in how many journals.
fn kinds(basis: &Basis<'_>) -> Table {
    let archive = basis.facts.archive;
    let mut kinds: BTreeMap<Code, (usize, BTreeSet<Option<Ref<Journal>>>)> = BTreeMap::new();
    for finding in &basis.findings {
        let kind = kinds.entry(finding.code).or_default();
        kind.0 += 1;
        kind.1.insert(About::of(archive, finding).journal);
    }
    let rows = kinds.into_iter().map(|(code, (count, journals))| {
        let journals = journals.into_iter().flatten().count();
        vec![code.title().into(), Cell::Count(count), Cell::Few(journals)]
    });
    let columns = vec![
        text("finding", "Замечание", 8),
        number("count", "число"),
        number("journals", "в скольких журналах"),
    ];
    Table::new("kinds", "Что найдено", columns, rows.collect(), "Замечаний нет.")
}

fn attention(
    basis: &Basis<'_>,
    found: &Found<'_>,
    needing: &[(Ref<Journal>, Vec<(&'static str, usize)>)],
) -> Table {
    let archive = basis.facts.archive;
    let rows = needing.iter().take(FIRST_PAGE).map(|(journal, grave)| {
        let own = &found[journal];
        let named = grave.iter().take(NAMED).map(|(word, count)| match count {
            1 => (*word).to_owned(),
            count => format!("{word} ({count})"),
        });
        let mut what = named.collect::<Vec<_>>().join(", ");
        if grave.len() > NAMED {
            what.push_str(&format!(" и ещё {}", grave.len() - NAMED));
        }
        vec![
            journal_title(archive, *journal).into(),
            archive.staff[archive.journals[*journal].teacher].short_name().into(),
            what.into(),
            Cell::Count(own.values().map(Vec::len).sum()),
            "".into(),
        ]
    });
    let more = needing.len().saturating_sub(FIRST_PAGE);
    let title = match more {
        0 => "Требуют внимания".to_owned(),
        more => format!("Требуют внимания (ещё {more} — в таблице журналов)"),
    };
    let columns = vec![
        text("journal", "Журнал", 7),
        text("teacher", Wording::of(&archive.settings).teacher, 3),
        text("what", "Что найдено", 9),
        number("findings", "всего замечаний"),
        text("", "Решение заместителя", 3),
    ];
    let empty = "Таких журналов нет.";
    Table::new("attention", title, columns, rows.collect(), empty)
}

/// A row a journal.
fn journals(basis: &Basis<'_>, found: &Found<'_>) -> Table {
    let (facts, archive) = (basis.facts, basis.facts.archive);
    let none = BTreeMap::new();
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
        cells
    });
    let mut columns = vec![
        text("journal", "Журнал", 6),
        text("teacher", Wording::of(&archive.settings).teacher, 3),
        number("planned", "план, ч"),
        number("held", "дано, ч"),
    ];
    columns.extend(COUNTED.iter().map(|(key, title, _)| number(key, *title)));
    columns.push(number("findings", "всего"));
    Table::new("journals", "Журналы", columns, rows.collect(), "Журналов нет.")
}

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
fn terms(basis: &Basis<'_>) -> Table {
    let (facts, archive) = (basis.facts, basis.facts.archive);
    let mut rows = Vec::new();
    for (journal, _) in basis.selection.journals(archive) {
        for term in asked_terms(basis, journal) {
            let of = Some(term);
            let mut row = vec![
                journal_title(archive, journal).into(),
                archive.settings.term(term).title.as_str().into(),
                Cell::Number(hours::by_curriculum(facts, journal, of)),
                Cell::Number(hours::by_plan(facts, journal, of)),
                Cell::Number(Some(hours::held(facts, journal, of))),
            ];
            for (kind, ..) in WORKS {
                row.push(Cell::Few(hours::planned_works(facts, journal, kind, of)));
                row.push(Cell::Few(hours::held_works(facts, journal, kind, of)));
            }
            match hours::topics(facts, journal, of) {
                Some(topics) => {
                    row.push(Cell::Count(topics.len()));
                    row.push(Cell::Count(topics.iter().filter(|topic| topic.is_given()).count()));
                }
                None => row.extend([Cell::Missing, Cell::Missing]),
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
    columns.extend([number("topics", "тем в КТП"), number("topics_given", "дано по часам")]);
    let empty = "Периодов, о которых спрошено, у журналов нет.";
    Table::new("terms", "Выполнение учебного плана и КТП по периодам", columns, rows, empty)
}

/// The topics of which other hours were given than planned.
fn topics(basis: &Basis<'_>) -> Table {
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
                journal_title(archive, journal).into(),
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
    let empty = "Все темы даны в запланированном объёме, или номера тем в занятиях не указаны.";
    Table::new("topics", "Темы КТП, данные не в том объёме", columns, rows, empty)
}

fn places(basis: &Basis<'_>, found: &Found<'_>) -> Table {
    let archive = basis.facts.archive;
    let rows = found.iter().flat_map(|(journal, codes)| {
        codes.iter().map(|(code, findings)| {
            let named =
                findings.iter().take(PLACES).map(|finding| About::of(archive, finding).place(archive));
            let named: Vec<String> = named.filter(|place| !place.is_empty()).collect();
            let more = if findings.len() > PLACES { "…" } else { "" };
            vec![
                journal_title(archive, *journal).into(),
                code.title().into(),
                Cell::Count(findings.len()),
                format!("{}{more}", named.join(", ")).into(),
            ]
        })
    });
    let columns = vec![
        text("journal", "Журнал", 4),
        text("finding", "Замечание", 4),
        number("count", "число"),
        text("places", "Где", 7),
    ];
    Table::new("places", "Замечания с местами", columns, rows.collect(), "Замечаний нет.")
}
