//! Who came, went and changed groups in the year (N4.2.6, N4.2.17), with what was remarked and changed.

use super::{Material, Register};
use crate::documents::native::HeadingData;
use crate::documents::tabular::Tabular;
use crate::figures::Stretch;
use crate::model::Movement;
use crate::words;

pub(super) fn register(sources: &Material<'_>) -> Register {
    let (facts, group) = (sources.facts, sources.group);
    let archive = facts.archive;
    let members = facts.belonging.group_members(group);
    let mut movements: Vec<&Movement> = members
        .iter()
        .flat_map(|student| facts.ledger.movements(*student))
        .map(|row| &archive.movements[*row])
        .collect();
    movements.sort_by_key(|row| row.date);
    let mut table = Tabular {
        empty: "Движения за год в данных нет.".to_owned(), ..Tabular::default()
    };
    [(0.5, true), (1.2, true), (4.0, false), (2.0, false), (3.0, false), (4.0, false)]
        .into_iter()
        .for_each(|(width, centered)| table.column(width, centered));
    table.header = vec![
        ["№", "Дата", "Фамилия, имя, отчество", "Движение", "Приказ", "Откуда, куда"]
            .map(HeadingData::from)
            .into(),
    ];
    table.rows = movements
        .iter()
        .enumerate()
        .map(|(n, row)| {
            let order: Vec<String> = [
                row.order.as_ref().map(ToString::to_string),
                row.order_date.map(|day| format!("от {}", words::date(day))),
            ]
            .into_iter()
            .flatten()
            .collect();
            let from = row.from.map(|group| format!("из {}", archive.groups[group].name));
            let to = row.to.map(|group| format!("в {}", archive.groups[group].name));
            let outside = row.to_organization.as_ref().map(|to| format!("в {to}"));
            let places: Vec<String> = [from, to, outside].into_iter().flatten().collect();
            [
                (n + 1).to_string(),
                words::date(row.date),
                archive.students[row.student].full_name(),
                sources.wording.movement(row.kind).to_owned(),
                order.join(" "),
                places.join(" "),
            ]
            .map(Into::into)
            .into()
        })
        .collect();
    let terms = archive.group_terms(group);
    let first = Stretch::Year.first_day(&archive.settings, &terms);
    let last = Stretch::Year.last_day(&archive.settings, &terms);
    let on = |day| members.iter().filter(|student| facts.belonging.in_group(group, **student, day)).count();
    let note = format!(
        "В {} на {} — {}, на {} — {}.",
        sources.wording.in_group,
        words::date(first),
        words::count(on(first), ["человек", "человека", "человек"]),
        words::date(last),
        words::count(on(last), ["человек", "человека", "человек"]),
    );
    table.title = "Движение контингента".to_owned();
    table.note = note;
    let title = "Движение, замечания, исправления";
    Register { landscape: true, ..Register::new(title, String::new(), vec![table]) }
}
