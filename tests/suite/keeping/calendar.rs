//! Until when what is kept: ten years of one college, asked for beforehand and lived through.

use super::{entry, keep_until, refused, register, saved, small, states, store, text};
use crate::harness::Project;
use crate::years::{self, YEARS, archive_of, closed_on, sealed};
use chrono::{Datelike as _, Months, NaiveDate};
use letopis::archive::register::Entry;
use letopis::archive::term::term;
use std::collections::BTreeMap;

fn day(text: &str) -> NaiveDate {
    text.parse().expect("a day")
}

/// The first day on which the archive of a year may be destroyed. Of the two groups of the first three years
/// one ends in 2024, the other in 2025; in the last year the other group began, which ends in 2028.
fn free(year: i32) -> NaiveDate {
    day(if year == 2024 { "2034-01-01" } else { "2031-01-01" })
}

/// The law of a day, as a person reads it off the calendar: three months before the last day it is told of.
fn told(on: NaiveDate) -> BTreeMap<String, String> {
    let state = |year: i32| match free(year) {
        free if on >= free => "due",
        free if on >= free.pred_opt().expect("a day") - Months::new(3) => "soon",
        _ => "kept",
    };
    YEARS.map(|year| (archive_of(year), state(year).to_owned())).into()
}

/// On the first and the last day of every month from 2025 to 2035.
#[test]
fn ten_years_are_known_beforehand() {
    let project = sealed(&YEARS);
    let before = store(&project);
    let mut on = day("2025-08-01");
    while on.year() <= 2035 {
        for on in [on, on.pred_opt().expect("a day")] {
            assert_eq!(states(&project, &on.to_string()), told(on), "{on}");
        }
        on = on + Months::new(1);
    }
    assert!(store(&project) == before, "asking changes nothing");
}

/// What `--on` foretells is what is said on the day; what is due is named, and nothing else.
#[test]
fn what_was_foretold_is_said_on_the_day() {
    let project = sealed(&YEARS);
    for on in
        ["2025-08-01", "2030-09-29", "2030-09-30", "2030-12-31", "2031-01-01", "2033-10-01", "2034-01-01"]
    {
        for list in [&["retention"][..], &["retention", "due"]] {
            for format in ["json", "text"] {
                let list = [list, &["--format", format]].concat();
                let foretold = project.run(&[&list[..], &["--on", on]].concat()).succeeds().stdout();
                let said = project.run_at(on, &list).succeeds().stdout();
                // On the day itself it is also said what to do.
                let said = said.split("Дальше:").next().expect("a beginning").to_owned();
                assert_eq!(said, foretold, "{on} {list:?}");
            }
        }
        let due = project.run_at(on, &["retention", "due", "--format", "json"]).succeeds().json();
        let mut due: Vec<&str> =
            due.iter().filter(|line| line["state"] == "due").map(|line| text(line, "archive")).collect();
        due.sort_unstable();
        let expected = told(day(on));
        let expected: Vec<&str> =
            expected.iter().filter(|(_, state)| *state == "due").map(|(name, _)| name.as_str()).collect();
        assert_eq!(due, expected, "{on}");
        let said = project.run_at(on, &["retention", "due"]).succeeds().stdout();
        for name in YEARS.map(archive_of) {
            let state = &told(day(on))[&name];
            assert_eq!(said.contains(&name), state == "due", "{on}, {name} is {state}:\n{said}");
        }
    }
}

