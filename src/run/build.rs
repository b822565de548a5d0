//! `letopis build`: documents, site and data of an input folder, built aside and swapped in.
//!
//! 1. read and check; errors stop here and the old output stays;
//! 2. the groups, side by side ([`super::group`]);
//! 3. what all groups share: inventory, lists, local acts, tables, the input as received;
//! 4. `build.json`, `manifest-sha256.txt`, swap.

use super::description::{BuildPart, Counts, Description};
use super::gathered::journals_by_group;
use super::group::{self, Built};
use super::opened::Opened;
use super::past::past;
use super::progress::Progress;
use super::shop::{Earlier, Shop};
use super::{Status, UsageError, guard_settings, shared, workers};
use crate::archive::digest::Algorithm;
use crate::archive::manifest::{self, Manifest};
use crate::archive::verify::{BUILD_FILE, BUILD_MANIFEST};
use crate::diagnostics::{Report, Severity, human};
use crate::documents::inventory::Case;
use crate::documents::letterhead::Letterhead;
use crate::documents::press::Press;
use crate::export::names::Names;
use crate::figures::Facts;
use crate::figures::teachers::taught;
use crate::files::{self, FileDigest, Staged};
use crate::model::Settings;
use crate::reports;
use crate::site::Site;
use crate::templates::Templates;
use crate::words;
use anyhow::Result;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Mutex;
use std::time::Instant;

/// What to build, and how.
#[derive(Clone, Debug)]
pub struct Options {
    /// The input folder.
    pub input: PathBuf,
    /// The output folder.
    pub output: PathBuf,
    /// The store, which must lie apart.
    pub archive: PathBuf,
    /// How many groups are built at once; `None`: as many as the machine has cores.
    pub jobs: Option<usize>,
    /// The one part that is built; `None`: all.
    pub only: Option<BuildPart>,
    /// Whether nothing of an earlier build is used again.
    pub fresh: bool,
    /// Whether the build is sealed right after, so that the summary need not ask for it.
    pub seals: bool,
}

/// Builds. Returns [`Status::BadData`] where the data has errors, which are all told.
pub fn build(options: &Options, progress: &Progress) -> Result<Status> {
    let started = Instant::now();
    guard_folders(options)?;
    let _lock = files::lock(&files::beside(&options.output, "lock"))?;
    files::recover(&options.output)?;
    let reading = progress.stage("Чтение", 1);
    let opened = Opened::read(&options.input)?;
    let (archive, facts, report) = (&opened.archive, opened.facts(), &opened.report);
    reading.inc(1);
    reading.finish_and_clear();
    // How the journals were kept is what `check` and the reports tell.
    let told = report.from(if progress.is_quiet() { Severity::Error } else { Severity::Warning });
    eprint!("{}", human(&told, &crate::read::lines(&options.input, &told)));
    if report.has_errors() {
        eprintln!(
            "сборка остановлена: исправьте ошибки и повторите; прежняя папка {} не тронута",
            options.output.display()
        );
        return Ok(Status::BadData);
    }
    guard_settings(&archive.settings)?;
    if archive.journals.is_empty() {
        return Err(UsageError("строить не из чего: в данных нет ни одного журнала".to_owned()).into());
    }
    let findings = crate::check::findings(&facts);
    let description = write(options, &facts, &findings, progress)?;
    summary(
        options,
        &description,
        report.count(Severity::Warning),
        archive.settings.print.max_sheets,
        started,
        progress,
    );
    Ok(Status::Done)
}

