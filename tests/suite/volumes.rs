//! How volumes are bound: by group, family or journal, in tomes, on one side or two; and that they hold the
//! data, all of it in its place and nothing else.

use crate::harness::{Project, repository, tool};
use serde_json::Value;
use std::path::Path;

fn build(project: &Project) -> Value {
    project.run(&["build", "--quiet"]).succeeds();
    serde_json::from_str(&project.read("output/build.json")).expect("JSON")
}

/// The volumes of a build: path, sheets, pages.
fn volumes(build: &Value) -> Vec<(String, u64, u64)> {
    let documents = build["documents"].as_object().expect("documents");
    let volumes = documents.iter().filter(|(path, _)| path.starts_with("print/journals/"));
    let number = |document: &Value, key: &str| document[key].as_u64().expect("a number");
    volumes.map(|(path, own)| (path.clone(), number(own, "sheets"), number(own, "pages"))).collect()
}

fn text_of(pdf: &Path, more: &[&str]) -> String {
    let arguments = [more, &[pdf.to_str().expect("a path"), "-"]].concat();
    tool("pdftotext", &arguments).split_whitespace().collect()
}

fn print(project: &Project, setting: &str) {
    project.set(&format!("print: {{ {setting} }}"));
}

/// A college with debts that were cleared before and after the closing, of a named period and of none; with
/// sheets of one student, of several numbers, and of subgroups together and apart; with odd results of the
/// final attestation.
fn unusual() -> Project {
    let project = Project::with_demo(&["--groups", "4", "--students", "12", "--lessons", "20"]);
    let mut reader = csv::Reader::from_path(project.path("input/results.csv")).expect("a table");
    let header = reader.headers().expect("a header").clone();
    let rows: Vec<Vec<String>> =
        reader.records().map(|row| row.expect("a row").iter().map(str::to_owned).collect()).collect();
    let at = |name: &str| header.iter().position(|own| own == name).expect("a column");
    let (term, value, number) = (at("term"), at("value"), at("sheet_no"));
    let mut debts = "journal,student,value,date,term,sheet_no\n".to_owned();
    let failed = rows.iter().filter(|row| row[term] == "year" && matches!(&*row[value], "2" | "незачтено"));
    for (n, row) in failed.enumerate() {
        let mark = if row[value] == "2" { "4" } else { "зачтено" };
        let day = ["2025-07-04", "2025-07-04", "2025-09-01", "2025-01-20"][n % 4];
        let of = ["", "year", "year", ""][n % 4];
        debts.push_str(&format!("{},{},{mark},{day},{of},77-25\n", row[0], row[1]));
    }
    assert!(debts.lines().count() > 4, "{debts}");
    project.write("input/debts.csv", debts);
    let mut writer = csv::Writer::from_path(project.path("input/results.csv")).expect("a table");
    writer.write_record(&header).expect("written");
    let mut alone = true;
    for (n, mut row) in rows.into_iter().enumerate() {
        match (&*row[0], &*row[term]) {
            ("g01j04", "s1") if std::mem::take(&mut alone) => row[number] = "10".to_owned(),
            ("g02j02" | "g02j03", "year") => row[number] = ["9", "10", "100"][n % 3].to_owned(),
            ("g04j02", "year") => row[number] = "5".to_owned(),
            ("g04j03", "year") if row[1] == "g04s04" => continue,
            ("g04j03", "year") => row[number] = "6".to_owned(),
            _ => {}
        }
        writer.write_record(row).expect("written");
    }
    writer.flush().expect("written");
    let gia = project.read("input/gia.csv");
    let mut lines: Vec<String> = gia.lines().map(str::to_owned).collect();
    let again = lines[1].clone();
    lines.remove(3);
    lines.push(again);
    project.write("input/gia.csv", lines.join("\n") + "\n");
    project
}

/// Everything that is printed is found where it belongs, and nothing else, by a program that shares nothing
/// with this one.
#[test]
fn every_mark_absence_topic_and_result_stands_in_its_place_and_nothing_else() {
    let kinds: [&[&str]; 4] = [
        &["--groups", "1", "--students", "31", "--journals", "7", "--lessons", "90", "--seed", "5"],
        &["--kind", "school", "--groups", "2", "--students", "23", "--journals", "5", "--lessons", "41"],
        &["--groups", "4", "--students", "9", "--lessons", "16"],
        &["--kind", "school", "--groups", "11", "--students", "9", "--lessons", "24", "--seed", "3"],
    ];
    let bound = |settings: &str| {
        let project = Project::with_sample();
        print(&project, settings);
        project
    };
    let projects = kinds.map(Project::with_demo).into_iter().chain([
        Project::with_sample(),
        bound("duplex: true, max_sheets: 25"),
        bound("volume: family"),
        bound("volume: journal"),
        unusual(),
    ]);
    for project in projects {
        project.run(&["build", "--quiet"]).succeeds();
        // What is bound, and the sheets that are filed beside it.
        for script in ["volume.py", "sheets.py"] {
            let script = repository().join("tests/suite").join(script);
            let said = project.program("python3", &[script.to_str().expect("a path"), "input", "output"]);
            said.succeeds().says(": ok");
        }
    }
}

