//! Finds the rows that belong to a journal or a lesson, without a search through the tables.

use crate::model::mark::fold;
use crate::model::settings::TermId;
use crate::model::table::{Ref, first_of_record};
use crate::model::{
    Archive, Attendance, Change, Check, CurriculumItem, Debt, Enrolment, Gia, Group, Homework, Journal,
    Lesson, MarkEntry, Movement, PlanItem, Release, Remark, ResultEntry, Span, Staff, Student, Table,
    Teaching, TimetableItem,
};
use chrono::NaiveDate;
use std::collections::{BTreeMap, BTreeSet};

/// For each row of one table the rows of another that name it, in the order in which they were read.
#[derive(Debug)]
struct Groups<O, T> {
    starts: Vec<u32>,
    rows: Vec<Ref<T>>,
    owner: std::marker::PhantomData<fn() -> O>,
}

impl<O, T> Groups<O, T> {
    fn new(owners: usize, table: &Table<T>, owner: impl Fn(&T) -> Ref<O>) -> Groups<O, T> {
        Groups::of_some(owners, table, |row| Some(owner(row)))
    }

    /// Of a table whose rows may name no owner.
    fn of_some(owners: usize, table: &Table<T>, owner: impl Fn(&T) -> Option<Ref<O>>) -> Groups<O, T> {
        let mut starts = vec![0; owners + 1];
        for owner in table.iter().filter_map(&owner) {
            starts[owner.index() + 1] += 1;
        }
        for index in 0..owners {
            starts[index + 1] += starts[index];
        }
        let mut next: Vec<u32> = starts.clone();
        let mut rows = vec![Ref::new(0); starts[owners] as usize];
        for (reference, owner) in table.refs().filter_map(|(reference, row)| Some((reference, owner(row)?))) {
            let place = &mut next[owner.index()];
            rows[*place as usize] = reference;
            *place += 1;
        }
        Groups { starts, rows, owner: std::marker::PhantomData }
    }

    fn of(&self, owner: Ref<O>) -> &[Ref<T>] {
        &self.rows[self.starts[owner.index()] as usize..self.starts[owner.index() + 1] as usize]
    }
}

/// The journal that a change belongs to: its record begins with the lesson's or the journal's id.
fn journal_of(archive: &Archive, change: &Change) -> Option<Ref<Journal>> {
    let lesson = first_of_record(&archive.lessons, &change.record);
    let of_lesson = lesson.map(|(lesson, _)| archive.lessons[lesson].journal);
    of_lesson.or_else(|| first_of_record(&archive.journals, &change.record).map(|(journal, _)| journal))
}

/// What the lessons of a journal are sorted by.
fn in_order(archive: &Archive, lesson: Ref<Lesson>) -> (NaiveDate, Option<u32>, Ref<Lesson>) {
    let row = &archive.lessons[lesson];
    (row.date, row.slot, lesson)
}

fn counted_terms(archive: &Archive) -> Vec<Vec<TermId>> {
    let mut terms: Vec<Vec<TermId>> =
        archive.groups.refs().map(|(group, _)| archive.group_terms(group)).collect();
    for (_, row) in archive.journals.refs() {
        terms[row.group.index()].extend(&row.terms);
    }
    for own in &mut terms {
        own.sort_by_key(|term| (archive.settings.term(*term).start.0, *term));
        own.dedup();
    }
    terms
}

/// By journal the number of its discipline, whatever its letters' case, and by discipline everybody whose
/// journals of it are or were.
fn taught(archive: &Archive) -> (Vec<usize>, Vec<BTreeSet<Ref<Staff>>>) {
    let mut numbers: BTreeMap<String, usize> = BTreeMap::new();
    let mut taught: Vec<BTreeSet<Ref<Staff>>> = Vec::new();
    let number = |row: &Journal| {
        let next = numbers.len();
        *numbers.entry(fold(&row.discipline)).or_insert(next)
    };
    let disciplines: Vec<usize> = archive.journals.iter().map(number).collect();
    taught.resize_with(numbers.len(), BTreeSet::new);
    for (row, discipline) in archive.journals.iter().zip(&disciplines) {
        taught[*discipline].insert(row.teacher);
    }
    for row in archive.teachers.iter() {
        taught[disciplines[row.journal.index()]].insert(row.staff);
    }
    (disciplines, taught)
}

