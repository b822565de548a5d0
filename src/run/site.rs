//! The pages that belong to no group, and the index of the search.

use super::description::BuildPart;
use super::group::Built;
use super::shop::Shop;
use super::workers;
use crate::figures::Selection;
use crate::figures::calendar::lessons_by_day;
use crate::figures::performance::{Performance, Scope, performance};
use crate::model::table::Ref;
use crate::model::{Group, Journal, Lesson, Staff, Student};
use crate::site::link::{href, path};
use crate::site::pages::{archives, document_head};
use crate::site::search::lessons;
use crate::site::search::names::{self, Paper};
use crate::site::{Entry, Listing, PageFile};
use anyhow::Result;
use chrono::NaiveDate;
use std::collections::BTreeMap;

/// What was printed for no group, for the pages that list it.
#[derive(Default)]
pub(super) struct Common {
    /// The inventory, the sheets over groups.
    pub(super) inventory: Vec<PageFile>,
    /// Reports and registers.
    pub(super) reports: Vec<PageFile>,
    /// Local acts, in their order; none where nothing is printed.
    pub(super) acts: Vec<PageFile>,
    /// The reports' pages.
    pub(super) report_pages: Vec<Entry>,
    /// The tables of the data.
    pub(super) tables: Vec<Entry>,
}

/// Writes the assets, the pages and the index.
pub(super) fn site(shop: &Shop<'_>, built: &[Built], common: &Common) -> Result<()> {
    for asset in &shop.site.assets {
        shop.write(BuildPart::Site, &format!("site/{}", asset.path), &asset.bytes)?;
    }
    let days = lessons_by_day(shop.facts);
    start(shop, built, common)?;
    students(shop)?;
    teachers(shop, built)?;
    disciplines(shop, built)?;
    calendar(shop, built, &days)?;
    if !shop.past.is_empty() {
        shop.page(shop.pages().archives()?)?;
    }
    let documents = documents(shop, built, common)?;
    search(shop, &days, documents, &common.report_pages)
}

/// The tome of a journal, opened where it begins; `None` where nothing was printed.
fn tome_of<'a>(shop: &Shop<'_>, built: &'a [Built], journal: Ref<Journal>) -> Option<&'a PageFile> {
    let row = &shop.facts.archive.journals[journal];
    built[row.group.index()].tome_of.get(&*row.id)
}

fn start(shop: &Shop<'_>, built: &[Built], common: &Common) -> Result<()> {
    let words = shop.head.words;
    let groups = Listing {
        title: words.groups.to_owned(),
        columns: vec![
            words.group,
            if words.is_school { "Программа" } else { "Специальность" },
            if words.is_school { "Параллель" } else { "Курс" },
            words.curator,
            "Журналов",
            "Обучающихся",
        ],
        entries: built.iter().map(|group| group.entry.clone()).collect(),
        empty: "Групп нет.",
    };
    shop.page(shop.pages().start(&groups, common.inventory.clone())?)
}

fn students(shop: &Shop<'_>) -> Result<()> {
    let archive = shop.facts.archive;
    let mut students: Vec<Ref<Student>> = archive.students.refs().map(|(student, _)| student).collect();
    archive.sort_by_name(&mut students);
    let listing = Listing {
        title: String::new(),
        columns: vec!["Фамилия, имя, отчество", shop.head.words.group, "Примечание"],
        entries: students.into_iter().map(|student| shop.pages().student_entry(student)).collect(),
        empty: "Обучающихся нет.",
    };
    shop.page(shop.pages().listing("students.html", "Обучающиеся", String::new(), &[listing], Vec::new())?)
}

