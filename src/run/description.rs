//! `build.json`: what was built, of what.

use crate::archive::register::KeptGroup;
use crate::documents::inventory::Case;
use crate::files::FileDigest;
use crate::model::record_class::Class;
use anyhow::{Context as _, Result};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::path::Path;

/// A part of a build.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, clap::ValueEnum)]
#[serde(rename_all = "lowercase")]
pub enum BuildPart {
    /// The PDFs.
    Print,
    /// The website.
    Site,
    /// The normalised data.
    Data,
}

impl BuildPart {
    /// All of them.
    pub const ALL: [BuildPart; 3] = [BuildPart::Print, BuildPart::Site, BuildPart::Data];
}

/// What was built. It knows no clock and no machine: the same input gives the same bytes.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Description {
    /// Version of `letopis`.
    pub version: String,
    /// The organisation's short name.
    pub organization: String,
    /// «2024/2025».
    pub academic_year: String,
    /// When the year was closed.
    pub closed_on: String,
    /// `full`.
    pub edition: String,
    /// The parts that were built.
    pub parts: Vec<BuildPart>,
    /// The build's digest: SHA-256 of `data/digests/all.sha256`.
    pub digest: String,
    /// The last day on which the journals of all groups are kept; `None` where a group's is unknown.
    pub keep_until: Option<String>,
    /// How much there is.
    pub counts: Counts,
    /// The groups in their order.
    pub groups: Vec<GroupDescription>,
    /// Files of `source/` whose names had to be made safe, with the names that they were received
    /// under.
    pub renamed: BTreeMap<String, String>,
    /// The cases (дела) as the inventory lists them; none in builds of earlier versions.
    #[serde(default)]
    pub cases: Vec<Case>,
    /// The documents by their path.
    pub documents: BTreeMap<String, DocumentDescription>,
}

/// How much there is.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
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

/// A group.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct GroupDescription {
    /// Id.
    pub id: String,
    /// Name.
    pub name: String,
    /// The group's digest: SHA-256 of its file in `data/digests/`.
    pub digest: String,
    /// The day on which its study began, else 1 September of the year that its course tells; `None` where
    /// neither is known.
    #[serde(default)]
    pub began: Option<String>,
    /// The last day on which its journals are kept.
    pub keep_until: Option<String>,
    /// The last day on which its sheets are kept.
    #[serde(default)]
    pub keep_sheets_until: Option<String>,
    /// The classes of records whose days are counted from the end of the year.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub by_year: Vec<Class>,
}

impl GroupDescription {
    /// What the register says of it.
    pub fn kept(&self) -> KeptGroup {
        let GroupDescription { id, name, began, keep_until, keep_sheets_until, by_year, .. } = self.clone();
        KeptGroup { id, name, began, journals: keep_until, sheets: keep_sheets_until, by_year }
    }
}

/// A PDF.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct DocumentDescription {
    /// SHA-256 of all that it was made of: the program's version, the templates, its data.
    pub made_from: String,
    /// SHA-256 of the file.
    pub sha256: String,
    /// Its pages.
    pub pages: usize,
    /// Its counted sheets.
    pub sheets: usize,
    /// Of a volume, the tome that it is.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub tome: Option<TomeDescription>,
}

/// A tome of a volume.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct TomeDescription {
    /// Which it is, from 1.
    pub number: usize,
    /// How many the volume has.
    pub count: usize,
    /// The days of its first and last lesson: `2024-09-02`.
    pub dates: Option<(String, String)>,
    /// The ids of the journals that it holds.
    pub journals: Vec<String>,
    /// The page of the PDF, from 1, on which each of them begins.
    pub first_pages: Vec<usize>,
}

impl Description {
    /// Reads the description of a build.
    pub fn read(build: &Path) -> Result<Description> {
        let path = build.join(crate::archive::verify::BUILD_FILE);
        serde_json::from_slice(&crate::files::read(&path)?)
            .with_context(|| format!("{} не читается", path.display()))
    }

    /// Its bytes.
    pub fn bytes(&self) -> Vec<u8> {
        let mut bytes = serde_json::to_vec_pretty(self).expect("a description is JSON");
        bytes.push(b'\n');
        bytes
    }
}

/// The digest of what a document is made of.
pub fn made_from(templates: &str, path: &str, data: &[u8]) -> String {
    let version = env!("CARGO_PKG_VERSION");
    FileDigest::of(format!("{version}\n{templates}\n{path}\n{}\n", FileDigest::of(data).sha256).as_bytes())
        .sha256
}
