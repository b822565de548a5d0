//! Copies on a medium: every file against the catalogue and the list of sums, every zip and every unpacked
//! archive to its last byte. What is encrypted is compared as it lies.

use super::lists::chain;
use super::store::{archive, file, nothing_else};
use super::{How, Kind, Outcome, zip};
use crate::archive::contents::Folder;
use crate::archive::digest::Algorithm;
use crate::archive::event::{EVENTS, Event, Form};
use crate::archive::finding::Code;
use crate::archive::manifest::{self, Manifest};
use crate::archive::medium::{CATALOGUE, Catalogue, LOCK, Listed, SUMS};
use crate::archive::register::{Entry, REGISTER};
use crate::files::{self, FileDigest};
use anyhow::Result;
use std::collections::BTreeSet;
use std::path::Path;

/// Whether a folder is a medium. It has the lists of a store as well, and its catalogue names them: a store
/// that somebody put a catalogue into stays one.
pub(super) fn is_one(path: &Path) -> bool {
    if files::pending(path, CATALOGUE) {
        return true;
    }
    match Catalogue::read(path) {
        Ok(Some(catalogue)) => {
            !path.join(REGISTER).exists() || catalogue.papers.iter().any(|paper| paper.file == REGISTER)
        }
        Ok(None) => false,
        Err(_) => true,
    }
}

/// Verifies a medium.
pub(super) fn verify(path: &Path, how: How<'_>) -> Result<Outcome> {
    let mut outcome = Outcome { kind: Kind::Copy, ..Outcome::default() };
    // On somebody's medium nothing is written, not even to complete what was begun.
    let _lock = files::lock_shared(&path.join(LOCK), how.wait);
    if files::pending(path, CATALOGUE) {
        let message = "запись на носитель прервана: повторите letopis copy";
        outcome.findings.error(Code::PendingChanges, ".changes", message);
    }
    let catalogue = match Catalogue::read(path) {
        Ok(catalogue) => catalogue.unwrap_or_default(),
        Err(error) => {
            outcome.findings.error(Code::BadTagFile, CATALOGUE, format!("{error:#}"));
            return Ok(outcome);
        }
    };
    sums(path, &catalogue, &mut outcome)?;
    for paper in &catalogue.papers {
        file(path, &paper.file, &paper.sha256, &mut outcome)?;
    }
    let listed = |name: &str| catalogue.papers.iter().any(|paper| paper.file == name);
    let register = match listed(REGISTER) {
        true => chain::<Entry>(path, REGISTER, &mut outcome)?,
        false => None,
    };
    if listed(EVENTS) {
        chain::<Event>(path, EVENTS, &mut outcome)?;
    }
    let entries = register.map(|register| register.values).unwrap_or_default();
    for copy in &catalogue.copies {
        let entry = entries.iter().find(|entry| entry.name == copy.name);
        if let Some(entry) = entry.filter(|entry| entry.root != copy.root) {
            let message = format!("{} здесь не тот, что в реестре, который лежит рядом", entry.name);
            outcome.findings.error(Code::RegisterMismatch, CATALOGUE, message);
        } else if entry.is_none() && !entries.is_empty() {
            let message = format!("{} в реестре, который лежит рядом, нет", copy.name);
            outcome.findings.error(Code::RegisterMismatch, CATALOGUE, message);
        }
        certified(copy, entry, &mut outcome);
        verify_copy(path, copy, entry, how, &mut outcome)?;
    }
    for name in &catalogue.partial {
        outcome.findings.error(Code::MissingFile, format!("{name}.zip"), "архив возвращён не весь");
    }
    let unpacked = catalogue.copies.iter().filter(|copy| copy.form == Form::Unpacked).map(|copy| &copy.name);
    let folders: Vec<String> = unpacked.chain(&catalogue.partial).map(|name| format!("{name}/")).collect();
    let mut expected: BTreeSet<String> = [CATALOGUE, SUMS, LOCK].map(str::to_owned).into();
    expected.extend(catalogue.files().map(|file| file.file.clone()));
    let is_expected =
        |file: &str| expected.contains(file) || folders.iter().any(|folder| file.starts_with(folder));
    nothing_else(path, &is_expected, true, &mut outcome)?;
    Ok(outcome)
}

