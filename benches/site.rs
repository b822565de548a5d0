//! `cargo bench --profile release --bench site`: the site against Hugo, side by side, and what a page weighs.
//! `LETOPIS_BENCH_PAGES` sets how many journals there are (1,000; the figures of the notes are of 10,000).
//!
//! Hugo (Debian's package) gets the journals' grids, 25 students by 30 lessons, as Markdown tables under a
//! frame like ours, and nothing else. The same tables are written by our site in a process of its own, from
//! the input's tables: reading, figures, digests, and pages that have lessons, works and hours beside the grid.
//! Then the program makes the whole of it: checks, pages of students, days, groups, reports, the index of the
//! search. Memory is told where GNU time is installed.

#![allow(clippy::disallowed_methods, reason = "a benchmark's own files")]

use letopis::export::names::Names;
use letopis::figures::teachers::taught;
use letopis::figures::{Consents, Exemptions, Facts, JournalFigures, JournalPart, Ledger};
use letopis::files::{self, FileDigest};
use letopis::model::{Belonging, Family};
use letopis::site::Site;
use letopis::site::pages::Pages;
use letopis::templates::Templates;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Instant;

fn main() -> ExitCode {
    // The process that writes the tables alone.
    if let Some(folders) = std::env::var_os(TABLES) {
        let mut folders = std::env::split_paths(&folders);
        tables(&folders.next().expect("an input"), &folders.next().expect("an output"));
        return ExitCode::SUCCESS;
    }
    let journals: usize =
        std::env::var("LETOPIS_BENCH_PAGES").ok().and_then(|n| n.parse().ok()).unwrap_or(1000);
    if Command::new("hugo").arg("version").output().is_err() {
        eprintln!("hugo is missing: apt-get install hugo");
        return ExitCode::FAILURE;
    }
    let folder = tempfile::tempdir().expect("a temporary folder");
    let path = |name: &str| folder.path().join(name);
    // As many journals as groups, or nearly so: few pages that are not tables.
    let each = (1..=100).rev().find(|each| journals.is_multiple_of(*each)).unwrap_or(1);
    let (groups, each) = ((journals / each).to_string(), each.to_string());
    let (input, output) = (path("input"), path("output"));
    let size = ["--groups", &groups, "--journals", &each, "--students", "25", "--lessons", "30"];
    run(Path::new(PROGRAM), &[&["demo", text(&input), "--quiet"], &size[..]].concat());
    println!("letopis demo {}", size.join(" "));
    println!("{:<30} {:>8} {:>8} {:>9} {:>8}", "", "s", "pages", "pages/s", "peak MB");
    let both = std::env::join_paths([&input, &path("tables")]).expect("paths without colons");
    let own_program = std::env::current_exe().expect("a program");
    let tables = best(3, Command::new(own_program).env(TABLES, both));
    let table_pages = html(&path("tables")).len();
    report("the same tables, ours", &tables, table_pages);
    let build = ["build", "--only", "site", "--quiet", "--input", text(&input), "--output", text(&output)];
    let own = best(1, Command::new(PROGRAM).args(build).arg("--fresh"));
    let site = output.join("site");
    let pages = html(&site);
    report("letopis build --only site", &own, pages.len());
    hugo_project(&site.join("journals"), &path("hugo"));
    let (project, public) = (path("hugo"), path("public"));
    let peer = best(1, Command::new("hugo").args(["--quiet", "-s", text(&project), "-d", text(&public)]));
    let peers = html(&public).len();
    report("hugo", &peer, peers);
    println!(
        "the same {peers} tables: {:.1} times as fast as Hugo, in 1/{:.0} of its memory; our whole site: {:.1} times as many pages a second",
        peer.seconds / tables.seconds,
        peer.peak.zip(tables.peak).map_or(0.0, |(peer, own)| peer / own),
        (pages.len() as f64 / own.seconds) / (peers as f64 / peer.seconds),
    );
    weigh(&site, &pages);
    ExitCode::SUCCESS
}

