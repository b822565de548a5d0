//! Lists of files with their digests: a line a file, `<hex>  <path>`.
//!
//! Paths stand in ours as they are. RFC 8493 §2.1.3 asks for `%` to be written as `%25`; bagit-python
//! and `sha256sum -c`, with which anybody checks a bag, do not read it so and would miss every file
//! whose name holds one. Of a bag of others that reading is taken in which more of its paths are
//! there ([`Lines::literal`]). Our paths hold no line breaks.

use super::digest::Algorithm;
use super::paths::{Names, decode};
use std::collections::BTreeMap;
use std::fmt::Write;

/// Digests in lower-case hex by path, in byte order of the paths.
pub type Manifest = BTreeMap<String, String>;

/// The text of a manifest; paths have `/` on every system. Between digest and path stands what the
/// algorithm's own program reads with `-c`: two spaces, with gost12sum one.
pub fn write(manifest: &Manifest, algorithm: Algorithm) -> String {
    let between = match algorithm {
        Algorithm::Streebog256 | Algorithm::Streebog512 => " ",
        _ => "  ",
    };
    let mut text = String::new();
    for (path, digest) in manifest {
        let _ = writeln!(text, "{digest}{between}{path}");
    }
    text
}

/// Reads a manifest of our own. A path may begin with `*`, the mark of md5sum.
///
/// # Errors
/// The number of the first line, from 1, that is none, or names a path a second time.
pub fn parse(text: &str) -> Result<Manifest, usize> {
    let lines = Lines::read(text, Algorithm::Sha256);
    let mut manifest = Manifest::new();
    for line in lines.lines {
        if manifest.insert(line.path, line.digest).is_some() {
            return Err(line.number);
        }
    }
    lines.bad.first().map_or(Ok(manifest), |number| Err(*number))
}

/// A line of a manifest.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Line {
    /// Which one, from 1.
    pub number: usize,
    /// The digest in lower-case hex.
    pub digest: String,
    /// The path as it stands.
    pub path: String,
    /// Whether md5sum's mark of a binary file stood before it.
    pub starred: bool,
}

/// How many wrong lines of a manifest are told.
const MOST_BAD: usize = 100;

/// The lines of anybody's manifest.
#[derive(Clone, Debug, Default)]
pub struct Lines {
    /// Those that could be read, in their order.
    pub lines: Vec<Line>,
    /// The numbers of those that could not; of many the first ones.
    pub bad: Vec<usize>,
}

impl Lines {
    /// Reads a manifest whose digests are of an algorithm. Lines end with LF, CR or both.
    pub fn read(text: &str, algorithm: Algorithm) -> Lines {
        let mut read = Lines::default();
        for (index, line) in super::tag_file::lines(text).enumerate() {
            if line.trim().is_empty() {
                continue;
            }
            match Lines::line(index + 1, line, algorithm.hex_length()) {
                Some(line) => read.lines.push(line),
                None if read.bad.len() < MOST_BAD => read.bad.push(index + 1),
                None => {}
            }
        }
        read
    }

    fn line(number: usize, line: &str, length: usize) -> Option<Line> {
        let (digest, path) = line.split_once([' ', '\t'])?;
        let path = path.trim_start_matches([' ', '\t']);
        let (path, starred) = path.strip_prefix('*').map_or((path, false), |path| (path, true));
        let hex = digest.len() == length && digest.bytes().all(|byte| byte.is_ascii_hexdigit());
        (hex && !path.is_empty()).then(|| Line {
            number,
            digest: digest.to_ascii_lowercase(),
            path: path.to_owned(),
            starred,
        })
    }

    /// Whether the paths stand as they are, and not percent-encoded, where a line can be read both ways:
    /// as more of the others do, and if that is no matter, as the version of the bag has it.
    pub fn literal(&self, names: &Names<'_>, encodes: bool) -> bool {
        let with = || self.lines.iter().filter(|line| line.path.contains('%'));
        let literal = with().filter(|line| names.has(&line.path)).count();
        let decoded = with().filter(|line| names.has(&decode(&line.path))).count();
        literal > decoded || literal == decoded && !encodes
    }
}

impl Line {
    /// The path that is meant: as it stands or decoded, whichever is there; else as `literal` says.
    pub fn meant(&self, names: &Names<'_>, literal: bool) -> String {
        let decoded = decode(&self.path);
        match (names.has(&self.path), names.has(&decoded)) {
            (true, false) => self.path.clone(),
            (false, true) => decoded,
            _ if literal => self.path.clone(),
            _ => decoded,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const A: &str = "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa";

    #[test]
    fn what_is_written_is_read_back() {
        let manifest: Manifest =
            ["data/%D0%90.csv", "data/a b.csv"].map(|path| (path.to_owned(), A.to_owned())).into();
        assert_eq!(parse(&write(&manifest, Algorithm::Sha256)), Ok(manifest));
    }

    #[test]
    fn broken_lines_are_found() {
        assert_eq!(parse(&format!("{A}  a\nno-digest-here\n")), Err(2));
        assert_eq!(parse(&format!("{A}  a\n{A}  a\n")), Err(2));
        assert_eq!(parse("0a  a\n"), Err(1));
        let lines = Lines::read(&format!("{}\t *./a\r\n", A.to_uppercase()), Algorithm::Sha256);
        let read = Line { number: 1, digest: A.to_owned(), path: "./a".to_owned(), starred: true };
        assert_eq!(lines.lines, [read]);
    }

    #[test]
    fn percent_signs_are_read_as_they_were_meant() {
        let lines = Lines::read(&format!("{A}  data/%25D0\n{A}  data/a\n"), Algorithm::Sha256);
        assert!(!lines.literal(&Names::new(&["data/%D0", "data/a"]), false));
        assert!(lines.literal(&Names::new(&["data/%25D0", "data/a"]), true));
        assert!(!lines.literal(&Names::new(&["data/a"]), true));
    }
}
