//! Attendance (D16; N4.4.1, P1.12, P4.3): what each student missed in each term and the year, groups, and
//! months.

use super::chart::{self, Chart, Series};
use super::table::{Cell, Column, Table, number, text};
use super::{Basis, Kind, Numbers, name_of, object};
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
    of_terms: false,
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
    let settings = &archive.settings;
    let figures = attendance(basis.facts, basis.selection);
    let empty = "Занятий нет.";
    let of = |scope| figures.all.iter().filter(move |figure| figure.scope == scope);
    // A group's numbers are those of the organisation where one group is asked for.
    let whole = of(Scope::Organization).filter(|_| basis.selection.group.is_none());
    let rows = whole.chain(of(Scope::Group)).map(|figure| {
        let who = name_of(archive, figure.scope, &figure.id);
        row(basis, who, figure.term.title(settings), &figure.missed)
    });
    let title = if settings.is_school() {
        "Организация и классы"
    } else {
        "Организация и группы"
    };
    let mut tables = vec![Table::new("groups", title, columns("Период"), rows.collect(), empty)];
    tables.push(months(basis));
    for (group, of_group) in basis.selection.groups(archive) {
        let mut own: Vec<_> = figures.in_groups.iter().filter(|figure| figure.group == group).collect();
        // By name; what is of one student stays in the order of terms.
        own.sort_by_cached_key(|figure| {
            let (name, id) = archive.students[figure.student].sort_key();
            (name, id.to_owned())
        });
        let rows = own.into_iter().map(|figure| {
            let who = archive.students[figure.student].short_name();
            row(basis, who, figure.term.title(settings), &figure.missed)
        });
        tables.push(Table::new("students", &*of_group.name, columns("Период"), rows.collect(), empty));
    }
    let unit = if settings.is_school() { "урокам" } else { "часам" };
    let note = format!(
        "Проведённые занятия, на которых обучающийся числился и от которых не освобождён. Опоздание и отпуск с занятия — не пропуск; дни — те, в которые пропущены все занятия. Часы академические. Посещаемость — по {unit}: (возможно − пропущено) / возможно."
    );
    (note, tables)
}

fn columns(period: &str) -> Vec<Column> {
    let titles = [
        ("lessons", "занятий"),
        ("missed", "пропущено"),
        ("excused", "уваж."),
        ("ill", "болезнь"),
        ("unexcused", "без уваж."),
        ("absent", "неизв."),
        ("days", "дней"),
        ("missed_hours", "часов"),
        ("valid_hours", "из них уваж."),
        ("late", "опозданий"),
        ("released", "отпущен"),
        ("attendance", "посещаемость"),
    ];
    let numbers = titles.map(|(key, title)| number(key, title));
    [text("name", "Кто", 5), text("term", period, 2)].into_iter().chain(numbers).collect()
}

fn row(basis: &Basis<'_>, who: String, when: String, missed: &Missed) -> Vec<Cell> {
    let mut row = vec![who.into(), when.into(), Cell::Count(missed.lessons)];
    let numbers = [missed.missed(), missed.excused, missed.ill, missed.unexcused, missed.absent, missed.days];
    row.extend(numbers.map(Cell::Few));
    row.extend([missed.missed_hours, missed.valid_hours].map(|hours| Cell::Number(Some(hours))));
    row.extend([missed.late, missed.released].map(Cell::Few));
    row.push(Cell::Share(missed.share(&basis.facts.archive.settings)));
    row
}

/// Month by month. Full days are of a student and are not counted here.
fn months(basis: &Basis<'_>) -> Table {
    let archive = basis.facts.archive;
    let whose = match basis.selection.group {
        Some(group) => archive.groups[group].name.to_string(),
        None => archive.settings.organization.short_name.clone(),
    };
    let months = by_month(basis.facts, basis.selection);
    let shares = months.values().map(|missed| missed.share(&archive.settings));
    let chart = Chart {
        title: "Посещаемость по месяцам".to_owned(),
        kind: chart::Kind::Columns,
        unit: chart::Unit::Share,
        categories: months.keys().map(|month| words::month(*month).to_owned()).collect(),
        series: vec![Series { name: "посещаемость".to_owned(), values: shares.collect() }],
    };
    let mut columns = columns("Месяц");
    columns.retain(|column| column.key != "days");
    let days = 8;
    let rows = months.iter().map(|(month, missed)| {
        let when = format!("{} {}", words::month(*month), month.year());
        let mut row = row(basis, whose.clone(), when, missed);
        row.remove(days);
        row
    });
    let rows = rows.collect();
    Table::new("months", "По месяцам", columns, rows, "Занятий нет.").with(chart.split())
}
