//! Where late rows cannot stand as they are: the same thing told twice, or twice and differently.

use crate::model::settings::Period;
use crate::model::table::Ref;
use crate::model::{Archive, Attempt, Debt, GiaKind, Journal, Lesson, MovementKind, Student};
use crate::words;
use chrono::NaiveDate;
use std::collections::BTreeMap;

/// What a late row gives a value to.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Kind {
    Result(Ref<Journal>, Ref<Student>, Period),
    Gia((Ref<Student>, GiaKind, Option<String>)),
    Movement(Ref<Student>, NaiveDate, MovementKind),
    Mark(Ref<Lesson>, Ref<Student>, Option<u32>),
    Absence(Ref<Lesson>, Ref<Student>),
}

/// A debt that was sat.
#[derive(Debug)]
struct Sat {
    date: NaiveDate,
    attempt: Option<Attempt>,
    mark: String,
    passes: bool,
}

/// What is doubtful, gathered while the lines are made.
#[derive(Debug, Default)]
pub(super) struct Doubts {
    told: Vec<String>,
    /// With what a person reads for it.
    values: BTreeMap<Kind, (String, Vec<String>)>,
    debts: BTreeMap<DebtKey, Vec<Sat>>,
}

/// What a debt is of.
type DebtKey = (Ref<Journal>, Ref<Student>, Option<Period>);

impl Doubts {
    /// Says what is doubtful of one row.
    pub(super) fn say(&mut self, doubt: String) {
        self.told.push(doubt);
    }

    /// Notes a value, and what it is of.
    pub(super) fn value(&mut self, kind: Kind, value: &str, about: &str) {
        let (_, values) = self.values.entry(kind).or_insert_with(|| (about.to_owned(), Vec::new()));
        values.push(value.to_owned());
    }

    /// Notes a debt that was sat, in the order of days; the period is the one that it is taken for.
    pub(super) fn debt(&mut self, row: &Debt, period: Option<Period>, passes: bool) {
        let mark = row.value.text.to_string();
        let sat = Sat { date: row.date, attempt: row.attempt, mark, passes };
        self.debts.entry((row.journal, row.student, period)).or_default().push(sat);
    }

    /// All doubts, a sentence each.
    pub(super) fn told(mut self, archive: &Archive) -> Vec<String> {
        for ((journal, student, period), sat) in &self.debts {
            let of = (archive.students[*student].full_name(), archive.journals[*journal].title());
            let about = format!("{}, {}", of.0, of.1);
            for pair in sat.windows(2) {
                let [before, after] = pair else { continue };
                self.told.extend(between(before, after).map(|what| format!("{about}: {what}")));
            }
            let result = period.and_then(|period| {
                let (_, values) = self.values.get(&Kind::Result(*journal, *student, period))?;
                values.last()
            });
            if let (Some(last), Some(result)) = (sat.last(), result)
                && last.mark != *result
            {
                let message = format!(
                    "{about}: при ликвидации задолженности получено «{}», а исправленный итог — «{result}»",
                    last.mark
                );
                self.told.push(message);
            }
        }
        for (about, values) in self.values.values().filter(|(_, values)| values.len() > 1) {
            let is_same = values.iter().all(|value| *value == values[0]);
            let what = match is_same {
                true => format!(
                    "записано дважды{}",
                    if values[0].is_empty() { String::new() } else { format!(": «{}»", values[0]) }
                ),
                false => format!("записано по-разному: {}", listed(values)),
            };
            self.told.push(format!("{about}: {what}"));
        }
        self.told
    }
}

/// What is wrong with two debts that were sat one after the other.
fn between(before: &Sat, after: &Sat) -> Option<String> {
    let is_same_time =
        before.date == after.date || before.attempt.is_some_and(|attempt| Some(attempt) == after.attempt);
    let (one, other) = (&before.mark, &after.mark);
    if is_same_time && one == other {
        return Some(format!("результат «{one}» записан дважды"));
    }
    if is_same_time {
        let which = match before.attempt.filter(|attempt| Some(*attempt) == after.attempt) {
            Some(attempt) => format!("одной попытки ({})", attempt.label()),
            None => format!("одного дня ({})", words::date(before.date)),
        };
        return Some(format!("два разных результата {which}: «{one}» и «{other}»"));
    }
    before.passes.then(|| {
        let day = words::date(after.date);
        format!(
            "задолженность погашена {} («{one}»), а {day} записан ещё один результат («{other}»)",
            words::date(before.date)
        )
    })
}

fn listed(values: &[String]) -> String {
    let quoted =
        values.iter().map(|value| if value.is_empty() { "ничего".to_owned() } else { format!("«{value}»") });
    quoted.collect::<Vec<_>>().join(", ")
}
