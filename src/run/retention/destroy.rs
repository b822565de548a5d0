//! `letopis retention destroy`: in two steps, and never a day early.
//!
//! 1. The first call verifies everything, seals the sheets that stay, and marks the archives.
//! 2. A call after the waiting time verifies everything again and erases the copies, medium by medium; when
//!    none is left the archives go themselves, together with the lines and papers about it. Until then the
//!    store has them: a call that was interrupted is repeated.

use super::erase::{erase, erase_strays, tell_media};
use super::papers::Papers;
use super::reasons::{Reasons, Selected, of_copies, of_destroyed, of_media, of_sheets, reasons};
use super::{Office, of_act, sheets};
use crate::archive::event::Deed;
use crate::archive::event::Paper;
use crate::archive::register::Holds;
use crate::archive::standing::State;
use crate::archive::store::Store;
use crate::archive::verify::{How, verify_held};
use crate::model::cell::date;
use crate::run::progress::{Progress, out};
use crate::run::{Status, UsageError, clock, guard_store};
use crate::words;
use anyhow::{Context as _, Result};
use chrono::{Days, NaiveDate};
use std::collections::BTreeSet;
use std::path::PathBuf;

/// How many days archives wait between the two steps: to notice a mistake, within the thirty that the law
/// leaves for personal data (152-ФЗ, art. 21).
const WAITING_DAYS: u64 = 14;
/// How many findings of a store that is not whole are shown.
const SHOWN: usize = 5;

/// What is destroyed.
#[derive(Clone, Debug)]
pub struct Options {
    /// The store.
    pub archive: PathBuf,
    /// The number of the act.
    pub act: u32,
    /// Where media are now that lay elsewhere when they were last seen.
    pub to: Vec<PathBuf>,
    /// An input folder whose signatories sign.
    pub input: PathBuf,
}

/// Destroys the archives of an act, or takes the next step to it.
pub fn destroy(options: &Options, progress: &Progress) -> Result<Status> {
    guard_store(&options.archive)?;
    let mut store = Store::open(&options.archive)?;
    let selected = of_act(&store, options.act);
    if selected.is_empty() {
        return Err(UsageError(no_act(&store, options.act)).into());
    }
    if selected.iter().any(|(_, _, standing)| standing.destroyed().is_some()) {
        // A medium that was given up may turn up.
        if let Some(status) = refused(&of_destroyed(&store, &selected, &options.to)) {
            return Ok(status);
        }
        erase(&mut store, &selected, &options.to, progress)?;
        erase_strays(&store, &selected, &options.to, progress)?;
        tell_media(&store, &options.to, progress);
        progress.say(&format!("По акту № {} всё уже уничтожено.", options.act));
        return Ok(Status::Done);
    }
    if !is_whole(&store, options, &selected, progress)? {
        return Ok(Status::BadData);
    }
    let today = clock::today();
    let mut found = reasons(&store, &selected, today);
    found.unverified.extend(of_media(&store, &options.to));
    if let Some(status) = refused(&found) {
        return Ok(status);
    }
    let from = selected.iter().map(|(_, _, standing)| standing.act.as_ref()?.removed_from.clone());
    let from = from.collect::<Option<Vec<String>>>().and_then(|days| days.into_iter().max());
    let is_erasing =
        selected.iter().any(|(_, _, standing)| standing.act.as_ref().is_some_and(|act| act.is_erasing));
    let Some(from) = from else {
        if let Some(status) = refused(&of_copies(&selected, &options.to)) {
            return Ok(status);
        }
        return mark(&mut store, options, &selected, progress);
    };
    if date(&from).is_none_or(|from| today < from) {
        let day = date(&from).map_or(from, words::date);
        eprintln!("ошибка: архивы акта № {} ждут уничтожения: не раньше {day}", options.act);
        return Ok(Status::BadCall);
    }
    if let Some(status) = refused(&of_sheets(&store, &selected, &options.to, today)) {
        return Ok(status);
    }
    if !is_erasing {
        if let Some(status) = refused(&of_copies(&selected, &options.to)) {
            return Ok(status);
        }
        // What cannot be proved must not be begun: the papers are printed once before anything goes.
        drop(papers_about(&store, options, &selected, clock::day_of_papers())?);
        let now = clock::now();
        for (entry, line, _) in &selected {
            store.note(&now, &entry.name, line, Deed::Erasing { act: options.act });
        }
        store.save()?;
    }
    let selected = of_act(&store, options.act);
    match erase(&mut store, &selected, &options.to, progress)? {
        0 => remove(&mut store, options, progress),
        left => {
            out(&format!(
                "Осталось копий: {left}; сами архивы пока в хранилище. Вставьте носители и повторите letopis retention destroy --act {}\n",
                options.act
            ));
            Ok(Status::BadData)
        }
    }
}

