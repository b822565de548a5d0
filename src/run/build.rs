//! `letopis build`: documents, site and data of an input folder, built aside and swapped in.
//!
//! 1. read and check; errors stop here and the old output stays;
//! 2. the groups, side by side ([`super::group`]);
//! 3. what all groups share: inventory, lists, local acts, tables, the input as received;
//! 4. `build.json`, `manifest-sha256.txt`, swap.

use super::description::{BuildPart, Counts, Description, DocumentDescription, made_from};
use super::group::{self, Built};
use super::progress::Progress;
use super::{Status, UsageError};
use crate::archive::manifest::{self, Manifest};
use crate::archive::verify::{BUILD_FILE, BUILD_MANIFEST};
use crate::diagnostics::{Severity, human};
use crate::documents::inventory::{self, Inventory};
use crate::documents::letterhead::Letterhead;
use crate::documents::press::{Press, Printed};
use crate::export::digests;
use crate::export::names::{Names, file_name};
use crate::export::tables;
use crate::figures::{Facts, Ledger};
use crate::files::{self, FileDigest, Staged};
use crate::model::settings::{Edition, Volume};
use crate::model::table::Ref;
use crate::model::{Archive, Belonging, Group, Journal, Settings, Staff, Student};
use crate::site::pages::{Entry, Listing, Pages, document_head};
use crate::site::{Page, PageFile, Site};
use crate::templates::Templates;
use crate::words;
use anyhow::{Context as _, Result, bail};
use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};
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

/// A file that was written.
pub(super) struct Written {
    pub(super) digest: FileDigest,
    pub(super) sheets: usize,
}

/// What builds use: the facts, the presses, and the folder that is filled.
pub(super) struct Shop<'a> {
    pub(super) facts: &'a Facts<'a>,
    pub(super) names: &'a Names,
    pub(super) head: Letterhead,
    press: &'a Press,
    site: &'a Site,
    parts: &'a [BuildPart],
    folder: &'a Path,
    templates: &'a str,
    earlier: Option<&'a Earlier>,
    students: Vec<Vec<Ref<Student>>>,
    manifest: Mutex<BTreeMap<String, FileDigest>>,
    documents: Mutex<BTreeMap<String, DocumentDescription>>,
}

/// The build that is replaced, where its documents may be used again.
struct Earlier {
    folder: PathBuf,
    description: Description,
}

impl Shop<'_> {
    /// Whether a part is built.
    pub(super) fn builds(&self, part: BuildPart) -> bool {
        self.parts.contains(&part)
    }

    /// Writes a file of a part, where the part is built; its digest is known in any case.
    pub(super) fn write(&self, part: BuildPart, path: &str, bytes: &[u8]) -> Result<FileDigest> {
        let digest = FileDigest::of(bytes);
        if self.builds(part) {
            files::write(&self.folder.join(path), bytes)?;
            self.record(path, digest.clone());
        }
        Ok(digest)
    }

    fn record(&self, path: &str, digest: FileDigest) {
        self.manifest.lock().expect("no thread panics with the manifest").insert(path.to_owned(), digest);
    }

    /// The digest of a file that was written.
    pub(super) fn digest_of(&self, path: &str) -> FileDigest {
        self.manifest.lock().expect("no thread panics with the manifest")[path].clone()
    }

    /// Writes a page of the site.
    pub(super) fn page(&self, page: Page) -> Result<()> {
        self.write(BuildPart::Site, &format!("site/{}", page.path), page.html.as_bytes()).map(drop)
    }

    /// Prints a document of one template, or takes it from the earlier build.
    pub(super) fn print(&self, template: &str, path: &str, data: &impl serde::Serialize) -> Result<Written> {
        self.print_with(path, data, |press, data| press.print(template, path, data, self.head.duplex))
    }

    /// Prints a document, or takes it from the earlier build where it would be the same: where it
    /// was made of the same data by the same templates.
    pub(super) fn print_with(
        &self,
        path: &str,
        data: &impl serde::Serialize,
        print: impl FnOnce(&Press, Vec<u8>) -> Result<Printed>,
    ) -> Result<Written> {
        let data = serde_json::to_vec(data).context("данные документа не записываются в JSON")?;
        let made_from = made_from(self.templates, path, &data);
        let earlier = self.earlier.and_then(|earlier| earlier.document(path, &made_from));
        let Printed { pdf, pages, sheets } = match earlier {
            Some(same) => same,
            None => print(self.press, data).with_context(|| format!("документ {path} не свёрстан"))?,
        };
        let digest = self.write(BuildPart::Print, path, &pdf)?;
        let description = DocumentDescription { made_from, sha256: digest.sha256.clone(), pages, sheets };
        self.documents
            .lock()
            .expect("no thread panics with the documents")
            .insert(path.to_owned(), description);
        Ok(Written { digest, sheets })
    }

    /// The pages' maker.
    pub(super) fn pages(&self) -> Pages<'_> {
        Pages { facts: self.facts, names: self.names, site: self.site }
    }

    /// The students whose last group this is.
    pub(super) fn students_of(&self, group: Ref<Group>) -> &[Ref<Student>] {
        &self.students[group.index()]
    }
}

