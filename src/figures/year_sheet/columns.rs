//! The columns of the sheet, the journals that each stands for, and the marks in them.

use crate::figures::Facts;
use crate::model::settings::{Period, Settings, TermId};
use crate::model::table::Ref;
use crate::model::{Component, Debt, FinalForm, Group, Journal, Mark, Student};
use chrono::NaiveDate;
use std::collections::{BTreeMap, BTreeSet};

/// A column with the journals that it stands for: those of all subgroups of a discipline, also a student's
/// own at home, of an elective over groups, and of the group that he or she came from.
pub(super) struct Column {
    pub(super) rank: usize,
    pub(super) form: &'static str,
    pub(super) title: String,
    /// The group's own last.
    pub(super) journals: Vec<Ref<Journal>>,
    /// The terms that end with a mark.
    pub(super) terms: BTreeSet<TermId>,
    /// Whether it is one of the group's own disciplines.
    pub(super) is_own: bool,
}

impl Column {
    /// Whether it stands for a journal.
    pub(super) fn stands_for(&self, journal: Ref<Journal>) -> bool {
        self.journals.contains(&journal)
    }

    /// The journals that a student belongs to on a day.
    fn journals_of<'a>(
        &'a self,
        facts: &'a Facts<'_>,
        student: Ref<Student>,
        day: NaiveDate,
    ) -> impl Iterator<Item = Ref<Journal>> + 'a {
        let belongs = move |journal: &Ref<Journal>| facts.belonging.belongs(*journal, student, day);
        self.journals.iter().copied().filter(belongs)
    }

    /// Whether a student belongs to it on a day.
    pub(super) fn has(&self, facts: &Facts<'_>, student: Ref<Student>, day: NaiveDate) -> bool {
        self.journals_of(facts, student, day).next().is_some()
    }

    /// Whether a student belongs to it on any day of the year.
    pub(super) fn ever_has(&self, facts: &Facts<'_>, student: Ref<Student>) -> bool {
        self.journals.iter().any(|journal| facts.belonging.spans(*journal, student).is_some())
    }

    /// Whether a student is exempt from it for a period that ends on a day.
    pub(super) fn is_exempt(
        &self,
        facts: &Facts<'_>,
        student: Ref<Student>,
        period: Period,
        end: NaiveDate,
    ) -> bool {
        let mut own = self.journals_of(facts, student, end).peekable();
        let exempt = |journal| facts.exemptions.for_period(journal, student, period, end);
        own.peek().is_some() && own.all(exempt)
    }
}

/// The columns of a group's sheet, in the order of their forms; within a form as the journals come.
pub(super) fn columns(
    facts: &Facts<'_>,
    group: Ref<Group>,
    students: &[Ref<Student>],
    end: NaiveDate,
) -> Vec<Column> {
    let archive = facts.archive;
    let mut columns: Vec<Column> = Vec::new();
    if !archive.groups[group].is_graded() {
        return columns;
    }
    let attested = |journal: &Ref<Journal>| archive.has_marks(*journal);
    // In a school a subject is one whether it ends with an examination or not.
    let form_of =
        |row: &Journal| if archive.settings.is_school() { (0, "Предметы") } else { form(row) };
    let own: Vec<Ref<Journal>> = own_journals(facts, group).filter(attested).collect();
    // Electives over groups, to which students are named.
    let named = |student: &Ref<Student>| {
        let student = *student;
        let journals = facts.belonging.journals(student).iter().copied();
        journals.filter(move |journal| {
            let is_other = archive.journals[*journal].group != group;
            is_other
                && !facts.ledger.roster(*journal).is_empty()
                && facts.belonging.belongs(*journal, student, end)
        })
    };
    let electives: BTreeSet<Ref<Journal>> = students.iter().flat_map(named).filter(attested).collect();
    for journal in own.iter().copied().chain(electives) {
        let row = &archive.journals[journal];
        let (rank, form) = form_of(row);
        let title = row.discipline_title();
        if !columns.iter().any(|column| column.rank == rank && column.title == title) {
            let is_own = row.group == group;
            columns.push(Column { rank, form, title, journals: Vec::new(), terms: BTreeSet::new(), is_own });
        }
    }
    columns.sort_by_key(|column| column.rank);
    // Every journal that any of the students ever had, the group's own last.
    let all: BTreeSet<Ref<Journal>> =
        students.iter().flat_map(|student| facts.belonging.journals(*student)).copied().chain(own).collect();
    let (own, others): (Vec<_>, Vec<_>) =
        all.into_iter().filter(attested).partition(|journal| archive.journals[*journal].group == group);
    for journal in others.into_iter().chain(own) {
        let row = &archive.journals[journal];
        let (rank, _) = form_of(row);
        let title = row.discipline_title();
        if let Some(column) = columns.iter_mut().find(|own| own.rank == rank && own.title == title) {
            column.journals.push(journal);
            // The terms are those of the group's own journals, where it has any.
            if row.group == group || !column.is_own {
                column.terms.extend(archive.journal_terms(journal));
            }
        }
    }
    columns
}

