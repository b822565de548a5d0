//! The store's log: what was done with its archives, each line with the digest of the register line that
//! it is about.

use super::signature;
use crate::model::cell::date;
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

/// The log's file in a store.
pub const EVENTS: &str = "events.jsonl";

/// A line about something that was done with an archive.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Event {
    /// When, by the real clock.
    pub at: String,
    /// What was done.
    #[serde(flatten)]
    pub deed: Deed,
    /// With which archive.
    pub name: String,
    /// The `digest` of the archive's line in the register.
    pub register: String,
}

impl Event {
    /// The day that papers give it: the one that they carry, else that of UTC; `None` where it is none.
    pub fn day(&self) -> Option<NaiveDate> {
        let told = match &self.deed {
            Deed::Selected { day, .. } | Deed::Destroyed { day, .. } => day.as_deref(),
            _ => None,
        };
        date(told.or(self.at.get(..10))?)
    }
}

/// The day of a moment of the log, by UTC; `None` where it is none.
pub fn day_of(moment: &str) -> Option<NaiveDate> {
    date(moment.get(..10)?)
}

/// What is done with archives.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(tag = "event", rename_all = "lowercase")]
pub enum Deed {
    /// It was sealed.
    Sealed,
    /// A signature was attached to it.
    Signed {
        /// The signature's file in the store.
        file: String,
        /// Its SHA-256.
        sha256: String,
        /// The file that was signed: the zip or the certificate.
        signed: String,
        /// Of which kind it is.
        kind: signature::Kind,
        /// The key to check it with, as it is written; `None` where the signature holds it or is not
        /// checked here.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        key: Option<String>,
    },
    /// It begins to be copied to a medium: what a killed run left there is known.
    Copying {
        /// The medium's id.
        medium: String,
        /// Where the medium was.
        path: String,
        /// How the copy will lie there.
        form: Form,
        /// Its files, once they are written and are about to take their places; none: they are still written.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        files: Vec<CopiedFile>,
    },
    /// What began to be copied was given up: there is what was there before.
    NotCopied {
        /// The medium's id.
        medium: String,
    },
    /// It was copied to a medium and read back from there.
    Copied {
        /// The medium's id.
        medium: String,
        /// Where the medium was.
        path: String,
        /// How the copy lies there.
        form: Form,
        /// Its files.
        files: Vec<CopiedFile>,
    },
    /// A copy was read again.
    Checked {
        /// The medium's id.
        medium: String,
        /// Where the medium was.
        path: String,
        /// Files of the copy that are not what was written; none: the copy is good.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        damaged: Vec<String>,
    },
    /// A copy is gone for good.
    Lost {
        /// The medium's id.
        medium: String,
        /// What became of it.
        reason: String,
    },
    /// It must not be destroyed, whatever its term.
    Held {
        /// Which of its holds this is, from 1.
        #[serde(default = "one")]
        number: u32,
        /// Why.
        reason: String,
    },
    /// It need no longer be held.
    Lifted {
        /// Which of its holds.
        #[serde(default = "one")]
        number: u32,
        /// Why.
        reason: String,
    },
    /// An act selected it for destruction (акт о выделении к уничтожению).
    Selected {
        /// The act's number.
        act: u32,
        /// The act's file in the store.
        file: String,
        /// Its SHA-256.
        sha256: String,
        /// Whether the act selects the sheets of a year with its journals.
        #[serde(default)]
        sheets: bool,
        /// The protocol of the expert commission, as it was given.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        protocol: Option<String>,
        /// The day that the act carries, of the place where it was drawn up: `2031-02-14`.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        day: Option<String>,
    },
    /// The act was withdrawn: nothing is destroyed by it.
    Withdrawn {
        /// The act's number.
        act: u32,
        /// Why.
        reason: String,
    },
    /// Its destruction began to wait.
    Marked {
        /// The act's number.
        act: u32,
        /// The first day on which it may be removed: `2031-02-14`.
        from: String,
    },
    /// Everything was verified and its copies begin to be erased; it goes itself when they are gone.
    Erasing {
        /// The act's number.
        act: u32,
    },
    /// Papers prove that it was destroyed.
    Recorded {
        /// The act's number.
        act: u32,
        /// The papers in the store.
        papers: Vec<Paper>,
    },
    /// It was removed from the store.
    Destroyed {
        /// The act's number.
        act: u32,
        /// The day that the papers about it carry, of the place where it was done.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        day: Option<String>,
    },
    /// Its copy was erased before it was destroyed itself.
    Erased {
        /// The medium's id.
        medium: String,
    },
    /// Files of it were brought back from copies.
    Restored {
        /// The files.
        files: Vec<String>,
        /// Where the copies were.
        from: Vec<String>,
        /// Where they were put; `None`: into the store.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        to: Option<String>,
    },
    /// What a later version did.
    #[serde(other)]
    Other,
}

impl Deed {
    /// The medium that it is about; `None` where it is about none.
    pub fn medium(&self) -> Option<&str> {
        match self {
            Deed::Copying { medium, .. }
            | Deed::NotCopied { medium }
            | Deed::Copied { medium, .. }
            | Deed::Checked { medium, .. }
            | Deed::Lost { medium, .. }
            | Deed::Erased { medium } => Some(medium),
            _ => None,
        }
    }

    /// Where the medium that it is about was then; `None` where it does not tell.
    pub fn place(&self) -> Option<&str> {
        match self {
            Deed::Copying { path, .. } | Deed::Copied { path, .. } | Deed::Checked { path, .. } => Some(path),
            _ => None,
        }
    }

    /// Where an archive was restored to beside the store.
    pub fn restored_to(&self) -> Option<&str> {
        match self {
            Deed::Restored { to, .. } => to.as_deref(),
            _ => None,
        }
    }
}

/// How a copy lies on its medium.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Form {
    /// The files of the store as they are.
    Plain,
    /// The zip as the folder that it holds.
    Unpacked,
    /// Every file encrypted by age.
    Encrypted,
    /// As a later version does.
    #[serde(other)]
    Other,
}

fn one() -> u32 {
    1
}

/// A file of a copy.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CopiedFile {
    /// Its path on the medium; of an unpacked zip the `tagmanifest-sha256.txt` in its folder, which vouches
    /// for the others.
    pub file: String,
    /// The file of the store that it is a copy of.
    pub of: String,
    /// Its length in bytes.
    pub size: u64,
    /// SHA-256 of it as it lies there.
    pub sha256: String,
}

/// A paper in the store about what was done.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Paper {
    /// Its file.
    pub file: String,
    /// Its SHA-256.
    pub sha256: String,
}
