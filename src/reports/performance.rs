//! Performance and quality (D10; K6.2, N6.2, P4.6): by marks and by students, from the whole down.

use super::{Basis, Report, Table, number, percent, share, text, unless_none};
use crate::figures::performance::{Performance, Scope, performance};
use crate::model::Archive;
use crate::model::table::Found;
use crate::words;

pub(super) fn report(basis: &Basis<'_>) -> Report {
    let archive = basis.facts.archive;
    let figures = performance(basis.facts, None);
    let words = crate::model::Wording::of(&archive.settings);
    let scopes = [
        (Scope::Organization, "Организация".to_owned()),
        (Scope::Course, if archive.settings.is_school() { "Параллели" } else { "Курсы" }.to_owned()),
        (Scope::Group, if archive.settings.is_school() { "Классы" } else { "Группы" }.to_owned()),
        (Scope::Discipline, if archive.settings.is_school() { "Предметы" } else { "Дисциплины" }.to_owned()),
        (Scope::Teacher, words.teachers.to_owned()),
        (Scope::Curator, "Кураторы и классные руководители".to_owned()),
        (Scope::Commission, "Цикловые комиссии".to_owned()),
    ];
    let of = |scope: Scope| figures.iter().filter(move |figure| figure.scope == scope);
    let mut tables: Vec<Table> = scopes
        .into_iter()
        .filter(|(scope, _)| of(*scope).next().is_some())
        .map(|(scope, title)| by_marks(archive, format!("{title}: по отметкам"), of(scope)))
        .collect();
    let scopes = [Scope::Organization, Scope::Course, Scope::Group];
    tables.insert(0, by_students(archive, scopes.into_iter().flat_map(of)));
    Report {
        id: "performance",
        title: "Успеваемость и качество знаний",
        note: "Итоги аттестуемых журналов за каждый период и год. Кто выбыл до конца периода, не считается; освобождённые и оставшиеся без отметки показаны отдельно. СОУ — степень обученности.".to_owned(),
        tables,
    }
}

/// What a figure is about, as people name it.
fn name(archive: &Archive, figure: &Performance) -> String {
    let staff = |id: &str| match archive.staff.find(id) {
        Found::Row(staff) => archive.staff[staff].short_name(),
        _ => id.to_owned(),
    };
    match figure.scope {
        Scope::Organization => archive.settings.organization.short_name.clone(),
        Scope::Course if archive.settings.is_school() => format!("{} класс", figure.id),
        Scope::Course => format!("{} курс", figure.id),
        Scope::Group => match archive.groups.find(&figure.id) {
            Found::Row(group) => archive.groups[group].name.to_string(),
            _ => figure.id.clone(),
        },
        Scope::Teacher | Scope::Curator => staff(&figure.id),
        _ => figure.id.clone(),
    }
}

fn by_marks<'a>(archive: &Archive, title: String, figures: impl Iterator<Item = &'a Performance>) -> Table {
    let settings = &archive.settings;
    let rows = figures.map(|figure| {
        let counts = &figure.counts;
        let mut row = vec![name(archive, figure), figure.term.title(settings).to_owned()];
        let numbers = [counts.n5, counts.n4, counts.n3, counts.n2, counts.na, counts.unmarked, counts.exempt];
        row.extend(numbers.into_iter().map(unless_none));
        row.extend([counts.passing(), counts.quality(), counts.sou(settings)].map(percent));
        row.push(counts.mean().map_or("—".to_owned(), words::mean));
        row
    });
    let columns = vec![
        text("Чьи итоги", 5),
        text("Период", 2),
        number("5"),
        number("4"),
        number("3"),
        number("2"),
        number("н/а"),
        number("без отметки"),
        number("осв"),
        number("успеваемость"),
        number("качество"),
        number("СОУ"),
        number("средний"),
    ];
    Table { title, columns, rows: rows.collect(), empty: "Итогов нет." }
}

fn by_students<'a>(archive: &Archive, figures: impl Iterator<Item = &'a Performance>) -> Table {
    let rows = figures.filter_map(|figure| {
        let students = figure.students?;
        Some(vec![
            name(archive, figure),
            figure.term.title(&archive.settings).to_owned(),
            students.students.to_string(),
            students.students_passing.to_string(),
            share(students.students_passing, students.students),
            students.students_quality.to_string(),
            share(students.students_quality, students.students),
        ])
    });
    let columns = vec![
        text("Чьи итоги", 5),
        text("Период", 2),
        number("обучающихся"),
        number("успевают"),
        number("абсолютная"),
        number("на 4 и 5"),
        number("качественная"),
    ];
    Table {
        title: "Организация, курсы, группы: по обучающимся".to_owned(),
        columns,
        rows: rows.collect(),
        empty: "Итогов нет.",
    }
}
