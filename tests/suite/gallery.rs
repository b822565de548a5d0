//! `docs/gallery.md` shows each document as a picture; `ACCEPT=1` makes page and pictures anew.

use crate::harness::{Project, repository, tool};
use std::collections::BTreeSet;
use std::fs;

/// A document of the gallery.
struct Shown {
    /// The template that makes it, below `templates/documents/`.
    template: &'static str,
    title: &'static str,
    clause: &'static str,
    school: bool,
    /// The file, in the project's folder.
    file: &'static str,
    /// The page is the first that says this, spaces apart; empty: the first.
    says: &'static str,
}

const fn shown(
    template: &'static str,
    title: &'static str,
    clause: &'static str,
    file: &'static str,
    says: &'static str,
) -> Shown {
    Shown { template, title, clause, school: false, file, says }
}

/// Of the invented school.
const fn school(
    template: &'static str,
    title: &'static str,
    clause: &'static str,
    file: &'static str,
    says: &'static str,
) -> Shown {
    Shown { template, title, clause, school: true, file, says }
}

const VOLUME: &str = "output/print/journals/g01.pdf";
const CLASS: &str = "output/print/journals/g06.pdf";

/// All of them, in the order of the requirements.
const ALL: &[Shown] = &[
    shown("journal/cover", "Обложка тома", "D2", VOLUME, ""),
    shown("journal/contents", "Содержание", "D2", VOLUME, "Содержание"),
    shown("journal/students", "Сведения об обучающихся", "D2", VOLUME, "Дата рождения"),
    shown("journal/section", "Журнал: отметки и пропуски", "D1", VOLUME, "Отметки, страница 1"),
    shown("journal/section", "Журнал: занятия, темы, задания", "D1", VOLUME, "Занятия Преподаватель"),
    shown(
        "journal/section",
        "Журнал: виды работ и экзамены",
        "D1, D25",
        VOLUME,
        "Виды работ и экзамены Преподаватель",
    ),
    shown("journal/register", "Сводный учёт посещаемости", "D16", VOLUME, "Академические часы пропущенных"),
    shown("journal/certification", "Лист-заверитель", "D2", VOLUME, "Лист-заверитель"),
    school("journal/cover", "Обложка классного журнала", "D2", CLASS, ""),
    school(
        "journal/register",
        "Сводная ведомость в классном журнале",
        "D1, D3",
        CLASS,
        "Сводная ведомость итоговых отметок Без аттестации",
    ),
    shown("year-sheet", "Сводная ведомость группы", "D3", "output/print/sheets/g01.pdf", ""),
    school(
        "year-sheet",
        "Сводная ведомость класса: четверти и полугодия",
        "D3",
        "output/print/sheets/g06.pdf",
        "",
    ),
    school("year-sheet", "Сводная ведомость выпускного класса", "D3", "output/print/sheets/g09.pdf", ""),
    school("year-sheet", "Первый класс: обучение без отметок", "D3", "output/print/sheets/g01.pdf", ""),
    shown("study-sheet", "Сводная ведомость за весь срок обучения", "D5", "study-sheet-g03.pdf", ""),
    shown("annex", "Приложение к сводной ведомости: что пришло позже", "D4", "annex-g02.pdf", ""),
    shown(
        "attestation",
        "Результаты аттестации группы с ГИА",
        "D6",
        "output/print/sheets/g03~attestation.pdf",
        "",
    ),
    shown(
        "attestation",
        "Результаты аттестации колледжа",
        "D6",
        "output/print/sheets/attestation~all.pdf",
        "",
    ),
    school("attestation", "Результаты аттестации школы", "D6", "output/print/sheets/attestation~all.pdf", ""),
    shown("student-sheet", "Сведения для родителей", "D7", "sheet-g01s05.pdf", ""),
    shown("extract", "Выписка для обучающегося", "D8", "extract-g01s05.pdf", ""),
    shown("report", "Активность пользователей", "D9", "output/print/reports/activity.pdf", ""),
    shown("report", "Успеваемость и качество знаний", "D10", "output/print/reports/performance.pdf", ""),
    shown("report", "Проверка журналов", "D11", "output/print/reports/audit.pdf", ""),
    shown("report", "Ведение журналов", "D12", "output/print/reports/keeping.pdf", ""),
    shown("report", "Исправления после срока", "D13", "output/print/reports/changes.pdf", ""),
    shown("register", "Книга движения", "D14", "output/print/registers/movement.pdf", ""),
    shown("register", "Замены занятий", "D15", "output/print/registers/substitutions.pdf", ""),
    shown("report", "Посещаемость", "D16", "output/print/reports/attendance.pdf", ""),
    shown("register", "Замечания проверяющих", "D17", "output/print/registers/remarks.pdf", ""),
    shown("act", "Локальный акт", "D18", "output/print/registers/act-01-polozhenie.pdf", ""),
    shown("register", "Локальные акты и проверочный лист", "D18", "output/print/registers/acts.pdf", ""),
    shown("register", "Педагогические работники и нагрузка", "D19", "output/print/registers/staff.pdf", ""),
    shown("inventory", "Опись дел", "D20", "output/print/archive/inventory.pdf", ""),
    shown("register", "Согласия и доступ к данным", "D21", "output/print/registers/consents.pdf", ""),
    shown("register", "Выдача доступа", "D22", "output/print/registers/credentials.pdf", ""),
    school("register", "Олимпиады", "D23", "output/print/registers/olympiads.pdf", ""),
    shown("register", "Журнал контроля", "D24", "output/print/registers/control.pdf", ""),
    shown("exam-sheets", "Экзаменационная ведомость", "D25", "output/print/sheets/g01~exams.pdf", ""),
    shown(
        "exam-sheets",
        "Зачётная ведомость",
        "D25",
        "output/print/sheets/g01~exams.pdf",
        "Зачётная ведомость",
    ),
    shown("report", "Показатели", "I1–I4", "output/print/reports/indicators.pdf", ""),
    shown("report", "Прогноз", "I5", "output/print/reports/forecast.pdf", ""),
    shown("certificate", "Свидетельство об архиве", "A8", "archive/journals-2024-2025.certificate.pdf", ""),
    shown("disposal-act", "Акт о выделении к уничтожению", "A3", "preview-disposal-act.pdf", ""),
    shown("disposal-act", "Протокол экспертной комиссии", "A3", "preview-disposal-act.pdf", "ПОВЕСТКА ДНЯ"),
    shown("erasure-act", "Акт об уничтожении персональных данных", "A3", "preview-erasure-act.pdf", ""),
    shown("event-extract", "Выгрузка из журнала событий", "A3", "preview-event-extract.pdf", ""),
];

