//! `letopis copy --check`: copies that are read again.

use super::media::{folders_of, settled};
use super::media_findings::of_media;
use crate::archive::event::{Deed, Form};
use crate::archive::medium;
use crate::archive::standing::{Copy, State};
use crate::archive::store::Store;
use crate::files;
use crate::run::progress::{Progress, out};
use crate::run::{Format, Status, UsageError, clock, guard_store};
use crate::words;
use anyhow::Result;
use serde::Serialize;
use std::path::PathBuf;

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

/// A copy of an archive, and where its medium is; several places where there are twins of it.
pub(super) struct Found {
    pub(super) name: String,
    pub(super) line: String,
    pub(super) copy: Copy,
    pub(super) folders: Vec<PathBuf>,
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

/// Reads the copies whose media are there, and what else these media say.
pub fn check(options: &Options, progress: &Progress) -> Result<Status> {
    guard_store(&options.archive)?;
    if let Some(gone) = options.to.iter().find(|folder| !folder.is_dir()) {
        return Err(UsageError(format!("--to: нет папки {}", gone.display())).into());
    }
    let mut store = Store::open(&options.archive)?;
    settle(&mut store, &options.to);
    // What is noted below moves media to where they were read.
    let mut wrong = of_media(&store, &options.to);
    let all = found(&store, &options.to);
    let (now, today) = (clock::now(), clock::today());
    let mut there: Vec<usize> = (0..all.len()).filter(|place| !all[*place].folders.is_empty()).collect();
    if let Some(part) = options.part {
        // What was read by a clock that ran ahead is as good as unread.
        let read_at = |place: usize| Some(&all[place].copy.read_at).filter(|at| **at <= now);
        there.sort_by_key(|place| (read_at(*place), *place));
        there.truncate(there.len().div_ceil(part.max(1)));
    }
    let size = there.iter().flat_map(|place| &all[*place].copy.files).map(|file| file.size).sum();
    let bar = progress.bytes("Проверка копий", size);
    let mut status = Status::Done;
    let mut goods = vec![0; all.len()];
    for (place, Found { name, line, copy, folders }) in all.iter().enumerate() {
        let folder = folders.first();
        let read = folder.filter(|_| there.contains(&place));
        let damaged = match read {
            Some(folder) => medium::damaged(folder, copy.form, &copy.files, &|n| bar.inc(n)),
            None => Vec::new(),
        };
        let is_unfinished = copy.state == State::Unfinished;
        let path = match folder {
            // Of twins the one that was made last stays where it was.
            Some(folder) if folders.len() == 1 => files::real(folder).display().to_string(),
            _ => copy.path.clone(),
        };
        let read_at = if read.is_some() { &now } else { &copy.read_at };
        let days = clock::day_of(read_at).map_or(0, |day| (today - day).num_days());
        let overdue = days > i64::from(options.older_than) || days < 0;
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
    if !wrong.is_empty() {
        status = Status::BadData;
    }
    for line in wrong.drain(..) {
        match options.format {
            Format::Json => eprintln!("{line}"),
            Format::Text => out(&format!("{line}\n")),
        }
    }
    if options.format == Format::Text && !all.is_empty() {
        let count = |state: &dyn Fn(&Found, usize) -> bool| {
            all.iter().enumerate().filter(|(place, found)| state(found, *place)).count()
        };
        progress.say(&format!(
            "Копий: {}; целы {}, не на месте {}.",
            all.len(),
            goods.iter().sum::<usize>(),
            count(&|found, _| found.folders.is_empty())
        ));
    }
    Ok(status)
}

/// Notes what became of copies that were begun and not ended.
fn settle(store: &mut Store, to: &[PathBuf]) {
    for Found { name, line, copy, folders } in found(store, to) {
        if let Some(deed) = folders.first().and_then(|folder| settled(&copy, folder)) {
            store.note(&clock::now(), &name, &line, deed);
        }
    }
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
pub(super) fn found(store: &Store, to: &[PathBuf]) -> Vec<Found> {
    let mut all = Vec::new();
    for (entry, line) in store.lines() {
        for copy in store.standing(line).kept_copies() {
            all.push(Found {
                name: entry.name.clone(),
                line: line.to_owned(),
                folders: folders_of(copy, to),
                copy: copy.clone(),
            });
        }
    }
    all
}
