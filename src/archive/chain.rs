//! A list that only grows: JSON, one object a line.
//!
//! Each line carries the digest of the line before (`previous`) and, as its last field, its own
//! (`digest`: SHA-256 of the line as it would be without that field), so that a removed, reordered or
//! changed line is found, the last one too.

use crate::files::FileDigest;
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};

/// How many bytes of a line may be damaged that is told by what it looks like.
const FEW: usize = 16;

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
    /// Follows the chain of a file's bytes.
    ///
    /// # Errors
    /// As [`Chain::read`]; what is not in UTF-8 was not written.
    pub fn of_bytes(bytes: Vec<u8>) -> Result<Chain<T>, BrokenChain> {
        match String::from_utf8(bytes) {
            Ok(text) => Chain::read(&text),
            Err(error) => {
                let good = &error.as_bytes()[..error.utf8_error().valid_up_to()];
                Err(BrokenChain { line: 1 + memchr::memchr_iter(b'\n', good).count() })
            }
        }
    }

    /// A list whose lines are damaged, with those lines from other texts of the same list. `None` where nobody has a
    /// line that it must have had: a line is proved by a good one that goes on from it; at the end, where none does,
    /// only one that differs from what stands there in a few bytes is taken.
    pub fn mended(text: &[u8], others: &[Vec<u8>]) -> Option<Chain<T>> {
        // Lists may have parted: one that goes with this one is not spoilt by the others.
        let alone = others.iter().find_map(|other| Chain::mended_by(text, std::slice::from_ref(other)));
        alone.or_else(|| Chain::mended_by(text, others))
    }

    fn mended_by(text: &[u8], others: &[Vec<u8>]) -> Option<Chain<T>> {
        let own = lines(text);
        let woven = Chain::woven(own.iter().copied().chain(others.iter().flat_map(|other| lines(other))));
        let digest = |line: &[u8]| Some(good::<T>(line)?.0);
        let is_good = |line: &&[u8]| digest(line).is_some();
        let (whole, bad_end) = own.split_at(own.iter().rposition(is_good).map_or(0, |last| last + 1));
        // Whatever stands before a good line is proved by it.
        let proved = match whole.last() {
            Some(last) => woven.digests.iter().position(|own| Some(own) == digest(last).as_ref())? + 1,
            None => 0,
        };
        let has_all =
            whole.iter().filter_map(|line| digest(line)).all(|own| woven.digests[..proved].contains(&own));
        let ends: Vec<&str> = woven.text.lines().skip(proved).take(bad_end.len()).collect();
        let is_like = |(bad, line): (&&[u8], &&str)| {
            bad.len() == line.len()
                && bad.iter().zip(line.bytes()).filter(|(one, other)| **one != *other).count() <= FEW
        };
        let is_mended = has_all && ends.len() == bad_end.len() && bad_end.iter().zip(&ends).all(is_like);
        is_mended.then(|| woven.beginning(proved + ends.len()))
    }

    /// The values of the good lines behind the first damaged one: what they say is known, if not in which order it was
    /// written.
    pub fn strays(text: &[u8]) -> Vec<T> {
        let part = Chain::<T>::whole_part(text);
        let all = lines(text).into_iter().filter_map(good::<T>);
        all.filter(|(digest, _, _)| !part.digests.contains(digest)).map(|(_, _, value)| value).collect()
    }

    /// The beginning of a damaged list that is as it was.
    pub fn whole_part(text: &[u8]) -> Chain<T> {
        Chain::woven(lines(text).into_iter())
    }

    /// The chain of such of the lines as go on where the one before ends; of several the first is taken.
    fn woven<'a>(lines: impl Iterator<Item = &'a [u8]>) -> Chain<T> {
        let mut chain = Chain { values: Vec::new(), digests: Vec::new(), text: String::new() };
        let read = |line: &'a [u8]| {
            let line = std::str::from_utf8(line).ok()?;
            Some((line, parts::<T>(line)?))
        };
        let mut left: Vec<(&str, (String, Previous, T))> = lines.filter_map(read).collect();
        while let Some(next) = left.iter().position(|(_, (_, link, _))| link.previous == chain.last()) {
            let (line, (digest, _, value)) = left.remove(next);
            chain.digests.push(digest);
            chain.values.push(value);
            chain.text.push_str(line);
            chain.text.push('\n');
        }
        chain
    }

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

    /// Its first lines.
    pub fn beginning(&self, count: usize) -> Chain<T> {
        let text: String = self.text.split_inclusive('\n').take(count).collect();
        Chain::read(&text).expect("the beginning of a chain is a chain")
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

/// The lines of a text, without their ends.
fn lines(text: &[u8]) -> Vec<&[u8]> {
    text.strip_suffix(b"\n")
        .unwrap_or(text)
        .split(|byte| *byte == b'\n')
        .filter(|line| !line.is_empty())
        .collect()
}

/// The digest of a line, where it is the line's own, and what the line says.
fn parts<T: DeserializeOwned>(line: &str) -> Option<(String, Previous, T)> {
    let (open, digest) = line.strip_suffix("\"}")?.rsplit_once(",\"digest\":\"")?;
    let body = format!("{open}}}");
    let own = FileDigest::of(body.as_bytes()).sha256 == digest;
    own.then_some(())?;
    Some((digest.to_owned(), serde_json::from_str(&body).ok()?, serde_json::from_str(&body).ok()?))
}

/// The same of a line that may be damaged.
fn good<T: DeserializeOwned>(line: &[u8]) -> Option<(String, Previous, T)> {
    parts(std::str::from_utf8(line).ok()?)
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
    fn damaged_lines_come_from_other_texts() {
        let whole = chain(&["a", "b", "c", "d", "e"]).into_bytes();
        let ends: Vec<usize> = memchr::memchr_iter(b'\n', &whole).collect();
        let before_last = [whole[..=ends[3]].to_vec()];
        for place in 0..whole.len() {
            let mut damaged = whole.clone();
            damaged[place] ^= 1;
            let mended = Chain::<Event>::mended(&damaged, &before_last);
            // The last line stands nowhere else.
            assert_eq!(mended.is_some(), place < ends[3], "{place}");
            assert!(mended.is_none_or(|mended| mended.text().as_bytes() == whole), "{place}");
            let part = Chain::<Event>::whole_part(&damaged);
            assert!(whole.starts_with(part.text().as_bytes()) && part.values.len() < 5, "{place}");
        }
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
