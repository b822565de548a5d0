//! Marks and attendance entered or changed after the edit window (D13; P1.13, P2.3, F2.5.2, N3.20).

use super::{About, Basis, Report, Table, journal_title, text};
use crate::diagnostics::Code;
use crate::model::rules::EditWindow;
use crate::words;

pub(super) fn report(basis: &Basis<'_>) -> Report {
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
            let journal = about.journal.map(|journal| journal_title(archive, journal));
            let change = archive.changes.iter().find(|row| {
                finding.code == Code::ChangedAfterWindow
                    && Some(row.place.line) == finding.line
                    && archive.sources.name(row.place.source) == finding.file
            });
            let by = change.and_then(|row| row.by).map(|staff| archive.staff[staff].short_name());
            let reason = change.and_then(|row| row.reason.as_deref().map(str::to_owned));
            vec![
                journal.unwrap_or_default(),
                about.student.map(|student| archive.students[student].short_name()).unwrap_or_default(),
                finding.message.clone(),
                by.unwrap_or_default(),
                reason.unwrap_or_default(),
            ]
        });
    let columns = vec![
        text("Журнал", 4),
        text("Обучающийся", 3),
        text("Что произошло", 7),
        text("Кто", 2),
        text("Причина", 3),
    ];
    Report {
        id: "changes",
        title: "Записи и исправления задним числом",
        note: format!(
            "Отметки и посещаемость, внесённые или исправленные после периода редактирования: {window}."
        ),
        tables: vec![Table {
            title: String::new(),
            columns,
            rows: rows.collect(),
            empty: "Записей и исправлений задним числом нет.",
        }],
    }
}
