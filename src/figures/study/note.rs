//! What a reader of the sheet must know: what was not found, and what was not taken.

use crate::model::settings::AcademicYear;
use serde::Serialize;

/// Of which kind a note is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum NoteKind {
    /// A year of the term of study has no archive.
    NoArchive,
    /// An archive or a supplement is not in the store.
    NotInStore,
    /// An archive was destroyed.
    Destroyed,
    /// Supplements belong to an archive in whose place another stands.
    Superseded,
    /// The group is not found in a year.
    NoGroup,
    /// The name that was asked for is borne by another group in another year.
    OtherGroup,
    /// Who was enrolled before is not found in a year.
    NotFound,
    /// Several students of a year may be one person.
    Ambiguous,
    /// The same id, record book or name is another person's.
    Refused,
    /// The organisation had another name.
    Renamed,
    /// The beginning or the end of the study is not known, or is not covered.
    Term,
}

/// A line of the sheet's notes.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Note {
    /// Its kind.
    #[serde(rename = "code")]
    pub kind: NoteKind,
    /// The year that it is about; `None`: all.
    pub year: Option<String>,
    /// What is said.
    pub text: String,
}

impl Note {
    /// Of a year.
    pub fn of_year(kind: NoteKind, year: AcademicYear, text: String) -> Note {
        Note { kind, year: Some(year.title()), text }
    }

    /// Of no year.
    pub fn new(kind: NoteKind, text: String) -> Note {
        Note { kind, year: None, text }
    }
}
