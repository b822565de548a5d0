//! The tag files of anybody's bag: the declaration, labels with values, files to be fetched.

use encoding_rs::Encoding;

/// The lines of a text; they end with LF, CR or both, the last one perhaps with nothing.
pub fn lines(text: &str) -> impl Iterator<Item = &str> {
    let text = text.strip_suffix("\r\n").or(text.strip_suffix(['\n', '\r'])).unwrap_or(text);
    let mut rest = (!text.is_empty()).then_some(text);
    std::iter::from_fn(move || {
        let text = rest?;
        let Some(end) = text.find(['\n', '\r']) else {
            rest = None;
            return Some(text);
        };
        let after = if text[end..].starts_with("\r\n") { end + 2 } else { end + 1 };
        rest = Some(&text[after..]);
        Some(&text[..end])
    })
}

/// What `bagit.txt` declares.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Declaration {
    /// Major and minor number.
    pub version: (u32, u32),
    /// The encoding of the other tag files.
    pub encoding: Encoded,
}

/// The encoding of tag files.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Encoded {
    encoding: &'static Encoding,
}

impl Encoded {
    /// UTF-8.
    pub const UTF_8: Encoded = Encoded { encoding: encoding_rs::UTF_8 };

    /// An encoding by its name; `None` where there is none.
    pub fn named(name: &str) -> Option<Encoded> {
        let name = name.trim();
        // Without a mark UTF-16 has its great bytes first (RFC 2781 §4.3); the web's standard, which
        // the library follows, has it the other way round.
        let big = name.eq_ignore_ascii_case("utf-16");
        let encoding = if big { encoding_rs::UTF_16BE } else { Encoding::for_label(name.as_bytes())? };
        Some(Encoded { encoding })
    }

    /// A tag file's text; `None` where its bytes are not in the encoding. A byte order mark is
    /// passed over.
    pub fn decode(self, bytes: &[u8]) -> Option<String> {
        let (text, _, broken) = self.encoding.decode(bytes);
        (!broken).then(|| text.into_owned())
    }
}

impl Declaration {
    /// Reads `bagit.txt`: two lines, exactly so (RFC 8493 §2.1.1).
    ///
    /// # Errors
    /// What is wrong, for people.
    pub fn read(bytes: &[u8]) -> Result<Declaration, &'static str> {
        let text = std::str::from_utf8(bytes).map_err(|_| "он не в UTF-8")?;
        if text.starts_with('\u{feff}') {
            return Err("он начинается с метки порядка байтов (BOM)");
        }
        let mut lines = lines(text);
        let version = lines
            .next()
            .and_then(|line| line.strip_prefix("BagIt-Version: "))
            .and_then(version)
            .ok_or("первая его строка — не «BagIt-Version: M.N»")?;
        let encoding = lines
            .next()
            .and_then(|line| line.strip_prefix("Tag-File-Character-Encoding: "))
            .ok_or("вторая его строка — не «Tag-File-Character-Encoding: …»")?;
        let encoding = Encoded::named(encoding).ok_or("кодировка, которую он называет, неизвестна")?;
        if lines.next().is_some() {
            return Err("в нём больше двух строк");
        }
        Ok(Declaration { version, encoding })
    }
}

fn version(text: &str) -> Option<(u32, u32)> {
    let (major, minor) = text.split_once('.')?;
    let number =
        |digits: &str| digits.bytes().all(|byte| byte.is_ascii_digit()).then(|| digits.parse().ok())?;
    Some((number(major)?, number(minor)?))
}

/// How many labels a bag may have.
const MOST_LABELS: usize = 10_000;