/// Why there is nothing to destroy by an act of that number.
fn no_act(store: &Store, number: u32) -> String {
    let withdrawn = store.events.values.iter().find_map(|event| match event.deed {
        Deed::Withdrawn { act, .. } if act == number => clock::day_of(&event.at),
        _ => None,
    });
    match withdrawn {
        Some(day) => {
            format!("акт № {number} отозван {}: составьте новый — letopis retention act", words::date(day))
        }
        None => format!("акта № {number} нет: сначала letopis retention act"),
    }
}

/// Whether what the act concerns is whole in the store: the lists, the archives with all that is chained to
/// them, the papers. What else is wrong there is told.
fn is_whole(store: &Store, options: &Options, selected: &[Selected], progress: &Progress) -> Result<bool> {
    let bar = progress.spinner("Проверка хранилища");
    let outcome = verify_held(&options.archive, How { tick: &|n| bar.inc(n), ..How::STRICTLY })?;
    bar.finish_and_clear();
    let (mut own, mut others) = (Vec::new(), Vec::new());
    // What is left of others that were destroyed is kept for some years only.
    let gone: BTreeSet<String> = store
        .lines()
        .filter(|(_, line)| store.standing(line).destroyed().is_some())
        .flat_map(|(entry, line)| {
            let papers: Vec<String> = store.standing(line).papers().map(|paper| paper.file.clone()).collect();
            papers.into_iter().chain([entry.certificate()])
        })
        .collect();
    for finding in outcome.findings.errors() {
        let concerns = selected.iter().any(|(entry, _, _)| {
            let whole = entry.of.as_ref().map_or(&entry.name, |link| &link.name);
            finding.path.starts_with(&format!("{whole}."))
        });
        let is_of_another =
            store.register.values.iter().any(|entry| finding.path.starts_with(&format!("{}.", entry.name)));
        let is_own = (concerns || !is_of_another) && !gone.contains(&finding.path);
        if is_own { own.push(finding) } else { others.push(finding) }
    }
    let store = options.archive.display();
    if !own.is_empty() {
        eprintln!("ошибка: хранилище не цело, и уничтожать ничего нельзя; всё о нём: letopis verify {store}");
    } else if !others.is_empty() {
        eprintln!("предупреждение: не всё в хранилище цело; всё о нём: letopis verify {store}");
    }
    for finding in own.iter().chain(&others).take(SHOWN) {
        eprintln!("  {}: {} {}", finding.verdict.label(), finding.path, finding.message);
    }
    Ok(own.is_empty())
}

/// Tells what speaks against it.
fn refused(reasons: &Reasons) -> Option<Status> {
    if reasons.is_empty() {
        return None;
    }
    eprintln!("ошибка: уничтожать нельзя:");
    for why in reasons.forbidden.iter().chain(&reasons.unverified) {
        eprintln!("  {why}");
    }
    Some(if reasons.forbidden.is_empty() { Status::BadData } else { Status::BadCall })
}

