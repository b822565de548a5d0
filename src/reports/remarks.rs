//! Remarks on how the journals are kept (D17; N4.5.10, K5.4, F3.4, P5.12).

use super::{Basis, Report, Table, journal_title, text};
use crate::words;

pub(super) fn report(basis: &Basis<'_>) -> Report {
    let archive = basis.facts.archive;
    let name = |staff| archive.staff[staff].short_name();
    let mut remarks: Vec<_> = archive.remarks.iter().collect();
    remarks.sort_by_key(|row| row.date);
    let rows = remarks.into_iter().map(|row| {
        let journal = row.journal.or_else(|| Some(archive.lessons[row.lesson?].journal));
        let teacher = row.teacher.or_else(|| Some(archive.journals[journal?].teacher));
        let day = |day: Option<chrono::NaiveDate>| day.map(words::date).unwrap_or_default();
        vec![
            words::date(row.date),
            journal.map(|journal| journal_title(archive, journal)).unwrap_or_default(),
            row.text.to_string(),
            row.inspector.map(name).unwrap_or_default(),
            day(row.due),
            day(row.resolved),
            day(row.told),
            teacher.map(name).unwrap_or_default(),
            String::new(),
        ]
    });
    let columns = vec![
        text("Дата", 2),
        text("Журнал", 4),
        text("Замечание", 5),
        text("Проверил", 3),
        text("Срок", 2),
        text("Устранено", 2),
        text("Ознакомлен", 2),
        text("Преподаватель", 3),
        text("Подпись", 2),
    ];
    Report {
        id: "remarks",
        title: "Замечания по ведению журналов",
        note: "Замечания проверяющих, их сроки и устранение.".to_owned(),
        tables: vec![Table {
            title: String::new(), columns, rows: rows.collect(), empty: "Замечаний нет."
        }],
    }
}
