//! A build becomes a zip: a bag, the same bytes from the same build.
//!
//! Every file of the build is read once: the threads that read it digest and compress it, and one
//! puts what they made in order. What was written is read once more, verified as anybody's bag is,
//! and only then takes its name.

use super::bag::{self, Root, TagFile};
use super::digest::{self, Algorithm, Digests};
use super::manifest::{self, Manifest, write};
use super::profile;
use super::verify::{self, How};
use crate::files::{self, FileDigest};
use anyhow::{Context as _, Result, bail};
use std::collections::BTreeMap;
use std::fmt;
use std::io::{Seek, Write};
use std::path::Path;
use std::sync::mpsc::{Receiver, sync_channel};
use zip::write::{PreparedZipFile, SimpleFileOptions, ZipFileBuilder};
use zip::{CompressionMethod, ZipWriter};

/// A file longer than this is not held in memory, but compressed by the thread that writes.
const LARGE: u64 = 16 * 1024 * 1024;
/// How hard Deflate tries. With the usual 6 the pages and tables of a year come to 97 hundredths of
/// this length and take a third more time.
const LEVEL: i64 = 4;
/// How many files each thread makes ready ahead of the one that writes.
const AHEAD: usize = 2;

/// What will be packed.
#[derive(Clone, Debug)]
pub struct Plan {
    /// The archive's name: that of the one folder in its zip.
    pub name: String,
    /// How many files the payload has.
    pub files: usize,
    /// The payload's length in bytes.
    pub size: u64,
    digests: Manifest,
    algorithms: Vec<Algorithm>,
    head: Vec<TagFile>,
}

impl Plan {
    /// Plans a bag of the files of a build, which `digests` lists with the digests that they were
    /// built with. `info` are the lines of `bag-info.txt`; `gost` asks for digests by GOST too.
    ///
    /// # Errors
    /// [`NotAsBuilt`] where a file is gone.
    pub fn new(
        build: &Path,
        name: &str,
        digests: Manifest,
        info: &[(&str, String)],
        gost: bool,
    ) -> Result<Plan> {
        let mut size = 0;
        for path in digests.keys() {
            size += files::size(&build.join(path)).map_err(|_| NotAsBuilt::missing(path))?;
        }
        let mut info = info.to_vec();
        info.push(("Bag-Size", crate::words::size(size)));
        info.push(("Payload-Oxum", format!("{size}.{}", digests.len())));
        Ok(Plan {
            name: name.to_owned(),
            files: digests.len(),
            size,
            digests,
            algorithms: bag::algorithms(gost),
            head: bag::head(&info),
        })
    }

    /// Plans to pack a bag of ours again that was unpacked; its payload is the build.
    pub fn of_bag(bag: &Path, name: &str) -> Result<Plan> {
        let text = |name: &str| -> Result<String> {
            String::from_utf8(files::read(&bag.join(name))?).with_context(|| format!("{name} не в UTF-8"))
        };
        let head = [bag::INFO, profile::FILE, bag::DECLARATION];
        let head = head.map(|name| Ok(TagFile { name: name.to_owned(), text: text(name)? }));
        let listed = manifest::parse(&text(bag::MANIFEST)?).ok().context("список сумм не читается")?;
        let payload = listed
            .into_iter()
            .filter_map(|(path, digest)| Some((path.strip_prefix(bag::PAYLOAD)?.to_owned(), digest)));
        let digests: Manifest = payload.collect();
        let gost = files::is_plain(&bag.join(format!("manifest-{}.txt", Algorithm::Streebog256)));
        Ok(Plan {
            name: name.to_owned(),
            files: digests.len(),
            size: 0,
            digests,
            algorithms: bag::algorithms(gost),
            head: head.into_iter().collect::<Result<_>>()?,
        })
    }
}

/// SHA-256 of the `manifest-sha256.txt` that the bag of a build will have: builds of the same bytes,
/// and no others, have the same.
pub fn payload_digest(digests: &Manifest) -> String {
    let payload = digests.iter().map(|(path, digest)| (format!("{}{path}", bag::PAYLOAD), digest.clone()));
    FileDigest::of(write(&payload.collect(), Algorithm::Sha256).as_bytes()).sha256
}

