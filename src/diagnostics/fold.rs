//! A report for reading: by file, and what repeats itself said once with a count.

use super::{Diagnostic, Report};
use std::collections::BTreeMap;

/// How many different messages of one kind are shown.
const SHOWN: usize = 3;

/// A place whose line is shown with a diagnostic.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Spot {
    /// The file, relative to the input folder.
    pub file: String,
    /// The sheet of a spreadsheet.
    pub sheet: Option<String>,
    /// The line of the row.
    pub line: u32,
    /// The column, which may stand on a line of its own.
    pub column: Option<String>,
}

/// The lines that diagnostics point to, as they stand in their files, with their numbers.
pub type Lines = BTreeMap<Spot, (u32, String)>;

impl Diagnostic {
    /// The place whose line is shown; `None` where the file as a whole is meant.
    pub fn spot(&self) -> Option<Spot> {
        let (file, sheet, column) = (self.file.clone(), self.sheet.clone(), self.column.clone());
        self.line.map(|line| Spot { file, sheet, line, column })
    }
}

/// Diagnostics of one code about one column of one file.
pub struct Fold<'a> {
    /// The first ones, each with another message.
    pub shown: Vec<&'a Diagnostic>,
    /// The others, in the order of their lines.
    pub rest: Vec<&'a Diagnostic>,
    /// How many more there were that are kept nowhere.
    pub dropped: usize,
}

impl Fold<'_> {
    /// How many there are beside those that are shown.
    pub fn more(&self) -> usize {
        self.rest.len() + self.dropped
    }

    /// Where those are: «строки 5, 7–9»; files where the fold goes over files. At most so many
    /// stretches of lines are named, and then «…». Empty where nobody knows.
    pub fn places(&self, most: usize) -> String {
        let (stretches, names) = stretches(&self.rest);
        let named = stretches.iter().map(|(first, last)| match last - first {
            0 => first.to_string(),
            1 => format!("{first}, {last}"),
            _ => format!("{first}–{last}"),
        });
        let mut named: Vec<String> = named.chain(names.iter().cloned()).collect();
        let cut = names.is_empty() && named.len() > most || self.dropped > 0;
        if names.is_empty() {
            named.truncate(most);
        }
        let head = match (names.is_empty(), self.rest.len()) {
            (_, 0) => return String::new(),
            (true, 1) => "строка ",
            (true, _) => "строки ",
            (false, _) => "",
        };
        format!("{head}{}{}", named.join(", "), if cut { "…" } else { "" })
    }
}

/// Lines that follow one another as one stretch, and the places of what has no line.
fn stretches(rest: &[&Diagnostic]) -> (Vec<(u32, u32)>, Vec<String>) {
    let (mut stretches, mut names) = (Vec::<(u32, u32)>::new(), Vec::new());
    for diagnostic in rest {
        match (diagnostic.line, stretches.last_mut()) {
            (None, _) => names.push(diagnostic.place()),
            (Some(line), Some((_, last))) if line <= *last + 1 => *last = line,
            (Some(line), _) => stretches.push((line, line)),
        }
    }
    (stretches, names)
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
            // What concerns files as a whole is of one kind in all of them, where it is mended alike.
            let alike = if b.line.is_none() {
                a.hint == b.hint
            } else {
                (&a.sheet, &a.column) == (&b.sheet, &b.column)
            };
            a.code == b.code && alike
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
            folds[index].dropped += report.dropped(file, code);
        }
    }
    folds
}

fn of_kind<'a>(kind: &[&'a Diagnostic]) -> Fold<'a> {
    let mut fold = Fold { shown: Vec::new(), rest: Vec::new(), dropped: 0 };
    for diagnostic in kind {
        let is_new = fold.shown.iter().all(|other| other.message != diagnostic.message);
        let list = if is_new && fold.shown.len() < SHOWN { &mut fold.shown } else { &mut fold.rest };
        list.push(*diagnostic);
    }
    fold
}
