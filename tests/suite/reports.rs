//! Reports say on paper and on their page what figures and findings say.

use crate::harness::{Project, tool};
use crate::second::spoilt;
use serde_json::Value;
use std::fs;

fn ids() -> impl Iterator<Item = &'static str> {
    letopis::reports::KINDS.iter().map(|kind| kind.id)
}

fn built() -> Project {
    let project = spoilt("college", 2);
    project.run(&["build", "--quiet"]).succeeds();
    project
}

/// A text without its spaces: paper has others than pages.
fn squeezed(text: &str) -> String {
    text.split_whitespace().collect()
}

/// The rows of all tables of a report's page, a text a cell.
fn rows(project: &Project, id: &str) -> Vec<Vec<String>> {
    let page = project.read(&format!("output/site/reports/{id}.html"));
    let page = page.split("<div class=\"files\">").next().expect("a beginning");
    let bodies = page.split("<tbody>").skip(1).map(|body| body.split("</tbody>").next().expect("an end"));
    let row = |row: &str| {
        // What stands between tags, a link's text too.
        let text = |cell: &str| {
            cell.split('<').filter_map(|part| part.split_once('>')).map(|(_, text)| text).collect()
        };
        let cells: Vec<String> = row.split("</t").map(text).collect();
        cells[..cells.len() - 2].to_vec()
    };
    bodies.flat_map(|body| body.lines().filter(|line| line.starts_with("<tr>")).map(row)).collect()
}

#[test]
fn every_report_is_a_document_and_a_page() {
    let project = built();
    let listing = project.read("output/site/reports.html");
    for kind in letopis::reports::KINDS {
        let id = kind.id;
        let folder = if kind.form == letopis::reports::Form::Register { "registers" } else { "reports" };
        assert!(listing.contains(&format!("reports/{id}.html")), "{id}");
        let page = project.read(&format!("output/site/reports/{id}.html"));
        assert!(page.contains(&format!("print/{folder}/{id}.pdf")), "{id}");
        let pdf = project.path(&format!("output/print/{folder}/{id}.pdf"));
        let text = tool("pdftotext", &[pdf.to_str().expect("a path"), "-"]);
        let text = squeezed(&text);
        for cell in rows(&project, id).iter().flatten().filter(|cell| cell.len() < 30) {
            let cell = squeezed(cell).replace("&quot;", "\"");
            assert!(text.contains(&cell), "{id}: «{cell}» is not on paper");
        }
    }
    let count = |folder: &str| {
        let names =
            fs::read_dir(project.path(folder)).expect("a folder").map(|entry| entry.expect("an entry"));
        names.filter(|entry| !entry.file_name().to_string_lossy().starts_with("act-")).count()
    };
    assert_eq!(count("output/print/reports") + count("output/print/registers"), ids().count());
}

/// Registers count what the tables have: who was there, came and went; every hour held, of one teacher each.
#[test]
fn registers_add_up() {
    let project = spoilt("college", 2);
    let lines = |id: &str| project.run(&["report", id, "--format", "json"]).succeeds().json();
    let contingent: Vec<Value> =
        lines("movement").into_iter().filter(|line| line["table"] == "contingent").collect();
    let number = |line: &Value, key: &str| line[key].as_f64().unwrap_or_else(|| panic!("{key} of {line}"));
    assert!(contingent.len() > 2);
    for line in &contingent {
        let came = number(line, "came") + number(line, "moved_in");
        let end = number(line, "start") + came - number(line, "moved_out") - number(line, "left");
        assert_eq!(end, number(line, "end"), "{line}");
    }
    let loads: Vec<Value> = lines("staff").into_iter().filter(|line| line["table"] == "load").collect();
    let given: f64 = loads.iter().map(|line| number(line, "held")).sum();
    project.run(&["build", "--only", "data", "--quiet"]).succeeds();
    let lessons = project.read("output/data/lessons.csv");
    let mut reader = csv::Reader::from_reader(lessons.as_bytes());
    let header = reader.headers().expect("a header").clone();
    let at = |name: &str| header.iter().position(|own| own == name).expect("a column");
    let rows: Vec<csv::StringRecord> = reader.records().map(|row| row.expect("a row")).collect();
    let held = rows.iter().filter(|row| matches!(&row[at("status")], "" | "held"));
    let held: f64 = held.map(|row| row[at("hours")].parse::<f64>().expect("hours")).sum();
    assert!(held > 0.0 && (held - given).abs() < 1e-6, "{held} held, {given} in the register");
}

