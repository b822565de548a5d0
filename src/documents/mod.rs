//! Model and figures become PDF through typst.
//!
//! A document is a template of `templates/documents/` and one struct of data that is handed to it as
//! JSON: nothing of the data is ever markup. [`press`] typesets; the other files are one family of
//! documents each, and a new document is a new file and a new template.

pub mod act;
pub mod annex;
pub mod attestation;
pub mod certificate;
pub mod disposal;
pub mod erasure;
pub mod exam_sheets;
pub mod inventory;
pub mod journal;
pub mod letterhead;
pub mod letters;
mod native;
pub mod own;
pub mod press;
pub mod report;
pub mod study_sheet;
mod tabular;
pub mod year_sheet;

pub use press::{Press, Printed};