/// What was packed.
#[derive(Clone, Debug)]
pub struct Packed {
    /// The root digests.
    pub root: Root,
    /// The zip's length and digest.
    pub zip: FileDigest,
    /// SHA-256 of the bag's `manifest-sha256.txt`.
    pub payload: String,
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

/// Packs a build into `target`. Where anything fails nothing is left behind. `tick` hears of the
/// bytes of the build and then of those of the zip's files how many were read.
///
/// # Errors
/// [`NotAsBuilt`] where a file is not what was built.
pub fn pack(build: &Path, plan: &Plan, target: &Path, tick: &(dyn Fn(u64) + Sync)) -> Result<Packed> {
    files::create_atomically(
        target,
        |file| {
            let mut writer = ZipWriter::new(file);
            match put(&mut writer, build, plan, tick) {
                Ok(root) => {
                    writer.finish()?;
                    Ok(root)
                }
                Err(error) => {
                    // Dropped, it would complain in English that it is not finished.
                    std::mem::forget(writer);
                    Err(error)
                }
            }
        },
        |aside, root| {
            let zip = read_back(aside, &root, tick)?;
            Ok(Packed { root, zip, payload: payload_digest(&plan.digests) })
        },
    )
}

fn put<W: Write + Seek>(
    zip: &mut ZipWriter<W>,
    build: &Path,
    plan: &Plan,
    tick: &(dyn Fn(u64) + Sync),
) -> Result<Root> {
    put_tag_files(zip, plan, &plan.head)?;
    let files: Vec<(&String, &String)> = plan.digests.iter().collect();
    let mut payload = BTreeMap::new();
    std::thread::scope(|scope| -> Result<()> {
        let threads = std::thread::available_parallelism().map_or(1, usize::from).min(8);
        let lanes: Vec<Receiver<Result<Ready>>> = (0..threads)
            .map(|lane| {
                let (ready, waiting) = sync_channel(AHEAD);
                let own = files.iter().skip(lane).step_by(threads);
                scope.spawn(move || {
                    for (path, _) in own {
                        if ready.send(make_ready(build, plan, path, tick)).is_err() {
                            return;
                        }
                    }
                });
                waiting
            })
            .collect();
        for (n, (path, expected)) in files.iter().enumerate() {
            let ready = lanes[n % threads].recv().context("упаковка прервалась")?;
            let digests = match ready.with_context(|| format!("не удаётся упаковать {path}"))?
            {
                Ready::Whole(file, digests) => {
                    zip.add_prepared_file(*file)?;
                    digests
                }
                Ready::Large(size) => put_large(zip, build, plan, path, size, tick)
                    .with_context(|| format!("не удаётся упаковать {path}"))?,
            };
            if digests.hex(Algorithm::Sha256).as_ref() != Some(expected) {
                return Err(NotAsBuilt::changed(path).into());
            }
            payload.insert(format!("{}{path}", bag::PAYLOAD), digests);
        }
        Ok(())
    })?;
    let (tail, root) = bag::tail(&plan.head, &payload, &plan.algorithms);
    put_tag_files(zip, plan, &tail)?;
    Ok(root)
}

/// A file that was read, digested and compressed; or one that is too long for that.
enum Ready {
    Whole(Box<PreparedZipFile>, Digests),
    Large(u64),
}

fn make_ready(build: &Path, plan: &Plan, path: &str, tick: &(dyn Fn(u64) + Sync)) -> Result<Ready> {
    let mut source = files::open(&build.join(path))?;
    let size = source.metadata()?.len();
    if size > LARGE {
        return Ok(Ready::Large(size));
    }
    let mut file = ZipFileBuilder::new(name_of(plan, path), options(path))?;
    let digests = digest::copy(&mut source, &mut file, &plan.algorithms, tick)?;
    Ok(Ready::Whole(Box::new(file.finish()?), digests))
}

fn put_large<W: Write + Seek>(
    zip: &mut ZipWriter<W>,
    build: &Path,
    plan: &Plan,
    path: &str,
    size: u64,
    tick: &(dyn Fn(u64) + Sync),
) -> Result<Digests> {
    // What compresses badly grows by a little.
    let options = options(path).large_file(size >= u64::from(u32::MAX) - (1 << 24));
    zip.start_file(name_of(plan, path), options)?;
    Ok(digest::copy(&mut files::open(&build.join(path))?, zip, &plan.algorithms, tick)?)
}

fn put_tag_files<W: Write + Seek>(zip: &mut ZipWriter<W>, plan: &Plan, files: &[TagFile]) -> Result<()> {
    for file in files {
        zip.start_file(format!("{}/{}", plan.name, file.name), options(&file.name))?;
        zip.write_all(file.text.as_bytes())?;
    }
    Ok(())
}

fn name_of(plan: &Plan, path: &str) -> String {
    format!("{}/{}{path}", plan.name, bag::PAYLOAD)
}

/// No clock and no machine: the zip's time is that of its format's beginning, the system is the same
/// byte everywhere, and so are the permissions.
fn options(path: &str) -> SimpleFileOptions {
    let method = if is_compressed(path) { CompressionMethod::Stored } else { CompressionMethod::Deflated };
    let level = (method == CompressionMethod::Deflated).then_some(LEVEL);
    SimpleFileOptions::default()
        .compression_method(method)
        .compression_level(level)
        .unix_permissions(0o644)
        .system(zip::System::Unix)
        .last_modified_time(zip::DateTime::default())
}

/// Formats that are compressed already gain nothing from a second time.
fn is_compressed(path: &str) -> bool {
    let ending = path.rsplit('.').next().unwrap_or_default().to_ascii_lowercase();
    ["pdf", "xlsx", "ods", "zip", "png", "jpg", "jpeg", "woff2"].contains(&ending.as_str())
}

/// Reads what was written, as it lies on the disk, and verifies it. One digest of each file proves
/// that it is what was read from the build; the others were computed from the same bytes.
fn read_back(aside: &Path, root: &Root, tick: &(dyn Fn(u64) + Sync)) -> Result<FileDigest> {
    let outcome = verify::zip(aside, How { tick, only: Some(Algorithm::Sha256), ..How::STRICTLY })?;
    if let Some(finding) = outcome.findings.all().first() {
        bail!("архив записан с ошибкой: {} {}", finding.path, finding.message);
    }
    if outcome.root.as_ref() != Some(&root.sha256) {
        bail!("архив записан с ошибкой: корневой отпечаток не тот");
    }
    let sha256 = outcome.sha256.context("архив записан с ошибкой")?;
    Ok(FileDigest { size: files::size(aside)?, sha256 })
}
