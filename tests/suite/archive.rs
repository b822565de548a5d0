//! The sealed archive: whoever else reads it agrees, and whatever is changed is found.

use crate::harness::{Project, repository, tool};
use std::fs;

fn sealed() -> Project {
    let project =
        Project::with_demo(&["--groups", "1", "--students", "4", "--journals", "2", "--lessons", "4"]);
    project.run(&["build", "--seal", "--quiet"]).succeeds();
    project
}

fn unpack(project: &Project) {
    let (zip, target) = (project.path("archive/journals-2024-2025.zip"), project.path("bags"));
    tool("unzip", &["-q", "-o", zip.to_str().expect("a path"), "-d", target.to_str().expect("a path")]);
}

const BAG: &str = "bags/journals-2024-2025";

#[test]
fn other_peoples_tools_agree() {
    let project = sealed();
    let zip = project.path("archive/journals-2024-2025.zip");
    tool("unzip", &["-tq", zip.to_str().expect("a path")]);
    unpack(&project);
    let bag = project.path(BAG);
    tool("python3", &["-m", "bagit", "--quiet", "--validate", bag.to_str().expect("a path")]);
    tool(
        "sh",
        &[
            "-c",
            &format!(
                "cd '{}' && sha256sum -c --quiet manifest-sha256.txt tagmanifest-sha256.txt",
                bag.display()
            ),
        ],
    );
    let root = &tool("sha256sum", &[bag.join("tagmanifest-sha256.txt").to_str().expect("a path")])[..64];
    let entry: serde_json::Value =
        serde_json::from_str(project.read("archive/register.jsonl").lines().next().expect("a line"))
            .expect("JSON");
    assert_eq!(entry["root"], root);
    assert_eq!(entry["zip_sha256"], &tool("sha256sum", &[zip.to_str().expect("a path")])[..64]);
    project.run(&["verify", BAG]).succeeds();
    let info = project.read(&format!("{BAG}/bag-info.txt"));
    assert!(info.contains("Payload-Oxum: ") && info.contains("Bagging-Date: 2025-07-04"), "{info}");
}

/// Every list of sums is the one that its own program makes, GOST's too, and the bag keeps to our
/// profile, as the validator of BagIt profiles sees it.
#[test]
fn every_list_of_sums_is_that_of_an_independent_program() {
    let project =
        Project::with_demo(&["--groups", "1", "--students", "4", "--journals", "2", "--lessons", "4"]);
    project.replace("input/archive.yaml", "academic_year:", "seal: { gost: true }\nacademic_year:");
    project.run(&["build", "--seal", "--quiet"]).succeeds();
    unpack(&project);
    let bag = project.path(BAG);
    for (algorithm, program) in
        [("sha256", "sha256sum"), ("sha512", "sha512sum"), ("streebog256", "gost12sum")]
    {
        for (list, files) in [
            (format!("manifest-{algorithm}.txt"), "find data -type f"),
            (format!("tagmanifest-{algorithm}.txt"), "ls | grep -v '^tagmanifest-' | grep -v '^data$'"),
        ] {
            let made = tool(
                "sh",
                &[
                    "-c",
                    &format!("cd '{}' && {files} | LC_ALL=C sort | xargs -d '\\n' {program}", bag.display()),
                ],
            );
            assert_eq!(project.read(&format!("{BAG}/{list}")), made, "{list}");
            tool("sh", &["-c", &format!("cd '{}' && {program} -c {list}", bag.display())]);
        }
    }
    let entry: serde_json::Value =
        serde_json::from_str(project.read("archive/register.jsonl").trim()).expect("JSON");
    let sum = tool("gost12sum", &[bag.join("tagmanifest-streebog256.txt").to_str().expect("a path")]);
    assert_eq!(entry["root_streebog256"], &sum[..64]);
    let profile = "import bagit, bagit_profile, json, sys
published = json.load(open(sys.argv[2]))
name = published['BagIt-Profile-Info']['BagIt-Profile-Identifier']
profile = bagit_profile.Profile(name, profile=published)
assert profile.validate(bagit.Bag(sys.argv[1])), profile.report
bag = bagit.Bag(sys.argv[1])
del bag.info['Letopis-Build-Digest']
assert not bagit_profile.Profile(name, profile=published).validate(bag)";
    let published = repository().join("docs/bagit-profile.json");
    tool("python3", &["-c", profile, bag.to_str().expect("a path"), published.to_str().expect("a path")]);
    project.run(&["verify", BAG]).succeeds();
    project.run(&["verify", "archive"]).succeeds();
}

