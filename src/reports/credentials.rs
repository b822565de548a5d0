//! Hand-outs of credentials, never a password (D22; P1.7, P3.2, P5.17, F2.1.4, S2.8, N3.11).

use super::table::{Cell, Table, text};
use super::{Asked, Basis, Form, Kind, Numbers, group_cell, maybe_staff, student_in_full};
use crate::diagnostics::Code;
use crate::model::table::{Found, Row};
use crate::model::{Credential, Wording};
use std::collections::BTreeMap;

pub(super) const KIND: Kind = Kind {
    id: "credentials",
    title: "Выдача реквизитов доступа",
    asked: Asked::Days,
    form: Form::Register,
    numbers: Numbers::Rows,
    make,
};

fn make(basis: &Basis<'_>) -> (String, Vec<Table>) {
    let archive = basis.facts.archive;
    // What is wrong with a row, by its line.
    let mut wrong: BTreeMap<(String, u64), Vec<&str>> = BTreeMap::new();
    for finding in &basis.in_group {
        let word = match finding.code {
            Code::LateCredentials => "позже 10 рабочих дней",
            Code::CredentialsBeforeConsent => "до согласия",
            _ => continue,
        };
        if let Some(line) = finding.line {
            wrong.entry((finding.file.clone(), u64::from(line))).or_default().push(word);
        }
    }
    let user = |row: &Credential| match archive.users.find(&row.user) {
        Found::Row(user) => Some(&archive.users[user]),
        _ => None,
    };
    let student = |row: &Credential| row.student.or_else(|| user(row)?.student);
    let in_group = |row: &&Credential| {
        let group = student(row).map(|student| archive.students[student].group);
        basis.selection.group.is_none_or(|one| group == Some(one))
    };
    let covered = |row: &&Credential| basis.selection.covers(&archive.settings, row.issued);
    let mut rows: Vec<&Credential> = archive.credentials.iter().filter(in_group).filter(covered).collect();
    rows.sort_by_key(|row| row.issued);
    let rows = rows.into_iter().map(|row| {
        let place = (archive.sources.name(row.place().source), u64::from(row.place().line));
        let whose = match student(row) {
            Some(student) => student_in_full(archive, student),
            None => maybe_staff(archive, user(row).and_then(|user| user.staff)),
        };
        let group = student(row).map(|student| group_cell(archive, archive.students[student].group));
        vec![
            Cell::Day(Some(row.issued)),
            row.user.to_string().into(),
            row.role.label().into(),
            whose,
            group.unwrap_or("".into()),
            maybe_staff(archive, row.by),
            wrong.get(&place).map(|words| words.join(", ")).unwrap_or_default().into(),
            "".into(),
        ]
    });
    let columns = vec![
        text("issued", "Выдано", 2),
        text("user", "Пользователь", 3),
        text("role", "Роль", 2),
        text("whose", "Кому, чей доступ", 4),
        text("group", Wording::of(&archive.settings).group, 2),
        text("by", "Кто выдал", 3),
        text("wrong", "Замечание", 3),
        text("", "Подпись", 2),
    ];
    let empty = "Сведений о выдаче доступа нет.";
    let note = "Кому и когда выданы имена для входа в электронный журнал. Пароли не записываются.";
    (note.to_owned(), vec![Table::new("credentials", "", columns, rows.collect(), empty)])
}
