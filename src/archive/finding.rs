//! What a verification finds.

use crate::diagnostics::printable;
use serde::Serialize;

/// What is wrong with a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Verdict {
    /// Its bytes are not what they should be.
    Damaged,
    /// It is listed and not there.
    Missing,
    /// It is there and not listed.
    Unexpected,
    /// Nothing says what its bytes should be, or what says so cannot be followed.
    Unverifiable,
}

impl Verdict {
    /// All of them, the worst first.
    pub const ALL: [Verdict; 4] =
        [Verdict::Damaged, Verdict::Missing, Verdict::Unexpected, Verdict::Unverifiable];

    /// What a person reads.
    pub fn label(self) -> &'static str {
        match self {
            Verdict::Damaged => "изменён",
            Verdict::Missing => "отсутствует",
            Verdict::Unexpected => "лишний",
            Verdict::Unverifiable => "не проверить",
        }
    }
}

/// Whether a finding makes what was verified bad.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Severity {
    /// It does.
    Error,
    /// It is a blemish: every byte is what it should be all the same.
    Warning,
}

macro_rules! codes {
    ($($(#[$doc:meta])* $code:ident = $name:literal, $verdict:ident;)*) => {
        /// What a verification can find. `docs/verification.md` says of each what it means.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
        pub enum Code {
            $($(#[$doc])* #[serde(rename = $name)] $code,)*
        }

        impl Code {
            /// All of them.
            pub const ALL: &[Code] = &[$(Code::$code),*];

            /// The name that scripts know it by.
            pub fn name(self) -> &'static str {
                match self { $(Code::$code => $name,)* }
            }

            /// What it says of the file.
            pub fn verdict(self) -> Verdict {
                match self { $(Code::$code => Verdict::$verdict,)* }
            }
        }
    };
}

codes! {
    /// A file's digest is not the one that is written down.
    DigestMismatch = "digest-mismatch", Damaged;
    /// A file cannot be read to its end.
    Unreadable = "unreadable", Damaged;
    /// A tag file is not written as RFC 8493 has it.
    BadTagFile = "bad-tag-file", Damaged;
    /// `Payload-Oxum` says another number of bytes or files.
    PayloadOxum = "payload-oxum", Damaged;
    /// The structure of a zip is broken.
    BadZip = "bad-zip", Damaged;
    /// A line of the register or of the log was changed, moved or taken away.
    BrokenChain = "broken-chain", Damaged;
    /// The register says of an archive what the archive does not.
    RegisterMismatch = "register-mismatch", Damaged;
    /// A signature does not fit what was signed.
    BadSignature = "bad-signature", Damaged;
    /// The bag names our profile and does not keep to it.
    ProfileMismatch = "profile-mismatch", Damaged;
    /// A file is listed and not there.
    MissingFile = "missing-file", Missing;
    /// A file is there and not listed.
    UnlistedFile = "unlisted-file", Unexpected;
    /// A path leads out of the bag, or would on Windows.
    UnsafePath = "unsafe-path", Unverifiable;
    /// A symbolic link or a device in place of a file.
    Link = "link", Unverifiable;
    /// Two files of a zip have one name.
    DuplicateName = "duplicate-name", Unverifiable;
    /// A zip unpacks to a multiple of its length that no archive has.
    ZipBomb = "zip-bomb", Unverifiable;
    /// A file of a zip is encrypted, or compressed in a way that is not read.
    UnsupportedZip = "unsupported-zip", Unverifiable;
    /// A zip holds more than the one folder of the bag.
    ZipLayout = "zip-layout", Unexpected;
    /// The bag's version of BagIt is not known.
    UnsupportedVersion = "unsupported-version", Unverifiable;
    /// The algorithm of a manifest is not known.
    UnsupportedAlgorithm = "unsupported-algorithm", Unverifiable;
    /// There is no manifest.
    NoManifest = "no-manifest", Unverifiable;
    /// A manifest does not list what it must.
    IncompleteManifest = "incomplete-manifest", Unverifiable;
    /// A manifest lists a path twice.
    DuplicatePath = "duplicate-path", Unverifiable;
    /// A path is not written as it should be, and it is clear what is meant.
    LoosePath = "loose-path", Unverifiable;
    /// Two names differ only in case, or only in how their letters are composed.
    AmbiguousName = "ambiguous-name", Unverifiable;
    /// A file that a system makes by itself (`Thumbs.db`).
    SystemFile = "system-file", Unexpected;
    /// There are more findings than anybody reads; the others are not told.
    TooMany = "too-many", Unverifiable;
    /// A run that was killed left changes of the store that are not in their places.
    PendingChanges = "pending-changes", Unverifiable;
}

/// One thing that was found.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Finding {
    /// Whether it makes what was verified bad.
    pub severity: Severity,
    /// What it says of the file.
    pub verdict: Verdict,
    /// What was found.
    pub code: Code,
    /// The file, from the path that was verified; for an archive of a store behind its zip and `!`.
    pub path: String,
    /// More about it, in Russian; empty where the verdict says it all.
    pub message: String,
}

/// Findings in the order in which they were made.
#[derive(Clone, Debug, Default)]
pub struct Findings(Vec<Finding>);

impl Findings {
    /// An error.
    pub fn error(&mut self, code: Code, path: impl Into<String>, message: impl Into<String>) {
        self.add(Severity::Error, code, path, message);
    }

    /// A warning.
    pub fn warning(&mut self, code: Code, path: impl Into<String>, message: impl Into<String>) {
        self.add(Severity::Warning, code, path, message);
    }

    /// An error, or a warning where so much is allowed.
    pub fn allowed(
        &mut self,
        lenient: bool,
        code: Code,
        path: impl Into<String>,
        message: impl Into<String>,
    ) {
        self.add(if lenient { Severity::Warning } else { Severity::Error }, code, path, message);
    }

    fn add(&mut self, severity: Severity, code: Code, path: impl Into<String>, message: impl Into<String>) {
        let told = |text: String| printable(&text).take(LONGEST).collect();
        let finding = Finding {
            severity,
            verdict: code.verdict(),
            code,
            path: told(path.into()),
            message: told(message.into()),
        };
        // Several manifests say the same of a file.
        if !self.0.iter().rev().take(SAME).any(|other| *other == finding) {
            self.push(finding);
        }
    }

    fn push(&mut self, finding: Finding) {
        match self.0.len() {
            MOST => self.0.push(Finding {
                severity: Severity::Error,
                verdict: Code::TooMany.verdict(),
                code: Code::TooMany,
                path: String::new(),
                message: "замечаний слишком много: остальные не показаны".to_owned(),
            }),
            ..MOST => self.0.push(finding),
            _ => {}
        }
    }

    /// Takes over what was found in something inside, with the path to it.
    pub fn take(&mut self, inside: Findings, prefix: &str) {
        let path = |finding: &Finding| match finding.path.as_str() {
            "" => prefix.trim_end_matches('!').to_owned(),
            path => format!("{prefix}{path}"),
        };
        for finding in inside.0 {
            self.push(Finding { path: path(&finding), ..finding });
        }
    }

    /// Gives what concerns the whole, and no file of it, the name of the whole.
    pub fn name(&mut self, whole: &str) {
        for finding in self.0.iter_mut().filter(|finding| finding.path.is_empty()) {
            finding.path = whole.to_owned();
        }
    }

    /// All of them.
    pub fn all(&self) -> &[Finding] {
        &self.0
    }

    /// The errors.
    pub fn errors(&self) -> impl Iterator<Item = &Finding> {
        self.0.iter().filter(|finding| finding.severity == Severity::Error)
    }

    /// How many warnings there are.
    pub fn warnings(&self) -> usize {
        self.0.len() - self.errors().count()
    }
}

/// The longest path and the longest message, in letters. A longer one is somebody's mischief.
const LONGEST: usize = 500;
/// How many findings are kept.
const MOST: usize = 10_000;
/// How far back a finding that is made twice is looked for.
const SAME: usize = 64;
