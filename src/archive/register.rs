//! The store's register of archives: a [chain](super::chain) of lines in the order of sealing.

use super::chain::Chain;
use super::event::{Deed, EVENTS, Event};
use crate::model::cell::date;
use crate::model::record_class::Class;
use crate::model::settings::AcademicYear;
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

/// The register's file in a store.
pub const REGISTER: &str = "register.jsonl";

/// What a sealed archive holds.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Holds {
    /// A year: journals, sheets, site, data.
    #[default]
    Year,
    /// What came after a year was sealed, chained to its archive.
    Supplement,
    /// The sheets of a year whose journals fall due, chained to its archive.
    Sheets,
    /// What a later version seals.
    #[serde(other)]
    Other,
}

impl Holds {
    /// What is said of the term of what a later version sealed.
    pub const NOT_OURS: &str = "его опечатала более новая версия программы: срок знает она";

    /// Whether it is a year; the register's line does not say so then.
    fn is_year(&self) -> bool {
        *self == Holds::Year
    }

    /// What a person reads.
    pub fn label(self) -> &'static str {
        match self {
            Holds::Year => "архив года",
            Holds::Supplement => "дополнение",
            Holds::Sheets => "архив ведомостей",
            Holds::Other => "архив более новой версии программы",
        }
    }
}

/// A line about a sealed archive. It knows no clock: the same build gives the same line.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Entry {
    /// The archive's name: its file is `<name>.zip`.
    pub name: String,
    /// What it holds.
    #[serde(default, skip_serializing_if = "Holds::is_year")]
    pub holds: Holds,
    /// The archive that a supplement or sheets belong to.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub of: Option<Link>,
    /// «2024/2025».
    pub academic_year: String,
    /// The organisation's short name.
    pub organization: String,
    /// When the year was closed.
    pub closed_on: String,
    /// SHA-256 of the bag's `tagmanifest-sha256.txt`.
    pub root: String,
    /// Streebog-256 of the bag's `tagmanifest-streebog256.txt`; `None` where it was not asked for.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub root_streebog256: Option<String>,
    /// SHA-256 of the bag's `manifest-sha256.txt`.
    pub payload: String,
    /// SHA-256 of the zip.
    pub zip_sha256: String,
    /// The zip's length in bytes.
    pub zip_size: u64,
    /// SHA-256 of the certificate.
    pub certificate_sha256: String,
    /// The build's digest.
    pub build: String,
    /// The last day on which the archive is kept; `None` where it cannot be computed.
    pub keep_until: Option<String>,
    /// Until when the records of each group are kept; empty in the lines of earlier versions.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub groups: Vec<KeptGroup>,
    /// Late rows of a supplement; `None` of what is none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub rows: Option<usize>,
    /// The archive in whose place this one stands.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub supersedes: Option<Superseded>,
}

/// An archive that another is chained to.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Link {
    /// Its name.
    pub name: String,
    /// Its root digest.
    pub root: String,
}

/// Until when the records of a group are kept, by class of record (contract §4, `keep_until`).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct KeptGroup {
    /// The group's id in its year.
    pub id: String,
    /// Its name in its year.
    pub name: String,
    /// The day on which its study began, else 1 September of the year that its course tells; `None` where
    /// neither is known. With the id it tells a group of another year: see [`KeptGroup::is_same`].
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub began: Option<String>,
    /// The last day on which its journals are kept; `None` where it cannot be computed.
    pub journals: Option<String>,
    /// The last day on which its sheets are kept; `None` where it cannot be computed.
    pub sheets: Option<String>,
    /// The classes whose days are counted from the end of the year: no other year says anything of them.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub by_year: Vec<Class>,
}

impl Entry {
    /// The archive's file.
    pub fn zip(&self) -> String {
        format!("{}.zip", self.name)
    }

    /// The certificate's file.
    pub fn certificate(&self) -> String {
        format!("{}.certificate.pdf", self.name)
    }

    /// Whether it is chained to another: it names that one's root digest.
    pub fn belongs_to(&self, whole: &Entry) -> bool {
        self.of.as_ref().is_some_and(|link| link.name == whole.name && link.root == whole.root)
    }

    /// Whether it stands in the place of another.
    pub fn replaces(&self, other: &Entry) -> bool {
        self.supersedes.as_ref().is_some_and(|link| link.name == other.name && link.root == other.root)
    }

    /// Whether both are of one year of one organisation.
    pub fn is_of_year_of(&self, other: &Entry) -> bool {
        self.organization == other.organization && self.academic_year == other.academic_year
    }
}

impl KeptGroup {
    /// Whether two groups of two years are one: of one id, and their study began in the same academic year;
    /// `None` where the id is the same, and when it began is not known of both.
    pub fn is_same(&self, other: &KeptGroup) -> Option<bool> {
        if self.id != other.id {
            return Some(false);
        }
        let (own, other) = self.began_on().zip(other.began_on())?;
        Some(AcademicYear::of_beginning(own) == AcademicYear::of_beginning(other))
    }

    /// The day on which its study began; `None` where it is not known.
    pub fn began_on(&self) -> Option<NaiveDate> {
        self.began.as_deref().and_then(date)
    }
}

/// The archive in whose place another stands.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Superseded {
    /// Its name.
    pub name: String,
    /// Its root digest.
    pub root: String,
    /// Why the year was opened again.
    pub reason: String,
}

/// Where the two lists do not agree: each archive was sealed once, and of each seal there is an
/// archive. The file that lacks a line, and what it lacks, in Russian.
pub fn disagreements(register: &Chain<Entry>, events: &Chain<Event>) -> Vec<(&'static str, String)> {
    let sealed = |digest: &String| {
        events.values.iter().any(|event| matches!(event.deed, Deed::Sealed) && event.register == *digest)
    };
    let orphans = events.values.iter().filter(|event| !register.digests.contains(&event.register));
    let unsealed = register.values.iter().zip(&register.digests).filter(|(_, digest)| !sealed(digest));
    let orphan =
        |event: &Event| (REGISTER, format!("нет строки об архиве {}, о котором есть событие", event.name));
    let unsealed_one =
        |(entry, _): (&Entry, _)| (EVENTS, format!("нет записи об опечатывании {}", entry.name));
    orphans.map(orphan).chain(unsealed.map(unsealed_one)).collect()
}
