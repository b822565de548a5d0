//! Anybody's bag: the Library of Congress's conformance bags, bags of every version, hostile zips.

use crate::harness::{Project, Run, conformance_bags, copy, tool};
use std::collections::BTreeMap;
use std::fs;
use std::io::{Cursor, Write as _};
use std::path::Path;
use zip::write::SimpleFileOptions;

fn verify(path: &Path, more: &[&str]) -> Run {
    let path = path.to_str().expect("a path");
    Project::new().run(&[&["verify", path, "--format", "json"], more].concat())
}

/// The codes of the errors and those of the warnings, each once, and whether all is well.
fn judged(run: &Run) -> (Vec<String>, Vec<String>, bool) {
    let lines = run.json();
    let (total, findings) = lines.split_last().expect("a total");
    let codes = |severity: &str| {
        let of = findings.iter().filter(|line| line["severity"] == severity);
        let mut codes: Vec<String> =
            of.map(|line| line["code"].as_str().expect("a code").to_owned()).collect();
        codes.sort();
        codes.dedup();
        codes
    };
    let ok = total["ok"] == true;
    assert_eq!(run.status(), i32::from(!ok), "the status and the total agree");
    (codes("error"), codes("warning"), ok)
}

/// What must be said of the bags that are not simply valid: of an invalid one an error, of a warning
/// bag a warning.
const EXPECTED: &[(&str, &str)] = &[
    ("invalid/baginfo-missing-encoding", "bad-tag-file"),
    ("invalid/bom-in-bagit.txt", "bad-tag-file"),
    ("invalid/corrupt-data-file", "digest-mismatch"),
    ("invalid/corrupt-tag-file", "digest-mismatch"),
    ("invalid/extra-file-in-bag", "unlisted-file"),
    ("invalid/invalid-version-number", "bad-tag-file"),
    ("invalid/missing-baginfo", "missing-file"),
    ("invalid/missing-bagit.txt", "missing-file"),
    ("invalid/out-of-scope-file-paths-using-dot-notation", "unsafe-path"),
    ("invalid/out-of-scope-file-paths-using-dot-notation-for-fetch", "unsafe-path"),
    ("invalid/same-filename-listed-twice-with-different-hashes", "duplicate-path"),
    ("linux-only/out-of-scope-file-paths-using-absolute-path", "unsafe-path"),
    ("linux-only/out-of-scope-file-paths-using-absolute-path-for-fetch", "unsafe-path"),
    ("linux-only/out-of-scope-file-paths-using-shortcut", "unsafe-path"),
    ("linux-only/out-of-scope-file-paths-using-shortcut-for-fetch", "unsafe-path"),
    ("linux-only/out-of-scope-file-paths-using-shortcut-username", "unsafe-path"),
    ("linux-only/out-of-scope-file-paths-using-shortcut-username-for-fetch", "unsafe-path"),
    ("warning/made-with-md5sum-tools", "loose-path"),
    ("warning/relative-path", "loose-path"),
    ("warning/same-filename-listed-twice-with-the-same-hash", "duplicate-path"),
    ("windows-only/out-of-scope-file-paths-using-absolute-path", "unsafe-path"),
    ("windows-only/out-of-scope-file-paths-using-absolute-path-for-fetch", "unsafe-path"),
    ("windows-only/out-of-scope-file-paths-using-shortcut", "unsafe-path"),
    ("windows-only/out-of-scope-file-paths-using-shortcut-for-fetch", "unsafe-path"),
    ("windows-only/out-of-scope-file-paths-using-unc", "unsafe-path"),
    ("windows-only/out-of-scope-file-paths-using-unc-for-fetch", "unsafe-path"),
];

/// The bags of the warning folder that list a file which is not there: what is said strictly and
/// what under `--lenient`.
const DISPUTED: &[(&str, &str, &str)] = &[
    ("warning/duplicate-file-with-different-case", "missing-file", "ambiguous-name"),
    ("warning/same-filename-listed-twice-with-different-normalization", "missing-file", "ambiguous-name"),
    ("warning/special-system-files", "missing-file", "system-file"),
];

