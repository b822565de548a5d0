//! `letopis copy`: verified copies of archives on other media.

use super::guards::guard_media;
use super::passphrase::Secrets;
use super::progress::Progress;
use super::{Status, UsageError, clock};
use crate::archive::chain::Chain;
use crate::archive::encryption::{ENDING, Lock};
use crate::archive::event::{CopiedFile, Deed, EVENTS, Form};
use crate::archive::medium::{self, CATALOGUE, Catalogue, Listed, Medium, Original, Presence, README, SUMS};
use crate::archive::register::{Entry, REGISTER};
use crate::archive::standing::State;
use crate::archive::store::Store;
use crate::files::{self, FileDigest};
use crate::words;
use anyhow::Result;
use std::io::Read as _;
use std::path::{Path, PathBuf};

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
    guard_media(&options.archive, &options.to)?;
    super::guard_store(&options.archive)?;
    for folder in &options.to {
        guard_medium(folder)?;
    }
    let mut store = Store::open(&options.archive)?;
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
    Ok(Status::Done)
}

/// An archive that is copied, and the digest of its line.
struct Wanted {
    entry: Entry,
    line: String,
    files: Vec<(String, String)>,
}

fn copy_to(
    store: &mut Store,
    names: &[String],
    folder: &Path,
    form: Form,
    lock: Option<&Lock>,
    progress: &Progress,
) -> Result<()> {
    let path = files::real(folder).display().to_string();
    let new = FileDigest::of(format!("{}\n{path}\n{}", clock::now(), store.events.text()).as_bytes()).sha256;
    let mut medium = Medium::open(folder, &new[..16])?;
    let set: Vec<Wanted> = names
        .iter()
        .flat_map(|name| store.family(name))
        .filter(|(_, line)| store.standing(line).destroyed().is_none())
        .map(|(entry, line)| Wanted {
            files: store.files_of(entry, line),
            entry: entry.clone(),
            line: line.to_owned(),
        })
        .collect();
    guard_ours(store, &medium, folder, form, lock)?;
    let foreign =
        |own: &Wanted| medium.foreign(&Original { entry: &own.entry, files: own.files.clone() }, form);
    if let Some(foreign) = set.iter().find_map(foreign) {
        let message = format!(
            "{}: там уже лежит другой файл с этим именем, и он не будет тронут; возьмите другую папку",
            folder.join(foreign).display()
        );
        return Err(UsageError(message).into());
    }
    let id = medium.catalogue.medium.clone();
    let mut wanted = Vec::new();
    for own in &set {
        match good_already(store, &medium, folder, own, form) {
            Some(deed) => {
                progress.say(&format!(
                    "{} уже лежит в {}, копия прочитана и цела.",
                    own.entry.name,
                    folder.display()
                ));
                store.note(&clock::now(), &own.entry.name, &own.line, deed(&id, &path));
            }
            None => wanted.push(own),
        }
    }
    // What is begun is known, should the run be killed before it ends.
    for own in &wanted {
        let (medium, path) = (id.clone(), path.clone());
        store.note(&clock::now(), &own.entry.name, &own.line, Deed::Copying { medium, path, form });
    }
    store.save()?;
    let size = wanted.iter().map(|own| own.entry.zip_size).sum();
    let bar = progress.bytes("Копирование", size);
    let originals: Vec<Original<'_>> =
        wanted.iter().map(|own| Original { entry: &own.entry, files: own.files.clone() }).collect();
    let root = store.path("");
    let papers = papers_of(store)?;
    let before = store.events.clone();
    let mut with_lists = |written: &[Listed]| {
        let now = clock::now();
        for (copy, own) in written.iter().zip(&wanted) {
            let Listed { name, form, files, .. } = copy.clone();
            let (medium, path) = (id.clone(), path.clone());
            store.note(&now, &name, &own.line, Deed::Copied { medium, path, form, files });
        }
        let lists = [(REGISTER, store.register.text()), (EVENTS, store.events.text())];
        let lists = lists.map(|(name, text)| (name.to_owned(), text.as_bytes().to_vec()));
        lists.into_iter().chain(papers.iter().cloned()).collect()
    };
    let written = medium.write(&root, &originals, form, lock, &mut with_lists, &|n| bar.inc(n));
    let written = match written {
        Ok(written) => written,
        Err(error) => {
            // Nothing is there but what was there before.
            store.events = before;
            for own in &wanted {
                let deed = Deed::NotCopied { medium: id.clone() };
                store.note(&clock::now(), &own.entry.name, &own.line, deed);
            }
            store.save()?;
            return Err(error);
        }
    };
    bar.finish_and_clear();
    store.save()?;
    for copy in &written {
        let size = match copy.form {
            Form::Unpacked => String::new(),
            _ => format!(" ({})", words::size(copy.files.iter().map(|file| file.size).sum())),
        };
        progress.say(&format!("Скопировано и прочитано обратно: {} → {}{size}", copy.name, folder.display()));
    }
    Ok(())
}

/// The acts and the papers about destruction, which go onto every medium with the lists.
fn papers_of(store: &Store) -> Result<Vec<(String, Vec<u8>)>> {
    let mut papers: Vec<(String, Vec<u8>)> = Vec::new();
    for (_, line) in store.lines() {
        for paper in store.standing(line).papers() {
            let path = store.path(&paper.file);
            if !papers.iter().any(|(name, _)| *name == paper.file) && files::is_plain(&path) {
                papers.push((paper.file.clone(), files::read(&path)?));
            }
        }
    }
    Ok(papers)
}