const PROGRAM: &str = env!("CARGO_BIN_EXE_letopis");

struct Measured {
    seconds: f64,
    /// In megabytes.
    peak: Option<f64>,
}

fn run(program: &Path, arguments: &[&str]) {
    assert!(Command::new(program).args(arguments).status().expect("it starts").success(), "{arguments:?}");
}

/// The quickest of some rounds of a command.
fn best(rounds: usize, command: &mut Command) -> Measured {
    let report = std::env::temp_dir().join(format!("letopis-bench-{}", std::process::id()));
    let mut best = Measured { seconds: f64::MAX, peak: None };
    for _ in 0..rounds {
        let started = Instant::now();
        let mut timed = Command::new("/usr/bin/time");
        timed.args(["-f", "%M", "-o", text(&report)]).arg(command.get_program()).args(command.get_args());
        timed.envs(command.get_envs().filter_map(|(name, value)| Some((name, value?))));
        let status = timed.status().or_else(|_| command.status()).expect("it starts");
        assert!(status.success(), "{command:?}");
        let seconds = started.elapsed().as_secs_f64();
        if seconds < best.seconds {
            let peak = fs::read_to_string(&report).ok().and_then(|text| text.trim().parse::<f64>().ok());
            best = Measured { seconds, peak: peak.map(|kib| kib / 1024.0) };
        }
    }
    best
}

/// Where the process that writes the tables finds its folders.
const TABLES: &str = "LETOPIS_BENCH_TABLES";

/// The journals' pages of an input folder, and nothing else, on as many threads as there are cores.
fn tables(input: &Path, output: &Path) {
    let (archive, _) = letopis::read::read(input, &|_| true).expect("the input is read");
    let (belonging, ledger) = (Belonging::new(&archive), Ledger::new(&archive));
    let (exemptions, consents) = (Exemptions::new(&archive), Consents::new(&archive));
    let facts = Facts {
        archive: &archive,
        belonging: &belonging,
        ledger: &ledger,
        exemptions: &exemptions,
        consents: &consents,
    };
    let (templates, names) = (Templates::built_in(), Names::new(&archive));
    let site = Site::new(&templates, &archive.settings).expect("the templates");
    let taught = taught(&facts);
    let pages = Pages { facts: &facts, names: &names, site: &site, taught: &taught, past: &[] };
    let next = AtomicUsize::new(0);
    let journals: Vec<_> = archive.journals.refs().map(|(journal, _)| journal).collect();
    let cores = std::thread::available_parallelism().map_or(1, usize::from);
    std::thread::scope(|scope| {
        for _ in 0..cores {
            scope.spawn(|| {
                while let Some(journal) = journals.get(next.fetch_add(1, Ordering::Relaxed)) {
                    let csv = letopis::export::journal::write(&facts, *journal);
                    let part = JournalPart {
                        journal: *journal,
                        figures: JournalFigures::new(&facts, *journal),
                        family: Family::of(&archive.settings, &archive.journals[*journal]),
                        digest: FileDigest::of(&csv).sha256,
                    };
                    let page = pages.journal(&part, Vec::new()).expect("a page");
                    files::write(&output.join(page.path), page.html.as_bytes()).expect("written");
                }
            });
        }
    });
}

fn report(name: &str, measured: &Measured, pages: usize) {
    let peak = measured.peak.map_or("no time(1)".to_owned(), |peak| format!("{peak:.0}"));
    let Measured { seconds, .. } = measured;
    println!("{name:<30} {seconds:>8.2} {pages:>8} {:>9.0} {peak:>8}", pages as f64 / seconds);
}

