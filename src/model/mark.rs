//! A mark (отметка) of the scale that the settings name.

use super::Archive;
use super::cell::{Cell, Context, Fault, Text, whole};
use super::settings::Scale;

/// A mark: a number of the scale, perhaps with a + or -, or a word of the scale.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mark {
    /// As it is shown: «5», «4-», «зачтено», in the scale's spelling.
    pub text: Text,
}

impl Mark {
    /// The number without its sign; `None` for a word.
    pub fn number(&self) -> Option<u8> {
        self.text.strip_suffix(['+', '-']).unwrap_or(&self.text).parse().ok()
    }

    /// Whether the mark is a word that says «not passed» or «not attested».
    pub fn is_failing(&self, scale: &Scale) -> bool {
        match self.number() {
            Some(number) => number < scale.pass,
            None => matches!(
                fold(&self.text).as_str(),
                "незачтено" | "н/а" | "н/я" | "не допущен" | "не допущена"
            ),
        }
    }

    /// Whether the mark exempts (осв).
    pub fn is_exempt(&self) -> bool {
        fold(&self.text) == "осв"
    }
}

impl Cell for Mark {
    const KIND: &'static str = "mark";

    fn parse(text: &str, context: &mut Context<'_>) -> Result<Self, Fault> {
        let scale = &context.archive.settings.scale;
        let text = whole(text);
        let digits = text.strip_suffix(['+', '-', '−', '–']).unwrap_or(text);
        let plain = !digits.starts_with(['+', '0']);
        if digits.parse().is_ok_and(|number| plain && scale.marks.contains(&number)) {
            let text = match text.strip_suffix(['−', '–']) {
                Some(digits) => context.texts.share(&format!("{digits}-")),
                None => context.texts.share(text),
            };
            return Ok(Mark { text });
        }
        let folded = fold(text);
        match scale.words.iter().find(|word| fold(word) == folded) {
            Some(word) => Ok(Mark { text: context.texts.share(word) }),
            None => Err(Fault::Mark(scale.listed())),
        }
    }

    fn write(&self, _: &Archive) -> String {
        self.text.to_string()
    }
}

/// Lower case, ё as е, one space between words: how people mean words to be compared.
pub fn fold(text: &str) -> String {
    let lower = text.to_lowercase().replace('ё', "е");
    lower.split_whitespace().collect::<Vec<_>>().join(" ")
}