/// The list is by date, and says until when which group is kept, in the words of people.
#[test]
fn the_list_is_by_date_and_names_the_groups() {
    let project = sealed(&YEARS);
    let list = project.run_at("2025-08-01", &["retention"]).succeeds().stdout();
    let at = |what: &str| list.find(what).unwrap_or_else(|| panic!("no «{what}» in\n{list}"));
    assert!(at(&archive_of(2023)) < at(&archive_of(2024)), "{list}");
    for what in ["31.12.2030", "31.12.2033", "ИС-41", "СА-41"] {
        at(what);
    }
    assert_eq!(keep_until(&project, &archive_of(2021)).as_deref(), Some("2030-12-31"));
    assert_eq!(keep_until(&project, &archive_of(2024)).as_deref(), Some("2033-12-31"));
    // The register has it by group and class.
    let groups = entry(&project, &archive_of(2023))["groups"].clone();
    let of = |name: &str| {
        groups.as_array().expect("groups").iter().find(|group| group["name"] == name).expect("it").clone()
    };
    assert_eq!((text(&of("СА-41"), "journals"), text(&of("СА-41"), "sheets")), ("2029-12-31", "2049-12-31"));
    assert_eq!((text(&of("ИС-31"), "journals"), text(&of("ИС-31"), "sheets")), ("2030-12-31", "2050-12-31"));
    assert_eq!(text(&of("ИС-31"), "began"), "2021-09-01");
}

/// A group that studies longer than its first years knew holds their archives too, however its last year tells
/// when it began: on another day, or by its course alone.
#[test]
fn a_group_that_stays_longer_keeps_its_first_years() {
    let project = sealed(&[2021, 2022, 2023]);
    assert_eq!(keep_until(&project, &archive_of(2021)).as_deref(), Some("2030-12-31"));
    let before = saved(&project);
    for began in ["2021-09-01", "2021-09-06", "2021-08-30", ""] {
        before.back(&project);
        years::live(&project, "years/2024", 2024);
        let longer = format!("{began},2026-06-30");
        project.replace("years/2024/groups.csv", "2021-09-01,2025-06-30", &longer);
        let build = ["build", "--seal", "--quiet", "--input", "years/2024", "--output", "built/2024"];
        project.run_at(&closed_on(2024), &build).succeeds();
        for year in [2021, 2022, 2023] {
            let until = keep_until(&project, &archive_of(year));
            assert_eq!(until.as_deref(), Some("2031-12-31"), "{began} {year}");
        }
    }
    assert_eq!(states(&project, "2031-12-31")[&archive_of(2021)], "soon");
    assert_eq!(states(&project, "2032-01-01")[&archive_of(2021)], "due");
}

/// The line of a year with one group: the year, when its study began, and the last days of its journals and
/// sheets.
fn line(year: i32, began: Option<&str>, journals: Option<&str>) -> Entry {
    let name = archive_of(year);
    let groups = serde_json::json!([
        { "id": "g", "name": "Г", "began": began, "journals": journals, "sheets": journals }
    ]);
    serde_json::from_value(serde_json::json!({
        "name": name, "academic_year": format!("{year}/{}", year + 1), "organization": "К",
        "closed_on": format!("{}-07-04", year + 1), "root": "", "payload": "", "zip_sha256": "", "zip_size": 0,
        "certificate_sha256": "", "build": "", "keep_until": journals, "groups": groups,
    }))
    .expect("a line")
}

/// Where it is not known when a group of the same id began, the day is put off and never nearer; an id that was
/// given anew keeps nothing.
#[test]
fn a_group_that_may_be_the_same_puts_the_day_off() {
    let until = |lines: &[Entry]| term(&lines[0], lines).until.map(|day| day.to_string());
    let (early, late) = (Some("2030-12-31"), Some("2031-12-31"));
    let known = Some("2022-09-01");
    for (first, second) in [(known, None), (None, known), (None, None)] {
        let longer = [line(2022, first, early), line(2023, second, late)];
        assert_eq!(until(&longer).as_deref(), late, "{first:?} {second:?}");
        let shorter = [line(2022, first, late), line(2023, second, early)];
        assert_eq!(until(&shorter).as_deref(), late, "{first:?} {second:?}");
        let unknown = [line(2022, first, early), line(2023, second, None)];
        assert_eq!(until(&unknown), None, "{first:?} {second:?}");
    }
    // The last that surely is the group knows better than those between.
    let between = [line(2022, known, early), line(2023, None, None), line(2024, known, late)];
    assert_eq!(until(&between).as_deref(), late);
    // What was promised once is not taken back, whoever tells a nearer day later.
    let nearer = [line(2022, known, early), line(2023, known, late), line(2024, known, early)];
    assert_eq!(until(&nearer).as_deref(), late);
    let mut replaced =
        vec![line(2022, known, early), line(2023, known, late), line(2023, Some("2022-10-01"), early)];
    replaced[2].name = "journals-2023-2024-2".to_owned();
    replaced[2].supersedes = serde_json::from_value(serde_json::json!({
        "name": archive_of(2023), "root": "", "reason": "коды даны заново"
    }))
    .expect("a link");
    assert_eq!(until(&replaced).as_deref(), late);
    // A new intake: it began later, or the year after the journals were to go.
    for began in [known, None] {
        let anew = [line(2022, began, early), line(2023, Some("2023-09-01"), late)];
        assert_eq!(until(&anew).as_deref(), early, "{began:?}");
        let gone = [line(2022, began, early), line(2031, None, Some("2040-12-31"))];
        assert_eq!(until(&gone).as_deref(), early, "{began:?}");
    }
}

