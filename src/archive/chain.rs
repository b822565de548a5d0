//! A list that only grows: JSON, one object a line.
//!
//! Each line carries the digest of the line before (`previous`) and, as its last field, its own
//! (`digest`: SHA-256 of the line as it would be without that field), so that a removed, reordered or
//! changed line is found, the last one too.

use crate::files::FileDigest;
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};

/// What the first line carries in place of the digest of the line before.
pub const BEGINNING: &str = "0000000000000000000000000000000000000000000000000000000000000000";

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
struct Previous {
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
fn parts<T: DeserializeOwned>(line: &str) -> Option<(String, Previous, T)> {
    let (open, digest) = line.strip_suffix("\"}")?.rsplit_once(",\"digest\":\"")?;
    let body = format!("{open}}}");
    let own = FileDigest::of(body.as_bytes()).sha256 == digest;
    own.then_some(())?;
    Some((digest.to_owned(), serde_json::from_str(&body).ok()?, serde_json::from_str(&body).ok()?))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::archive::event::{Deed, Event};

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
