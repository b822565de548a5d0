//! The list of lessons, with «По плану … дано …» under each term.

use crate::documents::native::{CellData, StyledData};
use crate::figures::JournalFigures;
use crate::figures::journal::{HoursLine, LessonLine};
use crate::model::Wording;
use crate::words;

/// How many columns the list has.
const COLUMNS: usize = 9;
/// Of them the last two are the teacher's and the signature's.
const SIGNED: usize = 2;
/// How high a line is that is signed, in points.
const SIGNATURE: f64 = 26.0;
/// The size of a substitution, in points.
const SMALL: f64 = 7.5;

/// The lessons in their order, after those of each term its hours, at last the year's.
pub(super) fn rows(figures: &JournalFigures, wording: &Wording) -> Vec<Vec<CellData>> {
    let mut rows = Vec::new();
    let mut hours = figures.hours.iter().peekable();
    for lesson in &figures.lessons {
        while let Some(line) = hours.next_if(|line| line.days.is_some_and(|(_, last)| last < lesson.day)) {
            rows.push(summed(line));
        }
        rows.push(row(lesson));
    }
    if rows.is_empty() {
        let text = format!("{} не записаны.", wording.lessons);
        rows.push(vec![StyledData { text, columns: Some(COLUMNS), ..StyledData::default() }.into()]);
    }
    rows.extend(hours.map(summed));
    rows
}

fn row(lesson: &LessonLine) -> Vec<CellData> {
    let or_dash = |text: &str| if text.is_empty() { "—".to_owned() } else { text.to_owned() };
    let below = |text: &Option<String>, bold: bool, size: Option<f64>| {
        text.clone().map(|text| Box::new(StyledData { text, bold, size, ..StyledData::default() }))
    };
    let with = |text: String, then: Option<Box<StyledData>>| match then {
        None => CellData::from(text),
        then => StyledData { text, then, ..StyledData::default() }.into(),
    };
    let due = lesson.homework_due.as_ref().map(|due| format!(" (к\u{a0}{due})")).unwrap_or_default();
    let homework = match (lesson.homework.is_empty(), lesson.individual.is_empty()) {
        (true, false) => format!("{}{due}", lesson.individual),
        (false, false) => format!("{}{due}; {}", lesson.homework, lesson.individual),
        (_, true) => format!("{}{due}", or_dash(&lesson.homework)),
    };
    vec![
        lesson.number.map_or("—".into(), |number| number.to_string().into()),
        lesson.date.clone().into(),
        lesson.slot.map(|slot| slot.to_string()).unwrap_or_default().into(),
        words::decimal(lesson.hours).into(),
        lesson.kind.into(),
        with(
            or_dash(&lesson.topic),
            below(&lesson.not_held, true, None).or_else(|| below(&lesson.note, false, Some(SMALL))),
        ),
        homework.into(),
        with(lesson.teacher.clone(), below(&lesson.substitution, false, Some(SMALL))),
        "".into(),
    ]
}

/// «1 семестр: по плану 36 ч, дано 34 ч, программа не выполнена», with the place to sign of those who taught
/// then.
fn summed(line: &HoursLine) -> Vec<CellData> {
    let held = words::decimal(line.held);
    let text = match (line.planned, line.done) {
        (Some(planned), Some(done)) => format!(
            "{}: по плану {}\u{a0}ч, дано {held}\u{a0}ч, программа {}.",
            line.title,
            words::decimal(planned),
            if done { "выполнена" } else { "не выполнена" },
        ),
        _ => format!("{}: плана нет в данных, дано {held}\u{a0}ч.", line.title),
    };
    let says = StyledData {
        text,
        bold: true,
        columns: Some(COLUMNS - SIGNED),
        height: Some(SIGNATURE),
        ..StyledData::default()
    };
    let mut names: Option<Box<StyledData>> = None;
    for name in line.teachers.iter().rev() {
        names = Some(Box::new(StyledData { text: name.clone(), then: names, ..StyledData::default() }));
    }
    vec![says.into(), names.map_or("".into(), |names| CellData::Styled(*names)), "".into()]
}
