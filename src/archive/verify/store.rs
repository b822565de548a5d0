//! A store: the chains of its two lists and what they say of one another, every archive of the
//! register, every signature, and nothing else.

use super::{How, Kind, Outcome, SignatureState, zip};
use crate::archive::finding::Code;
use crate::archive::paths::is_safe;
use crate::archive::register::{Chain, Deed, EVENTS, Entry, Event, REGISTER, disagreements};
use crate::archive::signature::{self, Status};
use crate::archive::store::LOCK;
use crate::archive::tag_file::label;
use crate::files::{self, FileDigest};
use anyhow::Result;
use serde::Serialize;
use serde::de::DeserializeOwned;
use std::collections::BTreeSet;
use std::path::Path;

/// Verifies a store.
pub(super) fn verify(path: &Path, how: How<'_>) -> Result<Outcome> {
    let mut outcome = Outcome { kind: Kind::Store, ..Outcome::default() };
    let _lock = settle(path, how, &mut outcome);
    let mut expected: BTreeSet<String> = [REGISTER, EVENTS, LOCK].map(str::to_owned).into();
    let register = chain::<Entry>(path, REGISTER, &mut outcome)?;
    let events = chain::<Event>(path, EVENTS, &mut outcome)?;
    if let (Some(register), Some(events)) = (&register, &events) {
        for (file, lacks) in disagreements(register, events) {
            outcome.findings.error(Code::BrokenChain, file, lacks);
        }
    }
    for entry in register.iter().flat_map(|chain| &chain.values) {
        if !is_safe(&entry.name) || entry.name.contains('/') {
            outcome.findings.error(Code::UnsafePath, &entry.name, "имя ведёт наружу хранилища");
            continue;
        }
        archive(path, entry, how, &mut outcome)?;
        file(path, &entry.certificate(), &entry.certificate_sha256, &mut outcome)?;
        expected.extend([entry.zip(), entry.certificate()]);
    }
    if let Some(register) = &register {
        superseded(&register.values, &mut outcome);
    }
    for event in events.iter().flat_map(|chain| &chain.values) {
        expected.extend(signed(path, event, &mut outcome)?);
    }
    if register.is_some() && events.is_some() {
        nothing_else(path, &expected, &mut outcome)?;
    }
    Ok(outcome)
}

/// Tells of files that the lists do not know. Changes that a killed run was still writing count for
/// nothing; the next one removes them.
fn nothing_else(path: &Path, expected: &BTreeSet<String>, outcome: &mut Outcome) -> Result<()> {
    let listing = files::list_all(path)?;
    let is_expected = |file: &str| expected.contains(file) || files::is_of_changes(file);
    for file in listing.files.iter().map(|file| files::slashed(file)).filter(|file| !is_expected(file)) {
        if files::is_litter(&file) {
            outcome.findings.warning(Code::SystemFile, file, "системный файл, которого нет в реестре");
        } else {
            outcome.findings.error(Code::UnlistedFile, file, "его нет в реестре");
        }
    }
    for file in listing.others.iter().map(|file| files::slashed(file)) {
        outcome.findings.error(Code::Link, file, "это ссылка, устройство или имя не в UTF-8, а не файл");
    }
    Ok(())
}

/// Waits for whoever writes, completes what a killed run left, and keeps writers away.
fn settle(path: &Path, how: How<'_>, outcome: &mut Outcome) -> Option<std::fs::File> {
    let lock = path.join(LOCK);
    // Whoever writes has also ended when the lock is had: what is left then a killed run left.
    let shared = files::lock_shared(&lock, how.wait);
    if !files::pending(path, REGISTER) {
        return shared;
    }
    drop(shared);
    let completed = files::lock(&lock).and_then(|_held| files::complete(path, REGISTER));
    if completed.is_err() && files::pending(path, REGISTER) {
        let message =
            "прерванная запись не доведена до конца: повторите letopis verify там, где в папку можно писать";
        outcome.findings.error(Code::PendingChanges, ".changes", message);
    }
    files::lock_shared(&lock, how.wait)
}

/// Follows a chained file of a store; `None` where it is missing or broken, which is told.
fn chain<T: Serialize + DeserializeOwned>(
    store: &Path,
    file: &str,
    outcome: &mut Outcome,
) -> Result<Option<Chain<T>>> {
    let path = store.join(file);
    if !path.is_file() {
        outcome.findings.error(Code::MissingFile, file, "");
        return Ok(None);
    }
    let bytes = files::read(&path)?;
    outcome.files += 1;
    outcome.bytes += bytes.len() as u64;
    let read = String::from_utf8(bytes)
        .map_err(|_| 1)
        .and_then(|text| Chain::read(&text).map_err(|broken| broken.line));
    match read {
        Ok(chain) => Ok(Some(chain)),
        Err(line) => {
            let message = format!("строка {line} не та, что была записана, или не продолжает предыдущую");
            outcome.findings.error(Code::BrokenChain, file, message);
            Ok(None)
        }
    }
}

