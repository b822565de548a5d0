//! `letopis copy --check` and `--lost`: what became of the copies.

use super::progress::{Progress, out};
use super::{Format, Status, UsageError, clock};
use crate::archive::event::{Deed, Form};
use crate::archive::medium::{self, Catalogue, Presence};
use crate::archive::standing::{Copy, State};
use crate::archive::store::Store;
use crate::files;
use crate::words;
use anyhow::Result;
use serde::Serialize;
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

/// Which copies are read again.
#[derive(Clone, Debug)]
pub struct Options {
    /// The store.
    pub archive: PathBuf,
    /// Where media are now that lay elsewhere when they were last seen.
    pub to: Vec<PathBuf>,
    /// Of the copies that are there the part, one in so many, that was not read for longest; `None`: all.
    pub part: Option<usize>,
    /// After how many days without reading a copy is told of.
    pub older_than: u32,
    /// How it is told.
    pub format: Format,
}

/// A copy of an archive, and where its medium is.
struct Found {
    name: String,
    line: String,
    copy: Copy,
    folder: Option<PathBuf>,
}

/// What is told of a copy.
#[derive(Serialize)]
struct Told<'a> {
    archive: &'a str,
    medium: &'a str,
    path: &'a str,
    form: Form,
    /// `good`, `damaged`, `absent`, `unfinished`, or `unread` where another part's turn it was.
    state: &'a str,
    damaged: &'a [String],
    written_at: &'a str,
    read_at: &'a str,
    days: i64,
    overdue: bool,
}

/// Reads the copies whose media are there.
pub fn check(options: &Options, progress: &Progress) -> Result<Status> {
    super::guard_store(&options.archive)?;
    if let Some(gone) = options.to.iter().find(|folder| !folder.is_dir()) {
        return Err(UsageError(format!("--to: нет папки {}", gone.display())).into());
    }
    let mut store = Store::open(&options.archive)?;
    let all = found(&store, &options.to);
    let mut there: Vec<usize> = (0..all.len()).filter(|place| all[*place].folder.is_some()).collect();
    if let Some(part) = options.part {
        there.sort_by(|one, other| (&all[*one].copy.read_at, *one).cmp(&(&all[*other].copy.read_at, *other)));
        there.truncate(there.len().div_ceil(part.max(1)));
    }
    let size = there.iter().flat_map(|place| &all[*place].copy.files).map(|file| file.size).sum();
    let bar = progress.bytes("Проверка копий", size);
    let (now, today) = (clock::now(), clock::today());
    let mut status = Status::Done;
    let mut goods = vec![0; all.len()];
    for (place, Found { name, line, copy, folder }) in all.iter().enumerate() {
        let read = folder.as_ref().filter(|_| there.contains(&place));
        let damaged = match read {
            Some(folder) => medium::damaged(folder, copy.form, &copy.files, &|n| bar.inc(n)),
            None => Vec::new(),
        };
        let is_unfinished = copy.state == State::Unfinished;
        let path =
            folder.as_deref().map_or(copy.path.clone(), |folder| files::real(folder).display().to_string());
        let read_at = if read.is_some() { &now } else { &copy.read_at };
        let days = clock::day_of(read_at).map_or(0, |day| (today - day).num_days());
        let overdue = days > i64::from(options.older_than);
        let state = match (folder, read) {
            (None, _) => "absent",
            _ if is_unfinished => "unfinished",
            (Some(_), None) => "unread",
            _ if damaged.is_empty() => "good",
            _ => "damaged",
        };
        goods[place] = usize::from(state == "good" || state == "unread" && copy.state == State::Good);
        if overdue || is_unfinished || !damaged.is_empty() {
            status = Status::BadData;
        }
        let told = Told {
            archive: name,
            medium: &copy.medium,
            path: &path,
            form: copy.form,
            state,
            damaged: &damaged,
            written_at: &copy.written_at,
            read_at,
            days,
            overdue,
        };
        match options.format {
            Format::Json => out(&format!("{}\n", serde_json::to_string(&told)?)),
            Format::Text => tell(&told, progress),
        }
        if read.is_some() && !is_unfinished {
            let medium = copy.medium.clone();
            store.note(&now, name, line, Deed::Checked { medium, path, damaged });
        }
    }
    bar.finish_and_clear();
    if !there.is_empty() {
        store.save()?;
    }
    for (entry, line) in store.lines().filter(|(_, line)| store.standing(line).destroyed().is_none()) {
        let good: usize =
            all.iter().zip(&goods).filter(|(found, _)| found.line == *line).map(|(_, good)| good).sum();
        let has_any = all.iter().any(|found| found.line == *line);
        if !has_any {
            status = Status::BadData;
        }
        if good == 0 && options.format == Format::Text {
            let what =
                if has_any { "целой копии под рукой нет" } else { "КОПИЙ НЕТ" };
            out(&format!("{}: {what}; сделайте: letopis copy {} --to НОСИТЕЛЬ\n", entry.name, entry.name));
        }
    }
    Ok(status)
}

