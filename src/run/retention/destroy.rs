//! `letopis retention destroy`: in two steps, and never a day early.
//!
//! 1. The first call verifies everything, seals the sheets that stay, and marks the archives.
//! 2. A call after the waiting time verifies everything again and erases the copies, medium by medium; when
//!    none is left the archives go themselves, together with the lines and papers about it. Until then the
//!    store has them: a call that was interrupted is repeated.

use super::erase::{erase, erase_strays};
use super::mark::mark;
use super::papers::Papers;
use super::reasons::{Reasons, Selected, of_copies, of_destroyed, of_others, of_sheets, reasons};
use super::whole::is_whole;
use super::{Office, of_act};
use crate::archive::copied::State;
use crate::archive::event::{Deed, Paper, day_of};
use crate::archive::store::Store;
use crate::files;
use crate::model::cell::date;
use crate::run::copy::{knowing_more, tell_media};
use crate::run::progress::{Progress, out};
use crate::run::{Status, UsageError, clock, guard_store};
use crate::words;
use anyhow::Result;
use chrono::NaiveDate;
use std::path::PathBuf;

/// What media are told in the end.
const ABOUT: &str = "всё об уничтожении";

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
        return erase_the_rest(&mut store, options, &selected, progress);
    }
    if !is_whole(&store, options, &selected, progress)? {
        return Ok(Status::BadData);
    }
    let step = Step::of(&selected, clock::today());
    if let Some(status) = refused(&against(&store, options, &selected, &step)) {
        return Ok(status);
    }
    match step {
        Step::Mark => return mark(&mut store, options, &selected, progress),
        Step::Wait(_) => return Ok(Status::BadCall),
        Step::Begin => {
            // What cannot be proved must not be begun: the papers are printed once before anything goes.
            drop(papers_about(&store, options, &selected, clock::day_of_papers())?);
            let now = clock::now();
            for (entry, line, _) in &selected {
                store.note(&now, &entry.name, line, Deed::Erasing { act: options.act });
            }
        }
        Step::GoOn => {}
    }
    // Nothing goes where the lists cannot be written, or somebody else wrote them meanwhile.
    store.save()?;
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

/// What is to be done next by an act.
enum Step {
    /// The archives are marked.
    Mark,
    /// They wait until this day, as the log has it.
    Wait(String),
    /// Their copies begin to be erased.
    Begin,
    /// What is left of the copies is erased.
    GoOn,
}

impl Step {
    fn of(selected: &[Selected], today: NaiveDate) -> Step {
        let acts = || selected.iter().filter_map(|(_, _, standing)| standing.act.as_ref());
        // Archives of an act are marked together; the latest day counts.
        let from: Option<Vec<&String>> = acts().map(|act| act.removed_from.as_ref()).collect();
        let Some(from) = from.and_then(|days| days.into_iter().max().cloned()) else { return Step::Mark };
        match date(&from) {
            Some(from) if from <= today && acts().any(|act| act.is_erasing) => Step::GoOn,
            Some(from) if from <= today => Step::Begin,
            _ => Step::Wait(from),
        }
    }
}

/// All that speaks against the next step.
fn against(store: &Store, options: &Options, selected: &[Selected], step: &Step) -> Reasons {
    let today = clock::today();
    let mut found = reasons(store, selected, today);
    found.unverified.extend(knowing_more(store, &options.to));
    if let Step::Wait(from) = step {
        let day = date(from).map_or(from.clone(), words::date);
        found.forbidden.push(format!("архивы акта № {} ждут уничтожения: не раньше {day}", options.act));
        return found;
    }
    // Media with copies that are erased are put in one after the other once it has begun; those of others are asked
    // every time: a hold may have come that only they know.
    found.unverified.extend(of_others(store, selected, &options.to));
    if !matches!(step, Step::GoOn) {
        found.unverified.extend(of_copies(selected, &options.to).unverified);
    }
    if !matches!(step, Step::Mark) {
        found.add(of_sheets(store, selected, &options.to, today));
    }
    found
}

/// After everything was destroyed: a copy that was given up, or a twin, may have turned up.
fn erase_the_rest(
    store: &mut Store,
    options: &Options,
    selected: &[Selected],
    progress: &Progress,
) -> Result<Status> {
    if let Some(status) = refused(&of_destroyed(store, selected, &options.to)) {
        return Ok(status);
    }
    let left = erase(store, selected, &options.to, progress)?
        + erase_strays(store, selected, &options.to, progress)?;
    tell_media(store, &options.to, ABOUT, progress);
    if left > 0 {
        out(&format!("Архивы акта № {} уничтожены, но копий осталось: {left}\n", options.act));
        return Ok(Status::BadData);
    }
    progress.say(&format!("По акту № {} всё уже уничтожено.", options.act));
    Ok(Status::Done)
}

/// Why there is nothing to destroy by an act of that number.
fn no_act(store: &Store, number: u32) -> String {
    let withdrawn = store.events.values.iter().find_map(|event| match event.deed {
        Deed::Withdrawn { act, .. } if act == number => day_of(&event.at),
        _ => None,
    });
    match withdrawn {
        Some(day) => {
            format!("акт № {number} отозван {}: составьте новый — letopis retention act", words::date(day))
        }
        None => format!("акта № {number} нет: сначала letopis retention act"),
    }
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
    // What a run that was killed had unpacked of them goes too.
    for folder in files::sweep_scratch() {
        let folder = folder.display();
        out(&format!("НЕ УДАЛЕНА временная папка {folder} с персональными данными: удалите её сами\n"));
    }
    for (entry, _, standing) in &selected {
        progress.say(&format!("Уничтожен: {}", entry.zip()));
        for copy in standing.copies.iter().filter(|copy| matches!(copy.state, State::Lost(_))) {
            progress.say(&format!(
                "  уничтожьте и утраченную копию, если она найдётся: {}",
                super::act::label(copy)
            ));
        }
        for folder in &standing.restored_to {
            progress.say(&format!("  возвращался в {folder}: если папка ещё есть, уничтожьте её сами"));
        }
    }
    for (paper, _) in &papers {
        progress.say(&format!("  {}", store.path(&paper.file).display()));
    }
    progress.say("Напечатайте и подпишите эти документы; хранить три года. Строка реестра, контрольные суммы, акты и события остаются.");
    tell_media(store, &options.to, ABOUT, progress);
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
