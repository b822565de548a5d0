//! `letopis report`: the numbers of one report, for people and for programs.

use super::progress::out;
use super::{Status, UsageError};
use crate::figures::attendance::{self, Attended};
use crate::figures::performance::{self, Counts, Performance, Scope, Students, TermOrYear};
use crate::figures::{Exemptions, Facts, Ledger};
use crate::model::table::{Found, Ref};
use crate::model::{Archive, Belonging, Group};
use crate::read;
use anyhow::Result;
use serde::Serialize;
use serde_json::{Map, Value};
use std::path::PathBuf;

/// Which report.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Name {
    /// Performance and quality (D10).
    Performance,
    /// Attendance (D16).
    Attendance,
}

/// How its numbers are written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Form {
    /// One object a line.
    Json,
    /// A table with a heading.
    Csv,
}

/// What is asked for.
#[derive(Clone, Debug)]
pub struct Options {
    /// The input folder.
    pub input: PathBuf,
    /// The report.
    pub name: Name,
    /// Its form.
    pub form: Form,
    /// The id of the one group whose journals count; `None`: all.
    pub group: Option<String>,
    /// The id of the one term, or `year`; `None`: all.
    pub term: Option<String>,
}

/// Writes the numbers of a report to standard output (contract §3).
pub fn report(options: &Options) -> Result<Status> {
    let (archive, mut report) = read::read(&options.input)?;
    let belonging = Belonging::new(&archive);
    let (ledger, exemptions) = (Ledger::new(&archive), Exemptions::new(&archive));
    let facts = Facts { archive: &archive, belonging: &belonging, ledger: &ledger, exemptions: &exemptions };
    report.append(crate::check::check(&facts));
    if report.has_errors() {
        eprintln!("ошибка: в данных есть ошибки, и числам верить нельзя: letopis check");
        return Ok(Status::BadData);
    }
    let group = options.group.as_deref().map(|id| group(&archive, id)).transpose()?;
    let settings = &archive.settings;
    if let Some(term) = &options.term
        && term != "year"
        && settings.terms.iter().all(|own| own.id != *term)
    {
        let all: Vec<&str> = settings.terms.iter().map(|term| term.id.as_str()).chain(["year"]).collect();
        return Err(UsageError(format!("--term: нет периода {term}; есть {}", all.join(", "))).into());
    }
    let is_wanted = |term: &str| options.term.as_deref().is_none_or(|wanted| wanted == term);
    let lines: Vec<Map<String, Value>> = match options.name {
        Name::Performance => performance::performance(&facts, group)
            .iter()
            .map(|figure| PerformanceLine::new(&archive, figure))
            .filter(|line| is_wanted(line.term))
            .map(|line| object(&line))
            .collect::<Result<_>>()?,
        Name::Attendance => attendance::attendance(&facts, group)
            .iter()
            .map(|figure| AttendanceLine::new(&archive, figure))
            .filter(|line| is_wanted(line.term))
            .map(|line| object(&line))
            .collect::<Result<_>>()?,
    };
    match options.form {
        Form::Json => {
            for line in lines {
                out(&format!("{}\n", serde_json::to_string(&line)?));
            }
        }
        Form::Csv => out(&table(&lines)?),
    }
    Ok(Status::Done)
}

fn group(archive: &Archive, id: &str) -> Result<Ref<Group>> {
    match archive.groups.find(id) {
        Found::Row(group) => Ok(group),
        _ => Err(UsageError(format!("--group: нет группы {id}")).into()),
    }
}

#[derive(Serialize)]
struct PerformanceLine<'a> {
    scope: Scope,
    id: &'a str,
    term: &'a str,
    #[serde(flatten)]
    counts: &'a Counts,
    passing: Option<f64>,
    quality: Option<f64>,
    sou: Option<f64>,
    mean: Option<f64>,
    #[serde(flatten)]
    students: Option<Students>,
}

impl<'a> PerformanceLine<'a> {
    fn new(archive: &'a Archive, figure: &'a Performance) -> PerformanceLine<'a> {
        let Performance { scope, id, term, counts, students } = figure;
        PerformanceLine {
            scope: *scope,
            id,
            term: TermOrYear::id(*term, &archive.settings),
            counts,
            passing: counts.passing(),
            quality: counts.quality(),
            sou: counts.sou(&archive.settings),
            mean: counts.mean(),
            students: *students,
        }
    }
}

#[derive(Serialize)]
struct AttendanceLine<'a> {
    scope: Scope,
    id: &'a str,
    term: &'a str,
    #[serde(flatten)]
    missed: &'a attendance::Missed,
}

impl<'a> AttendanceLine<'a> {
    fn new(archive: &'a Archive, figure: &'a Attended) -> AttendanceLine<'a> {
        let Attended { scope, id, term, missed } = figure;
        AttendanceLine { scope: *scope, id, term: &archive.settings.term(*term).id, missed }
    }
}

fn object(line: &impl Serialize) -> Result<Map<String, Value>> {
    match serde_json::to_value(line)? {
        Value::Object(object) => Ok(object),
        _ => unreachable!("a line is an object"),
    }
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
