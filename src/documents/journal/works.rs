//! Kinds of work with their marks, course works and examinations (D1, D25): a student's year in the journal
//! by what the marks were given for.

use crate::documents::native::{CellData, HeadingData, StyledData};
use crate::figures::JournalFigures;
use crate::figures::journal::{GridRow, Outcome, WorkKind};
use crate::words;
use serde::Serialize;

/// A page of them.
#[derive(Serialize)]
pub(super) struct Works {
    /// «Виды работ и экзамены».
    title: &'static str,
    header: Vec<Vec<HeadingData>>,
    /// How wide each column is beside the others, the number's and the name's apart.
    shares: Vec<f64>,
    /// Where its texts stand.
    align: Vec<&'static str>,
    rows: Vec<Vec<CellData>>,
    /// «Экзамен: экзаменатор Фамилия И. О.»; empty where nobody is named.
    examiners: String,
}

/// What stands above marks of no kind.
const UNNAMED: &str = "Без указания вида";
/// The width of a mark, in millimetres; the least room that a kind of work needs, and the most that it gets.
const MARK: f64 = 2.2;
const LEAST: f64 = 16.0;
const MOST: f64 = 50.0;
/// The widths of a mark in words, a day and a number of a sheet.
const OUTCOME: [f64; 3] = [24.0, 17.0, 18.0];
/// What the columns of a page have together.
const ROOM: f64 = 128.0;

/// What columns stand for.
#[derive(Clone, Copy)]
enum Group<'a> {
    Kind(&'a WorkKind),
    Outcome(&'a Outcome),
}

impl Group<'_> {
    /// How much room its columns need: marks go on in another line.
    fn needs(self) -> f64 {
        match self {
            Group::Kind(_) => LEAST,
            Group::Outcome(_) => self.widths().iter().sum(),
        }
    }

    /// The widths of its columns, where there is room.
    fn widths(self) -> Vec<f64> {
        match self {
            Group::Kind(kind) => {
                let longest = kind.marks.iter().map(Vec::len).max().unwrap_or(0);
                vec![(longest as f64 * MARK + 3.0).clamp(LEAST, MOST)]
            }
            Group::Outcome(outcome) => OUTCOME[..told(outcome)].to_vec(),
        }
    }
}

/// The pages of a journal; none where no mark names its kind and nothing was examined.
pub(super) fn works(figures: &JournalFigures) -> Vec<Works> {
    let kinds: &[WorkKind] = match figures.works.iter().all(|kind| kind.name.is_empty()) {
        true => &[],
        false => &figures.works,
    };
    let kinds = kinds.iter().map(Group::Kind);
    let mut pages: Vec<(f64, Vec<Group<'_>>)> = Vec::new();
    for group in kinds.chain(figures.outcomes.iter().map(Group::Outcome)) {
        let width = group.needs();
        match pages.last_mut() {
            Some((taken, groups)) if *taken + width <= ROOM => {
                *taken += width;
                groups.push(group);
            }
            _ => pages.push((width, vec![group])),
        }
    }
    pages.into_iter().map(|(_, groups)| page(figures, &groups)).collect()
}

fn page(figures: &JournalFigures, groups: &[Group<'_>]) -> Works {
    let both = |text: &str| HeadingData { rows: Some(2), ..HeadingData::from(text) };
    let has_kinds = groups.iter().any(|group| matches!(group, Group::Kind(_)));
    let has_outcomes = groups.iter().any(|group| matches!(group, Group::Outcome(_)));
    let mut page = Works {
        title: match (has_kinds, has_outcomes) {
            (true, true) => "Виды работ и экзамены",
            (true, false) => "Виды работ",
            (false, _) => "Экзамены и курсовые работы",
        },
        header: vec![vec![both("№"), both("Фамилия, имя, отчество")], Vec::new()],
        shares: groups.iter().flat_map(|group| group.widths()).collect(),
        align: vec!["center", "left"],
        rows: Vec::new(),
        examiners: examiners(groups),
    };
    for group in groups {
        match group {
            Group::Kind(kind) => {
                let all: usize = kind.marks.iter().map(Vec::len).sum();
                let text =
                    if kind.name.is_empty() { UNNAMED.to_owned() } else { words::upper_first(&kind.name) };
                let below =
                    StyledData {
                        text: format!("отметок: {all}"), size: Some(7.0), ..StyledData::default()
                    };
                page.header[0].push(HeadingData { then: Some(Box::new(below)), ..both(&text) });
                page.align.push("left");
            }
            Group::Outcome(outcome) => {
                let columns = &["Отметка", "Дата", "№ ведомости"][..told(outcome)];
                page.header[0].push(HeadingData {
                    columns: Some(columns.len()),
                    ..HeadingData::from(outcome.title.as_str())
                });
                page.header[1].extend(columns.iter().copied().map(HeadingData::from));
                page.align.extend(columns.iter().map(|_| "center"));
            }
        }
    }
    let row = |(n, row): (usize, &GridRow)| {
        let mut cells: Vec<CellData> = vec![row.number.to_string().into(), row.name.clone().into()];
        for group in groups {
            match group {
                Group::Kind(kind) => cells.push(kind.marks[n].join("  ").into()),
                Group::Outcome(outcome) => cells.extend(outcome_cells(outcome, n)),
            }
        }
        cells
    };
    page.rows = figures.rows.iter().enumerate().map(row).collect();
    page
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

fn examiners(groups: &[Group<'_>]) -> String {
    let mut told = Vec::new();
    for group in groups {
        let Group::Outcome(outcome) = group else { continue };
        let mut names: Vec<&str> = Vec::new();
        for result in outcome.results.iter().flatten() {
            if !result.examiner.is_empty() && !names.contains(&result.examiner.as_str()) {
                names.push(&result.examiner);
            }
        }
        match names.as_slice() {
            [] => {}
            [one] => told.push(format!("{}: экзаменатор {one}", outcome.title)),
            all => told.push(format!("{}: экзаменаторы {}", outcome.title, all.join(", "))),
        }
    }
    told.join("; ")
}
