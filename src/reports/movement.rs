//! The movement book (D14; N4.2.6, N4.2.13, N4.2.17, K3.2, P4.8): who came and went, and how many there were.

use super::table::{Cell, Table, number, text};
use super::{Asked, Basis, Form, Kind, Numbers, group_cell, student_in_full};
use crate::model::table::Ref;
use crate::model::{Group, Movement, MovementKind, Wording};
use chrono::NaiveDate;

pub(super) const KIND: Kind = Kind {
    id: "movement",
    title: "Книга движения обучающихся",
    asked: Asked::Days,
    form: Form::Register,
    numbers: Numbers::Rows,
    make,
};

fn make(basis: &Basis<'_>) -> (String, Vec<Table>) {
    let note = "Зачисление, перевод, отчисление и выпуск с приказами; контингент на начало и на конец срока — по дням, в которые обучающийся числится в группе."
        .to_owned();
    (note, vec![movements(basis), contingent(basis)])
}

fn movements(basis: &Basis<'_>) -> Table {
    let archive = basis.facts.archive;
    let wording = Wording::of(&archive.settings);
    let touches = |row: &&Movement| {
        let own = || archive.students[row.student].group;
        basis.selection.group.is_none_or(|group| {
            row.from == Some(group) || row.to == Some(group) || (row.to.is_none() && own() == group)
        })
    };
    let covered = |row: &&Movement| basis.selection.covers(&archive.settings, row.date);
    let mut rows: Vec<&Movement> = archive.movements.iter().filter(touches).filter(covered).collect();
    rows.sort_by_key(|row| row.date);
    let group = |group: Option<Ref<Group>>| group.map_or("".into(), |group| group_cell(archive, group));
    // Where the data do not say from which group somebody goes on or away, it is the one of the day before.
    let left = |row: &Movement| {
        let before = row.date.pred_opt()?;
        let groups = basis.facts.belonging.groups(row.student).iter();
        let comes = matches!(row.kind, MovementKind::Enrolled | MovementKind::Returned);
        let then = groups.filter(|_| !comes).find(|(span, _)| span.contains(before)).map(|(_, group)| *group);
        then.filter(|group| row.to != Some(*group))
    };
    let rows = rows.into_iter().map(|row| {
        let confirmed = [
            row.confirmation_no.as_ref().map(ToString::to_string),
            row.confirmation_date.map(|day| format!("от {}", crate::words::date(day))),
        ];
        let to = match (&row.to_organization, row.to) {
            (Some(outside), None) => outside.to_string().into(),
            (_, to) => group(to),
        };
        vec![
            Cell::Day(Some(row.date)),
            student_in_full(archive, row.student),
            wording.movement(row.kind).into(),
            Cell::or_empty(row.order.as_deref()),
            Cell::Day(row.order_date),
            group(row.from.or_else(|| left(row))),
            to,
            confirmed.into_iter().flatten().collect::<Vec<_>>().join(" ").into(),
        ]
    });
    let columns = vec![
        text("date", "Дата", 2),
        text("student", "Обучающийся", 4),
        text("kind", "Движение", 4),
        text("order", "Приказ", 2),
        text("order_date", "Дата приказа", 2),
        text("from", "Откуда", 2),
        text("to", "Куда", 4),
        text("confirmation", "Подтверждение", 3),
    ];
    let empty = "Сведений о движении нет.";
    Table::new("movements", "Движение", columns, rows.collect(), empty)
}

/// How many a group had on the first and the last day of its year or of what is asked for, and who came and
/// went between.
fn contingent(basis: &Basis<'_>) -> Table {
    let archive = basis.facts.archive;
    let mut sums = [0; 6];
    let mut rows: Vec<Vec<Cell>> = basis
        .selection
        .groups(archive)
        .map(|(group, _)| {
            let counts = counts(basis, group);
            sums.iter_mut().zip(counts).for_each(|(sum, count)| *sum += count);
            let numbers = counts.map(Cell::Count);
            [group_cell(archive, group)].into_iter().chain(numbers).collect()
        })
        .collect();
    let has_total = rows.len() > 1;
    if has_total {
        rows.push([Cell::from("Всего")].into_iter().chain(sums.map(Cell::Count)).collect());
    }
    let (from, to) = match archive.settings.is_school() {
        true => ("Из других классов", "В другие классы"),
        false => ("Из других групп", "В другие группы"),
    };
    let columns = vec![
        text("group", Wording::of(&archive.settings).group, 3),
        number("start", "На начало"),
        number("came", "Прибыло"),
        number("moved_in", from),
        number("moved_out", to),
        number("left", "Выбыло"),
        number("end", "На конец"),
    ];
    let table = Table::new("contingent", "Контингент", columns, rows, "Групп нет.");
    if has_total { table.totalled() } else { table }
}

/// On the first day; who came from outside after it and from another group; who went to another group and
/// away before the last; on the last day.
fn counts(basis: &Basis<'_>, group: Ref<Group>) -> [usize; 6] {
    let facts = basis.facts;
    let archive = facts.archive;
    let terms = archive.group_terms(group);
    let stretch = basis.stretch();
    let (first, last) =
        (stretch.first_day(&archive.settings, &terms), stretch.last_day(&archive.settings, &terms));
    let members = facts.belonging.group_members(group);
    let on =
        |day: NaiveDate| members.iter().filter(|one| facts.belonging.in_group(group, **one, day)).count();
    let [mut came, mut moved_in, mut moved_out, mut left] = [0; 4];
    for groups in members.iter().map(|one| facts.belonging.groups(*one)) {
        let elsewhere = |day: NaiveDate| groups.iter().any(|(span, own)| *own != group && span.contains(day));
        for (span, _) in groups.iter().filter(|(_, own)| *own == group) {
            if let Some(from) = span.from.filter(|from| first < *from && *from <= last) {
                let is_inside = from.pred_opt().is_some_and(elsewhere);
                *(if is_inside { &mut moved_in } else { &mut came }) += 1;
            }
            if let Some(until) = span.until.filter(|until| first <= *until && *until < last) {
                let is_inside = until.succ_opt().is_some_and(elsewhere);
                *(if is_inside { &mut moved_out } else { &mut left }) += 1;
            }
        }
    }
    [on(first), came, moved_in, moved_out, left, on(last)]
}
