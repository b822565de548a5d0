//! The forecast (I5; K2.2, S1.13, N2.2), named as one, with its method and how well it would have done.

use super::table::{Cell, Column, Table, number, text};
use super::{Asked, Basis, Form, Kind, Numbers, group_cell, name_cell, object, row_of, student_cell};
use crate::figures::forecast::{Final, Forecast, Hits, Next, forecast, hits};
use crate::figures::performance::Scope;
use crate::model::table::Ref;
use crate::model::{Archive, GiaKind, Group, Wording};
use serde::Serialize;
use serde_json::{Map, Value};
use std::collections::BTreeMap;

pub(super) const KIND: Kind = Kind {
    id: "forecast",
    title: "Прогноз успеваемости",
    asked: Asked::Year,
    form: Form::Report,
    numbers: Numbers::Figures(numbers),
    make,
};

#[derive(Serialize)]
struct NextLine<'a> {
    kind: &'static str,
    scope: Scope,
    id: &'a str,
    #[serde(flatten)]
    next: &'a Next,
}

#[derive(Serialize)]
struct CheckLine<'a> {
    kind: &'static str,
    scope: Scope,
    id: &'a str,
    term: &'a str,
    #[serde(flatten)]
    hits: Hits,
    error: Option<f64>,
}

#[derive(Serialize)]
struct FinalLine<'a> {
    kind: &'static str,
    scope: Scope,
    id: &'a str,
    basis: f64,
    forecast: u8,
    value: Option<u8>,
}

#[derive(Serialize)]
struct FinalSum<'a> {
    kind: &'static str,
    scope: Scope,
    id: &'a str,
    students: usize,
    #[serde(flatten)]
    hits: Hits,
    error: Option<f64>,
}

fn numbers(basis: &Basis<'_>) -> Vec<Map<String, Value>> {
    let archive = basis.facts.archive;
    let Forecast { next, checks, finals } = forecast(basis.facts, basis.selection);
    let mut lines: Vec<Map<String, Value>> = next
        .iter()
        .map(|(scope, id, next)| object(&NextLine { kind: "next", scope: *scope, id, next }))
        .collect();
    lines.extend(checks.iter().map(|(scope, id, term, hits)| {
        let (term, error) = (&*archive.settings.term(*term).id, hits.error());
        object(&CheckLine { kind: "check", scope: *scope, id, term, hits: *hits, error })
    }));
    lines.extend(finals.iter().map(|own| {
        let (kind, id) = (own.kind.word(), &*archive.students[own.student].id);
        let Final { basis, forecast, value, .. } = *own;
        object(&FinalLine { kind, scope: Scope::Student, id, basis, forecast, value })
    }));
    for Sum { kind, group, students, hits } in sums(&finals) {
        let (scope, id) = match group {
            Some(group) => (Scope::Group, &*archive.groups[group].id),
            None => (Scope::Organization, ""),
        };
        lines.push(object(&FinalSum { kind: kind.word(), scope, id, students, hits, error: hits.error() }));
    }
    lines
}

/// The forecasts of a part of the attestation, of a group or of all.
struct Sum {
    kind: GiaKind,
    group: Option<Ref<Group>>,
    students: usize,
    hits: Hits,
}

/// The sums of all and of groups, by kind.
fn sums(finals: &[Final]) -> Vec<Sum> {
    let mut places: Vec<(GiaKind, Option<Ref<Group>>)> =
        finals.iter().flat_map(|own| [(own.kind, Some(own.group)), (own.kind, None)]).collect();
    places.sort();
    places.dedup();
    let of = |(kind, group): (GiaKind, Option<Ref<Group>>)| {
        let own =
            finals.iter().filter(|own| own.kind == kind && group.is_none_or(|group| group == own.group));
        let (students, hits) = hits(own);
        Sum { kind, group, students, hits }
    };
    places.into_iter().map(of).collect()
}

fn make(basis: &Basis<'_>) -> (String, Vec<Table>) {
    let archive = basis.facts.archive;
    let Forecast { next, checks, finals } = forecast(basis.facts, basis.selection);
    let minimum = archive.settings.rules.min_marks_per_term;
    let note = format!(
        "Это прогноз, а не итог: что будет, если ничего не изменится. Отметка следующего периода — средневзвешенный отметок последнего периода, округлённый до целого (половина — вверх), если отметок в журнале не меньше {minimum}. Отметка государственной итоговой аттестации — округлённое среднее годовых итогов (демонстрационный экзамен — по модулям и практикам). Насколько прогноз сбылся бы, показано рядом."
    );
    let tables = vec![
        accuracy(archive, &checks, &finals),
        groups(archive, &next),
        risk(basis, &next),
        gia(archive, &finals),
    ];
    (note, tables)
}