/// The same build gives the same zip and the same line of the register wherever and whenever.
#[test]
fn the_same_build_gives_the_same_archive() {
    let (one, other) = (sealed(), sealed());
    for file in ["journals-2024-2025.zip", "journals-2024-2025.certificate.pdf", "register.jsonl"] {
        let file = format!("archive/{file}");
        let bytes = |project: &Project| fs::read(project.path(&file)).expect("a file");
        assert!(bytes(&one) == bytes(&other), "{file}");
    }
    let list = tool("unzip", &["-Z1", one.path("archive/journals-2024-2025.zip").to_str().expect("a path")]);
    let mut names: Vec<&str> = list.lines().filter(|name| name.contains("/data/")).collect();
    let written = names.clone();
    names.sort_unstable();
    assert_eq!(written, names);
    // Safe on Windows and FAT: ASCII, none of its forbidden signs, no two that differ in case only.
    let forbidden = |c: char| !c.is_ascii() || c.is_control() || r#"<>:"\|?*"#.contains(c);
    assert!(list.lines().all(|name| !name.contains(forbidden) && !name.ends_with(['.', ' '])), "{list}");
    let folded: std::collections::BTreeSet<String> = list.lines().map(str::to_lowercase).collect();
    assert_eq!(folded.len(), list.lines().count());
}

/// The certificate says what it certifies, and its QR code is the root digest.
#[test]
fn the_certificate_says_what_it_certifies() {
    let project = sealed();
    project.replace("input/archive.yaml", "academic_year:", "seal: { gost: true }\nacademic_year:");
    project.run(&["build", "--quiet"]).succeeds();
    let reopened =
        ["seal", "--supersedes", "journals-2024-2025", "--reason", "исправлены отметки по приказу № 15"];
    project.run(&reopened).succeeds();
    let register = project.read("archive/register.jsonl");
    let entries: Vec<serde_json::Value> =
        register.lines().map(|line| serde_json::from_str(line).expect("JSON")).collect();
    let path = project.path("archive/journals-2024-2025-2.certificate.pdf");
    let text = tool("pdftotext", &["-layout", path.to_str().expect("a path"), "-"]);
    let joined: String = text.split_whitespace().collect();
    for digest in ["root", "zip_sha256", "root_streebog256"] {
        assert!(joined.contains(entries[1][digest].as_str().expect("a digest")), "{digest}: {text}");
    }
    assert!(joined.contains(entries[0]["root"].as_str().expect("a digest")), "{text}");
    let words = text.split_whitespace().collect::<Vec<_>>().join(" ");
    for said in ["исправлены отметки по приказу № 15", "1 группу", "2 журнала", "8 занятий", "4 обучающихся"]
    {
        assert!(words.contains(said), "no «{said}» in {words}");
    }
    tool(
        "pdftoppm",
        &[
            "-r",
            "150",
            "-png",
            path.to_str().expect("a path"),
            project.path("page").to_str().expect("a path"),
        ],
    );
    let pages = fs::read_dir(project.path(""))
        .expect("the folder")
        .filter(|entry| entry.as_ref().expect("an entry").file_name().to_string_lossy().starts_with("page"));
    assert_eq!(pages.count(), 1, "the certificate is one page");
    let qr = tool("zbarimg", &["-q", "--raw", project.path("page-1.png").to_str().expect("a path")]);
    assert_eq!(qr.trim(), entries[1]["root"].as_str().expect("a digest"));
}

