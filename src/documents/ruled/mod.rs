//! A ruled table: texts in rows and columns with lines round them, laid out here and not by typst's own
//! `table`, which takes a few microseconds and a kilobyte for every cell and style.
//!
//! Templates call `ruled(columns, header, rows, …)` where they would call `table`: it is a block like
//! any other, breaks between rows, and repeats its header. [`element`] is the function and the block,
//! [`cell`] what stands in a cell, [`widths`] and [`header`] work out the columns and what is above them,
//! [`layout`] makes frames of the rows page by page, [`faces`] sets cells in lines, [`typeface`] shapes
//! words, and [`wrap`] breaks texts into lines.

mod cell;
mod element;
mod faces;
mod header;
mod layout;
mod typeface;
mod widths;
mod wrap;

pub(super) use cell::{CellData, HeadingData, StyledData};

use typst::foundations::Scope;

/// Puts the table into the templates' scope.
pub(super) fn define(scope: &mut Scope, _tagged: bool) {
    scope.define_func::<element::ruled>();
}
