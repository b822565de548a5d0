//! The index of the site's search: that it holds every text, leads to what there is, and that the page and
//! the program part and stem words alike.

use crate::harness::{Project, repository};
use letopis::site::search::words::{keys, stem, words};
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};
use std::io::Write as _;
use std::process::{Command, Stdio};

/// What a file of the index hands over.
fn data(project: &Project, name: &str) -> Value {
    let text = project.read(&format!("output/site/search/{name}.js"));
    let inner = text.strip_prefix(&format!("letopis.load(\"{name}\", ")).expect("a call");
    serde_json::from_str(inner.trim_end().strip_suffix(')').expect("a call")).expect("JSON")
}

fn strings(value: &Value) -> Vec<&str> {
    value.as_array().expect("a list").iter().map(|text| text.as_str().expect("a text")).collect()
}

fn number(value: &Value) -> usize {
    value.as_u64().expect("a number") as usize
}

#[test]
fn every_word_of_topics_and_homework_is_found_where_it_stands_and_nowhere_else() {
    let project = Project::with_sample();
    project.run(&["build", "--quiet"]).succeeds();
    let names = data(&project, "names");
    let mut texts = Vec::new();
    for (n, first) in names["texts"].as_array().expect("texts").iter().enumerate() {
        assert_eq!(texts.len(), number(first));
        let file = data(&project, &format!("texts-{n}"));
        texts.extend(file.as_array().expect("lessons").iter().map(|lesson| {
            let [_, topic, homework] = strings(lesson)[..] else { panic!("{lesson}") };
            [topic.to_owned(), homework.to_owned()]
        }));
    }
    assert_eq!(texts.len(), number(&names["lessons"]));
    let mut expected: BTreeMap<String, BTreeSet<usize>> = BTreeMap::new();
    for (lesson, texts) in texts.iter().enumerate() {
        for (side, text) in texts.iter().enumerate() {
            for word in words(text) {
                for key in keys(&word) {
                    expected.entry(key).or_default().insert(2 * lesson + side);
                }
            }
        }
    }
    let mut found: BTreeMap<String, BTreeSet<usize>> = BTreeMap::new();
    let lists = data(&project, "words");
    for (n, list) in strings(&lists).into_iter().enumerate() {
        let places = data(&project, &format!("found-{n}"));
        let places = places.as_array().expect("places");
        let stems: Vec<&str> = list.split(' ').collect();
        assert_eq!(stems.len(), places.len());
        for (stem, steps) in stems.into_iter().zip(places) {
            let mut place = 0;
            let own = steps.as_array().expect("steps").iter().map(|step| {
                place += number(step);
                place
            });
            assert!(found.insert(stem.to_owned(), own.collect()).is_none(), "{stem} stands twice");
        }
    }
    assert!(expected.len() > 200, "the sample has many words");
    assert_eq!(found, expected);
    // The lessons are those of the tables, by journal and day.
    let table = |name: &str| -> Vec<BTreeMap<String, String>> {
        let text = project.read(&format!("output/data/{name}.csv"));
        let rows = csv::Reader::from_reader(text.as_bytes()).into_deserialize().collect::<Result<_, _>>();
        rows.expect("a table")
    };
    let (all, tasks) = (table("lessons"), table("homework"));
    let mut expected = Vec::new();
    for (journal, named) in table("journals").iter().zip(names["journals"].as_array().expect("journals")) {
        assert_eq!(number(&named[0]), expected.len(), "{named}");
        let mut own: Vec<_> = all.iter().filter(|lesson| lesson["journal"] == journal["id"]).collect();
        own.sort_by_key(|lesson| (lesson["date"].clone(), lesson["slot"].parse::<u32>().ok()));
        for lesson in own {
            let tasks = tasks.iter().filter(|task| task["lesson"] == lesson["id"]).map(|task| &*task["text"]);
            let homework: Vec<&str> =
                Some(&*lesson["homework"]).filter(|text| !text.is_empty()).into_iter().chain(tasks).collect();
            expected.push([lesson["topic"].clone(), homework.join("; ")]);
        }
    }
    assert_eq!(texts, expected);
}

