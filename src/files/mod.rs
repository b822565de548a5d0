//! The only door to the disk: reading, listing, writing whole files. Every error names its path.
//!
//! - [`Staged`] a folder that is built aside and swapped in;
//! - [`Changes`] several files of one folder that are written together or not at all;
//! - [`mod@place`] where a path is;
//! - [`lock()`] one writer at a time;
//! - [`Scratch`] a folder for what is needed only while a command runs.
#![allow(clippy::disallowed_methods, reason = "this module is the door that the ban points to")]

mod changes;
mod lock;
mod place;
mod scratch;
mod staged;

pub use changes::{Changes, abandon, complete, is_begun, is_of_changes, made, pending};
pub use lock::{lock, lock_shared};
pub use place::{folder_of, is_name, is_same, is_same_disk, lies_in, real};
pub use scratch::{Scratch, sweep_scratch};
pub use staged::{Staged, recover};

use anyhow::{Context, Result};
use sha2::{Digest, Sha256};
use std::fs::{self, File};
use std::io::{self, BufWriter, Read, Write};
use std::path::{Component, Path, PathBuf};
use walkdir::WalkDir;

/// A path as text with `/` between its parts on every system.
pub fn slashed(path: &Path) -> String {
    let parts: Vec<_> = path
        .components()
        .filter(|part| !matches!(part, Component::CurDir))
        .map(|part| part.as_os_str().to_string_lossy())
        .collect();
    parts.join("/").replacen("//", "/", 1)
}

/// A whole file.
pub fn read(path: &Path) -> Result<Vec<u8>> {
    fs::read(path).with_context(|| format!("не удаётся прочитать {}", path.display()))
}

/// A file opened for reading.
pub fn open(path: &Path) -> Result<File> {
    File::open(path).with_context(|| format!("не удаётся открыть {}", path.display()))
}

/// Why something could not be done, in Russian where people know it by another name than the system.
pub fn reason(error: &anyhow::Error) -> String {
    let cause = error.root_cause();
    cause.downcast_ref::<io::Error>().map_or_else(|| cause.to_string(), reason_of)
}

