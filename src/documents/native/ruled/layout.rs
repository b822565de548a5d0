//! Rows and pages.

use super::cell::{Cell, Paragraph};
use super::element::RuledElem;
use super::faces::{Faces, SetCell};
use super::header::Header;
use super::rows::{self, Row};
use super::widths::widths;
use crate::documents::native::texts::Texts;
use std::ops::Range;
use typst::diag::SourceResult;
use typst::engine::Engine;
use typst::foundations::{Packed, Resolve, StyleChain, Value};
use typst::introspection::Locator;
use typst::layout::{Abs, Fragment, Frame, FrameItem, Point, Regions, Size};
use typst::model::ParElem;
use typst::syntax::Span;
use typst::text::TextElem;
use typst::visualize::{Color, Curve, FixedStroke, Geometry};

/// How many rows stand under the first heading at least.
const BEGINNING: usize = 3;
/// How many rows stand on the last page at least, together with what follows.
const ENDING: usize = 4;

/// Of a row that is higher than a page at least this share of a page stands on its first one.
const LEAST_PART: f64 = 0.25;

/// Where texts stand in their column.
#[derive(Clone, Copy, PartialEq)]
enum Side {
    Left,
    Center,
    Right,
}

/// What all pages of a table share.
pub(super) struct Table<'a> {
    pub(super) widths: Vec<Abs>,
    sides: Vec<Side>,
    fills: Vec<Option<u8>>,
    stroke: FixedStroke,
    /// Behind which columns the line is twice as thick.
    thick: Vec<usize>,
    header: Header,
    head: Faces<'a>,
    pub(super) body: Faces<'a>,
    pub(super) row_height: Abs,
    pub(super) shrink: bool,
    tail: Abs,
    /// What stands above the header where the table goes on.
    continued: SetCell,
}

impl Table<'_> {
    /// How high it is what stands above the header, where the table goes on or begins.
    fn top(&self, goes_on: bool) -> Abs {
        match goes_on && !self.continued.lines.is_empty() {
            true => self.head.height(&self.continued.lines),
            false => Abs::zero(),
        }
    }
}

/// The frames of the table, a page each.
pub(super) fn layout(
    ruled: &Packed<RuledElem>,
    engine: &mut Engine,
    _: Locator,
    styles: StyleChain,
    mut regions: Regions,
) -> SourceResult<Fragment> {
    let inset = Size::new(ruled.inset_x.resolve(styles), ruled.inset_y.resolve(styles));
    let leading = styles.resolve(ParElem::leading);
    let header_size = ruled.header_size.0.resolve(styles);
    let mut body = Faces::new(engine.world, styles, styles.resolve(TextElem::size), leading, inset);
    let mut head = Faces::new(engine.world, styles, header_size, leading, inset);
    let cells = |row: &Value| match row {
        Value::Array(cells) => cells.iter().map(Cell::new).collect(),
        other => vec![Cell::new(other)],
    };
    let mut cells: Vec<Vec<Cell>> = ruled.rows.iter().map(cells).collect();
    rows::cover(&mut cells, ruled.columns.0.len());
    // Where a template measures it there is no width: it takes that of a page.
    let room = if regions.size.x.to_raw().is_finite() { regions.size.x } else { Abs::mm(180.0) };
    let widths = widths(ruled, &cells, styles, room, &mut head, &mut body);
    let text = ruled.continued.clone().into();
    let continued = Cell { paragraphs: vec![Paragraph { text, bold: false, size: None }], ..Cell::default() };
    let continued = match ruled.continued.is_empty() {
        true => SetCell::default(),
        false => head.set(&continued, widths.iter().copied().sum(), false),
    };
    let mut table = Table {
        continued,
        sides: sides(ruled, widths.len()),
        fills: fills(ruled, widths.len()),
        stroke: FixedStroke::from_pair(Color::BLACK, ruled.stroke.resolve(styles)),
        thick: ruled.thick.iter().filter_map(|n| n.clone().cast::<usize>().ok()).collect(),
        header: Header::new(ruled, &mut head, &widths),
        row_height: ruled.row_height.resolve(styles),
        shrink: ruled.shrink,
        tail: ruled.tail.resolve(styles),
        widths,
        head,
        body,
    };
    let room = regions.iter().take(2).map(|region| region.y).fold(Abs::zero(), Abs::max);
    let room = room - table.header.height - table.top(true);
    let rows = rows::set(&mut table, cells, room);
    Ok(Fragment::frames(pages(&table, rows, &mut regions)))
}

