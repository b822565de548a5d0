//! Extreme and hostile data: everything is printed as it is, and nothing breaks.

use crate::harness::{Project, tool};

const HOSTILE: &str =
    r#"<script>alert(1)</script> #eval("1") $x$ *_`@a \ {{ 7 * 7 }} {% raw %} & "кавычки" 'ещё'"#;

/// A college of one group with 35 students, one of them with a name of 60 letters; journals of 3, of
/// 140 and of no lessons, one without marks; topics of 400 letters; markup in every text.
fn extreme() -> Project {
    let project = Project::new();
    project.write("input/archive.yaml", include_str!("../cases/base/archive.yaml"));
    let quoted = |text: &str| format!("\"{}\"", text.replace('"', "\"\""));
    project.write(
        "input/groups.csv",
        format!(
            "id,name,program,department,study_end\nг/1,{0},{0},{0},2028-06-30\nпусто,ПУСТО-1,,,2028-06-30\n",
            quoted(HOSTILE)
        ),
    );
    project.write(
        "input/staff.csv",
        format!("id,last_name,first_name,position\nt..,{},Анна,{}\n", quoted(HOSTILE), quoted(HOSTILE)),
    );
    let mut students = "id,last_name,first_name,patronymic,group\n".to_owned();
    for n in 0..35 {
        let name = match n {
            0 => "Константинопольскорождественскопреображенсковоскресенскаягорова".to_owned(),
            1 => quoted(HOSTILE),
            n => format!("Фамилия{n}"),
        };
        students.push_str(&format!("s{n},{name},Имя,Отчество,г/1\n"));
    }
    project.write("input/students.csv", students);
    let long = "Очень длинная тема занятия, которую преподаватель списал из программы целиком. ".repeat(6);
    let long: String = long.chars().take(400).collect();
    project.write(
        "input/journals.csv",
        format!("id,group,discipline,kind,teacher\nj1,г/1,Много занятий,theory,t..\nj2,г/1,Мало занятий,theory,t..\nj3,г/1,Без занятий,theory,t..\nj4,г/1,{},theory,t..\n", quoted(HOSTILE)),
    );
    let mut lessons = "id,journal,date,hours,topic,homework\n".to_owned();
    let mut marks = "lesson,student,value,work\n".to_owned();
    let day = |n: u32| {
        chrono::NaiveDate::from_ymd_opt(2024, 9, 2).expect("a day")
            + chrono::Days::new(u64::from(n) * 115 / 140)
    };
    for n in 0..140 {
        lessons.push_str(&format!(
            "a{n},j1,{},1.5,{},{}\n",
            day(n),
            quoted(if n % 7 == 0 { &long } else { HOSTILE }),
            quoted(HOSTILE)
        ));
        for student in 0..35 {
            if (n + student) % 5 == 0 {
                marks.push_str(&format!(
                    "a{n},s{student},{},{}\n",
                    ["5", "4-", "не допущен", "зачтено", "н/а"][(n % 5) as usize],
                    quoted(HOSTILE)
                ));
                marks.push_str(&format!("a{n},s{student},3,вторая\n"));
            }
        }
    }
    for n in 0..3 {
        lessons.push_str(&format!("b{n},j2,{},2,,\nd{n},j4,{},2,Без отметок,\n", day(n), day(n)));
    }
    project.write("input/lessons.csv", lessons);
    project.write("input/marks.csv", marks);
    project.write(
        "input/documents/act.md",
        format!("---\ntitle: '{}'\n---\n{HOSTILE}\n", HOSTILE.replace('\'', "''")),
    );
    project
}

/// A school of 26 journals a class, with long names of people and subjects and long orders.
fn wordy_school() -> Project {
    let size = ["--kind", "school", "--groups", "6", "--students", "9", "--journals", "26", "--lessons", "8"];
    let project = Project::with_demo(&size);
    let long = "Константинопольскорождественскопреображенсковоскресенскаягорова";
    project.edit("students", "last_name", |n, own| if n % 9 == 2 { long.to_owned() } else { own.to_owned() });
    project.edit("journals", "discipline", |n, own| match n % 26 {
        3 => {
            "Основы духовно-нравственной культуры народов России и мировая художественная культура".to_owned()
        }
        5 => format!("{own} {HOSTILE}"),
        _ => own.to_owned(),
    });
    // One is longer than a page of the sheet that it stands on.
    project.edit("movements", "order", |n, own| match n % 5 {
        0 if n == 30 => format!("{own}, {}", "с учётом всех обстоятельств ".repeat(300)),
        0 => format!("{own}, {}", "с учётом всех обстоятельств ".repeat(9)),
        _ => own.to_owned(),
    });
    project
}

