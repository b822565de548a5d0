//! Which journals need the deputy, and what was found at all: the first page.

use super::{Found, Own};
use crate::diagnostics::Code;
use crate::model::table::Ref;
use crate::model::{Journal, Lesson, Wording};
use crate::reports::about::About;
use crate::reports::table::{Cell, Table, number, text};
use crate::reports::{Basis, journal_cell, staff_cell};
use std::collections::{BTreeMap, BTreeSet};

/// What cannot stand in a journal that is signed, the gravest first, with a word for it. A journal that
/// has any of it needs the deputy, and one whose deadlines were missed often; what is late now and then
/// is a matter for the teacher.
const GRAVE: [(Code, &str); 11] = [
    (Code::HoursShort, "часов меньше"),
    (Code::NoControlWork, "нет контрольной"),
    (Code::TermMarkMissing, "нет итогов"),
    (Code::ChangedAfterWindow, "правки задним числом"),
    (Code::EnteredAfterWindow, "записи задним числом"),
    (Code::FinalDiffers, "итог не по средней"),
    (Code::WrongTeacher, "чужие отметки"),
    (Code::SubstitutionUnrecorded, "замена не записана"),
    (Code::NoTopic, "нет тем"),
    (Code::NoMarks, "без отметок"),
    (Code::HoursOver, "часов больше"),
];
/// Of how many lessons one with a missed deadline is often.
const OFTEN: usize = 4;
/// What a missed deadline of a lesson is.
const LATE: &[Code] = &[Code::LateEntry, Code::LateAttendance, Code::LateLesson, Code::LateHomework];

/// How many rows the first page has room for, of one table and of two.
const FIRST_PAGE: [usize; 2] = [25, 28];
/// How many journals stand there whatever else there is.
const LEAST: usize = 16;
/// How many kinds of what is grave are named of each; the gravest come first.
const NAMED: usize = 3;

/// A journal that needs the deputy.
pub(super) struct Needing {
    pub(super) journal: Ref<Journal>,
    /// What is grave in it, the gravest first, and how often.
    grave: Vec<(&'static str, usize)>,
}

impl Needing {
    /// Those with most kinds of what is grave come first, then those with most of it.
    fn weight(&self) -> (usize, usize) {
        (self.grave.len(), self.grave.iter().map(|(_, count)| count).sum())
    }
}

/// The journals that need the deputy, those that need her most first.
pub(super) fn needing(basis: &Basis<'_>, found: &Found<'_>) -> Vec<Needing> {
    let journals = found.iter();
    let mut needing: Vec<Needing> = journals
        .map(|(journal, own)| Needing { journal: *journal, grave: grave(basis, *journal, own) })
        .collect();
    needing.retain(|own| !own.grave.is_empty());
    needing.sort_by_key(|own| (std::cmp::Reverse(own.weight()), own.journal));
    needing
}

/// What is grave in a journal, with how many findings each.
fn grave(basis: &Basis<'_>, journal: Ref<Journal>, own: &Own<'_>) -> Vec<(&'static str, usize)> {
    let mut grave: Vec<(&str, usize)> =
        GRAVE.iter().filter_map(|(code, word)| Some((*word, own.get(code)?.len()))).collect();
    let archive = basis.facts.archive;
    let late = LATE.iter().filter_map(|code| own.get(code)).flatten();
    let late: BTreeSet<Ref<Lesson>> = late.filter_map(|finding| About::of(archive, finding).lesson).collect();
    if late.len() * OFTEN > basis.lessons_held(journal) {
        grave.push(("занятий не в срок", late.len()));
    }
    grave
}

/// The journals that need the deputy, as many as the first page has room for, where the kinds of what
/// was found stand below if they fit.
pub(super) fn table(basis: &Basis<'_>, found: &Found<'_>, needing: &[Needing], kinds: usize) -> Table {
    let archive = basis.facts.archive;
    let [alone, together] = FIRST_PAGE;
    let beside = together.saturating_sub(kinds);
    let first_page = if beside < LEAST { alone } else { beside.min(alone) };
    let rows = needing.iter().take(first_page).map(|Needing { journal, grave }| {
        let own = &found[journal];
        let named = grave.iter().take(NAMED).map(|(word, count)| match count {
            1 => (*word).to_owned(),
            count => format!("{word}\u{a0}({count})"),
        });
        let mut what = named.collect::<Vec<_>>().join(", ");
        if grave.len() > NAMED {
            what.push_str(&format!(" и\u{a0}ещё\u{a0}{}", grave.len() - NAMED));
        }
        vec![
            journal_cell(archive, *journal),
            staff_cell(archive, archive.journals[*journal].teacher),
            what.into(),
            Cell::Count(own.values().map(Vec::len).sum()),
            "".into(),
        ]
    });
    let more = needing.len().saturating_sub(first_page);
    let title = match more {
        0 => "Требуют внимания".to_owned(),
        more => format!("Требуют внимания (ещё {more} — в таблице журналов)"),
    };
    let columns = vec![
        text("journal", "Журнал", 7),
        text("teacher", Wording::of(&archive.settings).teacher, 3),
        text("what", "Что найдено", 9),
        number("findings", "всего замечаний"),
        text("", "Решение заместителя", 3),
    ];
    let empty = "Таких журналов нет.";
    Table::new("attention", title, columns, rows.collect(), empty)
}

/// What was found at all: how often, and in how many journals.
pub(super) fn kinds(basis: &Basis<'_>) -> Table {
    let archive = basis.facts.archive;
    let mut kinds: BTreeMap<Code, Vec<Option<Ref<Journal>>>> = BTreeMap::new();
    for finding in &basis.findings {
        kinds.entry(finding.code).or_default().push(About::of(archive, finding).journal);
    }
    let rows = kinds.into_iter().map(|(code, journals)| {
        let different: BTreeSet<Ref<Journal>> = journals.iter().copied().flatten().collect();
        vec![code.title().into(), Cell::Count(journals.len()), Cell::Few(different.len())]
    });
    let columns = vec![
        text("finding", "Замечание", 8),
        number("count", "число"),
        number("journals", "в скольких журналах"),
    ];
    Table::new("kinds", "Что найдено", columns, rows.collect(), "Замечаний нет.")
}
