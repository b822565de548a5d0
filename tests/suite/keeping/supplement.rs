//! Sealed is sealed (A5): what came later lies beside the archive, chained to it, and is seen wherever the
//! year is seen.

use super::{bytes, entry, flip, inside, names, paths, printed, refused, register, saved, store, text};
use crate::harness::{Project, tool};
use crate::years::{self, LATE_DEBTS, archive_of, come_late, sealed};

/// The archive that is supplemented.
fn name() -> String {
    archive_of(2022)
}

fn supplement(project: &Project, day: &str, more: &[&str]) {
    let name = name();
    let command = [&["supplement", &name, "--input", "years/2022"], more].concat();
    project.run_at(day, &command).succeeds();
}

/// Two years, the second with what came in the autumn after it.
fn supplemented() -> Project {
    let project = sealed(&[2021, 2022]);
    come_late(&project, "years/2022");
    supplement(&project, "2023-10-10", &[]);
    project
}

/// The archive stays as it was to the byte; the supplement is a bag, chained to its root digest.
#[test]
fn a_supplement_is_chained_and_the_journal_stays() {
    let project = sealed(&[2021, 2022]);
    let before = store(&project);
    come_late(&project, "years/2022");
    project.write("выписка.pdf", "%PDF-1.4 протокол");
    supplement(&project, "2023-10-10", &["выписка.pdf"]);
    let after = store(&project);
    for (name, bytes) in &before {
        let (_, now) = after.iter().find(|(own, _)| own == name).expect("it is still there");
        match name.as_str() {
            "register.jsonl" | "events.jsonl" => assert!(now.starts_with(bytes), "{name}"),
            "index.html" | "README.txt" => {}
            _ => assert!(now == bytes, "{name} is another"),
        }
    }
    let own = entry(&project, &format!("{}.supplement-1", name()));
    let year = entry(&project, &name());
    assert_eq!(text(&own, "holds"), "supplement");
    assert_eq!((text(&own["of"], "name"), text(&own["of"], "root")), (name().as_str(), text(&year, "root")));
    assert_eq!(text(&own, "academic_year"), "2022/2023");
    let zip = format!("archive/{}.supplement-1.zip", name());
    let paths = paths(&project, &zip);
    for path in [
        "data/late/debts.csv",
        "data/late/results.csv",
        "data/source/late/debts.csv",
        "data/source/late/results.csv",
        "data/print/is.pdf",
        "data/supplement.json",
    ] {
        assert!(paths.iter().any(|own| own == path), "no {path} in {paths:?}");
    }
    assert!(!paths.iter().any(|path| path.contains("sa3")), "{paths:?}");
    let debts = inside(&project, &zip, "data/source/late/debts.csv").expect("it");
    assert_eq!(String::from_utf8(debts).expect("UTF-8"), LATE_DEBTS);
    let files: Vec<_> = paths.iter().filter(|path| path.starts_with("data/files/")).collect();
    assert_eq!(files.len(), 1, "{paths:?}");
    assert_eq!(inside(&project, &zip, files[0]).expect("it"), "%PDF-1.4 протокол".as_bytes());
    // Other people's tools: the bag is a bag, and says what it is chained to.
    let target = project.path("bags");
    let [from, to] = [project.path(&zip), target.clone()];
    tool("unzip", &["-q", from.to_str().expect("a path"), "-d", to.to_str().expect("a path")]);
    let bag = target.join(format!("{}.supplement-1", name()));
    tool("python3", &["-m", "bagit", "--quiet", "--validate", bag.to_str().expect("a path")]);
    let info = std::fs::read_to_string(bag.join("bag-info.txt")).expect("it");
    assert!(info.contains(text(&year, "root")), "{info}");
    project.run(&["verify", "archive"]).succeeds();
    project.run(&["verify", &zip]).succeeds();
    // The annex is a document to sign, with all who are in it.
    project.write("annex.pdf", inside(&project, &zip, "data/print/is.pdf").expect("it"));
    let annex = printed(&project, "annex.pdf");
    for what in ["ИС-21", "Егоров", "Жукова", "05.10.2023", "№ 121-у"] {
        annex.says(what);
    }
    assert!(!annex.has("Виноградов"));
}

