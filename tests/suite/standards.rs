//! The archive standards: what documents claim of themselves is so, as far as tools that can be had here tell.
//! No validator of PDF/A-2 or -3 can (docs/typesetting.md): PDFBox judges a PDF/A-1b build, and of the others
//! the structure is looked at.

use crate::harness::{Project, repository, tool};
use serde_json::Value;
use std::path::Path;

fn demo(standard: &str) -> Project {
    let project =
        Project::with_demo(&["--groups", "1", "--students", "6", "--journals", "4", "--lessons", "12"]);
    project.set(&format!("print: {{ pdf: {standard} }}"));
    project
}

/// A PDF's objects as qpdf tells them.
struct Objects(Value);

impl Objects {
    fn of(path: &Path) -> Objects {
        let path = path.to_str().expect("a path");
        tool("qpdf", &["--check", path]);
        let text = tool("qpdf", &["--json=2", "--json-stream-data=inline", "--decode-level=all", path]);
        let json: Value = serde_json::from_str(&text).expect("JSON");
        Objects(json["qpdf"][1].clone())
    }

    fn resolve<'a>(&'a self, value: &'a Value) -> &'a Value {
        match value.as_str().filter(|text| text.ends_with(" R")) {
            Some(reference) => &self.0[format!("obj:{reference}")]["value"],
            None => value,
        }
    }

    fn catalog(&self) -> &Value {
        self.resolve(&self.0["trailer"]["value"]["/Root"])
    }

    fn xmp(&self) -> String {
        let reference = self.catalog()["/Metadata"].as_str().expect("metadata");
        let data = self.0[format!("obj:{reference}")]["stream"]["data"].as_str().expect("inline data");
        let bytes = base64::Engine::decode(&base64::engine::general_purpose::STANDARD, data);
        String::from_utf8(bytes.expect("base64")).expect("UTF-8")
    }

    fn all(&self) -> impl Iterator<Item = &Value> {
        self.0.as_object().expect("objects").values().map(|object| match &object["stream"] {
            Value::Null => &object["value"],
            stream => &stream["dict"],
        })
    }
}

