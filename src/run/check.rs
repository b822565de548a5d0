//! `letopis check`: reads everything and tells of everything.

use super::progress::{Progress, out};
use super::{Format, Status, UsageError};
use crate::diagnostics::{Report, Severity, human};
use crate::figures::{Exemptions, Facts, Ledger};
use crate::files;
use crate::model::{Archive, Belonging};
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
        guard(path, &options.input)?;
    }
    let (archive, mut report) = read::read(&options.input)?;
    let belonging = Belonging::new(&archive);
    let (ledger, exemptions) = (Ledger::new(&archive), Exemptions::new(&archive));
    let facts = Facts { archive: &archive, belonging: &belonging, ledger: &ledger, exemptions: &exemptions };
    report.append(crate::check::check(&facts));
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
            progress.say(&format!("Ошибок и предупреждений нет: {}.", counts(&archive)));
        }
    } else {
        for diagnostic in report.sorted().into_iter().cloned().chain(report.rest()) {
            out(&format!("{}\n", serde_json::to_string(&diagnostic)?));
        }
    }
    if let Some(path) = &options.html {
        let templates = Templates::with_overlay(&options.input.join(read::TEMPLATES))?;
        let page = problems::page(&archive.settings, &counts(&archive), &report, &lines, &templates)?;
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

/// The page must not take the place of the data, nor lie among them.
fn guard(page: &Path, input: &Path) -> Result<()> {
    let whole = |path: &Path| std::path::absolute(path).unwrap_or_else(|_| path.to_owned());
    let folder = page.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let folder = folder.canonicalize().unwrap_or_else(|_| whole(folder));
    let inside = folder.starts_with(input.canonicalize().unwrap_or_else(|_| whole(input)));
    if inside || page.is_dir() {
        let message = format!(
            "--html: страница не может лежать в папке с данными или на месте папки ({}): назовите другой файл",
            page.display()
        );
        return Err(UsageError(message).into());
    }
    Ok(())
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
