//! What a zip holds, and how much it unpacks to.

use super::{broken, ods};
use std::fs::File;
use std::io::{BufReader, Read};
use std::path::Path;
use std::thread::JoinHandle;
use zip::ZipArchive;

/// What a zip holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::read) enum Kind {
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

/// A workbook that is being looked into.
pub(in crate::read) struct Guard {
    /// What it is.
    pub(in crate::read) kind: Kind,
    sheets: Looked,
}

/// The sheets are looked into while something else is read.
enum Looked {
    Going(JoinHandle<Result<(), String>>),
    Done(Result<(), String>),
}

impl Guard {
    /// Waits until the sheets were looked into too; an error says what is wrong, for people.
    pub(in crate::read) fn sheets(&mut self) -> Result<(), String> {
        let done = match std::mem::replace(&mut self.sheets, Looked::Done(Ok(()))) {
            Looked::Going(thread) => thread.join().unwrap_or_else(|_| Err(broken(&"zip"))),
            Looked::Done(done) => done,
        };
        self.sheets = Looked::Done(done.clone());
        done
    }
}

/// Looks into a zip. What a library unpacks at once when it opens the workbook is safe when this
/// returns; the sheets of an XLSX, which are read piece by piece, when [`Guard::sheets`] does.
pub(in crate::read) fn look(path: &Path) -> Result<Guard, String> {
    let mut zip = open(path)?;
    if zip.len() > MOST {
        return Err(too_large());
    }
    let (mut kind, mut packed, mut named) = (None, 0_u64, 0_u64);
    let (mut sheets, mut others) = (Vec::new(), Vec::new());
    for index in 0..zip.len() {
        let entry = zip.by_index_raw(index).map_err(|error| broken(&error))?;
        let name = entry.name().map_err(|error| broken(&error))?.to_lowercase();
        packed = packed.saturating_add(entry.compressed_size());
        named = named.saturating_add(entry.size());
        match name.as_str() {
            ods::CONTENT => kind = Some(Kind::Ods),
            name if name.ends_with("workbook.xml") => kind = Some(Kind::Xlsx),
            _ => {}
        }
        if name.contains("worksheets/") { sheets.push(index) } else { others.push(index) }
    }
    if named > LARGEST {
        return Err(too_large());
    }
    let kind = kind.ok_or_else(|| "это архив zip, а не книга Excel".to_owned())?;
    // The sizes that a zip names may lie. What is packed this small cannot unpack to too much.
    let may_burst = packed.saturating_mul(DENSEST) > LARGEST;
    let left = unpack(&mut zip, &others, LARGEST, may_burst)?;
    if kind == Kind::Ods {
        ods::look(zip.by_name(ods::CONTENT).map_err(|error| broken(&error))?)?;
    }
    let path = path.to_owned();
    let sheets = if may_burst {
        Looked::Going(std::thread::spawn(move || unpack(&mut open(&path)?, &sheets, left, true).map(drop)))
    } else {
        Looked::Done(Ok(()))
    };
    Ok(Guard { kind, sheets })
}

type Zip = ZipArchive<BufReader<File>>;

fn open(path: &Path) -> Result<Zip, String> {
    ZipArchive::new(super::open(path)?).map_err(|error| broken(&error))
}

/// Unpacks entries into nothing, at most so many bytes, and tells how many are left.
fn unpack(zip: &mut Zip, entries: &[usize], mut left: u64, whole: bool) -> Result<u64, String> {
    for index in entries {
        let mut entry = zip.by_index(*index).map_err(|error| broken(&error))?;
        if entry.name().map_err(|error| broken(&error))?.to_lowercase().ends_with(TEXTS) {
            let mut head = Vec::new();
            entry.by_ref().take(64 * 1024).read_to_end(&mut head).map_err(|error| broken(&error))?;
            if counted(&head).is_some_and(|texts| texts > entry.size()) {
                return Err("в книге обещано больше текстов, чем в ней есть".to_owned());
            }
        }
        if whole {
            let unpacked = std::io::copy(&mut entry.take(left + 1), &mut std::io::sink());
            left = left.checked_sub(unpacked.map_err(|error| broken(&error))?).ok_or_else(too_large)?;
        }
    }
    Ok(left)
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
