//! Attendance (D16; N4.4.1, P1.12, P4.3): what each student missed in each term, and groups.

use super::{Basis, Report, Table, number, percent, text, unless_none};
use crate::figures::attendance::{Attended, attendance};
use crate::figures::performance::Scope;
use crate::model::table::Found;
use crate::words;

pub(super) fn report(basis: &Basis<'_>) -> Report {
    let archive = basis.facts.archive;
    let row = |figure: &Attended, name: String| {
        let missed = &figure.missed;
        let mut row =
            vec![name, archive.settings.term(figure.term).title.clone(), missed.lessons.to_string()];
        let numbers =
            [missed.missed(), missed.excused, missed.ill, missed.unexcused, missed.absent, missed.days];
        row.extend(numbers.into_iter().map(unless_none));
        row.extend([missed.missed_hours, missed.valid_hours].map(words::decimal));
        row.extend([missed.late, missed.released].map(unless_none));
        row.push(percent(missed.share()));
        row
    };
    let columns = || {
        let titles = [
            "занятий",
            "пропущено",
            "уваж.",
            "болезнь",
            "без уваж.",
            "неизв.",
            "дней",
            "часов",
            "из них уваж.",
            "опозданий",
            "отпущен",
            "посещаемость",
        ];
        [text("Кто", 5), text("Период", 2)].into_iter().chain(titles.map(number)).collect()
    };
    let table =
        |title: String, rows| Table { title, columns: columns(), rows, empty: "Занятий нет." };
    let whole = attendance(basis.facts, None);
    let name = |figure: &Attended| match (figure.scope, archive.groups.find(&figure.id)) {
        (Scope::Group, Found::Row(group)) => archive.groups[group].name.to_string(),
        _ => archive.settings.organization.short_name.clone(),
    };
    let of = |scope| whole.iter().filter(move |figure| figure.scope == scope);
    let rows = of(Scope::Organization).chain(of(Scope::Group)).map(|figure| row(figure, name(figure)));
    let mut tables = vec![table("Организация и группы".to_owned(), rows.collect())];
    for (group, of_group) in archive.groups.refs() {
        let own = attendance(basis.facts, Some(group));
        let students = own.iter().filter(|figure| figure.scope == Scope::Student);
        let mut rows: Vec<(String, Vec<String>)> = students
            .filter_map(|figure| match archive.students.find(&figure.id) {
                Found::Row(student) => {
                    let (key, _) = archive.students[student].sort_key();
                    Some((key, row(figure, archive.students[student].short_name())))
                }
                _ => None,
            })
            .collect();
        rows.sort_by(|a, b| a.0.cmp(&b.0));
        tables.push(table(of_group.name.to_string(), rows.into_iter().map(|(_, row)| row).collect()));
    }
    Report {
        id: "attendance",
        title: "Посещаемость",
        note: "Проведённые занятия, на которых обучающийся числился и от которых не освобождён. Опоздание и отпуск с занятия — не пропуск; дни — те, в которые пропущены все занятия. Часы академические.".to_owned(),
        tables,
    }
}