/// A register without rows says so, or is left out of the print where the settings ask for that.
#[test]
fn an_empty_register_says_so_or_is_left_out() {
    let project =
        Project::with_demo(&["--groups", "1", "--students", "2", "--journals", "1", "--lessons", "2"]);
    std::fs::remove_file(project.path("input/olympiads.csv")).expect("removed");
    project.run(&["build", "--quiet"]).succeeds();
    let pdf = project.path("output/print/registers/olympiads.pdf");
    let text = tool("pdftotext", &[pdf.to_str().expect("a path"), "-"]);
    assert!(
        text.contains("Записей в разделе «Участники» нет") && text.contains("Сведений об олимпиадах нет"),
        "{text}"
    );
    project.set("print: { empty_registers: false }");
    project.run(&["build", "--quiet"]).succeeds();
    assert!(!pdf.exists() && project.path("output/print/registers/staff.pdf").is_file());
    assert!(project.read("output/site/reports/olympiads.html").contains("Сведений об олимпиадах"));
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
        let numbers = |keys: &[&str]| keys.iter().map(|key| count(line, key)).collect::<Vec<_>>();
        let (marks, others) = (numbers(&["n5", "n4", "n3", "n2", "na"]), numbers(&["unmarked", "exempt"]));
        let name = line["id"].as_str().expect("a name");
        assert!(
            shown.iter().any(|row| row[0] == name && row[2..7] == marks && row[9..11] == others),
            "{line}"
        );
    }
    let lines = project.run(&["report", "attendance", "--format", "json"]).succeeds().json();
    let shown = rows(&project, "attendance");
    let whole: Vec<&Value> = lines.iter().filter(|line| line["scope"] == "organization").collect();
    // The year's row stands last and is told to programs only where they ask.
    assert_eq!(shown[whole.len()][1], "Год");
    for (line, row) in whole.into_iter().zip(&shown) {
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
    let numbers = project.run(&["report", "audit", "--format", "json"]).succeeds().json();
    let of_table = |table: &str| {
        let own = numbers.iter().filter(|line| line["table"] == table);
        own.map(|line| line["count"].as_u64().expect("a count") as usize).sum::<usize>()
    };
    assert_eq!(of_table("places"), found.iter().filter(of_journals).count());
    assert_eq!(of_table("kinds"), found.iter().filter(|line| line["severity"] == "finding").count());
}

/// What the deputy must see stands on the first page, the journals with most of it first.
#[test]
fn the_audit_begins_with_the_journals_that_need_the_deputy() {
    let project = spoilt("college", 3);
    project.run(&["report", "audit", "--file", "a.pdf"]).succeeds();
    let first =
        tool("pdftotext", &["-l", "1", "-layout", project.path("a.pdf").to_str().expect("a path"), "-"]);
    let numbers = project.run(&["report", "audit", "--format", "json"]).succeeds().json();
    let needing: Vec<&Value> = numbers.iter().filter(|line| line["table"] == "attention").collect();
    assert!(!needing.is_empty());
    for line in needing {
        let teacher = squeezed(line["teacher"].as_str().expect("a name"));
        assert!(squeezed(&first).contains(&teacher), "{line} is not on page 1:\n{first}");
    }
}

