//! `letopis supplement`: what came after a year was sealed, as a small archive chained to that of the year
//! (S2.4, A5). The year's own archive stays as it is, byte for byte.
//!
//! Late rows that an earlier supplement has are not sealed again: the office keeps one `late/` and adds to it.

mod new_rows;
mod payload;

use super::annex::{Beside, PrintedAnnex, earlier_rows};
use super::opened::Opened;
use super::progress::Progress;
use super::recalled::{LateFrom, Recalled, recall, supplements_of};
use super::sealing::{self, Sealing};
use super::{Status, UsageError, guard_settings, guard_store};
use crate::archive::manifest::Manifest;
use crate::archive::pack::payload_digest;
use crate::archive::register::{Entry, Holds, KeptGroup, Link};
use crate::archive::store::Store;
use crate::archive::term;
use crate::documents::certificate::Contents;
use crate::figures::retention;
use crate::files::Scratch;
use crate::model::Settings;
use crate::read::{self, LATE, SETTINGS_FILE};
use crate::templates::Templates;
use crate::words;
use anyhow::{Context as _, Result};
use chrono::NaiveDate;
pub(super) use new_rows::new_rows;
use payload::Payload;
pub(super) use payload::described;
use std::path::{Path, PathBuf};

/// What is added, and to which archive.
#[derive(Clone, Debug)]
pub struct Options {
    /// The store.
    pub archive: PathBuf,
    /// The year's archive.
    pub name: String,
    /// Files of the office: orders, scans, signed annexes.
    pub files: Vec<PathBuf>,
    /// The input folder whose `late/` is taken.
    pub input: PathBuf,
}

/// Seals a supplement. What is sealed already is left as it is.
pub fn supplement(options: &Options, progress: &Progress) -> Result<Status> {
    guard_store(&options.archive)?;
    let mut store = Store::open(&options.archive)?;
    let (entry, line) = super::find_archive(&store, &options.name)?;
    let entry = entry.clone();
    guard_whole(&store, &entry, line)?;
    for path in &options.files {
        if !path.is_file() {
            return Err(UsageError(format!("нет файла {} (папки сюда не кладут)", path.display())).into());
        }
    }
    let late = late_input(options, &entry, progress)?;
    let earlier: Vec<Entry> = supplements_of(&store.register.values, &entry).into_iter().cloned().collect();
    let new = Scratch::new()?;
    if let Some(input) = late
        && !new_rows(&options.archive, &entry, &earlier, input, new.path())?
    {
        return Ok(Status::BadData);
    }
    let is_new = new.path().join(LATE).is_dir();
    if !is_new && options.files.is_empty() {
        return nothing_new(options, late.and(earlier.last()), progress);
    }
    if !is_new {
        progress.say("Новых поздних строк нет: опечатываются только названные файлы.");
    }
    let from = if is_new { LateFrom::Input(new.path()) } else { LateFrom::Nowhere };
    let year = recall(&options.archive, &entry, from)?;
    let (settings, templates) = who_signs(&year, late)?;
    let payload = Scratch::new()?;
    let put =
        Payload { folder: payload.path(), opened: &year.opened, settings: &settings, templates: &templates };
    let link = Link { name: entry.name.clone(), root: entry.root.clone() };
    let filled = fill(options, &put, (&entry, &link, &earlier), late.filter(|_| is_new))?;
    let same = payload_digest(&filled.digests);
    if let Some(sealed) = earlier.iter().find(|other| other.payload == same) {
        progress.say(&format!("Это дополнение уже опечатано: {}", store.path(&sealed.zip()).display()));
        return Ok(Status::Done);
    }
    let number = (1..).find(|n| store.find(&name_of(&entry, *n)).is_none()).context("номера кончились")?;
    let groups = groups(&entry, &earlier, &year.opened);
    let until = term::of_chained(&entry, Holds::Supplement, &groups, &store.register.values).until;
    let contents = contents(&filled, options.files.len(), &year.opened);
    let changes = store.begin()?;
    let sealing = Sealing {
        folder: payload.path(),
        digests: filled.digests,
        settings: &settings,
        templates: &templates,
        name: name_of(&entry, number),
        holds: Holds::Supplement,
        of: Some(link),
        description: format!("Дополнение {number} к архиву {}", entry.name),
        organization: entry.organization.clone(),
        academic_year: entry.academic_year.clone(),
        closed_on: last_day(&year.opened, &entry),
        build: entry.build.clone(),
        keep_until: until.map(|day| day.to_string()),
        groups,
        rows: Some(filled.rows),
        supersedes: None,
        contents: Contents::Other(contents),
        version: env!("CARGO_PKG_VERSION"),
    };
    let sealed = sealing::write(&mut store, &changes, sealing, progress)?;
    store.commit(changes)?;
    for annex in &filled.annexes {
        let group = &year.opened.archive.groups[annex.group];
        progress.say(&format!(
            "Приложение к ведомости {}: {}",
            group.name,
            words::count(annex.rows, ["строка", "строки", "строк"])
        ));
        for note in &annex.notes {
            eprintln!("предупреждение: {note}");
        }
    }
    let status = sealed.tell(&store, progress);
    progress.say(&format!(
        "Архив {} остался прежним; проверить всё: letopis verify {}",
        entry.name,
        options.archive.display()
    ));
    Ok(status)
}

