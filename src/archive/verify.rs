//! Every byte of a build, a bag or a store against its digest.

use super::bag;
use super::contents::{Contents, Folder, Zip};
use super::manifest::{self, Manifest};
use super::register::{self, Chain, Entry, Event};
use crate::files::{self, FileDigest};
use anyhow::Result;
use serde::Serialize;
use sha2::{Digest, Sha256, Sha512};
use std::collections::BTreeSet;
use std::io::Read;
use std::path::Path;

/// What is wrong with a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Verdict {
    /// Its bytes are not those of its digest.
    Damaged,
    /// It is listed and not there.
    Missing,
    /// It is there and not listed.
    Unexpected,
    /// Nothing says what its bytes should be.
    Unverifiable,
}

impl Verdict {
    /// What a person reads.
    pub fn label(self) -> &'static str {
        match self {
            Verdict::Damaged => "изменён",
            Verdict::Missing => "отсутствует",
            Verdict::Unexpected => "лишний",
            Verdict::Unverifiable => "не проверить",
        }
    }
}

/// One thing that is wrong.
#[derive(Clone, Debug, Serialize)]
pub struct Finding {
    /// What is wrong.
    pub verdict: Verdict,
    /// The file, from the path that was verified; for an archive of a store behind its zip and `!`.
    pub path: String,
    /// More about it, in Russian; empty where the verdict says it all.
    pub message: String,
}

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
}

impl Kind {
    /// What a person reads.
    pub fn label(self) -> &'static str {
        match self {
            Kind::Build => "сборка",
            Kind::Bag => "архив",
            Kind::Store => "хранилище",
        }
    }
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
    /// What is wrong, in the order in which it was found.
    pub findings: Vec<Finding>,
}

impl Outcome {
    /// Whether nothing is wrong.
    pub fn is_ok(&self) -> bool {
        self.findings.is_empty()
    }

    fn add(&mut self, verdict: Verdict, path: impl Into<String>, message: impl Into<String>) {
        self.findings.push(Finding { verdict, path: path.into(), message: message.into() });
    }

    /// Takes in the outcome of a part, whose paths it puts a prefix before.
    fn take(&mut self, part: Outcome, prefix: &str) {
        self.files += part.files;
        self.bytes += part.bytes;
        self.findings.extend(
            part.findings
                .into_iter()
                .map(|finding| Finding { path: format!("{prefix}{}", finding.path), ..finding }),
        );
    }
}

/// The manifest of a build.
pub const BUILD_MANIFEST: &str = "manifest-sha256.txt";
/// The description of a build.
pub const BUILD_FILE: &str = "build.json";

/// Verifies a build, a bag (folder or zip) or a store: what `path` is, is found out.
///
/// # Errors
/// [`NotVerifiable`] where the path is none of these; others where it cannot be read at all.
pub fn verify(path: &Path) -> Result<Outcome> {
    if path.is_file() {
        return beside_register(path, zip(path));
    }
    if path.join(bag::DECLARATION).is_file() {
        Ok(bag(&mut Folder::open(path)?))
    } else if path.join(register::REGISTER).is_file() {
        store(path)
    } else if path.join(BUILD_FILE).is_file() || path.join(BUILD_MANIFEST).is_file() {
        Ok(build(&mut Folder::open(path)?))
    } else {
        Err(NotVerifiable(path.display().to_string()).into())
    }
}

/// A build against its `manifest-sha256.txt`.
fn build(contents: &mut dyn Contents) -> Outcome {
    let mut outcome = Outcome { kind: Kind::Build, ..Outcome::default() };
    let Some(manifest) = read_manifest(contents, BUILD_MANIFEST, &mut outcome) else {
        return outcome;
    };
    compare(contents, &manifest, &mut Sha256::default, &mut outcome);
    let mut own: BTreeSet<String> =
        contents.paths().into_iter().filter(|path| files::is_litter(path)).collect();
    own.insert(BUILD_MANIFEST.to_owned());
    unexpected(contents, "", &[&manifest], &own, &mut outcome);
    outcome
}

/// A bag in a zip.
pub(super) fn zip(path: &Path) -> Outcome {
    match Zip::open(path) {
        Ok(mut zip) => bag(&mut zip),
        Err(error) => {
            let mut outcome = Outcome { kind: Kind::Bag, ..Outcome::default() };
            outcome.add(Verdict::Damaged, name_of(path), format!("{error:#}"));
            outcome
        }
    }
}

