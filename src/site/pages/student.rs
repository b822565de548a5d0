//! A student's page: all journals, results, every mark and absence with its day, attendance, movement.

use super::Pages;
use super::archives::OwnPast;
use crate::figures::StudentFigures;
use crate::model::table::Ref;
use crate::model::{Journal, Student};
use crate::site::files::PageFile;
use crate::site::link::path;
use crate::site::{Frame, Page, glance};
use crate::words;
use anyhow::Result;
use serde::Serialize;

impl Pages<'_> {
    /// A student's page; `journals` are those of the figures, in their order.
    pub fn student(
        &self,
        student: Ref<Student>,
        figures: &StudentFigures,
        journals: &[Ref<Journal>],
        files: Vec<PageFile>,
    ) -> Result<Page> {
        #[derive(Serialize)]
        struct StudentPage<'a> {
            student: &'a StudentFigures,
            group_hrefs: Vec<String>,
            journal_hrefs: Vec<String>,
            glance: Option<String>,
            days: Vec<DayEntry<'a>>,
            past: Vec<OwnPast<'a>>,
        }
        /// An entry of a day: the journal's place in the list, and what was entered.
        #[derive(Serialize)]
        struct DayEntry<'a> {
            date: String,
            journal: usize,
            place: Option<usize>,
            kind: &'static str,
            text: &'a str,
            title: &'a str,
        }
        let group = self.facts.archive.students[student].group;
        let group_title = format!("{} {}", self.site.words().group, self.facts.archive.groups[group].name);
        let group_href = self.group_href(group);
        let frame = Frame {
            title: figures.name.clone(),
            crumbs: self.crumbs(&[(&group_href, group_title), ("", figures.name.clone())]),
            files,
        };
        let mut entries: Vec<_> = figures
            .journals
            .iter()
            .enumerate()
            .flat_map(|(n, journal)| journal.entries.iter().map(move |entry| (n, entry)))
            .filter_map(|(n, entry)| Some((entry.day?, n, entry)))
            .collect();
        entries.sort_by_key(|(day, n, _)| (*day, *n));
        let days = entries.into_iter().map(|(day, journal, entry)| DayEntry {
            date: words::date(day),
            journal,
            place: entry.place,
            kind: entry.kind,
            text: &entry.text,
            title: &entry.title,
        });
        let groups = self.facts.belonging.groups(student).iter().map(|(_, group)| self.group_href(*group));
        let page = StudentPage {
            student: figures,
            group_hrefs: groups.collect(),
            journal_hrefs: journals.iter().map(|journal| self.journal_href(*journal)).collect(),
            glance: glance::year(&figures.days),
            days: days.collect(),
            past: self.past_of(student),
        };
        self.site.page("student.html", path("students", self.names.student(student)), &frame, &page)
    }
}