/// A second supplement stands beside the first one, which stays.
#[test]
fn a_second_supplement_stands_beside_the_first() {
    let project = supplemented();
    let before = store(&project);
    // Nothing new: nothing is written.
    project.run_at("2023-11-01", &["supplement", &name(), "--input", "years/2022"]);
    assert!(store(&project) == before);
    let more = format!("{LATE_DEBTS}isj01,a03,5,2023-11-02,year,1,№ 140-у,310\n");
    project.write("years/2022/late/debts.csv", more);
    supplement(&project, "2023-11-05", &[]);
    let second = entry(&project, &format!("{}.supplement-2", name()));
    assert_eq!(text(&second["of"], "root"), text(&entry(&project, &name()), "root"));
    for (name, bytes) in before.iter().filter(|(name, _)| name.ends_with(".zip") || name.ends_with(".pdf")) {
        assert!(store(&project).iter().any(|(own, now)| own == name && now == bytes), "{name}");
    }
    let rows =
        inside(&project, &format!("archive/{}.supplement-2.zip", name()), "data/late/debts.csv").expect("it");
    assert!(String::from_utf8(rows).expect("UTF-8").contains("a03"));
    project.run(&["verify", "archive"]).succeeds();
    assert_eq!(register(&project).len(), 4);
}

#[test]
fn what_is_no_supplement_is_refused() {
    let project = sealed(&[2021, 2022]);
    let refuse = |project: &Project, arguments: &[&str]| refused(project, "2023-10-10", arguments);
    let name = name();
    // Nothing came.
    refuse(&project, &["supplement", &name, "--input", "years/2022"]).says("late");
    refuse(&project, &["supplement", "journals-1999-2000", "--input", "years/2022"]);
    come_late(&project, "years/2022");
    // The input is of another year than the archive.
    refuse(&project, &["supplement", &archive_of(2021), "--input", "years/2022"]);
    refuse(&project, &["supplement", &name, "нет.pdf", "--input", "years/2022"]);
    // What came is wrong.
    project.write("years/2022/late/debts.csv", LATE_DEBTS.replace("a06", "a99"));
    refuse(&project, &["supplement", &name, "--input", "years/2022"]).says("a99");
    // A supplement has no supplements.
    come_late(&project, "years/2022");
    project.write("years/2022/late/долги.csv", "journal,student\n");
    project
        .run_at("2023-10-10", &["supplement", &name, "--input", "years/2022"])
        .succeeds()
        .says("late/долги.csv");
    refuse(&project, &["supplement", &format!("{name}.supplement-1"), "--input", "years/2022"]);
    // A damaged archive is not chained to.
    flip(&project, &format!("archive/{name}.zip"));
    project.write("years/2022/late/debts.csv", LATE_DEBTS.replace("a06,3", "a06,4"));
    refuse(&project, &["supplement", &name, "--input", "years/2022"]);
}

/// The annex alone, to be looked at before it is sealed.
#[test]
fn the_annex_is_printed_alone() {
    let project = sealed(&[2022]);
    let print = |whose: &str, file: &[&str]| {
        project.run(&[&["print", "--late", whose, "--input", "years/2022"], file].concat())
    };
    print("is", &[]).ends(2).says("late");
    come_late(&project, "years/2022");
    print("ИС-21", &["--file", "annex.pdf"]).succeeds();
    printed(&project, "annex.pdf").says("Егоров");
    print("all", &[]).succeeds();
    printed(&project, "annex-is.pdf").says("Жукова");
    print("sa3", &[]).ends(2);
    print("нет", &[]).ends(2);
}

/// The site of the year after shows what came late to the year before; what is sealed is the same whatever
/// comes later.
#[test]
fn the_site_of_the_next_year_shows_it() {
    let project = supplemented();
    years::live(&project, "years/2023", 2023);
    let build = |output: &str| {
        project.run(&["build", "--quiet", "--input", "years/2023", "--output", output]).succeeds();
    };
    build("built/2023");
    let page = project.read("built/2023/site/archives.html");
    let [year, own] = [name(), format!("{}.supplement-1", name())];
    for what in
        [year.as_str(), &own, text(&entry(&project, &year), "root"), text(&entry(&project, &own), "root")]
    {
        assert!(page.contains(what), "no «{what}» in\n{page}");
    }
    for what in [archive_of(2021).as_str(), "Егоров", "Математика", "05.10.2023", "Жукова"]
    {
        assert!(page.contains(what), "no «{what}» in\n{page}");
    }
    assert!(project.read("built/2023/site/index.html").contains("archives.html"));
    // On the page of who is still there.
    let pages = project.files("built/2023/site");
    let own = |name: &str| {
        let found = pages.iter().find(|(path, _)| path.starts_with("students/") && path.contains(name));
        String::from_utf8(found.expect("a page").1.clone()).expect("UTF-8")
    };
    assert!(own("a06").contains("Результаты прошлых лет") && !own("a01").contains("Результаты прошлых лет"));
    // A supplement that comes later is seen by the next build, and by none that was sealed.
    let sealed = ["seal", "--quiet", "--output", "built/2023"];
    project.run_at("2024-07-05", &sealed).succeeds();
    build("built/again");
    assert!(project.files("built/again") == project.files("built/2023"), "its own archive changes nothing");
    let zip = bytes(&project, &format!("archive/{}.zip", archive_of(2023)));
    project.write(
        "years/2022/late/debts.csv",
        format!("{LATE_DEBTS}isj01,a03,5,2024-09-02,year,1,№ 140-у,310\n"),
    );
    supplement(&project, "2024-09-05", &[]);
    build("built/again");
    assert!(project.read("built/again/site/archives.html").contains(&format!("{}.supplement-2", name())));
    assert!(bytes(&project, &format!("archive/{}.zip", archive_of(2023))) == zip);
}

