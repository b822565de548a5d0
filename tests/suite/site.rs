//! The site: every link leads somewhere inside it, nothing comes from outside, and real tools and a
//! real browser agree (`tests/site/`).

use crate::harness::{Project, repository, tool};
use std::collections::BTreeSet;
use std::path::Path;

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

#[test]
fn every_link_leads_to_a_file_and_none_outside() {
    let project = Project::with_sample();
    project.run(&["build"]).succeeds();
    let mut reached = BTreeSet::new();
    for (path, bytes) in project.files("output/site") {
        if !path.ends_with(".html") {
            continue;
        }
        let html = String::from_utf8(bytes).expect("UTF-8");
        assert!(html.contains("Content-Security-Policy"), "{path}");
        for link in links(&html) {
            if link.starts_with('#') {
                continue;
            }
            assert!(!link.contains("://") && !link.starts_with('/'), "{path}: {link}");
            let target = Path::new("output/site")
                .join(&path)
                .parent()
                .expect("a folder")
                .join(decode(link.split('#').next().expect("a path")));
            assert!(project.path(target.to_str().expect("a path")).is_file(), "{path}: {link} leads nowhere");
            reached.insert(project.path(target.to_str().expect("a path")).canonicalize().expect("a file"));
        }
    }
    for (path, _) in project.files("output/site").into_iter().chain(
        project.files("output/print").into_iter().map(|(path, bytes)| (format!("../print/{path}"), bytes)),
    ) {
        let file = project.path("output/site").join(&path).canonicalize().expect("a file");
        assert!(path == "index.html" || reached.contains(&file), "nothing leads to {path}");
    }
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
