//! Where the media of copies are now.

use super::ours::{is_store, unclear};
use crate::archive::chain::Chain;
use crate::archive::copied::{Copy, State};
use crate::archive::decisions::{lacking, media};
use crate::archive::event::{CopiedFile, Deed, EVENTS, Event};
use crate::archive::medium::{self, Catalogue, Presence};
use crate::archive::store::Store;
use crate::files;
use crate::words;
use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

/// Where the medium of a copy is now: where it was last, or in one of these folders; `None` where in none.
pub(in crate::run) fn folder_of(copy: &Copy, to: &[PathBuf]) -> Option<PathBuf> {
    folders_of(copy, to).into_iter().next()
}

/// All places where the medium of a copy, or a twin of it, is now: those that are named, then where it was last.
pub(in crate::run) fn folders_of(copy: &Copy, to: &[PathBuf]) -> Vec<PathBuf> {
    let is_it = |folder: &&PathBuf| matches!(Catalogue::read(folder), Ok(Some(catalogue)) if catalogue.medium == copy.medium);
    let mut folders: Vec<PathBuf> = to.iter().filter(is_it).cloned().collect();
    let last = PathBuf::from(&copy.path);
    // A medium that lost its catalogue is known by its files, one that never had it by what was still written.
    let is_there = match Catalogue::presence(&last, &copy.medium) {
        Presence::Here => true,
        Presence::Other => false,
        Presence::Absent => is_found_by_files(copy, &last),
    };
    if is_there && !folders.iter().any(|folder| files::is_same(folder, &last)) {
        folders.push(last);
    }
    folders
}

/// Whether files of a copy, or what was begun of it, are in a folder that is no medium.
pub(in crate::run) fn is_found_by_files(copy: &Copy, folder: &Path) -> bool {
    copy.all_files().any(|file| folder.join(&file.file).exists())
        || copy.begun.is_some() && files::is_begun(folder)
}

/// The media with copies that are not at hand, by their ids: «E:\\архив (номер 3f2a…)».
pub(in crate::run) fn away(store: &Store, to: &[PathBuf]) -> BTreeMap<String, String> {
    let mut away = BTreeMap::new();
    for (_, line) in store.lines() {
        for copy in store.standing(line).kept_copies().filter(|copy| folders_of(copy, to).is_empty()) {
            away.insert(copy.medium.clone(), format!("{} (номер {})", copy.path, copy.medium));
        }
    }
    away
}

/// What became of a copy that was begun and not ended, by what is on its medium: the new files stand there, or
/// still the old ones; `None` where neither is whole.
pub(in crate::run) fn settled(copy: &Copy, folder: &Path) -> Option<Deed> {
    let begun = copy.begun.as_ref().filter(|_| !files::is_begun(folder))?;
    let (medium, path) = (copy.medium.clone(), files::real(folder).display().to_string());
    let is_whole = |form, files: &[_]| !files.is_empty() && medium::is_whole(folder, form, files);
    if is_whole(begun.form, &begun.files) {
        return Some(Deed::Copied { medium, path, form: begun.form, files: begun.files.clone() });
    }
    is_whole(copy.form, &copy.files).then_some(Deed::NotCopied { medium })
}

/// All media that are at hand, with the folders where they are: those that the log knows, wherever they ever were and
/// also where every copy on them was erased or given up, and those that are named.
pub(in crate::run) fn at_hand(store: &Store, to: &[PathBuf]) -> BTreeMap<PathBuf, Catalogue> {
    let places = store.events.values.iter().filter_map(|event| event.deed.place()).map(PathBuf::from);
    let mut folders: BTreeMap<PathBuf, Catalogue> = BTreeMap::new();
    let known = media(&store.events);
    for (is_named, folder) in
        places.map(|place| (false, place)).chain(to.iter().cloned().map(|to| (true, to)))
    {
        let Ok(Some(catalogue)) = Catalogue::read(&folder) else { continue };
        let is_meant = is_named || known.contains(catalogue.medium.as_str());
        let is_new = || !folders.keys().any(|known| files::is_same(known, &folder));
        if is_meant && !catalogue.restored && is_new() {
            folders.insert(folder, catalogue);
        }
    }
    folders
}

