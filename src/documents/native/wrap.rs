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

/// The words of a text; a sign for a number belongs to the number behind it.
fn words(text: &str) -> impl Iterator<Item = &str> {
    let is_space = |c: char| c.is_whitespace() && c != '\u{a0}' && c != '\u{202f}';
    let mut rest = text.trim_start_matches(is_space);
    std::iter::from_fn(move || {
        let mut end = rest.find(is_space).unwrap_or(rest.len());
        let behind =
            rest[end..].strip_prefix(' ').filter(|behind| behind.starts_with(|c: char| c.is_ascii_digit()));
        if let (true, Some(behind)) = (matches!(&rest[..end], "№" | "§"), behind) {
            let word = behind.find(is_space).unwrap_or(behind.len());
            end = rest.len() - behind.len() + word;
        }
        let (word, behind) = rest.split_at(end);
        rest = behind.trim_start_matches(is_space);
        (!word.is_empty()).then_some(word)
    })
}

/// The pieces of a text that are not parted, each with whether a space follows.
fn pieces(text: &str) -> impl Iterator<Item = (&str, bool)> {
    words(text).flat_map(|word| {
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

/// How many letters of a piece are looked at: a longer one is parted in any column.
const LOOKED_AT: usize = 200;

/// The beginning of a text, of so many letters at most.
fn beginning(text: &str) -> &str {
    text.char_indices().nth(LOOKED_AT).map_or(text, |(end, _)| &text[..end])
}

/// How wide the widest piece of a text is that is not parted.
pub(super) fn least_width(typeface: &Typeface, text: &str) -> Abs {
    let mut least = Abs::zero();
    for (piece, _) in pieces(text) {
        let word = typeface.word(beginning(piece));
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
        let is_whole = beginning(piece).len() == piece.len();
        let word = typeface.word(beginning(piece));
        let wide = if is_whole { typeface.width(&word) } else { Abs::inf() };
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
        if is_whole && wide <= width + ROUNDING {
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
    let syllables: Vec<usize> = syllables(word).collect();
    let fits = |part: &Word| typeface.width(part) <= width + ROUNDING;
    let mut parts = Vec::new();
    let mut from = 0;
    while from < word.len() {
        let seen = beginning(&word[from..]);
        if from + seen.len() == word.len() {
            let last = typeface.once(seen);
            if fits(&last) {
                parts.push(last);
                break;
            }
        }
        // The longest beginning that fits, found by halving: the more letters, the wider.
        let ends: Vec<usize> =
            seen.char_indices().skip(1).map(|(at, _)| from + at).chain([from + seen.len()]).collect();
        let fitting = ends.partition_point(|end| fits(&typeface.once(&word[from..*end])));
        // Not even one letter fits: it stands out of the column rather than nowhere.
        let most = ends[fitting.max(1) - 1];
        let hyphens = syllables[..syllables.partition_point(|end| *end <= most)].iter().rev();
        let hyphenated = hyphens.take_while(|end| **end > from).take(TRIED).find_map(|end| {
            let part = typeface.once(&format!("{}-", &word[from..*end]));
            fits(&part).then_some((*end, part))
        });
        let (end, part) = hyphenated.unwrap_or_else(|| (most, typeface.once(&word[from..most])));
        parts.push(part);
        from = end;
    }
    parts
}

/// How many places for a hyphen are tried: the last one leaves no room for it at most.
const TRIED: usize = 3;

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

#[cfg(test)]
mod tests {
    use super::words;

    #[test]
    fn a_number_stands_with_its_sign() {
        let of = |text| words(text).collect::<Vec<_>>();
        assert_eq!(of(" приказ № 64-р  от 7 мая, § 5 "), ["приказ", "№ 64-р", "от", "7", "мая,", "§ 5"]);
        assert_eq!(of("№"), ["№"]);
        assert_eq!(of("№  1 № слово"), ["№", "1", "№", "слово"]);
        assert!(of("  ").is_empty());
    }
}
