//! What the results of terms and of the year say, as [`crate::figures::performance`] counts them.

use super::{Category, Compute, Indicator, Tally, Unit, unlimited, without_results};
use crate::model::Settings;
use crate::words;

/// Уровень успеваемости.
pub(super) const PASSING: Indicator = Indicator {
    id: "passing",
    title: "Уровень успеваемости",
    in_isuod: true,
    category: Category::Operative,
    unit: Unit::Share,
    formula: "по отметкам: (5 + 4 + 3 + зачтено) / (все итоги, н/а тоже)",
    source: "итоги",
    limit: unlimited,
    clauses: &["P4.6", "K6.2", "N6.2"],
    missing: without_results,
    compute: Compute::Results(|counts, _| Tally::of(counts.good(), counts.judged())),
};

/// Абсолютная успеваемость.
pub(super) const PASSING_STUDENTS: Indicator = Indicator {
    id: "passing-students",
    title: "Абсолютная успеваемость",
    in_isuod: false,
    category: Category::Operative,
    unit: Unit::Share,
    formula: "по обучающимся: без 2, «незачтено» и н/а / имеющие итоги",
    source: "итоги",
    limit: unlimited,
    clauses: &["K6.2", "N6.2"],
    missing: without_results,
    compute: Compute::Students(|students| Tally::of(students.students_passing, students.students)),
};

/// Качество знаний.
pub(super) const QUALITY: Indicator = Indicator {
    id: "quality",
    title: "Качество знаний",
    in_isuod: true,
    category: Category::Quality,
    unit: Unit::Share,
    formula: "по отметкам: (5 + 4) / (5 + 4 + 3 + 2 + н/а)",
    source: "итоги",
    limit: unlimited,
    clauses: &["P4.6", "K6.2", "N6.2"],
    missing: without_results,
    compute: Compute::Results(|counts, _| Tally::of(counts.n5 + counts.n4, counts.all())),
};

/// Качественная успеваемость.
pub(super) const QUALITY_STUDENTS: Indicator = Indicator {
    id: "quality-students",
    title: "Качественная успеваемость",
    in_isuod: false,
    category: Category::Quality,
    unit: Unit::Share,
    formula: "по обучающимся: только с 5 и 4 / имеющие итоги",
    source: "итоги",
    limit: unlimited,
    clauses: &["K6.2", "N6.2"],
    missing: without_results,
    compute: Compute::Students(|students| Tally::of(students.students_quality, students.students)),
};

/// Степень обученности (СОУ).
pub(super) const SOU: Indicator = Indicator {
    id: "sou",
    title: "Степень обученности",
    in_isuod: true,
    category: Category::Quality,
    unit: Unit::Share,
    formula: "СОУ по отметкам: Σ(вес · количество) / (5 + 4 + 3 + 2 + н/а)",
    source: "итоги",
    limit: sou_limit,
    clauses: &["P4.6"],
    missing: without_results,
    compute: Compute::Results(|counts, settings| Tally {
        part: counts.learned(settings),
        ..Tally::of(0, counts.all())
    }),
};

/// Средний балл.
pub(super) const MEAN: Indicator = Indicator {
    id: "mean",
    title: "Средний балл",
    in_isuod: true,
    category: Category::Quality,
    unit: Unit::Mark,
    formula: "сумма итогов числом / их число",
    source: "итоги",
    limit: unlimited,
    clauses: &["P4.6", "K6.2"],
    missing: without_results,
    compute: Compute::Results(|counts, _| Tally::of(counts.sum(), counts.numbers())),
};

/// The weights.
fn sou_limit(settings: &Settings) -> Option<String> {
    let weight = |(mark, weight): (&String, &f64)| {
        let mark = if mark == "na" { "н/а" } else { mark };
        format!("{mark} — {}", words::decimal(*weight))
    };
    // The highest mark first, н/а last.
    let (words, marks): (Vec<_>, Vec<_>) =
        settings.rules.sou.iter().rev().partition(|(mark, _)| *mark == "na");
    let weights: Vec<String> = marks.into_iter().chain(words).map(weight).collect();
    Some(format!("веса: {}", weights.join("; ")))
}