/// Templates that are no documents: what the others share.
const SHARED: [&str; 3] = ["common", "tagged", "journal/style"];

fn squeeze(text: &str) -> String {
    text.split_whitespace().collect()
}

/// The page that is shown.
fn page(pdf: &str, says: &str) -> usize {
    let says = squeeze(says);
    let text = tool("pdftotext", &[pdf, "-"]);
    let found = text.split('\u{c}').position(|page| squeeze(page).contains(&says));
    1 + found.unwrap_or_else(|| panic!("no page of {pdf} says {says}"))
}

#[test]
fn the_gallery_shows_every_document() {
    let college = Project::with_sample();
    college.run(&["build", "--seal", "--quiet"]).succeeds();
    college.run(&["print", "--late", "g02", "--quiet"]).succeeds();
    let days = ["--from", "01.10.2024", "--to", "31.10.2024"];
    college.run(&[&["sheet", "--student", "g01s05"][..], &days].concat()).succeeds();
    college.run(&["extract", "--student", "g01s05"]).succeeds();
    college.run(&["study-sheet", "--group", "g03", "--quiet"]).succeeds();
    for document in ["disposal-act", "erasure-act", "event-extract"] {
        college.run(&["preview", document, "--quiet"]).succeeds();
    }
    let size = ["--kind", "school", "--groups", "11", "--students", "14", "--lessons", "34"];
    let school = Project::with_demo(&size);
    school.run(&["build", "--quiet"]).succeeds();
    let docs = repository().join("docs");
    let accept = std::env::var_os("ACCEPT").is_some();
    let mut text =
        "# Документы\n\nВсе документы программы: на выдуманном колледже из поставки и на выдуманной школе \
                    (`letopis demo --kind school --groups 11`). Буква и номер — что это за документ в перечне требований. \
                    Страницу и картинки делает проверка программы: `ACCEPT=1 cargo test --release gallery`.\n\n\
                    | | | |\n|---|---|---|\n"
            .to_owned();
    let mut pictures = BTreeSet::new();
    let mut cells = Vec::new();
    for (n, shown) in ALL.iter().enumerate() {
        let project = if shown.school { &school } else { &college };
        let pdf = project.path(shown.file);
        let pdf = pdf.to_str().expect("a path");
        let page = page(pdf, shown.says).to_string();
        let picture = format!("{:02}-{}.png", n + 1, shown.template.replace('/', "-"));
        let path = docs.join("images/gallery").join(&picture);
        if accept {
            let stem = path.with_extension("");
            let stem = stem.to_str().expect("a path");
            tool(
                "pdftoppm",
                &["-gray", "-png", "-r", "58", "-singlefile", "-f", &page, "-l", &page, pdf, stem],
            );
        }
        assert!(path.is_file(), "{picture} is not there: ACCEPT=1 makes it");
        let Shown { title, clause, .. } = shown;
        cells.push(format!("![{title}](images/gallery/{picture})<br>**{title}** ({clause})"));
        pictures.insert(picture);
    }
    for row in cells.chunks(3) {
        text.push_str(&format!("| {} |{}\n", row.join(" | "), " |".repeat(3 - row.len())));
    }
    let gallery = docs.join("gallery.md");
    if accept {
        fs::write(&gallery, &text).expect("written");
    }
    assert_eq!(fs::read_to_string(&gallery).unwrap_or_default(), text, "ACCEPT=1 writes docs/gallery.md");
    let there = fs::read_dir(docs.join("images/gallery")).expect("the folder");
    let there = there.map(|entry| entry.expect("an entry").file_name().to_string_lossy().into_owned());
    assert_eq!(there.collect::<BTreeSet<_>>(), pictures, "no other pictures");
    let templates = letopis::templates::Templates::built_in();
    let names =
        templates.below("documents").filter_map(|(name, _)| Some(name.strip_suffix(".typ")?.to_owned()));
    let missing: Vec<String> = names
        .filter(|name| !SHARED.contains(&name.as_str()) && !ALL.iter().any(|shown| shown.template == name))
        .collect();
    assert!(missing.is_empty(), "the gallery does not show {missing:?}");
}
