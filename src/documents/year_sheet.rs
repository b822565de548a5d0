//! The summary sheet of a group's year (D3).

use super::letterhead::Letterhead;
use super::native::{CellData, HeadingData, StyledData};
use super::tabular::Tabular;
use crate::figures::performance::Counts;
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
const WIDE: usize = 11;
/// How many disciplines a table has at most, upright and on its side; more go on in another one.
pub(super) const MOST: usize = 22;
/// How long a line of an upright heading is, in points.
const HIGH: f64 = 108.0;
/// The size of headings and of marks in words, in points.
pub(super) const SMALL: f64 = 7.0;
/// The grey where no mark is due.
const NOT_DUE: u8 = 225;

/// What is told of a discipline; `None` of nothing.
type Figure = fn(&Counts) -> Option<String>;

/// What stands below each discipline.
const FOOT: [(&str, Figure); 3] = [
    ("Средний балл", |counts| counts.mean().map(words::mean)),
    ("Успеваемость, %", |counts| counts.passing().map(whole_percent)),
    ("Качество знаний, %", |counts| counts.quality().map(whole_percent)),
];

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
    /// What is said below the tables.
    notes: Vec<String>,
    is_school: bool,
    is_graded: bool,
    foot: &'a Foot,
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
            course: archive.course(group).filter(|_| !archive.settings.is_school()),
            curator: row.curator.map(|staff| archive.staff[staff].short_name()),
            kept: retention::sheets_text(&archive.settings, row),
            digest,
            landscape: is_wide(sheet),
            tables: tables(sheet, &head.words, true),
            notes: notes(sheet),
            is_school: archive.settings.is_school(),
            is_graded: sheet.is_graded,
            foot: &sheet.foot,
        }
    }
}

/// Whether the sheet lies on its side.
pub(super) fn is_wide(sheet: &YearSheet) -> bool {
    let least = if sheet.lines.is_empty() { WIDE } else { 0 };
    sheet.columns.len() > least
}

/// What is said below the tables.
pub(super) fn notes(sheet: &YearSheet) -> Vec<String> {
    let mut notes = Vec::new();
    if !sheet.not_attested.is_empty() {
        let what = if sheet.is_graded {
            "Без аттестации"
        } else {
            "Обучение без отметок"
        };
        notes.push(format!("{what}: {}.", sheet.not_attested.join("; ")));
    }
    let greyed = |row: &SheetRow| row.lines.iter().flatten().any(Option::is_none);
    if sheet.rows.iter().any(greyed) {
        notes.push("Серая клетка — за этот период отметка по предмету не ставится или предмет обучающийся не изучает.".to_owned());
    }
    notes
}

/// The sheet's tables: disciplines under their forms of attestation, as many beside one another as can be
/// read; the totals of the students stand in the last one, those of the disciplines `below` each.
pub(super) fn tables(sheet: &YearSheet, wording: &Wording, below: bool) -> Vec<Tabular> {
    let count = sheet.columns.len().div_ceil(MOST).max(1);
    let each = sheet.columns.len().div_ceil(count);
    (0..count)
        .map(|n| {
            let columns = n * each..(n * each + each).min(sheet.columns.len());
            let part = Part { sheet, wording, columns, is_last: n + 1 == count };
            let mut table = part.table(below);
            if count > 1 {
                table.title = format!("Часть {} из {count}", n + 1);
            }
            table
        })
        .collect()
}

/// A table of some of the disciplines.
struct Part<'a> {
    sheet: &'a YearSheet,
    wording: &'a Wording,
    columns: Range<usize>,
    /// Whether the totals of the students stand in it.
    is_last: bool,
}

pub(super) fn both(text: &str) -> HeadingData {
    HeadingData { rows: Some(2), ..HeadingData::from(text) }
}

pub(super) fn upright(text: &str) -> HeadingData {
    HeadingData { upright: true, high: Some(HIGH), size: Some(7.5), ..HeadingData::from(text) }
}

