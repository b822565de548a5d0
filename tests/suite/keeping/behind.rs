//! A store that knows less than a medium: it was put back from an older copy, lost, or written past the program.
//! What the medium remembers of holds and acts is never written over, and nothing is destroyed against it.

use super::{NAME, ZIP, events, has, names, refused, saved, small, states, store};
use crate::harness::Project;
use std::fs;

const ACT: [&str; 2] = ["retention", "act"];
const DESTROY: [&str; 4] = ["retention", "destroy", "--act", "1"];
const HOLD: [&str; 5] = ["retention", "hold", NAME, "--reason", "запрос прокуратуры № 7"];

/// Copied to `disk` and `safe`, held, copied again; then the store is what it was before the hold.
fn put_back() -> Project {
    let project = small();
    let copy = ["copy", NAME, "--to", "disk", "--to", "safe"];
    project.run_at("2025-07-05", &copy).succeeds();
    let backup = saved(&project);
    project.run_at("2026-02-01", &HOLD).succeeds();
    project.run_at("2026-02-02", &copy).succeeds();
    fs::remove_dir_all(project.path("archive")).expect("removed");
    for (name, bytes) in backup.0.iter().filter(|(name, _)| name.starts_with("archive/")) {
        project.write(name, bytes);
    }
    project
}

fn held(project: &Project) -> usize {
    events(project, "held").len()
}

#[test]
fn what_a_medium_knows_of_a_hold_is_not_written_over() {
    let project = put_back();
    assert_eq!(held(&project), 0);
    let before = project.files("disk");
    refused(&project, "2026-03-01", &["copy", NAME, "--to", "disk"]).says("старой копии");
    assert!(project.files("disk") == before);
    project.run_at("2026-03-01", &["copy", "--check"]).ends(1).says("ХРАНИЛИЩЕ ОТСТАЛО");
    // Nor is anything destroyed, whatever act the store has.
    project.run_at("2034-01-02", &ACT).succeeds();
    refused(&project, "2034-01-02", &DESTROY).says("старой копии");
    assert!(has(&project, ZIP) && has(&project, &format!("disk/{NAME}.zip")));
    // What the media know comes back with the archive, and acts of the store that did not know it do not count.
    project
        .run_at("2034-01-03", &["restore", NAME, "--from", "disk", "--to", "archive"])
        .succeeds()
        .says("запрос прокуратуры № 7")
        .says("Акт № 1");
    assert_eq!(held(&project), 1);
    assert_eq!(states(&project, "2034-01-04")[NAME], "held");
    project.run(&["verify", "archive"]).succeeds();
    project.run_at("2034-01-05", &["copy", NAME, "--to", "disk"]).succeeds();
}

/// What is done while a medium is away.
fn without_disk(project: &Project, run: impl FnOnce()) {
    fs::rename(project.path("disk"), project.path("elsewhere")).expect("moved");
    run();
    fs::rename(project.path("elsewhere"), project.path("disk")).expect("moved");
}

#[test]
fn a_lost_store_learns_what_all_media_know() {
    let project = small();
    project.run_at("2025-07-05", &["copy", NAME, "--to", "safe", "--to", "disk"]).succeeds();
    without_disk(&project, || {
        project.run_at("2026-02-01", &HOLD).succeeds().says("disk");
        project.run_at("2026-02-02", &["copy", NAME, "--to", "safe"]).succeeds();
    });
    // The log of the older medium has more lines.
    for day in ["2026-03-01", "2026-03-02"] {
        fs::rename(project.path("safe"), project.path("away")).expect("moved");
        project.run_at(day, &["copy", "--check"]);
        fs::rename(project.path("away"), project.path("safe")).expect("moved");
    }
    fs::remove_dir_all(project.path("archive")).expect("removed");
    let restore = ["restore", NAME, "--from", "disk", "--to", "archive"];
    project.run_at("2026-04-01", &restore).succeeds().says("safe");
    assert_eq!(held(&project), 0);
    // The other medium is known by its place, and stops what would be decided without it.
    project.run_at("2034-01-02", &ACT).succeeds();
    refused(&project, "2034-01-02", &DESTROY);
    project.run_at("2034-01-03", &["restore", NAME, "--from", "safe", "--to", "archive"]).succeeds();
    assert_eq!(states(&project, "2034-01-04")[NAME], "held");
}

/// A waiting time that a lost store began does not count in the one that was begun anew.
#[test]
fn open_acts_do_not_outlive_their_store() {
    let project = small();
    project.run_at("2034-01-02", &ACT).succeeds();
    project.run_at("2034-01-02", &DESTROY).succeeds();
    let both = ["copy", NAME, &format!("{NAME}.sheets"), "--to", "disk"];
    project.run_at("2034-01-03", &both).succeeds();
    fs::remove_dir_all(project.path("archive")).expect("removed");
    project
        .run_at("2034-01-10", &["restore", NAME, "--from", "disk", "--to", "archive"])
        .succeeds()
        .says("Акт № 1");
    assert_eq!(names(&events(&project, "withdrawn")), [NAME]);
    refused(&project, "2034-02-10", &DESTROY);
    assert!(has(&project, ZIP));
}

