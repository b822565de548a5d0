//! A zip, read once from its first byte to its last without unpacking it.
//!
//! One thread reads the zip in order and digests it as a whole; the stretch of each file goes to the
//! other threads, which decompress and digest it.

use super::layout::{self, Layout, Record};
use super::range::{Block, Range};
use super::{Contents, Reading, Survey, Wanted, readers};
use crate::archive::bag::PAYLOAD;
use crate::archive::digest::{Algorithm, Hasher};
use crate::archive::finding::{Code, Findings};
use crate::archive::paths::is_safe;
use crate::files::{self, FileDigest};
use anyhow::{Context as _, Result};
use std::collections::{BTreeMap, BTreeSet};
use std::fs::File;
use std::io::{BufReader, Read, Seek as _, SeekFrom};
use std::path::{Path, PathBuf};
use std::sync::Mutex;
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};
use zip::read::ZipReadOptions;
use zip::{CompressionMethod, ZipArchive};

/// How much is read at once, and goes from thread to thread.
const BLOCK: usize = 256 * 1024;
/// How many blocks of a file may wait to be looked at.
const WAITING: usize = 16;
/// A zip that unpacks to more than this …
const LARGE: u64 = 1 << 30;
/// … and to more than so many times its own length is no archive of files that people made.
const DENSE: u64 = 200;

/// A zip.
pub struct Zip {
    path: PathBuf,
    length: u64,
    archive: Option<ZipArchive<BufReader<File>>>,
    /// Path without the folder of the bag → number of the entry.
    entries: BTreeMap<String, usize>,
    folders: BTreeSet<String>,
    findings: Findings,
    layout: Layout,
}

impl Zip {
    /// Opens a zip and looks over its list of contents. What is wrong with it [`Contents::findings`]
    /// says; one that is hostile or broken has no files then.
    ///
    /// # Errors
    /// Where the file cannot be read at all.
    pub fn open(path: &Path, lenient: bool) -> Result<Zip> {
        let mut zip = Zip {
            path: path.to_owned(),
            length: files::size(path)?,
            archive: None,
            entries: BTreeMap::new(),
            folders: BTreeSet::new(),
            findings: Findings::default(),
            layout: Layout::default(),
        };
        match ZipArchive::new(BufReader::new(files::open(path)?)) {
            Ok(archive) => {
                match layout::read(path, archive.central_directory_start())? {
                    Ok(layout) if archive.len() == layout.records.len() => zip.layout = layout,
                    Ok(_) if archive.has_duplicate_names() => {}
                    Ok(_) => zip.findings.error(Code::BadZip, "", "оглавление zip не читается"),
                    Err(what) => zip.findings.error(Code::BadZip, "", what),
                }
                zip.look_over(&archive, lenient);
                zip.archive = Some(archive);
            }
            // What the library says of it stands in the words of the format, and in English.
            Err(_) => zip.findings.error(Code::BadZip, "", "это не zip или он повреждён"),
        }
        if zip.findings.errors().next().is_some() {
            zip.entries.clear();
        }
        Ok(zip)
    }

    fn look_over(&mut self, archive: &ZipArchive<BufReader<File>>, lenient: bool) {
        if archive.has_duplicate_names() {
            self.findings.error(Code::DuplicateName, "", "в zip два файла с одним именем");
        }
        let mut names: Vec<(String, usize)> = Vec::new();
        let mut unpacked = 0_u64;
        for index in 0..archive.len() {
            let Ok(entry) = archive.by_index_data(index) else {
                self.findings.error(Code::BadZip, "", "оглавление zip повреждено");
                return;
            };
            let Ok(name) = entry.name().map(std::borrow::Cow::into_owned) else {
                self.findings.error(Code::BadZip, "", "имя файла в zip не читается");
                continue;
            };
            unpacked = unpacked.saturating_add(entry.size());
            let told = name.clone();
            if !is_safe(name.trim_end_matches('/')) {
                self.findings.error(Code::UnsafePath, told, "имя ведёт наружу архива");
            } else if entry.is_symlink() || entry.unix_mode().is_some_and(is_special) {
                self.findings.error(Code::Link, told, "в zip ссылка или устройство вместо файла");
            } else if entry.is_dir() {
                if self.layout.records.get(index).is_some_and(|record| !record.is_bare_folder()) {
                    self.findings.error(Code::BadZip, told, "у папки в zip есть содержимое");
                }
                self.folders.insert(name.trim_end_matches('/').to_owned());
            } else if entry.encrypted() {
                self.findings.error(Code::UnsupportedZip, told, "файл зашифрован");
            } else if !matches!(entry.compression(), CompressionMethod::Stored | CompressionMethod::Deflated)
            {
                let how = format!("способ сжатия {} не читается", entry.compression());
                self.findings.error(Code::UnsupportedZip, told, how);
            } else {
                names.push((name, index));
            }
        }
        if self.stretches(archive).is_ok_and(|all| all.first().is_some_and(|(first, _)| *first > 0)) {
            self.findings.error(Code::BadZip, "", "в zip есть байты, которых нет в его оглавлении");
        }
        if unpacked > LARGE && unpacked / DENSE > self.length {
            let size = crate::words::size(unpacked);
            self.findings.allowed(lenient, Code::ZipBomb, "", format!("zip распаковался бы в {size}"));
        }
        self.strip(names, lenient);
    }

