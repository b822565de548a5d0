//! A folder or a zip as a set of files that can be listed and read.

use crate::files;
use anyhow::{Context as _, Result, bail};
use std::collections::BTreeMap;
use std::fs::File;
use std::io::{BufReader, Read};
use std::path::{Path, PathBuf};
use zip::ZipArchive;

/// Files by their paths with `/`, relative to the bag or build.
pub trait Contents {
    /// The paths, in byte order.
    fn paths(&self) -> Vec<String>;

    /// Lets `read` have a file's bytes as a stream.
    fn with(&mut self, path: &str, read: &mut dyn FnMut(&mut dyn Read) -> Result<()>) -> Result<()>;

    /// A small file as text.
    fn text(&mut self, path: &str) -> Result<String> {
        const LARGEST: u64 = 256 * 1024 * 1024;
        let mut text = String::new();
        self.with(path, &mut |stream| {
            stream
                .take(LARGEST)
                .read_to_string(&mut text)
                .with_context(|| format!("не удаётся прочитать {path}"))?;
            Ok(())
        })?;
        Ok(text)
    }
}

/// A folder on the disk.
pub struct Folder {
    root: PathBuf,
    paths: BTreeMap<String, PathBuf>,
}

impl Folder {
    /// Lists a folder.
    pub fn open(root: &Path) -> Result<Folder> {
        let paths = files::list(root)?.into_iter().map(|path| (files::slashed(&path), path)).collect();
        Ok(Folder { root: root.to_owned(), paths })
    }
}

impl Contents for Folder {
    fn paths(&self) -> Vec<String> {
        self.paths.keys().cloned().collect()
    }

    fn with(&mut self, path: &str, read: &mut dyn FnMut(&mut dyn Read) -> Result<()>) -> Result<()> {
        let Some(relative) = self.paths.get(path) else { bail!("нет файла {path}") };
        read(&mut files::open(&self.root.join(relative))?)
    }
}

/// A zip whose files all lie in one folder: a bag as RFC 8493 §5 asks for it to be sent.
pub struct Zip {
    archive: ZipArchive<BufReader<File>>,
    entries: BTreeMap<String, usize>,
}

impl Zip {
    /// Opens a zip. One with unsafe names, links or several folders is refused.
    pub fn open(path: &Path) -> Result<Zip> {
        let mut archive = ZipArchive::new(BufReader::new(files::open(path)?))
            .with_context(|| format!("{} — не zip или повреждён", path.display()))?;
        let mut entries = BTreeMap::new();
        let mut top: Option<String> = None;
        for index in 0..archive.len() {
            let entry = archive.by_index_raw(index).context("оглавление zip повреждено")?;
            let name = entry.name()?.into_owned();
            let unsafe_name = entry.enclosed_name().is_none() || name.contains('\\') || name.starts_with('/');
            if unsafe_name || entry.is_symlink() {
                bail!("в zip небезопасное имя «{}»", crate::diagnostics::excerpt(&name));
            }
            let (folder, rest) = name.split_once('/').unwrap_or((&name, ""));
            if entry.is_dir() {
                continue;
            }
            if rest.is_empty() || top.as_deref().is_some_and(|top| top != folder) {
                bail!("в zip не одна папка с архивом");
            }
            top = Some(folder.to_owned());
            if entries.insert(rest.to_owned(), index).is_some() {
                bail!("в zip два файла с именем «{}»", crate::diagnostics::excerpt(&name));
            }
        }
        Ok(Zip { archive, entries })
    }
}

impl Contents for Zip {
    fn paths(&self) -> Vec<String> {
        self.entries.keys().cloned().collect()
    }

    fn with(&mut self, path: &str, read: &mut dyn FnMut(&mut dyn Read) -> Result<()>) -> Result<()> {
        let Some(index) = self.entries.get(path) else { bail!("нет файла {path}") };
        let mut entry =
            self.archive.by_index(*index).with_context(|| format!("не удаётся прочитать {path}"))?;
        read(&mut entry)
    }
}
