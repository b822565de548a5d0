//! The indicators of the regulations (I1–I4; P4.6 «показатели активности работы в ИСУОД», P3.6, K6.2,
//! N6.2): each a ratio of two sums, told with what they are sums of.
//!
//! An [`Indicator`] is a function from a journal, a group, or the users of a role in a [`Stretch`] to a
//! [`Tally`]; higher scopes sum tallies and never ratios. A new one is a constant in the file of its
//! concept and a line in [`ALL`]. The formulas stand in `docs/formulas.md`, «Показатели», word for word
//! what [`Indicator::formula`] says in short.

mod adaptation;
mod attendance;
mod lessons;
mod marks;
mod paperless;
mod results;
mod similarity;
mod substitution;
mod systemic;
mod timely;
mod timetable;
mod users;

use super::Facts;
use super::activity::Crowd;
use super::performance::{self, Counts, Key, Scope, Students};
use super::stretch::{Rank, Selection, Stretch};
use crate::model::settings::{Settings, TermId};
use crate::model::table::Ref;
use crate::model::{Archive, Group, Journal, Lesson, Student};
use std::collections::BTreeMap;
use std::ops::AddAssign;

/// Two sums whose ratio is the indicator, and how many cases could not be judged.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Tally {
    /// What counts.
    pub part: f64,
    /// Of what.
    pub whole: f64,
    /// Cases of which the data do not say enough; they are in neither sum.
    pub unknown: usize,
}

impl Tally {
    fn of(part: usize, whole: usize) -> Tally {
        Tally { part: part as f64, whole: whole as f64, unknown: 0 }
    }

    /// A case: `None` where nobody knows.
    fn count(&mut self, is_so: Option<bool>) {
        match is_so {
            Some(is_so) => {
                self.whole += 1.0;
                self.part += if is_so { 1.0 } else { 0.0 };
            }
            None => self.unknown += 1,
        }
    }

    /// Of cases.
    fn counted(cases: impl IntoIterator<Item = Option<bool>>) -> Tally {
        let mut tally = Tally::default();
        cases.into_iter().for_each(|case| tally.count(case));
        tally
    }

    /// `part / whole`; `None` of nothing.
    pub fn value(&self) -> Option<f64> {
        (self.whole > 0.0).then(|| self.part / self.whole)
    }

    fn is_empty(&self) -> bool {
        self.whole == 0.0 && self.unknown == 0
    }
}

impl AddAssign for Tally {
    fn add_assign(&mut self, other: Tally) {
        self.part += other.part;
        self.whole += other.whole;
        self.unknown += other.unknown;
    }
}

/// The categories of P4.6.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Category {
    /// «Оперативные показатели».
    Operative,
    /// «Качество образования».
    Quality,
    /// «Электронный журнал».
    Journal,
    /// «Пользователи».
    Users,
}

impl Category {
    /// All of them, in the order of reports.
    pub const ALL: [Category; 4] =
        [Category::Operative, Category::Quality, Category::Journal, Category::Users];

    /// As P4.6 calls it.
    pub fn title(self) -> &'static str {
        match self {
            Category::Operative => "Оперативные показатели",
            Category::Quality => "Качество образования",
            Category::Journal => "Электронный журнал",
            Category::Users => "Пользователи",
        }
    }
}

/// In what an indicator is told.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unit {
    /// A share, 0–1.
    Share,
    /// A mean mark.
    Mark,
    /// A number.
    Number,
}

/// An indicator.
pub struct Indicator {
    /// Its stable id: `attendance`.
    pub id: &'static str,
    /// What people call it; where [`Indicator::in_isuod`], as ИСУОД does.
    pub title: &'static str,
    /// Whether ИСУОД has it under this name (P4.6).
    pub in_isuod: bool,
    /// Where it stands.
    pub category: Category,
    /// In what it is told.
    pub unit: Unit,
    /// Its formula in short, the level too where there are two.
    pub formula: &'static str,
    /// Of which tables it is made, as people call them.
    pub source: &'static str,
    /// The threshold or deadline that the organisation set (`rules`); `None` where there is none.
    pub limit: fn(&Settings) -> Option<String>,
    /// The clauses that ask for it.
    pub clauses: &'static [&'static str],
    /// What the data lack so that it cannot be told at all; `None` where nothing.
    pub missing: fn(&Archive) -> Option<&'static str>,
    compute: Compute,
}

impl PartialEq for Indicator {
    fn eq(&self, other: &Self) -> bool {
        self.id == other.id
    }
}

