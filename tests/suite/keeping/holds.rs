//! A hold holds everything of the year, whatever it was put on, and does not outlive its year's archives.

use super::destruction::{DESTROY, marked, selected};
use super::{NAME, events, has, refused, saved, small, states};
use crate::harness::Project;
use crate::years::{archive_of, come_late, sealed};

const ACT: [&str; 2] = ["retention", "act"];

fn held(name: &str) -> [String; 5] {
    ["retention", "hold", name, "--reason", "суд"].map(str::to_owned)
}

fn hold(project: &Project, day: &str, name: &str) {
    let command = held(name);
    let command: Vec<&str> = command.iter().map(String::as_str).collect();
    project.run_at(day, &command).succeeds();
}

/// A re-sit is proved by the journal, a sheet by its annex.
#[test]
fn a_hold_on_a_part_holds_the_whole_year() {
    let project = sealed(&[2021, 2022]);
    come_late(&project, "years/2022");
    let year = archive_of(2022);
    project.run_at("2023-10-10", &["supplement", &year, "--input", "years/2022"]).succeeds();
    let supplement = format!("{year}.supplement-1");
    let before = saved(&project);
    for (on, other) in [(&supplement, &year), (&year, &supplement)] {
        before.back(&project);
        hold(&project, "2030-05-01", on);
        let states = states(&project, "2035-01-01");
        assert_eq!((&*states[on], &*states[other]), ("held", "held"), "{on}");
        assert_eq!(states[&archive_of(2021)], "due");
        refused(&project, "2035-01-01", &["retention", "act", other]).says("суд");
        // It is lifted where it was put, and that is said.
        let lift = ["retention", "hold", other, "--lift", "--reason", "снят"];
        refused(&project, "2035-01-01", &lift).says(on).says("снимите его там");
        project.run_at("2035-01-01", &["retention"]).succeeds().says(&format!("запрет № 1 на {on}"));
    }
}

/// The year was sealed again under a mended name; what is chained to the first is of the same year.
#[test]
fn a_hold_follows_what_stands_in_the_place_of_what() {
    let project = small();
    project.write("приказ.pdf", "%PDF-1.4");
    project.run_at("2025-09-01", &["supplement", NAME, "приказ.pdf"]).succeeds();
    project.replace("input/archive.yaml", "short_name: ", "short_name: Новый ");
    project.run(&["build", "--quiet"]).succeeds();
    let seal = ["seal", "--quiet", "--supersedes", NAME, "--reason", "название"];
    project.run_at("2025-09-02", &seal).succeeds();
    hold(&project, "2026-01-01", &format!("{NAME}-2"));
    let states = states(&project, "2040-01-01");
    assert!(states.len() == 3 && states.values().all(|state| state == "held"), "{states:?}");
}

/// The sheets of what is destroyed are there still, and are held by name; a hold that came too late is lifted.
#[test]
fn what_is_left_of_a_destroyed_year_is_held_by_name() {
    let project = marked();
    project.run_at("2031-01-27", &DESTROY).succeeds();
    let [name, _] = selected();
    let run = refused(&project, "2031-02-01", &["retention", "hold", &name, "--reason", "суд"]);
    let run = run.says(&format!("{name}.sheets"));
    drop(run);
    hold(&project, "2031-02-01", &format!("{name}.sheets"));
    assert_eq!(states(&project, "2055-01-01")[&format!("{name}.sheets")], "held");
}

/// An act that took the sheets too is of no use once their term is known to be longer.
#[test]
fn an_act_that_took_the_sheets_too_early_is_of_no_use() {
    let project = small();
    project.replace("input/archive.yaml", "years: 5, from: end-of-study", "years: 1, from: end-of-year");
    project.replace("input/archive.yaml", "sheets: { years: 25", "sheets: { years: 1");
    std::fs::remove_dir_all(project.path("archive")).expect("removed");
    project.run_at("2025-07-04", &["build", "--seal", "--quiet"]).succeeds();
    let due = states(&project, "2035-01-01");
    assert_eq!(due[NAME], "due");
    project.run_at("2035-01-02", &ACT).succeeds();
    assert!(events(&project, "selected")[0]["sheets"].as_bool().expect("told"), "with its sheets");
    // A supplement tells that the group studied on: its sheets are kept longer.
    let groups = project.read("input/groups.csv");
    let (head, row) = groups.split_once('\n').expect("rows");
    let place = head.split(',').position(|column| column == "study_end").expect("a column");
    let mut cells: Vec<&str> = row.lines().next().expect("a row").split(',').collect();
    cells[place] = "2036-06-30";
    project.write("input/late/groups.csv", format!("{head}\n{}\n", cells.join(",")));
    project.run_at("2035-01-03", &["supplement", NAME]).succeeds();
    for day in ["2035-01-04", "2039-01-04"] {
        refused(&project, day, &DESTROY).says("вместе с журналами").says("составьте новый");
    }
    assert!(has(&project, super::ZIP));
}
