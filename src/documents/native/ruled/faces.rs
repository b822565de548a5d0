//! The typefaces of a table: one a size and weight, and cells set in them.

use super::cell::{Cell, Paragraph};
use crate::documents::native::texts::Texts;
use crate::documents::native::typeface::{Typeface, Word};
use crate::documents::native::wrap::{least_width, natural_width, wrap};
use std::rc::Rc;
use typst::World;
use typst::comemo::Tracked;
use typst::foundations::StyleChain;
use typst::layout::{Abs, Point, Size};

/// How small a text may become where it is shrunk, in points.
const SMALLEST: f64 = 7.0;

/// A line of a cell.
pub(super) struct SetLine {
    face: usize,
    words: Vec<Rc<Word>>,
    pub(super) width: Abs,
}

/// A cell in lines.
#[derive(Default)]
pub(super) struct SetCell {
    pub(super) lines: Vec<SetLine>,
    pub(super) fill: Option<u8>,
    /// How many columns it takes.
    pub(super) columns: usize,
    /// How many rows.
    pub(super) rows: usize,
    /// Of a cell of several rows, how high they are together; else 0.
    pub(super) height: Abs,
    /// Whether a cell of a row above reaches into it.
    pub(super) is_covered: bool,
}

/// What cells are set with.
pub(super) struct Faces<'a> {
    world: Tracked<'a, dyn World + 'a>,
    styles: StyleChain<'a>,
    size: Abs,
    /// The room between two lines.
    leading: Abs,
    pub(super) inset: Size,
    faces: Vec<(Abs, bool, Typeface)>,
}

impl<'a> Faces<'a> {
    pub(super) fn new(
        world: Tracked<'a, dyn World + 'a>,
        styles: StyleChain<'a>,
        size: Abs,
        leading: Abs,
        inset: Size,
    ) -> Faces<'a> {
        Faces { world, styles, size, leading, inset, faces: Vec::new() }
    }

    fn face(&mut self, size: Abs, bold: bool) -> usize {
        if let Some(face) = self.faces.iter().position(|(own, is_bold, _)| *own == size && *is_bold == bold) {
            return face;
        }
        self.faces.push((size, bold, Typeface::new(self.world, self.styles, size, bold)));
        self.faces.len() - 1
    }

    fn of(&mut self, paragraph: &Paragraph) -> usize {
        self.face(paragraph.size.unwrap_or(self.size), paragraph.bold)
    }

    /// How wide a cell is on one line, without the room beside it.
    pub(super) fn natural_width(&mut self, cell: &Cell) -> Abs {
        let mut width = Abs::zero();
        for paragraph in &cell.paragraphs {
            let face = self.of(paragraph);
            width = width.max(natural_width(&self.faces[face].2, &paragraph.text));
        }
        width
    }

    /// How wide the longest word of a cell is.
    pub(super) fn least_width(&mut self, cell: &Cell) -> Abs {
        let mut width = Abs::zero();
        for paragraph in &cell.paragraphs {
            let face = self.of(paragraph);
            width = width.max(least_width(&self.faces[face].2, &paragraph.text));
        }
        width
    }

    /// A cell in a column of that width. Shrunk, its longest word fits, if it need not become too small.
    pub(super) fn set(&mut self, cell: &Cell, width: Abs, shrink: bool) -> SetCell {
        let room = (width - 2.0 * self.inset.x).max(Abs::zero());
        let mut set = SetCell {
            fill: cell.fill,
            columns: cell.columns,
            rows: cell.rows,
            is_covered: cell.is_covered,
            ..SetCell::default()
        };
        for paragraph in &cell.paragraphs {
            let mut face = self.of(paragraph);
            if shrink {
                let least = least_width(&self.faces[face].2, &paragraph.text);
                if least > room && room > Abs::zero() {
                    let size = self.faces[face].0;
                    // In steps, so that a handful of sizes serves a grid.
                    let factor = ((room / least * 20.0).floor() / 20.0).max(SMALLEST / size.to_pt()).min(1.0);
                    face = self.face(size * factor, paragraph.bold);
                }
            }
            let lines = wrap(&self.faces[face].2, &paragraph.text, room);
            set.lines.extend(lines.into_iter().map(|line| SetLine {
                face,
                words: line.words,
                width: line.width,
            }));
        }
        set
    }

    /// How high lines are with the room round them.
    pub(super) fn height(&self, lines: &[SetLine]) -> Abs {
        let texts: Abs = lines.iter().map(|line| self.faces[line.face].2.height()).sum();
        texts + self.leading * (lines.len().max(1) - 1) as f64 + 2.0 * self.inset.y
    }

    /// How many of the lines such a height has room for, at least one.
    pub(super) fn fitting(&self, lines: &[SetLine], height: Abs) -> usize {
        let fits = |count: &usize| self.height(&lines[..*count]) <= height + Abs::raw(1e-6);
        (1..=lines.len()).rev().find(fits).unwrap_or(1).min(lines.len())
    }

    /// Puts lines under one another; `left` is where each begins. One line alone may be `joined` to what
    /// stands before it.
    pub(super) fn draw(
        &self,
        texts: &mut Texts,
        lines: &[SetLine],
        top: Abs,
        joined: bool,
        left: impl Fn(Abs) -> Abs,
    ) {
        let mut y = top + self.inset.y;
        for line in lines {
            let face = &self.faces[line.face].2;
            y += face.height();
            texts.set(face, Point::new(left(line.width), y), &line.words, joined);
            y += self.leading;
        }
    }
}
