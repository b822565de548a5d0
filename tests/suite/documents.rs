//! The PDFs, as poppler and qpdf read them.

use crate::harness::{Project, tool};
use std::path::Path;

fn text_of(pdf: &Path) -> String {
    squeeze(&tool("pdftotext", &[pdf.to_str().expect("a path"), "-"]))
}

/// Without breaks, spaces and hyphens: words are broken over lines.
fn squeeze(text: &str) -> String {
    text.chars()
        .filter(|c| !c.is_whitespace() && !matches!(c, '-' | '\u{ad}' | '\u{2010}' | '\u{200b}'))
        .collect()
}

fn pages(pdf: &Path) -> usize {
    let info = tool("pdfinfo", &[pdf.to_str().expect("a path")]);
    let line = info.lines().find_map(|line| line.strip_prefix("Pages:")).expect("a number of pages");
    line.trim().parse().expect("a number")
}

#[test]
fn volumes_count_their_sheets_as_archivists_do() {
    for (duplex, beside) in [("false", 2), ("true", 3)] {
        let project = Project::with_sample();
        project.replace("input/archive.yaml", "duplex: false", &format!("duplex: {duplex}"));
        project.run(&["build"]).succeeds();
        let build: serde_json::Value =
            serde_json::from_str(&project.read("output/build.json")).expect("JSON");
        for group in ["g01", "g02", "g03"] {
            let path = format!("print/journals/{group}.pdf");
            let sheets = build["documents"][&path]["sheets"].as_u64().expect("sheets") as usize;
            let pdf = project.path(&format!("output/{path}"));
            let sides = if duplex == "true" { 2 } else { 1 };
            assert_eq!(
                pages(&pdf),
                sheets * sides + beside,
                "pages are the sheets, the cover and the certification"
            );
            let last = pages(&pdf).to_string();
            let certification =
                squeeze(&tool("pdftotext", &["-f", &last, "-l", &last, pdf.to_str().expect("a path"), "-"]));
            let words = letopis::words::spelled(sheets).replace(' ', "");
            assert!(certification.contains(&format!("{sheets}({words})")), "{certification}");
            assert!(certification.contains(
                build["groups"][group[2..].parse::<usize>().expect("n") - 1]["digest"].as_str().expect("hex")
            ));
        }
    }
}

#[test]
fn every_name_topic_and_homework_is_in_the_volume() {
    let project = Project::with_sample();
    project.run(&["build"]).succeeds();
    let texts: Vec<(String, String)> = ["g01", "g02", "g03"]
        .map(|group| {
            (group.to_owned(), text_of(&project.path(&format!("output/print/journals/{group}.pdf"))))
        })
        .into();
    let text = |group: &str| &texts.iter().find(|(name, _)| name == group).expect("a volume").1;
    let table = |name: &str| {
        let csv = project.read(&format!("output/data/{name}.csv"));
        let mut reader = csv::Reader::from_reader(csv.as_bytes());
        let headers = reader.headers().expect("a header").clone();
        let rows: Vec<_> = reader.records().map(|row| row.expect("a row")).collect();
        (headers, rows)
    };
    let (headers, students) = table("students");
    let at = |headers: &csv::StringRecord, name: &str| {
        headers.iter().position(|header| header == name).expect("a column")
    };
    let cell =
        |row: &csv::StringRecord, headers: &csv::StringRecord, name: &str| row[at(headers, name)].to_owned();
    for row in &students {
        let name = squeeze(&format!(
            "{}{}{}",
            cell(row, &headers, "last_name"),
            cell(row, &headers, "first_name"),
            cell(row, &headers, "patronymic")
        ));
        assert!(text(&cell(row, &headers, "group")).contains(&name), "{name}");
    }
    let (headers, lessons) = table("lessons");
    let mut looked = 0;
    for row in &lessons {
        for column in ["topic", "homework"] {
            let value = squeeze(&cell(row, &headers, column));
            assert!(text(&cell(row, &headers, "journal")[..3]).contains(&value), "{value}");
            looked += 1;
        }
    }
    assert!(looked > 2000);
}

#[test]
fn a_template_of_the_office_lies_over_the_built_in_one() {
    let project =
        Project::with_demo(&["--groups", "1", "--students", "2", "--journals", "1", "--lessons", "2"]);
    project.write(
        "input/templates/documents/inventory.typ",
        "#let data = json(\"/data.json\")\nНаша опись: #data.cases.len() #spelled(142)",
    );
    project.run(&["build"]).succeeds();
    assert_eq!(text_of(&project.path("output/print/archive/inventory.pdf")).trim(), "Нашаопись:6стосорокдва");
    project
        .write("input/templates/documents/inventory.typ", "#let data = json(\"/data.json\")\n#data.nothing");
    project.run(&["build"]).ends(3).says("inventory.typ:2");
}

