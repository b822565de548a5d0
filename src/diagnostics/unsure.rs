//! Diagnostics that may be nobody's fault but that of rows which were lost.

use super::{Diagnostic, Report};
use std::collections::BTreeMap;

/// How many diagnostics of one id are kept; the rest is counted.
const KEPT: usize = 1_000;
/// How many are kept of all ids.
const KEPT_OF_ALL: usize = Report::KEPT;

/// Diagnostics about ids, some of which stand in rows that were lost: a row whose own id was wrong was
/// told of, and what refers to it is not wrong (contract §2, no cascades).
///
/// Nobody knows which ids were lost, only how many rows. So many ids are not told of: those that the
/// most diagnostics are about, since a row that there was is referred to often, and a slip of the pen
/// stands once.
#[derive(Debug, Default)]
pub struct Unsure {
    ids: BTreeMap<String, About>,
    kept: usize,
}

#[derive(Debug, Default)]
struct About {
    diagnostics: Vec<Diagnostic>,
    /// By file, what was counted and not kept.
    more: BTreeMap<String, usize>,
    count: usize,
}

/// How many rows were lost: each may excuse what is said of one id.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Lost {
    /// Those that excuse even what is said once.
    pub surely: usize,
    /// Those that excuse only what is said twice and more: what stands once is rather a slip of the pen.
    pub perhaps: usize,
}

impl Lost {
    /// Whether there are none.
    pub fn is_none(self) -> bool {
        self == Lost::default()
    }
}

impl Unsure {
    /// Adds a diagnostic about an id.
    pub fn push(&mut self, id: &str, diagnostic: Diagnostic) {
        let about = self.ids.entry(id.to_owned()).or_default();
        about.count += 1;
        if about.diagnostics.len() < KEPT && self.kept < KEPT_OF_ALL {
            self.kept += 1;
            about.diagnostics.push(diagnostic);
        } else {
            *about.more.entry(diagnostic.file).or_default() += 1;
        }
    }

    /// Tells of all ids but those that the lost rows excuse.
    pub fn settle(self, lost: Lost, report: &mut Report) {
        let mut ids: Vec<About> = self.ids.into_values().collect();
        // Of equally frequent ones the first in byte order is excused.
        ids.sort_by_key(|about| std::cmp::Reverse(about.count));
        let often = ids.iter().skip(lost.surely).take(lost.perhaps).filter(|about| about.count > 1).count();
        for about in ids.into_iter().skip(lost.surely + often) {
            let code = about.diagnostics.first().map(|diagnostic| diagnostic.code);
            about.diagnostics.into_iter().for_each(|diagnostic| report.push(diagnostic));
            for (file, more) in about.more.into_iter().filter(|_| code.is_some()) {
                report.count_more(&file, code.expect("there is one"), more);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::{Code, Severity};
    use super::*;

    #[test]
    fn as_many_ids_as_rows_were_lost_are_excused_the_most_frequent_first() {
        let told = |surely, perhaps| {
            let mut unsure = Unsure::default();
            for id in ["a", "b", "b", "c", "c", "c"] {
                unsure.push(id, Diagnostic::new(Code::DanglingReference, "marks.csv", id));
            }
            let mut report = Report::default();
            unsure.settle(Lost { surely, perhaps }, &mut report);
            report.count(Severity::Error)
        };
        assert_eq!([told(0, 0), told(1, 0), told(2, 0), told(3, 0), told(9, 0)], [6, 3, 1, 0, 0]);
        assert_eq!([told(0, 1), told(0, 3), told(1, 9)], [3, 1, 1]);
    }
}
