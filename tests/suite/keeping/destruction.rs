//! Nothing is destroyed but what is due, by an act, after a time of waiting; and what stays, stays.

use super::{entry, events, flip, has, inside, names, paths, printed, refused, saved, states, store, text};
use crate::harness::Project;
use crate::years::{YEARS, archive_of, sealed};
use std::fs;

pub(super) const ACT: &str = "archive/act-1.pdf";

/// The college in January 2031: three years are due, of which one is held; all are on two media, one of
/// which is in the safe.
fn january() -> Project {
    let project = sealed(&YEARS);
    let names = YEARS.map(archive_of);
    let names: Vec<&str> = names.iter().map(String::as_str).collect();
    for medium in ["disk", "safe"] {
        project.run_at("2025-07-10", &[&["copy"], &names[..], &["--to", medium]].concat()).succeeds();
    }
    let hold = ["retention", "hold", &archive_of(2022), "--reason", "запрос прокуратуры"];
    project.run_at("2030-06-01", &hold).succeeds();
    project
}

/// With the act drawn up on the twelfth.
fn with_act() -> Project {
    let project = january();
    let act = ["retention", "act", "--protocol", "№ 3 от 12.01.2031"];
    project.run_at("2031-01-12", &act).succeeds();
    project
}

/// Marked on the thirteenth; the sheets that stay are on both media.
pub(super) fn marked() -> Project {
    let project = with_act();
    project.run_at("2031-01-13", &DESTROY).succeeds();
    copy_sheets(&project);
    project
}

fn copy_sheets(project: &Project) {
    let [one, other] = selected().map(|name| format!("{name}.sheets"));
    project.run_at("2031-01-14", &["copy", &one, &other, "--to", "disk", "safe"]).succeeds();
}

pub(super) const DESTROY: [&str; 4] = ["retention", "destroy", "--act", "1"];

/// What the act selects.
pub(super) fn selected() -> [String; 2] {
    [archive_of(2021), archive_of(2023)]
}

#[test]
fn no_act_before_the_day() {
    let project = january();
    for name in YEARS.map(archive_of) {
        refused(&project, "2030-12-31", &["retention", "act", &name]).says(&name);
    }
    refused(&project, "2031-01-12", &["retention", "act", &archive_of(2024)]);
    refused(&project, "2031-01-12", &["retention", "act", &archive_of(2022)]).says("запрос прокуратуры");
    refused(&project, "2031-01-12", &["retention", "act", "journals-1999-2000"]);
    // One that is due does not take with it one that is not.
    refused(&project, "2031-01-12", &["retention", "act", &archive_of(2021), &archive_of(2024)]);
    refused(&project, "2031-01-12", &DESTROY);
    // Where nothing is due no act comes of it, whatever is said.
    let before = store(&project);
    project.run_at("2030-12-31", &["retention", "act"]);
    assert!(store(&project) == before && !has(&project, ACT));
}

/// The act is the paper of eight columns about what is due, and nothing else.
#[test]
fn the_act_names_what_is_due_and_nothing_else() {
    let project = with_act();
    project.run(&["verify", "archive"]).succeeds();
    let paper = printed(&project, ACT);
    for what in [
        "к уничтожению",
        "№ 3 от 12.01.2031",
        "31.12.2030",
        "Н. В. Мещерякова",
        "Заголовок дела",
        "Индекс дела",
        "Примечание",
        "31.12.2030), ст. ____",
        "ИС-31",
        "СА-41",
        "Реестры к журналам",
        "Отчёты по журналам",
    ] {
        paper.says(what);
    }
    for year in YEARS {
        let root = text(&entry(&project, &archive_of(year)), "root").to_owned();
        assert_eq!(paper.has(&root), selected().contains(&archive_of(year)), "{year}");
    }
    let of_act = events(&project, "selected");
    assert_eq!(names(&of_act), selected());
    for name in selected() {
        assert_eq!(states(&project, "2031-01-12")[&name], "selected");
        assert!(has(&project, &format!("archive/{name}.zip")));
    }
    assert_eq!(states(&project, "2031-01-12")[&archive_of(2022)], "held");
    // What an act has is in no second one.
    let before = store(&project);
    project.run_at("2031-01-13", &["retention", "act"]);
    assert!(store(&project) == before);
    refused(&project, "2031-01-13", &["retention", "act", &archive_of(2021)]);
}

