//! The grid of marks: whose columns stand on which page, what is above them, what is in them.

use crate::documents::native::{CellData, HeadingData, StyledData};
use crate::figures::JournalFigures;
use crate::figures::journal::{GridColumn, GridRow};
use crate::words;
use serde::Serialize;

/// How many lessons stand side by side on a page.
const PAGE_UNITS: f64 = 24.0;
/// The width of a result's column, in lessons' columns.
const RESULT_UNITS: f64 = 1.7;
/// The width of a total's column, likewise.
const TOTAL_UNITS: f64 = 1.6;
/// What is summed up behind the last column.
const TOTALS: [&str; 4] = ["Пропущено, ч", "в т. ч. уваж., ч", "Опозданий", "Средний балл"];
/// The width of all totals.
const TOTALS_UNITS: f64 = TOTAL_UNITS * TOTALS.len() as f64;
/// The grey of a cell on a day on which the student did not belong to the journal.
const OUTSIDE: u8 = 222;
/// The grey behind a control work or an examination.
const CONTROL: u8 = 238;
/// The size of what stands beside a name or a day, in points.
const SMALL: f64 = 7.0;
/// The size of a day.
const DAY_SIZE: f64 = 7.5;
/// The size of a name.
const NAME_SIZE: f64 = 8.5;

/// A page of the grid.
#[derive(Debug, Default, PartialEq, Serialize)]
pub(super) struct GridPage {
    #[serde(skip)]
    from: usize,
    #[serde(skip)]
    until: usize,
    /// Width of the page's columns in lessons' columns.
    units: f64,
    /// Of each column, likewise.
    widths: Vec<f64>,
    /// Whether the totals stand after its last column.
    #[serde(skip)]
    totals: bool,
    /// The months above the days.
    header: Vec<Vec<HeadingData>>,
    /// The grey behind each column, the number's and the name's first.
    fills: Vec<Option<u8>>,
    /// Behind which columns a month ends.
    thick: Vec<usize>,
    /// Its cells: number, name, marks, totals.
    rows: Vec<Vec<CellData>>,
}

/// The columns before the days: number and name.
const BEFORE: usize = 2;

/// The pages of the grid with their cells.
pub(super) fn pages(figures: &JournalFigures) -> Vec<GridPage> {
    let mut pages = divided(&figures.columns);
    for page in &mut pages {
        let columns = &figures.columns[page.from..page.until];
        page.widths = columns.iter().map(units).collect();
        let totals = if page.totals { &TOTALS[..] } else { &[] };
        page.widths.extend(totals.iter().map(|_| TOTAL_UNITS));
        page.header = header(columns, totals);
        page.fills = vec![None; BEFORE];
        page.fills.extend(columns.iter().map(|column| column.is_control.then_some(CONTROL)));
        let ends = columns.windows(2).enumerate().filter(|(_, pair)| pair[0].month != pair[1].month);
        page.thick = ends.map(|(n, _)| BEFORE + n + 1).collect();
        page.rows = figures.rows.iter().map(|row| cells(figures, row, page)).collect();
    }
    pages
}

/// Two rows of headings: months over days with their weekdays; results and totals take both.
fn header(columns: &[GridColumn], totals: &[&str]) -> Vec<Vec<HeadingData>> {
    let both = |text: &str| HeadingData { rows: Some(2), ..HeadingData::from(text) };
    let upright = |text: &str| HeadingData { upright: true, size: Some(SMALL), ..both(text) };
    let mut above = vec![both("№"), HeadingData { size: Some(9.0), ..both("Фамилия, имя, отчество") }];
    let mut month: Option<&str> = None;
    for column in columns {
        match (above.last_mut(), column.is_result) {
            (_, true) => above.push(upright(&column.label)),
            (Some(last), false) if month == Some(&column.month) => {
                last.columns = Some(last.columns.unwrap_or(1) + 1);
            }
            _ => above.push(HeadingData {
                short: Some(column.month.chars().take(3).collect()),
                size: Some(DAY_SIZE),
                ..HeadingData::from(column.month.as_str())
            }),
        }
        month = (!column.is_result).then_some(&column.month);
    }
    above.extend(totals.iter().map(|total| upright(total)));
    let days = columns.iter().filter(|column| !column.is_result).map(|column| HeadingData {
        size: Some(DAY_SIZE),
        fill: column.is_weekend.then_some(OUTSIDE),
        then: Some(Box::new(StyledData {
            text: column.weekday.to_owned(),
            size: Some(SMALL),
            ..StyledData::default()
        })),
        ..HeadingData::from(column.label.as_str())
    });
    vec![above, days.collect()]
}

