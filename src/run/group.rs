//! Everything of one group: data, volume, year sheet, pages. Groups are built side by side, and
//! what a group needs is gone before the next one begins.

use super::description::{BuildPart, GroupDescription};
use super::gathered::{Gathered, attestation_stem, digest_file_of, file_of};
use super::shop::{BoundTome, Shop};
use crate::documents::attestation::{self, AttestationDocument, Of};
use crate::documents::exam_sheets::{self, ExamSheets};
use crate::documents::inventory::Case;
use crate::documents::year_sheet::{self, Sheet};
use crate::figures::exam_sheets::exam_sheets;
use crate::figures::retention::{self, Class};
use crate::figures::student::StudentJournal;
use crate::figures::{Attestation, Given, JournalFigures, JournalPart, StudentFigures, YearSheet};
use crate::model::table::Ref;
use crate::model::{Group, Journal, Student};
use crate::site::{Entry, Listing, PageFile};
use crate::words;
use anyhow::Result;
use serde::Serialize;
use std::collections::BTreeMap;

/// What a group came to.
pub(super) struct Built {
    /// For `build.json`.
    pub(super) description: GroupDescription,
    /// For `all.sha256`.
    pub(super) digest_file: (String, String),
    /// For the inventory.
    pub(super) cases: Vec<Case>,
    /// Its PDFs, for the pages of others.
    pub(super) files: Vec<PageFile>,
    /// By the id of a journal its tome, opened where it begins.
    pub(super) tome_of: BTreeMap<String, PageFile>,
    /// Its results, for the sheets of parallels and of the organisation.
    pub(super) attestation: Attestation,
    /// For the start page.
    pub(super) entry: Entry,
}

/// Builds a group.
pub(super) fn build(shop: &Shop<'_>, group: Ref<Group>, journals: &[Ref<Journal>]) -> Result<Built> {
    let archive = shop.facts.archive;
    let row = &archive.groups[group];
    let gathered = Gathered::new(shop.facts, shop.names, group, journals);
    let Gathered { parts, csv, digests, sheet, .. } = &gathered;
    for (part, csv) in parts.iter().zip(csv) {
        let name = file_of(shop.names, part.journal);
        shop.write(BuildPart::Data, &format!("data/journals/{name}"), csv)?;
    }
    let digest = digests.sha256.clone();
    let digest_name = digest_file_of(shop.names, group);
    shop.write(BuildPart::Data, &format!("data/digests/{digest_name}"), digests.text.as_bytes())?;
    let attestation = Attestation::new(shop.facts, group, sheet);
    let bound = print(shop, group, &gathered, &attestation)?;
    if shop.builds(BuildPart::Site) {
        pages(shop, group, parts, sheet, &bound)?;
    }
    let Bound { cases, files, tome_of, .. } = bound;
    Ok(Built {
        description: GroupDescription {
            id: row.id.to_string(),
            name: row.name.to_string(),
            digest: digest.clone(),
            began: retention::study_began(archive, group).map(|day| day.to_string()),
            keep_until: retention::journals_kept_until(&archive.settings, row).map(|day| day.to_string()),
            keep_sheets_until: retention::sheets_kept_until(&archive.settings, row)
                .map(|day| day.to_string()),
            by_year: retention::by_year(&archive.settings),
        },
        digest_file: (digest_name, digest),
        cases,
        files,
        tome_of,
        attestation,
        entry: Entry {
            title: row.name.to_string(),
            href: Some(shop.pages().group_href(group)),
            notes: vec![
                archive.program_title(group).unwrap_or_default(),
                archive.course(group).map(|course| course.to_string()).unwrap_or_default(),
                row.curator.map(|staff| archive.staff[staff].short_name()).unwrap_or_default(),
                parts.len().to_string(),
                shop.students_of(group).len().to_string(),
            ],
        },
    })
}

/// What was printed: cases for the inventory, files for the pages.
#[derive(Default)]
pub(super) struct Bound {
    pub(super) cases: Vec<Case>,
    pub(super) files: Vec<PageFile>,
    /// By the id of a journal its tome, opened where it begins.
    tome_of: BTreeMap<String, PageFile>,
    /// How many of the files are tomes.
    tomes: usize,
}

