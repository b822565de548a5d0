//! What comes after a year was closed: the annex to the summary sheet (D4), the data of supplements, and what
//! the site of a later year shows of them.

use crate::harness::{Project, tool};
use chrono::{Days, NaiveDate};
use letopis::archive::event::{Deed, Event};
use letopis::archive::pack::{Plan, pack, payload_digest};
use letopis::archive::register::{Entry, Holds, KeptGroup, Link};
use letopis::archive::store::Store;
use letopis::figures::annex::{Annex, Earlier, groups, of_no_group};
use letopis::figures::{Consents, Exemptions, Facts, Ledger};
use letopis::files::FileDigest;
use letopis::model::{Archive, Belonging};
use std::collections::BTreeMap;

/// The input with what came late.
fn archive(project: &Project, input: &str) -> Archive {
    let (archive, report) = letopis::read::read(&project.path(input), &|_| true).expect("it is read");
    assert!(!report.has_errors(), "{:?}", report.sorted().first());
    archive
}

/// The annexes of all groups with late rows.
fn annexes(archive: &Archive) -> Vec<Annex> {
    let belonging = Belonging::new(archive);
    let (ledger, exemptions) = (Ledger::new(archive), Exemptions::new(archive));
    let consents = Consents::new(archive);
    let facts = Facts {
        archive,
        belonging: &belonging,
        ledger: &ledger,
        exemptions: &exemptions,
        consents: &consents,
    };
    groups(archive).into_iter().map(|group| Annex::new(&facts, group, &Earlier::default())).collect()
}

/// Late rows of every kind that an annex tells in its own way, and some of no group.
fn late_of_every_kind(project: &Project) {
    let late = [
        (
            "results",
            "journal,student,term,value,date,sheet_no,ticket\ng01j01,g01s01,s1,5,2025-09-01,17,4\ng01j02,g01s02,final,4,,,\n",
        ),
        (
            "gia",
            "student,kind,title,supervisor,score,value,protocol,date\ng03s01,demo,,,71.5,4,7,2025-09-20\ng03s02,thesis,Сайт колледжа,Иванова И. И.,,5,8,2025-09-21\n",
        ),
        (
            "movements",
            "student,date,kind,order,order_date,from,to_organization\ng02s03,2025-08-20,left,№ 91-у,2025-08-19,g02,\ng01s04,2025-08-25,transferred,92-у,2025-08-22,g01,ГБПОУ «СТК»\n",
        ),
        ("marks", "lesson,student,value,work\ng01j01l001,g01s08,5,устный ответ\ng01j01l001,g01s09,3,\n"),
        (
            "attendance",
            "lesson,student,status,minutes,document\ng01j01l003,g01s15,ill,,справка № 8\ng01j01l001,g01s10,late,5,\n",
        ),
        ("consents", "student,kind,given\ng01s01,обработка персональных данных,2025-09-01\n"),
        (
            "remarks",
            "date,journal,lesson,text\n2025-09-01,g02j01,,Дополнить\n2025-09-01,,g01j01l001,Тема\n2025-09-02,,,Всем\n",
        ),
        (
            "changes",
            "table,record,field,old,new,at\nmarks,g01j01l001/g01s08,value,4,5,2025-09-01T10:00\nresults,g03j01/g03s01/s1,value,4,5,2025-09-01T10:00\nstaff,t001,position,,,2025-09-01T10:00\n",
        ),
        ("students", "id,last_name,first_name,group\ng02s99,Новый,Пётр,g02\n"),
        ("groups", "id,name\ng02,ИС-21\ng77,ИС-99\n"),
        ("lessons", "id,journal,date,hours\nlate1,g03j01,2025-06-30,2\n"),
        ("undertakings", "staff,given\nt001,2025-09-01\n"),
        ("homework", "lesson,student,text\ng01j01l001,g01s03,Доклад\ng01j01l001,,Всем\n"),
    ];
    for (table, text) in late {
        project.write(&format!("input/late/{table}.csv"), text);
    }
}

