//! One small college over four years, 2021/2022 to 2024/2025: its groups grow older, its students come,
//! leave, marry and move, and some of their results come after the year was closed.
//!
//! Each year is made of `letopis demo`, which knows 2024/2025 alone: its days are moved by whole weeks,
//! and its places are given to the people below. The demo's second group is that of the cohort of 2021,
//! its first that of the cohort of 2020, and in the last year that of 2024. A place is a student of the
//! demo: the fourth comes in October, the eighth leaves in February, the tenth of the second group comes
//! from the first in March, the others are there all the year.

//!
//! - [`cast`] who is there, in which group, by which id;
//! - [`tables`] what of the demo's tables is made another;
//! - [`days`] days moved by whole weeks.

mod cast;
mod days;
mod tables;

use crate::harness::Project;
use cast::{cohorts, places};
use days::{dates_moved, move_days, moved};
use std::fs;
use tables::Table;

pub(crate) use cast::id_of;

/// The years, by the autumn in which they begin.
pub(crate) const YEARS: [i32; 4] = [2021, 2022, 2023, 2024];

/// The name of a year's archive.
pub(crate) fn archive_of(year: i32) -> String {
    format!("journals-{year}-{}", year + 1)
}

/// The day on which a year is closed.
pub(crate) fn closed_on(year: i32) -> String {
    moved("2025-07-04", year)
}

/// Writes a year's input into a folder.
#[track_caller]
pub(crate) fn live(project: &Project, folder: &str, year: i32) {
    let seed = year.to_string();
    let size = ["--groups", "2", "--students", "10", "--journals", "5", "--lessons", "12", "--seed", &seed];
    project.run(&[&["demo", folder, "--quiet"], &size[..]].concat()).succeeds();
    let tables: Vec<String> = project
        .files(folder)
        .into_iter()
        .filter_map(|(name, _)| Some(name.strip_suffix(".csv")?.to_owned()))
        .collect();
    for name in tables {
        let file = format!("{folder}/{name}.csv");
        let mut table = Table::read(&project.read(&file));
        match name.as_str() {
            "groups" => tables::groups(&mut table, year),
            "journals" => tables::journals(&mut table, year),
            "results" => tables::results(&mut table, year),
            "gia" => table.rows.clear(),
            _ => {}
        }
        move_days(&name, &mut table, year);
        match name.as_str() {
            "students" => tables::students(&mut table, year),
            "movements" => tables::graduate(&mut table, year),
            _ => {}
        }
        let text = renamed(&table.text(), year);
        // What nobody has, an office does not export.
        if text.lines().count() > 1 {
            project.write(&file, text);
        } else {
            fs::remove_file(project.path(&file)).expect("removed");
        }
    }
    let exams = renamed(&tables::final_exams(year), year);
    if exams.lines().count() > 1 {
        project.write(&format!("{folder}/gia.csv"), exams);
    }
    let settings = project.read(&format!("{folder}/archive.yaml"));
    let line = |line: &str| match line {
        _ if line.contains("paperless") => line.to_owned(),
        _ if line.starts_with("academic_year") => format!("academic_year: {year}/{}", year + 1),
        line => dates_moved(line, year),
    };
    let settings = settings.lines().map(|own| line(own) + "\n").collect::<String>();
    project.write(&format!("{folder}/archive.yaml"), settings);
}

/// Puts into the input what came after the second year was closed.
pub(crate) fn come_late(project: &Project, folder: &str) {
    project.write(&format!("{folder}/late/debts.csv"), LATE_DEBTS);
    project.write(&format!("{folder}/late/results.csv"), LATE_RESULTS);
}

/// The debt of the second year, cleared in October.
pub(crate) const LATE_DEBTS: &str = "journal,student,value,date,term,attempt,order,sheet_no
isj01,a06,3,2023-10-05,year,1,№ 121-у,301
isj01,a06,3,2023-10-05,exam,1,№ 121-у,301
";
/// The results of who was ill in June.
pub(crate) const LATE_RESULTS: &str = "journal,student,term,value,date
isj04,a07,s2,5,2023-09-15
isj04,a07,year,5,2023-09-15
isj04,a07,exam,5,2023-09-15
";