impl Earlier {
    fn open(folder: &Path) -> Option<Earlier> {
        let description = Description::read(folder).ok()?;
        Some(Earlier { folder: folder.to_owned(), description })
    }

    /// A document made of the same, whose bytes are still what they were.
    fn document(&self, path: &str, made_from: &str) -> Option<Printed> {
        let document =
            self.description.documents.get(path).filter(|document| document.made_from == made_from)?;
        let pdf = files::read(&self.folder.join(path)).ok()?;
        let same = FileDigest::of(&pdf).sha256 == document.sha256;
        same.then_some(Printed { pdf, pages: document.pages, sheets: document.sheets })
    }
}

/// Builds. Returns [`Status::BadData`] where the data has errors, which are all told.
pub fn build(options: &Options, progress: &Progress) -> Result<Status> {
    let started = Instant::now();
    guard_folders(options)?;
    let _lock = files::lock(&files::beside(&options.output, "lock"))?;
    files::recover(&options.output)?;
    let reading = progress.stage("Чтение", 2);
    let (archive, mut report) = crate::read::read(&options.input)?;
    reading.inc(1);
    let belonging = Belonging::new(&archive);
    report.append(crate::check::check(&archive, &belonging));
    reading.finish_and_clear();
    eprint!("{}", human(&if progress.is_quiet() { report.errors() } else { report.clone() }));
    if report.has_errors() {
        eprintln!(
            "сборка остановлена: исправьте ошибки и повторите; прежняя папка {} не тронута",
            options.output.display()
        );
        return Ok(Status::BadData);
    }
    guard_settings(&archive)?;
    let facts = Facts { archive: &archive, belonging: &belonging, ledger: &Ledger::new(&archive) };
    let (description, missing) = write(options, &facts, progress)?;
    summary(
        options,
        &description,
        report.count(Severity::Warning),
        archive.settings.print.max_sheets,
        &missing,
        started,
        progress,
    );
    Ok(Status::Done)
}

/// Writes the build; returns its description and the letters that no font has.
fn write(options: &Options, facts: &Facts<'_>, progress: &Progress) -> Result<(Description, BTreeSet<char>)> {
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
    let shop = Shop {
        facts,
        names: &Names::new(archive),
        head: Letterhead::new(settings),
        press: &press,
        site: &site,
        parts: &parts,
        folder: staged.path(),
        templates: &digest_of_templates(&templates, settings),
        earlier: earlier.as_ref(),
        students,
        manifest: Mutex::default(),
        documents: Mutex::default(),
    };
    let built = groups(&shop, options, progress)?;
    let finishing = progress.stage("Сайт, данные, опись", 3);
    let digest = data(&shop, &built)?;
    finishing.inc(1);
    let sheets = shared(&shop, &built, &digest)?;
    finishing.inc(1);
    let renamed = source(&shop, &options.input)?;
    let description = describe(&shop, built, digest, sheets, renamed);
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
    files::write(&staged.path().join(BUILD_MANIFEST), manifest::write(&manifest).as_bytes())?;
    staged.commit()?;
    finishing.finish_and_clear();
    Ok((description, press.missing()))
}

