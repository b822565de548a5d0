//! The sealed archive: a BagIt bag (RFC 8493) as a deterministic zip, its place in the store, and the
//! proof of every byte.
//!
//! - [`digest`] several digests at once over bytes that are read once;
//! - [`paths`], [`manifest`], [`tag_file`] what tag files say;
//! - [`bag`], [`profile`] the tag files of ours;
//! - [`contents`] a folder or a zip as a set of files, each read once;
//! - [`finding`] what a verification finds;
//! - [`verify()`] every byte of a build, a bag or a store against its digest;
//! - [`pack`] a build becomes `<name>.zip`;
//! - [`register`] lists of archives and events, each line chained to the one before;
//! - [`signature`] what others signed, and how it is checked;
//! - [`store`] one writer at a time.

pub mod bag;
pub mod contents;
pub mod digest;
pub mod finding;
pub mod manifest;
pub mod pack;
pub mod paths;
pub mod profile;
pub mod register;
pub mod signature;
pub mod store;
pub mod tag_file;
pub mod verify;

pub use finding::{Finding, Findings, Severity, Verdict};
pub use verify::{How, Kind, Outcome, verify};
