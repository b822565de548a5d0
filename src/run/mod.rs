//! One function a command; the only place that joins the stages.

pub mod build;
pub mod check;
mod clock;
pub mod demo;
pub mod description;
mod gathered;
mod group;
pub mod init;
mod opened;
pub mod person;
pub mod preview;
pub mod print;
pub mod progress;
pub mod report;
pub mod seal;
mod shared;
mod shop;
pub mod sign;
mod site;
pub mod verify;
mod workers;

use crate::archive::verify::BUILD_MANIFEST;
use crate::model::Settings;
use crate::model::settings::Edition;
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

/// A file that a command writes beside the project must not take the place of the data or lie among
/// them, nor in a build, whose every file is listed.
fn guard_file(parameter: &str, what: &str, file: &Path, input: &Path) -> Result<()> {
    let whole = |path: &Path| std::path::absolute(path).unwrap_or_else(|_| path.to_owned());
    let folder = file.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let folder = folder.canonicalize().unwrap_or_else(|_| whole(folder));
    let in_data = folder.starts_with(input.canonicalize().unwrap_or_else(|_| whole(input)));
    let in_build = folder.ancestors().any(|folder| folder.join(BUILD_MANIFEST).is_file());
    if in_data || in_build || file.is_dir() {
        let message = format!(
            "{parameter}: {what} не может лежать в папке с данными, в сборке или на месте папки ({}): назовите другой файл",
            file.display()
        );
        return Err(UsageError(message).into());
    }
    Ok(())
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
