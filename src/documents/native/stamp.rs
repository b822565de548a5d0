//! The place of a page's sheet number.
//!
//! Which number a page has is known when its part is bound. Asked for with typst's counters it would have
//! every part typeset twice; so a template calls `sheet-number()`, an empty place is typeset, and the
//! number is put there afterwards.

use typst::World;
use typst::diag::SourceResult;
use typst::engine::Engine;
use typst::foundations::{Content, Label, NativeElement, Packed, Resolve, StyleChain, elem, func};
use typst::introspection::Locator;
use typst::layout::{
    Abs, AlignElem, BlockElem, Em, FixedAlignment, Frame, FrameItem, GroupItem, Point, Region, Size,
};
use typst::text::{FontVariant, Glyph, TextElem, TextItem, TextSize};
use typst::utils::PicoStr;
use typst_library::text::{families, variant};

/// The label of the place.
const LABEL: &str = "sheet-number";

/// What holds the place.
#[elem]
struct StampElem {
    /// The size of the number.
    #[required]
    size: TextSize,
}

/// The number of the sheet, at the side to which the surroundings are aligned; with both sides printed on
/// only the front has it.
#[func]
pub(super) fn sheet_number(
    /// The size of the number.
    #[named]
    #[default(TextSize(Em::one().into()))]
    size: TextSize,
) -> Content {
    BlockElem::single_layouter(Packed::new(StampElem::new(size)), place).pack()
}

/// A place as wide as there is room, with a zero where the number goes.
fn place(
    stamp: &Packed<StampElem>,
    engine: &mut Engine,
    _: Locator,
    styles: StyleChain,
    region: Region,
) -> SourceResult<Frame> {
    let size = stamp.size.0.resolve(styles);
    let variant: FontVariant = variant(styles);
    let book = engine.world.book();
    let font = families(styles).find_map(|family| {
        let font = engine.world.font(book.select(family.as_str(), variant)?)?;
        Some(font.instantiate(variant, size, &styles.get_cloned(TextElem::variations)))
    });
    let Some(font) = font else { return Ok(Frame::soft(Size::zero())) };
    let height = font.metrics().cap_height.at(size);
    // Where a template measures it there is no width: it takes that of a few digits.
    let width = if region.size.x.to_raw().is_finite() { region.size.x } else { 3.0 * size };
    let mut frame = Frame::soft(Size::new(width, height));
    let item = TextItem {
        font,
        size,
        fill: styles.get_ref(TextElem::fill).clone(),
        stroke: None,
        lang: styles.get(TextElem::lang),
        region: styles.get(TextElem::region),
        text: "0".into(),
        glyphs: Vec::new(),
    };
    let x = match styles.resolve(AlignElem::alignment).x {
        FixedAlignment::Start => Abs::zero(),
        FixedAlignment::Center => width / 2.0,
        FixedAlignment::End => width,
    };
    frame.push(Point::new(x, height), FrameItem::Text(item));
    frame.label(Label::new(PicoStr::intern(LABEL)).expect("a label has letters"));
    Ok(frame)
}

/// Puts a number into the places of a page.
pub(in crate::documents) fn fill(frame: &mut Frame, number: &str) {
    if let Some(filled) = filled(frame, number) {
        *frame = filled;
    }
}

/// The frame with the number in its places; `None` where it has none.
fn filled(frame: &Frame, number: &str) -> Option<Frame> {
    let changed: Vec<(usize, GroupItem)> = frame
        .items()
        .enumerate()
        .filter_map(|(n, (_, item))| {
            let FrameItem::Group(group) = item else { return None };
            let is_place = group.label.is_some_and(|label| label.resolve().as_str() == LABEL);
            let frame = if is_place { numbered(&group.frame, number) } else { filled(&group.frame, number)? };
            Some((n, GroupItem { frame, ..group.clone() }))
        })
        .collect();
    if changed.is_empty() {
        return None;
    }
    let mut changed = changed.into_iter().peekable();
    let mut copy = Frame::new(frame.size(), frame.kind());
    if frame.has_baseline() {
        copy.set_baseline(frame.baseline());
    }
    for (n, (at, item)) in frame.items().enumerate() {
        let item = match changed.next_if(|(own, _)| *own == n) {
            Some((_, group)) => FrameItem::Group(group),
            None => item.clone(),
        };
        copy.push(*at, item);
    }
    Some(copy)
}

/// A place with a number: it ends, is centred or begins where the zero stood.
fn numbered(place: &Frame, number: &str) -> Frame {
    let mut frame = Frame::new(place.size(), place.kind());
    let zero = place.items().find_map(|(at, item)| match item {
        FrameItem::Text(text) => Some((*at, text.clone())),
        _ => None,
    });
    let Some((at, mut item)) = zero.filter(|_| !number.is_empty()) else { return frame };
    let ttf = item.font.ttf();
    let units = item.font.units_per_em();
    let glyphs = number.char_indices().filter_map(|(n, c)| {
        let id = ttf.glyph_index(c)?;
        Some(Glyph {
            id: id.0,
            x_advance: Em::from_units(ttf.glyph_hor_advance(id)?, units),
            x_offset: Em::zero(),
            y_advance: Em::zero(),
            y_offset: Em::zero(),
            range: n as u16..(n + c.len_utf8()) as u16,
            span: (typst::syntax::Span::detached(), 0),
        })
    });
    item.glyphs = glyphs.collect();
    item.text = number.into();
    let width = item.width();
    let x = if at.x == Abs::zero() {
        Abs::zero()
    } else if at.x < place.width() {
        at.x - width / 2.0
    } else {
        at.x - width
    };
    frame.push(Point::new(x, at.y), FrameItem::Text(item));
    frame
}