/// A medium must be this store's, of one kind, and be in one place.
fn guard_ours(store: &Store, medium: &Medium, folder: &Path, form: Form, lock: Option<&Lock>) -> Result<()> {
    let refuse = |message: String| Err(UsageError(format!("{}: {message}", folder.display())).into());
    let Catalogue { medium: id, copies, .. } = &medium.catalogue;
    if copies.iter().any(|own| (own.form == Form::Encrypted) != (form == Form::Encrypted)) {
        return refuse(
            "на одном носителе не бывает и зашифрованных, и открытых копий: возьмите другую папку".to_owned(),
        );
    }
    let is_ours = |copy: &&Listed| store.find(&copy.name).is_some_and(|(entry, _)| entry.root == copy.root);
    if let Some(other) = copies.iter().find(|copy| !is_ours(copy)) {
        return refuse(format!(
            "там лежит {}, которого нет в реестре этого хранилища: возьмите другую папку",
            other.name
        ));
    }
    let mut elsewhere = store.lines().flat_map(|(_, line)| store.standing(line).copies);
    let twin = elsewhere.find(|copy| {
        copy.medium == *id
            && !files::is_same(Path::new(&copy.path), folder)
            && Catalogue::presence(Path::new(&copy.path), id) == Presence::Here
    });
    if let Some(twin) = twin {
        return refuse(format!(
            "это двойник носителя {}, сделанный мимо программы: возьмите пустую папку",
            twin.path
        ));
    }
    match register_on(folder, lock)? {
        OnMedium::Nothing => Ok(()),
        OnMedium::Locked => refuse("носитель зашифрован другой парольной фразой: укажите ту же".to_owned()),
        OnMedium::Register(lines) if store.register.digests.starts_with(&lines) => Ok(()),
        OnMedium::Register(lines) if lines.starts_with(&store.register.digests) => {
            refuse("там реестр новее, чем в хранилище: хранилище восстановлено из старой копии? Возьмите register.jsonl и events.jsonl с носителя".to_owned())
        }
        OnMedium::Register(_) => refuse("там реестр другого хранилища: возьмите другую папку".to_owned()),
    }
}

/// What the register on a medium is.
enum OnMedium {
    /// There is none that can be read.
    Nothing,
    /// The passphrase does not open it.
    Locked,
    /// The digests of its lines.
    Register(Vec<String>),
}

fn register_on(folder: &Path, lock: Option<&Lock>) -> Result<OnMedium> {
    let (plain, encrypted) = (folder.join(REGISTER), folder.join(format!("{REGISTER}{ENDING}")));
    let mut text = String::new();
    if files::is_plain(&plain) {
        text = String::from_utf8(files::read(&plain)?).unwrap_or_default();
    } else if files::is_plain(&encrypted) {
        // Of what is encrypted for the keys of others nothing can be told here.
        let Some(key) = lock.and_then(Lock::key) else { return Ok(OnMedium::Nothing) };
        match key.open(files::open(&encrypted)?) {
            Ok(mut stream) => drop(stream.read_to_string(&mut text)),
            Err(_) => return Ok(OnMedium::Locked),
        }
    }
    Ok(match Chain::<Entry>::read(&text) {
        Ok(chain) if !chain.digests.is_empty() => OnMedium::Register(chain.digests),
        _ => OnMedium::Nothing,
    })
}

/// What is to be noted of a copy that is there and good; `None` where it must be written.
fn good_already(
    store: &Store,
    medium: &Medium,
    folder: &Path,
    own: &Wanted,
    form: Form,
) -> Option<impl Fn(&str, &str) -> Deed + use<>> {
    let listed = medium.find(&own.entry.name)?.clone();
    let known =
        store.standing(&own.line).copies.into_iter().find(|copy| copy.medium == medium.catalogue.medium);
    // Of an encrypted file only the store knows that it is one of the archive.
    let is_known = known.as_ref().is_some_and(|known| known.files == listed.files);
    let is_same = |file: &CopiedFile| match listed.form {
        Form::Unpacked if file.of == own.entry.zip() => file.sha256 == own.entry.root,
        _ => own.files.iter().any(|(name, sha256)| *name == file.of && *sha256 == file.sha256),
    };
    let proved = is_known || listed.form != Form::Encrypted && listed.files.iter().all(is_same);
    if listed.form != form || !proved || listed.files.len() != own.files.len() {
        return None;
    }
    let is_good = medium::damaged(folder, form, &listed.files, &|_| {}).is_empty();
    is_good.then_some(move |medium: &str, path: &str| {
        let (medium, path) = (medium.to_owned(), path.to_owned());
        match is_known {
            true => Deed::Checked { medium, path, damaged: Vec::new() },
            false => Deed::Copied { medium, path, form, files: listed.files.clone() },
        }
    })
}

/// A medium is a folder of its own: not a store, not a build, not somebody's files of the same names.
fn guard_medium(folder: &Path) -> Result<()> {
    let refuse = |message: String| Err(UsageError(message).into());
    if folder.exists() && !folder.is_dir() {
        return refuse(format!("{} — файл, а нужна папка", folder.display()));
    }
    if folder.join(CATALOGUE).exists() || files::pending(folder, CATALOGUE) {
        if Catalogue::read(folder)?.is_some_and(|catalogue| catalogue.restored) {
            return refuse(format!(
                "в {} лежит возвращённый архив: для копий возьмите другую папку",
                folder.display()
            ));
        }
        return Ok(());
    }
    match [REGISTER, EVENTS, SUMS, README].into_iter().find(|name| folder.join(name).exists()) {
        Some(name) => refuse(format!(
            "в папке {} уже есть {name}, и это не копия letopis: возьмите другую папку",
            folder.display()
        )),
        None => Ok(()),
    }
}