/// A student's row on a page.
fn cells(figures: &JournalFigures, row: &GridRow, page: &GridPage) -> Vec<CellData> {
    let days = row
        .days
        .clone()
        .map(|text| Box::new(StyledData { text, size: Some(SMALL), ..StyledData::default() }));
    let name =
        StyledData { text: row.name.clone(), size: Some(NAME_SIZE), then: days, ..StyledData::default() };
    let marks = (page.from..page.until).map(|n| {
        let (cell, column) = (&row.cells[n], &figures.columns[n]);
        // Of what stands there on the day of a control work only marks are bold: a bold «б» looks like a 6.
        let has_mark = column.is_result || cell.text.contains(|c: char| c.is_ascii_digit());
        let (bold, fill) = (column.is_control || column.is_result, cell.outside.then_some(OUTSIDE));
        match (bold && has_mark && !cell.text.is_empty(), fill) {
            (false, None) => cell.text.clone().into(),
            (bold, fill) => {
                StyledData { text: cell.text.clone(), bold, fill, ..StyledData::default() }.into()
            }
        }
    });
    let mut cells = vec![row.number.to_string().into(), name.into()];
    cells.extend(marks);
    if page.totals {
        let hours = |hours: f64| if hours > 0.0 { words::decimal(hours) } else { String::new() };
        let late = if row.late > 0 { row.late.to_string() } else { String::new() };
        let mean = row.mean.map(words::mean).unwrap_or_default();
        cells.extend([hours(row.missed_hours), hours(row.valid_hours), late, mean].map(CellData::from));
    }
    cells
}

fn units(column: &GridColumn) -> f64 {
    if column.is_result { RESULT_UNITS } else { 1.0 }
}

/// Splits the grid into pages of about equal width.
fn divided(columns: &[GridColumn]) -> Vec<GridPage> {
    let total: f64 = columns.iter().map(units).sum::<f64>() + TOTALS_UNITS;
    let mut pages = (total / PAGE_UNITS).ceil();
    loop {
        let split = split(columns, total / pages);
        if split.iter().all(|page| page.units <= PAGE_UNITS) {
            return split;
        }
        pages += 1.0;
    }
}

/// Fills page after page up to the width that is aimed at; the totals stand on the last one.
fn split(columns: &[GridColumn], aim: f64) -> Vec<GridPage> {
    let mut pages = vec![GridPage::default()];
    for (index, column) in columns.iter().enumerate() {
        let page = pages.last_mut().expect("there is a first page");
        if page.until > page.from && page.units + units(column) / 2.0 > aim {
            pages.push(GridPage {
                from: index,
                until: index + 1,
                units: units(column),
                ..GridPage::default()
            });
        } else {
            page.until = index + 1;
            page.units += units(column);
        }
    }
    let page = pages.last_mut().expect("there is a first page");
    page.totals = true;
    page.units += TOTALS_UNITS;
    pages
}

#[cfg(test)]
mod tests {
    use super::*;

    fn columns(lessons: usize) -> Vec<GridColumn> {
        let column = |is_result| GridColumn { is_result, ..GridColumn::default() };
        let mut columns: Vec<GridColumn> = (0..lessons).map(|_| column(false)).collect();
        columns.extend([column(true), column(true), column(true)]);
        columns
    }

    #[test]
    fn pages_of_the_grid_have_every_column_once_and_are_not_too_wide() {
        for lessons in [0, 1, 3, 17, 30, 72, 140, 200] {
            let columns = columns(lessons);
            let pages = divided(&columns);
            let mut next = 0;
            for page in &pages {
                assert_eq!(page.from, next);
                assert!(page.units <= PAGE_UNITS, "{lessons} lessons: {page:?}");
                next = page.until;
            }
            assert_eq!(next, columns.len());
            assert_eq!(pages.iter().filter(|page| page.totals).count(), 1);
        }
    }
}