/// A document that is a case of its own.
pub(super) struct OwnCase<'a> {
    pub(super) template: &'a str,
    pub(super) path: String,
    /// What the pages call it.
    pub(super) name: String,
    /// What the inventory calls it, without the year.
    pub(super) title: String,
    /// «02.09.2024 – 30.06.2025»; `None`: the day on which the year was closed.
    pub(super) dates: Option<String>,
    pub(super) class: Class,
    pub(super) kept: String,
}

impl Bound {
    /// What says the same as a journal: its tome, opened where it begins, and the sheets of its group.
    fn of_journal(&self, id: &str) -> Vec<PageFile> {
        self.tome_of.get(id).into_iter().chain(&self.files[self.tomes..]).cloned().collect()
    }

    /// Prints a document.
    pub(super) fn add(&mut self, shop: &Shop<'_>, own: OwnCase<'_>, data: &impl Serialize) -> Result<()> {
        let OwnCase { template, path, name, title, dates, class, kept } = own;
        let written = shop.print(template, &path, data)?;
        let closed_on = || words::date(shop.facts.archive.settings.closed_on.0);
        self.cases.push(Case {
            path: path.clone(),
            class,
            title: format!("{title}, {} учебный год", shop.head.year),
            dates: dates.unwrap_or_else(closed_on),
            sheets: written.sheets,
            kept,
        });
        self.files.push(PageFile::new(name, &path, &written.digest));
        Ok(())
    }
}

/// The volumes and the sheets.
fn print(
    shop: &Shop<'_>,
    group: Ref<Group>,
    gathered: &Gathered,
    attestation: &Attestation,
) -> Result<Bound> {
    let mut bound = Bound::default();
    if !shop.builds(BuildPart::Print) {
        return Ok(bound);
    }
    let row = &shop.facts.archive.groups[group];
    let settings = &shop.facts.archive.settings;
    let attached = |place: usize| gathered.attachments(shop.facts, shop.names, place);
    for volume in gathered.volumes(shop.facts, &shop.head, &shop.findings[group.index()])? {
        let stem = gathered.stem(shop.names, &volume);
        for BoundTome { path, written, number, dates, journals } in
            shop.print_volume(&stem, &volume, attached)?
        {
            let which = number.map(|number| format!(", том {number}")).unwrap_or_default();
            let days = dates.map(|(first, last)| format!("{} – {}", words::date(first), words::date(last)));
            let title = format!("{}{which}", volume.title());
            bound.cases.push(Case {
                path: path.clone(),
                class: Class::Journals,
                title: format!("{title}, {} учебный год", shop.head.year),
                dates: days.unwrap_or_else(|| "—".to_owned()),
                sheets: written.sheets,
                kept: retention::journals_text(settings, row),
            });
            let file = PageFile::new(title, &path, &written.digest);
            let begins = |(journal, page): (String, usize)| {
                let part = gathered.parts.iter().find(|part| part.figures.id == journal);
                let name = part.map_or("", |part| &part.figures.title);
                let title = format!("{name} — {}, со страницы {page}", words::lower_first(&file.title));
                (journal, file.at(page, title))
            };
            bound.tome_of.extend(journals.into_iter().map(begins));
            bound.files.push(file);
        }
    }
    bound.tomes = bound.files.len();
    let whose = format!("{} {}", shop.head.words.of_group, row.name);
    let stem = format!("print/sheets/{}", shop.names.group(group));
    let kept = retention::sheets_text(settings, row);
    let digest = gathered.digests.sha256.as_str();
    let own = OwnCase {
        template: year_sheet::TEMPLATE,
        path: format!("{stem}.pdf"),
        name: format!("Сводная ведомость {whose}"),
        title: format!("{} {whose}", shop.head.words.year_sheet),
        dates: None,
        class: Class::Sheets,
        kept: kept.clone(),
    };
    bound.add(shop, own, &Sheet::new(shop.facts, group, &shop.head, &gathered.sheet, digest))?;
    // Of a class without marks there is nothing to tell.
    if attestation.is_graded || attestation.has_gia() {
        let of = Of::Group(group);
        let own = OwnCase {
            template: attestation::TEMPLATE,
            path: format!("print/sheets/{}.pdf", attestation_stem(shop.facts.archive, shop.names, of)),
            name: format!("Результаты аттестации {whose}"),
            title: format!("{} {whose}", attestation::title(&[attestation])),
            dates: None,
            class: Class::Sheets,
            kept,
        };
        let data = AttestationDocument::new(shop.facts, &shop.head, of, &[attestation], Some(digest));
        bound.add(shop, own, &data)?;
    }
    let sheets = exam_sheets(shop.facts, group);
    if !sheets.is_empty() {
        let days = sheets.iter().flat_map(|sheet| sheet.days.iter().copied());
        let (first, last) = (days.clone().min(), days.max());
        let own = OwnCase {
            template: exam_sheets::TEMPLATE,
            path: format!("{stem}~exams.pdf"),
            name: format!("Экзаменационные и зачётные ведомости {whose}"),
            title: format!("Экзаменационные и зачётные ведомости {whose}"),
            dates: first.zip(last).map(|(first, last)| match first == last {
                true => words::date(first),
                false => format!("{} – {}", words::date(first), words::date(last)),
            }),
            class: Class::Journals,
            kept: retention::journals_text(settings, row),
        };
        bound.add(shop, own, &ExamSheets::new(shop.facts.archive, group, &shop.head, &sheets, digest))?;
    }
    Ok(bound)
}