/// What proves a destruction is on every open medium, and comes back with any archive.
#[test]
fn papers_of_a_destruction_outlive_the_store() {
    let project = small();
    project.run_at("2025-07-05", &["copy", NAME, "--to", "disk"]).succeeds();
    project.run_at("2034-01-02", &ACT).succeeds();
    project.run_at("2034-01-02", &DESTROY).succeeds();
    let sheets = format!("{NAME}.sheets");
    project.run_at("2034-01-03", &["copy", &sheets, "--to", "disk"]).succeeds();
    project.run_at("2034-01-17", &DESTROY).succeeds();
    project.run(&["verify", "disk"]).succeeds();
    let papers = ["act-1.pdf", "act-1.erasure.pdf", "act-1.events.pdf", "journals-2024-2025.certificate.pdf"];
    for paper in papers {
        assert!(has(&project, &format!("disk/{paper}")), "{paper}");
    }
    fs::remove_dir_all(project.path("archive")).expect("removed");
    project.run_at("2034-02-01", &["restore", &sheets, "--from", "disk", "--to", "archive"]).succeeds();
    project.run(&["verify", "archive"]).succeeds();
    for paper in papers {
        assert!(has(&project, &format!("archive/{paper}")), "{paper}");
    }
    refused(&project, "2034-02-01", &["restore", NAME, "--from", "disk", "--to", "archive"]).says("акту № 1");
}

/// A medium that was recorded as lost and turns up after the destruction is found, and can be erased.
#[test]
fn a_lost_copy_that_turns_up_is_erased() {
    let project = small();
    project.run_at("2025-07-05", &["copy", NAME, "--to", "disk"]).succeeds();
    fs::rename(project.path("disk"), project.path("drawer")).expect("moved");
    let lost = ["copy", "--lost", "disk", "--reason", "утерян"];
    project.run_at("2026-01-01", &lost).succeeds();
    project.run_at("2034-01-02", &ACT).succeeds();
    project.run_at("2034-01-02", &DESTROY).succeeds();
    project.run_at("2034-01-03", &["copy", &format!("{NAME}.sheets"), "--to", "sheets"]).succeeds();
    project.run_at("2034-01-17", &DESTROY).succeeds();
    let zip = format!("drawer/{NAME}.zip");
    assert!(has(&project, &zip));
    project.run_at("2034-02-01", &["copy", "--check", "--to", "drawer"]).ends(1).says("НЕ СТЁРТА");
    refused(&project, "2034-02-01", &["copy", &format!("{NAME}.sheets"), "--to", "drawer"]).says("--act 1");
    project.run_at("2034-02-01", &[&DESTROY[..], &["--to", "drawer"]].concat()).succeeds();
    assert!(!has(&project, &zip));
    project.run(&["verify", "archive"]).succeeds();
    project.run(&["verify", "drawer"]).succeeds();
}

/// A log that lost its end beside a page that says more is not gone on with.
#[test]
fn a_log_that_was_cut_is_not_gone_on_with() {
    let project = small();
    project.run_at("2026-02-01", &HOLD).succeeds();
    let log = project.read("archive/events.jsonl");
    let cut: Vec<&str> = log.lines().collect();
    project.write("archive/events.jsonl", format!("{}\n", cut[..cut.len() - 1].join("\n")));
    project.run(&["verify", "archive"]).ends(1);
    for command in [&ACT[..], &HOLD, &["copy", NAME, "--to", "disk"]] {
        refused(&project, "2034-01-02", command).says("letopis verify");
    }
}

/// Lists only grow: what somebody else wrote meanwhile is not lost.
#[test]
fn nobody_elses_line_is_lost() {
    use letopis::archive::event::Deed;
    use letopis::archive::store::Store;
    let project = small();
    let mut late = Store::open(&project.path("archive")).expect("a store");
    // A share that knows no locks.
    fs::remove_file(project.path("archive/.lock")).expect("removed");
    project.run_at("2026-02-01", &HOLD).succeeds();
    let line = late.register.digests[0].clone();
    late.note("2026-02-02T00:00:00Z", NAME, &line, Deed::Lifted { number: 1, reason: "нет".to_owned() });
    let before = store(&project);
    assert!(late.save().expect_err("it is refused").to_string().contains("повторите"));
    assert!(store(&project) == before);
}

