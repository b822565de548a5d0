//! What the papers about a destruction and the store's page say is what was done, and everywhere the same.

use super::old::chained;
use super::{NAME, bytes, entry, events, lines, printed, saved, small, text};
use crate::harness::Project;
use letopis::export::people::{self, PEOPLE, Person};

const ACT: [&str; 3] = ["retention", "act", NAME];
const DESTROY: [&str; 4] = ["retention", "destroy", "--act", "1"];
const ERASURE: &str = "archive/act-1.erasure.pdf";
const EXTRACT: &str = "archive/act-1.events.pdf";

/// A year of four students with two supplements: one student sat a debt, of another a consent came.
fn supplemented(years_of_sheets: &str) -> Project {
    let project =
        Project::with_demo(&["--groups", "1", "--students", "4", "--journals", "2", "--lessons", "4"]);
    project.set(&format!("retention: {{ years: 5, sheets: {{ years: {years_of_sheets} }} }}"));
    project.run_at("2025-07-04", &["build", "--seal", "--quiet"]).succeeds();
    let debts = "journal,student,value,date,attempt\ng01j01,g01s03,4,2025-09-20,1\n";
    project.write("input/late/debts.csv", debts);
    project.run_at("2025-10-01", &["supplement", NAME]).succeeds();
    project.write("input/late/consents.csv", "student,kind,given,number\ng01s02,site,2025-09-21,77\n");
    project.write("input/late/students.csv", "id,last_name,first_name,group\ng01s99,Яковлев,Пётр,g01\n");
    project.run_at("2025-11-01", &["supplement", NAME]).succeeds();
    project
}

fn supplement(number: u32) -> String {
    format!("{NAME}.supplement-{number}")
}

/// Whom an archive's list of people names.
fn listed(project: &Project, name: &str) -> Vec<Person> {
    let bytes = super::inside(project, &format!("archive/{name}.zip"), &format!("data/{PEOPLE}"));
    people::read(&bytes.expect("a list")).expect("it is read")
}

/// Supplements name whom any late row names, and a person of several archives of an act is one person.
#[test]
fn people_are_counted_once() {
    let project = supplemented("5");
    let ids = |number| {
        let ids = listed(&project, &supplement(number)).into_iter().map(|person| person.id);
        ids.collect::<Vec<_>>()
    };
    assert_eq!(ids(1), ["g01s03"]);
    assert_eq!(ids(2), ["g01s02", "g01s99"]);
    project.run_at("2034-01-09", &["retention", "act"]).succeeds();
    project.run_at("2034-01-10", &DESTROY).succeeds();
    project.run_at("2034-01-24", &DESTROY).succeeds();
    project.run(&["verify", "archive"]).succeeds();
    assert_eq!(events(&project, "destroyed").len(), 3);
    let act = printed(&project, ERASURE);
    let staff = project.read("input/staff.csv").lines().count() - 1;
    act.says(&format!("Всего: {} (", 4 + 1 + staff));
    for name in ["Яковлев Пётр", "Педагогические работники"] {
        act.says(name);
        assert_eq!(act.0.matches(&super::squeezed(name)).count(), 1, "{name}");
    }
    // Of a group there is one list, however many archives name it; the staff comes after all students.
    assert_eq!(act.0.matches(&super::squeezed("ИС-11, 2024/2025 учебный год")).count(), 1);
    let at = |what: &str| act.0.find(&super::squeezed(what)).unwrap_or_else(|| panic!("no «{what}»"));
    assert!(at("Яковлев Пётр") < at("Педагогические работники, 2024"));
    // Nothing of them is left.
    assert!(!act.has("Остаются на хранении") && !act.has("Не стёрты программой"));
}

