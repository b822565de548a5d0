//! A text broken into lines: at spaces, behind hyphens, dashes and strokes; what is still too wide for a
//! line is hyphenated, and at last broken between letters, so that nothing is ever cut off.

use super::typeface::{Typeface, Word};
use std::rc::Rc;
use typst::layout::Abs;

/// A line: its words and spaces from left to right.
#[derive(Debug, Default)]
pub(super) struct Line {
    pub(super) words: Vec<Rc<Word>>,
    pub(super) width: Abs,
}

/// What is lost in adding widths is far below this.
const ROUNDING: Abs = Abs::raw(1e-6);

/// The pieces of a text that are not parted, each with whether a space follows.
fn pieces(text: &str) -> impl Iterator<Item = (&str, bool)> {
    let is_space = |c: char| c.is_whitespace() && c != '\u{a0}' && c != '\u{202f}';
    let words = text.split(is_space).filter(|word| !word.is_empty());
    words.flat_map(|word| {
        let mut parts: Vec<&str> = word.split_inclusive(['-', '–', '—', '/', '\u{200b}']).collect();
        // A stroke alone belongs to what stands before it.
        if parts.len() > 1 && parts.iter().any(|part| part.chars().count() == 1) {
            parts = vec![word];
        }
        let last = parts.len() - 1;
        parts.into_iter().enumerate().map(move |(n, part)| (part, n == last)).collect::<Vec<_>>()
    })
}

/// How wide a text is on one line.
pub(super) fn natural_width(typeface: &Typeface, text: &str) -> Abs {
    wrap(typeface, text, Abs::inf()).first().map_or(Abs::zero(), |line| line.width)
}

/// How wide the widest piece of a text is that is not parted.
pub(super) fn least_width(typeface: &Typeface, text: &str) -> Abs {
    let mut least = Abs::zero();
    for (piece, _) in pieces(text) {
        let word = typeface.word(piece);
        least = least.max(typeface.width(&word));
    }
    least
}

/// The lines of a text in a width.
pub(super) fn wrap(typeface: &Typeface, text: &str, width: Abs) -> Vec<Line> {
    let space = typeface.word(" ");
    let mut lines = vec![Line::default()];
    let mut gap = false;
    for (piece, space_follows) in pieces(text) {
        let word = typeface.word(piece);
        let wide = typeface.width(&word);
        let before = if gap { typeface.width(&space) } else { Abs::zero() };
        let line = lines.last_mut().expect("there is a line");
        if line.words.is_empty() || line.width + before + wide <= width + ROUNDING {
            if gap && !line.words.is_empty() {
                line.words.push(Rc::clone(&space));
                line.width += before;
            }
        } else {
            lines.push(Line::default());
        }
        gap = space_follows;
        let line = lines.last_mut().expect("there is a line");
        if wide <= width + ROUNDING {
            line.words.push(word);
            line.width += wide;
            continue;
        }
        let parts = broken(typeface, piece, width);
        for (n, part) in parts.into_iter().enumerate() {
            if n > 0 {
                lines.push(Line::default());
            }
            let line = lines.last_mut().expect("there is a line");
            line.width += typeface.width(&part);
            line.words.push(part);
        }
    }
    lines
}

/// A word too wide for a line in parts that are not: with hyphens where it may have them, else between
/// letters, at least one a line.
fn broken(typeface: &Typeface, word: &str, width: Abs) -> Vec<Rc<Word>> {
    let mut parts = Vec::new();
    let mut rest = word;
    loop {
        let whole = typeface.word(rest);
        if typeface.width(&whole) <= width + ROUNDING {
            parts.push(whole);
            return parts;
        }
        let fitting = |end: usize, hyphen: &str| {
            let part = typeface.word(&format!("{}{hyphen}", &rest[..end]));
            (typeface.width(&part) <= width + ROUNDING).then_some((end, part))
        };
        let hyphenated = syllables(rest).rev().find_map(|end| fitting(end, "-"));
        let letters: Vec<usize> = rest.char_indices().skip(1).map(|(at, _)| at).collect();
        let taken = hyphenated.or_else(|| letters.iter().rev().find_map(|end| fitting(*end, "")));
        let (end, part) = match (taken, letters.first()) {
            (Some(taken), _) => taken,
            // Not even one letter fits: it stands out of the column rather than nowhere.
            (None, Some(first)) => (*first, typeface.word(&rest[..*first])),
            (None, None) => (rest.len(), whole),
        };
        parts.push(part);
        rest = &rest[end..];
        if rest.is_empty() {
            return parts;
        }
    }
}

/// Where a word may be hyphenated.
fn syllables(word: &str) -> impl DoubleEndedIterator<Item = usize> {
    let is_russian = word.chars().any(|c| matches!(c, 'а'..='я' | 'А'..='Я' | 'ё' | 'Ё'));
    let lang = if is_russian { hypher::Lang::Russian } else { hypher::Lang::English };
    let mut ends: Vec<usize> = Vec::new();
    let mut at = 0;
    if word.chars().all(char::is_alphabetic) {
        for syllable in hypher::hyphenate(word, lang) {
            at += syllable.len();
            ends.push(at);
        }
        ends.pop();
    }
    ends.into_iter()
}