/// Without earlier years there is no such page.
#[test]
fn the_first_year_has_no_page_of_earlier_ones() {
    let project = sealed(&[2021]);
    assert!(!project.path("built/2021/site/archives.html").exists());
    assert!(!project.read("built/2021/site/index.html").contains("archives.html"));
}

/// Whoever changes a supplement, or what the register says of it, is found out.
#[test]
fn a_tampered_supplement_is_found() {
    let project = supplemented();
    let whole = saved(&project);
    let zip = format!("archive/{}.supplement-1.zip", name());
    let cases: [&dyn Fn(&Project); 4] = [
        &|project| flip(project, &zip),
        &|project| std::fs::remove_file(project.path(&zip)).expect("removed"),
        &|project| project.replace("archive/register.jsonl", "supplement-1", "supplement-2"),
        // Another archive under its name: digests that fit themselves.
        &|project| project.write(&zip, bytes(project, &format!("archive/{}.zip", archive_of(2021)))),
    ];
    for (n, harm) in cases.iter().enumerate() {
        whole.back(&project);
        harm(&project);
        let run = project.run(&["verify", "archive"]);
        assert_eq!(run.status(), 1, "case {n}: {}", run.stdout());
    }
    whole.back(&project);
    let told = super::events(&project, "sealed");
    assert_eq!(names(&told), [archive_of(2021), name(), format!("{}.supplement-1", name())]);
}

/// A supplement goes where its year goes: it is kept as long as the sheets, to which it is an annex.
#[test]
fn a_supplement_is_kept_as_long_as_the_sheets() {
    let project = supplemented();
    let own = format!("{}.supplement-1", name());
    assert_eq!(super::keep_until(&project, &own).as_deref(), Some("2050-12-31"));
    let act = ["retention", "act", &name()];
    project.run_at("2031-01-12", &act).succeeds();
    let destroy = ["retention", "destroy", "--act", "1"];
    project.run_at("2031-01-13", &destroy).succeeds();
    project.run_at("2031-01-27", &destroy).succeeds();
    project.run(&["verify", "archive"]).succeeds();
    assert!(!super::has(&project, &format!("archive/{}.zip", name())));
    let annex = inside(&project, &format!("archive/{own}.zip"), "data/print/is.pdf");
    assert!(annex.is_some(), "the annex is kept");
}

/// An annex that comes later knows what was sealed before it: it neither calls it open nor gainsays it in silence.
#[test]
fn a_second_annex_knows_the_first() {
    let project = supplemented();
    let debts = project.read("years/2022/late/debts.csv");
    let (head, rows) = debts.split_once('\n').expect("rows");
    let value = head.split(',').position(|column| column == "value").expect("a column");
    let mut cells: Vec<&str> = rows.lines().next().expect("a row").split(',').collect();
    let before = cells[value].to_owned();
    cells[value] = "5";
    project.write("years/2022/late/debts.csv", format!("{head}\n{rows}{}\n", cells.join(",")));
    let run = project.run_at("2023-10-20", &["print", "--late", "all", "--input", "years/2022"]).succeeds();
    assert!(run.stderr().contains("уже опечатано"), "{}", run.stderr());
    let file = project.files("").into_iter().map(|(name, _)| name).find(|name| name.starts_with("annex-"));
    let annex = printed(&project, &file.expect("an annex"));
    annex.says(&format!("{}.supplement-1.zip", name()));
    annex.says(&format!("дополнение 1: {before}"));
    assert!(!annex.has("о пересдаче которых"), "nothing is open");
}
