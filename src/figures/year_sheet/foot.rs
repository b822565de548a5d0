//! The totals below the sheet.

use crate::model::Mark;
use crate::model::settings::Scale;
use serde::Serialize;
use std::cmp::Reverse;
use std::collections::BTreeMap;

/// Totals of the sheet. «осв» is no mark in them.
#[derive(Clone, Debug, Serialize)]
pub struct Foot {
    /// Students on the sheet.
    pub students: usize,
    /// Students with at least one mark: the base of the shares.
    pub assessed: usize,
    /// Of them without a mark that does not pass.
    pub passing: usize,
    /// Of them without a mark that does not pass and with no number below 4.
    pub quality: usize,
    /// Marks by their text, numbers from the highest, then words.
    pub marks: Vec<(String, usize)>,
    /// Mean of all marks in numbers; `None` without any.
    pub mean: Option<f64>,
    /// `passing / assessed`, 0–1 (успеваемость); `None` where nobody is assessed.
    pub passing_share: Option<f64>,
    /// `quality / assessed`, 0–1 (качество знаний); `None` where nobody is assessed.
    pub quality_share: Option<f64>,
}

/// What the totals are made of.
#[derive(Default)]
pub(super) struct Sums {
    assessed: usize,
    passing: usize,
    quality: usize,
    numbers: Vec<f64>,
    numeric: BTreeMap<Reverse<u8>, usize>,
    words: BTreeMap<String, usize>,
}

impl Sums {
    /// One more student with the marks that count; returns their mean, `None` without numbers, and how many
    /// do not pass.
    pub(super) fn add(&mut self, scale: &Scale, given: &[&Mark]) -> (Option<f64>, usize) {
        let debts = given.iter().filter(|mark| mark.is_failing(scale)).count();
        let numbers: Vec<f64> = given.iter().filter_map(|mark| mark.number()).map(f64::from).collect();
        if !given.is_empty() {
            self.assessed += 1;
            self.passing += usize::from(debts == 0);
            let is_high = given.iter().all(|mark| mark.number().is_none_or(|number| number >= 4));
            self.quality += usize::from(debts == 0 && is_high);
        }
        for mark in given {
            match mark.number() {
                Some(number) => *self.numeric.entry(Reverse(number)).or_default() += 1,
                None => *self.words.entry(mark.text.to_string()).or_default() += 1,
            }
        }
        let own = mean(&numbers);
        self.numbers.extend(numbers);
        (own, debts)
    }

    pub(super) fn finish(self, students: usize) -> Foot {
        let share = |n: usize| (self.assessed > 0).then(|| n as f64 / self.assessed as f64);
        let numeric = self.numeric.iter().map(|(number, count)| (number.0.to_string(), *count));
        Foot {
            students,
            assessed: self.assessed,
            passing: self.passing,
            quality: self.quality,
            marks: numeric.chain(self.words.iter().map(|(word, count)| (word.clone(), *count))).collect(),
            mean: mean(&self.numbers),
            passing_share: share(self.passing),
            quality_share: share(self.quality),
        }
    }
}

fn mean(numbers: &[f64]) -> Option<f64> {
    (!numbers.is_empty()).then(|| numbers.iter().sum::<f64>() / numbers.len() as f64)
}
