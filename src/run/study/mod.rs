//! `letopis study-sheet`: the summary sheet of a group for its whole term of study, from the sealed archives of
//! its years and their supplements: [`years`] are read one after another, [`group`] is the one that is meant.

mod group;
mod years;

use super::progress::{Progress, out};
use super::{Format, Status, UsageError, guard_file};
use crate::archive::store::Store;
use crate::documents::letterhead::Letterhead;
use crate::documents::press::Press;
use crate::documents::study_sheet::{StudyDocument, TEMPLATE};
use crate::export::names::file_name;
use crate::figures::study::{
    ArchiveLine, GiaLine, Move, Note, Study, StudyCell, StudyColumn, StudyRow, StudySheet,
};
use crate::model::settings::AcademicYear;
use crate::model::table::Found as Row;
use crate::read::TEMPLATES;
use crate::templates::Templates;
use crate::{files, words};
use anyhow::Result;
use serde::Serialize;
use std::path::PathBuf;
use years::Years;

/// Whose sheet, and where to.
#[derive(Clone, Debug)]
pub struct Options {
    /// The store.
    pub archive: PathBuf,
    /// The group's id or name in the latest year that has it.
    pub group: String,
    /// The latest academic year that counts, «2023/2024»; `None`: of all.
    pub year: Option<String>,
    /// The file; `None`: a PDF named after the group in the current folder, or the screen.
    pub file: Option<PathBuf>,
    /// As a document, or as its numbers.
    pub format: Format,
}

/// Draws the sheet up.
pub fn study_sheet(options: &Options, progress: &Progress) -> Result<Status> {
    let (register, events) = Store::read(&options.archive)?;
    let mut years = Years::begin(&options.archive, options.year.as_deref(), &register, &events)?;
    let (latest, group) = years.choose(&options.group)?;
    // Settings, letterhead and templates are those of the latest year.
    progress.note(&format!("{}…", latest.entry.zip()));
    let settings = latest.opened.archive.settings.clone();
    let templates = Templates::with_overlay(&latest.folder().join(TEMPLATES))?;
    let Row::Row(group) = latest.opened.archive.groups.find(&group) else {
        let message = format!("в архиве {} нет группы {group}, которую называет реестр", latest.entry.zip());
        return Err(UsageError(message).into());
    };
    let (mut study, found) = Study::begin(&latest.opened.facts(), group);
    let year = settings.academic_year;
    years.add(&mut study, latest, &found);
    years.earlier(&mut study, year, progress)?;
    let absent: Vec<AcademicYear> = years.absent.into_iter().map(|start| AcademicYear { start }).collect();
    for note in years.notes {
        study.note(note);
    }
    let sheet = study.finish(&absent);
    for note in &sheet.notes {
        progress.note(&note.text);
    }
    let stem = stem(&sheet, options.year.is_some().then_some(year));
    let bytes = match options.format {
        Format::Json => lines(&sheet)?,
        Format::Text => {
            let head = Letterhead::new(&settings);
            let press = Press::new(&templates, &settings)?;
            let data = serde_json::to_vec(&StudyDocument::new(&head, &sheet))?;
            press.print(TEMPLATE, &format!("print/{stem}"), data, head.duplex)?.pdf
        }
    };
    let name = || PathBuf::from(format!("{stem}.pdf"));
    let file = options.file.clone().or_else(|| (options.format == Format::Text).then(name));
    match file {
        Some(path) => {
            guard_file("--file", "ведомость", &path, &options.archive)?;
            files::write_atomically(&path, &bytes)?;
            let years = words::count(sheet.archives.len(), ["год", "года", "лет"]);
            progress.say(&format!("Сводная ведомость {} за {years}: {}", sheet.group, path.display()));
        }
        None => out(&String::from_utf8(bytes)?),
    }
    Ok(Status::Done)
}

/// The document's name: a sheet up to a year that was asked for is another one than that of all years.
fn stem(sheet: &StudySheet, until: Option<AcademicYear>) -> String {
    let until = until.map(|year| format!("-{}", year.file_name())).unwrap_or_default();
    format!("study-sheet-{}{until}", file_name(&sheet.group_id))
}

/// A line for machines.
#[derive(Serialize)]
#[serde(tag = "line", rename_all = "lowercase")]
enum Line<'a> {
    Sheet(&'a StudySheet),
    Archive(&'a ArchiveLine),
    Column(&'a StudyColumn),
    Student(&'a StudyRow),
    Cell {
        student: &'a str,
        column: usize,
        #[serde(flatten)]
        cell: &'a StudyCell,
    },
    Gia {
        student: &'a str,
        #[serde(flatten)]
        gia: &'a GiaLine,
    },
    Came(&'a Move),
    Left(&'a Move),
    Note(&'a Note),
}

/// The sheet, one object a line.
fn lines(sheet: &StudySheet) -> Result<Vec<u8>> {
    let mut lines = vec![Line::Sheet(sheet)];
    lines.extend(sheet.archives.iter().map(Line::Archive));
    lines.extend(sheet.columns.iter().map(Line::Column));
    for row in &sheet.rows {
        lines.push(Line::Student(row));
        let cells = row.cells.iter().zip(&sheet.columns);
        lines.extend(cells.filter_map(|(cell, column)| {
            let cell = cell.as_ref()?;
            Some(Line::Cell { student: &row.id, column: column.number, cell })
        }));
        lines.extend(row.gia.iter().map(|gia| Line::Gia { student: &row.id, gia }));
    }
    lines.extend(sheet.moves.iter().map(|own| if own.came { Line::Came(own) } else { Line::Left(own) }));
    lines.extend(sheet.notes.iter().map(Line::Note));
    let mut bytes = Vec::new();
    for line in lines {
        serde_json::to_writer(&mut bytes, &line)?;
        bytes.push(b'\n');
    }
    Ok(bytes)
}
