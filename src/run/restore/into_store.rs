//! A store that an archive is brought back into: its lists are not behind those of the media, and one that was lost
//! begins again with theirs.

use super::Options;
use super::copies::Copies;
use super::known::{Known, is_damaged, known, lists, others};
use crate::archive::chain::Chain;
use crate::archive::copied::State;
use crate::archive::decisions::lacking;
use crate::archive::event::{Deed, EVENTS, Event, day_of};
use crate::archive::medium::Catalogue;
use crate::archive::register::{Entry, REGISTER};
use crate::archive::store::{BrokenRegister, Store};
use crate::files;
use crate::run::{UsageError, clock};
use crate::words;
use anyhow::{Context as _, Result};
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

/// A store that is open to be mended.
pub(super) struct Mended {
    pub(super) store: Store,
    /// What it knows now.
    pub(super) known: Known,
    /// What is to be told once it is written.
    pub(super) notes: Vec<String>,
    /// Whether a medium knows decisions that could not be read.
    pub(super) is_lacking: bool,
}

/// Opens a store, with what the media know beside its own lists; one that was lost begins again with theirs.
pub(super) fn open(options: &Options, copies: &Copies<'_>, name: &str) -> Result<Mended> {
    let to = &options.to;
    let has_both = to.join(REGISTER).is_file() && to.join(EVENTS).is_file() || files::pending(to, REGISTER);
    let mut notes = Vec::new();
    let mut store = match has_both {
        true => open_or_mend(to, copies, &mut notes)?,
        false => begin_anew(options, copies, name, &mut notes)?,
    };
    let was_explained = store.explained();
    let mut known =
        Known { register: store.register.clone(), events: store.events.clone(), place: to.clone() };
    let has = |entry: &Entry| to.join(entry.zip()).is_file();
    let (mut gained, mut others) = (Vec::new(), BTreeSet::new());
    for folder in &options.from {
        let Some(own) = lists(copies, folder)? else { continue };
        if !known.is_of_one(&own) && !known.has_parted(&own) {
            others.insert(folder);
        }
        if known.has_parted(&own) {
            notes.push(format!(
                "Реестры хранилища и {} разошлись: после общего начала в них разные архивы. Перенесены записи об общих; если носитель мешает уничтожению, запишите его утраченным: letopis copy --lost",
                folder.display()
            ));
        }
        gained.extend(known.merge(&own, &has));
    }
    if let Err(error) = was_explained {
        // A page that knows what the lists have forgotten is the last that knows it.
        if !store.knows_page(&known.register, &known.events)? {
            return Err(error.context("и названные носители этого не знают"));
        }
        notes.push("index.html и README.txt говорили не то, что реестр и журнал событий: теперь они написаны по ним. Проверьте, все ли запреты и акты на месте: letopis retention".to_owned());
    }
    (store.register, store.events) = (known.register.clone(), known.events.clone());
    let is_lacking = tell_lacking(&store, options, copies, &others, &mut notes)?;
    let decided: Vec<String> = gained.iter().filter(|event| event.decision().is_some()).map(told).collect();
    if !decided.is_empty() {
        notes.push(format!(
            "С носителей перенесено в журнал хранилища то, чего в нём не было: {}",
            words::count(decided.len(), ["запись", "записи", "записей"])
        ));
        notes.extend(decided.iter().map(|line| format!("  {line}")));
    }
    if !has_both || !gained.is_empty() {
        withdraw_open_acts(&mut store, &mut notes);
        tell_other_media(&store, options, &mut notes);
    }
    known.events = store.events.clone();
    Ok(Mended { store, known, notes, is_lacking })
}

