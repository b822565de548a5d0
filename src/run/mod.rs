//! One function a command; the only place that joins the stages.

mod annex;
pub mod build;
pub mod check;
mod clock;
pub mod copy;
pub mod demo;
pub mod description;
mod gathered;
mod group;
mod guards;
pub mod init;
mod invented;
mod opened;
pub mod passphrase;
mod past;
pub mod person;
pub mod preview;
pub mod print;
pub mod progress;
pub mod recalled;
pub mod report;
pub mod restore;
pub mod retention;
pub mod seal;
mod sealing;
mod shared;
mod shop;
pub mod sign;
mod site;
pub mod study;
pub mod supplement;
pub mod verify;
mod workers;

use crate::archive::medium::{CATALOGUE, SUMS};
use crate::archive::register::{Entry, REGISTER};
use crate::archive::store::Store;
use crate::archive::verify::BUILD_MANIFEST;
use crate::diagnostics::is_direction;
use crate::files;
use crate::model::Settings;
use crate::model::settings::Edition;
use crate::read::SETTINGS_FILE;
use anyhow::Result;
use std::fmt;
use std::path::Path;

/// How a command ended (contract §2).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Status {
    /// Done.
    Done = 0,
    /// The data has errors, or verification failed.
    BadData = 1,
    /// The call or the settings are wrong.
    BadCall = 2,
    /// The system failed.
    Failed = 3,
}

/// The call is wrong: what was asked for cannot be done so.
#[derive(Debug)]
pub struct UsageError(pub String);

impl fmt::Display for UsageError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for UsageError {}

/// How output is written.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, clap::ValueEnum)]
pub enum Format {
    /// For people.
    #[default]
    Text,
    /// One JSON object a line.
    Json,
}

/// A file that a command writes beside the project must not take the place of data or lie among them, nor in
/// a build, a store or on a medium, whose every file is listed.
fn guard_file(parameter: &str, what: &str, file: &Path, input: &Path) -> Result<()> {
    let folder = files::folder_of(file);
    let in_data = folder.starts_with(files::real(input));
    let kept = [BUILD_MANIFEST, REGISTER, CATALOGUE, SETTINGS_FILE];
    let is_kept = |folder: &Path| kept.iter().any(|name| folder.join(name).is_file());
    if in_data || folder.ancestors().any(is_kept) || file.is_dir() {
        let message = format!(
            "{parameter}: {what} не может лежать в папке с данными, в сборке, в хранилище, на носителе с копиями или на месте папки ({}): назовите другой файл",
            file.display()
        );
        return Err(UsageError(message).into());
    }
    Ok(())
}

/// The longest reason, in letters: it stands on papers.
const LONGEST_REASON: usize = 300;

/// Why something is done, as it will be noted: one line.
fn reason(text: &str) -> Result<String> {
    let text = text.trim();
    let refuse = |message: String| Err(UsageError(message).into());
    if text.is_empty() {
        return refuse("--reason: напишите, почему".to_owned());
    }
    let breaks = |c: char| c.is_control() || is_direction(c) || matches!(c, '\u{2028}' | '\u{2029}');
    if text.chars().any(breaks) || text.chars().count() > LONGEST_REASON {
        return refuse(format!("--reason: нужна одна строка не длиннее {LONGEST_REASON} знаков"));
    }
    Ok(text.to_owned())
}

/// A folder whose archives are asked for must be a store.
fn guard_store(folder: &Path) -> Result<()> {
    guard_no_medium(folder)?;
    if folder.join(REGISTER).is_file() || files::pending(folder, REGISTER) {
        return Ok(());
    }
    let message =
        format!("в папке {} нет хранилища архивов; другую укажите: --archive ПАПКА", folder.display());
    Err(UsageError(message).into())
}

/// A medium has the lists of a store as well, and must not be taken for one.
fn guard_no_medium(folder: &Path) -> Result<()> {
    // A medium that lost its catalogue still has its sums.
    if folder.join(CATALOGUE).exists() || folder.join(SUMS).exists() || files::pending(folder, CATALOGUE) {
        let message = format!(
            "{} — носитель с копиями, а не хранилище: укажите хранилище (--archive)",
            folder.display()
        );
        return Err(UsageError(message).into());
    }
    Ok(())
}

/// The archive of that name, with or without the ending of its file, and the digest of its line.
fn find_archive<'a>(store: &'a Store, asked: &str) -> Result<(&'a Entry, &'a str)> {
    // Who lets the shell complete it names the file.
    let name = asked.strip_suffix(".zip").unwrap_or(asked);
    let name = name.rsplit(['/', '\\']).next().unwrap_or(name);
    if let Some(found) = store.find(name) {
        return Ok(found);
    }
    let names: Vec<&str> = store.register.values.iter().map(|entry| entry.name.as_str()).collect();
    let there =
        if names.is_empty() { "он пуст".to_owned() } else { format!("есть {}", names.join(", ")) };
    Err(UsageError(format!("в реестре нет архива {name}; {there}")).into())
}

/// What the settings ask for and this version does not do is said.
fn guard_settings(settings: &Settings) -> Result<()> {
    let refuse = |message: &str| Err(UsageError(format!("archive.yaml: {message}")).into());
    if settings.privacy.edition != Edition::Full {
        return refuse("privacy.edition: эта версия строит только полную редакцию (full)");
    }
    if !settings.import.is_empty() {
        return refuse("import: эта версия не читает чужие выгрузки по профилям");
    }
    Ok(())
}