#[test]
fn extreme_and_hostile_data_is_built_and_prints_as_itself() {
    let project = extreme();
    project.run(&["build", "--seal"]).succeeds();
    project.run(&["verify", "archive"]).succeeds();
    let pdf = project.path("output/print/journals/%D0%B3%2F1.pdf");
    let text: String = tool("pdftotext", &[pdf.to_str().expect("a path"), "-"]).split_whitespace().collect();
    for part in ["<script>alert(1)</script>", "#eval(\"1\")", "$x$", "{{7*7}}", "Константинополь"]
    {
        let text = text.replace(['-', '\u{ad}', '\u{2010}'], "");
        assert!(text.contains(part), "{part}");
    }
    for (path, bytes) in project.files("output/site") {
        if path.ends_with(".html") {
            let html = String::from_utf8(bytes).expect("UTF-8");
            // The page's own scripts, and no other.
            let foreign = html.replace("<script src=\"", "").matches("<script").count();
            assert!(foreign == 0 && html.matches("<script").count() == 4, "{path}");
        }
    }
    assert!(
        project.path("output/site/groups/%D0%BF%D1%83%D1%81%D1%82%D0%BE.html").is_file(),
        "a group without journals has its page"
    );
}

#[test]
fn broken_input_is_an_error_and_never_a_panic() {
    let deep = format!("{}{}", "[".repeat(100_000), "]".repeat(100_000));
    let inputs: Vec<(&str, Vec<u8>)> = vec![
        ("marks.json", deep.clone().into_bytes()),
        ("marks.yaml", deep.into_bytes()),
        ("marks.yaml", b"- &a [x]\n- *a\n- <<: *a\n".to_vec()),
        ("marks.yaml", b"a: &a [b]\nb: &b [*a,*a]\nc: [*b,*b]\n".to_vec()),
        ("marks.csv", b"lesson,student,value\nl1,\"s1,5\nl1,s2,4".to_vec()),
        ("marks.csv", vec![0; 1000]),
        ("marks.csv", b"lesson,student,value\nl1,s1,5\0\n".to_vec()),
        ("marks.csv", format!("lesson,student,value\n{},s1,5\n", "л".repeat(10_000)).into_bytes()),
        ("marks.csv", b"lesson;student;value\rl1;s1;5\r".to_vec()),
        ("marks.csv", "\u{feff}\u{feff}lesson,student,value\nл,ы,5\nяя,\"щ,5\n".as_bytes().to_vec()),
        ("marks.csv", "\"\n".as_bytes().to_vec()),
        ("marks.csv", "л\rщ\r\"".as_bytes().to_vec()),
        ("marks.json", b"{}".to_vec()),
        ("marks.json", b"[{\"lesson\": \"\\ud800\"}]".to_vec()),
        ("marks.json", b"\"\\u0000\"".to_vec()),
        ("marks.yaml", b"\xff\xfe- a: 1".to_vec()),
        ("marks.yaml", b"- lesson: !!binary x\n  student: |\n    s1\n  value: >-\n    5\n".to_vec()),
        ("marks.csv/inner.csv", b"x".to_vec()),
        ("documents/a.md", b"---\ntitle: [\n---\n".to_vec()),
        ("documents/a.md", b"---\nno end".to_vec()),
    ];
    for (name, bytes) in inputs {
        let project = Project::new();
        crate::harness::copy(&crate::harness::repository().join("tests/cases/base"), &project.path("input"));
        std::fs::remove_file(project.path("input/marks.csv")).expect("removed");
        project.write(&format!("input/{name}"), &bytes);
        let run = project.run(&["check"]);
        assert!(
            run.status() == 0 || run.status() == 1,
            "{name} {}: {}{}",
            String::from_utf8_lossy(&bytes[..bytes.len().min(60)]),
            run.stdout(),
            run.stderr()
        );
    }
}

