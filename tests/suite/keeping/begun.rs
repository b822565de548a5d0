//! Copies that were begun and not ended: what is on the medium is known, and is not forgotten.

use super::{NAME, events, has, lines, refused, small};
use crate::harness::Project;
use letopis::archive::chain::Chain;
use letopis::archive::event::Event;
use std::fs;

const ACT: [&str; 2] = ["retention", "act"];
const DESTROY: [&str; 4] = ["retention", "destroy", "--act", "1"];

/// The log as a run that was killed leaves it, but for its last lines.
fn cut(project: &Project, lines: usize) {
    let log = Chain::<Event>::read(&project.read("archive/events.jsonl")).expect("a log");
    let mut kept = Chain::<Event>::read("").expect("no log");
    for event in &log.values[..log.values.len() - lines] {
        kept.push(event.clone());
    }
    project.write("archive/events.jsonl", kept.text());
    for guide in ["index.html", "README.txt"] {
        fs::remove_file(project.path(&format!("archive/{guide}"))).expect("removed");
    }
}

#[test]
fn a_copy_whose_end_was_not_noted_is_found_again() {
    let project = small();
    project.run_at("2025-07-05", &["copy", NAME, "--to", "disk"]).succeeds();
    cut(&project, 1);
    // It is there, so it is neither lost nor passed by.
    refused(&project, "2025-07-06", &["copy", "--lost", "disk", "--reason", "утерян"]).says("не закончена");
    project.run_at("2034-01-02", &ACT).succeeds();
    refused(&project, "2034-01-02", &DESTROY).says("не закончена");
    project.run_at("2034-01-03", &["copy", "--check"]).succeeds().says("цела");
    assert_eq!(events(&project, "copied").len(), 1);
    project.run_at("2034-01-04", &DESTROY).succeeds();
    project.run_at("2034-01-05", &["copy", &format!("{NAME}.sheets"), "--to", "disk"]).succeeds();
    project.run_at("2034-01-18", &DESTROY).succeeds();
    assert!(!has(&project, &format!("disk/{NAME}.zip")));
}

/// One that was written anew by another phrase's salt is known by the files that were about to come.
#[test]
fn a_copy_that_was_written_anew_is_told_from_the_old_one() {
    let project = small();
    project.write("phrase", "лошадь-батарея-скрепка");
    let copy = ["copy", NAME, "--to", "disk", "--encrypt", "--passphrase-file", "phrase"];
    project.run_at("2025-07-05", &copy).succeeds();
    let age = format!("disk/{NAME}.zip.age");
    let mut bytes = fs::read(project.path(&age)).expect("read");
    bytes.truncate(1000);
    project.write(&age, bytes);
    project.run_at("2025-07-06", &copy).succeeds();
    cut(&project, 1);
    project.run_at("2025-07-07", &["copy", "--check"]).succeeds();
    assert_eq!(events(&project, "copied").len(), 2);
    // Killed while it was still written, nothing has changed.
    let log = lines(&project.read("archive/events.jsonl"));
    assert!(log.iter().filter(|line| line["event"] == "copying").count() >= 4);
}

/// What a killed run was still writing on a medium that it began is erased with the copy.
#[test]
fn what_was_still_written_is_erased() {
    let project = small();
    project.run_at("2025-07-05", &["copy", NAME, "--to", "disk"]).succeeds();
    // Killed while the first copy was written: the medium has no catalogue yet.
    cut(&project, 2);
    let zip = fs::read(project.path(&format!("disk/{NAME}.zip"))).expect("read");
    fs::remove_dir_all(project.path("disk")).expect("removed");
    project.write(&format!("disk/.changes.part/{NAME}.zip"), zip);
    project.run_at("2025-07-06", &["copy", "--check"]).ends(1).says("НЕ ЗАКОНЧЕНА");
    refused(&project, "2025-07-06", &["copy", "--lost", "disk", "--reason", "утерян"]);
    project.run_at("2025-07-07", &["copy", NAME, "--to", "disk"]).succeeds();
    project.run(&["verify", "disk"]).succeeds();
    assert!(!project.path("disk/.changes.part").exists());
}

/// A stick that was given up with a copy half written on it turns up: what is there is erased with the rest.
#[test]
fn what_was_still_written_on_a_medium_that_was_given_up_is_erased() {
    let project = small();
    project.run_at("2025-07-05", &["copy", NAME, "--to", "usb"]).succeeds();
    cut(&project, 2);
    let zip = fs::read(project.path(&format!("usb/{NAME}.zip"))).expect("read");
    fs::remove_dir_all(project.path("usb")).expect("removed");
    project.run_at("2025-07-06", &["copy", "--lost", "usb", "--reason", "утеряна"]).succeeds();
    project.run_at("2034-01-02", &ACT).succeeds();
    project.run_at("2034-01-03", &DESTROY).succeeds();
    project.run_at("2034-01-04", &["copy", &format!("{NAME}.sheets"), "--to", "disk"]).succeeds();
    project.run_at("2034-01-17", &DESTROY).succeeds();
    for (place, more) in [("usb", &[][..]), ("found", &["--to", "found"])] {
        project.write(&format!("{place}/.changes.part/{NAME}.zip"), &zip);
        project.run_at("2034-02-01", &[&DESTROY[..], more].concat());
        assert!(!has(&project, &format!("{place}/.changes.part/{NAME}.zip")), "{place}");
    }
}
