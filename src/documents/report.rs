//! A report as a document: the tables and pictures that `reports` makes, to be signed by the deputy.

use super::letterhead::Letterhead;
use crate::reports::Report;
use serde::Serialize;

/// Its template.
pub const TEMPLATE: &str = "report.typ";
/// The template of a register.
pub const REGISTER: &str = "register.typ";

/// Everything that the document shows. The build's digest does not stand on it: a mark that changes no
/// row of a report need not have it printed anew.
#[derive(Serialize)]
pub struct ReportDocument<'a> {
    /// The organisation.
    pub head: &'a Letterhead,
    /// The report.
    pub report: &'a Report,
}
