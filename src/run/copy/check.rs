//! `letopis copy --check`: copies that are read again.

use super::media::{folders_of, settled};
use super::media_findings::of_media;
use crate::archive::copied::{Copy, State};
use crate::archive::event::{Deed, Form, day_of};
use crate::archive::medium;
use crate::archive::store::Store;
use crate::files;
use crate::run::progress::{Progress, out};
use crate::run::{Format, Status, UsageError, clock, guard_store};
use crate::words;
use anyhow::Result;
use serde::Serialize;
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

/// A copy of an archive, and where its medium is; several places where there are twins of it.
pub(super) struct Found {
    pub(super) name: String,
    pub(super) line: String,
    pub(super) copy: Copy,
    pub(super) folders: Vec<PathBuf>,
}

/// What a copy is now, as far as it is known.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
enum Condition {
    /// It was read now, and is whole.
    Good,
    /// It was read now and is not whole; or another part's turn it was, and it was not whole when it was last read.
    Damaged,
    /// Its medium is not at hand.
    Absent,
    /// It was begun and not ended.
    Unfinished,
    /// Another part's turn it was; it was whole when it was last read.
    Unread,
}

/// What is told of a copy.
#[derive(Serialize)]
struct Told<'a> {
    archive: &'a str,
    medium: &'a str,
    path: &'a str,
    form: Form,
    state: Condition,
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
    let wrong = of_media(&store, &options.to);
    let all = found(&store, &options.to);
    let turn = turn(&all, options.part);
    let size = turn.iter().flat_map(|place| &all[*place].copy.files).map(|file| file.size).sum();
    let bar = progress.bytes("Проверка копий", size);
    let (mut is_wrong, mut conditions) = (!wrong.is_empty(), Vec::new());
    for (place, found) in all.iter().enumerate() {
        let read = read(found, turn.contains(&place), &|n| bar.inc(n));
        is_wrong |= tell(found, &read, options, progress)?;
        if read.is_now && read.condition != Condition::Unfinished {
            let (medium, path, damaged) = (found.copy.medium.clone(), read.path, read.damaged);
            store.note(&clock::now(), &found.name, &found.line, Deed::Checked { medium, path, damaged });
        }
        conditions.push(read.condition);
    }
    bar.finish_and_clear();
    if !turn.is_empty() {
        store.save()?;
    }
    let with_copies: Vec<(&Found, Condition)> = all.iter().zip(conditions).collect();
    is_wrong |= tell_lacking(&store, &with_copies, options);
    for line in wrong {
        match options.format {
            Format::Json => eprintln!("{line}"),
            Format::Text => out(&format!("{line}\n")),
        }
    }
    if options.format == Format::Text && !all.is_empty() {
        let count = |is_it: &dyn Fn(Condition) -> bool| {
            with_copies.iter().filter(|(_, condition)| is_it(*condition)).count()
        };
        let unread = match count(&|condition| condition == Condition::Unread) {
            0 => String::new(),
            unread => format!(", не их очередь {unread}"),
        };
        progress.say(&format!(
            "Копий: {}; целы {}{unread}, не на месте {}.",
            all.len(),
            count(&|condition| condition == Condition::Good),
            count(&|condition| condition == Condition::Absent),
        ));
    }
    Ok(if is_wrong { Status::BadData } else { Status::Done })
}

/// The copies whose turn it is: of those that are there and ended the part, one in so many, that was not read for
/// longest; `None`: all.
fn turn(all: &[Found], part: Option<usize>) -> Vec<usize> {
    let now = clock::now();
    let can_be_read =
        |place: &usize| !all[*place].folders.is_empty() && all[*place].copy.state != State::Unfinished;
    let mut turn: Vec<usize> = (0..all.len()).filter(can_be_read).collect();
    if let Some(part) = part {
        // What was read by a clock that ran ahead is as good as unread.
        let read_at = |place: usize| Some(&all[place].copy.read_at).filter(|at| **at <= now);
        turn.sort_by_key(|place| (read_at(*place), *place));
        turn.truncate(turn.len().div_ceil(part.max(1)));
    }
    turn
}

/// What came of reading a copy.
struct Read {
    condition: Condition,
    damaged: Vec<String>,
    /// Where it is, or was last.
    path: String,
    /// Whether it was read now.
    is_now: bool,
    /// Where there are twins of it: each place, and whether the copy there is whole.
    twins: Vec<(PathBuf, bool)>,
}

/// Reads a copy where it is its turn. Of twins the one counts that is where the log has it; of each it is told what it
/// is.
fn read(Found { copy, folders, .. }: &Found, is_turn: bool, tick: &(dyn Fn(u64) + Sync)) -> Read {
    let damaged_in = |folder: &PathBuf| medium::damaged(folder, copy.form, &copy.files, tick);
    let all: Vec<(&PathBuf, Vec<String>)> =
        folders.iter().filter(|_| is_turn).map(|folder| (folder, damaged_in(folder))).collect();
    let twins = match all.len() {
        0 | 1 => Vec::new(),
        _ => all.iter().map(|(folder, damaged)| ((*folder).clone(), damaged.is_empty())).collect(),
    };
    let is_known = |(folder, _): &(&PathBuf, _)| files::is_same(folder, Path::new(&copy.path));
    let own = all.iter().find(|found| is_known(found)).or(all.first()).cloned();
    let is_now = own.is_some();
    let (path, damaged) = match (own, &copy.state) {
        (Some((folder, damaged)), _) => (files::real(folder).display().to_string(), damaged),
        (None, State::Damaged(damaged)) => (copy.path.clone(), damaged.clone()),
        (None, _) => (copy.path.clone(), Vec::new()),
    };
    let condition = match () {
        () if folders.is_empty() => Condition::Absent,
        () if copy.state == State::Unfinished => Condition::Unfinished,
        () if !damaged.is_empty() => Condition::Damaged,
        () if is_now => Condition::Good,
        () => Condition::Unread,
    };
    Read { condition, damaged, path, is_now, twins }
}