/// The disciplines of a group that are not attested, each once; all of them where it gets no marks.
pub(super) fn not_attested(facts: &Facts<'_>, group: Ref<Group>) -> Vec<String> {
    let mut titles: Vec<String> = Vec::new();
    for journal in own_journals(facts, group).filter(|journal| !facts.archive.has_marks(*journal)) {
        let title = facts.archive.journals[journal].discipline_title();
        if !titles.contains(&title) {
            titles.push(title);
        }
    }
    titles
}

fn own_journals(facts: &Facts<'_>, group: Ref<Group>) -> impl Iterator<Item = Ref<Journal>> {
    facts.archive.journals.refs().filter(move |(_, row)| row.group == group).map(|(journal, _)| journal)
}

/// The place of a form of attestation on the sheet, and its heading.
fn form(journal: &Journal) -> (usize, &'static str) {
    match (journal.component, journal.final_form) {
        (Some(Component::Coursework), _) => (3, "Курсовые работы"),
        (Some(Component::ModuleExam), _) => (5, "Экзамены по модулю"),
        _ if journal.is_practice() => (4, "Практика"),
        (_, Some(FinalForm::Exam)) => (0, "Экзамены"),
        (_, Some(FinalForm::GradedCredit)) => (1, "Дифференцированные зачёты"),
        (_, Some(FinalForm::Credit)) => (2, "Зачёты"),
        (_, Some(FinalForm::None) | None) => (6, "Итоги года"),
    }
}

/// Which cleared debts count.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Cleared {
    /// Those that were cleared before the year was closed, as its sheet is drawn up.
    InTime,
    /// All of them; where a student has no result at all, the last one stands for it.
    Ever,
}

/// A column, by its number, and a student.
type Place = (usize, Ref<Student>);

/// The results of the sheet's students, by column and student.
pub(super) struct Given<'a> {
    results: BTreeMap<Place, Vec<Result<'a>>>,
    /// Debts that were cleared, of those that count, in the order of their days.
    cleared: BTreeMap<Place, Vec<&'a Debt>>,
    /// Of which periods each column has results.
    periods: BTreeSet<(usize, Period)>,
}

/// A result of a student in a column.
#[derive(Clone, Copy)]
pub(super) struct Result<'a> {
    pub(super) period: Period,
    pub(super) mark: &'a Mark,
    pub(super) date: Option<NaiveDate>,
}