/// Of some days as of the term that they are; of one group as of it among all.
#[test]
fn a_selection_is_a_part_of_the_whole() {
    let project = spoilt("college", 1);
    let of = |report: &str, more: &[&str]| {
        project.run(&[&["report", report, "--format", "json"], more].concat()).succeeds().json()
    };
    let term = "2024-09-01/2024-12-30";
    for report in ["attendance", "indicators"] {
        let days = of(report, &["--from", "01.09.2024", "--to", "2024-12-30"]);
        let of_term = of(report, &["--term", "s1"]);
        assert!(days.len() > 20 && days.iter().all(|line| line["term"] == term));
        for mut line in days {
            line["term"] = "s1".into();
            // The organisation's indicators of groups take terms that days cut otherwise: none here.
            assert!(of_term.contains(&line), "{report}: {line}");
        }
        let all = of(report, &[]);
        let of_group = of(report, &["--group", "g02"]);
        for line in of_group.iter().filter(|line| line["scope"] == "group" || line["scope"] == "journal") {
            assert!(all.contains(line), "{report}: {line}");
        }
    }
    for report in ids() {
        // A group and a term are known by their names too.
        let (more, name, scope): (&[&str], _, _) = match report {
            "forecast" | "staff" | "consents" | "acts" => {
                (&["--group", "са-21"], "g02.pdf", "2024/2025 учебный год, группа СА-21")
            }
            "performance" => {
                (&["--group", "g02", "--term", "1 Семестр"], "g02-s1.pdf", "1 семестр, группа СА-21")
            }
            _ => (
                &["--group", "g02", "--from", "2024-10-01", "--to", "2024-10-31"],
                "g02-2024-10-01_2024-10-31.pdf",
                "с 01.10.2024 по 31.10.2024, группа СА-21",
            ),
        };
        project.run(&[&["report", report], more].concat()).succeeds();
        let pdf = project.path(&format!("{report}-{name}"));
        let text = tool("pdftotext", &["-l", "1", pdf.to_str().expect("a path"), "-"]);
        assert!(text.contains(scope), "{report}: {text}");
        let csv = project.run(&[&["report", report, "--format", "csv"], more].concat()).succeeds().stdout();
        csv::Reader::from_reader(csv.as_bytes()).records().for_each(|row| drop(row.expect("a row")));
    }
}

#[test]
fn a_wrong_call_of_a_report_is_told() {
    let project = spoilt("college", 1);
    let of = |more: &[&str]| project.run(&[&["report"], more].concat());
    of(&["nothing"]).ends(2).says("performance");
    of(&["performance", "--from", "2024-10-01"]).ends(2).says("--term");
    of(&["audit", "--from", "2024-10-02", "--to", "2024-10-01"]).ends(2).says("позже");
    of(&["audit", "--from", "завтра"]).ends(2).says("нужна дата вида 2024-10-01");
    of(&["audit", "--term", "s1", "--from", "2024-10-01"]).ends(2);
    of(&["audit", "--file", "input/audit.pdf"]).ends(2).says("назовите другой файл");
    of(&["audit", "--from", "2023-01-01", "--to", "2023-02-01"])
        .ends(2)
        .says("не дни 2024/2025 учебного года");
    of(&["forecast", "--term", "s1"]).ends(2).says("за весь год");
    project.run(&["build", "--quiet", "--only", "data"]).succeeds();
    of(&["audit", "--file", "output/data/audit.pdf"]).ends(2).says("в сборке");
}

/// Pictures hold what their tables say, are the same on paper and page, and escape what they are given.
#[test]
fn charts_are_drawn_of_the_tables() {
    let project = spoilt("college", 3);
    project.replace("input/groups.csv", "ИС-11", "<b>&\"ИС\"");
    project.run(&["build", "--quiet"]).succeeds();
    for (id, charts) in [("performance", 2), ("attendance", 1), ("activity", 1)] {
        let page = project.read(&format!("output/site/reports/{id}.html"));
        let drawn: Vec<&str> =
            page.split("<svg ").skip(1).map(|svg| svg.split("</svg>").next().expect("an end")).collect();
        assert_eq!(drawn.len(), charts, "{id}");
        for svg in drawn {
            let mut reader = quick_xml::Reader::from_str(svg.split_once('>').expect("a head").1);
            loop {
                match reader.read_event().unwrap_or_else(|error| panic!("{id}: {error}")) {
                    quick_xml::events::Event::Eof => break,
                    quick_xml::events::Event::Start(tag) => assert_ne!(tag.name().as_ref(), "b"),
                    _ => {}
                }
            }
        }
    }
    let lines =
        project.run(&["report", "performance", "--term", "year", "--format", "json"]).succeeds().json();
    let page = project.read("output/site/reports/performance.html");
    let pdf = project.path("output/print/reports/performance.pdf");
    let text = tool("pdftotext", &["-l", "2", pdf.to_str().expect("a path"), "-"]);
    for line in lines.iter().filter(|line| line["scope"] == "group") {
        let passing = letopis::words::percent(line["passing"].as_f64().expect("a share"));
        assert!(page.contains(&format!(">{passing}</text>")), "{passing} is not on the picture");
        assert!(squeezed(&text).contains(&squeezed(&passing)), "{passing} is not on paper");
    }
    assert!(page.contains("&lt;b&gt;&amp;") && text.contains("<b>&"));
}