/// The bags of the suite: «valid/basic-bag» and so on.
fn names() -> Vec<String> {
    let mut names = Vec::new();
    for kind in fs::read_dir(conformance_bags()).expect("the kinds of bags").map(|entry| entry.expect("one"))
    {
        for bag in fs::read_dir(kind.path()).expect("the bags").map(|entry| entry.expect("one")) {
            if bag.path().is_dir() {
                let [kind, bag] = [kind.file_name(), bag.file_name()];
                names.push(format!("{}/{}", kind.to_string_lossy(), bag.to_string_lossy()));
            }
        }
    }
    names.sort();
    names
}

#[test]
fn the_conformance_bags_are_judged_right() {
    let mut expected: BTreeMap<&str, &str> = EXPECTED.iter().copied().collect();
    let mut wrong = Vec::new();
    for name in names().iter().filter(|name| !DISPUTED.iter().any(|(disputed, ..)| disputed == name)) {
        let (errors, warnings, ok) = judged(&verify(&conformance_bags().join(name), &[]));
        let code = expected.remove(name.as_str());
        let right = match name.split_once('/').expect("a kind").0 {
            // The suite has `./` before a path once among the valid and once among the warnings.
            "valid" => {
                ok && warnings
                    .iter()
                    .all(|code| code == "loose-path" && name.ends_with("dot-slash-in-manifest"))
            }
            "warning" => ok && code.is_some_and(|code| warnings.iter().any(|warning| warning == code)),
            _ => !ok && code.is_some_and(|code| errors.iter().any(|error| error == code)),
        };
        if !right {
            wrong.push(format!("{name}: errors {errors:?}, warnings {warnings:?}"));
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
    assert!(expected.is_empty(), "not in the suite: {expected:?}");
}

#[test]
fn disputed_bags_are_refused_strictly_and_let_pass_with_a_warning() {
    for (name, error, warning) in DISPUTED {
        let bag = conformance_bags().join(name);
        let (errors, _, ok) = judged(&verify(&bag, &[]));
        assert!(!ok && errors.iter().any(|code| code == error), "{name}: {errors:?}");
        let (errors, warnings, ok) = judged(&verify(&bag, &["--lenient"]));
        assert!(ok && warnings.iter().any(|code| code == warning), "{name}: {errors:?} {warnings:?}");
    }
}

/// Leniency lets nothing else pass.
#[test]
fn lenient_is_not_careless() {
    for name in names().iter().filter(|name| name.starts_with("invalid/") || name.starts_with("linux-only/"))
    {
        let (_, _, ok) = judged(&verify(&conformance_bags().join(name), &["--lenient"]));
        assert!(!ok, "{name}");
    }
}

/// A bag of any version, with whatever is done to it afterwards.
fn bag(version: &str, manifests: &[(&str, &str)]) -> Project {
    let project = Project::new();
    project.write("bag/bagit.txt", format!("BagIt-Version: {version}\nTag-File-Character-Encoding: UTF-8\n"));
    project.write("bag/data/a.txt", "a");
    project.write("bag/data/b.txt", "b");
    for (name, text) in manifests {
        project.write(&format!("bag/{name}"), text);
    }
    project
}

const A: &str = "ca978112ca1bbdcafac231b39a23dc4da786eff8147c4e72b9807785afee48bb  data/a.txt\n";
const B: &str = "3e23e8160039594a33894f6564e1b1348bbd7a0088d42c4acb73eeaed59c009d  data/b.txt\n";
const A_MD5: &str = "0cc175b9c0f1b6a831c399e269772661  data/a.txt\n";

#[test]
fn every_version_is_judged_by_its_own_rules() {
    let both = format!("{A}{B}");
    for version in ["0.93", "0.94", "0.95", "0.96", "0.97", "1.0"] {
        let project = bag(version, &[("manifest-sha256.txt", &both)]);
        assert_eq!(judged(&verify(&project.path("bag"), &[])), (vec![], vec![], true), "{version}");
        // Before 1.0 a file need not stand in every manifest, and may stand in one twice.
        let project = bag(version, &[("manifest-sha256.txt", &both), ("manifest-md5.txt", A_MD5)]);
        let complete = judged(&verify(&project.path("bag"), &[])).0;
        let twice = bag(version, &[("manifest-sha256.txt", &format!("{both}{A}"))]);
        let (errors, warnings, _) = judged(&verify(&twice.path("bag"), &[]));
        if version == "1.0" {
            assert_eq!(complete, ["incomplete-manifest"]);
            assert_eq!(errors, ["duplicate-path"]);
        } else {
            assert!(complete.is_empty(), "{version}: {complete:?}");
            assert_eq!((errors, warnings), (vec![], vec!["duplicate-path".to_owned()]), "{version}");
        }
    }
    let project = bag("2.0", &[("manifest-sha256.txt", &both)]);
    assert_eq!(judged(&verify(&project.path("bag"), &[])).0, ["unsupported-version"]);
}

#[test]
fn what_proves_nothing_is_never_well() {
    let codes = |project: &Project| judged(&verify(&project.path("bag"), &[])).0;
    let both = format!("{A}{B}");
    assert_eq!(codes(&bag("1.0", &[])), ["no-manifest", "unlisted-file"]);
    assert_eq!(
        codes(&bag("1.0", &[("manifest-crc32.txt", "00000000  data/a.txt\n")])),
        ["no-manifest", "unlisted-file"]
    );
    assert_eq!(codes(&bag("1.0", &[("manifest-sha256.txt", A)])), ["unlisted-file"]);
    assert_eq!(
        codes(&bag("1.0", &[("manifest-sha256.txt", &both), ("bag-info.txt", "Payload-Oxum: 3.2\n")])),
        ["payload-oxum"]
    );
    let garbage = bag("1.0", &[("manifest-sha256.txt", &format!("{both}nothing\n"))]);
    assert_eq!(codes(&garbage), ["bad-tag-file"]);
    // A tag manifest that leaves a manifest out proves nothing of it.
    let tags = bag("1.0", &[("manifest-sha256.txt", &both), ("tagmanifest-sha256.txt", "")]);
    assert_eq!(codes(&tags), ["incomplete-manifest"]);
    let holey = bag(
        "1.0",
        &[
            ("manifest-sha256.txt", &format!("{both}{}", B.replace("data/b", "data/c"))),
            ("fetch.txt", "https://example.org/c 1 data/c.txt\n"),
        ],
    );
    assert_eq!(codes(&holey), ["missing-file"]);
}

#[cfg(unix)]
#[test]
fn links_are_not_followed() {
    let project = bag("1.0", &[("manifest-sha256.txt", &format!("{A}{B}"))]);
    fs::remove_file(project.path("bag/data/b.txt")).expect("removed");
    project.write("outside.txt", "b");
    std::os::unix::fs::symlink(project.path("outside.txt"), project.path("bag/data/b.txt")).expect("linked");
    assert_eq!(judged(&verify(&project.path("bag"), &[])).0, ["link", "missing-file"]);
}

/// A zip of files with their bytes.
fn zip_of(files: &[(&str, &[u8])]) -> Vec<u8> {
    let mut zip = zip::ZipWriter::new(Cursor::new(Vec::new()));
    for (name, bytes) in files {
        zip.start_file(*name, SimpleFileOptions::default()).expect("started");
        zip.write_all(bytes).expect("written");
    }
    zip.finish().expect("a zip").into_inner()
}

const DECLARATION: &[u8] = b"BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n";

/// A good bag in a zip, with another file.
fn bag_with(name: &str, bytes: &[u8]) -> Vec<u8> {
    zip_of(&[
        ("bag/bagit.txt", DECLARATION),
        ("bag/manifest-sha256.txt", format!("{A}{B}").as_bytes()),
        ("bag/data/a.txt", b"a"),
        ("bag/data/b.txt", b"b"),
        (name, bytes),
    ])
}

/// Replaces bytes by as many others, everywhere.
fn replaced(mut bytes: Vec<u8>, old: &[u8], new: &[u8]) -> Vec<u8> {
    assert_eq!(old.len(), new.len());
    let mut times = 0;
    while let Some(at) = bytes.windows(old.len()).position(|window| window == old) {
        bytes[at..at + old.len()].copy_from_slice(new);
        times += 1;
    }
    assert!(times > 0);
    bytes
}

#[track_caller]
fn codes_of_zip(bytes: &[u8], more: &[&str]) -> Vec<String> {
    let project = Project::new();
    project.write("bag.zip", bytes);
    let limit = "ulimit -v 1500000 2>/dev/null; exec \"$0\" verify bag.zip --format json \"$@\"";
    let run = project.program("sh", &[&["-c", limit, env!("CARGO_BIN_EXE_letopis")], more].concat());
    assert!(matches!(run.status(), 0 | 1), "{}\n{}", run.stdout(), run.stderr());
    assert_eq!(run.stderr(), "");
    judged(&run).0
}

#[test]
fn a_bag_in_a_zip_is_judged_without_unpacking() {
    let good = zip_of(&[
        ("bag/bagit.txt", DECLARATION),
        ("bag/manifest-sha256.txt", format!("{A}{B}").as_bytes()),
        ("bag/data/a.txt", b"a"),
        ("bag/data/b.txt", b"b"),
    ]);
    assert_eq!(codes_of_zip(&good, &[]), [""; 0]);
    assert_eq!(codes_of_zip(&bag_with("bag/data/c.txt", b"c"), &[]), ["unlisted-file"]);
    assert_eq!(codes_of_zip(&bag_with("beside.txt", b"c"), &[]), ["zip-layout"]);
    assert_eq!(codes_of_zip(&bag_with("beside.txt", b"c"), &["--lenient"]), [""; 0]);
    assert_eq!(codes_of_zip(b"", &[]), ["bad-zip"]);
    assert_eq!(codes_of_zip(&good[..good.len() - 30], &[]), ["bad-zip"]);
    assert_eq!(codes_of_zip(&zip_of(&[("a.txt", b"a")]), &[]), ["missing-file", "no-manifest"]);
}

#[test]
fn hostile_zips_are_refused() {
    let named = |name: &str| replaced(bag_with("bag/data/cc.txt", b"c"), b"bag/data/cc.txt", name.as_bytes());
    for name in
        ["bag/../../c.txt", "/bag/data/c.txt", "../bag/data/c.t", r"bag/data\..\c.t", "C:/bag/data/c.t"]
    {
        assert_eq!(codes_of_zip(&named(name), &[]), ["unsafe-path"], "{name}");
        assert_eq!(codes_of_zip(&named(name), &["--lenient"]), ["unsafe-path"], "{name}");
    }
    // Two files of one name: which of them would be unpacked, nobody knows.
    let twice =
        codes_of_zip(&replaced(bag_with("bag/data/x.txt", b"c"), b"bag/data/x.txt", b"bag/data/a.txt"), &[]);
    assert_eq!(twice, ["duplicate-name"]);
    let mut linked = zip::ZipWriter::new(Cursor::new(Vec::new()));
    linked.start_file("bag/bagit.txt", SimpleFileOptions::default()).expect("started");
    linked.write_all(DECLARATION).expect("written");
    linked.add_symlink("bag/data/a.txt", "/etc/passwd", SimpleFileOptions::default()).expect("linked");
    assert_eq!(codes_of_zip(&linked.finish().expect("a zip").into_inner(), &[]), ["link"]);
    let encrypted = {
        // The flag of both headers, which come before version and method.
        let zip = bag_with("bag/data/c.txt", b"c");
        let at = zip.windows(4).rposition(|window| window == b"PK\x01\x02").expect("a header");
        let mut zip = zip;
        zip[at + 8] |= 1;
        zip
    };
    assert_eq!(codes_of_zip(&encrypted, &[]), ["unsupported-zip"]);
}

#[test]
fn a_zip_that_lies_about_lengths_is_refused() {
    let stored = SimpleFileOptions::default().compression_method(zip::CompressionMethod::Stored);
    let mut zip = zip::ZipWriter::new(Cursor::new(Vec::new()));
    let manifest = format!("{A}{B}");
    for (name, bytes) in [
        ("bag/bagit.txt", DECLARATION),
        ("bag/manifest-sha256.txt", manifest.as_bytes()),
        ("bag/data/a.txt", b"a"),
        ("bag/data/b.txt", b"b"),
    ] {
        zip.start_file(name, stored).expect("started");
        zip.write_all(bytes).expect("written");
    }
    let good = zip.finish().expect("a zip").into_inner();
    assert_eq!(codes_of_zip(&good, &[]), [""; 0]);
    let headers = |mark: &[u8; 4]| -> Vec<usize> {
        (0..good.len() - 4).filter(|at| good[*at..*at + 4] == mark[..]).collect()
    };
    // Lengths: 18 and 22 bytes into a file's own header, 20 and 24 into its line of contents.
    for (mark, fields) in [(b"PK\x03\x04", [18, 22]), (b"PK\x01\x02", [20, 24])] {
        for header in headers(mark) {
            for field in fields {
                for length in [0_u32, 7, 1 << 30, u32::MAX - 1] {
                    let mut lying = good.clone();
                    lying[header + field..header + field + 4].copy_from_slice(&length.to_le_bytes());
                    assert!(!codes_of_zip(&lying, &[]).is_empty(), "{header}+{field}: {length}");
                }
            }
        }
    }
    // Bytes that belong to no file: before, after, and as a note.
    let foreign = [[b"MZ a program", &good[..]].concat(), [&good[..], b"more"].concat()];
    assert!(foreign.iter().all(|zip| codes_of_zip(zip, &[]) == ["bad-zip"]));
}

/// What a reader from the beginning would see is what a reader of the contents sees.
#[test]
fn a_zip_with_two_faces_is_refused() {
    let good = bag_with("bag/data/c.txt", b"c");
    let names = |bytes: &[u8]| bytes.windows(14).filter(|window| *window == b"bag/data/c.txt").count();
    assert_eq!(names(&good), 2);
    let first = good.windows(14).position(|window| window == b"bag/data/c.txt").expect("a header");
    let mut renamed = good.clone();
    renamed[first..first + 14].copy_from_slice(b"../../evil.txt");
    assert!(codes_of_zip(&renamed, &[]).contains(&"unreadable".to_owned()));
    // Written as a stream: the lengths stand behind each file.
    let streamed = "import sys, zipfile
class Out:
    def __init__(self, file): self.file = file
    def write(self, data): return self.file.write(data)
    def flush(self): self.file.flush()
with zipfile.ZipFile(Out(open('bag.zip', 'wb')), 'w', zipfile.ZIP_DEFLATED) as zip:
    for name, text in [('bag/bagit.txt', sys.argv[1]), ('bag/manifest-sha256.txt', sys.argv[2]), ('bag/data/a.txt', 'a'), ('bag/data/b.txt', 'b')]:
        with zip.open(zipfile.ZipInfo(name), 'w', force_zip64=name.endswith('b.txt')) as file: file.write(text.encode())";
    let project = Project::new();
    let declaration = String::from_utf8_lossy(DECLARATION).into_owned();
    project.program("python3", &["-c", streamed, &declaration, &format!("{A}{B}")]).succeeds();
    let streamed = fs::read(project.path("bag.zip")).expect("a zip");
    assert!(streamed.windows(4).any(|window| window == b"PK\x07\x08"));
    assert_eq!(codes_of_zip(&streamed, &[]), [""; 0]);
    let at = streamed.windows(14).position(|window| window == b"bag/data/a.txt").expect("a header");
    let mut evil = streamed.clone();
    evil[at..at + 14].copy_from_slice(b"../../evil.txt");
    assert!(codes_of_zip(&evil, &[]).contains(&"unreadable".to_owned()));
    let descriptor = streamed.windows(4).position(|window| window == b"PK\x07\x08").expect("a descriptor");
    let mut lying = streamed;
    lying[descriptor + 5] ^= 1;
    assert!(codes_of_zip(&lying, &[]).contains(&"unreadable".to_owned()));
}

/// Tag files of millions of lines take little memory and tell little.
#[test]
fn endless_tag_files_are_not_told_line_by_line() {
    for (name, line) in
        [("manifest-sha256.txt", "x\n"), ("bag-info.txt", "a:\n"), ("manifest-md5.txt", A_MD5)]
    {
        let text = line.repeat((24 << 20) / line.len());
        let zip = zip_of(&[
            ("bag/bagit.txt", DECLARATION),
            (&format!("bag/{name}"), text.as_bytes()),
            ("bag/data/a.txt", b"a"),
        ]);
        let project = Project::new();
        project.write("bag.zip", zip);
        let limit = "ulimit -v 1500000; exec \"$0\" verify bag.zip --format json";
        let run = project.program("sh", &["-c", limit, env!("CARGO_BIN_EXE_letopis")]).ends(1);
        assert!(run.stdout().lines().count() < 11_000, "{name}");
    }
}

/// Names that look the same are not the same.
#[cfg(target_os = "linux")]
#[test]
fn names_that_are_no_text_hide_nothing() {
    use std::os::unix::ffi::OsStrExt as _;
    let project = bag("1.0", &[("manifest-sha256.txt", &format!("{A}{B}"))]);
    fs::write(project.path("bag/data").join(std::ffi::OsStr::from_bytes(b"\xff.txt")), "a").expect("written");
    assert_eq!(judged(&verify(&project.path("bag"), &[])).0, ["link"]);
    // Percent signs as they stand beside encoded ones: each line means the file that is there.
    let project = bag("1.0", &[("manifest-sha256.txt", &format!("{}{B}", A.replace("a.txt", "100%25")))]);
    fs::rename(project.path("bag/data/a.txt"), project.path("bag/data/100%")).expect("renamed");
    assert_eq!(judged(&verify(&project.path("bag"), &[])).0, [""; 0]);
}

#[test]
fn a_bomb_is_not_unpacked() {
    let mut zip = zip::ZipWriter::new(Cursor::new(Vec::new()));
    zip.start_file("bag/bagit.txt", SimpleFileOptions::default()).expect("started");
    zip.write_all(DECLARATION).expect("written");
    zip.start_file("bag/data/zeros", SimpleFileOptions::default()).expect("started");
    let zeros = vec![0; 1 << 20];
    for _ in 0..1536 {
        zip.write_all(&zeros).expect("written");
    }
    let bomb = zip.finish().expect("a zip").into_inner();
    assert!(bomb.len() < 3 << 20);
    assert_eq!(codes_of_zip(&bomb, &[]), ["zip-bomb"]);
    // One that hides its length is read no further than it admits.
    let real = (1536_u32 << 20).to_le_bytes();
    let found = codes_of_zip(&replaced(bomb, &real, &1000_u32.to_le_bytes()), &[]);
    assert!(found.contains(&"unreadable".to_owned()), "{found:?}");
}

/// Anybody's bag made by the reference is good, in a folder and in a zip of Info-ZIP.
#[test]
fn bags_of_bagit_python_are_good() {
    let project = Project::new();
    for (name, text) in [("один.txt", "1"), ("папка/два 2.txt", "2"), ("100%.txt", "3"), ("empty", "")]
    {
        project.write(&format!("bag/{name}"), text);
    }
    let bag = project.path("bag");
    let algorithms = ["--md5", "--sha1", "--sha224", "--sha256", "--sha384", "--sha512"];
    tool(
        "python3",
        &[&["-m", "bagit", "--quiet"], &algorithms[..], &[bag.to_str().expect("a path")]].concat(),
    );
    assert_eq!(judged(&verify(&bag, &[])), (vec![], vec![], true));
    let zip = format!("cd '{}' && zip -qr bag.zip bag", project.path("").display());
    tool("sh", &["-c", &zip]);
    let (errors, _, ok) = judged(&verify(&project.path("bag.zip"), &[]));
    assert!(ok, "{errors:?}");
    let again = Project::new();
    copy(&bag, &again.path("bag"));
    again.write("bag/data/один.txt", "2");
    assert_eq!(judged(&verify(&again.path("bag"), &[])).0, ["digest-mismatch"]);
}
