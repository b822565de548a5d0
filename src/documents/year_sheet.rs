//! The summary sheet of a group's year (D3).

use super::letterhead::Letterhead;
use super::native::{CellData, HeadingData, StyledData};
use super::tabular::Tabular;
use crate::figures::retention;
use crate::figures::year_sheet::{Foot, SheetRow};
use crate::figures::{Facts, YearSheet};
use crate::model::table::Ref;
use crate::model::{Group, Wording};
use crate::words;
use serde::Serialize;
use std::ops::Range;

/// The template.
pub const TEMPLATE: &str = "year-sheet.typ";
/// A sheet of more disciplines lies on its side.
pub(super) const WIDE: usize = 11;
/// How many disciplines a table has at most, upright and on its side; more go on in another one.
const MOST: usize = 22;
/// How long a line of an upright heading is, in points.
const HIGH: f64 = 108.0;
/// The size of headings and of marks in words, in points.
const SMALL: f64 = 7.0;

/// Everything that the sheet shows.
#[derive(Serialize)]
pub struct Sheet<'a> {
    head: &'a Letterhead,
    group: String,
    program: Option<String>,
    course: Option<u32>,
    curator: Option<String>,
    kept: String,
    digest: &'a str,
    landscape: bool,
    tables: Vec<Tabular>,
    not_attested: &'a [String],
    foot: &'a Foot,
}

/// The sheet's tables: disciplines under their forms of attestation, as many beside one another as can be
/// read; the totals stand in the last one.
pub(super) fn tables(sheet: &YearSheet, wording: &Wording) -> Vec<Tabular> {
    let count = sheet.columns.len().div_ceil(MOST).max(1);
    let each = sheet.columns.len().div_ceil(count);
    (0..count)
        .map(|n| {
            let columns = n * each..(n * each + each).min(sheet.columns.len());
            let mut table = table(sheet, wording, columns, n + 1 == count);
            if count > 1 {
                table.title = format!("Часть {} из {count}", n + 1);
            }
            table
        })
        .collect()
}

fn table(sheet: &YearSheet, wording: &Wording, columns: Range<usize>, totals: bool) -> Tabular {
    let both = |text: &str| HeadingData { rows: Some(2), ..HeadingData::from(text) };
    let upright = |text: &str| HeadingData {
        upright: true,
        high: Some(HIGH),
        size: Some(7.5),
        ..HeadingData::from(text)
    };
    let mut table = Tabular {
        empty: format!("На конец года в {} никто не числится.", wording.in_group),
        ..Tabular::default()
    };
    table.column(0.6, true);
    table.column(4.6, false);
    table.column(1.6, true);
    let mut above = vec![
        both("№"),
        both("Фамилия, имя, отчество"),
        HeadingData { size: Some(SMALL), ..both("№ зачётной книжки") },
    ];
    let mut runs: Vec<(&str, usize)> = Vec::new();
    for column in &sheet.columns[columns.clone()] {
        table.column(0.9, true);
        match runs.last_mut() {
            Some((form, count)) if *form == column.form => *count += 1,
            _ => runs.push((column.form, 1)),
        }
    }
    // Over one or two columns there is no room for words side by side.
    above.extend(runs.iter().map(|(form, count)| match count {
        1 | 2 => HeadingData { columns: Some(*count), high: Some(62.0), ..upright(form) },
        _ => HeadingData { columns: Some(*count), size: Some(7.5), ..HeadingData::from(*form) },
    }));
    let titles = ["Пропущено всего, ч", "в т. ч. по уваж. причине, ч", "Средний балл", "Задолженностей"];
    for title in titles.into_iter().filter(|_| totals) {
        table.column(1.0, true);
        above.push(HeadingData { rows: Some(2), ..upright(title) });
    }
    let own = &sheet.columns[columns.clone()];
    table.header = vec![above, own.iter().map(|column| upright(&column.title)).collect()];
    table.rows = sheet.rows.iter().map(|own| row(own, columns.clone(), totals)).collect();
    table
}

fn row(row: &SheetRow, columns: Range<usize>, totals: bool) -> Vec<CellData> {
    let or_dash = |text: &Option<String>| text.clone().unwrap_or_else(|| "—".to_owned());
    let mut cells: Vec<CellData> =
        vec![row.number.to_string().into(), row.name.clone().into(), or_dash(&row.record_no).into()];
    cells.extend(row.cells[columns].iter().map(|mark| match mark.chars().count() {
        0..=3 => CellData::from(mark.as_str()),
        _ => StyledData { text: mark.clone(), size: Some(SMALL), ..StyledData::default() }.into(),
    }));
    if !totals {
        return cells;
    }
    let debts = if row.debts > 0 { row.debts.to_string() } else { String::new() };
    cells.extend(
        [
            words::decimal(row.missed_hours),
            words::decimal(row.valid_hours),
            or_dash(&row.mean.map(words::mean)),
            debts,
        ]
        .map(CellData::from),
    );
    cells
}

impl<'a> Sheet<'a> {
    /// Puts a group's sheet together.
    pub fn new(
        facts: &Facts<'_>,
        group: Ref<Group>,
        head: &'a Letterhead,
        sheet: &'a YearSheet,
        digest: &'a str,
    ) -> Sheet<'a> {
        let archive = facts.archive;
        let row = &archive.groups[group];
        Sheet {
            head,
            group: row.name.to_string(),
            program: archive.program_title(group),
            course: row.course.or(row.grade),
            curator: row.curator.map(|staff| archive.staff[staff].short_name()),
            kept: retention::sheets_text(&archive.settings, row),
            digest,
            landscape: sheet.columns.len() > WIDE,
            tables: tables(sheet, &head.words),
            not_attested: &sheet.not_attested,
            foot: &sheet.foot,
        }
    }
}
