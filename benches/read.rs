//! `cargo bench --profile release --bench read`: reading 350,000 marks in each format, against the
//! best that only parses them: `csv` with serde, `serde_json`, `calamine`. All in one run, as ratios;
//! no test depends on it. `LETOPIS_BENCH_MARKS` sets the number.
//!
//! Ours reads a whole college: the marks' own time is what they add to the same folder without them.
//! Memory is the peak of a process that only reads, less the peak without the marks.

#![allow(clippy::disallowed_methods, reason = "a benchmark's own files")]

use calamine::Reader;
use rust_xlsxwriter::{ExcelDateTime, Format, Workbook};
use serde::{Deserialize, Serialize};
use std::fs;
use std::hint::black_box;
use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode};
use std::time::Instant;

/// A row as a program would read it that only parses.
#[derive(Debug, Deserialize, Serialize)]
struct Mark {
    lesson: String,
    student: String,
    value: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    work: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    weight: Option<f64>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    entered_at: Option<String>,
}

fn main() -> ExitCode {
    let mut arguments = std::env::args().skip(1);
    if arguments.next().as_deref() == Some("peak") {
        let folder = PathBuf::from(arguments.next().expect("a folder"));
        let (archive, report) = letopis::read::read(&folder, &|_| true).expect("the folder is read");
        assert!(!report.has_errors());
        println!("{} {}", archive.marks.len(), peak());
        return ExitCode::SUCCESS;
    }
    let wanted = std::env::var("LETOPIS_BENCH_MARKS").ok().and_then(|n| n.parse().ok()).unwrap_or(350_000);
    let folder = tempfile::tempdir().expect("a temporary folder");
    let marks = college(folder.path(), wanted);
    println!("{} marks, best of {ROUNDS}", marks.len());
    let bare = best(|| ours(&folder.path().join("none")));
    let base = peak_of(&folder.path().join("none"));
    println!("the college without its marks: {:.3} s, {:.0} MB", bare, base as f64 / 1e6);
    println!(
        "{:<6} {:>8} {:>10} {:>8} {:>7} {:>14}",
        "", "plain s", "letopis s", "own s", "ratio", "bytes a mark"
    );
    for (name, plain) in
        [("csv", plain_csv as fn(&Path) -> usize), ("json", plain_json), ("xlsx", plain_xlsx)]
    {
        let input = folder.path().join(name);
        let file = input.join(format!("marks.{name}"));
        assert_eq!(plain(&file), marks.len());
        let plain = best(|| plain(&file));
        let whole = best(|| ours(&input));
        let bytes = (peak_of(&input) - base) as f64 / marks.len() as f64;
        let own = whole - bare;
        println!("{name:<6} {plain:>8.3} {whole:>10.3} {own:>8.3} {:>7.2} {bytes:>14.0}", own / plain);
    }
    ExitCode::SUCCESS
}

const ROUNDS: usize = 9;

fn best(mut work: impl FnMut() -> usize) -> f64 {
    let round = |_| {
        let started = Instant::now();
        black_box(work());
        started.elapsed().as_secs_f64()
    };
    (0..ROUNDS).map(round).fold(f64::INFINITY, f64::min)
}

fn ours(input: &Path) -> usize {
    let (archive, report) = letopis::read::read(input, &|_| true).expect("the folder is read");
    assert!(!report.has_errors());
    archive.marks.len()
}

fn plain_csv(file: &Path) -> usize {
    let mut reader = csv::Reader::from_path(file).expect("the file");
    let marks: Vec<Mark> = reader.deserialize().map(|mark| mark.expect("a mark")).collect();
    black_box(&marks).len()
}

fn plain_json(file: &Path) -> usize {
    let marks: Vec<Mark> = serde_json::from_slice(&fs::read(file).expect("the file")).expect("marks");
    black_box(&marks).len()
}

fn plain_xlsx(file: &Path) -> usize {
    let mut book: calamine::Xlsx<_> = calamine::open_workbook(file).expect("the file");
    let range = book.worksheet_range("marks").expect("the sheet");
    black_box(&range).height() - 1
}

