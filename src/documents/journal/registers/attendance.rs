//! Who missed how much, by term and in the year (N4.4.1, P1.12).

use super::{Material, Register};
use crate::documents::native::{CellData, HeadingData};
use crate::documents::tabular::Tabular;
use crate::figures::attendance::Missed;
use crate::figures::{Selection, Stretch};
use crate::model::Student;
use crate::model::table::Ref;
use crate::words;

/// What is told of each stretch.
const COLUMNS: [&str; 4] = ["всего, ч", "по уваж. причине, ч", "опозданий", "дней целиком"];

pub(super) fn register(sources: &Material<'_>) -> Register {
    let (facts, group) = (sources.facts, sources.group);
    let archive = facts.archive;
    let selection = Selection { group: Some(group), stretch: None };
    let figures = sources.attended;
    let stretches = selection.stretches(&archive.group_terms(group));
    let mut students: Vec<Ref<Student>> = figures.iter().map(|own| own.student).collect();
    students.sort();
    students.dedup();
    archive.sort_by_name(&mut students);
    let both = |text: &str| HeadingData { rows: Some(2), ..HeadingData::from(text) };
    let mut table = Tabular {
        empty: format!(
            "{}, на которых числился хотя бы один обучающийся, не было.",
            words::upper_first(sources.wording.of_lessons)
        ),
        ..Tabular::default()
    };
    table.column(0.6, true);
    table.column(5.0, false);
    let mut above = vec![both("№"), both("Фамилия, имя, отчество")];
    let mut below = Vec::new();
    for stretch in &stretches {
        let title = match stretch {
            Stretch::Year => "Пропущено за год".to_owned(),
            term => format!("Пропущено: {}", words::lower_first(&term.title(&archive.settings))),
        };
        above.push(HeadingData { columns: Some(COLUMNS.len()), ..HeadingData::from(title.as_str()) });
        below.extend(COLUMNS.map(|title| HeadingData { size: Some(7.0), ..HeadingData::from(title) }));
        COLUMNS.iter().for_each(|_| table.column(1.1, true));
    }
    table.header = vec![above, below];
    let find = |student: Ref<Student>, stretch: Stretch| {
        figures.iter().find(|own| own.student == student && own.term == stretch).map(|own| &own.missed)
    };
    table.rows = students
        .iter()
        .enumerate()
        .map(|(n, student)| {
            let mut cells: Vec<CellData> =
                vec![(n + 1).to_string().into(), archive.students[*student].full_name().into()];
            cells.extend(stretches.iter().flat_map(|stretch| numbers(find(*student, *stretch))));
            cells
        })
        .collect();
    let landscape = stretches.len() > 2;
    let (lessons, of_group) = (sources.wording.of_lessons, sources.wording.of_group);
    let note = format!(
        "Академические часы пропущенных {lessons} в журналах {of_group}; по уважительной причине — «уп» и «б». День пропущен целиком, когда пропущено всё, что в нём было. В счёт идёт то, на что обучающийся должен был прийти."
    );
    Register {
        landscape, ..Register::new("Сводный учёт посещаемости", note, vec![table])
    }
}

fn numbers(missed: Option<&Missed>) -> Vec<CellData> {
    let Some(missed) = missed else { return vec!["—".into(); COLUMNS.len()] };
    let hours = [missed.missed_hours, missed.valid_hours].map(words::few_hours);
    let counts = [missed.late, missed.days].map(words::few);
    hours.into_iter().chain(counts).map(CellData::from).collect()
}