impl<'a> Given<'a> {
    pub(super) fn new(
        facts: &Facts<'a>,
        columns: &[Column],
        students: &[Ref<Student>],
        counted: Cleared,
    ) -> Given<'a> {
        let students: BTreeSet<Ref<Student>> = students.iter().copied().collect();
        let settings = &facts.archive.settings;
        let mut results: BTreeMap<_, Vec<_>> = BTreeMap::new();
        let mut cleared: BTreeMap<Place, Vec<&Debt>> = BTreeMap::new();
        let mut periods = BTreeSet::new();
        for (n, column) in columns.iter().enumerate() {
            let debts = column.journals.iter().flat_map(|journal| facts.ledger.debts(*journal));
            let debts = debts.map(|row| &facts.archive.debts[*row]);
            let counts = |row: &&Debt| {
                let in_time = counted == Cleared::Ever || row.date <= settings.closed_on.0;
                students.contains(&row.student) && in_time
            };
            let mut debts: Vec<&Debt> = debts.filter(counts).collect();
            debts.sort_by_key(|row| row.date);
            let passes = |row: &&Debt| !row.value.is_failing(&settings.scale) && !row.value.is_exempt();
            for row in debts.into_iter().filter(passes) {
                cleared.entry((n, row.student)).or_default().push(row);
            }
            let rows = column.journals.iter().flat_map(|journal| facts.ledger.results(*journal));
            for row in
                rows.map(|row| &facts.archive.results[*row]).filter(|row| students.contains(&row.student))
            {
                let result = Result { period: row.term, mark: &row.value, date: row.date };
                results.entry((n, row.student)).or_default().push(result);
                periods.insert((n, row.term));
            }
        }
        if counted == Cleared::Ever {
            for (place, own) in &cleared {
                let Some(last) = own.last().filter(|_| !results.contains_key(place)) else { continue };
                let period = last.term.unwrap_or(Period::Year);
                results.insert(*place, vec![Result { period, mark: &last.value, date: Some(last.date) }]);
            }
        }
        Given { results, cleared, periods }
    }

    /// A student's results in a column, as their rows come.
    pub(super) fn own(
        &self,
        column: usize,
        student: Ref<Student>,
    ) -> impl DoubleEndedIterator<Item = Result<'a>> {
        self.results.get(&(column, student)).into_iter().flatten().copied()
    }

    /// The mark that a result was cleared with: by the last debt of its period, or
    /// of none and not before its day.
    pub(super) fn cleared(
        &self,
        column: usize,
        student: Ref<Student>,
        result: Result<'_>,
    ) -> Option<&'a Mark> {
        let own = self.cleared.get(&(column, student))?;
        let is_meant = |debt: &&&Debt| match debt.term {
            Some(term) => term == result.period,
            None => result.date.is_none_or(|date| date <= debt.date),
        };
        own.iter().rfind(is_meant).map(|debt| &debt.value)
    }

    /// The result of a period; of several the last row's.
    pub(super) fn of(&self, column: usize, student: Ref<Student>, period: Period) -> Option<Result<'a>> {
        self.own(column, student).rfind(|own| own.period == period)
    }

    /// Whether anybody has a result of a period in a column.
    pub(super) fn has(&self, column: usize, period: Period) -> bool {
        self.periods.contains(&(column, period))
    }

    /// Whether a column ends with terms: nobody has a mark of the year, of an examination, or a final one.
    fn ends_with_terms(&self, column: usize) -> bool {
        let own = self.periods.iter().filter(|(n, _)| *n == column);
        own.into_iter().all(|(_, period)| matches!(period, Period::Term(_)))
    }

    /// The columns that end with terms.
    pub(super) fn ending_with_terms(&self, columns: usize) -> Vec<bool> {
        (0..columns).map(|n| self.ends_with_terms(n)).collect()
    }

    /// The result that ends a discipline's year: the final one; in a college else the examination's and the
    /// course work's; else the year's; in a school else the examination's; where nobody in the column has any
    /// of these, the latest term's.
    pub(super) fn last(
        &self,
        settings: &Settings,
        column: usize,
        student: Ref<Student>,
        of_terms: bool,
    ) -> Option<Result<'a>> {
        let counts = |period: Period| of_terms || !matches!(period, Period::Term(_));
        // Of equals the last row holds.
        self.own(column, student)
            .filter(|own| counts(own.period))
            .max_by_key(|own| rank(settings, own.period))
    }
}

/// What a period's result stands above: of several the one of the highest rank ends the discipline.
pub(super) fn rank(settings: &Settings, period: Period) -> (u8, i64) {
    let year = if settings.is_school() { 6 } else { 2 };
    match period {
        Period::Final => (7, 0),
        Period::ModuleExam => (5, 0),
        Period::Exam => (4, 0),
        Period::Coursework => (3, 0),
        Period::Year => (year, 0),
        Period::Term(term) => (1, i64::from(settings.term(term).end.0.to_epoch_days())),
    }
}
