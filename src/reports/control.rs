//! The log of checks (D24; K3.2, K5.2, P4.7, P5.10, N7.2): every check, and months without one.

use super::{Basis, Report, Table, journal_title, text};
use crate::diagnostics::Code;
use crate::words;

pub(super) fn report(basis: &Basis<'_>) -> Report {
    let archive = basis.facts.archive;
    let mut checks: Vec<_> = archive.checks.iter().collect();
    checks.sort_by_key(|row| row.date);
    let rows = checks.into_iter().map(|row| {
        let whole = || row.group.map(|group| archive.groups[group].name.to_string());
        vec![
            words::date(row.date),
            row.kind.label().to_owned(),
            row.period.as_deref().unwrap_or_default().to_owned(),
            row.journal
                .map(|journal| journal_title(archive, journal))
                .or_else(whole)
                .unwrap_or("все журналы".to_owned()),
            archive.staff[row.inspector].short_name(),
            row.outcome.as_deref().unwrap_or_default().to_owned(),
            String::new(),
        ]
    });
    let columns = vec![
        text("Дата", 2),
        text("Вид", 2),
        text("Период", 2),
        text("Что проверено", 4),
        text("Проверил", 3),
        text("Результат", 5),
        text("Подпись", 2),
    ];
    let without = basis.findings.iter().filter(|finding| finding.code == Code::NoCheckMonth);
    let without = without.map(|finding| vec![finding.message.clone()]).collect();
    Report {
        id: "control",
        title: "Журнал контроля",
        note: "Все проверки журналов, и те, что прошли без замечаний.".to_owned(),
        tables: vec![
            Table {
                title: "Проверки".to_owned(),
                columns,
                rows: rows.collect(),
                empty: "Сведений о проверках нет.",
            },
            Table {
                title: "Месяцы без проверки".to_owned(),
                columns: vec![text("Месяц", 1)],
                rows: without,
                empty: if archive.checks.is_empty() {
                    "Судить не о чем: сведений о проверках нет."
                } else {
                    "Месяцев без проверки нет."
                },
            },
        ],
    }
}
