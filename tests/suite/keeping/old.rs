//! Stores of earlier versions: their lines know no groups and no classes, and are as good as they were.

use super::{NAME, ZIP, bytes, events, has, keep_until, lines, refused, register, saved, states, text};
use crate::harness::Project;
use crate::years::{archive_of, sealed};
use serde_json::Value;
use sha2::{Digest as _, Sha256};

/// Lines chained anew, as the program writes them.
pub(super) fn chained(lines: &[Value]) -> (String, Vec<String>) {
    let mut previous = "0".repeat(64);
    let (mut text, mut digests) = (String::new(), Vec::new());
    for line in lines {
        let mut line = line.clone();
        let fields = line.as_object_mut().expect("an object");
        fields.shift_remove("digest");
        fields["previous"] = Value::String(previous);
        let body = line.to_string();
        let digest: String =
            Sha256::digest(body.as_bytes()).iter().map(|byte| format!("{byte:02x}")).collect();
        text += &format!("{},\"digest\":\"{digest}\"}}\n", body.strip_suffix('}').expect("an object"));
        digests.push(digest.clone());
        previous = digest;
    }
    (text, digests)
}

/// Takes away what earlier versions did not write, and chains both lists anew.
fn aged(project: &Project) {
    let mut entries = register(project);
    let old: Vec<String> = entries.iter().map(|entry| text(entry, "digest").to_owned()).collect();
    for entry in &mut entries {
        for field in ["groups", "holds", "of", "rows"] {
            entry.as_object_mut().expect("an object").shift_remove(field);
        }
    }
    let (register, digests) = chained(&entries);
    let mut events = lines(&project.read("archive/events.jsonl"));
    for event in &mut events {
        let place = old.iter().position(|digest| digest == text(event, "register")).expect("a line");
        event["register"] = Value::String(digests[place].clone());
    }
    project.write("archive/register.jsonl", register);
    project.write("archive/events.jsonl", chained(&events).0);
    for file in ["index.html", "README.txt"] {
        let _ = std::fs::remove_file(project.path(&format!("archive/{file}")));
    }
}

/// What chains anew chains as the program does: unchanged lines come out the same.
#[test]
fn chaining_anew_changes_nothing_by_itself() {
    let project = super::small();
    for list in ["archive/register.jsonl", "archive/events.jsonl"] {
        let text = project.read(list);
        assert_eq!(chained(&lines(&text)).0, text, "{list}");
    }
}

#[test]
fn a_store_of_an_earlier_version_verifies_and_goes_on() {
    let project = sealed(&[2021, 2022]);
    aged(&project);
    assert!(!project.read("archive/register.jsonl").contains("groups"));
    project.run(&["verify", "archive"]).succeeds();
    let old = project.read("archive/register.jsonl");
    // The next year is sealed beside.
    crate::years::seal(&project, 2023);
    project.run(&["verify", "archive"]).succeeds();
    assert!(project.read("archive/register.jsonl").starts_with(&old));
    // The archive's day is known, and that of its groups, which their last year tells.
    assert_eq!(keep_until(&project, &archive_of(2021)).as_deref(), Some("2030-12-31"));
    assert_eq!(states(&project, "2030-12-31")[&archive_of(2021)], "soon");
    assert_eq!(states(&project, "2031-01-01")[&archive_of(2021)], "due");
}

/// Copied, held, selected and destroyed like any other.
#[test]
fn an_archive_of_an_earlier_version_is_kept_like_any_other() {
    let project = super::small();
    aged(&project);
    project.run_at("2025-07-10", &["copy", NAME, "--to", "disk"]).succeeds();
    project.run_at("2025-08-10", &["copy", "--check"]).succeeds();
    refused(&project, "2033-12-31", &["retention", "act", NAME]);
    let before = saved(&project);
    project.run_at("2034-01-09", &["retention", "act", NAME]).succeeds();
    for day in ["2034-01-10", "2034-01-24"] {
        project.run_at(day, &["retention", "destroy", "--act", "1"]).succeeds();
        project.run(&["verify", "archive"]).succeeds();
        // The sheets that stay are copied before the journals' copies go.
        if has(&project, ZIP) {
            project.run_at(day, &["copy", &format!("{NAME}.sheets"), "--to", "disk"]).succeeds();
        }
    }
    assert!(!has(&project, ZIP) && events(&project, "destroyed").len() == 1);
    // Its sheets are not lost with it, though the line says nothing of them.
    assert!(has(&project, &format!("archive/{NAME}.sheets.zip")));
    before.back(&project);
    project.run(&["restore", NAME, "--from", "disk", "--to", "back"]).succeeds();
    assert!(bytes(&project, &format!("back/{NAME}.zip")) == bytes(&project, ZIP));
}

/// A store that a later version wrote to: what is not known is passed over and stays.
#[test]
fn what_a_later_version_wrote_stays() {
    let project = super::small();
    let mut all = lines(&project.read("archive/events.jsonl"));
    let mut later = all[0].clone();
    later["event"] = "moved-to-the-moon".into();
    later["crater"] = "Тихо".into();
    all.push(later);
    project.write("archive/events.jsonl", chained(&all).0);
    project.run(&["verify", "archive"]).succeeds();
    project.run_at("2025-07-10", &["copy", NAME, "--to", "disk"]).succeeds();
    project.run(&["verify", "archive"]).succeeds();
    assert!(project.read("archive/events.jsonl").contains("\"crater\":\"Тихо\""));
}

/// Makes the year's line that of a kind which a later version seals.
fn of_a_later_kind(project: &Project) {
    let mut entries = register(project);
    let old = text(&entries[0], "digest").to_owned();
    entries[0]["holds"] = "portfolio".into();
    let (register, digests) = chained(&entries);
    let events = project.read("archive/events.jsonl").replace(&old, &digests[0]);
    project.write("archive/register.jsonl", register);
    project.write("archive/events.jsonl", chained(&lines(&events)).0);
    for file in ["index.html", "README.txt"] {
        std::fs::remove_file(project.path(&format!("archive/{file}"))).expect("removed");
    }
}

/// What a later version seals has a term that this one does not know, whatever day its groups have.
#[test]
fn an_archive_of_a_later_kind_is_never_due() {
    let project = super::small();
    let before = saved(&project);
    of_a_later_kind(&project);
    project.run(&["verify", "archive"]).succeeds();
    assert_eq!(keep_until(&project, NAME), None);
    assert_eq!(states(&project, "2124-01-02")[NAME], "unknown");
    project.run(&["retention", "--on", "2124-01-02"]).succeeds().says("более новая версия");
    project.run_at("2124-01-02", &["retention", "act"]).succeeds().says("нечего");
    refused(&project, "2124-01-02", &["retention", "act", NAME]).says("более новая версия");
    // Nor is it destroyed by an act that has it.
    before.back(&project);
    project.run_at("2034-01-09", &["retention", "act", NAME]).succeeds();
    of_a_later_kind(&project);
    refused(&project, "2034-01-10", &["retention", "destroy", "--act", "1"]).says("более новая версия");
}