/// The zip of an archive, and whether the register says of it what it says itself.
fn archive(store: &Path, entry: &Entry, how: How<'_>, outcome: &mut Outcome) -> Result<()> {
    let path = store.join(entry.zip());
    if !files::is_plain(&path) {
        outcome.findings.error(Code::MissingFile, entry.zip(), "");
        return Ok(());
    }
    let inside = match zip(&path, how) {
        Ok(inside) => inside,
        Err(error) => {
            outcome.findings.error(Code::Unreadable, entry.zip(), files::reason(&error));
            return Ok(());
        }
    };
    let findings = &mut outcome.findings;
    let said = |name: &str| label(&inside.labels, name);
    // Where a file inside is named, the zip as a whole needs no second word.
    if inside.is_ok() {
        if inside.sha256.as_ref() != Some(&entry.zip_sha256) || files::size(&path)? != entry.zip_size {
            findings.error(Code::DigestMismatch, entry.zip(), "контрольная сумма не та, что в реестре");
        }
        let supersedes = entry.supersedes.as_ref();
        let same = [
            ("корневой отпечаток", inside.root.as_deref() == Some(&entry.root)),
            ("отпечаток содержимого", inside.payload.as_deref() == Some(&entry.payload)),
            ("отпечаток по ГОСТ", inside.root_streebog256 == entry.root_streebog256),
            ("организация", said("Source-Organization") == Some(&entry.organization)),
            ("учебный год", said("Letopis-Academic-Year") == Some(&entry.academic_year)),
            ("день закрытия года", said("Bagging-Date") == Some(&entry.closed_on)),
            ("отпечаток сборки", said("Letopis-Build-Digest") == Some(&entry.build)),
            ("срок хранения", said("Letopis-Keep-Until") == entry.keep_until.as_deref()),
            ("заменённый архив", said("Letopis-Supersedes") == supersedes.map(|other| other.name.as_str())),
            (
                "заменённый архив",
                said("Letopis-Supersedes-Root") == supersedes.map(|other| other.root.as_str()),
            ),
        ];
        if let Some((what, _)) = same.iter().find(|(_, same)| !same) {
            let message = format!("{what} архива {} не тот, что в нём самом", entry.name);
            findings.error(Code::RegisterMismatch, REGISTER, message);
        }
    }
    outcome.take(inside, &format!("{}!", entry.zip()));
    Ok(())
}

/// An archive that stands in the place of another names it as the register has it.
fn superseded(entries: &[Entry], outcome: &mut Outcome) {
    for (place, entry) in entries.iter().enumerate() {
        let Some(other) = &entry.supersedes else { continue };
        let earlier = entries[..place].iter().find(|earlier| earlier.name == other.name);
        if earlier.is_none_or(|earlier| earlier.root != other.root) {
            let message =
                format!("архив {} заменяет {}, а такого архива раньше в реестре нет", entry.name, other.name);
            outcome.findings.error(Code::RegisterMismatch, REGISTER, message);
        }
    }
}

/// The signature that an event tells of; its file.
fn signed(store: &Path, event: &Event, outcome: &mut Outcome) -> Result<Option<String>> {
    let Deed::Signed { file: name, sha256, signed, kind, key } = &event.deed else { return Ok(None) };
    if !is_safe(name) || !is_safe(signed) {
        outcome.findings.error(Code::UnsafePath, name, "имя ведёт наружу хранилища");
        return Ok(None);
    }
    let of = store.join(signed);
    if file(store, name, sha256, outcome)? && of.is_file() {
        let status = signature::check(&signature::read(&store.join(name))?, *kind, key.as_deref(), &of)?;
        if let Status::Invalid { why } = &status {
            outcome.findings.error(Code::BadSignature, name, why);
        }
        outcome.signatures.push(SignatureState {
            file: name.clone(),
            signed: signed.clone(),
            kind: *kind,
            status,
        });
    }
    Ok(Some(name.clone()))
}

/// A file of the store against the digest that is written down; whether it is as it should be.
fn file(store: &Path, name: &str, expected: &str, outcome: &mut Outcome) -> Result<bool> {
    let path = store.join(name);
    if !files::is_plain(&path) {
        outcome.findings.error(Code::MissingFile, name, "");
        return Ok(false);
    }
    let digest = match FileDigest::of_file(&path) {
        Ok(digest) => digest,
        Err(error) => {
            outcome.findings.error(Code::Unreadable, name, files::reason(&error));
            return Ok(false);
        }
    };
    outcome.files += 1;
    outcome.bytes += digest.size;
    if digest.sha256 != expected {
        outcome.findings.error(Code::DigestMismatch, name, "контрольная сумма не та, что записана");
    }
    Ok(digest.sha256 == expected)
}

/// A zip that lies in a store is also what the register says.
pub(super) fn beside_register(path: &Path, mut outcome: Outcome) -> Result<Outcome> {
    let (Some(store), Some(name)) = (path.parent(), path.file_name()) else { return Ok(outcome) };
    let store = if store.as_os_str().is_empty() { Path::new(".") } else { store };
    let name = name.to_string_lossy().into_owned();
    if !outcome.is_ok() || !store.join(REGISTER).is_file() {
        return Ok(outcome);
    }
    let text = String::from_utf8(files::read(&store.join(REGISTER))?).unwrap_or_default();
    match Chain::<Entry>::read(&text) {
        Ok(register) => {
            let entry = register.values.iter().find(|entry| entry.zip() == name);
            if entry.is_some_and(|entry| outcome.sha256.as_ref() != Some(&entry.zip_sha256)) {
                let message = "файлы внутри целы, но сам zip не тот, что в реестре";
                outcome.findings.error(Code::DigestMismatch, name, message);
            }
        }
        Err(_) => {
            let message = "реестр рядом повреждён: сверить с ним нельзя";
            outcome.findings.error(Code::BrokenChain, REGISTER, message);
        }
    }
    Ok(outcome)
}
