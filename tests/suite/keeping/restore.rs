//! Back from copies: the archive as it was, from one or from several that together have every byte; what
//! cannot be had back is named, and what can is saved.

use super::{NAME, ZIP, bytes, events, flip, has, paths, place, saved, small};
use crate::harness::{Dice, Project, rounds};
use std::fs;

/// The small college with two copies, its store gone.
fn bereft() -> (Project, Vec<u8>) {
    let project = small();
    project.run_at("2025-07-05", &["copy", NAME, "--to", "disk", "safe"]).succeeds();
    let original = bytes(&project, ZIP);
    fs::rename(project.path("archive"), project.path("burnt")).expect("moved");
    (project, original)
}

/// Flips a bit in the midst of a file inside the zip of a medium.
fn flip_inside(project: &Project, medium: &str, path: &str) {
    let zip = format!("{medium}/{NAME}.zip");
    let place = place(project, &zip, path);
    let mut bytes = bytes(project, &zip);
    bytes[(place.start + place.end) / 2] ^= 1;
    project.write(&zip, bytes);
}

const PAGE: &str = "data/site/index.html";
const JOURNAL: &str = "data/print/journals/g01.pdf";

#[test]
fn from_one_good_copy_the_archive_is_back() {
    let (project, original) = bereft();
    let medium = project.files("disk");
    project.run(&["restore", NAME, "--from", "disk", "--to", "back"]).succeeds();
    assert!(bytes(&project, &format!("back/{NAME}.zip")) == original);
    assert!(has(&project, &format!("back/{NAME}.certificate.pdf")));
    project.run(&["verify", &format!("back/{NAME}.zip")]).succeeds();
    assert!(project.files("disk") == medium, "the medium is only read");
    // Once more over what is there; other people's files are not overwritten.
    project.run(&["restore", NAME, "--from", "disk", "--to", "back"]).succeeds();
    project.write(&format!("other/{NAME}.zip"), "mine");
    assert_ne!(project.run(&["restore", NAME, "--from", "disk", "--to", "other"]).status(), 0);
    assert_eq!(project.read(&format!("other/{NAME}.zip")), "mine");
    for wrong in [
        &["restore", "journals-1999-2000", "--from", "disk", "--to", "no"][..],
        &["restore", NAME, "--from", "nowhere", "--to", "no"],
        &["restore", NAME, "--from", "disk"],
        &["restore", NAME, "--to", "no"],
    ] {
        assert!((1..3).contains(&project.run(wrong).status()), "{wrong:?}");
        assert!(!has(&project, &format!("no/{NAME}.zip")));
    }
}

/// A zip that the store lost comes back into it, to its place.
#[test]
fn a_store_gets_back_what_it_lost() {
    let project = small();
    project.run_at("2025-07-05", &["copy", NAME, "--to", "disk"]).succeeds();
    let original = bytes(&project, ZIP);
    for lose in
        [|path| fs::remove_file(path).expect("removed"), |path| fs::write(path, "x").expect("written")]
    {
        lose(project.path(ZIP));
        project.run(&["verify", "archive"]).ends(1);
        project.run_at("2025-08-01", &["restore", NAME, "--from", "disk", "--to", "archive"]).succeeds();
        assert!(bytes(&project, ZIP) == original);
        project.run(&["verify", "archive"]).succeeds();
    }
    assert_eq!(events(&project, "restored").len(), 2);
}

/// Two copies, each damaged in another place, are together as good as one.
#[test]
fn two_damaged_copies_make_one_good_one() {
    let (project, original) = bereft();
    flip_inside(&project, "disk", PAGE);
    flip_inside(&project, "safe", JOURNAL);
    for medium in ["disk", "safe"] {
        project.run(&["verify", medium]).ends(1);
    }
    project.run(&["restore", NAME, "--from", "disk", "safe", "--to", "back"]).succeeds();
    assert!(bytes(&project, &format!("back/{NAME}.zip")) == original);
}

