//! `letopis preview`: one template with its data, for those who change templates.

use super::gathered::Gathered;
use super::invented;
use super::opened::{Opened, find_group, find_journal};
use super::progress::Progress;
use super::{Status, UsageError, guard_file, guard_settings};
use crate::archive::event::EVENTS;
use crate::documents::act::Act;
use crate::documents::annex::AnnexDocument;
use crate::documents::attestation::{AttestationDocument, Of};
use crate::documents::certificate::{Certificate, Contents, Counts, Seal};
use crate::documents::disposal::DisposalAct;
use crate::documents::erasure::{ErasureAct, EventExtract};
use crate::documents::exam_sheets::ExamSheets;
use crate::documents::inventory::{Case, Inventory};
use crate::documents::journal::Volume;
use crate::documents::letterhead::Letterhead;
use crate::documents::own::{Extract, StudentSheet};
use crate::documents::press::Press;
use crate::documents::report::ReportDocument;
use crate::documents::study_sheet::StudyDocument;
use crate::documents::year_sheet::Sheet;
use crate::export::names::Names;
use crate::figures::annex::Earlier;
use crate::figures::annex::groups;
use crate::figures::exam_sheets::exam_sheets;
use crate::figures::own::Own;
use crate::figures::retention::{self, Class};
use crate::figures::study::{Source, Study, StudySheet};
use crate::figures::year_sheet::Cleared;
use crate::figures::{Annex, Attestation, Facts, Selection};
use crate::model::Group;
use crate::model::table::Ref;
use crate::reports::{Basis, Kind};
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
    "study-sheet",
    "attestation",
    "exam-sheets",
    "annex",
    "student-sheet",
    "extract",
    "report",
    "register",
    "act",
    "inventory",
    "certificate",
    "disposal-act",
    "erasure-act",
    "event-extract",
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
        (None, None) => groups(archive)
            .into_iter()
            .filter(|_| options.document == "annex")
            .chain(archive.journals.iter().map(|row| row.group))
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
    let shown = Shown { facts: &facts, head: &head, gathered: &gathered, group, found: &found };
    let data = match options.document.as_str() {
        part if part.starts_with("journal/") => {
            let volumes = gathered.volumes(&facts, &head, &findings[group.index()])?;
            let place = gathered.parts.iter().position(|part| Some(part.journal) == journal);
            let has = |volume: &&Volume<'_>| place.is_none_or(|place| volume.has(place));
            let mut own = volumes.iter().filter(has);
            let part = part.strip_prefix("journal/").unwrap_or(part);
            let shown = own.find_map(|volume| volume.data_of(&press, part, place).transpose());
            shown.transpose()?
        }
        other => shown.data(other)?,
    };
    let nothing = || UsageError(format!("у этой группы нечего показать шаблоном {}", options.document));
    let data = data.ok_or_else(nothing)?;
    let template = format!("{}.typ", options.document);
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

/// Whose data a template is shown with.
struct Shown<'a> {
    facts: &'a Facts<'a>,
    head: &'a Letterhead,
    gathered: &'a Gathered,
    group: Ref<Group>,
    found: &'a crate::diagnostics::Report,
}

