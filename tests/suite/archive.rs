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
    for (name, bytes) in first {
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