/// What belongs to which journal and lesson.
#[derive(Debug)]
pub struct Ledger {
    counted_terms: Vec<Vec<TermId>>,
    /// By journal the number of its discipline, and by discipline who teaches it.
    disciplines: Vec<usize>,
    taught: Vec<BTreeSet<Ref<Staff>>>,
    lessons: Vec<Vec<Ref<Lesson>>>,
    marks: Groups<Lesson, MarkEntry>,
    attendance: Groups<Lesson, Attendance>,
    homework: Groups<Lesson, Homework>,
    results: Groups<Journal, ResultEntry>,
    plan: Groups<Journal, PlanItem>,
    curriculum: Groups<Journal, CurriculumItem>,
    teachers: Groups<Journal, Teaching>,
    movements: Groups<Student, Movement>,
    roster: Groups<Journal, Enrolment>,
    debts: Groups<Journal, Debt>,
    timetable: Groups<Journal, TimetableItem>,
    releases: Groups<Journal, Release>,
    student_releases: Groups<Student, Release>,
    gia: Groups<Student, Gia>,
    remarks: Groups<Journal, Remark>,
    checks: Groups<Journal, Check>,
    changes: Groups<Journal, Change>,
}

impl Ledger {
    /// Sorts the tables' rows.
    pub fn new(archive: &Archive) -> Ledger {
        let mut lessons: Vec<Vec<Ref<Lesson>>> = vec![Vec::new(); archive.journals.len()];
        for (reference, lesson) in archive.lessons.refs() {
            lessons[lesson.journal.index()].push(reference);
        }
        for own in &mut lessons {
            own.sort_by_key(|lesson| in_order(archive, *lesson));
        }
        let (disciplines, taught) = taught(archive);
        let (journals, count) = (archive.journals.len(), archive.lessons.len());
        Ledger {
            counted_terms: counted_terms(archive),
            disciplines,
            taught,
            lessons,
            marks: Groups::new(count, &archive.marks, |row| row.lesson),
            attendance: Groups::new(count, &archive.attendance, |row| row.lesson),
            homework: Groups::new(count, &archive.homework, |row| row.lesson),
            results: Groups::new(journals, &archive.results, |row| row.journal),
            plan: Groups::new(journals, &archive.plan, |row| row.journal),
            curriculum: Groups::new(journals, &archive.curriculum, |row| row.journal),
            teachers: Groups::new(journals, &archive.teachers, |row| row.journal),
            movements: Groups::new(archive.students.len(), &archive.movements, |row| row.student),
            roster: Groups::new(journals, &archive.roster, |row| row.journal),
            debts: Groups::new(journals, &archive.debts, |row| row.journal),
            timetable: Groups::new(journals, &archive.timetable, |row| row.journal),
            releases: Groups::of_some(journals, &archive.releases, |row| row.journal),
            student_releases: Groups::new(archive.students.len(), &archive.releases, |row| row.student),
            gia: Groups::new(archive.students.len(), &archive.gia, |row| row.student),
            remarks: Groups::of_some(journals, &archive.remarks, |row| row.journal),
            checks: Groups::of_some(journals, &archive.checks, |row| row.journal),
            changes: Groups::of_some(journals, &archive.changes, |row| journal_of(archive, row)),
        }
    }

    /// The terms that attendance in a group's journals is counted in, by their start: the group's own, and
    /// those of any of its journals. A lesson counts to every one that its day lies in: a quarter and a
    /// half-year side by side.
    pub fn counted_terms(&self, group: Ref<Group>) -> &[TermId] {
        &self.counted_terms[group.index()]
    }

    /// A journal's lessons by day and slot, cancelled and moved ones included.
    pub fn lessons(&self, journal: Ref<Journal>) -> &[Ref<Lesson>] {
        &self.lessons[journal.index()]
    }

    /// A lesson's place in its journal's list, from 1.
    pub fn place(&self, archive: &Archive, lesson: Ref<Lesson>) -> usize {
        let own = self.lessons(archive.lessons[lesson].journal);
        1 + own.partition_point(|other| in_order(archive, *other) < in_order(archive, lesson))
    }

    /// A lesson's marks.
    pub fn marks(&self, lesson: Ref<Lesson>) -> &[Ref<MarkEntry>] {
        self.marks.of(lesson)
    }

    /// A lesson's absences, late arrivals and releases.
    pub fn attendance(&self, lesson: Ref<Lesson>) -> &[Ref<Attendance>] {
        self.attendance.of(lesson)
    }

    /// A lesson's individual homework.
    pub fn homework(&self, lesson: Ref<Lesson>) -> &[Ref<Homework>] {
        self.homework.of(lesson)
    }

    /// A journal's results.
    pub fn results(&self, journal: Ref<Journal>) -> &[Ref<ResultEntry>] {
        self.results.of(journal)
    }

    /// A journal's thematic plan.
    pub fn plan(&self, journal: Ref<Journal>) -> &[Ref<PlanItem>] {
        self.plan.of(journal)
    }

    /// A journal's hours in the curriculum.
    pub fn curriculum(&self, journal: Ref<Journal>) -> &[Ref<CurriculumItem>] {
        self.curriculum.of(journal)
    }

    /// A journal's rows of `teachers`.
    pub fn teachers(&self, journal: Ref<Journal>) -> &[Ref<Teaching>] {
        self.teachers.of(journal)
    }

