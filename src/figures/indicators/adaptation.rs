//! Адаптация учеников 5 классов: needs the results of the year before, which no archive of one year holds.

use super::{Category, Compute, Indicator, Unit, unlimited};

/// Адаптация учеников 5 классов.
pub(super) const ADAPTATION: Indicator = Indicator {
    id: "adaptation",
    title: "Адаптация учеников 5 классов",
    in_isuod: true,
    category: Category::Quality,
    unit: Unit::Share,
    formula: "сравнение итогов 5 класса с итогами тех же учеников за 4 класс",
    source: "итоги прошлого года",
    limit: unlimited,
    clauses: &["P4.6"],
    missing: |_| Some("нужны итоги 4 класса: в данных одного года их нет"),
    compute: Compute::Never,
};
