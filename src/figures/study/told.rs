//! What a reader is told of those who were not found in a year, or not taken.

use super::note::{Note, NoteKind};
use crate::figures::Facts;
use crate::figures::identity::{By, Clash, Doubt, Matches, Person, Why};
use crate::model::Student;
use crate::model::table::Ref;
use crate::words;
use std::collections::{BTreeMap, BTreeSet};

/// What is told of a year.
#[derive(Debug, Default)]
pub(super) struct Told {
    pub(super) notes: Vec<Note>,
    /// People of whom it is not known who they are, or where they were: marks may be missing.
    pub(super) unsure: BTreeSet<usize>,
}

/// Of the people who were sought in a year; those on the sheet are the first `members`.
pub(super) fn told(
    facts: &Facts<'_>,
    people: &[Person],
    members: usize,
    sought: &BTreeSet<usize>,
    matches: &Matches,
) -> Told {
    let mut told = Told { notes: Vec::new(), unsure: matches.unsure() };
    for doubt in &matches.doubts {
        told.note(facts, NoteKind::Ambiguous, doubted(facts, people, doubt));
    }
    refused(facts, people, members, matches, &mut told);
    // Who was enrolled before the year was closed was somewhere in it.
    let closed = facts.archive.settings.closed_on.0;
    let is_missed = |n: &usize| {
        let was_enrolled = people[*n].enrolled().is_some_and(|day| day <= closed);
        was_enrolled && matches.of[*n].is_none() && !told.unsure.contains(n)
    };
    let missed: Vec<usize> = sought.range(..members).copied().filter(is_missed).collect();
    told.unsure.extend(&missed);
    let is_refused = |n: &usize| matches.refusals.iter().any(|own| own.person == *n);
    let names: Vec<&str> = missed.iter().filter(|n| !is_refused(n)).map(|n| name(people, *n)).collect();
    if !names.is_empty() {
        let text = format!(
            "В архиве за {} учебный год не найдены зачисленные раньше: {}. Результаты этого года не взяты.",
            facts.archive.settings.academic_year.title(),
            names.join(", "),
        );
        told.note(facts, NoteKind::NotFound, text);
    }
    told
}

impl Told {
    fn note(&mut self, facts: &Facts<'_>, kind: NoteKind, text: String) {
        self.notes.push(Note::of_year(kind, facts.archive.settings.academic_year, text));
    }
}

fn name(people: &[Person], n: usize) -> &str {
    &people[n].latest().name
}

/// It is not known who is who.
fn doubted(facts: &Facts<'_>, people: &[Person], doubt: &Doubt) -> String {
    let archive = facts.archive;
    let mut names: Vec<&str> = Vec::new();
    for n in &doubt.people {
        if !names.contains(&name(people, *n)) {
            names.push(name(people, *n));
        }
    }
    let mut who = names.join(", ");
    if doubt.people.len() > 1 {
        let count = words::count(doubt.people.len(), ["человек", "человека", "человек"]);
        who.push_str(&format!(" ({count})"));
    }
    let student = |student: &Ref<Student>| {
        let row = &archive.students[*student];
        format!("{}, код {}, {}", row.full_name(), row.id, archive.groups[row.group].name)
    };
    let students: Vec<String> = doubt.students.iter().map(student).collect();
    let why = match doubt.why {
        Why::RecordBook => "одна и та же зачётная книжка",
        Why::Id => "один и тот же код",
        Why::Name => "имя и начало обучения совпадают",
        Why::GivenAnew => "код тот же, но другие коды в этом году у других людей",
    };
    format!(
        "{who}: за {} учебный год не определить, кто это: {why} ({}). Результаты этого года не взяты.",
        archive.settings.academic_year.title(),
        students.join("; "),
    )
}

/// Which of the sheet's students were refused by id, record book or name: those who were found otherwise, and
/// those who were not. Those of one reason are told in one line.
fn refused(facts: &Facts<'_>, people: &[Person], members: usize, matches: &Matches, told: &mut Told) {
    let mut refusals: BTreeMap<usize, BTreeMap<u8, (Clash, Ref<Student>)>> = BTreeMap::new();
    for own in matches.refusals.iter().filter(|own| own.person < members) {
        let key = match own.by {
            By::Group | By::Id => 0,
            By::RecordBook => 1,
            By::Name => 2,
        };
        refusals.entry(own.person).or_default().insert(key, (own.clash, own.student));
    }
    let year = facts.archive.settings.academic_year.title();
    let mut lines: BTreeMap<(&str, &str, bool), Vec<&str>> = BTreeMap::new();
    for (n, own) in refusals {
        if let Some((clash, student)) = own.get(&2) {
            let row = &facts.archive.students[*student];
            let text = format!(
                "{}: за {year} учебный год то же имя у другого обучающегося (код {}, {}). Результаты не взяты.",
                name(people, n),
                row.id,
                clash.label(),
            );
            told.note(facts, NoteKind::Refused, text);
        }
        let (what, clash) = match (own.get(&0), own.get(&1)) {
            (Some((clash, _)), Some(_)) => ("тот же код и та же зачётная книжка", clash),
            (Some((clash, _)), None) => ("тот же код", clash),
            (None, Some((clash, _))) => ("та же зачётная книжка", clash),
            (None, None) => continue,
        };
        // Half of the name speaks for it: who is not found may have been there.
        let is_found = matches.of[n].is_some();
        if *clash == Clash::Elsewhere && !is_found {
            told.unsure.insert(n);
        }
        lines.entry((what, clash.label(), is_found)).or_default().push(name(people, n));
    }
    for ((what, why, is_found), names) in lines {
        let outcome = if is_found {
            "Найдены по другим признакам."
        } else {
            "Результаты этого года не взяты."
        };
        let text = format!(
            "За {year} учебный год {what} у другого человека ({why}): {}. {outcome}",
            names.join(", "),
        );
        told.note(facts, NoteKind::Refused, text);
    }
}
