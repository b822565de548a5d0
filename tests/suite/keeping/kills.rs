//! Killed between any two steps that change the disk, nothing is lost that is not due, the store verifies, and
//! the same command brings to an end what was begun.
#![cfg(target_os = "linux")]

use super::{NAME, Saved, ZIP, bytes, events, has, saved, small, store, text};
use crate::harness::{Project, rounds};
use crate::years::{archive_of, come_late, sealed};
use std::fs;

const PROGRAM: &str = env!("CARGO_BIN_EXE_letopis");

/// What changes the disk. strace counts each kind by itself; some machines lack some of them.
const CALLS: [&str; 10] = [
    "write",
    "?mkdir",
    "?rename",
    "?renameat2",
    "fsync",
    "?unlink",
    "?unlinkat",
    "?rmdir",
    "?copy_file_range",
    "?ftruncate",
];

/// Kills a command on a day before each of its steps. `holds` is asked of what is left, at once; `is_done`
/// after the command was run once more. Both hear what was before, and when it was killed.
#[track_caller]
fn killed_before_any_step(
    project: &Project,
    day: &str,
    command: &[&str],
    holds: &dyn Fn(&Saved, &str),
    is_done: &dyn Fn(&Saved, &str),
) {
    let before = saved(project);
    let mut killed = 0;
    for call in CALLS {
        let mut step = 1;
        loop {
            before.back(project);
            let inject = format!("--inject={call}:signal=KILL:when={step}");
            let line = [&["strace", "-f", "-qq", "-o", "/dev/null", &inject, PROGRAM], command].concat();
            let survived = project.program_at(day, &line).code() == Some(0);
            let what = format!("{command:?} killed before {call} {step}");
            let verify = project.run(&["verify", "archive"]);
            assert_eq!(verify.status(), 0, "{what}:\n{}{}", verify.stdout(), verify.stderr());
            for list in ["archive/register.jsonl", "archive/events.jsonl"] {
                assert!(bytes(project, list).starts_with(before.bytes(list)), "{what}: {list} lost a line");
            }
            holds(&before, &what);
            let again = project.run_at(day, command);
            // What was marked before the kill waits, and the command says so.
            let waits = again.stderr().contains("ждут уничтожения");
            assert!(again.status() == 0 || waits, "{what}, and again: {}", again.stderr());
            project.run(&["verify", "archive"]).succeeds();
            is_done(&before, &what);
            let litter = project.files("archive").into_iter().find(|(name, _)| name.contains(".part"));
            assert!(litter.is_none(), "{what}: {litter:?} is left behind");
            if survived {
                break;
            }
            killed += 1;
            assert!(step < 20_000, "{command:?} never comes to its end");
            // Every one of the first steps, then some of them; all of them in the long run.
            step += rounds(1 + step / 2, 1);
        }
    }
    assert!(killed > 10, "strace killed only {killed} times");
}

/// Takes away what is not needed once it is sealed: it would be written a hundred times.
fn lighten(project: &Project) {
    for folder in ["built", "years", "output"].map(|folder| project.path(folder)) {
        if folder.exists() {
            fs::remove_dir_all(folder).expect("removed");
        }
    }
}

/// Files that a command must not touch.
#[track_caller]
fn untouched(before: &Saved, project: &Project, files: &[String], what: &str) {
    for file in files {
        assert!(bytes(project, file) == before.bytes(file), "{what}: {file} is another");
    }
}

#[test]
fn a_killed_copy_loses_nothing() {
    let project = small();
    lighten(&project);
    project.run_at("2025-07-05", &["copy", NAME, "--to", "safe"]).succeeds();
    let zip = |medium: &str| format!("{medium}/{NAME}.zip");
    let kept = [ZIP.to_owned(), zip("safe")];
    killed_before_any_step(
        &project,
        "2025-07-06",
        &["copy", NAME, "--to", "disk", "--quiet"],
        &|before, what| {
            untouched(before, &project, &kept, what);
            project.run(&["verify", "safe"]).succeeds();
            // What the store calls a copy is one; what lies there under the right name is whole.
            if events(&project, "copied").len() == 2 || has(&project, &zip("disk")) {
                assert!(bytes(&project, &zip("disk")) == before.bytes(ZIP), "{what}");
            }
        },
        &|before, what| {
            assert!(bytes(&project, &zip("disk")) == before.bytes(ZIP), "{what}");
            project.run(&["verify", "disk"]).succeeds();
            assert_eq!(events(&project, "copied").len(), 2, "{what}");
            let left = project.files("disk").into_iter().find(|(name, _)| name.contains(".part"));
            assert!(left.is_none(), "{what}: {left:?} is left behind");
        },
    );
}

/// A second archive onto a medium that has one: the first one's copy is always there.
#[test]
fn a_killed_copy_onto_an_older_one_loses_neither() {
    let project = sealed(&[2021, 2022]);
    lighten(&project);
    let [first, second] = [2021, 2022].map(archive_of);
    project.run_at("2023-07-10", &["copy", &first, "--to", "disk"]).succeeds();
    let zip = |name: &str, folder: &str| format!("{folder}/{name}.zip");
    let kept = [zip(&first, "disk"), zip(&first, "archive"), zip(&second, "archive")];
    killed_before_any_step(
        &project,
        "2023-07-11",
        &["copy", &first, &second, "--to", "disk", "--quiet"],
        &|before, what| untouched(before, &project, &kept, what),
        &|before, what| {
            for name in [&first, &second] {
                assert!(bytes(&project, &zip(name, "disk")) == before.bytes(&zip(name, "archive")), "{what}");
            }
            project.run(&["verify", "disk"]).succeeds();
        },
    );
}

