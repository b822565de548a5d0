//! Keeping: until when, in how many copies, what comes later, and what is destroyed when.
//!
//! Everything is done by the commands on days that the clock is set to. What the program tells machines
//! is read in one place, here.

mod begun;
mod behind;
mod calendar;
mod copies;
mod destroyed;
mod destruction;
mod encrypted;
mod holds;
mod kills;
mod mishaps;
mod old;
mod papers;
mod restore;
mod study;
mod supplement;
mod terms;

use crate::harness::{Project, Run, tool};
use serde_json::Value;
use std::collections::BTreeMap;
use std::fs;
use std::io::{Cursor, Read as _};
use std::ops::Range;
use zip::ZipArchive;

/// The archive of the small college.
const NAME: &str = "journals-2024-2025";
/// Its zip in the store.
const ZIP: &str = "archive/journals-2024-2025.zip";

/// A year of one small group, sealed on 4 July 2025; kept through 2033.
#[track_caller]
fn small() -> Project {
    let project =
        Project::with_demo(&["--groups", "1", "--students", "4", "--journals", "2", "--lessons", "4"]);
    project.run_at("2025-07-04", &["build", "--seal", "--quiet"]).succeeds();
    project
}

/// A test's folder as it was. Media are known by their places: what is tried twice is tried in one folder.
struct Saved(Vec<(String, Vec<u8>)>);

fn saved(project: &Project) -> Saved {
    Saved(project.files(""))
}

impl Saved {
    /// Makes the folder again what it was.
    fn back(&self, project: &Project) {
        for entry in fs::read_dir(project.path("")).expect("the folder") {
            let path = entry.expect("an entry").path();
            let removed = if path.is_dir() { fs::remove_dir_all(&path) } else { fs::remove_file(&path) };
            removed.expect("removed");
        }
        for (name, bytes) in &self.0 {
            project.write(name, bytes);
        }
    }

    /// A file's bytes, as they were.
    #[track_caller]
    fn bytes(&self, path: &str) -> &[u8] {
        let found = self.0.iter().find(|(name, _)| name == path);
        &found.unwrap_or_else(|| panic!("{path} was not there")).1
    }
}

/// The store's files but its lock.
fn store(project: &Project) -> Vec<(String, Vec<u8>)> {
    let mut files = project.files("archive");
    files.retain(|(name, _)| name != ".lock");
    files
}

/// A file's bytes.
#[track_caller]
fn bytes(project: &Project, path: &str) -> Vec<u8> {
    fs::read(project.path(path)).unwrap_or_else(|error| panic!("{path}: {error}"))
}

/// Whether a file is there.
fn has(project: &Project, path: &str) -> bool {
    project.path(path).is_file()
}

/// Flips a bit in the midst of a file.
#[track_caller]
fn flip(project: &Project, path: &str) {
    let mut bytes = bytes(project, path);
    let middle = bytes.len() / 2;
    bytes[middle] ^= 1;
    project.write(path, bytes);
}

/// A command that is refused on a day: the store stays as it is, to the byte.
#[track_caller]
fn refused(project: &Project, day: &str, arguments: &[&str]) -> Run {
    let before = store(project);
    let run = project.run_at(day, arguments);
    let status = run.status();
    assert!(
        matches!(status, 1 | 2) && run.stderr().contains("ошибка"),
        "{day} {arguments:?}: status {status}\n{}\n{}",
        run.stdout(),
        run.stderr()
    );
    assert!(store(project) == before, "{day} {arguments:?}: the store is another");
    run
}

/// The lines of the register.
#[track_caller]
fn register(project: &Project) -> Vec<Value> {
    lines(&project.read("archive/register.jsonl"))
}

/// The line of an archive.
#[track_caller]
fn entry(project: &Project, name: &str) -> Value {
    register(project).into_iter().find(|line| line["name"] == name).expect("a line of the register")
}

/// The events of a kind.
#[track_caller]
fn events(project: &Project, kind: &str) -> Vec<Value> {
    lines(&project.read("archive/events.jsonl")).into_iter().filter(|line| line["event"] == kind).collect()
}

