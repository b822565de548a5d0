//! The summary sheet of a group's year (D3).

use super::letterhead::Letterhead;
use crate::figures::retention;
use crate::figures::{Facts, YearSheet};
use crate::model::Group;
use crate::model::table::Ref;
use serde::Serialize;

/// The template.
pub const TEMPLATE: &str = "year-sheet.typ";

/// Everything that the sheet shows.
#[derive(Serialize)]
pub struct Sheet<'a> {
    head: &'a Letterhead,
    group: String,
    program: Option<String>,
    course: Option<u32>,
    curator: Option<String>,
    kept: String,
    digest: &'a str,
    sheet: &'a YearSheet,
}

impl<'a> Sheet<'a> {
    /// Puts a group's sheet together.
    pub fn new(
        facts: &Facts<'_>,
        group: Ref<Group>,
        head: &'a Letterhead,
        sheet: &'a YearSheet,
        digest: &'a str,
    ) -> Sheet<'a> {
        let archive = facts.archive;
        let row = &archive.groups[group];
        Sheet {
            head,
            group: row.name.to_string(),
            program: archive.program_title(group),
            course: row.course.or(row.grade),
            curator: row.curator.map(|staff| archive.staff[staff].short_name()),
            kept: retention::sheets_text(&archive.settings, row),
            digest,
            sheet,
        }
    }
}
