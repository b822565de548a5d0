//! `letopis init`: a folder to begin with.

use super::Status;
use super::demo::guard_empty;
use super::progress::Progress;
use crate::export::blank::{self, Blank};
use crate::files;
use anyhow::Result;
use rust_embed::RustEmbed;
use std::path::Path;

/// The complete sample: a small college of invented people.
#[derive(RustEmbed)]
#[folder = "input/"]
struct Sample;

/// The commented settings of a new folder.
const SETTINGS: &str = include_str!("../../templates/init/archive.yaml");

/// Writes a commented `archive.yaml` and empty tables, as CSV and as a workbook; with `sample` a complete college.
pub fn init(folder: &Path, sample: bool, progress: &Progress) -> Result<Status> {
    guard_empty(folder)?;
    if sample {
        for name in Sample::iter() {
            let file = Sample::get(&name).expect("a listed file is embedded");
            files::write(&folder.join(&*name), &file.data)?;
        }
        progress.say(&format!(
            "Образец записан в {}. Дальше: letopis build --input {}",
            folder.display(),
            folder.display()
        ));
        return Ok(Status::Done);
    }
    files::write(&folder.join("archive.yaml"), SETTINGS.as_bytes())?;
    for table in Blank::all() {
        files::write(&folder.join(format!("{}.csv", table.name)), table.csv().as_bytes())?;
    }
    files::write(&folder.join(blank::WORKBOOK), &blank::workbook()?)?;
    progress.say(&format!(
        "Заготовка записана в {}: заполните archive.yaml и таблицы — в книге {} или в файлах CSV, что удобнее. \
         Затем проверьте: letopis check --input {}",
        folder.display(),
        blank::WORKBOOK,
        folder.display()
    ));
    Ok(Status::Done)
}