/// A long reason does not part the signatures from what they sign.
#[test]
fn a_certificate_of_two_pages_says_on_both_what_it_is() {
    let project = sealed();
    project.replace("input/archive.yaml", "05-12", "05-11");
    project.run(&["build", "--quiet"]).succeeds();
    let reason = "исправлены отметки ".repeat(15);
    let again = ["seal", "--supersedes", "journals-2024-2025", "--reason"];
    project.run(&[&again[..], &[&"очень ".repeat(60)]].concat()).ends(2).says("300");
    project.run(&[&again[..], &["а\u{1b}б"]].concat()).ends(2).says("одна строка");
    project.run(&[&again[..], &[&reason]].concat()).succeeds();
    let path = project.path("archive/journals-2024-2025-2.certificate.pdf");
    let text = tool("pdftotext", &["-layout", path.to_str().expect("a path"), "-"]);
    let pages: Vec<&str> = text.split('\u{c}').filter(|page| !page.trim().is_empty()).collect();
    for page in &pages {
        assert!(page.contains("Свидетельство об архиве journals-2024-2025-2 · страница"), "{page}");
    }
    let last = pages.last().expect("a page");
    assert!(
        ["Директор", "Заместитель", "Принял на хранение"].iter().all(|line| last.contains(line)),
        "{last}"
    );
}

/// What the register promises must be there before it is said again.
#[test]
fn a_seal_whose_files_are_gone_is_not_called_done() {
    let project = sealed();
    project.run(&["seal"]).succeeds().says("уже опечатана");
    project
        .run(&["seal", "--supersedes", "journals-2024-2025", "--reason", "x"])
        .ends(2)
        .says("не изменилась");
    fs::remove_file(project.path("archive/journals-2024-2025.zip")).expect("removed");
    project.run(&["seal"]).ends(1).says("верните его из копии");
}

/// Any byte of a zip of ours that is none of its files': in a header, in the list of contents, at the
/// end; and what is put before, after or between. Without the register, and without the certificate.
#[test]
fn a_zip_is_verified_to_its_last_byte_without_its_store() {
    let project = sealed();
    let zip = fs::read(project.path("archive/journals-2024-2025.zip")).expect("the zip");
    let end = zip.len() - 22;
    let contents = u32::from_le_bytes(zip[end + 16..end + 20].try_into().expect("four bytes")) as usize;
    let mut places: Vec<usize> = (contents..zip.len()).collect();
    let headers = (0..contents).filter(|at| zip[*at..].starts_with(b"PK\x03\x04"));
    places.extend(headers.flat_map(|at| at..at + 30));
    let mut dice = crate::harness::Dice::new(11);
    let mut unfound = Vec::new();
    let mut judge = |what: String, bytes: &[u8]| {
        project.write("copy/a.zip", bytes);
        if project.run(&["verify", "copy/a.zip", "--quiet"]).status() != 1 {
            unfound.push(what);
        }
    };
    for _ in 0..crate::harness::rounds(300, 3000) {
        let (place, bit) = (places[dice.below(places.len())], dice.below(8));
        let mut damaged = zip.clone();
        damaged[place] ^= 1 << bit;
        judge(format!("byte {place}, bit {bit}"), &damaged);
    }
    // The same files in another order.
    let list = "import sys, zipfile
with zipfile.ZipFile('archive/journals-2024-2025.zip') as old, zipfile.ZipFile('turned.zip', 'w') as new:
    for entry in reversed(old.infolist()):
        new.writestr(entry, old.read(entry), entry.compress_type)";
    project.program("python3", &["-c", list]).succeeds();
    judge("turned".to_owned(), &fs::read(project.path("turned.zip")).expect("a zip"));
    judge("before".to_owned(), &[b"MZ a program", &zip[..]].concat());
    judge("after".to_owned(), &[&zip[..], b"more"].concat());
    judge("twice".to_owned(), &[&zip[..], &zip[..]].concat());
    judge("between".to_owned(), &[&zip[..contents], b"more", &zip[contents..]].concat());
    judge("before the end".to_owned(), &[&zip[..end], b"more", &zip[end..]].concat());
    let mut comment = zip.clone();
    comment[end + 20] = 4;
    comment.extend_from_slice(b"more");
    judge("a comment".to_owned(), &comment);
    assert!(unfound.is_empty(), "{unfound:?}");
}

/// What is no store is left as it is, whatever lies in it.
#[test]
fn verify_touches_nothing_in_a_folder_that_is_no_store() {
    let project = Project::new();
    for (file, text) in [
        ("folder/README.md", "mine"),
        ("folder/.changes/README.md", "other"),
        ("folder/.changes.part/w", "w"),
    ] {
        project.write(file, text);
    }
    let before = project.files("folder");
    project.run(&["verify", "folder"]).ends(1);
    project.run(&["verify", "folder", "--format", "json"]).ends(1).says("unverifiable");
    assert!(project.files("folder") == before);
}