/// A standard: its name, part and level, whether it carries files, whether it carries structure.
type Standard = (&'static str, Option<(u8, char)>, bool, bool);

/// Every standard that is offered (`print.pdf`).
const STANDARDS: &[Standard] = &[
    ("auto", Some((3, 'U')), true, false),
    ("a-3u", Some((3, 'U')), true, false),
    ("a-3b", Some((3, 'B')), true, false),
    ("a-3a", Some((3, 'A')), true, true),
    ("a-2u", Some((2, 'U')), false, false),
    ("a-2b", Some((2, 'B')), false, false),
    ("a-2a", Some((2, 'A')), false, true),
    ("a-1b", Some((1, 'B')), false, false),
    ("\"1.7\"", None, true, false),
];

#[test]
fn documents_are_what_they_claim_to_be() {
    for (standard, level, attaches, tagged) in STANDARDS {
        let project = demo(standard);
        project.run(&["build", "--quiet"]).succeeds();
        for file in ["journals/g01.pdf", "sheets/g01.pdf", "reports/performance.pdf", "archive/inventory.pdf"]
        {
            let objects = Objects::of(&project.path(&format!("output/print/{file}")));
            let place = format!("{standard}: {file}");
            let (catalog, trailer) = (objects.catalog(), &objects.0["trailer"]["value"]);
            assert!(trailer["/ID"].is_array() && trailer["/Encrypt"].is_null(), "{place}");
            assert!(
                catalog["/OpenAction"].is_null() && catalog["/Names"]["/JavaScript"].is_null(),
                "{place}"
            );
            assert_eq!(catalog["/Lang"], "u:ru-RU", "{place}");
            let xmp = objects.xmp();
            // The day on which the year was closed is the document's.
            assert!(xmp.contains("<xmp:CreateDate>2025-07-04"), "{place}: {xmp}");
            assert!(xmp.contains("<dc:title>"), "{place}");
            if let Some((part, level)) = level {
                assert!(xmp.contains(&format!("<pdfaid:part>{part}</pdfaid:part>")), "{place}: {xmp}");
                assert!(
                    xmp.contains(&format!("<pdfaid:conformance>{level}</pdfaid:conformance>")),
                    "{place}"
                );
                let intents = objects.resolve(&catalog["/OutputIntents"]);
                let intent = objects.resolve(&intents[0]);
                assert_eq!(intent["/S"], "/GTS_PDFA1", "{place}");
                assert!(!intent["/DestOutputProfile"].is_null(), "{place}");
            } else {
                assert!(!xmp.contains("pdfaid"), "{place}");
            }
            let is_volume = file.starts_with("journals/");
            let files = objects.all().filter(|object| object["/Type"] == "/Filespec");
            let kinds: Vec<&Value> = files.map(|file| &file["/AFRelationship"]).collect();
            assert_eq!(kinds.len(), if is_volume && *attaches { 8 } else { 0 }, "{place}");
            assert!(
                *standard == "\"1.7\"" || kinds.iter().all(|kind| **kind == "/Data"),
                "{place}: {kinds:?}"
            );
            assert_eq!(!catalog["/StructTreeRoot"].is_null(), *tagged, "{place}: a structure tree");
            assert_eq!(objects.resolve(&catalog["/MarkInfo"])["/Marked"] == true, *tagged, "{place}: marked");
            if *tagged {
                let count = |kind: &str| objects.all().filter(|object| object["/S"] == kind).count();
                assert!(count("/Table") > 0 && count("/TH") > 5 && count("/TD") > 5, "{place}: real tables");
                assert!(!is_volume || count("/H1") > 6, "{place}: headings");
            }
            fonts(&project.path(&format!("output/print/{file}")), &place);
        }
    }
}

/// Every font is embedded, a subset, and tells the letters of its glyphs.
fn fonts(path: &Path, place: &str) {
    let fonts = tool("pdffonts", &[path.to_str().expect("a path")]);
    let rows: Vec<&str> = fonts.lines().skip(2).collect();
    assert!(!rows.is_empty(), "{place}");
    for row in rows {
        // The columns after the encoding: embedded, subset, with a map to Unicode.
        let flags: Vec<&str> = row.split_whitespace().rev().skip(2).take(3).collect();
        assert_eq!(flags, ["yes", "yes", "yes"], "{place}: {row}");
    }
}

#[test]
fn the_certificate_keeps_the_standard_too() {
    let project = demo("auto");
    project.run(&["build", "--seal", "--quiet"]).succeeds();
    let path = project.path("archive/journals-2024-2025.certificate.pdf");
    let xmp = Objects::of(&path).xmp();
    assert!(xmp.contains("<pdfaid:part>3</pdfaid:part>"), "{xmp}");
    fonts(&path, "certificate");
}

/// PDFBox finds nothing wrong with a PDF/A-1b build but the bookmarks' targets, which it cannot read where
/// they stand in an object of their own; and it does find what is wrong.
#[test]
fn pdfbox_finds_nothing_wrong_with_a_build_of_the_first_part() {
    let class_path: Vec<String> = [
        "pdfbox2",
        "preflight",
        "xmpbox",
        "fontbox2",
        "commons-logging",
        "commons-io",
        "javax.activation",
        "jaxb-api",
    ]
    .map(|name| format!("/usr/share/java/{name}.jar"))
    .into();
    let preflight = |files: &[std::path::PathBuf]| {
        let source = repository().join("tests/preflight/Preflight.java");
        let mut arguments = vec!["-cp".to_owned(), class_path.join(":"), source.display().to_string()];
        arguments.extend(files.iter().map(|file| file.display().to_string()));
        tool("java", &arguments.iter().map(String::as_str).collect::<Vec<_>>())
    };
    let project = demo("a-1b");
    project.run(&["build", "--quiet"]).succeeds();
    let files = ["journals/g01.pdf", "sheets/g01.pdf", "archive/inventory.pdf", "reports/keeping.pdf"]
        .map(|file| project.path(&format!("output/print/{file}")));
    let found = preflight(&files);
    let wrong: Vec<&str> =
        found.lines().filter(|line| !line.contains("can't convert to Destination COSObject")).collect();
    assert!(wrong.is_empty(), "{wrong:#?}");
    let other = demo("a-2b");
    other.run(&["build", "--quiet"]).succeeds();
    assert!(!preflight(&[other.path("output/print/sheets/g01.pdf")]).is_empty(), "the check does bite");
}
