//! What testers found: media confused and swapped, links in the place of folders, two holds, lists of others.

use super::{NAME, ZIP, bytes, events, flip, has, refused, small, states, store};
use crate::harness::Project;
use std::fs;

const ACT: [&str; 2] = ["retention", "act"];
const DESTROY: [&str; 4] = ["retention", "destroy", "--act", "1"];

/// Another college's store, with an archive of the same name, in `other`.
fn with_another() -> Project {
    let project = small();
    fs::rename(project.path("archive"), project.path("kept")).expect("moved");
    project.replace("input/archive.yaml", "ГБПОУ «ПКИТ»", "ГБПОУ «ВКИТ»");
    project.run_at("2025-07-04", &["build", "--seal", "--quiet"]).succeeds();
    fs::rename(project.path("archive"), project.path("other")).expect("moved");
    fs::rename(project.path("kept"), project.path("archive")).expect("moved");
    project
}

/// Marked, its sheets copied, and the waiting time over.
fn marked(project: &Project) {
    project.run_at("2034-01-02", &ACT).succeeds();
    project.run_at("2034-01-02", &DESTROY).succeeds();
    project.run_at("2034-01-03", &["copy", &format!("{NAME}.sheets"), "--to", "sheets"]).succeeds();
}

#[cfg(unix)]
#[test]
fn a_link_in_place_of_changes_leads_nowhere() {
    let project = small();
    project.run_at("2025-07-05", &["copy", NAME, "--to", "disk"]).succeeds();
    let before = store(&project);
    std::os::unix::fs::symlink(project.path("archive"), project.path("disk/.changes")).expect("a link");
    project.run(&["verify", "disk"]);
    project.run_at("2025-07-06", &["copy", NAME, "--to", "disk"]);
    project.run_at("2025-07-06", &["restore", NAME, "--from", "disk", "--to", "back"]);
    let sealed = |files: &[(String, Vec<u8>)]| files.iter().filter(|(name, _)| name.contains(NAME)).count();
    assert_eq!(sealed(&store(&project)), sealed(&before));
    project.run(&["verify", "archive"]).succeeds();
}

#[test]
fn nothing_is_restored_onto_a_medium() {
    let project = with_another();
    project.run_at("2025-07-05", &["copy", NAME, "--to", "mine"]).succeeds();
    project.run_at("2025-07-05", &["copy", NAME, "--archive", "other", "--to", "theirs"]).succeeds();
    let before = project.files("theirs");
    for to in ["theirs", "mine", "input", "output/x", "other/x"] {
        project.run(&["restore", NAME, "--from", "mine", "--to", to]).ends(2);
    }
    assert!(project.files("theirs") == before);
    // Nor is a copy put among those of another store, or on a folder that was restored into.
    refused(&project, "2025-07-06", &["copy", NAME, "--to", "theirs"]);
    project.run(&["restore", NAME, "--from", "mine", "--to", "back"]).succeeds();
    project.run(&["verify", "back"]).succeeds();
    refused(&project, "2025-07-06", &["copy", NAME, "--to", "back"]);
    // The archive of another store is not taken for this one's.
    project.run(&["restore", NAME, "--from", "theirs", "--to", "new"]).ends(1);
    assert!(!has(&project, &format!("new/{NAME}.zip")));
}

#[test]
fn a_store_that_stands_where_a_medium_was_is_not_erased() {
    let project = with_another();
    project.run_at("2025-07-05", &["copy", NAME, "--to", "disk"]).succeeds();
    marked(&project);
    project.run_at("2034-01-17", &["copy", "--check"]).succeeds();
    fs::rename(project.path("disk"), project.path("drawer")).expect("moved");
    fs::rename(project.path("other"), project.path("disk")).expect("moved");
    let before = project.files("disk");
    project.run_at("2034-01-17", &DESTROY).ends(1);
    assert!(project.files("disk") == before && has(&project, ZIP));
    fs::rename(project.path("disk"), project.path("other")).expect("moved");
    fs::rename(project.path("drawer"), project.path("disk")).expect("moved");
    project.run_at("2034-01-17", &DESTROY).succeeds();
    assert!(!has(&project, ZIP) && !has(&project, &format!("disk/{NAME}.zip")));
    project.run(&["verify", "archive"]).succeeds();
}

