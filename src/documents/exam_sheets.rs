//! Examination and credit sheets of a group (D25; K2.2, S2.9).

use super::letterhead::Letterhead;
use super::native::{CellData, HeadingData};
use super::tabular::Tabular;
use crate::figures::exam_sheets::ExamSheet;
use crate::model::table::Ref;
use crate::model::{Archive, Group};
use serde::Serialize;

/// The template.
pub const TEMPLATE: &str = "exam-sheets.typ";

/// All sheets of a group, a page or more each.
#[derive(Serialize)]
pub struct ExamSheets<'a> {
    head: &'a Letterhead,
    group: String,
    program: Option<String>,
    course: Option<u32>,
    sheets: Vec<Shown<'a>>,
    digest: &'a str,
}

#[derive(Serialize)]
struct Shown<'a> {
    sheet: &'a ExamSheet,
    table: Tabular,
}

impl<'a> ExamSheets<'a> {
    /// Of a group's sheets.
    pub fn new(
        archive: &Archive,
        group: Ref<Group>,
        head: &'a Letterhead,
        sheets: &'a [ExamSheet],
        digest: &'a str,
    ) -> ExamSheets<'a> {
        let row = &archive.groups[group];
        let shown = |sheet: &'a ExamSheet| Shown { table: table(sheet, archive.settings.is_school()), sheet };
        ExamSheets {
            head,
            group: row.name.to_string(),
            program: archive.program_title(group),
            course: archive.course(group).filter(|_| !archive.settings.is_school()),
            sheets: sheets.iter().map(shown).collect(),
            digest,
        }
    }
}

/// What a sheet's columns are told of, besides number and name.
fn table(sheet: &ExamSheet, is_school: bool) -> Tabular {
    let has_tickets = sheet.rows.iter().any(|row| row.ticket.is_some());
    let has_dates = sheet.rows.iter().any(|row| row.date.is_some());
    let columns = [
        ("№", 0.7, true, true),
        ("Фамилия, имя, отчество", 5.0, false, true),
        ("№ зачётной книжки", 1.9, true, !is_school),
        ("Дата", 1.7, true, has_dates),
        ("№ билета", 1.2, true, has_tickets),
        ("Отметка", 1.4, true, true),
        ("прописью", 2.6, false, sheet.rows.iter().any(|row| row.in_words.is_some())),
        (if sheet.is_exam { "Подпись экзаменатора" } else { "Подпись" }, 2.2, false, true),
    ];
    let mut table = Tabular { empty: "Никто не сдавал.".to_owned(), ..Tabular::default() };
    let shown = columns.iter().filter(|(.., is_shown)| *is_shown);
    shown.clone().for_each(|(_, width, centered, _)| table.column(*width, *centered));
    table.header = vec![shown.map(|(title, ..)| HeadingData::from(*title)).collect()];
    table.rows = sheet
        .rows
        .iter()
        .enumerate()
        .map(|(n, row)| {
            let maybe = |text: &Option<String>| text.clone().unwrap_or_default();
            let in_words = row.in_words.unwrap_or_default().to_owned();
            let cells = [
                (n + 1).to_string(),
                row.name.clone(),
                row.record_no.clone().unwrap_or_else(|| "—".to_owned()),
                maybe(&row.date),
                maybe(&row.ticket),
                row.mark.clone(),
                in_words,
                String::new(),
            ];
            let shown = cells.into_iter().zip(&columns).filter(|(_, (.., is_shown))| *is_shown);
            shown.map(|(text, _)| CellData::from(text)).collect()
        })
        .collect();
    table
}
