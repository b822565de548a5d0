//! `letopis retention`: what is kept until when, and how it is lawfully destroyed, not a day earlier.
//!
//! | | |
//! |---|---|
//! | [`list`] | by date, as of any day |
//! | [`hold`] | what must not be destroyed whatever its term |
//! | [`act`] | the act that selects what is due, and its withdrawal |
//! | [`cases`] | the lines of the act |
//! | [`destroy`] | in two steps ([`mark`] is the first), after everything was verified ([`whole`]) |
//! | [`erase`] | the copies first |
//! | [`reasons`] | why something must not be destroyed now |
//! | [`sheets`] | the sheets of a year, which stay when its journals go |
//! | [`papers`] | what proves the destruction: [`whose`] data they were, what the log says ([`logged`]) |

pub mod act;
mod cases;
pub mod destroy;
mod erase;
pub mod hold;
pub mod list;
mod logged;
mod mark;
mod papers;
mod reasons;
mod sheets;
mod whole;
mod whose;

use super::UsageError;
use super::recalled::{self, in_force};
use crate::archive::extract::Extract;
use crate::archive::register::{Entry, Holds};
use crate::archive::standing::Standing;
use crate::archive::store::Store;
use crate::files::Scratch;
use crate::model::Settings;
use crate::read::{self, SETTINGS_FILE, TEMPLATES};
use crate::templates::Templates;
use crate::words;
use anyhow::Result;
use std::path::Path;

/// Those who sign now, and the office's templates.
struct Office {
    settings: Settings,
    templates: Templates,
}

impl Office {
    /// Of the input folder where it is the organisation's; else of its latest archive that is in the store.
    fn of(store: &Store, organization: &str, input: &Path) -> Result<Office> {
        if input.join(SETTINGS_FILE).is_file() {
            let settings = read::read_settings(input)?;
            if settings.organization.short_name == organization {
                return Ok(Office { settings, templates: Templates::with_overlay(&input.join(TEMPLATES))? });
            }
        }
        let years = in_force(&store.register.values);
        let sheets = store.register.values.iter().filter(|entry| entry.holds == Holds::Sheets);
        let own = sheets.chain(years).rev().filter(|entry| entry.organization == organization);
        match own.into_iter().find(|entry| store.has(&entry.zip())) {
            Some(entry) => Office::sealed(store, entry),
            None => Err(UsageError(format!(
                "в хранилище не осталось архива {}, из которого видно, кто подписывает: укажите --input ПАПКА с его archive.yaml",
                words::quoted(organization)
            ))
            .into()),
        }
    }

    /// Of a sealed archive.
    fn sealed(store: &Store, entry: &Entry) -> Result<Office> {
        let scratch = Scratch::new()?;
        opened(store, entry)?.write(scratch.path(), &|path| {
            let path = path.strip_prefix("data/source/")?;
            (path == SETTINGS_FILE || path.starts_with(&format!("{TEMPLATES}/"))).then(|| path.to_owned())
        })?;
        let settings = read::read_settings(scratch.path())?;
        Ok(Office { settings, templates: Templates::with_overlay(&scratch.path().join(TEMPLATES))? })
    }
}

/// The zip of an archive, proved by its digest.
fn opened(store: &Store, entry: &Entry) -> Result<Extract> {
    recalled::open(&store.path(""), entry)
}

/// The archives of an act that was not withdrawn, with their lines and how they stand.
fn of_act(store: &Store, number: u32) -> Vec<(Entry, String, Standing)> {
    let own = store.lines().map(|(entry, line)| (entry.clone(), line.to_owned(), store.standing(line)));
    own.filter(|(_, _, standing)| standing.act.as_ref().is_some_and(|act| act.number == number)).collect()
}
