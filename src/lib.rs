//! `letopis` («Летопись»): from the export of an electronic journal to the year-end archive.
//!
//! The house, in the order of import; a module uses only what stands above it:
//!
//! | | |
//! |---|---|
//! | [`files`] | the only door to the disk: reading, listing, digests, atomic writing |
//! | [`words`] | Russian for what people read: counted nouns, numbers in words, dates |
//! | [`diagnostics`] | what is wrong with the data, and where |
//! | [`model`] | the domain, without I/O: settings, tables, who belonged where |
//! | [`read`] | an input folder becomes the model |
//! | [`figures`] | what documents and pages show, computed once |
//! | [`check`] | the rules, one function and one code each |
//! | [`reports`] | what the reports say: figures and findings become tables |
//! | [`templates`] | documents, pages and fonts, embedded and overlaid by the office |
//! | [`documents`] | model and figures become PDF through typst |
//! | [`export`] | the normalised data and its digests |
//! | [`site`] | model and figures become pages |
//! | [`archive`] | bag, zip, register, verification |
//! | [`demo`] | invented data of any size |
//! | [`run`] | one function a command: the only place that joins the stages |
//! | [`cli`] | arguments and exit status |

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
pub mod reports;
pub mod run;
pub mod site;
pub mod templates;
pub mod words;
