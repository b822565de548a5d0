//! The press: a template and its data become a PDF.
//!
//! One press serves all threads. typst itself must not be called from the pool of rayon, which it uses
//! itself and would wait in: the callers are plain threads. [`world`] is what typst sees, [`standard`] what a
//! document promises, [`pages`] what is done between setting and writing.

mod pages;
mod standard;
mod world;

pub use pages::{Attachment, Pages};
pub(super) use standard::Standard;

use super::letters::{self, Letters};
use super::native;
use crate::model::Settings;
use crate::templates::Templates;
use anyhow::{Context as _, Result, anyhow};
use chrono::NaiveDate;
use std::fmt;
use typst::foundations::{Bytes, Smart};
use typst::model::{Document as _, DocumentInfo};
use typst::syntax::FileId;
use typst::text::{Font, FontBook, Lang, Locale};
use typst::utils::LazyHash;
use typst::{Library, LibraryExt};
use typst_layout::PagedDocument;
use typst_pdf::{PdfOptions, Timestamp};
use world::{DATA, Sight, Sources, file_id, noon, told};

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
    letters: Letters,
    sources: Sources,
    data: FileId,
    standard: Standard,
    closed_on: NaiveDate,
}

/// How many sheets pages take; the number of a page's sheet too.
pub(super) fn sheets(pages: usize, duplex: bool) -> usize {
    if duplex { pages.div_ceil(2) } else { pages }
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
        let fonts = letters::fonts(templates);
        let standard = Standard::of(&settings.print.pdf)?;
        let mut library = Library::default();
        native::define(library.global.scope_mut());
        let mut sources = Vec::new();
        for (name, bytes) in templates.below("documents").filter(|(name, _)| name.ends_with(".typ")) {
            let text =
                std::str::from_utf8(bytes).with_context(|| format!("шаблон documents/{name} не в UTF-8"))?;
            sources.push((name.to_owned(), text.to_owned()));
        }
        let press = Press {
            letters: Letters::of(&fonts),
            library: LazyHash::new(library),
            book: LazyHash::new(FontBook::from_fonts(&fonts)),
            fonts,
            sources: Sources::new(sources.into_iter())?,
            data: file_id(DATA)?,
            standard,
            closed_on: settings.closed_on.0,
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

    /// Whether documents can carry files.
    pub fn attaches(&self) -> bool {
        self.standard.attaches
    }

    /// Typesets and prints a document whose every page is counted. `ident` names it stably; the
    /// same data give the same bytes.
    pub fn print(&self, template: &str, ident: &str, data: Vec<u8>, duplex: bool) -> Result<Printed> {
        let document = self.document(template, data)?;
        let mut pages = Pages(document.pages().into());
        pages.number(duplex);
        let sheets = sheets(pages.len(), duplex);
        let document = PagedDocument::new(pages.0, document.info().clone());
        Ok(Printed { pdf: self.export(&document, ident)?, pages: document.pages().len(), sheets })
    }

    /// Typesets the n-th part of a document that is bound of several.
    pub fn typeset(&self, template: &str, part: usize, data: Vec<u8>) -> Result<Pages> {
        let pages = match self.standard.tagged {
            true => self.document(&Sources::in_part(part, template), data)?,
            false => self.document(template, data)?,
        };
        Ok(Pages(pages.pages().into()))
    }

    /// Binds pages into one PDF that carries files, of whose sheets so many are counted.
    pub fn bind(
        &self,
        mut pages: Pages,
        title: &str,
        author: &str,
        ident: &str,
        files: Vec<Attachment>,
    ) -> Result<Vec<u8>> {
        if self.attaches() {
            pages.attach(files);
        }
        let info = DocumentInfo {
            title: Some(title.into()),
            author: vec![author.into()],
            locale: Smart::Custom(Locale { lang: Lang::RUSSIAN, region: "RU".parse().ok() }),
            ..DocumentInfo::default()
        };
        self.export(&PagedDocument::new(pages.0, info), ident)
    }

    fn document(&self, template: &str, data: Vec<u8>) -> Result<PagedDocument> {
        let main = file_id(template)?;
        let sight = Sight { press: self, main, data: self.printable(data)? };
        let compiled = typst::compile::<PagedDocument>(&sight);
        let document = compiled
            .output
            .map_err(|errors| told(&sight, &errors))
            .with_context(|| format!("шаблон documents/{template}"));
        // Nothing of a document serves the next one, and what is kept grows with each: never forgetting,
        // three volumes take 1.2 GB. The cache is shared by all threads: what another one loses it works
        // out again, which costs less than to look through what is kept.
        typst::comemo::evict(0);
        document
    }

    /// The data as typst reads them.
    ///
    /// # Errors
    /// [`letters::MissingLetters`] where no font has a letter of them: what is not shown is not signed.
    fn printable(&self, data: Vec<u8>) -> Result<Bytes> {
        let text = String::from_utf8(data)?;
        match self.letters.missing(&text) {
            Some(missing) => Err(missing.into()),
            None => Ok(Bytes::from_string(text)),
        }
    }

    fn export(&self, document: &PagedDocument, ident: &str) -> Result<Vec<u8>> {
        let options = PdfOptions {
            ident: Smart::Custom(ident.to_owned()),
            creator: Smart::Custom(Some(format!("letopis {}", env!("CARGO_PKG_VERSION")))),
            timestamp: Some(Timestamp::new_utc(noon(self.closed_on))),
            standards: self.standard.pdf.clone(),
            // Structure costs nine times the bytes: where it is not claimed it is not written.
            tagged: self.standard.tagged,
            ..PdfOptions::default()
        };
        typst_pdf::pdf(document, &options).map_err(|errors| {
            let messages: Vec<String> = errors.iter().map(|error| error.message.to_string()).collect();
            anyhow!("документ {ident} не записан в PDF: {}", messages.join("; "))
        })
    }
}