/// Writes the build; returns its description.
fn write(
    options: &Options,
    facts: &Facts<'_>,
    findings: &Report,
    progress: &Progress,
) -> Result<Description> {
    let archive = facts.archive;
    let settings = &archive.settings;
    let templates = Templates::with_overlay(&options.input.join("templates"))?;
    let (press, site) = (Press::new(&templates, settings)?, Site::new(&templates, settings)?);
    let earlier = if options.fresh { None } else { Earlier::open(&options.output) };
    let staged = Staged::begin(&options.output)?;
    let mut students = vec![Vec::new(); archive.groups.len()];
    for (student, row) in archive.students.refs() {
        students[row.group.index()].push(student);
    }
    let parts = options.only.map_or(BuildPart::ALL.to_vec(), |part| vec![part]);
    let past = if parts.contains(&BuildPart::Site) { past(&options.archive, facts)? } else { Vec::new() };
    let cores = std::thread::available_parallelism().map_or(1, usize::from);
    let shop = Shop {
        facts,
        workers: options.jobs.unwrap_or(cores),
        names: &Names::new(archive),
        head: Letterhead::new(settings),
        press: &press,
        site: &site,
        parts: &parts,
        folder: staged.path(),
        templates: &digest_of_templates(&templates, settings),
        earlier: earlier.as_ref(),
        students,
        taught: taught(facts),
        past: &past,
        findings: reports::findings_by_group(archive, findings),
        manifest: Mutex::default(),
        documents: Mutex::default(),
    };
    let built = groups(&shop, progress)?;
    let finishing = progress.stage("Сайт, данные, отчёты", 4);
    let (digest, tables) = shared::data(&shop, &built)?;
    finishing.inc(1);
    let reports = shared::reports(&shop, findings)?;
    finishing.inc(1);
    let cases = shared::inventory_and_pages(&shop, &built, &digest, reports, tables)?;
    finishing.inc(1);
    let renamed = shared::source(&shop, &options.input)?;
    let description = describe(&shop, built, digest, cases, renamed);
    let bytes = description.bytes();
    files::write(&staged.path().join(BUILD_FILE), &bytes)?;
    shop.record(BUILD_FILE, FileDigest::of(&bytes));
    let manifest: Manifest = shop
        .manifest
        .into_inner()
        .expect("no thread panics with the manifest")
        .into_iter()
        .map(|(path, digest)| (path, digest.sha256))
        .collect();
    files::write(
        &staged.path().join(BUILD_MANIFEST),
        manifest::write(&manifest, Algorithm::Sha256).as_bytes(),
    )?;
    staged.commit()?;
    finishing.finish_and_clear();
    Ok(description)
}

/// Builds all groups, side by side.
fn groups(shop: &Shop<'_>, progress: &Progress) -> Result<Vec<Built>> {
    let journals = journals_by_group(shop.facts.archive);
    let bar = progress.stage("Журналы и ведомости", journals.len());
    let built = workers::map(&journals, shop.workers, |(group, journals)| {
        let built = group::build(shop, *group, journals);
        bar.inc(1);
        built
    });
    bar.finish_and_clear();
    built
}

fn describe(
    shop: &Shop<'_>,
    built: Vec<Built>,
    digest: String,
    cases: Vec<Case>,
    renamed: BTreeMap<String, String>,
) -> Description {
    let archive = shop.facts.archive;
    let groups: Vec<_> = built.into_iter().map(|group| group.description).collect();
    let keep_until: Option<Vec<&String>> = groups.iter().map(|group| group.keep_until.as_ref()).collect();
    Description {
        version: env!("CARGO_PKG_VERSION").to_owned(),
        organization: archive.settings.organization.short_name.clone(),
        academic_year: archive.settings.academic_year.title(),
        closed_on: archive.settings.closed_on.0.to_string(),
        edition: "full".to_owned(),
        parts: shop.parts.to_vec(),
        digest,
        keep_until: keep_until.and_then(|days| days.into_iter().max().cloned()),
        counts: Counts {
            groups: archive.groups.len(),
            journals: archive.journals.len(),
            students: archive.students.len(),
            lessons: archive.lessons.len(),
            marks: archive.marks.len(),
            sheets: cases.iter().map(|case| case.sheets).sum(),
        },
        cases,
        renamed,
        groups,
        documents: shop.documents.lock().expect("no thread panics with the documents").clone(),
    }
}

/// The digest of all that documents are made of beside their data: templates, fonts, standard.
fn digest_of_templates(templates: &Templates, settings: &Settings) -> String {
    let mut lines = format!("{}\n", settings.print.pdf);
    for folder in ["documents", "fonts"] {
        for (name, bytes) in templates.below(folder) {
            lines.push_str(&format!("{}  {folder}/{name}\n", FileDigest::of(bytes).sha256));
        }
    }
    FileDigest::of(lines.as_bytes()).sha256
}

