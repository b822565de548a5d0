//! What can be had of an archive whose copies are all damaged: file by file, from whichever copy has it as it
//! was sealed.
//!
//! A zip is looked through for the headers of its files, so that a lost list of contents loses nothing else.
//! What is right the bag's own lists say, and of these the root digest.

use super::bag::{MANIFEST, PAYLOAD, TAG_MANIFEST};
use super::digest::{self, Algorithm, Digested};
use super::extract::Extract;
use super::manifest::{self, Manifest};
use super::register::Entry;
use crate::files::{self, FileDigest};
use anyhow::{Context as _, Result, bail};
use flate2::bufread::DeflateDecoder;
use std::collections::BTreeMap;
use std::fs::File;
use std::io::{self, BufRead as _, BufReader, Read, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};
use zip::read::read_zipfile_from_stream;

/// The first bytes of the header of a file in a zip.
const HEADER: &[u8] = b"PK\x03\x04";
/// The first bytes of the list of contents.
const CONTENTS: &[u8] = b"PK\x01\x02";
/// The method of what is not compressed.
const STORED: u16 = 0;
/// How much of a zip is looked through at once.
const WINDOW: usize = 1 << 20;
/// How much is passed over where a medium does not give what it holds.
const SECTOR: u64 = 4096;

/// A damaged copy.
#[derive(Clone, Debug)]
pub enum Damaged {
    /// A zip.
    Zip(PathBuf),
    /// The folder that a zip holds.
    Folder(PathBuf),
}

/// Where a file of the bag is.
#[derive(Clone, Debug)]
enum Place {
    /// In a zip, from the place of its header to the end of its data.
    Header { zip: usize, start: u64, end: u64 },
    /// In a zip, behind a header of which only the name is right: the data tell themselves where they end.
    Loose { zip: usize, start: u64 },
    /// In a zip, by its list of contents.
    Listed { zip: usize },
    /// In a folder.
    Folder { root: usize },
}

/// What was found.
#[derive(Debug)]
pub struct Salvage {
    damaged: Vec<Damaged>,
    /// With the digests that they must have.
    found: BTreeMap<String, (Place, String)>,
    /// The files that no copy has as they were, by their paths in the bag.
    pub lost: Vec<String>,
    /// Whether the root digest vouches for the list by which files were told right from wrong.
    pub is_proved: bool,
}

/// A file of a copy, its digest, and where it is.
type Candidate = (String, String, Place);

impl Salvage {
    /// Looks through the copies of an archive.
    pub fn new(entry: &Entry, damaged: Vec<Damaged>, tick: &dyn Fn(u64)) -> Result<Salvage> {
        let mut candidates: Vec<Candidate> = Vec::new();
        for (index, copy) in damaged.iter().enumerate() {
            match copy {
                Damaged::Zip(path) => {
                    scan(path, &format!("{}/", entry.name), index, &mut candidates, tick)?;
                    listed(path, index, &mut candidates);
                }
                Damaged::Folder(path) => in_folder(path, index, &mut candidates),
            }
        }
        let mut salvage = Salvage { damaged, found: BTreeMap::new(), lost: Vec::new(), is_proved: false };
        let expected = salvage.expected(entry, &candidates);
        for (path, sha256) in expected {
            let is_it = |(own, digest, _): &&Candidate| *own == path && *digest == sha256;
            // One of a zip first: the zip may come together again.
            let mut right: Vec<&Place> = candidates.iter().filter(is_it).map(|(_, _, place)| place).collect();
            right.sort_by_key(|place| !matches!(place, Place::Header { .. }));
            match right.first() {
                Some(place) => drop(salvage.found.insert(path, ((*place).clone(), sha256))),
                None => salvage.lost.push(path),
            }
        }
        Ok(salvage)
    }

    /// How many files are as they were.
    pub fn found(&self) -> usize {
        self.found.len()
    }

