//! Attendance (D16; N4.4.1, P1.12, P4.3): what each student missed in each term and the year, groups, and
//! months.

use super::pictures;
use super::table::{Cell, Column, Table, number, text};
use super::{Asked, Basis, Form, Kind, Numbers, group_cell, name_cell, object, student_cell, term_cell};
use crate::figures::Stretch;
use crate::figures::attendance::{Missed, attendance, by_month};
use crate::figures::performance::Scope;
use crate::words;
use chrono::Datelike;
use serde::Serialize;
use serde_json::{Map, Value};

pub(super) const KIND: Kind = Kind {
    id: "attendance",
    title: "Посещаемость",
    asked: Asked::Days,
    form: Form::Report,
    numbers: Numbers::Figures(numbers),
    make,
};

#[derive(Serialize)]
struct Line<'a> {
    scope: Scope,
    id: &'a str,
    term: String,
    #[serde(flatten)]
    missed: &'a Missed,
}

/// Of the year only where it is asked for (contract §3).
fn numbers(basis: &Basis<'_>) -> Vec<Map<String, Value>> {
    let settings = &basis.facts.archive.settings;
    let figures = attendance(basis.facts, basis.selection);
    let of_year = basis.selection.stretch.is_some();
    let told = figures.all.iter().filter(|figure| of_year || figure.term != Stretch::Year);
    told.map(|figure| {
        let term = figure.term.id(settings);
        object(&Line { scope: figure.scope, id: &figure.id, term, missed: &figure.missed })
    })
    .collect()
}

fn make(basis: &Basis<'_>) -> (String, Vec<Table>) {
    let archive = basis.facts.archive;
    if archive.attendance.is_empty() {
        let empty = "Сведений о посещаемости в выгрузке нет: нет данных.";
        let columns = columns(basis, "Период", "занятий");
        return (String::new(), vec![Table::new("groups", "", columns, Vec::new(), empty)]);
    }
    let settings = &archive.settings;
    let figures = attendance(basis.facts, basis.selection);
    let empty = "Занятий нет.";
    let of = |scope| figures.all.iter().filter(move |figure| figure.scope == scope);
    // A group's numbers are those of the organisation where one group is asked for.
    let whole = of(Scope::Organization).filter(|_| basis.selection.group.is_none());
    let rows = whole.chain(of(Scope::Group)).map(|figure| {
        let who = name_cell(archive, figure.scope, &figure.id);
        row(basis, who, term_cell(archive, figure.term), &figure.missed)
    });
    let title = if settings.is_school() {
        "Организация и классы"
    } else {
        "Организация и группы"
    };
    let mut tables = vec![Table::new(
        "groups",
        title,
        columns(basis, "Период", "человеко-занятий"),
        rows.collect(),
        empty,
    )];
    tables.push(months(basis));
    for (group, of_group) in basis.selection.groups(archive) {
        let mut own: Vec<_> = figures.in_groups.iter().filter(|figure| figure.group == group).collect();
        // By name; what is of one student stays in the order of terms.
        own.sort_by_cached_key(|figure| {
            let (name, id) = archive.students[figure.student].sort_key();
            (name, id.to_owned())
        });
        let rows = own.into_iter().map(|figure| {
            let who = student_cell(archive, figure.student);
            row(basis, who, term_cell(archive, figure.term), &figure.missed)
        });
        tables.push(Table::new(
            "students",
            &*of_group.name,
            columns(basis, "Период", "занятий"),
            rows.collect(),
            empty,
        ));
    }
    let unit = if settings.is_school() { "урокам" } else { "часам" };
    let note = format!(
        "Проведённые занятия, на которых обучающийся числился и от которых не освобождён. Опоздание и отпуск с занятия — не пропуск; дни — те, в которые пропущены все занятия. Часы академические. Посещаемость — по {unit}: (возможно − пропущено) / возможно."
    );
    (note, tables)
}

/// The columns; lessons are of one student, or of many one by one.
fn columns(basis: &Basis<'_>, period: &str, lessons: &str) -> Vec<Column> {
    let titles = [
        ("lessons", lessons),
        ("missed", "пропущено"),
        ("excused", "по уваж. причине"),
        ("ill", "по болезни"),
        ("unexcused", "без уваж."),
        ("absent", "причина неизв."),
        ("days", "полных дней"),
        ("missed_hours", "пропущено, ч"),
        ("valid_hours", "уваж. и болезнь, ч"),
        ("late", "опозданий"),
        ("released", "отпущен"),
        ("attendance", "посещаемость"),
    ];
    let numbers = titles.map(|(key, title)| number(key, title));
    let mut columns: Vec<Column> =
        [text("name", "Кто", 5), text("term", period, 2)].into_iter().chain(numbers).collect();
    columns.retain(|column| is_told(basis, column.key));
    columns
}

/// In a school a lesson is an hour: hours say nothing new.
fn is_told(basis: &Basis<'_>, key: &str) -> bool {
    !basis.facts.archive.settings.is_school() || !["missed_hours", "valid_hours"].contains(&key)
}

fn row(basis: &Basis<'_>, who: Cell, when: Cell, missed: &Missed) -> Vec<Cell> {
    let mut row = vec![who, when, Cell::Count(missed.lessons)];
    let numbers = [missed.missed(), missed.excused, missed.ill, missed.unexcused, missed.absent, missed.days];
    row.extend(numbers.map(Cell::Few));
    if is_told(basis, "missed_hours") {
        row.extend([missed.missed_hours, missed.valid_hours].map(|hours| Cell::Number(Some(hours))));
    }
    row.extend([missed.late, missed.released].map(Cell::Few));
    row.push(Cell::Share(missed.share(&basis.facts.archive.settings)));
    row
}

/// Month by month. Full days are of a student and are not counted here.
fn months(basis: &Basis<'_>) -> Table {
    let archive = basis.facts.archive;
    let whose: Cell = match basis.selection.group {
        Some(group) => group_cell(archive, group),
        None => archive.settings.organization.short_name.as_str().into(),
    };
    let months = by_month(basis.facts, basis.selection);
    let chart = pictures::attendance_by_month(&archive.settings, &months);
    let mut columns = columns(basis, "Месяц", "человеко-занятий");
    columns.retain(|column| column.key != "days");
    let days = 8;
    let rows = months.iter().map(|(month, missed)| {
        let when = format!("{} {}", words::month(*month), month.year());
        let mut row = row(basis, whose.clone(), when.into(), missed);
        row.remove(days);
        row
    });
    let rows = rows.collect();
    Table::new("months", "По месяцам", columns, rows, "Занятий нет.").with(chart.split())
}
