//! Damages at random: each is found by `verify`, none is invented, and other programs agree.

use crate::harness::{Dice, Project, copy, rounds, tool};
use std::fs;
use std::io::{BufRead as _, BufReader, Write as _};
use std::path::Path;
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};

const NAME: &str = "journals-2024-2025";

/// A store with two archives, the second in place of the first, and a signature; the second is
/// unpacked too.
fn sealed() -> Project {
    let project =
        Project::with_demo(&["--groups", "1", "--students", "4", "--journals", "2", "--lessons", "4"]);
    project.run(&["build", "--seal", "--quiet"]).succeeds();
    project.replace("input/archive.yaml", "academic_year:", "seal: { gost: true }\nacademic_year:");
    project.run(&["build", "--quiet"]).succeeds();
    project.run(&["seal", "--quiet", "--supersedes", NAME, "--reason", "ГОСТ"]).succeeds();
    let key = project.path("key");
    tool("ssh-keygen", &["-q", "-t", "ed25519", "-N", "", "-C", "", "-f", text(&key)]);
    let zip = project.path(&format!("archive/{NAME}-2.zip"));
    tool("ssh-keygen", &["-q", "-Y", "sign", "-n", "file", "-f", text(&key), text(&zip)]);
    fs::rename(zip.with_extension("zip.sig"), project.path("zip.sig")).expect("moved");
    project.run(&["sign", &format!("{NAME}-2"), "--attach", "zip.sig"]).succeeds();
    tool("unzip", &["-q", text(&zip), "-d", text(&project.path("bags"))]);
    project
}

fn text(path: &Path) -> &str {
    path.to_str().expect("a path")
}

/// The reference: one process that judges a folder a line.
struct Reference {
    process: Child,
    to: ChildStdin,
    from: BufReader<ChildStdout>,
}

impl Reference {
    fn start() -> Reference {
        let program = "
import bagit, logging, sys
logging.disable()
for line in sys.stdin:
    try:
        good = bagit.Bag(line.rstrip('\\n')).is_valid()
    except Exception:
        good = False
    print('good' if good else 'bad', flush=True)
";
        let mut process = Command::new("python3")
            .args(["-c", program])
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .expect("python3 starts");
        let to = process.stdin.take().expect("a pipe");
        let from = BufReader::new(process.stdout.take().expect("a pipe"));
        Reference { process, to, from }
    }

    fn is_good(&mut self, bag: &Path) -> bool {
        writeln!(self.to, "{}", bag.display()).expect("told");
        let mut answer = String::new();
        self.from.read_line(&mut answer).expect("an answer");
        assert!(["good\n", "bad\n"].contains(&answer.as_str()), "bagit-python is not installed: {answer}");
        answer == "good\n"
    }

    fn end(self) {
        let Reference { mut process, to, .. } = self;
        drop(to);
        process.wait().expect("it ends");
    }
}

/// Whether `sha256sum -c` is content with the lists of SHA-256.
fn sums_are_good(bag: &Path) -> bool {
    let lists = ["manifest-sha256.txt", "tagmanifest-sha256.txt"];
    let run =
        Command::new("sha256sum").args(["--quiet", "--strict", "-c"]).args(lists).current_dir(bag).output();
    run.expect("sha256sum starts").status.success()
}

const ADDED: &str = "added";

/// A damage of a folder; what it was.
fn damage(folder: &Path, files: &[String], dice: &mut Dice) -> String {
    let path = |name: &str| folder.join(name);
    let name = &files[dice.below(files.len())];
    let mut bytes = fs::read(path(name)).expect("a file");
    match dice.below(7) {
        0 if !bytes.is_empty() => {
            let place = dice.below(bytes.len());
            bytes[place] ^= 1 << dice.below(8);
            fs::write(path(name), bytes).expect("written");
            format!("{name}: byte {place} flipped")
        }
        1 if !bytes.is_empty() => {
            bytes.truncate(dice.below(bytes.len()));
            fs::write(path(name), &bytes).expect("written");
            format!("{name}: cut to {}", bytes.len())
        }
        2 => {
            let place = dice.below(bytes.len() + 1);
            bytes.insert(place, b'x');
            fs::write(path(name), bytes).expect("written");
            format!("{name}: a byte added at {place}")
        }
        3 => {
            fs::rename(path(name), path(&format!("{name}~"))).expect("renamed");
            format!("{name}: renamed")
        }
        4 => {
            let other = files
                .iter()
                .cycle()
                .skip(dice.below(files.len()))
                .find(|other| fs::read(path(other)).expect("a file") != bytes);
            let other = other.expect("not all files are the same");
            let others = fs::read(path(other)).expect("a file");
            fs::write(path(name), others).expect("written");
            fs::write(path(other), bytes).expect("written");
            format!("{name}: swapped with {other}")
        }
        5 => {
            fs::remove_file(path(name)).expect("removed");
            format!("{name}: removed")
        }
        _ => {
            fs::write(path(&format!("{name}.new")), bytes).expect("written");
            format!("{name}.new: {ADDED}")
        }
    }
}