/// Wherever a byte is wrong, in the files, in the headers or in the list of contents, and however much of one
/// copy is missing: where no file is damaged in both, the archive is back.
#[test]
fn however_the_copies_are_damaged_what_they_have_together_comes_back() {
    let (project, original) = bereft();
    let whole = saved(&project);
    let zip = format!("burnt/{NAME}.zip");
    let places: Vec<_> = paths(&project, &zip).iter().map(|path| place(&project, &zip, path)).collect();
    let mut dice = Dice::new(5);
    let half = original.len() / 2;
    let mut lost = 0;
    for round in 0..rounds(16, 200) {
        whole.back(&project);
        let mut halves = [original.clone(), original.clone()];
        match round % 4 {
            // A cut end; a hole; many flipped bits, each copy in its own half.
            0 => halves[0].truncate(half),
            1 => halves[0][half..].fill(0),
            _ => {
                for _ in 0..=dice.below(20) {
                    let (place, bit) = (half + dice.below(original.len() - half), dice.below(8));
                    halves[0][place] ^= 1 << bit;
                }
            }
        }
        for _ in 0..=dice.below(5) {
            let (place, bit) = (dice.below(half), dice.below(8));
            halves[1][place] ^= 1 << bit;
        }
        // A file across the middle may be damaged in both.
        let is_lost = places.iter().any(|place| {
            halves
                .iter()
                .all(|half| half.get(place.clone()).is_none_or(|own| own != &original[place.clone()]))
        });
        for (medium, bytes) in ["disk", "safe"].into_iter().zip(&halves) {
            project.write(&format!("{medium}/{NAME}.zip"), bytes);
        }
        let run = project.run(&["restore", NAME, "--from", "disk", "safe", "--to", "back"]);
        let back = fs::read(project.path(&format!("back/{NAME}.zip"))).unwrap_or_default();
        assert_eq!(run.status(), i32::from(is_lost), "round {round}: {}{}", run.stdout(), run.stderr());
        assert!(back == if is_lost { Vec::new() } else { original.clone() }, "round {round}");
        lost += usize::from(is_lost);
    }
    assert!(lost < 8, "{lost} rounds said nothing");
}

/// The same file damaged everywhere is lost; it is named, and all the others are saved.
#[test]
fn what_no_copy_has_is_named_and_the_rest_is_saved() {
    let (project, _) = bereft();
    let all = paths(&project, &format!("disk/{NAME}.zip"));
    flip_inside(&project, "disk", PAGE);
    flip_inside(&project, "safe", PAGE);
    let run = project.run(&["restore", NAME, "--from", "disk", "safe", "--to", "back"]).ends(1).says(PAGE);
    assert!(!run.stdout().contains(JOURNAL) && !run.stderr().contains(JOURNAL));
    assert!(!has(&project, &format!("back/{NAME}.zip")), "no archive that is not one");
    // Saved as files, each as it was.
    let saved = project.files("back");
    for path in all.iter().filter(|path| path.starts_with("data/") && *path != PAGE) {
        let (_, bytes) = saved
            .iter()
            .find(|(name, _)| name.ends_with(&format!("/{path}")) || name == path)
            .unwrap_or_else(|| panic!("{path} is not saved"));
        let original = super::inside(&project, &format!("burnt/{NAME}.zip"), path).expect("it was there");
        assert!(*bytes == original, "{path}");
    }
    assert!(!saved.iter().any(|(name, _)| name.ends_with(PAGE)), "what is wrong is not called right");
}

/// A copy of which nothing is left, and one of something else.
#[test]
fn what_is_no_copy_gives_nothing() {
    let (project, _) = bereft();
    for (medium, bytes) in [("disk", Vec::new()), ("safe", vec![0; 100_000])] {
        project.write(&format!("{medium}/{NAME}.zip"), bytes);
    }
    let run = project.run(&["restore", NAME, "--from", "disk", "safe", "--to", "back"]);
    assert_eq!(run.status(), 1, "{}", run.stderr());
    assert!(!has(&project, &format!("back/{NAME}.zip")));
}

