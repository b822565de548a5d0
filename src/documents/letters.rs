//! Which letters documents can show.

use crate::templates::Templates;
use std::collections::BTreeSet;
use std::fmt;
use typst::foundations::Bytes;
use typst::text::Font;

/// The letters that some font has: those of the program and those that the office laid beside them.
#[derive(Debug)]
pub struct Letters(Vec<bool>);

impl Letters {
    /// Those of the fonts among the templates.
    pub fn new(templates: &Templates) -> Letters {
        Letters::of(&fonts(templates))
    }

    pub(super) fn of(fonts: &[Font]) -> Letters {
        let mut letters = vec![false; char::MAX as usize + 1];
        for letter in fonts.iter().flat_map(|font| font.info().coverage.iter()) {
            letters[letter as usize] = true;
        }
        Letters(letters)
    }

    /// Whether a letter can be shown; what only parts words needs no font.
    pub fn has(&self, c: char) -> bool {
        c.is_ascii() || c.is_whitespace() || self.0[c as usize]
    }

    /// The letters of a text that cannot be shown.
    pub(super) fn missing(&self, text: &str) -> Option<MissingLetters> {
        if text.chars().all(|c| self.has(c)) {
            return None;
        }
        Some(MissingLetters(text.chars().filter(|c| !self.has(*c)).collect()))
    }
}

/// The fonts among the templates.
pub(super) fn fonts(templates: &Templates) -> Vec<Font> {
    let is_font = |name: &str| {
        [".ttf", ".otf", ".ttc"].iter().any(|ending| name.to_ascii_lowercase().ends_with(ending))
    };
    templates
        .below("fonts")
        .filter(|(name, _)| is_font(name))
        .flat_map(|(_, bytes)| Font::iter(Bytes::new(bytes.to_vec())))
        .collect()
}

/// Letters that no font has stand in the settings or in a template; those of tables are told by the reader.
#[derive(Debug)]
pub struct MissingLetters(pub BTreeSet<char>);

impl fmt::Display for MissingLetters {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let letters: Vec<String> =
            self.0.iter().map(|c| format!("«{c}» (U+{:04X})", u32::from(*c))).collect();
        write!(
            f,
            "в шрифтах нет знаков {}: уберите их или положите шрифт с ними в папку templates/fonts данных",
            letters.join(", ")
        )
    }
}

impl std::error::Error for MissingLetters {}
