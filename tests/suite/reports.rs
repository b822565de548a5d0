//! Reports say on paper and on their page what figures and findings say.

use crate::harness::{Project, tool};
use crate::second::spoilt;
use serde_json::Value;
use std::fs;

const IDS: [&str; 8] =
    ["performance", "attendance", "audit", "keeping", "changes", "substitutions", "remarks", "control"];

fn built() -> Project {
    let project = spoilt("college", 2);
    project.run(&["build", "--quiet"]).succeeds();
    project
}

/// The rows of all tables of a report's page, a text a cell.
fn rows(project: &Project, id: &str) -> Vec<Vec<String>> {
    let page = project.read(&format!("output/site/reports/{id}.html"));
    let page = page.split("<div class=\"files\">").next().expect("a beginning");
    let bodies = page.split("<tbody>").skip(1).map(|body| body.split("</tbody>").next().expect("an end"));
    let row = |row: &str| {
        let cells = row.split(['<', '>']).collect::<Vec<_>>();
        let is_cell = |tag: &str| tag.starts_with("td") || tag.starts_with("th");
        cells.windows(2).filter(|pair| is_cell(pair[0])).map(|pair| pair[1].to_owned()).collect()
    };
    bodies.flat_map(|body| body.lines().filter(|line| line.starts_with("<tr>")).map(row)).collect()
}

#[test]
fn every_report_is_a_document_and_a_page() {
    let project = built();
    let listing = project.read("output/site/reports.html");
    for id in IDS {
        assert!(listing.contains(&format!("reports/{id}.html")), "{id}");
        let page = project.read(&format!("output/site/reports/{id}.html"));
        assert!(page.contains(&format!("print/reports/{id}.pdf")), "{id}");
        let pdf = project.path(&format!("output/print/reports/{id}.pdf"));
        let text = tool("pdftotext", &[pdf.to_str().expect("a path"), "-"]);
        let squeezed: String = text.split_whitespace().collect();
        for cell in rows(&project, id).iter().flatten().filter(|cell| cell.len() < 30) {
            let cell: String = cell.split_whitespace().collect();
            assert!(squeezed.contains(&cell.replace("&quot;", "\"")), "{id}: «{cell}» is not on paper");
        }
    }
    assert_eq!(fs::read_dir(project.path("output/print/reports")).expect("the reports").count(), IDS.len());
}

#[test]
fn a_report_has_the_numbers_of_the_figures() {
    let project = built();
    let lines = project.run(&["report", "performance", "--format", "json"]).succeeds().json();
    let shown = rows(&project, "performance");
    let count = |line: &Value, key: &str| match line[key].as_u64().expect("a count") {
        0 => String::new(),
        count => count.to_string(),
    };
    for line in lines.iter().filter(|line| line["scope"] == "discipline") {
        let keys = ["n5", "n4", "n3", "n2", "na", "unmarked", "exempt"];
        let numbers: Vec<String> = keys.iter().map(|key| count(line, key)).collect();
        let name = line["id"].as_str().expect("a name");
        assert!(shown.iter().any(|row| row[0] == name && row[2..9] == numbers[..]), "{line}");
    }
    let lines = project.run(&["report", "attendance", "--format", "json"]).succeeds().json();
    let shown = rows(&project, "attendance");
    let whole = lines.iter().filter(|line| line["scope"] == "organization");
    for (line, row) in whole.zip(&shown) {
        let missed: u64 = ["absent", "unexcused", "excused", "ill"]
            .iter()
            .map(|key| line[*key].as_u64().expect("a count"))
            .sum();
        assert_eq!(row[2..4], [count(line, "lessons"), missed.to_string()]);
    }
    // Every finding about a journal stands in the audit.
    let found = project.run(&["check", "--format", "json"]).succeeds().json();
    let of_journals = |line: &&Value| {
        let tables = ["lessons", "marks", "attendance", "journals", "results"];
        line["severity"] == "finding" && tables.iter().any(|table| line["table"] == *table)
    };
    let places = rows(&project, "audit").into_iter().filter(|row| row.len() == 4);
    let told: usize = places.map(|row| row[2].parse::<usize>().expect("a count")).sum();
    assert_eq!(told, found.iter().filter(of_journals).count());
}

#[test]
fn a_report_of_nothing_says_so() {
    let project =
        Project::with_demo(&["--groups", "1", "--students", "2", "--journals", "1", "--lessons", "2"]);
    fs::remove_file(project.path("input/remarks.csv")).expect("removed");
    fs::remove_file(project.path("input/checks.csv")).expect("removed");
    project.run(&["build", "--quiet"]).succeeds();
    for (id, said) in [("remarks", "Замечаний нет."), ("control", "Сведений о проверках нет.")]
    {
        assert!(project.read(&format!("output/site/reports/{id}.html")).contains(said));
        let pdf = project.path(&format!("output/print/reports/{id}.pdf"));
        assert!(tool("pdftotext", &[pdf.to_str().expect("a path"), "-"]).contains(said));
    }
}
