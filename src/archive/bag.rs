//! The tag files of a bag (RFC 8493).

use super::manifest::{Manifest, write};
use crate::files::FileDigest;

/// The declaration that makes a folder a bag.
pub const DECLARATION: &str = "bagit.txt";
/// The bag's metadata.
pub const INFO: &str = "bag-info.txt";
/// The payload's digests.
pub const MANIFEST: &str = "manifest-sha256.txt";
/// The tag files' digests; its own SHA-256 is the archive's root digest.
pub const TAG_MANIFEST: &str = "tagmanifest-sha256.txt";
/// The folder of the payload.
pub const PAYLOAD: &str = "data/";

/// A tag file.
#[derive(Clone, Debug)]
pub struct TagFile {
    /// Its name.
    pub name: &'static str,
    /// Its text.
    pub text: String,
}

/// The tag files of a bag, and the root digest that they come to.
#[derive(Clone, Debug)]
pub struct Tags {
    /// In byte order of their names.
    pub files: Vec<TagFile>,
    /// SHA-256 of `tagmanifest-sha256.txt` in lower-case hex.
    pub root: String,
}

/// Writes the tag files over a payload, whose paths begin with `data/`. `info` are the lines of
/// `bag-info.txt` in their order; line breaks in values become spaces.
pub fn tags(payload: &Manifest, info: &[(&str, String)]) -> Tags {
    let line = |text: &str| text.split_whitespace().collect::<Vec<_>>().join(" ");
    let mut files = vec![
        TagFile {
            name: INFO,
            text: info.iter().map(|(label, value)| format!("{label}: {}\n", line(value))).collect(),
        },
        TagFile {
            name: DECLARATION,
            text: "BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n".to_owned(),
        },
        TagFile { name: MANIFEST, text: write(payload) },
    ];
    let digests: Manifest = files
        .iter()
        .map(|file| (file.name.to_owned(), FileDigest::of(file.text.as_bytes()).sha256))
        .collect();
    let text = write(&digests);
    let root = FileDigest::of(text.as_bytes()).sha256;
    files.push(TagFile { name: TAG_MANIFEST, text });
    Tags { files, root }
}
