//! `letopis check`: reads everything and tells of everything.

use super::opened::Opened;
use super::progress::{Progress, out};
use super::{Format, Status, guard_file};
use crate::diagnostics::{Report, Severity, human};
use crate::files;
use crate::model::Archive;
use crate::read;
use crate::site::problems;
use crate::templates::Templates;
use crate::words;
use anyhow::Result;
use std::path::{Path, PathBuf};

/// What `check` is asked for.
pub struct Options {
    /// The folder with the data.
    pub input: PathBuf,
    /// How it is told on standard output.
    pub format: Format,
    /// A page to be written with the same.
    pub html: Option<PathBuf>,
}

/// Checks an input folder; writes nothing but the report: on standard output, and as a page.
pub fn check(options: &Options, progress: &Progress) -> Result<Status> {
    if let Some(path) = &options.html {
        guard_file("--html", "страница", path, &options.input)?;
    }
    let mut opened = Opened::read(&options.input)?;
    let mut report = std::mem::take(&mut opened.report);
    let (archive, facts) = (&opened.archive, opened.facts());
    if !report.has_errors() {
        report.append(crate::check::findings(&facts));
    }
    if progress.is_quiet() {
        report = report.from(Severity::Error);
    }
    let is_text = options.format == Format::Text;
    let lines = if is_text || options.html.is_some() {
        read::lines(&options.input, &report)
    } else {
        Default::default()
    };
    if is_text {
        out(&human(&report, &lines));
        if report.is_empty() {
            progress.say(&format!("Ошибок и предупреждений нет: {}.", counts(archive)));
        }
    } else {
        for diagnostic in report.sorted().into_iter().cloned().chain(report.rest()) {
            out(&format!("{}\n", serde_json::to_string(&diagnostic)?));
        }
    }
    if let Some(path) = &options.html {
        let templates = Templates::with_overlay(&options.input.join(read::TEMPLATES))?;
        let page = problems::page(&archive.settings, &counts(archive), &report, &lines, &templates)?;
        files::write_atomically(path, page.as_bytes())?;
        if is_text {
            progress.say(&format!("То же страницей: {}", path.display()));
        }
    }
    if is_text {
        advise(&report, &options.input, progress);
    }
    Ok(if report.has_errors() { Status::BadData } else { Status::Done })
}

/// «3 группы, 30 журналов, 1440 занятий».
fn counts(archive: &Archive) -> String {
    [
        words::count(archive.groups.len(), ["группа", "группы", "групп"]),
        words::count(archive.journals.len(), ["журнал", "журнала", "журналов"]),
        words::count(archive.lessons.len(), ["занятие", "занятия", "занятий"]),
        words::count(archive.marks.len(), ["отметка", "отметки", "отметок"]),
    ]
    .join(", ")
}

/// The next step.
fn advise(report: &Report, input: &Path, progress: &Progress) {
    if report.has_errors() {
        progress.say("Исправьте ошибки и проверьте ещё раз: с ними архив не построить, а о том, как велись журналы, не судят.");
        return;
    }
    let (none, more) = match (report.count(Severity::Warning), report.count(Severity::Finding)) {
        (0, 0) => return,
        (0, _) => ("Ошибок и предупреждений", "Замечания — о том, как велись журналы."),
        (_, 0) => ("Ошибок", "Предупреждения просмотрите."),
        _ => ("Ошибок", "Предупреждения просмотрите; замечания — о том, как велись журналы."),
    };
    progress.say(&format!("{none} нет, строить можно: letopis build --input {}. {more}", input.display()));
}
