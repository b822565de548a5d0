//! `letopis check`: reads everything and tells of everything.

use super::progress::{Progress, out};
use super::{Format, Status};
use crate::diagnostics::{Severity, human};
use crate::model::Belonging;
use crate::words;
use anyhow::Result;
use std::path::Path;

/// Checks an input folder; writes nothing but the report, on standard output.
pub fn check(input: &Path, format: Format, progress: &Progress) -> Result<Status> {
    let (archive, mut report) = crate::read::read(input)?;
    let belonging = Belonging::new(&archive);
    report.append(crate::check::check(&archive, &belonging));
    if progress.is_quiet() {
        report = report.errors();
    }
    match format {
        Format::Json => {
            for diagnostic in report.sorted() {
                out(&format!("{}\n", serde_json::to_string(diagnostic)?));
            }
        }
        Format::Text => {
            out(&human(&report));
            if report.count(Severity::Error) + report.count(Severity::Warning) == 0 {
                progress.say(&format!(
                    "Замечаний нет: {}, {}, {}.",
                    words::count(archive.groups.len(), ["группа", "группы", "групп"]),
                    words::count(archive.journals.len(), ["журнал", "журнала", "журналов"]),
                    words::count(archive.lessons.len(), ["занятие", "занятия", "занятий"]),
                ));
            }
        }
    }
    Ok(if report.has_errors() { Status::BadData } else { Status::Done })
}
