//! Findings and figures held against a second computation, in another language, from the raw tables of
//! spoilt colleges and schools (`second.py`).

use crate::harness::{Project, repository, rounds};
use letopis::diagnostics::{Code, Severity};
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};

/// What the second computation says. Indicators and the forecast have a script of their own.
fn second(project: &Project, arguments: &[&str]) -> Vec<Value> {
    let name = match arguments[0] {
        "indicators" | "forecast" => "second_indicators.py",
        _ => "second.py",
    };
    let script = repository().join("tests/suite").join(name);
    let script = script.to_str().expect("a path");
    project.program("python3", &[&[script], arguments].concat()).succeeds().json()
}

/// A spoilt organisation.
pub(crate) fn spoilt(kind: &str, seed: usize) -> Project {
    let seed = seed.to_string();
    let size = ["--groups", "4", "--students", "8", "--journals", "8", "--lessons", "20"];
    let project = Project::with_demo(&[&size[..], &["--kind", kind, "--seed", &seed]].concat());
    second(&project, &["spoil", "input", &seed]);
    project
}

/// A line by what it is about, and its numbers.
type Figures = BTreeMap<[String; 5], BTreeMap<String, Option<f64>>>;

fn figures(lines: Vec<Value>) -> Figures {
    let figure = |line: Value| {
        let text = |key: &str| line[key].as_str().unwrap_or_default().to_owned();
        // What the data lack is said in words of their own, and of no time.
        let about = match line.get("missing") {
            Some(_) => [text("indicator"), "missing".to_owned(), String::new(), String::new(), String::new()],
            None => ["kind", "indicator", "scope", "id", "term"].map(text),
        };
        let numbers = line.as_object().expect("an object").iter().filter(|(_, value)| !value.is_string());
        (about, numbers.map(|(key, value)| (key.clone(), value.as_f64())).collect())
    };
    let count = lines.len();
    let figures: Figures = lines.into_iter().map(figure).collect();
    assert_eq!(figures.len(), count, "no figure is told twice");
    figures
}

/// The figures of a report, which are those of the second computation.
#[track_caller]
fn agreed(project: &Project, report: &str, days: &[&str]) -> Figures {
    let lines = project.run(&[&["report", report, "--format", "json"], days].concat()).succeeds().json();
    let (own, theirs) = (figures(lines), figures(second(project, &[&[report, "input"], days].concat())));
    let missed: Vec<_> = theirs.keys().filter(|key| !own.contains_key(*key)).collect();
    let invented: Vec<_> = own.keys().filter(|key| !theirs.contains_key(*key)).collect();
    assert!(missed.is_empty() && invented.is_empty(), "{report}: missed {missed:?}, invented {invented:?}");
    for (key, numbers) in &own {
        let other = &theirs[key];
        let same = numbers.len() == other.len()
            && numbers.iter().all(|(name, number)| match (number, other.get(name)) {
                (Some(one), Some(Some(other))) => (one - other).abs() < 1e-9,
                (None, Some(None)) => true,
                _ => false,
            });
        assert!(same, "{report} {key:?}: {numbers:?} and {other:?}");
    }
    own
}

#[test]
fn every_finding_and_figure_is_that_of_a_second_computation() {
    let mut seen = BTreeSet::new();
    let (mut indicators, mut forecast) = (BTreeSet::new(), BTreeSet::new());
    for seed in 1..=rounds(4, 40) {
        for kind in ["college", "school"] {
            let project = spoilt(kind, seed);
            let told = project.run(&["check", "--format", "json"]).succeeds().json();
            let finding = |line: &Value| {
                ["code", "table", "record"].map(|key| line[key].as_str().expect("a text").to_owned())
            };
            let mut own: Vec<_> =
                told.iter().filter(|line| line["severity"] == "finding").map(finding).collect();
            let mut theirs: Vec<_> = second(&project, &["findings", "input"]).iter().map(finding).collect();
            own.sort();
            theirs.sort();
            let missed: Vec<_> = theirs.iter().filter(|line| own.binary_search(line).is_err()).collect();
            let invented: Vec<_> = own.iter().filter(|line| theirs.binary_search(line).is_err()).collect();
            assert!(own == theirs, "{kind} {seed}: missed {missed:?}, invented {invented:?}");
            seen.extend(own.into_iter().map(|[code, ..]| code));
            for report in ["performance", "attendance"] {
                agreed(&project, report, &[]);
            }
            let days = ["--from", "2024-10-07", "--to", "2025-02-02"];
            let told = [agreed(&project, "indicators", &[]), agreed(&project, "indicators", &days)];
            let kinds = agreed(&project, "forecast", &[]).into_keys().map(|[kind, ..]| kind);
            forecast.extend(kinds);
            for ([_, indicator, ..], numbers) in told.into_iter().flatten() {
                // A value that is neither nothing nor all tells that parts are counted.
                if numbers["value"].is_some_and(|value| value > 0.0 && value != 1.0) {
                    indicators.insert(indicator);
                }
            }
        }
    }
    // An order is in force or is not; what needs the year before has no value.
    let whole = ["paperless", "adaptation"];
    let unseen: Vec<&str> = letopis::figures::indicators::ALL
        .iter()
        .map(|indicator| indicator.id)
        .filter(|id| !indicators.contains(*id) && !whole.contains(id))
        .collect();
    assert!(unseen.is_empty(), "nothing was spoilt so that {unseen:?} is a part of anything");
    assert_eq!(forecast, ["check", "demo", "next", "thesis"].map(str::to_owned).into());
    let unseen: Vec<&Code> = Code::ALL
        .iter()
        .filter(|code| code.severity() == Severity::Finding && !seen.contains(code.name()))
        .collect();
    assert!(unseen.is_empty(), "nothing was spoilt so as to find {unseen:?}");
}

/// The same numbers as a table, of one group and term.
#[test]
fn a_report_is_a_table_too() {
    let project = spoilt("college", 1);
    let of = |more: &[&str]| project.run(&[&["report", "performance"], more].concat());
    let table = of(&["--format", "csv", "--group", "g02", "--term", "s1"]).succeeds().stdout();
    let mut reader = csv::Reader::from_reader(table.as_bytes());
    let heading: Vec<String> = reader.headers().expect("a heading").iter().map(str::to_owned).collect();
    assert_eq!(heading[..4], ["scope", "id", "term", "n5"]);
    let rows: Vec<csv::StringRecord> = reader.records().map(|row| row.expect("a row")).collect();
    assert!(rows.iter().all(|row| &row[2] == "s1"));
    assert_eq!(rows.iter().filter(|row| &row[0] == "group").map(|row| &row[1]).collect::<Vec<_>>(), ["g02"]);
    of(&["--format", "json", "--group", "g99"]).ends(2).says("нет группы g99");
    of(&["--format", "json", "--term", "s9"]).ends(2).says("есть s1, s2, year");
    project.replace("input/marks.csv", ",5,", ",7,");
    of(&["--format", "json"]).ends(1).says("letopis check");
}
