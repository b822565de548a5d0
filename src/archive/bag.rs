//! The tag files of our bags (RFC 8493).

use super::digest::{Algorithm, Digests};
use super::manifest::{Manifest, write};
use super::profile;
use std::collections::BTreeMap;

/// The declaration that makes a folder a bag.
pub const DECLARATION: &str = "bagit.txt";
/// The bag's metadata.
pub const INFO: &str = "bag-info.txt";
/// What is to be fetched; our bags are whole.
pub const FETCH: &str = "fetch.txt";
/// The payload's digests.
pub const MANIFEST: &str = "manifest-sha256.txt";
/// The tag files' digests; its own SHA-256 is the archive's root digest.
pub const TAG_MANIFEST: &str = "tagmanifest-sha256.txt";
/// The folder of the payload.
pub const PAYLOAD: &str = "data/";

/// The digests of our bags; GOST's where it is asked for.
pub fn algorithms(gost: bool) -> Vec<Algorithm> {
    let mut algorithms = vec![Algorithm::Sha256, Algorithm::Sha512];
    algorithms.extend(gost.then_some(Algorithm::Streebog256));
    algorithms
}

/// A tag file.
#[derive(Clone, Debug)]
pub struct TagFile {
    /// Its name.
    pub name: String,
    /// Its text.
    pub text: String,
}

impl TagFile {
    fn new(name: impl Into<String>, text: impl Into<String>) -> TagFile {
        TagFile { name: name.into(), text: text.into() }
    }
}

/// The tag files that stand before the payload, which need none of its digests. `info` are the lines
/// of `bag-info.txt` in their order; line breaks in values become spaces.
pub fn head(info: &[(&str, String)]) -> Vec<TagFile> {
    let line = |text: &str| text.split_whitespace().collect::<Vec<_>>().join(" ");
    let info: String = info.iter().map(|(label, value)| format!("{label}: {}\n", line(value))).collect();
    vec![
        TagFile::new(INFO, info),
        TagFile::new(profile::FILE, profile::TEXT),
        TagFile::new(DECLARATION, "BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n"),
    ]
}

/// The root digests of a bag.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Root {
    /// SHA-256 of `tagmanifest-sha256.txt` in lower-case hex.
    pub sha256: String,
    /// Streebog-256 of `tagmanifest-streebog256.txt`; `None` where it was not asked for.
    pub streebog256: Option<String>,
}

/// The manifests, which stand after the payload, and the root digest that they come to. The paths of
/// the payload begin with `data/`.
pub fn tail(
    head: &[TagFile],
    payload: &BTreeMap<String, Digests>,
    algorithms: &[Algorithm],
) -> (Vec<TagFile>, Root) {
    let manifest = |algorithm: Algorithm| -> Manifest {
        let line = |(path, digests): (&String, &Digests)| Some((path.clone(), digests.hex(algorithm)?));
        payload.iter().filter_map(line).collect()
    };
    let mut files: Vec<TagFile> = algorithms
        .iter()
        .map(|algorithm| {
            TagFile::new(format!("manifest-{algorithm}.txt"), write(&manifest(*algorithm), *algorithm))
        })
        .collect();
    let digest = |text: &str, algorithm| {
        Digests::of(text.as_bytes(), &[algorithm]).hex(algorithm).expect("it was asked for")
    };
    let tag_manifest = |algorithm: Algorithm| -> TagFile {
        let listed = head.iter().chain(&files);
        let manifest = listed.map(|file| (file.name.clone(), digest(&file.text, algorithm))).collect();
        TagFile::new(format!("tagmanifest-{algorithm}.txt"), write(&manifest, algorithm))
    };
    let tags: Vec<TagFile> = algorithms.iter().map(|algorithm| tag_manifest(*algorithm)).collect();
    let root = |algorithm: Algorithm| {
        let place = algorithms.iter().position(|own| *own == algorithm)?;
        Some(digest(&tags[place].text, algorithm))
    };
    let root = Root {
        sha256: root(Algorithm::Sha256).expect("every bag of ours has SHA-256"),
        streebog256: root(Algorithm::Streebog256),
    };
    files.extend(tags);
    (files, root)
}