fn pages(table: &Table<'_>, rows: Vec<Row>, regions: &mut Regions) -> Vec<Frame> {
    let slack = table.stroke.thickness;
    let mut frames = Vec::new();
    let mut page = Page::new(table, false);
    // A table does not begin at the foot of a page with its heading and a row or two, where they stand
    // together on the next.
    let least = table.header.height + rows.iter().take(BEGINNING).map(|row| row.height).sum::<Abs>();
    // All of a short table stands with what follows, where a page has room for that.
    let whole = table.header.height + rows.iter().map(|row| row.height).sum::<Abs>() + table.tail;
    let next = regions.iter().nth(1).map(|next| next.y);
    let fits = |height: Abs| next.is_some_and(|next| height <= next);
    let beginning = if rows.len() <= ENDING && fits(whole) { whole } else { least };
    let fits_next = fits(beginning);
    if beginning > regions.size.y && fits_next && regions.may_progress() {
        frames.push(page.finish());
        page = Page::new(table, false);
        regions.next();
    }
    let has_rows = !rows.is_empty();
    // Rows that stand together are not parted.
    let ending = rows.len().saturating_sub(ENDING);
    let ending = (0..=ending).rev().find(|n| rows.get(*n).is_none_or(Row::is_first)).unwrap_or(ending);
    let last: Abs = rows[ending..].iter().map(|row| row.height).sum::<Abs>() + table.tail;
    for (n, mut row) in rows.into_iter().enumerate() {
        // The last rows do not stand alone, nor what follows without any of them.
        let is_parted = n == ending && page.top + page.height + last > regions.size.y && regions.may_break();
        if is_parted && !page.is_empty() {
            frames.push(page.finish());
            page = Page::new(table, true);
            regions.next();
        }
        loop {
            let above = if page.is_empty() { table.header.height } else { page.height };
            let room = regions.size.y - page.top - above;
            if row.together <= room + slack || !regions.may_break() {
                break;
            }
            // A row higher than any page begins here, unless hardly anything of it would.
            let next = regions.iter().nth(1).map_or(room, |next| next.y);
            let goes_on = page.goes_on || !page.is_empty();
            let above = table.top(goes_on) + table.header.height;
            let is_better_off = above + row.together <= next || room < next * LEAST_PART;
            let mut began = goes_on;
            if !page.is_empty() || (is_better_off && regions.may_progress()) {
                frames.push(page.finish());
            } else {
                // Higher than a whole page: as many of its lines as there is room for, the others below.
                let (part, rest) = rows::part(table, row, room);
                if rest.cells.iter().all(|cell| cell.lines.is_empty()) {
                    row = part;
                    break;
                }
                page.put(&part);
                frames.push(page.finish());
                row = rest;
                began = true;
            }
            page = Page::new(table, began);
            regions.next();
        }
        page.put(&row);
    }
    if !has_rows {
        page.put_header();
    }
    frames.push(page.finish());
    frames
}

/// What is filled with rows until it is full.
struct Page<'t, 'a> {
    table: &'t Table<'a>,
    /// Whether the table began on a page before.
    goes_on: bool,
    /// How much stands above its header.
    top: Abs,
    frame: Frame,
    texts: Texts,
    /// The greys, which lie under the texts and lines.
    fills: Vec<(Point, Size, u8)>,
    height: Abs,
    /// The lines below rows: where they begin and how long they are.
    rules: Vec<(Point, Abs)>,
    /// The lines of the header.
    header: Vec<(Point, Point)>,
    /// Between which columns there is no line, from which height to which.
    joined: Vec<(Range<usize>, Abs, Abs)>,
}

impl<'t, 'a> Page<'t, 'a> {
    fn new(table: &'t Table<'a>, goes_on: bool) -> Page<'t, 'a> {
        let width = table.widths.iter().copied().sum();
        let frame = Frame::soft(Size::new(width, Abs::zero()));
        Page {
            table,
            goes_on,
            top: table.top(goes_on),
            frame,
            texts: Texts::default(),
            fills: Vec::new(),
            height: Abs::zero(),
            rules: Vec::new(),
            header: Vec::new(),
            joined: Vec::new(),
        }
    }

    fn is_empty(&self) -> bool {
        self.height == Abs::zero()
    }

    fn put_header(&mut self) {
        let Table { header, head, widths, .. } = self.table;
        self.header = header.draw(&mut self.frame, head, widths);
        self.fills.extend(header.fills(widths));
        self.height = header.height;
    }

