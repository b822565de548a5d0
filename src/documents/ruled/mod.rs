//! A ruled table: texts in rows and columns with lines round them, laid out here and not by typst's own
//! `table`, which takes a few microseconds and a kilobyte for every cell and style.
//!
//! Templates call `ruled(columns, header, rows, …)` where they would call `table`: it is a block like
//! any other, breaks between rows, and repeats its header. [`element`] is the function and the block,
//! [`layout`] makes frames of it page by page, [`typeface`] shapes words, and [`wrap`] breaks texts into
//! lines.

mod element;
mod layout;
mod typeface;
mod wrap;

pub(super) use element::ruled;