/// Whether something could not be written because there is no room for it, or the disk is read only, whatever was
/// read for it.
pub fn is_no_room(error: &anyhow::Error) -> bool {
    let kind =
        |cause: &(dyn std::error::Error + 'static)| cause.downcast_ref::<io::Error>().map(io::Error::kind);
    error.chain().filter_map(kind).any(|kind| {
        matches!(
            kind,
            io::ErrorKind::StorageFull
                | io::ErrorKind::QuotaExceeded
                | io::ErrorKind::FileTooLarge
                | io::ErrorKind::ReadOnlyFilesystem
        )
    })
}

/// Why the system refused.
pub fn reason_of(error: &io::Error) -> String {
    match (error.kind(), error.raw_os_error()) {
        (io::ErrorKind::NotFound, _) => "такого файла нет".to_owned(),
        (io::ErrorKind::PermissionDenied, _) => "нет прав на него".to_owned(),
        (io::ErrorKind::StorageFull, _) => "на диске нет места".to_owned(),
        (io::ErrorKind::IsADirectory, _) => "это папка".to_owned(),
        (io::ErrorKind::ReadOnlyFilesystem, _) => "носитель только для чтения".to_owned(),
        (_, Some(number)) => format!("отказ системы, ошибка {number}"),
        (_, None) => error.to_string(),
    }
}

/// What lies below a folder, relative to it, in byte order of the slashed names.
#[derive(Debug, Default)]
pub struct Listing {
    /// Regular files.
    pub files: Vec<PathBuf>,
    /// Links, which are not followed, devices, and files whose names are not in UTF-8: two of them may
    /// look the same.
    pub others: Vec<PathBuf>,
}

impl Listing {
    /// Whether there is nothing but folders.
    pub fn is_empty(&self) -> bool {
        self.files.is_empty() && self.others.is_empty()
    }
}

/// Everything below a folder but its folders.
pub fn list_all(folder: &Path) -> Result<Listing> {
    let mut listing = Listing::default();
    for entry in WalkDir::new(folder).follow_links(false) {
        let entry = entry.with_context(|| format!("не удаётся перечислить {}", folder.display()))?;
        let relative = entry.path().strip_prefix(folder).expect("walkdir stays below its root");
        if entry.file_type().is_file() && relative.to_str().is_some() {
            listing.files.push(relative.to_owned());
        } else if !entry.file_type().is_dir() {
            listing.others.push(relative.to_owned());
        }
    }
    listing.files.sort_by_cached_key(|path| slashed(path));
    listing.others.sort_by_cached_key(|path| slashed(path));
    Ok(listing)
}

/// All regular files below a folder, relative to it, in byte order of their slashed names.
/// Links are not followed: what they point to is not part of the folder.
pub fn list(folder: &Path) -> Result<Vec<PathBuf>> {
    Ok(list_all(folder)?.files)
}

/// The regular files below a folder as far as it can be read, relative to it, in byte order of their slashed names.
pub fn list_what_can_be(folder: &Path) -> Vec<PathBuf> {
    let all = WalkDir::new(folder).follow_links(false).into_iter().flatten();
    let files = all.filter(|entry| entry.file_type().is_file());
    let relative = |entry: walkdir::DirEntry| Some(entry.path().strip_prefix(folder).ok()?.to_owned());
    let mut files: Vec<PathBuf> = files.filter_map(relative).collect();
    files.sort_by_cached_key(|path| slashed(path));
    files
}

/// Entries of one folder in byte order of their names.
pub fn entries(folder: &Path) -> Result<Vec<PathBuf>> {
    let describe = || format!("не удаётся прочитать папку {}", folder.display());
    let mut paths = Vec::new();
    for entry in fs::read_dir(folder).with_context(describe)? {
        paths.push(entry.with_context(describe)?.path());
    }
    paths.sort();
    Ok(paths)
}

/// Writes a file and the folders above it. For files inside a [`Staged`] folder, which is swapped
/// in as a whole; a file that stands alone is written by [`write_atomically`].
pub fn write(path: &Path, bytes: &[u8]) -> Result<()> {
    make_parent(path)?;
    fs::write(path, bytes).with_context(|| format!("не удаётся записать {}", path.display()))
}

/// Writes a file aside, flushes it to the medium and renames it into place.
pub fn write_atomically(path: &Path, bytes: &[u8]) -> Result<()> {
    create_atomically(path, |file| Ok(file.write_all(bytes)?), |_, ()| Ok(()))
}

/// Lets `fill` write a file aside, flushes it to the medium, lets `check` look at it and renames it
/// into place; what `fill` returns `check` gets, and what `check` returns is returned. Where one of
/// them fails nothing is left behind.
pub fn create_atomically<T, U>(
    path: &Path,
    fill: impl FnOnce(&mut BufWriter<File>) -> Result<T>,
    check: impl FnOnce(&Path, T) -> Result<U>,
) -> Result<U> {
    make_parent(path)?;
    let aside = beside(path, "part");
    let describe = || format!("не удаётся записать {}", path.display());
    let write = || -> Result<U> {
        let mut file = BufWriter::with_capacity(1 << 20, File::create(&aside).with_context(describe)?);
        let filled = fill(&mut file).with_context(describe)?;
        file.into_inner()
            .map_err(io::IntoInnerError::into_error)
            .and_then(|file| file.sync_all())
            .with_context(describe)?;
        let checked = check(&aside, filled)?;
        fs::rename(&aside, path).with_context(describe)?;
        sync_folder(path.parent());
        Ok(checked)
    };
    write().inspect_err(|_| drop(fs::remove_file(&aside)))
}

/// Copies a file byte for byte and returns the digest of what was read from the source.
pub fn copy(from: &Path, to: &Path) -> Result<FileDigest> {
    make_parent(to)?;
    let describe = || format!("не удаётся скопировать {} в {}", from.display(), to.display());
    let mut target = File::create(to).with_context(describe)?;
    digest_into(&mut open(from)?, &mut target).with_context(describe)
}

/// A new file, and the folders above it. For files of a folder that counts as a whole.
pub fn create(path: &Path) -> Result<File> {
    make_parent(path)?;
    File::create(path).with_context(|| format!("не удаётся записать {}", path.display()))
}

/// Writes a file from a stream, and the folders above it; the digest of what was written. For files of a
/// folder that counts as a whole.
pub fn write_from(path: &Path, from: &mut impl Read) -> Result<FileDigest> {
    make_parent(path)?;
    let describe = || format!("не удаётся записать {}", path.display());
    let mut target = File::create(path).with_context(describe)?;
    digest_into(from, &mut target).with_context(describe)
}

/// Makes a folder and those above it.
pub fn make_folder(path: &Path) -> Result<()> {
    fs::create_dir_all(path).with_context(|| format!("не удаётся создать папку {}", path.display()))
}

/// Length and SHA-256 of a file's bytes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FileDigest {
    /// Length in bytes.
    pub size: u64,
    /// SHA-256 in lower-case hex.
    pub sha256: String,
}

impl FileDigest {
    /// Of bytes in memory.
    pub fn of(bytes: &[u8]) -> FileDigest {
        FileDigest { size: bytes.len() as u64, sha256: hex(&Sha256::digest(bytes)) }
    }

    /// Of a file on the disk.
    pub fn of_file(path: &Path) -> Result<FileDigest> {
        digest_into(&mut open(path)?, &mut io::sink())
            .with_context(|| format!("не удаётся прочитать {}", path.display()))
    }
}