impl Shown<'_> {
    /// The data of a document that is no part of a volume; `None` where the group has nothing to show.
    fn data(&self, document: &str) -> Result<Option<Vec<u8>>> {
        let Shown { facts, head, gathered, group, found } = *self;
        let archive = facts.archive;
        let digest = gathered.digests.sha256.as_str();
        let student = || facts.belonging.group_members(group).first().copied();
        let (first, last) = (archive.settings.year_start(), archive.settings.year_end());
        let own = || student().map(|student| Own::new(facts, student, (first, last)));
        let report = |id: &str| {
            let basis = Basis::new(facts, found, Selection { group: Some(group), stretch: None });
            let kind = Kind::of(id).expect("a report of the list");
            serde_json::to_vec(&ReportDocument { head, report: &kind.report(&basis) })
        };
        let data = match document {
            "year-sheet" => {
                Some(serde_json::to_vec(&Sheet::new(facts, group, head, &gathered.sheet, digest)))
            }
            "study-sheet" => Some(serde_json::to_vec(&StudyDocument::new(head, &self.study()))),
            "attestation" => {
                let own = Attestation::new(facts, group, &gathered.sheet);
                let data = AttestationDocument::new(facts, head, Of::Group(group), &[&own], Some(digest));
                Some(serde_json::to_vec(&data))
            }
            "exam-sheets" => {
                let sheets = exam_sheets(facts, group);
                let data = ExamSheets::new(archive, group, head, &sheets, digest);
                (!sheets.is_empty()).then(|| serde_json::to_vec(&data))
            }
            "annex" => {
                let annex = Annex::new(facts, group, &Earlier::default());
                let data = AnnexDocument::new(archive, head, &annex, None);
                Some(serde_json::to_vec(&data))
            }
            "student-sheet" => {
                own().map(|own| serde_json::to_vec(&StudentSheet::new(head, std::slice::from_ref(&own))))
            }
            "extract" => own().map(|own| serde_json::to_vec(&Extract::new(head, &own))),
            "act" => archive.documents.first().map(|act| serde_json::to_vec(&Act::new(head, act))),
            "report" => Some(report("performance")),
            "register" => Some(report("movement")),
            "inventory" => {
                let case = |title: &str| Case {
                    path: String::new(),
                    class: Class::Journals,
                    title: format!("{title}, {} учебный год", head.year),
                    dates: "—".to_owned(),
                    sheets: 100,
                    kept: retention::journals_text(&archive.settings, &archive.groups[group]),
                };
                let volumes = gathered.volumes(facts, head, &[])?;
                let cases: Vec<Case> = volumes.iter().map(|volume| case(volume.title())).collect();
                Some(serde_json::to_vec(&Inventory { head, cases: &cases, digest }))
            }
            "certificate" => Some(serde_json::to_vec(&Certificate::new(head, &self.seal())?)),
            "disposal-act" => {
                let act = invented::disposal(facts, head, digest);
                Some(serde_json::to_vec(&DisposalAct::new(head, &act)))
            }
            "erasure-act" => {
                Some(serde_json::to_vec(&ErasureAct::new(head, &invented::erasure(facts, head))))
            }
            "event-extract" => {
                let (act, events) = (invented::erasure(facts, head), invented::events(facts));
                Some(serde_json::to_vec(&EventExtract::new(head, &act, EVENTS, &events)))
            }
            other => return Err(UsageError(format!("шаблона {other} нет")).into()),
        };
        Ok(data.transpose()?)
    }

    /// The group's term of study as this year alone tells of it.
    fn study(&self) -> StudySheet {
        let (mut study, found) = Study::begin(self.facts, self.group);
        let versions = [Cleared::InTime, Cleared::Ever].map(|cleared| found.version(self.facts, cleared));
        let seal = self.seal();
        let year = self.facts.archive.settings.academic_year;
        let source = Source { year, archive: seal.name, root: seal.root, supplements: Vec::new() };
        study.add(self.facts, source, &found, &versions);
        study.finish(&[])
    }

    /// A seal that nothing is sealed with.
    fn seal(&self) -> Seal {
        let archive = self.facts.archive;
        let digest = self.gathered.digests.sha256.clone();
        Seal {
            name: format!("journals-{}", archive.settings.academic_year.file_name()),
            holds: "year",
            of: None,
            root: digest.clone(),
            root_streebog256: None,
            zip: digest,
            zip_size: crate::words::size(0),
            files: 0,
            payload_size: crate::words::size(0),
            contents: Contents::Year(Counts {
                groups: archive.groups.len(),
                journals: archive.journals.len(),
                students: archive.students.len(),
                lessons: archive.lessons.len(),
                marks: archive.marks.len(),
                sheets: 0,
            }),
            kept_until: None,
            supersedes: None,
        }
    }
}

/// Lays the built-in template into the office's folder, where it is not there yet.
fn copy(options: &Options, overlay: &Path, progress: &Progress) -> Result<()> {
    let name = format!("{}.typ", options.document);
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