    /// The digests that the files of the bag must have: those of the payload and of the tag files.
    fn expected(&mut self, entry: &Entry, candidates: &[Candidate]) -> Manifest {
        let list = |path: &str, is_right: &dyn Fn(&str) -> bool| -> Option<Manifest> {
            let right = candidates.iter().filter(|(own, sha256, _)| own == path && is_right(sha256));
            right.into_iter().find_map(|(path, _, place)| {
                let mut bytes = Vec::new();
                self.copy(path, place, &mut bytes).ok()?;
                manifest::parse(&String::from_utf8(bytes).ok()?).ok()
            })
        };
        let tags = list(TAG_MANIFEST, &|sha256| sha256 == entry.root);
        let payload = tags
            .as_ref()
            .and_then(|tags| list(MANIFEST, &|sha256| tags.get(MANIFEST).is_some_and(|own| own == sha256)));
        // The register knows the digest of the payload's list, whatever became of the other.
        let payload = payload.or_else(|| list(MANIFEST, &|sha256| sha256 == entry.payload));
        let is_proved = payload.is_some();
        let payload = payload.or_else(|| list(MANIFEST, &|_| true));
        let mut expected = payload.unwrap_or_else(|| {
            // Nothing tells right from wrong but the sums of the zip itself.
            let all = candidates.iter().filter(|(path, _, _)| path.starts_with(PAYLOAD));
            all.map(|(path, sha256, _)| (path.clone(), sha256.clone())).collect()
        });
        if is_proved {
            expected.insert(MANIFEST.to_owned(), entry.payload.clone());
        }
        if let Some(tags) = tags {
            expected.extend(tags);
            expected.insert(TAG_MANIFEST.to_owned(), entry.root.clone());
        }
        self.is_proved = is_proved;
        expected
    }

    /// Puts the zip together of the files of several; whether it is the one that was sealed, byte for byte.
    pub fn assemble(&self, entry: &Entry, target: &Path) -> Result<bool> {
        let headers = self.found.values().map(|(place, _)| match place {
            Place::Header { zip, start, end } => Some((*start, *end, *zip)),
            _ => None,
        });
        let Some(mut stretches) = headers.collect::<Option<Vec<_>>>() else { return Ok(false) };
        stretches.sort_unstable();
        let tiles = stretches.first().is_some_and(|(start, _, _)| *start == 0)
            && stretches.windows(2).all(|pair| pair[0].1 == pair[1].0);
        let Some(last) = stretches.last().map(|(_, end, _)| *end).filter(|_| tiles && self.lost.is_empty())
        else {
            return Ok(false);
        };
        // Behind the files stands the list of contents, and which copy has it right only the whole tells.
        for (index, _) in self.damaged.iter().enumerate().filter(|(_, copy)| matches!(copy, Damaged::Zip(_)))
        {
            match self.assemble_with(&stretches, last, index, target) {
                Ok(sha256) if sha256 == entry.zip_sha256 => return Ok(true),
                Err(error) if files::is_no_room(&error) => return Err(error),
                _ => {}
            }
        }
        Ok(false)
    }

    /// The digest of the zip of these stretches with the list of contents of one of the copies.
    fn assemble_with(
        &self,
        stretches: &[(u64, u64, usize)],
        last: u64,
        index: usize,
        target: &Path,
    ) -> Result<String> {
        let mut writer = Digested::new(io::BufWriter::new(files::create(target)?));
        for (start, end, zip) in stretches {
            let mut file = self.open(*zip)?;
            file.seek(SeekFrom::Start(*start))?;
            io::copy(&mut file.take(end - start), &mut writer)?;
        }
        let mut file = self.open(index)?;
        file.seek(SeekFrom::Start(last))?;
        io::copy(&mut file, &mut writer)?;
        writer.flush()?;
        Ok(writer.finish().sha256)
    }

