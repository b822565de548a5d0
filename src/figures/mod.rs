//! What documents and pages show, computed once and in one place.
//!
//! - [`activity`] who worked with the electronic journal;
//! - [`annex`] what came after the year was closed, of a group (D4);
//! - [`attendance`] who missed how much;
//! - [`attestation`] results of interim and final attestation by discipline (D6);
//! - [`calendar`] the year's days with their lessons;
//! - [`consent`] who gave no consent;
//! - [`deadlines`] until when what must be entered;
//! - [`exam_sheets`] examination and credit sheets (D25);
//! - [`exemption`] who is exempt from what;
//! - [`forecast`] what comes if nothing changes;
//! - [`homework`] where homework is expected;
//! - [`hours`] a journal against its plan;
//! - [`indicators`] the indicators of the regulations (I1–I4);
//! - [`ledger`] finds the lessons of a journal, the marks and absences of a lesson;
//! - [`journal`] a journal as people read it: grid, lessons, hours;
//! - [`own`] what is one student's own;
//! - [`performance`] how well students performed;
//! - [`plan`] a journal's plan and curriculum beside what was given;
//! - [`identity`] who of an earlier year is whom in a later one;
//! - [`year_sheet`] the summary sheet of a group's year (D3);
//! - [`stretch`] the term, year or days that a figure is told for;
//! - [`student`] a student's year over all journals;
//! - [`teachers`] who taught which journals;
//! - [`study`] the summary sheet of a group's whole term of study (D5);
//! - [`term_marks`] the marks of a journal's terms;
//! - [`timetable`] the timetable of a journal and of a week;
//! - [`retention`] until when a group's records are kept.
//!
//! Every number says its unit and its formula. Nothing here reads a file or lays anything out.

pub mod activity;
pub mod annex;
pub mod attendance;
pub mod attestation;
pub mod calendar;
pub mod consent;
pub mod deadlines;
pub mod exam_sheets;
pub mod exemption;
pub mod forecast;
pub mod homework;
pub mod hours;
pub mod identity;
pub mod indicators;
pub mod journal;
pub mod ledger;
pub mod own;
pub mod performance;
pub mod plan;
pub mod retention;
pub mod stretch;
pub mod student;
pub mod study;
pub mod teachers;
pub mod term_marks;
pub mod timetable;
pub mod year_sheet;

pub use annex::Annex;
pub use attestation::Attestation;
pub use consent::{Consents, Given};
pub use exemption::Exemptions;
pub use journal::{JournalFigures, JournalPart};
pub use ledger::Ledger;
pub use stretch::{Selection, Stretch};
pub use student::StudentFigures;
pub use year_sheet::YearSheet;

use crate::model::{Archive, Belonging};

/// What figures are computed from.
pub struct Facts<'a> {
    /// What was read.
    pub archive: &'a Archive,
    /// Who belonged where.
    pub belonging: &'a Belonging,
    /// What belongs to which journal and lesson.
    pub ledger: &'a Ledger,
    /// Who is exempt from what.
    pub exemptions: &'a Exemptions,
    /// Who gave no consent.
    pub consents: &'a Consents,
}