/// A copy that somebody made fit, digests and all, is not what was sealed: the store knows.
#[test]
fn a_forged_copy_is_not_taken_back() {
    let project = small();
    project.run_at("2025-07-05", &["copy", NAME, "--to", "disk"]).succeeds();
    let forged =
        Project::with_demo(&["--groups", "1", "--students", "4", "--journals", "2", "--lessons", "5"]);
    forged.run_at("2025-07-04", &["build", "--seal", "--quiet"]).succeeds();
    forged.run_at("2025-07-05", &["copy", NAME, "--to", "disk"]).succeeds();
    forged.run(&["verify", "disk"]).succeeds();
    // It gives itself out for the same medium.
    let id = |project: &Project| {
        let catalogue: serde_json::Value =
            serde_json::from_str(&project.read("disk/copy.json")).expect("JSON");
        catalogue["medium"].as_str().expect("an id").to_owned()
    };
    forged.replace("disk/copy.json", &id(&forged), &id(&project));
    fs::remove_dir_all(project.path("disk")).expect("removed");
    crate::harness::copy(&forged.path("disk"), &project.path("disk"));
    project.run_at("2025-08-01", &["copy", "--check"]).ends(1).says(NAME);
    // Nor does it come into a store that lost its own.
    fs::remove_file(project.path(ZIP)).expect("removed");
    let before = super::store(&project);
    let run = project.run_at("2025-08-02", &["restore", NAME, "--from", "disk", "--to", "archive"]);
    assert_eq!(run.status(), 1, "{}", run.stderr());
    assert!(!has(&project, ZIP) && super::store(&project) == before, "the store is another");
}

/// What is saved of an archive that is lost lies beside the store, not in it: the store misses the zip, and
/// nothing else is wrong with it.
#[test]
fn what_is_left_of_a_lost_archive_does_not_litter_the_store() {
    let project = small();
    project.run_at("2025-07-05", &["copy", NAME, "--to", "disk"]).succeeds();
    flip_inside(&project, "disk", PAGE);
    fs::remove_file(project.path(ZIP)).expect("removed");
    project.run_at("2025-08-01", &["restore", NAME, "--from", "disk", "--to", "archive"]).ends(1).says(PAGE);
    let found = project.run(&["verify", "archive", "--format", "json"]).ends(1).json();
    let codes: Vec<&str> = found.iter().filter_map(|line| line["code"].as_str()).collect();
    assert_eq!(codes, ["missing-file"], "{found:#?}");
}

/// Of an unpacked and of an encrypted copy the same zip comes back, and of two kinds together.
#[test]
fn every_kind_of_copy_gives_the_same_archive() {
    let project = small();
    project.write("phrase", "лошадь-батарея-скрепка-верно");
    project.run_at("2025-07-05", &["copy", NAME, "--to", "open", "--unpacked"]).succeeds();
    let encrypt = ["copy", NAME, "--to", "closed", "--encrypt", "--passphrase-file", "phrase"];
    project.run_at("2025-07-05", &encrypt).succeeds();
    let original = bytes(&project, ZIP);
    let restore = |from: &[&str], to: &str| {
        let command =
            [&["restore", NAME, "--from"], from, &["--to", to, "--passphrase-file", "phrase"]].concat();
        project.run(&command).succeeds();
        assert!(bytes(&project, &format!("{to}/{NAME}.zip")) == original, "{to}");
    };
    restore(&["open"], "one");
    restore(&["closed"], "two");
    flip(&project, &format!("open/{NAME}/{JOURNAL}"));
    let age = format!("closed/{NAME}.zip.age");
    let whole = bytes(&project, &age);
    project.write(&age, &whole[..whole.len() - 100_000]);
    restore(&["open", "closed"], "three");
}

