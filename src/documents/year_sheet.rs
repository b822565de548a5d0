//! The summary sheet of a group's year (D3).

use super::letterhead::Letterhead;
use crate::figures::retention::sheets_kept_until;
use crate::figures::{Facts, YearSheet};
use crate::model::Group;
use crate::model::table::Ref;
use crate::words;
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
        let years = words::count(archive.settings.retention.sheets.years as usize, ["год", "года", "лет"]);
        let until =
            sheets_kept_until(&archive.settings, row).map(|day| format!(" (по {})", words::date(day)));
        Sheet {
            head,
            group: row.name.to_string(),
            program: archive.program_title(group),
            course: row.course.or(row.grade),
            curator: row.curator.map(|staff| archive.staff[staff].short_name()),
            kept: format!("{years}{}", until.unwrap_or_default()),
            digest,
            sheet,
        }
    }
}
