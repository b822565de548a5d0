//! Diagnostics as a person reads them on a terminal.

use super::{Diagnostic, Lines, Report, Severity, excerpt, fold};
use crate::words::count;
use std::fmt::Write;

/// How many stretches of lines are named of what is not shown.
const STRETCHES: usize = 8;
/// How much of an offending line is shown.
const WIDTH: usize = 100;

/// The report for people: file by file every kind of diagnostic with its place, the offending line
/// and advice, then the totals. Ends in a line break; empty where there is nothing to say.
pub fn human(report: &Report, lines: &Lines) -> String {
    let mut text = String::new();
    for file in fold(report) {
        if let Some(name) = file.file {
            let of = |severity| {
                let folds = file.folds.iter().filter(|fold| fold.shown[0].severity == severity);
                folds.map(|fold| fold.shown.len() + fold.more()).sum()
            };
            let name: String = super::printable(name).collect();
            let _ = writeln!(text, "{name}: {}\n", counted(of));
        }
        for fold in &file.folds {
            for diagnostic in &fold.shown {
                entry(&mut text, diagnostic, lines);
            }
            if fold.more() > 0 {
                let mut places = fold.places(STRETCHES);
                if places.ends_with('…') {
                    places.push_str(" (все — на странице: letopis check --html ФАЙЛ)");
                }
                let places = if places.is_empty() { places } else { format!(": {places}") };
                let _ = writeln!(text, "  ещё {} того же рода{places}\n", fold.more());
            }
        }
    }
    if !text.is_empty() {
        text.push_str(&format!("всего: {}\n", totals(report)));
    }
    text
}

fn entry(text: &mut String, d: &Diagnostic, lines: &Lines) {
    let _ = writeln!(text, "{}[{}]: {}", d.severity.label(), d.code, d.message);
    let _ = writeln!(text, "  --> {}", d.place());
    if let Some((number, line)) = d.spot().and_then(|spot| lines.get(&spot)) {
        let _ = writeln!(text, "  {number} | {}", cut(line, d.value.as_deref()));
    }
    if let Some(hint) = &d.hint {
        let _ = writeln!(text, "  подсказка: {hint}");
    }
    text.push('\n');
}

impl Diagnostic {
    /// Where it is, in words: «marks.csv:17, столбец value («Отметка») — запись l1/s2».
    pub fn place(&self) -> String {
        let mut place: String = super::printable(&self.file).collect();
        match (&self.sheet, &self.cell, self.line) {
            (Some(sheet), Some(cell), _) => {
                let _ = write!(place, ", лист «{}», ячейка {cell}", excerpt(sheet));
            }
            (Some(sheet), None, _) => {
                let _ = write!(place, ", лист «{}»", excerpt(sheet));
            }
            (None, _, Some(line)) => {
                let _ = write!(place, ":{line}");
            }
            (None, _, None) => {}
        }
        if let Some(column) = &self.column {
            let _ = write!(place, ", столбец {column}");
            if let Some(heading) = self.heading {
                let _ = write!(place, " («{heading}»)");
            }
        }
        if let Some(record) = &self.record {
            let _ = write!(place, " — запись {}", excerpt(record));
        }
        place
    }
}

/// The part of a line around the offending value.
fn cut(line: &str, value: Option<&str>) -> String {
    let letters: Vec<char> = super::printable(line).collect();
    if letters.len() <= WIDTH {
        return letters.into_iter().collect();
    }
    let at = value.and_then(|value| line.find(value)).map_or(0, |at| line[..at].chars().count());
    let start = at.saturating_sub(WIDTH / 2).min(letters.len() - WIDTH);
    let part: String = letters[start..start + WIDTH].iter().collect();
    let (left, right) = (start > 0, start + WIDTH < letters.len());
    format!("{}{part}{}", if left { "…" } else { "" }, if right { "…" } else { "" })
}

/// «3 ошибки, 1 предупреждение».
pub fn totals(report: &Report) -> String {
    counted(|severity| report.count(severity))
}

/// «3 ошибки, 1 предупреждение» of the number of each severity.
fn counted(of: impl Fn(Severity) -> usize) -> String {
    let parts = [
        (Severity::Error, ["ошибка", "ошибки", "ошибок"]),
        (Severity::Warning, ["предупреждение", "предупреждения", "предупреждений"]),
        (Severity::Finding, ["замечание", "замечания", "замечаний"]),
    ];
    let counted: Vec<String> = parts
        .into_iter()
        .map(|(severity, forms)| (of(severity), forms))
        .filter(|(n, _)| *n > 0)
        .map(|(n, forms)| count(n, forms))
        .collect();
    counted.join(", ")
}
