//! The press: a template and its data become a PDF.
//!
//! One press serves all threads. typst itself must not be called from rayon's pool
//! (`shared/typst.md` §2): the callers are plain threads.

use super::functions;
use crate::model::Settings;
use crate::templates::Templates;
use anyhow::{Context as _, Result, anyhow};
use chrono::{Datelike, NaiveDate};
use std::collections::BTreeSet;
use std::fmt;
use std::sync::Mutex;
use typst::diag::{FileError, FileResult, SourceDiagnostic};
use typst::ecow::EcoVec;
use typst::foundations::{Bytes, Datetime, Duration, Smart};
use typst::layout::Frame;
use typst::model::DocumentInfo;
use typst::syntax::{FileId, RootedPath, Source, VirtualPath, VirtualRoot};
use typst::text::{Font, FontBook};
use typst::utils::LazyHash;
use typst::{Library, LibraryExt, World, WorldExt};
use typst_layout::{Page, PagedDocument};
use typst_pdf::{PdfOptions, PdfStandard, PdfStandards, Timestamp};

/// The data's file, as templates name it: `json("/data.json")`.
const DATA: &str = "data.json";

/// The settings ask for a standard or a font that there is not.
#[derive(Debug)]
pub struct WrongPrint(String);

impl fmt::Display for WrongPrint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "archive.yaml: {}", self.0)
    }
}

impl std::error::Error for WrongPrint {}

/// Fonts, functions and templates, loaded once.
pub struct Press {
    library: LazyHash<Library>,
    book: LazyHash<FontBook>,
    fonts: Vec<Font>,
    /// The code points that some font has, sorted.
    letters: Vec<u32>,
    sources: Vec<(String, Source)>,
    data: FileId,
    standards: PdfStandards,
    closed_on: NaiveDate,
    missing: Mutex<BTreeSet<char>>,
}

/// Pages that were typeset, not yet a PDF.
pub struct Pages(EcoVec<Page>);

impl Pages {
    /// How many.
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Adds an empty page where the last sheet has only one.
    pub fn fill_sheet(&mut self) {
        if let Some(last) = self.0.last().filter(|_| self.0.len() % 2 == 1) {
            let empty = Page { frame: Frame::hard(last.frame.size()), ..last.clone() };
            self.0.push(empty);
        }
    }
}

/// A document that was printed.
pub struct Printed {
    /// The PDF.
    pub pdf: Vec<u8>,
    /// How many pages it has.
    pub pages: usize,
    /// How many sheets of it are counted.
    pub sheets: usize,
}

impl Press {
    /// Loads the fonts and the templates.
    pub fn new(templates: &Templates, settings: &Settings) -> Result<Press> {
        let fonts: Vec<Font> = templates
            .below("fonts")
            .filter(|(name, _)| {
                [".ttf", ".otf", ".ttc"].iter().any(|ending| name.to_ascii_lowercase().ends_with(ending))
            })
            .flat_map(|(_, bytes)| Font::iter(Bytes::new(bytes.to_vec())))
            .collect();
        let mut library = Library::default();
        functions::define(library.global.scope_mut());
        let mut sources = Vec::new();
        for (name, bytes) in templates.below("documents").filter(|(name, _)| name.ends_with(".typ")) {
            let text =
                std::str::from_utf8(bytes).with_context(|| format!("шаблон documents/{name} не в UTF-8"))?;
            sources.push((name.to_owned(), Source::new(file_id(name)?, text.to_owned())));
        }
        let mut letters: Vec<u32> = fonts.iter().flat_map(|font| font.info().coverage.iter()).collect();
        letters.sort_unstable();
        letters.dedup();
        let press = Press {
            letters,
            library: LazyHash::new(library),
            book: LazyHash::new(FontBook::from_fonts(&fonts)),
            fonts,
            sources,
            data: file_id(DATA)?,
            standards: standards(&settings.print.pdf)?,
            closed_on: settings.closed_on.0,
            missing: Mutex::default(),
        };
        let font = &settings.print.font;
        if !font.is_empty() && !press.book.contains_family(&font.to_lowercase()) {
            return Err(WrongPrint(format!(
                "print.font: нет шрифта «{font}»; положите его файлы в templates/fonts"
            ))
            .into());
        }
        Ok(press)
    }

    /// Typesets and prints a document whose every page is counted. `ident` names it stably; the
    /// same data give the same bytes.
    pub fn print(&self, template: &str, ident: &str, data: Vec<u8>, duplex: bool) -> Result<Printed> {
        let document = self.document(template, data)?;
        let pages = document.pages().len();
        let sheets = if duplex { pages.div_ceil(2) } else { pages };
        Ok(Printed { pdf: self.export(&document, ident)?, pages, sheets })
    }

    /// Typesets pages for a document that is bound of several.
    pub fn typeset(&self, template: &str, data: Vec<u8>) -> Result<Pages> {
        Ok(Pages(self.document(template, data)?.pages().into()))
    }