/// The students whose last group this is, by name.
fn members(shop: &Shop<'_>, group: Ref<Group>) -> Vec<Ref<Student>> {
    let mut members = shop.students_of(group).to_vec();
    shop.facts.archive.sort_by_name(&mut members);
    members
}

/// The pages of the group, its journals and its students.
fn pages(
    shop: &Shop<'_>,
    group: Ref<Group>,
    parts: &[JournalPart],
    sheet: &YearSheet,
    bound: &Bound,
) -> Result<()> {
    let files = &bound.files;
    let pages = shop.pages();
    let words = shop.head.words;
    let mut journals = Listing {
        title: "Журналы".to_owned(),
        columns: vec!["Журнал", words.teacher, "Часов дано", "Отметок"],
        entries: Vec::new(),
        empty: "Журналов нет.",
    };
    for part in parts {
        let held = part.figures.hours.last().map(|line| words::decimal(line.held)).unwrap_or_default();
        journals.entries.push(Entry {
            title: part.figures.title.clone(),
            href: Some(pages.journal_href(part.journal)),
            notes: vec![pages.teachers_of(part.journal), held, part.figures.marks.to_string()],
        });
        let mut own = bound.of_journal(&part.figures.id);
        if shop.builds(BuildPart::Data) {
            let data = format!("data/journals/{}.csv", shop.names.journal(part.journal));
            own.push(PageFile::new("Данные журнала (CSV)", &data, &shop.digest_of(&data)));
        }
        shop.page(pages.journal(part, own)?)?;
    }
    let students = Listing {
        title: "Обучающиеся".to_owned(),
        columns: vec!["Фамилия, имя, отчество", words.group, "Примечание"],
        entries: members(shop, group).into_iter().map(|student| pages.student_entry(student)).collect(),
        empty: "Обучающихся нет.",
    };
    shop.page(pages.group(group, &journals, &students, sheet, files.to_vec())?)?;
    // Journals of other groups: those that a student left, and electives over groups.
    let mut others: BTreeMap<Ref<Journal>, JournalFigures> = BTreeMap::new();
    for student in shop.students_of(group).iter().copied() {
        if shop.facts.consents.of(student) != Given::No {
            student_page(shop, student, parts, &mut others, files)?;
        }
    }
    Ok(())
}

fn student_page(
    shop: &Shop<'_>,
    student: Ref<Student>,
    parts: &[JournalPart],
    others: &mut BTreeMap<Ref<Journal>, JournalFigures>,
    files: &[PageFile],
) -> Result<()> {
    let journals = shop.facts.belonging.journals(student);
    let line = |figures: &JournalFigures| {
        let id = &*shop.facts.archive.students[student].id;
        let row = figures
            .rows
            .iter()
            .position(|row| row.student_id == id)
            .expect("a journal has a row for each of its students");
        StudentJournal::of(figures, row)
    };
    let lines = journals
        .iter()
        .map(|journal| match parts.iter().find(|part| part.journal == *journal) {
            Some(part) => line(&part.figures),
            None => line(others.entry(*journal).or_insert_with(|| JournalFigures::new(shop.facts, *journal))),
        })
        .collect();
    let figures = StudentFigures::new(shop.facts, student, lines);
    shop.page(shop.pages().student(student, &figures, journals, files.to_vec())?)
}
