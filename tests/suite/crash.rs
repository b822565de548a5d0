//! Killed at any moment, with a full disk, without permission, two at once: the store is as before or
//! as after, no line of the register is lost, and the next run cleans up.
#![cfg(target_os = "linux")]

use crate::harness::{Dice, Project, copy, rounds, tool};
use std::fs;
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

const NAME: &str = "journals-2024-2025";
const PROGRAM: &str = env!("CARGO_BIN_EXE_letopis");

/// A built year, sealed once, that was opened again and built anew; and how it looks when it is
/// sealed for the second time.
struct Opened {
    before: Project,
    after: Project,
}

const SEAL: &[&str] = &["seal", "--quiet", "--supersedes", NAME, "--reason", "исправлены отметки"];

fn opened() -> Opened {
    let before =
        Project::with_demo(&["--groups", "1", "--students", "3", "--journals", "1", "--lessons", "3"]);
    before.run(&["build", "--seal", "--quiet"]).succeeds();
    before.replace("input/archive.yaml", "05-12", "05-13");
    before.run(&["build", "--quiet"]).succeeds();
    let after = copied(&before);
    after.run(SEAL).succeeds();
    Opened { before, after }
}

fn copied(project: &Project) -> Project {
    let copied = Project::new();
    copy(&project.path(""), &copied.path(""));
    copied
}

/// The files of a store but its lock and its log, which tells the time, and how many lines that has.
fn state(project: &Project) -> (Vec<(String, Vec<u8>)>, usize) {
    let mut files = project.files("archive");
    let log = files.iter().find(|(name, _)| name == "events.jsonl");
    let lines = log.map_or(0, |(_, bytes)| bytes.iter().filter(|byte| **byte == b'\n').count());
    files.retain(|(name, _)| name != ".lock" && name != "events.jsonl");
    (files, lines)
}

/// The store verifies, and is one of the two; sealed again it is as after.
#[track_caller]
fn is_whole_and_goes_on(project: &Project, opened: &Opened, what: &str) {
    let before = state(&opened.before);
    let register =
        String::from_utf8(before.0.iter().find(|(name, _)| name == "register.jsonl").expect("it").1.clone());
    // Whoever looks at the store now, before anybody mended it, is told that it is whole.
    project.run(&["verify", "archive"]).succeeds();
    assert!(
        project.read("archive/register.jsonl").starts_with(&register.expect("UTF-8")),
        "{what}: a line is lost"
    );
    let mut now = state(project);
    now.0.retain(|(name, _)| !name.starts_with(".changes"));
    assert!(now == before || now == state(&opened.after), "{what}: neither as before nor as after");
    project.run(SEAL);
    project.run(&["seal", "--quiet"]).succeeds();
    assert!(
        state(project) == state(&opened.after),
        "{what}: the next run does not end as an undisturbed one"
    );
    project.run(&["verify", "archive"]).succeeds();
}

/// Starts the program, kills it after a while, and says whether it was still alive.
fn kill_after(project: &Project, arguments: &[&str], delay: Duration) -> bool {
    let mut command = Command::new(PROGRAM);
    command.args(arguments).current_dir(project.path("")).stdout(Stdio::null()).stderr(Stdio::null());
    let mut process = command.spawn().expect("the program starts");
    std::thread::sleep(delay);
    let alive = process.try_wait().expect("it is asked").is_none();
    let _ = process.kill();
    process.wait().expect("it ends");
    alive
}

/// How long an undisturbed run takes.
fn duration(project: &Project, arguments: &[&str]) -> Duration {
    let project = copied(project);
    let started = Instant::now();
    project.run(arguments).succeeds();
    started.elapsed()
}

#[test]
fn killed_at_any_time_a_seal_loses_nothing() {
    let opened = opened();
    let mut whole = 0;
    let mut dice = Dice::new(1);
    let mut killed = 0;
    let times = rounds(30, 300);
    for round in 0..times {
        // Other tests come and go, and the machine with them.
        if round % 10 == 0 {
            whole = duration(&opened.before, SEAL).as_micros();
        }
        let project = copied(&opened.before);
        let delay = Duration::from_micros((whole * dice.below(1100) as u128 / 1000) as u64);
        killed += usize::from(kill_after(&project, SEAL, delay));
        is_whole_and_goes_on(&project, &opened, &format!("killed after {delay:?}"));
    }
    assert!(killed * 4 > times, "only {killed} of {times} runs were killed");
}

