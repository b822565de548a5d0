//! What comes if nothing changes (I5; K2.2, S1.13, N2.2): a forecast, never a result, told with how well
//! it would have done.
//!
//! The mark of the next term is the weighted mean of the marks of the last one, rounded half up. The
//! same done with the first half of the first term is held against the results of that term. The marks
//! of the final state attestation are the rounded means of results. Formulas: `docs/formulas.md`,
//! «Прогноз».

use super::Facts;
use super::performance::Scope;
use super::stretch::Selection;
use super::term_marks::{Marks, term_marks, term_members};
use crate::model::settings::{Period, TermId};
use crate::model::table::Ref;
use crate::model::{GiaKind, Group, Journal, JournalKind, Student};
use chrono::Days;
use serde::Serialize;
use std::collections::BTreeMap;

/// Forecast marks of the next term.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Next {
    /// Fives.
    pub n5: usize,
    /// Fours.
    pub n4: usize,
    /// Threes.
    pub n3: usize,
    /// Twos and ones.
    pub n2: usize,
    /// Students and journals with too few marks for a forecast.
    pub unknown: usize,
    /// The mean of the forecasts; `None` without any.
    pub mean: Option<f64>,
    /// Students with a forecast.
    pub students: usize,
    /// Of them without one below 3.
    pub students_passing: usize,
    /// Of those without one below 4.
    pub students_quality: usize,
}

/// Forecasts held against what came.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize)]
pub struct Hits {
    /// Pairs of a forecast and a result in numbers.
    pub checked: usize,
    /// Of them equal.
    pub exact: usize,
    /// Of them no more than one apart.
    pub near: usize,
    #[serde(skip)]
    apart: usize,
}

impl Hits {
    fn meet(&mut self, forecast: u8, came: u8) {
        let apart = usize::from(forecast.abs_diff(came));
        self.checked += 1;
        self.exact += usize::from(apart == 0);
        self.near += usize::from(apart <= 1);
        self.apart += apart;
    }

    fn join(&mut self, other: Hits) {
        self.checked += other.checked;
        self.exact += other.exact;
        self.near += other.near;
        self.apart += other.apart;
    }

    /// How far forecast and result are apart on average; `None` of no pairs.
    pub fn error(&self) -> Option<f64> {
        (self.checked > 0).then(|| self.apart as f64 / self.checked as f64)
    }
}

/// A forecast of the final state attestation of a student.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Final {
    /// Whose last group.
    pub group: Ref<Group>,
    /// Whose.
    pub student: Ref<Student>,
    /// Of which part: the demonstration examination or the thesis.
    pub kind: GiaKind,
    /// The mean of the results that it is made of.
    pub basis: f64,
    /// It, rounded half up.
    pub forecast: u8,
    /// The mark in numbers, where it is there already.
    pub value: Option<u8>,
}

/// Everything that is forecast.
#[derive(Clone, Debug, Default)]
pub struct Forecast {
    /// The next term: students, groups, the organisation, in the order of the tables.
    pub next: Vec<(Scope, String, Next)>,
    /// The check on the first term of each group's journals and of all, by scope, id and term.
    pub checks: Vec<(Scope, String, TermId, Hits)>,
    /// The final state attestation, by group and student, the examination before the thesis.
    pub finals: Vec<Final>,
}

/// A mean rounded half up.
fn rounded(mean: f64) -> u8 {
    // What is lost in dividing is far below this.
    (mean + 0.5 + 1e-9).floor() as u8
}

/// Works it out for the journals and groups of a selection; its stretch does not matter.
pub fn forecast(facts: &Facts<'_>, selection: Selection) -> Forecast {
    Forecast {
        next: next(facts, selection),
        checks: checks(facts, selection),
        finals: finals(facts, selection),
    }
}

/// The forecast of marks, where there are enough.
fn of_marks(facts: &Facts<'_>, marks: Option<&Marks>) -> Option<u8> {
    let minimum = facts.archive.settings.rules.min_marks_per_term as usize;
    let marks = marks.filter(|marks| marks.numbers >= minimum)?;
    marks.mean().map(rounded)
}

