//! The normalised data: every table, every journal, and the digests that prove them (contract §4).
//!
//! 1. [`tables`] the tables as CSV, the same whatever the input's format was, and their schema;
//! 2. [`journal`] everything of one journal as one CSV, whose SHA-256 is the journal's data digest;
//! 3. [`digests`] the groups' digests and the build's;
//! 4. [`names`] ids as file names;
//! 5. [`spreadsheet`] a report's tables for Excel;
//! 6. [`people`] whose records are kept apart from their year;
//! 7. [`blank`] empty tables to be filled, and [`dictionary`] the page that names every column.

pub mod blank;
pub mod dictionary;
pub mod digests;
pub mod journal;
pub mod late;
pub mod names;
pub mod people;
pub mod spreadsheet;
pub mod tables;
