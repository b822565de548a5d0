//! The sample college with errors of every kind planted in every form: each is found where it stands,
//! and nothing else.

use crate::harness::{Project, copy, repository};
use rust_xlsxwriter::{Formula, Workbook};
use serde_json::Value;
use std::fs;

/// A cell of a CSV file made wrong: file, line, column, value, and the code to be found there.
const CELLS: &[(&str, u32, &str, &str, &str)] = &[
    ("students.csv", 3, "last_name", "", "missing-required"),
    ("students.csv", 4, "birth_date", "31.02.2008", "bad-date"),
    ("students.csv", 5, "funding", "бюджетт", "bad-value"),
    ("students.csv", 6, "consent", "может быть", "bad-value"),
    ("students.csv", 7, "group", "g77", "dangling-reference"),
    ("students.csv", 8, "enrolled", "вчера", "bad-date"),
    ("students.csv", 9, "patronymic", "Юрь\u{7}евна", "bad-value"),
    ("journals.csv", 2, "kind", "теория", "bad-value"),
    ("journals.csv", 3, "planned_hours", "много", "bad-number"),
    ("journals.csv", 4, "attested", "наверное", "bad-value"),
    ("journals.csv", 5, "final_form", "экзаменн", "bad-value"),
    ("journals.csv", 6, "teacher", "t999", "dangling-reference"),
    ("journals.csv", 7, "discipline", " \u{a0}", "missing-required"),
    ("lessons.csv", 1000, "date", "2024-13-01", "bad-date"),
    ("lessons.csv", 1002, "date", "2023-10-10", "lesson-outside-year"),
    ("lessons.csv", 1003, "hours", "-2", "bad-number"),
    ("lessons.csv", 1004, "slot", "1.5", "bad-number"),
    ("lessons.csv", 1005, "kind", "лекцыя", "bad-value"),
    ("lessons.csv", 1006, "teacher", "t0", "dangling-reference"),
    ("lessons.csv", 1007, "homework_at", "02.09.2024 25:00", "bad-date"),
    ("lessons.csv", 1008, "status", "было", "bad-value"),
    ("lessons.csv", 1009, "journal", "", "missing-required"),
    ("lessons.csv", 1010, "entered_at", "давно", "bad-date"),
    ("lessons.csv", 1011, "homework_due", "2025/03/21", "bad-date"),
    ("lessons.csv", 1012, "date", "2025-01-05", "lesson-outside-term"),
    ("marks.csv", 5000, "value", "6", "mark-outside-scale"),
    ("marks.csv", 5001, "value", "", "missing-required"),
    ("marks.csv", 5002, "student", "g03s99", "dangling-reference"),
    ("marks.csv", 5003, "lesson", "g03j03l999", "dangling-reference"),
    ("marks.csv", 5004, "weight", "два", "bad-number"),
    ("marks.csv", 5005, "entered_at", "2024-09-31T10:00", "bad-date"),
    ("marks.csv", 5006, "value", "отл", "mark-outside-scale"),
    ("marks.csv", 5007, "value", "н", "mark-outside-scale"),
    ("marks.csv", 5008, "work", "\u{202e}диктант", "bad-value"),
    ("marks.csv", 5009, "student", "g02s05", "student-not-in-group"),
    ("results.csv", 1200, "term", "s9", "bad-value"),
    ("results.csv", 1201, "value", "7", "mark-outside-scale"),
    ("results.csv", 1202, "date", "30.02.2025", "bad-date"),
    ("results.csv", 1203, "journal", "g09j01", "dangling-reference"),
    ("plan.csv", 1300, "hours", "2 ч", "bad-number"),
    ("plan.csv", 1301, "term", "s3", "bad-value"),
    ("plan.csv", 1302, "topic", "", "missing-required"),
    ("homework.csv", 2, "due", "2024-12-32", "bad-date"),
    ("late/debts.csv", 3, "value", "9", "mark-outside-scale"),
];

/// Lines added to the end of a CSV file.
const LINES: &[(&str, &str, &str)] = &[
    ("students.csv", "g03s02,Двойник,Иван,,g03,,,,,,,,,,", "duplicate-id"),
    ("students.csv", "g03s77,Короткий,Пётр", "bad-row"),
    ("marks.csv", "g03j06l001,g03s05,5,,,,лишнее", "bad-row"),
];

/// Text of a YAML or JSON file made wrong: file, what stands there, what shall stand, the code.
const TEXTS: &[(&str, &str, &str, &str)] = &[
    ("groups.yaml", "  curator: t002", "  curator: t0022", "dangling-reference"),
    ("staff.yaml", "hired: \"2010-09-01\"", "hired: \"2010-09-00\"", "bad-date"),
    ("movements.json", "\"kind\":\"left\"", "\"kind\":\"ушёл\"", "bad-value"),
    (
        "curriculum.json",
        "\"kind\":\"занятия\",\"hours\":48}",
        "\"kind\":\"занятия\",\"hours\":\"сто\"}",
        "bad-number",
    ),
    ("checks.json", "\"inspector\":\"t001\"", "\"inspector\":{\"id\":\"t001\"}", "bad-row"),
    ("remarks.yaml", "  text: Не записано", "  text: [Не, записано] # ", "bad-row"),
];

