//! The only door to the disk: reading, listing, writing whole files, building a folder aside and
//! swapping it in. Every error names its path.
#![allow(clippy::disallowed_methods, reason = "this module is the door that the ban points to")]

use anyhow::{Context, Result, bail};
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

/// All regular files below a folder, relative to it, in byte order of their slashed names.
/// Links are not followed: what they point to is not part of the folder.
pub fn list(folder: &Path) -> Result<Vec<PathBuf>> {
    let mut files = Vec::new();
    for entry in WalkDir::new(folder).follow_links(false) {
        let entry = entry.with_context(|| format!("не удаётся перечислить {}", folder.display()))?;
        if entry.file_type().is_file() {
            let relative = entry.path().strip_prefix(folder).expect("walkdir stays below its root");
            files.push(relative.to_owned());
        }
    }
    files.sort_by_key(|path| slashed(path));
    Ok(files)
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
    create_atomically(path, |file| Ok(file.write_all(bytes)?), |_| Ok(()))
}

/// Lets `fill` write a file aside, flushes it to the medium, lets `check` look at it and renames it
/// into place. Where one of them fails nothing is left behind.
pub fn create_atomically(
    path: &Path,
    fill: impl FnOnce(&mut BufWriter<File>) -> Result<()>,
    check: impl FnOnce(&Path) -> Result<()>,
) -> Result<()> {
    make_parent(path)?;
    let aside = beside(path, "part");
    let describe = || format!("не удаётся записать {}", path.display());
    let write = || -> Result<()> {
        let mut file = BufWriter::new(File::create(&aside).with_context(describe)?);
        fill(&mut file)?;
        file.into_inner()
            .map_err(io::IntoInnerError::into_error)
            .and_then(|file| file.sync_all())
            .with_context(describe)?;
        check(&aside)?;
        fs::rename(&aside, path).with_context(describe)?;
        sync_folder(path.parent());
        Ok(())
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

/// Makes a folder and those above it.
pub fn make_folder(path: &Path) -> Result<()> {
    fs::create_dir_all(path).with_context(|| format!("не удаётся создать папку {}", path.display()))
}

/// Locks a file (made where it is missing) for this process until the returned handle is dropped.
/// Where another process holds it the answer is an error that says so.
pub fn lock(path: &Path) -> Result<File> {
    make_parent(path)?;
    let file = File::create(path).with_context(|| format!("не удаётся записать {}", path.display()))?;
    match file.try_lock() {
        Ok(()) => Ok(file),
        Err(fs::TryLockError::WouldBlock) => {
            bail!(
                "другой запуск letopis ещё работает с этой папкой ({}): дождитесь его окончания",
                path.display()
            )
        }
        Err(fs::TryLockError::Error(error)) => {
            Err(error).with_context(|| format!("не удаётся занять {}", path.display()))
        }
    }
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

/// A folder that is built aside and takes the place of another in one step.
/// Dropped before [`Staged::commit`], it removes itself and the old folder stays.
pub struct Staged {
    aside: PathBuf,
    target: PathBuf,
    committed: bool,
}

impl Staged {
    /// Starts a fresh folder beside `target`. What an earlier, killed run left there is removed.
    pub fn begin(target: &Path) -> Result<Staged> {
        let aside = beside(target, "part");
        remove_folder(&aside)?;
        make_folder(&aside)?;
        Ok(Staged { aside, target: target.to_owned(), committed: false })
    }

    /// Where to write.
    pub fn path(&self) -> &Path {
        &self.aside
    }

    /// Puts the new folder in place of the old one, which is removed.
    pub fn commit(mut self) -> Result<()> {
        let old = beside(&self.target, "old");
        remove_folder(&old)?;
        let describe = || {
            format!(
                "не удаётся заменить папку {} новой: закройте файлы из неё, открытые в других программах",
                self.target.display()
            )
        };
        let had_old = self.target.exists();
        if had_old {
            fs::rename(&self.target, &old).with_context(describe)?;
        }
        if let Err(error) = fs::rename(&self.aside, &self.target) {
            if had_old {
                // The old folder goes back; the error that is told is the first one.
                drop(fs::rename(&old, &self.target));
            }
            return Err(error).with_context(describe);
        }
        self.committed = true;
        sync_folder(self.target.parent());
        // The new folder stands; what is left of the old one the next build removes.
        drop(remove_folder(&old));
        Ok(())
    }
}

impl Drop for Staged {
    fn drop(&mut self) {
        if !self.committed {
            drop(fs::remove_dir_all(&self.aside));
        }
    }
}

/// Puts back the folder that a run killed between its two renames left aside.
pub fn recover(target: &Path) -> Result<()> {
    let old = beside(target, "old");
    if !target.exists() && old.exists() {
        fs::rename(&old, target).with_context(|| format!("не удаётся вернуть папку {}", target.display()))?;
    }
    Ok(())
}

fn remove_folder(path: &Path) -> Result<()> {
    match fs::remove_dir_all(path) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => {
            Err(error).with_context(|| format!("не удаётся удалить {}", path.display()))
        }
        _ => Ok(()),
    }
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

/// A file's length in bytes.
pub fn size(path: &Path) -> Result<u64> {
    Ok(fs::metadata(path).with_context(|| format!("не удаётся прочитать {}", path.display()))?.len())
}

/// `x/output` with a suffix, on the same volume: `x/.output.part`.
pub fn beside(path: &Path, suffix: &str) -> PathBuf {
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    path.with_file_name(format!(".{name}.{suffix}"))
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
