//! A report's page: its tables, whose names lead to the pages of those who bear them.

use super::Pages;
use crate::reports::{Cell, Report, Subject};
use crate::site::files::PageFile;
use crate::site::link::path;
use crate::site::{Frame, Page};
use anyhow::Result;
use serde::Serialize;

impl Pages<'_> {
    /// A report's page.
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
            Subject::Journal(journal) => Some(self.journal_href(journal)),
            Subject::Group(group) => Some(self.group_href(group)),
            Subject::Student(student) => self.student_href(student),
            Subject::Teacher(staff) => self.teacher_href(staff),
        }
    }
}