/// A letter without a font is an error, in a table with its place; a font of the office heals it.
#[test]
fn a_letter_that_no_font_has_is_an_error_and_not_a_box() {
    let project =
        Project::with_demo(&["--groups", "1", "--students", "2", "--journals", "1", "--lessons", "2"]);
    let lessons = project.read("input/lessons.csv");
    project.write("input/lessons.csv", lessons.replacen("Контрольная работа", "Глава ℵ", 1));
    project.run(&["build"]).succeeds();
    project.write("input/lessons.csv", lessons.replacen("Контрольная работа", "李明 👩‍🏫 𝄞", 1));
    project.run(&["build"]).ends(1).says("missing-letter").says("U+674E").says("lessons.csv:2");
    // A font of the office that has them.
    std::fs::create_dir_all(project.path("input/templates/fonts")).expect("a folder");
    let font = project.path("input/templates/fonts/office.ttf");
    let script = "import sys\nfrom fontTools.fontBuilder import FontBuilder\nfrom fontTools.pens.ttGlyphPen import TTGlyphPen\nletters = [ord(c) for c in '李明👩🏫𝄞\\u200d']\nnames = ['.notdef'] + [f'g{c:x}' for c in letters]\npen = TTGlyphPen(None)\npen.moveTo((100, 0)); pen.lineTo((100, 700)); pen.lineTo((900, 700)); pen.lineTo((900, 0)); pen.closePath()\nf = FontBuilder(1000, isTTF=True)\nf.setupGlyphOrder(names)\nf.setupCharacterMap({c: f'g{c:x}' for c in letters})\nglyph = pen.glyph()\nf.setupGlyf({n: glyph for n in names})\nf.setupHorizontalMetrics({n: (1000, 100) for n in names})\nf.setupHorizontalHeader(ascent=800, descent=-200)\nf.setupNameTable({'familyName': 'Office', 'styleName': 'Regular'})\nf.setupOS2(sTypoAscender=800, sTypoDescender=-200, sCapHeight=700)\nf.setupPost()\nf.save(sys.argv[1])\n";
    tool("python3", &["-c", script, font.to_str().expect("a path")]);
    project.run(&["build"]).succeeds();
    let pdf = project.path("output/print/journals/g01.pdf");
    assert!(tool("pdftotext", &[pdf.to_str().expect("a path"), "-"]).contains("李明"));
    project.write("input/lessons.csv", lessons);
    std::fs::remove_file(font).expect("removed");
    let yaml = project.read("input/archive.yaml");
    project.write("input/archive.yaml", yaml.replacen("short_name: \"", "short_name: \"明", 1));
    project.run(&["check"]).ends(1).says("U+660E").says("archive.yaml");
    project.run(&["build"]).ends(1).says("U+660E").says("templates/fonts");
}

/// A table parts what is too wide and what is too high, loses no letter, and keeps within the page.
#[test]
fn no_letter_of_a_table_is_lost_or_runs_over() {
    let project =
        Project::with_demo(&["--groups", "1", "--students", "4", "--journals", "1", "--lessons", "6"]);
    let words: Vec<String> = (1..=1500).map(|n| format!("слово{n}")).collect();
    let endless: String = (1..=60).map(|n| format!("звено{n}")).collect();
    let lessons = project.read("input/lessons.csv");
    let mut topics = lessons.lines().map(str::to_owned).collect::<Vec<_>>();
    let base64 = "QmFzZTY0Kys".repeat(2900);
    let topics_now = [(1, words.join(" ")), (2, endless.clone()), (3, "нетперенос".repeat(30)), (4, base64)];
    for (line, topic) in topics_now {
        let old = topics[line].split(',').nth(6).expect("a topic").to_owned();
        topics[line] = topics[line].replacen(&old, &topic, 1);
    }
    project.write("input/lessons.csv", topics.join("\n") + "\n");
    project.replace("input/students.csv", "g01s02,", "g01s02,Длиннаяфамилия-Оченьдлиннаяфамилиябезпробелов");
    project.run(&["build", "--quiet"]).succeeds();
    let pdf = project.path("output/print/journals/g01.pdf");
    let pdf = pdf.to_str().expect("a path");
    let text = tool("pdftotext", &["-layout", pdf, "-"]);
    let flat: String = text.chars().filter(|c| !c.is_whitespace() && *c != '-').collect();
    for word in &words {
        assert!(flat.contains(word.as_str()), "{word}");
    }
    // Other columns stand between the lines of a parted word: its links are there all the same.
    for link in (1..=60).map(|n| format!("звено{n}")) {
        let parted = (1..link.chars().count()).any(|at| {
            let (one, other): (String, String) =
                (link.chars().take(at).collect(), link.chars().skip(at).collect());
            flat.contains(&one) && flat.contains(&other)
        });
        assert!(flat.contains(&link) || parted, "{link}");
    }
    let boxes = tool("pdftotext", &["-bbox", pdf, "-"]);
    let number = |line: &str, name: &str| -> f64 {
        let rest = line.split(&format!("{name}=\"")).nth(1).expect("a number");
        rest.split('"').next().and_then(|text| text.parse().ok()).expect("a number")
    };
    let (mut width, mut height, mut seen) = (0.0, 0.0, 0);
    for line in boxes.lines() {
        if line.contains("<page ") {
            (width, height) = (number(line, "width"), number(line, "height"));
        } else if line.contains("<word ") {
            seen += 1;
            let inside = number(line, "xMin") >= 0.0 && number(line, "xMax") <= width;
            assert!(inside && number(line, "yMax") <= height, "{line} of {width} × {height}");
        }
    }
    assert!(seen > 1500);
}