/// A kill between any two steps that change the disk.
#[test]
fn killed_before_any_step_a_seal_loses_nothing() {
    let opened = opened();
    let mut killed = 0;
    // strace counts each kind of call by itself.
    for call in ["write", "mkdir", "rename", "fsync", "unlinkat"] {
        for step in 1.. {
            let project = copied(&opened.before);
            let inject = format!("--inject={call}:signal=KILL:when={step}");
            let arguments = [&["-f", "-qq", "-o", "/dev/null", &inject, PROGRAM][..], SEAL].concat();
            let mut command = Command::new("strace");
            command.args(arguments).current_dir(project.path("")).stdout(Stdio::null()).stderr(Stdio::null());
            let survived = command.status().expect("strace starts; tests/run installs it").success();
            is_whole_and_goes_on(&project, &opened, &format!("killed before {call} {step}"));
            if survived {
                break;
            }
            killed += 1;
            assert!(step < 600, "the program never comes to its end");
        }
    }
    assert!(killed > 25, "strace killed only {killed} times");
}

#[test]
fn killed_at_any_time_a_build_with_seal_loses_nothing() {
    let first =
        Project::with_demo(&["--groups", "2", "--students", "3", "--journals", "2", "--lessons", "3"]);
    first.run(&["build", "--quiet"]).succeeds();
    let old = first.files("output");
    first.replace("input/archive.yaml", "05-12", "05-13");
    let command = ["build", "--seal", "--quiet"];
    let after = copied(&first);
    after.run(&command).succeeds();
    let whole = duration(&first, &command).as_micros();
    let mut dice = Dice::new(2);
    for _ in 0..rounds(20, 200) {
        let project = copied(&first);
        let delay = Duration::from_micros((whole * dice.below(1050) as u128 / 1000) as u64);
        kill_after(&project, &command, delay);
        project.run(&["verify", "output"]).succeeds();
        let output = project.files("output");
        assert!(
            output == old || output == after.files("output"),
            "{delay:?}: neither the old build nor the new"
        );
        if project.path("archive/register.jsonl").exists() {
            project.run(&["verify", "archive"]).succeeds();
            assert!(state(&project) == state(&after), "{delay:?}");
        }
        project.run(&command).succeeds();
        assert!(
            project.files("output") == after.files("output") && state(&project) == state(&after),
            "{delay:?}"
        );
        let names: Vec<String> = fs::read_dir(project.path(""))
            .expect("the folder")
            .map(|entry| entry.expect("an entry").file_name().to_string_lossy().into_owned())
            .filter(|name| name.ends_with(".part") || name.ends_with(".old"))
            .collect();
        assert!(names.is_empty(), "{delay:?}: left behind: {names:?}");
    }
}

/// Runs a script as root of a namespace of its own, in which it may mount.
#[track_caller]
fn in_namespace(project: &Project, script: &str) -> String {
    let run = project.program("unshare", &["-Urm", "sh", "-eu", "-c", script, PROGRAM]);
    assert!(run.status() == 0, "{}{}", run.stdout(), run.stderr());
    run.stdout()
}

#[test]
fn on_a_full_disk_the_store_stays_as_it_was() {
    let opened = opened();
    let size: u64 = opened.after.files("archive").iter().map(|(_, bytes)| bytes.len() as u64).sum();
    let mut outcomes = Vec::new();
    // From a disk on which there is just room for what is there to one with room for all.
    let there: u64 = opened.before.files("archive").iter().map(|(_, bytes)| bytes.len() as u64).sum();
    for step in 0..12 {
        let project = copied(&opened.before);
        let room = there / 1024 + 40 + (size - there + 60_000) * step / 11 / 1024;
        let script = format!(
            "mv archive full; mkdir archive
             mount -t tmpfs -o size={room}k tmpfs archive; cp -a full/. archive/
             status=0; \"$0\" seal --quiet --supersedes {NAME} --reason причина 2>said || status=$?
             \"$0\" verify archive >&2
             rm -r full; mkdir full; cp -a archive/. full/
             umount archive; rmdir archive; mv full archive; echo $status"
        );
        let status = in_namespace(&project, &script).trim().to_owned();
        let sealed = project.read("archive/register.jsonl").lines().count() == 2;
        assert_eq!(status, if sealed { "0" } else { "3" }, "{room}k: {}", project.read("said"));
        if !sealed {
            assert!(state(&project) == state(&opened.before), "{room}k: something is left behind");
            assert!(project.read("said").contains("не удаётся"), "{}", project.read("said"));
        }
        outcomes.push(sealed);
    }
    assert!(!outcomes[0] && outcomes[11], "{outcomes:?}");
}

