//! Copies on media: written, read back, read again in time, found where they are damaged.

use super::{NAME, ZIP, bytes, events, flip, has, names, refused, saved, small, store, text};
use crate::harness::{Project, tool};
use crate::years::{YEARS, archive_of, sealed};
use std::fs;

const COPY: [&str; 4] = ["copy", NAME, "--to", "disk"];
const CHECK: [&str; 2] = ["copy", "--check"];

/// The small college with a copy of 5 July 2025.
fn with_copy() -> Project {
    let project = small();
    project.run_at("2025-07-05", &COPY).succeeds();
    project
}

fn flip_zip(project: &Project) {
    flip(project, &format!("disk/{NAME}.zip"));
}

/// A medium holds all that a stranger needs, and other people's tools can check it.
#[test]
fn a_copy_is_whole_by_everybodys_tools() {
    let project = with_copy();
    project.run(&["verify", "archive"]).succeeds();
    project.run(&["verify", "disk"]).succeeds();
    for name in [format!("{NAME}.zip"), format!("{NAME}.certificate.pdf"), "register.jsonl".into()] {
        assert!(
            bytes(&project, &format!("archive/{name}")) == bytes(&project, &format!("disk/{name}")),
            "{name}"
        );
    }
    // The log as it was: before the copy was told of in it, or after.
    let log = project.read("archive/events.jsonl");
    assert!(log.starts_with(&project.read("disk/events.jsonl")));
    assert!(has(&project, "disk/README.txt"));
    let catalogue: serde_json::Value = serde_json::from_str(&project.read("disk/copy.json")).expect("JSON");
    assert!(catalogue.to_string().contains(NAME), "{catalogue}");
    let disk = project.path("disk");
    tool("sh", &["-c", &format!("cd '{}' && sha256sum --strict -c manifest-sha256.txt", disk.display())]);
    let listed = project.read("disk/manifest-sha256.txt");
    for (name, _) in project
        .files("disk")
        .iter()
        .filter(|(name, _)| ![".lock", "manifest-sha256.txt"].contains(&name.as_str()))
    {
        assert!(
            listed.lines().any(|line| line.ends_with(&format!("  {name}"))),
            "{name} is in no list:\n{listed}"
        );
    }
    let zip = project.path(&format!("disk/{NAME}.zip"));
    tool("unzip", &["-tq", zip.to_str().expect("a path")]);
    // The store knows of it.
    let told = events(&project, "copied");
    assert_eq!(names(&told), [NAME]);
    assert!(project.run(&["retention"]).succeeds().stdout().contains(NAME));
}

/// Signatures and supplements go with the archive; several archives and several media at once.
#[test]
fn a_copy_takes_everything_of_the_archive_along() {
    let project = sealed(&[2021, 2022]);
    crate::years::come_late(&project, "years/2022");
    let [first, second] = [2021, 2022].map(archive_of);
    project.run_at("2023-10-10", &["supplement", &second, "--input", "years/2022"]).succeeds();
    project.run_at("2023-10-11", &["copy", &first, &second, "--to", "disk", "safe"]).succeeds();
    for medium in ["disk", "safe"] {
        for name in [&first, &second, &format!("{second}.supplement-1")] {
            let zip = format!("{name}.zip");
            assert!(
                bytes(&project, &format!("{medium}/{zip}")) == bytes(&project, &format!("archive/{zip}")),
                "{zip}"
            );
        }
        project.run(&["verify", medium]).succeeds();
    }
    // Everything once more is nothing new, and a medium that has one archive takes another.
    project.run_at("2023-10-12", &["copy", &first, &second, "--to", "disk"]).succeeds();
    project.run(&["verify", "disk"]).succeeds();
    project.run_at("2023-10-12", &["copy", &first, "--to", "third"]).succeeds();
    project.run_at("2023-10-12", &["copy", &second, "--to", "third"]).succeeds();
    project.run(&["verify", "third"]).succeeds();
    assert!(has(&project, &format!("third/{first}.zip")) && has(&project, &format!("third/{second}.zip")));
}

