//! The store's register of archives and its log of events: JSON, one object a line, each line
//! carrying the digest of the line before.

use crate::files::{self, FileDigest};
use anyhow::{Context as _, Result, bail};
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
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Event {
    /// When, by the real clock.
    pub at: String,
    /// What: `sealed`.
    pub event: String,
    /// With which archive.
    pub name: String,
}

#[derive(Serialize, Deserialize)]
struct Line<T> {
    previous: String,
    #[serde(flatten)]
    value: T,
}

/// The values of a chained file and the digest of its last line.
pub struct Chain<T> {
    /// The values in their order.
    pub values: Vec<T>,
    /// What the next line will carry.
    pub last: String,
}

/// Where a chain is broken.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BrokenChain {
    /// The line, from 1.
    pub line: usize,
}

/// Follows the chain of a file's text.
pub fn follow<T: for<'de> Deserialize<'de>>(text: &str) -> Result<Chain<T>, BrokenChain> {
    let mut chain = Chain { values: Vec::new(), last: BEGINNING.to_owned() };
    for (index, line) in text.lines().enumerate() {
        let broken = BrokenChain { line: index + 1 };
        let parsed: Line<T> = serde_json::from_str(line).map_err(|_| broken.clone())?;
        if parsed.previous != chain.last {
            return Err(broken);
        }
        chain.last = FileDigest::of(line.as_bytes()).sha256;
        chain.values.push(parsed.value);
    }
    Ok(chain)
}

/// Reads a chained file of a store; one that is not there has no lines.
pub fn read<T: for<'de> Deserialize<'de>>(store: &Path, file: &str) -> Result<Chain<T>> {
    let path = store.join(file);
    let text = if path.exists() {
        String::from_utf8(files::read(&path)?).with_context(|| format!("{} не в UTF-8", path.display()))?
    } else {
        String::new()
    };
    match follow(&text) {
        Ok(chain) => Ok(chain),
        Err(broken) => {
            bail!("{}: строка {} не продолжает предыдущую: файл изменён", path.display(), broken.line)
        }
    }
}

/// Adds a line to a chained file of a store, which is written anew in one step.
pub fn append<T: Serialize + for<'de> Deserialize<'de>>(store: &Path, file: &str, value: T) -> Result<()> {
    let path = store.join(file);
    let previous = read::<T>(store, file)?.last;
    let mut text = if path.exists() { files::read(&path)? } else { Vec::new() };
    if text.last().is_some_and(|byte| *byte != b'\n') {
        text.push(b'\n');
    }
    serde_json::to_writer(&mut text, &Line { previous, value })?;
    text.push(b'\n');
    files::write_atomically(&path, &text)
}
