//! A ruled table: texts in rows and columns with lines round them.
//!
//! Templates call `ruled(columns, header, rows, …)` where they would call `table`: it is a block like
//! any other, breaks between rows, and repeats its header. [`element`] is the function and the block,
//! [`cell`] what stands in a cell, [`widths`] and [`header`] work out the columns and what is above them,
//! [`rows`] sets the rows, [`layout`] makes frames of them page by page, [`faces`] sets cells in lines.

mod cell;
mod element;
mod faces;
mod header;
mod layout;
mod rows;
mod widths;

pub(in crate::documents) use cell::{CellData, HeadingData, StyledData};
pub(super) use element::ruled;
