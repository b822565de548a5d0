//! `letopis init`: a folder to begin with.

use super::Status;
use super::demo::guard_empty;
use super::progress::Progress;
use crate::files;
use crate::model::archive::{Stored, TableVisitor, visit_tables};
use anyhow::Result;
use rust_embed::RustEmbed;
use std::path::Path;

/// The complete sample: a small college of invented people.
#[derive(RustEmbed)]
#[folder = "input/"]
struct Sample;

/// The commented settings of a new folder.
const SETTINGS: &str = include_str!("../../templates/init/archive.yaml");

/// Writes a commented `archive.yaml` and empty tables; with `sample` a complete college.
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
    let mut tables = Tables { folder, result: Ok(()) };
    visit_tables(&mut tables);
    tables.result?;
    progress.say(&format!(
        "Заготовка записана в {}: заполните archive.yaml и таблицы, затем проверьте: letopis check --input {}",
        folder.display(),
        folder.display()
    ));
    Ok(Status::Done)
}

struct Tables<'a> {
    folder: &'a Path,
    result: Result<()>,
}

impl TableVisitor for Tables<'_> {
    fn visit<T: Stored>(&mut self) {
        if self.result.is_ok() {
            let header: Vec<&str> = T::COLUMNS.iter().map(|column| column.name).collect();
            self.result = files::write(
                &self.folder.join(format!("{}.csv", T::NAME)),
                format!("{}\n", header.join(",")).as_bytes(),
            );
        }
    }
}
