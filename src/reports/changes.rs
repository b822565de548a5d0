//! Marks and attendance entered or changed after the edit window (D13; P1.13, P2.3, F2.5.2, N3.20), and
//! every change of a term's mark.

use super::about::About;
use super::table::{Cell, Column, Table, text};
use super::{Asked, Basis, Form, Kind, Numbers, journal_cell, maybe_staff, student_cell, term_cell};
use crate::diagnostics::{Code, Diagnostic};
use crate::figures::Stretch;
use crate::model::rules::EditWindow;
use crate::model::settings::{Period, TermId};
use crate::model::table::{Ref, Row, first_of_record};
use crate::model::{Archive, AttendanceStatus, Change};
use crate::words;
use chrono::NaiveDateTime;

pub(super) const KIND: Kind = Kind {
    id: "changes",
    title: "Записи и исправления задним числом",
    asked: Asked::Days,
    form: Form::Report,
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
    let mut note = format!(
        "Отметки, внесённые после периода редактирования, и исправления отметок и посещаемости после него: {window}. Период отчёта — по дню, когда запись сделана."
    );
    let ledger = basis.facts.ledger;
    let lessons = basis.selection.journals(archive).flat_map(|(journal, _)| ledger.lessons(journal));
    let marks = lessons.flat_map(|lesson| ledger.marks(*lesson));
    let unknown = marks.filter(|mark| archive.marks[**mark].entered_at.is_none()).count();
    if unknown > 0 {
        note.push_str(&format!(
            " Время внесения не указано у {}: о них судить нельзя.",
            words::count(unknown, ["отметки", "отметок", "отметок"])
        ));
    }
    if archive.changes.is_empty() {
        note.push_str(" Истории исправлений в выгрузке нет: исправления, если они были, здесь не видны.");
    }
    (note, vec![late(basis), results(basis)])
}

/// What is told of every entry.
fn columns(place: Column) -> Vec<Column> {
    vec![
        text("journal", "Журнал", 5),
        text("student", "Обучающийся", 3),
        place,
        text("what", "Что сделано", 3),
        text("at", "Когда", 3),
        text("old", "Было", 1),
        text("new", "Стало", 1),
        text("by", "Кто", 3),
        text("reason", "Причина", 4),
    ]
}

/// Whether a row is the one that a finding is about.
fn is_at<T: Row>(archive: &Archive, row: &T, finding: &Diagnostic) -> bool {
    finding.line.map(u64::from) == Some(u64::from(row.place().line))
        && archive.sources.name(row.place().source) == finding.file
}

fn late(basis: &Basis<'_>) -> Table {
    let archive = basis.facts.archive;
    let found = basis
        .in_group
        .iter()
        .filter(|finding| matches!(finding.code, Code::EnteredAfterWindow | Code::ChangedAfterWindow));
    let ledger = basis.facts.ledger;
    let mut rows: Vec<(NaiveDateTime, Vec<Cell>)> = Vec::new();
    for finding in found {
        let about = About::of(archive, finding);
        let (what, at, old, new, by, reason) = if finding.code == Code::EnteredAfterWindow {
            let mut marks = about.lesson.iter().flat_map(|lesson| ledger.marks(*lesson));
            let own = marks.find(|mark| is_at(archive, &archive.marks[**mark], finding));
            let row = own.map(|mark| &archive.marks[*mark]);
            let Some((row, at)) = row.and_then(|row| Some((row, row.entered_at?))) else { continue };
            ("отметка внесена", at, String::new(), row.value.text.to_string(), row.entered_by, None)
        } else {
            let mut changes = about.journal.iter().flat_map(|journal| ledger.changes(*journal));
            let own = changes.find(|change| is_at(archive, &archive.changes[**change], finding));
            let Some(row) = own.map(|change| &archive.changes[*change]) else { continue };
            let is_mark = &*row.table == "marks";
            let what = if is_mark {
                "отметка исправлена"
            } else {
                "посещаемость исправлена"
            };
            (what, row.at, value(row.old.as_deref()), value(row.new.as_deref()), row.by, Some(reason(row)))
        };
        if !basis.selection.covers(&archive.settings, at.date()) {
            continue;
        }
        let student = about.student.map(|student| student_cell(archive, student));
        rows.push((
            at,
            vec![
                about.journal.map_or("".into(), |journal| journal_cell(archive, journal)),
                student.unwrap_or("".into()),
                Cell::Day(about.lesson.map(|lesson| archive.lessons[lesson].date)),
                what.into(),
                words::moment(at).into(),
                old.into(),
                new.into(),
                maybe_staff(archive, by),
                reason.unwrap_or_default().into(),
            ],
        ));
    }
    rows.sort_by_key(|(at, _)| *at);
    let rows = rows.into_iter().map(|(_, row)| row).collect();
    let empty = "Записей и исправлений задним числом не найдено.";
    Table::new("changes", "После периода редактирования", columns(text("date", "Занятие", 2)), rows, empty)
}

/// Every change of a term's mark, whenever it was.
fn results(basis: &Basis<'_>) -> Table {
    let archive = basis.facts.archive;
    let journals = basis.selection.journals(archive).map(|(journal, _)| journal);
    let mut changes: Vec<Ref<Change>> = journals
        .flat_map(|journal| basis.facts.ledger.changes(journal))
        .copied()
        .filter(|change| {
            let row = &archive.changes[*change];
            &*row.table == "results" && basis.selection.covers(&archive.settings, row.at.date())
        })
        .collect();
    changes.sort_by_key(|change| (archive.changes[*change].at, *change));
    let rows = changes.into_iter().map(|change| &archive.changes[change]).filter_map(|row| {
        let (journal, rest) = first_of_record(&archive.journals, &row.record)?;
        let student = first_of_record(&archive.students, rest);
        let term = student.map_or(rest, |(_, rest)| rest);
        Some(vec![
            journal_cell(archive, journal),
            student.map_or("".into(), |(student, _)| student_cell(archive, student)),
            period(archive, term),
            "итог исправлен".into(),
            words::moment(row.at).into(),
            value(row.old.as_deref()).into(),
            value(row.new.as_deref()).into(),
            maybe_staff(archive, row.by),
            reason(row).into(),
        ])
    });
    let rows = rows.collect();
    let empty = "Исправлений итоговых отметок нет.";
    Table::new("results", "Исправления итоговых отметок", columns(text("term", "Период", 2)), rows, empty)
}

/// «1 семестр», «Год»; of another word itself.
fn period(archive: &Archive, id: &str) -> Cell {
    if let Some(period) = Period::of_word(id) {
        return period.label(&archive.settings).into();
    }
    let terms = (0..archive.settings.terms.len()).map(|index| Stretch::Term(TermId(index as u8)));
    let own = terms.chain([Stretch::Year]).find(|own| own.id(&archive.settings) == id);
    own.map_or(id.into(), |own| term_cell(archive, own))
}

/// A value as the journal shows it.
fn value(text: Option<&str>) -> String {
    let text = text.unwrap_or("—");
    let status = AttendanceStatus::ALL.iter().find(|status| status.word() == text);
    status.map_or(text, |status| status.sign()).to_owned()
}

fn reason(row: &Change) -> String {
    row.reason.as_deref().unwrap_or("не указана").to_owned()
}
