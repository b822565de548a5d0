//! The kinds of pages: what each shows, and where it lies. A kind is a file here and a template of the same
//! name; pages of nothing but tables of links share `listing.html`.

pub mod archives;
mod calendar;
mod day;
mod discipline;
mod document;
mod group;
mod journal;
mod report;
mod search;
mod start;
mod student;
mod teacher;

use super::files::PageFile;
use super::link::{href, path};
use super::listing::{Entry, Listing};
use super::picture::Picture;
use super::{Crumb, Frame, Page, Site};
use crate::export::names::Names;
use crate::figures::attendance::by_month;
use crate::figures::performance::{Performance, Scope, performance};
use crate::figures::teachers::Taught;
use crate::figures::timetable::{Place, Week};
use crate::figures::{Facts, Given, Selection};
use crate::model::table::Ref;
use crate::model::{Group, Journal, Lesson, Staff, Student};
use crate::reports::chart::Chart;
use crate::reports::pictures;
use crate::words;
use anyhow::Result;
use chrono::NaiveDate;
use serde::Serialize;
use std::collections::BTreeMap;

use archives::PastYear;
pub use document::document_head;

/// Renders pages of one archive.
pub struct Pages<'a> {
    /// What the pages show.
    pub facts: &'a Facts<'a>,
    /// Their files' names.
    pub names: &'a Names,
    /// Their templates.
    pub site: &'a Site,
    /// Those who taught, and so have a page, with their journals.
    pub taught: &'a BTreeMap<Ref<Staff>, Vec<Taught>>,
    /// The archives of earlier years, in their order.
    pub past: &'a [PastYear],
}

/// A page of nothing but a few words and listings.
#[derive(Serialize)]
struct Listings<'a> {
    lead: String,
    listings: &'a [Listing],
    timetable: Option<Timetable>,
}

/// A link within a table.
#[derive(Serialize)]
struct Link {
    title: String,
    href: Option<String>,
}

/// A week's timetable.
#[derive(Serialize)]
struct Timetable {
    weekdays: Vec<&'static str>,
    lines: Vec<TimetableLine>,
    /// «02.09.2024, 3: …»: what stands there for one day alone; empty where that is more than can be read.
    dated: Vec<(String, u32, Link)>,
    /// How much of that there is.
    days: usize,
}

/// A lesson's or pair's place in the week.
#[derive(Serialize)]
struct TimetableLine {
    slot: u32,
    /// Weekday by weekday, what stands there.
    days: Vec<Vec<Placed>>,
}

/// A journal in the timetable, and from when until when; empty where always.
#[derive(Serialize)]
struct Placed {
    journal: Link,
    when: String,
}

/// How many places of single days a page lists: some offices write a timetable for each day of the year.
const DATED: usize = 24;