    /// Writes what was found into a folder. What is not read a second time as it was the first is lost.
    ///
    /// # Errors
    /// Where there is no room for it.
    pub fn write(&mut self, folder: &Path) -> Result<()> {
        let mut lost = Vec::new();
        for (path, (place, sha256)) in &self.found {
            let mut file = Digested::new(files::create(&folder.join(path))?);
            let copied = self.copy(path, place, &mut file);
            if let Some(error) = copied.as_ref().err().filter(|error| files::is_no_room(error)) {
                bail!("{}: {}", folder.display(), files::reason(error));
            }
            if copied.is_err() || file.finish().sha256 != *sha256 {
                files::remove(&folder.join(path))?;
                lost.push(path.clone());
            }
        }
        self.found.retain(|path, _| !lost.contains(path));
        self.lost.extend(lost);
        Ok(())
    }

    fn open(&self, index: usize) -> Result<BufReader<File>> {
        let (Damaged::Zip(path) | Damaged::Folder(path)) = &self.damaged[index];
        Ok(BufReader::new(files::open(path)?))
    }

    fn copy(&self, path: &str, place: &Place, to: &mut impl Write) -> Result<()> {
        match place {
            Place::Header { zip, start, .. } => {
                let mut file = self.open(*zip)?;
                file.seek(SeekFrom::Start(*start))?;
                let mut entry = read_zipfile_from_stream(&mut file)?.context("это не файл zip")?;
                io::copy(&mut entry, to)?;
            }
            Place::Loose { zip, start } => {
                let mut file = self.open(*zip)?;
                let (_, mut data) = loose(&mut file, *start).context("это не файл zip")?;
                io::copy(&mut data, to)?;
            }
            Place::Listed { zip } => {
                let (Damaged::Zip(zip) | Damaged::Folder(zip)) = &self.damaged[*zip];
                to.write_all(&Extract::open(zip)?.read(path)?.context("такого файла нет")?)?;
            }
            Place::Folder { root } => {
                let (Damaged::Zip(root) | Damaged::Folder(root)) = &self.damaged[*root];
                io::copy(&mut files::open(&root.join(path))?, to)?;
            }
        }
        Ok(())
    }
}

/// Looks through a zip for the headers of files below its one folder. What the medium does not give is passed
/// over.
fn scan(
    path: &Path,
    top: &str,
    zip: usize,
    candidates: &mut Vec<Candidate>,
    tick: &dyn Fn(u64),
) -> Result<()> {
    let mut file = BufReader::with_capacity(WINDOW, files::open(path)?);
    let length = files::size(path)?;
    let mut position = 0;
    while position < length {
        let from = position;
        let start = match next_mark(&mut file, HEADER, &mut position) {
            Ok(Some(start)) => start,
            Ok(None) => return Ok(()),
            Err(_) => {
                position += SECTOR;
                file.seek(SeekFrom::Start(position))?;
                continue;
            }
        };
        tick(start.saturating_sub(from));
        go(&mut file, start)?;
        let read = read_file(&mut file, top);
        let end = file.stream_position()?;
        match read {
            // Where a header says a wrong length the next one does not stand behind it.
            Some((path, sha256)) if is_end(&mut file, end)? => {
                candidates.push((path, sha256, Place::Header { zip, start, end }));
                tick(end - start);
                position = end;
            }
            _ => {
                if let Some((path, sha256)) = read_loose(&mut file, start, top) {
                    candidates.push((path, sha256, Place::Loose { zip, start }));
                }
                position = start + HEADER.len() as u64;
            }
        }
    }
    Ok(())
}

/// The place of the next mark at a position or behind it; the position moves on with what was looked through.
fn next_mark(file: &mut BufReader<File>, mark: &[u8], position: &mut u64) -> Result<Option<u64>> {
    go(file, *position)?;
    loop {
        let window = file.fill_buf()?;
        if window.len() < mark.len() {
            return Ok(None);
        }
        if let Some(place) = memchr::memmem::find(window, mark) {
            return Ok(Some(*position + place as u64));
        }
        // A mark may lie over the end of a window.
        let passed = window.len() - (mark.len() - 1);
        file.consume(passed);
        *position += passed as u64;
        // What is left of the window is too short to tell.
        file.seek(SeekFrom::Start(*position))?;
    }
}