/// Two copies of a store that went their own ways: neither forgets its holds, and what one destroyed the other keeps.
#[test]
fn stores_that_parted_keep_what_either_holds() {
    let project = small();
    let copy = ["copy", NAME, "--to", "disk"];
    project.run_at("2025-07-05", &copy).succeeds();
    crate::harness::copy(&project.path("archive"), &project.path("clone"));
    // The clone destroys what this store holds, and the medium does not know of it.
    without_disk(&project, || drop(project.run_at("2026-02-01", &HOLD).succeeds()));
    let clone = |day: &str, command: &[&str]| {
        project.run_at(day, &[command, &["--archive", "clone"]].concat()).succeeds();
    };
    clone("2034-01-02", &ACT);
    clone("2034-01-02", &DESTROY);
    clone("2034-01-03", &["copy", &format!("{NAME}.sheets"), "--to", "disk"]);
    fs::rename(project.path("disk"), project.path("away")).expect("moved");
    refused_by_clone(&project);
    fs::rename(project.path("away"), project.path("disk")).expect("moved");
    clone("2034-01-17", &DESTROY);
    let restore = ["restore", NAME, "--from", "disk", "--to", "archive"];
    project.run_at("2034-02-01", &restore).succeeds();
    assert_eq!(states(&project, "2034-02-02")[NAME], "held");
    assert!(has(&project, ZIP));
    // A hold of the other is another one, whatever its number there.
    let other = ["retention", "hold", NAME, "--reason", "суд", "--archive", "clone"];
    assert_ne!(project.run_at("2034-02-02", &other).status(), 0, "it is destroyed there");
    let lift = ["retention", "hold", NAME, "--lift", "1", "--reason", "снят"];
    project.run_at("2034-02-03", &lift).succeeds();
}

/// A copy that is not at hand keeps the clone waiting.
fn refused_by_clone(project: &Project) {
    let destroy = [&DESTROY[..], &["--archive", "clone"]].concat();
    assert_ne!(project.run_at("2034-01-17", &destroy).status(), 0);
}

/// Holds of two logs are two, also where both are the first.
#[test]
fn holds_of_two_logs_are_two() {
    let project = put_back();
    project.run_at("2026-03-01", &["retention", "hold", NAME, "--reason", "суд"]).succeeds();
    project.run_at("2026-03-02", &["restore", NAME, "--from", "disk", "--to", "archive"]).succeeds();
    let numbers: Vec<u64> =
        events(&project, "held").iter().filter_map(|event| event["number"].as_u64()).collect();
    assert_eq!(numbers, [1, 2]);
    project
        .run_at("2026-03-03", &["retention", "hold", NAME, "--lift", "2", "--reason", "снят"])
        .succeeds()
        .says("суд");
    project.run_at("2026-03-04", &["copy", NAME, "--to", "disk"]).succeeds();
}

/// Lists that a killed run had not yet put into their places are the newer ones.
#[test]
fn lists_that_wait_for_their_places_count() {
    let project = small();
    project.run_at("2025-07-05", &["copy", NAME, "--to", "disk"]).succeeds();
    crate::harness::copy(&project.path("disk"), &project.path("older"));
    project.run_at("2026-02-01", &HOLD).succeeds();
    project.run_at("2026-02-02", &["copy", NAME, "--to", "disk"]).succeeds();
    // As a run that was killed while it put the files into their places leaves them.
    fs::rename(project.path("disk"), project.path("newer")).expect("moved");
    fs::rename(project.path("older"), project.path("disk")).expect("moved");
    for name in ["copy.json", "events.jsonl", "register.jsonl", "manifest-sha256.txt", "README.txt"] {
        let bytes = fs::read(project.path(&format!("newer/{name}"))).expect("read");
        project.write(&format!("disk/.changes/{name}"), bytes);
    }
    fs::remove_dir_all(project.path("archive")).expect("removed");
    project.run_at("2026-03-01", &["restore", NAME, "--from", "disk", "--to", "archive"]).succeeds();
    assert_eq!(held(&project), 1);
}

/// Papers that the store lost stay on the media, and come back.
#[test]
fn papers_that_the_store_lost_stay_on_the_media() {
    let project = small();
    project.run_at("2034-01-02", &ACT).succeeds();
    project.run_at("2034-01-03", &["copy", NAME, "--to", "disk"]).succeeds();
    let act = fs::read(project.path("disk/act-1.pdf")).expect("read");
    // What was restored is whole with its papers.
    project.run_at("2034-01-04", &["restore", NAME, "--from", "disk", "--to", "back"]).succeeds();
    project.run(&["verify", "back"]).succeeds();
    project.run_at("2034-01-04", &["restore", NAME, "--from", "disk", "--to", "back"]).succeeds();
    project.run(&["verify", "back"]).succeeds();
    for harm in [None, Some("другое")] {
        match harm {
            None => fs::remove_file(project.path("archive/act-1.pdf")).expect("removed"),
            Some(text) => project.write("archive/act-1.pdf", text),
        }
        project.run_at("2034-01-05", &["copy", NAME, "--to", "disk"]).succeeds();
        assert!(fs::read(project.path("disk/act-1.pdf")).expect("read") == act, "{harm:?}");
        project.run(&["verify", "disk"]).succeeds();
    }
    project.run_at("2034-01-06", &["restore", NAME, "--from", "disk", "--to", "archive"]).succeeds();
    project.run(&["verify", "archive"]).succeeds();
}

