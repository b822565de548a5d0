//! `letopis copy`: verified copies of archives on other media.
//!
//! - [`ours`] what a medium must be to be written to;
//! - [`good`] copies that are there and whole already;
//! - [`check`](mod@check) copies that are read again, [`lost`](mod@lost) those that are gone;
//! - [`media`] where the media are now, [`media_findings`] what is wrong with them.

mod check;
mod good;
mod lost;
mod media;
mod media_findings;
mod ours;
mod told;

use super::guards::guard_media;
use super::passphrase::Secrets;
use super::progress::Progress;
use super::{Status, UsageError, clock};
use crate::archive::copied::State;
use crate::archive::encryption::Lock;
use crate::archive::event::{CopiedFile, Deed, Event, Form};
use crate::archive::medium::{CATALOGUE, Listed, Medium, Original};
use crate::archive::register::Entry;
use crate::archive::store::{Store, lists};
use crate::files::{self, FileDigest};
use crate::words;
use anyhow::Result;
use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

pub use check::{Options as CheckOptions, check};
pub use lost::lost;
pub(super) use media::{at_hand, away, folder_of, folders_of, is_found_by_files, knowing_more};
pub(super) use ours::is_store;
pub(super) use told::tell_media;

/// What to copy, and where to.
#[derive(Clone, Debug)]
pub struct Options {
    /// The store.
    pub archive: PathBuf,
    /// The archives; what is chained to them is copied with them.
    pub names: Vec<String>,
    /// The media.
    pub to: Vec<PathBuf>,
    /// How the copies will lie there.
    pub form: Form,
    /// Passphrase and keys.
    pub secrets: Secrets,
}

/// Copies, medium by medium: one that fails does not take back the ones before.
pub fn copy(options: &Options, progress: &Progress) -> Result<Status> {
    ours::guard_spelling(&options.to)?;
    guard_media(&options.archive, &options.to)?;
    super::guard_store(&options.archive)?;
    let mut store = Store::open(&options.archive)?;
    for folder in &options.to {
        ours::guard_folder(&store, folder)?;
    }
    let mut names: Vec<String> = Vec::new();
    for name in &options.names {
        let (entry, line) = super::find_archive(&store, name)?;
        if store.standing(line).destroyed().is_some() {
            return Err(UsageError(format!("{} уничтожен по акту: копировать нечего", entry.name)).into());
        }
        if !names.contains(&entry.name) {
            names.push(entry.name.clone());
        }
    }
    let lock = if options.form == Form::Encrypted { Some(options.secrets.lock()?) } else { None };
    for folder in &options.to {
        copy_to(&mut store, &names, folder, options.form, lock.as_ref(), progress)?;
    }
    let sets = names.iter().filter_map(|name| store.find(name));
    let good = |line| store.standing(line).copies.iter().filter(|copy| copy.state == State::Good).count();
    if sets.map(|(_, line)| good(line)).min().unwrap_or_default() < 2 {
        progress
            .say("Копия пока одна: для надёжности нужны хотя бы две, на разных носителях и в разных местах.");
    }
    for folder in options.to.iter().filter(|folder| files::is_same_disk(folder, &options.archive)) {
        progress.say(&format!(
            "{} — на том же диске, что и хранилище: откажет диск — пропадёт и то и другое.",
            folder.display()
        ));
    }
    Ok(Status::Done)
}

/// An archive that is copied, and the digest of its line.
struct Wanted {
    entry: Entry,
    line: String,
    files: Vec<(String, String)>,
}

impl Wanted {
    fn original(&self) -> Original<'_> {
        Original { entry: &self.entry, files: self.files.clone() }
    }
}

/// The archives of these names with what is chained to them, each once, but for what was destroyed.
fn wanted(store: &Store, names: &[String]) -> Vec<Wanted> {
    let mut known: BTreeSet<&str> = BTreeSet::new();
    let all = names.iter().flat_map(|name| store.family(name));
    all.filter(|(_, line)| known.insert(line) && store.standing(line).destroyed().is_none())
        .map(|(entry, line)| Wanted {
            files: store.files_of(entry, line),
            entry: entry.clone(),
            line: line.to_owned(),
        })
        .collect()
}

/// A run that copies onto one medium.
struct Run<'a> {
    folder: &'a Path,
    form: Form,
    lock: Option<&'a Lock>,
    /// The medium's id.
    id: String,
    /// Its place, as it is noted.
    path: String,
}

impl Run<'_> {
    /// That the copy of an archive is begun, or there.
    fn deed(&self, files: Vec<CopiedFile>, is_there: bool) -> Deed {
        let (medium, path, form) = (self.id.clone(), self.path.clone(), self.form);
        match is_there {
            true => Deed::Copied { medium, path, form, files },
            false => Deed::Copying { medium, path, form, files },
        }
    }
}