/// What pages weigh: of each kind the mean, of the start page itself and what it loads.
fn weigh(site: &Path, pages: &[PathBuf]) {
    let size = |path: &Path| path.metadata().map_or(0, |data| data.len());
    for kind in ["journals", "students", "days", "groups", "teachers"] {
        let own: Vec<u64> =
            pages.iter().filter(|page| page.starts_with(site.join(kind))).map(|page| size(page)).collect();
        println!(
            "{kind}: {} pages of {} bytes",
            own.len(),
            own.iter().sum::<u64>() / own.len().max(1) as u64
        );
    }
    let assets: u64 = all(&site.join("assets")).iter().map(|file| size(file)).sum();
    let index: u64 = all(&site.join("search")).iter().map(|file| size(file)).sum();
    println!(
        "start page: {} bytes and {assets} of style and scripts; index of the search: {index} bytes, of which it loads none",
        size(&site.join("index.html"))
    );
}

/// A project of Hugo's with a page of Markdown for each journal's grid.
fn hugo_project(journals: &Path, project: &Path) {
    for folder in ["content", "layouts/_default"] {
        fs::create_dir_all(project.join(folder)).expect("a folder");
    }
    write(
        &project.join("config.toml"),
        "title = \"Архив\"\nbaseURL = \"/\"\nrelativeURLs = true\ndisableKinds = [\"taxonomy\", \"term\", \"RSS\", \"sitemap\", \"404\", \"home\", \"section\"]\n",
    );
    write(
        &project.join("layouts/_default/single.html"),
        "<!DOCTYPE html>\n<html lang=\"ru\"><head><meta charset=\"utf-8\"><title>{{ .Title }}</title></head>\n<body><header><a href=\"index.html\">Архив</a></header><main><h1>{{ .Title }}</h1>\n{{ .Content }}</main><footer><p>Год закрыт</p></footer></body></html>\n",
    );
    for page in html(journals) {
        let html = fs::read_to_string(&page).expect("a page");
        let title = between(&html, "<h1>", "</h1>").unwrap_or_default();
        let grid = between(&html, "<table class=\"grid\">", "</table>").unwrap_or_default();
        let (head, body) = grid.split_once("<tbody>").unwrap_or((grid, ""));
        let mut markdown = format!("---\ntitle: \"{}\"\n---\n\n", title.replace('"', "'"));
        let columns = cells(head.rsplit("<tr>").next().unwrap_or_default());
        let columns = [vec!["№".to_owned(), "ФИО".to_owned()], columns].concat();
        line(&mut markdown, &columns);
        line(&mut markdown, &vec!["---".to_owned(); columns.len()]);
        body.split("<tr>").skip(1).for_each(|row| line(&mut markdown, &cells(row)));
        let name = page.file_stem().and_then(|stem| stem.to_str()).unwrap_or_default();
        write(&project.join(format!("content/{name}.md")), &markdown);
    }
}

fn line(markdown: &mut String, cells: &[String]) {
    markdown.push_str(&format!("| {} |\n", cells.join(" | ")));
}

/// The texts of a row's cells.
fn cells(row: &str) -> Vec<String> {
    let cell = |part: &str| {
        let end = part.find("</t").unwrap_or(part.len());
        let inner = part[..end].split_once('>').map_or("", |(_, inner)| inner);
        inner.split('<').map(|piece| piece.rsplit('>').next().unwrap_or_default()).collect::<String>()
    };
    let parts = row.split("<t").skip(1).filter(|part| part.starts_with(['d', 'h']));
    parts.map(|part| cell(part).replace('|', "/")).collect()
}

fn between<'a>(text: &'a str, start: &str, end: &str) -> Option<&'a str> {
    text.split_once(start)?.1.split_once(end).map(|(inner, _)| inner)
}

fn all(folder: &Path) -> Vec<PathBuf> {
    let entries = walkdir::WalkDir::new(folder).sort_by_file_name().into_iter().filter_map(Result::ok);
    entries.filter(|entry| entry.file_type().is_file()).map(|entry| entry.path().to_owned()).collect()
}

fn html(folder: &Path) -> Vec<PathBuf> {
    all(folder).into_iter().filter(|path| path.extension().is_some_and(|ending| ending == "html")).collect()
}

fn write(path: &Path, text: &str) {
    fs::write(path, text).expect("written");
}

fn text(path: &Path) -> &str {
    path.to_str().expect("a path in UTF-8")
}