    /// Takes the folder of the bag from the names.
    fn strip(&mut self, names: Vec<(String, usize)>, lenient: bool) {
        let declared = |top: &str| names.iter().any(|(name, _)| *name == format!("{top}bagit.txt"));
        let tops: BTreeSet<String> = names
            .iter()
            .map(|(name, _)| name.split_once('/').map_or(String::new(), |(top, _)| format!("{top}/")))
            .collect();
        let top = if declared("") {
            self.findings.warning(
                Code::ZipLayout,
                "",
                "файлы лежат прямо в zip, а не в одной папке с архивом",
            );
            String::new()
        } else {
            let bag = tops.iter().find(|top| !top.is_empty() && declared(top));
            bag.or(tops.first()).cloned().unwrap_or_default()
        };
        for (name, index) in names {
            match name.strip_prefix(&top) {
                Some(path) => drop(self.entries.insert(path.to_owned(), index)),
                None => self.findings.allowed(lenient, Code::ZipLayout, name, "лежит рядом с папкой архива"),
            }
        }
        let mut folders = BTreeSet::new();
        for folder in std::mem::take(&mut self.folders) {
            match folder.strip_prefix(&top) {
                Some(inside) if self.entries.contains_key(inside) => {
                    self.findings.error(Code::DuplicateName, inside, "в zip это имя и у файла, и у папки");
                }
                Some(inside) => drop(folders.insert(inside.to_owned())),
                None if format!("{folder}/") == top => {}
                None => {
                    self.findings.allowed(lenient, Code::ZipLayout, folder, "лежит рядом с папкой архива")
                }
            }
        }
        self.folders = folders;
    }

    /// A file that does not lie where this program puts it: the payload by its names, and everything in
    /// the order of the list of contents.
    fn misplaced(&self, stretches: &[(u64, usize)]) -> Option<usize> {
        let by_index: BTreeMap<usize, &String> =
            self.entries.iter().map(|(name, index)| (*index, name)).collect();
        let payload: Vec<(usize, &String)> =
            by_index.into_iter().filter(|(_, name)| name.starts_with(PAYLOAD)).collect();
        let unsorted = payload.windows(2).find(|pair| pair[0].1 > pair[1].1).map(|pair| pair[1].0);
        unsorted.or(stretches.windows(2).find(|pair| pair[0].1 > pair[1].1).map(|pair| pair[1].1))
    }

    /// The stretch of each file in the order in which they lie: where it begins, and its entry.
    fn stretches(&self, archive: &ZipArchive<BufReader<File>>) -> Result<Vec<(u64, usize)>> {
        let mut all = (0..archive.len())
            .map(|index| Ok((archive.by_index_data(index)?.header_start(), index)))
            .collect::<Result<Vec<_>>>()?;
        all.sort_unstable();
        Ok(all)
    }
}

/// Whether the mode of Unix is that of neither file nor folder.
fn is_special(mode: u32) -> bool {
    const KIND: u32 = 0o170_000;
    !matches!(mode & KIND, 0 | 0o100_000 | 0o040_000)
}

/// A file that a thread is to look at.
struct Job {
    index: usize,
    length: u64,
    range: Range,
}

impl Contents for Zip {
    fn paths(&self) -> Vec<&str> {
        self.entries.keys().map(String::as_str).collect()
    }

    fn has_folder(&self, name: &str) -> bool {
        let below = format!("{name}/");
        self.folders.contains(name) || self.entries.keys().any(|path| path.starts_with(&below))
    }

    fn findings(&self) -> Findings {
        self.findings.clone()
    }