/// An archive that another stands in the place of is kept as long as any, and is told apart.
#[test]
fn a_replaced_archive_is_kept_as_long() {
    let project = small();
    project.replace("input/archive.yaml", "05-12", "05-13");
    project.run(&["build", "--quiet"]).succeeds();
    let seal = ["seal", "--quiet", "--supersedes", super::NAME, "--reason", "исправлены отметки"];
    project.run_at("2025-09-01", &seal).succeeds();
    assert_eq!(register(&project).len(), 2);
    for (on, state) in [("2033-09-29", "kept"), ("2033-12-31", "soon"), ("2034-01-01", "due")] {
        let states = states(&project, on);
        assert!(states.len() == 2 && states.values().all(|own| own == state), "{on}: {states:?}");
    }
}

/// Without an end of study of any group there is no date.
#[test]
fn without_an_end_of_study_nothing_is_ever_due() {
    let project =
        Project::with_demo(&["--groups", "2", "--students", "3", "--journals", "1", "--lessons", "3"]);
    project.edit("groups", "study_end", |n, end| if n == 0 { String::new() } else { end.to_owned() });
    project.run_at("2025-07-04", &["build", "--seal", "--quiet"]).succeeds();
    assert_eq!(keep_until(&project, super::NAME), None);
    assert_eq!(states(&project, "2125-01-01")[super::NAME], "unknown");
    refused(&project, "2035-02-01", &["retention", "act", super::NAME]);
}

fn hold<'a>(more: &[&'a str]) -> Vec<&'a str> {
    [&["retention", "hold", super::NAME][..], more].concat()
}

/// A hold has a reason, holds whatever the day, and ends with a reason.
#[test]
fn a_hold_holds_until_it_is_lifted() {
    let project = small();
    refused(&project, "2030-06-01", &hold(&[]));
    refused(&project, "2030-06-01", &hold(&["--reason", " "]));
    refused(&project, "2030-06-01", &hold(&["--lift", "--reason", "не удерживался"]));
    refused(&project, "2030-06-01", &["retention", "hold", "journals-1999-2000", "--reason", "запрос"]);
    project.run_at("2030-06-01", &hold(&["--reason", "запрос прокуратуры № 7"])).succeeds();
    project.run(&["verify", "archive"]).succeeds();
    for on in ["2030-06-02", "2034-02-01", "2060-01-01"] {
        assert_eq!(states(&project, on)[super::NAME], "held", "{on}");
    }
    // The day before it was not held.
    assert_eq!(states(&project, "2030-05-31")[super::NAME], "kept");
    project.run_at("2034-02-01", &["retention"]).succeeds().says("запрос прокуратуры № 7");
    refused(&project, "2034-02-01", &["retention", "act", super::NAME]).says(super::NAME);
    refused(&project, "2034-02-01", &hold(&["--lift"]));
    project.run_at("2034-02-02", &hold(&["--lift", "--reason", "запрос исполнен"])).succeeds();
    assert_eq!(states(&project, "2034-02-02")[super::NAME], "due");
    // Who holds and why is written where nobody can take it away.
    project.replace("archive/events.jsonl", "№ 7", "№ 8");
    project.run(&["verify", "archive"]).ends(1);
}
