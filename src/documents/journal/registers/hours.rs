//! Hours given, by teacher and month (K4, N4.6).

use super::{Material, Register};
use crate::documents::native::{CellData, HeadingData, StyledData};
use crate::documents::tabular::Tabular;
use crate::figures::hours;
use crate::model::mark::fold;
use crate::model::table::Ref;
use crate::model::{Journal, Staff};
use crate::words;
use std::collections::{BTreeMap, BTreeSet};

pub(super) fn register(sources: &Material<'_>) -> Register {
    let archive = sources.facts.archive;
    let mut given: BTreeMap<(Ref<Staff>, Ref<Journal>), BTreeMap<hours::Month, f64>> = BTreeMap::new();
    for part in sources.parts {
        for (staff, by_month) in hours::by_teacher_and_month(sources.facts, part.journal) {
            given.insert((staff, part.journal), by_month);
        }
    }
    let months: BTreeSet<hours::Month> = given.values().flat_map(BTreeMap::keys).copied().collect();
    let mut table = Tabular {
        empty: format!("{} проведено не было.", words::upper_first(sources.wording.of_lessons)),
        ..Tabular::default()
    };
    table.column(3.0, false);
    table.column(4.0, false);
    let mut header = vec![HeadingData::from(sources.wording.teacher), HeadingData::from("Журнал")];
    for month in &months {
        table.column(0.0, true);
        let name = words::month(month.first_day());
        header.push(HeadingData { short: Some(name.chars().take(3).collect()), ..HeadingData::from(name) });
    }
    table.column(0.0, true);
    header.push(HeadingData::from("Всего"));
    table.header = vec![header];
    let numbers = |by_month: &BTreeMap<hours::Month, f64>, bold: bool| -> Vec<CellData> {
        let cell = |hours: Option<f64>| {
            let text = hours.map(words::decimal).unwrap_or_default();
            CellData::from(StyledData { text, bold, ..StyledData::default() })
        };
        let each = months.iter().map(|month| cell(by_month.get(month).copied()));
        each.chain([cell(Some(by_month.values().fold(0.0, |sum, hours| sum + hours)))]).collect()
    };
    let mut staff: Vec<Ref<Staff>> = given.keys().map(|(staff, _)| *staff).collect();
    staff.dedup();
    staff.sort_by_cached_key(|staff| {
        let row = &archive.staff[*staff];
        (fold(&row.full_name()), row.id.to_string())
    });
    let mut all: BTreeMap<hours::Month, f64> = BTreeMap::new();
    for one in staff {
        for ((_, journal), by_month) in given.iter().filter(|((own, _), _)| *own == one) {
            let mut cells: Vec<CellData> =
                vec![archive.staff[one].short_name().into(), archive.journals[*journal].title().into()];
            cells.extend(numbers(by_month, false));
            table.rows.push(cells);
            for (month, hours) in by_month {
                *all.entry(*month).or_default() += hours;
            }
        }
    }
    if !table.rows.is_empty() {
        let says =
            StyledData {
                text: "Всего".to_owned(), bold: true, columns: Some(2), ..StyledData::default()
            };
        table.rows.push([CellData::from(says)].into_iter().chain(numbers(&all, true)).collect());
    }
    let note = format!(
        "Академические часы проведённых {} записаны на того, кто их провёл.",
        sources.wording.of_lessons
    );
    let title = format!("Учёт часов по {} и месяцам", sources.wording.by_teachers);
    Register { landscape: months.len() > 6, ..Register::new(title, note, vec![table]) }
}
