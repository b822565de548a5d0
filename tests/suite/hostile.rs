//! Input that means harm, or is merely broken: a clear answer with a place, in little memory.

use crate::harness::{Project, Run, copy, repository};
use rust_xlsxwriter::Workbook;
use std::fs;
use std::io::{Cursor, Write};
use zip::write::SimpleFileOptions;

/// The base of the cases, in which nothing is wrong.
fn project() -> Project {
    let project = Project::new();
    copy(&repository().join("tests/cases/base"), &project.path("input"));
    project
}

/// Runs `check` with at most a gigabyte of memory, where the system can be told so.
#[track_caller]
fn check(project: &Project) -> Run {
    let limit = "ulimit -v 1000000 2>/dev/null; exec \"$0\" check --format json";
    let run = if cfg!(target_os = "linux") {
        project.program("sh", &["-c", limit, env!("CARGO_BIN_EXE_letopis")])
    } else {
        project.run(&["check", "--format", "json"])
    };
    assert!(matches!(run.status(), 0 | 1), "{}\n{}", run.stdout(), run.stderr());
    assert_eq!(run.stderr(), "");
    run
}

/// The codes that are told, each with its file and line.
#[track_caller]
fn told(project: &Project) -> Vec<(String, String, u64)> {
    let lines = check(project).json();
    let text = |line: &serde_json::Value, field: &str| line[field].as_str().unwrap_or_default().to_owned();
    lines
        .iter()
        .map(|line| (text(line, "code"), text(line, "file"), line["line"].as_u64().unwrap_or(0)))
        .collect()
}

fn error(code: &str, file: &str, line: u64) -> Vec<(String, String, u64)> {
    vec![(code.to_owned(), file.to_owned(), line)]
}

/// A workbook with one sheet of some bytes of XML, and other parts.
fn workbook(sheet: &[u8], texts: &[u8]) -> Vec<u8> {
    let mut book = Workbook::new();
    book.add_worksheet().write(0, 0, "lesson").expect("a cell");
    let good = book.save_to_buffer().expect("a workbook");
    let mut from = zip::ZipArchive::new(Cursor::new(good)).expect("a zip");
    let mut to = zip::ZipWriter::new(Cursor::new(Vec::new()));
    for index in 0..from.len() {
        let entry = from.by_index(index).expect("an entry");
        let name = entry.name().expect("a name").into_owned();
        let new = match name.as_str() {
            "xl/worksheets/sheet1.xml" => Some(sheet),
            "xl/sharedStrings.xml" => Some(texts),
            _ => None,
        };
        match new.filter(|bytes| !bytes.is_empty()) {
            Some(bytes) => {
                to.start_file(name, SimpleFileOptions::default().compression_level(Some(1)))
                    .expect("started");
                to.write_all(bytes).expect("written");
            }
            None => to.raw_copy_file(entry).expect("copied"),
        }
    }
    to.finish().expect("a zip").into_inner()
}

#[test]
fn a_zip_bomb_is_not_unpacked() {
    let bomb = workbook(&vec![b' '; 800 * 1024 * 1024], b"");
    assert!(bomb.len() < 8 * 1024 * 1024);
    let honest = project();
    honest.write("input/attendance.xlsx", &bomb);
    assert_eq!(told(&honest), error("bad-file", "attendance.xlsx", 0));

    // The same with sizes that lie: every field that says 800 MB says 8 bytes.
    let size = (800_u32 * 1024 * 1024).to_le_bytes();
    let mut lying = bomb;
    let mut lies = 0;
    while let Some(at) = lying.windows(4).position(|bytes| bytes == size) {
        lying[at..at + 4].copy_from_slice(&8_u32.to_le_bytes());
        lies += 1;
    }
    assert!(lies > 0);
    let project = project();
    project.write("input/attendance.xlsx", &lying);
    let found = told(&project);
    assert!(
        found.iter().all(|(code, file, _)| code == "bad-file" && file == "attendance.xlsx")
            && !found.is_empty()
    );
}

#[test]
fn a_promise_of_many_texts_takes_no_memory() {
    let texts = br#"<?xml version="1.0"?><sst uniqueCount="900000000000"><si><t>a</t></si></sst>"#;
    let project = project();
    project.write("input/attendance.xlsx", workbook(b"", texts));
    assert_eq!(told(&project), error("bad-file", "attendance.xlsx", 0));
}