/// Lists that are damaged each in another file on another medium make whole ones; one that is damaged alone still tells
/// what was sealed.
#[test]
fn lists_come_together_of_several_media() {
    let (project, original) = bereft();
    let before = saved(&project);
    flip(&project, "disk/events.jsonl");
    flip(&project, "safe/register.jsonl");
    let both = ["restore", NAME, "--from", "disk", "--from", "safe", "--to"];
    for to in ["archive", "back"] {
        project.run(&[&both[..], &[to]].concat()).succeeds();
        assert!(bytes(&project, &format!("{to}/{NAME}.zip")) == original);
        project.run(&["verify", to]).succeeds();
    }
    for file in ["events.jsonl", "copy.json"] {
        before.back(&project);
        flip(&project, &format!("disk/{file}"));
        project.run(&["restore", NAME, "--from", "disk", "--to", "back"]).succeeds();
        assert!(bytes(&project, &format!("back/{NAME}.zip")) == original, "{file}");
    }
    // A store takes what is whole of a damaged log, and says so.
    before.back(&project);
    flip(&project, "disk/events.jsonl");
    project.run(&["restore", NAME, "--from", "disk", "--to", "archive"]).says("events.jsonl: повреждён");
    assert!(bytes(&project, ZIP) == original);
    project.run(&["verify", "archive"]).succeeds();
}

/// A hold whose line is whole comes back, though the log is damaged before it; one whose line is damaged is missed.
#[test]
fn a_damaged_log_keeps_its_holds() {
    let project = small();
    project.run_at("2025-07-05", &["copy", NAME, "--to", "disk"]).succeeds();
    project.run_at("2026-02-01", &["retention", "hold", NAME, "--reason", "суд"]).succeeds();
    fs::remove_dir_all(project.path("archive")).expect("removed");
    let whole = saved(&project);
    let restore = ["restore", NAME, "--from", "disk", "--to", "archive"];
    let log = project.read("disk/events.jsonl");
    let lines = log.lines().count();
    let line_of = |n: usize| log.split_inclusive('\n').take(n).map(str::len).sum::<usize>();
    for damaged in 0..lines {
        whole.back(&project);
        let mut bytes = log.clone().into_bytes();
        bytes[line_of(damaged) + 30] ^= 1;
        project.write("disk/events.jsonl", bytes);
        let is_of = |kind: &str| log.lines().nth(damaged).expect("a line").contains(&format!("\"{kind}\""));
        let is_decision = is_of("held") || is_of("sealed");
        let run = project.run_at("2026-03-01", &restore).ends(i32::from(is_decision));
        let held = events(&project, "held").len();
        assert_eq!(held, usize::from(!is_of("held")), "{damaged}: {}", run.stdout());
        assert_eq!(run.stdout().contains("ПЕРЕНЕСЕНО НЕ ВСЁ"), is_decision, "{damaged}");
    }
}

/// A store whose lists are damaged is mended line by line: what was written later than the medium stays.
#[test]
fn damaged_lines_of_a_store_come_from_a_medium() {
    let project = crate::years::sealed(&[2021]);
    let first = crate::years::archive_of(2021);
    project.run_at("2022-07-05", &["copy", &first, "--to", "disk"]).succeeds();
    fs::rename(project.path("disk"), project.path("away")).expect("moved");
    crate::years::seal(&project, 2022);
    let second = crate::years::archive_of(2022);
    project.run_at("2024-01-01", &["retention", "hold", &second, "--reason", "суд"]).succeeds();
    fs::rename(project.path("away"), project.path("disk")).expect("moved");
    let store = project.files("archive");
    let restore = ["restore", &first, "--from", "disk", "--to", "archive"];
    for (list, line) in [("register.jsonl", 0), ("events.jsonl", 0), ("events.jsonl", 1)] {
        let path = format!("archive/{list}");
        let whole = project.read(&path);
        let start: usize = whole.split_inclusive('\n').take(line).map(str::len).sum();
        let mut damaged = whole.clone().into_bytes();
        damaged[start + 20] ^= 1;
        project.write(&path, &damaged);
        project.run(&["verify", "archive"]).ends(1);
        project.run(&restore).succeeds().says("взяты с носителя");
        assert_eq!(project.read(&path), whole, "{list} {line}");
        project.run(&["verify", "archive"]).succeeds();
        for (name, bytes) in &store {
            project.write(&format!("archive/{name}"), bytes);
        }
    }
    // What no medium has is not guessed.
    let path = "archive/register.jsonl";
    let mut damaged = bytes(&project, path);
    let last = damaged.len() - 30;
    damaged[last] ^= 1;
    project.write(path, &damaged);
    assert_ne!(project.run(&restore).status(), 0);
    assert!(bytes(&project, path) == damaged);
}

