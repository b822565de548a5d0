//! Texts on their way into a frame.
//!
//! The PDF writer takes its time for each text, however short it is. Neighbours in a row that stand on one
//! line in one typeface become one text, with a space as wide as the room between them: programs that
//! read the PDF find the same words in the same places.

use super::typeface::{Typeface, Word};
use std::rc::Rc;
use typst::ecow::EcoString;
use typst::layout::{Abs, Em, Frame, FrameItem, Point};
use typst::syntax::Span;
use typst::text::Glyph;

/// How wide a space may be, in ems: a thousand times as much is a number of the PDF, and PDF/A-1 has none
/// above 32,767.
const WIDEST: f64 = 30.0;

/// Texts that were set, in their order.
#[derive(Default)]
pub(super) struct Texts {
    done: Vec<(Point, FrameItem)>,
    open: Option<Open>,
}

/// A text that may go on.
struct Open {
    typeface: Typeface,
    font: usize,
    at: Point,
    end: Abs,
    text: EcoString,
    glyphs: Vec<Glyph>,
}

impl Texts {
    /// Sets words side by side, the first one's baseline at a point. They may be `joined` to what was set
    /// before to the left of them.
    pub(super) fn set(&mut self, typeface: &Typeface, mut at: Point, words: &[Rc<Word>], joined: bool) {
        let mut joins = joined;
        for run in words.iter().flat_map(|word| word.runs()) {
            let goes_on = self.open.as_ref().is_some_and(|open| {
                open.font == run.font
                    && open.at.y == at.y
                    && open.typeface.is_same(typeface)
                    && open.text.len() + run.text.len() < usize::from(u16::MAX)
                    && (joins || open.end == at.x)
                    && at.x >= open.end
            });
            let gap = match &self.open {
                Some(open) if goes_on && at.x > open.end && at.x - open.end < WIDEST * typeface.size() => {
                    typeface.gap(run.font, at.x - open.end)
                }
                _ => None,
            };
            let fits = self.open.as_ref().is_some_and(|open| goes_on && (open.end == at.x || gap.is_some()));
            if !fits {
                self.close();
            }
            let open = self.open.get_or_insert_with(|| Open {
                typeface: typeface.clone(),
                font: run.font,
                at,
                end: at.x,
                text: EcoString::new(),
                glyphs: Vec::new(),
            });
            if let Some(space) = gap {
                let start = open.text.len() as u16;
                open.text.push(' ');
                open.glyphs.push(Glyph { range: start..start + 1, ..space });
            }
            let shift = open.text.len() as u16;
            open.text.push_str(&run.text);
            open.glyphs.extend(run.glyphs.iter().map(|glyph| {
                let range = glyph.range.start + shift..glyph.range.end + shift;
                Glyph { range, ..glyph.clone() }
            }));
            at.x += run.glyphs.iter().map(|glyph| glyph.x_advance).sum::<Em>().at(typeface.size());
            open.end = at.x;
            // What follows in the same words follows without a gap.
            joins = false;
        }
    }

    fn close(&mut self) {
        let Some(Open { typeface, font, at, text, glyphs, .. }) = self.open.take() else { return };
        if let Some(item) = typeface.item(font, text, glyphs) {
            self.done.push((at, FrameItem::Text(item)));
        }
    }

    /// Puts all of them into a frame.
    pub(super) fn finish(mut self, frame: &mut Frame) {
        self.close();
        frame.push_multiple(self.done);
    }
}

/// A space as wide as it is asked for.
pub(super) fn space(id: u16, width: Em) -> Glyph {
    Glyph {
        id,
        x_advance: width,
        x_offset: Em::zero(),
        y_advance: Em::zero(),
        y_offset: Em::zero(),
        range: 0..1,
        span: (Span::detached(), 0),
    }
}
