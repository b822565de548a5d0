//! A day's page: all its lessons.

use super::{Link, Pages};
use crate::figures::journal::{LessonLine, all_homework, lesson_line};
use crate::model::table::Ref;
use crate::model::{Journal, Lesson};
use crate::site::files::PageFile;
use crate::site::link::path;
use crate::site::{Frame, Page};
use crate::words;
use anyhow::Result;
use chrono::NaiveDate;
use serde::Serialize;

impl Pages<'_> {
    /// The page of a day with lessons; `around` are the days with lessons before and after it, `paper` tells
    /// where a journal is printed.
    pub fn day<'f>(
        &self,
        day: NaiveDate,
        lessons: &[Ref<Lesson>],
        around: [Option<NaiveDate>; 2],
        paper: impl Fn(Ref<Journal>) -> Option<&'f PageFile>,
    ) -> Result<Page> {
        #[derive(Serialize)]
        struct DayPage {
            counted: String,
            around: [Option<Link>; 2],
            lessons: Vec<DayLesson>,
        }
        #[derive(Serialize)]
        struct DayLesson {
            group: Link,
            /// «08:30–10:00», where the bells say so.
            time: String,
            journal: Link,
            teacher: Option<String>,
            /// «с. 4» of the tome.
            paper: Option<Link>,
            homework: String,
            line: LessonLine,
        }
        let archive = self.facts.archive;
        let line = |lesson: &Ref<Lesson>| {
            let row = &archive.lessons[*lesson];
            let journal = &archive.journals[row.journal];
            let bell = row.slot.and_then(|slot| archive.settings.bells.get(&slot));
            DayLesson {
                group: Link {
                    title: archive.groups[journal.group].name.to_string(),
                    href: Some(self.group_href(journal.group)),
                },
                time: bell.map(|bell| bell.to_string()).unwrap_or_default(),
                journal: Link { title: journal.title(), href: Some(self.lesson_href(*lesson)) },
                teacher: self.teacher_href(self.facts.ledger.held_by(archive, row)),
                paper: paper(row.journal).map(|file| Link {
                    title: file.page.map_or("том".to_owned(), |page| format!("с.\u{a0}{page}")),
                    href: Some(file.href.clone()),
                }),
                homework: self.homework(*lesson),
                line: lesson_line(self.facts, *lesson),
            }
        };
        let page = DayPage {
            counted: self.lessons_counted(lessons),
            around: around
                .map(|day| day.map(|day| Link { title: words::date(day), href: Some(self.day_href(day)) })),
            lessons: lessons.iter().map(line).collect(),
        };
        let title = format!("{}, {}", words::long_date(day), words::weekday_in_full(day));
        let crumbs = self.crumbs(&[("calendar.html", "Календарь".to_owned()), ("", words::date(day))]);
        let frame = Frame { title, crumbs, files: Vec::new() };
        self.site.page("day.html", path("days", &day.to_string()), &frame, &page)
    }

    /// «Учебник, § 7 (к 08.10.2024); доклад».
    fn homework(&self, lesson: Ref<Lesson>) -> String {
        let due = |due: NaiveDate| format!(" (к\u{a0}{})", words::date(due));
        let tasks = all_homework(self.facts, lesson).into_iter();
        let tasks = tasks.map(|(text, until)| format!("{text}{}", until.map(due).unwrap_or_default()));
        tasks.collect::<Vec<_>>().join("; ")
    }
}
