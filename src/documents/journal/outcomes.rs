//! Course works and examinations: mark, day and sheet of each (D1, D25).

use crate::documents::native::{CellData, HeadingData};
use crate::figures::JournalFigures;
use crate::words;
use serde::Serialize;

/// The table of them.
#[derive(Serialize)]
pub(super) struct Outcomes {
    header: Vec<Vec<HeadingData>>,
    /// How many kinds there are, of three columns each.
    count: usize,
    rows: Vec<Vec<CellData>>,
    /// Who examined.
    examiners: Vec<String>,
}

/// The table of a journal; `None` where it has neither.
pub(super) fn outcomes(figures: &JournalFigures) -> Option<Outcomes> {
    let kinds = &figures.outcomes;
    if kinds.is_empty() {
        return None;
    }
    let both = |text: &str| HeadingData { rows: Some(2), ..HeadingData::from(text) };
    let mut above = vec![both("№"), both("Фамилия, имя, отчество")];
    let mut below = Vec::new();
    for kind in kinds {
        above.push(HeadingData { columns: Some(3), ..HeadingData::from(kind.title.as_str()) });
        below.extend(["Отметка", "Дата", "№ ведомости"].map(HeadingData::from));
    }
    let rows = figures.rows.iter().enumerate().filter_map(|(n, row)| {
        if kinds.iter().all(|kind| kind.results[n].is_none()) {
            return None;
        }
        let mut cells: Vec<CellData> = vec![row.number.to_string().into(), row.name.clone().into()];
        for kind in kinds {
            let (mark, day, sheet) = match &kind.results[n] {
                None => Default::default(),
                Some(result) => {
                    let word = words::mark_in_words(&result.mark);
                    let mark = result.mark.clone() + &word.map(|word| format!(" ({word})")).unwrap_or_default();
                    (mark, result.date.map(words::date).unwrap_or_default(), result.sheet_no.clone())
                }
            };
            cells.extend([mark, day, sheet].map(CellData::from));
        }
        Some(cells)
    });
    let rows: Vec<_> = rows.collect();
    let mut examiners: Vec<String> = Vec::new();
    for name in kinds.iter().flat_map(|kind| kind.results.iter().flatten()).map(|result| &result.examiner) {
        if !name.is_empty() && !examiners.contains(name) {
            examiners.push(name.clone());
        }
    }
    Some(Outcomes { header: vec![above, below], count: kinds.len(), rows, examiners })
}
