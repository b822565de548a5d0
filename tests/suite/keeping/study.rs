//! The whole term of study (D5) of the college's groups: who is who over the years, and what came late.

use super::{Printed, entry, printed, refused, text};
use crate::harness::{Project, Run};
use crate::years::{YEARS, archive_of, come_late, sealed};

fn sheet(project: &Project, group: &str) -> (Printed, Run) {
    let run = project.run(&["study-sheet", "--group", group, "--file", "sheet.pdf"]).succeeds();
    (printed(project, "sheet.pdf"), run)
}

/// The cleared debt is the mark that counts, and where it comes from is said.
#[test]
fn what_came_late_counts_and_is_named() {
    let project = sealed(&YEARS);
    let before = sheet(&project, "is").0;
    come_late(&project, "years/2022");
    let supplement = ["supplement", &archive_of(2022), "--input", "years/2022"];
    project.run_at("2025-07-20", &supplement).succeeds();
    let after = sheet(&project, "is").0;
    let own = text(&entry(&project, &format!("{}.supplement-1", archive_of(2022))), "root").to_owned();
    assert!(!before.has(&own));
    after.says(&own);
    for year in YEARS {
        after.says(text(&entry(&project, &archive_of(year)), "root"));
    }
    let lines = project.run(&["study-sheet", "--group", "is", "--format", "json"]).succeeds().json();
    assert!(lines.iter().any(|line| line.to_string().contains(&own)), "{lines:#?}");
    // The sheet never lies in the store.
    refused(&project, "2025-07-21", &["study-sheet", "--group", "is", "--file", "archive/sheet.pdf"]);
}

/// By id, by record book, by name with the beginning of study; those who left and those who came.
#[test]
fn everybody_of_the_group_is_followed() {
    let project = sealed(&YEARS);
    let (is, _) = sheet(&project, "is");
    // Of the last year; who married is one person, under the last name.
    for who in ["Абрамова", "Соколова", "Виноградов", "Егоров", "Жукова", "Денисов", "Логинов"]
    {
        is.says(who);
    }
    // Who left, and the day; whence others came.
    for what in ["Гаврилов", "20.02.2023", "16.10.2023", "04.03.2024", "СА-41"] {
        is.says(what);
    }
    for stranger in ["Никитин", "Захаров", "Кузнецов"] {
        assert!(!is.has(stranger), "{stranger}");
    }
    for course in ["Математика", "Язык в профессии", "Преддипломная практика", "Учёт заявок № 3"]
    {
        is.says(course);
    }
    // The group whose ids are new every year; the beginning of its study is before the first archive.
    let (sa, run) = sheet(&project, "sa4");
    for what in ["Захаров", "Калинин", "Медведева", "Логинов", "04.03.2024", "2020/2021"]
    {
        sa.says(what);
    }
    for year in [2021, 2022, 2023] {
        sa.says(text(&entry(&project, &archive_of(year)), "root"));
    }
    // Who of two namesakes is who is not guessed, and is told.
    assert!(run.stderr().contains("Кузнецов"), "{}", run.stderr());
    sa.says("Кузнецов");
}

/// A name that groups of several years bear means the latest; that there are others is said.
#[test]
fn a_name_means_the_latest_group() {
    let project = sealed(&YEARS);
    let (sheet, run) = sheet(&project, "ИС-11");
    sheet.says("Никитин");
    assert!(!sheet.has("Абрамова"));
    // A namesake of one who left years before is another person.
    sheet.says("Гаврилов");
    assert!(!sheet.has("20.02.2023"));
    assert!(run.stderr().contains("2021/2022"), "{}", run.stderr());
    project.run(&["study-sheet", "--group", "ИС-99"]).ends(2);
}
