//! The output of `letopis build` against its manifest.

use super::{How, Kind, Outcome};
use crate::archive::contents::{Contents, Wanted};
use crate::archive::digest::Algorithm;
use crate::archive::finding::Code;
use crate::archive::manifest;
use crate::files;
use anyhow::Result;

/// The manifest of a build.
pub const BUILD_MANIFEST: &str = "manifest-sha256.txt";
/// The description of a build.
pub const BUILD_FILE: &str = "build.json";

/// Verifies a build.
pub(super) fn verify(contents: &dyn Contents, how: How<'_>) -> Result<Outcome> {
    let mut outcome = Outcome { kind: Kind::Build, findings: contents.findings(), ..Outcome::default() };
    let findings = &mut outcome.findings;
    let of = |path: &str| (vec![Algorithm::Sha256], path == BUILD_MANIFEST);
    let survey = contents.read(&Wanted::new(&of, how.tick))?;
    let list = survey.files.get(BUILD_MANIFEST).and_then(|reading| reading.bytes.as_ref());
    let Some(list) = list else {
        findings.error(Code::MissingFile, BUILD_MANIFEST, "");
        return Ok(outcome);
    };
    let listed = match std::str::from_utf8(list).map_err(|_| 1).and_then(manifest::parse) {
        Ok(listed) => listed,
        Err(line) => {
            let message = format!("строка {line} — не контрольная сумма с путём");
            findings.error(Code::BadTagFile, BUILD_MANIFEST, message);
            return Ok(outcome);
        }
    };
    for (path, digest) in &listed {
        let Some(reading) = survey.files.get(path) else {
            findings.error(Code::MissingFile, path, "");
            continue;
        };
        outcome.files += 1;
        outcome.bytes += reading.digests.size;
        if let Some(trouble) = &reading.trouble {
            findings.error(Code::Unreadable, path, trouble);
        } else if reading.digests.hex(Algorithm::Sha256).as_ref() != Some(digest) {
            findings.error(Code::DigestMismatch, path, "");
        }
    }
    let own = |path: &String| path == BUILD_MANIFEST || listed.contains_key(path);
    for path in survey.files.keys().filter(|path| !own(path)) {
        let code = if files::is_litter(path) { Code::SystemFile } else { Code::UnlistedFile };
        let what = "его нет в списке контрольных сумм";
        findings.allowed(code == Code::SystemFile, code, path, what);
    }
    Ok(outcome)
}
