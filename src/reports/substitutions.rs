//! Lessons that were substituted, cancelled or moved (D15; N4.5.1, F2.5.2, P4.4).

use super::{Basis, Report, Table, journal_title, number, text};
use crate::words;

pub(super) fn report(basis: &Basis<'_>) -> Report {
    let archive = basis.facts.archive;
    let name = |staff| archive.staff[staff].short_name();
    let mut lessons: Vec<_> =
        archive.lessons.iter().filter(|row| row.substitutes.is_some() || !row.is_held()).collect();
    lessons.sort_by_key(|row| (row.date, row.slot, row.journal));
    let rows = lessons.into_iter().map(|row| {
        let what = match row.status.filter(|_| !row.is_held()) {
            Some(status) => status.label().to_owned(),
            None => "замена".to_owned(),
        };
        vec![
            words::date(row.date),
            row.slot.map(|slot| slot.to_string()).unwrap_or_default(),
            journal_title(archive, row.journal),
            what,
            row.substitutes.map(name).unwrap_or_default(),
            row.teacher.map(name).unwrap_or_default(),
            [row.reason.as_deref(), row.order.as_deref()]
                .into_iter()
                .flatten()
                .collect::<Vec<_>>()
                .join(", "),
            String::new(),
        ]
    });
    let columns = vec![
        text("Дата", 2),
        number("пара"),
        text("Журнал", 5),
        text("Что", 2),
        text("Кого", 3),
        text("Кто провёл", 3),
        text("Причина, приказ", 4),
        text("Подпись", 2),
    ];
    Report {
        id: "substitutions",
        title: "Замены, отмены и переносы занятий",
        note: "Занятия, проведённые за другого педагога, отменённые и перенесённые, по дням.".to_owned(),
        tables: vec![Table {
            title: String::new(),
            columns,
            rows: rows.collect(),
            empty: "Замен, отмен и переносов нет.",
        }],
    }
}