impl Pages<'_> {
    fn crumbs(&self, way: &[(&str, String)]) -> Vec<Crumb> {
        let steps = way.iter().map(|(href, title)| Crumb { title: title.clone(), href: (*href).to_owned() });
        self.site.home().into_iter().chain(steps).collect()
    }

    /// Where a group's page lies.
    pub fn group_href(&self, group: Ref<Group>) -> String {
        href(&path("groups", self.names.group(group)))
    }

    /// Where a journal's page lies.
    pub fn journal_href(&self, journal: Ref<Journal>) -> String {
        href(&path("journals", self.names.journal(journal)))
    }

    /// Where a lesson stands on its journal's page.
    pub fn lesson_href(&self, lesson: Ref<Lesson>) -> String {
        let archive = self.facts.archive;
        let place = self.facts.ledger.place(archive, lesson);
        format!("{}#l{place}", self.journal_href(archive.lessons[lesson].journal))
    }

    /// Where a student's page lies; where consent was refused or withdrawn there is none (N3.9).
    pub fn student_href(&self, student: Ref<Student>) -> Option<String> {
        let has_page = self.facts.consents.of(student) != Given::No;
        has_page.then(|| href(&path("students", self.names.student(student))))
    }

    /// Where a teacher's page lies; who taught nothing has none.
    pub fn teacher_href(&self, staff: Ref<Staff>) -> Option<String> {
        self.taught.contains_key(&staff).then(|| href(&path("teachers", self.names.staff(staff))))
    }

    /// Where a discipline's page lies.
    pub fn discipline_href(&self, name: &str) -> String {
        href(&path("disciplines", self.names.discipline(name)))
    }

    /// Where the page of a day with lessons lies.
    pub fn day_href(&self, day: NaiveDate) -> String {
        path("days", &day.to_string())
    }

    /// «Фамилия И. О., Фамилия И. О.»: those whose journal it is or was.
    pub fn teachers_of(&self, journal: Ref<Journal>) -> String {
        let archive = self.facts.archive;
        let mut seen: Vec<Ref<Staff>> = Vec::new();
        for (staff, _) in self.facts.ledger.teaching(archive, journal) {
            if !seen.contains(&staff) {
                seen.push(staff);
            }
        }
        seen.into_iter().map(|staff| archive.staff[staff].short_name()).collect::<Vec<_>>().join(", ")
    }

    /// What a member of the staff is, and in which commission.
    pub fn position_of(&self, staff: Ref<Staff>) -> String {
        let row = &self.facts.archive.staff[staff];
        let parts = [&row.position, &row.commission].into_iter().flatten();
        parts.map(|text| &**text).collect::<Vec<_>>().join(", ")
    }

    /// A link to a student.
    pub fn student_entry(&self, student: Ref<Student>) -> Entry {
        let row = &self.facts.archive.students[student];
        let until = row.left.map(|day| format!("по {}", words::date(day.pred_opt().unwrap_or(day))));
        let href = self.student_href(student);
        let without = href.is_none().then(|| "нет согласия, и своей страницы нет".to_owned());
        let note: Vec<String> = [until, without].into_iter().flatten().collect();
        Entry { title: row.full_name(), href, notes: vec![self.student_groups(student), note.join("; ")] }
    }

    /// «ИС-11 → ИС-12»: the groups of a student's year.
    pub fn student_groups(&self, student: Ref<Student>) -> String {
        let groups = self.facts.belonging.groups(student).iter();
        let mut groups: Vec<&str> =
            groups.map(|(_, group)| &*self.facts.archive.groups[*group].name).collect();
        groups.dedup();
        groups.join(" → ")
    }

    /// A page of nothing but listings: students, teachers, disciplines, documents.
    pub fn listing(
        &self,
        file: &str,
        title: &str,
        lead: String,
        listings: &[Listing],
        files: Vec<PageFile>,
    ) -> Result<Page> {
        let frame = Frame { title: title.to_owned(), crumbs: self.crumbs(&[("", title.to_owned())]), files };
        let page = Listings { lead, listings, timetable: None };
        self.site.page("listing.html", file.to_owned(), &frame, &page)
    }

    /// Attendance by month and results by term of what is selected.
    fn year_in_pictures(&self, selection: Selection, scope: Scope) -> Vec<Picture> {
        let settings = &self.facts.archive.settings;
        let figures = performance(self.facts, selection);
        let own: Vec<&Performance> = figures.iter().filter(|figure| figure.scope == scope).collect();
        let attendance = pictures::attendance_by_month(settings, &by_month(self.facts, selection));
        [attendance, self.results_by_term(&own)].into_iter().flat_map(Picture::of).collect()
    }

    fn results_by_term(&self, figures: &[&Performance]) -> Chart {
        let settings = &self.facts.archive.settings;
        pictures::results("Итоги по периодам".to_owned(), figures, |figure| {
            figure.term.title(settings)
        })
    }

    /// A week as a page shows it; `None` without a timetable. `title` is what a journal is called there.
    fn timetable(&self, week: Week, title: impl Fn(Ref<Journal>) -> String) -> Option<Timetable> {
        let link = |journal| Link { title: title(journal), href: Some(self.journal_href(journal)) };
        let placed = |place: Place| Placed { journal: link(place.journal), when: place.when };
        let line = |(slot, days): (u32, Vec<Vec<Place>>)| TimetableLine {
            slot,
            days: days.into_iter().map(|places| places.into_iter().map(placed).collect()).collect(),
        };
        let days = week.dated.len();
        let dated = week.dated.into_iter().filter(|_| days <= DATED);
        let timetable = Timetable {
            weekdays: week.days.iter().map(|day| words::WEEKDAYS[*day]).collect(),
            lines: week.lines.into_iter().map(line).collect(),
            dated: dated.map(|place| (place.day, place.slot, link(place.journal))).collect(),
            days,
        };
        (!timetable.lines.is_empty() || days > 0).then_some(timetable)
    }
}
