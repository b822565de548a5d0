//! The kinds of pages: what each shows, and where it lies.

use super::files::PageFile;
use super::link::{href, path};
use super::{Crumb, Frame, Page, Site, markdown};
use crate::export::names::Names;
use crate::figures::{Facts, Given, JournalFigures, JournalPart, StudentFigures, YearSheet};
use crate::model::table::Ref;
use crate::model::{Document, Group, Staff, Student};
use crate::reports::{Cell, Report, Subject};
use crate::words;
use anyhow::Result;
use serde::Serialize;
use std::collections::BTreeSet;

/// A link with a few words beside it.
#[derive(Clone, Debug, Serialize)]
pub struct Entry {
    /// What it leads to.
    pub title: String,
    /// Where it leads, from `site/`; `None` where it has no page.
    pub href: Option<String>,
    /// What stands beside it, column by column.
    pub notes: Vec<String>,
}

/// A titled table of links.
#[derive(Debug, Serialize)]
pub struct Listing {
    /// What stands above it; empty for none.
    pub title: String,
    /// Headings of its columns; the first one is that of the links.
    pub columns: Vec<&'static str>,
    /// Its rows.
    pub entries: Vec<Entry>,
    /// What is said where there are no rows.
    pub empty: &'static str,
}

/// Renders pages of one archive.
pub struct Pages<'a> {
    /// What the pages show.
    pub facts: &'a Facts<'a>,
    /// Their files' names.
    pub names: &'a Names,
    /// Their templates.
    pub site: &'a Site,
    /// Those who teach a journal, and so have a page.
    pub teachers: &'a BTreeSet<Ref<Staff>>,
}

#[derive(Serialize)]
struct Listings<'a> {
    lead: String,
    listings: &'a [Listing],
}

