//! The same college in any form gives the same data, to the byte (contract §4).

use crate::harness::{Project, copy, repository, tool};
use chrono::NaiveDate;
use rust_xlsxwriter::{ExcelDateTime, Format, Workbook};
use serde_json::{Map, Value};
use std::fs;

/// The normalised data of one college, from which every form is made.
struct College {
    project: Project,
    schema: Value,
}

impl College {
    fn of(project: Project) -> College {
        project.run(&["build", "--only", "data"]).succeeds();
        let schema = serde_json::from_str(&project.read("output/data/schema.json")).expect("the schema");
        College { project, schema }
    }

    fn tables(&self) -> impl Iterator<Item = &Value> {
        self.schema.as_array().expect("tables").iter()
    }

    /// A table's name, its columns with their kinds, and its rows.
    fn rows(&self, table: &Value) -> (String, Vec<(String, String)>, Vec<Vec<String>>) {
        let text = |value: &Value| value.as_str().expect("a text").to_owned();
        let name = text(&table["table"]);
        let columns = table["columns"].as_array().expect("columns").iter();
        let columns = columns.map(|column| (text(&column["name"]), text(&column["kind"]))).collect();
        let csv = self.project.read(&format!("output/data/{name}.csv"));
        let mut reader = csv::Reader::from_reader(csv.as_bytes());
        let rows = reader.records().map(|row| row.expect("a row").iter().map(str::to_owned).collect());
        (name, columns, rows.collect())
    }

    /// Builds what `write` makes of every table that has rows, and holds the data against the college's.
    #[track_caller]
    fn is_the_same(&self, form: &str, write: impl Fn(&Project, &str, &[(String, String)], &[Vec<String>])) {
        let project = Project::new();
        let settings = fs::read(self.project.path("input/archive.yaml")).expect("the settings");
        project.write("input/archive.yaml", settings);
        for table in self.tables() {
            let (name, columns, rows) = self.rows(table);
            if !rows.is_empty() {
                write(&project, &name, &columns, &rows);
            }
        }
        self.is_built_the_same(form, &project);
    }

    #[track_caller]
    fn is_built_the_same(&self, form: &str, project: &Project) {
        project.run(&["build", "--only", "data"]).succeeds();
        let (ours, theirs) = (self.project.files("output/data"), project.files("output/data"));
        assert_eq!(ours.len(), theirs.len(), "{form}");
        for ((path, bytes), (other, other_bytes)) in ours.iter().zip(&theirs) {
            assert!(path == other && bytes == other_bytes, "{form}: {path} differs");
        }
    }
}

/// Dates, times, decimals and booleans as a Russian office writes them.
fn russian(kind: &str, cell: &str) -> String {
    let day = |text: &str| {
        let day: NaiveDate = text.parse().expect("a date");
        day.format("%d.%m.%Y").to_string()
    };
    match (kind, cell) {
        (_, "") => String::new(),
        ("date", cell) => day(cell),
        ("time", cell) => match cell.split_once('T') {
            Some((date, clock)) => format!("{} {clock}", day(date)),
            None => day(cell),
        },
        ("boolean", "true") => "да".to_owned(),
        ("boolean", _) => "нет".to_owned(),
        ("number", cell) => cell.replace('.', ","),
        (_, cell) => cell.to_owned(),
    }
}

fn csv_of(
    separator: u8,
    columns: &[(String, String)],
    rows: &[Vec<String>],
    cell: impl Fn(&str, &str) -> String,
) -> Vec<u8> {
    let mut writer = csv::WriterBuilder::new()
        .delimiter(separator)
        .terminator(csv::Terminator::CRLF)
        .from_writer(Vec::new());
    writer.write_record(columns.iter().map(|(name, _)| name)).expect("written");
    for row in rows {
        let cells = row.iter().zip(columns).map(|(text, (_, kind))| cell(kind, text));
        writer.write_record(cells).expect("written");
    }
    writer.into_inner().expect("written")
}

/// What a program would write: numbers and booleans as such, lists as lists.
fn objects(columns: &[(String, String)], rows: &[Vec<String>]) -> Vec<Map<String, Value>> {
    let typed = |kind: &str, cell: &str| match kind {
        "integer" | "number" => serde_json::from_str(cell).expect("a number"),
        "boolean" => Value::Bool(cell == "true"),
        "list" => cell.split(',').map(|part| Value::String(part.to_owned())).collect(),
        _ => Value::String(cell.to_owned()),
    };
    let object = |row: &Vec<String>| {
        let cells = columns.iter().zip(row).filter(|(_, cell)| !cell.is_empty());
        cells.map(|((name, kind), cell)| (name.clone(), typed(kind, cell))).collect()
    };
    rows.iter().map(object).collect()
}

/// One workbook with a sheet a table: Russian names and headings, typed cells, and every other date a
/// bare serial number, as it comes out of a cell that lost its format.
fn workbook_of(college: &College) -> Vec<u8> {
    let titles = letopis::export::blank::Blank::all();
    let (days, moments) =
        (Format::new().set_num_format("dd.mm.yyyy"), Format::new().set_num_format("dd.mm.yyyy hh:mm"));
    let mut workbook = Workbook::new();
    for table in college.tables() {
        let (name, columns, rows) = college.rows(table);
        let title = titles.iter().find(|title| title.name == name).expect("a table");
        let sheet = workbook.add_worksheet();
        sheet.set_name(title.titles[0]).expect("a sheet's name");
        for (at, column) in (0u16..).zip(title.columns) {
            sheet.write(0, at, column.title()).expect("a heading");
        }
        for (line, row) in (1u32..).zip(&rows) {
            for (at, (cell, (_, kind))) in
                (0u16..).zip(row.iter().zip(&columns)).filter(|(_, (cell, _))| !cell.is_empty())
            {
                let moment = |text: &str| ExcelDateTime::parse_from_str(text).expect("a moment");
                let written = match kind.as_str() {
                    "date" if line % 2 == 0 => sheet.write(line, at, moment(cell).to_excel()),
                    "date" => sheet.write_with_format(line, at, moment(cell), &days),
                    "time" => sheet.write_with_format(line, at, moment(cell), &moments),
                    "integer" | "number" => sheet.write(line, at, cell.parse::<f64>().expect("a number")),
                    "boolean" => sheet.write(line, at, cell == "true"),
                    // A mark or a number of the plan is a number where it looks like one.
                    _ => match cell.parse::<u32>() {
                        Ok(number) if number.to_string() == *cell => sheet.write(line, at, number),
                        _ => sheet.write(line, at, cell.as_str()),
                    },
                };
                written.expect("a cell");
            }
        }
    }
    workbook.save_to_buffer().expect("a workbook")
}

