//! What lies on a medium, read: whether a copy is what was written, and what is somebody else's.

use super::{Medium, Original, target};
use crate::archive::bag::TAG_MANIFEST;
use crate::archive::digest::Algorithm;
use crate::archive::encryption::ENDING;
use crate::archive::event::{CopiedFile, Form};
use crate::archive::extract::Extract;
use crate::archive::paths::is_safe;
use crate::archive::verify::{self, How};
use crate::files::{self, FileDigest};
use anyhow::Result;
use std::collections::BTreeSet;
use std::path::Path;

/// Whether every file of a copy is what was written.
pub fn is_whole(folder: &Path, form: Form, files: &[CopiedFile]) -> bool {
    damaged(folder, form, files, &|_| {}).is_empty()
}

/// The files of a copy that are not what was written; `folder` is where its medium is now.
pub fn damaged(folder: &Path, form: Form, files: &[CopiedFile], tick: &(dyn Fn(u64) + Sync)) -> Vec<String> {
    let mut damaged = Vec::new();
    for file in files {
        let path = folder.join(&file.file);
        let is_bag = form == Form::Unpacked && file.file.ends_with(&format!("/{TAG_MANIFEST}"));
        let is_there = is_safe(&file.file) && files::is_plain(&path);
        let digest = is_there.then(|| FileDigest::of_file(&path).ok()).flatten();
        if digest.is_none_or(|digest| digest.sha256 != file.sha256) {
            damaged.push(file.file.clone());
        } else if is_bag {
            let bag = path.parent().unwrap_or(folder);
            let how = How { tick, only: Some(Algorithm::Sha256), ..How::STRICTLY };
            match verify::verify(bag, how) {
                Ok(outcome) => damaged.extend(outcome.findings.errors().map(|finding| {
                    format!("{}/{}", bag.file_name().unwrap_or_default().to_string_lossy(), finding.path)
                })),
                Err(_) => damaged.push(file.file.clone()),
            }
        } else {
            tick(file.size);
        }
    }
    damaged
}

impl Medium {
    /// Somebody else's file in the place of a copy of these archives or of a paper, or inside an unpacked copy that
    /// will be replaced.
    ///
    /// # Errors
    /// Where the archive of an unpacked copy, or the medium, cannot be read.
    pub fn foreign(
        &self,
        store: &Path,
        originals: &[Original<'_>],
        form: Form,
        papers: &[(String, Vec<u8>)],
    ) -> Result<Option<String>> {
        let own: BTreeSet<&str> = self.catalogue.tops().collect();
        let is_foreign = |path: &str, sha256: &str| {
            let there = self.folder.join(path);
            let same = || FileDigest::of_file(&there).is_ok_and(|digest| digest.sha256 == sha256);
            !own.contains(path) && there.exists() && !same()
        };
        for Original { entry, files } in originals {
            let places = files.iter().map(|(file, sha256)| (target(entry, file, form), sha256));
            if let Some((path, _)) = places.into_iter().find(|(path, sha256)| is_foreign(path, sha256)) {
                return Ok(Some(path));
            }
            let unpacked = self.folder.join(&entry.name);
            if own.contains(entry.name.as_str()) && files::is_folder(&unpacked) {
                let zip = Extract::open(&store.join(entry.zip()))?;
                let there = files::list_all(&unpacked)?;
                let mut there = there.files.iter().chain(&there.others).map(|path| files::slashed(path));
                let is_other = |path: &String| !zip.paths().contains(path) && !files::is_litter(path);
                if let Some(other) = there.find(is_other) {
                    return Ok(Some(format!("{}/{other}", entry.name)));
                }
            }
        }
        let ending = if form == Form::Encrypted { ENDING } else { "" };
        let mut papers =
            papers.iter().map(|(name, bytes)| (format!("{name}{ending}"), FileDigest::of(bytes).sha256));
        Ok(papers.find(|(path, sha256)| is_foreign(path, sha256)).map(|(path, _)| path))
    }
}
