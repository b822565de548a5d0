//! `letopis print`: one document alone, marked as printed again where its year is sealed.

use super::gathered::{Gathered, attestation_stem, build_digest};
use super::opened::{Opened, find_group, find_journal};
use super::progress::Progress;
use super::{Status, UsageError, guard_file, guard_settings};
use crate::archive::store::Store;
use crate::documents::attestation::{self, AttestationDocument, Of};
use crate::documents::exam_sheets::{self, ExamSheets};
use crate::documents::journal::{Tome, Volume};
use crate::documents::letterhead::Letterhead;
use crate::documents::press::Press;
use crate::documents::year_sheet::{self, Sheet};
use crate::export::names::Names;
use crate::figures::{self, Attestation, Facts, YearSheet};
use crate::model::settings::Volume as Binding;
use crate::model::table::Ref;
use crate::model::{Group, Journal};
use crate::templates::Templates;
use crate::{check, files, read, reports, words};
use anyhow::Result;
use serde::Serialize;
use std::path::{Path, PathBuf};

/// Which document.
#[derive(Clone, Debug)]
pub enum What {
    /// A journal, by its id.
    Journal(String),
    /// The journals of a group, by its id or name, bound as the settings say.
    Group(String),
    /// The year's summary sheet of a group.
    Sheet(String),
    /// The results of attestation: of a group by its id or name, of a course or grade by its number, of
    /// the organisation by `all`.
    Attestation(String),
    /// The examination and credit sheets of a group.
    Exams(String),
    /// What came after the year was closed, of a group by its id or name, of each by `all`.
    Late(String),
}

/// What is printed, and where to.
#[derive(Clone, Debug)]
pub struct Options {
    /// The input folder.
    pub input: PathBuf,
    /// The store, which says whether the year is sealed.
    pub archive: PathBuf,
    /// The document.
    pub what: What,
    /// The file; `None`: one named after the document in the current folder. Of several volumes each has
    /// its own name behind it.
    pub file: Option<PathBuf>,
}

/// Prints.
pub fn print(options: &Options, progress: &Progress) -> Result<Status> {
    if let What::Late(whose) = &options.what {
        return super::annex::print(options, whose, progress);
    }
    let mut opened = Opened::read(&options.input)?;
    if opened.stops() {
        return Ok(Status::BadData);
    }
    guard_settings(&opened.archive.settings)?;
    if matches!(options.what, What::Journal(_)) {
        opened.archive.settings.print.volume = Binding::Journal;
    }
    let (archive, facts) = (&opened.archive, opened.facts());
    let templates = Templates::with_overlay(&options.input.join(read::TEMPLATES))?;
    let press = Press::new(&templates, &archive.settings)?;
    let names = Names::new(archive);
    let mut head = Letterhead::new(&archive.settings);
    head.reprint = reprint(&options.archive, &facts, &names)?;
    let printer = Printer { options, facts, press, names, head, progress };
    match &options.what {
        What::Journal(id) => printer.journal(find_journal(archive, id)?)?,
        What::Group(id) => printer.group(find_group(archive, "--group", id)?)?,
        What::Sheet(id) => printer.sheet(find_group(archive, "--sheet", id)?)?,
        What::Attestation(of) => printer.attestation(of)?,
        What::Exams(id) => printer.exams(find_group(archive, "--exams", id)?)?,
        What::Late(_) => {}
    }
    Ok(Status::Done)
}

/// What the results of all groups are asked for by.
const ALL: &str = "all";

/// What documents are printed with.
struct Printer<'a> {
    options: &'a Options,
    facts: Facts<'a>,
    press: Press,
    names: Names,
    head: Letterhead,
    progress: &'a Progress,
}

