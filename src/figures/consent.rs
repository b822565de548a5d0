//! Who gave no consent to the processing of personal data (N3.9, N3.11; D21): without it a student has no
//! page of his or her own.

use crate::model::table::Ref;
use crate::model::{Archive, Student};
use std::collections::BTreeSet;

/// Consents as the data tell of them.
#[derive(Debug, Default)]
pub struct Consents {
    holding: BTreeSet<Ref<Student>>,
    is_known: bool,
}

impl Consents {
    /// Gathers them: a row of `consents` that is not withdrawn, or `students.consent`.
    pub fn new(archive: &Archive) -> Consents {
        let rows = archive.consents.iter().filter(|row| row.withdrawn.is_none()).map(|row| row.student);
        let own = archive.students.refs().filter(|(_, row)| row.consent == Some(true));
        Consents {
            holding: rows.chain(own.map(|(student, _)| student)).collect(),
            is_known: !archive.consents.is_empty()
                || archive.students.iter().any(|row| row.consent.is_some()),
        }
    }

    /// Whether the data tell of consents at all.
    pub fn is_known(&self) -> bool {
        self.is_known
    }

    /// Whether it is known that a student gave none, or that none holds any more.
    pub fn lacks(&self, student: Ref<Student>) -> bool {
        self.is_known && !self.holding.contains(&student)
    }
}
