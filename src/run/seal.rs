//! `letopis seal`: packs exactly what was built, registers it, prints the certificate.

use super::build::{guard_apart, manifest_of};
use super::description::{BuildPart, Description, DocumentDescription};
use super::progress::Progress;
use super::{Status, UsageError, clock};
use crate::archive::manifest::Manifest;
use crate::archive::pack::{NotAsBuilt, Packed, Plan, pack, payload_digest};
use crate::archive::profile;
use crate::archive::register::{Deed, Entry, Event, Superseded};
use crate::archive::store::Store;
use crate::archive::verify::{BUILD_FILE, BUILD_MANIFEST};
use crate::documents::certificate::{self, Certificate, Replaced, Seal};
use crate::documents::letterhead::Letterhead;
use crate::documents::press::Press;
use crate::files::{self, FileDigest};
use crate::model::Settings;
use crate::model::settings::AcademicYear;
use crate::templates::Templates;
use crate::words;
use anyhow::{Context as _, Result};
use std::path::{Path, PathBuf};

/// The longest reason for opening a year again, in letters: it stands on the certificate.
const LONGEST_REASON: usize = 300;

/// A file that the register names is not in the store.
#[derive(Debug)]
pub struct Incomplete(String);

impl std::fmt::Display for Incomplete {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "эта сборка уже опечатана, а файла {} в хранилище нет: верните его из копии", self.0)
    }
}

impl std::error::Error for Incomplete {}

/// What to seal, and where to.
#[derive(Clone, Debug)]
pub struct Options {
    /// The build.
    pub output: PathBuf,
    /// The store.
    pub archive: PathBuf,
    /// The archive in whose place this one stands, and why.
    pub supersedes: Option<(String, String)>,
}

/// Seals. A build that is sealed already is left as it is.
pub fn seal(options: &Options, progress: &Progress) -> Result<Status> {
    guard_apart(&[&options.output, &options.archive])?;
    let _build = files::lock(&files::beside(&options.output, "lock"))?;
    files::recover(&options.output)?;
    let description = Description::read(&options.output).map_err(|error| {
        UsageError(format!(
            "в папке {} нет сборки: сначала letopis build ({error:#})",
            options.output.display()
        ))
    })?;
    if description.parts != BuildPart::ALL {
        return Err(UsageError(
            "сборка не полная (--only): постройте всё, letopis build, и повторите".to_owned(),
        )
        .into());
    }
    let digests = digests(&options.output, &description)?;
    let store = Store::open(&options.archive)?;
    let year = year_of(&description)?;
    let of_year = |entry: &&Entry| {
        entry.academic_year == description.academic_year && entry.organization == description.organization
    };
    // Of the year's archives one is in force: the last, which none stands in the place of.
    let current = store.register.values.iter().rfind(of_year);
    if let Some(entry) = current
        && entry.payload == payload_digest(&digests)
    {
        if options.supersedes.is_some() {
            let message = format!(
                "сборка с тех пор, как её опечатали ({}), не изменилась: заменять нечего",
                entry.name
            );
            return Err(UsageError(message).into());
        }
        if let Some(gone) = [entry.zip(), entry.certificate()].into_iter().find(|file| !store.has(file)) {
            return Err(Incomplete(store.path(&gone).display().to_string()).into());
        }
        progress.say(&format!("Эта сборка уже опечатана: {}", store.path(&entry.zip()).display()));
        return Ok(Status::Done);
    }
    let refuse = |message: String| Err(UsageError(message).into());
    let supersedes = match (&options.supersedes, current) {
        (None, None) => None,
        (None, Some(entry)) => {
            return refuse(format!(
                "{} учебный год уже опечатан как {}, а сборка с тех пор изменилась; если год открывали заново: letopis seal --supersedes {} --reason \"причина\"",
                description.academic_year, entry.name, entry.name
            ));
        }
        (Some((name, reason)), Some(entry)) if *name == entry.name => {
            if reason.trim().is_empty() {
                return refuse("--reason: напишите, почему год открывали заново".to_owned());
            }
            if reason.chars().any(char::is_control) || reason.chars().count() > LONGEST_REASON {
                return refuse(format!("--reason: нужна одна строка не длиннее {LONGEST_REASON} знаков"));
            }
            let (root, reason) = (entry.root.clone(), reason.trim().to_owned());
            Some(Superseded { name: name.clone(), root, reason })
        }
        (Some((name, _)), Some(entry)) => {
            return refuse(format!(
                "заменить можно только действующий архив {}, а назван {name}",
                entry.name
            ));
        }
        (Some((name, _)), None) => {
            return refuse(format!(
                "в реестре нет архива {name} за {} учебный год",
                description.academic_year
            ));
        }
    };
    let base = format!("journals-{}", year.file_name());
    let free = |name: &String| store.find(name).is_none();
    let name = std::iter::once(base.clone())
        .chain((2..).map(|n| format!("{base}-{n}")))
        .find(free)
        .expect("numbers do not end");
    write(options, store, &description, digests, &name, supersedes, progress)
}

