//! A text of one style, with another at the end of its last line: running heads, notes, titles.

use super::texts::Texts;
use super::typeface::Typeface;
use super::wrap::{natural_width, wrap};
use typst::diag::SourceResult;
use typst::engine::Engine;
use typst::foundations::{Content, NativeElement, Packed, Resolve, Smart, Str, StyleChain, elem, func};
use typst::introspection::Locator;
use typst::layout::{Abs, BlockElem, Em, Frame, FrameItem, Length, Point, Region, Size};
use typst::model::ParElem;
use typst::syntax::Span;
use typst::text::TextSize;
use typst::visualize::{Color, FixedStroke, Geometry};

/// The text; templates get it wrapped into a block.
#[elem]
pub(super) struct PlainElem {
    /// The text.
    #[required]
    pub(super) text: Str,
    /// What stands at the end of its last line; empty: nothing.
    #[required]
    pub(super) end: Str,
    /// Its size.
    #[required]
    pub(super) size: TextSize,
    /// The size of what stands at the end.
    #[required]
    pub(super) end_size: TextSize,
    /// Whether it is bold; what stands at the end is not.
    #[required]
    pub(super) bold: bool,
    /// How thick the line above is; 0: there is none.
    #[required]
    pub(super) rule: Length,
}

/// A text of one style: `plain("…", end: "…")`.
#[func]
pub(super) fn plain(
    /// The text.
    text: Str,
    /// What stands at the end of its last line.
    #[named]
    #[default(Str::new())]
    end: Str,
    /// Its size.
    #[named]
    #[default(TextSize(Em::one().into()))]
    size: TextSize,
    /// The size of what stands at the end.
    #[named]
    #[default(Smart::Auto)]
    end_size: Smart<TextSize>,
    /// Whether it is bold; what stands at the end is not.
    #[named]
    #[default(false)]
    bold: bool,
    /// How thick the line above is.
    #[named]
    #[default(Abs::zero().into())]
    rule: Length,
) -> Content {
    let end_size = end_size.unwrap_or(size);
    let text = PlainElem::new(text, end, size, end_size, bold, rule);
    BlockElem::single_layouter(Packed::new(text), layout).pack()
}

/// The room between the line above and the text, of the text's size.
const BELOW_RULE: f64 = 0.35;
/// The room between a text and what stands at the end of its line, of the text's size.
const BETWEEN: f64 = 1.0;

fn layout(
    plain: &Packed<PlainElem>,
    engine: &mut Engine,
    _: Locator,
    styles: StyleChain,
    region: Region,
) -> SourceResult<Frame> {
    let size = plain.size.0.resolve(styles);
    let end_size = plain.end_size.0.resolve(styles);
    let face = Typeface::new(engine.world, styles, size, plain.bold);
    let end_face = Typeface::new(engine.world, styles, end_size, false);
    let leading = styles.resolve(ParElem::leading);
    let end = match plain.end.is_empty() {
        true => Abs::zero(),
        false => natural_width(&end_face, &plain.end) + BETWEEN * size,
    };
    // Where a template measures it there is no width: it takes its own.
    let own = || natural_width(&face, &plain.text) + end;
    let width = if region.size.x.to_raw().is_finite() { region.size.x } else { own() };
    let mut lines = wrap(&face, &plain.text, width);
    // The end stands on the last line where there is room for it, else below.
    if lines.last().is_some_and(|line| line.width + end > width) {
        lines = wrap(&face, &plain.text, (width - end).max(width / 2.0));
        if lines.last().is_some_and(|line| line.width + end > width) {
            lines.push(Default::default());
        }
    }
    let rule: Abs = plain.rule.resolve(styles);
    let mut y = if rule > Abs::zero() { rule + BELOW_RULE * size } else { Abs::zero() };
    let mut frame = Frame::soft(Size::zero());
    let mut texts = Texts::default();
    for (n, line) in lines.iter().enumerate() {
        y += face.height() + if n > 0 { leading } else { Abs::zero() };
        texts.set(&face, Point::with_y(y), &line.words, false);
    }
    if !plain.end.is_empty() {
        let line = wrap(&end_face, &plain.end, Abs::inf());
        let words = line.iter().flat_map(|line| &line.words).cloned().collect::<Vec<_>>();
        let x = width - line.iter().map(|line| line.width).sum::<Abs>();
        texts.set(&end_face, Point::new(x, y), &words, false);
    }
    frame.set_size(Size::new(width, y));
    texts.finish(&mut frame);
    if rule > Abs::zero() {
        let stroke = FixedStroke::from_pair(Color::BLACK, rule);
        let shape = Geometry::Line(Point::with_x(width)).stroked(stroke);
        frame.push(Point::with_y(rule / 2.0), FrameItem::Shape(shape, Span::detached()));
    }
    Ok(frame)
}