fn summary(
    options: &Options,
    description: &Description,
    warnings: usize,
    max_sheets: usize,
    started: Instant,
    progress: &Progress,
) {
    let Counts { groups, journals, students, marks, sheets, .. } = description.counts;
    let output = options.output.display();
    progress.say(&format!(
        "Готово за {} с: {}, {}, {}, {}.",
        words::decimal((started.elapsed().as_secs_f64() * 10.0).ceil() / 10.0),
        words::count(groups, ["группа", "группы", "групп"]),
        words::count(journals, ["журнал", "журнала", "журналов"]),
        words::count(students, ["обучающийся", "обучающихся", "обучающихся"]),
        words::count(marks, ["отметка", "отметки", "отметок"]),
    ));
    if warnings > 0 {
        progress.say(&format!("Предупреждений: {warnings} — они перечислены выше."));
    }
    if description.parts.contains(&BuildPart::Print) {
        progress.say(&format!(
            "  {output}/print   к печати: {}",
            words::count(sheets, ["лист", "листа", "листов"])
        ));
    }
    if description.parts.contains(&BuildPart::Site) {
        progress.say(&format!("  {output}/site/index.html   сайт, открывается в браузере без сети"));
    }
    if description.parts.contains(&BuildPart::Data) {
        progress.say(&format!("  {output}/data   таблицы и контрольные суммы"));
    }
    let tomes = description.documents.values().filter(|document| document.tome.is_some());
    let largest = tomes.map(|document| document.sheets).max().unwrap_or_default();
    if largest > max_sheets {
        progress.say(&format!(
            "В самом толстом томе {}, а принято не больше {max_sheets}: раздел между томами не делится.",
            words::count(largest, ["лист", "листа", "листов"])
        ));
    }
    if description.parts == BuildPart::ALL && !options.seals {
        let folders =
            if output.to_string() == "output" { String::new() } else { format!(" --output {output}") };
        progress.say(&format!("Дальше: напечатайте журналы и ведомости, дайте их на подпись, затем опечатайте архив: letopis seal{folders}"));
    }
}

/// The folders of a build.
const FOLDERS: [&str; 4] = ["print/", "site/", "data/", "source/"];

/// The files of a build with their digests; `None` where the list is missing or broken.
pub(super) fn manifest_of(build: &Path) -> Option<Manifest> {
    let text = String::from_utf8(files::read(&build.join(BUILD_MANIFEST)).ok()?).ok()?;
    manifest::parse(&text).ok()
}

/// The folders must lie apart, and what is replaced must be a build and nothing but a build.
fn guard_folders(options: &Options) -> Result<()> {
    let Options { input, output, archive, .. } = options;
    if options.seals || archive.exists() {
        guard_apart(&[input, output, archive])?;
    } else {
        guard_apart(&[input, output])?;
    }
    let refuse = |message: String| Err(UsageError(message).into());
    if output.is_file() {
        return refuse(format!("{} — файл, а нужна папка", output.display()));
    }
    if !output.is_dir() {
        return Ok(());
    }
    // A build whose list is damaged is known by its folders.
    let listed = manifest_of(output).filter(|manifest| {
        let description = FileDigest::of_file(&output.join(BUILD_FILE)).ok();
        manifest.get(BUILD_FILE) == description.map(|digest| digest.sha256).as_ref()
    });
    let own = |path: &str| match &listed {
        _ if path == BUILD_MANIFEST || files::is_litter(path) => true,
        Some(manifest) => manifest.contains_key(path),
        None => path == BUILD_FILE || FOLDERS.iter().any(|folder| path.starts_with(folder)),
    };
    let files = files::list(output)?;
    if let Some(foreign) = files.iter().map(|path| files::slashed(path)).find(|path| !own(path)) {
        return refuse(format!(
            "в папке {} лежит не сборка letopis: {foreign}; уберите его или укажите другую папку: --output ПАПКА",
            output.display()
        ));
    }
    let more = Description::read(output)
        .is_ok_and(|earlier| options.only.is_some_and(|part| earlier.parts != [part]));
    if more {
        return refuse(format!(
            "в папке {} лежит больше, чем часть, названная в --only, и сборка пропала бы: укажите другую папку: --output ПАПКА",
            output.display()
        ));
    }
    Ok(())
}

/// Refuses folders that are the same or lie in one another.
pub(super) fn guard_apart(folders: &[&Path]) -> Result<()> {
    let full: Vec<PathBuf> = folders.iter().map(|folder| files::real(folder)).collect();
    for (index, folder) in full.iter().enumerate() {
        if folder.file_name().is_none() {
            return Err(UsageError(format!("{}: укажите папку с именем", folders[index].display())).into());
        }
        if let Some(other) = (0..full.len()).find(|other| *other != index && full[*other].starts_with(folder))
        {
            let message = format!(
                "папки {} и {} не должны лежать одна в другой",
                folders[index].display(),
                folders[other].display()
            );
            return Err(UsageError(message).into());
        }
    }
    Ok(())
}
