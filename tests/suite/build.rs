//! `build` and `seal` as the office uses them.

use crate::harness::{Project, tool};

/// Everything that a build of the sample must have.
#[test]
fn the_sample_becomes_documents_a_site_data_and_a_sealed_archive() {
    let project = Project::with_sample();
    project.run(&["build", "--seal"]).succeeds().says("Готово").says("Опечатано");
    for path in [
        "output/print/journals/g01.pdf",
        "output/print/sheets/g01.pdf",
        "output/print/archive/inventory.pdf",
        "output/site/index.html",
        "output/site/journals/g01j01.html",
        "output/data/marks.csv",
        "output/data/schema.json",
        "output/data/journals/g01j01.csv",
        "output/data/digests/all.sha256",
        "output/source/archive.yaml",
        "output/build.json",
        "output/manifest-sha256.txt",
        "archive/journals-2024-2025.zip",
        "archive/journals-2024-2025.certificate.pdf",
        "archive/register.jsonl",
        "archive/events.jsonl",
    ] {
        assert!(project.path(path).is_file(), "{path}");
    }
    assert!(!project.path("output/source/late").exists(), "what came late is never sealed with the year");
    for path in ["output", "archive", "archive/journals-2024-2025.zip"] {
        project.run(&["verify", path]).succeeds().says("Всё цело");
    }
}

#[test]
fn the_same_input_gives_the_same_bytes_with_any_number_of_jobs() {
    let project = Project::with_sample();
    project.run(&["build", "--jobs", "1", "--seal"]).succeeds();
    project
        .run(&["build", "--jobs", "3", "--output", "second", "--archive", "second-archive", "--seal"])
        .succeeds();
    assert_eq!(project.read("output/manifest-sha256.txt"), project.read("second/manifest-sha256.txt"));
    assert!(project.files("output") == project.files("second"));
    assert_eq!(project.read("archive/register.jsonl"), project.read("second-archive/register.jsonl"));
    assert!(project.files("archive")[3].1 == project.files("second-archive")[3].1, "the zips are the same");
}

#[test]
fn one_changed_mark_gives_what_a_fresh_build_gives() {
    let project =
        Project::with_demo(&["--groups", "2", "--students", "6", "--journals", "2", "--lessons", "8"]);
    project.run(&["build"]).succeeds();
    let before = project.read("output/manifest-sha256.txt");
    let marks = project.read("input/marks.csv");
    let row = marks.lines().find(|line| line.starts_with("g01")).expect("a mark of the first group");
    let mut cells: Vec<&str> = row.split(',').collect();
    cells[2] = if cells[2] == "5" { "4" } else { "5" };
    project.replace("input/marks.csv", row, &cells.join(","));
    project.run(&["build"]).succeeds();
    let after = project.read("output/manifest-sha256.txt");
    project.run(&["build", "--fresh", "--output", "fresh"]).succeeds();
    assert_eq!(after, project.read("fresh/manifest-sha256.txt"));
    let digest =
        |manifest: &str, path: &str| manifest.lines().find(|line| line.ends_with(path)).map(str::to_owned);
    for (path, changes) in [
        ("print/journals/g01.pdf", true),
        ("print/journals/g02.pdf", false),
        ("data/journals/g01j01.csv", cells[0].starts_with("g01j01")),
    ] {
        assert_eq!(digest(&before, path) != digest(&after, path), changes, "{path}");
    }
}

#[test]
fn wrong_data_stops_the_build_and_leaves_the_output_as_it_was() {
    let project = Project::with_sample();
    project.run(&["build"]).succeeds();
    let before = project.files("output");
    project.replace("input/marks.csv", "lesson,student,value", "lesson,student,балл");
    let run = project.run(&["build"]).ends(1).says("missing-column").says("не тронута");
    assert!(!run.stderr().contains("dangling-reference"), "{}", run.stderr());
    assert!(before == project.files("output"));
    let left: Vec<String> = std::fs::read_dir(project.path("."))
        .expect("the folder")
        .map(|entry| entry.expect("an entry").file_name().to_string_lossy().into_owned())
        .filter(|name| name.contains("part"))
        .collect();
    assert!(left.is_empty(), "{left:?}");
}

#[test]
fn a_folder_of_something_else_is_not_replaced() {
    let project = Project::with_sample();
    project.write("output/thesis.txt", "ten years of work");
    project.run(&["build"]).ends(2).says("не сборка");
    assert_eq!(project.read("output/thesis.txt"), "ten years of work");
    project.run(&["build", "--output", "input/output"]).ends(2).says("одна в другой");
    project
        .run(&["build", "--output", "new", "--archive", "new/archive", "--seal"])
        .ends(2)
        .says("одна в другой");
    project.run(&["build", "--output", "new"]).succeeds();
    project.write("new/desktop.ini", "what Windows leaves");
    project.run(&["verify", "new"]).succeeds();
    project.run(&["build", "--output", "new"]).succeeds();
    project.write("new/.private/notes.txt", "a hidden folder is somebody's, too");
    project.run(&["build", "--output", "new"]).ends(2).says(".private/notes.txt");
    std::fs::remove_dir_all(project.path("new/.private")).expect("removed");
    // A build whose list is damaged is a build all the same.
    project.write("new/manifest-sha256.txt", "garbage");
    project.run(&["build", "--output", "new"]).succeeds();
    project.write("new/scan.pdf", "a signed page");
    project.run(&["build", "--output", "new"]).ends(2).says("scan.pdf");
    assert_eq!(project.read("new/scan.pdf"), "a signed page");
}