impl Part<'_> {
    /// Whether students have a line a term.
    fn has_lines(&self) -> bool {
        !self.sheet.lines.is_empty()
    }

    fn is_school(&self) -> bool {
        self.wording.is_school
    }

    fn table(&self, below: bool) -> Tabular {
        let mut table = Tabular {
            empty: format!("На конец года в {} никто не числится.", self.wording.in_group),
            ..Tabular::default()
        };
        let own = &self.sheet.columns[self.columns.clone()];
        let mut above = self.first_headings(&mut table);
        let mut runs: Vec<(&str, usize)> = Vec::new();
        for column in own {
            table.column(if self.has_lines() { 0.62 } else { 0.9 }, true);
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
        self.last_headings(&mut table, &mut above);
        table.header = vec![above];
        if !own.is_empty() {
            table.header.push(own.iter().map(|column| upright(&column.title)).collect());
        }
        for row in &self.sheet.rows {
            self.rows(&mut table, row);
        }
        if below && !table.rows.is_empty() && !own.is_empty() {
            self.foot(&mut table);
        }
        table
    }

    fn first_headings(&self, table: &mut Tabular) -> Vec<HeadingData> {
        table.column(if self.has_lines() { 0.5 } else { 0.6 }, true);
        table.column(if self.has_lines() { 3.4 } else { 4.6 }, false);
        let mut above = vec![both("№"), both("Фамилия, имя, отчество")];
        if self.has_lines() {
            table.column(1.5, false);
            above.push(both("Период"));
        } else if !self.is_school() {
            table.column(1.6, true);
            above.push(HeadingData { size: Some(SMALL), ..both("№ зачётной книжки") });
        }
        above
    }

    fn last_headings(&self, table: &mut Tabular, above: &mut Vec<HeadingData>) {
        if !self.is_last {
            return;
        }
        let titles: &[&str] = match self.is_school() {
            true => &["Пропущено дней", "Пропущено уроков", "в т. ч. по уваж. причине"],
            false => &["Пропущено всего, ч", "в т. ч. по уваж. причине, ч", "Средний балл", "Задолженностей"],
        };
        for title in titles {
            table.column(if self.has_lines() { 0.7 } else { 1.0 }, true);
            above.push(HeadingData { rows: Some(2), ..upright(title) });
        }
        if self.is_school() {
            table.column(if self.has_lines() { 2.6 } else { 4.0 }, false);
            above.push(HeadingData {
                size: Some(7.5), ..both("Решение педагогического совета")
            });
        }
    }

    /// The rows of a student: one, or one a line of the sheet, beside which his or her name stands once.
    fn rows(&self, table: &mut Tabular, row: &SheetRow) {
        let lines = self.sheet.lines.len().max(1);
        let over =
            |cell: StyledData| CellData::from(StyledData { rows: (lines > 1).then_some(lines), ..cell });
        let text = |text: String| over(StyledData { text, ..StyledData::default() });
        let name = row.notes.iter().rev().fold(None, |then, note| {
            let text = words::upper_first(note);
            Some(Box::new(StyledData { text, size: Some(SMALL), then, ..StyledData::default() }))
        });
        let name = StyledData { text: row.name.clone(), then: name, ..StyledData::default() };
        let mut first = vec![text(row.number.to_string()), over(name)];
        let mut last = Vec::new();
        if self.is_last && self.is_school() {
            let counts = [row.missed_days, row.missed_lessons, row.valid_lessons];
            last.extend(counts.map(|count| text(count.to_string())));
            let decision = row.decision.clone().unwrap_or_default();
            last.push(over(StyledData { text: decision, size: Some(SMALL), ..StyledData::default() }));
        } else if self.is_last {
            let hours = [row.missed_hours, row.valid_hours].map(|hours| text(words::decimal(hours)));
            last.extend(hours);
            last.push(text(or_dash(row.mean.map(words::mean))));
            last.push(text(words::few(row.debts)));
        }
        if !self.has_lines() {
            first.extend((!self.is_school()).then(|| text(or_dash(row.record_no.clone()))));
            first.extend(row.cells[self.columns.clone()].iter().map(|mark| mark_cell(mark, false)));
            first.extend(last);
            table.rows.push(first);
            return;
        }
        for (period, cells) in self.sheet.lines.iter().zip(&row.lines) {
            let bold = !period.is_term;
            let title =
                StyledData { text: period.title.clone(), size: Some(7.5), bold, ..StyledData::default() };
            let mut line = std::mem::take(&mut first);
            line.push(title.into());
            line.extend(cells[self.columns.clone()].iter().map(|mark| match mark {
                Some(mark) => mark_cell(mark, bold),
                None => StyledData { fill: Some(NOT_DUE), ..StyledData::default() }.into(),
            }));
            line.append(&mut last);
            table.rows.push(line);
        }
    }

    /// The totals of each discipline.
    fn foot(&self, table: &mut Tabular) {
        let columns = &self.sheet.columns[self.columns.clone()];
        for (title, figure) in FOOT {
            // Over the number, the name, and the record book or the period.
            let title =
                StyledData { text: title.to_owned(), bold: true, columns: Some(3), ..StyledData::default() };
            let figures = columns.iter().map(|column| StyledData {
                text: or_dash(figure(&column.counts)),
                size: Some(SMALL),
                ..StyledData::default()
            });
            table.rows.push([title].into_iter().chain(figures).map(CellData::from).collect());
        }
    }
}

pub(super) fn mark_cell(mark: &str, bold: bool) -> CellData {
    let is_short = mark.chars().count() <= 3;
    if is_short && !bold {
        return CellData::from(mark);
    }
    let size = (!is_short).then_some(SMALL);
    StyledData { text: mark.to_owned(), size, bold, ..StyledData::default() }.into()
}

pub(super) fn or_dash(text: Option<String>) -> String {
    text.unwrap_or_else(|| "—".to_owned())
}

/// A share in percent, without the sign.
fn whole_percent(share: f64) -> String {
    words::percent(share).trim_end_matches("\u{a0}%").to_owned()
}
