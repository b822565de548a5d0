//! A store: the chains of its two lists and what they say of one another, every archive of the
//! register, every signature, and nothing else.

use super::lists::{chain, chained, superseded, unlawful};
use super::{How, Kind, Outcome, SignatureState, zip};
use crate::archive::chain::Chain;
use crate::archive::event::{Deed, EVENTS, Event};
use crate::archive::finding::Code;
use crate::archive::guide::{self, Guide};
use crate::archive::paths::is_safe;
use crate::archive::register::{Entry, REGISTER, disagreements};
use crate::archive::signature::{self, Status};
use crate::archive::standing::Standing;
use crate::archive::store::LOCK;
use crate::archive::tag_file::label;
use crate::files::{self, FileDigest};
use anyhow::Result;
use std::collections::BTreeSet;
use std::path::Path;

/// Verifies a store.
pub(super) fn verify(path: &Path, how: How<'_>) -> Result<Outcome> {
    let mut outcome = Outcome { kind: Kind::Store, ..Outcome::default() };
    let _lock = settle(path, REGISTER, how, &mut outcome);
    judge(path, how, outcome)
}

/// Verifies a store whose lock the caller holds.
pub(super) fn verify_held(path: &Path, how: How<'_>) -> Result<Outcome> {
    judge(path, how, Outcome { kind: Kind::Store, ..Outcome::default() })
}

fn judge(path: &Path, how: How<'_>, mut outcome: Outcome) -> Result<Outcome> {
    let mut expected: BTreeSet<String> =
        [REGISTER, EVENTS, LOCK, guide::INDEX, guide::README].map(str::to_owned).into();
    let register = chain::<Entry>(path, REGISTER, &mut outcome)?;
    let events = chain::<Event>(path, EVENTS, &mut outcome)?;
    if let (Some(register), Some(events)) = (&register, &events) {
        for (file, lacks) in disagreements(register, events) {
            outcome.findings.error(Code::BrokenChain, file, lacks);
        }
    }
    let lines = register.iter().flat_map(|chain| chain.values.iter().zip(&chain.digests));
    for (entry, line) in lines {
        if !is_safe(&entry.name) || entry.name.contains('/') {
            outcome.findings.error(Code::UnsafePath, &entry.name, "имя ведёт наружу хранилища");
            continue;
        }
        let standing = events.as_ref().map(|events| Standing::of(events, line)).unwrap_or_default();
        // Of what was lawfully destroyed the certificate and the papers stay.
        match standing.destroyed() {
            Some(_) => {
                let lists = register.as_ref().zip(events.as_ref());
                if let Some(what) = lists.and_then(|lists| unlawful(&standing, entry, line, lists)) {
                    let message = format!("{} уничтожен {what}", entry.name);
                    outcome.findings.error(Code::RegisterMismatch, entry.zip(), message);
                }
            }
            None => {
                archive(path, entry, how, &mut outcome)?;
                expected.insert(entry.zip());
            }
        }
        for paper in standing.papers() {
            if !is_safe(&paper.file) || paper.file.contains('/') {
                outcome.findings.error(Code::UnsafePath, &paper.file, "имя ведёт наружу хранилища");
            } else if expected.insert(paper.file.clone()) {
                file(path, &paper.file, &paper.sha256, &mut outcome)?;
            }
        }
        file(path, &entry.certificate(), &entry.certificate_sha256, &mut outcome)?;
        expected.insert(entry.certificate());
    }
    if let Some(register) = &register {
        superseded(&register.values, &mut outcome);
        chained(&register.values, &mut outcome);
    }
    for event in events.iter().flat_map(|chain| &chain.values) {
        expected.extend(signed(path, event, &mut outcome)?);
    }
    if let (Some(register), Some(events)) = (&register, &events) {
        explained(path, &Guide::of(register, events), &mut outcome)?;
    }
    if register.is_some() && events.is_some() {
        nothing_else(path, &|file| expected.contains(file), false, &mut outcome)?;
    }
    Ok(outcome)
}