/// Everybody who taught, with the journals.
fn teachers(shop: &Shop<'_>, built: &[Built]) -> Result<()> {
    let archive = shop.facts.archive;
    let pages = shop.pages();
    let mut order: Vec<Ref<Staff>> = shop.taught.keys().copied().collect();
    archive.sort_staff_by_name(&mut order);
    let entries = order.iter().map(|staff| {
        let row = &archive.staff[*staff];
        let position = row.position.as_ref().map(ToString::to_string).unwrap_or_default();
        let notes = vec![position, shop.taught[staff].len().to_string()];
        Entry { title: row.full_name(), href: pages.teacher_href(*staff), notes }
    });
    let listing = Listing {
        title: String::new(),
        columns: vec![shop.head.words.teacher, "Должность", "Журналов"],
        entries: entries.collect(),
        empty: "Педагогов нет.",
    };
    let title = shop.head.words.teachers;
    shop.page(pages.listing("teachers.html", title, String::new(), &[listing], Vec::new())?)?;
    workers::map(&order, shop.workers, |staff| {
        let own = &shop.taught[staff];
        let files = own.iter().filter_map(|taught| tome_of(shop, built, taught.journal)).cloned().collect();
        shop.page(pages.teacher(*staff, own, files)?)
    })?;
    Ok(())
}

/// Every discipline by name, over all groups.
fn disciplines(shop: &Shop<'_>, built: &[Built]) -> Result<()> {
    let archive = shop.facts.archive;
    let pages = shop.pages();
    let words = shop.head.words;
    let figures = performance(shop.facts, Selection::default());
    let mut by_name: BTreeMap<&str, Vec<&Performance>> = BTreeMap::new();
    // Of a journal the year's results, else those of the last term that has any.
    let mut of_journal: BTreeMap<&str, &Performance> = BTreeMap::new();
    for figure in &figures {
        match figure.scope {
            Scope::Discipline => by_name.entry(&figure.id).or_default().push(figure),
            Scope::Journal if figure.counts.judged() > 0 => drop(of_journal.insert(&figure.id, figure)),
            _ => {}
        }
    }
    let mut listing = Listing {
        title: String::new(),
        columns: vec![words.subject, "Журналов", words.groups],
        entries: Vec::new(),
        empty: "Журналов нет.",
    };
    for (name, own) in archive.disciplines() {
        let mut groups: Vec<Ref<Group>> =
            own.iter().map(|journal| archive.journals[*journal].group).collect();
        groups.sort();
        groups.dedup();
        let groups: Vec<&str> = groups.into_iter().map(|group| &*archive.groups[group].name).collect();
        listing.entries.push(Entry {
            title: name.to_owned(),
            href: Some(pages.discipline_href(name)),
            notes: vec![own.len().to_string(), groups.join(", ")],
        });
        let files = own.iter().filter_map(|journal| tome_of(shop, built, *journal)).cloned().collect();
        let of = |journal| of_journal.get(&*archive.journals[journal].id).copied();
        let terms = by_name.get(name).map(Vec::as_slice).unwrap_or_default();
        shop.page(pages.discipline(name, &own, of, terms, files)?)?;
    }
    shop.page(pages.listing("disciplines.html", words.subjects, String::new(), &[listing], Vec::new())?)
}

fn calendar(shop: &Shop<'_>, built: &[Built], days: &BTreeMap<NaiveDate, Vec<Ref<Lesson>>>) -> Result<()> {
    shop.page(shop.pages().calendar(days)?)?;
    let all: Vec<(NaiveDate, &Vec<Ref<Lesson>>)> =
        days.iter().map(|(day, lessons)| (*day, lessons)).collect();
    let places: Vec<usize> = (0..all.len()).collect();
    workers::map(&places, shop.workers, |place| {
        let (day, lessons) = all[*place];
        let at = |place: Option<usize>| Some(all.get(place?)?.0);
        let around = [at(place.checked_sub(1)), at(Some(place + 1))];
        shop.page(shop.pages().day(day, lessons, around, |journal| tome_of(shop, built, journal))?)
    })?;
    Ok(())
}