#[test]
fn the_data_is_the_same_whatever_the_format_was() {
    let college = College::of(Project::with_sample());
    college.is_the_same("CSV", |project, name, columns, rows| {
        let bytes = csv_of(b',', columns, rows, |_, cell| cell.to_owned());
        project.write(&format!("input/{name}.csv"), bytes);
    });
    college.is_the_same("CSV of a Russian Excel", |project, name, columns, rows| {
        let text = String::from_utf8(csv_of(b';', columns, rows, russian)).expect("UTF-8");
        let (bytes, _, lost) = encoding_rs::WINDOWS_1251.encode(&text);
        assert!(!lost, "{name} has letters that Windows-1251 lacks");
        project.write(&format!("input/{name}.csv"), bytes);
    });
    college.is_the_same("UTF-16 with tabs", |project, name, columns, rows| {
        let text = String::from_utf8(csv_of(b'\t', columns, rows, |_, cell| format!(" {cell}\u{a0}")))
            .expect("UTF-8");
        let bytes: Vec<u8> =
            [0xfeff].into_iter().chain(text.encode_utf16()).flat_map(u16::to_be_bytes).collect();
        project.write(&format!("input/{name}.csv"), bytes);
    });
    college.is_the_same("JSON", |project, name, columns, rows| {
        let bytes = serde_json::to_vec_pretty(&objects(columns, rows)).expect("JSON");
        project.write(&format!("input/{name}.json"), bytes);
    });
    college.is_the_same("JSON in one line", |project, name, columns, rows| {
        project
            .write(&format!("input/{name}.json"), serde_json::to_vec(&objects(columns, rows)).expect("JSON"));
    });
    college.is_the_same("YAML", |project, name, columns, rows| {
        project.write(
            &format!("input/{name}.yaml"),
            serde_yaml::to_string(&objects(columns, rows)).expect("YAML"),
        );
    });
    college.is_the_same("folders of files", |project, name, columns, rows| {
        for (n, part) in rows.chunks(rows.len().div_ceil(3)).enumerate() {
            let path = format!("input/{name}/{n}");
            match n {
                0 => project.write(&format!("{path}.csv"), csv_of(b';', columns, part, russian)),
                1 => project.write(
                    &format!("{path}.json"),
                    serde_json::to_vec(&objects(columns, part)).expect("JSON"),
                ),
                _ => project.write(
                    &format!("{path}.yml"),
                    serde_yaml::to_string(&objects(columns, part)).expect("YAML"),
                ),
            }
        }
    });
    let project = Project::new();
    let settings = fs::read(repository().join("input/archive.yaml")).expect("the settings");
    project.write("input/archive.yaml", settings);
    project.write("input/Колледж.xlsx", workbook_of(&college));
    college.is_built_the_same("one workbook", &project);
}

#[test]
fn workbooks_of_other_programs_are_read() {
    let size = ["--groups", "1", "--students", "9", "--journals", "3", "--lessons", "14"];
    let college = College::of(Project::with_demo(&size));
    for ending in ["xlsx", "xls", "ods"] {
        let project = Project::new();
        project.write("input/archive.yaml", college.project.read("input/archive.yaml"));
        let script = repository().join("tests/suite/spreadsheet.py");
        let (data, book) =
            (college.project.path("output/data"), project.path("input/all").with_extension(ending));
        tool("python3", &[script, data, book].each_ref().map(|path| path.to_str().expect("a path")));
        college.is_built_the_same(ending, &project);
    }
}

#[test]
fn the_workbook_of_init_is_filled_and_read() {
    let project = Project::new();
    project.run(&["init", "input"]).succeeds();
    let first = fs::read(project.path("input/tables.xlsx")).expect("the workbook");
    project.run(&["init", "again"]).succeeds();
    assert!(
        first == fs::read(project.path("again/tables.xlsx")).expect("the workbook"),
        "the same on every day"
    );
    // Every heading of the workbook and of the files is known: nothing but emptiness is told.
    let told = project.run(&["check", "--format", "json"]).succeeds().json();
    assert_eq!(told.len(), letopis::model::Archive::TABLES.len());
    assert!(told.iter().all(|line| line["code"] == "empty-table"), "{told:?}");
}

/// macOS takes the letters of a name apart: «й» is «и» with a breve.
#[test]
fn a_name_is_a_tables_however_its_letters_are_composed() {
    use unicode_normalization::UnicodeNormalization as _;
    let project = Project::new();
    copy(&repository().join("tests/cases/base"), &project.path("input"));
    let name: String = "Тематический план.csv".nfd().collect();
    assert_ne!(name, "Тематический план.csv");
    project.write(&format!("input/{name}"), "journal,number,topic\nj1,1,Степени\n");
    let run = project.run(&["check", "--format", "json"]).ends(0);
    assert_eq!(run.stdout(), "");
}
