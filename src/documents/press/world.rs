//! What typst sees of the world while it sets one document: the templates, the data, the fonts; no files,
//! no network, no clock.

use super::Press;
use anyhow::{Result, anyhow};
use chrono::{Datelike, NaiveDate};
use std::collections::BTreeMap;
use std::sync::Mutex;
use typst::diag::{FileError, FileResult, SourceDiagnostic};
use typst::foundations::{Bytes, Datetime, Duration};
use typst::syntax::{FileId, RootedPath, Source, VirtualPath, VirtualRoot};
use typst::text::{Font, FontBook};
use typst::utils::LazyHash;
use typst::{Library, World, WorldExt};

/// The data's file, as templates name it: `json("/data.json")`.
pub(super) const DATA: &str = "data.json";

/// The id of a file. typst never forgets one and has 65,536: names are those of templates, never of data.
pub(super) fn file_id(name: &str) -> Result<FileId> {
    let path = VirtualPath::new(name).map_err(|error| anyhow!("имя шаблона {name}: {error:?}"))?;
    Ok(RootedPath::new(VirtualRoot::Project, path).intern())
}

/// The templates, each read once.
pub(super) struct Sources {
    plain: Vec<(String, Source)>,
    /// Those of the parts of a tagged document. typst knows an element by where its source stands: two
    /// parts of one template must be told apart when they are bound, so each has a folder of its own.
    apart: Mutex<BTreeMap<String, Source>>,
}

impl Sources {
    pub(super) fn new(templates: impl Iterator<Item = (String, String)>) -> Result<Sources> {
        let mut plain = Vec::new();
        for (name, text) in templates {
            plain.push((name.clone(), Source::new(file_id(&name)?, text)));
        }
        Ok(Sources { plain, apart: Mutex::default() })
    }

    /// The name of a template in a part's own folder.
    pub(super) fn in_part(part: usize, template: &str) -> String {
        format!("part-{part}/{template}")
    }

    fn find(&self, id: FileId) -> Option<Source> {
        if let Some((_, source)) = self.plain.iter().find(|(_, source)| source.id() == id) {
            return Some(source.clone());
        }
        let path = id.vpath().get_without_slash();
        let (_, template) = path.strip_prefix("part-")?.split_once('/')?;
        let mut apart = self.apart.lock().expect("no thread panics with the sources");
        if let Some(source) = apart.get(path) {
            return Some(source.clone());
        }
        let (_, plain) = self.plain.iter().find(|(name, _)| name == template)?;
        let source = Source::new(id, plain.text().to_owned());
        apart.insert(path.to_owned(), source.clone());
        Some(source)
    }
}

/// One document's world.
pub(super) struct Sight<'a> {
    pub(super) press: &'a Press,
    pub(super) main: FileId,
    pub(super) data: Bytes,
}

impl World for Sight<'_> {
    fn library(&self) -> &LazyHash<Library> {
        &self.press.library
    }

    fn book(&self) -> &LazyHash<FontBook> {
        &self.press.book
    }

    fn main(&self) -> FileId {
        self.main
    }

    fn source(&self, id: FileId) -> FileResult<Source> {
        let missing = || FileError::NotFound(id.vpath().get_without_slash().into());
        self.press.sources.find(id).ok_or_else(missing)
    }

    fn file(&self, id: FileId) -> FileResult<Bytes> {
        if id == self.press.data {
            return Ok(self.data.clone());
        }
        self.source(id).map(|source| Bytes::from_string(source.text().to_owned()))
    }

    fn font(&self, index: usize) -> Option<Font> {
        self.press.fonts.get(index).cloned()
    }

    fn today(&self, _: Option<Duration>) -> Option<Datetime> {
        Some(noon(self.press.closed_on))
    }
}

/// A day for typst.
pub(super) fn noon(day: NaiveDate) -> Datetime {
    Datetime::from_ymd_hms(day.year(), day.month() as u8, day.day() as u8, 12, 0, 0)
        .expect("a day of the calendar")
}

/// What typst says is wrong with a template, with the line.
pub(super) fn told(sight: &Sight<'_>, errors: &[SourceDiagnostic]) -> anyhow::Error {
    let lines: Vec<String> = errors
        .iter()
        .map(|error| {
            let place = error.span.id().and_then(|id| {
                let source = sight.source(id).ok()?;
                let line = source.lines().byte_to_line(sight.range(error.span)?.start)?;
                Some(format!("{}:{}: ", id.vpath().get_without_slash(), line + 1))
            });
            format!("{}{}", place.unwrap_or_default(), error.message)
        })
        .collect();
    anyhow!("{}", lines.join("; "))
}
