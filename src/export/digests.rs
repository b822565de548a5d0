//! The digests of groups and of the build, in files that `sha256sum -c` understands.

use crate::files::FileDigest;

/// The file that lists the groups' digest files.
pub const ALL: &str = "all.sha256";

/// A file of digests and its own digest.
#[derive(Clone, Debug)]
pub struct DigestList {
    /// Lines `<hex>  <name>`, LF, in byte order of the names.
    pub text: String,
    /// SHA-256 of `text` in lower-case hex.
    pub sha256: String,
}

/// Lists files by their digests. Of a group: its journals' files, and the list's digest is the
/// group's; of the build: the groups' lists, and the list's digest is the build's.
pub fn list(mut files: Vec<(String, String)>) -> DigestList {
    files.sort();
    let text: String = files.iter().map(|(name, sha256)| format!("{sha256}  {name}\n")).collect();
    let sha256 = FileDigest::of(text.as_bytes()).sha256;
    DigestList { text, sha256 }
}
