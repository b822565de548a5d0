//! A medium in a stranger's hands gives nothing away (A7).

use super::{NAME, ZIP, bytes, flip, has, small, store};
use crate::harness::{Project, Run, tool};

const PHRASE: &str = "лошадь-батарея-скрепка-верно";

/// The small college with a copy for whoever knows the passphrase.
fn with_phrase() -> (Project, Run) {
    let project = small();
    project.write("phrase", format!("{PHRASE}\n"));
    let copy = ["copy", NAME, "--to", "disk", "--encrypt", "--passphrase-file", "phrase"];
    let run = project.run_at("2025-07-05", &copy).succeeds();
    (project, run)
}

/// What the people of the college are called, and what stands in their tables.
fn secrets(project: &Project) -> Vec<String> {
    let mut secrets = Vec::new();
    for table in ["students", "staff"] {
        let text = project.read(&format!("input/{table}.csv"));
        for row in csv::Reader::from_reader(text.as_bytes()).records().map(|row| row.expect("a row")) {
            secrets.push(row[1].to_owned());
        }
    }
    secrets.push("Н. В. Мещерякова".to_owned());
    secrets
}

fn holds(bytes: &[u8], text: &str) -> bool {
    bytes.windows(text.len()).any(|window| window == text.as_bytes())
}

#[test]
fn an_encrypted_copy_says_no_name() {
    let (project, _) = with_phrase();
    assert!(has(&project, &format!("disk/{NAME}.zip.age")) && !has(&project, &format!("disk/{NAME}.zip")));
    assert!(bytes(&project, &format!("disk/{NAME}.zip.age")).starts_with(b"age-encryption.org/v1\n"));
    let secrets = secrets(&project);
    assert!(secrets.len() > 8);
    for (name, bytes) in project.files("disk") {
        for secret in &secrets {
            assert!(!holds(&bytes, secret), "{name} says {secret}");
        }
        // Nor does a PDF or a zip lie there that says it in another way.
        assert!(!bytes.starts_with(b"%PDF") && !bytes.starts_with(b"PK"), "{name}");
    }
}

/// Whoever keeps the medium can check it without being able to read it.
#[test]
fn an_encrypted_copy_is_verified_without_the_key() {
    let (project, _) = with_phrase();
    project.run(&["verify", "disk"]).succeeds();
    project.run_at("2025-08-01", &["copy", "--check"]).succeeds();
    let disk = project.path("disk");
    tool("sh", &["-c", &format!("cd '{}' && sha256sum --strict -c manifest-sha256.txt", disk.display())]);
    flip(&project, &format!("disk/{NAME}.zip.age"));
    project.run(&["verify", "disk"]).ends(1).says(&format!("{NAME}.zip.age"));
    project.run_at("2025-08-02", &["copy", "--check"]).ends(1).says(&format!("{NAME}.zip.age"));
}

#[test]
fn an_encrypted_copy_is_restored_with_the_passphrase_alone() {
    let (project, _) = with_phrase();
    let restore = |phrase: &str| {
        project.write("tried", phrase);
        project.run(&["restore", NAME, "--from", "disk", "--to", "back", "--passphrase-file", "tried"])
    };
    for wrong in ["", "\n", "другая-фраза-не-та", &PHRASE[..PHRASE.len() - 2]] {
        assert!((1..3).contains(&restore(wrong).status()), "{wrong:?}");
        assert!(!has(&project, &format!("back/{NAME}.zip")));
    }
    assert!(
        (1..3).contains(
            &project
                .run(&["restore", NAME, "--from", "disk", "--to", "back", "--passphrase-file", "no"])
                .status()
        )
    );
    restore(PHRASE).succeeds();
    assert!(bytes(&project, &format!("back/{NAME}.zip")) == bytes(&project, ZIP));
    project.run(&["verify", &format!("back/{NAME}.zip")]).succeeds();
}

