//! What the tests share: a folder of its own for each test, and the program run in it.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};
use tempfile::TempDir;

/// A test's own folder.
pub(crate) struct Project {
    folder: TempDir,
}

impl Project {
    /// An empty folder.
    pub(crate) fn new() -> Project {
        Project { folder: TempDir::new().expect("a temporary folder") }
    }

    /// With the sample college as `input`.
    pub(crate) fn with_sample() -> Project {
        let project = Project::new();
        copy(&repository().join("input"), &project.path("input"));
        project
    }

    /// With an invented college as `input`.
    #[track_caller]
    pub(crate) fn with_demo(arguments: &[&str]) -> Project {
        let project = Project::new();
        project.run(&[&["demo", "input", "--quiet"], arguments].concat()).succeeds();
        project
    }

    /// A path below the folder.
    pub(crate) fn path(&self, relative: &str) -> PathBuf {
        self.folder.path().join(relative)
    }

    /// Writes a file and the folders above it.
    pub(crate) fn write(&self, relative: &str, bytes: impl AsRef<[u8]>) {
        let path = self.path(relative);
        fs::create_dir_all(path.parent().expect("a folder")).expect("a folder is made");
        fs::write(path, bytes).expect("a file is written");
    }

    /// A file's text.
    #[track_caller]
    pub(crate) fn read(&self, relative: &str) -> String {
        fs::read_to_string(self.path(relative)).unwrap_or_else(|error| panic!("{relative}: {error}"))
    }

    /// Replaces text in a file, which must be there.
    #[track_caller]
    pub(crate) fn replace(&self, relative: &str, old: &str, new: &str) {
        let text = self.read(relative);
        assert!(text.contains(old), "{relative} has no {old}");
        self.write(relative, text.replace(old, new));
    }

    /// Writes a column of a CSV table of the input anew, from each row's number and what stood there.
    pub(crate) fn edit(&self, table: &str, column: &str, write: impl Fn(usize, &str) -> String) {
        let path = format!("input/{table}.csv");
        let text = self.read(&path);
        let mut reader = csv::Reader::from_reader(text.as_bytes());
        let header = reader.headers().expect("a header").clone();
        let at = header.iter().position(|own| own == column).expect("a column");
        let mut writer = csv::Writer::from_writer(Vec::new());
        writer.write_record(&header).expect("written");
        for (n, row) in reader.records().map(|row| row.expect("a row")).enumerate() {
            let mut cells: Vec<String> = row.iter().map(str::to_owned).collect();
            cells[at] = write(n, &cells[at]);
            writer.write_record(cells).expect("written");
        }
        self.write(&path, writer.into_inner().expect("bytes"));
    }

    /// Writes a line of `archive.yaml` in place of the one with its key: `print: { duplex: true }`.
    #[track_caller]
    pub(crate) fn set(&self, line: &str) {
        let key = line.split_inclusive(':').next().expect("a key");
        let yaml = self.read("input/archive.yaml");
        let kept = yaml.lines().filter(|own| !own.starts_with(key));
        self.write(
            "input/archive.yaml",
            kept.chain([line]).map(|line| format!("{line}\n")).collect::<String>(),
        );
    }

    /// Runs the program in the folder.
    #[track_caller]
    pub(crate) fn run(&self, arguments: &[&str]) -> Run {
        self.program(env!("CARGO_BIN_EXE_letopis"), arguments)
    }

    /// Runs the program at noon of a day, which it takes for today.
    #[track_caller]
    pub(crate) fn run_at(&self, day: &str, arguments: &[&str]) -> Run {
        self.program_at(day, &[&[env!("CARGO_BIN_EXE_letopis")], arguments].concat())
    }

    /// Runs a command line in the folder at noon of a day, UTC. Only the clock of days is another: what
    /// waits, waits as long as ever, and files are as old as they are.
    #[track_caller]
    pub(crate) fn program_at(&self, day: &str, line: &[&str]) -> Run {
        let noon = format!("@{day} 12:00:00");
        loop {
            let mut command = Command::new("faketime");
            command.args(["--exclude-monotonic", "-f", &noon]).args(line);
            command.env("TZ", "UTC").env("NO_FAKE_STAT", "1").current_dir(self.folder.path());
            command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
            let started = command.spawn();
            let child = started
                .unwrap_or_else(|error| panic!("faketime is not installed ({error}); tests/run installs it"));
            let marks = ["faketime_shm_", "sem.faketime_sem_"]
                .map(|mark| PathBuf::from(format!("/dev/shm/{mark}{}", child.id())));
            let run = Run(child.wait_with_output().expect("the program ends"));
            // What a killed one leaves is in the way of a later process of the same number.
            for mark in marks {
                drop(fs::remove_file(mark));
            }
            if !run.stderr().starts_with("faketime: sem_open: File exists") {
                return run;
            }
        }
    }