/// Tells what a copy is; whether something is wrong with it.
fn tell(found: &Found, read: &Read, options: &Options, progress: &Progress) -> Result<bool> {
    let (now, today) = (clock::now(), clock::today());
    let copy = &found.copy;
    let read_at = if read.is_now { &now } else { &copy.read_at };
    let days = day_of(read_at).map_or(0, |day| (today - day).num_days());
    let overdue = days > i64::from(options.older_than) || days < 0;
    let told = Told {
        archive: &found.name,
        medium: &copy.medium,
        path: &read.path,
        form: copy.form,
        state: read.condition,
        damaged: &read.damaged,
        written_at: &copy.written_at,
        read_at,
        days,
        overdue,
    };
    match options.format {
        Format::Json => out(&format!("{}\n", serde_json::to_string(&told)?)),
        Format::Text => told.say(progress),
    }
    if options.format == Format::Text {
        for (folder, is_whole) in &read.twins {
            let what = if *is_whole { "цела" } else { "ПОВРЕЖДЕНА" };
            out(&format!("  двойник {}: {what}\n", folder.display()));
        }
    }
    let was_damaged = read.condition == Condition::Absent && !read.damaged.is_empty();
    Ok(overdue || was_damaged || matches!(read.condition, Condition::Unfinished | Condition::Damaged))
}

/// Names the archives of which there is no good copy at hand, and those that are not in the store; whether there are
/// any that have no copy, or are not there.
fn tell_lacking(store: &Store, all: &[(&Found, Condition)], options: &Options) -> bool {
    let mut is_wrong = false;
    let say = |line: String| {
        if options.format == Format::Text {
            out(&format!("{line}\n"));
        }
    };
    for (entry, line) in store.lines().filter(|(_, line)| store.standing(line).destroyed().is_none()) {
        let name = &entry.name;
        if !store.has(&entry.zip()) {
            say(format!(
                "{name}: В ХРАНИЛИЩЕ ЕГО НЕТ; верните: letopis restore {name} --from НОСИТЕЛЬ --to ХРАНИЛИЩЕ"
            ));
            is_wrong = true;
        }
        let own: Vec<Condition> =
            all.iter().filter(|(found, _)| found.line == *line).map(|(_, condition)| *condition).collect();
        let is_good = |condition: &Condition| matches!(condition, Condition::Good | Condition::Unread);
        if own.is_empty() {
            say(format!("{name}: КОПИЙ НЕТ; сделайте: letopis copy {name} --to НОСИТЕЛЬ"));
            is_wrong = true;
        } else if !own.iter().any(is_good) {
            say(format!("{name}: целой копии под рукой нет; сделайте: letopis copy {name} --to НОСИТЕЛЬ"));
        }
    }
    is_wrong
}

/// Notes what became of copies that were begun and not ended.
fn settle(store: &mut Store, to: &[PathBuf]) {
    for Found { name, line, copy, folders } in found(store, to) {
        if let Some(deed) = folders.first().and_then(|folder| settled(&copy, folder)) {
            store.note(&clock::now(), &name, &line, deed);
        }
    }
}

impl Told<'_> {
    /// A line for people.
    fn say(&self, progress: &Progress) {
        let Told { archive, medium, path, damaged, read_at, days, overdue, .. } = self;
        let last = day_of(read_at).map(words::date).unwrap_or_default();
        let ago = words::count(usize::try_from(*days).unwrap_or_default(), ["день", "дня", "дней"]);
        let line = match self.state {
            Condition::Good => format!("цела: {archive}, {path} (номер {medium})"),
            Condition::Damaged => {
                out(&format!("ПОВРЕЖДЕНА: {archive}, {path}: {}; прочитана {last}\n", damaged.join(", ")));
                return progress.say(&format!("  перепишите её: {}", again(self)));
            }
            Condition::Unfinished => {
                out(&format!("НЕ ЗАКОНЧЕНА: {archive}, {path}\n"));
                return progress.say(&format!("  закончите её: {}", again(self)));
            }
            Condition::Unread => format!("не её очередь: {archive}, {path}; прочитана {last}"),
            Condition::Absent => {
                let was = if damaged.is_empty() { "" } else { " и была повреждена" };
                format!(
                    "носителя нет на месте: {archive}, {path} (номер {medium}); копия прочитана {last}{was}; подключите его, укажите --to или запишите --lost"
                )
            }
        };
        match overdue {
            true => out(&format!("ДАВНО НЕ ЧИТАЛАСЬ ({ago}): {line}\n")),
            false => progress.say(&line),
        }
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
