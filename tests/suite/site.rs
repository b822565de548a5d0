//! The site: every link leads somewhere inside it, nothing comes from outside, and real tools and a
//! real browser agree (`tests/site/`).

use crate::harness::{Project, repository, tool};
use std::collections::{BTreeMap, BTreeSet};

/// The values of `href` and `src` of a page.
fn links(html: &str) -> Vec<String> {
    let mut links = Vec::new();
    for attribute in ["href=\"", "src=\""] {
        for part in html.split(attribute).skip(1) {
            links.push(part.split('"').next().expect("a value").to_owned());
        }
    }
    links
}

fn decode(link: &str) -> String {
    percent_encoding::percent_decode_str(link).decode_utf8().expect("UTF-8").into_owned()
}

/// The ids of a page.
fn anchors(html: &str) -> BTreeSet<&str> {
    html.split(" id=\"").skip(1).map(|part| part.split('"').next().expect("a value")).collect()
}

#[test]
fn every_link_leads_to_a_place_and_none_outside() {
    let college = Project::with_sample();
    let school = Project::new();
    school
        .run(&["demo", "input", "--kind", "school", "--groups", "2", "--lessons", "30", "--quiet"])
        .succeeds();
    for project in [college, school] {
        project.run(&["build", "--quiet"]).succeeds();
        let mut pages = BTreeMap::new();
        for (path, bytes) in project.files("output/site") {
            if path.ends_with(".html") {
                pages.insert(path, String::from_utf8(bytes).expect("UTF-8"));
            }
        }
        let mut reached = BTreeSet::new();
        for (path, html) in &pages {
            assert!(html.contains("Content-Security-Policy"), "{path}");
            for handler in [" style=", " onclick", " onload", "<style", "javascript:", "integrity="] {
                assert!(!html.contains(handler), "{path}: {handler}");
            }
            for link in links(html) {
                assert!(!link.contains("://") && !link.starts_with('/'), "{path}: {link}");
                let (file, place) = link.split_once('#').unwrap_or((&link, ""));
                let target = match file {
                    "" => path.clone(),
                    _ => within(path, &decode(file)),
                };
                let file = project.path("output/site").join(&target);
                assert!(file.is_file(), "{path}: {link} leads nowhere");
                reached.insert(file.canonicalize().expect("a file"));
                match pages.get(&target) {
                    Some(page) if !place.is_empty() => {
                        assert!(
                            anchors(page).contains(place),
                            "{path}: {link} leads to no place of {target}"
                        );
                    }
                    Some(_) => {}
                    None => {
                        let page =
                            place.strip_prefix("page=").map(|page| page.parse::<usize>().expect("a page"));
                        assert!(place.is_empty() || page.is_some_and(|page| page > 1), "{path}: {link}");
                    }
                }
            }
        }
        let print = project.files("output/print").into_iter().map(|(path, _)| format!("../print/{path}"));
        let site = project.files("output/site").into_iter().map(|(path, _)| path);
        for path in site.filter(|path| !path.starts_with("search/")).chain(print) {
            let file = project.path("output/site").join(&path).canonicalize().expect("a file");
            assert!(path == "index.html" || reached.contains(&file), "nothing leads to {path}");
        }
    }
}

/// A relative path from a page, without the steps up.
fn within(page: &str, link: &str) -> String {
    let mut steps: Vec<&str> = page.split('/').collect();
    steps.pop();
    for step in link.split('/') {
        if step == ".." && steps.last().is_some_and(|last| *last != "..") {
            steps.pop();
        } else {
            steps.push(step);
        }
    }
    steps.join("/")
}

/// The page of a journal opens its volume where the journal begins: its digest stands at the foot of that page
/// and not of the one before.
#[test]
fn the_volume_opens_at_the_journal() {
    let project = Project::with_sample();
    project.run(&["build", "--quiet"]).succeeds();
    for journal in ["g01j01", "g01j07", "g02j04", "g03j10"] {
        let html = project.read(&format!("output/site/journals/{journal}.html"));
        let link = links(&html).into_iter().find(|link| link.contains("#page=")).expect("a volume");
        let (file, page) = link.split_once("#page=").expect("a page");
        let pdf = project.path("output/site/journals").join(file);
        let text = |page: usize| {
            let page = page.to_string();
            let text =
                tool("pdftotext", &["-f", &page, "-l", &page, "-layout", pdf.to_str().expect("a path"), "-"]);
            text.split_whitespace().collect::<String>()
        };
        let data = project.path(&format!("output/data/journals/{journal}.csv"));
        let digest = tool("sha256sum", &[data.to_str().expect("a path")])[..64].to_owned();
        let page: usize = page.parse().expect("a number");
        assert!(text(page).contains(&digest), "{journal}: page {page}");
        assert!(!text(page - 1).contains(&digest), "{journal} begins before page {page}");
    }
}

