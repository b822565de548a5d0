//! What the marks of lessons say: how good they are, and whether there are enough (накопляемость).

use super::{Category, Compute, Indicator, Study, Tally, Unit, unlimited, without_marks};
use crate::figures::attendance::at_lesson;
use crate::figures::term_marks::{Marks, term_marks, term_members};
use crate::words;

/// Средний балл текущих отметок.
pub(super) const CURRENT_MEAN: Indicator = Indicator {
    id: "current-mean",
    title: "Средний балл текущих отметок",
    in_isuod: false,
    category: Category::Quality,
    unit: Unit::Mark,
    formula: "сумма отметок числом / их число",
    source: "отметки",
    limit: unlimited,
    clauses: &["P1.14"],
    missing: without_marks,
    compute: Compute::Journal(|study| {
        let marks = marks(study);
        Some(Tally { part: marks.sum, whole: marks.numbers as f64, unknown: 0 })
    }),
};

/// Средневзвешенный балл текущих отметок.
pub(super) const WEIGHTED_MEAN: Indicator = Indicator {
    id: "weighted-mean",
    title: "Средневзвешенный балл текущих отметок",
    in_isuod: false,
    category: Category::Quality,
    unit: Unit::Mark,
    formula: "Σ(отметка · вес) / Σ вес",
    source: "отметки",
    limit: unlimited,
    clauses: &["P1.14"],
    missing: without_marks,
    compute: Compute::Journal(|study| {
        let marks = marks(study);
        Some(Tally { part: marks.weighted, whole: marks.weight, unknown: 0 })
    }),
};

/// Накопляемость оценок.
pub(super) const ACCUMULATION: Indicator = Indicator {
    id: "accumulation",
    title: "Накопляемость оценок",
    in_isuod: true,
    category: Category::Journal,
    unit: Unit::Share,
    formula: "обучающиеся и периоды, где отметок достаточно / все в журналах с отметками",
    source: "отметки",
    limit: |settings| {
        Some(format!(
            "не меньше {}",
            words::count(settings.rules.min_marks_per_term as usize, ["отметки", "отметок", "отметок"])
        ))
    },
    clauses: &["P4.6", "P3.6"],
    missing: without_marks,
    compute: Compute::Journal(|study| {
        let minimum = study.facts.archive.settings.rules.min_marks_per_term as usize;
        students_with(study, |count| count >= minimum)
    }),
};

/// Отметок на занятие и обучающегося.
pub(super) const PER_LESSON: Indicator = Indicator {
    id: "marks-per-lesson",
    title: "Отметок на занятие и обучающегося",
    in_isuod: false,
    category: Category::Journal,
    unit: Unit::Number,
    formula: "отметки / (проведённые занятия × числящиеся) в журналах с отметками",
    source: "отметки, занятия",
    limit: unlimited,
    clauses: &["P3.6"],
    missing: without_marks,
    compute: Compute::Journal(per_lesson),
};

/// Доля без отметок.
pub(super) const WITHOUT: Indicator = Indicator {
    id: "without-marks",
    title: "Доля обучающихся без отметок",
    in_isuod: false,
    category: Category::Journal,
    unit: Unit::Share,
    formula: "обучающиеся и периоды без отметок / все в журналах с отметками",
    source: "отметки",
    limit: unlimited,
    clauses: &["P3.6"],
    missing: without_marks,
    compute: Compute::Journal(|study| students_with(study, |count| count == 0)),
};

/// Доля с одной отметкой.
pub(super) const SINGLE: Indicator = Indicator {
    id: "single-mark",
    title: "Доля обучающихся с одной отметкой",
    in_isuod: false,
    category: Category::Journal,
    unit: Unit::Share,
    formula: "обучающиеся и периоды с одной отметкой / все в журналах с отметками",
    source: "отметки",
    limit: unlimited,
    clauses: &["P3.6"],
    missing: without_marks,
    compute: Compute::Journal(|study| students_with(study, |count| count == 1)),
};

/// All marks of the lessons.
fn marks(study: &Study<'_>) -> Marks {
    let mut marks = Marks::default();
    for mark in study.lessons.iter().flat_map(|lesson| study.facts.ledger.marks(*lesson)) {
        marks.add(&study.facts.archive.marks[*mark]);
    }
    marks
}

/// Students and terms whose count of marks is so, of all in a journal with marks.
fn students_with(study: &Study<'_>, is_so: impl Fn(usize) -> bool) -> Option<Tally> {
    let asked = study.asked_terms()?;
    if !study.facts.archive.has_marks(study.journal) {
        return None;
    }
    let marks = term_marks(study.facts, study.journal);
    let count = |term, student| marks.get(&(term, student)).map_or(0, |marks| marks.count);
    let students = asked.into_iter().flat_map(|term| {
        term_members(study.facts, study.journal, term).into_iter().map(move |student| (term, student))
    });
    Some(Tally::counted(students.map(|(term, student)| Some(is_so(count(term, student))))))
}

fn per_lesson(study: &Study<'_>) -> Option<Tally> {
    study.facts.archive.has_marks(study.journal).then(|| {
        let (mut marks, mut places) = (0, 0);
        for lesson in study.held() {
            marks += study.facts.ledger.marks(lesson).len();
            places += at_lesson(study.facts, lesson).len();
        }
        Tally::of(marks, places)
    })
}
