//! The indicators (I1–I4) with their formulas, under ИСУОД's names where it has one (X5), and by group.

use super::table::{Cell, Table, number, text};
use super::{Asked, Basis, Form, Kind, Numbers, group_cell, said};
use crate::figures::indicators::{Category, Measured};
use crate::figures::performance::Scope;
use crate::figures::{Selection, Stretch};
use crate::model::Wording;
use serde_json::{Map, Value, json};

pub(super) const KIND: Kind = Kind {
    id: "indicators",
    title: "Показатели",
    asked: Asked::Days,
    form: Form::Report,
    numbers: Numbers::Figures(numbers),
    make,
};

/// What is told of each group, with a short heading.
const BY_GROUP: [(&str, &str); 9] = [
    ("passing", "успеваемость"),
    ("quality", "качество"),
    ("attendance", "посещаемость"),
    ("systemic-failing", "сист. неуспев."),
    ("systemic-absence", "сист. непосещ."),
    ("timely-marks", "отметки в срок"),
    ("timely-homework", "ДЗ в срок"),
    ("planning", "темы и ДЗ"),
    ("accumulation", "накопляемость"),
];

fn numbers(basis: &Basis<'_>) -> Vec<Map<String, Value>> {
    let settings = &basis.facts.archive.settings;
    let lines = basis.indicators().iter().flat_map(|measured| {
        let id = measured.indicator.id;
        let missing = measured.missing.map(|why| {
            let stretch = basis.stretch().id(settings);
            json!({
                "indicator": id, "scope": "organization", "id": "", "term": stretch,
                "part": 0.0, "whole": 0.0, "unknown": 0, "value": null, "missing": why
            })
        });
        let values = measured.values.iter().map(move |value| {
            let tally = &value.tally;
            json!({
                "indicator": id, "scope": value.scope, "id": value.id, "term": value.stretch.id(settings),
                "part": tally.part, "whole": tally.whole, "unknown": tally.unknown, "value": tally.value()
            })
        });
        missing.into_iter().chain(values)
    });
    lines.map(|line| super::object(&line)).collect()
}

fn make(basis: &Basis<'_>) -> (String, Vec<Table>) {
    let archive = basis.facts.archive;
    let settings = &archive.settings;
    // Of one group there is no organisation: its own numbers are told then.
    let (scope, id) = match basis.selection.group {
        Some(group) => (Scope::Group, archive.groups[group].id.to_string()),
        None => (Scope::Organization, String::new()),
    };
    let stretches = stretches(basis);
    let row = |measured: &Measured| {
        let indicator = measured.indicator;
        let mut row = vec![Cell::from(indicator.title)];
        row.push(if indicator.in_isuod { "да" } else { "" }.into());
        row.extend(stretches.iter().map(|stretch| said(measured, scope, &id, *stretch)));
        let last = stretches.last().and_then(|stretch| measured.value(scope, &id, *stretch));
        row.push(Cell::Few(last.map_or(0, |value| value.tally.unknown)));
        let mut formula = indicator.formula.to_owned();
        if let Some(limit) = (indicator.limit)(settings) {
            formula.push_str(&format!("; установлено организацией: {limit}"));
        }
        formula.push_str(&format!(". Источник: {}", indicator.source));
        if let Some(missing) = measured.missing {
            formula.push_str(&format!(". Нет данных: {missing}"));
        }
        row.push(formula.into());
        row
    };
    let mut columns = vec![text("indicator", "Показатель", 10), number("isuod", "в ИСУОД").wide(3)];
    columns.extend(stretches.iter().map(|stretch| number("value", stretch.title(settings)).wide(3)));
    columns.extend([number("unknown", "не вошло").wide(3), text("formula", "Формула и источник", 18)]);
    let of_category = |category: Category| {
        let own = basis.indicators().iter().filter(|measured| measured.indicator.category == category);
        Table::new("indicators", category.title(), columns.clone(), own.map(row).collect(), "").whole()
    };
    let mut tables: Vec<Table> = Category::ALL.into_iter().map(of_category).collect();
    tables.push(by_group(basis));
    let note = "Названия — из перечня показателей ИСУОД, где они там есть; формул ИСУОД в открытых источниках нет, здесь — свои, подробно — в описании формул. «—» — делить не на что, «нет данных» — в выгрузке нет того, по чему судят; «не вошло» — случаи последнего столбца, о которых данных нет.";
    (note.to_owned(), tables)
}

/// The stretches of what is selected, in their order.
fn stretches(basis: &Basis<'_>) -> Vec<Stretch> {
    let archive = basis.facts.archive;
    let Selection { group, .. } = basis.selection;
    let terms = group.map_or_else(|| archive.settings.all_terms(), |group| archive.group_terms(group));
    basis.selection.stretches(&terms)
}

fn by_group(basis: &Basis<'_>) -> Table {
    let archive = basis.facts.archive;
    let stretch = basis.stretch();
    let rows = basis.selection.groups(archive).map(|(group, row)| {
        let told = BY_GROUP.map(|(id, _)| said(basis.indicator(id), Scope::Group, &row.id, stretch));
        [group_cell(archive, group)].into_iter().chain(told).collect()
    });
    let is_school = archive.settings.is_school();
    let columns = [text("group", Wording::of(&archive.settings).group, 3)]
        .into_iter()
        .chain(BY_GROUP.map(|(id, title)| number(id, title)));
    let title = format!(
        "{}, {}",
        if is_school { "Классы" } else { "Группы" },
        match stretch {
            Stretch::Year => "год".to_owned(),
            other => other.title(&archive.settings),
        }
    );
    Table::new("groups", title, columns.collect(), rows.collect(), "Групп нет.")
}
