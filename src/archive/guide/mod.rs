//! The store explains itself: `index.html` and `README.txt`, for whoever finds it in ten years without the
//! program.
//!
//! Plain values in, bytes out: [`Guide`] is what the register and the log say, [`index`] the whole of it as one
//! page that loads nothing, [`readme`] the shortest of it. No clock is read: every day comes from the register
//! and the log. The texts are `templates/store/`; [`shown`] is what they get.

mod of_lists;
mod shown;

pub use of_lists::EVENTS_ENDING;

use super::register::Entry;
use crate::files::FileDigest;
use crate::templates::Templates;
use anyhow::{Context as _, Result};
use chrono::NaiveDate;
use shown::Shown;
use tera::{Context, Tera};

/// The page's file in a store.
pub const INDEX: &str = "index.html";
/// The text's file in a store.
pub const README: &str = "README.txt";

/// The look of the site, which is the page's too.
const STYLE: &str = "style.css";
/// Before UTF-8 that older versions of Notepad would take for Windows-1251.
const BYTE_ORDER_MARK: &str = "\u{feff}";

/// What a store holds and what was done in it.
#[derive(Clone, Debug, Default)]
pub struct Guide<'a> {
    /// The archives of years, in the order of the register.
    pub archives: Vec<Archived<'a>>,
    /// The papers of destruction, in their order.
    pub papers: Vec<Paper>,
    /// The day of the last event; `None`: there is none yet.
    pub told_on: Option<NaiveDate>,
}

/// An archive, and what was done with it.
#[derive(Clone, Debug)]
pub struct Archived<'a> {
    /// Its line in the register.
    pub entry: &'a Entry,
    /// The last day on which it is kept, by all that the register knows; `None` where it is not known.
    pub until: Option<NaiveDate>,
    /// The archive that stands in its place.
    pub replaced_by: Option<String>,
    /// Why it must not be destroyed now whatever its term is.
    pub hold: Option<Hold>,
    /// The acts that name it.
    pub acts: Vec<u32>,
    /// Whether it waits for its destruction.
    pub marked: Option<Marked>,
    /// Whether it was destroyed.
    pub destroyed: Option<Destroyed>,
    /// Signatures of the zip and the certificate.
    pub signatures: Vec<Signed>,
    /// Where its copies are.
    pub copies: Vec<Copied>,
    /// Supplements and sheets that belong to it.
    pub chained: Vec<Archived<'a>>,
}

impl<'a> Archived<'a> {
    /// An archive that nothing was done with since it was sealed.
    pub fn new(entry: &'a Entry) -> Archived<'a> {
        Archived {
            entry,
            until: entry.keep_until.as_deref().and_then(crate::model::cell::date),
            replaced_by: None,
            hold: None,
            acts: Vec::new(),
            marked: None,
            destroyed: None,
            signatures: Vec::new(),
            copies: Vec::new(),
            chained: Vec::new(),
        }
    }
}

/// Why an archive is held.
#[derive(Clone, Debug)]
pub struct Hold {
    /// Since when.
    pub since: NaiveDate,
    /// Why.
    pub reason: String,
}

/// An archive that waits for its destruction.
#[derive(Clone, Debug)]
pub struct Marked {
    /// By which act.
    pub act: u32,
    /// The last day on which its files are still there.
    pub until: NaiveDate,
}

/// An archive that was destroyed.
#[derive(Clone, Debug)]
pub struct Destroyed {
    /// By which act.
    pub act: u32,
    /// When.
    pub on: NaiveDate,
}

/// A file that bears a signature.
#[derive(Clone, Debug)]
pub struct Signed {
    /// The signature's file in the store.
    pub file: String,
    /// The file that was signed.
    pub of: String,
    /// Its kind in Russian: «подпись ssh».
    pub kind: String,
}

/// A copy of an archive.
#[derive(Clone, Debug)]
pub struct Copied {
    /// What the medium is called.
    pub medium: String,
    /// Where on it the copy is: «journals-2024-2025.zip.age».
    pub path: String,
    /// When it was written.
    pub written_on: NaiveDate,
    /// When it was last read from end to end; `None`: never since it was written.
    pub read_on: Option<NaiveDate>,
    /// How it was found then, or what became of it.
    pub state: CopyState,
    /// Whether it is encrypted with age.
    pub is_encrypted: bool,
}

/// How a copy was found when it was last looked at, or what became of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CopyState {
    /// Every byte is what it was.
    Good,
    /// Some are not.
    Damaged,
    /// The medium is gone.
    Lost,
    /// It was erased.
    Erased(NaiveDate),
}

/// A paper of destruction that lies in the store.
#[derive(Clone, Debug)]
pub struct Paper {
    /// Its file.
    pub file: String,
    /// What it is: «Акт № 1 о выделении к уничтожению документов».
    pub title: String,
    /// Its day.
    pub on: NaiveDate,
    /// When it was withdrawn; `None`: it is in force.
    pub withdrawn_on: Option<NaiveDate>,
}

/// The page, as HTML.
pub fn index(guide: &Guide<'_>) -> Result<Vec<u8>> {
    Ok(render(guide, INDEX)?.into_bytes())
}

/// The text, as Notepad reads it: with a byte order mark, lines that end with CR and LF.
pub fn readme(guide: &Guide<'_>) -> Result<Vec<u8>> {
    let text = render(guide, README)?;
    Ok(format!("{BYTE_ORDER_MARK}{}", text.replace("\r\n", "\n").replace('\n', "\r\n")).into_bytes())
}

/// The edition of page and text: of the same lists another edition may write other bytes.
pub fn edition() -> String {
    let templates = Templates::built_in();
    let style = templates.below("site").filter(|(name, _)| *name == STYLE);
    let all: Vec<u8> = templates.below("store").chain(style).flat_map(|(_, bytes)| bytes.to_vec()).collect();
    format!("{}-{}", env!("CARGO_PKG_VERSION"), &FileDigest::of(&all).sha256[..8])
}

/// Texts are escaped where the template is HTML, which tera tells by its name.
fn render(guide: &Guide<'_>, name: &str) -> Result<String> {
    let templates = Templates::built_in();
    let utf8 = |name: &str, bytes: &[u8]| -> Result<String> {
        Ok(std::str::from_utf8(bytes).with_context(|| format!("шаблон {name} не в UTF-8"))?.to_owned())
    };
    let mut store = Vec::new();
    for (name, bytes) in templates.below("store") {
        store.push((name.to_owned(), utf8(name, bytes)?));
    }
    let mut tera = Tera::default();
    tera.add_raw_templates(store).context("шаблоны хранилища не читаются")?;
    let style = templates.below("site").find(|(name, _)| *name == STYLE);
    let (_, style) = style.with_context(|| format!("нет шаблона site/{STYLE}"))?;
    let shown = Shown::new(guide, utf8(STYLE, style)?);
    let context = Context::from_serialize(&shown).context("данные о хранилище")?;
    tera.render(name, &context).with_context(|| format!("{name} не строится"))
}
