//! The headings above the rows: set once, drawn on every page.

use super::cell::{Cell, Heading};
use super::element::RuledElem;
use super::faces::{Faces, SetCell};
use crate::documents::native::texts::Texts;
use typst::foundations::Value;
use typst::layout::{Abs, Angle, Frame, Point, Size, Transform};

/// A heading in its place.
struct Placed {
    heading: Heading,
    row: usize,
    column: usize,
    set: SetCell,
}

/// All of them.
pub(super) struct Header {
    placed: Vec<Placed>,
    heights: Vec<Abs>,
    pub(super) height: Abs,
}

/// The headings of a table: rows of them, or one row.
pub(super) fn headings(table: &RuledElem) -> Vec<Vec<Heading>> {
    let is_rows = table.header.iter().any(|value| matches!(value, Value::Array(_)));
    let heading = |value: &Value| Heading::new(value, table.header_bold);
    let row = |value: &Value| match value {
        Value::Array(cells) => cells.iter().map(heading).collect(),
        _ => Vec::new(),
    };
    if is_rows {
        return table.header.iter().map(row).collect();
    }
    let only: Vec<Heading> = table.header.iter().map(heading).collect();
    if only.is_empty() { Vec::new() } else { vec![only] }
}

/// How much longer the lines of an upright heading become in a step, so that fewer of them fit over a narrow
/// column, and how long they are at most.
const LONGER: f64 = 1.15;
const LONGEST: f64 = 300.0;

/// An upright heading over a column: lines of a length, longer ones where they would not fit beside one
/// another.
fn upright(faces: &mut Faces<'_>, cell: &Cell, mut high: Abs, width: Abs) -> SetCell {
    loop {
        let set = faces.set(cell, high, false);
        let wide = faces.height(&set.lines) - 2.0 * faces.inset.y;
        if wide <= width || set.lines.len() <= 1 || high.to_pt() >= LONGEST {
            return set;
        }
        high = (high.max(Abs::pt(1.0)) * LONGER).min(Abs::pt(LONGEST));
    }
}

impl Header {
    /// Places the headings from left to right where nothing stands yet.
    pub(super) fn new(table: &RuledElem, faces: &mut Faces<'_>, widths: &[Abs]) -> Header {
        let rows = headings(table);
        let count = rows.len();
        let mut taken = vec![vec![false; widths.len()]; count];
        let mut placed = Vec::new();
        for (row, headings) in rows.into_iter().enumerate() {
            let mut column = 0;
            for mut heading in headings {
                while column < widths.len() && taken[row][column] {
                    column += 1;
                }
                if column >= widths.len() {
                    break;
                }
                heading.cell.columns = heading.cell.columns.min(widths.len() - column);
                heading.rows = heading.rows.min(count - row);
                let columns = heading.cell.columns;
                for taken in &mut taken[row..row + heading.rows] {
                    taken[column..column + columns].fill(true);
                }
                let width: Abs = widths[column..column + columns].iter().copied().sum();
                let inset = 2.0 * faces.inset.x;
                if heading.short.is_some() && faces.natural_width(&heading.cell) > width - inset {
                    heading.shorten();
                }
                let set = if heading.upright {
                    let high = heading.high.map_or(Abs::inf(), |high| high + inset);
                    upright(faces, &heading.cell, high, width)
                } else {
                    faces.set(&heading.cell, width, table.shrink)
                };
                let next = column + columns;
                placed.push(Placed { heading, row, column, set });
                column = next;
            }
        }
        let needed = |placed: &Placed| match placed.heading.upright {
            true => {
                placed.set.lines.iter().map(|line| line.width).fold(Abs::zero(), Abs::max)
                    + 2.0 * faces.inset.y
            }
            false => faces.height(&placed.set.lines),
        };
        let mut heights = vec![Abs::zero(); count];
        for own in placed.iter().filter(|own| own.heading.rows == 1) {
            heights[own.row] = heights[own.row].max(needed(own));
        }
        // What takes several rows and is higher than they are makes the last one higher.
        for own in placed.iter().filter(|own| own.heading.rows > 1) {
            let last = own.row + own.heading.rows - 1;
            let have: Abs = heights[own.row..=last].iter().copied().sum();
            heights[last] += (needed(own) - have).max(Abs::zero());
        }
        let height = heights.iter().copied().sum();
        Header { placed, heights, height }
    }

    /// The greys behind the headings: where, how large, which.
    pub(super) fn fills(&self, widths: &[Abs]) -> impl Iterator<Item = (Point, Size, u8)> {
        self.placed.iter().filter_map(move |own| {
            let columns = own.column..own.column + own.heading.cell.columns;
            let x = widths[..own.column].iter().copied().sum();
            let y = self.heights[..own.row].iter().copied().sum();
            let height = self.heights[own.row..own.row + own.heading.rows].iter().copied().sum();
            let size = Size::new(widths[columns].iter().copied().sum(), height);
            Some((Point::new(x, y), size, own.heading.cell.fill?))
        })
    }

    /// Draws the texts at the top of a frame, and tells the lines between them: from, to.
    pub(super) fn draw(&self, frame: &mut Frame, faces: &Faces<'_>, widths: &[Abs]) -> Vec<(Point, Point)> {
        let mut rules = Vec::new();
        let mut texts = Texts::default();
        for own in &self.placed {
            let x: Abs = widths[..own.column].iter().copied().sum();
            let y: Abs = self.heights[..own.row].iter().copied().sum();
            let width: Abs = widths[own.column..own.column + own.heading.cell.columns].iter().copied().sum();
            let height: Abs = self.heights[own.row..own.row + own.heading.rows].iter().copied().sum();
            if own.heading.upright {
                // Read from below: as high as the text is wide, standing on the lower line.
                let wide = own.set.lines.iter().map(|line| line.width).fold(Abs::zero(), Abs::max);
                let tall = faces.height(&own.set.lines) - 2.0 * faces.inset.y;
                let mut text = Frame::soft(Size::new(wide, tall));
                let mut lines = Texts::default();
                faces.draw(&mut lines, &own.set.lines, -faces.inset.y, false, |_| Abs::zero());
                lines.finish(&mut text);
                text.transform(Transform::rotate(Angle::deg(-90.0)));
                let at = Point::new(x + (width - tall) / 2.0, y + height - faces.inset.y);
                frame.push_frame(at, text);
            } else {
                let top = y + (height - faces.height(&own.set.lines)) / 2.0;
                faces.draw(&mut texts, &own.set.lines, top, false, |line| x + (width - line) / 2.0);
            }
            // To the right of each and below.
            rules.push((Point::new(x + width, y), Point::with_y(height)));
            rules.push((Point::new(x, y + height), Point::with_x(width)));
        }
        texts.finish(frame);
        rules
    }
}