/// The act says what stays of the same people, and what there may be that the program did not erase; every
/// paper names media by place and number.
#[test]
fn the_act_says_what_is_left() {
    let project = supplemented("25");
    for medium in ["disk", "safe"] {
        project.run_at("2025-11-02", &["copy", NAME, "--to", medium]).succeeds();
    }
    for day in ["2026-05-01", "2027-05-01", "2028-05-01"] {
        project.run_at(day, &["copy", "--check"]).succeeds();
    }
    let restore = ["restore", NAME, "--from", "disk", "--to", "expert"];
    project.run_at("2029-03-01", &restore).succeeds();
    std::fs::remove_dir_all(project.path("safe")).expect("removed");
    project.run_at("2029-05-01", &["copy", "--check"]).succeeds();
    project.run_at("2030-05-01", &["copy", "--lost", "safe", "--reason", "сгорел"]).succeeds();
    project.run_at("2034-01-09", &ACT).succeeds();
    project.run_at("2034-01-10", &DESTROY).succeeds();
    project.run_at("2034-01-11", &["copy", &format!("{NAME}.sheets"), "--to", "disk"]).succeeds();
    project.run_at("2034-01-24", &DESTROY).succeeds();
    let (act, extract) = (printed(&project, ERASURE), printed(&project, EXTRACT));
    act.says("Остаются на хранении");
    for stays in [format!("{NAME}.sheets"), supplement(1), supplement(2)] {
        let until = text(&entry(&project, &stays), "keep_until").to_owned();
        act.says(&format!("{stays}.zip"));
        act.says(&format!("хранить по 31.12.{}", &until[..4]));
    }
    act.says("итоговые отметки");
    act.says("Не стёрты программой");
    let copied = events(&project, "copied");
    let medium = |place: &str| {
        let of = |event: &&serde_json::Value| text(event, "path").ends_with(place);
        let copy = copied.iter().find(of).expect("a copy");
        format!("{place}, носитель {}", text(copy, "medium"))
    };
    let (disk, safe) = (medium("disk"), medium("safe"));
    act.says(&disk);
    act.says(&format!("{safe} — утрачена: сгорел"));
    act.says("был возвращён в папку");
    act.says("expert");
    for what in
        [format!("{safe}: сгорел"), "expert".to_owned(), "проверена 5 раз, последний — 10.01.2034".to_owned()]
    {
        extract.says(&what);
    }
    printed(&project, "archive/act-1.pdf").says(&disk);
    // Checks of one copy that follow one another are one line, with the digest of the last.
    let checks = events(&project, "checked");
    let own = checks.iter().filter(|event| text(event, "name") == NAME);
    let own: Vec<_> = own.filter(|event| text(event, "path").ends_with("disk")).collect();
    assert_eq!(own.iter().filter(|event| extract.has(text(event, "digest"))).count(), 1, "{own:?}");
    assert!(extract.has(text(own.last().expect("a check"), "digest")));
    // Names are copied from the papers as they are.
    let read = |path: &str| {
        let path = project.path(path);
        crate::harness::tool("pdftotext", &["-raw", path.to_str().expect("a path"), "-"])
    };
    for path in [ERASURE, EXTRACT, "archive/act-1.pdf"] {
        assert!(!read(path).contains('\u{200b}'), "{path}");
    }
    assert!(read(ERASURE).contains(&format!("{NAME}.sheets.zip")), "{}", read(ERASURE));
    // The page: what became of the copies; where to look for the sheets.
    let page = project.read("archive/index.html");
    for what in ["стёрта 24.01.2034", "утрачена", "Последний результат", "data/people.csv"]
    {
        assert!(page.contains(what), "no «{what}»");
    }
    let table =
        page.split_once("<tbody>").and_then(|(_, rest)| rest.split_once("</tbody>")).expect("a table").0;
    for name in [NAME.to_owned(), format!("{NAME}.sheets"), supplement(1)] {
        assert!(table.contains(&format!(">{name}</a>")), "{table}");
    }
}