/// Copies a stream and digests what was read, so that the source is read once.
pub fn digest_into(from: &mut impl Read, to: &mut impl Write) -> Result<FileDigest> {
    let mut hash = Sha256::new();
    let mut size = 0;
    let mut buffer = vec![0; 128 * 1024];
    loop {
        let n = from.read(&mut buffer)?;
        if n == 0 {
            return Ok(FileDigest { size, sha256: hex(&hash.finalize()) });
        }
        hash.update(&buffer[..n]);
        to.write_all(&buffer[..n])?;
        size += n as u64;
    }
}

/// Bytes in lower-case hex.
pub fn hex(bytes: &[u8]) -> String {
    use std::fmt::Write as _;
    bytes.iter().fold(String::with_capacity(bytes.len() * 2), |mut text, byte| {
        let _ = write!(text, "{byte:02x}");
        text
    })
}

/// Removes a file, or a folder with all that is in it; what is not there is gone already.
pub fn remove(path: &Path) -> Result<()> {
    if is_folder(path) {
        return remove_folder(path);
    }
    match fs::remove_file(path) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => {
            Err(error).with_context(|| format!("не удаётся удалить {}", path.display()))
        }
        _ => Ok(()),
    }
}

fn remove_folder(path: &Path) -> Result<()> {
    match fs::remove_dir_all(path) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => {
            Err(error).with_context(|| format!("не удаётся удалить {}", path.display()))
        }
        _ => Ok(()),
    }
}

/// Removes the folders below a folder that hold nothing, and the folder itself where it then holds nothing. Links
/// are not followed.
pub fn remove_empty_folders(folder: &Path) -> Result<()> {
    for entry in WalkDir::new(folder).contents_first(true).follow_links(false) {
        let entry = entry.with_context(|| format!("не удаётся перечислить {}", folder.display()))?;
        if entry.file_type().is_dir() && entries(entry.path())?.is_empty() {
            remove_folder(entry.path())?;
        }
    }
    Ok(())
}

fn make_parent(path: &Path) -> Result<()> {
    path.parent().map_or(Ok(()), make_folder)
}

/// What Windows Explorer and Finder leave in a folder that was looked at, and what keeps an empty
/// folder in a repository: nobody's work.
pub fn is_litter(path: &str) -> bool {
    let name = path.rsplit('/').next().unwrap_or(path).to_ascii_lowercase();
    matches!(name.as_str(), "thumbs.db" | "desktop.ini" | ".ds_store" | ".gitkeep")
}

/// Whether there is a file, and no link to one.
pub fn is_plain(path: &Path) -> bool {
    fs::symlink_metadata(path).is_ok_and(|data| data.is_file())
}

/// Whether it is certain that nothing is there: a disk that was pulled out or does not answer is no proof.
pub fn is_gone(path: &Path) -> bool {
    fs::symlink_metadata(path).is_err_and(|error| error.kind() == io::ErrorKind::NotFound)
}

/// Whether there is a folder, and no link to one.
pub fn is_folder(path: &Path) -> bool {
    fs::symlink_metadata(path).is_ok_and(|data| data.is_dir())
}

/// A file's length in bytes.
pub fn size(path: &Path) -> Result<u64> {
    Ok(fs::metadata(path).with_context(|| format!("не удаётся прочитать {}", path.display()))?.len())
}

/// `x/output` with a suffix, on the same volume: `x/.output.part`.
pub fn beside(path: &Path, suffix: &str) -> PathBuf {
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    path.with_file_name(format!(".{name}.{suffix}"))
}

/// Flushes every file and folder below a folder to the medium, several at a time: each waits for the
/// medium.
fn sync_all(folder: &Path) -> Result<()> {
    let mut paths = Vec::new();
    for entry in WalkDir::new(folder) {
        let entry = entry.with_context(|| format!("не удаётся перечислить {}", folder.display()))?;
        paths.push((entry.file_type().is_dir(), entry.into_path()));
    }
    let next = std::sync::atomic::AtomicUsize::new(0);
    let work = || -> Result<()> {
        while let Some((is_folder, path)) = paths.get(next.fetch_add(1, std::sync::atomic::Ordering::Relaxed))
        {
            if *is_folder {
                sync_folder(Some(path));
            } else {
                let file = fs::OpenOptions::new().append(true).open(path);
                let synced = file.and_then(|file| file.sync_all());
                synced.with_context(|| format!("не удаётся записать {}", path.display()))?;
            }
        }
        Ok(())
    };
    std::thread::scope(|scope| {
        let threads: Vec<_> = (0..8).map(|_| scope.spawn(work)).collect();
        threads.into_iter().try_for_each(|thread| thread.join().expect("no thread panics while it waits"))
    })
}

/// Flushes a folder's list of names, where the system can (Windows does it by itself).
fn sync_folder(folder: Option<&Path>) {
    let folder = folder.filter(|path| !path.as_os_str().is_empty()).unwrap_or(Path::new("."));
    if cfg!(unix)
        && let Ok(handle) = File::open(folder)
    {
        drop(handle.sync_all());
    }
}