/// A copy that takes the place of one of another form leaves nothing of it.
#[test]
fn a_copy_of_another_form_takes_the_place_of_the_first() {
    let project = small();
    let (zip, folder) = (format!("disk/{NAME}.zip"), format!("disk/{NAME}/bagit.txt"));
    let plain = ["copy", NAME, "--to", "disk"];
    let unpacked = ["copy", NAME, "--to", "disk", "--unpacked"];
    for (day, command, is_plain) in [
        ("2025-07-05", &plain[..], true),
        ("2025-07-06", &unpacked[..], false),
        ("2025-07-07", &plain[..], true),
    ] {
        project.run_at(day, command).succeeds();
        assert!(has(&project, &zip) == is_plain && has(&project, &folder) != is_plain, "{day}");
        project.run(&["verify", "disk"]).succeeds();
    }
}

#[test]
fn media_that_were_at_one_place_are_told_apart() {
    let project = small();
    project.run_at("2025-07-05", &["copy", NAME, "--to", "usb"]).succeeds();
    fs::rename(project.path("usb"), project.path("first")).expect("moved");
    project.run_at("2025-07-06", &["copy", NAME, "--to", "usb"]).succeeds();
    fs::rename(project.path("usb"), project.path("second")).expect("moved");
    refused(&project, "2025-07-07", &["copy", "--lost", "usb", "--reason", "утерян"]);
    let medium = events(&project, "copied")[0]["medium"].as_str().expect("a number").to_owned();
    project.run_at("2025-07-07", &["copy", "--lost", &medium, "--reason", "утерян"]).succeeds();
    assert_eq!(events(&project, "lost").len(), 1);
    // A twin that was made beside the program has the number of the other.
    fs::rename(project.path("second"), project.path("usb")).expect("moved");
    crate::harness::copy(&project.path("usb"), &project.path("twin"));
    refused(&project, "2025-07-08", &["copy", NAME, "--to", "twin"]);
}

#[test]
fn each_hold_is_lifted_by_itself() {
    let project = small();
    let hold = |day: &str, arguments: &[&str]| {
        project.run_at(day, &[&["retention", "hold", NAME, "--reason", "запрос"], arguments].concat())
    };
    hold("2034-01-02", &[]).succeeds();
    hold("2034-01-03", &[]).succeeds();
    hold("2034-01-04", &["--lift"]).ends(2);
    hold("2034-01-04", &["--lift", "2"]).succeeds();
    assert_eq!(states(&project, "2034-01-05")[NAME], "held");
    project.run_at("2034-01-05", &ACT).succeeds();
    assert!(events(&project, "selected").is_empty());
    hold("2034-01-06", &["--lift", "1"]).succeeds();
    project.run_at("2034-01-07", &ACT).succeeds();
    assert_eq!(events(&project, "selected").len(), 1);
}

/// Most of an encrypted copy that lost a byte in its midst is still there.
#[test]
fn a_damaged_chunk_of_an_encrypted_copy_takes_little_with_it() {
    let project = small();
    project.write("phrase", "лошадь-батарея-скрепка");
    let copy = ["copy", NAME, "--to", "disk", "--encrypt", "--passphrase-file", "phrase"];
    project.run_at("2025-07-05", &copy).succeeds();
    flip(&project, &format!("disk/{NAME}.zip.age"));
    fs::remove_file(project.path(ZIP)).expect("removed");
    let restore = ["restore", NAME, "--from", "disk", "--to", "back", "--passphrase-file", "phrase"];
    let run = project.run(&restore).ends(1);
    let lost = run.stdout().matches("УТРАЧЕНО").count();
    let kept = project.files(&format!("back/{NAME}")).len();
    assert!(lost > 0 && kept > 9 * lost, "{lost} lost, {kept} kept");
    // What is no whole copy is not called one.
    assert!(!has(&project, &format!("back/{NAME}.zip")));
}

#[test]
fn no_command_writes_into_a_store_or_over_its_archives() {
    let project = small();
    project.run_at("2025-07-05", &["copy", NAME, "--to", "disk"]).succeeds();
    let before = (store(&project), project.files("disk"));
    for folder in ["archive", "disk", "input"] {
        let file = format!("{folder}/{NAME}.zip");
        project.run(&["print", "--group", "g01", "--file", &file]).ends(2);
        project.run(&["report", "audit", "--file", &file]).ends(2);
        project.run(&["check", "--html", &file]).ends(2);
        project.run(&["preview", "year-sheet", "--file", &file]).ends(2);
        project.run(&["study-sheet", "--group", "g01", "--file", &file]).ends(2);
        project.run(&["extract", "--all", "--folder", folder]).ends(2);
    }
    assert!((store(&project), project.files("disk")) == before);
}

