//! Words shaped with the fonts of the text's style, each once a thread.

use super::texts;
use foldhash::HashMap;
use std::cell::RefCell;
use std::rc::Rc;
use typst::World;
use typst::comemo::Tracked;
use typst::ecow::EcoString;
use typst::foundations::StyleChain;
use typst::layout::{Abs, Em};
use typst::syntax::Span;
use typst::text::{FontInstance, FontVariant, FontWeight, Glyph, Lang, Region, TextElem, TextItem};
use typst::visualize::Paint;
use typst_library::text::{families, features, language, variant};

/// A run of glyphs of one font.
#[derive(Debug)]
pub(super) struct Run {
    pub(super) font: usize,
    pub(super) text: EcoString,
    pub(super) glyphs: Vec<Glyph>,
}

/// A word as it is set, at any size.
#[derive(Debug)]
pub(super) struct Word {
    runs: Vec<Run>,
    width: Em,
}

impl Word {
    /// Its runs from left to right.
    pub(super) fn runs(&self) -> &[Run] {
        &self.runs
    }
}

/// How many words a thread keeps; a college's marks, names and the words of its topics are fewer.
const MOST_WORDS: usize = 50_000;

thread_local! {
    /// What was shaped: the same marks, dates and names stand on page after page.
    static SHAPED: RefCell<Vec<Rc<Shaped>>> = const { RefCell::new(Vec::new()) };
}

/// The words that were shaped with some fonts and features.
struct Shaped {
    fonts: Vec<FontInstance>,
    features: Vec<rustybuzz::Feature>,
    language: rustybuzz::Language,
    words: RefCell<HashMap<EcoString, Rc<Word>>>,
    /// What shaping needs to know of a font and a script.
    plans: RefCell<Vec<(usize, rustybuzz::Script, Rc<rustybuzz::ShapePlan>)>>,
}

impl Shaped {
    /// Those of the thread, made when they are first asked for.
    fn of(fonts: Vec<FontInstance>, styles: StyleChain) -> Rc<Shaped> {
        let (features, language) = (features(styles), language(styles));
        SHAPED.with_borrow_mut(|all| {
            let same = |own: &&Rc<Shaped>| {
                own.features == features && own.language == language && is_same(&own.fonts, &fonts)
            };
            if let Some(own) = all.iter().find(same) {
                return Rc::clone(own);
            }
            let own = Rc::new(Shaped {
                fonts,
                features,
                language,
                words: RefCell::default(),
                plans: RefCell::default(),
            });
            all.push(Rc::clone(&own));
            own
        })
    }

    /// A word, shaped once however often it stands there.
    fn word(&self, text: &str) -> Rc<Word> {
        if let Some(word) = self.words.borrow().get(text) {
            return Rc::clone(word);
        }
        let word = self.shaped(text);
        let mut words = self.words.borrow_mut();
        if words.len() >= MOST_WORDS {
            words.clear();
        }
        words.insert(text.into(), Rc::clone(&word));
        word
    }

    /// A word, shaped.
    fn shaped(&self, text: &str) -> Rc<Word> {
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
        Rc::new(Word { runs, width })
    }

    /// The first font that has a letter; where none has, the first.
    fn font_of(&self, c: char) -> usize {
        let has = |font: &FontInstance| font.font().info().coverage.contains(c.into());
        self.fonts.iter().position(has).unwrap_or(0)
    }

    fn plan(&self, font: usize, buffer: &rustybuzz::UnicodeBuffer) -> Rc<rustybuzz::ShapePlan> {
        let script = buffer.script();
        let mut plans = self.plans.borrow_mut();
        if let Some((.., plan)) = plans.iter().find(|(own, of, _)| *own == font && *of == script) {
            return Rc::clone(plan);
        }
        let plan = Rc::new(rustybuzz::ShapePlan::new(
            self.fonts[font].rusty(),
            buffer.direction(),
            Some(script),
            Some(&self.language),
            &self.features,
        ));
        plans.push((font, script, Rc::clone(&plan)));
        plan
    }