/// In a store there is nothing but what its lists know.
#[cfg(unix)]
#[test]
fn what_does_not_belong_to_a_store_is_told() {
    let project = sealed();
    let told = |code: &str, status: i32| {
        project.run(&["verify", "archive", "--format", "json"]).ends(status).says(code)
    };
    for (name, code, status) in [
        (".changes-evil.exe", "unlisted-file", 1),
        ("folder/note.txt", "unlisted-file", 1),
        ("desktop.ini", "system-file", 0),
    ] {
        project.write(&format!("archive/{name}"), "x");
        told(code, status);
        fs::remove_file(project.path(&format!("archive/{name}"))).expect("removed");
    }
    std::os::unix::fs::symlink("/etc/passwd", project.path("archive/link")).expect("linked");
    told("link", 1);
    fs::remove_file(project.path("archive/link")).expect("removed");
    let zip = project.path("archive/journals-2024-2025.zip");
    fs::rename(&zip, project.path("elsewhere.zip")).expect("moved");
    std::os::unix::fs::symlink(project.path("elsewhere.zip"), &zip).expect("linked");
    told("missing-file", 1);
    fs::remove_file(&zip).expect("removed");
    fs::rename(project.path("elsewhere.zip"), &zip).expect("moved back");
    // A pipe in place of the lock is neither waited for nor written into.
    fs::remove_file(project.path("archive/.lock")).expect("removed");
    tool("mkfifo", &[project.path("archive/.lock").to_str().expect("a path")]);
    assert!(
        project.program("timeout", &["20", env!("CARGO_BIN_EXE_letopis"), "verify", "archive"]).status() < 2
    );
    project.replace("input/archive.yaml", "05-12", "05-11");
    project.run(&["build", "--quiet"]).succeeds();
    let seal =
        ["20", env!("CARGO_BIN_EXE_letopis"), "seal", "--supersedes", "journals-2024-2025", "--reason", "x"];
    assert_eq!(project.program("timeout", &seal).status(), 3);
}

/// Whoever recomputes the sums of a register cannot make it say of an archive what it does not say.
#[test]
fn a_register_says_what_its_archives_say() {
    use sha2::{Digest as _, Sha256};
    let project = sealed();
    let sum = |text: &str| {
        Sha256::digest(text.as_bytes()).iter().map(|byte| format!("{byte:02x}")).collect::<String>()
    };
    let own = |line: &str| {
        let (body, _) = line.rsplit_once(",\"digest\":").expect("a digest");
        let digest = sum(&format!("{body}}}"));
        (format!("{body},\"digest\":\"{digest}\"}}\n"), digest)
    };
    let [register, events] =
        ["register", "events"].map(|name| project.read(&format!("archive/{name}.jsonl")));
    let old = own(register.trim_end()).1;
    assert!(events.contains(&old));
    for (from, to) in [
        ("2024/2025", "2023/2024"),
        ("\"closed_on\":\"2025", "\"closed_on\":\"2024"),
        ("\"payload\":\"", "\"payload\":\"0"),
    ] {
        let (line, digest) = own(&register.trim_end().replacen(from, to, 1));
        assert_ne!(digest, old);
        project.write("archive/register.jsonl", line);
        project.write("archive/events.jsonl", own(events.trim_end().replace(&old, &digest).as_str()).0);
        project.run(&["verify", "archive", "--format", "json"]).ends(1).says("register-mismatch");
    }
}

