//! `cargo bench --profile release`: time and memory of the main job on an invented college, each
//! command in a process of its own. `LETOPIS_BENCH_GROUPS` sets its size (10 groups). What is printed
//! is for reading and comparing in one run; no test depends on it.

use std::path::Path;
use std::process::{Command, ExitCode};
use std::time::Instant;

fn main() -> ExitCode {
    let groups = std::env::var("LETOPIS_BENCH_GROUPS").unwrap_or_else(|_| "10".to_owned());
    let folder = tempfile::tempdir().expect("a temporary folder");
    let path = |name: &str| folder.path().join(name);
    letopis(&["demo", text(&path("input")), "--groups", &groups, "--quiet"]);
    println!("letopis demo --groups {groups}: {} МБ", size(&path("input")) / 1_000_000);
    println!("{:<34} {:>8} {:>10}", "command", "s", "peak MB");
    let (input, output, store) = (path("input"), path("output"), path("archive"));
    let build =
        ["build", "--quiet", "--input", text(&input), "--output", text(&output), "--archive", text(&store)];
    measure("check", &["check", "--quiet", "--input", text(&input)]);
    let fresh = measure("build --fresh", &[&build[..], &["--fresh"]].concat());
    measure("build --fresh --jobs 1", &[&build[..], &["--fresh", "--jobs", "1"]].concat());
    measure("build, nothing changed", &build);
    change_a_mark(&input.join("marks.csv"));
    measure("build, one mark changed", &build);
    let seal = measure("seal", &["seal", "--quiet", "--output", text(&output), "--archive", text(&store)]);
    measure("verify archive", &["verify", "--quiet", text(&store)]);
    let sheets = sheets(&output);
    println!(
        "{sheets} sheets, {:.0} sheets/s; the archive has {} MB, sealed in {:.2} of the build's time",
        sheets as f64 / fresh,
        size(&store) / 1_000_000,
        seal / fresh
    );
    ExitCode::SUCCESS
}

fn letopis(arguments: &[&str]) -> bool {
    Command::new(env!("CARGO_BIN_EXE_letopis"))
        .args(arguments)
        .status()
        .expect("the program starts")
        .success()
}

/// Runs a command, prints its time and, where GNU time is installed, its peak memory.
fn measure(name: &str, arguments: &[&str]) -> f64 {
    let report = std::env::temp_dir().join(format!("letopis-bench-{}", std::process::id()));
    let started = Instant::now();
    let timed = Command::new("/usr/bin/time")
        .args(["-f", "%M", "-o", text(&report), env!("CARGO_BIN_EXE_letopis")])
        .args(arguments)
        .status();
    let peak = match timed {
        Ok(status) => {
            assert!(status.success(), "{name}");
            std::fs::read_to_string(&report).ok().and_then(|text| text.trim().parse::<u64>().ok())
        }
        Err(_) => {
            assert!(letopis(arguments), "{name}");
            None
        }
    };
    let seconds = started.elapsed().as_secs_f64();
    let peak = peak.map_or("no time(1)".to_owned(), |kib| (kib / 1024).to_string());
    println!("{name:<34} {seconds:>8.2} {peak:>10}");
    seconds
}

#[expect(clippy::disallowed_methods, reason = "a benchmark's own file")]
fn change_a_mark(path: &Path) {
    let text = std::fs::read_to_string(path).expect("the marks");
    let (head, row) = (text.lines().next().expect("a header"), text.lines().nth(1).expect("a mark"));
    let mut cells: Vec<&str> = row.split(',').collect();
    cells[2] = if cells[2] == "5" { "4" } else { "5" };
    let rest: String = text.lines().skip(2).map(|line| format!("{line}\n")).collect();
    std::fs::write(path, format!("{head}\n{}\n{rest}", cells.join(","))).expect("the marks are written");
}

fn sheets(output: &Path) -> u64 {
    let build = std::fs::read(output.join("build.json")).expect("build.json");
    let build: serde_json::Value = serde_json::from_slice(&build).expect("JSON");
    build["counts"]["sheets"].as_u64().expect("sheets")
}

fn size(folder: &Path) -> u64 {
    walkdir::WalkDir::new(folder)
        .into_iter()
        .filter_map(|entry| entry.ok()?.metadata().ok())
        .filter(|data| data.is_file())
        .map(|data| data.len())
        .sum()
}

fn text(path: &Path) -> &str {
    path.to_str().expect("a path in UTF-8")
}
