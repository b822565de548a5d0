//! The summary sheet of a group for its whole term of study (D5).

use super::letterhead::Letterhead;
use super::native::{CellData, HeadingData, StyledData};
use super::tabular::Tabular;
use super::year_sheet::{MOST, SMALL, both, mark_cell, or_dash, upright};
use crate::figures::study::{Hours, Move, StudyColumn, StudyRow, StudySheet};
use crate::words;
use serde::Serialize;
use std::collections::BTreeSet;
use std::ops::Range;

/// The template.
pub const TEMPLATE: &str = "study-sheet.typ";

/// What stands behind a result that came after its year was closed.
const LATE: &str = "*";

/// What is told of a discipline below its marks.
type Figure = fn(&StudyColumn) -> String;

const FOOT: [(&str, Figure); 3] = [
    ("Часов по плану", |column| column.planned.map(span).unwrap_or_else(|| "—".to_owned())),
    ("Часов дано", |column| span(column.held)),
    ("Из архивов №", |column| column.archives.join(", ")),
];

/// Everything that the document shows.
#[derive(Serialize)]
pub struct StudyDocument<'a> {
    head: &'a Letterhead,
    sheet: &'a StudySheet,
    /// «01.09.2021 — 30.06.2025».
    term: Option<String>,
    results: Vec<Tabular>,
    gia: Tabular,
    moves: Vec<Tabular>,
    archives: Tabular,
    /// What a reader must know.
    notes: Vec<&'a str>,
    students: usize,
    mean: Option<String>,
    /// Students all of whose marks pass.
    passing: usize,
    /// Academic hours of all disciplines that were planned, as far as plans tell.
    planned: String,
    /// And that were held.
    held: String,
    /// The numbers of the archives and supplements that late results come from.
    late: Vec<&'a str>,
}

impl<'a> StudyDocument<'a> {
    /// Puts it together.
    pub fn new(head: &'a Letterhead, sheet: &'a StudySheet) -> StudyDocument<'a> {
        let day = |day: Option<chrono::NaiveDate>| day.map_or_else(|| "…".to_owned(), words::date);
        let is_known = sheet.began.is_some() || sheet.ended.is_some();
        let means: Vec<f64> = sheet.rows.iter().filter_map(|row| row.mean).collect();
        let cells = sheet.rows.iter().flat_map(|row| &row.cells).flatten();
        let late = cells.filter(|cell| cell.is_late).map(|cell| cell.archive.as_str());
        let gia_lines = sheet.rows.iter().flat_map(|row| &row.gia);
        let late_gia = gia_lines.filter(|line| line.is_late).map(|line| line.archive.as_str());
        let late: BTreeSet<&str> = late.chain(late_gia).collect();
        StudyDocument {
            head,
            sheet,
            term: is_known.then(|| format!("{} — {}", day(sheet.began), day(sheet.ended))),
            results: results(sheet, head),
            gia: gia(sheet),
            moves: [true, false].map(|came| moves(sheet, came)).into_iter().flatten().collect(),
            archives: archives(sheet, head),
            notes: sheet.notes.iter().map(|note| note.text.as_str()).collect(),
            students: sheet.rows.len(),
            mean: (!means.is_empty()).then(|| words::mean(means.iter().sum::<f64>() / means.len() as f64)),
            passing: sheet
                .rows
                .iter()
                .filter(|row| row.debts == 0 && row.cells.iter().any(Option::is_some))
                .count(),
            planned: planned(&sheet.columns),
            held: span(sheet.columns.iter().map(|column| column.held).fold(Hours::default(), Hours::join)),
            late: late.into_iter().collect(),
        }
    }
}

/// «1240», «—» where no plan is known, and of how many disciplines it is where not of all.
fn planned(columns: &[StudyColumn]) -> String {
    let Some(sum) = columns.iter().filter_map(|column| column.planned).reduce(Hours::join) else {
        return "—".to_owned();
    };
    let known = columns.iter().filter(|column| column.is_planned).count();
    if known == columns.len() {
        return span(sum);
    }
    let of = words::count(columns.len(), ["дисциплины", "дисциплин", "дисциплин"]);
    format!("{} (план за все годы известен по {known} из {of})", span(sum))
}

