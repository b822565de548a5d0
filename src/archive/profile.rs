//! Our BagIt profile (BagIt Profiles 1.3): what a bag of ours has beyond what every bag has. It is a
//! file of `docs/` and, as a tag file, of each bag.

use super::finding::{Code, Findings};
use super::paths::Names;
use super::tag_file::label;
use serde::Deserialize;
use std::collections::BTreeMap;

/// The tag file.
pub const FILE: &str = "bagit-profile.json";
/// The label by which a bag says that it keeps to a profile.
pub const LABEL: &str = "BagIt-Profile-Identifier";
/// Its text.
pub const TEXT: &str = include_str!("../../docs/bagit-profile.json");

/// What of a profile is used here.
#[derive(Deserialize)]
struct Profile {
    #[serde(rename = "BagIt-Profile-Info")]
    info: Info,
    #[serde(rename = "Bag-Info")]
    labels: BTreeMap<String, Rule>,
    #[serde(rename = "Manifests-Required")]
    manifests: Vec<String>,
    #[serde(rename = "Tag-Manifests-Required")]
    tag_manifests: Vec<String>,
    #[serde(rename = "Tag-Files-Required")]
    tag_files: Vec<String>,
}

#[derive(Deserialize)]
struct Info {
    #[serde(rename = "BagIt-Profile-Identifier")]
    identifier: String,
}

#[derive(Deserialize)]
struct Rule {
    required: bool,
    repeatable: bool,
}

fn profile() -> Profile {
    serde_json::from_str(TEXT).expect("the profile is a file of this program")
}

/// The profile's identifier.
pub fn identifier() -> String {
    profile().info.identifier
}

/// Whether a bag says that it keeps to our profile.
pub fn is_ours(labels: &[(String, String)]) -> bool {
    label(labels, LABEL) == Some(&identifier())
}

/// Checks what the profile asks for: labels, manifests, tag files.
pub fn check(labels: &[(String, String)], names: &Names<'_>, findings: &mut Findings) {
    let profile = profile();
    for (name, rule) in &profile.labels {
        let times = labels.iter().filter(|(label, _)| label.eq_ignore_ascii_case(name)).count();
        if rule.required && times == 0 || !rule.repeatable && times > 1 {
            let message = format!("метка {name} должна стоять в нём один раз");
            findings.error(Code::ProfileMismatch, super::bag::INFO, message);
        }
    }
    let manifests = profile.manifests.iter().map(|name| format!("manifest-{name}.txt"));
    let tags = profile.tag_manifests.iter().map(|name| format!("tagmanifest-{name}.txt"));
    for file in manifests.chain(tags).chain(profile.tag_files.iter().cloned()) {
        if !names.has(&file) {
            findings.error(Code::MissingFile, file, "в архиве letopis он обязателен");
        }
    }
    if names.has(super::bag::FETCH) {
        findings.error(Code::ProfileMismatch, super::bag::FETCH, "в архиве letopis все файлы лежат внутри");
    }
}
