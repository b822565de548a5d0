//! What a medium must be to be written to: a folder of its own, this store's, of one kind, in one place.

use super::media::{ahead, log_ahead, log_on};
use crate::archive::chain::Chain;
use crate::archive::copied::{Copy, State};
use crate::archive::decisions;
use crate::archive::encryption::{ENDING, Lock};
use crate::archive::event::{CopiedFile, EVENTS, Event, Form};
use crate::archive::guide;
use crate::archive::medium::{CATALOGUE, Catalogue, Listed, Medium, Presence, README, SUMS};
use crate::archive::register::{Entry, REGISTER};
use crate::archive::store::Store;
use crate::files::{self, FileDigest};
use crate::run::UsageError;
use crate::run::progress::Progress;
use anyhow::Result;
use std::collections::BTreeMap;
use std::io::Read as _;
use std::path::{Path, PathBuf};

/// Of a path with spaces and without quotes the second part is a folder that nobody has.
pub(super) fn guard_spelling(folders: &[PathBuf]) -> Result<()> {
    let is_torn = |folder: &&PathBuf| folder.is_relative() && !folder.exists();
    match folders.iter().find(is_torn).filter(|_| folders.iter().any(|folder| folder.is_absolute())) {
        Some(torn) => {
            let message = format!(
                "--to: папки {} нет. Если это часть пути с пробелами, возьмите весь путь в кавычки: --to \"E:\\Мой архив\"; новую папку назовите полным путём",
                torn.display()
            );
            Err(UsageError(message).into())
        }
        None => Ok(()),
    }
}

/// A medium is a folder of its own: not a store, not a build, not somebody's files of the same names.
pub(super) fn guard_folder(store: &Store, folder: &Path) -> Result<()> {
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
    // A medium that lost its list gets it back.
    if known_by_files(store, folder).is_some() {
        return Ok(());
    }
    if let Some(why) = unclear(store, folder) {
        return refuse(why);
    }
    match [REGISTER, EVENTS, SUMS, README].into_iter().find(|name| folder.join(name).exists()) {
        Some(name) => refuse(format!(
            "в папке {} уже есть {name}, и это не копия letopis: возьмите другую папку",
            folder.display()
        )),
        None => Ok(()),
    }
}

/// A medium must be this store's, of one kind, locked by one lock, and be in one place.
pub(super) fn guard(
    store: &Store,
    medium: &Medium,
    folder: &Path,
    form: Form,
    lock: Option<&Lock>,
) -> Result<()> {
    let refuse = |message: String| Err(UsageError(format!("{}: {message}", folder.display())).into());
    let Catalogue { medium: id, copies, lock: locked, .. } = &medium.catalogue;
    if copies.iter().any(|own| (own.form == Form::Encrypted) != (form == Form::Encrypted)) {
        return refuse(
            "на одном носителе не бывает и зашифрованных, и открытых копий: возьмите другую папку".to_owned(),
        );
    }
    if locked.is_some() && form != Form::Encrypted {
        return refuse("носитель для зашифрованных копий: возьмите другую папку или --encrypt".to_owned());
    }
    if let (Some(locked), Some(lock)) = (locked, lock)
        && !copies.is_empty()
        && *locked != lock.mark()
    {
        return refuse("копии на носителе зашифрованы для других ключей или не ключом, а парольной фразой: укажите то же или возьмите другую папку".to_owned());
    }
    let is_ours = |copy: &&Listed| store.find(&copy.name).is_some_and(|(entry, _)| entry.root == copy.root);
    if let Some(other) = copies.iter().find(|copy| !is_ours(copy)) {
        return refuse(format!(
            "там лежит {}, которого нет в реестре этого хранилища: возьмите другую папку",
            other.name
        ));
    }
    if let Some(why) = ahead(store, folder, &medium.catalogue) {
        return Err(UsageError(why).into());
    }
    for copy in copies {
        let act = store.find(&copy.name).and_then(|(_, line)| store.standing(line).act);
        if let Some(act) = act.filter(|act| act.destroyed.is_some()) {
            return refuse(format!(
                "там лежит копия архива {}, который уничтожен: сначала сотрите её — letopis retention destroy --act {} --to \"{}\"",
                copy.name,
                act.number,
                folder.display()
            ));
        }
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
        OnMedium::Register(lines) if lines.starts_with(&store.register.digests) => refuse(format!(
            "там реестр новее, чем в хранилище: оно восстановлено из старой копии? Перенесите его: letopis restore ИМЯ --from \"{}\" --to ХРАНИЛИЩЕ",
            folder.display()
        )),
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
    } else if let Some(key) = lock.and_then(Lock::key) {
        // Of what is encrypted for the keys of others nothing can be told here.
        let listed = Catalogue::read(folder)?.map(|own| own.copies).unwrap_or_default();
        let copies = listed.iter().flat_map(|copy| &copy.files).map(|file| folder.join(&file.file));
        let all: Vec<PathBuf> =
            [encrypted].into_iter().chain(copies).filter(|path| files::is_plain(path)).collect();
        let mut opened = false;
        for path in &all {
            if let Ok(mut stream) = key.open(files::open(path)?) {
                opened = true;
                if path.ends_with(format!("{REGISTER}{ENDING}")) {
                    drop(stream.read_to_string(&mut text));
                }
                break;
            }
        }
        if !all.is_empty() && !opened {
            return Ok(OnMedium::Locked);
        }
    }
    Ok(match Chain::<Entry>::read(&text) {
        Ok(chain) if !chain.digests.is_empty() => OnMedium::Register(chain.digests),
        _ => OnMedium::Nothing,
    })
}

