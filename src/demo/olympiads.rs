//! Who took part in olympiads, stage by stage: of those who were best some go on.

use super::dice::Dice;
use super::sheet::Sheet;
use super::{Size, sheet};
use crate::model::settings::OrganizationKind;
use std::collections::BTreeMap;

/// Stages with their days and the first grade that takes part in a school.
const STAGES: [(&str, &str, usize); 3] =
    [("школьный", "2024-10-10", 4), ("муниципальный", "2024-11-21", 7), ("региональный", "2025-01-23", 9)];
const COLLEGE: [(&str, &str, usize); 2] =
    [("начальный (в колледже)", "2024-11-14", 0), ("региональный", "2025-02-20", 0)];

/// The table `olympiads`.
pub(super) fn take_part(sheets: &[Sheet], size: Size) -> Sheet {
    let mut dice = Dice::new(size.seed ^ 0x6f6c_796d);
    let mut olympiads = Sheet::new("olympiads", &["student", "stage", "subject", "date", "result"]);
    let is_school = size.kind == OrganizationKind::School;
    let stages: &[(&str, &str, usize)] = if is_school { &STAGES } else { &COLLEGE };
    let grades = sheet(sheets, "groups").cells(["id", "grade"]);
    let grades: BTreeMap<&str, usize> = grades.map(|[id, grade]| (id, grade.parse().unwrap_or(0))).collect();
    let subjects: &[&str] = match is_school {
        true => &["Русский язык", "Математика", "Иностранный язык", "История"],
        false => &["Информатика", "Математика", "Иностранный язык", "Основы проектирования баз данных"],
    };
    for [id, group, left] in sheet(sheets, "students").cells(["id", "group", "left"]) {
        let grade = grades.get(group).copied().unwrap_or(0);
        if !left.is_empty() || !dice.per_mille(280) {
            continue;
        }
        let subject = *dice.of(subjects);
        for (stage, date, _) in stages.iter().filter(|(.., least)| grade >= *least) {
            let result = *dice.of(&["участник", "участник", "участник", "призёр", "победитель"]);
            olympiads.add([id, stage, subject, date, result].map(str::to_owned));
            if result == "участник" {
                break;
            }
        }
    }
    olympiads.sort_by_column("date");
    olympiads
}
