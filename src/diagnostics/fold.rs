//! A report for reading: by file, and what repeats itself said once with a count.

use super::{Diagnostic, Report};
use std::collections::BTreeMap;

/// The lines that diagnostics point to, as they stand in their files: by file, sheet and line.
pub type Lines = BTreeMap<(String, Option<String>, u32), String>;

/// How many different messages of one kind are shown.
const SHOWN: usize = 3;
/// How many stretches of lines are named of those that are not shown.
const STRETCHES: usize = 8;

/// Diagnostics of one code about one column of one file.
pub struct Fold<'a> {
    /// The first ones, each with another message.
    pub shown: Vec<&'a Diagnostic>,
    /// How many more there are.
    pub more: usize,
    /// Where those are: «строки 5, 7–9»; files where the fold goes over files. Empty where nobody knows.
    pub places: String,
}

/// What is told of one file.
pub struct FileFolds<'a> {
    /// The file; `None` of what is told of several files at once.
    pub file: Option<&'a str>,
    /// In the order of their first lines.
    pub folds: Vec<Fold<'a>>,
}

/// Folds a report: first the files with lines to look at, then what concerns files as a whole.
pub fn fold(report: &Report) -> Vec<FileFolds<'_>> {
    let mut files: BTreeMap<&str, Vec<Vec<&Diagnostic>>> = BTreeMap::new();
    let mut whole: Vec<Vec<&Diagnostic>> = Vec::new();
    for diagnostic in report.sorted() {
        let kinds = match diagnostic.line {
            Some(_) => files.entry(&diagnostic.file).or_default(),
            None => &mut whole,
        };
        let is_kind = |kind: &&mut Vec<&Diagnostic>| {
            let (a, b) = (kind[0], diagnostic);
            // What concerns files as a whole is of one kind in all of them.
            a.code == b.code && (b.line.is_none() || (&a.sheet, &a.column) == (&b.sheet, &b.column))
        };
        match kinds.iter_mut().find(is_kind) {
            Some(kind) => kind.push(diagnostic),
            None => kinds.push(vec![diagnostic]),
        }
    }
    let mut folded: Vec<FileFolds<'_>> = files
        .into_iter()
        .map(|(file, kinds)| FileFolds { file: Some(file), folds: with_dropped(report, file, kinds) })
        .collect();
    if !whole.is_empty() {
        folded.push(FileFolds { file: None, folds: whole.iter().map(|kind| of_kind(kind)).collect() });
    }
    folded
}

/// The folds of a file; what was counted and not kept belongs to the last one of its code.
fn with_dropped<'a>(report: &Report, file: &str, kinds: Vec<Vec<&'a Diagnostic>>) -> Vec<Fold<'a>> {
    let mut folds: Vec<Fold<'a>> = kinds.iter().map(|kind| of_kind(kind)).collect();
    for index in 0..folds.len() {
        let code = folds[index].shown[0].code;
        if folds[index + 1..].iter().all(|later| later.shown[0].code != code) {
            folds[index].more += report.dropped(file, code);
        }
    }
    folds
}

fn of_kind<'a>(kind: &[&'a Diagnostic]) -> Fold<'a> {
    let mut shown: Vec<&Diagnostic> = Vec::new();
    let mut rest: Vec<&Diagnostic> = Vec::new();
    for diagnostic in kind {
        let is_new = shown.iter().all(|other| other.message != diagnostic.message);
        if is_new && shown.len() < SHOWN { shown.push(diagnostic) } else { rest.push(diagnostic) }
    }
    Fold { shown, more: rest.len(), places: places(&rest) }
}

fn places(rest: &[&Diagnostic]) -> String {
    let mut stretches: Vec<(u32, u32)> = Vec::new();
    let mut names: Vec<String> = Vec::new();
    for diagnostic in rest {
        match (diagnostic.line, stretches.last_mut()) {
            (None, _) => names.push(diagnostic.place()),
            (Some(line), Some((_, last))) if line <= *last + 1 => *last = line,
            (Some(line), _) => stretches.push((line, line)),
        }
    }
    let named = stretches.iter().map(|(first, last)| match last - first {
        0 => first.to_string(),
        1 => format!("{first}, {last}"),
        _ => format!("{first}–{last}"),
    });
    let mut named: Vec<String> = named.chain(names.iter().cloned()).collect();
    let cut = names.is_empty() && named.len() > STRETCHES;
    if cut {
        named.truncate(STRETCHES);
    }
    let one = rest.len() == 1;
    let head = match (names.is_empty(), one) {
        _ if rest.is_empty() => return String::new(),
        (true, true) => "строка ",
        (true, false) => "строки ",
        (false, _) => "",
    };
    format!("{head}{}{}", named.join(", "), if cut { "…" } else { "" })
}
