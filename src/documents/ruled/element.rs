//! The function of the templates, and the block that it makes.

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
    /// The headings, a text a column. They stand above the rows on every page.
    #[required]
    pub(super) header: Array,
    /// The rows: arrays of cells. A cell is a text or `none`.
    #[required]
    pub(super) rows: Array,
    /// Where the texts of each column stand: `"left"`, `"center"` or `"right"`; one for all or one each.
    #[required]
    pub(super) align: Array,
    /// The room to the left and right of a text.
    #[required]
    pub(super) inset_x: Length,
    /// The room above and below.
    #[required]
    pub(super) inset_y: Length,
    /// The size of the headings.
    #[required]
    pub(super) header_size: TextSize,
}

/// A table of texts with lines round its cells: `ruled((1fr, auto), ([Кто], [Сколько]), rows)`.
#[func]
pub(crate) fn ruled(
    /// The widths of the columns.
    columns: TrackSizings,
    /// The headings.
    header: Array,
    /// The rows.
    rows: Array,
    /// Where texts stand: `"left"`, `"center"`, `"right"`, one for all columns or one each.
    #[named]
    #[default(left())]
    align: Array,
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
) -> Content {
    let table = RuledElem::new(columns, header, rows, align, inset_x, inset_y, header_size);
    BlockElem::multi_layouter(Packed::new(table), layout::layout).pack()
}

fn left() -> Array {
    [Value::Str(Str::from("left"))].into_iter().collect()
}
