//! How the journals were kept, by teacher (D12; P3.6, N4.3.2, P5.17), with a column for the deputy's own
//! hand.

use super::{About, Basis, Report, Table, number, share, text, unless_none};
use crate::diagnostics::Code;
use crate::figures::term_marks::term_members;
use crate::model::Staff;
use crate::model::table::Ref;
use std::collections::BTreeMap;

#[derive(Default)]
struct Kept {
    journals: usize,
    lessons: usize,
    marks: usize,
    /// Marks of which the time of entry is known.
    timed: usize,
    /// Students and terms in which marks are expected.
    expected: usize,
    found: BTreeMap<Code, usize>,
}

pub(super) fn report(basis: &Basis<'_>) -> Report {
    let facts = basis.facts;
    let archive = facts.archive;
    let mut kept: BTreeMap<Ref<Staff>, Kept> = BTreeMap::new();
    for (journal, row) in archive.journals.refs() {
        let own = kept.entry(row.teacher).or_default();
        own.journals += 1;
        for lesson in facts.ledger.lessons(journal) {
            own.lessons += usize::from(archive.lessons[*lesson].is_held());
            own.marks += facts.ledger.marks(*lesson).len();
            let timed = |mark: &&Ref<_>| archive.marks[**mark].entered_at.is_some();
            own.timed += facts.ledger.marks(*lesson).iter().filter(timed).count();
        }
        if row.is_attested() && archive.groups[row.group].is_graded() {
            let terms = archive.journal_terms(journal);
            own.expected +=
                terms.into_iter().map(|term| term_members(facts, journal, term).len()).sum::<usize>();
        }
    }
    for finding in &basis.findings {
        if let Some(journal) = About::of(archive, finding).journal {
            let own = kept.entry(archive.journals[journal].teacher).or_default();
            *own.found.entry(finding.code).or_default() += 1;
        }
    }
    let mut rows: Vec<(String, Vec<String>)> = kept
        .into_iter()
        .map(|(staff, kept)| {
            let n = |code| kept.found.get(&code).copied().unwrap_or(0);
            let row = vec![
                archive.staff[staff].short_name(),
                kept.journals.to_string(),
                kept.lessons.to_string(),
                share(kept.lessons.saturating_sub(n(Code::LateLesson)), kept.lessons),
                share(kept.timed.saturating_sub(n(Code::LateEntry)), kept.timed),
                unless_none(kept.marks - kept.timed),
                unless_none(n(Code::LateAttendance)),
                unless_none(n(Code::NoTopic)),
                unless_none(n(Code::NoHomework)),
                share(n(Code::NoMarks), kept.expected),
                share(n(Code::SingleMark), kept.expected),
                unless_none(n(Code::WrongTeacher)),
                String::new(),
            ];
            (crate::model::mark::fold(&archive.staff[staff].full_name()), row)
        })
        .collect();
    rows.sort();
    let columns = vec![
        text("Преподаватель", 4),
        number("журналов"),
        number("занятий"),
        number("занятия в срок"),
        number("отметки в срок"),
        number("срок неизв."),
        number("поздн. посещ."),
        number("без темы"),
        number("без задания"),
        number("без отметок"),
        number("с одной"),
        number("чужие отметки"),
        text("Объём заданий (заместитель)", 3),
    ];
    let rows = rows.into_iter().map(|(_, row)| row).collect();
    Report {
        id: "keeping",
        title: "Ведение журналов по преподавателям",
        note: "По журналам, которые преподаватель ведёт по списку журналов. Отметки в срок — доля тех, время внесения которых известно; без отметок и с одной — доля обучающихся и периодов, где отметки положены.".to_owned(),
        tables: vec![Table { title: String::new(), columns, rows, empty: "Журналов нет." }],
    }
}