fn write(
    options: &Options,
    mut store: Store,
    description: &Description,
    digests: Manifest,
    name: &str,
    supersedes: Option<Superseded>,
    progress: &Progress,
) -> Result<Status> {
    let files_of_archive = [format!("{name}.zip"), format!("{name}.certificate.pdf")];
    if let Some(foreign) = files_of_archive.iter().find(|file| store.has(file)) {
        let message = format!(
            "в хранилище лежит {}, которого нет в реестре: уберите его, если он не нужен",
            store.path(foreign).display()
        );
        return Err(UsageError(message).into());
    }
    // The certificate is signed by those whom the build names, not by what the input says today.
    let settings = crate::read::read_settings(&options.output.join("source"))?;
    let payload = payload_digest(&digests);
    let info = info(description, name, supersedes.as_ref());
    let plan = Plan::new(&options.output, name, digests, &info, settings.seal.gost)?;
    let changes = store.begin()?;
    let [zip_name, certificate_name] = &files_of_archive;
    // Every byte is read twice: in the build and in the zip.
    let bar = progress.bytes("Опечатывание", plan.size * 2);
    let packed = pack(&options.output, &plan, &changes.path(zip_name), &|n| bar.inc(n))?;
    bar.finish_and_clear();
    let certificate = certify(options, &settings, description, &plan, &packed, supersedes.as_ref())?;
    changes.write(certificate_name, &certificate)?;
    let register = store.register.push(Entry {
        name: name.to_owned(),
        academic_year: description.academic_year.clone(),
        organization: description.organization.clone(),
        closed_on: description.closed_on.clone(),
        root: packed.root.sha256.clone(),
        root_streebog256: packed.root.streebog256.clone(),
        payload,
        zip_sha256: packed.zip.sha256.clone(),
        zip_size: packed.zip.size,
        certificate_sha256: FileDigest::of(&certificate).sha256,
        build: description.digest.clone(),
        keep_until: description.keep_until.clone(),
        supersedes,
    });
    store.events.push(Event { at: clock::now(), deed: Deed::Sealed, name: name.to_owned(), register });
    let [zip_path, certificate_path] = [store.path(zip_name), store.path(certificate_name)];
    store.commit(changes)?;
    progress.say(&format!(
        "Опечатано: {} ({}, {})",
        zip_path.display(),
        words::count(plan.files, ["файл", "файла", "файлов"]),
        words::size(packed.zip.size)
    ));
    progress.say(&format!("  корневой отпечаток  {}", packed.root.sha256));
    progress.say(&format!("  свидетельство       {}", certificate_path.display()));
    progress.say(&format!(
        "Дальше: напечатайте и подпишите свидетельство; проверить архив в любой день: letopis verify {}",
        options.archive.display()
    ));
    Ok(Status::Done)
}

