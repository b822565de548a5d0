//! The cases (дела) that go with an archive: the lines of the act.

use super::{Office, opened, sheets};
use crate::archive::register::{Entry, Holds};
use crate::archive::store::Store;
use crate::archive::verify::BUILD_FILE;
use crate::documents::disposal::DisposedCase;
use crate::documents::inventory::Case;
use crate::figures::retention::Class;
use crate::model::cell;
use crate::run::description::Description;
use crate::words;
use anyhow::Result;
use chrono::NaiveDate;

/// Documents that are no cases of the inventory and go with the journals of their year: where they lie, and
/// what they are called together.
const WITH_JOURNALS: [(&str, &str); 2] = [
    ("print/registers/", "Реестры к журналам учебных занятий"),
    ("print/reports/", "Отчёты по журналам учебных занятий"),
];

/// The cases of an archive that are destroyed with it on a day.
pub(super) fn cases(store: &Store, entry: &Entry, today: NaiveDate) -> Result<Vec<DisposedCase>> {
    let kept =
        store.stock().term(entry).until.map(|day| format!("по {}", words::date(day))).unwrap_or_default();
    let whole = |title: String, count: usize, note: &str| DisposedCase {
        title,
        dates: words::date(cell::date(&entry.closed_on).unwrap_or_default()),
        inventory: None,
        index: None,
        count,
        kept: kept.clone(),
        note: note.to_owned(),
    };
    let year = &entry.academic_year;
    if entry.holds == Holds::Supplement {
        let title = format!("Дополнение {} к архиву электронных журналов за {year} учебный год", entry.name);
        return Ok(vec![whole(title, 1, "электронный архив")]);
    }
    let bytes = opened(store, entry)?.read(&format!("data/{BUILD_FILE}"))?;
    let Some(description) = bytes.and_then(|bytes| serde_json::from_slice::<Description>(&bytes).ok()) else {
        return Ok(vec![whole(unnamed(year), 1, "электронный архив")]);
    };
    let index = Office::sealed(store, entry)?.settings.case_index;
    // The sheets of a year stay unless their term has ended too.
    let with_sheets = entry.holds == Holds::Sheets || sheets::have_ended(store, entry, today);
    let goes = |case: &&Case| match entry.holds {
        Holds::Sheets => case.class == Class::Sheets,
        _ => case.class == Class::Journals || with_sheets,
    };
    let of_inventory = |case: &Case| DisposedCase {
        title: case.title.clone(),
        dates: case.dates.clone(),
        inventory: None,
        index: index.clone(),
        count: 1,
        kept: case.kept.clone(),
        note: String::new(),
    };
    let mut cases: Vec<DisposedCase> = description.cases.iter().filter(goes).map(of_inventory).collect();
    // Archives of earlier versions do not tell their cases.
    if cases.is_empty() {
        cases.push(whole(unnamed(year), 1, "электронный архив"));
    }
    if entry.holds == Holds::Year {
        cases.extend(WITH_JOURNALS.iter().filter_map(|(folder, title)| {
            let count = description.documents.keys().filter(|path| path.starts_with(folder)).count();
            (count > 0).then(|| whole(format!("{title}, {year} учебный год"), count, "вместе с журналами"))
        }));
    }
    Ok(cases)
}

fn unnamed(year: &str) -> String {
    format!("Электронные журналы за {year} учебный год")
}
