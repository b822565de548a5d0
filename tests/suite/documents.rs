//! The PDFs, as poppler and qpdf read them.

use crate::harness::{Project, tool};
use std::path::Path;

fn text_of(pdf: &Path) -> String {
    squeeze(&tool("pdftotext", &[pdf.to_str().expect("a path"), "-"]))
}

/// Without breaks, spaces and hyphens: words are broken over lines.
fn squeeze(text: &str) -> String {
    text.chars()
        .filter(|c| !c.is_whitespace() && !matches!(c, '-' | '\u{ad}' | '\u{2010}' | '\u{200b}'))
        .collect()
}

fn pages(pdf: &Path) -> usize {
    let info = tool("pdfinfo", &[pdf.to_str().expect("a path")]);
    let line = info.lines().find_map(|line| line.strip_prefix("Pages:")).expect("a number of pages");
    line.trim().parse().expect("a number")
}

#[test]
fn volumes_count_their_sheets_as_archivists_do() {
    for (duplex, beside) in [("false", 2), ("true", 3)] {
        let project = Project::with_sample();
        project.replace("input/archive.yaml", "duplex: false", &format!("duplex: {duplex}"));
        project.run(&["build"]).succeeds();
        let build: serde_json::Value =
            serde_json::from_str(&project.read("output/build.json")).expect("JSON");
        for group in ["g01", "g02", "g03"] {
            let path = format!("print/journals/{group}.pdf");
            let sheets = build["documents"][&path]["sheets"].as_u64().expect("sheets") as usize;
            let pdf = project.path(&format!("output/{path}"));
            let sides = if duplex == "true" { 2 } else { 1 };
            assert_eq!(
                pages(&pdf),
                sheets * sides + beside,
                "pages are the sheets, the cover and the certification"
            );
            let last = pages(&pdf).to_string();
            let certification =
                squeeze(&tool("pdftotext", &["-f", &last, "-l", &last, pdf.to_str().expect("a path"), "-"]));
            let words = letopis::words::spelled(sheets).replace(' ', "");
            assert!(certification.contains(&format!("{sheets}({words})")), "{certification}");
            assert!(certification.contains(
                build["groups"][group[2..].parse::<usize>().expect("n") - 1]["digest"].as_str().expect("hex")
            ));
        }
    }
}

#[test]
fn every_name_topic_and_homework_is_in_the_volume() {
    let project = Project::with_sample();
    project.run(&["build"]).succeeds();
    let texts: Vec<(String, String)> = ["g01", "g02", "g03"]
        .map(|group| {
            (group.to_owned(), text_of(&project.path(&format!("output/print/journals/{group}.pdf"))))
        })
        .into();
    let text = |group: &str| &texts.iter().find(|(name, _)| name == group).expect("a volume").1;
    let table = |name: &str| {
        let csv = project.read(&format!("output/data/{name}.csv"));
        let mut reader = csv::Reader::from_reader(csv.as_bytes());
        let headers = reader.headers().expect("a header").clone();
        let rows: Vec<_> = reader.records().map(|row| row.expect("a row")).collect();
        (headers, rows)
    };
    let (headers, students) = table("students");
    let at = |headers: &csv::StringRecord, name: &str| {
        headers.iter().position(|header| header == name).expect("a column")
    };
    let cell =
        |row: &csv::StringRecord, headers: &csv::StringRecord, name: &str| row[at(headers, name)].to_owned();
    for row in &students {
        let name = squeeze(&format!(
            "{}{}{}",
            cell(row, &headers, "last_name"),
            cell(row, &headers, "first_name"),
            cell(row, &headers, "patronymic")
        ));
        assert!(text(&cell(row, &headers, "group")).contains(&name), "{name}");
    }
    let (headers, lessons) = table("lessons");
    let mut looked = 0;
    for row in &lessons {
        for column in ["topic", "homework"] {
            let value = squeeze(&cell(row, &headers, column));
            assert!(text(&cell(row, &headers, "journal")[..3]).contains(&value), "{value}");
            looked += 1;
        }
    }
    assert!(looked > 2000);
}

#[test]
fn the_pdfs_are_sound_and_claim_what_they_keep() {
    let project = Project::with_sample();
    project.run(&["build", "--seal"]).succeeds();
    for file in [
        "output/print/journals/g01.pdf",
        "output/print/sheets/g01.pdf",
        "output/print/archive/inventory.pdf",
        "archive/journals-2024-2025.certificate.pdf",
    ] {
        let path = project.path(file);
        let path = path.to_str().expect("a path");
        tool("qpdf", &["--check", path]);
        let fonts = tool("pdffonts", &[path]);
        let rows: Vec<&str> = fonts.lines().skip(2).collect();
        assert!(!rows.is_empty());
        for row in rows {
            // The columns after the encoding: embedded, subset, with a map to Unicode.
            let flags: Vec<&str> = row.split_whitespace().rev().skip(2).take(3).collect();
            assert_eq!(flags, ["yes", "yes", "yes"], "{file}: {row}");
        }
        archival(path);
    }
}

