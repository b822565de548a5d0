//! A titled table of links, which most pages are made of.

use serde::Serialize;

/// A link with a few words beside it.
#[derive(Clone, Debug, Serialize)]
pub struct Entry {
    /// What it leads to.
    pub title: String,
    /// Where it leads, from `site/`; `None` where it has no page.
    pub href: Option<String>,
    /// What stands beside it, column by column.
    pub notes: Vec<String>,
}

/// A titled table of links.
#[derive(Debug, Serialize)]
pub struct Listing {
    /// What stands above it; empty for none.
    pub title: String,
    /// Headings of its columns; the first one is that of the links.
    pub columns: Vec<&'static str>,
    /// Its rows.
    pub entries: Vec<Entry>,
    /// What is said where there are no rows.
    pub empty: &'static str,
}