/// Builds all groups with as many threads as are asked for. They are plain threads: typst must not
/// be called from the pool that it uses itself.
fn groups(shop: &Shop<'_>, options: &Options, progress: &Progress) -> Result<Vec<Built>> {
    let archive = shop.facts.archive;
    let mut journals: Vec<Vec<Ref<Journal>>> = vec![Vec::new(); archive.groups.len()];
    for (journal, row) in archive.journals.refs() {
        journals[row.group.index()].push(journal);
    }
    let bar = progress.stage("Журналы и ведомости", archive.groups.len());
    let next = AtomicUsize::new(0);
    let failed = AtomicUsize::new(0);
    let results: Mutex<BTreeMap<usize, Result<Built>>> = Mutex::default();
    let cores = std::thread::available_parallelism().map_or(1, usize::from);
    let workers = options.jobs.unwrap_or(cores).clamp(1, archive.groups.len().max(1));
    std::thread::scope(|scope| {
        for _ in 0..workers {
            scope.spawn(|| {
                loop {
                    let index = next.fetch_add(1, Ordering::Relaxed);
                    if index >= archive.groups.len() || failed.load(Ordering::Relaxed) > 0 {
                        return;
                    }
                    let built = group::build(shop, Ref::new(index), &journals[index]);
                    failed.fetch_add(usize::from(built.is_err()), Ordering::Relaxed);
                    results.lock().expect("no thread panics with the results").insert(index, built);
                    bar.inc(1);
                }
            });
        }
    });
    bar.finish_and_clear();
    results.into_inner().expect("no thread panics with the results").into_values().collect()
}

/// Tables, schema, digests; returns the build's digest.
fn data(shop: &Shop<'_>, built: &[Built]) -> Result<String> {
    let list = digests::list(built.iter().map(|group| group.digest_file.clone()).collect());
    shop.write(BuildPart::Data, &format!("data/digests/{}", digests::ALL), list.text.as_bytes())?;
    shop.write(BuildPart::Data, &format!("data/{}", tables::SCHEMA), &tables::schema())?;
    tables::write(shop.facts.archive, |file| {
        shop.write(BuildPart::Data, &format!("data/{}", file.name), &file.bytes).map(drop)
    })?;
    Ok(list.sha256)
}

/// The inventory and the pages that belong to no group; returns the counted sheets of all cases.
fn shared(shop: &Shop<'_>, built: &[Built], digest: &str) -> Result<usize> {
    let cases: Vec<_> = built.iter().flat_map(|group| group.cases.clone()).collect();
    let mut files = Vec::new();
    if shop.builds(BuildPart::Print) {
        let path = "print/archive/inventory.pdf";
        let printed =
            shop.print(inventory::TEMPLATE, path, &Inventory { head: &shop.head, cases: &cases, digest })?;
        files.push(PageFile::new("Опись дел", path, &printed.digest));
    }
    if shop.builds(BuildPart::Site) {
        site(shop, built, files)?;
    }
    Ok(cases.iter().map(|case| case.sheets).sum())
}

fn site(shop: &Shop<'_>, built: &[Built], inventory: Vec<PageFile>) -> Result<()> {
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
            href,
            notes: vec![document_head(document)],
        });
        shop.page(pages.document(n, document, inventory.clone())?)?;
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
            href: link("teachers", shop.names.staff(staff)),
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
                href: link("journals", shop.names.journal(*journal)),
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
fn source(shop: &Shop<'_>, input: &Path) -> Result<BTreeMap<String, String>> {
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

fn describe(
    shop: &Shop<'_>,
    built: Vec<Built>,
    digest: String,
    sheets: usize,
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
            sheets,
        },
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
    missing: &BTreeSet<char>,
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
    let largest = description.documents.values().map(|document| document.sheets).max().unwrap_or_default();
    if largest > max_sheets {
        progress.say(&format!(
            "В самом толстом томе {}, а принято не больше {max_sheets}: раздел на тома делают вручную.",
            words::count(largest, ["лист", "листа", "листов"])
        ));
    }
    if !missing.is_empty() {
        let letters: Vec<String> = missing.iter().map(|c| format!("{c} (U+{:04X})", u32::from(*c))).collect();
        progress.say(&format!("В шрифтах нет знаков {}: в документах вместо них стоит �. Положите шрифт с ними в папку templates/fonts данных.", letters.join(", ")));
    }
    if description.parts == BuildPart::ALL && !options.seals {
        let folders =
            if output.to_string() == "output" { String::new() } else { format!(" --output {output}") };
        progress.say(&format!("Дальше: напечатайте журналы и ведомости, дайте их на подпись, затем опечатайте архив: letopis seal{folders}"));
    }
}

