//! `letopis preview`: one template with its data, for those who change templates.

use super::gathered::Gathered;
use super::opened::{Opened, find_group, find_journal};
use super::progress::Progress;
use super::{Status, UsageError, guard_file, guard_settings};
use crate::documents::inventory::{self, Case, Inventory};
use crate::documents::journal::Volume;
use crate::documents::letterhead::Letterhead;
use crate::documents::press::Press;
use crate::documents::report::{self, ReportDocument};
use crate::documents::year_sheet::{self, Sheet};
use crate::export::names::Names;
use crate::figures::{Selection, retention};
use crate::reports::{Basis, KINDS};
use crate::templates::Templates;
use crate::{check, files, read, reports};
use anyhow::Result;
use std::path::{Path, PathBuf};

/// What is shown, and where to.
#[derive(Clone, Debug)]
pub struct Options {
    /// The input folder.
    pub input: PathBuf,
    /// The template, by its path below `documents/` without the ending: `journal/section`.
    pub document: String,
    /// The id or the name of the group whose data it shows; `None`: the first one's.
    pub group: Option<String>,
    /// The id of the journal whose section it shows; `None`: the group's first.
    pub journal: Option<String>,
    /// The PDF; `None`: one named after the template in the current folder.
    pub file: Option<PathBuf>,
    /// Where the data are written as the template gets them; `None`: nowhere.
    pub data: Option<PathBuf>,
    /// Whether the built-in template is laid into the input folder, to be changed there.
    pub copy: bool,
}

/// Every template that can be shown.
pub const DOCUMENTS: &[&str] = &[
    "journal/cover",
    "journal/contents",
    "journal/students",
    "journal/section",
    "journal/register",
    "journal/certification",
    "year-sheet",
    "report",
    "inventory",
];

/// Typesets a template with the data of a group.
pub fn preview(options: &Options, progress: &Progress) -> Result<Status> {
    let opened = Opened::read(&options.input)?;
    if opened.stops() {
        return Ok(Status::BadData);
    }
    guard_settings(&opened.archive.settings)?;
    let (archive, facts) = (&opened.archive, opened.facts());
    let journal = options.journal.as_deref().map(|id| find_journal(archive, id)).transpose()?;
    let group = match (&options.group, journal) {
        (_, Some(journal)) => archive.journals[journal].group,
        (Some(id), None) => find_group(archive, "--group", id)?,
        (None, None) => archive
            .journals
            .iter()
            .map(|row| row.group)
            .next()
            .ok_or_else(|| UsageError("показать не на чем: в данных нет ни одного журнала".to_owned()))?,
    };
    let overlay = options.input.join(read::TEMPLATES);
    if options.copy {
        copy(options, &overlay, progress)?;
    }
    let templates = Templates::with_overlay(&overlay)?;
    let press = Press::new(&templates, &archive.settings)?;
    let (names, head) = (Names::new(archive), Letterhead::new(&archive.settings));
    let found = check::findings(&facts);
    let findings = reports::findings_by_group(archive, &found);
    let gathered = Gathered::of_group(&facts, &names, group);
    let digest = &gathered.digests.sha256;
    let data = match options.document.as_str() {
        "year-sheet" => serde_json::to_vec(&Sheet::new(&facts, group, &head, &gathered.sheet, digest))?,
        "report" => {
            let basis = Basis::new(&facts, &found, Selection { group: Some(group), stretch: None });
            serde_json::to_vec(&ReportDocument { head: &head, report: &KINDS[0].report(&basis) })?
        }
        "inventory" => {
            let case = |title: &str| Case {
                title: format!("{title}, {} учебный год", head.year),
                dates: "—".to_owned(),
                sheets: 100,
                kept: retention::journals_text(&archive.settings, &archive.groups[group]),
            };
            let volumes = gathered.volumes(&facts, &head, &findings[group.index()])?;
            let cases: Vec<Case> = volumes.iter().map(|volume| case(volume.title())).collect();
            serde_json::to_vec(&Inventory { head: &head, cases: &cases, digest })?
        }
        part => {
            let part = part.strip_prefix("journal/").unwrap_or(part);
            let volumes = gathered.volumes(&facts, &head, &findings[group.index()])?;
            let place = gathered.parts.iter().position(|part| Some(part.journal) == journal);
            let has = |volume: &&Volume<'_>| place.is_none_or(|place| volume.has(place));
            let mut own = volumes.iter().filter(has);
            let shown = own.find_map(|volume| volume.data_of(&press, part, place).transpose());
            let nothing = || format!("у этой группы нечего показать шаблоном {}", options.document);
            shown.transpose()?.ok_or_else(|| UsageError(nothing()))?
        }
    };
    let template = template(&options.document);
    if let Some(path) = &options.data {
        guard_file("--data", "данные шаблона", path, &options.input)?;
        files::write_atomically(path, &data)?;
        progress.say(&format!("Данные шаблона: {}", path.display()));
    }
    let printed = press.print(&template, &format!("preview/{}", options.document), data, head.duplex)?;
    let name = || PathBuf::from(format!("preview-{}.pdf", options.document.replace('/', "-")));
    let path = options.file.clone().unwrap_or_else(name);
    guard_file("--file", "документ", &path, &options.input)?;
    files::write_atomically(&path, &printed.pdf)?;
    progress.say(&format!("Шаблон documents/{template}: {}", path.display()));
    Ok(Status::Done)
}

/// The file of a template, below `documents/`.
fn template(document: &str) -> String {
    match document {
        "year-sheet" => year_sheet::TEMPLATE.to_owned(),
        "report" => report::TEMPLATE.to_owned(),
        "inventory" => inventory::TEMPLATE.to_owned(),
        part => format!("{part}.typ"),
    }
}

/// Lays the built-in template into the office's folder, where it is not there yet.
fn copy(options: &Options, overlay: &Path, progress: &Progress) -> Result<()> {
    let name = template(&options.document);
    let path = overlay.join("documents").join(&name);
    if path.exists() {
        let message = format!("шаблон {} уже лежит в папке данных: правьте его", path.display());
        return Err(UsageError(message).into());
    }
    let built_in = Templates::built_in();
    let mut templates = built_in.below("documents");
    let (_, text) = templates.find(|(own, _)| *own == name).expect("a template of the list is built in");
    files::write(&path, text)?;
    progress.say(&format!("Шаблон для правки: {}", path.display()));
    Ok(())
}
