//! The store's register of archives and its log of events: JSON, one object a line.
//!
//! Each line carries the digest of the line before (`previous`) and, as its last field, its own
//! (`digest`: SHA-256 of the line as it would be without that field), so that a removed, reordered or
//! changed line is found, the last one too. An event carries the digest of the register line that it
//! is about.

use crate::files::FileDigest;
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};

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
    /// Streebog-256 of the bag's `tagmanifest-streebog256.txt`; `None` where it was not asked for.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub root_streebog256: Option<String>,
    /// SHA-256 of the bag's `manifest-sha256.txt`.
    pub payload: String,
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
    pub supersedes: Option<Superseded>,
}

impl Entry {
    /// The archive's file.
    pub fn zip(&self) -> String {
        format!("{}.zip", self.name)
    }

    /// The certificate's file.
    pub fn certificate(&self) -> String {
        format!("{}.certificate.pdf", self.name)
    }
}

/// The archive in whose place another stands.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Superseded {
    /// Its name.
    pub name: String,
    /// Its root digest.
    pub root: String,
    /// Why the year was opened again.
    pub reason: String,
}

/// A line about something that was done with an archive.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Event {
    /// When, by the real clock.
    pub at: String,
    /// What was done.
    #[serde(flatten)]
    pub deed: Deed,
    /// With which archive.
    pub name: String,
    /// The `digest` of the archive's line in the register.
    pub register: String,
}

/// What is done with archives.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(tag = "event", rename_all = "lowercase")]
pub enum Deed {
    /// It was sealed.
    Sealed,
    /// A signature was attached to it.
    Signed {
        /// The signature's file in the store.
        file: String,
        /// Its SHA-256.
        sha256: String,
        /// The file that was signed: the zip or the certificate.
        signed: String,
        /// Of which kind it is.
        kind: super::signature::Kind,
        /// The key to check it with, as it is written; `None` where the signature holds it or is not
        /// checked here.
        #[serde(skip_serializing_if = "Option::is_none")]
        key: Option<String>,
    },
}

/// Where the two lists do not agree: each archive was sealed once, and of each seal there is an
/// archive. The file that lacks a line, and what it lacks, in Russian.
pub fn disagreements(register: &Chain<Entry>, events: &Chain<Event>) -> Vec<(&'static str, String)> {
    let sealed = |digest: &String| {
        events.values.iter().any(|event| matches!(event.deed, Deed::Sealed) && event.register == *digest)
    };
    let orphans = events.values.iter().filter(|event| !register.digests.contains(&event.register));
    let unsealed = register.values.iter().zip(&register.digests).filter(|(_, digest)| !sealed(digest));
    let orphan =
        |event: &Event| (REGISTER, format!("нет строки об архиве {}, о котором есть событие", event.name));
    let unsealed_one =
        |(entry, _): (&Entry, _)| (EVENTS, format!("нет записи об опечатывании {}", entry.name));
    orphans.map(orphan).chain(unsealed.map(unsealed_one)).collect()
}

/// A chained file.
#[derive(Clone, Debug)]
pub struct Chain<T> {
    /// The values in their order.
    pub values: Vec<T>,
    /// The digest of each line.
    pub digests: Vec<String>,
    text: String,
}

/// Where a chain is broken.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BrokenChain {
    /// The line, from 1.
    pub line: usize,
}

#[derive(Serialize)]
struct Line<'a, T> {
    previous: &'a str,
    #[serde(flatten)]
    value: &'a T,
}

#[derive(Deserialize)]
struct Link {
    previous: String,
}

impl<T: Serialize + DeserializeOwned> Chain<T> {
    /// Follows the chain of a file's text. Each line must be, to the byte, what was written; what a
    /// later version wrote beside what is known is passed over.
    pub fn read(text: &str) -> Result<Chain<T>, BrokenChain> {
        let mut chain = Chain { values: Vec::new(), digests: Vec::new(), text: text.to_owned() };
        let mut rest = text;
        while !rest.is_empty() {
            let broken = BrokenChain { line: chain.values.len() + 1 };
            let (line, after) = rest.split_once('\n').ok_or(broken.clone())?;
            let (digest, link, value) = parts(line).ok_or(broken.clone())?;
            if link.previous != chain.last() {
                return Err(broken);
            }
            chain.digests.push(digest);
            chain.values.push(value);
            rest = after;
        }
        Ok(chain)
    }

    /// Adds a line; its digest.
    pub fn push(&mut self, value: T) -> String {
        let line =
            serde_json::to_string(&Line { previous: self.last(), value: &value }).expect("a line is JSON");
        let digest = FileDigest::of(line.as_bytes()).sha256;
        let open = line.strip_suffix('}').expect("a line is an object");
        self.text.push_str(&format!("{open},\"digest\":\"{digest}\"}}\n"));
        self.values.push(value);
        self.digests.push(digest.clone());
        digest
    }

    /// The file's text.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// What the next line carries as the digest of the line before.
    fn last(&self) -> &str {
        self.digests.last().map_or(BEGINNING, String::as_str)
    }
}

/// The digest of a line, where it is the line's own, and what the line says.
fn parts<T: DeserializeOwned>(line: &str) -> Option<(String, Link, T)> {
    let (open, digest) = line.strip_suffix("\"}")?.rsplit_once(",\"digest\":\"")?;
    let body = format!("{open}}}");
    let own = FileDigest::of(body.as_bytes()).sha256 == digest;
    own.then_some(())?;
    Some((digest.to_owned(), serde_json::from_str(&body).ok()?, serde_json::from_str(&body).ok()?))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn chain(names: &[&str]) -> String {
        let mut chain = Chain::<Event>::read("").expect("an empty chain");
        for name in names {
            chain.push(Event {
                at: "2026-01-01T00:00:00Z".into(),
                deed: Deed::Sealed,
                name: (*name).into(),
                register: "0a".into(),
            });
        }
        chain.text
    }

    #[test]
    fn every_changed_byte_and_every_moved_line_breaks_the_chain() {
        let text = chain(&["a", "b", "c"]);
        assert!(text.starts_with(r#"{"previous":"0000"#) && text.contains(r#""event":"sealed""#), "{text}");
        assert_eq!(Chain::<Event>::read(&text).map(|chain| chain.values.len()), Ok(3));
        for place in 0..text.len() {
            let mut bytes = text.clone().into_bytes();
            bytes[place] ^= 1;
            if let Ok(changed) = String::from_utf8(bytes) {
                assert!(Chain::<Event>::read(&changed).is_err(), "byte {place}");
            }
        }
        let lines: Vec<&str> = text.lines().collect();
        for order in [[1, 0, 2], [0, 2, 1]] {
            let moved: String = order.iter().map(|n| format!("{}\n", lines[*n])).collect();
            assert!(Chain::<Event>::read(&moved).is_err());
        }
        assert!(Chain::<Event>::read(&format!("{}\n{}\n", lines[0], lines[2])).is_err(), "a line removed");
        assert!(Chain::<Event>::read(&text.replace('\n', "\r\n")).is_err());
        assert!(Chain::<Event>::read(text.trim_end()).is_err());
    }
}
