//! A small college of three years: what its sheets say.

use super::{MOVEMENTS, Sheet, Year, study};
use crate::harness::{Project, tool};
use letopis::archive::chain::Chain;
use letopis::archive::event::{Deed, EVENTS, Event};
use letopis::archive::register::{Entry, Holds, Link, REGISTER};
use letopis::files::FileDigest;
use serde_json::Value;
use std::io::Write as _;

/// The college: group `a` keeps its id, group `b` does not; it ends in 2025.
fn college() -> Project {
    let project = Project::new();
    Year::new(2022)
        .group("a", "ИС-12", 2022)
        .group("b22", "СА-12", 2022)
        // Renamed later; another id each year; without a record book; two of one name; came to `a` later; left.
        .student("p1,Белова Анна Олеговна,a,101,2006-01-01")
        .student("v22,Власов Олег Ильич,a,102,")
        .student("g22,Громов Пётр Ильич,a,,")
        .student("i1,Иванов Иван Иванович,a,,")
        .student("i2,Иванов Иван Иванович,a,,")
        .student("j1,Жуков Яков Ильич,b22,105,")
        .student("x1,Зотов Юрий Ильич,a,106,")
        .student("k1,Козлов Егор Ильич,a,107,")
        .student("m22,Мухин Глеб Ильич,b22,108,")
        .journal("a1", "a", "Математика", "discipline", "exam")
        .journal("b1", "b22", "История", "discipline", "graded-credit")
        .results("a1", "p1 4, v22 2, g22 5, i1 3, i2 4, x1 3, k1 3")
        .results("b1", "j1 5, m22 3")
        .more("debts", "journal,student,value,date", &["a1,v22,4,2022-12-01"])
        .seal(&project);
    Year::new(2023)
        .group("a", "ИС-22", 2022)
        .group("b23", "СА-22", 2022)
        .student("p1,Белова Анна Олеговна,a,101,2006-01-01")
        .student("v23,Власов Олег Ильич,a,102,")
        .student("g23,Громов Пётр Ильич,a,,")
        .student("i3,Иванов Иван Иванович,a,,")
        .student("i4,Иванов Иван Иванович,a,,")
        .student("e1,Ефимов Марк Ильич,a,104,")
        .student("j1,Жуков Яков Ильич,a,105,")
        .student("x1,Зотов Юрий Ильич,a,106,,2024-03-01")
        .student("m23,Мухин Глеб Ильич,b23,108,")
        .journal("a1", "a", "Базы данных", "discipline", "exam")
        .journal("a2", "a", "Базы данных", "coursework", "")
        .journal("b1", "b23", "Сети", "discipline", "exam")
        .results("a1", "p1 3, v23 3, g23 3, i3 3, i4 3, e1 3, j1 2")
        .results("a2", "p1 5, v23 4, g23 4")
        .results("b1", "m23 4")
        // After the year was closed.
        .more("debts", "journal,student,value,date", &["a1,j1,3,2024-07-10"])
        .more(
            "movements",
            MOVEMENTS,
            &[
                "e1,2023-10-02,enrolled,№ 7,,a,",
                "j1,2023-11-01,transferred,№ 8,b23,a,",
                "x1,2024-03-01,left,№ 9,a,,Лицей № 5",
            ],
        )
        .seal(&project);
    Year::new(2024)
        .group("a", "ИС-32", 2022)
        .group("b24", "СА-32", 2022)
        .student("p1,Абрамова Анна Олеговна,a,101,2006-01-01")
        .student("v24,Власов Олег Ильич,a,102,")
        .student("g24,Громов Пётр Ильич,a,,")
        .student("i5,Иванов Иван Иванович,a,,")
        .student("i6,Иванов Иван Иванович,a,,")
        .student("e1,Ефимов Марк Ильич,a,104,")
        .student("j1,Жуков Яков Ильич,a,105,")
        .student("x1,Лебедева Ирина Львовна,a,109,")
        .student("m24,Мухин Глеб Ильич,b24,108,")
        .journal("a1", "a", "Базы данных", "discipline", "exam")
        .journal("a2", "a", "УП.01", "edu-practice", "graded-credit")
        .journal("b1", "b24", "Сети", "discipline", "exam")
        .results("a1", "p1 5, v24 4, g24 4, i5 4, i6 5, e1 4, x1 5")
        .results("a2", "p1 5, v24 5, g24 5, i5 5, i6 5, e1 5, j1 5, x1 5")
        .results("b1", "m24 5")
        .more(
            "gia",
            "student,kind,title,supervisor,score,value,protocol,date",
            &["p1,demo,,,80,5,1,2025-06-10", "p1,thesis,Тема работы,О. П. Учитель,,4,2,2025-06-24"],
        )
        .seal(&project);
    project
}

