//! `letopis restore`: an archive back from its copies; from damaged ones what is left of it.
//!
//! 1. [`mod@known`]: which register knows the archive, and so what its files must be;
//! 2. [`mod@bring`]: each file from the first of the [`copies`] that has it as it was, decrypted where it must be;
//!    a zip that none has is put together of several, or unpacked as far as it goes.
//!
//! Files go into a store, a lost store that is begun anew from the lists on a medium, or a folder of their own.

mod bring;
mod copies;
mod known;

use super::guards::guard_media;
use super::passphrase::Secrets;
use super::progress::{Progress, out};
use super::{Status, UsageError, clock};
use crate::archive::event::{Deed, EVENTS, Form};
use crate::archive::medium::{CATALOGUE, Catalogue, LOCK, Listed, Medium};
use crate::archive::register::REGISTER;
use crate::archive::store::Store;
use crate::files::{self, Changes, FileDigest};
use crate::words;
use anyhow::Result;
use bring::bring;
pub use copies::AnotherArchive;
use copies::Copies;
use known::{Known, Wanted, known, wanted};
use std::path::{Path, PathBuf};

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
    Store(Store),
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
    if let Some(gone) = options.from.iter().find(|folder| !folder.is_dir()) {
        return Err(UsageError(format!("--from: нет папки {}", gone.display())).into());
    }
    let is_store = options.to.join(REGISTER).is_file() && !options.to.join(CATALOGUE).exists();
    let is_lost_store = !is_store && files::is_same(&options.to, &options.archive) && is_free(&options.to)?;
    if !is_store && !is_lost_store {
        guard_media(&options.archive, std::slice::from_ref(&options.to))?;
    }
    if let Some(same) = options
        .from
        .iter()
        .find(|from| files::lies_in(from, &options.to) || files::lies_in(&options.to, from))
    {
        let message = format!(
            "--from {} и --to {} не должны лежать одна в другой",
            same.display(),
            options.to.display()
        );
        return Err(UsageError(message).into());
    }
    let name = options.name.strip_suffix(".zip").unwrap_or(&options.name);
    let into_store = is_store || is_lost_store;
    let mut copies = Copies::new(options, into_store)?;
    if is_lost_store {
        begin_anew(options, &copies, name, progress)?;
    }
    let target = match into_store {
        true => Target::Store(Store::open(&options.to)?),
        false => Target::Folder(guarded(&options.to)?),
    };
    let known = match &target {
        Target::Store(store) => Known {
            register: store.register.clone(),
            events: store.events.clone(),
            place: options.to.clone(),
        },
        Target::Folder(_) => known(options, &copies, name)?,
    };
    let wanted = wanted(&known, name)?;
    copies.guard(&wanted, &known.place)?;
    progress.say(&format!("Что должно быть в архиве {name}, известно из реестра: {}", known.place.display()));
    let changes = target.begin()?;
    copies.move_into(&changes)?;
    let (mut restored, mut listed, mut status) = (Vec::new(), Vec::new(), Status::Done);
    for wanted in &wanted {
        let mut all = Vec::new();
        for (file, sha256) in &wanted.files {
            if let Some(brought) = bring(&copies, wanted, file, sha256, &changes, progress)? {
                restored.extend((!brought.is_there).then(|| (wanted, file.clone())));
                all.push(brought.file);
            } else {
                status = Status::BadData;
            }
        }
        if all.len() == wanted.files.len() {
            let (name, root) = (wanted.entry.name.clone(), wanted.entry.root.clone());
            listed.push(Listed { name, root, form: Form::Plain, files: all });
        }
    }
    drop(copies);
    let from: Vec<String> =
        options.from.iter().map(|folder| files::real(folder).display().to_string()).collect();
    let note = |store: &mut Store, to: Option<String>| {
        let now = clock::now();
        for Wanted { entry, line, .. } in &wanted {
            let own = restored.iter().filter(|(wanted, _)| wanted.line == *line);
            let files: Vec<String> = own.map(|(_, file)| file.clone()).collect();
            if !files.is_empty() && store.find(&entry.name).is_some_and(|(_, own)| own == line) {
                store.note(
                    &now,
                    &entry.name,
                    line,
                    Deed::Restored { files, from: from.clone(), to: to.clone() },
                );
            }
        }
    };
    match target {
        Target::Store(mut store) => {
            note(&mut store, None);
            store.commit(changes)?;
        }
        Target::Folder(mut medium) => {
            let lists = [(REGISTER, known.register.text()), (EVENTS, known.events.text())];
            let lists = lists.map(|(name, text)| (name.to_owned(), text.as_bytes().to_vec()));
            medium.list(changes, &listed, None, &lists)?;
            // The store remembers that there is one more place with personal data.
            if known.place == options.archive {
                let mut store = Store::open(&options.archive)?;
                note(&mut store, Some(files::real(&options.to).display().to_string()));
                store.save()?;
            }
        }
    }
    let to = options.to.display();
    match status {
        Status::Done if restored.is_empty() => progress.say(&format!("В {to} всё уже на месте и цело.")),
        Status::Done => progress.say(&format!(
            "Возвращено в {to}: {}; каждый байт сверен с реестром. Проверить ещё раз: letopis verify \"{to}\"",
            words::count(restored.len(), ["файл", "файла", "файлов"])
        )),
        _ => out(&format!("В {to} возвращено не всё: утраченное названо выше.\n")),
    }
    if !into_store && !restored.is_empty() {
        progress.say(&format!(
            "В {to} теперь персональные данные: когда они станут не нужны, уничтожьте папку сами."
        ));
    }
    Ok(status)
}

