//! A folder becomes a sealed archive of the store: its zip, its certificate, its line in the register. Years,
//! supplements and sheets are sealed alike.

use super::clock;
use super::progress::Progress;
use super::{Status, UsageError};
use crate::archive::event::Deed;
use crate::archive::manifest::Manifest;
use crate::archive::pack::{Plan, pack};
use crate::archive::profile;
use crate::archive::register::{Entry, Holds, KeptGroup, Link, Superseded};
use crate::archive::store::Store;
use crate::documents::certificate::{self, Certificate, Contents, Replaced, Seal, Whole};
use crate::documents::letterhead::Letterhead;
use crate::documents::press::Press;
use crate::files::{self, Changes, FileDigest};
use crate::model::Settings;
use crate::model::cell::date;
use crate::templates::Templates;
use crate::words;
use anyhow::Result;
use std::path::{Path, PathBuf};

/// What is sealed.
pub(super) struct Sealing<'a> {
    /// The folder that becomes the payload.
    pub(super) folder: &'a Path,
    /// Its files with their digests.
    pub(super) digests: Manifest,
    /// The settings of the year, and the templates of its office.
    pub(super) settings: &'a Settings,
    pub(super) templates: &'a Templates,
    /// The archive's name.
    pub(super) name: String,
    pub(super) holds: Holds,
    /// The archive that it is chained to.
    pub(super) of: Option<Link>,
    /// `External-Description` of the bag.
    pub(super) description: String,
    /// Organisation, year, day: of the year that it is, or belongs to.
    pub(super) organization: String,
    pub(super) academic_year: String,
    pub(super) closed_on: String,
    /// The build's digest.
    pub(super) build: String,
    pub(super) keep_until: Option<String>,
    pub(super) groups: Vec<KeptGroup>,
    /// How many late rows a supplement holds.
    pub(super) rows: Option<usize>,
    pub(super) supersedes: Option<Superseded>,
    /// What the certificate says of the contents.
    pub(super) contents: Contents,
    pub(super) version: &'a str,
}

/// Packs, certifies and registers; the files and lines count once the changes are committed. What it came to.
pub(super) fn write(
    store: &mut Store,
    changes: &Changes,
    sealing: Sealing<'_>,
    progress: &Progress,
) -> Result<Sealed> {
    let info = info(&sealing);
    let Sealing { folder, digests, settings, templates, name, of, supersedes, .. } = sealing;
    let [zip, certificate] = files_of(&name);
    if let Some(foreign) = [&zip, &certificate].into_iter().find(|file| store.has(file)) {
        let message = format!(
            "в хранилище лежит {}, которого нет в реестре: уберите его, если он не нужен",
            store.path(foreign).display()
        );
        return Err(UsageError(message).into());
    }
    let plan = Plan::new(folder, &name, digests, &info, settings.seal.gost)?;
    // Every byte is read twice: in the folder and in the zip.
    let bar = progress.bytes("Опечатывание", plan.size * 2);
    let packed = pack(folder, &plan, &changes.path(&zip), &|n| bar.inc(n))?;
    bar.finish_and_clear();
    let seal = Seal {
        name: name.clone(),
        holds: match sealing.holds {
            Holds::Year | Holds::Other => "year",
            Holds::Supplement => "supplement",
            Holds::Sheets => "sheets",
        },
        of: of.clone().map(|Link { name, root }| Whole { name, root }),
        root: packed.root.sha256.clone(),
        root_streebog256: packed.root.streebog256.clone(),
        zip: packed.zip.sha256.clone(),
        zip_size: words::size(packed.zip.size),
        files: plan.files,
        payload_size: words::size(plan.size),
        contents: sealing.contents,
        kept_until: sealing.keep_until.as_deref().and_then(date).map(words::date),
        supersedes: supersedes.as_ref().map(|other| Replaced {
            name: other.name.clone(),
            root: other.root.clone(),
            reason: other.reason.clone(),
        }),
    };
    let head = Letterhead::new(settings);
    let data = serde_json::to_vec(&Certificate::new(&head, &seal)?)?;
    let press = Press::new(templates, settings)?;
    let printed = press.print(certificate::TEMPLATE, &format!("{name}.certificate"), data, false)?.pdf;
    changes.write(&certificate, &printed)?;
    let line = store.register.push(Entry {
        name: name.clone(),
        holds: sealing.holds,
        of,
        academic_year: sealing.academic_year,
        organization: sealing.organization,
        closed_on: sealing.closed_on,
        root: packed.root.sha256.clone(),
        root_streebog256: packed.root.streebog256,
        payload: packed.payload,
        zip_sha256: packed.zip.sha256,
        zip_size: packed.zip.size,
        certificate_sha256: FileDigest::of(&printed).sha256,
        build: sealing.build,
        keep_until: sealing.keep_until,
        groups: sealing.groups,
        rows: sealing.rows,
        supersedes,
    });
    store.note(&clock::now(), &name, &line, Deed::Sealed);
    Ok(Sealed { zip, certificate, root: packed.root.sha256, files: plan.files, size: packed.zip.size })
}

/// What was sealed.
pub(super) struct Sealed {
    zip: String,
    certificate: String,
    root: String,
    files: usize,
    size: u64,
}

impl Sealed {
    /// Tells of it, once it is in the store.
    pub(super) fn tell(&self, store: &Store, progress: &Progress) -> Status {
        progress.say(&format!(
            "Опечатано: {} ({}, {})",
            store.path(&self.zip).display(),
            words::count(self.files, ["файл", "файла", "файлов"]),
            words::size(self.size)
        ));
        progress.say(&format!("  корневой отпечаток  {}", self.root));
        progress.say(&format!("  свидетельство       {}", store.path(&self.certificate).display()));
        Status::Done
    }
}

/// The files of a folder that was put together to be sealed, with their digests.
pub(super) fn digests(folder: &Path) -> Result<Manifest> {
    let digest =
        |path: PathBuf| Ok((files::slashed(&path), FileDigest::of_file(&folder.join(&path))?.sha256));
    files::list(folder)?.into_iter().map(digest).collect()
}

/// The zip and the certificate of an archive.
pub(super) fn files_of(name: &str) -> [String; 2] {
    [format!("{name}.zip"), format!("{name}.certificate.pdf")]
}

/// `bag-info.txt` (RFC 8493 §2.2.2). It knows no clock: the day of bagging is that of the closing.
fn info(sealing: &Sealing<'_>) -> Vec<(&'static str, String)> {
    let mut info = vec![
        ("Source-Organization", sealing.organization.clone()),
        ("External-Identifier", sealing.name.clone()),
        ("External-Description", sealing.description.clone()),
        ("Bagging-Date", sealing.closed_on.clone()),
        ("Bag-Software-Agent", format!("letopis {}", sealing.version)),
        (profile::LABEL, profile::identifier()),
        ("Letopis-Academic-Year", sealing.academic_year.clone()),
        ("Letopis-Build-Digest", sealing.build.clone()),
    ];
    info.extend(sealing.keep_until.clone().map(|day| ("Letopis-Keep-Until", day)));
    if let Some(Link { name, root }) = &sealing.of {
        info.push(("Letopis-Part-Of", name.clone()));
        info.push(("Letopis-Part-Of-Root", root.clone()));
    }
    if let Some(Superseded { name, root, .. }) = &sealing.supersedes {
        info.push(("Letopis-Supersedes", name.clone()));
        info.push(("Letopis-Supersedes-Root", root.clone()));
    }
    info
}