/// A year that was opened again: both archives stay, chained to one another.
#[test]
fn a_reopened_year_is_chained_to_the_one_before() {
    let project = sealed();
    let first = project.files("archive");
    project.replace("input/archive.yaml", "05-12", "05-11");
    project.run(&["build", "--quiet"]).succeeds();
    project.run(&["seal"]).ends(2).says("--supersedes journals-2024-2025");
    project.run(&["seal", "--supersedes", "journals-2023-2024", "--reason", "x"]).ends(2).says("действующий");
    project.run(&["seal", "--supersedes", "journals-2024-2025", "--reason", " "]).ends(2).says("--reason");
    project.run(&["seal", "--supersedes", "journals-2024-2025", "--reason", "приказ"]).succeeds();
    project.run(&["verify", "archive"]).succeeds();
    let now = project.files("archive");
    let grows = |name: &str| name.ends_with(".jsonl");
    let tells = |name: &String| name == "index.html" || name == "README.txt";
    for (name, bytes) in first.into_iter().filter(|(name, _)| !tells(name)) {
        let (_, after) = now.iter().find(|(other, _)| *other == name).expect("it is still there");
        assert!(if grows(&name) { after.starts_with(&bytes) } else { *after == bytes }, "{name}");
    }
    let info = tool(
        "unzip",
        &["-p", project.path("archive/journals-2024-2025-2.zip").to_str().expect("a path"), "*/bag-info.txt"],
    );
    let register = project.read("archive/register.jsonl");
    let root =
        serde_json::from_str::<serde_json::Value>(register.lines().next().expect("a line")).expect("JSON");
    assert!(info.contains(&format!("Letopis-Supersedes-Root: {}", root["root"].as_str().expect("a root"))));
    // The one before cannot be replaced a second time.
    project.replace("input/archive.yaml", "05-11", "05-13");
    project.run(&["build", "--quiet"]).succeeds();
    let again = ["seal", "--supersedes", "journals-2024-2025", "--reason", "приказ"];
    project.run(&again).ends(2).says("действующий архив journals-2024-2025-2");
}

#[test]
fn what_is_packed_is_what_was_built() {
    let project = sealed();
    unpack(&project);
    let mut built = project.files("output");
    built.retain(|(path, _)| path != "manifest-sha256.txt");
    assert!(built == project.files(&format!("{BAG}/data")));
}

#[test]
fn a_changed_missing_or_added_file_is_named() {
    let project = sealed();
    unpack(&project);
    for (folder, prefix) in [("output", ""), (BAG, "data/")] {
        let file = format!("{folder}/{prefix}site/index.html");
        let bytes = fs::read(project.path(&file)).expect("a page");
        let mut changed = bytes.clone();
        changed[10] ^= 1;
        project.write(&file, &changed);
        project.run(&["verify", folder]).ends(1).says(&format!("изменён: {prefix}site/index.html"));
        fs::remove_file(project.path(&file)).expect("the page is removed");
        project.run(&["verify", folder]).ends(1).says(&format!("отсутствует: {prefix}site/index.html"));
        project.write(&file, &bytes);
        project.write(&format!("{folder}/{prefix}site/extra.html"), "x");
        project.run(&["verify", folder]).ends(1).says(&format!("лишний: {prefix}site/extra.html"));
        fs::remove_file(project.path(&format!("{folder}/{prefix}site/extra.html"))).expect("removed");
        project.run(&["verify", folder]).succeeds();
    }
    let json = project.run(&["verify", BAG, "--format", "json"]).succeeds().json();
    assert_eq!(json.last().expect("a total")["ok"], true);
}

/// Any flipped byte of any file of a store is found. The places are spread over each file and are
/// the same in every run.
#[test]
fn any_flipped_byte_of_the_store_is_found() {
    let project = sealed();
    for name in
        ["journals-2024-2025.zip", "journals-2024-2025.certificate.pdf", "register.jsonl", "events.jsonl"]
    {
        let path = format!("archive/{name}");
        let bytes = fs::read(project.path(&path)).expect("a file of the store");
        for step in 0..20_usize {
            let place = (bytes.len() - 1) * step / 19;
            let mut damaged = bytes.clone();
            damaged[place] ^= 1 << (step % 8);
            project.write(&path, &damaged);
            project.run(&["verify", "archive"]).ends(1);
            if name.ends_with("zip") {
                project.run(&["verify", &path]).ends(1);
            }
        }
        project.write(&path, &bytes);
    }
    let cut = fs::read(project.path("archive/journals-2024-2025.zip")).expect("the zip");
    project.write("archive/journals-2024-2025.zip", &cut[..cut.len() / 2]);
    project.run(&["verify", "archive"]).ends(1);
    project.write("archive/journals-2024-2025.zip", &cut);
    project.run(&["verify", "archive"]).succeeds();
    let [register, events] =
        ["register", "events"].map(|name| project.read(&format!("archive/{name}.jsonl")));
    let first = |text: &str| text.lines().skip(1).map(|line| format!("{line}\n")).collect::<String>();
    project.write("archive/register.jsonl", first(&register));
    project.run(&["verify", "archive"]).ends(1).says("нет строки об архиве journals-2024-2025");
    project.write("archive/register.jsonl", &register);
    project.write("archive/events.jsonl", first(&events));
    project.run(&["verify", "archive"]).ends(1).says("нет записи об опечатывании");
    project.write("archive/events.jsonl", &events);
    project.write("archive/note.txt", "x");
    project.run(&["verify", "archive"]).ends(1).says("лишний: note.txt");
}

