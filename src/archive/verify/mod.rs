//! Every byte of a build, a bag or a store against its digest.
//!
//! - [`bag`] anybody's bag, by RFC 8493;
//! - [`build`] the output of `letopis build`;
//! - [`store`] a folder of archives with its register;
//! - [`medium`] copies of them on a medium.

mod bag;
mod build;
mod lists;
mod medium;
mod store;

pub use build::{BUILD_FILE, BUILD_MANIFEST};
pub use lists::unlawfully_destroyed;

use super::bag::{DECLARATION, INFO};
use super::contents::{Folder, Zip};
use super::digest::Algorithm;
use super::event::EVENTS;
use super::finding::{Findings, Verdict};
use super::register::REGISTER;
use super::signature;
use crate::files;
use anyhow::Result;
use serde::Serialize;
use std::path::Path;

/// What can be verified.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Kind {
    /// The output of `letopis build`.
    #[default]
    Build,
    /// A BagIt bag, folder or zip.
    Bag,
    /// A folder of sealed archives with their register.
    Store,
    /// A medium with copies of archives.
    Copy,
}

impl Kind {
    /// What a person reads.
    pub fn label(self) -> &'static str {
        match self {
            Kind::Build => "сборка",
            Kind::Bag => "архив",
            Kind::Store => "хранилище",
            Kind::Copy => "копия",
        }
    }
}

/// How to verify.
#[derive(Clone, Copy)]
pub struct How<'a> {
    /// Whether that is let pass which the standard leaves open (`docs/verification.md`).
    pub lenient: bool,
    /// Of several digests of a file of the payload, the only one that is compared; `None`: all.
    pub only: Option<Algorithm>,
    /// Hears how many bytes were read.
    pub tick: &'a (dyn Fn(u64) + Sync),
    /// Hears that another process writes, which is waited for.
    pub wait: &'a dyn Fn(),
}

impl How<'_> {
    /// Strictly, and nobody hears of it.
    pub const STRICTLY: How<'static> = How { lenient: false, only: None, tick: &|_| {}, wait: &|| {} };
}

/// The path is nothing that can be verified.
#[derive(Debug)]
pub struct NotVerifiable(String);

impl std::fmt::Display for NotVerifiable {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}: это не сборка, не архив BagIt и не хранилище архивов", self.0)
    }
}

impl std::error::Error for NotVerifiable {}

/// What a verification came to.
#[derive(Clone, Debug, Default)]
pub struct Outcome {
    /// What was verified.
    pub kind: Kind,
    /// How many files were read and compared.
    pub files: usize,
    /// How many bytes.
    pub bytes: u64,
    /// What was found.
    pub findings: Findings,
    /// The root digest of a bag that has one.
    pub root: Option<String>,
    /// The same by ГОСТ Р 34.11-2012, where the bag has such a list.
    pub root_streebog256: Option<String>,
    /// SHA-256 of a bag's `manifest-sha256.txt`.
    pub payload: Option<String>,
    /// SHA-256 of a zip.
    pub sha256: Option<String>,
    /// The labels of a bag's `bag-info.txt`.
    pub labels: Vec<(String, String)>,
    /// The signatures of a store.
    pub signatures: Vec<SignatureState>,
}

/// A signature of a store, and what its check came to.
#[derive(Clone, Debug, Serialize)]
pub struct SignatureState {
    /// Its file.
    pub file: String,
    /// The file that was signed.
    pub signed: String,
    /// Of which kind it is.
    pub kind: signature::Kind,
    /// What its check came to.
    #[serde(flatten)]
    pub status: signature::Status,
}

impl Outcome {
    /// Whether nothing is wrong; warnings are nothing wrong.
    pub fn is_ok(&self) -> bool {
        self.findings.errors().next().is_none()
    }

    /// The worst of what is wrong; `None` where nothing is.
    pub fn verdict(&self) -> Option<Verdict> {
        self.findings.errors().map(|finding| finding.verdict).min()
    }

    /// Takes over what was found inside, with the path to it.
    fn take(&mut self, inside: Outcome, prefix: &str) {
        self.files += inside.files;
        self.bytes += inside.bytes;
        self.findings.take(inside.findings, prefix);
    }
}

/// Verifies a build, a bag (folder or zip) or a store: what `path` is, is found out.
///
/// # Errors
/// [`NotVerifiable`] where the path is none of these; others where it cannot be read at all.
pub fn verify(path: &Path, how: How<'_>) -> Result<Outcome> {
    if path.is_file() {
        return store::beside_register(path, zip(path, how)?);
    }
    let has = |name: &str| path.join(name).is_file();
    if has(DECLARATION) {
        bag::verify(&Folder::open(path)?, how)
    } else if medium::is_one(path) {
        medium::verify(path, how)
    } else if has(REGISTER) || has(EVENTS) || files::pending(path, REGISTER) {
        store::verify(path, how)
    } else if has(BUILD_FILE) {
        build::verify(&Folder::open(path)?, how)
    } else if has(INFO) || bag::is_tagged(path)? {
        // A bag that lost its declaration.
        bag::verify(&Folder::open(path)?, how)
    } else if has(BUILD_MANIFEST) {
        build::verify(&Folder::open(path)?, how)
    } else {
        Err(NotVerifiable(path.display().to_string()).into())
    }
}

/// Verifies a store whose lock the caller holds.
pub fn verify_held(store: &Path, how: How<'_>) -> Result<Outcome> {
    store::verify_held(store, how)
}

/// Verifies a bag in a zip.
pub(super) fn zip(path: &Path, how: How<'_>) -> Result<Outcome> {
    let mut outcome = bag::verify(&Zip::open(path, how.lenient)?, how)?;
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    // What is wrong with the zip as a whole carries its name.
    outcome.findings.name(&name);
    Ok(outcome)
}