/// A store that was lost begins again with the lists of a medium.
fn begin_anew(options: &Options, copies: &Copies<'_>, name: &str, progress: &Progress) -> Result<()> {
    let known = known(options, copies, name)?;
    files::write_atomically(&options.to.join(EVENTS), known.events.text().as_bytes())?;
    files::write_atomically(&options.to.join(REGISTER), known.register.text().as_bytes())?;
    let day = known.events.values.last().and_then(|event| clock::day_of(&event.at)).map(words::date);
    progress.say(&format!(
        "Хранилище {} начато заново по реестру с {}; последняя запись в нём — {}. Запреты, акты и копии, сделанные позже, запишите снова; верните и остальные архивы: letopis retention",
        options.to.display(),
        known.place.display(),
        day.unwrap_or_default()
    ));
    Ok(())
}

/// Whether a folder is not there, or holds nothing but what a killed run was still writing.
fn is_free(folder: &Path) -> Result<bool> {
    let own = |path: &PathBuf| {
        let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        name == LOCK || name == EVENTS || files::is_litter(&name) || files::is_of_changes(&format!("{name}/"))
    };
    Ok(!folder.exists() || folder.is_dir() && files::entries(folder)?.iter().all(own))
}

/// A folder to put an archive into that is no store: new, empty, or one that was restored into before.
fn guarded(folder: &Path) -> Result<Medium> {
    let refuse = |message: String| Err(UsageError(message).into());
    if folder.exists() && !folder.is_dir() {
        return refuse(format!("--to: {} — файл, а нужна папка", folder.display()));
    }
    let catalogue = Catalogue::read(folder)?;
    if catalogue.as_ref().is_some_and(|catalogue| !catalogue.restored) {
        return refuse(format!("--to: {} — носитель с копиями: укажите новую папку", folder.display()));
    }
    if catalogue.is_none() && !is_free(folder)? {
        return refuse(format!("--to: в папке {} уже что-то лежит: укажите новую", folder.display()));
    }
    let id = FileDigest::of(format!("{}\n{}", clock::now(), files::real(folder).display()).as_bytes()).sha256;
    let mut medium = Medium::open(folder, &id[..16])?;
    medium.catalogue.restored = true;
    Ok(medium)
}
