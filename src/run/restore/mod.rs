//! `letopis restore`: an archive back from its copies; from damaged ones what is left of it.
//!
//! 1. [`mod@known`]: which lists know the archive, and so what its files must be: those of a store and of the media
//!    together, since a store that was put back from an older copy knows less than a medium;
//! 2. [`mod@wanted`]: the files that are to be brought;
//! 3. [`mod@bring`]: each file from the first of the [`copies`] that has it as it was, decrypted where it must be;
//!    a zip that none has is put together of several, or unpacked as far as it goes.
//!
//! Files go into a store ([`mod@into_store`]), a lost store that is begun anew from the lists on a medium, or a folder of their own.

mod bring;
mod copies;
mod into_store;
mod known;
mod wanted;

use super::guards::guard_media;
use super::passphrase::Secrets;
use super::progress::{Progress, out};
use super::{Status, UsageError, clock};
use crate::archive::chain::Chain;
use crate::archive::event::{CopiedFile, Deed, EVENTS, Form};
use crate::archive::guide;
use crate::archive::medium::{CATALOGUE, Catalogue, LOCK, Listed, Medium};
use crate::archive::register::{Entry, REGISTER};
use crate::archive::store::{Store, lists};
use crate::files::{self, Changes, FileDigest};
use crate::words;
use anyhow::Result;
use bring::{Brought, bring};
pub use copies::AnotherArchive;
use copies::Copies;
use into_store::Mended;
use known::{Known, known};
use std::path::{Path, PathBuf};
use wanted::{Wanted, papers_of_others, wanted};

/// What to bring back, whence and where to.
#[derive(Clone, Debug)]
pub struct Options {
    /// A store whose register may know the archive.
    pub archive: PathBuf,
    /// The archive; what is chained to it comes with it.
    pub name: String,
    /// The media.
    pub from: Vec<PathBuf>,
    /// A store, or a folder of its own.
    pub to: PathBuf,
    /// Passphrase and keys.
    pub secrets: Secrets,
}

/// Where files are put.
enum Target {
    Store(Box<Store>),
    Folder(Medium),
}

impl Target {
    fn begin(&self) -> Result<Changes> {
        match self {
            Target::Store(store) => store.begin(),
            Target::Folder(medium) => medium.begin(),
        }
    }
}

/// Brings an archive back. [`Status::BadData`] where something of it is lost.
pub fn restore(options: &Options, progress: &Progress) -> Result<Status> {
    let into_store = guard(options)?;
    let name = options.name.strip_suffix(".zip").unwrap_or(&options.name);
    let mut copies = Copies::new(options, into_store)?;
    let (mut target, known, notes, is_lacking) = match into_store {
        true => {
            let Mended { store, known, notes, is_lacking } = into_store::open(options, &copies, name)?;
            (Target::Store(Box::new(store)), known, notes, is_lacking)
        }
        false => {
            let known = known(options, &copies, name)?;
            (Target::Folder(guarded(&options.to, &known)?), known, Vec::new(), false)
        }
    };
    let mut wanted = wanted(&known, name, into_store)?;
    copies.guard(&wanted, &known.place)?;
    if into_store {
        wanted.extend(papers_of_others(&known, &copies, name)?);
    }
    progress.say(&format!("Что должно быть в архиве {name}, известно из реестра: {}", known.place.display()));
    // That there will be one more place with personal data is known before there is one.
    if !into_store && known.place == options.archive {
        let mut store = Store::open(&options.archive)?;
        let to = files::real(&options.to).display().to_string();
        let is_new = |own: &&Wanted| !store.standing(&own.line).restored_to.contains(&to);
        let new: Vec<(&Wanted, Vec<String>)> =
            wanted.iter().filter(is_new).map(|own| (own, own.names())).collect();
        note(&mut store, options, &new, Some(&to));
        store.save()?;
    }
    let changes = target.begin()?;
    copies.move_into(&changes)?;
    let mut back = Back::default();
    for own in &wanted {
        back.bring(&copies, own, &changes, progress)?;
    }
    // What was decrypted must not take a place among the files.
    copies.close()?;
    match &mut target {
        Target::Store(store) => {
            let all: Vec<(&Wanted, Vec<String>)> =
                wanted.iter().map(|own| (own, back.files_of(own))).collect();
            note(store, options, &all, None);
            store.commit(changes)?;
        }
        Target::Folder(medium) => {
            let lists = lists(&known.register, &known.events);
            medium.catalogue.partial.retain(|name| !wanted.iter().any(|own| own.entry.name == *name));
            medium.catalogue.partial.extend(back.partial.iter().cloned());
            let is_back = |own: &CopiedFile| back.papers.iter().any(|paper| paper.file == own.file);
            medium.catalogue.papers.retain(|own| !is_back(own));
            medium.catalogue.papers.extend(back.papers.iter().cloned());
            medium.list(changes, &back.listed, None, &lists)?;
        }
    }
    notes.iter().for_each(|note| progress.say(note));
    let to = options.to.display();
    match back.is_lost {
        false if back.restored.is_empty() => progress.say(&format!("В {to} всё уже на месте и цело.")),
        false => progress.say(&format!(
            "Возвращено в {to}: {}; каждый байт сверен с реестром. Проверить ещё раз: letopis verify \"{to}\"",
            words::count(back.restored.len(), ["файл", "файла", "файлов"])
        )),
        true => out(&format!("В {to} возвращено не всё: утраченное названо выше.\n")),
    }
    if !into_store && (!back.restored.is_empty() || back.is_partly) {
        progress.say(&format!(
            "В {to} теперь персональные данные: когда они станут не нужны, уничтожьте папку сами."
        ));
    }
    Ok(if back.is_lost || is_lacking { Status::BadData } else { Status::Done })
}