/// The first step.
fn mark(store: &mut Store, options: &Options, selected: &[Selected], progress: &Progress) -> Result<Status> {
    let today = clock::today();
    let changes = store.begin()?;
    let mut sealed = Vec::new();
    for (entry, _, standing) in selected {
        if sheets::must_stay(store, entry, standing, today) && sheets::of(store, entry).is_none() {
            sealed.push(sheets::seal(store, &changes, entry, progress)?);
        }
    }
    let from = today.checked_add_days(Days::new(WAITING_DAYS)).context("календарь кончился")?;
    let now = clock::now();
    for (entry, line, _) in selected {
        let deed = Deed::Marked { act: options.act, from: from.to_string() };
        store.note(&now, &entry.name, line, deed);
    }
    store.commit(changes)?;
    for sealed in &sealed {
        sealed.tell(store, progress);
    }
    for (entry, _, standing) in selected {
        progress.say(&format!("Отмечен к уничтожению: {}", entry.name));
        for copy in standing.kept_copies() {
            progress.say(&format!("  копия: {}", super::act::label(copy)));
        }
        for folder in &standing.restored_to {
            progress.say(&format!("  возвращался в {folder}: если папка ещё есть, уничтожьте её сами"));
        }
    }
    if !sealed.is_empty() {
        progress.say(
            "Ведомости теперь в архивах *.sheets.zip: сделайте и их копии (letopis copy) до второго шага.",
        );
    }
    if selected.iter().any(|(entry, _, _)| entry.holds == Holds::Year) {
        progress.say("Ведомости за весь срок обучения по этим годам потом не составить: составьте их сейчас — letopis study-sheet --group ГРУППА");
    }
    progress.say(&format!(
        "Пока ничего не удалено. Второй шаг — не раньше {}: та же команда; отменить: letopis retention act --cancel {} --reason \"причина\"",
        words::date(from),
        options.act
    ));
    Ok(Status::Done)
}

/// The end: the archives go and the papers about it come together.
fn remove(store: &mut Store, options: &Options, progress: &Progress) -> Result<Status> {
    let selected = of_act(store, options.act);
    let (now, day) = (clock::now(), clock::day_of_papers());
    let mut changes = store.begin()?;
    for (entry, line, _) in &selected {
        changes.remove(&entry.zip());
        let deed = Deed::Destroyed { act: options.act, day: Some(day.to_string()) };
        store.note(&now, &entry.name, line, deed);
    }
    let papers = papers_about(store, options, &selected, day)?;
    for (paper, bytes) in &papers {
        changes.write(&paper.file, bytes)?;
    }
    for (entry, line, _) in &selected {
        let papers = papers.iter().map(|(paper, _)| paper.clone()).collect();
        store.note(&now, &entry.name, line, Deed::Recorded { act: options.act, papers });
    }
    store.commit(changes)?;
    for (entry, _, standing) in &selected {
        progress.say(&format!("Уничтожен: {}", entry.zip()));
        for copy in standing.copies.iter().filter(|copy| matches!(copy.state, State::Lost(_))) {
            progress.say(&format!("  утраченная копия, если найдётся, — тоже: {}", super::act::label(copy)));
        }
        for folder in &standing.restored_to {
            progress.say(&format!("  возвращался в {folder}: если папка ещё есть, уничтожьте её сами"));
        }
    }
    for (paper, _) in &papers {
        progress.say(&format!("  {}", store.path(&paper.file).display()));
    }
    progress.say("Напечатайте и подпишите эти документы; хранить три года. Строка реестра, контрольные суммы, акты и события остаются.");
    tell_media(store, &options.to, progress);
    let is_left = selected.iter().any(|(_, _, standing)| {
        !standing.restored_to.is_empty()
            || standing.copies.iter().any(|copy| matches!(copy.state, State::Lost(_)))
    });
    progress.say(&match is_left {
        true => format!(
            "По акту № {} уничтожены архивы и копии, которые удалось стереть; о других сказано выше.",
            options.act
        ),
        false => format!("По акту № {} уничтожены архивы и все их известные копии.", options.act),
    });
    progress.say(
        "Папки input и output того года, если они ещё есть, — тоже персональные данные: удалите их сами.",
    );
    Ok(Status::Done)
}

/// Prints what proves the destruction, on a day.
fn papers_about(
    store: &Store,
    options: &Options,
    selected: &[Selected],
    day: NaiveDate,
) -> Result<Vec<(Paper, Vec<u8>)>> {
    let organization = selected.first().map(|(entry, _, _)| entry.organization.clone()).unwrap_or_default();
    let office = Office::of(store, &organization, &options.input)?;
    Papers::gather(store, options.act, day, &office, selected)?.print(store)
}