/// Every part of a volume is a bookmark that leads to its first page, every journal's lessons too.
#[test]
fn a_volume_has_bookmarks() {
    let project =
        Project::with_demo(&["--groups", "1", "--students", "3", "--journals", "5", "--lessons", "6"]);
    project.run(&["build", "--quiet"]).succeeds();
    let pdf = project.path("output/print/journals/g01.pdf");
    let pdf = pdf.to_str().expect("a path");
    let json = tool("qpdf", &["--json", "--json-key=outlines", pdf]);
    let json: serde_json::Value = serde_json::from_str(&json).expect("JSON");
    let outlines = json["outlines"].as_array().expect("bookmarks");
    let title = |node: &serde_json::Value| node["title"].as_str().expect("a title").to_owned();
    let titles: Vec<String> = outlines.iter().map(title).collect();
    assert_eq!(titles[..2], ["Содержание", "Сведения об обучающихся"]);
    let registers = [
        "Сводный учёт посещаемости",
        "Учёт часов по преподавателям и месяцам",
        "Сводная ведомость итоговых отметок",
        "Движение, замечания, исправления",
        "Лист-заверитель дела",
    ];
    assert_eq!(titles[titles.len() - registers.len()..], registers);
    let journals = &outlines[2..outlines.len() - registers.len()];
    assert_eq!(journals.len(), 5);
    let mut pages = std::collections::BTreeSet::new();
    let mut lists = 0;
    for journal in journals {
        let kids = journal["kids"].as_array().expect("kids");
        lists += kids.iter().filter(|kid| title(kid) == "Занятия").count();
        for node in [journal].into_iter().chain(kids) {
            let page = node["destpageposfrom1"].as_u64().expect("a page");
            assert!(pages.insert(page), "{} leads where another does", title(node));
            let page = page.to_string();
            let text = squeeze(&tool("pdftotext", &["-f", &page, "-l", &page, pdf, "-"]));
            assert!(text.contains(&squeeze(&title(node))), "{} is not on page {page}", title(node));
        }
    }
    assert_eq!(lists, 5);
}

/// One document alone is what the build has, or says that it is printed again.
#[test]
fn a_document_is_printed_alone_and_says_when_its_original_is_sealed() {
    let project =
        Project::with_demo(&["--groups", "2", "--students", "3", "--journals", "3", "--lessons", "6"]);
    project.run(&["build", "--quiet"]).succeeds();
    project.run(&["print", "--group", "g01"]).succeeds().says("g01.pdf");
    project.run(&["print", "--sheet", "g02"]).succeeds().says("sheet-g02.pdf");
    project.run(&["print", "--journal", "g01j02", "--file", "one.pdf"]).succeeds().says("one.pdf");
    let text = |path: &str| text_of(&project.path(path));
    assert_eq!(text("g01.pdf"), text("output/print/journals/g01.pdf"));
    assert_eq!(text("sheet-g02.pdf"), text("output/print/sheets/g02.pdf"));
    assert!(text("one.pdf").contains("Лист заверитель дела".replace(' ', "").as_str()));
    assert_eq!(text("one.pdf").matches("Отметки,страница").count(), 0, "six lessons stand on one page");
    project.run(&["seal", "--quiet"]).succeeds();
    project.run(&["print", "--group", "g01"]).succeeds();
    let mark =
        squeeze("Повторная распечатка; подлинник — в архиве journals-2024-2025, данные те же, что в архиве");
    let printed = text("g01.pdf");
    assert_eq!(printed.matches(&mark).count(), pages(&project.path("g01.pdf")), "every page says so");
    let marks = project.read("input/marks.csv");
    project.write("input/marks.csv", marks.lines().take(20).collect::<Vec<_>>().join("\n") + "\n");
    project.run(&["print", "--journal", "g01j02"]).succeeds();
    assert!(text("g01j02.pdf").contains(&squeeze("данные с тех пор изменились")));
    project.run(&["print", "--journal", "nobody"]).ends(2).says("нет журнала nobody; есть g01j01");
    project.run(&["print"]).ends(2).says("не указано: --journal");
    project.run(&["print", "--group", "g01", "--sheet", "g01"]).ends(2);
    project.run(&["print", "--group", "g01", "--file", "input/x.pdf"]).ends(2);
    // Of several volumes none is written over another.
    project.set("print: { volume: journal }");
    project.run(&["print", "--group", "g01", "--file", "all.pdf"]).succeeds();
    for name in ["all~g01j01.pdf", "all~g01j02.pdf", "all~g01j03.pdf", "all~g01~general.pdf"] {
        assert!(project.path(name).is_file(), "{name}");
    }
    project.set("privacy: { edition: anonymous }");
    project.run(&["print", "--journal", "g01j02"]).ends(2).says("privacy.edition");
}