    /// A journal's rows of `roster`.
    pub fn roster(&self, journal: Ref<Journal>) -> &[Ref<Enrolment>] {
        self.roster.of(journal)
    }

    /// A journal's debts that were cleared before the year was closed.
    pub fn debts(&self, journal: Ref<Journal>) -> &[Ref<Debt>] {
        self.debts.of(journal)
    }

    /// A journal's places in the timetable.
    pub fn timetable(&self, journal: Ref<Journal>) -> &[Ref<TimetableItem>] {
        self.timetable.of(journal)
    }

    /// The releases that name a journal.
    pub fn releases(&self, journal: Ref<Journal>) -> &[Ref<Release>] {
        self.releases.of(journal)
    }

    /// A student's movements.
    pub fn movements(&self, student: Ref<Student>) -> &[Ref<Movement>] {
        self.movements.of(student)
    }

    /// Who is the journal's teacher on a day: `teachers` where it says so, else `journals.teacher`.
    /// Of several at once the first row is meant.
    pub fn teacher_on(&self, archive: &Archive, journal: Ref<Journal>, day: NaiveDate) -> Ref<Staff> {
        self.teachers(journal)
            .iter()
            .map(|row| &archive.teachers[*row])
            .find(|row| row.from <= day && row.until.is_none_or(|until| day <= until))
            .map_or(archive.journals[journal].teacher, |row| row.staff)
    }

    /// Who held a lesson: whom it names, else the journal's teacher then.
    pub fn held_by(&self, archive: &Archive, lesson: &Lesson) -> Ref<Staff> {
        lesson.teacher.unwrap_or_else(|| self.teacher_on(archive, lesson.journal, lesson.date))
    }

    /// Whether somebody is or was the teacher of a journal of the same discipline, in any group.
    pub fn teaches_the_like(&self, journal: Ref<Journal>, staff: Ref<Staff>) -> bool {
        self.taught[self.disciplines[journal.index()]].contains(&staff)
    }

    /// Whether somebody is the journal's teacher on a day, perhaps with others.
    pub fn teaches_on(
        &self,
        archive: &Archive,
        journal: Ref<Journal>,
        staff: Ref<Staff>,
        day: NaiveDate,
    ) -> bool {
        let rows = self.teachers(journal).iter().map(|row| &archive.teachers[*row]);
        let mut then = rows.filter(|row| row.from <= day && row.until.is_none_or(|until| day <= until));
        match then.next() {
            Some(row) => row.staff == staff || then.any(|row| row.staff == staff),
            None => archive.journals[journal].teacher == staff,
        }
    }

    /// Everybody who is the journal's teacher on some day of the year, with those days; a journal of
    /// one teacher has one without days. In the order of the days, the journal's own teacher first, who
    /// counts where a lesson lies on a day of nobody else's.
    pub fn teaching(&self, archive: &Archive, journal: Ref<Journal>) -> Vec<(Ref<Staff>, Option<Span>)> {
        let own = archive.journals[journal].teacher;
        let (start, end) = (archive.settings.year_start(), archive.settings.year_end());
        let mut rows: Vec<(Span, Ref<Staff>)> = self
            .teachers(journal)
            .iter()
            .map(|row| &archive.teachers[*row])
            .filter(|row| row.from <= end && row.until.is_none_or(|until| start <= until))
            .map(|row| (Span { from: Some(row.from), until: row.until }, row.staff))
            .collect();
        rows.sort();
        if rows.is_empty() {
            return vec![(own, None)];
        }
        let is_uncovered = |day: NaiveDate| !rows.iter().any(|(span, _)| span.contains(day));
        let lessons = self.lessons(journal);
        let uncovered = match lessons.is_empty() {
            true => start.iter_days().take_while(|day| *day <= end).any(is_uncovered),
            false => lessons.iter().any(|lesson| is_uncovered(archive.lessons[*lesson].date)),
        };
        let first = uncovered.then_some((own, None)).into_iter();
        first.chain(rows.into_iter().map(|(span, staff)| (staff, Some(span)))).collect()
    }

    /// A journal's remarks.
    pub fn remarks(&self, journal: Ref<Journal>) -> &[Ref<Remark>] {
        self.remarks.of(journal)
    }

    /// The checks of a journal alone.
    pub fn checks(&self, journal: Ref<Journal>) -> &[Ref<Check>] {
        self.checks.of(journal)
    }

    /// The changes of a journal's lessons, marks and attendance.
    pub fn changes(&self, journal: Ref<Journal>) -> &[Ref<Change>] {
        self.changes.of(journal)
    }

    /// A student's results of the final state attestation.
    pub fn gia(&self, student: Ref<Student>) -> &[Ref<Gia>] {
        self.gia.of(student)
    }

    /// A student's releases, from one journal or from all.
    pub fn student_releases(&self, student: Ref<Student>) -> &[Ref<Release>] {
        self.student_releases.of(student)
    }
}