/// Where the data lack what an indicator needs, that is said; 0 is never said of it.
#[test]
fn what_is_not_known_is_not_nought() {
    let project =
        Project::with_demo(&["--groups", "1", "--students", "3", "--journals", "2", "--lessons", "4"]);
    for table in ["activity", "users", "timetable"] {
        fs::remove_file(project.path(&format!("input/{table}.csv"))).expect("removed");
    }
    let lines = project.run(&["report", "indicators", "--format", "json"]).succeeds().json();
    for id in ["esia", "involved-parents", "activated-teachers", "timetable-filled", "adaptation"] {
        let own: Vec<&Value> = lines.iter().filter(|line| line["indicator"] == id).collect();
        assert!(
            matches!(own[..], [line] if line["value"].is_null() && line["missing"].is_string()),
            "{id}: {own:?}"
        );
    }
    project.run(&["report", "indicators", "--file", "i.pdf"]).succeeds();
    let paper = |name: &str| tool("pdftotext", &[project.path(name).to_str().expect("a path"), "-"]);
    assert!(paper("i.pdf").matches("нет данных").count() >= 10);
    assert!(squeezed(&paper("i.pdf")).contains("нетсведенийобактивности"));
    project.run(&["report", "activity", "--file", "a.pdf"]).succeeds();
    assert!(paper("a.pdf").contains("Сведений об активности нет."));
    // Nor are attendance, marks and results that the export has not.
    for (table, indicators) in [
        ("attendance", ["attendance", "systemic-absence", "timely-attendance"]),
        ("marks", ["accumulation", "without-marks", "marks-per-lesson"]),
        ("results", ["passing", "quality-students", "mean"]),
    ] {
        fs::remove_file(project.path(&format!("input/{table}.csv"))).expect("removed");
        let lines = project.run(&["report", "indicators", "--format", "json"]).succeeds().json();
        for id in indicators {
            let own: Vec<&Value> = lines.iter().filter(|line| line["indicator"] == id).collect();
            let is_missing = |line: &&Value| line["value"].is_null() && line["missing"].is_string();
            assert!(own.len() == 1 && own.iter().all(is_missing), "{table} {id}: {own:?}");
        }
    }
    project.run(&["report", "attendance", "--file", "t.pdf"]).succeeds();
    assert!(paper("t.pdf").contains("Сведений о посещаемости в выгрузке нет"));
    project.run(&["report", "performance", "--file", "p.pdf"]).succeeds();
    assert!(squeezed(&paper("p.pdf")).contains("Итоговыхотметокввыгрузкенет"));
}

/// Changes of lessons' marks after the window, and of results whenever they were, with who, when and why.
#[test]
fn changes_are_told_with_old_and_new() {
    let project =
        Project::with_demo(&["--groups", "1", "--students", "3", "--journals", "2", "--lessons", "4"]);
    let lesson = project.read("input/attendance.csv").lines().nth(1).map(str::to_owned);
    let lesson = lesson.unwrap_or_else(|| "g01j01l001,g01s01".to_owned());
    let record: Vec<&str> = lesson.split(',').take(2).collect();
    project.write(
        "input/changes.csv",
        format!(
            "table,record,field,old,new,at,by,reason\n\
             attendance,{},status,absent,ill,2025-06-20T10:30,t002,справка\n\
             results,g01j01/g01s01/s1,value,3,4,2025-03-01T09:00,t003,\n",
            record.join("/")
        ),
    );
    let lines = project.run(&["report", "changes", "--format", "json"]).succeeds().json();
    let of = |table: &str| lines.iter().filter(|line| line["table"] == table).collect::<Vec<_>>();
    let [change] = of("changes")[..] else { panic!("{lines:?}") };
    assert_eq!([&change["old"], &change["new"], &change["reason"]], ["н", "б", "справка"]);
    assert_eq!(change["at"], "20.06.2025 в 10:30");
    let [result] = of("results")[..] else { panic!("{lines:?}") };
    assert_eq!([&result["old"], &result["new"], &result["reason"]], ["3", "4", "не указана"]);
    // A month is asked for by the day on which it was done.
    let june = ["report", "changes", "--format", "json", "--from", "2025-06-01", "--to", "2025-06-30"];
    assert_eq!(project.run(&june).succeeds().json().len(), 1);
}
