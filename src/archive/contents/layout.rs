//! The structure of a zip, byte for byte (APPNOTE 6.3.10): what a reader that goes by the list of
//! contents sees, a reader that goes from the beginning must see too.
//!
//! Every byte of a sound zip belongs to a file, to the list of contents or to the record at its end; no
//! byte stands before, between or after them.

use crate::files;
use anyhow::Result;
use std::io::{Read as _, Seek as _, SeekFrom};
use std::path::Path;

/// The longest list of contents that is read: a million files.
const LONGEST: u64 = 128 * 1024 * 1024;

/// A line of the list of contents.
#[derive(Clone, Debug)]
pub(super) struct Record {
    raw: Vec<u8>,
}

/// What a zip says of its files.
#[derive(Debug, Default)]
pub(super) struct Layout {
    /// The lines in their order.
    pub(super) records: Vec<Record>,
}

fn two(bytes: &[u8], at: usize) -> u64 {
    bytes.get(at..at + 2).map_or(0, |two| u64::from(u16::from_le_bytes([two[0], two[1]])))
}

fn four(bytes: &[u8], at: usize) -> u64 {
    two(bytes, at) | two(bytes, at + 2) << 16
}

fn eight(bytes: &[u8], at: usize) -> u64 {
    four(bytes, at) | four(bytes, at + 4) << 32
}

/// The mark of a length or place that stands in the ZIP64 field.
const MORE: u64 = u32::MAX as u64;
/// The number of that field.
const ZIP64: u64 = 1;
/// The flag of a file whose lengths stand behind it.
const DESCRIPTOR: u64 = 8;

impl Record {
    fn name(&self) -> &[u8] {
        &self.raw[46..46 + two(&self.raw, 28) as usize]
    }

    fn extra(&self) -> &[u8] {
        let start = 46 + two(&self.raw, 28) as usize;
        &self.raw[start..start + two(&self.raw, 30) as usize]
    }

    /// The lengths, unpacked and packed, and the place, as ZIP64 has them where they are too large.
    fn numbers(&self) -> [u64; 3] {
        let mut numbers = [four(&self.raw, 24), four(&self.raw, 20), four(&self.raw, 42)];
        let mut field = zip64(self.extra());
        for number in numbers.iter_mut().filter(|number| **number == MORE) {
            *number = eight(field, 0);
            field = field.get(8..).unwrap_or_default();
        }
        numbers
    }

    /// Whether a folder's line says nothing but its name.
    pub(super) fn is_bare_folder(&self) -> bool {
        self.numbers()[..2] == [0, 0]
            && two(&self.raw, 8) & 1 == 0
            && two(&self.raw, 10) == 0
            && four(&self.raw, 16) == 0
    }

    /// Whether the header in front of the file, with which `stretch` begins, says the same; for people.
    pub(super) fn check(&self, stretch: &[u8]) -> Result<(), String> {
        let differs = || Err("заголовок файла в zip не тот, что в оглавлении".to_owned());
        let name = stretch.get(30..30 + two(stretch, 26) as usize);
        // Flags, method, time.
        let same = stretch.starts_with(b"PK\x03\x04")
            && name == Some(self.name())
            && stretch.get(6..14) == self.raw.get(8..16);
        if !same {
            return differs();
        }
        let extra = 30 + two(stretch, 26) as usize;
        let field = zip64(stretch.get(extra..extra + two(stretch, 28) as usize).unwrap_or_default());
        let own =
            |at, in_field| if four(stretch, at) == MORE { eight(field, in_field) } else { four(stretch, at) };
        let (sum, packed, unpacked) = (four(stretch, 14), own(18, 8), own(22, 0));
        let [expected, expected_packed, _] = self.numbers();
        let told = (sum, packed, unpacked) == (four(&self.raw, 16), expected_packed, expected);
        let later = self.has_descriptor() && (sum, packed, unpacked) == (0, 0, 0);
        if told || later { Ok(()) } else { differs() }
    }

    fn has_descriptor(&self) -> bool {
        two(&self.raw, 8) & DESCRIPTOR != 0
    }

    /// Whether what stands behind the file is its descriptor, or nothing where it needs none.
    pub(super) fn check_rest(&self, rest: &[u8]) -> Result<(), String> {
        if !self.has_descriptor() {
            return if rest.is_empty() {
                Ok(())
            } else {
                Err("за файлом в zip лежат чужие байты".to_owned())
            };
        }
        let rest = rest.strip_prefix(b"PK\x07\x08").unwrap_or(rest);
        let [unpacked, packed, _] = self.numbers();
        let told = match rest.len() {
            12 => [four(rest, 4), four(rest, 8)],
            20 => [eight(rest, 4), eight(rest, 12)],
            _ => return Err("за файлом в zip лежат чужие байты".to_owned()),
        };
        if (four(rest, 0), told) == (four(&self.raw, 16), [packed, unpacked]) {
            Ok(())
        } else {
            Err("длины за файлом в zip не те, что в оглавлении".to_owned())
        }
    }

