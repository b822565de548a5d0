//! A local act's page.

use super::Pages;
use crate::model::Document;
use crate::site::files::PageFile;
use crate::site::link::path;
use crate::site::{Frame, Page, markdown};
use crate::words;
use anyhow::Result;
use serde::Serialize;

impl Pages<'_> {
    /// The page of the n-th local act.
    pub fn document(&self, n: usize, document: &Document, files: Vec<PageFile>) -> Result<Page> {
        #[derive(Serialize)]
        struct DocumentPage {
            head: String,
            body: String,
        }
        let crumbs = self.crumbs(&[("documents.html", "Документы".to_owned()), ("", document.title.clone())]);
        let frame = Frame { title: document.title.clone(), crumbs, files };
        let page = DocumentPage { head: document_head(document), body: markdown::render(&document.body) };
        self.site.page("document.html", path("documents", self.names.document(n)), &frame, &page)
    }
}

/// «приказ № 178 от 01.09.2020».
pub fn document_head(document: &Document) -> String {
    let number =
        document.number.as_ref().map(|number| format!("№ {}", number.trim_start_matches('№').trim()));
    let date = document.date.map(|day| format!("от {}", words::date(day)));
    [document.kind.clone(), number, date].into_iter().flatten().collect::<Vec<_>>().join(" ")
}