#[test]
fn a_part_is_built_alone_and_not_sealed() {
    let project =
        Project::with_demo(&["--groups", "1", "--students", "3", "--journals", "1", "--lessons", "3"]);
    project.run(&["build", "--only", "data"]).succeeds();
    assert!(!project.path("output/print").exists() && !project.path("output/site").exists());
    project.run(&["verify", "output"]).succeeds();
    project.run(&["seal"]).ends(2).says("не полная");
    project.run(&["build", "--output", "whole"]).succeeds();
    project.run(&["build", "--output", "whole", "--only", "data"]).ends(2).says("больше, чем часть");
    project.run(&["build", "--only", "data", "--seal"]).ends(2);
}

#[test]
fn a_sealed_year_is_sealed_once_unless_it_is_superseded() {
    let project =
        Project::with_demo(&["--groups", "1", "--students", "3", "--journals", "1", "--lessons", "4"]);
    project.run(&["build", "--seal"]).succeeds();
    let register = project.read("archive/register.jsonl");
    project.run(&["build", "--seal"]).succeeds().says("уже опечатана");
    assert_eq!(project.read("archive/register.jsonl"), register);
    project.replace("input/students.csv", "true", "false");
    project.run(&["build", "--seal"]).ends(2).says("--supersedes journals-2024-2025");
    project.run(&["seal", "--supersedes", "nothing", "--reason", "x"]).ends(2);
    project
        .run(&["seal", "--supersedes", "journals-2024-2025", "--reason", "исправлено согласие"])
        .succeeds();
    assert!(project.path("archive/journals-2024-2025-2.zip").is_file());
    project.run(&["verify", "archive"]).succeeds();
    assert_eq!(project.read("archive/register.jsonl").lines().count(), 2);
    // Back to what was superseded: it is not in force, and only what is in force can be superseded.
    project.replace("input/students.csv", "false", "true");
    project.run(&["build", "--seal"]).ends(2).says("--supersedes journals-2024-2025-2");
    let supersede = |name, reason| project.run(&["seal", "--supersedes", name, "--reason", reason]);
    supersede("journals-2024-2025", "вернули").ends(2).says("действующий архив journals-2024-2025-2");
    supersede("journals-2024-2025-2", " ").ends(2).says("напишите");
    supersede("journals-2024-2025-2", "вернули").succeeds();
    project.run(&["verify", "archive"]).succeeds();
}

#[test]
fn a_setting_of_the_print_rebuilds_the_documents() {
    let project =
        Project::with_demo(&["--groups", "1", "--students", "2", "--journals", "1", "--lessons", "2"]);
    project.run(&["build"]).succeeds();
    project.replace("input/archive.yaml", "pdf: auto", "pdf: a-2b");
    project.run(&["build"]).succeeds();
    project.run(&["build", "--fresh", "--output", "fresh"]).succeeds();
    assert_eq!(project.read("output/manifest-sha256.txt"), project.read("fresh/manifest-sha256.txt"));
    project.replace("input/archive.yaml", "pdf: a-2b", "pdf: ua-1");
    project.run(&["build"]).ends(2).says("print.pdf");
}

#[test]
fn the_digests_are_those_of_sha256sum() {
    let project =
        Project::with_demo(&["--groups", "2", "--students", "3", "--journals", "2", "--lessons", "4"]);
    project.run(&["build"]).succeeds();
    let sum = |relative: &str| {
        tool("sha256sum", &[project.path(relative).to_str().expect("a path")])[..64].to_owned()
    };
    let check = |folder: &str, list: &str| {
        tool(
            "sh",
            &["-c", &format!("cd '{}' && sha256sum -c --quiet '{list}'", project.path(folder).display())],
        )
    };
    check("output", "manifest-sha256.txt");
    check("output/data/journals", "../digests/g01.sha256");
    check("output/data/digests", "all.sha256");
    let build: serde_json::Value = serde_json::from_str(&project.read("output/build.json")).expect("JSON");
    assert_eq!(build["digest"], sum("output/data/digests/all.sha256").as_str());
    assert_eq!(build["groups"][0]["digest"], sum("output/data/digests/g01.sha256").as_str());
    assert!(
        project.read("output/site/journals/g01j01.html").contains(&sum("output/data/journals/g01j01.csv"))
    );
}