    /// Runs another program in the folder.
    #[track_caller]
    pub(crate) fn program(&self, name: &str, arguments: &[&str]) -> Run {
        let mut command = Command::new(name);
        Run(command.args(arguments).current_dir(self.folder.path()).output().expect("the program starts"))
    }

    /// Every file below a folder with its bytes.
    pub(crate) fn files(&self, relative: &str) -> Vec<(String, Vec<u8>)> {
        let root = self.path(relative);
        files(&root)
            .into_iter()
            .map(|path| (slashed(&root, &path), fs::read(&path).expect("a file is read")))
            .collect()
    }
}

/// What the program said and how it ended.
pub(crate) struct Run(Output);

impl Run {
    /// How it ended; `None` where a signal ended it.
    pub(crate) fn code(&self) -> Option<i32> {
        self.0.status.code()
    }

    pub(crate) fn status(&self) -> i32 {
        self.0.status.code().expect("no signal ends the program")
    }

    pub(crate) fn stdout(&self) -> String {
        String::from_utf8(self.0.stdout.clone()).expect("UTF-8")
    }

    pub(crate) fn stderr(&self) -> String {
        String::from_utf8(self.0.stderr.clone()).expect("UTF-8")
    }

    #[track_caller]
    pub(crate) fn succeeds(self) -> Run {
        self.ends(0)
    }

    #[track_caller]
    pub(crate) fn ends(self, status: i32) -> Run {
        assert_eq!(self.status(), status, "stdout:\n{}\nstderr:\n{}", self.stdout(), self.stderr());
        self
    }

    #[track_caller]
    pub(crate) fn says(self, text: &str) -> Run {
        assert!(
            self.stdout().contains(text) || self.stderr().contains(text),
            "no «{text}» in\n{}\n{}",
            self.stdout(),
            self.stderr()
        );
        self
    }

    /// Standard output as one JSON object a line.
    #[track_caller]
    pub(crate) fn json(&self) -> Vec<serde_json::Value> {
        self.stdout().lines().map(|line| serde_json::from_str(line).expect("a line of JSON")).collect()
    }
}

/// The root of the repository.
pub(crate) fn repository() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

/// The conformance bags of the Library of Congress (version 0.97). They are read where they lie:
/// beside the project, or where `LETOPIS_BAGS` says.
#[track_caller]
pub(crate) fn conformance_bags() -> PathBuf {
    let beside = || repository().join("../shared/bagit-conformance-suite");
    let bags = std::env::var_os("LETOPIS_BAGS").map_or_else(beside, PathBuf::from).join("v0.97");
    assert!(bags.is_dir(), "no conformance bags in {}: LETOPIS_BAGS says where they are", bags.display());
    bags
}

/// How many rounds a test at random goes: few in `tests/run`, many in `tests/long`.
pub(crate) fn rounds(few: usize, many: usize) -> usize {
    if std::env::var_os("LETOPIS_LONG").is_some() { many } else { few }
}

/// Numbers at random, the same in every run (splitmix64).
pub(crate) struct Dice(u64);

impl Dice {
    pub(crate) fn new(seed: u64) -> Dice {
        Dice(seed)
    }

    /// A number below another.
    pub(crate) fn below(&mut self, end: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        usize::try_from((z ^ (z >> 31)) % end as u64).expect("below the end")
    }
}

/// Copies a folder over another.
pub(crate) fn copy(from: &Path, to: &Path) {
    for path in files(from) {
        let target = to.join(path.strip_prefix(from).expect("below"));
        fs::create_dir_all(target.parent().expect("a folder")).expect("a folder is made");
        fs::copy(&path, target).expect("a file is copied");
    }
}

/// Every file below a folder, sorted.
pub(crate) fn files(folder: &Path) -> Vec<PathBuf> {
    let walk = walkdir::WalkDir::new(folder).sort_by_file_name();
    walk.into_iter()
        .map(|entry| entry.expect("an entry"))
        .filter(|entry| entry.file_type().is_file())
        .map(|entry| entry.into_path())
        .collect()
}

/// A path relative to a folder, with `/`.
pub(crate) fn slashed(root: &Path, path: &Path) -> String {
    path.strip_prefix(root).expect("below").to_string_lossy().replace('\\', "/")
}

/// Runs another program, which the tests need, and returns what it printed.
#[track_caller]
pub(crate) fn tool(name: &str, arguments: &[&str]) -> String {
    let output = Command::new(name)
        .args(arguments)
        .output()
        .unwrap_or_else(|error| panic!("{name} is not installed ({error}); tests/run installs it"));
    assert!(
        output.status.success(),
        "{name} {arguments:?}: {}{}",
        String::from_utf8_lossy(&output.stdout),
        String::from_utf8_lossy(&output.stderr)
    );
    String::from_utf8_lossy(&output.stdout).into_owned()
}
