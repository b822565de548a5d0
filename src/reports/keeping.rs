//! How the journals were kept, by teacher (D12; P3.6, N4.3.2, P5.17), with a column for the deputy's own
//! hand.

use super::about::About;
use super::table::{Cell, Table, number, text};
use super::{Asked, Basis, Form, Kind, Numbers, staff_cell, told};
use crate::diagnostics::Code;
use crate::figures::performance::Scope;
use crate::model::mark::fold;
use crate::model::table::Ref;
use crate::model::{Staff, Wording};
use std::collections::BTreeMap;

pub(super) const KIND: Kind = Kind {
    id: "keeping",
    title: "Ведение журналов по преподавателям",
    asked: Asked::Days,
    form: Form::Report,
    numbers: Numbers::Rows,
    make,
};

/// The indicators that are told of each teacher.
const TOLD: [(&str, &str); 8] = [
    ("timely-lessons", "занятия в срок"),
    ("timely-marks", "отметки в срок"),
    ("timely-attendance", "посещ. в срок"),
    ("timely-homework", "ДЗ в срок"),
    ("planning", "с темой и ДЗ"),
    ("journal-work", "вносил в ту же неделю"),
    ("without-marks", "обуч. без отметок"),
    ("single-mark", "обуч. с одной"),
];

#[derive(Default)]
struct Kept {
    journals: usize,
    lessons: usize,
    found: BTreeMap<Code, usize>,
}

fn make(basis: &Basis<'_>) -> (String, Vec<Table>) {
    let archive = basis.facts.archive;
    let mut kept: BTreeMap<Ref<Staff>, Kept> = BTreeMap::new();
    for (journal, row) in basis.selection.journals(archive) {
        let own = kept.entry(row.teacher).or_default();
        own.journals += 1;
        own.lessons += basis.lessons_held(journal);
    }
    for finding in &basis.findings {
        if let Some(journal) = About::of(archive, finding).journal {
            let own = kept.entry(archive.journals[journal].teacher).or_default();
            *own.found.entry(finding.code).or_default() += 1;
        }
    }
    let mut order: Vec<(&Ref<Staff>, &Kept)> = kept.iter().collect();
    order.sort_by_cached_key(|(staff, _)| (fold(&archive.staff[**staff].full_name()), **staff));
    // Of each indicator the values by teacher, found once and not for each teacher anew.
    let measured = TOLD.map(|(id, _)| {
        let own = basis.indicator(id).of(Scope::Teacher).iter();
        let then = own.filter(|value| value.stretch == basis.stretch());
        (basis.indicator(id), then.map(|value| (&*value.id, value)).collect::<BTreeMap<&str, _>>())
    });
    let rows = order.into_iter().map(|(staff, kept)| {
        let row = &archive.staff[*staff];
        let n = |code| Cell::Few(kept.found.get(&code).copied().unwrap_or(0));
        let mut cells =
            vec![staff_cell(archive, *staff), Cell::Count(kept.journals), Cell::Count(kept.lessons)];
        cells.extend(measured.iter().map(|(measured, by_id)| told(measured, by_id.get(&*row.id).copied())));
        cells.extend([n(Code::NoTopic), n(Code::NoHomework), n(Code::WrongTeacher), "".into()]);
        cells
    });
    let mut columns = vec![
        text("teacher", Wording::of(&archive.settings).teacher, 4),
        number("journals", "журналов"),
        number("lessons", "занятий"),
    ];
    columns.extend(TOLD.map(|(id, title)| number(id, title)));
    columns.extend([
        number("no-topic", "без темы"),
        number("no-homework", "без ДЗ"),
        number("wrong-teacher", "чужие отметки"),
        text("", "Объём ДЗ (заместитель)", 3),
    ]);
    let note = "По журналам, которые преподаватель ведёт по списку журналов. В срок — доля того, о чём известно время внесения; если не известно ни о чём, «нет данных». Без отметок и с одной — доля обучающихся и периодов, где отметки положены. Формулы — в отчёте «Показатели».";
    (note.to_owned(), vec![Table::new("teachers", "", columns, rows.collect(), "Журналов нет.")])
}
