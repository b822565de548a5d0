//! A file of a store on a medium: as it is, encrypted or unpacked; read back and compared.

use crate::archive::bag::TAG_MANIFEST;
use crate::archive::digest::{Algorithm, Digested};
use crate::archive::encryption::{ENDING, Lock};
use crate::archive::event::CopiedFile;
use crate::archive::extract::Extract;
use crate::archive::register::Entry;
use crate::archive::verify::{self, How};
use crate::files::{self, Changes, FileDigest};
use anyhow::{Context as _, Result, bail};
use std::io::BufReader;
use std::path::Path;

/// The digest is taken while the source is read: a copy that was cut short must not be compared with itself.
pub(super) fn copy(from: &Path, sha256: &str, changes: &Changes, path: &str) -> Result<CopiedFile> {
    let digest = files::create_atomically(
        &changes.path(path),
        |target| files::digest_into(&mut files::open(from)?, target).context("не скопировано"),
        read_back,
    )?;
    as_registered(from, &digest.sha256, sha256)?;
    Ok(CopiedFile { file: path.to_owned(), of: path.to_owned(), size: digest.size, sha256: digest.sha256 })
}

pub(super) fn encrypt(
    from: &Path,
    sha256: &str,
    lock: &Lock,
    changes: &Changes,
    path: &str,
) -> Result<CopiedFile> {
    let of = path.strip_suffix(ENDING).unwrap_or(path).to_owned();
    let (plain, digest) = files::create_atomically(
        &changes.path(path),
        |target| {
            let mut target = Digested::new(target);
            let plain = lock.encrypt(&mut files::open(from)?, &mut target)?;
            Ok((plain, target.finish()))
        },
        |aside, (plain, digest)| {
            let digest = read_back(aside, digest)?;
            // What nobody here can open is compared as it lies; what can be is opened as well.
            if let Some(key) = lock.key() {
                let mut stream = key.open(BufReader::new(files::open(aside)?))?;
                if files::digest_into(&mut stream, &mut std::io::sink())?.sha256 != plain.sha256 {
                    bail!("{path}: записанное не расшифровывается обратно");
                }
            }
            Ok((plain, digest))
        },
    )?;
    as_registered(from, &plain.sha256, sha256)?;
    Ok(CopiedFile { file: path.to_owned(), of, size: digest.size, sha256: digest.sha256 })
}

pub(super) fn unpack(
    from: &Path,
    sha256: &str,
    entry: &Entry,
    changes: &Changes,
    path: &str,
) -> Result<CopiedFile> {
    as_registered(from, &FileDigest::of_file(from)?.sha256, sha256)?;
    let folder = changes.path(path);
    Extract::open(from)?.write(&folder, &|path| Some(path.to_owned()))?;
    changes.flush(path)?;
    let outcome = verify::verify(&folder, How { only: Some(Algorithm::Sha256), ..How::STRICTLY })?;
    if let Some(finding) = outcome.findings.errors().next() {
        bail!("копия записана с ошибкой: {path}/{} {}", finding.path, finding.message);
    }
    let file = format!("{path}/{TAG_MANIFEST}");
    let FileDigest { size, sha256 } = FileDigest::of_file(&folder.join(TAG_MANIFEST))?;
    if sha256 != entry.root {
        bail!("копия записана с ошибкой: корневой отпечаток {path} не тот");
    }
    Ok(CopiedFile { file, of: entry.zip(), size, sha256 })
}

fn read_back(aside: &Path, written: FileDigest) -> Result<FileDigest> {
    if FileDigest::of_file(aside)? != written {
        bail!("записанное не читается обратно таким же: носитель неисправен");
    }
    Ok(written)
}

fn as_registered(from: &Path, is: &str, registered: &str) -> Result<()> {
    if is != registered {
        bail!(DamagedOriginal(from.display().to_string()));
    }
    Ok(())
}

/// A file of the store is not what its register says.
#[derive(Debug)]
pub struct DamagedOriginal(String);

impl std::fmt::Display for DamagedOriginal {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(
            f,
            "{} — не тот файл, что в реестре: копировать нечего; верните его из копии (letopis restore)",
            self.0
        )
    }
}

impl std::error::Error for DamagedOriginal {}
