//! `letopis retention hold`: an archive that must not be destroyed whatever its term, as long as a court, an
//! inspection or a dispute needs it.

use crate::archive::event::Deed;
use crate::archive::store::Store;
use crate::run::progress::Progress;
use crate::run::{Status, UsageError, clock, find_archive, guard_store, reason};
use anyhow::Result;
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
    if standing.destroyed().is_some() {
        return refuse(format!("{name} уже уничтожен по акту"));
    }
    let list = || {
        let each = standing.holds.iter().map(|hold| format!("{} — {}", hold.number, hold.reason));
        each.collect::<Vec<_>>().join("; ")
    };
    let number = match options.lift {
        None => standing.last_hold + 1,
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
                    return refuse(format!("запрета на уничтожение {name} нет: снимать нечего"));
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
        false => {
            format!("Запрет № {number}: уничтожать {name} нельзя, пока его не снимут (--lift): {reason}")
        }
    });
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
