//! The start page: the groups, and the year at a glance.

use super::archives::{ARCHIVES, TITLE};
use super::{Link, Pages};
use crate::figures::Selection;
use crate::figures::performance::Scope;
use crate::site::files::PageFile;
use crate::site::listing::Listing;
use crate::site::picture::Picture;
use crate::site::{Frame, Page};
use crate::words;
use anyhow::Result;
use serde::Serialize;

impl Pages<'_> {
    /// The start page.
    pub fn start(&self, groups: &Listing, files: Vec<PageFile>) -> Result<Page> {
        #[derive(Serialize)]
        struct StartPage<'a> {
            counts: Vec<(&'static str, String)>,
            listing: &'a Listing,
            pictures: Vec<Picture>,
            /// The page of the archives of earlier years, where there are any.
            past: Option<Link>,
        }
        let archive = self.facts.archive;
        let words = self.site.words();
        let count = words::grouped;
        let title =
            format!("Архив электронных журналов за {} учебный год", archive.settings.academic_year.title());
        let held = archive.lessons.iter().filter(|row| row.is_held());
        let (lessons, hours) = held.fold((0, 0.0), |(n, hours), row| (n + 1, hours + row.hours));
        let page = StartPage {
            counts: vec![
                (words.groups, count(archive.groups.len())),
                ("Журналы", count(archive.journals.len())),
                ("Обучающиеся", count(archive.students.len())),
                (words.lessons, count(lessons)),
                ("Академические часы", words::decimal(hours)),
                ("Отметки", count(archive.marks.len())),
            ],
            listing: groups,
            pictures: self.year_in_pictures(Selection::default(), Scope::Organization),
            past: (!self.past.is_empty())
                .then(|| Link { title: TITLE.to_owned(), href: Some(ARCHIVES.to_owned()) }),
        };
        let frame = Frame { title, crumbs: Vec::new(), files };
        self.site.page("start.html", "index.html".to_owned(), &frame, &page)
    }
}
