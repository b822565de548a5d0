//! Widths, rows, pages.

use super::element::RuledElem;
use super::typeface::Typeface;
use super::wrap::{Line, least_width, natural_width, wrap};
use typst::diag::SourceResult;
use typst::engine::Engine;
use typst::foundations::{Packed, Resolve, StyleChain, Value};
use typst::introspection::Locator;
use typst::layout::{Abs, Fragment, Frame, FrameItem, Point, Regions, Size, Sizing};
use typst::model::ParElem;
use typst::syntax::Span;
use typst::text::TextElem;
use typst::visualize::{Color, FixedStroke, Geometry};

/// The line round the cells.
const STROKE: Abs = Abs::raw(0.3);

/// How much of its natural width a heading has at least in a column that is as wide as its cells.
const HEADING: f64 = 0.6;

/// How many rows stand under the first heading at least.
const BEGINNING: usize = 3;

/// Where texts stand in their column.
#[derive(Clone, Copy, PartialEq)]
enum Side {
    Left,
    Center,
    Right,
}

/// Cells set in lines, and how high that is.
struct Row {
    cells: Vec<Vec<Line>>,
    height: Abs,
}

/// How the lines of a kind of row stand.
struct Manner {
    typeface: Typeface,
    /// The room between two lines.
    leading: Abs,
    inset: Size,
}

impl Manner {
    /// Lines in the widths of their columns.
    fn row(&mut self, texts: impl Iterator<Item = String>, widths: &[Abs]) -> Row {
        let inset = self.inset;
        let set = |(text, width): (String, &Abs)| {
            let room = (*width - 2.0 * inset.x).max(Abs::zero());
            if text.is_empty() { Vec::new() } else { wrap(&mut self.typeface, &text, room) }
        };
        let cells: Vec<Vec<Line>> =
            texts.chain(std::iter::repeat(String::new())).zip(widths).map(set).collect();
        let lines = cells.iter().map(Vec::len).max().unwrap_or(0);
        Row { cells, height: self.height(lines) }
    }

    /// How high so many lines are with the room round them.
    fn height(&self, lines: usize) -> Abs {
        let lines = lines.max(1) as f64;
        lines * self.typeface.height() + (lines - 1.0) * self.leading + 2.0 * self.inset.y
    }

    /// How many lines such a height has room for, at least one.
    fn lines(&self, height: Abs) -> usize {
        let line = self.typeface.height() + self.leading;
        let room = height - 2.0 * self.inset.y + self.leading;
        ((room / line + 1e-6).floor() as usize).max(1)
    }
}

/// The frames of the table, a page each.
pub(super) fn layout(
    table: &Packed<RuledElem>,
    engine: &mut Engine,
    _: Locator,
    styles: StyleChain,
    mut regions: Regions,
) -> SourceResult<Fragment> {
    let inset = Size::new(table.inset_x.resolve(styles), table.inset_y.resolve(styles));
    let size = styles.resolve(TextElem::size);
    let leading = styles.resolve(ParElem::leading);
    let header_size = table.header_size.0.resolve(styles);
    let mut body = Manner { typeface: Typeface::new(engine.world, styles, size, false), leading, inset };
    let mut head =
        Manner { typeface: Typeface::new(engine.world, styles, header_size, true), leading, inset };
    let widths = widths(table, styles, regions.size.x, &mut head.typeface, &mut body.typeface, inset.x);
    let sides = sides(table, widths.len());
    let header = head.row(table.header.iter().map(text), &widths);
    let mut frames = Vec::new();
    let mut page = Page::new(&widths);
    let has_header = !table.header.is_empty();
    let rows: Vec<Row> = table
        .rows
        .iter()
        .map(|cells| match cells {
            Value::Array(cells) => body.row(cells.iter().map(text), &widths),
            other => body.row(std::iter::once(text(other)), &widths),
        })
        .collect();
    // A table does not begin at the foot of a page with its heading and a row or two.
    let beginning = header.height + rows.iter().take(BEGINNING).map(|row| row.height).sum::<Abs>();
    if beginning > regions.size.y && regions.may_progress() {
        frames.push(page.finish());
        page = Page::new(&widths);
        regions.next();
    }
    for mut row in rows {
        loop {
            let above = if has_header && page.is_empty() { header.height } else { Abs::zero() };
            let room = regions.size.y - page.height - above;
            if row.height <= room + STROKE || !regions.may_break() {
                break;
            }
            if !page.is_empty() || regions.may_progress() {
                frames.push(page.finish());
                page = Page::new(&widths);
                regions.next();
                continue;
            }
            // Higher than a whole page: as many of its lines as there is room for, the others below.
            let kept = body.lines(room);
            let rest: Vec<Vec<Line>> =
                row.cells.iter_mut().map(|lines| lines.split_off(kept.min(lines.len()))).collect();
            let longest = rest.iter().map(Vec::len).max().unwrap_or(0);
            if longest == 0 {
                break;
            }
            let part = Row { cells: std::mem::take(&mut row.cells), height: body.height(kept) };
            if has_header {
                page.put(&header, &head, &[Side::Center]);
            }
            page.put(&part, &body, &sides);
            frames.push(page.finish());
            page = Page::new(&widths);
            regions.next();
            row = Row { cells: rest, height: body.height(longest) };
        }
        if has_header && page.is_empty() {
            page.put(&header, &head, &[Side::Center]);
        }
        page.put(&row, &body, &sides);
    }
    frames.push(page.finish());
    Ok(Fragment::frames(frames))
}

