//! `letopis` («Летопись»): from the export of an electronic journal to the year-end archive.
//!
//! The house, in the order of import; a module uses only what stands above it:
//!
//! 1. [`words`] Russian for what people read.
//! 2. [`diagnostics`] what is wrong with the data, and where.
//! 3. [`files`] the only door to the disk.
//! 4. [`model`] the domain, without I/O.
//! 5. [`read`] an input folder becomes the model.

pub mod archive;
pub mod check;
pub mod cli;
pub mod demo;
pub mod diagnostics;
pub mod documents;
pub mod export;
pub mod figures;
pub mod files;
pub mod model;
pub mod read;
pub mod run;
pub mod site;
pub mod templates;
pub mod words;