/// How an indicator is computed.
enum Compute {
    /// Of the counts of results, in every scope.
    Results(fn(&Counts, &Settings) -> Tally),
    /// Of the counts of students with results.
    Students(fn(&Students) -> Tally),
    /// Of a journal, summed over its scopes; `None` where it is of terms and days are asked for.
    Journal(fn(&Study<'_>) -> Option<Tally>),
    /// Of a group, summed over curators, courses and the organisation.
    Group(fn(&Class<'_>) -> Option<Tally>),
    /// Of the users of the organisation, or of those who belong to a group; `None` where a role does not.
    Users(fn(&Crowd<'_>, Option<Ref<Group>>, Stretch) -> Option<Tally>),
    /// Of nothing that an archive holds.
    Never,
}

/// A journal in a stretch.
struct Study<'a> {
    facts: &'a Facts<'a>,
    journal: Ref<Journal>,
    terms: &'a [TermId],
    stretch: Stretch,
    /// Its lessons in the stretch, cancelled and moved ones too.
    lessons: Vec<Ref<Lesson>>,
}

impl Study<'_> {
    fn held(&self) -> impl Iterator<Item = Ref<Lesson>> {
        self.lessons.iter().copied().filter(|lesson| self.facts.archive.lessons[*lesson].is_held())
    }

    /// The terms that the stretch is made of; `None` of days.
    fn asked_terms(&self) -> Option<Vec<TermId>> {
        (!matches!(self.stretch, Stretch::Days(..))).then(|| self.stretch.terms(self.terms))
    }
}

/// A group in a stretch.
struct Class<'a> {
    facts: &'a Facts<'a>,
    group: Ref<Group>,
    terms: &'a [TermId],
    stretch: Stretch,
    /// Those who belong to it on the last day.
    students: Vec<Ref<Student>>,
}

impl Class<'_> {
    /// The journals of any of its students, with the lessons held in the stretch.
    fn journals(&self) -> Vec<(Ref<Journal>, Vec<Ref<Lesson>>)> {
        let archive = self.facts.archive;
        let of = |student: &Ref<Student>| self.facts.belonging.journals(*student).iter().copied();
        let mut journals: Vec<Ref<Journal>> = self.students.iter().flat_map(of).collect();
        journals.sort();
        journals.dedup();
        let with_lessons = journals.into_iter().map(|journal| {
            let terms = archive.journal_terms(journal);
            let inside = |lesson: &Ref<Lesson>| {
                self.stretch.contains(&archive.settings, &terms, archive.lessons[*lesson].date)
            };
            let lessons = self.facts.ledger.lessons(journal).iter().copied().filter(inside);
            (journal, lessons.collect())
        });
        with_lessons.collect()
    }
}

/// Every indicator, in the order of its category.
pub const ALL: &[Indicator] = &[
    results::PASSING,
    results::PASSING_STUDENTS,
    attendance::ATTENDANCE,
    systemic::FAILING,
    systemic::ABSENCE,
    timely::MARKS,
    timely::HOMEWORK,
    timely::ATTENDANCE,
    timely::LESSONS,
    timely::TERM_MARKS,
    results::QUALITY,
    results::QUALITY_STUDENTS,
    results::SOU,
    results::MEAN,
    marks::CURRENT_MEAN,
    marks::WEIGHTED_MEAN,
    similarity::SIMILARITY,
    adaptation::ADAPTATION,
    timetable::FILLED,
    timetable::HELD,
    lessons::HELD,
    lessons::PLANNING,
    lessons::WORK,
    paperless::PAPERLESS,
    substitution::EQUIVALENT,
    marks::ACCUMULATION,
    marks::PER_LESSON,
    marks::WITHOUT,
    marks::SINGLE,
    users::ACTIVATED_TEACHERS,
    users::ACTIVATED_STUDENTS,
    users::ACTIVATED_PARENTS,
    users::INVOLVED_TEACHERS,
    users::INVOLVED_CURATORS,
    users::INVOLVED_STUDENTS,
    users::INVOLVED_PARENTS,
    users::ESIA,
];

/// An indicator of somebody in a stretch.
#[derive(Clone, Debug, PartialEq)]
pub struct Value {
    /// Of what.
    pub scope: Scope,
    /// Of which: as [`performance::Performance::id`].
    pub id: String,
    /// Of when.
    pub stretch: Stretch,
    /// What it is.
    pub tally: Tally,
}

/// An indicator with all its values.
pub struct Measured {
    /// Which.
    pub indicator: &'static Indicator,
    /// What the data lack; there are no values then.
    pub missing: Option<&'static str>,
    /// By scope, then in the order of the tables, then by term, the year last. Where there is nothing
    /// to divide by, and nothing unknown, there is none.
    pub values: Vec<Value>,
}

impl Measured {
    /// The value of somebody in a stretch.
    pub fn value(&self, scope: Scope, id: &str, stretch: Stretch) -> Option<&Value> {
        self.of(scope).iter().find(|value| value.id == id && value.stretch == stretch)
    }

    /// The values of a scope.
    pub fn of(&self, scope: Scope) -> &[Value] {
        let first = self.values.partition_point(|value| value.scope < scope);
        let count = self.values[first..].partition_point(|value| value.scope == scope);
        &self.values[first..first + count]
    }
}

/// Tallies by scope and place, by time.
type Sums = BTreeMap<(Key, Rank), (Stretch, Tally)>;

/// Every indicator of what is selected.
pub fn indicators(facts: &Facts<'_>, selection: Selection) -> Vec<Measured> {
    let archive = facts.archive;
    let mut sums: Vec<Sums> = ALL.iter().map(|_| Sums::new()).collect();
    let missing: Vec<Option<&'static str>> =
        ALL.iter().map(|indicator| (indicator.missing)(archive)).collect();
    let add = |sums: &mut Sums, keys: &[Key], stretch: Stretch, tally: Tally| {
        for key in keys {
            let place = (key.clone(), stretch.rank());
            sums.entry(place).or_insert((stretch, Tally::default())).1 += tally;
        }
    };
    of_results(facts, selection, &mut sums);
    for (journal, _) in selection.journals(archive) {
        let keys = performance::keys(facts, journal);
        let terms = archive.journal_terms(journal);
        for stretch in selection.stretches(&terms) {
            let inside = |lesson: &Ref<Lesson>| {
                stretch.contains(&archive.settings, &terms, archive.lessons[*lesson].date)
            };
            let lessons = facts.ledger.lessons(journal).iter().copied().filter(inside).collect();
            let study = Study { facts, journal, terms: &terms, stretch, lessons };
            for (n, indicator) in ALL.iter().enumerate().filter(|(n, _)| missing[*n].is_none()) {
                if let Compute::Journal(compute) = indicator.compute
                    && let Some(tally) = compute(&study)
                {
                    add(&mut sums[n], &keys, stretch, tally);
                }
            }
        }
    }
    for (group, _) in selection.groups(archive) {
        let keys = performance::keys_of_group(archive, group);
        let terms = archive.group_terms(group);
        for stretch in selection.stretches(&terms) {
            let last = stretch.last_day(&archive.settings, &terms);
            let mut students = facts.belonging.group_members(group).to_vec();
            students.retain(|student| facts.belonging.in_group(group, *student, last));
            let class = Class { facts, group, terms: &terms, stretch, students };
            for (n, indicator) in ALL.iter().enumerate().filter(|(n, _)| missing[*n].is_none()) {
                if let Compute::Group(compute) = indicator.compute
                    && let Some(tally) = compute(&class)
                {
                    add(&mut sums[n], &keys, stretch, tally);
                }
            }
        }
    }
    of_users(facts, selection, &missing, &mut sums);
    let measured = ALL.iter().zip(sums).zip(missing).map(|((indicator, sums), missing)| {
        let is_told = |tally: &Tally| missing.is_none() && !tally.is_empty();
        let told = sums.into_iter().filter(|(_, (_, tally))| is_told(tally));
        let values =
            told.map(|(((scope, _, id), _), (stretch, tally))| Value { scope, id, stretch, tally }).collect();
        Measured { indicator, missing, values }
    });
    measured.collect()
}

fn of_results(facts: &Facts<'_>, selection: Selection, sums: &mut [Sums]) {
    let settings = &facts.archive.settings;
    for figure in performance::performance(facts, selection) {
        // A student's own results are no indicator of the journals.
        if figure.scope == Scope::Student {
            continue;
        }
        let key = (figure.scope, figure.order, figure.id.clone());
        for (n, indicator) in ALL.iter().enumerate() {
            let tally = match indicator.compute {
                Compute::Results(compute) => Some(compute(&figure.counts, settings)),
                Compute::Students(compute) => figure.students.as_ref().map(compute),
                _ => None,
            };
            if let Some(tally) = tally {
                sums[n].insert((key.clone(), figure.term.rank()), (figure.term, tally));
            }
        }
    }
}

fn of_users(facts: &Facts<'_>, selection: Selection, missing: &[Option<&str>], sums: &mut [Sums]) {
    let archive = facts.archive;
    let crowd = Crowd::new(facts);
    let groups = selection.groups(archive).map(|(group, row)| {
        let key = (Scope::Group, group.index(), row.id.to_string());
        (Some(group), key, archive.group_terms(group))
    });
    let all = archive.settings.all_terms();
    let whole = selection.group.is_none().then(|| (None, (Scope::Organization, 0, String::new()), all));
    for (group, key, terms) in groups.chain(whole) {
        for stretch in selection.stretches(&terms) {
            for (n, indicator) in ALL.iter().enumerate().filter(|(n, _)| missing[*n].is_none()) {
                if let Compute::Users(compute) = indicator.compute
                    && let Some(tally) = compute(&crowd, group, stretch)
                {
                    sums[n].insert((key.clone(), stretch.rank()), (stretch, tally));
                }
            }
        }
    }
}

/// Nothing is missing.
fn whole(_: &Archive) -> Option<&'static str> {
    None
}

fn without_results(archive: &Archive) -> Option<&'static str> {
    archive.results.is_empty().then_some("нет итоговых отметок (results)")
}

fn without_marks(archive: &Archive) -> Option<&'static str> {
    archive.marks.is_empty().then_some("нет отметок (marks)")
}

/// Of a year in which nobody was ever absent or late the export says nothing at all.
fn without_attendance(archive: &Archive) -> Option<&'static str> {
    archive.attendance.is_empty().then_some("нет сведений о посещаемости (attendance)")
}

/// No threshold and no deadline.
fn unlimited(_: &Settings) -> Option<String> {
    None
}
