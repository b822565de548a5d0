//! Diagnostics as a person reads them.

use super::{Diagnostic, Report, Severity};
use crate::words::count;
use std::fmt::Write;

/// The report for people: every diagnostic with its place, value and advice, then the totals.
/// Ends in a line break; empty where there is nothing to say.
pub fn human(report: &Report) -> String {
    let mut text = String::new();
    for diagnostic in report.sorted() {
        entry(&mut text, diagnostic);
    }
    if !text.is_empty() {
        text.push_str(&totals(report));
        text.push('\n');
    }
    text
}

fn entry(text: &mut String, d: &Diagnostic) {
    let _ = writeln!(text, "{}[{}]: {}", d.severity.label(), d.code, d.message);
    let _ = write!(text, "  --> {}", d.file);
    if let Some(line) = d.line {
        let _ = write!(text, ":{line}");
    }
    if let Some(column) = &d.column {
        let _ = write!(text, ", столбец {column}");
    }
    if let Some(value) = &d.value {
        let _ = write!(text, ", значение «{value}»");
    }
    if let Some(record) = &d.record {
        let _ = write!(text, " — запись {}", super::excerpt(record));
    }
    text.push('\n');
    if let Some(hint) = &d.hint {
        let _ = writeln!(text, "  подсказка: {hint}");
    }
    text.push('\n');
}

/// «3 ошибки, 1 предупреждение».
fn totals(report: &Report) -> String {
    let parts = [
        (Severity::Error, ["ошибка", "ошибки", "ошибок"]),
        (Severity::Warning, ["предупреждение", "предупреждения", "предупреждений"]),
        (Severity::Finding, ["замечание", "замечания", "замечаний"]),
    ];
    let counted: Vec<String> = parts
        .into_iter()
        .map(|(severity, forms)| (report.count(severity), forms))
        .filter(|(n, _)| *n > 0)
        .map(|(n, forms)| count(n, forms))
        .collect();
    format!("всего: {}", counted.join(", "))
}
