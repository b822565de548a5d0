//! The text of a cell as the model takes it (contract §1): trimmed, NBSP a space, letters in NFC.

use crate::diagnostics::is_direction;
use std::borrow::Cow;
use unicode_normalization::{IsNormalized, UnicodeNormalization, is_nfc_quick};

/// Whether a cell is clean and all of it is ASCII and Cyrillic, which every font of documents has. Most are.
#[inline]
pub(super) fn is_plain(cell: &str) -> bool {
    let bytes = cell.as_bytes();
    let (Some(first), Some(last)) = (bytes.first(), bytes.last()) else { return true };
    let mut at = 0;
    while let Some(byte) = bytes.get(at) {
        match byte {
            b' '..0x7f => at += 1,
            // U+0400–U+047F: Cyrillic letters, each whole.
            0xd0 | 0xd1 => at += 2,
            _ => return false,
        }
    }
    *first != b' ' && *last != b' '
}

/// Whether a cell is as [`clean`] would make it, and has nothing that [`is_forbidden`].
pub(super) fn is_clean(cell: &str) -> bool {
    is_plain(cell) || (cell.trim().len() == cell.len() && is_clean_letter_by_letter(cell))
}

fn is_clean_letter_by_letter(cell: &str) -> bool {
    // Invisible and wide spaces, controls and directions lie in these blocks; letters do not.
    let is_odd = |c| {
        matches!(c,
            '\0'..' ' | '\u{7f}'..='\u{a0}' | '\u{61c}' | '\u{2000}'..='\u{200f}' | '\u{2028}'..='\u{202f}'
            | '\u{205f}'..='\u{206f}' | '\u{3000}' | '\u{feff}')
    };
    !cell.contains(is_odd) && is_nfc_quick(cell.chars()) == IsNormalized::Yes
}

/// Trims, makes every no-break space a space, drops letters of no width and makes letters whole.
pub(super) fn clean(cell: &str) -> Cow<'_, str> {
    if is_clean(cell) {
        return Cow::Borrowed(cell);
    }
    let seen = cell.chars().filter(|c| !matches!(c, '\u{200b}' | '\u{2060}' | '\u{feff}'));
    let spaced = seen.map(|c| if matches!(c, '\u{a0}' | '\u{2007}' | '\u{202f}') { ' ' } else { c });
    let whole: String = spaced.nfc().collect();
    Cow::Owned(whole.trim().to_owned())
}

/// A character that cannot be printed, or that turns the direction of what follows; breaks of lines
/// and tabs within a cell are neither.
pub(super) fn is_forbidden(c: char) -> bool {
    c.is_control() && !matches!(c, '\n' | '\r' | '\t') || is_direction(c)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cells_are_cleaned() {
        for (cell, expected) in [
            ("", ""),
            (" l1\u{a0}", "l1"),
            ("а\u{a0}б\u{202f}в", "а б в"),
            ("И\u{306}од", "Йод"),
            ("\u{feff}id\u{200b}", "id"),
            ("а\nб", "а\nб"),
            ("Ёлка", "Ёлка"),
        ] {
            assert_eq!(clean(cell), expected, "{cell:?}");
            assert!(is_clean(expected) || expected.contains('\n'), "{expected:?}");
        }
    }

    #[test]
    fn what_cannot_be_printed_is_known() {
        assert!("\u{0}\u{7}\u{7f}\u{85}\u{202e}\u{200f}".chars().all(is_forbidden));
        assert!(!"я\n\t\u{a0}«".chars().any(is_forbidden));
        assert!(["\u{0}a", "a\u{7f}b", "a\u{85}b", "a\u{202e}b"].iter().all(|cell| !is_clean(cell)));
    }
}
