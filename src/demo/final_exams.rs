//! The final state attestation of the groups whose study ends with the year.

use super::dice::Dice;
use super::sheet::Sheet;
use super::{Size, sheet};
use std::collections::BTreeMap;

const THEMES: [&str; 6] = [
    "Разработка информационной системы учёта заявок",
    "Модернизация локальной сети предприятия",
    "Автоматизация складского учёта",
    "Анализ расчётов с персоналом по оплате труда",
    "Организация архивного хранения документов",
    "Разработка интернет-магазина",
];

pub(super) fn sit(sheets: &[Sheet], size: Size) -> Sheet {
    let mut dice = Dice::new(size.seed ^ 0x6669_6e61);
    let columns = ["student", "kind", "title", "value", "protocol", "date"];
    let mut gia = Sheet::new("gia", &columns);
    let groups = sheet(sheets, "groups").cells(["id", "study_end", "terms"]);
    // A school's examinations are not of this kind.
    let leaving: Vec<&str> = groups
        .filter(|[_, end, terms]| *terms == "semesters" && end.starts_with("2025"))
        .map(|[id, ..]| id)
        .collect();
    let mut marks: BTreeMap<&str, (usize, usize)> = BTreeMap::new();
    for [student, term, value] in sheet(sheets, "results").cells(["student", "term", "value"]) {
        if let (true, Ok(value)) = (term == "year", value.parse::<usize>()) {
            let own = marks.entry(student).or_default();
            *own = (own.0 + value, own.1 + 1);
        }
    }
    for [id, group, left] in sheet(sheets, "students").cells(["id", "group", "left"]) {
        let Some((sum, count)) = marks.get(id).filter(|_| leaving.contains(&group) && left.is_empty()) else {
            continue;
        };
        for (kind, date) in [("demo", "2025-06-10"), ("thesis", "2025-06-24")] {
            let luck = [0, 0, 1, 1, 1, 1, 2][dice.below(7)];
            let value = (sum + count / 2) / count + luck;
            let title = if kind == "thesis" { *dice.of(&THEMES) } else { "" };
            gia.add([
                id.to_owned(),
                kind.to_owned(),
                title.to_owned(),
                (value.max(1) - 1).clamp(3, 5).to_string(),
                format!("№ {}", 1 + dice.below(9)),
                date.to_owned(),
            ]);
        }
    }
    gia
}
