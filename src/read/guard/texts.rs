//! How long the texts of an XLS are, each as often as a cell refers to it: the library copies them.

use super::ole::{records, two};

/// The record of the workbook's texts, and the one in which a long one goes on: SST, CONTINUE
/// (MS-XLS, §2.4.265, §2.4.58).
const SHARED: u16 = 0x00fc;
const CONTINUE: u16 = 0x003c;
/// The record of a cell that refers to one of them: LABELSST (§2.4.149).
const CELL: u16 = 0x00fd;
/// What a letter takes in UTF-8, at the most for those of two bytes in UTF-16.
const LETTER: u64 = 3;

/// The length of the texts of all cells, in bytes, at the most.
pub(super) fn of_cells(bytes: &[u8]) -> u64 {
    let mut lengths = Vec::new();
    let mut shared: Option<Vec<&[u8]>> = None;
    let mut total = 0_u64;
    for (kind, record) in records(bytes) {
        match (kind, &mut shared) {
            (SHARED, _) => shared = Some(vec![record]),
            (CONTINUE, Some(pieces)) => pieces.push(record),
            (_, Some(pieces)) => {
                lengths = Pieces { pieces, at: 8 }.lengths();
                shared = None;
            }
            _ => {}
        }
        if kind == CELL {
            let number = two(record, 6).zip(two(record, 8));
            let number = number.map_or(usize::MAX, |(low, high)| usize::from(high) << 16 | usize::from(low));
            total = total.saturating_add(lengths.get(number).copied().unwrap_or(0).into());
        }
    }
    total
}

/// The pieces of the texts, and where in the first of them the reading stands.
struct Pieces<'a> {
    pieces: &'a [&'a [u8]],
    at: usize,
}

impl Pieces<'_> {
    /// The length of each text in bytes of UTF-8 (XLUnicodeRichExtendedString, §2.5.293).
    fn lengths(mut self) -> Vec<u32> {
        let mut lengths = Vec::new();
        while let Some(length) = self.text() {
            lengths.push(u32::try_from(length).unwrap_or(u32::MAX));
        }
        lengths
    }

    fn text(&mut self) -> Option<u64> {
        let letters = u64::from(self.number()?);
        let flags = self.byte()?;
        let runs = if flags & 8 != 0 { usize::from(self.number()?) } else { 0 };
        let more =
            if flags & 4 != 0 { usize::from(self.number()?) | usize::from(self.number()?) << 16 } else { 0 };
        self.letters(letters as usize, flags & 1 != 0);
        self.skip(runs.saturating_mul(4).saturating_add(more));
        Some(letters * LETTER)
    }

    /// Passes over letters; a piece in which they go on says anew how wide they are.
    fn letters(&mut self, mut count: usize, mut wide: bool) {
        while count > 0 {
            let Some(piece) = self.pieces.first() else { return };
            let width = if wide { 2 } else { 1 };
            let here = (piece.len().saturating_sub(self.at) / width).min(count);
            self.at += here * width;
            count -= here;
            if count > 0 {
                self.pieces = &self.pieces[1..];
                self.at = 0;
                wide = self.byte().is_some_and(|flags| flags & 1 != 0);
            }
        }
    }

    fn skip(&mut self, mut count: usize) {
        while let Some(piece) = self.pieces.first() {
            let here = piece.len().saturating_sub(self.at).min(count);
            self.at += here;
            count -= here;
            if count == 0 {
                return;
            }
            self.pieces = &self.pieces[1..];
            self.at = 0;
        }
    }

    fn byte(&mut self) -> Option<u8> {
        loop {
            if let Some(byte) = self.pieces.first()?.get(self.at) {
                self.at += 1;
                return Some(*byte);
            }
            self.pieces = &self.pieces[1..];
            self.at = 0;
        }
    }

    fn number(&mut self) -> Option<u16> {
        Some(u16::from_le_bytes([self.byte()?, self.byte()?]))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn record(kind: u16, body: &[u8]) -> Vec<u8> {
        [&kind.to_le_bytes()[..], &(body.len() as u16).to_le_bytes(), body].concat()
    }

    fn cell(text: u32) -> Vec<u8> {
        record(CELL, &[&[0; 6][..], &text.to_le_bytes()].concat())
    }

    #[test]
    fn a_text_counts_as_often_as_it_is_referred_to() {
        // «ab» in narrow letters, and «в» with a run of formatting, in wide ones.
        let texts = [&[0; 8][..], &[2, 0, 0, b'a', b'b'], &[1, 0, 9, 1, 0, 0x32, 4, 0, 0, 0, 0]].concat();
        let end = record(0x0a, &[]);
        let book = [record(SHARED, &texts), end, cell(0), cell(0), cell(1), cell(7)].concat();
        assert_eq!(of_cells(&book), (2 + 2 + 1) * LETTER);
    }

    #[test]
    fn a_text_goes_on_in_the_next_record() {
        let first = [&[0; 8][..], &[4, 0, 0, b'a', b'b']].concat();
        let next = [1, b'c', 0, b'd', 0, 1, 0, 0, b'e'];
        let book =
            [record(SHARED, &first), record(CONTINUE, &next), record(0x0a, &[]), cell(0), cell(1)].concat();
        assert_eq!(of_cells(&book), 5 * LETTER);
        assert_eq!(of_cells(&record(SHARED, &[1])), 0);
    }
}