/// The archives that events are about, sorted.
fn names(events: &[Value]) -> Vec<&str> {
    let mut names: Vec<&str> = events.iter().map(|event| text(event, "name")).collect();
    names.sort_unstable();
    names
}

#[track_caller]
fn lines(text: &str) -> Vec<Value> {
    text.lines().map(|line| serde_json::from_str(line).expect("a line of JSON")).collect()
}

#[track_caller]
fn text<'a>(value: &'a Value, field: &str) -> &'a str {
    value[field].as_str().unwrap_or_else(|| panic!("no {field} in {value}"))
}

/// How each archive stands on a day, by `retention --on`: `kept`, `soon` (three months before its end),
/// `due`, `unknown`, `held`, `selected` (an act is drawn up), `marked` or `destroyed`.
#[track_caller]
fn states(project: &Project, day: &str) -> BTreeMap<String, String> {
    let run = project.run(&["retention", "--on", day, "--format", "json"]).succeeds();
    run.json().iter().map(|line| (text(line, "archive").to_owned(), text(line, "state").to_owned())).collect()
}

/// The last day on which an archive is kept, as `retention` has it.
#[track_caller]
fn keep_until(project: &Project, name: &str) -> Option<String> {
    let run = project.run(&["retention", "--format", "json"]).succeeds();
    let line = run.json().into_iter().find(|line| line["archive"] == name).expect("a line of the archive");
    line["until"].as_str().map(str::to_owned)
}

/// What stands in a PDF, without spaces, hyphens and capitals: words and digests may be broken anywhere.
struct Printed(String);

#[track_caller]
fn printed(project: &Project, path: &str) -> Printed {
    let path = project.path(path);
    Printed(squeezed(&tool("pdftotext", &[path.to_str().expect("a path"), "-"])))
}

impl Printed {
    fn has(&self, text: &str) -> bool {
        self.0.contains(&squeezed(text))
    }

    #[track_caller]
    fn says(&self, text: &str) {
        assert!(self.has(text), "no «{text}» in\n{}", self.0);
    }
}

fn squeezed(text: &str) -> String {
    let kept = |c: &char| !c.is_whitespace() && !['-', '\u{ad}', '\u{2010}', '\u{2011}'].contains(c);
    text.chars().filter(kept).collect::<String>().to_lowercase()
}

/// The paths inside the zip of a bag, sorted.
#[track_caller]
fn paths(project: &Project, zip: &str) -> Vec<String> {
    let mut paths: Vec<String> = open(project, zip)
        .file_names()
        .map(|name| name.expect("a name").split_once('/').expect("a folder").1.to_owned())
        .collect();
    paths.sort();
    paths
}

/// A file inside the zip of a bag, by its path in the bag; `None` where there is none.
#[track_caller]
fn inside(project: &Project, zip: &str, path: &str) -> Option<Vec<u8>> {
    let mut archive = open(project, zip);
    let mut bytes = Vec::new();
    let mut file = archive.by_index(index(&archive, path)?).expect("a file");
    file.read_to_end(&mut bytes).expect("it is read");
    Some(bytes)
}

/// The places of the bytes of a file inside the zip of a bag.
#[track_caller]
fn place(project: &Project, zip: &str, path: &str) -> Range<usize> {
    let mut archive = open(project, zip);
    let file = archive.by_index(index(&archive, path).expect("a path")).expect("a file");
    let start = file.data_start().expect("a place") as usize;
    start..start + file.compressed_size() as usize
}

#[track_caller]
fn open(project: &Project, zip: &str) -> ZipArchive<Cursor<Vec<u8>>> {
    ZipArchive::new(Cursor::new(bytes(project, zip))).unwrap_or_else(|error| panic!("{zip}: {error}"))
}

fn index(archive: &ZipArchive<Cursor<Vec<u8>>>, path: &str) -> Option<usize> {
    archive
        .file_names()
        .position(|name| name.expect("a name").split_once('/').is_some_and(|name| name.1 == path))
}