    fn put(&mut self, row: &Row) {
        if self.is_empty() {
            self.put_header();
        }
        let (table, faces) = (self.table, &self.table.body);
        let mut left = Abs::zero();
        let mut n = 0;
        // Neighbours of one line each become one text.
        let mut before = usize::MAX;
        for cell in &row.cells {
            let is_flat = cell.lines.len() <= 1 && before <= 1;
            before = cell.lines.len();
            let is_joined = cell.columns > 1;
            let width: Abs = table.widths[n..n + cell.columns].iter().copied().sum();
            let height = if cell.height > Abs::zero() { cell.height } else { row.height };
            let fill = cell.fill.or(table.fills[n].filter(|_| !is_joined && !cell.is_covered));
            if let Some(fill) = fill {
                self.fills.push((Point::new(left, self.height), Size::new(width, height), fill));
            }
            let top = self.height + (height - faces.height(&cell.lines)) / 2.0;
            faces.draw(&mut self.texts, &cell.lines, top, is_flat, |line| match table.sides[n] {
                Side::Center if !is_joined => left + (width - line) / 2.0,
                Side::Right if !is_joined => left + width - faces.inset.x - line,
                // What stands over several columns is a sentence.
                _ => left + faces.inset.x,
            });
            left += width;
            n += cell.columns;
            if is_joined {
                self.joined.push((n - cell.columns + 1..n, self.height, self.height + height));
            }
        }
        self.height += row.height;
        // Below a cell that goes on there is no line.
        let mut x = Abs::zero();
        let mut from = None;
        for (n, width) in table.widths.iter().enumerate() {
            match (from, row.goes_on.contains(&n)) {
                (None, false) => from = Some(x),
                (Some(begin), true) => {
                    self.rules.push((Point::new(begin, self.height), x - begin));
                    from = None;
                }
                _ => {}
            }
            x += *width;
        }
        self.rules.extend(from.map(|begin| (Point::new(begin, self.height), x - begin)));
    }

    /// The frame with its greys, texts and lines.
    fn finish(self) -> Frame {
        let Page { table, top, mut frame, texts, fills, height, rules, header, joined, .. } = self;
        let width = frame.width();
        frame.set_size(Size::new(width, height));
        if height == Abs::zero() {
            return frame;
        }
        texts.finish(&mut frame);
        let grey = |(at, size, fill): (Point, Size, u8)| {
            let shape = Geometry::Rect(size).filled(Color::from_u8(fill, fill, fill, 255));
            (at, FrameItem::Shape(shape, Span::detached()))
        };
        frame.prepend_multiple(fills.into_iter().map(grey));
        // Round all of it, between the headings, below the rows, and between the columns under the header:
        // all of one thickness are one shape.
        let mut thin = Curve::new();
        let mut thick = Curve::new();
        let rule = |curve: &mut Curve, from: Point, along: Point| {
            curve.move_(from);
            curve.line(from + along);
        };
        rule(&mut thin, Point::zero(), Point::with_x(width));
        rule(&mut thin, Point::zero(), Point::with_y(height));
        header.into_iter().for_each(|(from, along)| rule(&mut thin, from, along));
        rules.into_iter().for_each(|(from, along)| rule(&mut thin, from, Point::with_x(along)));
        let mut x = Abs::zero();
        for (n, column) in table.widths.iter().enumerate() {
            x += *column;
            let curve = if table.thick.contains(&(n + 1)) { &mut thick } else { &mut thin };
            let mut from = table.header.height;
            for (_, begin, end) in joined.iter().filter(|(inside, ..)| inside.contains(&(n + 1))) {
                if *begin > from {
                    rule(curve, Point::new(x, from), Point::with_y(*begin - from));
                }
                from = *end;
            }
            if height > from {
                rule(curve, Point::new(x, from), Point::with_y(height - from));
            }
        }
        let twice = FixedStroke { thickness: 2.0 * table.stroke.thickness, ..table.stroke.clone() };
        for (curve, stroke) in [(thin, table.stroke.clone()), (thick, twice)] {
            if !curve.0.is_empty() {
                let shape = Geometry::Curve(curve).stroked(stroke);
                frame.push(Point::zero(), FrameItem::Shape(shape, Span::detached()));
            }
        }
        if top == Abs::zero() {
            return frame;
        }
        let mut above = Texts::default();
        table.head.draw(&mut above, &table.continued.lines, Abs::zero(), false, |_| Abs::zero());
        let mut whole = Frame::soft(Size::new(width, top + height));
        above.finish(&mut whole);
        whole.push_frame(Point::with_y(top), frame);
        whole
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

fn fills(table: &RuledElem, columns: usize) -> Vec<Option<u8>> {
    let fill = |value: &Value| match value {
        Value::Int(fill) => u8::try_from(*fill).ok(),
        _ => None,
    };
    table.fills.iter().map(fill).chain(std::iter::repeat(None)).take(columns).collect()
}