/// No text lies over another one, however long names are: not in a cell, not at the place of the seal.
#[test]
fn no_text_lies_over_another() {
    let sample = Project::with_sample();
    sample.run(&["build", "--quiet"]).succeeds();
    let extreme = extreme();
    extreme.run(&["build", "--quiet"]).succeeds();
    let school = wordy_school();
    school.run(&["build", "--quiet"]).succeeds();
    let tagged = Project::with_sample();
    tagged.replace("input/archive.yaml", "pdf: auto", "pdf: a-3a");
    tagged.run(&["build", "--only", "print", "--quiet"]).succeeds();
    let mut seen = 0;
    for project in [&sample, &extreme, &school, &tagged] {
        for (path, _) in
            project.files("output/print").iter().filter(|(path, _)| !path.starts_with("reports/"))
        {
            let pdf = project.path(&format!("output/print/{path}"));
            let boxes = tool("pdftotext", &["-bbox", pdf.to_str().expect("a path"), "-"]);
            for (n, page) in boxes.split("<page ").skip(1).enumerate() {
                let words: Vec<[f64; 4]> =
                    page.lines().filter(|line| line.contains("<word ")).map(corners).collect();
                seen += words.len();
                for (at, one) in words.iter().enumerate() {
                    // What poppler calls a word's box is as high as its font's tallest letter.
                    let lies_over = |other: &&[f64; 4]| {
                        let wide = one[2].min(other[2]) - one[0].max(other[0]);
                        let high = one[3].min(other[3]) - one[1].max(other[1]);
                        wide > 1.0 && high > 0.45 * (one[3] - one[1]).min(other[3] - other[1])
                    };
                    let over = words[at + 1..].iter().find(lies_over);
                    assert!(over.is_none(), "{path}, page {}: {one:?} and {over:?}", n + 1);
                }
            }
        }
    }
    assert!(seen > 50_000);
}

/// The box of a word: left, top, right, bottom.
fn corners(line: &str) -> [f64; 4] {
    ["xMin", "yMin", "xMax", "yMax"].map(|name| {
        let rest = line.split(&format!("{name}=\"")).nth(1).expect("a number");
        rest.split('"').next().and_then(|text| text.parse().ok()).expect("a number")
    })
}

/// An office prints with its own typeface from its folder of templates.
#[test]
fn a_font_of_the_office_is_used() {
    let project =
        Project::with_demo(&["--groups", "1", "--students", "2", "--journals", "1", "--lessons", "2"]);
    let font = std::fs::read(crate::harness::repository().join("templates/fonts/PTMono-Regular.ttf"))
        .expect("a font");
    project.write("input/templates/fonts/our-font.ttf", font);
    project.set("print: { font: \"No Such Font\" }");
    project.run(&["build"]).ends(2).says("No Such Font").says("templates/fonts");
    project.set("print: { font: \"PT Mono\" }");
    project.run(&["build", "--quiet"]).succeeds();
    let fonts = tool("pdffonts", &[project.path("output/print/journals/g01.pdf").to_str().expect("a path")]);
    assert!(fonts.contains("PTMono") && !fonts.contains("PTSans-Regular"), "{fonts}");
}
