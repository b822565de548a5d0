//! `letopis verify`: every byte against its digest.

use super::progress::{Progress, out};
use super::{Format, Status, UsageError};
use crate::archive::verify::NotVerifiable;
use crate::archive::{self, Finding, Kind, Verdict};
use crate::words;
use anyhow::Result;
use serde::Serialize;
use std::path::Path;

#[derive(Serialize)]
struct Total {
    path: String,
    kind: Kind,
    ok: bool,
    files: usize,
    bytes: u64,
    findings: usize,
}

/// Verifies and tells what is wrong, on standard output.
pub fn verify(path: &Path, format: Format, progress: &Progress) -> Result<Status> {
    if !path.exists() {
        return Err(UsageError(format!("нет ни файла, ни папки {}", path.display())).into());
    }
    let outcome = match archive::verify(path) {
        Ok(outcome) => outcome,
        // What is no archive cannot be an intact one.
        Err(error) if error.is::<NotVerifiable>() => {
            eprintln!("ошибка: {error:#}");
            return Ok(Status::BadData);
        }
        Err(error) => return Err(error),
    };
    if format == Format::Json {
        for finding in &outcome.findings {
            out(&format!("{}\n", serde_json::to_string(finding)?));
        }
        let total = Total {
            path: path.display().to_string(),
            kind: outcome.kind,
            ok: outcome.is_ok(),
            files: outcome.files,
            bytes: outcome.bytes,
            findings: outcome.findings.len(),
        };
        out(&format!("{}\n", serde_json::to_string(&total)?));
    } else {
        for Finding { verdict, path, message } in &outcome.findings {
            let message = if message.is_empty() { String::new() } else { format!(" ({message})") };
            out(&format!("{}: {path}{message}\n", verdict.label()));
        }
        let read = format!(
            "проверено {}, {}",
            words::count(outcome.files, ["файл", "файла", "файлов"]),
            words::size(outcome.bytes)
        );
        if outcome.is_ok() {
            progress.say(&format!("Всё цело: {} {}, {read}.", outcome.kind.label(), path.display()));
        } else {
            out(&format!(
                "НЕ ЦЕЛО: {} {}, {read}; {}.\n",
                outcome.kind.label(),
                path.display(),
                tally(&outcome.findings)
            ));
        }
    }
    Ok(if outcome.is_ok() { Status::Done } else { Status::BadData })
}

/// «изменён — 1, лишний — 2».
fn tally(findings: &[Finding]) -> String {
    [Verdict::Damaged, Verdict::Missing, Verdict::Unexpected, Verdict::Unverifiable]
        .into_iter()
        .map(|verdict| (verdict, findings.iter().filter(|finding| finding.verdict == verdict).count()))
        .filter(|(_, count)| *count > 0)
        .map(|(verdict, count)| format!("{} — {count}", verdict.label()))
        .collect::<Vec<_>>()
        .join(", ")
}
