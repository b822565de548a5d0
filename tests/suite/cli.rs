//! Calls, messages and exit statuses.

use crate::harness::{Project, copy, repository};

#[test]
fn help_and_mistakes_are_russian() {
    let project = Project::new();
    let help = project.run(&["--help"]).succeeds().stdout();
    assert!(help.contains("Использование: letopis КОМАНДА") && help.contains("Команды:"), "{help}");
    for english in ["Usage", "Options", "Commands", "Print", "default", "possible"] {
        assert!(!help.contains(english), "{english} in\n{help}");
        for command in ["init", "check", "build", "seal", "verify", "demo"] {
            let help = project.run(&[command, "--help"]).succeeds().stdout();
            assert!(!help.contains(english), "{english} in\n{help}");
        }
    }
    project.run(&["buidl"]).ends(2).says("нет команды «buidl»");
    project.run(&["build", "--jbos", "2"]).ends(2).says("неизвестный параметр --jbos");
    project.run(&["build", "--jobs", "0"]).ends(2).says("недопустимое значение «0»");
    project.run(&["build", "--only", "all"]).ends(2).says("возможны: print, site, data");
    project.run(&["build", "--edition", "anonymous"]).ends(2);
    project.run(&["verify"]).ends(2).says("не указано");
    project.run(&[]).ends(2).says("не указана команда");
}

#[test]
fn settings_say_what_is_wrong_with_them_and_where() {
    let project = Project::new();
    project.run(&["check"]).ends(2).says("нет папки с данными");
    project.write("input/groups.csv", "id,name\n");
    project.run(&["check"]).ends(2).says("нет файла archive.yaml");
    let good = include_str!("../cases/base/archive.yaml");
    for (old, new, told) in [
        ("closed_on: 2025-07-04\n", "", "closed_on"),
        ("closed_on: 2025-07-04", "closed_on: 31.02.2025", "«31.02.2025» — не дата"),
        ("closed_on", "retension: {}\nclosed_on", "неизвестный ключ retension"),
        ("2024/2025", "2024/2026", "не учебный год"),
        ("kind: college", "kind: kindergarten", "college"),
        ("id: s2", "id: s1", "назван дважды"),
        ("start: 2025-01-09", "start: 2025-12-09", "кончается раньше"),
        ("start: 2025-01-09", "start: 2024-12-09", "пересекаются"),
        ("title: \"1 семестр\"", "title: \"1\\u0007\"", "управляющий символ"),
        ("terms:", "terms: [\n", "archive.yaml"),
        ("closed_on", "rules: { edit_windo: 14 }\nclosed_on", "неизвестный ключ edit_windo"),
        ("closed_on", "rules: { edit_window: fortnight }\nclosed_on", "«fortnight»: нужно число дней"),
        (
            "closed_on",
            "rules: { mark_deadline: same-day 25:00 }\nclosed_on",
            "«same-day 25:00»: нужно same-day 21:00",
        ),
        ("closed_on", "rules: { hours_tolerance: -1 }\nclosed_on", "нужно неотрицательное число"),
        ("closed_on", "rules: { homework_kinds: [lecture, lunch] }\nclosed_on", "«lunch» — не вид занятия"),
        ("closed_on", "rules: { systemic_absence: { share: 30 } }\nclosed_on", "нужна от 0 до 1"),
        ("closed_on", "bells: { 1: \"10:00-08:30\" }\nclosed_on", "«10:00-08:30»: нужны начало и конец"),
    ] {
        project.write("input/archive.yaml", good.replacen(old, new, 1));
        project.run(&["check"]).ends(2).says(told).says("archive.yaml");
    }
    project.write("input/archive.yaml", format!("{good}privacy: {{ edition: anonymous }}\n"));
    project.run(&["check"]).succeeds();
    project.run(&["build"]).ends(2).says("полную редакцию");
}

/// The template of `init` shows every key with its default: with its comments taken off it means the same.
#[test]
fn the_settings_of_init_are_right_to_the_last_comment() {
    let project = Project::new();
    project.run(&["init", "input"]).succeeds();
    let template = project.read("input/archive.yaml");
    let bare = |line: &str| {
        let key = line.trim_start().strip_prefix("# ").filter(|text| {
            let word = text.trim_start().split(':').next().unwrap_or_default();
            text.contains(": ")
                || text.ends_with(':') && word.bytes().all(|b| b.is_ascii_lowercase() || b == b'_')
        });
        match key.filter(|text| text.trim_start().starts_with(|c: char| c.is_ascii_lowercase())) {
            Some(key) => format!("{}{key}\n", &line[..line.len() - line.trim_start().len()]),
            None => format!("{line}\n"),
        }
    };
    let whole: String = template.lines().map(bare).collect();
    for key in [
        "founder",
        "paperless",
        "source",
        "case_index",
        "archivist",
        "holidays",
        "bells",
        "scale",
        "sou",
        "edit_window",
        "retention",
        "print",
        "privacy",
    ] {
        let stands = |line: &str| line.trim_start().trim_start_matches("{ ").starts_with(&format!("{key}:"));
        assert!(whole.lines().any(stands), "{key} is not in\n{whole}");
    }
    project.write("input/archive.yaml", &whole);
    project.run(&["check", "--quiet"]).succeeds();
}

