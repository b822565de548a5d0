//! The final state attestation of the groups whose study ends with the year.

use super::dice::Dice;
use super::sheet::Sheet;
use super::{Size, sheet};
use std::collections::{BTreeMap, BTreeSet};

const THEMES: [&str; 6] = [
    "Разработка информационной системы учёта заявок",
    "Модернизация локальной сети предприятия",
    "Автоматизация складского учёта",
    "Анализ расчётов с персоналом по оплате труда",
    "Организация архивного хранения документов",
    "Разработка интернет-магазина",
];

const SUPERVISORS: [&str; 3] = ["Л. М. Воронина", "П. А. Зайцев", "Г. Р. Ахметов"];

pub(super) fn sit(sheets: &[Sheet], size: Size) -> Sheet {
    let mut dice = Dice::new(size.seed ^ 0x6669_6e61);
    let columns = ["student", "kind", "title", "supervisor", "score", "value", "protocol", "date"];
    let mut gia = Sheet::new("gia", &columns);
    let groups = sheet(sheets, "groups").cells(["id", "study_end", "terms"]);
    // A school's examinations are not of this kind.
    let leaving: Vec<&str> = groups
        .filter(|[_, end, terms]| *terms == "semesters" && end.starts_with("2025"))
        .map(|[id, ..]| id)
        .collect();
    let mut marks: BTreeMap<&str, (usize, usize)> = BTreeMap::new();
    // Who has a debt is not admitted.
    let mut debtors: BTreeSet<&str> = BTreeSet::new();
    for [student, term, value] in sheet(sheets, "results").cells(["student", "term", "value"]) {
        if term == "year" && matches!(value, "2" | "незачтено" | "н/а") {
            debtors.insert(student);
        }
        if let (true, Ok(value)) = (term == "year", value.parse::<usize>()) {
            let own = marks.entry(student).or_default();
            *own = (own.0 + value, own.1 + 1);
        }
    }
    for [id, group, left] in sheet(sheets, "students").cells(["id", "group", "left"]) {
        let Some((sum, count)) =
            marks.get(id).filter(|_| leaving.contains(&group) && left.is_empty() && !debtors.contains(id))
        else {
            continue;
        };
        for (kind, date) in [("demo", "2025-06-10"), ("thesis", "2025-06-24")] {
            let luck = [0, 0, 1, 1, 1, 1, 2][dice.below(7)];
            let value = (sum + count / 2) / count + luck;
            let mark = (value.max(1) - 1).clamp(3, 5);
            let (title, supervisor, score) = match kind {
                "thesis" => (*dice.of(&THEMES), SUPERVISORS[dice.below(SUPERVISORS.len())], String::new()),
                _ => ("", "", (mark * 20 - 16 + dice.below(16)).to_string()),
            };
            // A commission has a protocol for each group and part.
            let protocol = format!(
                "№ {}",
                2 * group.trim_start_matches('g').parse().unwrap_or(1) + usize::from(kind == "thesis")
            );
            let cells = [id, kind, title, supervisor, &score, &mark.to_string(), &protocol, date];
            gia.add(cells.map(str::to_owned));
        }
    }
    gia
}