/// What is named when a harm is done, and the harm.
type Case<'a> = (&'a str, &'a dyn Fn(&Project));

/// `destroy` trusts the real clock alone, the act as it was drawn up, and copies that it can read.
#[test]
fn destroy_is_refused_where_anything_is_not_as_it_must_be() {
    let project = with_act();
    // The clock of today, which is before the act; and a day that one tells it.
    let same = store(&project);
    assert!((1..3).contains(&project.run(&DESTROY).status()) && store(&project) == same);
    project.run(&[&DESTROY[..], &["--on", "2031-01-13"]].concat()).ends(2);
    refused(&project, "2030-12-31", &DESTROY);
    refused(&project, "2031-01-13", &["retention", "destroy"]);
    refused(&project, "2031-01-13", &["retention", "destroy", "--act", "2"]);
    refused(&project, "2031-01-13", &["retention", "destroy", "--act", "0"]);
    let before = saved(&project);
    let cases: [Case; 7] = [
        ("хранилище", &|project| flip(project, ACT)),
        ("хранилище", &|project| fs::remove_file(project.path(ACT)).expect("removed")),
        ("disk", &|project| flip(project, &format!("disk/{}.zip", archive_of(2021)))),
        ("safe", &|project| {
            fs::remove_file(project.path(&format!("safe/{}.zip", archive_of(2023)))).expect("removed");
        }),
        ("safe", &|project| fs::rename(project.path("safe"), project.path("elsewhere")).expect("moved")),
        // Of a damaged archive the sheets cannot be taken.
        ("хранилище", &|project| flip(project, &format!("archive/{}.zip", archive_of(2021)))),
        ("хранилище", &|project| {
            fs::remove_file(project.path(&format!("archive/{}.zip", archive_of(2023)))).expect("removed");
        }),
    ];
    for (what, harm) in cases {
        before.back(&project);
        harm(&project);
        refused(&project, "2031-01-13", &DESTROY).says(what);
    }
    before.back(&project);
    let hold = ["retention", "hold", &archive_of(2021), "--reason", "жалоба"];
    project.run_at("2031-01-13", &hold).succeeds();
    refused(&project, "2031-01-13", &DESTROY).says(&archive_of(2021));
    // A medium that moved is found where it is named.
    before.back(&project);
    fs::rename(project.path("safe"), project.path("elsewhere")).expect("moved");
    project.run_at("2031-01-13", &[&DESTROY[..], &["--to", "elsewhere"]].concat()).succeeds();
    // One that is gone for good no longer stands in the way.
    before.back(&project);
    fs::remove_dir_all(project.path("safe")).expect("removed");
    project.run_at("2031-01-13", &["copy", "--lost", "safe", "--reason", "сгорел"]).succeeds();
    project.run_at("2031-01-13", &DESTROY).succeeds();
}

/// The first call destroys nothing: the sheets, which are kept longer, get an archive of their own.
#[test]
fn the_first_call_marks_and_seals_the_sheets() {
    let project = with_act();
    let before = store(&project);
    project.run_at("2031-01-13", &DESTROY).succeeds();
    project.run(&["verify", "archive"]).succeeds();
    let after = store(&project);
    for (name, bytes) in before.iter().filter(|(name, _)| !name.ends_with(".jsonl")) {
        // The page and the README of the store tell the new things.
        let is_told_anew = ["index.html", "README.txt"].contains(&name.as_str());
        assert!(is_told_anew || after.iter().any(|(own, now)| own == name && now == bytes), "{name}");
    }
    for event in events(&project, "marked") {
        assert_eq!(text(&event, "from"), "2031-01-27");
    }
    assert_eq!(names(&events(&project, "marked")), selected());
    for name in selected() {
        assert_eq!(states(&project, "2031-01-13")[&name], "marked");
        let (year, sheets) = (format!("archive/{name}.zip"), format!("archive/{name}.sheets.zip"));
        project.run(&["verify", &sheets]).succeeds();
        let of = entry(&project, &format!("{name}.sheets"));
        assert_eq!((text(&of, "holds"), text(&of["of"], "name")), ("sheets", name.as_str()));
        assert_eq!(text(&of["of"], "root"), text(&entry(&project, &name), "root"));
        // The sheets of each group are there, the same to the byte as in the year, and no journal.
        let own = paths(&project, &sheets);
        let groups = entry(&project, &name)["groups"].clone();
        for group in groups.as_array().expect("groups") {
            for end in ["", "~attestation"] {
                let path = format!("data/print/sheets/{}{end}.pdf", text(group, "id"));
                assert!(own.contains(&path), "{path} is not in {own:?}");
            }
        }
        for path in own.iter().filter(|path| path.ends_with(".pdf")) {
            assert!(inside(&project, &year, path) == inside(&project, &sheets, path), "{path}");
        }
        let is_of_journals = |path: &&String| {
            ["journals/", "/site/", "marks", "attendance", "lessons"].iter().any(|part| path.contains(part))
        };
        assert!(!own.iter().any(|path| is_of_journals(&path)), "{own:?}");
    }
    // A second call on the day, or before its time, changes nothing.
    for day in ["2031-01-13", "2031-01-26"] {
        let before = store(&project);
        project.run_at(day, &DESTROY);
        assert!(store(&project) == before, "{day}");
    }
}

