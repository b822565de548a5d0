//! What a build works with: the facts, the press, the site's templates, the folder that is filled,
//! and the list of what is in it.

use super::description::{BuildPart, Description, DocumentDescription, TomeDescription, made_from};
use crate::diagnostics::Diagnostic;
use crate::documents::journal::{Tome, Volume};
use crate::documents::letterhead::Letterhead;
use crate::documents::press::{Attachment, Press, Printed};
use crate::export::names::Names;
use crate::figures::Facts;
use crate::figures::teachers::Taught;
use crate::files::{self, FileDigest};
use crate::model::cell::date;
use crate::model::table::Ref;
use crate::model::{Group, Staff, Student};
use crate::site::pages::Pages;
use crate::site::pages::archives::PastYear;
use crate::site::{Page, Site};
use anyhow::{Context as _, Result};
use chrono::NaiveDate;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Mutex;

/// A file that was written.
pub(super) struct Written {
    pub(super) digest: FileDigest,
    pub(super) sheets: usize,
}

/// A tome that was written.
pub(super) struct BoundTome {
    pub(super) path: String,
    pub(super) written: Written,
    /// Its number, where the volume has several.
    pub(super) number: Option<usize>,
    /// The days of its first and last lesson.
    pub(super) dates: Option<(NaiveDate, NaiveDate)>,
    /// The ids of its journals, with the page on which each begins.
    pub(super) journals: Vec<(String, usize)>,
}

/// The file of a tome. Names of rows hold no `~` but before a digest, which is longer.
fn tome_path(stem: &str, number: usize, count: usize) -> String {
    match count {
        1 => format!("print/journals/{stem}.pdf"),
        _ => format!("print/journals/{stem}~tome{number}.pdf"),
    }
}

/// What builds use: the facts, the press, and the folder that is filled.
pub(super) struct Shop<'a> {
    pub(super) facts: &'a Facts<'a>,
    /// How many threads work side by side.
    pub(super) workers: usize,
    pub(super) names: &'a Names,
    pub(super) head: Letterhead,
    pub(super) press: &'a Press,
    pub(super) site: &'a Site,
    pub(super) parts: &'a [BuildPart],
    pub(super) folder: &'a Path,
    pub(super) templates: &'a str,
    pub(super) earlier: Option<&'a Earlier>,
    pub(super) students: Vec<Vec<Ref<Student>>>,
    /// Those who taught, with their journals.
    pub(super) taught: BTreeMap<Ref<Staff>, Vec<Taught>>,
    /// The archives of earlier years.
    pub(super) past: &'a [PastYear],
    /// How the journals of each group were kept.
    pub(super) findings: Vec<Vec<&'a Diagnostic>>,
    pub(super) manifest: Mutex<BTreeMap<String, FileDigest>>,
    pub(super) documents: Mutex<BTreeMap<String, DocumentDescription>>,
}

/// The build that is replaced, where its documents may be used again.
pub(super) struct Earlier {
    folder: PathBuf,
    description: Description,
}