/// Goes to a place, and keeps what of it is at hand.
fn go(file: &mut BufReader<File>, place: u64) -> Result<()> {
    let here = file.stream_position()?;
    let far = i64::try_from(place)? - i64::try_from(here)?;
    Ok(file.seek_relative(far)?)
}

/// Whether a file ends at a place: behind it stands the next header or the list of contents.
fn is_end(file: &mut BufReader<File>, end: u64) -> Result<bool> {
    go(file, end)?;
    let window = file.fill_buf().unwrap_or_default();
    Ok([HEADER, CONTENTS].iter().any(|first| window.starts_with(first)))
}

/// The name of the file whose header stands at a place, and its data, as far as the header tells: what is deflated ends
/// by itself, and what is stored where the next header stands.
fn loose(file: &mut BufReader<File>, start: u64) -> Option<(String, Box<dyn Read + '_>)> {
    go(file, start).ok()?;
    let mut header = [0; 30];
    file.read_exact(&mut header).ok()?;
    // APPNOTE.TXT 4.3.7: the method, the lengths of the name and of what stands between it and the data.
    let number = |place: usize| u16::from_le_bytes([header[place], header[place + 1]]);
    let (method, name, extra) = (number(8), number(26), number(28));
    let mut bytes = vec![0; usize::from(name)];
    file.read_exact(&mut bytes).ok()?;
    let name = String::from_utf8(bytes).ok()?;
    let data = start + header.len() as u64 + name.len() as u64 + u64::from(extra);
    if method != STORED {
        go(file, data).ok()?;
        return Some((name, Box::new(DeflateDecoder::new(file))));
    }
    let next = |file: &mut BufReader<File>, mark| next_mark(file, mark, &mut data.clone()).ok()?;
    let end = [HEADER, CONTENTS].into_iter().filter_map(|mark| next(file, mark)).min()?;
    go(file, data).ok()?;
    Some((name, Box::new(file.take(end - data))))
}

/// Reads a file whose header is damaged, but for its name; whether it is what was sealed its digest tells.
fn read_loose(file: &mut BufReader<File>, start: u64, top: &str) -> Option<(String, String)> {
    let (name, mut data) = loose(file, start)?;
    let path = name.strip_prefix(top).filter(|path| super::paths::is_safe(path))?.to_owned();
    let digests = digest::copy(&mut data, &mut io::sink(), &[Algorithm::Sha256], &|_| {}).ok()?;
    Some((path, digests.hex(Algorithm::Sha256)?))
}

/// Reads the file whose header stands here to its end; `None` where it is damaged or none of the bag.
fn read_file(file: &mut BufReader<File>, top: &str) -> Option<(String, String)> {
    let mut entry = read_zipfile_from_stream(file).ok()??;
    let path = entry.name().ok()?.strip_prefix(top)?.to_owned();
    let digests = digest::copy(&mut entry, &mut io::sink(), &[Algorithm::Sha256], &|_| {}).ok()?;
    super::paths::is_safe(&path).then_some(())?;
    Some((path, digests.hex(Algorithm::Sha256)?))
}

/// The files whose headers are damaged, and which the list of contents still knows.
fn listed(path: &Path, zip: usize, candidates: &mut Vec<Candidate>) {
    let Ok(mut extract) = Extract::open(path) else { return };
    let has = |path: &String| {
        candidates.iter().any(|(own, _, place)| {
            own == path && matches!(place, Place::Header { zip: own, .. } if *own == zip)
        })
    };
    let missing: Vec<String> = extract.paths().iter().filter(|path| !has(path)).cloned().collect();
    for path in missing.into_iter().filter(|path| super::paths::is_safe(path)) {
        if let Ok(Some(bytes)) = extract.read(&path) {
            candidates.push((path, FileDigest::of(&bytes).sha256, Place::Listed { zip }));
        }
    }
}

fn in_folder(folder: &Path, root: usize, candidates: &mut Vec<Candidate>) {
    for path in files::list_what_can_be(folder) {
        if let Ok(digest) = FileDigest::of_file(&folder.join(&path)) {
            candidates.push((files::slashed(&path), digest.sha256, Place::Folder { root }));
        }
    }
}