/// There is nothing to seal: all of it is sealed already, in the last supplement, or nothing was given.
fn nothing_new(options: &Options, last: Option<&Entry>, progress: &Progress) -> Result<Status> {
    match last {
        Some(last) => {
            progress.say(&format!(
                "Всё, что лежит в папке {LATE}, уже опечатано; последнее дополнение — {}",
                last.zip()
            ));
            Ok(Status::Done)
        }
        None => Err(UsageError(format!(
            "дополнять нечем: положите поздние результаты в {} или назовите файлы",
            options.input.join(LATE).display()
        ))
        .into()),
    }
}

/// The year's settings with those who sign today, and today's templates.
fn who_signs(year: &Recalled, late: Option<&Path>) -> Result<(Settings, Templates)> {
    let mut settings = year.opened.archive.settings.clone();
    let mut overlay = year.folder().join(read::TEMPLATES);
    if let Some(input) = late {
        settings.signatories = read::read_settings(input)?.signatories;
        overlay = input.join(read::TEMPLATES);
    }
    guard_settings(&settings)?;
    let templates = Templates::with_overlay(&overlay)?;
    Ok((settings, templates))
}

/// A payload that was put together.
struct Filled {
    annexes: Vec<PrintedAnnex>,
    /// How many late rows there are.
    rows: usize,
    digests: Manifest,
}

/// Puts the payload together; `late` is the input whose late rows are new.
fn fill(
    options: &Options,
    put: &Payload<'_>,
    (entry, link, earlier): (&Entry, &Link, &[Entry]),
    late: Option<&Path>,
) -> Result<Filled> {
    let annexes = match late {
        Some(_) => {
            let earlier = earlier_rows(&options.archive, entry, earlier, &put.opened.archive)?;
            put.annexes(&Beside { of: Some(link.clone()), earlier })?
        }
        None => Vec::new(),
    };
    put.source(late)?;
    let files = put.files(&options.files)?;
    put.people()?;
    let rows = put.describe(link, entry, &annexes, files)?;
    Ok(Filled { annexes, rows, digests: sealing::digests(put.folder)? })
}

fn name_of(entry: &Entry, number: u32) -> String {
    format!("{}.supplement-{number}", entry.name)
}

/// Only a year that is in force and there is supplemented.
fn guard_whole(store: &Store, entry: &Entry, line: &str) -> Result<()> {
    let refuse = |message: String| Err(UsageError(message).into());
    if let (Holds::Supplement | Holds::Sheets, Some(link)) = (entry.holds, &entry.of) {
        return refuse(format!("{} — не архив года: дополняют архив {}", entry.name, link.name));
    }
    if !term::is_in_force(entry, &store.register.values) {
        return refuse(format!("{} заменён другим архивом года: дополняют действующий", entry.name));
    }
    if store.standing(line).destroyed().is_some() {
        return refuse(format!("{} уничтожен по акту: дополнять нечего", entry.name));
    }
    Ok(())
}