#[test]
fn what_cannot_be_copied_is_not() {
    let project = small();
    refused(&project, "2025-07-05", &["copy", "journals-1999-2000", "--to", "disk"])
        .says("journals-1999-2000");
    refused(&project, "2025-07-05", &["copy", NAME]);
    // A medium is not the store, nor in it, nor a file.
    refused(&project, "2025-07-05", &["copy", NAME, "--to", "archive"]);
    refused(&project, "2025-07-05", &["copy", NAME, "--to", "archive/copy"]);
    project.write("file", "x");
    let before = store(&project);
    assert_ne!(project.run_at("2025-07-05", &["copy", NAME, "--to", "file"]).status(), 0);
    assert!(store(&project) == before);
    // Other people's files on the medium stay, and stand in nobody's way.
    project.write("disk/отпуск.jpg", "море");
    project.run_at("2025-07-05", &COPY).succeeds();
    assert_eq!(project.read("disk/отпуск.jpg"), "море");
    // A damaged archive gets no copy.
    flip(&project, ZIP);
    let run = project.run_at("2025-07-06", &["copy", NAME, "--to", "second"]).ends(1).says(NAME);
    assert!(run.stderr().contains("ошибка") && events(&project, "copied").len() == 1);
    assert!(!has(&project, &format!("second/{NAME}.zip")));
    // Somebody else's file of that name is not overwritten.
    flip(&project, ZIP);
    project.write(&format!("third/{NAME}.zip"), "mine");
    refused(&project, "2025-07-06", &["copy", NAME, "--to", "third"]);
    assert_eq!(project.read(&format!("third/{NAME}.zip")), "mine");
}

/// A flipped, a missing and an added byte is found and named, wherever it is; and the copy is made good
/// again from the store.
#[test]
fn whatever_is_wrong_with_a_copy_is_found() {
    let project = with_copy();
    let whole = saved(&project);
    let names: Vec<String> = project.files("disk").into_iter().map(|(name, _)| name).collect();
    for name in names.iter().filter(|name| *name != ".lock") {
        whole.back(&project);
        let path = format!("disk/{name}");
        flip(&project, &path);
        project.run(&["verify", "disk"]).ends(1);
        if name.starts_with(NAME) {
            project.run_at("2025-08-01", &CHECK).ends(1).says(name);
            project.run(&["verify", "archive"]).succeeds();
            // What was found is remembered.
            let damaged = &events(&project, "checked")[0]["damaged"];
            assert_eq!(damaged, &serde_json::json!([name]));
        }
        fs::remove_file(project.path(&path)).expect("removed");
        project.run(&["verify", "disk"]).ends(1);
    }
    whole.back(&project);
    let zip = whole.bytes(&format!("disk/{NAME}.zip"));
    project.write(&format!("disk/{NAME}.zip"), &zip[..zip.len() - 1]);
    project.run_at("2025-08-01", &CHECK).ends(1).says(NAME);
    // Copied again it is good again.
    project.run_at("2025-08-02", &COPY).succeeds();
    assert!(bytes(&project, &format!("disk/{NAME}.zip")) == bytes(&project, ZIP));
    project.run_at("2025-08-03", &CHECK).succeeds();
    project.run(&["verify", "disk"]).succeeds();
}

/// A check is a check of every byte, and is written down; nobody writes on the medium.
#[test]
fn a_check_is_remembered() {
    let project = with_copy();
    let medium = project.files("disk");
    project.run_at("2025-09-01", &CHECK).succeeds().says("disk");
    project.run_at("2025-09-02", &["copy", "--check", "--to", "disk"]).succeeds();
    let checks = events(&project, "checked");
    assert!(checks.len() == 2 && checks.iter().all(|event| event["damaged"].is_null()), "{checks:?}");
    assert!(checks[0]["at"].as_str().expect("a time").starts_with("2025-09-01T12:00"));
    assert!(project.files("disk") == medium);
    project.run(&["verify", "archive"]).succeeds();
    refused(&project, "2025-09-03", &["copy", "--check", "--to", "nowhere"]);
}

/// A copy that nobody read for a year is a matter for an alarm, also one that is not at hand.
#[test]
fn what_was_not_read_for_a_year_is_told() {
    let project = with_copy();
    fs::rename(project.path("disk"), project.path("drawer")).expect("moved");
    project.run_at("2026-07-06", &CHECK).ends(1).says("disk");
    fs::rename(project.path("drawer"), project.path("disk")).expect("moved");
    project.run_at("2026-07-07", &CHECK).succeeds();
    // An office may be stricter with itself; and a medium that moved is found where it is named.
    fs::rename(project.path("disk"), project.path("drawer")).expect("moved");
    project.run_at("2026-10-06", &CHECK).succeeds();
    project.run_at("2026-10-06", &["copy", "--check", "--older-than", "90"]).ends(1).says("disk");
    project.run_at("2026-10-06", &["copy", "--check", "--older-than", "90", "--to", "drawer"]).succeeds();
    project.run_at("2026-10-07", &["copy", "--check", "--older-than", "90"]).succeeds();
    for days in ["-1", "x", ""] {
        project.run(&["copy", "--check", "--older-than", days]).ends(2);
    }
}