/// What can be checked of PDF/A-3b (ISO 19005-3) without a validator of that level: the claim in the
/// metadata, the output intent with its profile, an identifier, no encryption, no scripts.
fn archival(path: &str) {
    let json: serde_json::Value = serde_json::from_str(&tool(
        "qpdf",
        &["--json=2", "--json-stream-data=inline", "--decode-level=all", path],
    ))
    .expect("JSON");
    let objects = &json["qpdf"][1];
    let trailer = &objects["trailer"]["value"];
    assert!(trailer["/ID"].is_array() && trailer["/Encrypt"].is_null());
    let resolve = |reference: &serde_json::Value| {
        objects[format!("obj:{}", reference.as_str().expect("a reference"))].clone()
    };
    let catalog = resolve(&trailer["/Root"])["value"].clone();
    let mut intents = catalog["/OutputIntents"].clone();
    if intents.is_string() {
        intents = resolve(&intents)["value"].clone();
    }
    let intent =
        if intents[0].is_string() { resolve(&intents[0])["value"].clone() } else { intents[0].clone() };
    assert_eq!(intent["/S"], "/GTS_PDFA1");
    assert!(!intent["/DestOutputProfile"].is_null());
    assert!(catalog["/OpenAction"].is_null() && catalog["/Names"]["/JavaScript"].is_null());
    let metadata = resolve(&catalog["/Metadata"]);
    let data = metadata["stream"]["data"].as_str().expect("inline data");
    let xmp = base64(data);
    assert!(
        xmp.contains("<pdfaid:part>3</pdfaid:part>")
            && xmp.contains("<pdfaid:conformance>B</pdfaid:conformance>"),
        "{xmp}"
    );
}

fn base64(text: &str) -> String {
    let alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let mut bytes = Vec::new();
    let (mut bits, mut count) = (0_u32, 0);
    for digit in text.chars().filter_map(|c| alphabet.find(c)) {
        bits = (bits << 6) | digit as u32;
        count += 6;
        if count >= 8 {
            count -= 8;
            bytes.push((bits >> count) as u8);
        }
    }
    String::from_utf8(bytes).expect("UTF-8")
}

#[test]
fn a_template_of_the_office_lies_over_the_built_in_one() {
    let project =
        Project::with_demo(&["--groups", "1", "--students", "2", "--journals", "1", "--lessons", "2"]);
    project.write(
        "input/templates/documents/inventory.typ",
        "#let data = json(\"/data.json\")\nНаша опись: #data.cases.len() #spelled(142)",
    );
    project.run(&["build"]).succeeds();
    assert_eq!(text_of(&project.path("output/print/archive/inventory.pdf")).trim(), "Нашаопись:2стосорокдва");
    project
        .write("input/templates/documents/inventory.typ", "#let data = json(\"/data.json\")\n#data.nothing");
    project.run(&["build"]).ends(3).says("inventory.typ:2");
}

/// Every part of a volume is a bookmark that leads to its first page, every journal's lessons too.
#[test]
fn a_volume_has_bookmarks() {
    let project =
        Project::with_demo(&["--groups", "1", "--students", "3", "--journals", "5", "--lessons", "6"]);
    project.run(&["build", "--quiet"]).succeeds();
    let pdf = project.path("output/print/journals/g01.pdf");
    let pdf = pdf.to_str().expect("a path");
    let json = tool("qpdf", &["--json", "--json-key=outlines", pdf]);
    let json: serde_json::Value = serde_json::from_str(&json).expect("JSON");
    let outlines = json["outlines"].as_array().expect("bookmarks");
    let title = |node: &serde_json::Value| node["title"].as_str().expect("a title").to_owned();
    let titles: Vec<String> = outlines.iter().map(title).collect();
    assert_eq!(titles[..2], ["Содержание", "Сведения об обучающихся"]);
    assert_eq!(titles.last().map(String::as_str), Some("Лист-заверитель дела"));
    let journals = &outlines[2..outlines.len() - 1];
    assert_eq!(journals.len(), 5);
    let lists = journals.iter().flat_map(|journal| journal["kids"].as_array().expect("kids"));
    let lists: Vec<&serde_json::Value> = lists.collect();
    assert_eq!(lists.len(), 5);
    let mut pages = std::collections::BTreeSet::new();
    for node in journals.iter().chain(lists) {
        let page = node["destpageposfrom1"].as_u64().expect("a page");
        assert!(pages.insert(page), "{} leads where another does", title(node));
        let page = page.to_string();
        let text = squeeze(&tool("pdftotext", &["-f", &page, "-l", &page, pdf, "-"]));
        assert!(text.contains(&squeeze(&title(node))), "{} is not on page {page}", title(node));
    }
}