/// Twins are told, and the one that is known is not forgotten.
#[test]
fn twins_are_told() {
    let project = small();
    project.run_at("2025-07-05", &["copy", NAME, "--to", "disk"]).succeeds();
    crate::harness::copy(&project.path("disk"), &project.path("twin"));
    project.run_at("2025-07-06", &["copy", "--check", "--to", "twin"]).ends(1).says("ДВОЙНИКИ");
    project.run_at("2034-01-02", &ACT).succeeds();
    project.run_at("2034-01-02", &DESTROY).succeeds();
    project.run_at("2034-01-03", &["copy", &format!("{NAME}.sheets"), "--to", "sheets"]).succeeds();
    project.run_at("2034-01-17", &[&DESTROY[..], &["--to", "twin"]].concat()).succeeds();
    for folder in ["disk", "twin"] {
        assert!(!has(&project, &format!("{folder}/{NAME}.zip")), "{folder}");
    }
}

/// A supplement of files alone falls due as any.
#[test]
fn a_supplement_of_files_alone_falls_due() {
    let project = small();
    project.write("приказ.pdf", "%PDF-1.4 приказ");
    project.run_at("2025-09-01", &["supplement", NAME, "приказ.pdf", "--input", "нет"]).succeeds();
    project.run_at("2060-01-02", &ACT).succeeds().says("supplement-1");
}

/// A copy that is made again where it had been erased is listed once, and a twin that turns up later is erased.
#[test]
fn a_copy_is_made_again_where_it_was_erased() {
    let project = small();
    project.run_at("2025-07-05", &["copy", NAME, "--to", "disk", "--to", "safe"]).succeeds();
    crate::harness::copy(&project.path("disk"), &project.path("twin"));
    project.run_at("2034-01-02", &ACT).succeeds();
    project.run_at("2034-01-02", &DESTROY).succeeds();
    project.run_at("2034-01-03", &["copy", &format!("{NAME}.sheets"), "--to", "disk"]).succeeds();
    // A file that the log does not know keeps the other copy from being erased.
    let zip = format!("safe/{NAME}.zip");
    let kept = fs::read(project.path(&zip)).expect("read");
    let before = saved(&project);
    project.run_at("2034-01-17", &DESTROY).succeeds();
    let erased = project.files("disk");
    before.back(&project);
    for (name, bytes) in &erased {
        project.write(&format!("disk/{name}"), bytes);
    }
    fs::remove_file(project.path(&format!("disk/{NAME}.zip"))).expect("removed");
    assert!(fs::read(project.path(&zip)).expect("read") == kept);
    // Killed after the first medium: the act is withdrawn, and the copy made again.
    project.run_at("2034-01-18", &["retention", "act", "--cancel", "1", "--reason", "ошибка"]).succeeds();
    project.run_at("2034-01-18", &["copy", NAME, "--to", "disk"]).succeeds();
    project.run(&["verify", "disk"]).succeeds();
    project.run_at("2034-01-19", &["copy", NAME, "--to", "disk"]).succeeds();
    // Destroyed at last; the twin turns up.
    fs::rename(project.path("twin"), project.path("away")).expect("moved");
    project.run_at("2034-02-01", &ACT).succeeds();
    let destroy = ["retention", "destroy", "--act", "2"];
    project.run_at("2034-02-01", &destroy).succeeds();
    project.run_at("2034-02-15", &destroy).succeeds();
    let twin = format!("away/{NAME}.zip");
    assert!(has(&project, &twin));
    project.run_at("2034-02-16", &[&destroy[..], &["--to", "away"]].concat()).succeeds();
    assert!(!has(&project, &twin));
}

/// Marked by a store that was put back from before `safe` was written, which alone knows of a hold: the files of that.
fn forgotten() -> (Project, Vec<(String, Vec<u8>)>) {
    let project = small();
    project.run_at("2025-07-05", &["copy", NAME, "--to", "disk"]).succeeds();
    let backup = saved(&project);
    project.run_at("2025-08-01", &["copy", NAME, "--to", "safe"]).succeeds();
    without_disk(&project, || drop(project.run_at("2026-02-01", &HOLD).succeeds()));
    let safe = project.files("safe");
    backup.back(&project);
    project.run_at("2034-01-02", &ACT).succeeds();
    project.run_at("2034-01-02", &DESTROY).succeeds();
    project.run_at("2034-01-03", &["copy", &format!("{NAME}.sheets"), "--to", "disk"]).succeeds();
    (project, safe)
}

