//! Who gave no consent to the processing of personal data (N3.9, N3.11; D21): a student of whom that is known
//! has no page of his or her own.

use crate::model::mark::fold;
use crate::model::table::Ref;
use crate::model::{Archive, Consent, Student};
use std::collections::BTreeMap;

/// What is known of a student's consent.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Given {
    /// It holds.
    Yes,
    /// It was refused, or withdrawn.
    No,
    /// The data do not say.
    Unknown,
}

/// Consents as the data tell of them.
#[derive(Debug, Default)]
pub struct Consents {
    given: BTreeMap<Ref<Student>, bool>,
}

impl Consents {
    /// Gathers them as of the day on which the year was closed: rows of `consents` to the processing of data
    /// decide; of who has none `students.consent` does. A refusal there outweighs any row.
    pub fn new(archive: &Archive) -> Consents {
        let own = archive.students.refs().filter_map(|(student, row)| Some((student, row.consent?)));
        let mut given: BTreeMap<Ref<Student>, bool> = own.collect();
        let mut rows: BTreeMap<Ref<Student>, bool> = BTreeMap::new();
        for row in archive.consents.iter().filter(|row| is_to_processing(row)) {
            let holds = row.withdrawn.is_none_or(|day| archive.settings.closed_on.0 < day);
            *rows.entry(row.student).or_default() |= holds;
        }
        rows.retain(|student, _| given.get(student) != Some(&false));
        given.extend(rows);
        Consents { given }
    }

    /// Whether the data tell of anybody's consent.
    pub fn is_known(&self) -> bool {
        !self.given.is_empty()
    }

    /// What is known of a student's.
    pub fn of(&self, student: Ref<Student>) -> Given {
        match self.given.get(&student) {
            Some(true) => Given::Yes,
            Some(false) => Given::No,
            None => Given::Unknown,
        }
    }
}

/// Whether it is a consent to the processing of personal data: not to their distribution, which is one of its
/// own (152-ФЗ, ст. 10.1), nor to pictures.
fn is_to_processing(row: &Consent) -> bool {
    let kind = fold(&row.kind);
    let is_other = ["распростран", "фото", "видео", "изображен"].iter().any(|word| kind.contains(word));
    !is_other && ["персональн", "обработк", "пдн"].iter().any(|word| kind.contains(word))
}
