//! Who worked with the electronic journal (D9; K6.1, F2.1.11, N6.1, P3.6): by term, by week, by teacher and
//! group.

use super::chart::{self, Chart, Series};
use super::table::{Cell, Table, number, text};
use super::{Asked, Basis, Form, Kind, Numbers, group_cell, staff_cell, term_cell};
use crate::figures::activity::{Crowd, Member};
use crate::figures::{Facts, Stretch};
use crate::model::mark::fold;
use crate::model::{Role, Wording};
use crate::words;
use chrono::{Datelike, NaiveDate};

pub(super) const KIND: Kind = Kind {
    id: "activity",
    title: "Активность пользователей",
    asked: Asked::Days,
    form: Form::Report,
    numbers: Numbers::Rows,
    make,
};

const EMPTY: &str = "Сведений об активности нет.";

/// «преподаватели», in a school «учителя».
fn plural(facts: &Facts<'_>, role: Role) -> &'static str {
    let is_school = facts.archive.settings.is_school();
    match role {
        Role::Teacher if is_school => "учителя",
        Role::Teacher => "преподаватели",
        Role::Curator if is_school => "классные руководители",
        Role::Curator => "кураторы",
        Role::Master => "мастера п/о",
        Role::Parent => "родители",
        Role::Student => "обучающиеся",
        Role::Head => "руководители",
        Role::Admin => "администраторы",
    }
}

fn make(basis: &Basis<'_>) -> (String, Vec<Table>) {
    let crowd = Crowd::new(basis.facts);
    let mut tables = Vec::new();
    if basis.selection.group.is_none() {
        tables.extend([terms(basis, &crowd), weeks(basis, &crowd), teachers(basis, &crowd)]);
    }
    tables.push(groups(basis, &crowd));
    let note = "Участие — доля пар «пользователь, неделя» со входом среди возможных: пользователей роли на конец периода на недели, о которых есть сведения. Неделя относится к периоду, если в него попадает хотя бы один её день.";
    (note.to_owned(), tables)
}

fn terms(basis: &Basis<'_>, crowd: &Crowd<'_>) -> Table {
    let settings = &basis.facts.archive.settings;
    let stretches = basis.selection.stretches(&settings.all_terms());
    let mut rows = Vec::new();
    for role in crowd.roles() {
        for stretch in &stretches {
            let weeks = crowd.weeks(None, *stretch);
            if weeks.is_empty() {
                continue;
            }
            let done = crowd.done(role, &weeks);
            let active = |member: &&Member| weeks.iter().any(|week| member.weeks.contains_key(week));
            let (there, possible) = crowd.involved(role, None, *stretch);
            rows.push(vec![
                plural(basis.facts, role).into(),
                term_cell(basis.facts.archive, *stretch),
                Cell::Count(weeks.len()),
                Cell::Count(crowd.members(role, None, *stretch).count()),
                Cell::Count(crowd.members(role, None, *stretch).filter(active).count()),
                Cell::Count(done.sign_ins),
                done.actions.map_or(Cell::Missing, Cell::Count),
                Cell::share(there, possible),
            ]);
        }
    }
    let columns = vec![
        text("role", "Кто", 4),
        text("term", "Период", 3),
        number("weeks", "недель"),
        number("users", "пользователей"),
        number("active", "из них входили"),
        number("sign_ins", "входов"),
        number("actions", "действий"),
        number("involved", "участие"),
    ];
    Table::new("terms", "По периодам", columns, rows, EMPTY)
}

/// The weeks that are asked for.
fn asked_weeks(basis: &Basis<'_>, crowd: &Crowd<'_>) -> Vec<NaiveDate> {
    match basis.selection.stretch {
        None => crowd.known().collect(),
        Some(stretch) => crowd.weeks(None, stretch),
    }
}

fn weeks(basis: &Basis<'_>, crowd: &Crowd<'_>) -> Table {
    let weeks = asked_weeks(basis, crowd);
    let roles: Vec<Role> = crowd.roles().filter(|role| crowd.done(*role, &weeks).active > 0).collect();
    let done: Vec<Vec<_>> =
        weeks.iter().map(|week| roles.iter().map(|role| crowd.done(*role, &[*week])).collect()).collect();
    let rows = weeks.iter().zip(&done).map(|(week, done)| {
        let mut row = vec![Cell::Day(Some(*week))];
        row.extend(done.iter().map(|done| Cell::Few(done.active)));
        row.push(Cell::Count(done.iter().map(|done| done.sign_ins).sum()));
        row
    });
    let mut columns = vec![text("week", "Неделя с", 3)];
    columns.extend(roles.iter().map(|role| number(role.word(), plural(basis.facts, *role))));
    columns.push(number("sign_ins", "всего входов"));
    let series = roles.iter().enumerate().take(5).map(|(n, role)| Series {
        name: plural(basis.facts, *role).to_owned(),
        values: done.iter().map(|done| Some(done[n].active as f64)).collect(),
    });
    let chart = Chart {
        title: "Сколько человек входило за неделю".to_owned(),
        kind: chart::Kind::Lines,
        unit: chart::Unit::Count,
        categories: weeks.iter().map(|week| format!("{:02}.{:02}", week.day(), week.month())).collect(),
        series: series.collect(),
    };
    Table::new("weeks", "По неделям: сколько человек входило", columns, rows.collect(), EMPTY)
        .with(chart.split())
}

fn teachers(basis: &Basis<'_>, crowd: &Crowd<'_>) -> Table {
    let archive = basis.facts.archive;
    let weeks = asked_weeks(basis, crowd);
    let stretch = basis.stretch();
    let members = crowd.members(Role::Teacher, None, stretch);
    let mut own: Vec<_> =
        members.filter_map(|member| Some((member, &archive.staff[member.staff?]))).collect();
    own.sort_by_cached_key(|(_, staff)| (fold(&staff.full_name()), staff.id.to_string()));
    let rows = own.into_iter().map(|(member, staff)| {
        let in_weeks = weeks.iter().filter_map(|week| member.weeks.get(week));
        let last = member.weeks.keys().rev().find(|week| weeks.binary_search(week).is_ok());
        vec![
            member.staff.map_or(staff.full_name().into(), |staff| staff_cell(archive, staff)),
            Cell::Count(in_weeks.clone().count()),
            Cell::share(in_weeks.clone().count(), weeks.len()),
            Cell::Count(in_weeks.sum()),
            Cell::Day(last.copied()),
        ]
    });
    let columns = vec![
        text("teacher", Wording::of(&archive.settings).teacher, 5),
        number("weeks", "недель со входом"),
        number("involved", "участие"),
        number("sign_ins", "входов"),
        text("last", "Последняя неделя", 3),
    ];
    Table::new("teachers", Wording::of(&archive.settings).teachers, columns, rows.collect(), EMPTY)
}

fn groups(basis: &Basis<'_>, crowd: &Crowd<'_>) -> Table {
    let archive = basis.facts.archive;
    let stretch = basis.stretch();
    let weeks = asked_weeks(basis, crowd);
    let rows = basis.selection.groups(archive).filter(|_| !weeks.is_empty()).map(|(group, _)| {
        let mut cells = vec![group_cell(archive, group)];
        for role in [Role::Student, Role::Parent] {
            let (there, possible) = crowd.involved(role, Some(group), stretch);
            let members = || crowd.members(role, Some(group), stretch);
            cells.push(Cell::Count(members().count()));
            let ever = members().filter(|member| weeks.iter().any(|week| member.weeks.contains_key(week)));
            cells.push(Cell::Count(ever.count()));
            cells.push(Cell::share(there, possible));
        }
        cells
    });
    let columns = vec![
        text("group", Wording::of(&archive.settings).group, 4),
        number("students", "обучающихся"),
        number("students_active", "из них входили"),
        number("students_involved", "участие"),
        number("parents", "родителей"),
        number("parents_active", "из них входили"),
        number("parents_involved", "участие"),
    ];
    let title = match stretch {
        Stretch::Year => "Обучающиеся и родители, год".to_owned(),
        other => format!("Обучающиеся и родители, {}", words::lower_first(&other.title(&archive.settings))),
    };
    Table::new("groups", title, columns, rows.collect(), EMPTY)
}
