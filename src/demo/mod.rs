//! Invented colleges and schools of any size, for trials, tests and benchmarks.
//!
//! [`Size`] → [`college`] or [`school`] plan the groups and journals → [`year`] lives through the
//! year lesson by lesson → [`timetable`], [`final_exams`], [`users`], [`papers`], [`olympiads`] and
//! [`changes`] add what follows from it → [`write()`] puts the tables into files. The same size and seed
//! give the same bytes. The people are put together of frequent names; nobody is meant.

mod changes;
mod college;
mod dice;
mod final_exams;
mod names;
mod olympiads;
mod papers;
mod people;
mod school;
mod sheet;
mod timetable;
mod users;
mod year;

use crate::model::settings::OrganizationKind;
use anyhow::Result;
use std::path::Path;

/// How large a data set is; every number is kept exactly.
#[derive(Clone, Copy, Debug)]
pub struct Size {
    /// Groups.
    pub groups: usize,
    /// Students a group.
    pub students: usize,
    /// Journals a group.
    pub journals: usize,
    /// Lessons a journal.
    pub lessons: usize,
    /// Where chance begins.
    pub seed: u64,
    /// College or school.
    pub kind: OrganizationKind,
    /// Whether the tables are in three formats or all in CSV.
    pub mixed: bool,
}

/// A journal to be filled.
struct Course {
    discipline: &'static str,
    index: String,
    kind: &'static str,
    component: &'static str,
    module: &'static str,
    /// Of how many subgroups which one; 0 is the whole group.
    subgroup: usize,
    attested: bool,
    final_form: &'static str,
    topics: &'static [&'static str],
    homework: bool,
    /// The set of terms that it is marked by, where it is not the group's.
    set: Option<&'static str>,
    whose: Whose,
}

/// Who is in a journal.
#[derive(Clone, Copy, PartialEq)]
enum Whose {
    /// The group or its subgroup.
    Everybody,
    /// Every other one of the group, and some of the next one.
    Elective,
    /// The group but for the one who is taught at home.
    AtSchool,
    /// The one who is taught at home.
    AtHome,
}

/// A group to be filled.
struct Class {
    /// The row of `groups`, but for id, curator and master.
    row: Vec<(&'static str, String)>,
    set: &'static str,
    marks: bool,
    courses: Vec<Course>,
}

/// A term of the plan.
struct Season {
    id: &'static str,
    title: &'static str,
    start: (i32, u32, u32),
    end: (i32, u32, u32),
    set: &'static str,
}

/// Writes a data set into a folder.
pub fn write(folder: &Path, size: Size) -> Result<()> {
    let (head, seasons, classes) = match size.kind {
        OrganizationKind::College => college::plan(size),
        OrganizationKind::School => school::plan(size),
    };
    let settings = settings(head, seasons);
    crate::files::write(&folder.join("archive.yaml"), settings.as_bytes())?;
    let sheets = year::live(size, seasons, &classes);
    let added = [
        timetable::plan(&sheets, size),
        final_exams::sit(&sheets, size),
        olympiads::take_part(&sheets, size),
        changes::mend(&sheets, size),
    ];
    let added = added.into_iter().chain(users::sign_in(&sheets, size)).chain(papers::sign(&sheets, size));
    let added = added.filter(|sheet| !sheet.is_empty());
    for sheet in sheets.iter().chain(&added.collect::<Vec<_>>()) {
        sheet.write(folder, size.mixed)?;
    }
    Ok(())
}

/// The sheet of a table.
fn sheet<'a>(sheets: &'a [sheet::Sheet], table: &str) -> &'a sheet::Sheet {
    sheets.iter().find(|sheet| sheet.table == table).expect("a table of the year")
}

/// The text of `archive.yaml`.
fn settings(head: &str, seasons: &[Season]) -> String {
    let day = |(y, m, d): (i32, u32, u32)| format!("{y}-{m:02}-{d:02}");
    let mut text = head.to_owned();
    text.push_str("terms:\n");
    for season in seasons {
        text.push_str(&format!(
            "  - {{ id: {}, title: \"{}\", start: {}, end: {}, set: {} }}\n",
            season.id,
            season.title,
            day(season.start),
            day(season.end),
            season.set
        ));
    }
    text
}
