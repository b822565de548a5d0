//! Marks and attendance entered or changed after the edit window (D13; P1.13, P2.3, F2.5.2, N3.20).

use super::about::About;
use super::table::{Cell, Table, text};
use super::{Basis, Kind, Numbers, journal_title};
use crate::diagnostics::Code;
use crate::model::rules::EditWindow;
use crate::words;

pub(super) const KIND: Kind = Kind {
    id: "changes",
    title: "Записи и исправления задним числом",
    of_terms: false,
    numbers: Numbers::Rows,
    make,
};

fn make(basis: &Basis<'_>) -> (String, Vec<Table>) {
    let archive = basis.facts.archive;
    let window = match archive.settings.rules.edit_window {
        EditWindow::Never => "до конца года".to_owned(),
        EditWindow::Days(days) => {
            format!("{} после занятия", words::count(days as usize, ["день", "дня", "дней"]))
        }
        EditWindow::Month => "календарный месяц после занятия".to_owned(),
    };
    let rows = basis
        .findings
        .iter()
        .filter(|finding| matches!(finding.code, Code::EnteredAfterWindow | Code::ChangedAfterWindow))
        .map(|finding| {
            let about = About::of(archive, finding);
            let change = archive.changes.iter().find(|row| {
                finding.code == Code::ChangedAfterWindow
                    && Some(row.place.line) == finding.line
                    && archive.sources.name(row.place.source) == finding.file
            });
            vec![
                Cell::or_empty(about.journal.map(|journal| journal_title(archive, journal))),
                Cell::or_empty(about.student.map(|student| archive.students[student].short_name())),
                Cell::Day(about.lesson.map(|lesson| archive.lessons[lesson].date)),
                finding.message.as_str().into(),
                Cell::or_empty(change.and_then(|row| row.old.as_deref())),
                Cell::or_empty(change.and_then(|row| row.new.as_deref())),
                Cell::or_empty(change.and_then(|row| row.by).map(|staff| archive.staff[staff].short_name())),
                Cell::or_empty(change.and_then(|row| row.reason.as_deref())),
            ]
        });
    let columns = vec![
        text("journal", "Журнал", 4),
        text("student", "Обучающийся", 3),
        text("date", "Занятие", 2),
        text("what", "Что произошло", 6),
        text("old", "Было", 1),
        text("new", "Стало", 1),
        text("by", "Кто", 2),
        text("reason", "Причина", 3),
    ];
    let note =
        format!("Отметки и посещаемость, внесённые или исправленные после периода редактирования: {window}.");
    let empty = "Записей и исправлений задним числом нет.";
    (note, vec![Table::new("changes", "", columns, rows.collect(), empty)])
}