#[test]
fn a_file_changed_after_the_build_is_not_sealed() {
    let project = sealed();
    project.write("output/site/index.html", "<p>другое</p>");
    project.run(&["seal", "--archive", "another"]).ends(1).says("изменён после сборки");
    assert!(!project.path("another/journals-2024-2025.zip").exists());
    assert!(!project.path("another/register.jsonl").exists());
}

#[test]
fn an_incomplete_build_or_a_damaged_store_is_not_sealed() {
    let project = sealed();
    let manifest = project.read("output/manifest-sha256.txt");
    let without = |path: &str| {
        manifest
            .lines()
            .filter(|line| !line.ends_with(path))
            .map(|line| format!("{line}\n"))
            .collect::<String>()
    };
    for path in ["print/journals/g01.pdf", "  build.json"] {
        project.write("output/manifest-sha256.txt", without(path));
        project.run(&["seal", "--archive", "another"]).ends(1);
    }
    project.write("output/manifest-sha256.txt", "garbage");
    project.run(&["seal", "--archive", "another"]).ends(1).says("manifest-sha256.txt");
    assert!(!project.path("another/register.jsonl").exists());
    project.write("output/manifest-sha256.txt", &manifest);
    project.replace("archive/register.jsonl", "2024/2025", "2024/2026");
    project.run(&["seal"]).ends(1).says("register.jsonl");
}

#[test]
fn what_is_no_archive_is_said_not_to_be_one() {
    let project = Project::new();
    project.write("folder/file.txt", "x");
    project.write("broken.zip", "PK no zip");
    project.run(&["verify", "folder"]).ends(1).says("не сборка, не архив BagIt");
    project.run(&["verify", "nowhere"]).ends(2);
    project.run(&["verify", "broken.zip"]).ends(1);
}

/// Names with percent signs stand in the manifests as they are: bagit-python and sha256sum read them.
#[test]
fn a_bag_with_cyrillic_ids_is_valid_for_everybody() {
    let project =
        Project::with_demo(&["--groups", "1", "--students", "2", "--journals", "1", "--lessons", "2"]);
    for (path, bytes) in project.files("input") {
        let text = String::from_utf8(bytes).expect("UTF-8");
        project.write(&format!("input/{path}"), text.replace("g01", "ИС-11"));
    }
    project.write("input/documents/Положение о журнале.md", "# Положение\n");
    project.run(&["build", "--seal"]).succeeds();
    assert!(project.path("output/print/journals/%D0%98%D0%A1-11.pdf").is_file());
    assert!(project.read("output/site/index.html").contains("groups/%25D0%2598%25D0%25A1-11.html"));
    unpack(&project);
    let bag = project.path(BAG);
    tool("python3", &["-m", "bagit", "--quiet", "--validate", bag.to_str().expect("a path")]);
    tool("sh", &["-c", &format!("cd '{}' && sha256sum -c --quiet manifest-sha256.txt", bag.display())]);
    project.run(&["verify", BAG]).succeeds();
    project.run(&["verify", "archive"]).succeeds();
    // A bag that encodes them as RFC 8493 has it is as good.
    let encoded = project.read(&format!("{BAG}/manifest-sha256.txt")).replace('%', "%25");
    project.write(&format!("{BAG}/manifest-sha256.txt"), &encoded);
    for tag in ["bag-info.txt", "tagmanifest-sha256.txt", "tagmanifest-sha512.txt"] {
        fs::remove_file(project.path(&format!("{BAG}/{tag}"))).expect("removed");
    }
    project.run(&["verify", BAG]).succeeds();
    let build: serde_json::Value = serde_json::from_str(&project.read("output/build.json")).expect("JSON");
    let renamed: Vec<&str> =
        build["renamed"].as_object().expect("names").values().filter_map(|name| name.as_str()).collect();
    assert_eq!(renamed, ["documents/Положение о журнале.md"]);
}