#[test]
fn init_writes_a_folder_that_check_reads() {
    let project = Project::new();
    project.run(&["init", "new"]).succeeds();
    project.run(&["check", "--input", "new"]).succeeds().says("empty-table");
    project.run(&["init", "new"]).ends(2).says("не пуста");
    project.run(&["init", "sample", "--sample"]).succeeds();
    project.run(&["check", "--input", "sample"]).succeeds().says("Ошибок и предупреждений нет");
    let (sample, repository) =
        (project.files("sample"), crate::harness::files(&crate::harness::repository().join("input")));
    assert_eq!(sample.len(), repository.len());
}

#[test]
fn quiet_is_quiet() {
    let project =
        Project::with_demo(&["--groups", "1", "--students", "2", "--journals", "1", "--lessons", "2"]);
    let run = project.run(&["build", "--seal", "--quiet"]).succeeds();
    assert_eq!((run.stdout(), run.stderr()), (String::new(), String::new()));
}

/// The line that is shown is that of the value, though its row begins above.
#[test]
fn the_offending_line_of_yaml_and_json_is_shown() {
    let project = Project::new();
    copy(&repository().join("tests/cases/base"), &project.path("input"));
    let json = "[\n  {\n    \"date\": \"2024-10-01\",\n    \"inspector\": \"нет\",\n    \"kind\": \"monthly\"\n  }\n]\n";
    project.write("input/checks.json", json);
    project.write(
        "input/remarks.yaml",
        "- date: 2024-10-01\n  inspector: t1\n  текст: Нет темы\n  Срок: завтра\n",
    );
    let told = project.run(&["check"]).ends(1).stdout();
    for shown in
        ["checks.json:2", "  4 |     \"inspector\": \"нет\",", "remarks.yaml:1", "  4 |   Срок: завтра"]
    {
        assert!(told.contains(shown), "no «{shown}» in\n{told}");
    }
}

/// What a broken file is said to be has one place and no English.
#[test]
fn a_broken_file_is_told_in_russian() {
    let project = Project::new();
    copy(&repository().join("tests/cases/base"), &project.path("input"));
    project.write("input/checks.json", "[\n {\n  \"date\": \"2024-10-01\"\n  \"kind\": \"monthly\"\n }\n]\n");
    project.write("input/remarks.yaml", "- date: [\n  }\n");
    project.write("input/users.xlsx", b"PK\x03\x04 no zip");
    project.write("input/activity.xls", b"\xd0\xcf\x11\xe0 no workbook");
    project.write("input/documents/order.md", "---\ntitle: [\n---\n");
    let run = project.run(&["check", "--format", "json"]).ends(1);
    let lines = run.json();
    assert_eq!(lines.len(), 5, "{lines:?}");
    for line in lines {
        let message = line["message"].as_str().expect("a message");
        let foreign = message.split(|c: char| !c.is_alphabetic()).find(|word| {
            word.is_ascii() && word.len() > 1 && !["JSON", "YAML", "Excel", "id"].contains(word)
        });
        assert_eq!(foreign, None, "{message}");
    }
}

#[test]
fn every_place_is_named_on_the_page() {
    let project = Project::new();
    copy(&repository().join("tests/cases/base"), &project.path("input"));
    let rows = (0..60).map(|n| if n % 3 == 0 { "l1,s1,7\n" } else { "\n" });
    project.write("input/marks.csv", format!("lesson,student,value\n{}", rows.collect::<String>()));
    let run = project.run(&["check", "--html", "page.html"]).ends(1);
    run.says("ещё 19 того же рода: строки 5, 8, 11, 14, 17, 20, 23, 26… (все — на странице");
    assert!(project.read("page.html").contains("44, 47, 50, 53, 56, 59"));
}

#[test]
fn the_page_takes_no_place_of_the_data() {
    let project = Project::new();
    copy(&repository().join("tests/cases/base"), &project.path("input"));
    let before = project.files("input");
    for page in ["input/marks.csv", "input/new.html", "input/../input/x.html", "input"] {
        project.run(&["check", "--html", page]).ends(2).says("--html");
    }
    assert!(project.files("input") == before);
    project.run(&["check", "--html", "page.html"]).ends(0);
}
