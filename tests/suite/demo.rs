//! Invented data is of exactly the size that was asked for, and right.

use crate::harness::Project;
use std::collections::BTreeMap;

fn rows(project: &Project, table: &str) -> Vec<Vec<String>> {
    let text = project.read(&format!("input/{table}.csv"));
    let mut reader = csv::Reader::from_reader(text.as_bytes());
    reader.records().map(|row| row.expect("a row").iter().map(str::to_owned).collect()).collect()
}

fn count_by(rows: &[Vec<String>], column: usize) -> Vec<usize> {
    let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
    for row in rows {
        *counts.entry(&row[column]).or_default() += 1;
    }
    counts.into_values().collect()
}

#[test]
fn every_number_is_kept() {
    for kind in ["college", "school"] {
        for [groups, students, journals, lessons] in [[3, 24, 12, 72], [1, 1, 1, 1], [13, 5, 14, 7]] {
            let [g, s, j, l] = [groups, students, journals, lessons].map(|n: usize| n.to_string());
            let project = Project::with_demo(&[
                "--groups",
                &g,
                "--students",
                &s,
                "--journals",
                &j,
                "--lessons",
                &l,
                "--kind",
                kind,
            ]);
            assert_eq!(rows(&project, "groups").len(), groups);
            assert_eq!(count_by(&rows(&project, "students"), 4), vec![students; groups]);
            assert_eq!(count_by(&rows(&project, "journals"), 1), vec![journals; groups]);
            assert_eq!(count_by(&rows(&project, "lessons"), 1), vec![lessons; groups * journals]);
            let check = project.run(&["check", "--format", "json"]).succeeds().json();
            let told: Vec<&serde_json::Value> = check
                .iter()
                .filter(|line| line["code"] != "empty-table" && line["severity"] != "finding")
                .collect();
            assert!(told.is_empty(), "{kind} {groups} {told:?}");
        }
    }
}

#[test]
fn a_seed_says_it_all() {
    let size = ["--groups", "2", "--students", "5", "--journals", "3", "--lessons", "6"];
    let [first, again] = [(); 2].map(|()| Project::with_demo(&size).files("input"));
    assert!(first == again);
    assert!(first != Project::with_demo(&[&size[..], &["--seed", "2"]].concat()).files("input"));
}

#[test]
fn forty_groups_are_read_without_a_warning() {
    let project = Project::with_demo(&["--groups", "40"]);
    let told = project.run(&["check", "--format", "json"]).succeeds().json();
    assert!(told.iter().all(|line| line["severity"] == "finding"), "{told:?}");
}

#[test]
fn a_school_of_eleven_grades_is_built() {
    let project = Project::with_demo(&[
        "--groups",
        "11",
        "--students",
        "4",
        "--journals",
        "5",
        "--lessons",
        "9",
        "--kind",
        "school",
    ]);
    project.run(&["build", "--seal"]).succeeds();
    project.run(&["verify", "archive"]).succeeds();
    let page = project.read("output/site/index.html");
    assert!(page.contains("Классы") && page.contains("5А"));
    assert!(project.read("output/site/journals/g05j01.html").contains("3 четверть"));
    assert!(project.read("output/site/journals/g11j01.html").contains("2 полугодие"));
}
