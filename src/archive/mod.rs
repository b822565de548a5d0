//! The sealed archive: a BagIt bag (RFC 8493) as a deterministic zip, its place in the store, and the
//! proof of every byte.
//!
//! - [`manifest`] lists of files with their digests, as sha256sum and BagIt write them;
//! - [`bag`] the tag files of a bag;
//! - [`pack`] a build becomes `<name>.zip`;
//! - [`register`] the store's lists of archives and events, each line chained to the one before;
//! - [`contents`] a folder or a zip as a set of files;
//! - [`verify()`] every byte of a build, a bag or a store against its digest.

pub mod bag;
pub mod contents;
pub mod manifest;
pub mod pack;
pub mod register;
pub mod verify;

pub use verify::{Finding, Kind, Outcome, Verdict, verify};
