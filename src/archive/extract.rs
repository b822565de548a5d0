//! Files of a bag's zip, written into a folder.
//!
//! Whoever extracts has proved the zip by its digest before: nothing is compared here.

use super::paths::is_safe;
use crate::files;
use anyhow::{Context as _, Result, bail};
use std::fs::File;
use std::io::{BufReader, Read};
use std::path::Path;
use zip::ZipArchive;

/// The longest file that is read into memory.
const LONGEST: u64 = 256 * 1024 * 1024;

/// A bag's zip that is open for extraction. Paths are those in the bag: `data/build.json`.
pub struct Extract {
    archive: ZipArchive<BufReader<File>>,
    paths: Vec<String>,
    /// The one folder of the zip, with `/`.
    top: String,
    path: String,
}

impl Extract {
    /// Opens a zip.
    pub fn open(path: &Path) -> Result<Extract> {
        let describe = || format!("{}: zip не читается", path.display());
        let archive = ZipArchive::new(BufReader::new(files::open(path)?)).with_context(describe)?;
        let names = archive.file_names().map(|name| Ok(name?.into_owned())).collect::<Result<Vec<String>>>();
        let names = names.with_context(describe)?;
        let top = names.iter().find_map(|name| name.strip_suffix("bagit.txt")).unwrap_or_default().to_owned();
        let inside = |name: &String| Some(name.strip_prefix(&top)?.to_owned());
        let mut paths: Vec<String> =
            names.iter().filter(|name| !name.ends_with('/')).filter_map(inside).collect();
        paths.sort();
        Ok(Extract { archive, paths, top, path: path.display().to_string() })
    }

    /// The paths of its files, in byte order.
    pub fn paths(&self) -> &[String] {
        &self.paths
    }

    /// A file's bytes; `None` where there is none of that path.
    pub fn read(&mut self, path: &str) -> Result<Option<Vec<u8>>> {
        let Some(index) = self.archive.index_for_name(&format!("{}{path}", self.top)) else {
            return Ok(None);
        };
        let describe = format!("{}: {path} не распаковывается", self.path);
        let mut bytes = Vec::new();
        let file = self.archive.by_index(index).with_context(|| describe.clone())?;
        file.take(LONGEST + 1).read_to_end(&mut bytes).with_context(|| describe.clone())?;
        if bytes.len() as u64 > LONGEST {
            bail!("{describe}: файл слишком велик");
        }
        Ok(Some(bytes))
    }

    /// Writes those files into a folder that `target` gives a place in it, by their paths; the others stay
    /// where they are.
    pub fn write(&mut self, folder: &Path, target: &dyn Fn(&str) -> Option<String>) -> Result<()> {
        for path in &self.paths {
            let Some(target) = target(path) else { continue };
            if !is_safe(&target) {
                bail!("{}: имя {path} ведёт наружу папки", self.path);
            }
            let index = self.archive.index_for_name(&format!("{}{path}", self.top));
            let describe = || format!("{}: {path} не распаковывается", self.path);
            let mut file = self.archive.by_index(index.with_context(describe)?).with_context(describe)?;
            let describe = || format!("{}: {path} не распаковывается", self.path);
            files::write_from(&folder.join(target), &mut file).with_context(describe)?;
        }
        Ok(())
    }
}
