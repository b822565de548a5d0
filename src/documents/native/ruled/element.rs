//! The function of the templates, and the block that it makes.

#![expect(clippy::too_many_arguments, reason = "the parameters of the templates")]

use super::layout;
use typst::foundations::{Array, Content, NativeElement, Packed, Str, Value, elem, func};
use typst::layout::{Abs, BlockElem, Em, Length, TrackSizings};
use typst::text::TextSize;

/// The table; templates get it wrapped into a block.
#[elem]
pub(super) struct RuledElem {
    /// The widths of the columns: lengths, fractions of what is left, or `auto`, as wide as the cells and
    /// as a heading of two lines.
    #[required]
    pub(super) columns: TrackSizings,
    /// The headings, which stand above the rows on every page: one a column, or rows of them.
    #[required]
    pub(super) header: Array,
    /// The rows: arrays of cells.
    #[required]
    pub(super) rows: Array,
    /// Where the texts of each column stand: `"left"`, `"center"` or `"right"`; one for all or one each.
    #[required]
    pub(super) align: Array,
    /// The grey behind each column, from 0 to 255, or `none`.
    #[required]
    pub(super) fills: Array,
    /// The room to the left and right of a text.
    #[required]
    pub(super) inset_x: Length,
    /// The room above and below.
    #[required]
    pub(super) inset_y: Length,
    /// The size of the headings.
    #[required]
    pub(super) header_size: TextSize,
    /// Whether headings are bold.
    #[required]
    pub(super) header_bold: bool,
    /// How high a row is at least.
    #[required]
    pub(super) row_height: Length,
    /// Whether a text that is too wide for its column is made smaller before it is parted.
    #[required]
    pub(super) shrink: bool,
    /// How thick the lines are.
    #[required]
    pub(super) stroke: Length,
    /// Behind which columns, counted from 1, the line is twice as thick.
    #[required]
    pub(super) thick: Array,
    /// How much room what follows takes, with which the last rows stand together.
    #[required]
    pub(super) tail: Length,
    /// What stands above the headings where the table goes on on another page; empty: nothing.
    #[required]
    pub(super) continued: Str,
}

/// A table of texts with lines round its cells: `ruled((1fr, auto), ("Кто", "Сколько"), rows)`. A cell is a
/// text, `none`, or `(text, bold, size, fill, columns, rows, height, then)`; a heading is a text or `(text, size, columns,
/// rows, upright, high, short, fill, then)`.
#[func]
pub(in crate::documents::native) fn ruled(
    /// The widths of the columns.
    columns: TrackSizings,
    /// The headings: one a column, or rows of them.
    header: Array,
    /// The rows.
    rows: Array,
    /// Where texts stand: `"left"`, `"center"`, `"right"`, one for all columns or one each.
    #[named]
    #[default(left())]
    align: Array,
    /// The grey behind each column.
    #[named]
    #[default(Array::new())]
    fills: Array,
    /// The room to the left and right of a text.
    #[named]
    #[default(Abs::mm(1.2).into())]
    inset_x: Length,
    /// The room above and below.
    #[named]
    #[default(Abs::mm(0.9).into())]
    inset_y: Length,
    /// The size of the headings.
    #[named]
    #[default(TextSize(Em::one().into()))]
    header_size: TextSize,
    /// Whether headings are bold.
    #[named]
    #[default(true)]
    header_bold: bool,
    /// How high a row is at least.
    #[named]
    #[default(Abs::zero().into())]
    row_height: Length,
    /// Whether a text that is too wide for its column is made smaller before it is parted.
    #[named]
    #[default(false)]
    shrink: bool,
    /// How thick the lines are.
    #[named]
    #[default(Abs::pt(0.3).into())]
    stroke: Length,
    /// Behind which columns, counted from 1, the line is twice as thick.
    #[named]
    #[default(Array::new())]
    thick: Array,
    /// How much room what follows takes: a signature is never alone on a page.
    #[named]
    #[default(Abs::zero().into())]
    tail: Length,
    /// What stands above the headings where the table goes on on another page.
    #[named]
    #[default(Str::new())]
    continued: Str,
) -> Content {
    let table = RuledElem::new(
        columns,
        header,
        rows,
        align,
        fills,
        inset_x,
        inset_y,
        header_size,
        header_bold,
        row_height,
        shrink,
        stroke,
        thick,
        tail,
        continued,
    );
    BlockElem::multi_layouter(Packed::new(table), layout::layout).pack()
}

fn left() -> Array {
    [Value::Str(Str::from("left"))].into_iter().collect()
}