/// What was brought.
#[derive(Default)]
struct Back {
    /// The files, each with the line of its archive.
    restored: Vec<(String, String)>,
    /// The archives that are whole.
    listed: Vec<Listed>,
    /// The papers about them.
    papers: Vec<CopiedFile>,
    /// The names of those that are not.
    partial: Vec<String>,
    is_lost: bool,
    /// Whether something of one that is not whole was brought.
    is_partly: bool,
}

impl Back {
    /// The files of an archive that were brought.
    fn files_of(&self, own: &Wanted) -> Vec<String> {
        let restored = self.restored.iter().filter(|(line, _)| *line == own.line);
        restored.map(|(_, file)| file.clone()).collect()
    }

    fn bring(
        &mut self,
        copies: &Copies<'_>,
        own: &Wanted,
        changes: &Changes,
        progress: &Progress,
    ) -> Result<()> {
        let mut all = Vec::new();
        for (file, sha256) in &own.files {
            match bring(copies, own, file, sha256, changes, progress)? {
                Brought::There(copied) => all.push(copied),
                Brought::Back(copied) => {
                    self.restored.push((own.line.clone(), file.clone()));
                    all.push(copied);
                }
                Brought::Partly => (self.is_lost, self.is_partly) = (true, true),
                Brought::Lost => self.is_lost = true,
            }
        }
        let (name, root) = (own.entry.name.clone(), own.entry.root.clone());
        // A paper may be about several archives; an archive whose paper is lost is whole.
        let is_of_it = |file: &str| file.starts_with(&format!("{name}."));
        let (all, papers): (Vec<_>, Vec<_>) = all.into_iter().partition(|file| is_of_it(&file.file));
        let is_whole = all.len() == own.files.iter().filter(|(file, _)| is_of_it(file)).count();
        let new = |paper: &CopiedFile| !self.papers.iter().any(|own| own.file == paper.file);
        let new: Vec<CopiedFile> = papers.into_iter().filter(new).collect();
        self.papers.extend(new);
        match is_whole {
            true => self.listed.push(Listed { name, root, form: Form::Plain, files: all }),
            false => self.partial.push(name),
        }
        Ok(())
    }
}

/// Notes which files were brought back.
fn note(store: &mut Store, options: &Options, all: &[(&Wanted, Vec<String>)], to: Option<&str>) {
    let from = |folder: &PathBuf| files::real(folder).display().to_string();
    let from: Vec<String> = options.from.iter().map(from).collect();
    let now = clock::now();
    for (Wanted { entry, line, .. }, files) in all {
        if !files.is_empty() && store.find(&entry.name).is_some_and(|(_, own)| own == line) {
            let (files, from, to) = (files.clone(), from.clone(), to.map(str::to_owned));
            store.note(&now, &entry.name, line, Deed::Restored { files, from, to });
        }
    }
}