/// Every lesson stands once on the page of its day, and its link leads to that very lesson of its journal.
#[test]
fn every_lesson_stands_on_its_day() {
    let project = Project::with_sample();
    project.run(&["build", "--quiet"]).succeeds();
    let table = project.read("output/data/lessons.csv");
    let mut rows = csv::Reader::from_reader(table.as_bytes());
    let header = rows.headers().expect("a header").clone();
    let mut days: BTreeMap<String, Vec<(String, String)>> = BTreeMap::new();
    for row in rows.records() {
        let row = row.expect("a row");
        let cell = |name: &str| row[header.iter().position(|own| own == name).expect("a column")].to_owned();
        days.entry(cell("date")).or_default().push((cell("journal"), cell("topic")));
    }
    let calendar = project.read("output/site/calendar.html");
    assert_eq!(calendar.matches("href=\"days/").count(), days.len());
    for (day, lessons) in days {
        assert!(calendar.contains(&format!("href=\"days/{day}.html\"")), "{day}");
        let page = project.read(&format!("output/site/days/{day}.html"));
        let own: Vec<String> =
            links(&page).into_iter().filter(|link| link.starts_with("../journals/")).collect();
        assert_eq!(own.len(), lessons.len(), "{day}");
        for (journal, topic) in lessons {
            let html = project.read(&format!("output/site/journals/{journal}.html"));
            let written = day.split('-').rev().collect::<Vec<_>>().join(".");
            let leads = own
                .iter()
                .filter(|link| link.starts_with(&format!("../journals/{journal}.html#")))
                .any(|link| {
                    let id = link.split_once('#').expect("a place").1;
                    let row = html
                        .split(&format!("<tr id=\"{id}\""))
                        .nth(1)
                        .and_then(|rest| rest.split("</tr>").next());
                    row.is_some_and(|row| {
                        row.contains(&format!(">{written}<")) && row.contains(&topic.replace('"', "&quot;"))
                    })
                });
            assert!(leads, "{day}: {journal}, {topic}");
        }
    }
}

/// The year at the end of a student's months is what the report says of attendance.
#[test]
fn a_students_months_add_up_to_the_report() {
    let project = Project::with_sample();
    project.run(&["build", "--only", "site", "--quiet"]).succeeds();
    let run = project.run(&["report", "attendance", "--format", "json", "--term", "year"]).succeeds();
    let mut students = 0;
    for line in run.stdout().lines() {
        let line: serde_json::Value = serde_json::from_str(line).expect("JSON");
        if line["scope"] != "student" {
            continue;
        }
        let page =
            project.path(&format!("output/site/students/{}.html", line["id"].as_str().expect("an id")));
        let Ok(page) = std::fs::read_to_string(page) else { continue };
        let total =
            page.split("<tr class=\"total\">").nth(1).expect("a sum").split("</tr>").next().expect("a row");
        let cells: Vec<&str> = total
            .split("class=\"number\">")
            .skip(1)
            .map(|cell| cell.split('<').next().expect("a text"))
            .collect();
        let number = |name: &str| line[name].as_u64().expect("a number");
        let missed = number("absent") + number("unexcused") + number("excused") + number("ill");
        let expected = [number("lessons"), missed, number("days"), number("late")].map(|n| n.to_string());
        assert_eq!([cells[0], cells[1], cells[4], cells[5]], expected, "{line}");
        students += 1;
    }
    assert!(students > 60, "{students} students");
}

