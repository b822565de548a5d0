//! `letopis seal`: packs exactly what was built, registers it, prints the certificate.

use super::build::{guard_apart, manifest_of};
use super::description::{BuildPart, Description, DocumentDescription, GroupDescription};
use super::progress::Progress;
use super::sealing::{self, Sealing};
use super::{Status, UsageError};
use crate::archive::manifest::Manifest;
use crate::archive::pack::{NotAsBuilt, payload_digest};
use crate::archive::register::{Entry, Holds, KeptGroup, REGISTER, Superseded};
use crate::archive::store::Store;
use crate::archive::verify::{BUILD_FILE, BUILD_MANIFEST};
use crate::documents::certificate::{Contents, Counts};
use crate::files;
use crate::model::settings::AcademicYear;
use crate::templates::Templates;
use anyhow::{Context as _, Result};
use std::path::{Path, PathBuf};

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
    super::guard_no_medium(&options.archive)?;
    let _build = files::lock(&files::beside(&options.output, "lock"))?;
    files::recover(&options.output)?;
    let description = Description::read(&options.output).map_err(|error| {
        UsageError(format!(
            "в папке {} нет сборки: сначала letopis build ({})",
            options.output.display(),
            files::reason(&error)
        ))
    })?;
    if description.parts != BuildPart::ALL {
        return Err(UsageError(
            "сборка не полная (--only): постройте всё, letopis build, и повторите".to_owned(),
        )
        .into());
    }
    let digests = digests(&options.output, &description)?;
    let is_new = !options.archive.join(REGISTER).is_file() && !files::pending(&options.archive, REGISTER);
    let store = Store::open(&options.archive)?;
    let year = year_of(&description)?;
    let of_year = |entry: &&Entry| {
        entry.holds == Holds::Year
            && entry.academic_year == description.academic_year
            && entry.organization == description.organization
    };
    // Of the year's archives one is in force: the last, which none stands in the place of.
    let current = store.register.values.iter().rfind(of_year);
    if let Some((entry, act)) = current.and_then(|entry| {
        let (_, line) = store.find(&entry.name)?;
        store.standing(line).act.filter(|act| act.destroyed.is_some()).map(|act| (entry, act))
    }) {
        let message = format!(
            "{} учебный год уже был опечатан как {} и уничтожен по акту № {}: снова его не опечатывают",
            description.academic_year, entry.name, act.number
        );
        return Err(UsageError(message).into());
    }
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
            let (root, reason) = (entry.root.clone(), super::reason(reason)?);
            Some(Superseded { name: name.clone(), root, reason })
        }
        (Some((name, _)), Some(entry)) => {
            return refuse(format!(
                "заменить можно только действующий архив {}, а назван {name}",
                entry.name
            ));
        }
        (Some((name, reason)), None) => {
            match renamed(&store, &description).filter(|entry| entry.name == *name) {
                Some(entry) => {
                    let (root, reason) = (entry.root.clone(), super::reason(reason)?);
                    Some(Superseded { name: name.clone(), root, reason })
                }
                None => {
                    return refuse(format!(
                        "в реестре нет архива {name} организации «{}» за {} учебный год",
                        description.organization, description.academic_year
                    ));
                }
            }
        }
    };
    if let Some(other) = renamed(&store, &description).filter(|_| current.is_none() && supersedes.is_none()) {
        progress.say(&format!(
            "За {} учебный год есть и архив {} организации «{}» с теми же группами. Если она переименована, а год открывали заново, его заменяют: letopis seal --supersedes {}",
            other.academic_year, other.name, other.organization, other.name
        ));
    }
    if is_new {
        progress.say(&format!(
            "Хранилища {} не было: оно заведено. Если прежнее лежит в другом месте, назовите его: --archive ПАПКА",
            options.archive.display()
        ));
    }
    let base = format!("journals-{}", year.file_name());
    let free = |name: &String| store.find(name).is_none();
    let name = std::iter::once(base.clone())
        .chain((2..).map(|n| format!("{base}-{n}")))
        .find(free)
        .expect("numbers do not end");
    write(options, store, &description, digests, name, supersedes, progress)
}

/// The year's archive of an organisation of another name with some of the same groups: the same one, renamed.
fn renamed<'a>(store: &'a Store, description: &Description) -> Option<&'a Entry> {
    let groups: Vec<KeptGroup> = description.groups.iter().map(GroupDescription::kept).collect();
    let is_same = |own: &KeptGroup| groups.iter().any(|group| own.is_same(group) != Some(false));
    store.register.values.iter().rfind(|entry| {
        entry.holds == Holds::Year
            && entry.academic_year == description.academic_year
            && entry.organization != description.organization
            && entry.groups.iter().any(is_same)
    })
}

fn write(
    options: &Options,
    mut store: Store,
    description: &Description,
    digests: Manifest,
    name: String,
    supersedes: Option<Superseded>,
    progress: &Progress,
) -> Result<Status> {
    // The certificate is signed by those whom the build names, not by what the input says today.
    let settings = crate::read::read_settings(&options.output.join("source"))?;
    let templates = Templates::with_overlay(&options.output.join("source/templates"))?;
    let changes = store.begin()?;
    let counts = &description.counts;
    let replaced = supersedes.as_ref().map(|other| other.name.clone()).unwrap_or_default();
    let of_replaced = |entry: &&Entry| entry.of.as_ref().is_some_and(|link| link.name == replaced);
    let orphans: Vec<String> =
        store.register.values.iter().filter(of_replaced).map(|entry| entry.name.clone()).collect();
    let name_of_it = name.clone();
    let sealing = Sealing {
        folder: &options.output,
        digests,
        settings: &settings,
        templates: &templates,
        name,
        holds: Holds::Year,
        of: None,
        description: format!("Архив электронных журналов за {} учебный год", description.academic_year),
        organization: description.organization.clone(),
        academic_year: description.academic_year.clone(),
        closed_on: description.closed_on.clone(),
        build: description.digest.clone(),
        keep_until: description.keep_until.clone(),
        groups: description.groups.iter().map(GroupDescription::kept).collect(),
        rows: None,
        supersedes,
        contents: Contents::Year(Counts {
            groups: counts.groups,
            journals: counts.journals,
            students: counts.students,
            lessons: counts.lessons,
            marks: counts.marks,
            sheets: counts.sheets,
        }),
        version: &description.version,
    };
    let sealed = sealing::write(&mut store, &changes, sealing, progress)?;
    store.commit(changes)?;
    let status = sealed.tell(&store, progress);
    if let Some(late) = orphans.first() {
        progress.say(&format!(
            "К прежнему архиву есть дополнение ({late}): если поздние результаты не вошли в новый, повторите letopis supplement {name_of_it}"
        ));
    }
    progress.say(&format!(
        "Дальше: напечатайте и подпишите свидетельство; проверить архив в любой день: letopis verify {}",
        options.archive.display()
    ));
    Ok(status)
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
