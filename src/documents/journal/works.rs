//! Kinds of work with their marks (D1): whose marks were given for what.

use crate::documents::native::{CellData, HeadingData, StyledData};
use crate::figures::journal::WorkKind;
use crate::figures::{JournalFigures, journal};
use serde::Serialize;

/// The page of them.
#[derive(Serialize)]
pub(super) struct Works {
    header: Vec<HeadingData>,
    /// How wide each column is beside the others.
    shares: Vec<f64>,
    rows: Vec<Vec<CellData>>,
}

/// What stands above marks of no kind.
const UNNAMED: &str = "Без указания вида";

/// The page of a journal; `None` where no mark names its kind.
pub(super) fn works(figures: &JournalFigures) -> Option<Works> {
    let kinds = &figures.works;
    if kinds.iter().all(|kind| kind.name.is_empty()) {
        return None;
    }
    let marks = |kind: &WorkKind| kind.marks.iter().map(Vec::len).sum::<usize>();
    let longest = |kind: &WorkKind| kind.marks.iter().map(Vec::len).max().unwrap_or(0);
    let mut header = vec![HeadingData::from("№"), HeadingData::from("Фамилия, имя, отчество")];
    header.extend(kinds.iter().map(|kind| {
        let text = if kind.name.is_empty() { UNNAMED.to_owned() } else { journal::capital(&kind.name) };
        let counted = StyledData {
            text: format!("отметок: {}", marks(kind)),
            size: Some(7.0),
            ..StyledData::default()
        };
        HeadingData { text, then: Some(Box::new(counted)), ..HeadingData::default() }
    }));
    let rows = figures.rows.iter().enumerate().map(|(n, row)| {
        let mut cells: Vec<CellData> = vec![row.number.to_string().into(), row.name.clone().into()];
        cells.extend(kinds.iter().map(|kind| CellData::from(kind.marks[n].join("  "))));
        cells
    });
    Some(Works {
        header,
        shares: kinds.iter().map(|kind| longest(kind).clamp(4, 40) as f64).collect(),
        rows: rows.collect(),
    })
}