#[test]
fn what_is_found_leads_to_what_there_is() {
    let project = Project::with_sample();
    // Who refused has no page, and is not found.
    project.edit("students", "consent", |n, own| if n == 0 { "нет".to_owned() } else { own.to_owned() });
    project.run(&["build", "--quiet"]).succeeds();
    let names = data(&project, "names");
    let mut kinds: BTreeMap<&str, usize> = BTreeMap::new();
    for entry in names["entries"].as_array().expect("entries") {
        let [kind, title, href, note] =
            strings(&Value::from(entry.as_array().expect("an entry")[..4].to_vec()))
                .iter()
                .map(|text| (*text).to_owned())
                .collect::<Vec<_>>()
                .try_into()
                .expect("four texts");
        let file = percent_encoding::percent_decode_str(href.split('#').next().expect("a path"));
        let file = project.path("output/site").join(&*file.decode_utf8().expect("UTF-8"));
        assert!(file.is_file(), "{title} ({note}) leads to {href}");
        let known = ["student", "teacher", "discipline", "group", "journal", "document", "report", "day"];
        let kind = known.into_iter().find(|own| *own == kind).expect("a kind of the filter");
        *kinds.entry(kind).or_default() += 1;
    }
    assert_eq!(kinds["student"], 71);
    let students = project.read("output/data/students.csv");
    let refused: Vec<&str> = students.lines().nth(1).expect("a student").split(',').collect();
    let refused = format!("{} {}", refused[1], refused[2]);
    assert!(!project.read("output/site/search/names.js").contains(&refused), "{refused} is found");
    assert_eq!(kinds["group"], 3);
    assert_eq!(kinds["journal"], 30);
    assert_eq!(kinds["report"], 17);
    assert!(kinds.len() == 8, "{kinds:?}");
    for journal in names["journals"].as_array().expect("journals") {
        let (group, href) = (number(&journal[1]), journal[3].as_str().expect("a link"));
        assert!(group < 3 && project.path(&format!("output/site/{href}")).is_file(), "{href}");
    }
}

/// A million letters' worth of words: those of the sample, of hostile texts, and stems with every ending that
/// the algorithm knows.
#[test]
fn the_page_stems_as_the_program_does() {
    const ENDINGS: &[&str] = &[
        "",
        "а",
        "ев",
        "ами",
        "ение",
        "ения",
        "ость",
        "остью",
        "ейшими",
        "нный",
        "ивший",
        "ывшись",
        "ться",
        "ешь",
        "уйте",
        "ует",
        "ями",
        "иях",
        "ией",
        "ьё",
        "ую",
        "енно",
        "авши",
        "явшись",
        "ующего",
        "ься",
        "ите",
        "ы",
    ];
    let project = Project::with_sample();
    let mut lines: Vec<String> = project.read("input/lessons.csv").lines().map(str::to_owned).collect();
    lines.extend(project.read("input/plan.csv").lines().map(str::to_owned));
    let roots: BTreeSet<String> = lines.iter().flat_map(|line| words(line)).collect();
    for root in &roots {
        let cut: String = root.chars().take(root.chars().count().saturating_sub(2).max(1)).collect();
        lines.push(
            ENDINGS
                .iter()
                .map(|ending| format!("{cut}{ending} {root}{ending}"))
                .collect::<Vec<_>>()
                .join(" "),
        );
    }
    lines.extend(
        [
            "Ёж, ЁЛКА — ёжик",
            "O’Neil-Заде",
            "№ 5-й «SQL»",
            "Straße ǅ İstanbul",
            "ﬁ ½ ² ⅷ ٣",
            "йод и́ е\u{301}ж",
            "\u{feff}слово\u{a0}слово",
            "<b>жирный</b>",
        ]
        .map(str::to_owned),
    );
    let text = lines.join("\n");
    let script = repository().join("tests/site/stem.mjs");
    let mut node = Command::new("node")
        .arg(script)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .expect("node starts");
    let mut input = node.stdin.take().expect("a pipe");
    let writer = std::thread::spawn(move || input.write_all(text.as_bytes()));
    let output = node.wait_with_output().expect("node ends");
    writer.join().expect("no panic").expect("written");
    assert!(output.status.success());
    let page = String::from_utf8(output.stdout).expect("UTF-8");
    let mut count = 0;
    for (line, page) in lines.iter().zip(page.split('\n')) {
        let own: Vec<String> = words(line).iter().map(|word| format!("{word} {}", stem(word))).collect();
        count += own.len();
        assert_eq!(own.join("\t"), page, "{line}");
    }
    assert!(count > 20_000, "{count} words");
}