/// «72»; «70–72» where subgroups had different ones.
fn span(hours: Hours) -> String {
    let (least, most) = (words::decimal(hours.least), words::decimal(hours.most));
    if least == most { most } else { format!("{least}–{most}") }
}

/// Disciplines under their forms of attestation, as many beside one another as can be read.
fn results(sheet: &StudySheet, head: &Letterhead) -> Vec<Tabular> {
    let count = sheet.columns.len().div_ceil(MOST).max(1);
    let each = sheet.columns.len().div_ceil(count);
    (0..count)
        .map(|n| {
            let columns = n * each..(n * each + each).min(sheet.columns.len());
            let mut table = part(sheet, columns, n + 1 == count);
            table.empty = format!("На конец обучения в {} никто не числится.", head.words.in_group);
            if count > 1 {
                table.title = format!("Часть {} из {count}", n + 1);
            }
            table
        })
        .collect()
}

fn part(sheet: &StudySheet, range: Range<usize>, is_last: bool) -> Tabular {
    let mut table = Tabular::default();
    let own = &sheet.columns[range.clone()];
    let has_records = has_records(sheet);
    let mut above = vec![both("№"), both("Фамилия, имя, отчество")];
    table.column(0.6, true);
    table.column(4.6, false);
    if has_records {
        table.column(1.6, true);
        above.push(HeadingData { size: Some(SMALL), ..both("№ зачётной книжки") });
    }
    let mut runs: Vec<(&str, usize)> = Vec::new();
    for column in own {
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
    if is_last {
        for title in ["Средний балл", "Неудовлетворительных"] {
            table.column(0.9, true);
            above.push(HeadingData { rows: Some(2), ..upright(title) });
        }
    }
    table.header = vec![above];
    if !own.is_empty() {
        table.header.push(own.iter().map(|column| upright(&column.title)).collect());
    }
    for row in &sheet.rows {
        table.rows.push(line(row, has_records, range.clone(), is_last));
    }
    if !table.rows.is_empty() && !own.is_empty() {
        for (title, figure) in FOOT {
            // Over the number, the name and the record book.
            let columns = Some(if has_records { 3 } else { 2 });
            let title = StyledData { text: title.to_owned(), bold: true, columns, ..StyledData::default() };
            let figures = own.iter().map(|column| StyledData {
                text: figure(column),
                size: Some(SMALL),
                ..StyledData::default()
            });
            table.rows.push([title].into_iter().chain(figures).map(CellData::from).collect());
        }
    }
    table
}

/// Whether anybody has a record book: pupils have none.
fn has_records(sheet: &StudySheet) -> bool {
    sheet.rows.iter().any(|row| row.record_no.is_some())
}

fn line(row: &StudyRow, has_record: bool, columns: Range<usize>, is_last: bool) -> Vec<CellData> {
    let former = (!row.former_names.is_empty()).then(|| {
        let text = format!("Ранее: {}", row.former_names.join(", "));
        Box::new(StyledData { text, size: Some(SMALL), ..StyledData::default() })
    });
    let name = StyledData { text: row.name.clone(), then: former, ..StyledData::default() };
    let mut cells: Vec<CellData> = vec![row.number.to_string().into(), name.into()];
    cells.extend(has_record.then(|| CellData::from(or_dash(row.record_no.clone()))));
    cells.extend(row.cells[columns].iter().map(|cell| match cell {
        Some(cell) if cell.is_late => mark_cell(&format!("{}{LATE}", cell.value), false),
        Some(cell) => mark_cell(&cell.value, false),
        None => String::new().into(),
    }));
    if is_last {
        cells.push(or_dash(row.mean.map(words::mean)).into());
        cells.push(words::few(row.debts).into());
    }
    cells
}

/// Everybody who sat the final state attestation, with a row for each part beside the name.
fn gia(sheet: &StudySheet) -> Tabular {
    let mut table = Tabular {
        title: "Государственная итоговая аттестация".to_owned(),
        empty: "Результатов государственной итоговой аттестации в архивах нет.".to_owned(),
        ..Tabular::default()
    };
    let columns = [
        ("№", 0.6),
        ("Фамилия, имя, отчество", 4.2),
        ("Испытание", 2.8),
        ("Тема, руководитель", 5.6),
        ("Балл", 0.9),
        ("Отметка", 2.6),
        ("Протокол", 2.4),
        ("Из архива №", 1.0),
    ];
    columns
        .iter()
        .for_each(|(title, width)| table.column(*width, matches!(*title, "№" | "Балл" | "Из архива №")));
    table.header = vec![columns.iter().map(|(title, _)| HeadingData::from(*title)).collect()];
    for row in sheet.rows.iter().filter(|row| !row.gia.is_empty()) {
        let height = (row.gia.len() > 1).then_some(row.gia.len());
        let over = |text: String| StyledData { text, rows: height, ..StyledData::default() }.into();
        let mut first: Vec<CellData> = vec![over(row.number.to_string()), over(row.name.clone())];
        for line in &row.gia {
            let supervisor =
                line.supervisor.as_ref().map(|name| format!("рук. {}", name.replace(' ', "\u{a0}")));
            let title: Vec<String> = line.title.iter().cloned().chain(supervisor).collect();
            let word = words::mark_in_words(&line.value).map(|word| format!(" ({word})")).unwrap_or_default();
            let late = if line.is_late { LATE } else { "" };
            let cells = [
                line.label.to_owned(),
                title.join(", "),
                line.score.map(words::decimal).unwrap_or_default(),
                format!("{}{word}{late}", line.value),
                line.protocol.clone(),
                line.archive.clone(),
            ];
            table
                .rows
                .push(std::mem::take(&mut first).into_iter().chain(cells.map(CellData::from)).collect());
        }
    }
    table
}

/// Who came, or who left; `None` where nobody did.
fn moves(sheet: &StudySheet, came: bool) -> Option<Tabular> {
    let own: Vec<&Move> = sheet.moves.iter().filter(|own| own.came == came).collect();
    let (title, place) = if came { ("Прибыли", "Откуда") } else { ("Выбыли", "Куда") };
    let mut table = Tabular { title: title.to_owned(), ..Tabular::default() };
    let columns = [
        ("№", 0.6),
        ("Фамилия, имя, отчество", 4.6),
        ("Учебный год", 1.4),
        ("Дата", 1.4),
        ("Основание", 4.0),
        (place, 4.0),
    ];
    columns
        .iter()
        .for_each(|(title, width)| table.column(*width, matches!(*title, "№" | "Учебный год" | "Дата")));
    table.header = vec![columns.iter().map(|(title, _)| HeadingData::from(*title)).collect()];
    for (n, own) in own.iter().enumerate() {
        let what: Vec<String> = own.what.map(str::to_owned).into_iter().chain(own.order.clone()).collect();
        let what =
            if what.is_empty() { "в данных не указано".to_owned() } else { what.join(", ") };
        let cells = [
            (n + 1).to_string(),
            own.name.clone(),
            own.year.clone(),
            or_dash(own.day.map(words::date)),
            what,
            or_dash(own.place.clone()),
        ];
        table.rows.push(cells.map(CellData::from).into());
    }
    (!table.rows.is_empty()).then_some(table)
}

/// The archives that the sheet is drawn up from.
fn archives(sheet: &StudySheet, head: &Letterhead) -> Tabular {
    let mut table = Tabular {
        title: "Архивы, по которым составлена ведомость".to_owned(),
        ..Tabular::default()
    };
    let columns = [
        ("№", 0.7),
        ("Учебный год", 1.3),
        (head.words.group, 1.6),
        ("Архив", 3.6),
        ("Корневой отпечаток (SHA-256)", 9.0),
    ];
    columns.iter().for_each(|(title, width)| table.column(*width, matches!(*title, "№" | "Учебный год")));
    table.header = vec![columns.iter().map(|(title, _)| HeadingData::from(*title)).collect()];
    for archive in &sheet.archives {
        let group = archive.group.as_ref().map(|(_, name)| name.clone());
        let file = format!("{}.zip", archive.name);
        let cells =
            [archive.number.clone(), archive.year.clone(), or_dash(group), file, archive.root.clone()];
        table.rows.push(cells.map(CellData::from).into());
        for own in &archive.supplements {
            let file = format!("{}.zip", own.name);
            let cells = [own.number.clone(), String::new(), "дополнение".to_owned(), file, own.root.clone()];
            table.rows.push(cells.map(CellData::from).into());
        }
    }
    table
}