    fn read(&self, wanted: &Wanted<'_>) -> Result<Survey> {
        let Some(archive) = self.archive.as_ref().filter(|_| !self.entries.is_empty()) else {
            return Ok(Survey::default());
        };
        let names: BTreeMap<usize, &String> =
            self.entries.iter().map(|(name, index)| (*index, name)).collect();
        let stretches = self.stretches(archive)?;
        let found = Mutex::new(BTreeMap::new());
        let foreign = Mutex::new(BTreeSet::new());
        let (jobs, waiting) = sync_channel::<Job>(2 * readers());
        let waiting = Mutex::new(waiting);
        let whole = std::thread::scope(|scope| {
            for _ in 0..readers() {
                scope.spawn(|| {
                    while let Some(mut job) = next(&waiting) {
                        let record = &self.layout.records[job.index];
                        let name = names.get(&job.index).map_or("", |name| name.as_str());
                        if !record.is_ours(job.range.first()) || name.is_empty() {
                            foreign.lock().expect("no thread panics with what was found").insert(job.index);
                        }
                        let reading = look_at(archive, &mut job, record, name, wanted);
                        job.range.drain();
                        // Of a folder there is nothing to tell but what is wrong with it.
                        let name = match names.get(&job.index) {
                            Some(name) => (*name).clone(),
                            None if reading.trouble.is_some() => format!("№ {}", job.index + 1),
                            None => continue,
                        };
                        found.lock().expect("no thread panics with what was found").insert(name, reading);
                    }
                });
            }
            let read = self.drive(&stretches, archive.central_directory_start(), &jobs);
            drop(jobs);
            read
        })?;
        let mut foreign = foreign.into_inner().expect("no thread panics with what was found");
        foreign.extend(self.misplaced(&stretches));
        Ok(Survey {
            files: found.into_inner().expect("no thread panics with what was found"),
            whole: Some(whole),
            foreign: foreign
                .first()
                .map(|index| names.get(index).map_or(String::new(), |name| (*name).clone())),
        })
    }
}

impl Zip {
    /// Reads the zip from beginning to end, hands out the stretches of its files and digests it.
    fn drive(&self, stretches: &[(u64, usize)], end: u64, jobs: &SyncSender<Job>) -> Result<FileDigest> {
        let mut file = files::open(&self.path)?;
        let mut hasher = Hasher::new(&[Algorithm::Sha256]);
        let mut block = |length: u64| -> Result<Block> {
            let mut block =
                Vec::with_capacity(usize::try_from(length).map_or(BLOCK, |length| length.min(BLOCK)));
            (&mut file)
                .take(length.min(BLOCK as u64))
                .read_to_end(&mut block)
                .with_context(|| format!("не удаётся прочитать {}", self.path.display()))?;
            hasher.update(&block);
            Ok(block)
        };
        // The first begins the zip: [`Zip::look_over`] refuses what stands before it. The others tile it.
        let mut position = 0;
        for (n, (start, index)) in stretches.iter().enumerate() {
            let until = stretches.get(n + 1).map_or(end, |(next, _)| *next);
            let first = block(until.saturating_sub(position))?;
            let length = until.saturating_sub(*start);
            position += first.len() as u64;
            let (blocks, receiver) = sync_channel(WAITING);
            let job = Job { index: *index, length, range: Range::new(*start, first, receiver) };
            if jobs.send(job).is_err() {
                break;
            }
            while position < until {
                let next = block(until - position)?;
                if next.is_empty() {
                    break;
                }
                position += next.len() as u64;
                drop(blocks.send(next));
            }
        }
        while !block(u64::MAX)?.is_empty() {}
        let digests = hasher.finish();
        let sha256 = digests.hex(Algorithm::Sha256).expect("it was asked for");
        Ok(FileDigest { size: digests.size, sha256 })
    }
}

fn next(waiting: &Mutex<Receiver<Job>>) -> Option<Job> {
    waiting.lock().expect("no thread panics while it waits").recv().ok()
}

/// Reads a file of the zip out of its stretch.
fn look_at(
    archive: &ZipArchive<BufReader<File>>,
    job: &mut Job,
    record: &Record,
    name: &str,
    wanted: &Wanted<'_>,
) -> Reading {
    let mut look = || -> Result<Reading, String> {
        let broken = |_| "файл в zip не распаковывается".to_owned();
        let entry = archive.by_index_data(job.index).map_err(broken)?;
        let (size, packed) = (entry.size(), entry.compressed_size());
        record.check(job.range.first())?;
        let mut file = entry.with_reader(&mut job.range, ZipReadOptions::new()).map_err(broken)?;
        let begins = file.data_start().unwrap_or_default();
        let start = file.header_start();
        let reading = wanted.read(name, &mut (&mut file).take(size.saturating_add(1)));
        if reading.trouble.is_some() {
            return Err("файл в zip не распаковывается".to_owned());
        }
        if reading.digests.size != size {
            return Err("длина не та, что в оглавлении zip".to_owned());
        }
        drop(file);
        let used = (begins - start).saturating_add(packed);
        let Some(rest) = job.length.checked_sub(used) else {
            return Err("файлы в zip лежат один на другом".to_owned());
        };
        job.range
            .seek(SeekFrom::Start(start + used))
            .map_err(|_| "файл в zip не распаковывается".to_owned())?;
        let mut tail = Vec::new();
        let longest = rest.min(64);
        (&mut job.range).take(longest).read_to_end(&mut tail).map_err(|error| files::reason_of(&error))?;
        record.check_rest(if rest > longest { &[0; 64] } else { &tail }).map(|()| reading)
    };
    look().unwrap_or_else(|trouble| Reading { trouble: Some(trouble), ..Reading::default() })
}
