//! Lists of files with their digests: a line a file, `<hex>  <path>`.

use std::collections::BTreeMap;
use std::fmt::Write;

/// How a manifest writes paths.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Paths {
    /// As they are: what `sha256sum -c` reads.
    Plain,
    /// `%`, CR and LF percent-encoded: what RFC 8493 §2.1.3 asks for.
    BagIt,
}

/// Digests in lower-case hex by path, in byte order of the paths.
pub type Manifest = BTreeMap<String, String>;

/// The text of a manifest; paths have `/` on every system.
pub fn write(manifest: &Manifest, paths: Paths) -> String {
    let mut text = String::new();
    for (path, digest) in manifest {
        let path = match paths {
            Paths::Plain => path.clone(),
            Paths::BagIt => path.replace('%', "%25").replace('\r', "%0D").replace('\n', "%0A"),
        };
        let _ = writeln!(text, "{digest}  {path}");
    }
    text
}

/// Reads a manifest. Digests come in lower case; a path may begin with `./` or `*`.
///
/// # Errors
/// The number of the first line, from 1, that is none, or names a path a second time with another
/// digest.
pub fn parse(text: &str, paths: Paths) -> Result<Manifest, usize> {
    let mut manifest = Manifest::new();
    for (index, line) in text.lines().enumerate() {
        if line.trim().is_empty() {
            continue;
        }
        let (digest, path) = line.split_once([' ', '\t']).ok_or(index + 1)?;
        let path = path.trim_start_matches([' ', '\t']);
        let path = path.strip_prefix('*').unwrap_or(path);
        let path = path.strip_prefix("./").unwrap_or(path);
        let path = match paths {
            Paths::Plain => path.to_owned(),
            Paths::BagIt => decode(path),
        };
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

/// Takes back what [`Paths::BagIt`] encodes, and nothing else.
fn decode(path: &str) -> String {
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
        let manifest: Manifest = [("data/%D0%90.csv", "0a"), ("data/a b.csv", "1b"), ("data/x\ny", "2c")]
            .map(|(path, digest)| (path.to_owned(), digest.to_owned()))
            .into();
        assert_eq!(parse(&write(&manifest, Paths::BagIt), Paths::BagIt), Ok(manifest));
    }

    #[test]
    fn broken_lines_are_found() {
        assert_eq!(parse("0a  a\nno-digest-here\n", Paths::Plain), Err(2));
        assert_eq!(parse("0a  a\n0b  a\n", Paths::Plain), Err(2));
        assert_eq!(parse("zz  a\n", Paths::Plain), Err(1));
    }
}
