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
/// How much its parts may hold that a library takes into memory when it opens the workbook.
const LARGEST_HELD: u64 = 128 * 1024 * 1024;
/// How much its table of texts may, of which each short text takes thrice its length there.
const LARGEST_TEXTS: u64 = 64 * 1024 * 1024;
/// Where the table of texts says how many it has; a library makes room for that many at once.
const TEXTS: &str = "sharedstrings.xml";
const COUNT: &[u8] = b"uniqueCount=";

/// A workbook that is being looked into.
pub(in crate::read) struct Guard {
    /// What it is.
    pub(in crate::read) kind: Kind,
    /// How many bytes the opened workbook holds, at a guess.
    pub(in crate::read) weight: u64,
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
            Looked::Going(thread) => thread.join().unwrap_or_else(|_| Err(broken(()))),
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
        return Err(too_large(LARGEST));
    }
    let mut kind = None;
    let (mut sheets, mut held) = (Parts::new(LARGEST), Parts::new(LARGEST_HELD));
    let mut texts = Parts::new(LARGEST_TEXTS);
    for index in 0..zip.len() {
        let entry = zip.by_index_raw(index).map_err(broken)?;
        let name = entry.name().map_err(broken)?.to_lowercase();
        match name.as_str() {
            ods::CONTENT => kind = Some(Kind::Ods),
            name if name.ends_with("workbook.xml") => kind = Some(Kind::Xlsx),
            _ => {}
        }
        let parts = match name.as_str() {
            name if name.ends_with(TEXTS) => &mut texts,
            // Pictures nobody reads.
            name if !name.ends_with(".xml") && !name.ends_with(".rels") => continue,
            name if name.contains("worksheets/") || name == ods::CONTENT => &mut sheets,
            _ => &mut held,
        };
        parts.add(index, entry.compressed_size(), entry.size())?;
    }
    let kind = kind.ok_or_else(|| "это архив zip, а не книга Excel".to_owned())?;
    for index in &texts.entries {
        let mut head = Vec::new();
        let mut entry = zip.by_index(*index).map_err(broken)?;
        entry.by_ref().take(64 * 1024).read_to_end(&mut head).map_err(broken)?;
        if counted(&head).is_some_and(|texts| texts > entry.size()) {
            return Err("в книге обещано больше текстов, чем в ней есть".to_owned());
        }
    }
    held.unpack(&mut zip)?;
    texts.unpack(&mut zip)?;
    if kind == Kind::Ods {
        sheets.unpack(&mut zip)?;
        ods::look(zip.by_name(ods::CONTENT).map_err(broken)?)?;
        return Ok(Guard { kind, weight: sheets.named, sheets: Looked::Done(Ok(())) });
    }
    let weight = held.named + texts.named;
    let path = path.to_owned();
    let sheets = if sheets.may_burst() {
        Looked::Going(std::thread::spawn(move || sheets.unpack(&mut open(&path)?)))
    } else {
        Looked::Done(Ok(()))
    };
    Ok(Guard { kind, weight, sheets })
}

/// Entries of a zip that may hold so much together.
struct Parts {
    entries: Vec<usize>,
    packed: u64,
    named: u64,
    largest: u64,
}

impl Parts {
    fn new(largest: u64) -> Parts {
        Parts { entries: Vec::new(), packed: 0, named: 0, largest }
    }

    fn add(&mut self, entry: usize, packed: u64, named: u64) -> Result<(), String> {
        self.entries.push(entry);
        self.packed = self.packed.saturating_add(packed);
        self.named = self.named.saturating_add(named);
        if self.named > self.largest { Err(too_large(self.largest)) } else { Ok(()) }
    }

    /// Whether the lengths that the zip names may lie: what is packed this small cannot unpack to too
    /// much.
    fn may_burst(&self) -> bool {
        self.packed.saturating_mul(DENSEST) > self.largest
    }

    /// Where they may hold too much, unpacks them into nothing.
    fn unpack(&self, zip: &mut Zip) -> Result<(), String> {
        let mut left = self.largest;
        for index in self.entries.iter().filter(|_| self.may_burst()) {
            let entry = zip.by_index(*index).map_err(broken)?;
            let unpacked = std::io::copy(&mut entry.take(left + 1), &mut std::io::sink()).map_err(broken)?;
            left = left.checked_sub(unpacked).ok_or_else(|| too_large(self.largest))?;
        }
        Ok(())
    }
}

type Zip = ZipArchive<BufReader<File>>;

fn open(path: &Path) -> Result<Zip, String> {
    ZipArchive::new(super::open(path)?).map_err(broken)
}

fn too_large(largest: u64) -> String {
    format!("внутри файла больше {}: это не таблица, или её надо разделить", crate::words::size(largest))
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