/// While it waits, whatever comes in between stops it.
#[test]
fn the_second_call_is_refused_where_something_came_in_between() {
    let project = marked();
    let before = saved(&project);
    let sheets = format!("archive/{}.sheets.zip", archive_of(2021));
    let copies = ["disk", "safe"].map(|medium| format!("{medium}/{}.sheets.zip", archive_of(2021)));
    let cases: [Case; 5] = [
        ("хранилище", &|project| flip(project, &sheets)),
        ("хранилище", &|project| fs::remove_file(project.path(&sheets)).expect("removed")),
        ("хранилище", &|project| flip(project, ACT)),
        ("хранилище", &|project| {
            project.replace("archive/events.jsonl", "2031-01-27", "2031-01-17")
        }),
        // The copies of the journals go, and with them the sheets that were copied in them.
        (".sheets", &|project| copies.iter().for_each(|copy| flip(project, copy))),
    ];
    for (what, harm) in cases {
        before.back(&project);
        harm(&project);
        refused(&project, "2031-01-27", &DESTROY).says(what);
    }
    before.back(&project);
    let hold = ["retention", "hold", &archive_of(2021), "--reason", "жалоба"];
    project.run_at("2031-01-20", &hold).succeeds();
    refused(&project, "2031-01-27", &DESTROY).says(&archive_of(2021));
    let lift = ["retention", "hold", &archive_of(2021), "--lift", "--reason", "отозвана"];
    project.run_at("2031-01-28", &lift).succeeds();
    project.run_at("2031-01-28", &DESTROY).succeeds();
    assert!(!has(&project, &format!("archive/{}.zip", archive_of(2021))));
}

/// Where the journals were copied the sheets must be, before the journals go.
#[test]
fn sheets_without_a_copy_stop_it() {
    let project = with_act();
    project.run_at("2031-01-13", &DESTROY).succeeds();
    refused(&project, "2031-01-27", &DESTROY).says(".sheets");
    copy_sheets(&project);
    project.run_at("2031-01-27", &DESTROY).succeeds();
}

/// An act that is withdrawn destroys nothing; the next one has the next number.
#[test]
fn an_act_can_be_withdrawn() {
    let project = marked();
    let cancel = ["retention", "act", "--cancel", "1"];
    refused(&project, "2031-01-20", &cancel);
    project.run_at("2031-01-20", &[&cancel[..], &["--reason", "ошибка в акте"]].concat()).succeeds();
    project.run(&["verify", "archive"]).succeeds();
    refused(&project, "2031-01-27", &DESTROY);
    for name in selected() {
        assert_eq!(states(&project, "2031-01-27")[&name], "due");
    }
    project.run_at("2031-02-01", &["retention", "act"]).succeeds();
    assert!(has(&project, ACT) && has(&project, "archive/act-2.pdf"));
    // The time of waiting begins anew.
    let destroy = ["retention", "destroy", "--act", "2"];
    project.run_at("2031-02-02", &destroy).succeeds();
    refused(&project, "2031-02-15", &destroy);
    project.run_at("2031-02-16", &destroy).succeeds();
    refused(
        &project,
        "2031-02-17",
        &[&["retention", "act", "--cancel", "2"][..], &["--reason", "поздно"]].concat(),
    );
    project.run(&["verify", "archive"]).succeeds();
}