impl Pages<'_> {
    fn crumbs(&self, way: &[(&str, String)]) -> Vec<Crumb> {
        let steps = way.iter().map(|(href, title)| Crumb { title: title.clone(), href: (*href).to_owned() });
        self.site.home().into_iter().chain(steps).collect()
    }

    /// Where a group's page lies.
    pub fn group_href(&self, group: Ref<Group>) -> String {
        href(&path("groups", self.names.group(group)))
    }

    /// Where a student's page lies; where consent was refused or withdrawn there is none (N3.9).
    fn student_href(&self, student: Ref<Student>) -> Option<String> {
        let has_page = self.facts.consents.of(student) != Given::No;
        has_page.then(|| href(&path("students", self.names.student(student))))
    }

    /// A link to a student.
    pub fn student_entry(&self, student: Ref<Student>) -> Entry {
        let row = &self.facts.archive.students[student];
        let groups = self
            .facts
            .belonging
            .groups(student)
            .iter()
            .map(|(_, group)| self.facts.archive.groups[*group].name.to_string());
        let mut groups: Vec<String> = groups.collect();
        groups.dedup();
        let until = row.left.map(|day| format!("по {}", words::date(day.pred_opt().unwrap_or(day))));
        let href = self.student_href(student);
        let without = href.is_none().then(|| "нет согласия, и своей страницы нет".to_owned());
        let note: Vec<String> = [until, without].into_iter().flatten().collect();
        Entry { title: row.full_name(), href, notes: vec![groups.join(" → "), note.join("; ")] }
    }

    /// A page of nothing but listings: students, teachers, local acts.
    pub fn listing(
        &self,
        file: &str,
        title: &str,
        lead: String,
        listings: &[Listing],
        files: Vec<PageFile>,
    ) -> Result<Page> {
        let crumbs = if file == "index.html" { Vec::new() } else { self.crumbs(&[("", title.to_owned())]) };
        let frame = Frame { title: title.to_owned(), crumbs, files };
        self.site.page("listing.html", file.to_owned(), &frame, &Listings { lead, listings })
    }

    /// A group's page: its journals, its students, its year sheet.
    pub fn group(
        &self,
        group: Ref<Group>,
        journals: &Listing,
        students: &Listing,
        sheet: &YearSheet,
        files: Vec<PageFile>,
    ) -> Result<Page> {
        #[derive(Serialize)]
        struct GroupPage<'a> {
            program: Option<String>,
            curator: Option<String>,
            listings: [&'a Listing; 2],
            sheet: &'a YearSheet,
        }
        let archive = self.facts.archive;
        let row = &archive.groups[group];
        let title = format!("{} {}", self.site.words().group, row.name);
        let frame = Frame { crumbs: self.crumbs(&[("", title.clone())]), title, files };
        let page = GroupPage {
            program: archive.program_title(group),
            curator: row.curator.map(|staff| archive.staff[staff].full_name()),
            listings: [journals, students],
            sheet,
        };
        self.site.page("group.html", path("groups", self.names.group(group)), &frame, &page)
    }

    /// A journal's page: the grid, the lessons, the hours.
    pub fn journal(&self, part: &JournalPart, files: Vec<PageFile>) -> Result<Page> {
        #[derive(Serialize)]
        struct JournalPage<'a> {
            journal: &'a JournalFigures,
            digest: &'a str,
            /// Months over the grid's columns, with how many columns each; empty over results.
            months: Vec<(&'a str, usize)>,
            student_hrefs: Vec<Option<String>>,
            teacher_hrefs: Vec<String>,
        }
        let archive = self.facts.archive;
        let row = &archive.journals[part.journal];
        let group_title = format!("{} {}", self.site.words().group, archive.groups[row.group].name);
        let group_href = self.group_href(row.group);
        let title = part.figures.title.clone();
        let frame =
            Frame { crumbs: self.crumbs(&[(&group_href, group_title), ("", title.clone())]), title, files };
        let mut months: Vec<(&str, usize)> = Vec::new();
        for column in &part.figures.columns {
            match months.last_mut() {
                Some((month, count)) if *month == column.month && !column.is_result => *count += 1,
                _ => months.push((&column.month, 1)),
            }
        }
        let members = self.facts.belonging.members(part.journal);
        let teaching = self.facts.ledger.teaching(archive, part.journal);
        let page = JournalPage {
            journal: &part.figures,
            digest: &part.digest,
            months,
            student_hrefs: members.iter().map(|(student, _)| self.student_href(*student)).collect(),
            teacher_hrefs: teaching
                .iter()
                .map(|(staff, _)| href(&path("teachers", self.names.staff(*staff))))
                .collect(),
        };
        self.site.page("journal.html", path("journals", self.names.journal(part.journal)), &frame, &page)
    }

    /// A student's page: all journals, results, absences, movements.
    pub fn student(
        &self,
        student: Ref<Student>,
        figures: &StudentFigures,
        journal_hrefs: Vec<String>,
        files: Vec<PageFile>,
    ) -> Result<Page> {
        #[derive(Serialize)]
        struct StudentPage<'a> {
            student: &'a StudentFigures,
            group_hrefs: Vec<String>,
            journal_hrefs: Vec<String>,
        }
        let group = self.facts.archive.students[student].group;
        let group_title = format!("{} {}", self.site.words().group, self.facts.archive.groups[group].name);
        let group_href = self.group_href(group);
        let frame = Frame {
            title: figures.name.clone(),
            crumbs: self.crumbs(&[(&group_href, group_title), ("", figures.name.clone())]),
            files,
        };
        let groups = self.facts.belonging.groups(student).iter().map(|(_, group)| self.group_href(*group));
        let page = StudentPage { student: figures, group_hrefs: groups.collect(), journal_hrefs };
        self.site.page("student.html", path("students", self.names.student(student)), &frame, &page)
    }

    /// A teacher's page: the journals.
    pub fn teacher(&self, staff: Ref<Staff>, journals: Listing, files: Vec<PageFile>) -> Result<Page> {
        let row = &self.facts.archive.staff[staff];
        let words = self.site.words();
        let crumbs = self.crumbs(&[("teachers.html", words.teachers.to_owned()), ("", row.full_name())]);
        let frame = Frame { title: row.full_name(), crumbs, files };
        let lead: Vec<String> =
            [&row.position, &row.commission].into_iter().flatten().map(ToString::to_string).collect();
        let page = Listings { lead: lead.join(", "), listings: &[journals] };
        self.site.page("listing.html", path("teachers", self.names.staff(staff)), &frame, &page)
    }

    /// A report's page: its tables, whose names lead to the pages of those who bear them.
    pub fn report(&self, report: &Report, files: Vec<PageFile>) -> Result<Page> {
        #[derive(Serialize)]
        struct ReportPage<'a> {
            report: &'a Report,
            /// A link or nothing a cell, table by table and row by row.
            hrefs: Vec<Vec<Vec<Option<String>>>>,
        }
        let crumbs = self.crumbs(&[("reports.html", "Отчёты".to_owned()), ("", report.title.to_owned())]);
        let frame = Frame { title: report.title.to_owned(), crumbs, files };
        let row = |cells: &Vec<Cell>| cells.iter().map(|cell| self.cell_href(cell)).collect();
        let hrefs = report.tables.iter().map(|table| table.rows.iter().map(row).collect()).collect();
        self.site.page("report.html", path("reports", report.id), &frame, &ReportPage { report, hrefs })
    }

    fn cell_href(&self, cell: &Cell) -> Option<String> {
        let Cell::Named(_, subject) = cell else { return None };
        match *subject {
            Subject::Journal(journal) => Some(href(&path("journals", self.names.journal(journal)))),
            Subject::Group(group) => Some(self.group_href(group)),
            Subject::Student(student) => self.student_href(student),
            Subject::Teacher(staff) => {
                // Who teaches no journal has no page.
                self.teachers.contains(&staff).then(|| href(&path("teachers", self.names.staff(staff))))
            }
        }
    }

    /// A local act's page.
    pub fn document(&self, n: usize, document: &Document, files: Vec<PageFile>) -> Result<Page> {
        #[derive(Serialize)]
        struct DocumentPage {
            head: String,
            body: String,
        }
        let crumbs =
            self.crumbs(&[("documents.html", "Локальные акты".to_owned()), ("", document.title.clone())]);
        let frame = Frame { title: document.title.clone(), crumbs, files };
        let page = DocumentPage { head: document_head(document), body: markdown::render(&document.body) };
        self.site.page("document.html", path("documents", self.names.document(n)), &frame, &page)
    }
}

/// «приказ № 178 от 01.09.2020».
pub fn document_head(document: &Document) -> String {
    let number =
        document.number.as_ref().map(|number| format!("№ {}", number.trim_start_matches('№').trim()));
    let date = document.date.map(|day| format!("от {}", words::date(day)));
    [document.kind.clone(), number, date].into_iter().flatten().collect::<Vec<_>>().join(" ")
}