/// The page and the text say what the lists say; those of another edition are only told of.
fn explained(path: &Path, guide: &Guide<'_>, outcome: &mut Outcome) -> Result<()> {
    let edition = guide::edition();
    let mut found = Vec::new();
    for (name, text) in [(guide::INDEX, guide::index(guide)?), (guide::README, guide::readme(guide)?)] {
        let there = path.join(name);
        let bytes = files::is_plain(&there).then(|| files::read(&there)).transpose()?;
        outcome.files += usize::from(bytes.is_some());
        outcome.bytes += bytes.as_ref().map_or(0, |bytes| bytes.len() as u64);
        found.push((name, text, bytes));
    }
    // Stores of earlier versions have neither; one of them tells of which edition the other was.
    let is_own = |bytes: &Vec<u8>| memchr::memmem::find(bytes, edition.as_bytes()).is_some();
    let is_of_edition = found.iter().any(|(_, _, bytes)| bytes.as_ref().is_some_and(is_own));
    for (name, text, bytes) in found {
        match bytes {
            Some(bytes) if bytes == text => {}
            Some(_) if is_of_edition => {
                let message = "говорит не то, что реестр и журнал событий";
                outcome.findings.error(Code::RegisterMismatch, name, message);
            }
            Some(_) => {
                let message = "написан другой версией программы: верьте реестру";
                outcome.findings.warning(Code::RegisterMismatch, name, message);
            }
            None if is_of_edition => outcome.findings.error(Code::MissingFile, name, ""),
            None => {}
        }
    }
    Ok(())
}

/// Tells of files that the lists do not know. Changes that a killed run was still writing count for
/// nothing; the next one removes them. On a `shared` medium others may keep files of theirs.
pub(super) fn nothing_else(
    path: &Path,
    is_expected: &dyn Fn(&str) -> bool,
    shared: bool,
    outcome: &mut Outcome,
) -> Result<()> {
    let listing = files::list_all(path)?;
    let is_expected = |file: &str| is_expected(file) || files::is_of_changes(file);
    for file in listing.files.iter().map(|file| files::slashed(file)).filter(|file| !is_expected(file)) {
        if shared {
            outcome.findings.warning(Code::UnlistedFile, file, "к копиям не относится и не проверен");
        } else if files::is_litter(&file) {
            outcome.findings.warning(Code::SystemFile, file, "системный файл, которого нет в реестре");
        } else {
            outcome.findings.error(Code::UnlistedFile, file, "его нет в реестре");
        }
    }
    for file in
        listing.others.iter().map(|file| files::slashed(file)).filter(|file| !shared || is_expected(file))
    {
        outcome.findings.error(Code::Link, file, "это ссылка, устройство или имя не в UTF-8, а не файл");
    }
    Ok(())
}

/// Waits for whoever writes, completes what a killed run left, and keeps writers away.
pub(super) fn settle(path: &Path, mark: &str, how: How<'_>, outcome: &mut Outcome) -> Option<std::fs::File> {
    let lock = path.join(LOCK);
    // Whoever writes has also ended when the lock is had: what is left then a killed run left.
    let shared = files::lock_shared(&lock, how.wait);
    if !files::pending(path, mark) {
        return shared;
    }
    drop(shared);
    let completed = files::lock(&lock).and_then(|_held| files::complete(path, mark));
    if completed.is_err() && files::pending(path, mark) {
        let message =
            "прерванная запись не доведена до конца: повторите letopis verify там, где в папку можно писать";
        outcome.findings.error(Code::PendingChanges, ".changes", message);
    }
    files::lock_shared(&lock, how.wait)
}

/// The zip of an archive, and whether the register says of it what it says itself.
pub(super) fn archive(store: &Path, entry: &Entry, how: How<'_>, outcome: &mut Outcome) -> Result<()> {
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
            (
                "дополняемый архив",
                said("Letopis-Part-Of") == entry.of.as_ref().map(|link| link.name.as_str()),
            ),
            (
                "дополняемый архив",
                said("Letopis-Part-Of-Root") == entry.of.as_ref().map(|link| link.root.as_str()),
            ),
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
pub(super) fn file(store: &Path, name: &str, expected: &str, outcome: &mut Outcome) -> Result<bool> {
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
    match Chain::<Entry>::of_bytes(files::read(&store.join(REGISTER))?) {
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
