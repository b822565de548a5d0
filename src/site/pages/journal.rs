//! A journal's page: the journal itself, and its plan, curriculum and timetable beside it.

use super::{Link, Pages};
use crate::figures::journal::GridColumn;
use crate::figures::plan::{CurriculumLine, Plan, curriculum, plan};
use crate::figures::timetable::{self, Place};
use crate::figures::{JournalFigures, JournalPart};
use crate::site::files::PageFile;
use crate::site::link::path;
use crate::site::{Frame, Page};
use anyhow::Result;
use serde::Serialize;

impl Pages<'_> {
    /// A journal's page.
    pub fn journal(&self, part: &JournalPart, files: Vec<PageFile>) -> Result<Page> {
        #[derive(Serialize)]
        struct JournalPage<'a> {
            journal: &'a JournalFigures,
            discipline: Link,
            digest: &'a str,
            /// Months over the grid's columns, with how many columns each; empty over results.
            months: Vec<(&'a str, usize)>,
            /// The class of each column's cells; empty for none.
            classes: Vec<&'static str>,
            student_hrefs: Vec<Option<String>>,
            teacher_hrefs: Vec<Option<String>>,
            /// By lesson: the page of its day, and of who held it.
            day_hrefs: Vec<String>,
            holder_hrefs: Vec<Option<String>>,
            plan: Plan,
            curriculum: Vec<CurriculumLine>,
            timetable: Vec<Place>,
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
        let lessons =
            || self.facts.ledger.lessons(part.journal).iter().map(|lesson| &archive.lessons[*lesson]);
        let page = JournalPage {
            journal: &part.figures,
            discipline: Link {
                title: row.discipline.to_string(),
                href: Some(self.discipline_href(&row.discipline)),
            },
            digest: &part.digest,
            months,
            classes: part.figures.columns.iter().map(class).collect(),
            student_hrefs: members.iter().map(|(student, _)| self.student_href(*student)).collect(),
            teacher_hrefs: teaching.iter().map(|(staff, _)| self.teacher_href(*staff)).collect(),
            day_hrefs: lessons().map(|lesson| self.day_href(lesson.date)).collect(),
            holder_hrefs: lessons()
                .map(|lesson| self.teacher_href(self.facts.ledger.held_by(archive, lesson)))
                .collect(),
            plan: plan(self.facts, part.journal),
            curriculum: curriculum(self.facts, part.journal),
            timetable: timetable::of_journal(self.facts, part.journal),
        };
        self.site.page("journal.html", path("journals", self.names.journal(part.journal)), &frame, &page)
    }
}

fn class(column: &GridColumn) -> &'static str {
    match (column.is_result, column.is_control) {
        (true, _) => "result",
        (_, true) => "control",
        _ => "",
    }
}