/// The local acts and the list of all that is printed; returns what of it can be searched for.
fn documents(shop: &Shop<'_>, built: &[Built], common: &Common) -> Result<Vec<Paper>> {
    let pages = shop.pages();
    let mut found = Vec::new();
    let mut acts = Listing {
        title: "Локальные акты".to_owned(),
        columns: vec!["Документ", "Реквизиты"],
        entries: Vec::new(),
        empty: "Локальных актов в архиве нет.",
    };
    for (n, document) in shop.facts.archive.documents.iter().enumerate() {
        let (title, note) = (document.title.clone(), document_head(document));
        let href = href(&path("documents", shop.names.document(n)));
        let notes = vec![note.clone()];
        acts.entries.push(Entry { title: title.clone(), href: Some(href.clone()), notes });
        found.push(Paper { title, href, note, group: None });
        let own = common.acts.get(n).cloned().into_iter().collect();
        shop.page(pages.document(n, document, own)?)?;
    }
    let mut printed = |title: &str, files: Vec<(Option<Ref<Group>>, &PageFile)>| {
        let entry = |file: &PageFile| Entry {
            title: file.title.clone(),
            href: Some(file.href.clone()),
            notes: vec![file.size.clone()],
        };
        let entries = files.iter().map(|(_, file)| entry(file)).collect();
        found.extend(files.into_iter().map(|(group, file)| {
            let (title, href) = (file.title.clone(), file.href.clone());
            Paper { title, href, note: String::new(), group }
        }));
        Listing {
            title: title.to_owned(), columns: vec!["Документ", "Размер"], entries, empty: ""
        }
    };
    let of_groups = shop.facts.archive.groups.refs().zip(built);
    let of_groups =
        of_groups.flat_map(|((group, _), built)| built.files.iter().map(move |file| (Some(group), file)));
    let mut listings = vec![
        acts,
        printed("Журналы и ведомости", of_groups.collect()),
        printed("Отчёты, книги и реестры", common.reports.iter().map(|file| (None, file)).collect()),
        printed("Опись и сводные результаты", common.inventory.iter().map(|file| (None, file)).collect()),
    ];
    listings.push(Listing {
        title: "Данные".to_owned(),
        columns: vec!["Таблица (CSV)", "Сколько", "Размер"],
        entries: common.tables.clone(),
        empty: "",
    });
    if !shop.past.is_empty() {
        let (title, href) = (archives::TITLE.to_owned(), archives::ARCHIVES.to_owned());
        let years: Vec<&str> = shop.past.iter().map(|own| own.year.as_str()).collect();
        let note = years.join(", ");
        let (own, notes) = (Some(href.clone()), vec![note.clone()]);
        listings.push(Listing {
            title: title.clone(),
            columns: vec!["Страница", "Учебные годы"],
            entries: vec![Entry { title: title.clone(), href: own, notes }],
            empty: "",
        });
        found.push(Paper { title, href, note, group: None });
    }
    // Where only the site is built, there is nothing beside it.
    listings.retain(|listing| !listing.entries.is_empty() || !listing.empty.is_empty());
    shop.page(pages.listing("documents.html", "Документы", String::new(), &listings, Vec::new())?)?;
    Ok(found)
}

fn search(
    shop: &Shop<'_>,
    days: &BTreeMap<NaiveDate, Vec<Ref<Lesson>>>,
    documents: Vec<Paper>,
    reports: &[Entry],
) -> Result<()> {
    let write =
        |path: String, bytes: Vec<u8>| shop.write(BuildPart::Site, &format!("site/{path}"), &bytes).map(drop);
    shop.page(shop.pages().search()?)?;
    let texts = lessons::files(shop.facts, write)?;
    // What a report is made of is told on its page: the search knows it by its name.
    let report = |entry: &Entry| {
        Some(Paper {
            title: entry.title.clone(),
            href: entry.href.clone()?,
            note: String::new(),
            group: None,
        })
    };
    let reports = reports.iter().filter_map(report).collect();
    let (path, bytes) = names::file(&shop.pages(), days, documents, reports, texts)?;
    write(path, bytes)
}
