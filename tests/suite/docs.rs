//! The documentation keeps up with the program.

use crate::harness::repository;
use letopis::diagnostics::{Code, Severity};
use letopis::export::dictionary;
use std::collections::BTreeSet;
use std::fs;

#[test]
fn every_code_has_its_page_and_every_page_its_code() {
    let folder = repository().join("docs/codes");
    let mut pages: BTreeSet<String> = fs::read_dir(&folder)
        .expect("docs/codes")
        .map(|entry| entry.expect("an entry").file_name().to_string_lossy().into_owned())
        .collect();
    for code in Code::ALL {
        let name = format!("{code}.md");
        assert!(pages.remove(&name), "docs/codes/{name} is missing");
        let page = fs::read_to_string(folder.join(&name)).expect("a page");
        let mut headings = page.lines().filter(|line| line.starts_with('#'));
        assert!(
            headings.next().is_some_and(|title| title == format!("# {code}: {}", code.title())),
            "{name}"
        );
        assert_eq!(headings.collect::<Vec<_>>(), ["## Почему это важно", "## Как исправить"], "{name}");
        assert!(
            page.split("\n## ").all(|part| part.split("\n\n").nth(1).is_some_and(|text| text.len() > 40)),
            "{name}"
        );
    }
    assert!(pages.is_empty(), "no code is called {pages:?}");
}

/// A finding answers clauses of the regulations: «K3.2», «P5.17».
#[test]
fn every_finding_has_its_clauses() {
    for code in Code::ALL {
        assert_eq!(code.clauses().is_empty(), code.severity() != Severity::Finding, "{code}");
        for clause in code.clauses() {
            let number = clause.trim_start_matches(['K', 'P', 'F', 'S', 'N']);
            assert!(
                number.len() + 1 == clause.len() && number.split('.').all(|part| part.parse::<u8>().is_ok())
            );
        }
    }
}

/// What a finding is judged by stands on its page, and every rule of the settings judges something.
#[test]
fn every_setting_is_explained() {
    for code in Code::ALL {
        let page = fs::read_to_string(repository().join(format!("docs/codes/{code}.md"))).expect("a page");
        for setting in code.settings() {
            assert!(page.contains(setting), "docs/codes/{code}.md does not name {setting}");
        }
    }
    let formulas = fs::read_to_string(repository().join("docs/formulas.md")).expect("the page");
    let commented =
        fs::read_to_string(repository().join("templates/init/archive.yaml")).expect("the settings");
    let rules = commented.split("\n# rules:\n").nth(1).expect("the rules").lines();
    let names = rules.map_while(|line| line.strip_prefix("#   ")?.split_once(':')).map(|(name, _)| name);
    let names: Vec<&str> = names.collect();
    assert!(names.len() > 10, "{names:?}");
    for name in names {
        let judges = Code::ALL.iter().any(|code| code.settings().contains(&name));
        assert!(judges || formulas.contains(name), "nothing says what {name} is for");
    }
}

/// The page of formulas has each indicator, in bold where ИСУОД has it, and no other one.
#[test]
fn every_indicator_has_its_formula_and_clauses() {
    use letopis::figures::indicators::ALL;
    let page = fs::read_to_string(repository().join("docs/formulas.md")).expect("the page");
    for indicator in ALL {
        let row = page.lines().find(|line| line.starts_with(&format!("| `{}` | ", indicator.id)));
        let row = row.unwrap_or_else(|| panic!("docs/formulas.md has no row of {}", indicator.id));
        assert_eq!(row.contains(&format!("**{}**", indicator.title)), indicator.in_isuod, "{row}");
        assert!(row.contains(indicator.title), "{row}");
        assert!(!indicator.formula.is_empty() && !indicator.clauses.is_empty(), "{}", indicator.id);
    }
    let part =
        page.split("## Показатели").nth(1).and_then(|part| part.split("## ").next()).expect("the part");
    assert_eq!(part.lines().filter(|line| line.starts_with("| `")).count(), ALL.len());
}

#[test]
fn the_page_of_tables_is_the_dictionary() {
    let path = repository().join("docs/tables.md");
    if std::env::var_os("ACCEPT").is_some() {
        fs::write(&path, dictionary::markdown()).expect("written");
    }
    let page = fs::read_to_string(&path).unwrap_or_default();
    assert!(
        page == dictionary::markdown(),
        "docs/tables.md is not what the program knows: ACCEPT=1 writes it"
    );
}

#[test]
fn every_code_of_a_verification_is_explained() {
    let page = fs::read_to_string(repository().join("docs/verification.md")).expect("the page");
    for code in letopis::archive::finding::Code::ALL {
        let row = format!("| `{}` | {} | ", code.name(), code.verdict().label());
        assert!(page.contains(&row), "docs/verification.md has no row {row}");
    }
    let rows = page.lines().filter(|line| line.starts_with("| `") && line.matches('|').count() == 4);
    let (heading, verdicts) = (1, 5);
    assert_eq!(rows.count(), letopis::archive::finding::Code::ALL.len() + heading + verdicts);
}
