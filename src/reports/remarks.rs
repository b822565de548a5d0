//! Remarks on how the journals are kept (D17; N4.5.10, K5.4, F3.4, P5.12).

use super::table::{Cell, Table, text};
use super::{Asked, Basis, Form, Kind, Numbers, journal_cell, maybe_staff};
use crate::model::Wording;

pub(super) const KIND: Kind = Kind {
    id: "remarks",
    title: "Замечания по ведению журналов",
    asked: Asked::Days,
    form: Form::Register,
    numbers: Numbers::Rows,
    make,
};

fn make(basis: &Basis<'_>) -> (String, Vec<Table>) {
    let archive = basis.facts.archive;
    let name = |staff| maybe_staff(archive, staff);
    let journal_of =
        |row: &crate::model::Remark| row.journal.or_else(|| Some(archive.lessons[row.lesson?].journal));
    let mut remarks: Vec<_> = archive.remarks.iter().collect();
    remarks.retain(|row| {
        let selection = basis.selection;
        let in_group =
            journal_of(row).map_or(selection.group.is_none(), |journal| selection.has(archive, journal));
        in_group && selection.covers(&archive.settings, row.date)
    });
    remarks.sort_by_key(|row| row.date);
    let rows = remarks.into_iter().map(|row| {
        let journal = journal_of(row);
        let on_the_day = || Some(basis.facts.ledger.teacher_on(archive, journal?, row.date));
        let teacher = row.teacher.or_else(on_the_day);
        vec![
            Cell::Day(Some(row.date)),
            journal.map_or("".into(), |journal| journal_cell(archive, journal)),
            row.text.to_string().into(),
            name(row.inspector),
            Cell::Day(row.due),
            match (row.resolved, row.due) {
                (None, Some(due)) if due < archive.settings.closed_on.0 => "не устранено".into(),
                (resolved, _) => Cell::Day(resolved),
            },
            Cell::Day(row.told),
            name(teacher),
            "".into(),
        ]
    });
    let columns = vec![
        text("date", "Дата", 2),
        text("journal", "Журнал", 4),
        text("text", "Замечание", 5),
        text("inspector", "Проверил", 3),
        text("due", "Срок", 2),
        text("resolved", "Устранено", 2),
        text("told", "Ознакомлен", 2),
        text("teacher", Wording::of(&archive.settings).teacher, 3),
        text("", "Подпись", 2),
    ];
    let empty = if archive.remarks.is_empty() {
        "Сведений о замечаниях нет."
    } else {
        "Замечаний нет."
    };
    let note = "Замечания проверяющих, их сроки и устранение.".to_owned();
    (note, vec![Table::new("remarks", "", columns, rows.collect(), empty)])
}