/// The folders `none`, `csv`, `json` and `xlsx` below a folder: one college, its marks in each form.
fn college(folder: &Path, wanted: usize) -> Vec<Mark> {
    let whole = folder.join("whole");
    let groups = (wanted / 4100 + 1).to_string();
    letopis(&["demo", text(&whole), "--groups", &groups, "--quiet"]);
    let mut reader = csv::Reader::from_path(whole.join("marks.csv")).expect("the marks");
    let marks: Vec<Mark> = reader.deserialize().take(wanted).map(|mark| mark.expect("a mark")).collect();
    assert_eq!(marks.len(), wanted);
    for name in ["none", "csv", "json", "xlsx"] {
        let target = folder.join(name);
        fs::create_dir(&target).expect("a folder");
        for entry in fs::read_dir(&whole).expect("the college") {
            let entry = entry.expect("an entry");
            if entry.file_name() != "marks.csv" && entry.path().is_file() {
                fs::copy(entry.path(), target.join(entry.file_name())).expect("a copy");
            }
        }
    }
    let mut writer = csv::Writer::from_path(folder.join("csv/marks.csv")).expect("the file");
    writer.write_record(["lesson", "student", "value", "work", "weight", "entered_at"]).expect("written");
    for mark in &marks {
        let weight = mark.weight.map(|weight| weight.to_string()).unwrap_or_default();
        let cells = [&mark.lesson, &mark.student, &mark.value, of(&mark.work), &weight, of(&mark.entered_at)];
        writer.write_record(cells).expect("written");
    }
    writer.flush().expect("written");
    fs::write(folder.join("json/marks.json"), serde_json::to_vec(&marks).expect("JSON")).expect("written");
    let mut book = Workbook::new();
    let sheet = book.add_worksheet();
    sheet.set_name("marks").expect("a name");
    let moments = Format::new().set_num_format("dd.mm.yyyy hh:mm");
    for (column, name) in (0u16..).zip(["lesson", "student", "value", "work", "weight", "entered_at"]) {
        sheet.write(0, column, name).expect("a heading");
    }
    for (row, mark) in (1u32..).zip(&marks) {
        sheet.write(row, 0, &mark.lesson).expect("a cell");
        sheet.write(row, 1, &mark.student).expect("a cell");
        match mark.value.parse::<u8>() {
            Ok(number) => sheet.write(row, 2, number).expect("a cell"),
            Err(_) => sheet.write(row, 2, &mark.value).expect("a cell"),
        };
        if let Some(work) = &mark.work {
            sheet.write(row, 3, work).expect("a cell");
        }
        if let Some(weight) = mark.weight {
            sheet.write(row, 4, weight).expect("a cell");
        }
        if let Some(moment) = &mark.entered_at {
            let moment = ExcelDateTime::parse_from_str(moment).expect("a moment");
            sheet.write_with_format(row, 5, moment, &moments).expect("a cell");
        }
    }
    book.save(folder.join("xlsx/marks.xlsx")).expect("the workbook");
    marks
}

fn of(text: &Option<String>) -> &String {
    static NOTHING: String = String::new();
    text.as_ref().unwrap_or(&NOTHING)
}

fn letopis(arguments: &[&str]) {
    assert!(
        Command::new(env!("CARGO_BIN_EXE_letopis")).args(arguments).status().expect("it starts").success()
    );
}

/// The peak memory of a process that reads a folder, in bytes.
fn peak_of(input: &Path) -> u64 {
    let this = std::env::current_exe().expect("this program");
    let output = Command::new(this).args(["peak", text(input)]).output().expect("it starts");
    let output = String::from_utf8(output.stdout).expect("text");
    output
        .split_whitespace()
        .nth(1)
        .and_then(|bytes| bytes.parse().ok())
        .expect("the peak, where the system tells it")
}

/// The peak memory of this process, in bytes; 0 where the system does not tell it.
fn peak() -> u64 {
    let status = fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
    line.and_then(|line| line.trim().trim_end_matches("kB").trim().parse::<u64>().ok()).unwrap_or(0) * 1024
}

fn text(path: &Path) -> &str {
    path.to_str().expect("a path in UTF-8")
}