/// A medium that the log does not know is asked too, once it is named: by the log it may have been forgotten.
#[test]
fn a_medium_that_the_log_forgot_is_asked() {
    let (project, safe) = forgotten();
    for (name, bytes) in safe {
        project.write(&format!("safe/{name}"), bytes);
    }
    project.run_at("2034-01-17", &["copy", "--check", "--to", "safe"]).ends(1).says("ХРАНИЛИЩЕ ОТСТАЛО");
    let named = [&DESTROY[..], &["--to", "safe"]].concat();
    refused(&project, "2034-01-17", &named).says("старой копии");
    assert!(has(&project, ZIP) && has(&project, &format!("disk/{NAME}.zip")));
    project
        .run_at("2034-01-18", &["restore", NAME, "--from", "safe", "--to", "archive"])
        .succeeds()
        .says("запрос прокуратуры № 7");
    refused(&project, "2034-01-19", &named);
}

/// Before copies are erased every medium that the log knows is asked: one of another archive may know of a hold.
#[test]
fn a_medium_of_another_archive_is_asked_before_anything_is_erased() {
    let project = crate::years::sealed(&[2021, 2022]);
    let [first, second] = [2021, 2022].map(crate::years::archive_of);
    project.run_at("2025-08-01", &["copy", &first, "--to", "disk"]).succeeds();
    project.run_at("2025-08-01", &["copy", &second, "--to", "safe"]).succeeds();
    project.run_at("2031-01-02", &["retention", "act", &first]).succeeds();
    fs::rename(project.path("safe"), project.path("away")).expect("moved");
    refused(&project, "2031-01-02", &DESTROY).says("safe").says("носителя нет на месте");
    project.run_at("2031-01-02", &[&DESTROY[..], &["--to", "away"]].concat()).succeeds();
}

/// A hold, its lifting and the withdrawal of an act are on the media at once; what a medium knows beside them stays.
#[test]
fn what_is_decided_is_told_to_the_media() {
    let project = small();
    project.run_at("2025-07-05", &["copy", NAME, "--to", "disk", "--to", "safe"]).succeeds();
    fs::rename(project.path("safe"), project.path("away")).expect("moved");
    let backup = saved(&project);
    project.run_at("2026-02-01", &HOLD).succeeds().says("safe").says("со следующей letopis copy");
    project.run(&["verify", "disk"]).succeeds();
    assert!(project.read("disk/events.jsonl").contains("запрос прокуратуры № 7"));
    let disk = project.files("disk");
    // A store that knows less does not write over what they know.
    backup.back(&project);
    for (name, bytes) in &disk {
        project.write(&format!("disk/{name}"), bytes);
    }
    project.run_at("2034-01-02", &ACT).succeeds();
    project
        .run_at("2034-01-03", &["retention", "act", "--cancel", "1", "--reason", "ошибка"])
        .succeeds()
        .says("старой копии");
    assert!(project.files("disk") == disk);
}

/// The page that tells of a hold which the lists have lost is not written over by them.
#[test]
fn the_last_that_knows_of_a_hold_is_not_written_over() {
    let project = small();
    project.run_at("2025-07-05", &["copy", NAME, "--to", "disk"]).succeeds();
    without_disk(&project, || drop(project.run_at("2026-02-01", &HOLD).succeeds()));
    let log = project.read("archive/events.jsonl");
    let cut: Vec<&str> = log.lines().collect();
    project.write("archive/events.jsonl", format!("{}\n", cut[..cut.len() - 1].join("\n")));
    let page = project.read("archive/index.html");
    fs::create_dir(project.path("empty")).expect("made");
    for from in ["disk", "empty"] {
        let run = project.run_at("2026-03-01", &["restore", NAME, "--from", from, "--to", "archive"]);
        assert_ne!(run.status(), 0, "{from}");
        run.says("переименуйте");
        assert_eq!(project.read("archive/index.html"), page);
    }
    // Where a medium knows of it the page is written anew.
    project.write("archive/events.jsonl", &log);
    project.run_at("2026-03-02", &["copy", NAME, "--to", "disk"]).succeeds();
    project.write("archive/events.jsonl", format!("{}\n", cut[..cut.len() - 1].join("\n")));
    project.run_at("2026-03-03", &["restore", NAME, "--from", "disk", "--to", "archive"]).succeeds();
    assert_eq!(held(&project), 1);
    project.run(&["verify", "archive"]).succeeds();
}

/// What was destroyed in spite of a hold that the store heard of too late is told for ever; the hold is lifted.
#[test]
fn a_hold_that_came_too_late_is_told() {
    let (project, safe) = forgotten();
    project.run_at("2034-01-17", &DESTROY).succeeds();
    for (name, bytes) in safe {
        project.write(&format!("safe/{name}"), bytes);
    }
    // The forgotten medium has the only copy now, and it is not erased.
    let named = [&DESTROY[..], &["--to", "safe"]].concat();
    assert_ne!(project.run_at("2034-01-18", &named).status(), 0);
    assert!(has(&project, &format!("safe/{NAME}.zip")));
    let sheets = format!("{NAME}.sheets");
    project
        .run_at("2034-01-19", &["restore", &sheets, "--from", "disk", "--from", "safe", "--to", "archive"]);
    project.run(&["verify", "archive"]).ends(1).says("вопреки запрету");
    assert_eq!(states(&project, "2034-01-20")[&sheets], "held");
    let lift = ["retention", "hold", NAME, "--lift", "--reason", "снят"];
    project.run_at("2034-01-20", &lift).succeeds();
    assert_eq!(states(&project, "2034-01-21")[&sheets], "kept");
}