/// Four parts read everything once, each a part of it.
#[test]
fn in_four_parts_everything_is_read_once() {
    let project = sealed(&YEARS);
    let all = YEARS.map(archive_of);
    let names_of: Vec<&str> = all.iter().map(String::as_str).collect();
    project.run_at("2025-07-05", &[&["copy"], &names_of[..], &["--to", "disk"]].concat()).succeeds();
    let mut read = Vec::new();
    for (part, day) in
        [("1/4", "2025-10-01"), ("2/4", "2026-01-01"), ("3/4", "2026-04-01"), ("4/4", "2026-07-01")]
    {
        let before = events(&project, "checked").len();
        project.run_at(day, &["copy", "--check", "--part", part]).succeeds();
        read.extend(events(&project, "checked").into_iter().skip(before));
    }
    assert_eq!(names(&read), names_of);
    for part in ["0/4", "5/4", "1/0", "1", "a/b", "-1/4"] {
        project.run(&["copy", "--check", "--part", part]).ends(2);
    }
    // The parts that were passed over for too long are told.
    project.run_at("2027-06-30", &["copy", "--check", "--part", "1/4"]).ends(1);
}

/// A medium that is gone for good is no longer asked for; it was there, and that stays in the log.
#[test]
fn a_lost_medium_is_written_off_with_a_reason() {
    let project = with_copy();
    project.run_at("2025-07-06", &["copy", NAME, "--to", "safe"]).succeeds();
    fs::remove_dir_all(project.path("disk")).expect("removed");
    refused(&project, "2026-01-01", &["copy", "--lost", "disk"]);
    refused(&project, "2026-01-01", &["copy", "--lost", "nowhere", "--reason", "не было"]);
    project.run_at("2026-01-01", &["copy", "--lost", "disk", "--reason", "диск не читается"]).succeeds();
    assert_eq!(events(&project, "lost")[0]["reason"], "диск не читается");
    project.run_at("2026-08-01", &CHECK).succeeds();
    project.run(&["verify", "archive"]).succeeds();
    // In its place comes another, which may lie under the same name.
    project.run_at("2026-08-02", &COPY).succeeds();
    flip_zip(&project);
    project.run_at("2026-08-03", &CHECK).ends(1).says("disk");
}

/// An unpacked copy is a bag that anybody's program opens, site and all.
#[test]
fn an_unpacked_copy_is_a_bag() {
    let project = small();
    project.run_at("2025-07-05", &["copy", NAME, "--to", "disk", "--unpacked"]).succeeds();
    let bag = project.path(&format!("disk/{NAME}"));
    tool("python3", &["-m", "bagit", "--quiet", "--validate", bag.to_str().expect("a path")]);
    assert!(
        has(&project, &format!("disk/{NAME}/data/site/index.html"))
            && !has(&project, &format!("disk/{NAME}.zip"))
    );
    project.run(&["verify", "disk"]).succeeds();
    project.run_at("2025-07-06", &CHECK).succeeds();
    flip(&project, &format!("disk/{NAME}/data/site/index.html"));
    project.run_at("2025-07-07", &CHECK).ends(1).says("data/site/index.html");
    project.run(&["verify", "disk"]).ends(1).says("data/site/index.html");
    flip(&project, &format!("disk/{NAME}/data/site/index.html"));
    project.write(&format!("disk/{NAME}/data/site/more.html"), "x");
    project.run_at("2025-07-08", &CHECK).ends(1).says("data/site/more.html");
}

/// On a medium without room nothing is called a copy.
#[cfg(target_os = "linux")]
#[test]
fn on_a_full_medium_there_is_no_copy() {
    let project = small();
    let before = store(&project);
    let size = bytes(&project, ZIP).len() / 1024;
    for room in [16, size / 2, size + 8] {
        let script = format!(
            "mkdir -p disk; mount -t tmpfs -o size={room}k tmpfs disk
             status=0; \"$0\" copy {NAME} --to disk --quiet 2>said || status=$?
             ls -A disk; umount disk; echo status $status"
        );
        let run =
            project.program("unshare", &["-Urm", "sh", "-eu", "-c", &script, env!("CARGO_BIN_EXE_letopis")]);
        let said = run.stdout();
        assert!(said.ends_with("status 3\n"), "{room}k: {said}{}{}", run.stderr(), project.read("said"));
        assert!(!said.contains(".zip\n"), "{room}k: {said}");
        assert!(project.read("said").contains("не удаётся"), "{}", project.read("said"));
        // The log alone tells that it was tried.
        let sealed = |files: Vec<(String, Vec<u8>)>| {
            let tells = |name: &str| ["events.jsonl", "index.html", "README.txt"].contains(&name);
            files.into_iter().filter(|(name, _)| !tells(name)).collect::<Vec<_>>()
        };
        assert!(sealed(store(&project)) == sealed(before.clone()), "{room}k");
        assert!(events(&project, "copied").is_empty(), "{room}k");
        project.run(&["verify", "archive"]).succeeds();
    }
}

