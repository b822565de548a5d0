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
//! - [`extract`] files of a zip that was proved, written into a folder;
//! - [`chain`] lists whose lines carry the digest of the line before;
//! - [`register`] the archives, [`event`] what was done with them, [`decisions`] what of it
//!   must never be forgotten;
//! - [`guide`] what a store says of itself to whoever finds it;
//! - [`signature`] what others signed, and how it is checked;
//! - [`medium`] verified copies on a medium, [`encryption`] which give nothing away;
//! - [`salvage`] what can be had of damaged ones;
//! - [`term`] until when an archive is kept;
//! - [`standing`] what an archive's events come to, [`copied`] those of its copies, [`stock`] what those of all come
//!   to, [`obstacle`] why one must not be destroyed;
//! - [`store`] one writer at a time.

pub mod bag;
pub mod chain;
pub mod contents;
pub mod copied;
pub mod decisions;
pub mod digest;
pub mod encryption;
pub mod event;
pub mod extract;
pub mod finding;
pub mod guide;
pub mod manifest;
pub mod medium;
pub mod obstacle;
pub mod pack;
pub mod paths;
pub mod profile;
pub mod register;
pub mod salvage;
pub mod signature;
pub mod standing;
pub mod stock;
pub mod store;
pub mod tag_file;
pub mod term;
pub mod verify;

pub use finding::{Finding, Findings, Severity, Verdict};
pub use verify::{How, Kind, Outcome, verify};