    /// Whether the line and the file's header are as this program writes them, but for name, method,
    /// sum, lengths and place.
    pub(super) fn is_ours(&self, stretch: &[u8]) -> bool {
        let [unpacked, packed, place] = self.numbers();
        let large = |extra: &[u8], numbers: usize| {
            extra.is_empty() || extra.len() == 4 + 8 * numbers && !zip64(extra).is_empty()
        };
        // Version of Unix; no flags; the format's first day; no comment, disk or kind; 0644.
        let raw = &self.raw;
        let own = raw[5] == 3
            && two(raw, 8) == 0
            && raw.get(12..16) == Some(&[0, 0, 0x21, 0])
            && raw.get(32..38) == Some(&[0; 6])
            && four(raw, 38) == 0o100_644 << 16
            && two(raw, 4) == two(raw, 6) | 3 << 8;
        let over = [unpacked, packed, place].iter().filter(|number| **number >= MORE).count();
        let start = 30 + self.name().len();
        let local = stretch.get(start..start + two(stretch, 28) as usize).unwrap_or_default();
        own && large(self.extra(), over.max(1)) | large(self.extra(), 2) | large(self.extra(), 3)
            && large(local, 2)
            && two(stretch, 4) == two(raw, 6)
    }
}

/// The ZIP64 field of some extra fields; empty where there is none.
fn zip64(mut extra: &[u8]) -> &[u8] {
    while extra.len() >= 4 {
        let length = two(extra, 2) as usize;
        let body = extra.get(4..4 + length).unwrap_or_default();
        if two(extra, 0) == ZIP64 {
            return body;
        }
        extra = extra.get(4 + length..).unwrap_or_default();
    }
    &[]
}

/// Reads the list of contents, which begins at a place, and the record at the end of the zip.
///
/// # Errors
/// What is wrong, for people; an error of the disk apart.
pub(super) fn read(path: &Path, start: u64) -> Result<Result<Layout, String>> {
    let mut file = files::open(path)?;
    let length = files::size(path)?;
    if length.saturating_sub(start) > LONGEST {
        return Ok(Err("оглавление zip слишком велико".to_owned()));
    }
    let mut bytes = Vec::new();
    file.seek(SeekFrom::Start(start))?;
    file.read_to_end(&mut bytes)?;
    Ok(parse(&bytes, start))
}

fn parse(bytes: &[u8], start: u64) -> Result<Layout, String> {
    let foreign = || "в zip есть байты, которых нет в его оглавлении".to_owned();
    let mut layout = Layout::default();
    let mut at = 0;
    while bytes[at..].starts_with(b"PK\x01\x02") {
        let length = 46 + (two(bytes, at + 28) + two(bytes, at + 30) + two(bytes, at + 32)) as usize;
        let raw = bytes.get(at..at + length).ok_or_else(foreign)?.to_vec();
        layout.records.push(Record { raw });
        at += length;
    }
    let (count, size) = (layout.records.len() as u64, at as u64);
    let mut rest = &bytes[at..];
    let mut numbers = None;
    if rest.starts_with(b"PK\x06\x06") {
        let end = 12 + usize::try_from(eight(rest, 4)).unwrap_or(usize::MAX).min(rest.len());
        numbers = Some([eight(rest, 24), eight(rest, 32), eight(rest, 40), eight(rest, 48)]);
        rest = rest.get(end..).ok_or_else(foreign)?;
        // Where that record lies.
        let place = rest.strip_prefix(b"PK\x06\x07").filter(|locator| eight(locator, 4) == start + size);
        place.ok_or_else(foreign)?;
        rest = rest.get(20..).ok_or_else(foreign)?;
    }
    let end = rest.strip_prefix(b"PK\x05\x06").ok_or_else(foreign)?;
    let told = [two(end, 4), two(end, 6), four(end, 8), four(end, 12)];
    let more = [u64::from(u16::MAX), u64::from(u16::MAX), MORE, MORE];
    let actual = [count, count, size, start];
    for (n, told) in told.into_iter().enumerate() {
        let told = if told == more[n] { numbers.map_or(told, |numbers| numbers[n]) } else { told };
        if told != actual[n] {
            return Err("конец zip говорит о его оглавлении не то, что есть".to_owned());
        }
    }
    // The number of the disk, twice; and nothing behind, a comment neither.
    if four(end, 0) != 0 || end.len() != 18 || two(end, 16) != 0 { Err(foreign()) } else { Ok(layout) }
}