/// The labels of `bag-info.txt` with their values, in their order. A line that begins with a space
/// goes on with the value before (RFC 8493 §2.2.2).
///
/// # Errors
/// The number of the first line, from 1, that is none.
pub fn labels(text: &str) -> Result<Vec<(String, String)>, usize> {
    let mut labels: Vec<(String, String)> = Vec::new();
    for (index, line) in lines(text).enumerate() {
        if line.starts_with([' ', '\t']) {
            let (_, value) = labels.last_mut().ok_or(index + 1)?;
            value.push(' ');
            value.push_str(line.trim());
        } else if !line.trim().is_empty() {
            let (label, value) = line.split_once(':').ok_or(index + 1)?;
            if label.trim().is_empty() {
                return Err(index + 1);
            }
            if labels.len() == MOST_LABELS {
                return Err(index + 1);
            }
            labels.push((label.trim().to_owned(), value.trim().to_owned()));
        }
    }
    Ok(labels)
}

/// The value of a label; its case does not matter. Of several the last.
pub fn label<'a>(labels: &'a [(String, String)], name: &str) -> Option<&'a str> {
    labels.iter().rev().find(|(label, _)| label.eq_ignore_ascii_case(name)).map(|(_, value)| value.as_str())
}

/// The paths of `fetch.txt` with the addresses that they are to be fetched from (RFC 8493 §2.2.3).
///
/// # Errors
/// The number of the first line, from 1, that is none.
pub fn fetches(text: &str) -> Result<Vec<(String, String)>, usize> {
    let mut fetches = Vec::new();
    for (index, line) in lines(text).enumerate().filter(|(_, line)| !line.trim().is_empty()) {
        let mut rest = line;
        let mut word = || {
            let (word, after) = rest.split_once([' ', '\t'])?;
            rest = after.trim_start_matches([' ', '\t']);
            Some(word)
        };
        let (url, length) = word().zip(word()).ok_or(index + 1)?;
        let number = length == "-" || !length.is_empty() && length.bytes().all(|byte| byte.is_ascii_digit());
        if url.is_empty() || rest.is_empty() || !number {
            return Err(index + 1);
        }
        fetches.push((rest.to_owned(), url.to_owned()));
    }
    Ok(fetches)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_declaration_is_read_exactly() {
        let read = |text: &str| Declaration::read(text.as_bytes());
        let good = read("BagIt-Version: 0.97\r\nTag-File-Character-Encoding: UTF-8").expect("good");
        assert_eq!((good.version, good.encoding), ((0, 97), Encoded::UTF_8));
        for bad in [
            "",
            "BagIt-Version : 1.0\nTag-File-Character-Encoding: UTF-8\n",
            "BagIt-Version: .97\nTag-File-Character-Encoding: UTF-8\n",
            "BagIt-Version: 1.0\n",
            "BagIt-Version: 1.0\nTag-File-Character-Encoding: letters\n",
            "\u{feff}BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n",
            "BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\nmore\n",
        ] {
            assert!(read(bad).is_err(), "{bad}");
        }
    }

    #[test]
    fn labels_go_on_and_come_again() {
        let labels = labels("A : 1\r\nB: two\r\n   lines\r\na:3").expect("good");
        let owned = |label: &str, value: &str| (label.to_owned(), value.to_owned());
        assert_eq!(labels, [owned("A", "1"), owned("B", "two lines"), owned("a", "3")]);
        assert_eq!(label(&labels, "A"), Some("3"));
        assert_eq!(super::labels("A: 1\nnone\n"), Err(2));
        assert_eq!(super::labels(" A: 1\n"), Err(1));
    }

    #[test]
    fn fetches_have_three_parts() {
        let read = fetches("http://a/1 - data/test 1.txt\nhttp://b 12 data/b\n").expect("good");
        assert_eq!(read[0], ("data/test 1.txt".to_owned(), "http://a/1".to_owned()));
        assert_eq!(fetches("http://a data/b\n"), Err(1));
    }

    #[test]
    fn utf_16_without_a_mark_has_its_great_bytes_first() {
        let utf_16 = Encoded::named("UTF-16").expect("known");
        assert_eq!(utf_16.decode(&[0, b'a']).as_deref(), Some("a"));
        assert_eq!(utf_16.decode(&[0xff, 0xfe, b'a', 0]).as_deref(), Some("a"));
        assert_eq!(Encoded::UTF_8.decode(&[0xd0]), None);
    }
}
