//! Performance and quality (D10; K6.2, N6.2, P4.6): by marks and by students, from the whole down.

use super::chart::{self, Chart, Series};
use super::pictures;
use super::table::{Cell, Column, Table, number, text};
use super::{Asked, Basis, Form, Kind, Numbers, name_cell, object, term_cell};
use crate::figures::Stretch;
use crate::figures::performance::{Counts, Performance, Scope, Students, performance};
use crate::model::{Archive, Wording};
use crate::words;
use serde::Serialize;
use serde_json::{Map, Value};

pub(super) const KIND: Kind = Kind {
    id: "performance",
    title: "Успеваемость и качество знаний",
    asked: Asked::Terms,
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
    counts: &'a Counts,
    passing: Option<f64>,
    quality: Option<f64>,
    sou: Option<f64>,
    mean: Option<f64>,
    #[serde(flatten)]
    students: Option<Students>,
}

fn numbers(basis: &Basis<'_>) -> Vec<Map<String, Value>> {
    let settings = &basis.facts.archive.settings;
    let line = |figure: &Performance| {
        let counts = &figure.counts;
        object(&Line {
            scope: figure.scope,
            id: &figure.id,
            term: figure.term.id(settings),
            counts,
            passing: counts.passing(),
            quality: counts.quality(),
            sou: counts.sou(settings),
            mean: counts.mean(),
            students: figure.students,
        })
    };
    performance(basis.facts, basis.selection).iter().map(line).collect()
}

fn make(basis: &Basis<'_>) -> (String, Vec<Table>) {
    let archive = basis.facts.archive;
    let figures = performance(basis.facts, basis.selection);
    let words = Wording::of(&archive.settings);
    let is_school = archive.settings.is_school();
    let scopes = [
        ("organization", Scope::Organization, "Организация"),
        ("courses", Scope::Course, if is_school { "Параллели" } else { "Курсы" }),
        ("groups", Scope::Group, if is_school { "Классы" } else { "Группы" }),
        ("disciplines", Scope::Discipline, if is_school { "Предметы" } else { "Дисциплины" }),
        ("teachers", Scope::Teacher, words.teachers),
        ("curators", Scope::Curator, if is_school { "Классные руководители" } else { "Кураторы" }),
        (
            "commissions",
            Scope::Commission,
            if is_school {
                "Методические объединения"
            } else {
                "Цикловые комиссии"
            },
        ),
    ];
    let of = |scope: Scope| figures.iter().filter(move |figure| figure.scope == scope);
    let mut tables = vec![by_students(
        archive,
        [Scope::Organization, Scope::Course, Scope::Group].into_iter().flat_map(of),
    )];
    for (key, scope, title) in scopes.into_iter().filter(|(_, scope, _)| of(*scope).next().is_some()) {
        let mut table = by_marks(archive, key, format!("{title}: по отметкам"), of(scope));
        if let Some(stretch) = last(&figures).filter(|_| scope == Scope::Group) {
            let groups: Vec<&Performance> = of(Scope::Group).filter(|own| own.term == stretch).collect();
            table = table
                .with(shares(archive, stretch, &groups).split())
                .with(distribution(archive, stretch, &groups).split());
        }
        tables.push(table);
    }
    let mut note = "Итоги аттестуемых журналов за каждый период и год. Кто выбыл до конца периода, не считается; освобождённые и оставшиеся без отметки показаны отдельно. «Зачтено» и «незачтено» входят только в успеваемость. СОУ — степень обученности.".to_owned();
    if archive.results.is_empty() {
        note.push_str(" Итоговых отметок в выгрузке нет.");
    }
    let without = basis.selection.groups(archive).filter(|(_, row)| !row.is_graded());
    let without: Vec<&str> = without.map(|(_, row)| &*row.name).collect();
    if !without.is_empty() {
        note.push_str(&format!(" Без отметок учатся: {}.", without.join(", ")));
    }
    (note, tables)
}

