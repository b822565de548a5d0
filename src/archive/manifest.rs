//! Lists of files with their digests: a line a file, `<hex>  <path>`.
//!
//! Paths stand as they are. RFC 8493 §2.1.3 asks for `%` to be written as `%25`; no implementation
//! does so (bagit-python among them, whose validation would then fail), and `sha256sum -c` could not
//! read it. A path that is not found as it stands is looked for decoded, so that bags of both kinds
//! are judged right ([`decode`]). Our paths hold no line breaks.

use std::collections::BTreeMap;
use std::fmt::Write;

/// Digests in lower-case hex by path, in byte order of the paths.
pub type Manifest = BTreeMap<String, String>;

/// The text of a manifest; paths have `/` on every system.
pub fn write(manifest: &Manifest) -> String {
    let mut text = String::new();
    for (path, digest) in manifest {
        let _ = writeln!(text, "{digest}  {path}");
    }
    text
}

/// Reads a manifest. Digests come in lower case; a path may begin with `./` or `*`.
///
/// # Errors
/// The number of the first line, from 1, that is none, or names a path a second time with another
/// digest.
pub fn parse(text: &str) -> Result<Manifest, usize> {
    let mut manifest = Manifest::new();
    for (index, line) in text.lines().enumerate() {
        if line.trim().is_empty() {
            continue;
        }
        let (digest, path) = line.split_once([' ', '\t']).ok_or(index + 1)?;
        let path = path.trim_start_matches([' ', '\t']);
        let path = path.strip_prefix('*').unwrap_or(path);
        let path = path.strip_prefix("./").unwrap_or(path);
        let path = path.to_owned();
        let hex = !digest.is_empty() && digest.bytes().all(|byte| byte.is_ascii_hexdigit());
        if path.is_empty() || !hex {
            return Err(index + 1);
        }
        let digest = digest.to_ascii_lowercase();
        if manifest.insert(path, digest.clone()).is_some_and(|earlier| earlier != digest) {
            return Err(index + 1);
        }
    }
    Ok(manifest)
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_written_is_read_back() {
        let manifest: Manifest = [("data/%D0%90.csv", "0a"), ("data/a b.csv", "1b")]
            .map(|(path, digest)| (path.to_owned(), digest.to_owned()))
            .into();
        assert_eq!(parse(&write(&manifest)), Ok(manifest));
        assert_eq!(decode("data/%25D0%0a%zz%"), "data/%D0\n%zz%");
    }

    #[test]
    fn broken_lines_are_found() {
        assert_eq!(parse("0a  a\nno-digest-here\n"), Err(2));
        assert_eq!(parse("0a  a\n0b  a\n"), Err(2));
        assert_eq!(parse("zz  a\n"), Err(1));
    }
}
