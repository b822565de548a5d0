//! A student's own papers hold all that is the student's and nothing of anybody else's.

use crate::harness::{Project, tool};
use std::collections::BTreeMap;

/// A college whose students have names and numbers that are told apart in any text.
fn marked(kind: &str) -> (Project, Vec<String>) {
    let project = Project::with_demo(&[
        "--kind",
        kind,
        "--groups",
        "2",
        "--students",
        "9",
        "--journals",
        "5",
        "--lessons",
        "20",
    ]);
    project.edit("students", "last_name", |n, _| name(n));
    project.edit("students", "record_no", |n, _| format!("ЗК-{n:03}-кн"));
    let mut reader = csv::Reader::from_path(project.path("input/students.csv")).expect("a table");
    let ids: Vec<String> = reader.records().map(|row| row.expect("a row")[0].to_owned()).collect();
    // Homework of one's own, with names.
    let lessons = project.read("input/lessons.csv");
    let lesson = lessons.lines().nth(1).and_then(|line| line.split(',').next()).expect("a lesson").to_owned();
    let mut homework = "lesson,student,text\n".to_owned();
    for (n, id) in ids.iter().enumerate().filter(|(_, id)| id.starts_with("g01")) {
        homework.push_str(&format!("{lesson},{id},Доклад для {}\n", name(n)));
    }
    project.write("input/homework.csv", homework);
    (project, ids)
}

fn name(n: usize) -> String {
    // Letters only: words are found as they are.
    let letter = |n: usize| char::from_u32('а' as u32 + n as u32).expect("a letter");
    format!("Щюк{}{}щюк", letter(n / 20), letter(n % 20))
}

/// How many rows of a table name each student.
fn rows_of(project: &Project, table: &str) -> BTreeMap<String, usize> {
    let text = project.read(&format!("input/{table}.csv"));
    let mut reader = csv::Reader::from_reader(text.as_bytes());
    let at = reader.headers().expect("a header").iter().position(|own| own == "student").expect("a column");
    let mut count = BTreeMap::new();
    for row in reader.records() {
        *count.entry(row.expect("a row")[at].to_owned()).or_default() += 1;
    }
    count
}

#[test]
fn an_extract_holds_all_of_one_student_and_nothing_of_another() {
    for kind in ["college", "school"] {
        let (project, ids) = marked(kind);
        project.run(&["extract", "--all", "--folder", "all", "--quiet"]).succeeds();
        let marks = rows_of(&project, "marks");
        for (n, id) in ids.iter().enumerate() {
            let html = project.read(&format!("all/extract-{id}.html"));
            let pdf = project.path(&format!("all/extract-{id}.pdf"));
            let paper = tool("pdftotext", &[pdf.to_str().expect("a path"), "-"]);
            for (place, text) in [("the page", &html), ("the paper", &paper)] {
                assert!(text.contains(&name(n)), "{id}: the name is not on {place}");
                for other in (0..ids.len()).filter(|other| *other != n) {
                    assert!(!text.contains(&name(other)), "{id}: {} is on {place}", name(other));
                    assert!(
                        !text.contains(&format!("ЗК-{other:03}-кн")),
                        "{id}: a number of another on {place}"
                    );
                }
            }
            // A mark is told with its kind of work, once on the page.
            let told: usize =
                ["(устный ответ)", "(письменная работа)", "(практическая работа)", "(контрольная работа)"]
                    .map(|work| html.matches(work).count())
                    .iter()
                    .sum();
            assert_eq!(told, marks.get(id).copied().unwrap_or(0), "{kind}, {id}");
            for bad in ["<script", "http://", "https://", "src=", "href="] {
                assert!(!html.contains(bad), "{id}: {bad}");
            }
        }
    }
}