/// The places of media whose list of copies is gone or damaged, which the log knows by their files.
pub(in crate::run) fn without_list(store: &Store, to: &[PathBuf]) -> BTreeSet<PathBuf> {
    let copies = store.lines().flat_map(|(_, line)| store.standing(line).copies);
    let kept = copies.filter(|copy| !matches!(copy.state, State::Erased | State::Lost(_)));
    let folders = kept.flat_map(|copy| folders_of(&copy, to));
    folders.filter(|folder| !is_store(folder) && !matches!(Catalogue::read(folder), Ok(Some(_)))).collect()
}

/// Why nothing may be decided by what the store says: a medium that is at hand knows more, or cannot tell what it knows.
pub(in crate::run) fn knowing_more(store: &Store, to: &[PathBuf]) -> Vec<String> {
    let with_list = at_hand(store, to);
    let more = with_list.iter().filter_map(|(folder, catalogue)| ahead(store, folder, catalogue));
    let without_list = without_list(store, to);
    let unclear: Vec<String> = without_list.iter().filter_map(|folder| unclear(store, folder)).collect();
    let cannot_tell = without_list.into_iter().filter_map(|folder| match log_on(&folder) {
        // A log that is whole tells itself.
        Some(log) => log_ahead(store, &folder, &log),
        // Where the first copy was begun and not ended there is nothing to tell yet.
        None if files::is_begun(&folder) && !has_copies(store, &folder) => None,
        None => Some(format!(
            "{}: списка копий на носителе нет или он повреждён, и какие запреты носитель знает, прочесть нельзя. Сначала перенесите, что он знает: letopis restore ИМЯ --from \"{}\" --to ХРАНИЛИЩЕ; потом напишите список заново: letopis copy ИМЯ --to \"{}\" (зашифрованный — с --encrypt); повреждённый copy.json до этого переименуйте",
            folder.display(),
            folder.display(),
            folder.display()
        )),
    });
    more.chain(unclear).chain(cannot_tell).collect()
}

/// Whether files of copies that were ended are in a folder.
fn has_copies(store: &Store, folder: &Path) -> bool {
    let mut copies = store.lines().flat_map(|(_, line)| store.standing(line).copies);
    copies.any(|copy| {
        let is_there = |file: &CopiedFile| folder.join(&file.file).exists();
        files::is_same(Path::new(&copy.path), folder) && copy.files.iter().any(is_there)
    })
}

/// Why nothing may be decided by what the store says: a medium knows decisions or media that the store lacks. `None`
/// where it knows none.
pub(in crate::run) fn ahead(store: &Store, folder: &Path, catalogue: &Catalogue) -> Option<String> {
    let lacking = lacking(&store.events, &catalogue.decisions);
    let own = media(&store.events);
    let others: Vec<&str> =
        catalogue.media.iter().map(String::as_str).filter(|medium| !own.contains(medium)).collect();
    let what = match (lacking, others.is_empty()) {
        (0, true) => return None,
        (0, false) => format!("записи о носителях, которых хранилище не знает ({})", others.join(", ")),
        _ => format!(
            "{} об архивах, запретах и актах, {} нет в хранилище",
            words::count(lacking, ["запись", "записи", "записей"]),
            if lacking == 1 { "которой" } else { "которых" }
        ),
    };
    let folder = folder.display();
    Some(format!(
        "{folder}: на носителе есть {what}: оно восстановлено из старой копии? Перенесите их: letopis restore ИМЯ --from \"{folder}\" --to ХРАНИЛИЩЕ"
    ))
}

/// The same of a medium without a list, by a log that lies on it.
pub(super) fn log_ahead(store: &Store, folder: &Path, log: &Chain<Event>) -> Option<String> {
    let mut known = Catalogue::default();
    known.remember(log);
    ahead(store, folder, &known)
}

/// The log on an open medium; `None` where there is none, or it is not whole.
pub(super) fn log_on(folder: &Path) -> Option<Chain<Event>> {
    let path = folder.join(EVENTS);
    let text = files::is_plain(&path).then(|| files::read(&path).ok()).flatten()?;
    Chain::of_bytes(text).ok()
}