/// A bag: its declaration, each manifest, each tag manifest, and nothing else in the payload.
fn bag(contents: &mut dyn Contents) -> Outcome {
    let mut outcome = Outcome { kind: Kind::Bag, ..Outcome::default() };
    match contents.text(bag::DECLARATION) {
        Err(_) => outcome.add(Verdict::Missing, bag::DECLARATION, "без него это не архив BagIt"),
        Ok(text) if !text.trim_start_matches('\u{feff}').starts_with("BagIt-Version: ") => {
            outcome.add(Verdict::Damaged, bag::DECLARATION, "в нём нет строки BagIt-Version");
        }
        Ok(_) => {}
    }
    let paths = contents.paths();
    let mut payload = Vec::new();
    let mut tags = Vec::new();
    for path in &paths {
        let Some((is_tag, algorithm)) = manifest_name(path) else { continue };
        let Some(manifest) = read_manifest(contents, path, &mut outcome) else { continue };
        match algorithm {
            "sha256" => compare(contents, &manifest, &mut Sha256::default, &mut outcome),
            "sha512" => compare(contents, &manifest, &mut Sha512::default, &mut outcome),
            other => {
                outcome.add(
                    Verdict::Unverifiable,
                    path,
                    format!("контрольные суммы {other} эта версия не считает"),
                );
            }
        }
        if is_tag { tags.push(manifest) } else { payload.push(manifest) }
    }
    if payload.is_empty() {
        outcome.add(Verdict::Unverifiable, bag::MANIFEST, "в архиве нет списка контрольных сумм");
    }
    let listed: Vec<&Manifest> = payload.iter().collect();
    unexpected(contents, bag::PAYLOAD, &listed, &BTreeSet::new(), &mut outcome);
    // Each payload manifest of a complete bag lists every payload file (RFC 8493 §3).
    let all: BTreeSet<&String> = payload.iter().flat_map(Manifest::keys).collect();
    for path in all.iter().filter(|path| payload.iter().any(|manifest| !manifest.contains_key(**path))) {
        outcome.add(Verdict::Unverifiable, path.as_str(), "файл есть не во всех списках контрольных сумм");
    }
    // A bag of ours has tag manifests: without them its root digest is gone.
    if tags.is_empty() && contents.text(bag::INFO).is_ok_and(|info| info.contains("Letopis-Build-Digest: ")) {
        outcome.add(Verdict::Missing, bag::TAG_MANIFEST, "");
    }
    if !tags.is_empty() {
        let own: BTreeSet<String> =
            paths.iter().filter(|path| path.starts_with("tagmanifest-")).cloned().collect();
        let mut listed: Vec<&Manifest> = tags.iter().collect();
        listed.extend(&payload);
        unexpected(contents, "", &listed, &own, &mut outcome);
    }
    outcome.findings.dedup_by(|a, b| a.path == b.path && a.verdict == b.verdict);
    outcome
}

/// `manifest-sha256.txt` → (false, "sha256"); `tagmanifest-md5.txt` → (true, "md5").
fn manifest_name(path: &str) -> Option<(bool, &str)> {
    let algorithm = |prefix| path.strip_prefix(prefix)?.strip_suffix(".txt");
    algorithm("manifest-")
        .map(|name| (false, name))
        .or_else(|| algorithm("tagmanifest-").map(|name| (true, name)))
}

/// A store: the chains of its two lists and what they say of one another, every archive of the
/// register, and nothing else.
fn store(path: &Path) -> Result<Outcome> {
    let mut outcome = Outcome { kind: Kind::Store, ..Outcome::default() };
    let mut expected: BTreeSet<String> =
        [register::REGISTER, register::EVENTS, ".lock"].map(str::to_owned).into();
    let register = chain::<Entry>(path, register::REGISTER, &mut outcome)?;
    let events = chain::<Event>(path, register::EVENTS, &mut outcome)?;
    if let (Some(register), Some(events)) = (&register, &events) {
        let sealed = |event: &&Event| event.event == "sealed";
        for event in
            events.values.iter().filter(sealed).filter(|event| !register.digests.contains(&event.register))
        {
            outcome.add(
                Verdict::Missing,
                register::REGISTER,
                format!("нет строки об архиве {}, который опечатан", event.name),
            );
        }
        for (entry, digest) in register.values.iter().zip(&register.digests) {
            if !events.values.iter().filter(sealed).any(|event| event.register == *digest) {
                outcome.add(
                    Verdict::Missing,
                    register::EVENTS,
                    format!("нет записи об опечатывании {}", entry.name),
                );
            }
        }
    }
    for entry in register.iter().flat_map(|chain| &chain.values) {
        let (zip_name, certificate) =
            (format!("{}.zip", entry.name), format!("{}.certificate.pdf", entry.name));
        archive_of(path, entry, &zip_name, &mut outcome)?;
        file_digest(path, &certificate, &entry.certificate_sha256, &mut outcome)?;
        expected.extend([zip_name, certificate]);
    }
    if register.is_some() {
        for file in files::list(path)?
            .iter()
            .map(|file| files::slashed(file))
            .filter(|file| !expected.contains(file) && !files::is_litter(file))
        {
            outcome.add(Verdict::Unexpected, file, "его нет в реестре");
        }
    }
    Ok(outcome)
}