/// A store that was lost begins anew with the lists of a medium, which know the copy on it.
#[test]
fn a_lost_store_begins_anew() {
    let project = small();
    project.run_at("2025-07-05", &["copy", NAME, "--to", "disk"]).succeeds();
    let zip = bytes(&project, ZIP);
    fs::remove_dir_all(project.path("archive")).expect("removed");
    project.run_at("2026-01-10", &["restore", NAME, "--from", "disk", "--to", "archive"]).succeeds();
    assert!(bytes(&project, ZIP) == zip);
    project.run(&["verify", "archive"]).succeeds();
    assert_eq!(events(&project, "copied").len(), 1);
    project.run_at("2026-01-11", &["copy", "--check"]).succeeds().says("disk");
    // A store that is older than the medium does not write its lists over those there.
    let lists = ["archive/register.jsonl", "archive/events.jsonl"].map(|list| (list, bytes(&project, list)));
    let order = project.path("приказ.pdf");
    fs::write(&order, "приказ").expect("written");
    let supplement = ["supplement", NAME, order.to_str().expect("a path"), "--input", "none"];
    project.run_at("2026-01-12", &supplement).succeeds();
    project.run_at("2026-01-13", &["copy", NAME, "--to", "disk"]).succeeds();
    for (list, bytes) in lists {
        project.write(list, bytes);
    }
    for left in ["zip", "certificate.pdf"] {
        fs::remove_file(project.path(&format!("archive/{NAME}.supplement-1.{left}"))).expect("removed");
    }
    let medium = project.files("disk");
    refused(&project, "2026-01-14", &["copy", NAME, "--to", "disk"]);
    assert!(project.files("disk") == medium);
}

/// One medium is opened by one key.
#[test]
fn a_medium_is_locked_by_one_lock() {
    let project = small();
    // The recipients of the test vectors of age.
    let one = "age1t7rxyev2z3rw82stdlrrepyc39nvn86l5078zqkf5uasdy86jp6svpy7pa";
    let other = "age1lvyvwawkr0mcnnnncaghunadrqkmuf9e6507x9y920xxpp866cnql7dp2z";
    let copy = |key: &str| {
        project.run_at("2025-07-05", &["copy", NAME, "--to", "disk", "--encrypt", "--recipient", key])
    };
    copy(one).succeeds();
    copy(one).succeeds();
    let before = project.files("disk");
    copy(other).ends(2).says("других ключей");
    project.write("phrase", "лошадь-батарея-скрепка");
    let phrase = ["copy", NAME, "--to", "disk", "--encrypt", "--passphrase-file", "phrase"];
    refused(&project, "2025-07-05", &phrase).says("парольной фразой");
    assert!(project.files("disk") == before);
}

/// Whatever lies on a medium beside the copies stays.
#[test]
fn files_of_the_office_on_a_medium_stay() {
    let project = small();
    project.run_at("2034-01-02", &ACT).succeeds();
    project.write("disk/act-1.pdf", "скан");
    refused(&project, "2034-01-02", &["copy", NAME, "--to", "disk"]).says("act-1.pdf");
    assert_eq!(project.read("disk/act-1.pdf"), "скан");
    // A scan in an unpacked copy stays when the copy is written anew, and when it is erased.
    let unpacked = ["copy", NAME, "--to", "other", "--unpacked"];
    project.run_at("2034-01-02", &unpacked).succeeds();
    let scan = format!("other/{NAME}/скан.pdf");
    project.write(&scan, "скан");
    refused(&project, "2034-01-02", &["copy", NAME, "--to", "other"]).says("скан.pdf");
    let listed = project.read("other/copy.json");
    project.write(
        "other/copy.json",
        listed.replace(
            "\"papers\": [",
            "\"papers\": [ { \"file\": \"мой.doc\", \"of\": \"мой.doc\", \"size\": 1, \"sha256\": \"0\" },",
        ),
    );
    project.write("other/мой.doc", "диссертация");
    assert_ne!(project.run_at("2034-01-02", &unpacked).status(), 0);
    project.write("other/copy.json", listed);
    let number = events(&project, "copied")[0]["medium"].as_str().expect("a number").to_owned();
    project.run_at("2034-01-02", &["copy", "--check"]).ends(1);
    project.run_at("2034-01-02", &["copy", "--lost", &number, "--reason", "повреждён"]).succeeds();
    project.run_at("2034-01-02", &DESTROY).succeeds();
    project.run_at("2034-01-03", &["copy", &format!("{NAME}.sheets"), "--to", "sheets"]).succeeds();
    project.run_at("2034-01-17", &DESTROY).succeeds().says("скан.pdf");
    assert_eq!(project.read(&scan), "скан");
    assert!(!has(&project, &format!("other/{NAME}/bagit.txt")) && has(&project, "other/мой.doc"));
}

