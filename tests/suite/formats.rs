//! The same college in CSV, YAML and JSON gives the same data, to the byte.

use crate::harness::{Project, repository};
use serde_json::{Map, Value};
use std::fs;

/// The sample's rows of a table in CSV, as objects.
fn objects(project: &Project, table: &str) -> Vec<Map<String, Value>> {
    let text = project.read(&format!("output/data/{table}.csv"));
    let mut reader = csv::Reader::from_reader(text.as_bytes());
    let headers = reader.headers().expect("a header").clone();
    let object = |row: csv::StringRecord| {
        let cells = headers.iter().zip(row.iter()).filter(|(_, cell)| !cell.is_empty());
        cells.map(|(header, cell)| (header.to_owned(), typed(header, cell))).collect()
    };
    reader.records().map(|row| object(row.expect("a row"))).collect()
}

/// What a program would write: numbers and booleans as such, lists as lists.
fn typed(header: &str, cell: &str) -> Value {
    match header {
        "hours" | "slot" | "number" | "plan_number" | "course" | "weight" | "minutes" | "planned_hours" => {
            serde_json::from_str(cell).expect("a number")
        }
        "attested" | "consent" => Value::Bool(cell == "true"),
        "terms" if cell.contains(',') => cell.split(',').map(|part| Value::String(part.to_owned())).collect(),
        _ => Value::String(cell.to_owned()),
    }
}

#[test]
fn the_data_is_the_same_whatever_the_format_was() {
    let sample = Project::with_sample();
    sample.run(&["build", "--only", "data"]).succeeds();
    let tables = letopis::model::Archive::TABLES;
    for format in ["csv", "yaml", "json", "tab", "russian"] {
        let project = Project::new();
        project.write(
            "input/archive.yaml",
            fs::read(repository().join("input/archive.yaml")).expect("the settings"),
        );
        for table in tables {
            let rows = objects(&sample, table);
            if rows.is_empty() {
                continue;
            }
            match format {
                "json" => project
                    .write(&format!("input/{table}.json"), serde_json::to_vec_pretty(&rows).expect("JSON")),
                "yaml" => {
                    project.write(&format!("input/{table}.yaml"), serde_yaml::to_string(&rows).expect("YAML"))
                }
                _ => project.write(&format!("input/{table}.csv"), csv_of(&sample, table, format)),
            }
        }
        project.run(&["build", "--only", "data"]).succeeds();
        for (path, bytes) in sample.files("output/data") {
            assert!(
                project.files("output/data").contains(&(path.clone(), bytes)),
                "{format}: {path} differs"
            );
        }
    }
}

fn csv_of(sample: &Project, table: &str, form: &str) -> Vec<u8> {
    let text = sample.read(&format!("output/data/{table}.csv"));
    if form == "csv" {
        return text.replace('\n', "\r\n").into_bytes();
    }
    let mut reader = csv::Reader::from_reader(text.as_bytes());
    let separator = if form == "tab" { b'\t' } else { b';' };
    let mut bytes = b"\xef\xbb\xbf".to_vec();
    let mut writer = csv::WriterBuilder::new().delimiter(separator).from_writer(&mut bytes);
    writer.write_record(reader.headers().expect("a header")).expect("written");
    for row in reader.records() {
        let row = row.expect("a row");
        let cells =
            row.iter().map(|cell| if form == "russian" { russian(cell) } else { format!(" {cell}\u{a0}") });
        writer.write_record(cells).expect("written");
    }
    drop(writer);
    bytes
}

/// Dates, times, decimals and booleans as a Russian office writes them.
fn russian(cell: &str) -> String {
    let date = |text: &str| {
        let parts: Vec<&str> = text.split('-').collect();
        let digits = parts.len() == 3
            && parts[0].len() == 4
            && parts.iter().all(|part| part.bytes().all(|b| b.is_ascii_digit()));
        digits.then(|| format!("{}.{}.{}", parts[2], parts[1], parts[0]))
    };
    if let Some((day, clock)) = cell.split_once('T')
        && let Some(day) = date(day)
    {
        return format!("{day} {clock}");
    }
    match cell {
        "true" => "да".to_owned(),
        "false" => "нет".to_owned(),
        _ => date(cell).unwrap_or_else(|| cell.to_owned()),
    }
}