/// Whether a group's study ends with this academic year.
fn is_leaving(facts: &Facts<'_>, group: Ref<Group>) -> bool {
    let end = facts.archive.groups[group].study_end;
    let last = facts.archive.settings.academic_year.last_day();
    end.zip(last).is_some_and(|(end, last)| end <= last)
}

type Place = (Scope, usize);

fn next(facts: &Facts<'_>, selection: Selection) -> Vec<(Scope, String, Next)> {
    let archive = facts.archive;
    // By scope: forecasts of each student in each journal.
    let mut gathered: BTreeMap<Place, BTreeMap<Ref<Student>, Vec<Option<u8>>>> = BTreeMap::new();
    let goes_on = |journal| archive.has_marks(journal) && !is_leaving(facts, archive.journals[journal].group);
    for (journal, row) in selection.journals(archive).filter(|(journal, _)| goes_on(*journal)) {
        let terms = archive.journal_terms(journal);
        let Some(last) = terms.into_iter().max_by_key(|term| archive.settings.term(*term).end) else {
            continue;
        };
        let marks = term_marks(facts, journal);
        for student in term_members(facts, journal, last) {
            let forecast = of_marks(facts, marks.get(&(last, student)));
            let group = (Scope::Group, row.group.index());
            for place in [(Scope::Student, student.index()), group, (Scope::Organization, 0)] {
                gathered.entry(place).or_default().entry(student).or_default().push(forecast);
            }
        }
    }
    let summed = gathered.into_iter().map(|((scope, index), students)| {
        let id = match scope {
            Scope::Student => archive.students[Ref::new(index)].id.to_string(),
            Scope::Group => archive.groups[Ref::new(index)].id.to_string(),
            _ => String::new(),
        };
        (scope, id, sum(students.values()))
    });
    summed.collect()
}

fn sum<'a>(students: impl Iterator<Item = &'a Vec<Option<u8>>>) -> Next {
    let (mut next, mut total) = (Next::default(), 0.0);
    for forecasts in students {
        for forecast in forecasts {
            *match forecast {
                Some(5..) => &mut next.n5,
                Some(4) => &mut next.n4,
                Some(3) => &mut next.n3,
                Some(_) => &mut next.n2,
                None => &mut next.unknown,
            } += 1;
            total += forecast.map_or(0.0, f64::from);
        }
        if let Some(lowest) = forecasts.iter().flatten().min() {
            next.students += 1;
            next.students_passing += usize::from(*lowest >= 3);
            next.students_quality += usize::from(*lowest >= 4);
        }
    }
    let count = next.n5 + next.n4 + next.n3 + next.n2;
    next.mean = (count > 0).then(|| total / count as f64);
    next
}

fn checks(facts: &Facts<'_>, selection: Selection) -> Vec<(Scope, String, TermId, Hits)> {
    let archive = facts.archive;
    let mut hits: BTreeMap<(Place, TermId), Hits> = BTreeMap::new();
    for (journal, row) in selection.journals(archive).filter(|(journal, _)| archive.has_marks(*journal)) {
        let Some(first) = archive.journal_terms(journal).into_iter().next() else { continue };
        let own = check(facts, journal, first);
        for place in [(Scope::Group, row.group.index()), (Scope::Organization, 0)] {
            hits.entry((place, first)).or_default().join(own);
        }
    }
    let checked = hits.into_iter().filter(|(_, hits)| hits.checked > 0);
    let named = checked.map(|(((scope, index), term), hits)| {
        let id = if scope == Scope::Group {
            archive.groups[Ref::new(index)].id.to_string()
        } else {
            String::new()
        };
        (scope, id, term, hits)
    });
    named.collect()
}