/// Copies archives onto a medium, those that are not there and whole.
fn copy_to(
    store: &mut Store,
    names: &[String],
    folder: &Path,
    form: Form,
    lock: Option<&Lock>,
    progress: &Progress,
) -> Result<()> {
    let path = files::real(folder).display().to_string();
    let is_new = !folder.exists();
    let new = FileDigest::of(format!("{}\n{path}\n{}", clock::now(), store.events.text()).as_bytes()).sha256;
    // A medium whose first copy was killed is the same one.
    let begun = ours::begun_at(store, folder).unwrap_or_else(|| new[..16].to_owned());
    let adopted = ours::known_by_files(store, folder);
    let id = adopted.as_ref().map_or(&begun, |(id, _)| id);
    let mut medium = Medium::open(folder, id)?;
    let is_adopted = adopted.is_some();
    if let Some((_, copies)) = adopted {
        medium.adopt(copies)?;
    }
    let run = Run { folder, form, lock, id: medium.catalogue.medium.clone(), path };
    let wanted = wanted(store, names);
    let papers = papers_of(store, &medium)?;
    ours::guard(store, &medium, folder, form, lock)?;
    if is_adopted {
        ours::guard_adopted(store, folder, lock, progress)?;
    }
    let originals: Vec<Original<'_>> = wanted.iter().map(Wanted::original).collect();
    if let Some(foreign) = medium.foreign(&store.path(""), &originals, form, &papers)? {
        let message = format!(
            "{}: там лежит другой файл, и он не будет тронут; уберите его или возьмите другую папку",
            folder.join(foreign).display()
        );
        return Err(UsageError(message).into());
    }
    if is_new {
        progress.say(&format!("Папки {} не было: она заведена.", folder.display()));
    } else if let Some(before) = ours::other_before(store, folder, &run.id) {
        progress.say(&format!(
            "{}: здесь был носитель {before}, а этот — другой, новый (номер {}).",
            folder.display(),
            run.id
        ));
    }
    let wanted = left_to_write(store, &medium, folder, wanted, form, progress);
    for copy in write(store, &mut medium, &run, &wanted, &papers, progress)? {
        let size = match copy.form {
            Form::Unpacked => String::new(),
            _ => format!(" ({})", words::size(copy.files.iter().map(|file| file.size).sum())),
        };
        progress.say(&format!("Скопировано и прочитано обратно: {} → {}{size}", copy.name, folder.display()));
    }
    Ok(())
}

/// Writes the copies, and notes what is begun, what is about to take its place, and what is there: whenever the run is
/// killed, the log knows what may be on the medium.
fn write(
    store: &mut Store,
    medium: &mut Medium,
    run: &Run<'_>,
    wanted: &[Wanted],
    papers: &[(String, Vec<u8>)],
    progress: &Progress,
) -> Result<Vec<Listed>> {
    note(store, wanted, |_| run.deed(Vec::new(), false));
    store.save()?;
    medium.catalogue.remember(&store.events);
    medium.catalogue.lock = run.lock.map(Lock::mark);
    let bar = progress.bytes("Копирование", wanted.iter().map(|own| own.entry.zip_size).sum());
    let originals: Vec<Original<'_>> = wanted.iter().map(Wanted::original).collect();
    let root = store.path("");
    // The log on the medium is the store's own as it will be, to the byte.
    let mut events = store.events.clone();
    let mut with_lists = |written: &[Listed]| {
        note(store, wanted, |n| run.deed(written[n].files.clone(), false));
        store.save()?;
        events = store.events.clone();
        let at = clock::now();
        for (own, listed) in wanted.iter().zip(written) {
            let (name, register) = (own.entry.name.clone(), own.line.clone());
            events.push(Event { at: at.clone(), deed: run.deed(listed.files.clone(), true), name, register });
        }
        Ok(lists(&store.register, &events).into_iter().chain(papers.iter().cloned()).collect())
    };
    let written = medium.write(&root, &originals, run.form, run.lock, &mut with_lists, &|n| bar.inc(n));
    bar.finish_and_clear();
    match written {
        Ok(written) => {
            store.events = events;
            store.save()?;
            Ok(written)
        }
        Err(error) => {
            // Where the new files count already, they are there, or will be: then the copy is not given up.
            if !files::pending(run.folder, CATALOGUE) {
                note(store, wanted, |_| Deed::NotCopied { medium: run.id.clone() });
                drop(store.save());
            }
            Err(error)
        }
    }
}

/// Notes a deed of each archive.
fn note(store: &mut Store, wanted: &[Wanted], deed: impl Fn(usize) -> Deed) {
    let at = clock::now();
    for (n, own) in wanted.iter().enumerate() {
        store.note(&at, &own.entry.name, &own.line, deed(n));
    }
}

/// The archives that must be written; of those that are there and whole it is noted that they were read.
fn left_to_write(
    store: &mut Store,
    medium: &Medium,
    folder: &Path,
    wanted: Vec<Wanted>,
    form: Form,
    progress: &Progress,
) -> Vec<Wanted> {
    let mut left = Vec::new();
    for own in wanted {
        match good::already(store, medium, folder, &own, form) {
            Some(deed) => {
                progress.say(&format!(
                    "{} уже лежит в {}, копия прочитана и цела.",
                    own.entry.name,
                    folder.display()
                ));
                store.note(&clock::now(), &own.entry.name, &own.line, deed);
            }
            None => left.push(own),
        }
    }
    left
}

/// What goes onto every medium with the lists: the acts, the papers about destruction, and the certificates of what
/// was destroyed.
fn papers_of(store: &Store, medium: &Medium) -> Result<Vec<(String, Vec<u8>)>> {
    let mut names: BTreeMap<String, String> = BTreeMap::new();
    for (entry, line) in store.lines() {
        let standing = store.standing(line);
        names.extend(standing.papers().map(|paper| (paper.file.clone(), paper.sha256.clone())));
        let is_listed = medium.find(&entry.name).is_some();
        if standing.destroyed().is_some() && !is_listed {
            names.insert(entry.certificate(), entry.certificate_sha256.clone());
        }
    }
    let mut papers = Vec::new();
    for (name, sha256) in names.into_iter().filter(|(name, _)| files::is_plain(&store.path(name))) {
        let bytes = files::read(&store.path(&name))?;
        // One that was damaged in the store does not take the place of a good one.
        if FileDigest::of(&bytes).sha256 == sha256 {
            papers.push((name, bytes));
        }
    }
    Ok(papers)
}