fn archive_of(store: &Path, entry: &Entry, zip_name: &str, outcome: &mut Outcome) -> Result<()> {
    let before = outcome.findings.len();
    let path = store.join(zip_name);
    if path.is_file() {
        outcome.take(zip(&path), &format!("{zip_name}!"));
        // Where a file inside is named, the zip as a whole needs no second word.
        if before < outcome.findings.len() {
            return Ok(());
        }
        if let Some(what) = disagreement(&path, entry)? {
            outcome.add(
                Verdict::Damaged,
                register::REGISTER,
                format!("{what} архива {} не тот, что в нём самом", entry.name),
            );
        }
    }
    file_digest(store, zip_name, &entry.zip_sha256, outcome)
}

/// What the register says of an archive that the archive itself does not.
fn disagreement(path: &Path, entry: &Entry) -> Result<Option<&'static str>> {
    let mut zip = Zip::open(path)?;
    let root = FileDigest::of(zip.text(bag::TAG_MANIFEST).unwrap_or_default().as_bytes()).sha256;
    let info = zip.text(bag::INFO).unwrap_or_default();
    let said = |label: &str| info.lines().find_map(|line| line.strip_prefix(label)?.strip_prefix(": "));
    Ok(if root != entry.root {
        Some("корневой отпечаток")
    } else if files::size(path)? != entry.zip_size {
        Some("размер")
    } else if said("Letopis-Build-Digest") != Some(&entry.build) {
        Some("отпечаток сборки")
    } else if said("Letopis-Keep-Until") != entry.keep_until.as_deref() {
        Some("срок хранения")
    } else {
        None
    })
}

/// A zip that lies in a store is also what the register says.
fn beside_register(path: &Path, mut outcome: Outcome) -> Result<Outcome> {
    let (Some(store), Some(name)) = (path.parent(), path.file_stem().and_then(|stem| stem.to_str())) else {
        return Ok(outcome);
    };
    let store = if store.as_os_str().is_empty() { Path::new(".") } else { store };
    if !outcome.is_ok() || !store.join(register::REGISTER).is_file() {
        return Ok(outcome);
    }
    match chain::<Entry>(store, register::REGISTER, &mut outcome)?.map(|chain| chain.values) {
        Some(entries) => {
            if let Some(entry) = entries.iter().find(|entry| entry.name == name)
                && FileDigest::of_file(path)?.sha256 != entry.zip_sha256
            {
                outcome.add(
                    Verdict::Damaged,
                    name_of(path),
                    "файлы внутри целы, но сам zip не тот, что в реестре",
                );
            }
        }
        None => {
            outcome.add(Verdict::Unverifiable, name_of(path), "реестр рядом повреждён: сверить с ним нельзя")
        }
    }
    Ok(outcome)
}

/// Follows a chained file of a store; `None` where it is missing or broken, which is told.
fn chain<T: Serialize + for<'de> serde::Deserialize<'de>>(
    store: &Path,
    file: &str,
    outcome: &mut Outcome,
) -> Result<Option<Chain<T>>> {
    let path = store.join(file);
    if !path.is_file() {
        outcome.add(Verdict::Missing, file, "");
        return Ok(None);
    }
    let bytes = files::read(&path)?;
    outcome.files += 1;
    outcome.bytes += bytes.len() as u64;
    let followed = String::from_utf8(bytes)
        .map_err(|_| 1)
        .and_then(|text| register::follow(&text).map_err(|broken| broken.line));
    match followed {
        Ok(chain) => Ok(Some(chain)),
        Err(line) => {
            outcome.add(
                Verdict::Damaged,
                file,
                format!("строка {line} не та, что была записана, или не продолжает предыдущую"),
            );
            Ok(None)
        }
    }
}