/// What is filled with rows until it is full.
struct Page<'a> {
    widths: &'a [Abs],
    frame: Frame,
    height: Abs,
    /// Where the lines between rows are, the uppermost too.
    rules: Vec<Abs>,
}

impl<'a> Page<'a> {
    fn new(widths: &'a [Abs]) -> Page<'a> {
        let width = widths.iter().copied().sum();
        Page {
            widths,
            frame: Frame::soft(Size::new(width, Abs::zero())),
            height: Abs::zero(),
            rules: Vec::new(),
        }
    }

    fn is_empty(&self) -> bool {
        self.rules.is_empty()
    }

    fn put(&mut self, row: &Row, manner: &Manner, sides: &[Side]) {
        if self.is_empty() {
            self.rules.push(Abs::zero());
        }
        let mut left = Abs::zero();
        for (n, (lines, width)) in row.cells.iter().zip(self.widths).enumerate() {
            let side = sides[n.min(sides.len() - 1)];
            let own = manner.height(lines.len());
            let mut y = self.height + (row.height - own) / 2.0 + manner.inset.y + manner.typeface.height();
            for line in lines {
                let room = *width - 2.0 * manner.inset.x - line.width;
                let shift = match side {
                    Side::Left => Abs::zero(),
                    Side::Center => room / 2.0,
                    Side::Right => room,
                };
                let at = Point::new(left + manner.inset.x + shift, y);
                manner.typeface.set(&mut self.frame, at, &line.words);
                y += manner.typeface.height() + manner.leading;
            }
            left += *width;
        }
        self.height += row.height;
        self.rules.push(self.height);
    }

    /// The frame with its lines.
    fn finish(mut self) -> Frame {
        let width = self.frame.width();
        self.frame.set_size(Size::new(width, self.height));
        if self.is_empty() {
            return self.frame;
        }
        let stroke = || FixedStroke::from_pair(Color::BLACK, STROKE);
        let mut rule = |from: Point, to: Point| {
            let shape = Geometry::Line(to).stroked(stroke());
            self.frame.push(from, FrameItem::Shape(shape, Span::detached()));
        };
        for y in &self.rules {
            rule(Point::with_y(*y), Point::with_x(width));
        }
        let mut x = Abs::zero();
        for edge in std::iter::once(&Abs::zero()).chain(self.widths) {
            x += *edge;
            rule(Point::with_x(x), Point::with_y(self.height));
        }
        self.frame
    }
}

/// A cell's text; of what is no text nothing.
fn text(value: &Value) -> String {
    match value {
        Value::Str(text) => text.as_str().to_owned(),
        Value::Int(number) => number.to_string(),
        _ => String::new(),
    }
}

fn sides(table: &RuledElem, columns: usize) -> Vec<Side> {
    let side = |value: &Value| match value {
        Value::Str(text) if text.as_str() == "center" => Side::Center,
        Value::Str(text) if text.as_str() == "right" => Side::Right,
        _ => Side::Left,
    };
    let given: Vec<Side> = table.align.iter().map(side).collect();
    let last = given.last().copied().unwrap_or(Side::Left);
    given.into_iter().chain(std::iter::repeat(last)).take(columns).collect()
}

/// The widths of the columns. Where `auto` ones leave no room for the others, they are narrowed.
fn widths(
    table: &RuledElem,
    styles: StyleChain,
    whole: Abs,
    head: &mut Typeface,
    body: &mut Typeface,
    inset: Abs,
) -> Vec<Abs> {
    let sizings = &table.columns.0;
    // As wide as the widest cell; a heading stands on two lines, or as many as its longest word makes it.
    let natural = |n: usize, head: &mut Typeface, body: &mut Typeface| {
        let cells = table.rows.iter().filter_map(|row| match row {
            Value::Array(cells) => cells.iter().nth(n).map(text),
            _ => None,
        });
        let widest = cells.map(|cell| natural_width(body, &cell)).fold(Abs::zero(), Abs::max);
        if widest == Abs::zero() && !matches!(sizings[n], Sizing::Auto) {
            return widest;
        }
        let heading = table.header.iter().nth(n).map(text).unwrap_or_default();
        widest.max(least_width(head, &heading)).max(natural_width(head, &heading) * HEADING)
    };
    let mut widths: Vec<Abs> = Vec::new();
    for (n, sizing) in sizings.iter().enumerate() {
        widths.push(match sizing {
            Sizing::Rel(rel) => rel.resolve(styles).relative_to(whole),
            Sizing::Fr(_) => Abs::zero(),
            Sizing::Auto => {
                let heading = table.header.iter().nth(n).map(text).unwrap_or_default();
                // A heading stands on two lines, or as many as its longest word makes it.
                let mut width = least_width(head, &heading).max(natural_width(head, &heading) * HEADING);
                for row in table.rows.iter() {
                    if let Value::Array(cells) = row
                        && let Some(cell) = cells.iter().nth(n)
                    {
                        width = width.max(natural_width(body, &text(cell)));
                    }
                }
                width + 2.0 * inset
            }
        });
    }
    let fractions: f64 =
        sizings.iter().map(|sizing| if let Sizing::Fr(fr) = sizing { fr.get() } else { 0.0 }).sum();
    let fixed: Abs = widths.iter().copied().sum();
    // Fractions keep a third of the page.
    let most = if fractions > 0.0 { whole * (2.0 / 3.0) } else { whole };
    if fixed > most && sizings.contains(&Sizing::Auto) {
        let autos: Abs = widths
            .iter()
            .zip(sizings)
            .filter(|(_, own)| **own == Sizing::Auto)
            .map(|(width, _)| *width)
            .sum();
        let factor = ((most - (fixed - autos)) / autos).max(0.1);
        for (width, _) in widths.iter_mut().zip(sizings).filter(|(_, own)| **own == Sizing::Auto) {
            *width *= factor;
        }
    }
    let left = (whole - widths.iter().copied().sum::<Abs>()).max(Abs::zero());
    for (n, (width, sizing)) in widths.iter_mut().zip(sizings).enumerate() {
        if let Sizing::Fr(fr) = sizing {
            // An empty column is for a hand that writes, and keeps its room.
            let needed = natural(n, head, body);
            let share = left * (fr.get() / fractions);
            *width = if needed > Abs::zero() { share.min(needed + 2.0 * inset) } else { share };
        }
    }
    // What the fractions do not need the numbers get, so that columns stand apart, and then the last text.
    let spare = (whole - widths.iter().copied().sum::<Abs>()).max(Abs::zero());
    let autos = sizings.iter().filter(|own| **own == Sizing::Auto).count();
    if fractions > 0.0 && autos > 0 {
        for (width, _) in widths.iter_mut().zip(sizings).filter(|(_, own)| **own == Sizing::Auto) {
            *width += spare / autos as f64;
        }
    } else if fractions > 0.0 {
        for (width, sizing) in widths.iter_mut().zip(sizings) {
            if let Sizing::Fr(fr) = sizing {
                *width += spare * (fr.get() / fractions);
            }
        }
    }
    widths
}