/// Damages copies of a folder. `look` hears what the damage was, or that there is none, and says what
/// others do not agree with.
#[track_caller]
fn all_found(
    project: &Project,
    folder: &str,
    times: usize,
    mut look: impl FnMut(&Path, Option<&str>) -> Option<&'static str>,
) {
    let names: Vec<String> =
        project.files(folder).into_iter().map(|(name, _)| name).filter(|name| name != ".lock").collect();
    let mut dice = Dice::new(7);
    let mut wrong = Vec::new();
    for round in 0..times {
        let copied = Project::new();
        copy(&project.path(folder), &copied.path(folder));
        let good = copied.run(&["verify", folder, "--quiet"]).status() == 0;
        if !good || look(&copied.path(folder), None).is_some() {
            wrong.push(format!("round {round}: an intact folder is called damaged"));
        }
        let what = damage(&copied.path(folder), &names, &mut dice);
        let run = copied.run(&["verify", folder, "--quiet"]);
        if run.status() != 1 || !run.stdout().contains("НЕ ЦЕЛО") {
            wrong.push(format!("round {round}: {what}: {}{}", run.stdout(), run.stderr()));
        }
        if let Some(other) = look(&copied.path(folder), Some(&what)) {
            wrong.push(format!("round {round}: {what}: {other}"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// A bag: bagit-python and sha256sum find the same. The lists of the lists no list names, nor tag
/// files that were added: these they take as they are. sha256sum sees no added file at all.
#[test]
fn every_damage_of_a_bag_is_found_and_others_agree() {
    let project = sealed();
    let mut reference = Reference::start();
    let bag = format!("bags/{NAME}-2");
    all_found(&project, &bag, rounds(120, 600), |path, damage| {
        let added = damage.is_some_and(|what| what.ends_with(ADDED));
        if damage.is_some_and(|what| what.starts_with("tagmanifest-") || added && !what.starts_with("data/"))
        {
            return None;
        }
        match (reference.is_good(path), added || sums_are_good(path)) {
            (bagit, _) if bagit != damage.is_none() => Some("bagit-python disagrees"),
            (_, sums) if sums != (damage.is_none() || added) => Some("sha256sum disagrees"),
            _ => None,
        }
    });
    reference.end();
}

/// A store: the zips, the certificates, the lists, the signature.
#[test]
fn every_damage_of_a_store_is_found() {
    all_found(&sealed(), "archive", rounds(50, 250), |_, _| None);
}

/// The output of a build.
#[test]
fn every_damage_of_a_build_is_found() {
    all_found(&sealed(), "output", rounds(30, 150), |_, _| None);
}

/// A line of a list that is taken away, changed, repeated or moved.
#[test]
fn every_change_of_the_lists_of_a_store_is_found() {
    let project = sealed();
    for file in ["archive/register.jsonl", "archive/events.jsonl"] {
        let whole = project.read(file);
        let lines: Vec<&str> = whole.lines().collect();
        let lines_of = |order: &[usize]| order.iter().map(|n| format!("{}\n", lines[*n])).collect::<String>();
        let all: Vec<usize> = (0..lines.len()).collect();
        let mut changed = Vec::new();
        for n in 0..lines.len() {
            changed.push(lines_of(&all.iter().copied().filter(|line| *line != n).collect::<Vec<_>>()));
            changed.push(lines_of(&[&all[..=n], &all[n..]].concat()));
        }
        for n in 1..lines.len() {
            let mut order = all.clone();
            order.swap(n - 1, n);
            changed.push(lines_of(&order));
        }
        changed.push(String::new());
        changed.push(whole.replace("2024/2025", "2023/2024").replace("sealed", "signed"));
        for text in changed {
            assert!(text != whole);
            project.write(file, text);
            project.run(&["verify", "archive"]).ends(1);
        }
        project.write(file, &whole);
        project.run(&["verify", "archive"]).succeeds();
    }
}