fn file_digest(folder: &Path, name: &str, expected: &str, outcome: &mut Outcome) -> Result<()> {
    let path = folder.join(name);
    if !path.is_file() {
        outcome.add(Verdict::Missing, name, "");
        return Ok(());
    }
    let digest = FileDigest::of_file(&path)?;
    outcome.files += 1;
    outcome.bytes += digest.size;
    if digest.sha256 != expected {
        outcome.add(Verdict::Damaged, name, "контрольная сумма не та, что в реестре");
    }
    Ok(())
}

fn read_manifest(contents: &mut dyn Contents, path: &str, outcome: &mut Outcome) -> Option<Manifest> {
    let text = match contents.text(path) {
        Ok(text) => text,
        Err(error) => {
            let there = contents.paths().iter().any(|name| name == path);
            outcome.add(
                if there { Verdict::Damaged } else { Verdict::Missing },
                path,
                if there { format!("{error:#}") } else { String::new() },
            );
            return None;
        }
    };
    match manifest::parse(text.trim_start_matches('\u{feff}')) {
        Ok(manifest) => Some(manifest),
        Err(line) => {
            outcome.add(Verdict::Damaged, path, format!("строка {line} — не контрольная сумма с путём"));
            None
        }
    }
}

/// Reads every listed file and compares its digest.
fn compare<H: Digest>(
    contents: &mut dyn Contents,
    manifest: &Manifest,
    hash: &mut dyn FnMut() -> H,
    outcome: &mut Outcome,
) {
    let there: BTreeSet<String> = contents.paths().into_iter().collect();
    for (path, expected) in manifest {
        if path.split('/').any(|part| part == "..") || path.starts_with(['/', '~']) || path.contains('\\') {
            outcome.add(Verdict::Unverifiable, path, "небезопасный путь: файл не читается");
            continue;
        }
        let path = &on_disk(path, |path| there.contains(path));
        if !there.contains(path) {
            outcome.add(Verdict::Missing, path, "");
            continue;
        }
        let mut digest = hash();
        let read = contents.with(path, &mut |stream| {
            outcome.bytes += feed(stream, &mut digest)?;
            Ok(())
        });
        outcome.files += 1;
        match read {
            Err(error) => outcome.add(Verdict::Damaged, path, format!("{error:#}")),
            Ok(()) if files::hex(&digest.finalize()) != *expected => outcome.add(Verdict::Damaged, path, ""),
            Ok(()) => {}
        }
    }
}

/// A manifest's path as it stands, or decoded where only that is there.
fn on_disk(path: &str, there: impl Fn(&str) -> bool) -> String {
    let decoded = manifest::decode(path);
    if !there(path) && there(&decoded) { decoded } else { path.to_owned() }
}

fn feed(stream: &mut dyn Read, digest: &mut impl Digest) -> Result<u64> {
    let mut buffer = vec![0; 128 * 1024];
    let mut size = 0;
    loop {
        let n = stream.read(&mut buffer)?;
        if n == 0 {
            return Ok(size);
        }
        digest.update(&buffer[..n]);
        size += n as u64;
    }
}

/// Files below `prefix` that no manifest lists.
fn unexpected(
    contents: &dyn Contents,
    prefix: &str,
    manifests: &[&Manifest],
    own: &BTreeSet<String>,
    outcome: &mut Outcome,
) {
    let listed: BTreeSet<String> = {
        let there: BTreeSet<String> = contents.paths().into_iter().collect();
        let names = manifests.iter().flat_map(|manifest| manifest.keys());
        names.map(|path| on_disk(path, |path| there.contains(path))).collect()
    };
    let told: BTreeSet<String> = outcome
        .findings
        .iter()
        .filter(|finding| finding.verdict == Verdict::Unexpected)
        .map(|finding| finding.path.clone())
        .collect();
    for path in contents.paths().into_iter().filter(|path| path.starts_with(prefix) && !own.contains(path)) {
        if !told.contains(&path) && !listed.contains(&path) {
            outcome.add(Verdict::Unexpected, path, "его нет в списке контрольных сумм");
        }
    }
}

fn name_of(path: &Path) -> String {
    path.file_name().unwrap_or_default().to_string_lossy().into_owned()
}
