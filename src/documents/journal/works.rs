//! Kinds of work with their marks, course works and examinations (D1, D25): a student's year in the journal
//! by what the marks were given for.

use crate::documents::native::{CellData, HeadingData, StyledData};
use crate::figures::JournalFigures;
use crate::figures::journal::{Outcome, WorkKind};
use crate::words;
use serde::Serialize;

/// The page of them.
#[derive(Serialize)]
pub(super) struct Works {
    header: Vec<Vec<HeadingData>>,
    /// How wide each column is beside the others, the number's and the name's apart.
    shares: Vec<f64>,
    /// Where its texts stand.
    align: Vec<&'static str>,
    rows: Vec<Vec<CellData>>,
    /// «Экзаменатор: Фамилия И. О.»; empty where nobody is named.
    examiners: String,
}

/// What stands above marks of no kind.
const UNNAMED: &str = "Без указания вида";
/// The fewest and the most marks that the width of a column is made for.
const MARKS: (usize, usize) = (4, 40);
/// How many of them a mark in words, a day and a number of a sheet take.
const OUTCOME: [f64; 3] = [7.0, 5.0, 5.0];

/// The page of a journal; `None` where no mark names its kind and nothing was examined.
pub(super) fn works(figures: &JournalFigures) -> Option<Works> {
    let kinds: &[WorkKind] = match figures.works.iter().all(|kind| kind.name.is_empty()) {
        true => &[],
        false => &figures.works,
    };
    if kinds.is_empty() && figures.outcomes.is_empty() {
        return None;
    }
    let both = |text: &str| HeadingData { rows: Some(2), ..HeadingData::from(text) };
    let mut page = Works {
        header: vec![vec![both("№"), both("Фамилия, имя, отчество")], Vec::new()],
        shares: Vec::new(),
        align: vec!["center", "left"],
        rows: Vec::new(),
        examiners: examiners(&figures.outcomes),
    };
    for kind in kinds {
        let (all, longest) =
            kind.marks.iter().map(Vec::len).fold((0, 0), |(all, most), own| (all + own, most.max(own)));
        let text = if kind.name.is_empty() { UNNAMED.to_owned() } else { words::upper_first(&kind.name) };
        let text_below = format!("отметок: {all}");
        let then = StyledData { text: text_below, size: Some(7.0), ..StyledData::default() };
        page.header[0].push(HeadingData { then: Some(Box::new(then)), ..both(&text) });
        page.shares.push(longest.clamp(MARKS.0, MARKS.1) as f64);
        page.align.push("left");
    }
    for outcome in &figures.outcomes {
        let columns = &["Отметка", "Дата", "№ ведомости"][..told(outcome)];
        let above = HeadingData { columns: Some(columns.len()), ..HeadingData::from(outcome.title.as_str()) };
        page.header[0].push(above);
        page.header[1].extend(columns.iter().copied().map(HeadingData::from));
        page.shares.extend(&OUTCOME[..columns.len()]);
        page.align.extend(columns.iter().map(|_| "center"));
    }
    page.rows = figures
        .rows
        .iter()
        .enumerate()
        .map(|(n, row)| {
            let mut cells: Vec<CellData> = vec![row.number.to_string().into(), row.name.clone().into()];
            cells.extend(kinds.iter().map(|kind| CellData::from(kind.marks[n].join("  "))));
            cells.extend(figures.outcomes.iter().flat_map(|outcome| outcome_cells(outcome, n)));
            cells
        })
        .collect();
    Some(page)
}

/// How many columns an examination takes: mark, day, and number of the sheet where one is told.
fn told(outcome: &Outcome) -> usize {
    if outcome.results.iter().flatten().any(|result| !result.sheet_no.is_empty()) { 3 } else { 2 }
}

fn outcome_cells(outcome: &Outcome, row: usize) -> Vec<CellData> {
    let Some(result) = &outcome.results[row] else { return vec!["".into(); told(outcome)] };
    let word = words::mark_in_words(&result.mark).map(|word| format!(" ({word})")).unwrap_or_default();
    let day = result.date.map(words::date).unwrap_or_default();
    let all = [format!("{}{word}", result.mark), day, result.sheet_no.clone()];
    all.into_iter().take(told(outcome)).map(CellData::from).collect()
}

fn examiners(outcomes: &[Outcome]) -> String {
    let mut names: Vec<&str> = Vec::new();
    for result in outcomes.iter().flat_map(|outcome| outcome.results.iter().flatten()) {
        if !result.examiner.is_empty() && !names.contains(&result.examiner.as_str()) {
            names.push(&result.examiner);
        }
    }
    match names.as_slice() {
        [] => String::new(),
        [one] => format!("Экзаменатор: {one}"),
        all => format!("Экзаменаторы: {}", all.join(", ")),
    }
}