/// Results of attestation are printed of a group, a course, and all; examination sheets of a group.
#[test]
fn sheets_are_printed_alone() {
    let project = Project::with_sample();
    let text = |file: &str| text_of(&project.path(file));
    project.run(&["print", "--attestation", "эк-41"]).succeeds().says("Результаты аттестации: группа ЭК-41");
    let group = text("g03~attestation.pdf");
    assert!(group.contains("Дипломнаяработа") && group.contains("безаттестации"), "{group}");
    project.run(&["print", "--attestation", "2"]).succeeds().says("attestation~course-2.pdf");
    assert!(text("attestation~course-2.pdf").contains("СА21"));
    assert!(!text("attestation~course-2.pdf").contains("ИС11"));
    project.run(&["print", "--attestation", "all", "--file", "all.pdf"]).succeeds();
    assert!(text("all.pdf").contains("Всегруппы,2024/2025учебныйгод"));
    project.run(&["print", "--attestation", "7"]).ends(2).says("всё вместе — all");
    project.run(&["print", "--exams", "g01"]).succeeds().says("exams-g01.pdf");
    let exams = text("exams-g01.pdf");
    for part in ["Экзаменационнаяведомость№", "Зачётнаяведомость№", "№билета", "удовлетворительно"]
    {
        assert!(exams.contains(part), "{part} is not in {exams}");
    }
    // Of examinations and sheets without any nothing is printed.
    project.write("input/results.csv", "journal,student,term,value\ng01j01,g01s01,s1,4\n");
    project.run(&["print", "--exams", "g01"]).ends(2).says("экзаменов и ведомостей");
    project.run(&["build", "--only", "print", "--quiet"]).succeeds();
    assert!(!project.path("output/print/sheets/g01~exams.pdf").exists());
}

/// Every template is shown with its data; what is wrong with a changed one is told with its line.
#[test]
fn a_template_is_shown_with_its_data() {
    let project =
        Project::with_demo(&["--groups", "1", "--students", "3", "--journals", "3", "--lessons", "6"]);
    project.write("input/documents/act.md", "---\ntitle: Акт\n---\nТекст\n");
    for document in letopis::run::preview::DOCUMENTS {
        project.run(&["preview", document, "--file", "p.pdf", "--data", "d.json", "--quiet"]).succeeds();
        assert!(pages(&project.path("p.pdf")) > 0, "{document}");
        let data: serde_json::Value = serde_json::from_str(&project.read("d.json")).expect("JSON");
        assert!(data["head"]["organization"].is_string(), "{document}");
    }
    project.run(&["preview", "journal/students", "--copy"]).succeeds().says("students.typ");
    project.run(&["preview", "journal/students", "--copy"]).ends(2).says("уже лежит");
    let built_in = project.read("input/templates/documents/journal/students.typ");
    project.write(
        "input/templates/documents/journal/students.typ",
        built_in.replace("Сведения об обучающихся", "Список нашей группы"),
    );
    project.run(&["preview", "journal/students"]).succeeds().says("preview-journal-students.pdf");
    assert!(text_of(&project.path("preview-journal-students.pdf")).contains("Списокнашейгруппы"));
    project.write(
        "input/templates/documents/journal/students.typ",
        built_in.replace("#chapter", "#capter").replace("chapter[", "capter["),
    );
    project.run(&["preview", "journal/students"]).ends(3).says("students.typ:");
    project.run(&["preview", "journal/nothing"]).ends(2).says("journal/section");
    // Measured where there is no width, the functions of the program have one of their own.
    project.write(
        "input/templates/documents/inventory.typ",
        "#context measure(sheet-number()).width #context measure(plain(\"а б\", end: \"в\")).width #context measure(ruled((1fr, auto), (\"а\", \"б\"), ((\"в\", \"г\"),))).width #ruled((1fr, 1fr), ((text: \"а б в\", upright: true, high: -10pt), \"г\"), (((text: \"д\", rows: 9), \"е\"), (\"ж\", \"з\", \"и\"), ()))",
    );
    project.run(&["preview", "inventory"]).succeeds();
}

/// A local act says on paper what its text says; addresses of links stand below, markup of others is text.
#[test]
fn a_local_act_is_printed_as_it_is_written() {
    let project =
        Project::with_demo(&["--groups", "1", "--students", "2", "--journals", "1", "--lessons", "2"]);
    let body = "---\ntitle: О порядке\nkind: приказ\nnumber: № 5\ndate: 2024-08-30\n---\n# О порядке\n\n1. Первое **важное**.\n2. Второе:\n   - внутри [закон](https://pravo.gov.ru/273)\n\n| Кто | Что |\n|---|---|\n| Директор | подписывает |\n\n> Цитата #eval(\"1\") $x$ <b>\n\nТекст.[^1]\n\n[^1]: Примечание внизу.\n";
    project.write("input/documents/poryadok.md", body);
    project.run(&["build", "--only", "print", "--quiet"]).succeeds();
    let text = text_of(&project.path("output/print/registers/act-poryadok.pdf"));
    for part in [
        "Приказ № 5 от 30.08.2024",
        "О порядке",
        "1. Первое важное.",
        "внутри закон",
        "https://pravo.gov.ru/273",
        "Директор",
        "подписывает",
        "Цитата #eval(\"1\") $x$ <b>",
        "Примечание внизу.",
    ] {
        assert!(text.contains(&squeeze(part)), "«{part}» is not in {text}");
    }
    assert_eq!(text.matches("Опорядке").count(), 2, "the title and the footer, not the heading again");
    let list = text_of(&project.path("output/print/registers/acts.pdf"));
    assert!(list.contains("Опорядке") && list.contains("ненайдено"), "{list}");
}