/// Names the media that know decisions which cannot be read there; whether there are any. Those of `others` are of
/// another store.
fn tell_lacking(
    store: &Store,
    options: &Options,
    copies: &Copies<'_>,
    others: &BTreeSet<&PathBuf>,
    notes: &mut Vec<String>,
) -> Result<bool> {
    let mut is_lacking = false;
    for folder in options.from.iter().filter(|folder| !others.contains(folder)) {
        let Ok(Some(catalogue)) = Catalogue::read(folder) else {
            // Without its list a medium does not tell what its log lost.
            if is_damaged(copies, folder, EVENTS)? {
                notes.push(format!(
                    "ПЕРЕНЕСЕНО, МОЖЕТ БЫТЬ, НЕ ВСЁ: журнал на {} повреждён, и были ли в нём другие запреты, сказать нельзя; поставьте снова те, о которых знаете",
                    folder.display()
                ));
                is_lacking = true;
            }
            continue;
        };
        let count = lacking(&store.events, &catalogue.decisions);
        if count > 0 && !catalogue.restored {
            notes.push(format!(
                "ПЕРЕНЕСЕНО НЕ ВСЁ: {} знает ещё {} об архивах, запретах и актах, но журнал на нём повреждён, и прочесть их нельзя. Поставьте снова запреты, о которых знаете; пока носитель на месте, уничтожить ничего нельзя: отключите его и запишите утраченным (letopis copy --lost), когда сделаете другие копии",
                folder.display(),
                words::count(count, ["запись", "записи", "записей"])
            ));
            is_lacking = true;
        }
    }
    Ok(is_lacking)
}

/// Opens a store; lines of its lists that are damaged come from the media.
fn open_or_mend(to: &Path, copies: &Copies<'_>, notes: &mut Vec<String>) -> Result<Store> {
    let error = match Store::open_to_mend(to) {
        Err(error) if error.is::<BrokenRegister>() => error,
        opened => return opened,
    };
    let (register, events) = (others(copies, to, REGISTER)?, others(copies, to, EVENTS)?);
    let store = Store::mended(to, |own_register, own_events| {
        let register = Chain::mended(&own_register, &register);
        let events = Chain::mended(&own_events, &events);
        register.zip(events).ok_or(error)
    })?;
    notes.push(
        "Повреждённые строки реестра и журнала событий взяты с носителя; всё, что в них было, на месте."
            .to_owned(),
    );
    Ok(store)
}

/// «12.01.2031 journals-2024-2025: запрет «запрос прокуратуры»».
fn told(event: &Event) -> String {
    let what = match &event.deed {
        Deed::Sealed => "опечатан".to_owned(),
        Deed::Signed { file, .. } => format!("приложена подпись {file}"),
        Deed::Held { reason, .. } => format!("уничтожать запрещено: {reason}"),
        Deed::Withdrawn { act, .. } => format!("акт № {act} отозван"),
        _ => "другое".to_owned(),
    };
    let day = event.day().map(words::date).unwrap_or_default();
    format!("{day} {}: {what}", event.name)
}

/// Acts by which nothing was destroyed were drawn up by a store that may have known more: their terms of waiting do
/// not count.
fn withdraw_open_acts(store: &mut Store, notes: &mut Vec<String>) {
    let own: Vec<(String, String, u32)> = store
        .lines()
        .filter_map(|(entry, line)| {
            let act = store.standing(line).act.filter(|act| act.destroyed.is_none())?;
            Some((entry.name.clone(), line.to_owned(), act.number))
        })
        .collect();
    let now = clock::now();
    for (name, line, act) in &own {
        let reason = "хранилище восстановлено с носителя".to_owned();
        store.note(&now, name, line, Deed::Withdrawn { act: *act, reason });
    }
    let numbers: BTreeSet<u32> = own.iter().map(|(_, _, act)| *act).collect();
    for number in numbers {
        notes.push(format!(
            "Акт № {number}, по которому ещё ничего не уничтожено, отозван: составьте его снова"
        ));
    }
}

