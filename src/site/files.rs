//! The files that say what a page says: printed documents and data, with size and digest.

use super::link::href;
use crate::files::FileDigest;
use crate::words;
use serde::Serialize;

/// A file beside a page.
#[derive(Clone, Debug, Serialize)]
pub struct PageFile {
    /// «Журнал группы ИС-11».
    pub title: String,
    /// Link from `site/`: `../print/journals/g01.pdf`.
    pub href: String,
    /// «1,4 МБ».
    pub size: String,
    /// SHA-256 in lower-case hex.
    pub sha256: String,
    /// The page that the link opens it at, from 1; `None` where it opens at its beginning.
    #[serde(skip)]
    pub page: Option<usize>,
}

impl PageFile {
    /// The same file, opened at a page, under another title.
    pub fn at(&self, page: usize, title: String) -> PageFile {
        PageFile { title, href: format!("{}#page={page}", self.href), page: Some(page), ..self.clone() }
    }

    /// A file of the build, by its path below the build's folder.
    pub fn new(title: impl Into<String>, path: &str, digest: &FileDigest) -> PageFile {
        PageFile {
            title: title.into(),
            href: format!("../{}", href(path)),
            size: words::size(digest.size),
            sha256: digest.sha256.clone(),
            page: None,
        }
    }
}