impl Printer<'_> {
    fn gathered(&self, group: Ref<Group>) -> Gathered {
        Gathered::of_group(&self.facts, &self.names, group)
    }

    fn journal(&self, journal: Ref<Journal>) -> Result<()> {
        let gathered = self.gathered(self.facts.archive.journals[journal].group);
        let is_meant = |place: usize| gathered.parts[place].journal == journal;
        let volumes = gathered.volumes(&self.facts, &self.head, &[])?;
        let mut own = volumes.iter().filter(|volume| volume.only.is_some_and(is_meant));
        own.try_for_each(|volume| self.volume(&gathered, volume, false))
    }

    fn group(&self, group: Ref<Group>) -> Result<()> {
        let found = check::findings(&self.facts);
        let findings = reports::findings_by_group(self.facts.archive, &found);
        let gathered = self.gathered(group);
        let volumes = gathered.volumes(&self.facts, &self.head, &findings[group.index()])?;
        volumes.iter().try_for_each(|volume| self.volume(&gathered, volume, volumes.len() > 1))
    }

    /// Where one file is asked for and there are `several`, each has its own name behind it.
    fn volume(&self, gathered: &Gathered, volume: &Volume<'_>, several: bool) -> Result<()> {
        let stem = gathered.stem(&self.names, volume);
        let ident = |number, count| format!("print/{}", tome_name(&stem, number, count));
        let files = |place| gathered.attachments(&self.facts, &self.names, place);
        for Tome { printed, number, count, .. } in volume.print(&self.press, ident, files)? {
            let own = if several { format!("~{stem}") } else { String::new() };
            let path = match &self.options.file {
                Some(file) => beside(file, &tome_name(&own, number, count)),
                None => PathBuf::from(format!("{}.pdf", tome_name(&stem, number, count))),
            };
            let title = if count > 1 {
                format!("{}, том {number}", volume.title())
            } else {
                volume.title().to_owned()
            };
            self.write(&path, &title, &printed.pdf, printed.sheets)?;
        }
        Ok(())
    }

    fn sheet(&self, group: Ref<Group>) -> Result<()> {
        let gathered = self.gathered(group);
        let data = Sheet::new(&self.facts, group, &self.head, &gathered.sheet, &gathered.digests.sha256);
        let title = format!("Сводная ведомость {}", self.whose(group));
        self.document(year_sheet::TEMPLATE, &format!("sheet-{}", self.names.group(group)), &title, &data)
    }

    fn exams(&self, group: Ref<Group>) -> Result<()> {
        let gathered = self.gathered(group);
        let sheets = figures::exam_sheets::exam_sheets(&self.facts, group);
        let whose = self.whose(group);
        if sheets.is_empty() {
            let message = format!("экзаменов и ведомостей с номерами в данных {whose} нет");
            return Err(UsageError(message).into());
        }
        let archive = self.facts.archive;
        let data = ExamSheets::new(archive, group, &self.head, &sheets, &gathered.digests.sha256);
        let title = format!("Экзаменационные и зачётные ведомости {whose}");
        self.document(exam_sheets::TEMPLATE, &format!("exams-{}", self.names.group(group)), &title, &data)
    }

    fn attestation(&self, asked: &str) -> Result<()> {
        let archive = self.facts.archive;
        let of = match (find_group(archive, "--attestation", asked), asked.parse()) {
            (Ok(group), _) => Of::Group(group),
            (Err(_), _) if asked == ALL => Of::Organization,
            (Err(_), Ok(number))
                if archive.groups.refs().any(|(own, _)| archive.course(own) == Some(number)) =>
            {
                Of::Parallel(number)
            }
            (Err(unknown), _) => {
                let also = "всё вместе — all, один курс или одна параллель — её номер";
                return Err(UsageError(format!("{unknown}; {also}")).into());
            }
        };
        let is_meant = |group: &Ref<Group>| match of {
            Of::Group(own) => own == *group,
            Of::Parallel(number) => archive.course(*group) == Some(number),
            Of::Organization => true,
        };
        let groups = archive.groups.refs().map(|(group, _)| group).filter(is_meant);
        let results = |group| Attestation::new(&self.facts, group, &YearSheet::new(&self.facts, group, None));
        let all: Vec<Attestation> = groups.map(results).collect();
        let digest = match of {
            Of::Group(group) => Some(self.gathered(group).digests.sha256),
            _ => None,
        };
        let own: Vec<&Attestation> = all.iter().collect();
        let data = AttestationDocument::new(&self.facts, &self.head, of, &own, digest.as_deref());
        let title = format!("Результаты аттестации: {}", of.title(archive));
        self.document(attestation::TEMPLATE, &attestation_stem(archive, &self.names, of), &title, &data)
    }

    /// «группы ИС-11».
    fn whose(&self, group: Ref<Group>) -> String {
        format!("{} {}", self.head.words.of_group, self.facts.archive.groups[group].name)
    }

    /// A document that is one file, under the name that is asked for or its own.
    fn document(&self, template: &str, name: &str, title: &str, data: &impl Serialize) -> Result<()> {
        let data = serde_json::to_vec(data)?;
        let printed = self.press.print(template, &format!("print/{name}"), data, self.head.duplex)?;
        let path = self.options.file.clone().unwrap_or_else(|| PathBuf::from(format!("{name}.pdf")));
        self.write(&path, title, &printed.pdf, printed.sheets)
    }

    fn write(&self, path: &Path, title: &str, pdf: &[u8], sheets: usize) -> Result<()> {
        guard_file("--file", "документ", path, &self.options.input)?;
        files::write_atomically(path, pdf)?;
        let sheets = words::count(sheets, ["лист", "листа", "листов"]);
        self.progress.say(&format!("{title}: {}, {sheets}", path.display()));
        Ok(())
    }
}

fn tome_name(stem: &str, number: usize, count: usize) -> String {
    if count > 1 { format!("{stem}~tome{number}") } else { stem.to_owned() }
}

/// A file beside another one, with more to its name.
fn beside(file: &Path, more: &str) -> PathBuf {
    let mut name = file.file_stem().unwrap_or_default().to_owned();
    name.push(more);
    if let Some(ending) = file.extension() {
        name.push(".");
        name.push(ending);
    }
    file.with_file_name(name)
}

/// What is said of a document of a year that is sealed: which archive has the original, and whether the
/// data are still those of it.
fn reprint(store: &Path, facts: &Facts<'_>, names: &Names) -> Result<Option<String>> {
    let settings = &facts.archive.settings;
    let (year, name) = (settings.academic_year.title(), &settings.organization.short_name);
    let register = Store::register(store)?;
    let of_year =
        register.values.iter().rfind(|entry| entry.academic_year == year && entry.organization == *name);
    Ok(of_year.map(|entry| {
        let same = if entry.build == build_digest(facts, names) {
            "данные те же, что в архиве"
        } else {
            "данные с тех пор изменились"
        };
        format!("Повторная распечатка; подлинник — в архиве {}, {same}", entry.name)
    }))
}