#[test]
fn volumes_are_bound_by_group_family_or_journal() {
    let project =
        Project::with_demo(&["--groups", "1", "--students", "4", "--journals", "10", "--lessons", "8"]);
    print(&project, "volume: family");
    let families = volumes(&build(&project));
    let paths: Vec<&str> = families.iter().map(|(path, ..)| path.as_str()).collect();
    assert_eq!(paths, ["print/journals/g01~modules.pdf", "print/journals/g01~theory.pdf"]);
    let text = |path: &str| text_of(&project.path(&format!("output/{path}")), &[]);
    assert!(text(paths[0]).contains("ЖУРНАЛУЧЁТАОБУЧЕНИЯПОПРОФЕССИОНАЛЬНЫММОДУЛЯМ"));
    assert!(text(paths[1]).contains("ЖУРНАЛТЕОРЕТИЧЕСКИХЗАНЯТИЙ"));
    let list = |path: &str| {
        tool("pdfdetach", &["-list", project.path(&format!("output/{path}")).to_str().expect("a path")])
    };
    let journals = |text: &str| text.lines().filter(|line| line.ends_with(".csv")).count();
    assert_eq!(journals(&list(paths[0])) + journals(&list(paths[1])), 10, "each journal is in one of them");
    assert!(project.read("output/site/groups/g01.html").contains("g01~theory.pdf"));

    print(&project, "volume: journal");
    let alone = volumes(&build(&project));
    assert_eq!(alone.len(), 11);
    assert!(alone.iter().any(|(path, ..)| path == "print/journals/g01~general.pdf"));
    for (path, sheets, pages) in &alone {
        assert_eq!(*pages, sheets + 2, "{path}");
        assert_eq!(journals(&list(path)), usize::from(!path.contains('~')), "{path}");
    }
    let inventory = text("print/archive/inventory.pdf");
    assert!(inventory.contains("внесено16(шестнадцать)дел"), "{inventory}");
}

/// Tomes are parted between sections, counted each from 1, certified each, and are used again as they are.
#[test]
fn a_thick_volume_is_parted_into_tomes() {
    for duplex in [false, true] {
        let project =
            Project::with_demo(&["--groups", "1", "--students", "20", "--journals", "9", "--lessons", "40"]);
        print(&project, "volume: group");
        let (_, whole, _) = volumes(&build(&project)).remove(0);
        print(&project, &format!("volume: group, max_sheets: 20, duplex: {duplex}"));
        let built = build(&project);
        let tomes = volumes(&built);
        assert!(tomes.len() > 1);
        let mut journals = Vec::new();
        for (n, (path, sheets, pages)) in tomes.iter().enumerate() {
            assert_eq!(*path, format!("print/journals/g01~tome{}.pdf", n + 1));
            assert!(*sheets <= 20, "{path}: {sheets}");
            assert_eq!(*pages, if duplex { sheets * 2 + 3 } else { sheets + 2 }, "{path}");
            let pdf = project.path(&format!("output/{path}"));
            let page = |n: u64| text_of(&pdf, &["-f", &n.to_string(), "-l", &n.to_string()]);
            assert!(page(1).contains(&format!("Том{}из{}", n + 1, tomes.len())));
            let words = letopis::words::spelled(*sheets as usize).replace(' ', "");
            assert!(page(*pages).contains(&format!("{sheets}({words})лист")), "{}", page(*pages));
            // The first numbered page has the number 1.
            let first = if duplex { 3 } else { 2 };
            assert!(page(first).starts_with('1'), "{}", page(first));
            journals
                .extend(built["documents"][path]["tome"]["journals"].as_array().expect("journals").clone());
        }
        assert_eq!(journals.len(), 9);
        if !duplex {
            let sheets: u64 = tomes.iter().map(|(_, sheets, _)| sheets).sum();
            assert_eq!(sheets, whole + tomes.len() as u64 - 1, "each further tome has contents of its own");
        }
        let distinct: std::collections::BTreeSet<String> = journals.iter().map(ToString::to_string).collect();
        assert_eq!(distinct.len(), 9);
        used_again(&project, &tomes[0].0);
        // Fewer tomes, and one: nothing is left of those before.
        for (sheets, count) in [(45, 2), (250, 1)] {
            print(&project, &format!("volume: group, max_sheets: {sheets}, duplex: false"));
            let now = volumes(&build(&project));
            assert!(now.len() <= count, "{now:?}");
            assert_eq!(project.files("output/print/journals").len(), now.len());
        }
    }
}

