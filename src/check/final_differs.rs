//! `final-differs`: the mark of a term is `rules.final_differs` or more away from the weighted mean of
//! the student's marks in it. Marks in words have no mean.

use super::{Facts, about};
use crate::diagnostics::{Code, Report};
use crate::figures::term_marks::term_marks;
use crate::model::settings::Period;
use crate::words;

/// What is lost in adding and dividing marks is far below this.
const ROUNDING: f64 = 1e-9;

pub(super) fn check(facts: &Facts<'_>, report: &mut Report) {
    let archive = facts.archive;
    let limit = archive.settings.rules.final_differs - ROUNDING;
    for (journal, title) in archive.journals.refs().map(|(journal, row)| (journal, row.title())) {
        let results = facts.ledger.results(journal);
        if results.is_empty() || !archive.is_graded(journal) {
            continue;
        }
        let marks = term_marks(facts, journal);
        for row in results.iter().map(|result| &archive.results[*result]) {
            let (Period::Term(term), Some(given)) = (row.term, row.value.number()) else { continue };
            let mean = marks.get(&(term, row.student)).and_then(|marks| marks.mean());
            let exempt = facts.exemptions.in_term(archive, journal, row.student, term);
            if let Some(mean) = mean.filter(|mean| !exempt && (f64::from(given) - mean).abs() >= limit) {
                let message = format!(
                    "{} — «{title}», {}: отметка за период {}, а средняя взвешенная {}",
                    archive.students[row.student].short_name(),
                    archive.settings.term(term).title,
                    row.value.text,
                    words::mean(mean)
                );
                report.push(about(archive, row, Code::FinalDiffers, "value", message));
            }
        }
    }
}