#[test]
fn the_years_of_a_group_become_one_sheet() {
    let project = college();
    let sheet = Sheet::of(&project, "ИС-32");
    let ids: Vec<&Value> = sheet.lines("student").into_iter().map(|line| &line["id"]).collect();
    assert_eq!(ids, ["p1", "v24", "g24", "e1", "j1", "i5", "i6", "x1"]);
    // By id, by record book, by name and beginning; a mark of the last year that has one, hours of all years.
    assert_eq!(sheet.found_by("p1"), ["id", "id", "group"]);
    assert_eq!(sheet.found_by("v24"), ["record-book", "record-book", "group"]);
    assert_eq!(sheet.found_by("g24"), ["name", "name", "group"]);
    assert_eq!(sheet.cell("p1", "Экзамены", "Математика"), Some(("4", "1")));
    assert_eq!(sheet.cell("v24", "Экзамены", "Математика"), Some(("2/4", "1")));
    assert_eq!(sheet.cell("g24", "Экзамены", "Математика"), Some(("5", "1")));
    assert_eq!(sheet.cell("p1", "Экзамены", "Базы данных"), Some(("5", "3")));
    assert_eq!(sheet.cell("j1", "Экзамены", "Базы данных"), Some(("2/3", "2")));
    assert_eq!(sheet.lines("cell").into_iter().filter(|line| line["is_late"] == true).count(), 1);
    assert_eq!(sheet.cell("p1", "Курсовые работы", "Базы данных"), Some(("5", "2")));
    let bases = sheet.column("Экзамены", "Базы данных");
    assert_eq!(bases["planned"]["most"], 8.0);
    assert_eq!(bases["held"]["least"], 8.0);
    assert_eq!(bases["archives"], serde_json::json!(["2", "3"]));
    // What was got in another group counts, with that group's hours.
    assert_eq!(sheet.cell("j1", "Дифференцированные зачёты", "История"), Some(("5", "1")));
    assert_eq!(sheet.column("Дифференцированные зачёты", "История")["planned"]["most"], 4.0);
    let row = sheet.lines("student")[0];
    assert_eq!(row["former_names"], serde_json::json!(["Белова Анна Олеговна"]));
    assert_eq!(row["mean"], 4.75);
    let gia = sheet.lines("gia");
    assert_eq!(gia.len(), 2);
    assert_eq!(gia[1]["title"], "Тема работы");
    // Two of one name are told, and nothing of them is taken.
    assert_eq!(sheet.cell("i5", "Экзамены", "Математика"), None);
    let unsure = |line: &&Value| line["is_unsure"] == true && line["mean"].is_null();
    let unsure: Vec<&Value> =
        sheet.lines("student").into_iter().filter(unsure).map(|line| &line["id"]).collect();
    assert_eq!(unsure, ["i5", "i6"]);
    assert_eq!(sheet.notes("ambiguous").len(), 2, "{:?}", sheet.notes("ambiguous"));
    assert!(sheet.notes("ambiguous").iter().all(|note| note.contains("(2 человека)")));
    // The id that was another's.
    assert_eq!(sheet.notes("refused").len(), 2, "{:?}", sheet.notes("refused"));
    assert!(sheet.notes("refused").iter().all(|note| note.contains("Лебедева Ирина Львовна")));
    assert_eq!(
        sheet.moves("came"),
        [
            "Ефимов Марк Ильич 2023/2024 2023-10-02 —",
            "Жуков Яков Ильич 2023/2024 2023-11-01 СА-22",
            "Лебедева Ирина Львовна 2024/2025 — —"
        ]
    );
    assert_eq!(
        sheet.moves("left"),
        ["Козлов Егор Ильич 2022/2023 — —", "Зотов Юрий Ильич 2023/2024 2024-03-01 Лицей № 5"]
    );
    assert_eq!(sheet.lines("archive").len(), 3);
    assert_eq!(sheet.lines("note").len(), 4);
}

