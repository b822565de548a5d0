//! What the fuzz targets share: the first rooms of the house, and a folder in memory to read.

#![allow(dead_code, missing_docs, clippy::disallowed_methods)]

#[path = "../../src/archive/mod.rs"]
pub mod archive;
#[path = "../../src/diagnostics/mod.rs"]
pub mod diagnostics;
#[path = "../../src/files/mod.rs"]
pub mod files;
#[path = "../../src/model/mod.rs"]
pub mod model;
#[path = "../../src/read/mod.rs"]
pub mod read;
pub mod templates;
#[path = "../../src/words.rs"]
pub mod words;

use std::fs;
use std::io::{Cursor, Write};
use std::path::{Path, PathBuf};
use std::sync::OnceLock;

/// The base of the test cases in a folder of this process, in memory where the system has one.
fn folder() -> &'static Path {
    static FOLDER: OnceLock<PathBuf> = OnceLock::new();
    FOLDER.get_or_init(|| {
        let memory = Path::new("/dev/shm");
        let parent = if memory.is_dir() { memory.to_owned() } else { std::env::temp_dir() };
        let folder = parent.join(format!("letopis-fuzz-{}", std::process::id()));
        fs::create_dir_all(&folder).expect("a folder");
        let base = Path::new(env!("CARGO_MANIFEST_DIR")).join("../tests/cases/base");
        for entry in fs::read_dir(base).expect("the base") {
            let path = entry.expect("an entry").path();
            fs::copy(&path, folder.join(path.file_name().expect("a name"))).expect("a copy");
        }
        folder
    })
}

/// Reads the base with one more file, as `check` does, and shows what was found.
pub fn check(name: &str, bytes: &[u8]) {
    let path = folder().join(name);
    fs::create_dir_all(path.parent().expect("a folder")).expect("a folder");
    fs::write(&path, bytes).expect("the file");
    if let Ok((_, report)) = read::read(folder(), &|_| true) {
        let lines = read::lines(folder(), &report);
        let _ = diagnostics::human(&report, &lines);
        for diagnostic in report.sorted() {
            assert!(!diagnostic.message.is_empty() && !diagnostic.file.is_empty());
            serde_json::to_string(diagnostic).expect("JSON");
        }
    }
}

/// Verifies a file or, where it is tag files one after another, a bag of them, as `verify` does.
pub fn verify(name: &str, files: &[(&str, &[u8])]) {
    let path = folder().with_extension("verify").join(name);
    let _ = fs::remove_dir_all(&path);
    fs::create_dir_all(path.parent().expect("a folder")).expect("a folder");
    for (file, bytes) in files {
        let path = if file.is_empty() { path.clone() } else { path.join(file) };
        fs::create_dir_all(path.parent().expect("a folder")).expect("a folder");
        fs::write(path, bytes).expect("a file");
    }
    for lenient in [false, true] {
        let how = archive::How { lenient, ..archive::How::STRICTLY };
        if let Ok(outcome) = archive::verify(&path, how) {
            assert_eq!(outcome.is_ok(), outcome.verdict().is_none());
        }
    }
}

/// Checks a signature, and the key behind its NUL, of some file.
pub fn sign(bytes: &[u8]) {
    let (signature, key) = bytes.split_at(bytes.iter().position(|byte| *byte == 0).unwrap_or(bytes.len()));
    let key = key.get(1..).and_then(|key| std::str::from_utf8(key).ok());
    if let Some(kind) = archive::signature::Kind::of(signature) {
        let file = folder().join("archive.yaml");
        let status = archive::signature::check(signature, kind, key, &file).expect("the file is read");
        assert!(!matches!(status, archive::signature::Status::Valid { .. }), "a signature was made up");
    }
}

/// A workbook whose sheet and texts are given: what is fuzzed is not the zip around them.
pub fn workbook(sheet: &[u8], texts: &[u8]) -> Vec<u8> {
    const PARTS: [(&str, &str); 4] = [
        ("[Content_Types].xml", r#"<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"/>"#),
        ("_rels/.rels", r#"<Relationships><Relationship Id="r1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="xl/workbook.xml"/></Relationships>"#),
        ("xl/workbook.xml", r#"<workbook xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"><sheets><sheet name="attendance" sheetId="1" r:id="r1"/></sheets></workbook>"#),
        ("xl/_rels/workbook.xml.rels", r#"<Relationships><Relationship Id="r1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet" Target="worksheets/sheet1.xml"/></Relationships>"#),
    ];
    let mut zip = zip::ZipWriter::new(Cursor::new(Vec::new()));
    let stored = zip::write::SimpleFileOptions::default().compression_method(zip::CompressionMethod::Stored);
    let parts = PARTS.map(|(name, text)| (name, text.as_bytes()));
    for (name, bytes) in parts.into_iter().chain([("xl/worksheets/sheet1.xml", sheet), ("xl/sharedStrings.xml", texts)]) {
        zip.start_file(name, stored).expect("started");
        zip.write_all(bytes).expect("written");
    }
    zip.finish().expect("a zip").into_inner()
}
