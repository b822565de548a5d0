//! The page and the text in which a store explains itself.

use crate::harness::{Project, repository, tool};
use chrono::NaiveDate;
use letopis::archive::guide::{
    Archived, Copied, CopyState, Destroyed, Guide, Hold, Marked, Paper, Signed, index, readme,
};
use letopis::archive::register::{Entry, Holds, KeptGroup, Link, Superseded};

const HOSTILE: &str = "\"><script>alert(1)</script>' &amp; {{ 7 * 7 }} \u{202e}\r\n</style>";

fn day(year: i32, month: u32, day: u32) -> NaiveDate {
    NaiveDate::from_ymd_opt(year, month, day).expect("a day")
}

fn entry(name: &str, first: i32) -> Entry {
    Entry {
        name: name.to_owned(),
        academic_year: format!("{first}/{}", first + 1),
        closed_on: format!("{}-07-04", first + 1),
        keep_until: Some(format!("{}-12-31", first + 6)),
        groups: vec![KeptGroup {
            id: "g01".to_owned(),
            name: "ИС-11".to_owned(),
            began: None,
            journals: Some(format!("{}-12-31", first + 6)),
            sheets: None,
            by_year: Vec::new(),
        }],
        ..blank()
    }
}

fn blank() -> Entry {
    Entry {
        name: String::new(),
        holds: Holds::Year,
        of: None,
        academic_year: "2024/2025".to_owned(),
        organization: "ГБПОУ «ПКИТ»".to_owned(),
        closed_on: "2025-07-04".to_owned(),
        root: "0a".repeat(32),
        root_streebog256: None,
        payload: "0b".repeat(32),
        zip_sha256: "0c".repeat(32),
        zip_size: 12_345_678,
        certificate_sha256: "0d".repeat(32),
        build: "0e".repeat(32),
        keep_until: None,
        groups: Vec::new(),
        rows: None,
        supersedes: None,
    }
}

fn copied(medium: &str, state: CopyState) -> Copied {
    Copied {
        medium: medium.to_owned(),
        path: "journals.zip.age".to_owned(),
        written_on: day(2025, 7, 5),
        read_on: (state != CopyState::Lost).then(|| day(2026, 7, 5)),
        state,
        is_encrypted: state == CopyState::Good,
    }
}

fn html(guide: &Guide<'_>) -> String {
    String::from_utf8(index(guide).expect("a page")).expect("UTF-8")
}

/// The text as its reader sees it; it is for Notepad too.
#[track_caller]
fn text(guide: &Guide<'_>) -> String {
    let text = String::from_utf8(readme(guide).expect("a text")).expect("UTF-8");
    let text = text.strip_prefix('\u{feff}').expect("a byte order mark");
    assert_eq!(text.matches('\n').count(), text.matches("\r\n").count());
    assert!(!text.contains("\n\r\n\r\n\r"), "{text}");
    text.replace("\r\n", "\n")
}

#[test]
fn an_empty_store_says_that_it_is_empty() {
    let guide = Guide::default();
    assert!(html(&guide).contains("Архивов пока нет."));
    assert!(text(&guide).contains("Архивов пока нет."));
}

#[test]
fn every_state_of_an_archive_is_told() {
    let years: Vec<Entry> = (2020..2026).map(|first| entry(&format!("journals-{first}"), first)).collect();
    let supplement = Entry {
        name: "journals-2025.supplement-1".to_owned(),
        holds: Holds::Supplement,
        of: Some(Link { name: "journals-2025".to_owned(), root: "0a".repeat(32) }),
        closed_on: "2026-09-15".to_owned(),
        groups: years[5].groups.clone(),
        ..blank()
    };
    let mut archives: Vec<Archived<'_>> = years.iter().map(Archived::new).collect();
    archives[0].destroyed = Some(Destroyed { act: 1, on: day(2027, 2, 15) });
    archives[0].acts = vec![1];
    archives[1].marked = Some(Marked { act: 2, until: day(2028, 1, 26) });
    archives[2].hold = Some(Hold {
        since: day(2026, 3, 1), reason: "проверка Рособрнадзора".to_owned()
    });
    archives[3].replaced_by = Some("journals-2023-2".to_owned());
    archives[4].copies = vec![
        copied("диск «Архив 1»", CopyState::Good),
        copied("лента 3", CopyState::Damaged),
        copied("флеш-память", CopyState::Lost),
        copied("диск 2", CopyState::Erased(day(2027, 2, 14))),
    ];
    archives[5].chained = vec![Archived::new(&supplement)];
    archives[5].signatures = vec![Signed {
        file: "journals-2025.zip.p7s".to_owned(),
        of: "journals-2025.zip".to_owned(),
        kind: "подпись CMS".to_owned(),
    }];
    let paper = Paper {
        file: "act-1.pdf".to_owned(),
        title: "Акт № 1 о выделении к уничтожению".to_owned(),
        on: day(2027, 1, 12),
        withdrawn_on: Some(day(2027, 1, 20)),
    };
    let guide = Guide { archives, papers: vec![paper], told_on: Some(day(2027, 2, 15)) };
    let page = html(&guide);
    for expected in [
        "уничтожен 15.02.2027 по акту № 1",
        "помечен к уничтожению по акту № 2, файлы остаются по 26.01.2028",
        "под запретом с 01.03.2026: уничтожать нельзя",
        "проверка Рособрнадзора",
        "заменён архивом journals-2023-2",
        "01.01.2031, по акту",
        "href=\".&#x2F;journals-2024.zip\"",
        "повреждена",
        "утрачена",
        "ни разу",
        "(зашифрована)",
        "journals-2025.supplement-1.zip",
        "journals-2025.zip.p7s",
        "act-1.pdf",
        "Последняя запись журнала событий — 15.02.2027",
        "от 12.01.2027, отозван 20.01.2027",
        "стёрта 14.02.2027",
        "<dt>Последний результат</dt><dd>15.09.2026</dd>",
        "В дополнении (<code>.supplement-1.zip</code>) сайта нет",
        "без <code>,\"digest\":\"…\"</code>",
        "11,8\u{a0}МБ",
    ] {
        let found = page.contains(expected) || page.contains(&expected.replace("&#x2F;", "/"));
        assert!(found, "{expected}: {page}");
    }
    // What belongs to a year stands below it, and has no journals.
    let listed = page.split_once("<tbody>").expect("a table").1.split_once("</tbody>").expect("its end").0;
    assert!(listed.contains(">journals-2025.supplement-1</a>"), "{listed}");
    assert_eq!(page.matches("<th scope=\"col\">Журналы</th>").count(), years.len());
    // Of what was destroyed the certificate is still there.
    assert!(!page.contains("journals-2020.zip\"") && page.contains("journals-2020.certificate.pdf\""));
    let text = text(&guide);
    assert!(text.contains("2020/2021  journals-2020.zip\n"), "{text}");
    assert!(text.contains("age -d -i") && text.lines().count() < 80, "{text}");
    assert_eq!(index(&guide).expect("a page"), page.into_bytes(), "the same bytes");
}

