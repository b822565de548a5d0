//! The domain, without I/O: an organisation's academic year as its journals tell it.
//!
//! - [`settings`] what `archive.yaml` says;
//! - [`cell`] how the text of one cell becomes a value, and the other way round;
//! - [`tables`] the tables of the contract, one struct a table, each row with its place;
//! - [`archive`] all of them together, with the indices that the stages need;
//! - [`late`] what came after the year was closed, made part of the year;
//! - [`record_class`] which records are kept equally long;
//! - [`belonging`] who belonged to which journal on which day.

pub mod archive;
pub mod belonging;
pub mod cell;
pub mod document;
pub mod family;
pub mod late;
pub mod mark;
pub mod record_class;
pub mod rules;
pub mod settings;
pub mod table;
pub mod tables;
pub mod vocabulary;
pub mod wording;

pub use archive::Archive;
pub use belonging::{Belonging, Span};
pub use document::Document;
pub use family::Family;
pub use mark::Mark;
pub use settings::{Scale, Settings, Term};
pub use table::{Column, Ref, Row, Table};
pub use tables::*;
pub use vocabulary::*;
pub use wording::Wording;