/// A passphrase that is too short, or none, is refused before anything is written.
#[test]
fn a_weak_passphrase_is_refused() {
    let project = small();
    for phrase in ["", "\n", "12345", "       "] {
        project.write("phrase", phrase);
        let copy = ["copy", NAME, "--to", "disk", "--encrypt", "--passphrase-file", "phrase"];
        super::refused(&project, "2025-07-05", &copy);
        assert!(!project.path("disk").exists() || project.files("disk").is_empty());
    }
    let copy = ["copy", NAME, "--to", "disk", "--encrypt", "--recipient", "age1nonsense"];
    super::refused(&project, "2025-07-05", &copy).says("открытый ключ");
    // A secret key that was given by mistake is not shown.
    let secret = "AGE-SECRET-KEY-1QQQQ";
    let run = super::refused(
        &project,
        "2025-07-05",
        &["copy", NAME, "--to", "disk", "--encrypt", "--recipient", secret],
    );
    assert!(!run.stderr().contains(secret));
    // A passphrase for what is not encrypted is a mistake that somebody would believe in.
    project.write("phrase", PHRASE);
    super::refused(&project, "2025-07-05", &["copy", NAME, "--to", "disk", "--passphrase-file", "phrase"]);
}

/// The passphrase is nowhere but in the heads of people: not in the store, not on the medium, not in what
/// was said.
#[test]
fn the_passphrase_is_written_nowhere() {
    let (project, run) = with_phrase();
    let check = project.run_at("2025-08-01", &["copy", "--check"]).succeeds();
    let back = ["restore", NAME, "--from", "disk", "--to", "back", "--passphrase-file", "phrase"];
    let back = project.run_at("2025-08-02", &back).succeeds();
    for run in [run, check, back] {
        assert!(!run.stdout().contains(PHRASE) && !run.stderr().contains(PHRASE));
    }
    for folder in ["archive", "disk", "back"] {
        for (name, bytes) in project.files(folder) {
            assert!(!holds(&bytes, PHRASE), "{folder}/{name}");
        }
    }
}

/// The format is age's: its own program makes the key and opens the copy.
#[test]
fn a_copy_for_a_key_is_opened_by_age_itself() {
    let project = small();
    let key = project.path("key.txt");
    tool("age-keygen", &["-o", key.to_str().expect("a path")]);
    let public = tool("age-keygen", &["-y", key.to_str().expect("a path")]);
    let other = project.path("other.txt");
    tool("age-keygen", &["-o", other.to_str().expect("a path")]);
    let second = tool("age-keygen", &["-y", other.to_str().expect("a path")]);
    let copy = [
        "copy",
        NAME,
        "--to",
        "disk",
        "--encrypt",
        "--recipient",
        public.trim(),
        "--recipient",
        second.trim(),
    ];
    project.run_at("2025-07-05", &copy).succeeds();
    let original = bytes(&project, ZIP);
    for identity in ["key.txt", "other.txt"] {
        let opened = format!("age -d -i {identity} -o opened.zip disk/{NAME}.zip.age");
        project.program("sh", &["-c", &opened]).succeeds();
        assert!(bytes(&project, "opened.zip") == original);
        let target = format!("back-{identity}");
        project.run(&["restore", NAME, "--from", "disk", "--to", &target, "--identity", identity]).succeeds();
        assert!(bytes(&project, &format!("{target}/{NAME}.zip")) == original);
    }
    let stranger = project.path("stranger.txt");
    tool("age-keygen", &["-o", stranger.to_str().expect("a path")]);
    let wrong = project.run(&["restore", NAME, "--from", "disk", "--to", "no", "--identity", "stranger.txt"]);
    assert!((1..3).contains(&wrong.status()) && !has(&project, &format!("no/{NAME}.zip")));
    let before = store(&project);
    assert!((1..3).contains(&project.run(&["restore", NAME, "--from", "disk", "--to", "no"]).status()));
    assert!(store(&project) == before);
}
