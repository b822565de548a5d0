//! `cargo bench --profile release --bench archive`: sealing and verifying 2 GB beside what everybody
//! has: `zip -r` with `sha256sum` and `sha512sum`, the same with `-c` and two processes, bagit-python
//! with two. All in one run, on the same files, with the same digests; no test depends on it.
//! `LETOPIS_BENCH_MB` sets the size. bagit-python is run where it is installed.
//!
//! The files are those of a real build, some of them many times, each copy a little different.

#![allow(clippy::disallowed_methods, reason = "a benchmark's own files")]

use sha2::{Digest, Sha256};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode, Stdio};
use std::time::Instant;

/// The best of so many runs counts.
const ROUNDS: usize = 3;

fn main() -> ExitCode {
    let megabytes: u64 =
        std::env::var("LETOPIS_BENCH_MB").ok().and_then(|mb| mb.parse().ok()).unwrap_or(2000);
    let folder = tempfile::tempdir().expect("a temporary folder");
    let root = folder.path();
    letopis(root, &["demo", "input", "--groups", "6", "--quiet"]);
    letopis(root, &["build", "--quiet"]);
    let (files, size) = enlarge(&root.join("output"), megabytes * 1_000_000);
    println!("{files} files, {} MB, best of {ROUNDS}", size / 1_000_000);

    println!(
        "\n{:<58} {:>8} {:>8} {:>6}",
        "seal: bag, zip, sha256 and sha512 of each file", "s", "MB/s", "ratio"
    );
    let report = |name: &str, seconds: f64, ours: f64| {
        let speed = size as f64 / 1e6 / seconds;
        println!("{name:<58} {seconds:>8.2} {speed:>8.0} {:>6.2}", seconds / ours);
    };
    let clear = |name: &str| drop(fs::remove_dir_all(root.join(name)));
    let seal = best(|| clear("archive"), || letopis(root, &["seal", "--quiet"]));
    report("letopis seal (reads the zip back as well)", seal, seal);
    let sums = "find output -type f -print0 | xargs -0 -P 2 -n 64";
    let peer = best(
        || drop(fs::remove_file(root.join("peer.zip"))),
        || {
            shell(root, "zip -qr peer.zip output");
            shell(root, &format!("{sums} sha256sum > peer.sha256; {sums} sha512sum > peer.sha512"));
            shell(root, "sha256sum peer.zip > peer.zip.sha256");
        },
    );
    report("zip -r; sha256sum, sha512sum with 2 processes", peer, seal);

    let zip = "archive/journals-2024-2025.zip";
    shell(root, &format!("unzip -q {zip} -d bags"));
    let bag = "bags/journals-2024-2025";
    println!("\n{:<58} {:>8} {:>8} {:>6}", "verify: sha256 and sha512 of each file", "s", "MB/s", "ratio");
    let verify = best(|| (), || letopis(root, &["verify", bag, "--quiet"]));
    report("letopis verify FOLDER", verify, verify);
    let zipped = best(|| (), || letopis(root, &["verify", zip, "--quiet"]));
    report("letopis verify ZIP (and sha256 of the zip)", zipped, verify);
    let two = "split -n l/2 manifest-$a.txt /tmp/letopis-bench-$$-$a-";
    let checks = format!(
        "cd {bag}; for a in sha256 sha512; do {two}; for part in /tmp/letopis-bench-$$-$a-*; do $(echo $a)sum --quiet -c $part & done; wait; rm /tmp/letopis-bench-$$-$a-*; done"
    );
    let peer = best(|| (), || shell(root, &checks));
    report("sha256sum -c, then sha512sum -c, with 2 processes each", peer, verify);
    let python = format!("python3 -m bagit --quiet --validate --processes 2 {bag}");
    if works(root, "python3 -c 'import bagit'") {
        report("bagit-python, 2 processes", best(|| (), || shell(root, &python)), verify);
    } else {
        println!("bagit-python is not installed: PATH=~/.cache/letopis-tools/venv/bin:$PATH");
    }

    // A bag of SHA-256 alone, as others make them: what `sha256sum -c` does, and nothing more.
    shell(
        root,
        &format!("cp -rl {bag} plain; cd plain; rm manifest-sha512.txt tagmanifest-*.txt bag-info.txt"),
    );
    println!("\n{:<58} {:>8} {:>8} {:>6}", "verify: sha256 of each file", "s", "MB/s", "ratio");
    let verify = best(|| (), || letopis(root, &["verify", "plain", "--quiet"]));
    report("letopis verify FOLDER", verify, verify);
    let checks = "cd plain; split -n l/2 manifest-sha256.txt /tmp/letopis-bench-$$-; for part in /tmp/letopis-bench-$$-*; do sha256sum --quiet -c $part & done; wait; rm /tmp/letopis-bench-$$-*";
    report("sha256sum -c, 2 processes", best(|| (), || shell(root, checks)), verify);
    ExitCode::SUCCESS
}

/// Copies the files of a build below its site until it is as long as wanted, each copy with a few
/// bytes of its own, and lists them; how many files there are, and how long they are.
fn enlarge(build: &Path, wanted: u64) -> (usize, u64) {
    let files: Vec<PathBuf> = walkdir::WalkDir::new(build)
        .sort_by_file_name()
        .into_iter()
        .map(|entry| entry.expect("an entry").into_path())
        .filter(|path| path.is_file() && !path.ends_with("manifest-sha256.txt"))
        .collect();
    let mut list = fs::read_to_string(build.join("manifest-sha256.txt")).expect("the list");
    let mut size: u64 = files.iter().map(|path| fs::metadata(path).expect("a file").len()).sum();
    let mut number = files.len();
    'copies: for copy in 0.. {
        for path in &files {
            if size >= wanted {
                break 'copies;
            }
            let mut bytes = fs::read(path).expect("a file");
            bytes.extend_from_slice(format!("\n{copy}\n").as_bytes());
            let below = path.strip_prefix(build).expect("below");
            let target = build.join("site/copies").join(copy.to_string()).join(below);
            fs::create_dir_all(target.parent().expect("a folder")).expect("made");
            fs::write(&target, &bytes).expect("written");
            let digest: String = Sha256::digest(&bytes).iter().map(|byte| format!("{byte:02x}")).collect();
            let name = target.strip_prefix(build).expect("below").to_string_lossy().replace('\\', "/");
            list.push_str(&format!("{digest}  {name}\n"));
            size += bytes.len() as u64;
            number += 1;
        }
    }
    fs::write(build.join("manifest-sha256.txt"), list).expect("written");
    (number, size)
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
    command.args(["-c", line]).current_dir(folder).stderr(Stdio::null());
    command.status().expect("a shell").success()
}

fn shell(folder: &Path, line: &str) {
    assert!(works(folder, &format!("set -e; {line}")), "{line}");
}