/// The medium in a folder without a list of copies, as the log knows it by its files: its id, and the copies of which
/// something is there that is what was written. `None` where there is a list, nothing of ours, or what there is may be
/// of several media.
pub(super) fn known_by_files(store: &Store, folder: &Path) -> Option<(String, Vec<Listed>)> {
    let mut media = media_at(store, folder);
    if media.len() == 1 { media.pop() } else { None }
}

/// The media that a folder without a list of copies may be, by what lies there; of several those that have all that
/// they had, and of these those that were not given up.
pub(super) fn media_at(store: &Store, folder: &Path) -> Vec<(String, Vec<Listed>)> {
    if is_store(folder) || !files::is_gone(&folder.join(CATALOGUE)) || files::pending(folder, CATALOGUE) {
        return Vec::new();
    }
    #[derive(Default)]
    struct Candidate {
        copies: Vec<Listed>,
        lacks: bool,
        is_kept: bool,
    }
    let mut media: BTreeMap<String, Candidate> = BTreeMap::new();
    let is_it = |file: &CopiedFile| {
        let path = folder.join(&file.file);
        files::is_plain(&path) && FileDigest::of_file(&path).is_ok_and(|digest| digest.sha256 == file.sha256)
    };
    for (entry, line) in store.lines() {
        for copy in store.standing(line).copies {
            if copy.state == State::Erased || !files::is_same(Path::new(&copy.path), folder) {
                continue;
            }
            let candidate = media.entry(copy.medium).or_default();
            candidate.is_kept |= !matches!(copy.state, State::Lost(_));
            if copy.files.iter().any(is_it) {
                let (name, root, form) = (entry.name.clone(), entry.root.clone(), copy.form);
                candidate.copies.push(Listed { name, root, form, files: copy.files });
            } else {
                candidate.lacks = true;
            }
        }
    }
    media.retain(|_, candidate| !candidate.copies.is_empty());
    // A medium is named by the log that was written onto it with its copies.
    if let Some(log) = log_on(folder) {
        let named = decisions::media(&log);
        media.retain(|medium, _| named.contains(medium.as_str()));
    }
    let tells: [fn(&Candidate) -> bool; 2] = [|own| !own.lacks, |own| own.is_kept];
    for is_likely in tells {
        if media.len() > 1 && media.values().any(is_likely) {
            media.retain(|_, candidate| is_likely(candidate));
        }
    }
    media.into_iter().map(|(medium, candidate)| (medium, candidate.copies)).collect()
}

/// Why it is not known which of several media a folder without a list of copies is; `None` where it is, or is none.
pub(super) fn unclear(store: &Store, folder: &Path) -> Option<String> {
    let media: Vec<String> = media_at(store, folder).into_iter().map(|(medium, _)| medium).collect();
    (media.len() > 1).then(|| {
        format!(
            "{}: списка копий на носителе нет, а здесь бывали разные носители ({}), и который это, сказать нельзя. Вставьте другие и перенесите, что они знают (letopis restore ИМЯ --from НОСИТЕЛЬ --to ХРАНИЛИЩЕ); тот, которого больше нет, запишите утраченным: letopis copy --lost НОМЕР --reason \"причина\"",
            folder.display(),
            media.join(", ")
        )
    })
}

