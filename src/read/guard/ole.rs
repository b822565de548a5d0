//! How large the sheets of an XLS are: its cells name their rows and columns (MS-XLS, §2.5.13).

use super::{CELLS, TEXTS, broken, open, texts, too_long, too_wide};
use cfb::CompoundFile;
use std::io::{Read, Seek};
use std::path::Path;

/// The stream of a workbook, of Excel 97 and of Excel 5.
const WORKBOOKS: [&str; 2] = ["/Workbook", "/Book"];
/// What a cell takes in memory, beside its text.
const CELL_SIZE: u64 = 32;
/// The record with which a sheet begins: BOF.
const BEGINNING: u16 = 0x0809;
/// The stream of a workbook with a password.
const ENCRYPTED: &str = "/EncryptedPackage";
/// The largest stream: the library holds it in memory.
const LARGEST: u64 = 256 * 1024 * 1024;
/// The records of one cell, which begin with its row and column: BLANK, NUMBER, LABEL, BOOLERR,
/// FORMULA, RK, RSTRING, LABELSST, in all their versions (MS-XLS, §2.3).
const CELL: [u16; 17] = [
    0x0001, 0x0201, 0x0003, 0x0203, 0x0004, 0x0204, 0x0005, 0x0205, 0x0006, 0x0206, 0x0406, 0x0002, 0x007e,
    0x027e, 0x00d6, 0x00fd, 0x0202,
];
/// The record of a sheet's extent, for which a library makes room at once: DIMENSIONS.
const EXTENT: u16 = 0x0200;
/// The records of several cells of a row, which end with the last column: MULRK, MULBLANK.
const CELLS_OF_ROW: [u16; 2] = [0x00bd, 0x00be];

/// Looks into an OLE file and tells how many bytes the opened workbook holds, at a guess; what is
/// wrong with it is said for people.
pub(in crate::read) fn look(path: &Path) -> Result<u64, String> {
    let mut file = CompoundFile::open(open(path)?).map_err(broken)?;
    if file.exists(ENCRYPTED) {
        return Err("книга защищена паролем: снимите защиту и сохраните её заново".to_owned());
    }
    let name = WORKBOOKS.into_iter().find(|name| file.is_stream(name));
    let name = name.ok_or_else(|| "это не книга Excel, а документ другой программы".to_owned())?;
    let mut stream = file.open_stream(name).map_err(broken)?;
    if stream.len() > LARGEST {
        return Err(format!("книга больше {}", crate::words::size(LARGEST)));
    }
    let mut bytes = Vec::new();
    stream.rewind().and_then(|()| stream.read_to_end(&mut bytes)).map_err(broken)?;
    let cells = extent(&bytes)?;
    let texts = texts::of_cells(&bytes);
    if texts > TEXTS { Err(too_long()) } else { Ok(cells * CELL_SIZE + texts) }
}

/// How many cells a sheet says that it has: first row, row after the last, and the same of columns,
/// the rows in four bytes since Excel 97 and in two before.
fn promised(record: &[u8]) -> u64 {
    let number = |at: usize, length: usize| {
        let bytes = record.get(at..at + length).unwrap_or_default();
        bytes.iter().rev().fold(0_u64, |number, byte| number << 8 | u64::from(*byte))
    };
    let (first_row, rows, columns) = if record.len() >= 14 {
        (number(0, 4), number(4, 4), number(10, 2))
    } else {
        (number(0, 2), number(2, 2), number(6, 2))
    };
    // One that begins after its end is counted around the whole number space.
    if first_row > rows { u64::MAX } else { rows.saturating_mul(columns.max(1)) }
}

/// The records of a workbook: a number, a length, and as many bytes.
pub(super) fn records(mut bytes: &[u8]) -> impl Iterator<Item = (u16, &[u8])> {
    std::iter::from_fn(move || {
        let (kind, length) = (two(bytes, 0)?, usize::from(two(bytes, 2)?));
        let record = bytes.get(4..4 + length).unwrap_or_default();
        bytes = bytes.get(4 + length..).unwrap_or_default();
        Some((kind, record))
    })
}

/// A number of two bytes.
pub(super) fn two(bytes: &[u8], at: usize) -> Option<u16> {
    Some(u16::from_le_bytes(bytes.get(at..at + 2)?.try_into().ok()?))
}

/// How many cells the sheets have together, the empty ones between others included.
fn extent(bytes: &[u8]) -> Result<u64, String> {
    let (mut before, mut rows, mut columns) = (0, 0, 0);
    for (kind, record) in records(bytes) {
        let number = |at: usize| two(record, at).map_or(0, u64::from);
        if kind == BEGINNING {
            before += rows * columns;
            (rows, columns) = (0, 0);
        }
        let last = match kind {
            kind if CELL.contains(&kind) => Some(number(2)),
            kind if CELLS_OF_ROW.contains(&kind) => Some(number(record.len().saturating_sub(2))),
            _ => None,
        };
        if let Some(column) = last {
            rows = rows.max(number(0) + 1);
            columns = columns.max(column + 1).max(number(2) + 1);
        }
        if before + rows * columns > CELLS || kind == EXTENT && promised(record) > CELLS {
            return Err(too_wide());
        }
    }
    Ok(before + rows * columns)
}

#[cfg(test)]
mod tests {
    use super::extent;

    #[test]
    fn a_cell_at_the_end_of_the_world_is_seen() {
        let record = |kind: u16, row: u16, column: u16| {
            let body = [row.to_le_bytes(), column.to_le_bytes(), [0; 2]].concat();
            [&kind.to_le_bytes()[..], &6_u16.to_le_bytes(), &body].concat()
        };
        assert!(extent(&[record(0x0203, 0, 0), record(0x00fd, 65_535, 20)].concat()).is_ok());
        assert!(extent(&[record(0x0203, 0, 0), record(0x00fd, 65_535, 65_535)].concat()).is_err());
        assert!(extent(&[record(0x0203, 65_535, 0), record(0x00fd, 0, 65_535)].concat()).is_err());
        let far = record(0x0203, 65_535, 100);
        let beginning = [&0x0809_u16.to_le_bytes()[..], &[0; 2]].concat();
        assert!(extent(&[far.clone(), beginning.clone()].concat()).is_ok());
        assert!(extent(&[far.clone(), beginning, far].concat()).is_err());
        let sheet = |rows: u32, columns: u16| {
            let body = [&[0; 4][..], &rows.to_le_bytes(), &[0; 2], &columns.to_le_bytes(), &[0; 2]].concat();
            [&0x0200_u16.to_le_bytes()[..], &14_u16.to_le_bytes(), &body].concat()
        };
        assert!(extent(&sheet(65_536, 30)).is_ok());
        assert!(extent(&sheet(u32::MAX, 30)).is_err());
        assert!(extent(&[1, 2, 3]).is_ok() && extent(&[3, 2, 255, 255, 9]).is_ok());
    }
}