/// Whether the list of sums says what the catalogue says, and of the catalogue what it is.
fn sums(path: &Path, catalogue: &Catalogue, outcome: &mut Outcome) -> Result<()> {
    if !files::is_plain(&path.join(SUMS)) {
        outcome.findings.error(Code::MissingFile, SUMS, "");
        return Ok(());
    }
    let bytes = files::read(&path.join(SUMS))?;
    let digest = FileDigest::of_file(&path.join(CATALOGUE))?;
    outcome.files += 2;
    outcome.bytes += bytes.len() as u64 + digest.size;
    let mut expected: Manifest =
        catalogue.files().map(|file| (file.file.clone(), file.sha256.clone())).collect();
    expected.insert(CATALOGUE.to_owned(), digest.sha256);
    if bytes != manifest::write(&expected, Algorithm::Sha256).as_bytes() {
        let message = format!("список сумм и {CATALOGUE} говорят разное: один из них изменён");
        outcome.findings.error(Code::DigestMismatch, SUMS, message);
    }
    Ok(())
}

/// The certificate on an open medium is the one that the register knows.
fn certified(copy: &Listed, entry: Option<&Entry>, outcome: &mut Outcome) {
    let Some(entry) = entry.filter(|entry| copy.form != Form::Encrypted && entry.root == copy.root) else {
        return;
    };
    let own = copy.files.iter().find(|file| file.of == entry.certificate());
    if own.is_none_or(|file| file.sha256 != entry.certificate_sha256) {
        let message = "свидетельство не то, что в реестре";
        outcome.findings.error(Code::RegisterMismatch, entry.certificate(), message);
    }
}

fn verify_copy(
    path: &Path,
    copy: &Listed,
    entry: Option<&Entry>,
    how: How<'_>,
    outcome: &mut Outcome,
) -> Result<()> {
    let zip_name = format!("{}.zip", copy.name);
    let is_archive = |of: &str| of == zip_name;
    for own in copy.files.iter().filter(|own| !is_archive(&own.of) || copy.form == Form::Encrypted) {
        file(path, &own.file, &own.sha256, outcome)?;
    }
    let Some(own) = copy.files.iter().find(|own| is_archive(&own.of)) else {
        outcome.findings.error(Code::MissingFile, &copy.name, "в списке копий нет самого архива");
        return Ok(());
    };
    match (copy.form, entry) {
        (Form::Encrypted, _) => {}
        (Form::Other, _) => {
            let message = "копия записана более новой версией программы";
            outcome.findings.error(Code::BadTagFile, CATALOGUE, message);
        }
        (Form::Plain, Some(entry)) => archive(path, entry, how, outcome)?,
        (Form::Plain, None) => {
            if file(path, &own.file, &own.sha256, outcome)? {
                let inside = zip(&path.join(&own.file), how)?;
                root(copy, &inside, outcome);
                outcome.take(inside, &format!("{}!", own.file));
            }
        }
        (Form::Unpacked, _) => match Folder::open(&path.join(&copy.name)) {
            Ok(folder) => {
                let inside = super::bag::verify(&folder, how)?;
                root(copy, &inside, outcome);
                outcome.take(inside, &format!("{}/", copy.name));
            }
            Err(_) => outcome.findings.error(Code::MissingFile, format!("{}/", copy.name), ""),
        },
    }
    Ok(())
}

fn root(copy: &Listed, inside: &Outcome, outcome: &mut Outcome) {
    if inside.is_ok() && inside.root.as_ref() != Some(&copy.root) {
        let message = format!("корневой отпечаток архива {} не тот, что в списке копий", copy.name);
        outcome.findings.error(Code::RegisterMismatch, CATALOGUE, message);
    }
}