/// The certificate as PDF.
fn certify(
    options: &Options,
    settings: &Settings,
    description: &Description,
    plan: &Plan,
    packed: &Packed,
    supersedes: Option<&Superseded>,
) -> Result<Vec<u8>> {
    let templates = Templates::with_overlay(&options.output.join("source/templates"))?;
    let keep_until = description.keep_until.as_deref().and_then(crate::model::cell::date);
    let seal = Seal {
        name: plan.name.clone(),
        root: packed.root.sha256.clone(),
        root_streebog256: packed.root.streebog256.clone(),
        zip: packed.zip.sha256.clone(),
        zip_size: words::size(packed.zip.size),
        files: plan.files,
        payload_size: words::size(plan.size),
        groups: description.counts.groups,
        journals: description.counts.journals,
        students: description.counts.students,
        lessons: description.counts.lessons,
        marks: description.counts.marks,
        sheets: description.counts.sheets,
        kept_until: keep_until.map(words::date),
        supersedes: supersedes.map(|other| Replaced {
            name: other.name.clone(),
            root: other.root.clone(),
            reason: other.reason.clone(),
        }),
    };
    let head = Letterhead::new(settings);
    let data = serde_json::to_vec(&Certificate::new(&head, &seal)?)?;
    let press = Press::new(&templates, settings)?;
    Ok(press.print(certificate::TEMPLATE, &format!("{}.certificate", plan.name), data, false)?.pdf)
}

/// The digests that the build was written with: of each file there is, and of each document that
/// the description names.
fn digests(build: &Path, description: &Description) -> Result<Manifest> {
    let Some(mut digests) = manifest_of(build) else {
        return Err(NotAsBuilt::changed(BUILD_MANIFEST).into());
    };
    let own = |path: &String| path != BUILD_MANIFEST && !files::is_litter(path);
    for path in files::list(build)?.iter().map(|path| files::slashed(path)).filter(own) {
        if !digests.contains_key(&path) {
            return Err(NotAsBuilt::added(&path).into());
        }
    }
    let document =
        |(path, document): (&String, &DocumentDescription)| digests.get(path) != Some(&document.sha256);
    if let Some((path, _)) = description.documents.iter().find(|named| document(*named)) {
        return Err(NotAsBuilt::changed(path).into());
    }
    if !digests.contains_key(BUILD_FILE) {
        return Err(NotAsBuilt::changed(BUILD_FILE).into());
    }
    digests.retain(|path, _| !files::is_litter(path));
    Ok(digests)
}

fn year_of(description: &Description) -> Result<AcademicYear> {
    let start = description.academic_year.split('/').next().and_then(|year| year.parse().ok());
    start.map(|start| AcademicYear { start }).context("в build.json нет учебного года")
}

/// `bag-info.txt` (RFC 8493 §2.2.2). It knows no clock: the day of bagging is that of the closing.
fn info(
    description: &Description,
    name: &str,
    supersedes: Option<&Superseded>,
) -> Vec<(&'static str, String)> {
    let mut info = vec![
        ("Source-Organization", description.organization.clone()),
        ("External-Identifier", name.to_owned()),
        (
            "External-Description",
            format!("Архив электронных журналов за {} учебный год", description.academic_year),
        ),
        ("Bagging-Date", description.closed_on.clone()),
        ("Bag-Software-Agent", format!("letopis {}", description.version)),
        (profile::LABEL, profile::identifier()),
        ("Letopis-Academic-Year", description.academic_year.clone()),
        ("Letopis-Build-Digest", description.digest.clone()),
    ];
    info.extend(description.keep_until.clone().map(|day| ("Letopis-Keep-Until", day)));
    if let Some(Superseded { name, root, .. }) = supersedes {
        info.push(("Letopis-Supersedes", name.clone()));
        info.push(("Letopis-Supersedes-Root", root.clone()));
    }
    info
}