#[test]
fn a_group_is_found_by_its_students_where_its_id_changes() {
    let project = college();
    let sheet = Sheet::of(&project, "b24");
    assert_eq!(sheet.found_by("m24"), ["record-book", "record-book", "group"]);
    assert_eq!(sheet.cell("m24", "Экзамены", "Сети"), Some(("5", "3")));
    assert_eq!(sheet.moves("left"), ["Жуков Яков Ильич 2023/2024 2023-11-01 ИС-22"]);
    // A group of an earlier year, asked for by name.
    study(&project, "СА-22", &["--quiet", "--year", "2023/2024", "--file", "b.pdf"]).succeeds();
    let text = tool("pdftotext", &["-layout", project.path("b.pdf").to_str().expect("a path"), "-"]);
    assert!(text.contains("Мухин Глеб Ильич") && text.contains("по 2023/2024 учебный год"), "{text}");
    assert!(text.contains("за прошедшие годы обучения"), "{text}");
    study(&project, "СА-22", &["--year", "2023/2024"]).succeeds().says("-2023-2024.pdf");
    study(&project, "СА-99", &[]).ends(2).says("СА-32");
    study(&project, "a", &["--file", "archive/a.pdf"]).ends(2).says("хранилище");
    study(&project, "a", &["--year", "2023"]).ends(2).says("--year");
    project.run(&["study-sheet", "--group", "a", "--archive", "нет"]).ends(2).says("ни одного архива");
}

#[test]
fn what_is_not_there_is_told() {
    let project = college();
    std::fs::remove_file(project.path("archive/journals-2023-2024.zip")).expect("removed");
    let sheet = Sheet::of(&project, "a");
    assert_eq!(sheet.notes("not-in-store").len(), 1);
    assert!(sheet.notes("no-archive").is_empty());
    assert_eq!(sheet.cell("p1", "Экзамены", "Математика"), Some(("4", "1")));
    // A zip that was changed is not read.
    let zip = std::fs::read(project.path("archive/journals-2022-2023.zip")).expect("read");
    project.write("archive/journals-2022-2023.zip", [&zip[..], b"x"].concat());
    study(&project, "a", &[]).ends(1).says("journals-2022-2023.zip");
}

#[test]
fn what_came_late_counts_and_is_marked() {
    let project = college();
    let text = project.read(&format!("archive/{REGISTER}"));
    let mut register = Chain::<Entry>::read(&text).expect("a register");
    let year = register.values[0].clone();
    let late = "journal,student,value,date\na1,x1,5,2023-09-20\na1,v22,5,2023-09-20\n";
    let results = "journal,student,term,value\na1,g22,year,3\n";
    let name = format!("{}.supplement-1", year.name);
    let mut zip = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    for (path, text) in [("bagit.txt", ""), ("data/late/debts.csv", late), ("data/late/results.csv", results)]
    {
        zip.start_file(format!("{name}/{path}"), zip::write::SimpleFileOptions::default()).expect("begun");
        zip.write_all(text.as_bytes()).expect("written");
    }
    let zip = zip.finish().expect("finished").into_inner();
    project.write(&format!("archive/{name}.zip"), &zip);
    let of = Some(Link { name: year.name.clone(), root: year.root.clone() });
    let zip_sha256 = FileDigest::of(&zip).sha256;
    let line = register.push(Entry { name: name.clone(), holds: Holds::Supplement, of, zip_sha256, ..year });
    let mut events = Chain::<Event>::read(&project.read(&format!("archive/{EVENTS}"))).expect("a log");
    events.push(Event { at: "2025-01-01T00:00:00Z".to_owned(), deed: Deed::Sealed, name, register: line });
    project.write(&format!("archive/{EVENTS}"), events.text());
    project.write(&format!("archive/{REGISTER}"), register.text());
    let sheet = Sheet::of(&project, "a");
    assert_eq!(sheet.cell("v24", "Экзамены", "Математика"), Some(("2/5", "1.1")));
    assert_eq!(sheet.cell("g24", "Экзамены", "Математика"), Some(("3", "1.1")));
    assert_eq!(sheet.cell("p1", "Экзамены", "Математика"), Some(("4", "1")));
    assert_eq!(sheet.column("Экзамены", "Математика")["archives"], serde_json::json!(["1", "1.1"]));
    assert_eq!(sheet.lines("cell").into_iter().filter(|line| line["is_late"] == true).count(), 3);
    study(&project, "a", &["--quiet"]).succeeds();
    let text =
        tool("pdftotext", &["-layout", project.path("study-sheet-a.pdf").to_str().expect("a path"), "-"]);
    study(&project, "a", &["--quiet", "--file", "again.pdf"]).succeeds();
    let bytes = |name: &str| std::fs::read(project.path(name)).expect("read");
    assert!(bytes("study-sheet-a.pdf") == bytes("again.pdf"), "the same store gives the same bytes");
    assert!(text.contains("2/5*") && text.contains("journals-2022-2023.supplement-1.zip"), "{text}");
}
