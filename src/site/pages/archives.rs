//! The page of the archives of earlier years, with what came after each was closed.

use super::Pages;
use crate::model::Student;
use crate::model::table::Ref;
use crate::site::{Frame, Page};
use anyhow::Result;
use serde::Serialize;

/// Where the page lies.
pub const ARCHIVES: &str = "archives.html";
/// What it is called.
pub const TITLE: &str = "Архивы прошлых лет";

/// The archive of an earlier year.
#[derive(Debug, Serialize)]
pub struct PastYear {
    /// «2023/2024».
    pub year: String,
    /// `journals-2023-2024.zip`.
    pub file: String,
    /// «4 июля 2024 г.».
    pub closed_on: String,
    /// The root digest.
    pub root: String,
    /// «31 декабря 2030 г.»; `None` where it is not known.
    pub kept_until: Option<String>,
    /// What is said of the file, where it is not as it was sealed.
    pub trouble: Option<String>,
    /// What came later, in its order.
    pub supplements: Vec<PastSupplement>,
}

/// A supplement to the archive of an earlier year.
#[derive(Debug, Serialize)]
pub struct PastSupplement {
    /// `journals-2023-2024.supplement-1.zip`.
    pub file: String,
    /// The place of its lines on the page.
    pub anchor: String,
    /// The root digest.
    pub root: String,
    /// «ИС-11, ИС-12»; empty where it is of no group.
    pub groups: String,
    /// «12 строк»; empty where it is not known.
    pub rows: String,
    /// What is said of the file, where it is not as it was sealed.
    pub trouble: Option<String>,
    /// Debts and results by student.
    pub lines: Vec<PastLine>,
    /// How many more there are of students who must not be named.
    pub unnamed: usize,
}

/// A result that came after an earlier year was closed.
#[derive(Clone, Debug, Serialize)]
pub struct PastLine {
    /// The student of this year who is the same person.
    #[serde(skip)]
    pub student: Option<Ref<Student>>,
    /// «Фамилия Имя Отчество».
    pub name: String,
    /// The group of that year.
    pub group: String,
    /// «ОП.03 Информатика».
    pub discipline: String,
    /// «1 семестр», «Год»; empty where it is not told.
    pub period: String,
    /// «ликвидация задолженности», «итог».
    pub kind: &'static str,
    /// The mark.
    pub mark: String,
    /// «09.09.2024»; empty where it is not told.
    pub date: String,
}

/// A result on a student's own page.
#[derive(Serialize)]
pub(super) struct OwnPast<'a> {
    year: &'a str,
    file: &'a str,
    href: String,
    line: &'a PastLine,
}

impl Pages<'_> {
    /// The page of the archives of earlier years.
    pub fn archives(&self) -> Result<Page> {
        #[derive(Serialize)]
        struct ArchivesPage<'a> {
            years: &'a [PastYear],
            /// Year by year, supplement by supplement, where each line's student has a page.
            hrefs: Vec<Vec<Vec<Option<String>>>>,
        }
        let title = TITLE.to_owned();
        let frame = Frame { crumbs: self.crumbs(&[("", title.clone())]), title, files: Vec::new() };
        let line = |line: &PastLine| self.student_href(line.student?);
        let supplement = |own: &PastSupplement| own.lines.iter().map(line).collect();
        let year = |own: &PastYear| own.supplements.iter().map(supplement).collect();
        let page = ArchivesPage { years: self.past, hrefs: self.past.iter().map(year).collect() };
        self.site.page("archives.html", ARCHIVES.to_owned(), &frame, &page)
    }

    /// What came to a student after earlier years were closed.
    pub(super) fn past_of(&self, student: Ref<Student>) -> Vec<OwnPast<'_>> {
        let supplements =
            self.past.iter().flat_map(|year| year.supplements.iter().map(move |own| (year, own)));
        let lines = supplements.flat_map(|(year, own)| own.lines.iter().map(move |line| (year, own, line)));
        let own = lines.filter(|(.., line)| line.student == Some(student));
        own.map(|(year, own, line)| OwnPast {
            year: &year.year,
            file: &own.file,
            href: format!("{ARCHIVES}#{}", own.anchor),
            line,
        })
        .collect()
    }
}
