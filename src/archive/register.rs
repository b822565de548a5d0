//! The store's register of archives and its log of events: JSON, one object a line.
//!
//! Each line carries the digest of the line before (`previous`) and its own (`digest`: SHA-256 of the
//! line as it would be without that field), so that a removed, reordered or changed line is found,
//! the last one too. An event carries the digest of the register line that it is about.

use crate::files::{self, FileDigest};
use anyhow::{Context as _, Result};
use serde::{Deserialize, Serialize};
use std::path::Path;

/// The register's file in a store.
pub const REGISTER: &str = "register.jsonl";
/// The log's file in a store.
pub const EVENTS: &str = "events.jsonl";
/// What the first line carries in place of the digest of the line before.
pub const BEGINNING: &str = "0000000000000000000000000000000000000000000000000000000000000000";

/// A line about a sealed archive. It knows no clock: the same build gives the same line.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Entry {
    /// The archive's name: its file is `<name>.zip`.
    pub name: String,
    /// «2024/2025».
    pub academic_year: String,
    /// The organisation's short name.
    pub organization: String,
    /// When the year was closed.
    pub closed_on: String,
    /// SHA-256 of the bag's `tagmanifest-sha256.txt`.
    pub root: String,
    /// SHA-256 of the zip.
    pub zip_sha256: String,
    /// The zip's length in bytes.
    pub zip_size: u64,
    /// SHA-256 of the certificate.
    pub certificate_sha256: String,
    /// The build's digest.
    pub build: String,
    /// The last day on which the archive is kept; `None` where it cannot be computed.
    pub keep_until: Option<String>,
    /// The archive in whose place this one stands.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub supersedes: Option<String>,
    /// Why.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
}

/// A line about something that was done with an archive.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Event {
    /// When, by the real clock.
    pub at: String,
    /// What: `sealed`.
    pub event: String,
    /// With which archive.
    pub name: String,
    /// The `digest` of the archive's line in the register.
    pub register: String,
}

#[derive(Serialize, Deserialize)]
struct Line<T> {
    previous: String,
    #[serde(flatten)]
    value: T,
    #[serde(skip_serializing_if = "String::is_empty")]
    digest: String,
}

impl<T: Serialize> Line<T> {
    /// The line's text and its digest.
    fn sealed(previous: String, value: T) -> Result<(String, String), serde_json::Error> {
        let mut line = Line { previous, value, digest: String::new() };
        line.digest = FileDigest::of(serde_json::to_string(&line)?.as_bytes()).sha256;
        Ok((serde_json::to_string(&line)?, line.digest))
    }
}

/// The values of a chained file.
#[derive(Debug, PartialEq)]
pub struct Chain<T> {
    /// The values in their order.
    pub values: Vec<T>,
    /// The digest of each line.
    pub digests: Vec<String>,
}

/// A chained file of a store is not what was written.
#[derive(Debug)]
pub struct BrokenRegister(String, usize);

impl std::fmt::Display for BrokenRegister {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(
            f,
            "{}: строка {} не та, что была записана: проверьте хранилище (letopis verify)",
            self.0, self.1
        )
    }
}

impl std::error::Error for BrokenRegister {}

/// Where a chain is broken.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BrokenChain {
    /// The line, from 1.
    pub line: usize,
}

/// Follows the chain of a file's text. A line must be, to the byte, what was written.
pub fn follow<T: Serialize + for<'de> Deserialize<'de>>(text: &str) -> Result<Chain<T>, BrokenChain> {
    let mut chain = Chain { values: Vec::new(), digests: Vec::new() };
    let mut rest = text;
    while !rest.is_empty() {
        let broken = BrokenChain { line: chain.values.len() + 1 };
        let (line, after) = rest.split_once('\n').ok_or(broken.clone())?;
        let parsed: Line<T> = serde_json::from_str(line).map_err(|_| broken.clone())?;
        let previous = chain.digests.last().map_or(BEGINNING, String::as_str);
        let (written, digest) =
            Line::sealed(previous.to_owned(), &parsed.value).map_err(|_| broken.clone())?;
        if written != line {
            return Err(broken);
        }
        chain.digests.push(digest);
        chain.values.push(parsed.value);
        rest = after;
    }
    Ok(chain)
}

/// Reads a chained file of a store; one that is not there has no lines.
pub fn read<T: Serialize + for<'de> Deserialize<'de>>(store: &Path, file: &str) -> Result<Chain<T>> {
    let path = store.join(file);
    let text = if path.exists() {
        String::from_utf8(files::read(&path)?).with_context(|| format!("{} не в UTF-8", path.display()))?
    } else {
        String::new()
    };
    match follow(&text) {
        Ok(chain) => Ok(chain),
        Err(broken) => Err(BrokenRegister(path.display().to_string(), broken.line).into()),
    }
}

/// Adds a line to a chained file of a store, which is written anew in one step; returns its digest.
pub fn append<T: Serialize + for<'de> Deserialize<'de>>(
    store: &Path,
    file: &str,
    value: T,
) -> Result<String> {
    let path = store.join(file);
    let previous = read::<T>(store, file)?.digests.pop().unwrap_or_else(|| BEGINNING.to_owned());
    let mut text = if path.exists() { files::read(&path)? } else { Vec::new() };
    let (line, digest) = Line::sealed(previous, value)?;
    text.extend(line.as_bytes());
    text.push(b'\n');
    files::write_atomically(&path, &text)?;
    Ok(digest)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn chain(names: &[&str]) -> String {
        let mut previous = BEGINNING.to_owned();
        let mut text = String::new();
        for name in names {
            let event = Event {
                at: "2026-01-01T00:00:00Z".into(),
                event: "sealed".into(),
                name: (*name).into(),
                register: "0a".into(),
            };
            let (line, digest) = Line::sealed(previous, event).expect("JSON");
            text.push_str(&line);
            text.push('\n');
            previous = digest;
        }
        text
    }

    #[test]
    fn every_changed_byte_and_every_moved_line_breaks_the_chain() {
        let text = chain(&["a", "b", "c"]);
        assert_eq!(follow::<Event>(&text).map(|chain| chain.values.len()), Ok(3));
        for place in 0..text.len() {
            let mut bytes = text.clone().into_bytes();
            bytes[place] ^= 1;
            if let Ok(changed) = String::from_utf8(bytes) {
                assert!(follow::<Event>(&changed).is_err(), "byte {place}");
            }
        }
        let lines: Vec<&str> = text.lines().collect();
        for order in [[1, 0, 2], [0, 2, 1]] {
            let moved: String = order.iter().map(|n| format!("{}\n", lines[*n])).collect();
            assert!(follow::<Event>(&moved).is_err());
        }
        assert!(follow::<Event>(&format!("{}\n{}\n", lines[0], lines[2])).is_err(), "a line removed");
        assert!(follow::<Event>(&text.replace('\n', "\r\n")).is_err());
        assert!(follow::<Event>(text.trim_end()).is_err());
    }
}
