//! Olympiads by stage: who took part, and how many of all (D23; P4.6).

use super::table::{Cell, Table, number, text};
use super::{Asked, Basis, Form, Kind, Numbers, group_cell, student_in_full};
use crate::model::mark::fold;
use crate::model::table::Ref;
use crate::model::{Olympiad, Student, Wording};
use std::collections::BTreeSet;

pub(super) const KIND: Kind = Kind {
    id: "olympiads",
    title: "Участие в олимпиадах",
    asked: Asked::Days,
    form: Form::Register,
    numbers: Numbers::Rows,
    make,
};

/// The stages of the All-Russian olympiad, with the first grade that takes part; of a college's the first is
/// its own.
const STAGES: [(&str, u32); 5] =
    [("школьный", 4), ("начальный", 0), ("муниципальный", 7), ("региональный", 9), ("заключительный", 9)];

fn make(basis: &Basis<'_>) -> (String, Vec<Table>) {
    let archive = basis.facts.archive;
    let covered = |row: &&Olympiad| {
        let in_group = basis.selection.group.is_none_or(|group| archive.students[row.student].group == group);
        in_group && row.date.is_none_or(|day| basis.selection.covers(&archive.settings, day))
    };
    let mut rows: Vec<&Olympiad> = archive.olympiads.iter().filter(covered).collect();
    rows.sort_by_key(|row| (rank(&row.stage), row.date, fold(&row.subject)));
    let note = "Охват — доля обучающихся, участвовавших хотя бы в одной олимпиаде этапа, среди всех, кого этап касается: в школе школьный — с 4 класса, муниципальный — с 7, следующие — с 9; в колледже — среди всех.";
    (note.to_owned(), vec![participants(basis, &rows), coverage(basis, &rows)])
}

fn rank(stage: &str) -> usize {
    STAGES.iter().position(|(name, _)| fold(stage).contains(name)).unwrap_or(STAGES.len())
}

fn coverage(basis: &Basis<'_>, rows: &[&Olympiad]) -> Table {
    let archive = basis.facts.archive;
    let mut stages: Vec<&str> = Vec::new();
    for row in rows {
        if !stages.iter().any(|stage| fold(stage) == fold(&row.stage)) {
            stages.push(&row.stage);
        }
    }
    let concerned = |stage: &str| {
        let least = STAGES.get(rank(stage)).map_or(0, |(_, grade)| *grade);
        let of = |row: &&Student| {
            let group = &archive.groups[row.group];
            let asked = basis.selection.group.is_none_or(|own| own == row.group);
            asked && (!archive.settings.is_school() || group.grade.is_none_or(|grade| grade >= least))
        };
        archive.students.iter().filter(of).count()
    };
    let rows = stages.into_iter().map(|stage| {
        let own = || rows.iter().filter(|row| fold(&row.stage) == fold(stage));
        let students: BTreeSet<Ref<Student>> = own().map(|row| row.student).collect();
        let has = |word: &str| {
            own().filter(|row| row.result.as_deref().is_some_and(|it| fold(it).contains(word))).count()
        };
        vec![
            stage.to_owned().into(),
            Cell::Count(own().count()),
            Cell::Count(students.len()),
            Cell::Count(has("победител")),
            Cell::Count(has("призер")),
            Cell::share(students.len(), concerned(stage)),
        ]
    });
    let columns = vec![
        text("stage", "Этап", 5),
        number("entries", "Участий"),
        number("students", "Участников"),
        number("winners", "Победителей"),
        number("prizes", "Призёров"),
        number("share", "Охват"),
    ];
    Table::new("coverage", "По этапам", columns, rows.collect(), "Сведений об олимпиадах нет.")
}

fn participants(basis: &Basis<'_>, rows: &[&Olympiad]) -> Table {
    let archive = basis.facts.archive;
    let row = |row: &&Olympiad| {
        vec![
            row.stage.to_string().into(),
            row.subject.to_string().into(),
            Cell::Day(row.date),
            student_in_full(archive, row.student),
            group_cell(archive, archive.students[row.student].group),
            Cell::or_empty(row.result.as_deref()),
        ]
    };
    let columns = vec![
        text("stage", "Этап", 3),
        text("subject", "Предмет", 4),
        text("date", "Дата", 2),
        text("student", "Обучающийся", 4),
        text("group", Wording::of(&archive.settings).group, 2),
        text("result", "Результат", 3),
    ];
    Table::new("participants", "Участники", columns, rows.iter().map(row).collect(), "Участников нет.")
}
