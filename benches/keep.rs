//! `cargo bench --profile release --bench keep`: copies of an archive beside what everybody has, in one run on the
//! same file: `cp`, `sync` and two `sha256sum`, `age`, restic (Debian's packages). No test depends on it.
//! `LETOPIS_BENCH_GROUPS` sets how large the college is (20).

#![allow(clippy::disallowed_methods, reason = "a benchmark's own files")]

use std::fs;
use std::path::Path;
use std::process::{Command, ExitCode, Stdio};
use std::time::Instant;

/// The best of so many runs counts.
const ROUNDS: usize = 3;
const NAME: &str = "journals-2024-2025";
/// A recipient whose key nobody needs here.
const RECIPIENT: &str = "age1t7rxyev2z3rw82stdlrrepyc39nvn86l5078zqkf5uasdy86jp6svpy7pa";

fn main() -> ExitCode {
    let groups = std::env::var("LETOPIS_BENCH_GROUPS").unwrap_or_else(|_| "20".to_owned());
    let folder = tempfile::tempdir().expect("a temporary folder");
    let root = folder.path();
    letopis(root, &["demo", "input", "--groups", &groups, "--quiet"]);
    letopis(root, &["build", "--seal", "--quiet"]);
    let zip = format!("archive/{NAME}.zip");
    let size = fs::metadata(root.join(&zip)).expect("the archive").len();
    println!("{groups} groups, an archive of {:.1} MB, best of {ROUNDS}", size as f64 / 1e6);
    let clear = |name: &str| drop(fs::remove_dir_all(root.join(name)));

    heading("a copy, read back and registered");
    let copy = best(|| clear("disk"), || letopis(root, &["copy", NAME, "--to", "disk", "--quiet"]));
    report("letopis copy", copy, copy);
    let peer = format!("mkdir disk2; cp {zip} disk2; sync disk2/*; sha256sum {zip} disk2/* > /dev/null");
    report("cp, sync, sha256sum of both", best(|| clear("disk2"), || shell(root, &peer)), copy);
    if works(root, "restic version") {
        let init = "RESTIC_PASSWORD=x restic init -q -r restic";
        let backup = format!("RESTIC_PASSWORD=x restic backup -q -r restic {zip}");
        let check = "RESTIC_PASSWORD=x restic check -q -r restic --read-data";
        let both = || {
            shell(root, &backup);
            shell(root, check);
        };
        let before = || {
            clear("restic");
            shell(root, init);
        };
        report("restic backup, check --read-data", best(before, both), copy);
    }

    heading("an encrypted copy, for a key");
    let arguments = ["copy", NAME, "--to", "safe", "--encrypt", "--recipient", RECIPIENT, "--quiet"];
    let encrypted = best(|| clear("safe"), || letopis(root, &arguments));
    report("letopis copy --encrypt --recipient", encrypted, encrypted);
    if works(root, "age --version") {
        let peer = format!(
            "mkdir safe2; age -r {RECIPIENT} -o safe2/a.age {zip}; sync safe2/*; sha256sum {zip} safe2/* > /dev/null"
        );
        report("age -r, sync, sha256sum of both", best(|| clear("safe2"), || shell(root, &peer)), encrypted);
    }

    heading("the copies read again");
    let check = best(|| (), || letopis(root, &["copy", "--check", "--quiet"]));
    report("letopis copy --check (both)", check, check);
    let peer = "for d in disk safe; do (cd $d; sha256sum --quiet -c manifest-sha256.txt); done";
    report("sha256sum -c of both", best(|| (), || shell(root, peer)), check);
    if works(root, "restic version") {
        let peer = "RESTIC_PASSWORD=x restic check -q -r restic --read-data";
        report("restic check --read-data (of one)", best(|| (), || shell(root, peer)), check);
    }

    heading("the archive brought back");
    let arguments = ["restore", NAME, "--from", "disk", "--to", "back", "--quiet"];
    let restore = best(|| clear("back"), || letopis(root, &arguments));
    report("letopis restore", restore, restore);
    if works(root, "restic version") {
        let peer = "RESTIC_PASSWORD=x restic restore -q -r restic latest --target back2 --verify";
        report("restic restore --verify", best(|| clear("back2"), || shell(root, peer)), restore);
    }
    ExitCode::SUCCESS
}

fn heading(what: &str) {
    println!("\n{what:<58} {:>8} {:>6}", "s", "ratio");
}

fn report(name: &str, seconds: f64, ours: f64) {
    println!("{name:<58} {seconds:>8.2} {:>6.2}", seconds / ours);
}

fn best(mut before: impl FnMut(), mut run: impl FnMut()) -> f64 {
    let once = |_| {
        before();
        let started = Instant::now();
        run();
        started.elapsed().as_secs_f64()
    };
    (0..ROUNDS).map(once).fold(f64::INFINITY, f64::min)
}

fn letopis(folder: &Path, arguments: &[&str]) {
    let status = Command::new(env!("CARGO_BIN_EXE_letopis")).args(arguments).current_dir(folder).status();
    assert!(status.expect("the program starts").success(), "{arguments:?}");
}

fn works(folder: &Path, line: &str) -> bool {
    let mut command = Command::new("sh");
    command.args(["-c", line]).current_dir(folder).stdout(Stdio::null()).stderr(Stdio::null());
    command.status().is_ok_and(|status| status.success())
}

fn shell(folder: &Path, line: &str) {
    assert!(works(folder, &format!("set -e; {line}")), "{line}");
}
