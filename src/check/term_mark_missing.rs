//! `term-mark-missing`: an attested journal has no mark of a term for a student who belongs to it at the
//! term's end and is not exempt.

use super::{Facts, about_student};
use crate::diagnostics::{Code, Report};
use crate::figures::term_marks::term_members;
use crate::model::settings::Period;
use std::collections::BTreeSet;

pub(super) fn check(facts: &Facts<'_>, report: &mut Report) {
    let archive = facts.archive;
    for (journal, row) in archive.journals.refs().filter(|(journal, _)| archive.has_marks(*journal)) {
        let results = facts.ledger.results(journal).iter().map(|result| &archive.results[*result]);
        let given: BTreeSet<_> = results.map(|result| (result.term, result.student)).collect();
        for term in archive.journal_terms(journal) {
            for student in term_members(facts, journal, term) {
                if !given.contains(&(Period::Term(term), student)) {
                    let message = format!(
                        "{} — «{}»: нет отметки за период «{}»",
                        archive.students[student].short_name(),
                        row.title(),
                        archive.settings.term(term).title
                    );
                    report.push(about_student(
                        archive,
                        journal,
                        student,
                        term,
                        Code::TermMarkMissing,
                        message,
                    ));
                }
            }
        }
    }
}
