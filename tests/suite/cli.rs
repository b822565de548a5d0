//! Calls, messages and exit statuses.

use crate::harness::Project;

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
    ] {
        project.write("input/archive.yaml", good.replacen(old, new, 1));
        project.run(&["check"]).ends(2).says(told).says("archive.yaml");
    }
    project.write("input/archive.yaml", format!("{good}privacy: {{ edition: anonymous }}\n"));
    project.run(&["check"]).succeeds();
    project.run(&["build"]).ends(2).says("полную редакцию");
}

#[test]
fn init_writes_a_folder_that_check_reads() {
    let project = Project::new();
    project.run(&["init", "new"]).succeeds();
    project.run(&["check", "--input", "new"]).succeeds().says("empty-table");
    project.run(&["init", "new"]).ends(2).says("не пуста");
    project.run(&["init", "sample", "--sample"]).succeeds();
    let check = project.run(&["check", "--input", "sample"]).succeeds();
    assert!(check.stdout().contains("Ошибок и предупреждений нет"), "{}", check.stdout());
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