/// A header that says a wrong length, and no list of contents: the data themselves are all there.
#[test]
fn files_behind_damaged_headers_are_found() {
    let (project, _) = bereft();
    let before = saved(&project);
    let zip = format!("disk/{NAME}.zip");
    // The header stands before its data: its name and 30 bytes; the size is at 18.
    let header = |path: &str| place(&project, &zip, path).start - path.len() - NAME.len() - 1 - 30;
    let headers = [JOURNAL, "bag-info.txt"].map(header);
    let whole = bytes(&project, &zip);
    let ending = whole.len() - 22;
    let damages = [(14, 1), (18, 1), (20, 1), (21, 64), (22, 1), (6, 1)];
    for (header, (place, bit)) in
        headers.into_iter().flat_map(|header| damages.map(|damage| (header, damage)))
    {
        assert_eq!(&whole[header..header + 4], b"PK\x03\x04", "no extra field");
        before.back(&project);
        let mut damaged = whole.clone();
        damaged[header + place] ^= bit;
        damaged[ending] ^= 1;
        project.write(&zip, damaged);
        fs::remove_dir_all(project.path("safe")).expect("removed");
        let run = project.run(&["restore", NAME, "--from", "disk", "--to", "back"]);
        let lost = run.stdout().matches("УТРАЧЕНО").count();
        assert_eq!(lost, 0, "{place}: {}", run.stdout());
        assert!(
            has(&project, &format!("back/{NAME}/{JOURNAL}")) || has(&project, &format!("back/{NAME}.zip"))
        );
    }
}

/// What was saved of one medium is not given up for another: both make more.
#[test]
fn what_was_saved_before_counts_too() {
    let (project, _) = bereft();
    flip_inside(&project, "disk", PAGE);
    flip_inside(&project, "disk", JOURNAL);
    flip_inside(&project, "safe", PAGE);
    flip_inside(&project, "safe", "data/data/students.csv");
    project.run(&["restore", NAME, "--from", "disk", "--to", "back"]).ends(1);
    project
        .run(&["restore", NAME, "--from", "safe", "--to", "back"])
        .ends(1)
        .says("не убирайте её")
        .says("--from \"back\"");
    let run = project.run(&["restore", NAME, "--from", "safe", "--from", "back", "--to", "more"]).ends(1);
    assert_eq!(run.stdout().matches("УТРАЧЕНО").count(), 1, "{}", run.stdout());
    assert!(has(&project, &format!("more/{NAME}/{JOURNAL}")));
}

/// A paper that was drawn up since the copy was made is in the store; an archive whose paper is lost is whole.
#[test]
fn an_act_that_no_medium_has_loses_no_archive() {
    let project = small();
    project.run_at("2025-07-05", &["copy", NAME, "--to", "disk"]).succeeds();
    fs::rename(project.path("disk"), project.path("away")).expect("moved");
    project.run_at("2034-01-02", &["retention", "act"]).succeeds();
    fs::rename(project.path("away"), project.path("disk")).expect("moved");
    project.run(&["restore", NAME, "--from", "disk", "--to", "back"]).succeeds();
    project.run(&["verify", "back"]).succeeds();
    fs::remove_file(project.path("archive/act-1.pdf")).expect("removed");
    project.run(&["restore", NAME, "--from", "disk", "--to", "other"]).ends(1).says("act-1.pdf");
    let run = project.run(&["verify", "other"]);
    assert!(!run.stdout().contains("не весь"), "{}", run.stdout());
}