/// An encrypted medium tells which other media it knows, though not what is in its log.
#[test]
fn an_encrypted_medium_tells_of_the_others() {
    let project = small();
    project.write("phrase", "лошадь-батарея-скрепка");
    let encrypted = ["copy", NAME, "--to", "enc", "--encrypt", "--passphrase-file", "phrase"];
    project.run_at("2025-07-05", &encrypted).succeeds();
    let backup = saved(&project);
    project.run_at("2025-07-06", &["copy", NAME, "--to", "disk"]).succeeds();
    project.run_at("2025-07-07", &encrypted).succeeds();
    project.run_at("2025-07-08", &["retention", "act"]).succeeds();
    // Its lists are written anew with a copy that is written.
    fs::remove_file(project.path(&format!("enc/{NAME}.zip.age"))).expect("removed");
    project.run_at("2025-07-09", &encrypted).succeeds();
    project.run_at("2026-02-01", &HOLD).succeeds();
    let enc = project.files("enc");
    fs::rename(project.path("disk"), project.path("away")).expect("moved");
    for (name, bytes) in backup.0.iter().filter(|(name, _)| name.starts_with("archive/")) {
        project.write(name, bytes);
    }
    project.run_at("2034-01-02", &ACT).succeeds();
    refused(&project, "2034-01-02", &DESTROY).says("старой копии");
    assert_ne!(project.run_at("2034-01-02", &encrypted).status(), 0);
    assert!(project.files("enc") == enc);
}

/// A medium that lost its list gets it back by the log; until then one that cannot tell what it knows stops everything.
#[test]
fn a_medium_that_cannot_tell_what_it_knows_stops_everything() {
    let project = small();
    project.write("phrase", "лошадь-батарея-скрепка");
    let encrypted = ["copy", NAME, "--to", "disk", "--encrypt", "--passphrase-file", "phrase"];
    project.run_at("2025-07-05", &encrypted).succeeds();
    let backup = saved(&project);
    project.run_at("2026-02-01", &HOLD).succeeds().says("зашифрован");
    fs::remove_file(project.path(&format!("disk/{NAME}.zip.age"))).expect("removed");
    project.run_at("2026-02-02", &encrypted).succeeds();
    for (name, bytes) in backup.0.iter().filter(|(name, _)| name.starts_with("archive/")) {
        project.write(name, bytes);
    }
    let list = project.read("disk/copy.json");
    project.write("disk/copy.json", list.replacen("\"root\": \"", "\"root\": \"0", 1));
    project.run_at("2034-01-02", &ACT).succeeds().says("не попадёт");
    refused(&project, "2034-01-02", &DESTROY).says("переименуйте");
    fs::rename(project.path("disk/copy.json"), project.path("disk/copy.old")).expect("renamed");
    refused(&project, "2034-01-03", &DESTROY).says("прочесть нельзя");
    // Its own log, once it is opened, tells of the hold.
    assert_ne!(project.run_at("2034-01-03", &encrypted).status(), 0);
    let restore = ["restore", NAME, "--from", "disk", "--to", "archive", "--passphrase-file", "phrase"];
    project.run_at("2034-01-04", &restore).succeeds().says("запрос прокуратуры № 7");
    assert_eq!(states(&project, "2034-01-06")[NAME], "held");
    // What was encrypted anew since is not what this log knows: another medium takes its place.
    assert_ne!(project.run_at("2034-01-05", &encrypted).status(), 0);
    let other = ["copy", NAME, "--to", "other", "--encrypt", "--passphrase-file", "phrase"];
    project.run_at("2034-01-05", &other).succeeds();
    project.run_at("2034-01-05", &["copy", "--lost", "disk", "--reason", "негоден"]).succeeds();
    assert_eq!(states(&project, "2034-01-06")[NAME], "held");
}

/// The list of an open medium comes back in its place, and what was said of it is true again.
#[test]
fn a_lost_list_is_written_anew() {
    let project = small();
    project.run_at("2025-07-05", &["copy", NAME, "--to", "disk"]).succeeds();
    let before = project.files("disk");
    fs::remove_file(project.path("disk/copy.json")).expect("removed");
    project.run_at("2025-07-06", &["copy", "--check"]).ends(1).says("letopis copy ИМЯ --to");
    project.run_at("2025-07-06", &HOLD).succeeds().says("на него не попадёт");
    project.run_at("2025-07-07", &["copy", NAME, "--to", "disk"]).succeeds();
    project.run_at("2025-07-08", &["copy", "--check"]).succeeds();
    project.run(&["verify", "disk"]).succeeds();
    let zip = |files: &[(String, Vec<u8>)]| files.iter().find(|(name, _)| name.ends_with(".zip")).cloned();
    assert!(zip(&before) == zip(&project.files("disk")));
    assert!(project.read("disk/events.jsonl").contains("запрос прокуратуры № 7"));
}