fn tell(told: &Told<'_>, progress: &Progress) {
    let Told { archive, medium, path, state, damaged, read_at, days, overdue, .. } = told;
    let last = clock::day_of(read_at).map(words::date).unwrap_or_default();
    let ago = words::count(usize::try_from(*days).unwrap_or_default(), ["день", "дня", "дней"]);
    let line = match *state {
        "good" => format!("цела: {archive}, {path} (номер {medium})"),
        "damaged" => {
            out(&format!("ПОВРЕЖДЕНА: {archive}, {path}: {}\n", damaged.join(", ")));
            return progress.say(&format!("  перепишите её: {}", again(told)));
        }
        "unfinished" => {
            out(&format!("НЕ ЗАКОНЧЕНА: {archive}, {path}\n"));
            return progress.say(&format!("  закончите её: {}", again(told)));
        }
        "unread" => format!("не её очередь: {archive}, {path}; прочитана {last}"),
        _ => format!(
            "носителя нет на месте: {archive}, {path} (номер {medium}); прочитан {last}; подключите его, укажите --to или запишите --lost"
        ),
    };
    match overdue {
        true => out(&format!("ДАВНО НЕ ЧИТАЛАСЬ ({ago}): {line}\n")),
        false => progress.say(&line),
    }
}

/// The command that writes a copy again.
fn again(told: &Told<'_>) -> String {
    let form = match told.form {
        Form::Unpacked => " --unpacked",
        Form::Encrypted => " --encrypt",
        Form::Plain | Form::Other => "",
    };
    format!("letopis copy {} --to \"{}\"{form}", told.archive, told.path)
}

/// The copies that should be there, and the folders where their media are.
fn found(store: &Store, to: &[PathBuf]) -> Vec<Found> {
    let mut all = Vec::new();
    for (entry, line) in store.lines() {
        for copy in store.standing(line).kept_copies() {
            all.push(Found {
                name: entry.name.clone(),
                line: line.to_owned(),
                folder: folder_of(copy, to),
                copy: copy.clone(),
            });
        }
    }
    all
}

/// Where the medium of a copy is now: where it was last, or in one of these folders; `None` where in none.
pub(super) fn folder_of(copy: &Copy, to: &[PathBuf]) -> Option<PathBuf> {
    let named = to.iter().find(
        |folder| matches!(Catalogue::read(folder), Ok(Some(catalogue)) if catalogue.medium == copy.medium),
    );
    let last = PathBuf::from(&copy.path);
    // A medium that lost its catalogue is known by its files.
    let is_there = || match Catalogue::presence(&last, &copy.medium) {
        Presence::Here => true,
        Presence::Other => false,
        Presence::Absent => copy.files.iter().any(|file| last.join(&file.file).exists()),
    };
    named.cloned().or_else(|| is_there().then_some(last.clone()))
}

/// «3f2a… — E:\архив, записан 12.01.2031».
fn label(copy: &Copy) -> String {
    let day = clock::day_of(&copy.written_at).map(words::date).unwrap_or_default();
    format!("{} — {}, записан {day}", copy.medium, copy.path)
}

/// Notes that a medium is gone for good, with every copy on it; `asked` is where it was or its id.
pub fn lost(archive: &Path, asked: &str, reason: &str, progress: &Progress) -> Result<Status> {
    super::guard_store(archive)?;
    let reason = super::reason(reason)?;
    let mut store = Store::open(archive)?;
    let folder = Path::new(asked);
    let is_meant = |copy: &Copy| {
        copy.medium == asked || copy.path == asked || files::is_same(Path::new(&copy.path), folder)
    };
    let meant: Vec<Found> = found(&store, &[]).into_iter().filter(|found| is_meant(&found.copy)).collect();
    let media: BTreeSet<&str> = meant.iter().map(|found| found.copy.medium.as_str()).collect();
    if meant.is_empty() {
        let known: BTreeSet<String> =
            found(&store, &[]).into_iter().map(|found| label(&found.copy)).collect();
        let known: Vec<String> = known.into_iter().collect();
        let there = if known.is_empty() {
            "копий нет вовсе".to_owned()
        } else {
            format!("есть {}", known.join("; "))
        };
        return Err(UsageError(format!("--lost: копий на носителе {asked} в журнале нет; {there}")).into());
    }
    if media.len() > 1 {
        let labels: BTreeSet<String> = meant.iter().map(|found| label(&found.copy)).collect();
        let labels: Vec<String> = labels.into_iter().collect();
        let message = format!("--lost: там побывали разные носители, укажите номер: {}", labels.join("; "));
        return Err(UsageError(message).into());
    }
    let is_good = |found: &&Found| {
        let Found { copy, folder, .. } = found;
        let is_whole = |folder: &PathBuf| medium::damaged(folder, copy.form, &copy.files, &|_| {}).is_empty();
        copy.state != State::Unfinished && folder.as_ref().is_some_and(is_whole)
    };
    // A medium that cannot be written to is given up by an act, whole as it is.
    let is_erasing = |found: &&Found| store.standing(&found.line).act.is_some_and(|act| act.is_erasing);
    if let Some(found) = meant.iter().filter(|found| !is_erasing(found)).find(is_good) {
        let message = format!("--lost: носитель на месте, и копия {} на нём цела", found.name);
        return Err(UsageError(message).into());
    }
    let now = clock::now();
    for Found { name, line, copy, .. } in &meant {
        progress.say(&format!("Записано: копия {name} на {} утрачена: {reason}", copy.path));
        let (medium, reason) = (copy.medium.clone(), reason.clone());
        store.note(&now, name, line, Deed::Lost { medium, reason });
    }
    store.save()?;
    Ok(Status::Done)
}
