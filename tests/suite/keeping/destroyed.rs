//! What was destroyed is gone, what stays is whole, and the papers tell of both.

use super::destruction::{ACT, DESTROY, marked, selected};
use super::{bytes, events, flip, has, names, printed, refused, register, states, store, text};
use crate::years::archive_of;
use std::fs;

/// After the time of waiting what was marked goes, and nothing else does.
#[test]
fn after_the_time_of_waiting_what_was_marked_goes() {
    let project = marked();
    let before = store(&project);
    project.run_at("2031-01-27", &DESTROY).succeeds();
    project.run(&["verify", "archive"]).succeeds();
    let after = store(&project);
    let gone = |name: &str| selected().iter().any(|own| name == format!("{own}.zip"));
    for (name, bytes) in &before {
        let now = after.iter().find(|(own, _)| own == name).map(|(_, now)| now);
        match name.as_str() {
            name if gone(name) => assert!(now.is_none(), "{name} is still there"),
            "register.jsonl" | "events.jsonl" => assert!(now.expect("it").starts_with(bytes), "{name}"),
            "index.html" | "README.txt" => assert!(now.is_some(), "{name}"),
            _ => assert!(now == Some(bytes), "{name} is another, or gone"),
        }
    }
    // The lines with the digests stay, and the events tell everything.
    assert_eq!(register(&project).len(), 6);
    assert_eq!(names(&events(&project, "destroyed")), selected());
    for name in selected() {
        assert_eq!(states(&project, "2031-01-27")[&name], "destroyed");
        assert_eq!(states(&project, "2031-01-26")[&name], "marked", "the day before");
        for medium in ["disk", "safe"] {
            assert!(!has(&project, &format!("{medium}/{name}.zip")), "{medium} still has {name}");
        }
    }
    for medium in ["disk", "safe"] {
        for name in [archive_of(2022), archive_of(2024)] {
            let zip = format!("{name}.zip");
            assert!(
                bytes(&project, &format!("{medium}/{zip}")) == bytes(&project, &format!("archive/{zip}"))
            );
        }
        project.run(&["verify", medium]).succeeds();
    }
    // The papers about it are in the store, and no byte of them can be changed unnoticed.
    for event in events(&project, "recorded") {
        for paper in event["papers"].as_array().expect("papers") {
            let file = format!("archive/{}", text(paper, "file"));
            let whole = bytes(&project, &file);
            flip(&project, &file);
            project.run(&["verify", "archive"]).ends(1).says(text(paper, "file"));
            project.write(&file, whole);
        }
    }
    flip(&project, ACT);
    project.run(&["verify", "archive"]).ends(1).says("act-1.pdf");
    flip(&project, ACT);
    // Once more: there is nothing left to do.
    let done = store(&project);
    project.run_at("2031-01-28", &DESTROY);
    assert!(store(&project) == done);
    project.run(&["verify", "archive"]).succeeds();
    // A zip that comes back by itself is told.
    let zip = format!("{}.zip", archive_of(2021));
    let (_, bytes) = before.iter().find(|(name, _)| *name == zip).expect("it was there");
    project.write(&format!("archive/{zip}"), bytes);
    project.run(&["verify", "archive"]).ends(1).says(&zip);
}

/// The papers: the act, the act about personal data, the extract of the log (order 179).
#[test]
fn the_papers_say_what_was_destroyed() {
    let project = marked();
    project.run_at("2031-01-27", &DESTROY).succeeds();
    let recorded = events(&project, "recorded");
    let papers: Vec<_> =
        recorded[0]["papers"].as_array().expect("papers").iter().map(|paper| text(paper, "file")).collect();
    let [act, extract] = papers[..] else { panic!("{papers:?}") };
    let [act, extract] = [act, extract].map(|file| printed(&project, &format!("archive/{file}")));
    // Whose data they were, in every year that is gone; of whom nothing was destroyed nothing is said.
    for what in
        ["персональных данных", "Логинов Богдан Сергеевич", "Беляева Дарья", "Соколова Дарья", "ГБПОУ «ПКИТ»"]
    {
        act.says(what);
    }
    assert!(!act.has("Романов Глеб") && !extract.has("Романов Глеб"));
    extract.says("журнала регистрации событий");
    for kind in ["sealed", "copied", "selected", "marked", "destroyed"] {
        for event in
            events(&project, kind).iter().filter(|event| selected().contains(&text(event, "name").into()))
        {
            extract.says(text(event, "digest"));
        }
    }
}