/// Between the first copy that is erased and the last a hold may come that only a medium knows: the store's own zip
/// goes when all have been asked.
#[test]
fn the_archive_itself_goes_when_all_media_were_asked() {
    let project = crate::years::sealed(&[2021, 2022]);
    let [first, second] = [2021, 2022].map(crate::years::archive_of);
    project.run_at("2025-08-01", &["copy", &first, "--to", "disk"]).succeeds();
    project.run_at("2025-08-01", &["copy", &second, "--to", "safe"]).succeeds();
    project.run_at("2031-01-02", &["retention", "act", &first]).succeeds();
    project.run_at("2031-01-02", &DESTROY).succeeds();
    project.run_at("2031-01-03", &["copy", &format!("{first}.sheets"), "--to", "safe"]).succeeds();
    // Something of another's stands in the way on the first call.
    let zip = fs::read(project.path(&format!("disk/{first}.zip"))).expect("read");
    let lock = fs::File::open(project.path("disk/.lock")).expect("a lock");
    lock.lock().expect("locked");
    assert_ne!(project.run_at("2031-01-17", &DESTROY).status(), 0);
    drop(lock);
    assert_eq!(events(&project, "erasing").len(), 1);
    let sheets_at_hand = project.files("safe");
    fs::rename(project.path("safe"), project.path("away")).expect("moved");
    assert_ne!(project.run_at("2031-01-18", &DESTROY).status(), 0);
    assert!(has(&project, &format!("archive/{first}.zip")));
    fs::rename(project.path("away"), project.path("safe")).expect("moved");
    project.run_at("2031-01-19", &DESTROY).succeeds();
    assert!(!has(&project, &format!("archive/{first}.zip")) && !zip.is_empty() && !sheets_at_hand.is_empty());
}

/// Somebody's scan on a medium in the place of a paper is not written over by a hold.
#[test]
fn a_scan_on_a_medium_stays() {
    let project = small();
    project.run_at("2025-07-05", &["copy", NAME, "--to", "disk"]).succeeds();
    project.write("disk/act-1.pdf", "подписанный скан");
    project.run_at("2034-01-02", &ACT).succeeds().says("act-1.pdf");
    assert_eq!(project.read("disk/act-1.pdf"), "подписанный скан");
}

/// The paper of an act that was withdrawn says nothing of another act.
#[test]
fn a_spoilt_paper_of_a_withdrawn_act_stops_nothing() {
    let project = small();
    project.run_at("2034-01-02", &ACT).succeeds();
    project.write("archive/act-1.pdf", "вписан номер");
    refused(&project, "2034-01-03", &DESTROY);
    let cancel = ["retention", "act", "--cancel", "1", "--reason", "испорчен"];
    project.run_at("2034-01-03", &cancel).succeeds();
    project.run_at("2034-01-04", &ACT).succeeds();
    project.run_at("2034-01-04", &["retention", "destroy", "--act", "2"]).succeeds();
}

/// A medium without its list whose log is damaged: what can be read of it counts, and what cannot is set aside.
#[test]
fn a_damaged_log_without_a_list_is_not_written_over() {
    let project = put_back();
    let log = project.read("disk/events.jsonl");
    fs::remove_file(project.path("disk/copy.json")).expect("removed");
    let line_of = |n: usize| log.split_inclusive('\n').take(n).map(str::len).sum::<usize>();
    let hold = log.lines().position(|line| line.contains("\"held\"")).expect("the hold");
    let copy = ["copy", NAME, "--to", "disk"];
    // Damaged before the hold, whose own line is whole.
    let mut bytes = log.clone().into_bytes();
    bytes[line_of(hold - 1) + 30] ^= 1;
    project.write("disk/events.jsonl", &bytes);
    let before = saved(&project);
    assert_ne!(project.run_at("2026-03-01", &copy).status(), 0);
    project
        .run_at("2026-03-02", &["restore", NAME, "--from", "disk", "--to", "archive"])
        .says("запрос прокуратуры");
    assert_eq!(held(&project), 1);
    project.run_at("2026-03-03", &copy).succeeds();
    // The hold's own line is damaged: nobody can read it but a person.
    before.back(&project);
    let mut bytes = log.clone().into_bytes();
    bytes[line_of(hold) + 30] ^= 1;
    project.write("disk/events.jsonl", &bytes);
    project
        .run_at("2026-03-02", &["restore", NAME, "--from", "disk", "--to", "archive"])
        .ends(1)
        .says("МОЖЕТ БЫТЬ, НЕ ВСЁ");
    project.run_at("2026-03-03", &copy).succeeds().says("damaged-events.jsonl");
    assert!(fs::read(project.path("disk/damaged-events.jsonl")).expect("it is there") == bytes);
}