impl Shop<'_> {
    /// Whether a part is built.
    pub(super) fn builds(&self, part: BuildPart) -> bool {
        self.parts.contains(&part)
    }

    /// Writes a file of a part, where the part is built; its digest is known in any case.
    pub(super) fn write(&self, part: BuildPart, path: &str, bytes: &[u8]) -> Result<FileDigest> {
        let digest = FileDigest::of(bytes);
        if self.builds(part) {
            files::write(&self.folder.join(path), bytes)?;
            self.record(path, digest.clone());
        }
        Ok(digest)
    }

    /// Notes a file that was written.
    pub(super) fn record(&self, path: &str, digest: FileDigest) {
        self.manifest.lock().expect("no thread panics with the manifest").insert(path.to_owned(), digest);
    }

    /// The digest of a file that was written.
    pub(super) fn digest_of(&self, path: &str) -> FileDigest {
        self.manifest.lock().expect("no thread panics with the manifest")[path].clone()
    }

    /// Writes a page of the site.
    pub(super) fn page(&self, page: Page) -> Result<()> {
        self.write(BuildPart::Site, &format!("site/{}", page.path), page.html.as_bytes()).map(drop)
    }

    /// Prints a document of one template, or takes it from the earlier build where it would be the same:
    /// where it was made of the same data by the same templates.
    pub(super) fn print(&self, template: &str, path: &str, data: &impl serde::Serialize) -> Result<Written> {
        let data = serde_json::to_vec(data).context("данные документа не записываются в JSON")?;
        let made_from = made_from(self.templates, path, &data);
        let earlier = self.earlier.and_then(|earlier| earlier.document(path, &made_from));
        let printed = match earlier {
            Some((same, _)) => same,
            None => self
                .press
                .print(template, path, data, self.head.duplex)
                .with_context(|| format!("документ {path} не свёрстан"))?,
        };
        self.keep(path, printed, made_from, None)
    }

    /// Prints a volume in its tomes, or takes them from the earlier build. `files` are what the journal at
    /// a place of the group's list carries.
    pub(super) fn print_volume(
        &self,
        stem: &str,
        volume: &Volume<'_>,
        files: impl Fn(usize) -> Vec<Attachment>,
    ) -> Result<Vec<BoundTome>> {
        let data = serde_json::to_vec(volume).context("данные документа не записываются в JSON")?;
        let made_from = made_from(self.templates, stem, &data);
        drop(data);
        let earlier = self.earlier.and_then(|earlier| earlier.tomes(stem, &made_from));
        let tomes = match earlier {
            Some(same) => same,
            None => volume
                .print(self.press, |number, count| tome_path(stem, number, count), files)
                .with_context(|| format!("документ {} не свёрстан", tome_path(stem, 1, 1)))?,
        };
        tomes
            .into_iter()
            .map(|tome| {
                let path = tome_path(stem, tome.number, tome.count);
                let Tome { printed, number, count, dates, journals, first_pages } = tome;
                let days = dates.map(|(first, last)| (first.to_string(), last.to_string()));
                let places = journals.iter().cloned().zip(first_pages.iter().copied()).collect();
                let tome = TomeDescription { number, count, dates: days, journals, first_pages };
                let written = self.keep(&path, printed, made_from.clone(), Some(tome))?;
                let number = (count > 1).then_some(number);
                Ok(BoundTome { path, written, number, dates, journals: places })
            })
            .collect()
    }

    fn keep(
        &self,
        path: &str,
        Printed { pdf, pages, sheets }: Printed,
        made_from: String,
        tome: Option<TomeDescription>,
    ) -> Result<Written> {
        let digest = self.write(BuildPart::Print, path, &pdf)?;
        let sha256 = digest.sha256.clone();
        let description = DocumentDescription { made_from, sha256, pages, sheets, tome };
        self.documents
            .lock()
            .expect("no thread panics with the documents")
            .insert(path.to_owned(), description);
        Ok(Written { digest, sheets })
    }

    /// The pages' maker.
    pub(super) fn pages(&self) -> Pages<'_> {
        Pages { facts: self.facts, names: self.names, site: self.site, taught: &self.taught, past: self.past }
    }

    /// The students whose last group this is.
    pub(super) fn students_of(&self, group: Ref<Group>) -> &[Ref<Student>] {
        &self.students[group.index()]
    }
}

impl Earlier {
    pub(super) fn open(folder: &Path) -> Option<Earlier> {
        let description = Description::read(folder).ok()?;
        Some(Earlier { folder: folder.to_owned(), description })
    }

    /// A document made of the same, whose bytes are still what they were.
    fn document(&self, path: &str, made_from: &str) -> Option<(Printed, Option<TomeDescription>)> {
        let document =
            self.description.documents.get(path).filter(|document| document.made_from == made_from)?;
        let pdf = files::read(&self.folder.join(path)).ok()?;
        let same = FileDigest::of(&pdf).sha256 == document.sha256;
        let printed = Printed { pdf, pages: document.pages, sheets: document.sheets };
        same.then(|| (printed, document.tome.clone()))
    }

    /// All tomes of a volume made of the same.
    fn tomes(&self, stem: &str, made_from: &str) -> Option<Vec<Tome>> {
        let documents = &self.description.documents;
        let first = [tome_path(stem, 1, 1), tome_path(stem, 1, 2)]
            .into_iter()
            .find_map(|path| documents.get(&path))?;
        let count = first.tome.as_ref()?.count;
        let tome = |number| {
            let (printed, tome) = self.document(&tome_path(stem, number, count), made_from)?;
            let TomeDescription { dates, journals, first_pages, .. } = tome?;
            let dates = dates.map(|(first, last)| date(&first).zip(date(&last)));
            Some(Tome { printed, number, count, dates: dates.flatten(), journals, first_pages })
        };
        let tomes: Option<Vec<Tome>> = (1..=count).map(tome).collect();
        tomes.filter(|tomes| !tomes.is_empty())
    }
}