#[test]
fn hostile_names_print_as_themselves() {
    let hostile = || HOSTILE.to_owned();
    let entry = Entry {
        name: hostile(),
        academic_year: hostile(),
        organization: hostile(),
        closed_on: hostile(),
        keep_until: Some(hostile()),
        supersedes: Some(Superseded { name: hostile(), root: hostile(), reason: hostile() }),
        root: hostile(),
        ..blank()
    };
    let script = Entry { name: "javascript:alert(1)//".to_owned(), ..blank() };
    let mut archived = Archived::new(&entry);
    archived.hold = Some(Hold { since: day(2026, 3, 1), reason: hostile() });
    archived.copies = vec![copied(HOSTILE, CopyState::Good)];
    archived.signatures = vec![Signed { file: hostile(), of: hostile(), kind: hostile() }];
    let paper = Paper { file: hostile(), title: hostile(), on: day(2027, 1, 12), withdrawn_on: None };
    let archives = vec![archived, Archived::new(&script)];
    let guide = Guide { archives, papers: vec![paper], told_on: None };
    let page = html(&guide);
    assert!(page.contains("&lt;script&gt;") && page.contains("{{ 7 * 7 }}"), "{page}");
    for unwanted in ["<script", "href=\"javascript", "href=\"//", "\u{202e}"] {
        assert!(!page.contains(unwanted), "{unwanted}");
    }
    assert_eq!(page.matches("</style>").count(), 1);
    assert!(text(&guide).lines().filter(|line| line.contains("<script>")).count() >= 2);
}

/// The page is valid, read by whoever reads with other means, and asks nothing of the network: empty, with
/// everything that there may be, with thirty archives.
#[test]
fn real_tools_and_a_real_browser_agree_on_the_page() {
    let project = Project::new();
    let years: Vec<Entry> = (1996..2026).map(|first| entry(&format!("journals-{first}"), first)).collect();
    let supplements: Vec<Entry> = years
        .iter()
        .map(|year| Entry {
            name: format!("{}.supplement-1", year.name),
            holds: Holds::Supplement,
            ..blank()
        })
        .collect();
    let mut archives: Vec<Archived<'_>> = years.iter().map(Archived::new).collect();
    for (archived, supplement) in archives.iter_mut().zip(&supplements) {
        archived.copies = vec![copied("диск «Архив 1»", CopyState::Good), copied("лента", CopyState::Lost)];
        archived.chained = vec![Archived::new(supplement)];
    }
    let paper = Paper {
        file: "act-1.pdf".to_owned(),
        title: "Акт № 1".to_owned(),
        on: day(2027, 1, 12),
        withdrawn_on: None,
    };
    let full = Guide { archives, papers: vec![paper], told_on: Some(day(2027, 1, 12)) };
    project.write("страница/thirty.html", index(&full).expect("a page"));
    project.write("страница/empty.html", index(&Guide::default()).expect("a page"));
    let hostile = Entry { name: HOSTILE.to_owned(), organization: "о".repeat(300), ..blank() };
    let guide = Guide { archives: vec![Archived::new(&hostile)], ..Guide::default() };
    project.write("страница/hostile.html", index(&guide).expect("a page"));
    let (script, folder) = (repository().join("tests/site/check.mjs"), project.path("страница"));
    print!("{}", tool("node", &[script.to_str().expect("a path"), folder.to_str().expect("a path")]));
}
