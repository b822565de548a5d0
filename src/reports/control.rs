//! The log of checks (D24; K3.2, K5.2, P4.7, P5.10, N7.2): every check, and months without one.

use super::table::{Cell, Table, text};
use super::{Asked, Basis, Form, Kind, Numbers, group_cell, journal_cell, staff_cell};
use crate::diagnostics::Code;
use crate::words;
use chrono::Datelike;

pub(super) const KIND: Kind = Kind {
    id: "control",
    title: "Журнал контроля",
    asked: Asked::Days,
    form: Form::Register,
    numbers: Numbers::Rows,
    make,
};

fn make(basis: &Basis<'_>) -> (String, Vec<Table>) {
    let archive = basis.facts.archive;
    let of_group = |row: &&crate::model::Check| {
        let group = row.group.or_else(|| Some(archive.journals[row.journal?].group));
        basis.selection.group.zip(group).is_none_or(|(one, other)| one == other)
    };
    let mut checks: Vec<_> = archive.checks.iter().filter(of_group).collect();
    checks.retain(|row| basis.selection.covers(&archive.settings, row.date));
    checks.sort_by_key(|row| row.date);
    let rows = checks.into_iter().map(|row| {
        let whole = || row.group.map(|group| group_cell(archive, group));
        let what = row.journal.map(|journal| journal_cell(archive, journal)).or_else(whole);
        vec![
            Cell::Day(Some(row.date)),
            row.kind.label().into(),
            Cell::or_empty(row.period.as_deref()),
            what.unwrap_or("все журналы".into()),
            staff_cell(archive, row.inspector),
            Cell::or_empty(row.outcome.as_deref()),
            "".into(),
        ]
    });
    let columns = vec![
        text("date", "Дата", 2),
        text("kind", "Вид", 2),
        text("period", "Период", 2),
        text("what", "Что проверено", 4),
        text("inspector", "Проверил", 3),
        text("outcome", "Результат", 5),
        text("", "Подпись", 2),
    ];
    let without = basis.findings.iter().filter(|finding| finding.code == Code::NoCheckMonth);
    let month = |record: &str| {
        let first = chrono::NaiveDate::parse_from_str(&format!("{record}-01"), "%Y-%m-%d").ok()?;
        Some(format!("{} {}", words::month(first), first.year()))
    };
    let without: Vec<String> =
        without.filter_map(|finding| finding.record.as_deref().and_then(month)).collect();
    let without = without.into_iter().map(|month| vec![month.into()]).collect();
    let months = vec![text("month", "Месяц", 1)];
    let unknown = if archive.checks.is_empty() {
        "Сведений о проверках нет, и назвать месяцы без проверки нельзя."
    } else {
        "Месяцев без проверки нет."
    };
    let mut tables =
        vec![Table::new("checks", "Проверки", columns, rows.collect(), "Сведений о проверках нет.")];
    // A check of all journals is one of each group: months are those of the organisation.
    if basis.selection.group.is_none() {
        tables.push(Table::new("months", "Месяцы без проверки", months, without, unknown));
    }
    ("Все проверки журналов, и те, что прошли без замечаний.".to_owned(), tables)
}
