//! What all groups share: tables and digests, the inventory, the pages that belong to no group, the
//! input as received.

use super::description::BuildPart;
use super::gathered::attestation_stem;
use super::group::{Bound, Built, OwnCase};
use super::shop::Shop;
use super::workers;
use crate::diagnostics::Report;
use crate::documents::act::{self, Act};
use crate::documents::attestation::{self, AttestationDocument, Of};
use crate::documents::inventory::{self, Inventory};
use crate::documents::report::{self, ReportDocument};
use crate::export::names::file_name;
use crate::export::{digests, tables};
use crate::figures::{Attestation, Selection, retention};
use crate::files;
use crate::model::table::Ref;
use crate::model::{Group, Journal, Staff, Student};
use crate::reports::{self, Basis, Form};
use crate::site::PageFile;
use crate::site::pages::{Entry, Listing, document_head};
use crate::words;
use anyhow::{Result, bail};
use std::collections::BTreeMap;
use std::path::Path;

/// Tables, schema, digests; returns the build's digest.
pub(super) fn data(shop: &Shop<'_>, built: &[Built]) -> Result<String> {
    let list = digests::list(built.iter().map(|group| group.digest_file.clone()).collect());
    if !shop.builds(BuildPart::Data) {
        return Ok(list.sha256);
    }
    shop.write(BuildPart::Data, &format!("data/digests/{}", digests::ALL), list.text.as_bytes())?;
    shop.write(BuildPart::Data, &format!("data/{}", tables::SCHEMA), &tables::schema())?;
    tables::write(shop.facts.archive, |file| {
        shop.write(BuildPart::Data, &format!("data/{}", file.name), &file.bytes).map(drop)
    })?;
    Ok(list.sha256)
}

/// The reports, and their pages.
pub(super) fn reports(shop: &Shop<'_>, findings: &Report) -> Result<()> {
    if !shop.builds(BuildPart::Print) && !shop.builds(BuildPart::Site) {
        return Ok(());
    }
    let basis = Basis::new(shop.facts, findings, Selection::default());
    let entries = workers::map(reports::KINDS, shop.workers, |kind| {
        let made = &kind.report(&basis);
        let mut files = Vec::new();
        let (folder, template) = match kind.form {
            Form::Report => ("reports", report::TEMPLATE),
            Form::Register => ("registers", report::REGISTER),
        };
        // An empty register says that it is empty, or is left out where the settings ask for that.
        let is_left_out = kind.form == Form::Register
            && !shop.facts.archive.settings.print.empty_registers
            && made.tables.iter().all(|table| table.rows.is_empty());
        if shop.builds(BuildPart::Print) && !is_left_out {
            let path = format!("print/{folder}/{}.pdf", made.id);
            let data = ReportDocument { head: &shop.head, report: made };
            let printed = shop.print(template, &path, &data)?;
            files.push(PageFile::new(made.title, &path, &printed.digest));
        }
        if shop.builds(BuildPart::Site) {
            shop.page(shop.pages().report(made, files)?)?;
        }
        let href = crate::site::link::href(&crate::site::link::path("reports", made.id));
        let entry = Entry { title: made.title.to_owned(), href: Some(href), notes: vec![made.note.clone()] };
        Ok((kind.form, entry))
    })?;
    if shop.builds(BuildPart::Site) {
        let of =
            |form| entries.iter().filter(|(own, _)| *own == form).map(|(_, entry)| entry.clone()).collect();
        let registers = Listing {
            title: "Книги и реестры".to_owned(),
            columns: vec!["Документ", "О чём"],
            entries: of(Form::Register),
            empty: "",
        };
        let listing = Listing {
            title: "Отчёты".to_owned(),
            columns: vec!["Отчёт", "О чём"],
            entries: of(Form::Report),
            empty: "Отчётов нет.",
        };
        shop.page(shop.pages().listing(
            "reports.html",
            "Отчёты и реестры",
            String::new(),
            &[listing, registers],
            Vec::new(),
        )?)?;
    }
    Ok(())
}

