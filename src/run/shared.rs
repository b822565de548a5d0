//! What all groups share: tables and digests, reports, the inventory, the input as received.

use super::description::BuildPart;
use super::gathered::attestation_stem;
use super::group::{Bound, Built, OwnCase};
use super::shop::Shop;
use super::site::{self, Common};
use super::workers;
use crate::diagnostics::Report;
use crate::documents::act::{self, Act};
use crate::documents::attestation::{self, AttestationDocument, Of};
use crate::documents::inventory::{self, Case, Inventory};
use crate::documents::report::{self, ReportDocument};
use crate::export::names::file_name;
use crate::export::{digests, spreadsheet, tables};
use crate::figures::retention::{self, Class};
use crate::figures::{Attestation, Selection};
use crate::files;
use crate::reports::{self, Basis, Form};
use crate::site::link::{href, path};
use crate::site::{Entry, Listing, PageFile};
use crate::words;
use anyhow::{Result, bail};
use std::collections::BTreeMap;
use std::path::Path;

/// Tables, schema, digests; returns the build's digest, and for the pages the tables that have rows.
pub(super) fn data(shop: &Shop<'_>, built: &[Built]) -> Result<(String, Vec<Entry>)> {
    let list = digests::list(built.iter().map(|group| group.digest_file.clone()).collect());
    let mut entries = Vec::new();
    if !shop.builds(BuildPart::Data) {
        return Ok((list.sha256, entries));
    }
    shop.write(BuildPart::Data, &format!("data/digests/{}", digests::ALL), list.text.as_bytes())?;
    shop.write(BuildPart::Data, &format!("data/{}", tables::SCHEMA), &tables::schema())?;
    tables::write(shop.facts.archive, |file| {
        let digest = shop.write(BuildPart::Data, &format!("data/{}", file.name), &file.bytes)?;
        if file.rows > 0 {
            let rows = words::count(file.rows, ["строка", "строки", "строк"]);
            let (title, href) = (file.title.to_owned(), format!("../data/{}", file.name));
            entries.push(Entry { title, href: Some(href), notes: vec![rows, words::size(digest.size)] });
        }
        Ok::<_, anyhow::Error>(())
    })?;
    Ok((list.sha256, entries))
}

/// The reports, and their pages; returns both for the pages that list them.
pub(super) fn reports(shop: &Shop<'_>, findings: &Report) -> Result<(Vec<PageFile>, Vec<Entry>)> {
    if !shop.builds(BuildPart::Print) && !shop.builds(BuildPart::Site) {
        return Ok(Default::default());
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
            let mut own = files.clone();
            own.push(csv(shop, made)?);
            shop.page(shop.pages().report(made, own)?)?;
        }
        let href = href(&path("reports", made.id));
        let entry = Entry { title: made.title.to_owned(), href: Some(href), notes: vec![made.note.clone()] };
        Ok((kind.form, entry, files))
    })?;
    if shop.builds(BuildPart::Site) {
        let of = |form| {
            entries.iter().filter(|(own, ..)| *own == form).map(|(_, entry, _)| entry.clone()).collect()
        };
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
    let files = entries.iter().flat_map(|(.., files)| files.clone()).collect();
    Ok((files, entries.into_iter().map(|(_, entry, _)| entry).collect()))
}

/// The tables of a report for a spreadsheet.
fn csv(shop: &Shop<'_>, report: &reports::Report) -> Result<PageFile> {
    let file = format!("site/reports/{}.csv", report.id);
    let digest = shop.write(BuildPart::Site, &file, &spreadsheet::write(report))?;
    Ok(PageFile::new("Таблицы отчёта (CSV)", &file, &digest))
}

/// The inventory and the pages that belong to no group; returns all cases.
pub(super) fn inventory_and_pages(
    shop: &Shop<'_>,
    built: &[Built],
    digest: &str,
    (reports, report_pages): (Vec<PageFile>, Vec<Entry>),
    tables: Vec<Entry>,
) -> Result<Vec<Case>> {
    let mut cases: Vec<_> = built.iter().flat_map(|group| group.cases.clone()).collect();
    let mut inventory_files = Vec::new();
    if shop.builds(BuildPart::Print) {
        let mut bound = attestation(shop, built)?;
        cases.append(&mut bound.cases);
        inventory_files.append(&mut bound.files);
        let path = "print/archive/inventory.pdf";
        let printed =
            shop.print(inventory::TEMPLATE, path, &Inventory { head: &shop.head, cases: &cases, digest })?;
        inventory_files.insert(0, PageFile::new("Опись дел", path, &printed.digest));
    }
    let acts = acts(shop)?;
    if shop.builds(BuildPart::Site) {
        site::site(shop, built, &Common { inventory: inventory_files, reports, acts, report_pages, tables })?;
    }
    Ok(cases)
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
            class: Class::Sheets,
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
