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
}

impl PageFile {
    /// A file of the build, by its path below the build's folder.
    pub fn new(title: impl Into<String>, path: &str, digest: &FileDigest) -> PageFile {
        PageFile {
            title: title.into(),
            href: format!("../{}", href(path)),
            size: words::size(digest.size),
            sha256: digest.sha256.clone(),
        }
    }
}