/// A copy that is called erased is: also on a medium that lost its catalogue. Other people's files stay.
#[test]
fn what_is_called_erased_is_not_there() {
    let project = marked();
    project.write("safe/отпуск.jpg", "море");
    for file in ["copy.json", "manifest-sha256.txt"] {
        fs::remove_file(project.path(&format!("disk/{file}"))).expect("removed");
    }
    project.run_at("2031-01-27", &DESTROY);
    for event in events(&project, "erased") {
        let standing = events(&project, "copied");
        let copy = standing.iter().find(|copy| copy["medium"] == event["medium"]).expect("a copy");
        let zip = format!("{}/{}.zip", text(copy, "path"), text(&event, "name"));
        assert!(!std::path::Path::new(&zip).exists(), "{zip} is called erased");
    }
    assert_eq!(project.read("safe/отпуск.jpg"), "море");
    project.run(&["verify", "archive"]).succeeds();
}

/// What was destroyed does not come back by the program, from a copy that nobody told it of.
#[test]
fn what_was_destroyed_is_not_restored() {
    let project = marked();
    crate::harness::copy(&project.path("disk"), &project.path("forgotten"));
    project.run_at("2031-01-27", &DESTROY).succeeds();
    let [name, _] = selected();
    for to in ["archive", "back"] {
        refused(&project, "2031-02-01", &["restore", &name, "--from", "forgotten", "--to", to]).says(&name);
        assert!(!has(&project, &format!("{to}/{name}.zip")));
    }
    refused(&project, "2031-02-01", &["copy", &name, "--to", "fourth"]);
    refused(&project, "2031-02-01", &["supplement", &name, "--input", "years/2021"]);
    refused(&project, "2031-02-01", &["retention", "hold", &name, "--reason", "поздно"]);
    // The others do.
    let other = archive_of(2022);
    project.run_at("2031-02-01", &["restore", &other, "--from", "forgotten", "--to", "back"]).succeeds();
}

/// The sheets are kept a quarter of a century, and go in the same way.
#[test]
fn the_sheets_go_after_twenty_five_years() {
    let project = marked();
    project.run_at("2031-01-27", &DESTROY).succeeds();
    let sheets = selected().map(|name| format!("{name}.sheets"));
    for (on, state) in [
        ("2031-02-01", "kept"),
        ("2050-09-29", "kept"),
        ("2050-09-30", "soon"),
        ("2050-10-01", "soon"),
        ("2050-12-31", "soon"),
        ("2051-01-01", "due"),
    ] {
        let states = states(&project, on);
        for name in &sheets {
            assert_eq!(states[name], state, "{on}");
        }
    }
    refused(&project, "2050-12-31", &["retention", "act", &sheets[0]]);
    project.run_at("2051-01-09", &["retention", "act", &sheets[0], &sheets[1]]).succeeds();
    let destroy = ["retention", "destroy", "--act", "2"];
    project.run_at("2051-01-10", &destroy).succeeds();
    project.run_at("2051-01-24", &destroy).succeeds();
    project.run(&["verify", "archive"]).succeeds();
    for name in &sheets {
        assert!(!has(&project, &format!("archive/{name}.zip")));
    }
    assert!(has(&project, "archive/act-1.pdf") && has(&project, "archive/act-2.pdf"));
    assert!(
        !has(&project, &format!("archive/{}.sheets.zip", sheets[0])),
        "sheets have no sheets of their own"
    );
}

/// Nobody is told to destroy a medium that has something else, though its list does not say so, or a store.
#[test]
fn no_medium_with_something_else_is_told_to_be_destroyed() {
    let project = marked();
    let list = bytes(&project, "disk/copy.json");
    project.write("disk/copy.json", &list[..list.len() / 2]);
    let run = project.run_at("2031-01-27", &DESTROY);
    assert_ne!(run.status(), 0);
    let told = format!("{}{}", run.stdout(), run.stderr());
    assert!(!told.contains("уничтожьте носитель"), "{told}");
    // Without the list the copies are known by the log; a file that is not the copy is told, and so is what else is there.
    fs::remove_file(project.path("disk/copy.json")).expect("removed");
    let run = project.run_at("2031-01-28", &DESTROY);
    let told = format!("{}{}", run.stdout(), run.stderr());
    assert!(!told.contains("; уничтожьте носитель"), "{told}");
    assert!(has(&project, &format!("disk/{}.zip", archive_of(2022))));
}

/// What is left of a copy when everything is called destroyed is told every time.
#[test]
fn a_copy_that_cannot_be_erased_is_told_every_time() {
    let project = marked();
    crate::harness::copy(&project.path("disk"), &project.path("twin"));
    project.run_at("2031-01-27", &DESTROY).succeeds();
    let [name, _] = selected();
    flip(&project, &format!("twin/{name}.zip"));
    for _ in 0..2 {
        let run = project.run_at("2031-02-01", &[&DESTROY[..], &["--to", "twin"]].concat()).ends(1);
        assert!(run.stdout().contains("НЕ СТЁРТА") && !run.stdout().contains("всё уже уничтожено"));
    }
}
