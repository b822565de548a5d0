//! `letopis report`: one report, as a document or as its numbers.

use super::opened::{Opened, find_group};
use super::progress::{Progress, out};
use super::{Status, UsageError, guard_file};
use crate::check;
use crate::documents::letterhead::Letterhead;
use crate::documents::press::Press;
use crate::documents::report::{REGISTER, ReportDocument, TEMPLATE};
use crate::export::names::file_name;
use crate::figures::{Selection, Stretch};
use crate::files;
use crate::model::Archive;
use crate::model::mark::fold;
use crate::model::settings::{Settings, TermId};
use crate::read;
use crate::reports::{self, Asked, Basis, Kind, Lines};
use crate::templates::Templates;
use anyhow::Result;
use chrono::NaiveDate;
use serde_json::Value;
use std::path::PathBuf;

/// How a report is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Form {
    /// A document.
    Pdf,
    /// Its numbers, one object a line.
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
    /// Where it is written; `None`: a document into a file named after the report in the current folder,
    /// numbers to standard output.
    pub file: Option<PathBuf>,
    /// The id or the name of the one group whose journals count; `None`: all.
    pub group: Option<String>,
    /// The id or the title of the one term, or `year`; `None`: all.
    pub term: Option<String>,
    /// The first and the last day, where days are asked for; `None`: open.
    pub days: [Option<NaiveDate>; 2],
}

/// Writes a report (contract §2, §3).
pub fn report(options: &Options, progress: &Progress) -> Result<Status> {
    let opened = Opened::read(&options.input)?;
    if opened.stops() {
        return Ok(Status::BadData);
    }
    let archive = &opened.archive;
    let facts = opened.facts();
    let selection = selection(archive, options)?;
    let found = check::findings(&facts);
    let basis = Basis::new(&facts, &found, selection);
    let name = name(archive, options.kind, selection);
    let bytes = match options.form {
        Form::Json => {
            let lines = options.kind.numbers(&basis).lines;
            let lines: Result<Vec<String>, _> = lines.iter().map(serde_json::to_string).collect();
            lines?.into_iter().map(|line| line + "\n").collect::<String>().into_bytes()
        }
        Form::Csv => {
            // Excel takes a file without the mark for one in the old encoding.
            let mark = if options.file.is_some() { "\u{feff}" } else { "" };
            format!("{mark}{}", table(options.kind.numbers(&basis))?).into_bytes()
        }
        Form::Pdf => {
            let templates = Templates::with_overlay(&options.input.join(read::TEMPLATES))?;
            let press = Press::new(&templates, &archive.settings)?;
            let head = Letterhead::new(&archive.settings);
            let report = options.kind.report(&basis);
            let data = serde_json::to_vec(&ReportDocument { head: &head, report: &report })?;
            let template = if options.kind.form == reports::Form::Register { REGISTER } else { TEMPLATE };
            press.print(template, &format!("print/reports/{name}"), data, head.duplex)?.pdf
        }
    };
    let file = options.file.clone().or_else(|| (options.form == Form::Pdf).then(|| PathBuf::from(name)));
    match file {
        Some(path) => {
            guard_file("--file", "отчёт", &path, &options.input)?;
            files::write_atomically(&path, &bytes)?;
            progress.say(&format!("{}: {}", options.kind.title, path.display()));
        }
        None => out(&String::from_utf8(bytes)?),
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
    let group = options.group.as_deref().map(|id| find_group(archive, "--group", id)).transpose()?;
    let terms = group.map_or_else(|| settings.all_terms(), |group| archive.group_terms(group));
    let term = options.term.as_deref().map(|id| term(settings, &terms, id)).transpose()?;
    let last = settings.academic_year.last_day().unwrap_or(settings.year_end());
    let first = settings.academic_year.first_day().unwrap_or(settings.year_start());
    let [from, until] = options.days;
    let days = match (from, until) {
        (None, None) => None,
        (from, until) => Some((from.unwrap_or(first), until.unwrap_or(last))),
    };
    if days.is_some_and(|(from, until)| from > until) {
        return Err(UsageError("--from позже, чем --to".to_owned()).into());
    }
    let refuse = |message: String| Err(UsageError(message).into());
    if days.is_some_and(|(from, until)| until < first || last < from) {
        return refuse(format!("--from и --to: это не дни {} учебного года", settings.academic_year.title()));
    }
    match options.kind.asked {
        Asked::Terms if days.is_some() => {
            let message = "по периодам: вместо --from и --to укажите --term";
            return refuse(format!("отчёт {} — {message}", options.kind.id));
        }
        Asked::Year if days.is_some() || term.is_some() => {
            let message = "за весь год: уберите --term, --from и --to";
            return refuse(format!("отчёт {} — {message}", options.kind.id));
        }
        _ => {}
    }
    let stretch = term.or(days.map(|(from, until)| Stretch::Days(from, until)));
    Ok(Selection { group, stretch })
}

/// The term of that id or title.
fn term(settings: &Settings, terms: &[TermId], asked: &str) -> Result<Stretch> {
    let known = terms.iter().map(|term| Stretch::Term(*term)).chain([Stretch::Year]);
    let is_meant =
        |stretch: &Stretch| stretch.id(settings) == asked || fold(&stretch.title(settings)) == fold(asked);
    known.clone().find(is_meant).ok_or_else(|| {
        let all: Vec<String> = known.map(|stretch| stretch.id(settings)).collect();
        UsageError(format!("--term: нет периода {asked}; есть {}", all.join(", "))).into()
    })
}

/// The lines as CSV: a column for each key, undefined ratios empty.
fn table(numbers: Lines) -> Result<String> {
    let Lines { keys, lines } = numbers;
    let mut writer = csv::Writer::from_writer(Vec::new());
    writer.write_record(&keys)?;
    for line in lines {
        writer.write_record(keys.iter().map(|key| match line.get(key) {
            Some(Value::String(text)) => text.clone(),
            Some(Value::Null) | None => String::new(),
            Some(value) => value.to_string(),
        }))?;
    }
    Ok(String::from_utf8(writer.into_inner().map_err(|error| error.into_error())?)?)
}