#[test]
fn a_medium_is_known_however_its_place_is_spelt() {
    let project = small();
    project.run_at("2025-07-05", &["copy", NAME, "--to", "disk"]).succeeds();
    for place in ["disk/", "./disk", "input/../disk", "нет/../disk"] {
        project.run_at("2025-07-05", &["copy", NAME, "--to", place]).succeeds().says("уже лежит");
    }
    refused(&project, "2025-07-05", &["copy", "--lost", "input/../disk/", "--reason", "утерян"])
        .says("на месте");
    for place in ["нет/../archive/x", "нет/../input/x", "нет/../archive"] {
        refused(&project, "2025-07-05", &["copy", NAME, "--to", place]);
    }
    // A path with spaces and without quotes.
    let full = project.path("мой").display().to_string();
    refused(&project, "2025-07-05", &["copy", NAME, "--to", &full, "диск"]).says("кавычки");
    assert!(!project.path("мой").exists());
}

/// A register that somebody forged leads nowhere.
#[test]
fn a_forged_register_leads_nowhere() {
    use letopis::archive::chain::Chain;
    use letopis::archive::event::{Deed, Event};
    use letopis::archive::register::{Entry, Holds, Link};
    let project = small();
    project.run_at("2025-07-05", &["copy", NAME, "--to", "usb/disk"]).succeeds();
    let mut register = Chain::<Entry>::read(&project.read("usb/disk/register.jsonl")).expect("a register");
    let mut log = Chain::<Event>::read(&project.read("usb/disk/events.jsonl")).expect("a log");
    let year = register.values[0].clone();
    let of = Some(Link { name: NAME.to_owned(), root: year.root.clone() });
    let name = "../../otchet".to_owned();
    let line = register.push(Entry { name: name.clone(), holds: Holds::Supplement, of, ..year });
    log.push(Event { at: "2025-07-05T00:00:00Z".to_owned(), deed: Deed::Sealed, name, register: line });
    project.write("usb/disk/register.jsonl", register.text());
    project.write("usb/disk/events.jsonl", log.text());
    // The catalogue, too, says what the forger wants.
    let mut catalogue: serde_json::Value =
        serde_json::from_str(&project.read("usb/disk/copy.json")).expect("a catalogue");
    for (of, text) in [("register.jsonl", register.text()), ("events.jsonl", log.text())] {
        let papers = catalogue["papers"].as_array_mut().expect("papers");
        let paper = papers.iter_mut().find(|paper| paper["of"] == of).expect("a list");
        paper["sha256"] = letopis::files::FileDigest::of(text.as_bytes()).sha256.into();
    }
    project.write("usb/disk/copy.json", catalogue.to_string());
    project.write("usb/otchet.zip", "чужое");
    fs::remove_dir_all(project.path("archive")).expect("removed");
    project.run(&["restore", NAME, "--from", "usb/disk", "--to", "home/back"]).ends(2).says("не имя архива");
    project.run(&["restore", NAME, "--from", "usb/disk", "--to", "archive"]).ends(2);
    assert!(!project.path("otchet.zip").exists() && !project.path("home").exists());
}

/// No room is no loss.
#[cfg(unix)]
#[test]
fn no_room_is_not_told_as_a_loss() {
    let project = small();
    project.run_at("2025-07-05", &["copy", NAME, "--to", "disk"]).succeeds();
    let command = format!("ulimit -f 100; exec \"$0\" restore {NAME} --from disk --to back");
    let run = project.program("bash", &["-c", &command, env!("CARGO_BIN_EXE_letopis")]);
    let told = format!("{}{}", run.stdout(), run.stderr());
    assert!(
        run.code() != Some(0) && run.code() != Some(1) && !told.contains("УТРАЧЕНО"),
        "{:?} {told}",
        run.code()
    );
    // What comes back in part is not whole.
    flip(&project, &format!("disk/{NAME}.zip"));
    fs::remove_dir_all(project.path("back")).expect("removed");
    fs::remove_file(project.path(ZIP)).expect("removed");
    project.run(&["restore", NAME, "--from", "disk", "--to", "part"]).ends(1).says("персональные данные");
    project.run(&["verify", "part"]).ends(1).says("не весь");
    assert_eq!(events(&project, "restored").len(), 2);
}
