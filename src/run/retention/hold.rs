//! `letopis retention hold`: an archive that must not be destroyed whatever its term, as long as a court, an
//! inspection or a dispute needs it.

use crate::archive::event::Deed;
use crate::archive::store::Store;
use crate::run::copy::tell_media;
use crate::run::progress::Progress;
use crate::run::{Status, UsageError, clock, find_archive, guard_store, reason};
use anyhow::{Context as _, Result};
use std::path::PathBuf;

/// What is held, or no longer.
#[derive(Clone, Debug)]
pub struct Options {
    /// The store.
    pub archive: PathBuf,
    /// The archive; with a year what is chained to it is held too.
    pub name: String,
    /// Why.
    pub reason: String,
    /// Whether a hold is lifted, and which, where there are several.
    pub lift: Option<Option<u32>>,
}

/// Holds an archive, or lifts the hold.
pub fn hold(options: &Options, progress: &Progress) -> Result<Status> {
    guard_store(&options.archive)?;
    let reason = reason(&options.reason)?;
    let mut store = Store::open(&options.archive)?;
    let (entry, line) = find_archive(&store, &options.name)?;
    let (name, line) = (entry.name.clone(), line.to_owned());
    let standing = store.standing(&line);
    let refuse = |message: String| Err(UsageError(message).into());
    // A hold that was forgotten and came back from a medium holds what is left of its year until it is lifted.
    if standing.destroyed().is_some() && options.lift.is_none() {
        let left: Vec<String> = store
            .family(&name)
            .into_iter()
            .filter(|(_, line)| store.standing(line).destroyed().is_none())
            .map(|(entry, _)| entry.name.clone())
            .collect();
        let left = match left.is_empty() {
            true => String::new(),
            false => format!("; от этого года остались {}: запретите уничтожать их", left.join(", ")),
        };
        return refuse(format!("{name} уже уничтожен по акту{left}"));
    }
    let list = || {
        let each = standing.holds.iter().map(|hold| format!("{} — {}", hold.number, hold.reason));
        each.collect::<Vec<_>>().join("; ")
    };
    let number = match options.lift {
        None => standing.last_hold.checked_add(1).context("номера запретов кончились")?,
        Some(None) if standing.holds.len() > 1 => {
            return refuse(format!(
                "запретов на {name} несколько, назовите номер: {} (--lift НОМЕР)",
                list()
            ));
        }
        Some(asked) => {
            let own = standing.holds.iter().find(|hold| asked.is_none_or(|asked| asked == hold.number));
            match own {
                Some(hold) => hold.number,
                None if standing.holds.is_empty() => {
                    let stock = store.stock();
                    let entry = stock.archives.iter().find(|kept| kept.line == line).map(|kept| kept.entry);
                    let elsewhere = entry.map(|entry| stock.holds_with_places(entry)).unwrap_or_default();
                    let elsewhere: Vec<String> = elsewhere
                        .iter()
                        .map(|(other, hold)| format!("№ {} на {} ({})", hold.number, other.name, hold.reason))
                        .collect();
                    return refuse(match elsewhere.is_empty() {
                        true => format!("запрета на уничтожение {name} нет: снимать нечего"),
                        false => format!(
                            "на {name} запрета нет, его держит запрет {}: снимите его там",
                            elsewhere.join("; ")
                        ),
                    });
                }
                None => return refuse(format!("такого запрета на {name} нет; есть: {}", list())),
            }
        }
    };
    let lifts = options.lift.is_some();
    let deed = match lifts {
        true => Deed::Lifted { number, reason: reason.clone() },
        false => Deed::Held { number, reason: reason.clone() },
    };
    store.note(&clock::now(), &name, &line, deed);
    store.save()?;
    progress.say(&match lifts {
        true => format!("Запрет № {number} на уничтожение {name} снят: {reason}"),
        false => format!(
            "Запрет № {number} ({reason}): {name} и всё за тот же год уничтожать нельзя, пока его не снимут (--lift)"
        ),
    });
    tell_media(&store, &[], if lifts { "снятие запрета" } else { "запрет" }, progress);
    if standing.act.as_ref().is_some_and(|act| act.is_erasing) && !lifts {
        progress.say(
            "Копии уже начали стирать по акту: что осталось, покажет letopis copy --check; сделайте новые.",
        );
    }
    for hold in standing.holds.iter().filter(|hold| hold.number != number) {
        progress.say(&format!("  остаётся запрет № {}: {}", hold.number, hold.reason));
    }
    Ok(Status::Done)
}
