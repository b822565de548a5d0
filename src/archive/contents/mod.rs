//! A folder or a zip as a set of files, each of which is read once.

mod folder;
mod layout;
mod range;
mod zip;

pub use folder::Folder;
pub use zip::Zip;

use super::digest::{Algorithm, Digests};
use super::finding::Findings;
use crate::files::{FileDigest, reason_of};
use anyhow::Result;
use std::collections::BTreeMap;
use std::io::{self, Read};
use std::sync::atomic::{AtomicU64, Ordering};

/// What is wanted of each file.
pub struct Wanted<'a> {
    /// The digests of a file, by its path, and whether its bytes are kept.
    of: &'a (dyn Fn(&str) -> (Vec<Algorithm>, bool) + Sync),
    /// How many more bytes may be kept.
    room: AtomicU64,
    /// Hears how many bytes were read.
    tick: &'a (dyn Fn(u64) + Sync),
}

impl<'a> Wanted<'a> {
    /// `of` says of a path which digests are wanted and whether the bytes are to be kept; `tick`
    /// hears of every piece that was read how long it was.
    pub fn new(
        of: &'a (dyn Fn(&str) -> (Vec<Algorithm>, bool) + Sync),
        tick: &'a (dyn Fn(u64) + Sync),
    ) -> Wanted<'a> {
        // Lists of a million files fit; a tag file that unpacks without end does not.
        Wanted { of, room: AtomicU64::new(128 * 1024 * 1024), tick }
    }

    /// Reads a file as it is wanted.
    fn read(&self, path: &str, stream: &mut dyn Read) -> Reading {
        let (algorithms, keep) = (self.of)(path);
        let mut kept = Kept { bytes: keep.then(Vec::new), room: &self.room };
        match super::digest::copy(stream, &mut kept, &algorithms, self.tick) {
            Ok(digests) => Reading { digests, bytes: kept.bytes, trouble: None },
            Err(error) => {
                Reading { digests: Digests::default(), bytes: None, trouble: Some(reason_of(&error)) }
            }
        }
    }
}

/// Bytes that are kept while there is room for them.
struct Kept<'a> {
    bytes: Option<Vec<u8>>,
    room: &'a AtomicU64,
}

impl io::Write for Kept<'_> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        if let Some(kept) = &mut self.bytes {
            let taken = bytes.len() as u64;
            let room = |room: u64| room.checked_sub(taken);
            if self.room.fetch_update(Ordering::Relaxed, Ordering::Relaxed, room).is_err() {
                return Err(io::Error::other("файл слишком велик для служебного"));
            }
            kept.extend_from_slice(bytes);
        }
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// A file that was read.
#[derive(Debug, Default)]
pub struct Reading {
    /// Its length and its digests; of a file that could not be read to its end, nothing.
    pub digests: Digests,
    /// Its bytes, where they were wanted.
    pub bytes: Option<Vec<u8>>,
    /// Why it could not be read to its end, for people.
    pub trouble: Option<String>,
}

/// What was read.
#[derive(Debug, Default)]
pub struct Survey {
    /// The files by their paths.
    pub files: BTreeMap<String, Reading>,
    /// Of a zip, its own length and digest.
    pub whole: Option<FileDigest>,
    /// Of a zip, a file of it that is not packed as this program packs; `None` where there is none.
    pub foreign: Option<String>,
}

/// Files by their paths with `/`, relative to the bag or build.
pub trait Contents {
    /// The paths, in byte order.
    fn paths(&self) -> Vec<&str>;

    /// Whether there is a folder of that name, be it empty.
    fn has_folder(&self, name: &str) -> bool;

    /// What is wrong with the whole: links, names that lead out of it, a broken structure.
    fn findings(&self) -> Findings;

    /// Reads every file, with as many threads as the machine has cores.
    ///
    /// # Errors
    /// Where the folder or the zip itself can no longer be read; that a file of it cannot, its
    /// [`Reading`] says.
    fn read(&self, wanted: &Wanted<'_>) -> Result<Survey>;
}

/// How many threads read.
fn readers() -> usize {
    std::thread::available_parallelism().map_or(1, usize::from).min(8)
}