/// The forecast from the first half of a term against its results.
fn check(facts: &Facts<'_>, journal: Ref<Journal>, term: TermId) -> Hits {
    let archive = facts.archive;
    let (start, end) = (archive.settings.term(term).start.0, archive.settings.term(term).end.0);
    let half = Days::new((end - start).num_days().unsigned_abs() / 2);
    let middle = start.checked_add_days(half).unwrap_or(end);
    let mut marks: BTreeMap<Ref<Student>, Marks> = BTreeMap::new();
    for lesson in facts.ledger.lessons(journal) {
        if (start..=middle).contains(&archive.lessons[*lesson].date) {
            for mark in facts.ledger.marks(*lesson).iter().map(|mark| &archive.marks[*mark]) {
                marks.entry(mark.student).or_default().add(mark);
            }
        }
    }
    let results = results(facts, journal);
    let mut hits = Hits::default();
    for student in term_members(facts, journal, term) {
        let came = results.get(&(student, Period::Term(term))).copied().flatten();
        if let Some((forecast, came)) = of_marks(facts, marks.get(&student)).zip(came) {
            hits.meet(forecast, came);
        }
    }
    hits
}

/// Who has what for which period; `None` is a word.
type Results = BTreeMap<(Ref<Student>, Period), Option<u8>>;

/// The results of a journal; of several for one period the last row holds.
fn results(facts: &Facts<'_>, journal: Ref<Journal>) -> Results {
    let rows = facts.ledger.results(journal).iter().map(|row| &facts.archive.results[*row]);
    rows.map(|row| ((row.student, row.term), row.value.number())).collect()
}

fn finals(facts: &Facts<'_>, selection: Selection) -> Vec<Final> {
    let archive = facts.archive;
    let mut finals = Vec::new();
    for (group, row) in selection.groups(archive).filter(|(group, _)| is_leaving(facts, *group)) {
        let ends = archive.group_terms(group).into_iter().map(|term| archive.settings.term(term).end.0);
        let Some(last) = ends.max().into_iter().chain(row.study_end).min() else { continue };
        // Each journal's results once.
        let mut of_journals: BTreeMap<Ref<Journal>, Results> = BTreeMap::new();
        for student in facts.belonging.group_members(group) {
            if !facts.belonging.in_group(group, *student, last) {
                continue;
            }
            for kind in [GiaKind::Demo, GiaKind::Thesis] {
                let counts = |journal: &Ref<Journal>| {
                    let practical = matches!(
                        archive.journals[*journal].kind,
                        JournalKind::Practice | JournalKind::Module
                    );
                    archive.has_marks(*journal) && (kind == GiaKind::Thesis || practical)
                };
                let journals = facts.belonging.journals(*student).iter().copied().filter(counts);
                let marks: Vec<f64> = journals
                    .filter_map(|journal| {
                        let results = of_journals.entry(journal).or_insert_with(|| results(facts, journal));
                        let terms = archive.journal_terms(journal);
                        let last = terms.into_iter().max_by_key(|term| archive.settings.term(*term).end);
                        let year = results.get(&(*student, Period::Year));
                        let result = year.or_else(|| results.get(&(*student, Period::Term(last?))));
                        result.copied().flatten().map(f64::from)
                    })
                    .collect();
                if marks.is_empty() {
                    continue;
                }
                let basis = marks.iter().sum::<f64>() / marks.len() as f64;
                let own = facts.ledger.gia(*student).iter().map(|row| &archive.gia[*row]);
                let value = own.rev().find(|row| row.kind == kind).and_then(|row| row.value.number());
                finals.push(Final { group, student: *student, kind, basis, forecast: rounded(basis), value });
            }
        }
    }
    finals
}

/// Forecasts of a part of the attestation held against its marks.
pub fn hits<'a>(finals: impl Iterator<Item = &'a Final>) -> (usize, Hits) {
    let (mut students, mut hits) = (0, Hits::default());
    for own in finals {
        students += 1;
        if let Some(value) = own.value {
            hits.meet(own.forecast, value);
        }
    }
    (students, hits)
}
