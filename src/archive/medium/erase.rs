//! Taking a copy away from a medium: what is the archive's goes, what is anybody else's stays.

use super::catalogue::is_own;
use crate::archive::bag::{MANIFEST, TAG_MANIFEST};
use crate::archive::event::CopiedFile;
use crate::archive::manifest::{self, Manifest};
use crate::archive::register::Entry;
use crate::files::{self, FileDigest};
use anyhow::Result;
use std::path::Path;

/// What was left where a copy was erased.
#[derive(Debug, Default)]
pub struct Left {
    /// Files in the copy's places that are not what was written, or cannot be told to be.
    pub unknown: Vec<String>,
    /// Files of somebody else's inside an unpacked copy.
    pub others: Vec<String>,
}

/// Takes the files of an archive's copy away. The certificate stays: it proves what was destroyed.
///
/// # Errors
/// Where a file cannot be removed.
pub(super) fn erase(folder: &Path, entry: &Entry, copied: &[CopiedFile]) -> Result<Left> {
    let mut left = Left::default();
    for file in copied.iter().filter(|file| file.of != entry.certificate()) {
        let top = file.file.split('/').next().unwrap_or_default();
        let there = folder.join(top);
        if files::is_gone(&there) {
            continue;
        }
        let path = folder.join(&file.file);
        let is_it = is_own(&entry.name, &file.file)
            && !there.is_symlink()
            && files::is_plain(&path)
            && FileDigest::of_file(&path)?.sha256 == file.sha256;
        match (is_it, file.file == *top) {
            // Of an unpacked copy a run that was killed may have left folders alone.
            (false, false) if files::is_folder(&there) && files::list_all(&there)?.is_empty() => {
                files::remove_empty_folders(&there)?;
            }
            (false, _) => left.unknown.push(file.file.clone()),
            (true, true) => files::remove(&path)?,
            (true, false) => match listed(&there, &file.sha256) {
                Some(listed) => left.others.extend(erase_bag(&there, top, &listed)?),
                None => left.unknown.push(file.file.clone()),
            },
        }
    }
    Ok(left)
}

/// The paths of a bag's files by its lists; `None` where they are not those of the root digest.
fn listed(bag: &Path, root: &str) -> Option<Manifest> {
    let list = |name: &str, sha256: &str| -> Option<Manifest> {
        let bytes = files::is_plain(&bag.join(name)).then(|| files::read(&bag.join(name)).ok()).flatten()?;
        let text = String::from_utf8(bytes).ok()?;
        (FileDigest::of(text.as_bytes()).sha256 == sha256).then_some(())?;
        manifest::parse(&text).ok()
    };
    let mut all = list(TAG_MANIFEST, root)?;
    // A run that was killed has removed the list of the payload after the payload.
    if files::is_plain(&bag.join(MANIFEST)) {
        all.extend(list(MANIFEST, all.get(MANIFEST)?)?);
    }
    // Lists of other algorithms list this one, and are in none.
    for path in files::list(bag).ok()?.iter().map(|path| files::slashed(path)) {
        if path.starts_with("tagmanifest-") && path.ends_with(".txt") {
            all.insert(path, String::new());
        }
    }
    Some(all)
}

/// Removes the files of a bag, and the folders that are empty then; the files that are none of it.
fn erase_bag(bag: &Path, top: &str, listed: &Manifest) -> Result<Vec<String>> {
    // What tells which files are the bag's goes last.
    let last = [MANIFEST, TAG_MANIFEST];
    let first = listed.keys().map(String::as_str).filter(|path| !last.contains(path));
    for path in first.chain(last) {
        files::remove(&bag.join(path))?;
    }
    files::remove_empty_folders(bag)?;
    if !bag.exists() {
        return Ok(Vec::new());
    }
    let rest = files::list_all(bag)?;
    Ok(rest.files.iter().chain(&rest.others).map(|path| format!("{top}/{}", files::slashed(path))).collect())
}
