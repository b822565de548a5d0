//! Looks into the zip of a workbook before a library unpacks it into memory: a small file can hold
//! terabytes.

use crate::files;
use std::io::{BufReader, Read};
use std::path::Path;
use zip::ZipArchive;

/// What a zip holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    /// A workbook of Excel.
    Xlsx,
    /// A workbook of LibreOffice.
    Ods,
}

/// How much a workbook may hold unpacked. Excel itself does not open what is larger by much.
const LARGEST: u64 = 768 * 1024 * 1024;
/// How many files a workbook may hold.
const MOST: usize = 10_000;
/// The most that a byte of deflate can unpack to (zlib's technical details: 1032).
const DENSEST: u64 = 1032;
/// Where the table of texts says how many it has; a library makes room for that many at once.
const TEXTS: &str = "sharedstrings.xml";
const COUNT: &[u8] = b"uniqueCount=";

/// What kind of workbook a zip is, when it is safe to unpack; else what is wrong, for people.
pub(super) fn kind(path: &Path) -> Result<Kind, String> {
    let broken = |error: &dyn std::fmt::Display| format!("файл обрывается или повреждён ({error})");
    let file = files::open(path).map_err(|error| error.root_cause().to_string())?;
    let mut zip = ZipArchive::new(BufReader::new(file)).map_err(|error| broken(&error))?;
    if zip.len() > MOST {
        return Err(too_large());
    }
    let packed: u64 =
        (0..zip.len()).filter_map(|index| Some(zip.by_index_raw(index).ok()?.compressed_size())).sum();
    let mut left = LARGEST;
    let mut kind = None;
    for index in 0..zip.len() {
        let mut entry = zip.by_index(index).map_err(|error| broken(&error))?;
        let name = entry.name().map_err(|error| broken(&error))?.to_lowercase();
        match name.as_str() {
            "content.xml" => kind = Some(Kind::Ods),
            name if name.ends_with("workbook.xml") => kind = Some(Kind::Xlsx),
            _ => {}
        }
        if entry.size() > left {
            return Err(too_large());
        }
        let mut unpacked = 0;
        if name.ends_with(TEXTS) {
            let mut head = Vec::new();
            entry.by_ref().take(64 * 1024).read_to_end(&mut head).map_err(|error| broken(&error))?;
            if counted(&head).is_some_and(|texts| texts > entry.size()) {
                return Err("в книге обещано больше текстов, чем в ней есть".to_owned());
            }
            unpacked = head.len() as u64;
        }
        // The sizes that a zip names may lie. What is packed this small cannot unpack to too much.
        if packed.saturating_mul(DENSEST) > LARGEST {
            let rest = (left - unpacked.min(left)) + 1;
            unpacked +=
                std::io::copy(&mut entry.take(rest), &mut std::io::sink()).map_err(|error| broken(&error))?;
        }
        left = left.checked_sub(unpacked).ok_or_else(too_large)?;
    }
    kind.ok_or_else(|| "это архив zip, а не книга Excel".to_owned())
}

fn too_large() -> String {
    format!("внутри файла больше {}: это не таблица, или её надо разделить", crate::words::size(LARGEST))
}

/// The number of texts that the head of their table promises.
fn counted(head: &[u8]) -> Option<u64> {
    let at = memchr::memmem::find(head, COUNT)? + COUNT.len() + 1;
    let digits: Vec<u8> = head[at..].iter().copied().take_while(u8::is_ascii_digit).collect();
    // More digits than a number has are too many texts.
    String::from_utf8(digits).ok().filter(|digits| !digits.is_empty())?.parse().ok().or(Some(u64::MAX))
}

#[cfg(test)]
mod tests {
    use super::counted;

    #[test]
    fn the_promised_number_of_texts_is_found() {
        assert_eq!(counted(br#"<sst count="3" uniqueCount="2"><si/>"#), Some(2));
        assert_eq!(counted(br#"<sst uniqueCount='99999999999999999999999'>"#), Some(u64::MAX));
        assert_eq!(counted(b"<sst><si/></sst>"), None);
    }
}
