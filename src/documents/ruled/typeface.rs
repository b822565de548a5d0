//! Words shaped with the fonts of the text's style, each once.

use std::collections::HashMap;
use std::rc::Rc;
use typst::World;
use typst::comemo::Tracked;
use typst::ecow::EcoString;
use typst::foundations::StyleChain;
use typst::layout::{Abs, Em, Frame, FrameItem, Point};
use typst::syntax::Span;
use typst::text::{FontInstance, FontVariant, FontWeight, Glyph, Lang, Region, TextElem, TextItem};
use typst::visualize::Paint;
use typst_library::text::{families, features, language, variant};

/// A run of glyphs of one font.
#[derive(Debug)]
struct Run {
    font: usize,
    text: EcoString,
    glyphs: Vec<Glyph>,
}

/// A word as it is set.
#[derive(Debug)]
pub(super) struct Word {
    runs: Vec<Run>,
    width: Em,
}

/// The fonts of a style at one size, and the words that were set in them.
pub(super) struct Typeface {
    fonts: Vec<FontInstance>,
    features: Vec<rustybuzz::Feature>,
    language: rustybuzz::Language,
    lang: Lang,
    region: Option<Region>,
    fill: Paint,
    size: Abs,
    words: HashMap<EcoString, Rc<Word>>,
}

impl Typeface {
    /// Of a style; `bold` ones heavier than it.
    pub(super) fn new(world: Tracked<dyn World + '_>, styles: StyleChain, size: Abs, bold: bool) -> Typeface {
        let mut variant: FontVariant = variant(styles);
        if bold {
            variant.weight = variant.weight.max(FontWeight::BOLD);
        }
        let book = world.book();
        let fonts = families(styles).filter_map(|family| {
            let font = world.font(book.select(family.as_str(), variant)?)?;
            Some(font.instantiate(variant, size, &styles.get_cloned(TextElem::variations)))
        });
        Typeface {
            fonts: fonts.collect(),
            features: features(styles),
            language: language(styles),
            lang: styles.get(TextElem::lang),
            region: styles.get(TextElem::region),
            fill: styles.get_ref(TextElem::fill).clone(),
            size,
            words: HashMap::new(),
        }
    }

    /// How high a line is, from the baseline to the top of a capital.
    pub(super) fn height(&self) -> Abs {
        self.fonts.first().map_or(self.size, |font| font.metrics().cap_height.at(self.size))
    }

    /// How wide a word is.
    pub(super) fn width(&self, word: &Word) -> Abs {
        word.width.at(self.size)
    }

    /// A word, shaped once however often it stands there.
    pub(super) fn word(&mut self, text: &str) -> Rc<Word> {
        if let Some(word) = self.words.get(text) {
            return Rc::clone(word);
        }
        let mut runs = Vec::new();
        // Neighbouring letters of one font are shaped together.
        let mut start = 0;
        let mut last = None;
        for (at, c) in text.char_indices() {
            let font = self.font_of(c);
            if let Some(last) = last.filter(|last| *last != font) {
                runs.push(self.shape(last, &text[start..at]));
                start = at;
            }
            last = Some(font);
        }
        runs.extend(last.map(|last| self.shape(last, &text[start..])));
        let width = runs.iter().flat_map(|run| &run.glyphs).map(|glyph| glyph.x_advance).sum();
        let word = Rc::new(Word { runs, width });
        self.words.insert(text.into(), Rc::clone(&word));
        word
    }

    /// The first font that has a letter; where none has, the first.
    fn font_of(&self, c: char) -> usize {
        let has = |font: &FontInstance| font.font().info().coverage.contains(c.into());
        self.fonts.iter().position(has).unwrap_or(0)
    }

    fn shape(&self, font: usize, text: &str) -> Run {
        let run = |glyphs| Run { font, text: text.into(), glyphs };
        let Some(instance) = self.fonts.get(font) else { return run(Vec::new()) };
        let mut buffer = rustybuzz::UnicodeBuffer::new();
        buffer.push_str(text);
        buffer.set_language(self.language.clone());
        buffer.guess_segment_properties();
        buffer.set_flags(rustybuzz::BufferFlags::REMOVE_DEFAULT_IGNORABLES);
        let shaped = rustybuzz::shape(instance.rusty(), &self.features, buffer);
        let (infos, places) = (shaped.glyph_infos(), shaped.glyph_positions());
        // A glyph stands for the letters up to the next cluster's.
        let mut clusters: Vec<usize> = infos.iter().map(|info| info.cluster as usize).collect();
        clusters.push(text.len());
        clusters.sort_unstable();
        clusters.dedup();
        let end = |start: usize| {
            clusters.get(clusters.partition_point(|cluster| *cluster <= start)).copied().unwrap_or(text.len())
        };
        let glyphs = infos.iter().zip(places).map(|(info, place)| {
            let start = info.cluster as usize;
            Glyph {
                id: info.glyph_id as u16,
                x_advance: instance.to_em(place.x_advance),
                x_offset: instance.to_em(place.x_offset),
                y_advance: Em::zero(),
                y_offset: instance.to_em(place.y_offset),
                range: start as u16..end(start) as u16,
                span: (Span::detached(), 0),
            }
        });
        run(glyphs.collect())
    }

    /// Puts words side by side into a frame, the first one's baseline at a point.
    pub(super) fn set(&self, frame: &mut Frame, mut at: Point, words: &[Rc<Word>]) {
        let mut item: Option<(usize, Point, EcoString, Vec<Glyph>)> = None;
        let flush = |frame: &mut Frame, item: Option<(usize, Point, EcoString, Vec<Glyph>)>| {
            if let Some((font, place, text, glyphs)) = item {
                let (font, fill) = (self.fonts[font].clone(), self.fill.clone());
                let Typeface { size, lang, region, .. } = *self;
                let text = TextItem { font, size, fill, stroke: None, lang, region, text, glyphs };
                frame.push(place, FrameItem::Text(text));
            }
        };
        for run in words.iter().flat_map(|word| &word.runs) {
            if self.fonts.is_empty() {
                continue;
            }
            let fits = |(font, _, text, _): &(usize, Point, EcoString, Vec<Glyph>)| {
                *font == run.font && text.len() + run.text.len() <= usize::from(u16::MAX)
            };
            if item.as_ref().is_none_or(|item| !fits(item)) {
                flush(frame, item.take());
                item = Some((run.font, at, EcoString::new(), Vec::new()));
            }
            let Some((_, _, text, glyphs)) = &mut item else { continue };
            let shift = text.len() as u16;
            text.push_str(&run.text);
            glyphs.extend(run.glyphs.iter().map(|glyph| {
                let range = glyph.range.start + shift..glyph.range.end + shift;
                Glyph { range, ..glyph.clone() }
            }));
            at.x += run.glyphs.iter().map(|glyph| glyph.x_advance).sum::<Em>().at(self.size);
        }
        flush(frame, item);
    }
}
