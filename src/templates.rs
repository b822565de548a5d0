//! The templates, fonts and assets: embedded in the program, overlaid by name from the office's
//! `input/templates/` (offices change forms every year).

use crate::files;
use anyhow::Result;
use rust_embed::RustEmbed;
use std::borrow::Cow;
use std::collections::BTreeMap;
use std::path::Path;

#[derive(RustEmbed)]
#[folder = "templates/"]
struct Embedded;

/// All templates by their path below `templates/`: `documents/journal.typ`.
#[derive(Debug)]
pub struct Templates {
    files: BTreeMap<String, Cow<'static, [u8]>>,
}

impl Templates {
    /// The embedded templates alone.
    pub fn built_in() -> Templates {
        let embedded = Embedded::iter().map(|name| {
            let file = Embedded::get(&name).expect("a listed file is embedded");
            (name.into_owned(), file.data)
        });
        Templates { files: embedded.collect() }
    }

    /// The embedded templates, and over them those of a folder where it is there.
    pub fn with_overlay(folder: &Path) -> Result<Templates> {
        let Templates { mut files } = Templates::built_in();
        if folder.is_dir() {
            for path in files::list(folder)? {
                files.insert(files::slashed(&path), Cow::Owned(files::read(&folder.join(&path))?));
            }
        }
        Ok(Templates { files })
    }

    /// The templates below a folder, with their paths below it, in byte order.
    pub fn below<'a>(&'a self, folder: &'a str) -> impl Iterator<Item = (&'a str, &'a [u8])> {
        self.files
            .iter()
            .filter_map(move |(name, bytes)| Some((name.strip_prefix(folder)?.strip_prefix('/')?, &**bytes)))
    }
}
