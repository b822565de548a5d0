//! What has a name and a page: people, disciplines, groups, journals, documents, reports, days.

use crate::model::table::Ref;
use crate::model::{Group, Lesson};
use crate::site::pages::Pages;
use crate::words;
use anyhow::Result;
use chrono::NaiveDate;
use serde::{Serialize, Serializer};
use std::collections::{BTreeMap, BTreeSet};

/// What an entry is of, as the filter of the search names it.
#[derive(Clone, Copy, Debug, Serialize)]
#[serde(rename_all = "lowercase")]
enum Kind {
    Student,
    Teacher,
    Discipline,
    Group,
    Journal,
    Document,
    Report,
    Day,
}

/// Something that can be found: its kind, title, link, what stands beside it, the groups that it belongs to.
struct Named(Kind, String, String, String, Vec<Ref<Group>>);

impl Serialize for Named {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let Named(kind, title, href, note, groups) = self;
        let groups: Vec<usize> = groups.iter().map(|group| group.index()).collect();
        (kind, title, href, note, groups).serialize(serializer)
    }
}

/// A document or a report that can be found.
pub struct Paper {
    /// What it is called.
    pub title: String,
    /// Where it lies, from `site/`.
    pub href: String,
    /// What stands beside it.
    pub note: String,
    /// Whose it is; `None` of all.
    pub group: Option<Ref<Group>>,
}

/// What the script gets.
#[derive(Serialize)]
struct Names {
    groups: Vec<String>,
    entries: Vec<Named>,
    /// The number of a journal's first lesson, its group's, its title, its page.
    journals: Vec<(usize, usize, String, String)>,
    lessons: usize,
    texts: Vec<usize>,
}

/// The file of names. `texts` are the numbers of the lessons that the files of texts begin with.
pub fn file(
    pages: &Pages<'_>,
    days: &BTreeMap<NaiveDate, Vec<Ref<Lesson>>>,
    documents: Vec<Paper>,
    reports: Vec<Paper>,
    texts: Vec<usize>,
) -> Result<(String, Vec<u8>)> {
    let archive = pages.facts.archive;
    let mut lessons = 0;
    let mut journals = Vec::new();
    for (journal, row) in archive.journals.refs() {
        journals.push((lessons, row.group.index(), row.title(), pages.journal_href(journal)));
        lessons += pages.facts.ledger.lessons(journal).len();
    }
    let papers = |kind, papers: Vec<Paper>| {
        let named = move |Paper { title, href, note, group }: Paper| {
            Named(kind, title, href, note, group.into_iter().collect())
        };
        papers.into_iter().map(named)
    };
    let mut entries = people(pages);
    entries.extend(curriculum(pages));
    entries.extend(papers(Kind::Document, documents).chain(papers(Kind::Report, reports)));
    entries.extend(days.iter().map(|(day, lessons)| {
        let title = format!("{}, {}", words::long_date(*day), words::weekday_in_full(*day));
        let note = words::date(*day);
        let of = lessons.iter().map(|lesson| archive.journals[archive.lessons[*lesson].journal].group);
        Named(Kind::Day, title, pages.day_href(*day), note, each_once(of))
    }));
    let groups = archive.groups.iter().map(|row| row.name.to_string()).collect();
    super::script("names", &Names { groups, entries, journals, lessons, texts })
}

fn each_once(groups: impl Iterator<Item = Ref<Group>>) -> Vec<Ref<Group>> {
    groups.collect::<BTreeSet<_>>().into_iter().collect()
}

/// Students that have pages, then those who taught, by name.
fn people(pages: &Pages<'_>) -> Vec<Named> {
    let archive = pages.facts.archive;
    let mut students: Vec<_> = archive.students.refs().map(|(student, _)| student).collect();
    archive.sort_by_name(&mut students);
    let students = students.into_iter().filter_map(|student| {
        let row = &archive.students[student];
        let groups = pages.facts.belonging.groups(student).iter().map(|(_, group)| *group);
        let (href, note) = (pages.student_href(student)?, pages.student_groups(student));
        Some(Named(Kind::Student, row.full_name(), href, note, each_once(groups.chain([row.group]))))
    });
    let mut staff: Vec<_> = pages.taught.keys().copied().collect();
    archive.sort_staff_by_name(&mut staff);
    let staff = staff.into_iter().filter_map(|staff| {
        let groups = pages.taught[&staff].iter().map(|taught| archive.journals[taught.journal].group);
        let (name, note) = (archive.staff[staff].full_name(), pages.position_of(staff));
        Some(Named(Kind::Teacher, name, pages.teacher_href(staff)?, note, each_once(groups)))
    });
    students.chain(staff).collect()
}

/// Disciplines by name, then groups and journals in their order.
fn curriculum(pages: &Pages<'_>) -> Vec<Named> {
    let archive = pages.facts.archive;
    let disciplines = archive.disciplines().into_iter().map(|(name, journals)| {
        let note = words::count(journals.len(), ["журнал", "журнала", "журналов"]);
        let groups = journals.into_iter().map(|journal| archive.journals[journal].group);
        Named(Kind::Discipline, name.to_owned(), pages.discipline_href(name), note, each_once(groups))
    });
    let groups = archive.groups.refs().map(|(group, row)| {
        let note = archive.program_title(group).unwrap_or_default();
        Named(Kind::Group, row.name.to_string(), pages.group_href(group), note, vec![group])
    });
    let journals = archive.journals.refs().map(|(journal, row)| {
        let note = format!("{}, {}", archive.groups[row.group].name, pages.teachers_of(journal));
        Named(Kind::Journal, row.title(), pages.journal_href(journal), note, vec![row.group])
    });
    disciplines.chain(groups).chain(journals).collect()
}