/// Papers carry the day of the place where they are drawn up, and everything tells that day; earlier versions
/// wrote the day of Greenwich alone.
#[test]
fn papers_carry_the_day_of_their_place() {
    let project = small();
    // East of Greenwich by fourteen hours it is noon of the next day already.
    let run = |day: &str, arguments: &[&str]| {
        let line = [&["env", "TZ=EAST-14", env!("CARGO_BIN_EXE_letopis")], arguments].concat();
        project.program_at(day, &line).succeeds();
    };
    run("2034-01-12", &ACT);
    run("2034-01-20", &["retention", "act", "--cancel", "1", "--reason", "ошибка"]);
    run("2034-01-21", &ACT);
    let destroy = ["retention", "destroy", "--act", "2"];
    run("2034-01-22", &destroy);
    run("2034-02-07", &destroy);
    let selected = events(&project, "selected");
    assert_eq!((text(&selected[0], "day"), &text(&selected[0], "at")[..10]), ("2034-01-12", "2034-01-11"));
    printed(&project, "archive/act-2.pdf").says("21 января 2034");
    let act = printed(&project, "archive/act-2.erasure.pdf");
    act.says("№ 2 от 21.01.2034");
    act.says("7 февраля 2034");
    let page = project.read("archive/index.html");
    for what in
        ["от 12.01.2034, отозван 19.01.2034", "от 21.01.2034", "от 07.02.2034", "уничтожен 07.02.2034"]
    {
        assert!(page.contains(what), "no «{what}» in {page}");
    }
    project.run(&["verify", "archive"]).succeeds();
    let told = |day: &str| project.run(&["retention", "--on", "2034-03-01"]).succeeds().says(day);
    told("уничтожен 07.02.2034");
    let mut all = lines(&project.read("archive/events.jsonl"));
    for event in &mut all {
        event.as_object_mut().expect("an object").shift_remove("day");
    }
    project.write("archive/events.jsonl", chained(&all).0);
    told("уничтожен 06.02.2034");
}

/// What holds a year holds its supplements, and the page and a verification say so.
#[test]
fn a_hold_of_a_year_is_told_of_its_supplements() {
    let project = supplemented("5");
    let hold = ["retention", "hold", NAME, "--reason", "запрос прокуратуры"];
    let before = saved(&project);
    project.run_at("2030-02-01", &hold).succeeds();
    let page = project.read("archive/index.html");
    let (_, own) = page.split_once(&format!("{}: дополнение", supplement(1))).expect("the supplement");
    let own = own.split_once("</section>").expect("its end").0;
    for what in ["под запретом с 01.02.2030", "запрос прокуратуры"] {
        assert!(own.contains(what), "no «{what}» in {own}");
    }
    assert_eq!(super::states(&project, "2030-02-02")[&supplement(1)], "held");
    before.back(&project);
    // A supplement that goes although its year is held: nobody but a forger does that.
    project.run_at("2034-01-09", &["retention", "act", &supplement(1)]).succeeds();
    project.run_at("2034-01-10", &DESTROY).succeeds();
    project.run_at("2034-01-24", &DESTROY).succeeds();
    project.run(&["verify", "archive"]).succeeds();
    printed(&project, ERASURE).says(&format!("{NAME}.zip (архив года), хранить по 31.12.2033"));
    let mut all = lines(&project.read("archive/events.jsonl"));
    let mut held = all.iter().find(|event| event["event"] == "sealed").expect("a seal").clone();
    held["register"] = entry(&project, NAME)["digest"].clone();
    for (field, value) in
        [("event", "held"), ("name", NAME), ("reason", "запрос"), ("at", "2034-01-24T11:59:59Z")]
    {
        held[field] = value.into();
    }
    held["number"] = 1.into();
    // A hold that the store heard of too late was one; one that came later was none.
    let late = chained(&[&all[..], std::slice::from_ref(&held)].concat()).0;
    let mut later = held.clone();
    later["at"] = "2034-01-24T12:00:01Z".into();
    let after = chained(&[&all[..], &[later]].concat()).0;
    let place = all.iter().position(|event| event["event"] == "destroyed").expect("a destruction");
    all.insert(place, held);
    for (events, is_lawful) in [(chained(&all).0, false), (late, false), (after, true)] {
        project.write("archive/events.jsonl", events);
        let run = project.run(&["verify", "archive"]);
        assert_eq!(run.stdout().contains("вопреки запрету"), !is_lawful, "{}", run.stdout());
    }
    assert!(!bytes(&project, ERASURE).is_empty());
}