/// Whole files, with the line that is told of.
const FILES: &[(&str, &str, Option<u32>, &str)] = &[
    ("mraks.csv", "lesson,student,value\n", None, "unknown-file"),
    ("debts.csv", "journal,student,value,date\n", None, "empty-table"),
    ("olympiads.csv", "\nstage,subject\nшкольный,физика\n", Some(2), "missing-column"),
    ("consents.yaml", "- student: g01s01\n  kind: \"фото\n", Some(3), "bad-file"),
    ("releases.csv", "student,kind,from,причина\ng03s02,exempt,2024-09-02,\n", Some(1), "unknown-column"),
];

#[test]
fn every_planted_error_is_found_and_nothing_else() {
    let project = Project::new();
    copy(&repository().join("input"), &project.path("input"));
    let mut planted: Vec<(String, u32, String)> = Vec::new();
    for (file, line, column, value, code) in CELLS {
        plant_cell(&project, file, *line, column, value);
        planted.push(((*file).to_owned(), *line, (*code).to_owned()));
    }
    for (file, added, code) in LINES {
        let text = project.read(&format!("input/{file}"));
        project.write(&format!("input/{file}"), format!("{text}{added}\n"));
        planted.push(((*file).to_owned(), text.lines().count() as u32 + 1, (*code).to_owned()));
    }
    for (file, old, new, code) in TEXTS {
        let text = project.read(&format!("input/{file}"));
        let at = text.find(old).unwrap_or_else(|| panic!("{file} has no {old}"));
        project.write(&format!("input/{file}"), text.replacen(old, new, 1));
        planted.push(((*file).to_owned(), line_of_row(file, &text, at), (*code).to_owned()));
    }
    for (file, text, line, code) in FILES {
        project.write(&format!("input/{file}"), text);
        planted.push(((*file).to_owned(), line.unwrap_or(0), (*code).to_owned()));
    }
    planted.extend(plant_in_workbook(&project));
    assert!(planted.len() >= 60, "{}", planted.len());

    let run = project.run(&["check", "--format", "json"]).ends(1);
    let told = |line: &Value| {
        let text = |field: &str| line[field].as_str().unwrap_or_default().to_owned();
        (text("file"), line["line"].as_u64().unwrap_or(0) as u32, text("code"))
    };
    let mut found: Vec<_> = run.json().iter().map(told).collect();
    found.sort();
    planted.sort();
    let missed: Vec<_> = planted.iter().filter(|error| !found.contains(error)).collect();
    let invented: Vec<_> = found.iter().filter(|error| !planted.contains(error)).collect();
    assert!(missed.is_empty() && invented.is_empty(), "missed {missed:#?}\ninvented {invented:#?}");
    assert_eq!(found.len(), planted.len(), "each is told once");
}

/// Writes a value into a cell; every row of the sample is one line.
fn plant_cell(project: &Project, file: &str, line: u32, column: &str, value: &str) {
    let path = project.path("input").join(file);
    let mut reader =
        csv::ReaderBuilder::new().has_headers(false).flexible(true).from_path(&path).expect("the file");
    let mut rows: Vec<Vec<String>> =
        reader.records().map(|row| row.expect("a row").iter().map(str::to_owned).collect()).collect();
    let column =
        rows[0].iter().position(|name| name == column).unwrap_or_else(|| panic!("{file} has no {column}"));
    rows[line as usize - 1][column] = value.to_owned();
    let mut writer = csv::WriterBuilder::new().flexible(true).from_path(&path).expect("the file");
    rows.iter().for_each(|row| writer.write_record(row).expect("written"));
}

/// The line on which the row begins that has a place of a text; a field's own line is not told.
fn line_of_row(file: &str, text: &str, at: usize) -> u32 {
    let begins = if file.ends_with("yaml") { "- " } else { "  {" };
    let row = text[..at].rmatch_indices('\n').map(|(end, _)| end + 1).chain([0]);
    let line_start = row.into_iter().find(|start| text[*start..].starts_with(begins)).expect("a row");
    text[..line_start].matches('\n').count() as u32 + 1
}

/// Turns the attendance into a workbook and plants what only a workbook can have.
fn plant_in_workbook(project: &Project) -> Vec<(String, u32, String)> {
    const NAME: &str = "Посещаемость.xlsx";
    let text = project.read("input/attendance.csv");
    fs::remove_file(project.path("input/attendance.csv")).expect("removed");
    let mut book = Workbook::new();
    let sheet = book.add_worksheet();
    for (row, line) in (0u32..).zip(text.lines()) {
        for (column, cell) in (0u16..).zip(line.split(',')).filter(|(_, cell)| !cell.is_empty()) {
            sheet.write(row, column, cell).expect("a cell");
        }
    }
    // lesson, student, status, minutes, entered_at
    sheet.write(99, 2, "прогулял").expect("a cell");
    sheet.write(100, 3, "много").expect("a cell");
    sheet.write(101, 0, "\u{a0}").expect("a cell");
    sheet.write(102, 1, "g01s98").expect("a cell");
    sheet.write_formula(103, 2, Formula::new("=NA()").set_result("#N/A")).expect("a cell");
    sheet.write_formula(104, 3, Formula::new("=1+1").set_result("")).expect("a cell");
    sheet.write(105, 4, "31.06.2025 10:00").expect("a cell");
    sheet.write(106, 4, 0.75).expect("a cell");
    book.save(project.path("input").join(NAME)).expect("the workbook");
    let planted = [
        (100, "bad-value"),
        (101, "bad-number"),
        (102, "missing-required"),
        (103, "dangling-reference"),
        (104, "bad-value"),
        (106, "bad-date"),
        (107, "bad-date"),
    ];
    planted.map(|(line, code)| (NAME.to_owned(), line, code.to_owned())).into()
}