/// A part of the copies is read; what is known of the others is said as it is.
#[test]
fn what_was_not_read_is_not_called_whole() {
    let project = with_copy();
    project.run_at("2025-07-06", &["copy", NAME, "--to", "safe"]).succeeds();
    flip_zip(&project);
    project.run_at("2025-08-01", &CHECK).ends(1).says("ПОВРЕЖДЕНА");
    for day in ["2025-08-02", "2025-09-01", "2025-10-01"] {
        let run = project.run_at(day, &["copy", "--check", "--part", "1/2"]).ends(1);
        run.says("ПОВРЕЖДЕНА");
    }
    let json = project
        .run_at("2025-10-02", &["copy", "--check", "--part", "1/2", "--format", "json"])
        .ends(1)
        .json();
    let damaged = json.iter().find(|line| text(line, "path").ends_with("disk")).expect("a line");
    assert_eq!((text(damaged, "state"), damaged["damaged"].as_array().map(Vec::len)), ("damaged", Some(1)));
    project.run_at("2025-10-03", &COPY).succeeds();
    let run = project.run_at("2025-10-04", &["copy", "--check", "--part", "1/2"]).succeeds();
    run.says("целы 1, не их очередь 1");
}

/// What cannot be read takes nobody's turn.
#[test]
fn an_unfinished_copy_takes_no_turn() {
    let project = with_copy();
    project.run_at("2025-07-06", &["copy", NAME, "--to", "safe"]).succeeds();
    // As a run leaves it that was killed: begun again, and not ended.
    let log = project.read("archive/events.jsonl");
    let mut chain =
        letopis::archive::chain::Chain::<letopis::archive::event::Event>::read(&log).expect("a log");
    let begun =
        chain.values.iter().find(|event| matches!(event.deed, letopis::archive::event::Deed::Copying { .. }));
    let begun = begun.expect("an event").clone();
    chain.push(begun);
    project.write("archive/events.jsonl", chain.text());
    for guide in ["index.html", "README.txt"] {
        fs::remove_file(project.path(&format!("archive/{guide}"))).expect("removed");
    }
    project.write("disk/.changes.part/letter", "");
    flip(&project, &format!("safe/{NAME}.zip"));
    project.run_at("2025-08-01", &["copy", "--check", "--part", "1/2"]).ends(1).says("ПОВРЕЖДЕНА");
}

/// Twins are read each: the good one does not hide the bad.
#[test]
fn twins_are_read_each() {
    let project = with_copy();
    crate::harness::copy(&project.path("disk"), &project.path("twin"));
    flip_zip(&project);
    let run = project.run_at("2025-07-06", &["copy", "--check", "--to", "twin"]).ends(1);
    for what in ["ПОВРЕЖДЕНА: ", "двойник twin: цела", "оставьте одну целую"]
    {
        assert!(run.stdout().contains(what), "no «{what}» in {}", run.stdout());
    }
}

/// A digit in the list of copies is as bad as a broken list: it is told, and decides nothing.
#[test]
fn a_list_of_copies_is_what_was_written() {
    let project = with_copy();
    project.run_at("2025-07-06", &["copy", NAME, "--to", "safe"]).succeeds();
    let list = project.read("disk/copy.json");
    let root = list.split_once("\"root\": \"").expect("a root").1[..64].to_owned();
    let decision = list.split_once("\"decisions\": [").expect("decisions").1.trim_start()[1..65].to_owned();
    let original = bytes(&project, ZIP);
    for digest in [root, decision] {
        let other = format!("{}{}", if digest.starts_with('0') { "1" } else { "0" }, &digest[1..]);
        project.write("disk/copy.json", list.replace(&digest, &other));
        project.run_at("2025-08-01", &CHECK).ends(1).says("ПОВРЕЖДЁН СПИСОК КОПИЙ").says("переименуйте");
        let both = ["restore", NAME, "--from", "disk", "--from", "safe", "--to", "back"];
        project.run(&both).succeeds();
        assert!(bytes(&project, &format!("back/{NAME}.zip")) == original);
        fs::remove_dir_all(project.path("back")).expect("removed");
    }
    // What the program says helps: by the log the copies are known without it.
    fs::rename(project.path("disk/copy.json"), project.path("disk/copy.old")).expect("renamed");
    project.run_at("2025-08-02", &CHECK).ends(1).says("цела").says("ПОТЕРЯН СПИСОК");
}

/// An archive that is not in the store is told by every list of it.
#[test]
fn what_the_store_lost_is_told() {
    let project = with_copy();
    fs::remove_file(project.path(ZIP)).expect("removed");
    project.run_at("2025-08-01", &CHECK).ends(1).says("В ХРАНИЛИЩЕ ЕГО НЕТ");
    project.run_at("2025-08-01", &["retention"]).succeeds().says("ФАЙЛА В ХРАНИЛИЩЕ НЕТ");
}