/// What a medium that lost its list knows, by the log that lies on it. A damaged log is set aside: who reads it may
/// find there what the program cannot.
///
/// # Errors
/// Where it cannot be opened, or knows more than the store.
pub(super) fn guard_adopted(
    store: &Store,
    folder: &Path,
    lock: Option<&Lock>,
    progress: &Progress,
) -> Result<()> {
    let refuse = |message: &str| Err(UsageError(format!("{}: {message}", folder.display())).into());
    let (plain, encrypted) = (folder.join(EVENTS), folder.join(format!("{EVENTS}{ENDING}")));
    let mut bytes = Vec::new();
    if files::is_plain(&plain) {
        bytes = files::read(&plain)?;
    } else if files::is_plain(&encrypted) {
        let Some(key) = lock.and_then(Lock::key) else {
            return refuse(
                "списка копий на носителе нет, а журнал на нём зашифрован для ключей, и здесь не прочесть, какие запреты он знает. Перенесите их: letopis restore ИМЯ --from НОСИТЕЛЬ --to ХРАНИЛИЩЕ --identity КЛЮЧ; потом сделайте копию в другой папке, а этот носитель запишите утраченным (copy --lost)",
            );
        };
        let opened = key.open(files::open(&encrypted)?);
        if opened.and_then(|mut log| Ok(log.read_to_end(&mut bytes)?)).is_err() {
            progress.say(&format!(
                "{}: журнал на носителе повреждён и до конца не расшифрован",
                folder.display()
            ));
        }
    }
    let mut log = Chain::<Event>::whole_part(&bytes);
    Chain::strays(&bytes).into_iter().for_each(|event| drop(log.push(event)));
    if let Some(why) = log_ahead(store, folder, &log) {
        return Err(UsageError(why).into());
    }
    let is_whole = Chain::<Event>::of_bytes(bytes).is_ok_and(|log| !log.values.is_empty());
    let there = [&plain, &encrypted].into_iter().find(|path| files::is_plain(path));
    let unknown = "и все ли запреты из него известны хранилищу, сказать нельзя";
    match there {
        _ if is_whole => {}
        Some(path) => {
            let name = path.file_name().unwrap_or_default().to_string_lossy();
            let aside = format!("damaged-{name}");
            files::write_atomically(&folder.join(&aside), &files::read(path)?)?;
            progress.say(&format!(
                "{}: журнал на носителе повреждён, {unknown}; он сохранён рядом, в {aside}: посмотрите, нет ли там запретов, которых нет в letopis retention",
                folder.display()
            ));
        }
        None => progress.say(&format!("{}: журнал с носителя пропал, {unknown}", folder.display())),
    }
    Ok(())
}

/// Whether a folder is a store, and no medium with the lists of one.
pub(in crate::run) fn is_store(folder: &Path) -> bool {
    folder.join(REGISTER).exists() && !folder.join(CATALOGUE).exists() && folder.join(guide::INDEX).exists()
}

/// Another medium that has copies, and was in this place last.
pub(super) fn other_before(store: &Store, folder: &Path, id: &str) -> Option<String> {
    let mut all = store.lines().flat_map(|(_, line)| {
        store
            .standing(line)
            .kept_copies()
            .map(|copy| (copy.medium.clone(), copy.path.clone()))
            .collect::<Vec<_>>()
    });
    let is_known =
        store.lines().any(|(_, line)| store.standing(line).copies.iter().any(|copy| copy.medium == id));
    if is_known {
        return None;
    }
    all.find(|(_, path)| files::is_same(Path::new(path), folder)).map(|(medium, _)| medium)
}

/// The medium whose first copy was begun in this place and not ended.
pub(super) fn begun_at(store: &Store, folder: &Path) -> Option<String> {
    let mut all = store.lines().flat_map(|(_, line)| store.standing(line).copies);
    let is_it = |copy: &Copy| {
        copy.state == State::Unfinished
            && copy.files.is_empty()
            && files::is_same(Path::new(&copy.path), folder)
    };
    all.find(is_it).map(|copy| copy.medium)
}
