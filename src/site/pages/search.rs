//! The page of the search, which lists the ways that need no JavaScript.

use super::Pages;
use crate::site::{Frame, Page};
use anyhow::Result;
use serde::Serialize;

impl Pages<'_> {
    /// The page of the search.
    pub fn search(&self) -> Result<Page> {
        #[derive(Serialize)]
        struct SearchPage<'a> {
            /// In the order of the index.
            groups: Vec<&'a str>,
        }
        let title = "Поиск".to_owned();
        let frame = Frame { crumbs: self.crumbs(&[("", title.clone())]), title, files: Vec::new() };
        let groups = self.facts.archive.groups.iter().map(|row| &*row.name).collect();
        self.site.page("search.html", "search.html".to_owned(), &frame, &SearchPage { groups })
    }
}
