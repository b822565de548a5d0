//! `cargo bench --profile release --bench print`: the press against typst's own tool, side by side, each the
//! best of its rounds. `LETOPIS_BENCH_GROUPS` sets the college's size (4 groups).
//!
//! typst's tool gets the journals' sections as the program would set them, through the same templates with
//! `ruled` and `plain` made of typst's `table` and paragraphs (`templates/documents/tagged.typ`), without
//! tags, a process a section, two at a time. The program gets the whole of it: reading, checking, figures,
//! all volumes, sheets and reports. Install the tool with
//! `cargo install typst-cli --version 0.15.1 --locked --root ~/.cache/letopis-tools/typst`.

#![allow(clippy::disallowed_methods, reason = "a benchmark's own files")]

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Instant;

fn main() -> ExitCode {
    let tools = std::env::var("LETOPIS_TOOLS").map(PathBuf::from).unwrap_or_else(|_| {
        PathBuf::from(std::env::var("HOME").expect("a home")).join(".cache/letopis-tools")
    });
    let typst = tools.join("typst/bin/typst");
    if !typst.is_file() {
        eprintln!("{} is missing; see the head of benches/print.rs", typst.display());
        return ExitCode::FAILURE;
    }
    let groups = std::env::var("LETOPIS_BENCH_GROUPS").unwrap_or_else(|_| "4".to_owned());
    let folder = tempfile::tempdir().expect("a temporary folder");
    let path = |name: &str| folder.path().join(name);
    letopis(&["demo", text(&path("input")), "--groups", &groups, "--quiet"]);
    let sections = sections(&path("input"), folder.path());
    println!("letopis demo --groups {groups}: {} journals", sections.len());
    println!("{:<44} {:>7} {:>7} {:>9}", "", "s", "pages", "pages/s");
    let mut own = f64::MAX;
    let mut pages = 0;
    for _ in 0..3 {
        let started = Instant::now();
        let (input, output) = (path("input"), path("output"));
        letopis(&[
            "build",
            "--only",
            "print",
            "--fresh",
            "--quiet",
            "--input",
            text(&input),
            "--output",
            text(&output),
        ]);
        own = own.min(started.elapsed().as_secs_f64());
        pages = all_pages(&path("output"));
    }
    println!("{:<44} {own:>7.2} {pages:>7} {:>9.0}", "letopis build --only print", pages as f64 / own);
    let mut peer = f64::MAX;
    for _ in 0..2 {
        let started = Instant::now();
        let next = AtomicUsize::new(0);
        std::thread::scope(|scope| {
            for _ in 0..2 {
                scope.spawn(|| {
                    while let Some(section) = sections.get(next.fetch_add(1, Ordering::Relaxed)) {
                        compile(&typst, section);
                    }
                });
            }
        });
        peer = peer.min(started.elapsed().as_secs_f64());
    }
    let peers = sections.iter().map(|section| pages_of(&section.join("section.pdf"))).sum::<u64>();
    println!("{:<44} {peer:>7.2} {peers:>7} {:>9.0}", "typst compile, two processes", peers as f64 / peer);
    let ratio = (pages as f64 / own) / (peers as f64 / peer);
    println!("letopis sets {ratio:.1} times as many pages a second");
    ExitCode::SUCCESS
}

/// A folder for each journal's section: the templates and its data.
fn sections(input: &Path, folder: &Path) -> Vec<PathBuf> {
    let mut journals = csv::Reader::from_path(input.join("journals.csv")).expect("the journals");
    let ids: Vec<String> = journals.records().map(|row| row.expect("a row")[0].to_owned()).collect();
    let templates = Path::new(env!("CARGO_MANIFEST_DIR")).join("templates/documents");
    let made = ids.iter().map(|id| {
        let section = folder.join("sections").join(id);
        fs::create_dir_all(section.join("journal")).expect("a folder");
        for name in ["common.typ", "tagged.typ", "journal/style.typ", "journal/section.typ"] {
            let mut template = fs::read_to_string(templates.join(name)).expect("a template");
            if name == "common.typ" {
                // What only the program has.
                template.insert_str(
                    0,
                    "#let sheet-number(size: 9pt) = context text(size: size, counter(page).display(\"1\"))\n",
                );
            }
            fs::write(section.join(name), template).expect("written");
        }
        let data = section.join("data.json");
        letopis(&[
            "preview",
            "journal/section",
            "--quiet",
            "--input",
            text(input),
            "--journal",
            id,
            "--data",
            text(&data),
            "--file",
            text(&section.join("own.pdf")),
        ]);
        let bytes = fs::read(&data).expect("the data");
        let mut value: serde_json::Value = serde_json::from_slice(&bytes).expect("JSON");
        value["head"]["tagged"] = true.into();
        fs::write(&data, value.to_string()).expect("written");
        section
    });
    made.collect()
}

fn compile(typst: &Path, section: &Path) {
    let fonts = Path::new(env!("CARGO_MANIFEST_DIR")).join("templates/fonts");
    let status = Command::new(typst)
        .args(["compile", "--ignore-system-fonts", "--no-pdf-tags", "--pdf-standard", "a-3b", "--font-path"])
        .arg(fonts)
        .arg("--root")
        .arg(section)
        .arg(section.join("journal/section.typ"))
        .arg(section.join("section.pdf"))
        .status();
    assert!(status.expect("typst starts").success(), "{}", section.display());
}

fn letopis(arguments: &[&str]) {
    let status = Command::new(env!("CARGO_BIN_EXE_letopis")).args(arguments).status();
    assert!(status.expect("the program starts").success(), "{arguments:?}");
}

fn all_pages(output: &Path) -> u64 {
    let build = fs::read(output.join("build.json")).expect("build.json");
    let build: serde_json::Value = serde_json::from_slice(&build).expect("JSON");
    let documents = build["documents"].as_object().expect("documents");
    documents.values().map(|document| document["pages"].as_u64().expect("pages")).sum()
}

fn pages_of(pdf: &Path) -> u64 {
    let info = Command::new("pdfinfo").arg(pdf).output().expect("pdfinfo starts");
    let info = String::from_utf8_lossy(&info.stdout).into_owned();
    let line = info.lines().find_map(|line| line.strip_prefix("Pages:")).expect("pages");
    line.trim().parse().expect("a number")
}

fn text(path: &Path) -> &str {
    path.to_str().expect("a path in UTF-8")
}