/// The folders must lie apart, and what is replaced must be a build and nothing but a build.
fn guard_folders(options: &Options) -> Result<()> {
    let Options { input, output, archive, .. } = options;
    guard_apart(&[input, output, archive])?;
    let refuse = |message: String| Err(UsageError(message).into());
    if output.is_file() {
        return refuse(format!("{} — файл, а нужна папка", output.display()));
    }
    if !output.is_dir() {
        return Ok(());
    }
    let listed =
        files::read(&output.join(BUILD_MANIFEST)).ok().and_then(|bytes| String::from_utf8(bytes).ok());
    let manifest = listed.and_then(|text| manifest::parse(&text).ok()).unwrap_or_default();
    let own = |path: &str| path == BUILD_MANIFEST || manifest.contains_key(path);
    let system = |path: &str| path.split('/').any(crate::read::is_hidden);
    let files = files::list(output)?;
    if let Some(foreign) =
        files.iter().map(|path| files::slashed(path)).find(|path| !own(path) && !system(path))
    {
        return refuse(format!(
            "в папке {} лежит не сборка letopis: {foreign}; уберите его или укажите другую папку: --output ПАПКА",
            output.display()
        ));
    }
    let more = Description::read(output)
        .is_ok_and(|earlier| options.only.is_some_and(|part| earlier.parts != [part]));
    if more {
        return refuse(format!(
            "в папке {} полная сборка, --only заменил бы её частью: укажите другую папку: --output ПАПКА",
            output.display()
        ));
    }
    Ok(())
}

/// Refuses folders that are the same or lie in one another.
pub(super) fn guard_apart(folders: &[&Path]) -> Result<()> {
    let absolute: Vec<PathBuf> = folders.iter().map(|folder| absolute(folder)).collect::<Result<_>>()?;
    for (index, folder) in absolute.iter().enumerate() {
        if folder.file_name().is_none() {
            return Err(UsageError(format!("{}: укажите папку с именем", folders[index].display())).into());
        }
        if let Some(other) =
            (0..absolute.len()).find(|other| *other != index && absolute[*other].starts_with(folder))
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

/// What the settings ask for and this version does not do is said.
fn guard_settings(archive: &Archive) -> Result<()> {
    let Settings { privacy, print, import, .. } = &archive.settings;
    let refuse = |message: &str| Err(UsageError(format!("archive.yaml: {message}")).into());
    if privacy.edition != Edition::Full {
        return refuse("privacy.edition: эта версия строит только полную редакцию (full)");
    }
    if print.volume != Volume::Group {
        return refuse("print.volume: эта версия печатает том на группу (group)");
    }
    if !import.is_empty() {
        return refuse("import: эта версия не читает чужие выгрузки по профилям");
    }
    if archive.journals.is_empty() {
        return refuse("строить не из чего: в данных нет ни одного журнала");
    }
    Ok(())
}

fn absolute(path: &Path) -> Result<PathBuf> {
    // Of a path that is not there yet the folder above it is.
    let path = std::path::absolute(path)?;
    Ok(path
        .canonicalize()
        .or_else(|_| match (path.parent(), path.file_name()) {
            (Some(parent), Some(name)) => parent.canonicalize().map(|parent| parent.join(name)),
            _ => Ok(path.clone()),
        })
        .unwrap_or(path))
}