#[test]
fn a_killed_supplement_loses_nothing() {
    let project = sealed(&[2022]);
    fs::remove_dir_all(project.path("built")).expect("removed");
    come_late(&project, "years/2022");
    let name = archive_of(2022);
    let own = format!("archive/{name}.supplement-1.zip");
    let day = "2023-10-10";
    let command = ["supplement", &name, "--input", "years/2022", "--quiet"];
    let before = saved(&project);
    project.run_at(day, &command).succeeds();
    let undisturbed = bytes(&project, &own);
    before.back(&project);
    let kept = [format!("archive/{name}.zip")];
    killed_before_any_step(
        &project,
        day,
        &command,
        &|before, what| untouched(before, &project, &kept, what),
        &|_, what| {
            // It knows no clock, as a seal does not: the same bytes whenever it was made.
            assert!(bytes(&project, &own) == undisturbed, "{what}");
            assert!(!has(&project, &format!("archive/{name}.supplement-2.zip")), "{what}: twice");
        },
    );
}

/// Two years of which one is due and selected; both are on a medium.
fn before_destruction() -> Project {
    let project = sealed(&[2023, 2024]);
    lighten(&project);
    let names = [2023, 2024].map(archive_of);
    project.run_at("2025-07-10", &["copy", &names[0], &names[1], "--to", "disk"]).succeeds();
    project.run_at("2031-01-12", &["retention", "act"]).succeeds();
    project
}

const DESTROY: [&str; 5] = ["retention", "destroy", "--act", "1", "--quiet"];

/// Marks, and copies the sheets that stay.
fn mark(project: &Project) {
    project.run_at("2031-01-13", &DESTROY).succeeds();
    let sheets = format!("{}.sheets", archive_of(2023));
    project.run_at("2031-01-14", &["copy", &sheets, "--to", "disk"]).succeeds();
}

#[test]
fn a_killed_mark_loses_nothing() {
    let project = before_destruction();
    let [due, other] = [2023, 2024].map(archive_of);
    let zips = ["archive", "disk"].map(|folder| [&due, &other].map(|name| format!("{folder}/{name}.zip")));
    let zips = zips.concat();
    killed_before_any_step(
        &project,
        "2031-01-13",
        &DESTROY,
        &|before, what| untouched(before, &project, &zips, what),
        &|before, what| {
            untouched(before, &project, &zips, what);
            assert!(has(&project, &format!("archive/{due}.sheets.zip")), "{what}");
        },
    );
}

#[test]
fn a_killed_destruction_loses_nothing_that_is_not_due() {
    let project = before_destruction();
    mark(&project);
    let [due, other] = [2023, 2024].map(archive_of);
    let kept = [
        format!("archive/{other}.zip"),
        format!("archive/{due}.sheets.zip"),
        "archive/act-1.pdf".to_owned(),
        format!("disk/{other}.zip"),
        format!("disk/{due}.sheets.zip"),
    ];
    killed_before_any_step(
        &project,
        "2031-01-27",
        &DESTROY,
        &|before, what| {
            untouched(before, &project, &kept, what);
            // The store never says that it has what it has not, nor the other way round.
            let is_told = !events(&project, "destroyed").is_empty();
            assert_eq!(has(&project, &format!("archive/{due}.zip")), !is_told, "{what}");
        },
        &|before, what| {
            untouched(before, &project, &kept, what);
            assert!(!has(&project, &format!("archive/{due}.zip")), "{what}");
            assert!(!has(&project, &format!("disk/{due}.zip")), "{what}");
            for kind in ["destroyed", "recorded", "erased"] {
                assert_eq!(events(&project, kind).len(), 1, "{what}: {kind}");
            }
            project.run(&["verify", "disk"]).succeeds();
        },
    );
}

/// Two that copy, and one that destroys while another looks.
#[test]
fn two_at_once_do_not_disturb_one_another() {
    let project = before_destruction();
    mark(&project);
    std::thread::scope(|scope| {
        let destroy = scope.spawn(|| project.run_at("2031-01-27", &DESTROY).status());
        for _ in 0..5 {
            project.run(&["verify", "archive"]).succeeds();
        }
        // It waits, or says that another run is at work.
        assert!(matches!(destroy.join().expect("it ends"), 0 | 3));
    });
    project.run_at("2031-01-28", &DESTROY).succeeds();
    project.run(&["verify", "archive"]).succeeds();
    let project = small();
    let copy = |medium: &'static str| {
        let project = &project;
        move || project.run_at("2025-07-06", &["copy", NAME, "--to", medium, "--quiet"]).status()
    };
    std::thread::scope(|scope| {
        let all = ["one", "two", "one"].map(|medium| scope.spawn(copy(medium)));
        for status in all.map(|one| one.join().expect("it ends")) {
            assert!(matches!(status, 0 | 3), "{status}");
        }
    });
    project.run(&["verify", "archive"]).succeeds();
    for event in events(&project, "copied") {
        let medium = text(&event, "path").rsplit('/').next().expect("a name").to_owned();
        assert!(bytes(&project, &format!("{medium}/{NAME}.zip")) == bytes(&project, ZIP), "{medium}");
    }
    assert!(store(&project).iter().all(|(name, _)| !name.contains(".part")));
}
