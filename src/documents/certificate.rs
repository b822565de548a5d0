//! The certificate (свидетельство) of a sealed archive.

use super::letterhead::Letterhead;
use anyhow::Result;
use serde::Serialize;

/// The template.
pub const TEMPLATE: &str = "certificate.typ";

/// Everything that the certificate shows.
#[derive(Serialize)]
pub struct Certificate<'a> {
    head: &'a Letterhead,
    seal: &'a Seal,
    root_qr: String,
}

/// What was sealed.
#[derive(Clone, Debug, Serialize)]
pub struct Seal {
    /// The archive's name.
    pub name: String,
    /// What it holds: `year`, `supplement` or `sheets`.
    pub holds: &'static str,
    /// The archive that it is chained to.
    pub of: Option<Whole>,
    /// SHA-256 of `tagmanifest-sha256.txt`.
    pub root: String,
    /// Streebog-256 of `tagmanifest-streebog256.txt`, where it was asked for.
    pub root_streebog256: Option<String>,
    /// SHA-256 of the zip.
    pub zip: String,
    /// Length of the zip in bytes, for people.
    pub zip_size: String,
    /// Files in the payload.
    pub files: usize,
    /// The payload's length, for people.
    pub payload_size: String,
    /// What is in it.
    pub contents: Contents,
    /// Until when the archive is kept; `None` where it cannot be computed.
    pub kept_until: Option<String>,
    /// The archive in whose place it stands.
    pub supersedes: Option<Replaced>,
}

/// The archive that another is chained to.
#[derive(Clone, Debug, Serialize)]
pub struct Whole {
    /// Its name.
    pub name: String,
    /// Its root digest.
    pub root: String,
}

/// What is in an archive.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Contents {
    /// A year.
    Year(Counts),
    /// Anything else, in a sentence.
    Other(String),
}

/// How much a year holds.
#[derive(Clone, Debug, Serialize)]
pub struct Counts {
    /// Groups.
    pub groups: usize,
    /// Journals.
    pub journals: usize,
    /// Students.
    pub students: usize,
    /// Lessons.
    pub lessons: usize,
    /// Marks.
    pub marks: usize,
    /// Counted sheets of all cases.
    pub sheets: usize,
}

/// The archive in whose place another stands.
#[derive(Clone, Debug, Serialize)]
pub struct Replaced {
    /// Its name.
    pub name: String,
    /// Its root digest.
    pub root: String,
    /// Why the year was opened again.
    pub reason: String,
}

impl<'a> Certificate<'a> {
    /// Puts a certificate together.
    pub fn new(head: &'a Letterhead, seal: &'a Seal) -> Result<Certificate<'a>> {
        Ok(Certificate { head, seal, root_qr: super::journal::qr(&seal.root)? })
    }
}