fn accuracy(
    archive: &Archive,
    checks: &[(Scope, String, crate::model::settings::TermId, Hits)],
    finals: &[Final],
) -> Table {
    let row = |what: String, who: Cell, hits: &Hits| {
        vec![
            what.into(),
            who,
            Cell::Count(hits.checked),
            Cell::share(hits.exact, hits.checked),
            Cell::share(hits.near, hits.checked),
            Cell::Mean(hits.error()),
        ]
    };
    // The whole stands above its parts.
    let mut checks: Vec<_> = checks.iter().collect();
    checks.sort_by_key(|(scope, ..)| *scope != Scope::Organization);
    let of_terms = checks.into_iter().map(|(scope, id, term, hits)| {
        let what = format!("{}, по первой половине", archive.settings.term(*term).title);
        row(what, name_cell(archive, *scope, id), hits)
    });
    let of_finals = sums(finals).into_iter().filter(|sum| sum.hits.checked > 0);
    let of_finals = of_finals.map(|Sum { kind, group, hits, .. }| {
        let whole = &archive.settings.organization.short_name;
        let who = group.map_or(whole.as_str().into(), |group| group_cell(archive, group));
        row(kind.label().to_owned(), who, &hits)
    });
    let columns = vec![
        text("what", "Что прогнозировалось", 5),
        text("name", "Чьё", 4),
        number("checked", "сверено"),
        number("exact", "сбылось точно"),
        number("near", "с разницей до 1"),
        number("error", "среднее отклонение"),
    ];
    let rows = of_terms.chain(of_finals).collect();
    Table::new("accuracy", "Насколько прогноз сбылся бы", columns, rows, "Сверить не с чем: нет данных.")
}

fn groups(archive: &Archive, next: &[(Scope, String, Next)]) -> Table {
    // The whole stands above its parts.
    let of = |scope| next.iter().filter(move |(own, ..)| *own == scope);
    let rows = of(Scope::Organization).chain(of(Scope::Group)).map(|(scope, id, next)| {
        let mut row = vec![name_cell(archive, *scope, id)];
        row.extend(mark_cells(next));
        row.push(Cell::Count(next.students));
        row.push(Cell::share(next.students_passing, next.students));
        row.push(Cell::share(next.students_quality, next.students));
        row
    });
    let mut columns = vec![text("name", "Чей прогноз", 5)];
    columns.extend(mark_columns());
    columns.extend([
        number("students", "обучающихся"),
        number("passing", "успеваемость"),
        number("quality", "качественная"),
    ]);
    let empty = "Прогноза нет: обучение всех групп кончается в этом году, или отметок мало.";
    Table::new(
        "next",
        "Следующий период (первый период следующего учебного года)",
        columns,
        rows.collect(),
        empty,
    )
}

/// How many forecasts of which mark, and their mean.
fn mark_columns() -> [Column; 6] {
    [
        number("n5", "5"),
        number("n4", "4"),
        number("n3", "3"),
        number("n2", "2"),
        number("unknown", "нет прогноза"),
        number("mean", "средний"),
    ]
}

fn mark_cells(next: &Next) -> impl Iterator<Item = Cell> {
    let counts = [next.n5, next.n4, next.n3, next.n2, next.unknown].map(Cell::Few);
    counts.into_iter().chain([Cell::Mean(next.mean)])
}

/// Students with a forecast below 3, those with most of them first.
fn risk(basis: &Basis<'_>, next: &[(Scope, String, Next)]) -> Table {
    let archive = basis.facts.archive;
    let mut own: Vec<&(Scope, String, Next)> =
        next.iter().filter(|(scope, _, next)| *scope == Scope::Student && next.n2 > 0).collect();
    own.sort_by_key(|(.., next)| std::cmp::Reverse(next.n2));
    let rows = own.into_iter().map(|(scope, id, next)| {
        let student = row_of(&archive.students, id);
        let group = student.map_or("".into(), |student| group_cell(archive, archive.students[student].group));
        let mut row = vec![group, name_cell(archive, *scope, id)];
        row.extend(mark_cells(next));
        row
    });
    let group = Wording::of(&archive.settings).group;
    let mut columns = vec![text("group", group, 2), text("name", "Обучающийся", 5)];
    columns.extend(mark_columns());
    Table::new("risk", "Кому грозит неуспеваемость", columns, rows.collect(), "Таких обучающихся нет.")
}

fn gia(archive: &Archive, finals: &[Final]) -> Table {
    let mut students: BTreeMap<_, [Option<&Final>; 2]> = BTreeMap::new();
    for own in finals {
        let row = &archive.students[own.student];
        let place = students.entry((own.group, row.sort_key())).or_default();
        place[usize::from(own.kind != GiaKind::Demo)] = Some(own);
    }
    let rows = students.values().filter_map(|parts| {
        let any = parts.iter().flatten().next()?;
        let mut row: Vec<Cell> = vec![group_cell(archive, any.group), student_cell(archive, any.student)];
        for part in parts {
            row.push(Cell::Mean(part.map(|part| part.basis)));
            row.push(Cell::Number(part.map(|part| part.forecast.into())));
            row.push(Cell::Number(part.and_then(|part| part.value).map(f64::from)));
        }
        Some(row)
    });
    let group = Wording::of(&archive.settings).group;
    let columns = vec![
        text("group", group, 2),
        text("name", "Обучающийся", 5),
        number("demo_basis", "демэкзамен: основа"),
        number("demo_forecast", "прогноз"),
        number("demo_value", "отметка"),
        number("thesis_basis", "диплом: основа"),
        number("thesis_forecast", "прогноз"),
        number("thesis_value", "отметка"),
    ];
    let empty = "Нет групп, чьё обучение кончается в этом году.";
    Table::new("gia", "Государственная итоговая аттестация", columns, rows.collect(), empty)
}
