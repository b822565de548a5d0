//! `letopis report`: one report, as a document or as its numbers.

use super::opened::Opened;
use super::progress::{Progress, out};
use super::{Status, UsageError, guard_file};
use crate::check;
use crate::documents::letterhead::Letterhead;
use crate::documents::press::Press;
use crate::documents::report::{ReportDocument, TEMPLATE};
use crate::export::names::file_name;
use crate::figures::{Selection, Stretch};
use crate::files;
use crate::model::settings::{Settings, TermId};
use crate::model::table::{Found, Ref};
use crate::model::{Archive, Group};
use crate::read;
use crate::reports::{Basis, Kind};
use crate::templates::Templates;
use anyhow::Result;
use chrono::NaiveDate;
use serde_json::{Map, Value};
use std::path::PathBuf;

/// How a report is written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Form {
    /// A document: into this file, or into one named after the report in the current folder.
    Pdf(Option<PathBuf>),
    /// Its numbers on standard output, one object a line.
    Json,
    /// The same as a table with a heading.
    Csv,
}

/// What is asked for.
pub struct Options {
    /// The input folder.
    pub input: PathBuf,
    /// The report.
    pub kind: &'static Kind,
    /// Its form.
    pub form: Form,
    /// The id of the one group whose journals count; `None`: all.
    pub group: Option<String>,
    /// The id of the one term, or `year`; `None`: all.
    pub term: Option<String>,
    /// The first and the last day, where days are asked for; `None`: open.
    pub days: [Option<NaiveDate>; 2],
}

/// Writes a report (contract §2, §3).
pub fn report(options: &Options, progress: &Progress) -> Result<Status> {
    let opened = Opened::read(&options.input)?;
    if opened.report.has_errors() {
        eprintln!("ошибка: в данных есть ошибки, и числам верить нельзя: letopis check");
        return Ok(Status::BadData);
    }
    let archive = &opened.archive;
    let facts = opened.facts();
    let selection = selection(archive, options)?;
    let found = check::findings(&facts);
    let basis = Basis::new(&facts, &found, selection);
    match &options.form {
        Form::Json => {
            for line in options.kind.numbers(&basis) {
                out(&format!("{}\n", serde_json::to_string(&line)?));
            }
        }
        Form::Csv => out(&table(&options.kind.numbers(&basis))?),
        Form::Pdf(file) => {
            let path = file.clone().unwrap_or_else(|| PathBuf::from(name(archive, options.kind, selection)));
            guard_file("--file", "отчёт", &path, &options.input)?;
            let templates = Templates::with_overlay(&options.input.join(read::TEMPLATES))?;
            let press = Press::new(&templates, &archive.settings)?;
            let head = Letterhead::new(&archive.settings);
            let report = options.kind.report(&basis);
            let ident = format!("print/reports/{}", name(archive, options.kind, selection));
            let data = serde_json::to_vec(&ReportDocument { head: &head, report: &report })?;
            let printed = press.print(TEMPLATE, &ident, data, head.duplex)?;
            files::write_atomically(&path, &printed.pdf)?;
            progress.say(&format!("{}: {}", options.kind.title, path.display()));
        }
    }
    Ok(Status::Done)
}

/// «performance-g01-s1.pdf».
fn name(archive: &Archive, kind: &Kind, selection: Selection) -> String {
    let group = selection.group.map(|group| archive.groups[group].id.to_string());
    let stretch = selection.stretch.map(|stretch| stretch.id(&archive.settings).replace('/', "_"));
    let parts: Vec<String> = [Some(kind.id.to_owned()), group, stretch].into_iter().flatten().collect();
    format!("{}.pdf", file_name(&parts.join("-")))
}

fn selection(archive: &Archive, options: &Options) -> Result<Selection> {
    let settings = &archive.settings;
    let group = options.group.as_deref().map(|id| group(archive, id)).transpose()?;
    let terms = group.map_or_else(|| settings.all_terms(), |group| archive.group_terms(group));
    let term = options.term.as_deref().map(|id| term(settings, &terms, id)).transpose()?;
    let [from, until] = options.days;
    let days = match (from, until) {
        (None, None) => None,
        (from, until) => {
            let last = settings.academic_year.last_day().unwrap_or(settings.year_end());
            let first = settings.academic_year.first_day().unwrap_or(settings.year_start());
            Some((from.unwrap_or(first), until.unwrap_or(last)))
        }
    };
    if days.is_some_and(|(from, until)| from > until) {
        return Err(UsageError("--from позже, чем --to".to_owned()).into());
    }
    if days.is_some() && options.kind.of_terms {
        let message = format!("отчёт {} — по периодам: вместо --from и --to укажите --term", options.kind.id);
        return Err(UsageError(message).into());
    }
    let stretch = term.or(days.map(|(from, until)| Stretch::Days(from, until)));
    Ok(Selection { group, stretch })
}

fn group(archive: &Archive, id: &str) -> Result<Ref<Group>> {
    match archive.groups.find(id) {
        Found::Row(group) => Ok(group),
        _ => Err(UsageError(format!("--group: нет группы {id}")).into()),
    }
}

fn term(settings: &Settings, terms: &[TermId], id: &str) -> Result<Stretch> {
    let known = terms.iter().map(|term| Stretch::Term(*term)).chain([Stretch::Year]);
    known.clone().find(|stretch| stretch.id(settings) == id).ok_or_else(|| {
        let all: Vec<String> = known.map(|stretch| stretch.id(settings)).collect();
        UsageError(format!("--term: нет периода {id}; есть {}", all.join(", "))).into()
    })
}

/// The lines as CSV: a column for each key that any of them has, undefined ratios empty.
fn table(lines: &[Map<String, Value>]) -> Result<String> {
    let mut columns: Vec<&String> = Vec::new();
    for key in lines.iter().flat_map(Map::keys) {
        if !columns.contains(&key) {
            columns.push(key);
        }
    }
    let mut writer = csv::Writer::from_writer(Vec::new());
    writer.write_record(&columns)?;
    for line in lines {
        writer.write_record(columns.iter().map(|column| match line.get(*column) {
            Some(Value::String(text)) => text.clone(),
            Some(Value::Null) | None => String::new(),
            Some(value) => value.to_string(),
        }))?;
    }
    Ok(String::from_utf8(writer.into_inner().map_err(|error| error.into_error())?)?)
}
