//! The paths that tag files name, and the files that they mean.

use crate::archive::finding::{Code, Findings};
use std::collections::{BTreeMap, BTreeSet};
use unicode_normalization::UnicodeNormalization as _;

/// Whether a path stays in its folder on every system: not absolute, no `..`, no `~` of a home, no
/// drive, nothing that Windows takes for a separator (RFC 8493 §5.1).
pub fn is_safe(path: &str) -> bool {
    let drive = path.as_bytes().get(1) == Some(&b':') && path.as_bytes()[0].is_ascii_alphabetic();
    !path.is_empty()
        && !path.starts_with(['/', '~'])
        && !path.contains(['\\', '\0'])
        && !path.split('/').any(|part| part == "..")
        && !drive
}

/// A path without `.` and empty parts; `None` where it has none of them.
pub fn plain(path: &str) -> Option<String> {
    let loose = path.split('/').any(|part| part.is_empty() || part == ".");
    loose.then(|| {
        path.split('/').filter(|part| !part.is_empty() && *part != ".").collect::<Vec<_>>().join("/")
    })
}

/// A path whose `%`, CR and LF were percent-encoded, as RFC 8493 §2.1.3 has it.
pub fn decode(path: &str) -> String {
    let mut decoded = String::new();
    let mut rest = path;
    while let Some(place) = rest.find('%') {
        decoded.push_str(&rest[..place]);
        let code = rest.get(place + 1..place + 3).map(str::to_ascii_uppercase);
        let letter = match code.as_deref() {
            Some("25") => Some('%'),
            Some("0D") => Some('\r'),
            Some("0A") => Some('\n'),
            _ => None,
        };
        decoded.push(letter.unwrap_or('%'));
        rest = &rest[place + if letter.is_some() { 3 } else { 1 }..];
    }
    decoded + rest
}

/// The files that there are, and which of them a path means.
pub struct Names<'a> {
    exact: BTreeSet<&'a str>,
    composed: BTreeMap<String, &'a str>,
    folded: BTreeMap<String, &'a str>,
}

/// Which file a path means.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Meant<'a> {
    /// The one of that name.
    Exact(&'a str),
    /// One whose letters are composed in another way, as some systems do by themselves.
    Composed(&'a str),
    /// One whose name differs in case.
    Folded(&'a str),
    /// None.
    Missing,
}

impl<'a> Names<'a> {
    /// The names of files that there are.
    pub fn new(paths: &[&'a str]) -> Names<'a> {
        Names {
            exact: paths.iter().copied().collect(),
            composed: paths.iter().map(|path| (path.nfc().collect(), *path)).collect(),
            folded: paths.iter().map(|path| (fold(path), *path)).collect(),
        }
    }

    /// Whether there is a file of exactly that name.
    pub fn has(&self, path: &str) -> bool {
        self.exact.contains(path)
    }

    /// The file that a path means.
    pub fn meant(&self, path: &str) -> Meant<'a> {
        if let Some(exact) = self.exact.get(path) {
            return Meant::Exact(exact);
        }
        if let Some(composed) = self.composed.get(&path.nfc().collect::<String>()) {
            return Meant::Composed(composed);
        }
        self.folded.get(&fold(path)).map_or(Meant::Missing, |folded| Meant::Folded(folded))
    }

    /// Warns of names that Windows and macOS take for one.
    pub fn ambiguous(&self, findings: &mut Findings) {
        for path in &self.exact {
            let other = self.folded.get(&fold(path)).filter(|other| *other != path);
            if let Some(other) = other {
                let message =
                    format!("в Windows это то же имя, что {other}: при распаковке останется один файл");
                findings.warning(Code::AmbiguousName, *path, message);
            }
        }
    }
}

fn fold(path: &str) -> String {
    path.nfc().collect::<String>().to_lowercase()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_leads_out_is_unsafe() {
        for path in [
            "",
            "/tmp/foo",
            "~/foo",
            "~root/foo",
            "../a",
            "data/../../a",
            r"\.\./a",
            r"C:\a",
            "c:a",
            r"\\?\UNC\a",
            r"%HomeDrive%\a",
        ] {
            assert!(!is_safe(path), "{path}");
        }
        for path in ["data/a", "./data/a", "data/~a", "data/a..b", "data/%7Ea", "data/a:b"] {
            assert!(is_safe(path), "{path}");
        }
    }

    #[test]
    fn loose_paths_are_made_plain() {
        assert_eq!(plain("./data//a/./b").as_deref(), Some("data/a/b"));
        assert_eq!(plain("data/a"), None);
        assert_eq!(decode("data/%25D0%0a%zz%"), "data/%D0\n%zz%");
    }

    #[test]
    fn a_name_is_found_though_its_letters_are_composed_otherwise() {
        let names = Names::new(&["data/Nu\u{301}n\u{303}ez", "data/Hello"]);
        assert_eq!(names.meant("data/N\u{fa}\u{f1}ez"), Meant::Composed("data/Nu\u{301}n\u{303}ez"));
        assert_eq!(names.meant("data/hello"), Meant::Folded("data/Hello"));
        assert_eq!(names.meant("data/no"), Meant::Missing);
    }
}