    fn shape(&self, font: usize, text: &str) -> Run {
        let run = |glyphs| Run { font, text: text.into(), glyphs };
        let Some(instance) = self.fonts.get(font) else { return run(Vec::new()) };
        let mut buffer = rustybuzz::UnicodeBuffer::new();
        buffer.push_str(text);
        buffer.set_language(self.language.clone());
        buffer.guess_segment_properties();
        buffer.set_flags(rustybuzz::BufferFlags::REMOVE_DEFAULT_IGNORABLES);
        let plan = self.plan(font, &buffer);
        let shaped = rustybuzz::shape_with_plan(instance.rusty(), &plan, buffer);
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
}

/// Whether fonts are the very same: their bytes lie in the same place, where those of a list that is kept
/// stay.
fn is_same(one: &[FontInstance], other: &[FontInstance]) -> bool {
    let place = |font: &FontInstance| (font.font().data().as_slice().as_ptr(), font.font().index());
    one.len() == other.len()
        && one
            .iter()
            .zip(other)
            .all(|(one, other)| place(one) == place(other) && one.variations() == other.variations())
}

/// The fonts of a style at one size.
#[derive(Clone)]
pub(super) struct Typeface {
    shaped: Rc<Shaped>,
    lang: Lang,
    region: Option<Region>,
    fill: Paint,
    size: Abs,
}

impl Typeface {
    /// Of a style; `bold` ones heavier than it.
    pub(super) fn new(world: Tracked<dyn World + '_>, styles: StyleChain, size: Abs, bold: bool) -> Typeface {
        let mut variant: FontVariant = variant(styles);
        if bold {
            variant.weight = variant.weight.max(FontWeight::BOLD);
        }
        let book = world.book();
        let variations = styles.get_cloned(TextElem::variations);
        let mut indices: Vec<usize> =
            families(styles).filter_map(|family| book.select(family.as_str(), variant)).collect();
        // Behind the fonts that are asked for stand all others, for letters that only they have.
        let others = (0..).take_while(|index| book.info(*index).is_some());
        let others: Vec<usize> = others.filter(|index| !indices.contains(index)).collect();
        indices.extend(others);
        let fonts = indices.into_iter().filter_map(|index| world.font(index));
        let fonts = fonts.map(|font| font.instantiate(variant, size, &variations));
        Typeface {
            shaped: Shaped::of(fonts.collect(), styles),
            lang: styles.get(TextElem::lang),
            region: styles.get(TextElem::region),
            fill: styles.get_ref(TextElem::fill).clone(),
            size,
        }
    }

    /// How high a line is, from the baseline to the top of a capital.
    pub(super) fn height(&self) -> Abs {
        self.shaped.fonts.first().map_or(self.size, |font| font.metrics().cap_height.at(self.size))
    }

    /// How wide a word is.
    pub(super) fn width(&self, word: &Word) -> Abs {
        word.width.at(self.size)
    }

    /// A word as it is set.
    pub(super) fn word(&self, text: &str) -> Rc<Word> {
        self.shaped.word(text)
    }

    /// A part of a word as it is set, which is not kept: hardly another word has the same.
    pub(super) fn once(&self, text: &str) -> Rc<Word> {
        self.shaped.shaped(text)
    }

    /// Its size.
    pub(super) fn size(&self) -> Abs {
        self.size
    }

    /// Whether it is the same as another.
    pub(super) fn is_same(&self, other: &Typeface) -> bool {
        Rc::ptr_eq(&self.shaped, &other.shaped) && self.size == other.size && self.fill == other.fill
    }

    /// A space of a font, so wide; `None` where the font has none.
    pub(super) fn gap(&self, font: usize, width: Abs) -> Option<Glyph> {
        let space = self.shaped.word(" ");
        let run = space.runs.first().filter(|run| run.font == font)?;
        Some(texts::space(run.glyphs.first()?.id, Em::from_abs(width, self.size)))
    }

    /// A text in one of its fonts.
    pub(super) fn item(&self, font: usize, text: EcoString, glyphs: Vec<Glyph>) -> Option<TextItem> {
        let font = self.shaped.fonts.get(font)?.clone();
        let Typeface { size, lang, region, .. } = *self;
        let fill = self.fill.clone();
        Some(TextItem { font, size, fill, stroke: None, lang, region, text, glyphs })
    }
}