/// The inventory and the pages that belong to no group; returns the counted sheets of all cases.
pub(super) fn inventory_and_pages(shop: &Shop<'_>, built: &[Built], digest: &str) -> Result<usize> {
    let mut cases: Vec<_> = built.iter().flat_map(|group| group.cases.clone()).collect();
    let mut files = Vec::new();
    if shop.builds(BuildPart::Print) {
        let mut bound = attestation(shop, built)?;
        cases.append(&mut bound.cases);
        files.append(&mut bound.files);
        let path = "print/archive/inventory.pdf";
        let printed =
            shop.print(inventory::TEMPLATE, path, &Inventory { head: &shop.head, cases: &cases, digest })?;
        files.push(PageFile::new("Опись дел", path, &printed.digest));
    }
    let printed_acts = acts(shop)?;
    if shop.builds(BuildPart::Site) {
        site(shop, built, files, &printed_acts)?;
    }
    Ok(cases.iter().map(|case| case.sheets).sum())
}

/// The results of each parallel and of all groups.
fn attestation(shop: &Shop<'_>, built: &[Built]) -> Result<Bound> {
    let archive = shop.facts.archive;
    let all: Vec<&Attestation> = built.iter().map(|group| &group.attestation).collect();
    let mut bound = Bound::default();
    for of in Of::parallels(&all).into_iter().chain([Of::Organization]) {
        let own: Vec<&Attestation> = all.iter().copied().filter(|own| of.has(own)).collect();
        let whose = of.title(archive);
        let groups = own.iter().map(|own| &archive.groups[own.group]);
        let case = OwnCase {
            template: attestation::TEMPLATE,
            path: format!("print/sheets/{}.pdf", attestation_stem(archive, shop.names, of)),
            name: format!("Результаты аттестации: {whose}"),
            title: format!("{}, {whose}", attestation::title(&own)),
            dates: None,
            kept: retention::common_sheets_text(&archive.settings, groups),
        };
        bound.add(shop, case, &AttestationDocument::new(shop.facts, &shop.head, of, &own, None))?;
    }
    Ok(bound)
}

/// The local acts as documents, in their order; none where nothing is printed.
fn acts(shop: &Shop<'_>) -> Result<Vec<PageFile>> {
    let documents = &shop.facts.archive.documents;
    let printed =
        documents.iter().enumerate().filter(|_| shop.builds(BuildPart::Print)).map(|(n, document)| {
            let path = format!("print/registers/act-{}.pdf", shop.names.document(n));
            let printed = shop.print(act::TEMPLATE, &path, &Act::new(&shop.head, document))?;
            Ok(PageFile::new(document.title.clone(), &path, &printed.digest))
        });
    printed.collect()
}

fn site(shop: &Shop<'_>, built: &[Built], inventory: Vec<PageFile>, printed_acts: &[PageFile]) -> Result<()> {
    let archive = shop.facts.archive;
    let pages = shop.pages();
    let words = shop.head.words;
    for asset in &shop.site.assets {
        shop.write(BuildPart::Site, &format!("site/{}", asset.path), &asset.bytes)?;
    }
    let groups = Listing {
        title: if archive.settings.is_school() { "Классы" } else { "Группы" }.to_owned(),
        columns: vec![
            words.group,
            if archive.settings.is_school() { "Программа" } else { "Специальность" },
            if archive.settings.is_school() { "Параллель" } else { "Курс" },
            words.curator,
            "Журналов",
            "Обучающихся",
        ],
        entries: built.iter().map(|group| group.entry.clone()).collect(),
        empty: "Групп нет.",
    };
    let all_files: Vec<PageFile> =
        inventory.iter().cloned().chain(built.iter().flat_map(|group| group.files.clone())).collect();
    let lead = format!(
        "{}: {}, {}, {}.",
        shop.head.organization,
        words::count(
            archive.groups.len(),
            if archive.settings.is_school() {
                ["класс", "класса", "классов"]
            } else {
                ["группа", "группы", "групп"]
            }
        ),
        words::count(archive.journals.len(), ["журнал", "журнала", "журналов"]),
        words::count(archive.students.len(), ["обучающийся", "обучающихся", "обучающихся"]),
    );
    shop.page(pages.listing(
        "index.html",
        &format!("Архив электронных журналов за {} учебный год", shop.head.year),
        lead,
        &[groups],
        all_files,
    )?)?;
    let mut students: Vec<Ref<Student>> = archive.students.refs().map(|(student, _)| student).collect();
    archive.sort_by_name(&mut students);
    let students = Listing {
        title: String::new(),
        columns: vec!["Фамилия, имя, отчество", words.group, "Примечание"],
        entries: students.into_iter().map(|student| pages.student_entry(student)).collect(),
        empty: "Обучающихся нет.",
    };
    shop.page(pages.listing(
        "students.html",
        "Обучающиеся",
        String::new(),
        &[students],
        inventory.clone(),
    )?)?;
    teachers(shop, built, &inventory)?;
    let mut acts = Listing {
        title: String::new(),
        columns: vec!["Документ", "Реквизиты"],
        entries: Vec::new(),
        empty: "Локальных актов в архиве нет.",
    };
    for (n, document) in archive.documents.iter().enumerate() {
        let href = crate::site::link::href(&crate::site::link::path("documents", shop.names.document(n)));
        acts.entries.push(Entry {
            title: document.title.clone(),
            href: Some(href),
            notes: vec![document_head(document)],
        });
        let own = printed_acts.get(n).cloned().into_iter().chain(inventory.clone()).collect();
        shop.page(pages.document(n, document, own)?)?;
    }
    shop.page(pages.listing("documents.html", "Локальные акты", String::new(), &[acts], inventory)?)
}

