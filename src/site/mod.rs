//! The website of the archive: opens from a folder or a medium, without network or JavaScript.
//!
//! [`Site`] renders pages of `templates/site/*.html` with tera; each page's data is one struct that
//! is serialised, and every text of the data is escaped. [`pages`] has those structs, one kind of
//! page a file; [`listing`] is the table of links that most of them have; [`files`] tells a page which PDFs
//! say the same, with size and digest; [`picture`] and [`glance`] draw; [`markdown`] renders local acts;
//! [`native`] writes the cells of the grids; [`search`] writes the index that the script of the pages looks through; [`problems`] is the page of
//! `check --html`, which stands alone. Links are relative; assets bear the digest of their bytes in their
//! names.

pub mod files;
pub mod glance;
pub mod link;
pub mod listing;
pub mod markdown;
mod native;
pub mod pages;
pub mod picture;
pub mod problems;
pub mod search;

use crate::files::FileDigest;
use crate::model::{Settings, Wording};
use crate::templates::Templates;
use crate::words;
use anyhow::{Context as _, Result};
use serde::Serialize;
use tera::{Context, Kwargs, State, Tera};

pub use files::PageFile;
pub use listing::{Entry, Listing};

/// The scripts of every page, in the order in which they run. Pages are whole without them.
const SCRIPTS: [&str; 4] = ["stem.js", "find.js", "search.js", "tables.js"];

/// A page to be written: its path below `site/` and its HTML.
#[derive(Debug)]
pub struct Page {
    /// `groups/g01.html`.
    pub path: String,
    /// The HTML.
    pub html: String,
}

/// An asset with the name that it is written under.
#[derive(Clone, Debug)]
pub struct Asset {
    /// `style.css`.
    pub name: String,
    /// `assets/style.0123456789abcdef.css`.
    pub path: String,
    /// Its bytes.
    pub bytes: Vec<u8>,
}

/// The templates, loaded once, and what all pages show.
pub struct Site {
    tera: Tera,
    style: String,
    scripts: Vec<String>,
    /// The assets to be written.
    pub assets: Vec<Asset>,
    chrome: Chrome,
}

/// What all pages show.
#[derive(Clone, Debug, Serialize)]
struct Chrome {
    organization: String,
    short_name: String,
    year: String,
    closed_on: String,
    source: Option<String>,
    is_school: bool,
    words: Wording,
}

/// A step of the way from the start page to a page.
#[derive(Clone, Debug, Serialize)]
pub struct Crumb {
    /// What it is called.
    pub title: String,
    /// Where it leads, from `site/`; empty for the page itself.
    pub href: String,
}

/// The frame of a page: what it is called, where it belongs, what says the same.
#[derive(Debug, Serialize)]
pub struct Frame {
    /// Title.
    pub title: String,
    /// The way to it.
    pub crumbs: Vec<Crumb>,
    /// Its PDFs and data.
    pub files: Vec<PageFile>,
}

#[derive(Serialize)]
struct Whole<'a, T> {
    site: &'a Chrome,
    style: &'a str,
    scripts: &'a [String],
    root: &'static str,
    frame: &'a Frame,
    page: &'a T,
}

impl Site {
    /// Loads the templates and names the assets.
    pub fn new(templates: &Templates, settings: &Settings) -> Result<Site> {
        let mut tera = Tera::default();
        tera.register_filter("decimal", |value: f64, _: Kwargs, _: &State<'_>| words::decimal(value));
        tera.register_filter("mean", |value: f64, _: Kwargs, _: &State<'_>| words::mean(value));
        tera.register_filter("percent", |value: f64, _: Kwargs, _: &State<'_>| words::percent(value));
        tera.register_filter("cells", native::cells);
        let mut pages = Vec::new();
        for (name, bytes) in templates.below("site").filter(|(name, _)| name.ends_with(".html")) {
            pages.push((
                name.to_owned(),
                std::str::from_utf8(bytes)
                    .with_context(|| format!("шаблон site/{name} не в UTF-8"))?
                    .to_owned(),
            ));
        }
        tera.add_raw_templates(pages).context("шаблоны сайта не читаются")?;
        let assets: Vec<Asset> = templates
            .below("site")
            .filter(|(name, _)| !name.ends_with(".html"))
            .map(|(name, bytes)| {
                let (stem, ending) = name.rsplit_once('.').unwrap_or((name, ""));
                let digest = FileDigest::of(bytes).sha256;
                let path = format!("assets/{stem}.{}.{ending}", &digest[..16]);
                Asset { name: name.to_owned(), path, bytes: bytes.to_vec() }
            })
            .collect();
        let asset = |name: &str| {
            let found = assets.iter().find(|asset| asset.name == name);
            found.map(|asset| asset.path.clone()).with_context(|| format!("нет шаблона site/{name}"))
        };
        let style = asset("style.css")?;
        let scripts = SCRIPTS.iter().map(|name| asset(name)).collect::<Result<_>>()?;
        let letterhead = crate::documents::letterhead::Letterhead::new(settings);
        Ok(Site {
            tera,
            style,
            scripts,
            assets,
            chrome: Chrome {
                organization: letterhead.organization,
                short_name: letterhead.short_name,
                year: letterhead.year,
                closed_on: letterhead.closed_on,
                source: letterhead.source,
                is_school: settings.is_school(),
                words: letterhead.words,
            },
        })
    }

    /// Renders a page.
    pub fn page(&self, template: &str, path: String, frame: &Frame, page: &impl Serialize) -> Result<Page> {
        let root = if path.contains('/') { "../" } else { "" };
        let (style, scripts) = (&self.style, &self.scripts);
        let whole = Whole { site: &self.chrome, style, scripts, root, frame, page };
        let context = Context::from_serialize(&whole).with_context(|| format!("данные страницы {path}"))?;
        let html = self
            .tera
            .render(template, &context)
            .with_context(|| format!("страница {path} не строится по шаблону site/{template}"))?;
        Ok(Page { path, html })
    }

    /// The first steps of every way: the start page.
    pub fn home(&self) -> Vec<Crumb> {
        vec![Crumb { title: format!("Архив {}", self.chrome.year), href: "index.html".to_owned() }]
    }

    /// The words of a college or a school.
    pub fn words(&self) -> Wording {
        self.chrome.words
    }
}