/// A file of LibreOffice with some rows.
fn ods(rows: &str) -> Vec<u8> {
    let content = format!(
        r#"<?xml version="1.0"?><office:document-content xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0" xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0"><office:body><office:spreadsheet><table:table table:name="attendance">{rows}</table:table></office:spreadsheet></office:body></office:document-content>"#
    );
    let mut zip = zip::ZipWriter::new(Cursor::new(Vec::new()));
    for (name, bytes) in [
        ("mimetype", &b"application/vnd.oasis.opendocument.spreadsheet"[..]),
        ("META-INF/manifest.xml", br#"<?xml version="1.0"?><manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"/>"#),
        ("content.xml", content.as_bytes()),
    ] {
        zip.start_file(name, SimpleFileOptions::default()).expect("started");
        zip.write_all(bytes).expect("written");
    }
    zip.finish().expect("a zip").into_inner()
}

/// A row of cells, each with what its element says beside its text.
fn ods_row(times: u32, cells: &[(&str, &str)]) -> String {
    let cell = |(more, text): &(&str, &str)| {
        format!(
            r#"<table:table-cell office:value-type="string" {more}><text:p>{text}</text:p></table:table-cell>"#
        )
    };
    let cells: String = cells.iter().map(cell).collect();
    format!(r#"<table:table-row table:number-rows-repeated="{times}">{cells}</table:table-row>"#)
}

#[test]
fn a_text_that_stands_there_a_million_times_is_not_copied() {
    let heading = ods_row(1, &[("", "lesson"), ("", "student"), ("", "status")]);
    let long = "x".repeat(30_000);
    for rows in [
        ods_row(400, &[(r#"table:number-columns-repeated="16000""#, &long)]),
        ods_row(1, &[("", r#"<text:s text:c="2000000000"/>"#)]),
        ods_row(1, &[("", &"x".repeat(200 << 20))]),
    ] {
        let project = project();
        project.write("input/attendance.ods", ods(&format!("{heading}{rows}")));
        assert_eq!(told(&project), error("bad-file", "attendance.ods", 0));
    }
    let script = "import xlwt
book = xlwt.Workbook()
sheet = book.add_sheet('attendance')
for row in range(30000):
    for column in range(8):
        sheet.write(row, column, 'x' * 32000)
book.save('input/attendance.xls')";
    let project = project();
    project.program("python3", &["-c", script]).succeeds();
    assert_eq!(told(&project), error("bad-file", "attendance.xls", 0));
}

#[test]
fn texts_of_a_workbook_that_fill_the_memory_are_not_read() {
    let texts = format!(r#"<?xml version="1.0"?><sst>{}</sst>"#, "<si><t>a</t></si>".repeat(8 << 20));
    let project = project();
    project.write("input/attendance.xlsx", workbook(b"", texts.as_bytes()));
    assert_eq!(told(&project), error("bad-file", "attendance.xlsx", 0));
}

/// As an office has them that exports a file per journal and month.
#[test]
fn more_workbooks_than_files_may_be_open_are_read() {
    let project = project();
    let mut book = Workbook::new();
    let sheet = book.add_worksheet();
    for (column, value) in (0..).zip(["lesson", "student", "value"]) {
        sheet.write(0, column, value).expect("a cell");
    }
    for (column, value) in (0..).zip(["l1", "s1", "5"]) {
        sheet.write(1, column, value).expect("a cell");
    }
    let bytes = book.save_to_buffer().expect("a workbook");
    fs::remove_file(project.path("input/marks.csv")).expect("removed");
    for number in 0..150 {
        project.write(&format!("input/marks/{number:04}.xlsx"), &bytes);
    }
    let limit = "ulimit -n 128; exec \"$0\" check --format json";
    let run = project.program("sh", &["-c", limit, env!("CARGO_BIN_EXE_letopis")]).ends(0);
    assert_eq!(run.json().iter().filter(|line| line["code"] == "duplicate-mark").count(), 149);
}

#[test]
fn a_row_of_yaml_without_end_is_not_read_into_memory() {
    let list = format!("- lesson: l1\n  student: [\n{}", "    xx,\n".repeat(12 << 20));
    let block = format!("- lesson: l1\n  student: |\n{}", "    xxxxxxxxxxxxxx\n".repeat(8 << 20));
    let anchors: String = (0..2_000_000).map(|n| format!("- &a{n} x\n")).collect();
    for text in [list, block, anchors] {
        let project = project();
        project.write("input/attendance.yaml", text);
        let found = told(&project);
        assert!(found.last().is_some_and(|(code, ..)| code == "bad-file" || code == "bad-row"), "{found:?}");
        assert!(
            found
                .iter()
                .any(|(code, file, line)| { code == "bad-file" && file == "attendance.yaml" && *line > 0 })
        );
    }
}

#[cfg(unix)]
#[test]
fn what_is_no_file_is_told_and_never_read() {
    for name in ["attendance.csv", "strange.csv", "late/debts.csv", "documents/order.md", "results/1.xlsx"] {
        let project = project();
        project.write(&format!("input/{name}.txt"), "");
        fs::remove_file(project.path(&format!("input/{name}.txt"))).expect("removed");
        crate::harness::tool("mkfifo", &[project.path(&format!("input/{name}")).to_str().expect("a path")]);
        let run =
            project.program("timeout", &["20", env!("CARGO_BIN_EXE_letopis"), "check", "--format", "json"]);
        assert!(matches!(run.status(), 0 | 1), "{name}: {} {}", run.status(), run.stderr());
        let found = run.json();
        assert!(found.iter().any(|line| line["file"] == name), "{name}: {found:?}");
    }
}

/// What cannot be a table hides nothing that is wrong with the tables.
#[cfg(unix)]
#[test]
fn what_is_no_table_excuses_nothing() {
    let project = project();
    project.write("input/marks.csv", "lesson,student,value\nnolesson,s1,5\nl1,s3,5\n");
    let before = told(&project);
    std::os::unix::fs::symlink("nowhere", project.path("input/photo")).expect("linked");
    project.write("input/заметки.xlsx", "");
    let after = told(&project);
    assert_eq!(before.len() + 2, after.len(), "{after:?}");
    assert!(before.iter().all(|told| after.contains(told)));
}

#[test]
fn a_line_without_end_is_not_read_into_memory() {
    for (file, head) in [
        ("attendance.csv", "lesson,student,status\nl1,s1,\""),
        ("attendance.json", "[{\"lesson\": \""),
        ("attendance.yaml", "- lesson: "),
    ] {
        let project = project();
        let mut bytes = head.as_bytes().to_vec();
        bytes.resize(100 * 1024 * 1024, b'x');
        project.write(&format!("input/{file}"), bytes);
        let line = if file.ends_with("csv") { 2 } else { 1 };
        assert_eq!(told(&project), error("bad-file", file, line), "{file}");
    }
}

#[test]
fn depth_and_aliases_lead_nowhere() {
    let deep = |open: &str, close: &str| open.repeat(300_000) + &close.repeat(300_000);
    let laughs: String = (1..30).map(|n| format!("- &a{n} [*a{0}, *a{0}, *a{0}]\n", n - 1)).collect();
    for (file, text) in [
        ("attendance.json", deep("[", "]")),
        (
            "attendance.json",
            format!("[{{\"student\": \"s1\", \"status\": \"ill\", \"lesson\": {}}}]", deep("[", "]")),
        ),
        ("attendance.json", format!("[{}]", deep("{\"a\":", "1}").replace("1}1}", "}}"))),
        ("attendance.yaml", deep("[", "]")),
        ("attendance.yaml", format!("- student: s1\n  status: ill\n  lesson: {}", deep("{a: ", "}"))),
        ("attendance.yaml", format!("- &a0 {{lesson: l1, student: s1, status: ill}}\n{laughs}- *a29\n")),
    ] {
        let project = project();
        project.write(&format!("input/{file}"), &text);
        let found = told(&project);
        assert!(!found.is_empty(), "{}", &text[..40]);
        assert!(found.iter().all(|(code, name, _)| code.starts_with("bad-") && name == file), "{found:?}");
    }
    let settings = "a: &a [x, x, x, x, x, x, x, x, x]\n".to_owned()
        + &('b'..='k')
            .map(|c| {
                format!("{c}: &{c} [*{0}, *{0}, *{0}, *{0}, *{0}, *{0}, *{0}, *{0}]\n", (c as u8 - 1) as char)
            })
            .collect::<String>();
    let project = project();
    project.write("input/archive.yaml", settings);
    project.run(&["check"]).ends(2).says("archive.yaml");
}

#[test]
fn what_is_no_file_is_told() {
    let project = project();
    project.write("input/attendance.csv/inside.csv", "lesson,student,status\n");
    project.write("input/results.csv", vec![0; 1024 * 1024]);
    project.write("input/users.xlsx", "");
    project.write("input/gia.csv", "");
    project.write("input/debts.json", "  ");
    let found = told(&project);
    let expected = [
        ("bad-file", "attendance.csv", 0),
        ("empty-table", "debts.json", 0),
        ("empty-table", "gia.csv", 0),
        ("bad-encoding", "results.csv", 1),
        ("bad-file", "users.xlsx", 0),
    ];
    let expected = expected.map(|(code, file, line)| (code.to_owned(), file.to_owned(), line));
    assert_eq!(found, expected);
}

#[cfg(unix)]
#[test]
fn links_and_their_loops_are_told() {
    use std::os::unix::fs::symlink;
    let project = project();
    symlink("attendance.csv", project.path("input/attendance.csv")).expect("a link");
    symlink(".", project.path("input/roster")).expect("a link");
    symlink("/etc", project.path("input/documents")).expect("a link");
    let found = told(&project);
    assert_eq!(found.len(), 3, "{found:?}");
    assert!(found.iter().all(|(code, _, _)| code == "bad-file"), "{found:?}");
}

#[test]
fn a_file_that_breaks_off_anywhere_is_answered() {
    let data = Project::with_demo(&["--groups", "1", "--students", "3", "--journals", "2", "--lessons", "4"]);
    let text = data.read("input/marks.csv");
    let mut rows = csv::Reader::from_reader(text.as_bytes());
    let rows: Vec<std::collections::BTreeMap<String, String>> =
        rows.deserialize().map(|row| row.expect("a row")).collect();
    let mut book = Workbook::new();
    let sheet = book.add_worksheet();
    for (row, line) in (0u32..).zip(text.lines()) {
        for (column, cell) in (0u16..).zip(line.split(',')) {
            sheet.write(row, column, cell).expect("a cell");
        }
    }
    let forms = [
        ("csv", text.clone().into_bytes()),
        ("csv", text.encode_utf16().flat_map(u16::to_le_bytes).collect()),
        ("json", serde_json::to_vec(&rows).expect("JSON")),
        ("yaml", serde_yaml::to_string(&rows).expect("YAML").into_bytes()),
        ("xlsx", book.save_to_buffer().expect("a workbook")),
    ];
    fs::remove_file(data.path("input/marks.csv")).expect("removed");
    for (ending, bytes) in forms {
        let name = format!("input/marks.{ending}");
        for part in 0..25 {
            data.write(&name, &bytes[..bytes.len() * part / 25]);
            for line in check(&data).json() {
                assert!(line["file"].as_str().is_some_and(|file| !file.is_empty()), "{line}");
            }
        }
        fs::remove_file(data.path(&name)).expect("removed");
    }
}

#[test]
fn a_file_that_is_wrong_in_every_line_is_told_in_little_memory() {
    let project = project();
    project.write(
        "input/attendance.csv",
        "lesson,student,status\n".to_owned() + &"l1,s1,дома\n".repeat(400_000),
    );
    project.write("input/results.json", format!("[{}1]", "1,".repeat(400_000)));
    project.write("input/homework.csv", "lesson,student,text\n".to_owned() + &"l1,s1,\n".repeat(400_000));
    let run = check(&project).ends(1);
    assert_eq!(run.json().len(), 300_003, "the first of each are listed, and how many more there are");
    assert!(run.stdout().contains("ещё 300\u{a0}000 того же рода"));
    project.run(&["check"]).ends(1).says("1\u{a0}200\u{a0}001 ошибка");
}

#[test]
fn names_of_ten_thousand_letters_are_told_and_cut() {
    let project = Project::with_demo(&["--groups", "9"]);
    let long = "я".repeat(10_000);
    let rows: String = (0..300).map(|n| format!("{long}{n},{long},5\n")).collect();
    let marks = project.read("input/marks.csv");
    project
        .write("input/results.csv", format!("journal,student,term,value\n{}", rows.replace(",5", ",s1,5")));
    project.write(
        "input/attendance.csv",
        format!("lesson,student,status,{long}\n{}", rows.replace(",5", ",ill,")),
    );
    project.write("input/marks.csv", marks);
    project.write("input/groups2.csv", "");
    project.write(&format!("input/{}.csv", "g".repeat(200)), "");
    let run = check(&project).ends(1);
    assert!(run.stdout().lines().all(|line| line.len() < 8_000));
    assert_eq!(run.json().iter().filter(|line| line["code"] == "dangling-reference").count(), 1200);
}

/// A formula of LibreOffice that was never computed is told as one of Excel is.
#[test]
fn a_formula_without_a_value_is_told() {
    let heading = ods_row(1, &[("", "lesson"), ("", "student"), ("", "status"), ("", "minutes")]);
    let formula = r#"<table:table-cell table:formula="of:=1+1"/></table:table-row>"#;
    let row = ods_row(1, &[("", "l1"), ("", "s1"), ("", "ill")]).replace("</table:table-row>", formula);
    let project = project();
    project.write("input/attendance.ods", ods(&format!("{heading}{row}")));
    let lines = check(&project).ends(1).json();
    assert_eq!((&lines[0]["code"], &lines[0]["cell"]), (&"bad-value".into(), &"D2".into()), "{lines:?}");
    assert_eq!(lines.len(), 1);
}

/// What a file is called is shown without what a terminal or a page would obey.
#[cfg(unix)]
#[test]
fn a_name_of_a_file_turns_nothing_round() {
    let project = project();
    project.write("input/a\u{1b}[31m\u{202e}b\n.txt", "x");
    let run = project.run(&["check", "--html", "page.html"]).ends(0);
    for text in [run.stdout(), project.read("page.html")] {
        assert!(text.contains("a[31mb"), "{text}");
        assert!(!text.contains(['\u{1b}', '\u{202e}']), "{text}");
    }
}
