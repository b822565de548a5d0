//! The headings above the rows: set once, drawn on every page.

use super::cell::{Cell, Heading, Paragraph};
use super::element::RuledElem;
use super::faces::{Faces, SetCell};
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
    let row = |value: &Value| match value {
        Value::Array(cells) => cells.iter().map(Heading::new).collect(),
        _ => Vec::new(),
    };
    if is_rows {
        return table.header.iter().map(row).collect();
    }
    let only: Vec<Heading> = table.header.iter().map(Heading::new).collect();
    if only.is_empty() { Vec::new() } else { vec![only] }
}

/// A heading's text as a cell.
pub(super) fn cell(heading: &Heading, bold: bool) -> Cell {
    let text = heading.text.clone();
    let paragraphs =
        if text.is_empty() { Vec::new() } else { vec![Paragraph { text, bold, size: heading.size }] };
    Cell { paragraphs, fill: None }
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
                heading.columns = heading.columns.min(widths.len() - column);
                heading.rows = heading.rows.min(count - row);
                for taken in &mut taken[row..row + heading.rows] {
                    taken[column..column + heading.columns].fill(true);
                }
                let width: Abs = widths[column..column + heading.columns].iter().copied().sum();
                let own = cell(&heading, table.header_bold);
                let set = if heading.upright {
                    faces.set(&own, Abs::inf(), false)
                } else {
                    faces.set(&own, width, table.shrink)
                };
                let next = column + heading.columns;
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

    /// Draws the texts at the top of a frame, and tells the lines between them: from, to.
    pub(super) fn draw(&self, frame: &mut Frame, faces: &Faces<'_>, widths: &[Abs]) -> Vec<(Point, Point)> {
        let mut rules = Vec::new();
        for own in &self.placed {
            let x: Abs = widths[..own.column].iter().copied().sum();
            let y: Abs = self.heights[..own.row].iter().copied().sum();
            let width: Abs = widths[own.column..own.column + own.heading.columns].iter().copied().sum();
            let height: Abs = self.heights[own.row..own.row + own.heading.rows].iter().copied().sum();
            if own.heading.upright {
                // Read from below: as high as the text is wide, standing on the lower line.
                let wide = own.set.lines.iter().map(|line| line.width).fold(Abs::zero(), Abs::max);
                let tall = faces.height(&own.set.lines) - 2.0 * faces.inset.y;
                let mut text = Frame::soft(Size::new(wide, tall));
                faces.draw(&mut text, &own.set.lines, -faces.inset.y, |_| Abs::zero());
                text.transform(Transform::rotate(Angle::deg(-90.0)));
                let at = Point::new(x + (width - tall) / 2.0, y + height - faces.inset.y);
                frame.push_frame(at, text);
            } else {
                let top = y + (height - faces.height(&own.set.lines)) / 2.0;
                faces.draw(frame, &own.set.lines, top, |line| x + (width - line) / 2.0);
            }
            // To the right of each and below.
            rules.push((Point::new(x + width, y), Point::with_y(height)));
            rules.push((Point::new(x, y + height), Point::with_x(width)));
        }
        rules
    }
}
