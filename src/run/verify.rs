//! `letopis verify`: every byte against its digest.

use super::progress::{Progress, out};
use super::{Format, Status, UsageError};
use crate::archive::profile::is_ours;
use crate::archive::signature::Status as SignatureStatus;
use crate::archive::verify::{NotVerifiable, SignatureState};
use crate::archive::{self, Finding, How, Kind, Outcome, Severity, Verdict};
use crate::{files, words};
use anyhow::Result;
use serde::Serialize;
use std::path::Path;

#[derive(Serialize)]
struct Total {
    path: String,
    kind: Kind,
    ok: bool,
    /// The worst of what is wrong; `ok` where nothing is.
    verdict: String,
    files: usize,
    bytes: u64,
    findings: usize,
    warnings: usize,
    #[serde(skip_serializing_if = "Option::is_none")]
    root: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    sha256: Option<String>,
}

/// Verifies and tells what is wrong, on standard output.
pub fn verify(path: &Path, lenient: bool, format: Format, progress: &Progress) -> Result<Status> {
    recover(path)?;
    let wait = || progress.note("другой запуск letopis пишет в эту папку: ждём, пока он закончит");
    // Of a build the lock lies beside it, of a store within.
    let _build = path.file_name().and_then(|_| files::lock_shared(&files::beside(path, "lock"), wait));
    if !path.exists() {
        return Err(UsageError(format!("нет ни файла, ни папки {}", path.display())).into());
    }
    guard_kind(path)?;
    let bar = progress.spinner("Проверка");
    let tick = |bytes| bar.inc(bytes);
    let outcome = archive::verify(path, How { lenient, only: None, tick: &tick, wait: &wait });
    bar.finish_and_clear();
    let outcome = match outcome {
        Ok(outcome) => outcome,
        // What is no archive cannot be an intact one.
        Err(error) if error.is::<NotVerifiable>() => {
            eprintln!("ошибка: {error:#}");
            if format == Format::Json {
                let path = path.display().to_string();
                let total =
                    serde_json::json!({ "path": path, "ok": false, "verdict": Verdict::Unverifiable });
                out(&format!("{total}\n"));
            }
            return Ok(Status::BadData);
        }
        Err(error) => return Err(error),
    };
    match format {
        Format::Json => tell_json(path, &outcome)?,
        Format::Text => tell(path, &outcome, progress),
    }
    Ok(if outcome.is_ok() { Status::Done } else { Status::BadData })
}

/// A file that is proved by the lists of the folder that it is in.
fn guard_kind(path: &Path) -> Result<()> {
    let ending = path.extension().and_then(|ending| ending.to_str()).unwrap_or_default().to_lowercase();
    let what = match ending.as_str() {
        _ if !path.is_file() => return Ok(()),
        "age" => "файл зашифрован, и проверяют его вместе с носителем",
        "pdf" => "это документ, и проверяют его вместе с хранилищем, сборкой или носителем",
        _ => return Ok(()),
    };
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let message = format!("{}: {what}: letopis verify \"{}\"", path.display(), folder.display());
    Err(UsageError(message).into())
}

/// Puts back the build that a killed run left aside; where a build goes on, it does so itself.
fn recover(path: &Path) -> Result<()> {
    if !path.exists() && files::beside(path, "old").is_dir() {
        let _lock = files::lock(&files::beside(path, "lock"))?;
        files::recover(path)?;
    }
    Ok(())
}

fn tell_json(path: &Path, outcome: &Outcome) -> Result<()> {
    for finding in outcome.findings.all() {
        out(&format!("{}\n", serde_json::to_string(finding)?));
    }
    for signature in &outcome.signatures {
        out(&format!("{}\n", serde_json::json!({ "signature": signature })));
    }
    let verdict = outcome.verdict().map(serde_json::to_value).transpose()?;
    let total = Total {
        path: path.display().to_string(),
        kind: outcome.kind,
        ok: outcome.is_ok(),
        verdict: verdict.as_ref().and_then(|verdict| verdict.as_str()).unwrap_or("ok").to_owned(),
        files: outcome.files,
        bytes: outcome.bytes,
        findings: outcome.findings.errors().count(),
        warnings: outcome.findings.warnings(),
        root: outcome.root.clone(),
        sha256: outcome.sha256.clone(),
    };
    out(&format!("{}\n", serde_json::to_string(&total)?));
    Ok(())
}

fn tell(path: &Path, outcome: &Outcome, progress: &Progress) {
    for Finding { severity, verdict, path, message, .. } in outcome.findings.all() {
        let label =
            if *severity == Severity::Warning { "предупреждение" } else { verdict.label() };
        let message = if message.is_empty() { String::new() } else { format!(" ({message})") };
        let line = format!("{label}: {path}{message}");
        if *severity == Severity::Warning { progress.say(&line) } else { out(&format!("{line}\n")) }
    }
    for signature in &outcome.signatures {
        progress.say(&of_signature(signature));
    }
    let read = format!(
        "проверено {}, {}",
        words::count(outcome.files, ["файл", "файла", "файлов"]),
        words::size(outcome.bytes)
    );
    let what = format!("{} {}", outcome.kind.label(), path.display());
    if outcome.is_ok() {
        progress.say(&format!("Всё цело: {what}, {read}."));
    } else {
        out(&format!("НЕ ЦЕЛО: {what}, {read}; {}.\n", tally(outcome)));
    }
    if outcome.kind == Kind::Bag && outcome.is_ok() {
        let sums = [("Корневой отпечаток", &outcome.root), ("SHA-256 файла zip", &outcome.sha256)];
        for (title, sum) in sums.into_iter().filter_map(|(title, sum)| Some((title, sum.as_ref()?))) {
            progress.say(&format!("  {title:18}  {sum}"));
        }
        if is_ours(&outcome.labels) {
            progress
                .say("Сверьте их со свидетельством об архиве: оно подтверждает, что это тот самый архив.");
        }
    }
}

fn of_signature(signature: &SignatureState) -> String {
    let SignatureState { file, signed, kind, status } = signature;
    let what = match status {
        SignatureStatus::Valid { key } => format!("верна, ключ {key}"),
        SignatureStatus::Unchecked { names_the_file: true } => {
            "приложена, относится к этому файлу; сама здесь не проверяется".to_owned()
        }
        SignatureStatus::Unchecked { names_the_file: false } => "приложена, здесь не проверяется".to_owned(),
        SignatureStatus::Invalid { why } => format!("НЕВЕРНА: {why}"),
    };
    format!("{file} — {kind} для {signed}: {what}")
}

/// «изменён — 1, лишний — 2».
fn tally(outcome: &Outcome) -> String {
    let count = |verdict| outcome.findings.errors().filter(|finding| finding.verdict == verdict).count();
    Verdict::ALL
        .into_iter()
        .map(|verdict| (verdict, count(verdict)))
        .filter(|(_, count)| *count > 0)
        .map(|(verdict, count)| format!("{} — {count}", verdict.label()))
        .collect::<Vec<_>>()
        .join(", ")
}