/// Names the media that the log knows and that were not asked: they may know more.
fn tell_other_media(store: &Store, options: &Options, notes: &mut Vec<String>) {
    let known: Vec<String> =
        options.from.iter().filter_map(|folder| Some(Catalogue::read(folder).ok()??.medium)).collect();
    let all = store.lines().flat_map(|(_, line)| store.standing(line).copies);
    let others: BTreeSet<String> = all
        .filter(|copy| !known.contains(&copy.medium) && !matches!(copy.state, State::Lost(_)))
        .map(|copy| format!("{} (номер {})", copy.path, copy.medium))
        .collect();
    if !others.is_empty() {
        let others: Vec<String> = others.into_iter().collect();
        notes.push(format!(
            "Журнал знает и другие носители: {}. На них могут быть более поздние записи: повторите команду и с ними (--from)",
            others.join(", ")
        ));
    }
}

/// Of an archive whose first line in the log is damaged it is known by the register that it was sealed: on the day of the
/// first line about it that is left.
fn seal_again(known: &mut Known) {
    let lines = known.register.values.iter().zip(&known.register.digests);
    let mut lacking = Vec::new();
    for (entry, line) in lines {
        let mut own = known.events.values.iter().filter(|event| event.register == *line);
        if own.clone().any(|event| matches!(event.deed, Deed::Sealed)) {
            continue;
        }
        let at = own.next().map_or_else(clock::now, |event| event.at.clone());
        lacking.push(Event { at, deed: Deed::Sealed, name: entry.name.clone(), register: line.clone() });
    }
    lacking.into_iter().for_each(|event| drop(known.events.push(event)));
}

/// A store that was lost begins again with the lists of the media, and with what is left of its own.
fn begin_anew(options: &Options, copies: &Copies<'_>, name: &str, notes: &mut Vec<String>) -> Result<Store> {
    let mut known = known(options, copies, name)?;
    if options.to.join(EVENTS).is_file() {
        // Its own log goes first: nothing of it is lost.
        let Ok(events) = Chain::<Event>::of_bytes(files::read(&options.to.join(EVENTS))?) else {
            let message = format!(
                "{} повреждён: переименуйте его и повторите команду, журнал возьмётся с носителя",
                options.to.join(EVENTS).display()
            );
            return Err(UsageError(message).into());
        };
        let other = known.clone();
        known.events = events;
        known.merge(&other, &|entry| options.to.join(entry.zip()).is_file());
    }
    let is_unknown = |path: &std::path::PathBuf| {
        let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        let is_zip = name.ends_with(".zip") && !known.register.values.iter().any(|entry| entry.zip() == name);
        is_zip.then_some(name)
    };
    let unknown: Vec<String> = match options.to.is_dir() {
        true => files::entries(&options.to)?.iter().filter_map(is_unknown).collect(),
        false => Vec::new(),
    };
    if !unknown.is_empty() {
        notes.push(format!(
            "В хранилище лежит то, чего реестр не знает: {}. Не удаляйте это: найдите носитель, который знает, и повторите команду с ним (--from); нет ли на это запрета, новый журнал сказать не может",
            unknown.join(", ")
        ));
    }
    let day = known.events.values.last().and_then(|event| day_of(&event.at)).map(words::date);
    seal_again(&mut known);
    let known_by = known.place.display().to_string();
    let store = Store::begin_anew(&options.to, known.register, known.events).with_context(|| {
        format!("реестр, взятый из {known_by}, знает не всё, о чём говорит журнал хранилища: переименуйте и events.jsonl, но сохраните — в нём записи о других архивах — и повторите команду")
    })?;
    notes.push(format!(
        "Хранилище {} начато заново по реестру с {}; последняя запись в нём — {}. Запреты, акты и копии, сделанные позже, запишите снова; верните и остальные архивы: чего нет, назовёт letopis verify \"{}\"",
        options.to.display(),
        known_by,
        day.unwrap_or_default(),
        options.to.display()
    ));
    Ok(store)
}
