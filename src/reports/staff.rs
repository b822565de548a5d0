//! The teaching staff and their load by term (D19; N4.6, P2.2).

use super::table::{Cell, Table, number, text};
use super::{Asked, Basis, Form, Kind, Numbers, journal_cell, staff_cell, term_cell};
use crate::figures::{Stretch, hours};
use crate::model::Staff;
use crate::model::settings::TermId;
use crate::model::table::Ref;

pub(super) const KIND: Kind = Kind {
    id: "staff",
    title: "Педагогические работники и их нагрузка",
    asked: Asked::Year,
    form: Form::Register,
    numbers: Numbers::Rows,
    make,
};

fn make(basis: &Basis<'_>) -> (String, Vec<Table>) {
    let note = "Нагрузка — академические часы проведённых занятий, записанные на того, кто их провёл; по плану — часы журнала по учебному плану или тематическому плану.".to_owned();
    (note, vec![people(basis), load(basis)])
}

/// Everybody of the staff, by name.
fn people(basis: &Basis<'_>) -> Table {
    let archive = basis.facts.archive;
    let mut staff: Vec<Ref<Staff>> = archive.staff.refs().map(|(staff, _)| staff).collect();
    staff.sort_by_cached_key(|staff| {
        let row = &archive.staff[*staff];
        (crate::model::mark::fold(&row.full_name()), row.id.to_string())
    });
    let rows = staff.into_iter().map(|staff| {
        let row = &archive.staff[staff];
        vec![
            Cell::Named(row.full_name(), super::Subject::Teacher(staff)),
            Cell::or_empty(row.position.as_deref()),
            Cell::or_empty(row.commission.as_deref()),
            Cell::Day(row.hired),
            Cell::Day(row.left),
        ]
    });
    let columns = vec![
        text("staff", "Фамилия, имя, отчество", 5),
        text("position", "Должность", 5),
        text("commission", "Методическая комиссия", 4),
        text("hired", "Принят", 2),
        text("left", "Уволен", 2),
    ];
    Table::new("staff", "Работники", columns, rows.collect(), "Сведений о педагогах нет.")
}

/// What each held in each journal, by term.
fn load(basis: &Basis<'_>) -> Table {
    let (archive, facts) = (basis.facts.archive, basis.facts);
    let mut terms: Vec<TermId> =
        basis.selection.journals(archive).flat_map(|(journal, _)| archive.journal_terms(journal)).collect();
    terms.sort_by_key(|term| (archive.settings.term(*term).start, *term));
    terms.dedup();
    let mut rows = Vec::new();
    for (journal, row) in basis.selection.journals(archive) {
        for (staff, by_term) in hours::by_teacher_and_term(facts, journal) {
            let is_own = row.teacher == staff;
            let planned = hours::planned(facts, journal).filter(|_| is_own);
            let sum = by_term.iter().map(|(_, hours)| hours).sum::<f64>();
            let each = terms.iter().map(|term| {
                let own = by_term.iter().find(|(own, _)| *own == Some(*term));
                Cell::Number(own.map(|(_, hours)| *hours))
            });
            let mut cells =
                vec![staff_cell(archive, staff), journal_cell(archive, journal), Cell::Number(planned)];
            cells.extend(each);
            cells.push(Cell::Number(Some(sum)));
            rows.push((crate::model::mark::fold(&archive.staff[staff].full_name()), staff, cells));
        }
    }
    rows.sort_by(|one, other| (&one.0, one.1).cmp(&(&other.0, other.1)));
    let mut columns =
        vec![text("staff", "Педагог", 3), text("journal", "Журнал", 6), number("planned", "По плану, ч")];
    let title = |term: &TermId| term_cell(archive, Stretch::Term(*term)).to_string();
    columns.extend(terms.iter().map(|term| number("", title(term))));
    columns.push(number("held", "Дано, ч"));
    let rows = rows.into_iter().map(|(.., cells)| cells).collect();
    Table::new("load", "Нагрузка", columns, rows, "Занятий проведено не было.")
}