/// How many rows late tables have.
fn rows(tables: &[(&'static str, Vec<u8>)]) -> usize {
    let count = |bytes: &[u8]| csv::Reader::from_reader(bytes).records().count();
    tables.iter().map(|(_, bytes)| count(bytes)).sum()
}

#[test]
fn every_late_row_is_told_once() {
    let project = Project::with_sample();
    late_of_every_kind(&project);
    let archive = archive(&project, "input");
    let all = rows(&letopis::export::late::tables(&archive));
    assert_eq!(all, 6 + 24, "rows were written");
    let told: usize = annexes(&archive).iter().map(Annex::rows).sum();
    let others = of_no_group(&archive);
    let without: usize = others.iter().map(|own| own.rows).sum();
    assert_eq!(told + without, all, "{others:?}");
    let titles: BTreeMap<&str, usize> = others.iter().map(|own| (own.title, own.rows)).collect();
    // A remark to all, a change of the staff, a group that the year does not know, an undertaking.
    assert_eq!(without, 4, "{titles:?}");
}

#[test]
fn late_tables_read_back_the_same() {
    let project = Project::with_sample();
    late_of_every_kind(&project);
    let tables = letopis::export::late::tables(&archive(&project, "input"));
    crate::harness::copy(&project.path("input"), &project.path("again"));
    std::fs::remove_dir_all(project.path("again/late")).expect("removed");
    for (table, bytes) in &tables {
        project.write(&format!("again/late/{table}.csv"), bytes);
    }
    assert_eq!(letopis::export::late::tables(&archive(&project, "again")), tables);
}

#[test]
fn the_annex_holds_late_marks_against_the_sheet() {
    let project = Project::with_sample();
    late_of_every_kind(&project);
    let archive = archive(&project, "input");
    let annexes = annexes(&archive);
    let of = |id: &str| annexes.iter().find(|own| &*archive.groups[own.group].id == id).expect("an annex");
    let debts = &of("g02").debts;
    assert_eq!(debts.len(), 4);
    for line in debts {
        assert!(line.was.is_some() && line.passes, "{line:?}");
    }
    assert!(of("g02").doubts.is_empty(), "{:?}", of("g02").doubts);
    // Two had cleared the year and not sat the examination, with which the sheet ends; that is still to come.
    let left: Vec<(&str, &str)> =
        of("g02").left.iter().map(|own| (own.discipline.as_str(), own.mark.as_str())).collect();
    assert_eq!(left, [("ОУП.04 Математика", "не допущен"), ("ОУП.01 Русский язык", "не допущен")]);
    let on_sheet: Vec<Option<&str>> = debts.iter().map(|line| line.on_sheet.as_deref()).collect();
    assert_eq!(on_sheet, [None, Some("не допущен"), Some("не допущен"), None]);
    let [mended, new] = &of("g01").results[..] else { panic!("{:?}", of("g01").results) };
    assert_eq!((mended.was.as_deref(), mended.mark.as_str()), (Some("4"), "5"));
    assert_eq!((new.was.as_deref(), new.period.as_str()), (None, "Итог"));
    let told: Vec<(Option<&str>, &str)> =
        of("g01").corrections.iter().map(|line| (line.was.as_deref(), line.now.as_str())).collect();
    for expected in [
        (Some("4"), "5"),
        (None, "3"),
        (Some("отсутствовал без уважительной причины"), "болел"),
        (None, "опоздал на 5 минут"),
    ] {
        assert!(told.contains(&expected), "{expected:?} in {told:?}");
    }
    assert_eq!(of("g03").gia.len(), 2);
    assert_eq!(of("g02").movements[0].order, "№ 91-у от 19.08.2025");
    assert_eq!(of("g01").movements[0].order, "№ 92-у от 22.08.2025");
}

/// What cannot stand as it is, is said.
#[test]
fn doubtful_late_rows_are_told() {
    let project = Project::with_sample();
    project.write(
        "input/late/debts.csv",
        "journal,student,value,date,term,attempt\n\
         g02j01,g02s20,3,2025-09-09,year,1\n\
         g02j01,g02s20,4,2025-09-19,year,1\n\
         g02j09,g02s20,3,2025-07-01,year,1\n\
         g02j02,g02s01,5,2025-09-10,year,\n\
         g02j10,g02s20,3,2025-09-11,year,1\n\
         g02j10,g02s20,3,2025-09-11,year,1\n\
         g02j07,g02s22,зачтено,2025-09-12,year,1\n\
         g02j07,g02s22,незачтено,2025-09-15,year,2\n",
    );
    project.write(
        "input/late/results.csv",
        "journal,student,term,value,date\ng02j09,g02s20,year,4,2025-09-09\ng02j03,g02s01,s1,3,\ng02j03,g02s01,s1,4,\n",
    );
    let archive = archive(&project, "input");
    let annex = annexes(&archive).into_iter().next().expect("an annex");
    let told = annex.doubts.join("\n");
    for expected in [
        "два разных результата одной попытки (первая): «3» и «4»",
        "01.07.2025, не позже закрытия года (04.07.2025)",
        "задолженности нет",
        "результат «3» записан дважды",
        "погашена 12.09.2025 («зачтено»), а 15.09.2025 записан ещё один результат («незачтено»)",
        "получено «3», а исправленный итог — «4»",
        "записано по-разному: «3», «4»",
    ] {
        assert!(told.contains(expected), "no «{expected}» in\n{told}");
    }
    project
        .run(&["print", "--late", "СА-21"])
        .succeeds()
        .says("предупреждение:")
        .says("задолженности нет")
        .says("annex-g02.pdf");
    // On the paper that is signed they are notes.
    let annex = paper(&project, "annex-g02.pdf");
    assert!(annex.contains("Примечания") && annex.contains("задолженностинет"), "{annex}");
    assert!(!annex.contains("Проверитьдо"), "{annex}");
}

/// One line of text of a PDF, without the spaces between letters.
fn paper(project: &Project, file: &str) -> String {
    let path = project.path(file);
    tool("pdftotext", &[path.to_str().expect("a path"), "-"]).split_whitespace().collect()
}

#[test]
fn the_annex_is_printed_against_the_sealed_year() {
    let project = Project::with_sample();
    project.run(&["print", "--late", "g02"]).succeeds().says("annex-g02.pdf");
    assert!(paper(&project, "annex-g02.pdf").contains("ещёнеопечатан"));
    project.run(&["build", "--seal", "--quiet"]).succeeds();
    let register = project.read("archive/register.jsonl");
    let entry: serde_json::Value = serde_json::from_str(register.trim()).expect("a line");
    let root = entry["root"].as_str().expect("a root");
    // Whatever the office does with its data afterwards, the sealed year is what late results are held against.
    project.edit("results", "value", |_, _| "5".to_owned());
    project.replace("input/archive.yaml", "Н. В. Мещерякова", "П. Р. Новая");
    project.run(&["print", "--late", "all"]).succeeds().says("annex-g03.pdf");
    let text = paper(&project, "annex-g02.pdf");
    for expected in ["journals-2024-2025.zip", root, "№121-у", "П.Р.Новая", "3(удовлетворительно)"]
    {
        assert!(text.contains(&expected.replace(' ', "")), "no «{expected}» in {text}");
    }
    assert!(!text.contains("погашатьнечего"));
    project.run(&["print", "--late", "g03", "--file", "one.pdf"]).succeeds().says("one.pdf");
    project.run(&["print", "--late", "all", "--file", "one.pdf"]).ends(2).says("приложений несколько");
    project.run(&["print", "--late", "g01"]).ends(2).says("СА-21");
    // A table by no known name is not passed over in silence.
    project.write("input/late/долги.csv", "journal,student\n");
    project.run(&["print", "--late", "g03"]).succeeds().says("late/долги.csv");
    std::fs::remove_file(project.path("input/late/долги.csv")).expect("removed");
    project.run(&["print", "--late", "g09"]).ends(2).says("нет группы g09");
    project.write("input/late/debts.csv", "journal,student,value,date\ng02j01,nobody,3,2025-09-09\n");
    project.run(&["print", "--late", "all"]).ends(1).says("nobody").says("debts.csv");
    std::fs::remove_dir_all(project.path("input/late")).expect("removed");
    project.run(&["print", "--late", "all"]).ends(2).says("input/late");
}

/// The same college a year later: days of the year move on by 52 weeks.
fn a_year_later(project: &Project) {
    for (path, bytes) in project.files("input") {
        let Ok(text) = String::from_utf8(bytes) else { continue };
        project.write(&format!("input/{path}"), moved(&text));
    }
    project.replace("input/archive.yaml", "academic_year: 2024/2025", "academic_year: 2025/2026");
    project.replace("input/archive.yaml", "start: 2025-08-31", "start: 2025-09-01");
    std::fs::remove_dir_all(project.path("input/late")).expect("removed");
}

fn moved(text: &str) -> String {
    let mut moved = String::new();
    let mut rest = text;
    while let Some(at) = rest.find("202") {
        let (before, after) = rest.split_at(at);
        moved.push_str(before);
        let day = after.get(..10).and_then(|day| NaiveDate::parse_from_str(day, "%Y-%m-%d").ok());
        match day.filter(|day| *day >= NaiveDate::from_ymd_opt(2024, 1, 1).expect("a day")) {
            Some(day) => {
                moved.push_str(&(day + Days::new(364)).to_string());
                rest = &after[10..];
            }
            None => {
                moved.push_str(&after[..3]);
                rest = &after[3..];
            }
        }
    }
    moved.push_str(rest);
    moved
}

/// Seals the late rows of the input as the first supplement of the store's only archive.
fn supplement(project: &Project) {
    let archive = archive(project, "input");
    let mut digests = BTreeMap::new();
    let mut count = 0;
    for (table, bytes) in letopis::export::late::tables(&archive) {
        count += csv::Reader::from_reader(bytes.as_slice()).records().count();
        let path = format!("late/{table}.csv");
        digests.insert(path.clone(), FileDigest::of(&bytes).sha256);
        project.write(&format!("bag/{path}"), bytes);
    }
    let mut store = Store::open(&project.path("archive")).expect("a store");
    let year = store.register.values[0].clone();
    let name = format!("{}.supplement-1", year.name);
    let plan = Plan::new(&project.path("bag"), &name, digests.clone(), &[], false).expect("a plan");
    let changes = store.begin().expect("changes");
    let zip = format!("{name}.zip");
    let packed = pack(&project.path("bag"), &plan, &changes.path(&zip), &|_| {}).expect("packed");
    changes.write(&format!("{name}.certificate.pdf"), b"%PDF-1.7").expect("written");
    let groups = groups(&archive).into_iter().map(|group| KeptGroup {
        id: archive.groups[group].id.to_string(),
        name: archive.groups[group].name.to_string(),
        began: None,
        journals: None,
        sheets: None,
        by_year: Vec::new(),
    });
    let register = store.register.push(Entry {
        name: name.clone(),
        holds: Holds::Supplement,
        of: Some(Link { name: year.name.clone(), root: year.root.clone() }),
        root: packed.root.sha256,
        payload: payload_digest(&digests),
        zip_sha256: packed.zip.sha256,
        zip_size: packed.zip.size,
        certificate_sha256: FileDigest::of(b"%PDF-1.7").sha256,
        groups: groups.collect(),
        rows: Some(count),
        ..year
    });
    store.events.push(Event { at: "2025-10-01T10:00:00Z".to_owned(), deed: Deed::Sealed, name, register });
    store.commit(changes).expect("committed");
}

#[test]
fn the_site_of_a_later_year_shows_supplements() {
    let project = Project::with_sample();
    project.run(&["build", "--seal", "--quiet"]).succeeds();
    let first = project.files("output");
    supplement(&project);
    // The year itself does not change by what came after it.
    project.run(&["build", "--quiet"]).succeeds();
    assert!(project.files("output") == first, "a supplement changes its own year");
    a_year_later(&project);
    // Of two students with late results one refuses today.
    let students = project.read("input/students.csv");
    let name = |id: &str| {
        let row = students.lines().find(|line| line.starts_with(&format!("{id},"))).expect("a row");
        row.split(',').nth(1).expect("a name").to_owned()
    };
    project.edit("students", "consent", |n, own| {
        let refuses = students.lines().nth(n + 1).is_some_and(|line| line.starts_with("g03s09,"));
        if refuses { "false".to_owned() } else { own.to_owned() }
    });
    project.run(&["build", "--only", "site", "--output", "next", "--quiet"]).succeeds();
    let page = project.read("next/site/archives.html");
    for expected in [
        "2024/2025",
        "journals-2024-2025.zip",
        "journals-2024-2025.supplement-1.zip",
        "4\u{a0}июля 2025",
        "6 строк",
        "СА-21, ЭК-41",
        "students/g02s20.html",
        "зачтено",
        "12.09.2025",
        &name("g03s19"),
        "согласия на обработку персональных данных: 1",
    ] {
        assert!(page.contains(expected), "no «{expected}» in {page}");
    }
    assert!(!page.contains(&format!("{} ", name("g03s09"))), "{page}");
    let own = project.read("next/site/students/g02s20.html");
    assert_eq!(own.matches("journals-2024-2025.supplement-1.zip").count(), 3);
    assert!(own.contains("Результаты прошлых лет, полученные после закрытия года"));
    assert!(!project.read("next/site/students/g02s01.html").contains("supplement"));
    for listed in ["index.html", "documents.html"] {
        assert!(project.read(&format!("next/site/{listed}")).contains("\"archives.html\""), "{listed}");
    }
    // The same input and the same earlier archives: the same bytes; without a store nothing of it.
    project
        .run(&["build", "--only", "site", "--output", "again", "--quiet", "--fresh", "--jobs", "1"])
        .succeeds();
    assert!(project.files("again/site") == project.files("next/site"), "the site differs");
    project.run(&["build", "--only", "site", "--output", "alone", "--archive", "none", "--quiet"]).succeeds();
    assert!(!project.path("alone/site/archives.html").exists());
    for (path, bytes) in project.files("alone/site") {
        assert!(!String::from_utf8_lossy(&bytes).contains("archives.html"), "{path}");
    }
    // A zip that is not what was sealed is not read, and that is said.
    let zip = project.path("archive/journals-2024-2025.supplement-1.zip");
    let bytes = std::fs::read(&zip).expect("read");
    std::fs::write(&zip, [&bytes[..], b" "].concat()).expect("written");
    project.run(&["build", "--only", "site", "--output", "next", "--quiet"]).succeeds();
    let page = project.read("next/site/archives.html");
    assert!(page.contains("не тот, что был опечатан") && !page.contains("12.09.2025"), "{page}");
    std::fs::remove_file(&zip).expect("removed");
    project.run(&["build", "--only", "site", "--output", "next", "--quiet"]).succeeds();
    assert!(project.read("next/site/archives.html").contains("Файла в хранилище нет"));
    // A register that is not what was written stops the build.
    project.replace("archive/register.jsonl", "2024/2025", "2023/2024");
    project.run(&["build", "--only", "site", "--output", "next", "--quiet"]).ends(1).says("register.jsonl");
}

/// A debt cleared late stays on the page of whose it is, whoever has the id today.
#[test]
fn late_results_go_to_nobody_else() {
    let project =
        Project::with_demo(&["--groups", "1", "--students", "4", "--journals", "2", "--lessons", "4"]);
    let students = project.read("input/students.csv");
    let ids: Vec<&str> = students.lines().skip(1).filter_map(|row| row.split(',').next()).collect();
    let journals = project.read("input/journals.csv");
    let journal = journals.lines().nth(1).and_then(|row| row.split(',').next()).expect("a journal");
    for column in ["record_no", "birth_date"] {
        project.edit("students", column, |_, _| String::new());
    }
    project.edit("students", "enrolled", |_, _| "2023-09-01".to_owned());
    let name = |project: &Project| {
        for (column, names) in [
            ("last_name", ["Алексеев", "Смирнова"]),
            ("first_name", ["Борис", "Анна"]),
            ("patronymic", ["Петрович", "Игоревна"]),
        ] {
            project.edit("students", column, |n, own| names.get(n).map_or(own, |name| *name).to_owned());
        }
    };
    name(&project);
    project.run(&["build", "--seal", "--quiet"]).succeeds();
    project.write("input/late/debts.csv", format!("journal,student,value,date,term,attempt\n{journal},{},3,2025-09-12,year,1\n{journal},{},4,2025-09-13,year,1\n", ids[0], ids[1]));
    supplement(&project);
    a_year_later(&project);
    // The first is gone, and the second has the id of the first.
    for (column, own) in [("last_name", "Смирнова"), ("first_name", "Анна"), ("patronymic", "Игоревна")]
    {
        project.edit("students", column, |n, old| match n {
            0 => own.to_owned(),
            1 => format!("Иная{n}"),
            _ => old.to_owned(),
        });
    }
    project.run(&["build", "--only", "site", "--output", "next", "--quiet"]).succeeds();
    let page = project.read(&format!("next/site/students/{}.html", ids[0]));
    assert!(page.contains("13.09.2025") && !page.contains("12.09.2025"), "{page}");
    assert!(project.read("next/site/archives.html").contains("Алексеев Борис Петрович"));
    // Whose she is today, her word of today counts.
    project.edit("students", "consent", |n, own| if n == 0 { "false".to_owned() } else { own.to_owned() });
    project.run(&["build", "--only", "site", "--output", "next", "--quiet"]).succeeds();
    let page = project.read("next/site/archives.html");
    assert!(!page.contains("13.09.2025") && page.contains("12.09.2025"), "{page}");
}