/// What is pictured: the year where there are results of it, else the last term.
fn last(figures: &[Performance]) -> Option<Stretch> {
    let of_groups = || figures.iter().filter(|figure| figure.scope == Scope::Group);
    let year = of_groups().find(|figure| figure.term == Stretch::Year && figure.counts.judged() > 0);
    year.or_else(|| of_groups().next_back()).map(|figure| figure.term)
}

/// Успеваемость and качество of groups.
fn shares(archive: &Archive, stretch: Stretch, groups: &[&Performance]) -> Chart {
    let series = |name: &str, value: fn(&Counts) -> Option<f64>| Series {
        name: name.to_owned(),
        values: groups.iter().map(|figure| value(&figure.counts)).collect(),
    };
    Chart {
        title: format!(
            "Успеваемость и качество знаний по отметкам, {}",
            words::lower_first(&stretch.title(&archive.settings))
        ),
        kind: chart::Kind::Bars,
        unit: chart::Unit::Share,
        categories: groups
            .iter()
            .map(|figure| name_cell(archive, figure.scope, &figure.id).to_string())
            .collect(),
        series: vec![series("успеваемость", Counts::passing), series("качество знаний", Counts::quality)],
    }
}

/// How many results of which mark groups have.
fn distribution(archive: &Archive, stretch: Stretch, groups: &[&Performance]) -> Chart {
    let title = format!("Сколько каких итогов, {}", words::lower_first(&stretch.title(&archive.settings)));
    pictures::results(title, groups, |figure| name_cell(archive, figure.scope, &figure.id).to_string())
}

fn by_marks<'a>(
    archive: &Archive,
    key: &'static str,
    title: String,
    figures: impl Iterator<Item = &'a Performance>,
) -> Table {
    let settings = &archive.settings;
    let rows = figures.map(|figure| {
        let counts = &figure.counts;
        let mut row = vec![name_cell(archive, figure.scope, &figure.id), term_cell(archive, figure.term)];
        let numbers = [counts.n5, counts.n4, counts.n3, counts.n2, counts.na, counts.passed, counts.failed];
        let others = [counts.unmarked, counts.exempt];
        row.extend(numbers.into_iter().chain(others).map(Cell::Few));
        row.extend([counts.passing(), counts.quality(), counts.sou(settings)].map(Cell::Share));
        row.push(Cell::Mean(counts.mean()));
        row
    });
    let columns = vec![
        text("name", "Чьи итоги", 5),
        text("term", "Период", 2),
        number("n5", "5"),
        number("n4", "4"),
        number("n3", "3"),
        number("n2", "2"),
        number("na", "н/а"),
        number("passed", "зачтено"),
        number("failed", "незачтено"),
        number("unmarked", "без отметки"),
        number("exempt", "осв"),
        number("passing", "успеваемость"),
        number("quality", "качество"),
        number("sou", "СОУ"),
        number("mean", "средний"),
    ];
    Table::new(key, title, columns, rows.collect(), "Итогов нет.")
}

fn by_students<'a>(archive: &Archive, figures: impl Iterator<Item = &'a Performance>) -> Table {
    let rows = figures.filter_map(|figure| {
        let students = figure.students?;
        Some(vec![
            name_cell(archive, figure.scope, &figure.id),
            term_cell(archive, figure.term),
            Cell::Count(students.students),
            Cell::Count(students.students_passing),
            Cell::share(students.students_passing, students.students),
            Cell::Count(students.students_quality),
            Cell::share(students.students_quality, students.students),
        ])
    });
    let columns: Vec<Column> = vec![
        text("name", "Чьи итоги", 5),
        text("term", "Период", 2),
        number("students", "обучающихся"),
        number("students_passing", "успевают"),
        number("passing", "абсолютная"),
        number("students_quality", "на 4 и 5"),
        number("quality", "качественная"),
    ];
    let groups = if archive.settings.is_school() {
        "параллели, классы"
    } else {
        "курсы, группы"
    };
    let title = format!("Организация, {groups}: по обучающимся");
    Table::new("students", title, columns, rows.collect(), "Итогов нет.")
}
