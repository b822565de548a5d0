//! Every folder of `tests/cases` is laid over `base` and checked; what is found must be exactly its
//! `expected.jsonl`. `ACCEPT=1 cargo test` writes what was found, to be read before it is committed.

use crate::harness::{Project, copy, repository};
use letopis::diagnostics::Code;
use std::collections::{BTreeMap, BTreeSet};
use std::fs;

const EXPECTED: &str = "expected.jsonl";

fn names() -> Vec<String> {
    let entries = fs::read_dir(repository().join("tests/cases")).expect("the cases");
    let mut names: Vec<String> =
        entries.map(|entry| entry.expect("an entry").file_name().to_string_lossy().into_owned()).collect();
    names.retain(|name| name != "base");
    names.sort();
    names
}

/// The diagnostics of a case, a line each, without their wording.
fn found(name: &str) -> (i32, String) {
    let project = Project::new();
    let cases = repository().join("tests/cases");
    copy(&cases.join("base"), &project.path("input"));
    copy(&cases.join(name), &project.path("input"));
    let _ = fs::remove_file(project.path("input").join(EXPECTED));
    let run = project.run(&["check", "--format", "json"]);
    let lines = run.json().into_iter().map(|mut line| {
        let fields = line.as_object_mut().expect("an object");
        assert!(!fields["message"].as_str().expect("a message").is_empty());
        fields.retain(|field, value| !value.is_null() && field != "message" && field != "hint");
        let fields: BTreeMap<_, _> = fields.iter().collect();
        format!("{}\n", serde_json::to_string(&fields).expect("JSON"))
    });
    (run.status(), lines.collect())
}

#[test]
fn every_case_finds_exactly_what_is_wrong() {
    let mut wrong = Vec::new();
    for name in names() {
        let (status, found) = found(&name);
        let path = repository().join("tests/cases").join(&name).join(EXPECTED);
        if std::env::var_os("ACCEPT").is_some() {
            fs::write(&path, &found).expect("the expectation is written");
        }
        let expected = fs::read_to_string(&path).unwrap_or_default();
        let errors = expected.contains(r#""severity":"error""#);
        if found != expected || status != i32::from(errors) {
            wrong.push(format!("{name}: status {status}\nexpected\n{expected}found\n{found}"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn every_code_has_its_case() {
    let cases: BTreeSet<String> = names().into_iter().collect();
    for code in Code::ALL {
        let name = code.name();
        assert!(cases.contains(name), "tests/cases/{name} is missing");
        let expected = fs::read_to_string(repository().join("tests/cases").join(name).join(EXPECTED))
            .expect("an expectation");
        assert!(expected.contains(&format!(r#""code":"{name}""#)), "tests/cases/{name} does not find {name}");
    }
}