#[test]
fn on_a_full_disk_the_build_stays_as_it_was() {
    let first =
        Project::with_demo(&["--groups", "1", "--students", "3", "--journals", "1", "--lessons", "3"]);
    first.run(&["build", "--quiet"]).succeeds();
    let old = first.files("output");
    // A file takes whole pages of the disk.
    let size: u64 = old.iter().map(|(_, bytes)| (bytes.len() as u64).next_multiple_of(4096)).sum();
    first.replace("input/archive.yaml", "05-12", "05-13");
    // From a disk with room for what is there to one with room for two builds.
    let mut statuses = Vec::new();
    for part in 0..6 {
        let project = copied(&first);
        let room = size / 1024 + 300 + (size / 1024 + 600) * part / 5;
        let script = format!(
            "mkdir disk; mount -t tmpfs -o size={room}k tmpfs disk; mv output disk/
             status=0; \"$0\" build --quiet --output disk/output 2>said || status=$?
             \"$0\" verify disk/output >&2
             ls -A disk | grep -v '^output$' | grep -v 'lock$' >&2 && exit 9
             cp -a disk/output output; umount disk; echo $status"
        );
        let status = in_namespace(&project, &script).trim().to_owned();
        if status != "0" {
            assert_eq!(status, "3", "{room}k: {}", project.read("said"));
            assert!(project.files("output") == old, "{room}k");
        }
        statuses.push(status);
    }
    assert!(statuses[0] == "3" && statuses[5] == "0", "{statuses:?}");
}

/// Without permission to write the store is as it was, and can be verified all the same.
#[test]
fn without_permission_the_store_stays_as_it_was() {
    let opened = opened();
    let project = copied(&opened.before);
    let folder = project.path("");
    let nobody = |arguments: &[&str]| {
        // Root may write everywhere, so another user tries.
        let is_root = tool("id", &["-u"]).trim() == "0";
        let mut command = if is_root {
            let mut command = Command::new("setpriv");
            command.args(["--reuid=65534", "--regid=65534", "--clear-groups", PROGRAM]);
            command
        } else {
            Command::new(PROGRAM)
        };
        command.args(arguments).current_dir(&folder).output().expect("it starts")
    };
    tool("sh", &["-c", &format!("chmod -R a+rX,a-w '{}'; chmod a-w '{0}'", folder.display())]);
    let run = nobody(SEAL);
    assert_eq!(run.status.code(), Some(3), "{}", String::from_utf8_lossy(&run.stderr));
    assert!(String::from_utf8_lossy(&run.stderr).contains("не удаётся"));
    let run = nobody(&["verify", "archive"]);
    assert_eq!(run.status.code(), Some(0), "{}", String::from_utf8_lossy(&run.stdout));
    tool("sh", &["-c", &format!("chmod -R u+w '{}'", folder.display())]);
    assert!(state(&project) == state(&opened.before));
    // What cannot be read is not called intact.
    let zip = project.path(&format!("archive/{NAME}.zip"));
    tool("chmod", &["000", zip.to_str().expect("a path")]);
    assert!(!nobody(&["verify", "archive"]).status.success());
}

/// Of two that seal at once one does it; the other waits or says so.
#[test]
fn two_at_once_do_not_disturb_one_another() {
    let opened = opened();
    for _ in 0..rounds(5, 50) {
        let project = copied(&opened.before);
        let start = || {
            let mut command = Command::new(PROGRAM);
            command.args(SEAL).current_dir(project.path("")).stderr(Stdio::piped());
            command.spawn().expect("the program starts")
        };
        let mut done = 0;
        for process in [start(), start()] {
            let output = process.wait_with_output().expect("it ends");
            let said = String::from_utf8_lossy(&output.stderr).into_owned();
            match output.status.code() {
                Some(0) => done += 1,
                Some(2 | 3) => {
                    assert!(said.contains("другой запуск") || said.contains("действующий"), "{said}")
                }
                code => panic!("{code:?}: {said}"),
            }
        }
        assert!(done >= 1);
        assert!(state(&project) == state(&opened.after));
        project.run(&["verify", "archive"]).succeeds();
        // Whoever looks while another seals waits, and is told of no damage.
        let project = copied(&opened.before);
        let mut seal = Command::new(PROGRAM);
        let mut seal = seal.args(SEAL).current_dir(project.path("")).spawn().expect("the program starts");
        project.run(&["verify", "archive"]).succeeds();
        seal.wait().expect("it ends");
        project.run(&["verify", "archive"]).succeeds();
    }
}

/// A half-written zip, certificate or list that a killed run left is never taken for an archive.
#[test]
fn what_was_not_finished_counts_for_nothing() {
    let opened = opened();
    let project = copied(&opened.before);
    let half = fs::read(opened.after.path(&format!("archive/{NAME}-2.zip"))).expect("the zip");
    project.write(&format!("archive/.changes.part/{NAME}-2.zip"), &half[..half.len() / 2]);
    project.write("archive/.changes.part/register.jsonl", "{");
    is_whole_and_goes_on(&project, &opened, "half of the changes");
    assert!(!Path::exists(&project.path("archive/.changes.part")));
}
