//! A group's page: journals, students, the year at a glance, the timetable, the year sheet.

use super::{Pages, Timetable};
use crate::figures::performance::Scope;
use crate::figures::{Selection, YearSheet, timetable};
use crate::model::Group;
use crate::model::table::Ref;
use crate::site::files::PageFile;
use crate::site::link::path;
use crate::site::listing::Listing;
use crate::site::picture::Picture;
use crate::site::{Frame, Page};
use anyhow::Result;
use serde::Serialize;

impl Pages<'_> {
    /// A group's page.
    pub fn group(
        &self,
        group: Ref<Group>,
        journals: &Listing,
        students: &Listing,
        sheet: &YearSheet,
        files: Vec<PageFile>,
    ) -> Result<Page> {
        #[derive(Serialize)]
        struct GroupPage<'a> {
            program: Option<String>,
            curator: Option<String>,
            listings: [&'a Listing; 2],
            pictures: Vec<Picture>,
            timetable: Option<Timetable>,
            sheet: &'a YearSheet,
        }
        let archive = self.facts.archive;
        let row = &archive.groups[group];
        let title = format!("{} {}", self.site.words().group, row.name);
        let frame = Frame { crumbs: self.crumbs(&[("", title.clone())]), title, files };
        let selection = Selection { group: Some(group), stretch: None };
        let own = selection.journals(archive).map(|(journal, _)| journal);
        let page = GroupPage {
            program: archive.program_title(group),
            curator: row.curator.map(|staff| archive.staff[staff].full_name()),
            listings: [journals, students],
            pictures: self.year_in_pictures(selection, Scope::Group),
            timetable: self.timetable(
                timetable::week(own.flat_map(|journal| timetable::of_journal(self.facts, journal)).collect()),
                |journal| archive.journals[journal].title(),
            ),
            sheet,
        };
        self.site.page("group.html", path("groups", self.names.group(group)), &frame, &page)
    }
}