/// What lies where a medium was is adopted by what it is, not by its names.
#[test]
fn somebody_elses_files_are_not_adopted() {
    let project = small();
    let copy = ["copy", NAME, "--to", "disk"];
    project.run_at("2025-07-05", &copy).succeeds();
    fs::rename(project.path("disk"), project.path("away")).expect("moved");
    for file in [format!("{NAME}.zip"), format!("{NAME}.certificate.pdf")] {
        project.write(&format!("disk/{file}"), "другого колледжа");
    }
    project.write("disk/README.txt", "заметки");
    assert_ne!(project.run_at("2025-07-06", &copy).status(), 0);
    assert_eq!(project.read(&format!("disk/{NAME}.zip")), "другого колледжа");
}

/// Of two media that were in one place the one is known that has all that it had.
#[test]
fn a_medium_without_a_list_is_not_taken_for_another() {
    let project = crate::years::sealed(&[2021, 2022]);
    let [first, second] = [2021, 2022].map(crate::years::archive_of);
    let usb = |name: &str, back: bool| {
        let (from, to) = if back { (name, "usb") } else { ("usb", name) };
        fs::rename(project.path(from), project.path(to)).expect("moved");
    };
    project.run_at("2025-08-01", &["copy", &first, "--to", "usb"]).succeeds();
    usb("s1", false);
    project.run_at("2025-08-01", &["copy", &first, &second, "--to", "usb"]).succeeds();
    usb("s2", false);
    let id = |place: &str| {
        let list: serde_json::Value =
            serde_json::from_str(&project.read(&format!("{place}/copy.json"))).expect("JSON");
        list["medium"].as_str().expect("an id").to_owned()
    };
    let (one, two) = (id("s1"), id("s2"));
    fs::remove_file(project.path("s1/copy.json")).expect("removed");
    usb("s1", true);
    let run = project.run_at("2025-08-02", &["copy", &first, "--to", "usb"]);
    // It is the first, or it is not known which one; the second it is not.
    if run.status() == 0 {
        assert_eq!(id("usb"), one);
    }
    assert_ne!(one, two);
}

/// A medium on which something was lawfully erased gets its list back too.
#[test]
fn a_list_comes_back_after_a_destruction() {
    let project = small();
    project.run_at("2025-07-05", &["copy", NAME, "--to", "disk"]).succeeds();
    project.run_at("2034-01-02", &ACT).succeeds();
    project.run_at("2034-01-02", &DESTROY).succeeds();
    let sheets = format!("{NAME}.sheets");
    project.run_at("2034-01-03", &["copy", &sheets, "--to", "disk"]).succeeds();
    project.run_at("2034-01-17", &DESTROY).succeeds();
    fs::remove_file(project.path("disk/copy.json")).expect("removed");
    project.run_at("2035-01-01", &["copy", &sheets, "--to", "disk"]).succeeds();
    project.run_at("2035-01-02", &["copy", "--check"]).succeeds();
    project.run(&["verify", "disk"]).succeeds();
}

/// Two sticks in turn at one place: one that lost its list is not taken for both. Its log tells which it is, where it
/// does not name the other; else the office says which one is away.
#[test]
fn one_stick_without_a_list_is_not_taken_for_two() {
    let project = small();
    let copy = ["copy", NAME, "--to", "usb"];
    let id = || {
        let list: serde_json::Value = serde_json::from_str(&project.read("usb/copy.json")).expect("JSON");
        list["medium"].as_str().expect("an id").to_owned()
    };
    project.run_at("2025-07-05", &copy).succeeds();
    let first = id();
    fs::rename(project.path("usb"), project.path("s1")).expect("moved");
    project.run_at("2025-07-06", &copy).succeeds();
    let second = id();
    fs::rename(project.path("usb"), project.path("s2")).expect("moved");
    fs::rename(project.path("s1"), project.path("usb")).expect("moved");
    let before = saved(&project);
    fs::remove_file(project.path("usb/copy.json")).expect("removed");
    project.run_at("2025-07-07", &copy).succeeds();
    assert_eq!(id(), first);
    // The other's log names both.
    before.back(&project);
    fs::rename(project.path("usb"), project.path("s1")).expect("moved");
    fs::rename(project.path("s2"), project.path("usb")).expect("moved");
    fs::remove_file(project.path("usb/copy.json")).expect("removed");
    project.run_at("2034-01-02", &ACT).succeeds();
    refused(&project, "2034-01-03", &DESTROY).says("который это, сказать нельзя");
    refused(&project, "2034-01-03", &copy).says("который это, сказать нельзя");
    project.run_at("2034-01-04", &["copy", "--lost", &first, "--reason", "утерян"]).succeeds();
    project.run_at("2034-01-05", &copy).succeeds();
    assert_eq!(id(), second);
    project.run(&["verify", "usb"]).succeeds();
    project.run_at("2034-01-06", &DESTROY).succeeds();
}