/// The years with their archives in one store, `archive`. Their inputs are `years/<year>`.
#[track_caller]
pub(crate) fn sealed(years: &[i32]) -> Project {
    let project = Project::new();
    for year in years {
        seal(&project, *year);
    }
    project
}

/// Closes a year: builds and seals it on the day.
#[track_caller]
pub(crate) fn seal(project: &Project, year: i32) {
    let (input, built) = (format!("years/{year}"), format!("built/{year}"));
    live(project, &input, year);
    let build = ["build", "--seal", "--quiet", "--input", &input, "--output", &built];
    project.run_at(&closed_on(year), &build).succeeds();
}

/// A table's text with the ids of the year; without the places that nobody has in it.
fn renamed(text: &str, year: i32) -> String {
    let places = places(year);
    let has = |line: &str| places.iter().any(|(place, _)| line.contains(place));
    let is_of_student =
        |line: &str| line.match_indices("g0").any(|(at, _)| line.get(at + 3..at + 4) == Some("s"));
    let mut text: String = text
        .lines()
        .filter(|line| !is_of_student(line) || has(line))
        .map(|line| format!("{line}\n"))
        .collect();
    for (place, key) in places {
        text = text.replace(place, &id_of(key, year));
    }
    for (place, cohort) in cohorts(year) {
        text = text.replace(place, &cohort.id(year));
    }
    text
}

/// Every year is as an office would give it: neither error nor warning, and the people are who they are.
#[test]
fn each_of_the_four_years_is_without_errors() {
    let project = Project::new();
    for year in YEARS {
        live(&project, "input", year);
        if year == 2022 {
            come_late(&project, "input");
        }
        let found = project.run(&["check", "--format", "json"]).succeeds().json();
        let bad: Vec<_> = found.iter().filter(|line| line["severity"] != "finding").collect();
        assert!(bad.is_empty(), "{year}: {bad:#?}");
        let students = Table::read(&project.read("input/students.csv"));
        let named =
            |name: &str| students.rows.iter().filter(|row| row["last_name"] == name).collect::<Vec<_>>();
        assert_eq!(students.rows.len(), places(year).len());
        assert_eq!(named("Кузнецов").len(), if year < 2024 { 2 } else { 0 });
        assert_eq!(named("Беляева").len() + named("Соколова").len(), 1);
        let movements = fs::read_to_string(project.path("input/movements.csv")).unwrap_or_default();
        let group = |name: &str| {
            Table::read(&project.read("input/groups.csv")).rows.iter().any(|row| row["name"] == name)
        };
        match year {
            2021 => assert!(group("ИС-11") && group("СА-21")),
            2022 => assert!(group("ИС-21") && movements.contains("a04,2023-02-20,left")),
            2023 => {
                assert!(movements.contains("a05,2023-10-16,enrolled"), "{movements}");
                assert!(
                    movements.contains(&format!("{},2024-03-04,transferred", id_of("b06", 2023))),
                    "{movements}"
                );
                assert!(movements.contains(",sa4,is,"), "{movements}");
            }
            _ => {
                assert!(group("ИС-41") && group("ИС-11") && movements.contains("b06is,2025-07-04,graduated"))
            }
        }
        fs::remove_dir_all(project.path("input")).expect("removed");
    }
}

/// The clock is the one that is set: by it alone events are dated.
#[test]
fn the_clock_is_the_one_that_is_set() {
    let project = sealed(&YEARS);
    let events = project.read("archive/events.jsonl");
    let days: Vec<String> = events
        .lines()
        .map(|line| serde_json::from_str::<serde_json::Value>(line).expect("JSON"))
        .map(|event| event["at"].as_str().expect("a time")[..15].to_owned())
        .collect();
    assert_eq!(days, YEARS.map(|year| format!("{}T12:0", closed_on(year))));
    project.run_at("2051-01-02", &["verify", "archive"]).succeeds();
    let far = project.program_at("2051-01-02", &["date", "-u", "+%F"]);
    assert_eq!(far.stdout(), "2051-01-02\n");
}
