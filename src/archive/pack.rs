//! A build becomes a zip: a bag, the same bytes from the same build.

use super::bag::{self, Tags};
use super::manifest::Manifest;
use crate::files::{self, FileDigest};
use anyhow::{Context as _, Result};
use std::fmt;
use std::io::{BufReader, Write};
use std::path::Path;
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, ZipWriter};

/// What will be packed: the build's files, the tag files over them, and the root digest.
#[derive(Clone, Debug)]
pub struct Plan {
    digests: Manifest,
    tags: Tags,
    /// How many files the payload has.
    pub files: usize,
    /// The payload's length in bytes.
    pub size: u64,
}

impl Plan {
    /// Plans a bag of the files of a build, which `digests` lists with the digests that they were
    /// built with. `info` are the lines of `bag-info.txt`.
    pub fn new(build: &Path, digests: Manifest, info: &[(&str, String)]) -> Result<Plan> {
        let mut size = 0;
        for path in digests.keys() {
            size += files::size(&build.join(path)).map_err(|_| NotAsBuilt::missing(path))?;
        }
        let payload: Manifest = digests
            .iter()
            .map(|(path, digest)| (format!("{}{path}", bag::PAYLOAD), digest.clone()))
            .collect();
        let mut info = info.to_vec();
        info.push(("Payload-Oxum", format!("{size}.{}", payload.len())));
        Ok(Plan { tags: bag::tags(&payload, &info), files: digests.len(), size, digests })
    }

    /// The root digest that the archive will have.
    pub fn root(&self) -> &str {
        &self.tags.root
    }
}

/// A file of the build is not what was built.
#[derive(Debug)]
pub struct NotAsBuilt {
    path: String,
    what: &'static str,
}

impl NotAsBuilt {
    /// Its bytes are others.
    pub fn changed(path: &str) -> NotAsBuilt {
        NotAsBuilt { path: path.to_owned(), what: "изменён" }
    }

    /// It is gone.
    pub fn missing(path: &str) -> NotAsBuilt {
        NotAsBuilt { path: path.to_owned(), what: "удалён" }
    }

    /// It was not there.
    pub fn added(path: &str) -> NotAsBuilt {
        NotAsBuilt { path: path.to_owned(), what: "добавлен" }
    }
}

impl fmt::Display for NotAsBuilt {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let NotAsBuilt { path, what } = self;
        write!(f, "файл {path} {what} после сборки: постройте заново (letopis build), потом опечатывайте")
    }
}

impl std::error::Error for NotAsBuilt {}

/// Packs a build into `target` and returns the zip's length and digest. What was written is read
/// back and compared before it takes its name; where anything fails nothing is left behind.
///
/// # Errors
/// [`NotAsBuilt`] where a file is not what was built.
pub fn pack(build: &Path, plan: &Plan, name: &str, target: &Path) -> Result<FileDigest> {
    files::create_atomically(
        target,
        |file| {
            let mut zip = ZipWriter::new(file);
            write(&mut zip, build, &plan.digests, name, &plan.tags)?;
            zip.finish()?;
            Ok(())
        },
        read_back,
    )?;
    FileDigest::of_file(target)
}

fn write(
    zip: &mut ZipWriter<impl Write + std::io::Seek>,
    build: &Path,
    digests: &Manifest,
    name: &str,
    tags: &Tags,
) -> Result<()> {
    // The zip's time is that of its format's beginning: no clock, the same bytes.
    let options = |stored: bool| {
        let method = if stored { CompressionMethod::Stored } else { CompressionMethod::Deflated };
        SimpleFileOptions::default()
            .compression_method(method)
            .unix_permissions(0o644)
            // The same byte on every system.
            .system(zip::System::Unix)
            .last_modified_time(zip::DateTime::default())
    };
    for file in &tags.files {
        zip.start_file(format!("{name}/{}", file.name), options(false))?;
        zip.write_all(file.text.as_bytes())?;
    }
    for (path, expected) in digests {
        let source = build.join(path);
        let large = files::size(&source)? >= u64::from(u32::MAX);
        zip.start_file(
            format!("{name}/{}{path}", bag::PAYLOAD),
            options(is_compressed(path)).large_file(large),
        )?;
        let digest = files::digest_into(&mut BufReader::new(files::open(&source)?), zip)
            .with_context(|| format!("не удаётся упаковать {path}"))?;
        if digest.sha256 != *expected {
            return Err(NotAsBuilt::changed(path).into());
        }
    }
    Ok(())
}

/// Formats that are compressed already gain nothing from a second time.
fn is_compressed(path: &str) -> bool {
    let ending = path.rsplit('.').next().unwrap_or_default().to_ascii_lowercase();
    ["pdf", "xlsx", "ods", "zip", "png", "jpg", "jpeg", "woff2"].contains(&ending.as_str())
}

fn read_back(aside: &Path) -> Result<()> {
    let outcome = super::verify::zip(aside);
    match outcome.findings.first() {
        Some(finding) => anyhow::bail!("архив записан с ошибкой: {}", finding.path),
        None => Ok(()),
    }
}