/// Whatever is done to one student's rows, the papers of all others stay what they are, to the byte.
#[test]
fn papers_of_others_do_not_change_with_one_students_rows() {
    let (project, ids) = marked("college");
    let papers = |project: &Project, folder: &str| {
        project.run(&["extract", "--all", "--folder", folder, "--quiet"]).succeeds();
        for id in &ids {
            project
                .run(&[
                    "sheet",
                    "--student",
                    id,
                    "--from",
                    "2024-09-01",
                    "--to",
                    "2024-10-31",
                    "--weekly",
                    "--folder",
                    folder,
                    "--quiet",
                ])
                .succeeds();
        }
        project.files(folder)
    };
    let before = papers(&project, "before");
    let one = &ids[3];
    for table in ["marks", "attendance", "results", "homework"] {
        let text = project.read(&format!("input/{table}.csv"));
        let kept: Vec<&str> = text.lines().filter(|line| !line.split(',').any(|cell| cell == one)).collect();
        assert!(kept.len() < text.lines().count(), "{table}");
        project.write(&format!("input/{table}.csv"), kept.join("\n") + "\n");
    }
    let after = papers(&project, "after");
    assert_eq!(before.len(), ids.len() * 3);
    let mut changed = 0;
    for ((path, old), (_, new)) in before.iter().zip(&after) {
        if path.contains(one.as_str()) {
            changed += usize::from(old != new);
        } else {
            assert!(old == new, "{path}");
        }
    }
    assert_eq!(changed, 3, "the student's own papers");
}

/// The page of an extract is valid, accessible, and asks for nothing, whatever the names.
#[test]
fn the_page_of_an_extract_stands_alone() {
    let project =
        Project::with_demo(&["--groups", "1", "--students", "2", "--journals", "3", "--lessons", "8"]);
    project.replace("input/journals.csv", "Математика", "<b>Мате&матика</b> \"&#1;\"");
    project.run(&["extract", "--all", "--folder", "выписки", "--quiet"]).succeeds();
    assert!(project.read("выписки/extract-g01s01.html").contains("&lt;b&gt;"));
    let script = crate::harness::repository().join("tests/site/check.mjs");
    let folder = project.path("выписки");
    print!("{}", tool("node", &[script.to_str().expect("a path"), folder.to_str().expect("a path")]));
}

/// The sheet's numbers are those of the figures.
#[test]
fn a_sheet_counts_as_the_reports_do() {
    let project = Project::with_sample();
    let lines = project.run(&["report", "attendance", "--format", "json"]).succeeds().json();
    let figure = |key: &str| {
        let line = lines.iter().find(|line| line["id"] == "g01s06" && line["term"] == "s1").expect("a line");
        line[key].as_u64().expect("a count")
    };
    let run = project.run(&["sheet", "--student", "g01s06", "--from", "01.09.2024", "--to", "30.12.2024"]);
    run.succeeds().says("для 1 обучающегося");
    let pdf = project.path("sheet-g01s06.pdf");
    let text = tool("pdftotext", &["-layout", pdf.to_str().expect("a path"), "-"]);
    let total: Vec<u64> = text
        .lines()
        .find(|line| line.trim_start().starts_with("Всего"))
        .expect("the sums")
        .split_whitespace()
        .filter_map(|word| word.parse().ok())
        .collect();
    let missed = ["absent", "unexcused", "excused", "ill"].map(figure).iter().sum::<u64>();
    assert_eq!(total[0], figure("lessons"), "{text}");
    assert_eq!(total[1], missed, "{text}");
}

#[test]
fn a_wrong_call_for_papers_is_told() {
    let project =
        Project::with_demo(&["--groups", "1", "--students", "3", "--journals", "1", "--lessons", "2"]);
    project.run(&["sheet"]).ends(2).says("--student");
    project.run(&["extract", "--student", "nobody"]).ends(2).says("нет обучающегося nobody");
    project.run(&["extract", "--all", "--folder", "input/x"]).ends(2);
    project.run(&["sheet", "--paper"]).succeeds().says("paper_reports");
    project.run(&["sheet", "--student", "g01s01", "--from", "2024-12-01", "--to", "2024-11-01"]).ends(2);
}