/// Whether it is a store that files go into; the folders must be apart.
fn guard(options: &Options) -> Result<bool> {
    let refuse = |message: String| Err(UsageError(message).into());
    if let Some(gone) = options.from.iter().find(|folder| !folder.is_dir()) {
        return refuse(format!("--from: нет папки {}", gone.display()));
    }
    let to = &options.to;
    let is_medium = to.join(CATALOGUE).exists() || files::pending(to, CATALOGUE);
    let is_store = !is_medium && (to.join(REGISTER).is_file() || files::pending(to, REGISTER));
    let is_lost_store =
        !is_store && !is_medium && files::is_same(to, &options.archive) && (is_free(to)? || was_store(to)?);
    if files::is_same(to, &options.archive) && !is_store && !is_lost_store && !is_medium {
        return refuse(format!(
            "--to: {} — не хранилище и не пустая папка: уберите из неё чужие файлы или назовите новую папку",
            to.display()
        ));
    }
    if !is_store && !is_lost_store {
        guard_media(&options.archive, std::slice::from_ref(to))?;
    }
    match options.from.iter().find(|from| files::lies_in(from, to) || files::lies_in(to, from)) {
        Some(same) => refuse(format!(
            "--from {} и --to {} не должны лежать одна в другой",
            same.display(),
            to.display()
        )),
        None => Ok(is_store || is_lost_store),
    }
}

/// Whether a folder was a store, and lost its lists, wholly or in part.
fn was_store(folder: &Path) -> Result<bool> {
    let is_of_store = |path: &PathBuf| {
        let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        [EVENTS, guide::INDEX].contains(&&*name)
            || name.ends_with(".certificate.pdf")
            || name.ends_with(".zip")
    };
    Ok(folder.is_dir() && files::entries(folder)?.iter().any(is_of_store))
}

/// Whether a folder is not there, or holds nothing but what a killed run was still writing.
fn is_free(folder: &Path) -> Result<bool> {
    let own = |path: &PathBuf| {
        let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        let is_part = name.starts_with('.') && name.ends_with(".part");
        name == LOCK || is_part || files::is_litter(&name) || files::is_of_changes(&format!("{name}/"))
    };
    Ok(!folder.exists() || folder.is_dir() && files::entries(folder)?.iter().all(own))
}

/// A folder to put an archive into that is no store: new, empty, or one that was restored into before.
fn guarded(folder: &Path, known: &Known) -> Result<Medium> {
    let refuse = |message: String| Err(UsageError(message).into());
    if folder.exists() && !folder.is_dir() {
        return refuse(format!("--to: {} — файл, а нужна папка", folder.display()));
    }
    let catalogue = match files::pending(folder, CATALOGUE) {
        // What a killed run left is completed first.
        true => Some(Medium::open_known(folder)?.catalogue),
        false => Catalogue::read(folder)?,
    };
    if catalogue.as_ref().is_some_and(|catalogue| !catalogue.restored) {
        return refuse(format!("--to: {} — носитель с копиями: укажите новую папку", folder.display()));
    }
    if catalogue.is_none() && !is_free(folder)? {
        return refuse(format!("--to: в папке {} уже что-то лежит: укажите новую", folder.display()));
    }
    let there = folder.join(REGISTER);
    if catalogue.is_some() && files::is_plain(&there) {
        // One that cannot be read says nothing, and is written anew.
        let lines = Chain::<Entry>::of_bytes(files::read(&there)?).map(|chain| chain.digests);
        let lines = lines.unwrap_or_default();
        if !known.register.digests.starts_with(&lines) && !lines.starts_with(&known.register.digests) {
            return refuse(format!(
                "--to: в папке {} лежит архив другого хранилища: укажите новую",
                folder.display()
            ));
        }
    }
    let id = FileDigest::of(format!("{}\n{}", clock::now(), files::real(folder).display()).as_bytes()).sha256;
    let mut medium = Medium::open(folder, &id[..16])?;
    medium.catalogue.restored = true;
    Ok(medium)
}