/// Everybody who teaches a journal, with the journals.
fn teachers(shop: &Shop<'_>, built: &[Built], inventory: &[PageFile]) -> Result<()> {
    let archive = shop.facts.archive;
    let pages = shop.pages();
    let mut journals: BTreeMap<Ref<Staff>, Vec<Ref<Journal>>> = BTreeMap::new();
    for (journal, _) in archive.journals.refs() {
        for (staff, _) in shop.facts.ledger.teaching(archive, journal) {
            let own = journals.entry(staff).or_default();
            if own.last() != Some(&journal) {
                own.push(journal);
            }
        }
    }
    let mut order: Vec<Ref<Staff>> = journals.keys().copied().collect();
    order.sort_by_cached_key(|staff| {
        (crate::model::mark::fold(&archive.staff[*staff].full_name()), archive.staff[*staff].id.to_string())
    });
    let link = |folder, stem| crate::site::link::href(&crate::site::link::path(folder, stem));
    let mut listing = Listing {
        title: String::new(),
        columns: vec![shop.head.words.teacher, "Должность", "Журналов"],
        entries: Vec::new(),
        empty: "Педагогов нет.",
    };
    for staff in order {
        let row = &archive.staff[staff];
        let own = &journals[&staff];
        let position = row.position.as_ref().map(ToString::to_string).unwrap_or_default();
        listing.entries.push(Entry {
            title: row.full_name(),
            href: Some(link("teachers", shop.names.staff(staff))),
            notes: vec![position, own.len().to_string()],
        });
        let mut groups: Vec<Ref<Group>> =
            own.iter().map(|journal| archive.journals[*journal].group).collect();
        groups.sort();
        groups.dedup();
        let entries = own.iter().map(|journal| {
            let row = &archive.journals[*journal];
            Entry {
                title: row.title(),
                href: Some(link("journals", shop.names.journal(*journal))),
                notes: vec![archive.groups[row.group].name.to_string()],
            }
        });
        let table = Listing {
            title: "Журналы".to_owned(),
            columns: vec!["Журнал", shop.head.words.group],
            entries: entries.collect(),
            empty: "",
        };
        let files = groups.iter().flat_map(|group| built[group.index()].files.clone()).collect();
        shop.page(pages.teacher(staff, table, files)?)?;
    }
    shop.page(pages.listing(
        "teachers.html",
        shop.head.words.teachers,
        String::new(),
        &[listing],
        inventory.to_vec(),
    )?)
}

/// The input as received, without what came late and what the system or an editor left there. Names
/// become safe; bytes stay. Returns the names that had to be changed.
pub(super) fn source(shop: &Shop<'_>, input: &Path) -> Result<BTreeMap<String, String>> {
    let mut renamed = BTreeMap::new();
    for path in files::list(input)? {
        let name = files::slashed(&path);
        if path.starts_with("late") || name.split('/').any(crate::read::is_hidden) {
            continue;
        }
        let safe: Vec<String> = name.split('/').map(file_name).collect();
        let target = format!("source/{}", safe.join("/"));
        let digest = files::copy(&input.join(&path), &shop.folder.join(&target))?;
        if shop.facts.archive.sources.digest(&name).is_some_and(|read| *read != digest.sha256) {
            bail!("файл {name} изменился во время сборки: повторите её");
        }
        shop.record(&target, digest);
        if safe.join("/") != name {
            renamed.insert(target, name);
        }
    }
    Ok(renamed)
}
