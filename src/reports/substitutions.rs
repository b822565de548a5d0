//! Lessons that were substituted, cancelled or moved (D15; N4.5.1, F2.5.2, P4.4).

use super::table::{Cell, Table, number, text};
use super::{Asked, Basis, Form, Kind, Numbers, journal_cell, maybe_staff};

pub(super) const KIND: Kind = Kind {
    id: "substitutions",
    title: "Замены, отмены и переносы занятий",
    asked: Asked::Days,
    form: Form::Register,
    numbers: Numbers::Rows,
    make,
};

fn make(basis: &Basis<'_>) -> (String, Vec<Table>) {
    let archive = basis.facts.archive;
    let name = |staff| maybe_staff(archive, staff);
    let mut lessons: Vec<_> =
        archive.lessons.iter().filter(|row| row.substitutes.is_some() || !row.is_held()).collect();
    lessons.retain(|row| {
        basis.selection.has(archive, row.journal) && basis.selection.covers(&archive.settings, row.date)
    });
    lessons.sort_by_key(|row| (row.date, row.slot, row.journal));
    let rows = lessons.into_iter().map(|row| {
        let not_held = row.status.filter(|_| !row.is_held());
        let why = [row.reason.as_deref(), row.order.as_deref()];
        vec![
            Cell::Day(Some(row.date)),
            Cell::or_empty(row.slot),
            journal_cell(archive, row.journal),
            not_held.map_or("замена", |status| status.label()).into(),
            name(row.substitutes),
            name(row.teacher),
            why.into_iter().flatten().collect::<Vec<_>>().join(", ").into(),
            Cell::Number(Some(row.hours)),
            "".into(),
        ]
    });
    let slot = if archive.settings.is_school() { "Урок" } else { "Пара" };
    let columns = vec![
        text("date", "Дата", 2),
        number("slot", slot).wide(1),
        text("journal", "Журнал", 6),
        text("what", "Что было", 2),
        text("whom", "Кого заменяли", 3),
        text("who", "Кто заменял", 3),
        text("reason", "Причина, приказ", 4),
        number("hours", "Часов").wide(1),
        text("", "Подпись", 2),
    ];
    let note = "Занятия, проведённые за другого педагога, отменённые и перенесённые, по дням.".to_owned();
    let empty = "Замен, отмен и переносов нет.";
    (note, vec![Table::new("substitutions", "", columns, rows.collect(), empty)])
}
