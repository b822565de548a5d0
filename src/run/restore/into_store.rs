//! A store that an archive is brought back into: its lists are not behind those of the media, and one that was lost
//! begins again with theirs.

use super::Options;
use super::copies::Copies;
use super::known::{Known, known, lists};
use crate::archive::chain::Chain;
use crate::archive::event::{Deed, EVENTS, Event};
use crate::archive::medium::Catalogue;
use crate::archive::register::REGISTER;
use crate::archive::standing::State;
use crate::archive::store::Store;
use crate::files;
use crate::run::progress::Progress;
use crate::run::{UsageError, clock};
use crate::words;
use anyhow::Result;
use std::collections::BTreeSet;

/// Opens a store, with what the media know beside its own lists; one that was lost begins again with theirs.
pub(super) fn open(
    options: &Options,
    copies: &Copies<'_>,
    name: &str,
    progress: &Progress,
) -> Result<(Store, Known)> {
    let to = &options.to;
    let has_both = to.join(REGISTER).is_file() && to.join(EVENTS).is_file() || files::pending(to, REGISTER);
    let mut store = match has_both {
        true => Store::open_to_mend(to)?,
        false => begin_anew(options, copies, name, progress)?,
    };
    let mut known =
        Known { register: store.register.clone(), events: store.events.clone(), place: to.clone() };
    let mut gained = Vec::new();
    for folder in &options.from {
        if let Some(own) = lists(copies, folder)? {
            gained.extend(known.merge(&own));
        }
    }
    (store.register, store.events) = (known.register.clone(), known.events.clone());
    if has_both && store.explained().is_err() {
        progress.say("index.html и README.txt говорили не то, что реестр и журнал событий: теперь они написаны по ним. Проверьте, все ли запреты и акты на месте: letopis retention");
    }
    if !gained.is_empty() {
        progress.say(&format!(
            "С носителей перенесено в журнал хранилища то, чего в нём не было: {}",
            words::count(gained.len(), ["запись", "записи", "записей"])
        ));
        for event in &gained {
            progress.say(&format!("  {}", told(event)));
        }
    }
    if !has_both || !gained.is_empty() {
        withdraw_open_acts(&mut store, progress);
        tell_other_media(&store, options, progress);
    }
    known.events = store.events.clone();
    Ok((store, known))
}

/// «12.01.2031 journals-2024-2025: запрет «запрос прокуратуры»».
fn told(event: &Event) -> String {
    let what = match &event.deed {
        Deed::Sealed => "опечатан".to_owned(),
        Deed::Signed { file, .. } => format!("приложена подпись {file}"),
        Deed::Held { reason, .. } => format!("уничтожать запрещено: {reason}"),
        Deed::Lifted { reason, .. } => format!("запрет снят: {reason}"),
        Deed::Selected { act, .. } => format!("выделен к уничтожению, акт № {act}"),
        Deed::Withdrawn { act, .. } => format!("акт № {act} отозван"),
        Deed::Marked { act, .. } => format!("отмечен к уничтожению, акт № {act}"),
        Deed::Erasing { act } | Deed::Destroyed { act } | Deed::Recorded { act, .. } => {
            format!("уничтожение по акту № {act}")
        }
        _ => "другое".to_owned(),
    };
    let day = clock::day_of(&event.at).map(words::date).unwrap_or_default();
    format!("{day} {}: {what}", event.name)
}

/// Acts by which nothing was destroyed were drawn up by a store that may have known more: their terms of waiting do
/// not count.
fn withdraw_open_acts(store: &mut Store, progress: &Progress) {
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
        progress.say(&format!(
            "Акт № {number}, по которому ещё ничего не уничтожено, отозван: составьте его снова"
        ));
    }
}

/// Names the media that the log knows and that were not asked: they may know more.
fn tell_other_media(store: &Store, options: &Options, progress: &Progress) {
    let known: Vec<String> =
        options.from.iter().filter_map(|folder| Some(Catalogue::read(folder).ok()??.medium)).collect();
    let all = store.lines().flat_map(|(_, line)| store.standing(line).copies);
    let others: BTreeSet<String> = all
        .filter(|copy| !known.contains(&copy.medium) && !matches!(copy.state, State::Lost(_)))
        .map(|copy| format!("{} (номер {})", copy.path, copy.medium))
        .collect();
    if !others.is_empty() {
        let others: Vec<String> = others.into_iter().collect();
        progress.say(&format!(
            "Журнал знает и другие носители: {}. На них могут быть более поздние записи: повторите команду и с ними (--from)",
            others.join(", ")
        ));
    }
}

/// A store that was lost begins again with the lists of the media, and with what is left of its own.
fn begin_anew(options: &Options, copies: &Copies<'_>, name: &str, progress: &Progress) -> Result<Store> {
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
        known.merge(&other);
    }
    let day = known.events.values.last().and_then(|event| clock::day_of(&event.at)).map(words::date);
    let store = Store::begin_anew(&options.to, known.register, known.events)?;
    progress.say(&format!(
        "Хранилище {} начато заново по реестру с {}; последняя запись в нём — {}. Запреты, акты и копии, сделанные позже, запишите снова; верните и остальные архивы: letopis retention",
        options.to.display(),
        known.place.display(),
        day.unwrap_or_default()
    ));
    Ok(store)
}
