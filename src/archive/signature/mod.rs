//! Detached signatures (откреплённые подписи) that others made of an archive's zip or certificate, by
//! any tool. Those of ssh and minisign are checked here, without a network; the others are kept and
//! named, and whoever has the tool checks them.

mod cms;
mod minisign;
mod ssh;

use super::digest::{self, Algorithm, Digests};
use crate::files;
use anyhow::{Result, bail};
use serde::{Deserialize, Serialize};
use std::fmt;
use std::path::Path;

/// The longest signature: a CAdES with all its certificates and lists is far shorter.
pub const LONGEST: u64 = 16 * 1024 * 1024;

/// What made a signature.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Kind {
    /// `ssh-keygen -Y sign` (OpenSSH, PROTOCOL.sshsig).
    Ssh,
    /// minisign.
    Minisign,
    /// CMS (RFC 5652), CAdES too: КриптоПро, КриптоАРМ, openssl; with or without GOST.
    Cms,
    /// A time stamp (RFC 3161).
    Timestamp,
}

impl Kind {
    /// What a file is, by its bytes; `None` where it is no signature that is known.
    pub fn of(bytes: &[u8]) -> Option<Kind> {
        let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
        if bytes.starts_with(b"-----BEGIN SSH SIGNATURE-----") {
            Some(Kind::Ssh)
        } else if bytes.starts_with(b"untrusted comment:") {
            Some(Kind::Minisign)
        } else {
            cms::kind(bytes)
        }
    }

    /// How its file's name ends.
    pub fn ending(self) -> &'static str {
        match self {
            Kind::Ssh => "sig",
            Kind::Minisign => "minisig",
            Kind::Cms => "p7s",
            Kind::Timestamp => "tsr",
        }
    }
}

impl fmt::Display for Kind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Kind::Ssh => "подпись ssh",
            Kind::Minisign => "подпись minisign",
            Kind::Cms => "электронная подпись CMS/CAdES",
            Kind::Timestamp => "штамп времени RFC 3161",
        })
    }
}

/// What a check of a signature came to.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase", tag = "status")]
pub enum Status {
    /// It is the key's signature of the file.
    Valid {
        /// The key's fingerprint or number, as its own tools show it.
        key: String,
    },
    /// It is of a kind that is not checked here.
    Unchecked {
        /// Whether the file's digest stands in it.
        names_the_file: bool,
    },
    /// It is not a signature of the file, by the key.
    Invalid {
        /// Why, for people.
        why: String,
    },
}

/// Whether a signature carries what it signs; a time stamp always carries its own content.
pub fn is_attached(signature: &[u8], kind: Kind) -> bool {
    kind == Kind::Cms && cms::is_attached(signature)
}

/// Whether a CMS signature or a time stamp tells, by a digest that is computed here, of which file it is.
pub fn names_any(signature: &[u8]) -> bool {
    cms::names_any(signature)
}

/// Checks a signature of a file. `key` is the public key as its file has it: minisign needs it; with
/// ssh, whose signatures hold the key, it says which key it must be.
///
/// # Errors
/// Where the file cannot be read.
pub fn check(signature: &[u8], kind: Kind, key: Option<&str>, file: &Path) -> Result<Status> {
    match kind {
        Kind::Ssh => ssh::check(signature, key, file),
        Kind::Minisign => minisign::check(signature, key, file),
        Kind::Cms | Kind::Timestamp => {
            let digests = digests(file, cms::ALGORITHMS)?;
            Ok(Status::Unchecked { names_the_file: cms::names(signature, &digests) })
        }
    }
}

/// Reads a signature's file.
///
/// # Errors
/// Where it is too long for one, or cannot be read.
pub fn read(path: &Path) -> Result<Vec<u8>> {
    if files::size(path)? > LONGEST {
        bail!("{}: слишком велик для подписи; нужна откреплённая подпись (detached)", path.display());
    }
    files::read(path)
}

fn digests(file: &Path, algorithms: &[Algorithm]) -> Result<Digests> {
    Ok(digest::copy(&mut files::open(file)?, &mut std::io::sink(), algorithms, &|_| {})?)
}