/// What is made of the same is not typeset again: a PDF that says so of itself in `build.json` is kept as it
/// is; one that is not what was written is typeset anew.
fn used_again(project: &Project, path: &str) {
    use sha2::Digest;
    let file = project.path(&format!("output/{path}"));
    let sound = std::fs::read(&file).expect("a PDF");
    let marked = [&sound[..], b"% kept"].concat();
    std::fs::write(&file, &marked).expect("written");
    let digest = |bytes: &[u8]| {
        sha2::Sha256::digest(bytes).iter().map(|byte| format!("{byte:02x}")).collect::<String>()
    };
    let description = project.read("output/build.json");
    project.write("output/build.json", description.replace(&digest(&sound), &digest(&marked)));
    let manifest = project.read("output/manifest-sha256.txt");
    let manifest = manifest
        .replace(&digest(description.as_bytes()), &digest(project.read("output/build.json").as_bytes()));
    project.write("output/manifest-sha256.txt", manifest);
    build(project);
    assert_eq!(std::fs::read(&file).expect("a PDF"), marked, "kept");
    std::fs::write(&file, b"damaged").expect("written");
    build(project);
    assert_eq!(std::fs::read(&file).expect("a PDF"), sound, "made anew");
}

/// With both sides printed on, the margin to bind at is the left one of fronts and the right one of backs.
#[test]
fn both_sides_leave_room_for_the_binding() {
    let project =
        Project::with_demo(&["--groups", "1", "--students", "20", "--journals", "3", "--lessons", "60"]);
    print(&project, "duplex: true");
    build(&project);
    let boxes = tool(
        "pdftotext",
        &["-bbox", project.path("output/print/journals/g01.pdf").to_str().expect("a path"), "-"],
    );
    let number = |line: &str, name: &str| -> f64 {
        let rest = line.split(&format!("{name}=\"")).nth(1).expect("a number");
        rest.split('"').next().and_then(|text| text.parse().ok()).expect("a number")
    };
    let mut checked = 0;
    for (n, page) in boxes.split("<page ").skip(1).enumerate() {
        let words: Vec<&str> = page.lines().filter(|line| line.contains("<word ")).collect();
        if words.len() < 100 {
            continue;
        }
        if number(page, "width") > number(page, "height") {
            // It lies on its side: bound at its upper edge, of a back at its lower one.
            let (top, bottom) = words.iter().fold((f64::MAX, 0.0_f64), |(top, bottom), line| {
                (top.min(number(line, "yMin")), bottom.max(number(line, "yMax")))
            });
            let edge = if n % 2 == 0 { top } else { number(page, "height") - bottom };
            assert!(edge > if n % 2 == 0 { 50.0 } else { 20.0 }, "page {}: {edge}", n + 1);
            continue;
        }
        let left = words.iter().map(|line| number(line, "xMin")).fold(f64::MAX, f64::min);
        let wide = if n % 2 == 0 { 56.0 } else { 28.0 };
        assert!((left - wide).abs() < 4.0, "page {}: {left}", n + 1);
        checked += 1;
    }
    assert!(checked > 8);
}

/// What a volume carries are the journals' data, byte for byte those of `data/journals`.
#[test]
fn a_volume_carries_the_data_that_it_shows() {
    let project =
        Project::with_demo(&["--groups", "1", "--students", "5", "--journals", "4", "--lessons", "9"]);
    build(&project);
    std::fs::create_dir(project.path("carried")).expect("a folder");
    let pdf = project.path("output/print/journals/g01.pdf");
    let folder = project.path("carried");
    tool("pdfdetach", &["-saveall", "-o", folder.to_str().expect("a path"), pdf.to_str().expect("a path")]);
    let carried = project.files("carried");
    assert_eq!(carried.len(), 8, "CSV and JSON of each");
    for (name, bytes) in carried {
        if let Some(stem) = name.strip_suffix(".csv") {
            assert_eq!(
                bytes,
                std::fs::read(project.path(&format!("output/data/journals/{stem}.csv"))).expect("data")
            );
            continue;
        }
        let json: Value = serde_json::from_slice(&bytes).expect("JSON");
        let csv = project.read(&format!("output/data/journals/{}.csv", name.trim_end_matches(".json")));
        let tables = json.as_object().expect("tables");
        let rows: usize = tables.values().map(|table| table["rows"].as_array().expect("rows").len()).sum();
        assert_eq!(rows, csv::Reader::from_reader(csv.as_bytes()).records().count(), "{name}");
        let columns = tables["marks"]["columns"].as_array().expect("columns");
        assert!(columns.contains(&"value".into()));
    }
}
