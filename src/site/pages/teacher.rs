//! A teacher's page: the journals, the timetable.

use super::{Listings, Pages};
use crate::figures::teachers::Taught;
use crate::figures::timetable;
use crate::model::table::Ref;
use crate::model::{Journal, Staff};
use crate::site::files::PageFile;
use crate::site::link::path;
use crate::site::listing::{Entry, Listing};
use crate::site::{Frame, Page};
use crate::words;
use anyhow::Result;
use chrono::NaiveDate;

impl Pages<'_> {
    /// The page of somebody who taught these journals.
    pub fn teacher(&self, staff: Ref<Staff>, taught: &[Taught], files: Vec<PageFile>) -> Result<Page> {
        let archive = self.facts.archive;
        let row = &archive.staff[staff];
        let words = self.site.words();
        let crumbs = self.crumbs(&[("teachers.html", words.teachers.to_owned()), ("", row.full_name())]);
        let frame = Frame { title: row.full_name(), crumbs, files };
        let title = |journal: Ref<Journal>| {
            let row = &archive.journals[journal];
            format!("{}: {}", archive.groups[row.group].name, row.title())
        };
        // Of journals that are shared only the days that are this teacher's.
        let own = taught.iter().flat_map(|taught| {
            let days = taught.stretches.iter();
            days.flat_map(|days| timetable::in_days(self.facts, taught.journal, *days))
        });
        let week = timetable::week(own.collect());
        let page = Listings {
            lead: self.position_of(staff),
            listings: &[self.journals_of_teacher(taught)],
            timetable: self.timetable(week, title),
        };
        self.site.page("listing.html", path("teachers", self.names.staff(staff)), &frame, &page)
    }

    fn journals_of_teacher(&self, taught: &[Taught]) -> Listing {
        let archive = self.facts.archive;
        let entry = |taught: &Taught| {
            let row = &archive.journals[taught.journal];
            let year = (archive.settings.year_start(), archive.settings.year_end());
            let days = |(first, last): &(NaiveDate, NaiveDate)| {
                format!("с {} по {}", words::date(*first), words::date(*last))
            };
            let when = match taught.stretches.as_slice() {
                [] => "замены".to_owned(),
                [whole] if *whole == year => String::new(),
                stretches => stretches.iter().map(days).collect::<Vec<_>>().join(", "),
            };
            let notes = vec![archive.groups[row.group].name.to_string(), when, words::decimal(taught.held)];
            Entry { title: row.title(), href: Some(self.journal_href(taught.journal)), notes }
        };
        Listing {
            title: "Журналы".to_owned(),
            columns: vec!["Журнал", self.site.words().group, "Когда", "Дано часов"],
            entries: taught.iter().map(entry).collect(),
            empty: "",
        }
    }
}