/// Who gave no consent to the processing of personal data has no page of his or her own (N3.9), and nothing
/// leads to one.
#[test]
fn without_consent_there_is_no_personal_page() {
    let project = Project::with_sample();
    let [one, other, third] = ["g01s02", "g01s03", "g01s04"];
    // One consent is withdrawn, whatever the list of students says; somebody has a new one; of a third student
    // nothing is known.
    let consents = project.read("input/consents.csv");
    let mut rows: Vec<String> = consents.lines().map(|line| format!("{line},")).collect();
    rows[0].push_str("withdrawn");
    for row in &mut rows {
        let whose = row.split(',').next().expect("a student").to_owned();
        if whose == one || whose == other {
            row.push_str("2025-01-15");
        }
    }
    rows.retain(|row| !row.starts_with(third));
    rows.push(format!("{other},обработка персональных данных,2025-01-20,С-900,мать,"));
    project.write("input/consents.csv", rows.join("\n") + "\n");
    project.edit("students", "consent", |n, own| if n == 3 { String::new() } else { own.to_owned() });
    project.run(&["build", "--quiet"]).succeeds();
    assert!(!project.path(&format!("output/site/students/{one}.html")).exists());
    for has_page in [other, third] {
        assert!(project.path(&format!("output/site/students/{has_page}.html")).is_file(), "{has_page}");
    }
    for (path, bytes) in project.files("output/site") {
        if path.ends_with(".html") {
            let html = String::from_utf8(bytes).expect("UTF-8");
            assert!(!html.contains(&format!("students/{one}.html")), "{path}");
        }
    }
    let list = project.read("output/site/students.html");
    assert_eq!(list.matches("нет согласия, и своей страницы нет").count(), 1);
    let register = project.read("output/site/reports/consents.html");
    let (_, without) = register.split_once("<h2>Без согласия</h2>").expect("the table");
    let name = project
        .read("input/students.csv")
        .lines()
        .nth(2)
        .expect("a row")
        .split(',')
        .nth(1)
        .map(str::to_owned);
    assert!(without.contains(&name.expect("a name")) && without.contains("сведений нет"), "{without}");
}

#[test]
fn every_page_lists_its_pdfs_with_size_and_digest() {
    let project = Project::with_sample();
    project.run(&["build"]).succeeds();
    let manifest = project.read("output/manifest-sha256.txt");
    let digest = |path: &str| {
        manifest.lines().find(|line| line.ends_with(&format!("  {path}"))).expect("a line")[..64].to_owned()
    };
    for (page, file) in [
        ("groups/g01.html", "print/journals/g01.pdf"),
        ("groups/g01.html", "print/sheets/g01.pdf"),
        ("journals/g02j03.html", "print/journals/g02.pdf"),
        ("journals/g02j03.html", "data/journals/g02j03.csv"),
        ("students/g03s01.html", "print/journals/g03.pdf"),
        ("index.html", "print/archive/inventory.pdf"),
    ] {
        let html = project.read(&format!("output/site/{page}"));
        assert!(
            html.contains(&digest(file)) && html.contains(&format!("../{file}")),
            "{page} does not list {file}"
        );
    }
}

/// The markup is valid (vnu), WCAG 2.2 AA is kept (axe) in a real browser from file://, wide and
/// narrow, from a path with Cyrillic letters, spaces, `#` and `%`; nothing is asked of the network.
#[test]
fn real_tools_and_a_real_browser_agree() {
    let project = Project::with_sample();
    project.run(&["build", "--output", "архив # 100 % года/сборка"]).succeeds();
    let site = project.path("архив # 100 % года/сборка/site");
    let script = repository().join("tests/site/check.mjs");
    print!("{}", tool("node", &[script.to_str().expect("a path"), site.to_str().expect("a path")]));
}

/// An inspector finds a student by half a name, who taught a topic on a date, a day in the calendar, the PDF of
/// a page and back: in Chromium and Firefox, with JavaScript and without, with no network, from a read-only
/// folder.
#[test]
fn an_inspector_finds_the_way_in_two_browsers() {
    let project = Project::with_sample();
    project.run(&["build", "--output", "архив # 100 % года/сборка"]).succeeds();
    let site = project.path("архив # 100 % года/сборка/site");
    let script = repository().join("tests/site/ways.mjs");
    print!("{}", tool("node", &[script.to_str().expect("a path"), site.to_str().expect("a path")]));
}

/// So does the page of `check --html`, which stands alone.
#[test]
fn the_page_of_problems_stands_alone() {
    let project = Project::new();
    crate::harness::copy(&repository().join("tests/cases/base"), &project.path("input"));
    crate::harness::copy(&repository().join("tests/cases/workbook"), &project.path("input"));
    project.write(
        "input/marks.csv",
        "lesson,student,value,<b>work</b>\nl1,s1,<script>alert(1)</script>,\nl1,s2,6,\n",
    );
    let run = project.run(&["check", "--html", "page/Что исправить.html"]).ends(1).says("То же страницей");
    assert!(run.stdout().contains("2 | l1,s1,<script>"), "{}", run.stdout());
    let page = project.read("page/Что исправить.html");
    for expected in
        ["mark-outside-scale", "&lt;script&gt;", "ячейка C6", "Как исправить", "id=\"bad-number\""]
    {
        assert!(page.contains(expected), "{expected}");
    }
    assert!(!page.contains("<script") && !page.contains("<b>"));
    project.run(&["check", "--html", "again.html", "--format", "json", "--quiet"]).ends(1);
    let script = repository().join("tests/site/check.mjs");
    let folder = project.path("page");
    print!("{}", tool("node", &[script.to_str().expect("a path"), folder.to_str().expect("a path")]));
}
