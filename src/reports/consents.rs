//! Consents to the processing of personal data, and who of the staff has access to them (D21; N3.9, N3.11,
//! N3.14, N3.17, P5.17).

use super::table::{Cell, Table, text};
use super::{Asked, Basis, Form, Kind, Numbers, group_cell, staff_cell, student_in_full};
use crate::figures::Given;
use crate::model::mark::fold;
use crate::model::table::Ref;
use crate::model::{Consent, Staff, Student, User, Wording};
use std::collections::BTreeSet;

pub(super) const KIND: Kind = Kind {
    id: "consents",
    title: "Согласия на обработку персональных данных",
    asked: Asked::Year,
    form: Form::Register,
    numbers: Numbers::Rows,
    make,
};

fn make(basis: &Basis<'_>) -> (String, Vec<Table>) {
    let note = "Согласия обучающихся и их законных представителей; кто из работников имеет доступ к данным и дал обязательство о неразглашении.".to_owned();
    (note, vec![given(basis), without(basis), access(basis)])
}

fn is_covered(basis: &Basis<'_>, student: Ref<Student>) -> bool {
    basis.selection.group.is_none_or(|group| basis.facts.archive.students[student].group == group)
}

fn given(basis: &Basis<'_>) -> Table {
    let archive = basis.facts.archive;
    let mut rows: Vec<&Consent> =
        archive.consents.iter().filter(|row| is_covered(basis, row.student)).collect();
    // As people look for them: by group, then by name.
    rows.sort_by_cached_key(|row| {
        let student = &archive.students[row.student];
        (student.group, fold(&student.full_name()), row.student, row.given)
    });
    let rows = rows.into_iter().map(|row| {
        vec![
            Cell::Day(Some(row.given)),
            student_in_full(archive, row.student),
            group_cell(archive, archive.students[row.student].group),
            row.kind.to_string().into(),
            Cell::or_empty(row.number.as_deref()),
            Cell::or_empty(row.by.as_deref()),
            Cell::Day(row.withdrawn),
        ]
    });
    let columns = vec![
        text("given", "Дано", 2),
        text("student", "Обучающийся", 5),
        text("group", Wording::of(&archive.settings).group, 2),
        text("kind", "На что", 4),
        text("number", "№", 2),
        text("by", "Кто дал", 4),
        text("withdrawn", "Отозвано", 2),
    ];
    let empty = "Сведений о согласиях нет.";
    Table::new("consents", "Согласия", columns, rows.collect(), empty)
}

/// Students without a consent that holds.
fn without(basis: &Basis<'_>) -> Table {
    let archive = basis.facts.archive;
    let consents = basis.facts.consents;
    // Where consents are told of, who is not named has none that anybody knows of.
    let mut students: Vec<Ref<Student>> = archive
        .students
        .refs()
        .map(|(student, _)| student)
        .filter(|student| consents.is_known() && consents.of(*student) != Given::Yes)
        .filter(|student| is_covered(basis, *student))
        .collect();
    archive.sort_by_name(&mut students);
    let row = |student: &Ref<Student>| {
        vec![
            student_in_full(archive, *student),
            group_cell(archive, archive.students[*student].group),
            match consents.of(*student) {
                Given::No => "нет или отозвано",
                _ => "сведений нет",
            }
            .into(),
            "".into(),
        ]
    };
    let columns = vec![
        text("student", "Обучающийся", 4),
        text("group", Wording::of(&archive.settings).group, 3),
        text("known", "Согласие", 3),
        text("", "Отметка о получении", 4),
    ];
    let rows = students.iter().map(row).collect();
    let empty = if consents.is_known() {
        "Действующее согласие есть у всех."
    } else {
        "Сведений о согласиях нет."
    };
    Table::new("without", "Без согласия", columns, rows, empty)
}

/// Those of the staff who are users, and their undertakings.
fn access(basis: &Basis<'_>) -> Table {
    let archive = basis.facts.archive;
    let mut staff: BTreeSet<Ref<Staff>> = archive.users.iter().filter_map(|row: &User| row.staff).collect();
    staff.extend(archive.undertakings.iter().map(|row| row.staff));
    let mut staff: Vec<Ref<Staff>> = staff.into_iter().collect();
    staff.sort_by_cached_key(|one| fold(&archive.staff[*one].full_name()));
    let rows = staff.into_iter().map(|one| {
        let own = archive.undertakings.iter().find(|row| row.staff == one);
        vec![
            staff_cell(archive, one),
            Cell::or_empty(archive.staff[one].position.as_deref()),
            own.map_or("нет в данных".into(), |row| Cell::Day(Some(row.given))),
            Cell::or_empty(own.and_then(|row| row.number.as_deref())),
            "".into(),
        ]
    });
    let columns = vec![
        text("staff", "Работник", 3),
        text("position", "Должность", 5),
        text("given", "Обязательство дано", 2),
        text("number", "№", 2),
        text("", "Подпись", 2),
    ];
    let empty = "Сведений о пользователях и обязательствах нет.";
    Table::new("access", "Доступ работников к персональным данным", columns, rows.collect(), empty)
}
