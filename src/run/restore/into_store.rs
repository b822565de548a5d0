//! A store that an archive is brought back into: its lists are not behind those of the media, and one that was lost
//! begins again with theirs.

use super::Options;
use super::copies::Copies;
use super::known::{Known, known, lists};
use crate::archive::chain::Chain;
use crate::archive::event::{Deed, EVENTS, Event};
use crate::archive::medium::Catalogue;
use crate::archive::register::{Entry, REGISTER};
use crate::archive::standing::State;
use crate::archive::store::Store;
use crate::files;
use crate::run::{UsageError, clock};
use crate::words;
use anyhow::Result;
use std::collections::BTreeSet;

/// A store that is open to be mended.
pub(super) struct Mended {
    pub(super) store: Store,
    /// What it knows now.
    pub(super) known: Known,
    /// What is to be told once it is written.
    pub(super) notes: Vec<String>,
}

/// Opens a store, with what the media know beside its own lists; one that was lost begins again with theirs.
pub(super) fn open(options: &Options, copies: &Copies<'_>, name: &str) -> Result<Mended> {
    let to = &options.to;
    let has_both = to.join(REGISTER).is_file() && to.join(EVENTS).is_file() || files::pending(to, REGISTER);
    let mut notes = Vec::new();
    let mut store = match has_both {
        true => Store::open_to_mend(to)?,
        false => begin_anew(options, copies, name, &mut notes)?,
    };
    if has_both && store.explained().is_err() {
        notes.push("index.html и README.txt говорили не то, что реестр и журнал событий: теперь они написаны по ним. Проверьте, все ли запреты и акты на месте: letopis retention".to_owned());
    }
    let mut known =
        Known { register: store.register.clone(), events: store.events.clone(), place: to.clone() };
    let has = |entry: &Entry| to.join(entry.zip()).is_file();
    let mut gained = Vec::new();
    for folder in &options.from {
        let Some(own) = lists(copies, folder)? else { continue };
        if known.has_parted(&own) {
            notes.push(format!(
                "Реестры хранилища и {} разошлись: после общего начала в них разные архивы. Перенесены записи об общих; если носитель мешает уничтожению, запишите его утраченным: letopis copy --lost",
                folder.display()
            ));
        }
        gained.extend(known.merge(&own, &has));
    }
    (store.register, store.events) = (known.register.clone(), known.events.clone());
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
    Ok(Mended { store, known, notes })
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

/// A store that was lost begins again with the lists of the media, and with what is left of its own.
fn begin_anew(options: &Options, copies: &Copies<'_>, name: &str, notes: &mut Vec<String>) -> Result<Store> {
    let mut known = known(options, copies, name)?;
    if options.to.join(EVENTS).is_file() {
        // Its own log goes first: nothing of it is lost.
        let text = String::from_utf8(files::read(&options.to.join(EVENTS))?).unwrap_or_default();
        let Ok(events) = Chain::<Event>::read(&text) else {
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
    let day = known.events.values.last().and_then(|event| clock::day_of(&event.at)).map(words::date);
    let store = Store::begin_anew(&options.to, known.register, known.events)?;
    notes.push(format!(
        "Хранилище {} начато заново по реестру с {}; последняя запись в нём — {}. Запреты, акты и копии, сделанные позже, запишите снова; верните и остальные архивы: letopis retention",
        options.to.display(),
        known.place.display(),
        day.unwrap_or_default()
    ));
    Ok(store)
}