    /// Binds pages into one PDF, of whose sheets so many are counted.
    pub fn bind(
        &self,
        parts: impl IntoIterator<Item = Pages>,
        title: &str,
        author: &str,
        ident: &str,
        sheets: usize,
    ) -> Result<Printed> {
        let pages: EcoVec<Page> = parts.into_iter().flat_map(|part| part.0).collect();
        let info = DocumentInfo {
            title: Some(title.into()),
            author: vec![author.into()],
            ..DocumentInfo::default()
        };
        let document = PagedDocument::new(pages, info);
        Ok(Printed { pdf: self.export(&document, ident)?, pages: document.pages().len(), sheets })
    }

    fn document(&self, template: &str, data: Vec<u8>) -> Result<PagedDocument> {
        let main = file_id(template)?;
        let sight = Sight { press: self, main, data: Bytes::new(self.printable(data)) };
        let compiled = typst::compile::<PagedDocument>(&sight);
        let document = compiled
            .output
            .map_err(|errors| told(&sight, &errors))
            .with_context(|| format!("шаблон documents/{template}"));
        // Hardly anything of a document serves the next one, and what is kept grows with each: never
        // forgetting, three volumes take 1.2 GB. The cache is shared by all threads, and forgetting at
        // once would take from another what it is still working with.
        typst::comemo::evict(2);
        document
    }

    /// The letters of the data that no font had so far.
    pub fn missing(&self) -> BTreeSet<char> {
        self.missing.lock().expect("no thread panics with the letters").clone()
    }

    /// The data with � in place of letters that no font has: PDF/A has no room for what cannot be
    /// shown, and one Chinese letter must not stop the archive.
    fn printable(&self, data: Vec<u8>) -> Vec<u8> {
        let Ok(text) = String::from_utf8(data) else { return Vec::new() };
        let covered =
            |c: char| c.is_ascii() || c.is_whitespace() || self.letters.binary_search(&u32::from(c)).is_ok();
        if text.chars().all(covered) {
            return text.into_bytes();
        }
        let mut missing = self.missing.lock().expect("no thread panics with the letters");
        let shown = text.chars().map(|c| {
            if covered(c) {
                return c;
            }
            missing.insert(c);
            '\u{fffd}'
        });
        shown.collect::<String>().into_bytes()
    }

    fn export(&self, document: &PagedDocument, ident: &str) -> Result<Vec<u8>> {
        let options = PdfOptions {
            ident: Smart::Custom(ident.to_owned()),
            creator: Smart::Custom(Some(format!("letopis {}", env!("CARGO_PKG_VERSION")))),
            timestamp: Some(Timestamp::new_utc(datetime(self.closed_on))),
            standards: self.standards.clone(),
            // Structure is not claimed (level B) and would cost twelve times the bytes.
            tagged: false,
            ..PdfOptions::default()
        };
        typst_pdf::pdf(document, &options).map_err(|errors| {
            let messages: Vec<String> = errors.iter().map(|error| error.message.to_string()).collect();
            anyhow!("документ {ident} не записан в PDF: {}", messages.join("; "))
        })
    }
}

/// The standard of `print.pdf`. Levels that promise a tagged structure are not offered: the
/// documents do not carry one.
fn standards(name: &str) -> Result<PdfStandards> {
    let standard = match name {
        "auto" | "a-3b" => PdfStandard::A_3b,
        "a-3u" => PdfStandard::A_3u,
        "a-2b" => PdfStandard::A_2b,
        "a-2u" => PdfStandard::A_2u,
        "1.7" => PdfStandard::V_1_7,
        other => {
            let message =
                format!("print.pdf: нет стандарта «{other}»; возможны auto, a-3b, a-3u, a-2b, a-2u, 1.7");
            return Err(WrongPrint(message).into());
        }
    };
    PdfStandards::new(&[standard]).map_err(|error| anyhow!("{error:?}"))
}

fn file_id(name: &str) -> Result<FileId> {
    let path = VirtualPath::new(name).map_err(|error| anyhow!("имя шаблона {name}: {error:?}"))?;
    Ok(RootedPath::new(VirtualRoot::Project, path).intern())
}

fn datetime(day: NaiveDate) -> Datetime {
    Datetime::from_ymd_hms(day.year(), day.month() as u8, day.day() as u8, 12, 0, 0)
        .expect("a day of the calendar")
}

/// What typst says is wrong with a template, with the line.
fn told(sight: &Sight<'_>, errors: &[SourceDiagnostic]) -> anyhow::Error {
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

/// What typst sees of the world while it sets one document.
struct Sight<'a> {
    press: &'a Press,
    main: FileId,
    data: Bytes,
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
        let source = self.press.sources.iter().find(|(_, source)| source.id() == id);
        source
            .map(|(_, source)| source.clone())
            .ok_or_else(|| FileError::NotFound(id.vpath().get_without_slash().into()))
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
        Some(datetime(self.press.closed_on))
    }
}
