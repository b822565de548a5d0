//! The local acts, and what of the set that the portal asks for is there (D18; P4.5, P5.17, K3.2).

use super::table::{Cell, Table, text};
use super::{Asked, Basis, Form, Kind, Numbers};
use crate::model::mark::fold;
use crate::model::{Archive, Document};

pub(super) const KIND: Kind = Kind {
    id: "acts",
    title: "Локальные акты и их полнота",
    asked: Asked::Year,
    form: Form::Register,
    numbers: Numbers::Rows,
    make,
};

fn make(basis: &Basis<'_>) -> (String, Vec<Table>) {
    let note = "Акты, приложенные к архиву, и комплект документов, который обеспечивает ведение электронного журнала. Акт узнаётся по словам в названии и тексте: что не найдено, проверьте сами.".to_owned();
    (note, vec![acts(basis.facts.archive), checklist(basis.facts.archive)])
}

fn acts(archive: &Archive) -> Table {
    let row = |act: &Document| {
        vec![
            act.title.clone().into(),
            act.kind.clone().unwrap_or_default().into(),
            act.number.clone().unwrap_or_default().into(),
            Cell::Day(act.date),
        ]
    };
    let columns = vec![
        text("title", "Название", 8),
        text("kind", "Вид", 3),
        text("number", "№", 2),
        text("date", "Дата", 2),
    ];
    let rows = archive.documents.iter().map(row).collect();
    Table::new("acts", "Акты", columns, rows, "Локальных актов в архиве нет.")
}

/// What must be there: what it is called, and where it is found.
struct Item {
    title: &'static str,
    found: fn(&Archive) -> Option<String>,
}

/// A local act that has all of these words; endings aside.
fn act(archive: &Archive, words: &[&str]) -> Option<String> {
    let has = |act: &&Document| {
        let text = fold(&format!("{} {} {}", act.title, act.kind.as_deref().unwrap_or_default(), act.body));
        words.iter().all(|word| text.contains(word))
    };
    archive.documents.iter().find(has).map(|act| format!("акт «{}»", act.title))
}

fn rows(count: usize, what: &str) -> Option<String> {
    (count > 0).then(|| format!("{what}: {count}"))
}

/// The set of P5.17.
const ITEMS: &[Item] = &[
    Item {
        title: "Приказ о внедрении электронного журнала",
        found: |archive| act(archive, &["приказ", "внедрен"]),
    },
    Item {
        title: "Приказ о назначении ответственных",
        found: |archive| act(archive, &["приказ", "ответственн"]),
    },
    Item {
        title: "Приказ об изменениях в должностных инструкциях",
        found: |archive| act(archive, &["должностн", "инструкц"]),
    },
    Item {
        title: "Согласия на обработку персональных данных",
        found: |archive| rows(archive.consents.len(), "согласий в реестре"),
    },
    Item {
        title: "Документы о защите персональных данных",
        found: |archive| act(archive, &["персональн", "данн"]),
    },
    Item {
        title: "Журнал выдачи учётных данных",
        found: |archive| rows(archive.credentials.len(), "записей в реестре"),
    },
    Item {
        title: "Контроль ведения журналов в плане внутреннего контроля",
        found: |archive| {
            rows(archive.checks.len(), "проверок в журнале контроля")
                .or_else(|| act(archive, &["контрол", "журнал"]))
        },
    },
    Item {
        title: "Учёт заменённых и пропущенных занятий",
        found: |archive| {
            let changed = archive.lessons.iter().filter(|row| row.substitutes.is_some() || !row.is_held());
            rows(changed.count(), "записей в реестре замен")
        },
    },
    Item {
        title: "Результаты проверок доведены до педагогов",
        found: |archive| {
            rows(
                archive.remarks.iter().filter(|row| row.told.is_some()).count(),
                "замечаний с датой ознакомления",
            )
        },
    },
];

fn checklist(archive: &Archive) -> Table {
    let row = |item: &Item| {
        let found = (item.found)(archive);
        let state = if found.is_some() { "есть" } else { "не найдено" };
        vec![item.title.into(), state.into(), found.unwrap_or_default().into(), "".into()]
    };
    let columns = vec![
        text("item", "Что должно быть", 6),
        text("state", "Есть ли", 2),
        text("where", "Где", 6),
        text("", "Отметка заместителя", 3),
    ];
    Table::new("checklist", "Комплект документов", columns, ITEMS.iter().map(row).collect(), "")
}