/// The input whose late rows are meant; `None` where it has none, or is of another year and only files are
/// given.
fn late_input<'a>(options: &'a Options, entry: &Entry, progress: &Progress) -> Result<Option<&'a Path>> {
    let input = &options.input;
    if !input.join(SETTINGS_FILE).is_file() || !input.join(LATE).is_dir() {
        return Ok(None);
    }
    let settings = read::read_settings(input)?;
    let (year, organization) = (settings.academic_year.title(), &settings.organization.short_name);
    if year == entry.academic_year && *organization == entry.organization {
        return Ok(Some(input));
    }
    let message = format!(
        "в папке {} данные {} за {year} учебный год, а архив {} — {} за {}",
        input.display(),
        words::quoted(organization),
        entry.name,
        words::quoted(&entry.organization),
        entry.academic_year
    );
    if options.files.is_empty() {
        return Err(UsageError(format!("{message}: укажите папку того года (--input)")).into());
    }
    progress.say(&format!("{message}: из неё ничего не взято, только названные файлы"));
    Ok(None)
}

/// The groups of the year with the days that are known by now: what came late may be of any of them, a file or a mark
/// of one who has moved since. Where a study is told later to last longer, by these rows or by those of an earlier
/// supplement, its records are kept longer.
fn groups(entry: &Entry, earlier: &[Entry], opened: &Opened) -> Vec<KeptGroup> {
    let mut groups = entry.groups.clone();
    let settings = &opened.archive.settings;
    for group in &mut groups {
        // Days as the register has them are in the order of their texts.
        let mut put_off = |journals: Option<String>, sheets: Option<String>| {
            group.journals = group.journals.take().max(journals);
            group.sheets = group.sheets.take().max(sheets);
        };
        for told in earlier.iter().flat_map(|other| &other.groups).filter(|told| told.id == group.id) {
            put_off(told.journals.clone(), told.sheets.clone());
        }
        for late in opened.archive.late.groups.iter().filter(|late| *late.id == *group.id) {
            let day = |day: Option<NaiveDate>| day.map(|day| day.to_string());
            put_off(
                day(retention::journals_kept_until(settings, late)),
                day(retention::sheets_kept_until(settings, late)),
            );
        }
    }
    groups
}

/// The day that the bag carries: of the latest of its rows, since it knows no clock.
fn last_day(opened: &Opened, entry: &Entry) -> String {
    let late = &opened.archive.late;
    let days = late.debts.iter().map(|row| Some(row.date));
    let days = days.chain(late.results.iter().map(|row| row.date)).chain(late.gia.iter().map(|row| row.date));
    let days = days.chain(late.movements.iter().map(|row| Some(row.date)));
    let closed_on = crate::model::cell::date(&entry.closed_on);
    let last: Option<NaiveDate> = days.chain([closed_on]).flatten().max();
    last.map_or_else(|| entry.closed_on.clone(), |day| day.to_string())
}

/// «приложения к сводным ведомостям: ИС-11 (4 строки); приложенных файлов: 2».
fn contents(Filled { rows, annexes, .. }: &Filled, files: usize, opened: &Opened) -> String {
    let mut parts = Vec::new();
    let count = |rows: usize| words::count(rows, ["строка", "строки", "строк"]);
    if *rows > 0 {
        parts.push(format!("поздние результаты: {}", count(*rows)));
    }
    let groups: Vec<String> = annexes
        .iter()
        .map(|annex| format!("{} ({})", opened.archive.groups[annex.group].name, count(annex.rows)))
        .collect();
    if !groups.is_empty() {
        parts.push(format!("приложения к сводным ведомостям: {}", groups.join(", ")));
    }
    if files > 0 {
        parts.push(format!("приложенные файлы: {files}"));
    }
    parts.join("; ")
}
