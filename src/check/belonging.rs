//! `student-not-in-group`, `not-enrolled-then`: records are of students who belong to the journal.

use super::{Facts, about};
use crate::diagnostics::{Code, Diagnostic, Lost, Report, Unsure};
use crate::model::table::{Ref, Row};
use crate::model::{Archive, Journal, Student};
use crate::words::date;
use chrono::NaiveDate;
use std::collections::BTreeSet;

pub(super) fn check(facts: &Facts<'_>, report: &mut Report) {
    let archive = facts.archive;
    let year = archive.settings.academic_year;
    let doubts = Doubts::new(archive);
    let mut judge = Judge { facts, report, lost: doubts.lost, doubts, unsure: Unsure::default() };
    for row in archive.marks.iter() {
        let lesson = &archive.lessons[row.lesson];
        if year.contains(lesson.date) && !archive.lessons.is_doubtful(&lesson.id) {
            judge.judge(row, lesson.journal, row.student, Some(lesson.date));
        }
    }
    for row in archive.attendance.iter() {
        let lesson = &archive.lessons[row.lesson];
        if year.contains(lesson.date) && !archive.lessons.is_doubtful(&lesson.id) {
            judge.judge(row, lesson.journal, row.student, Some(lesson.date));
        }
    }
    for row in archive.results.iter() {
        judge.judge(row, row.journal, row.student, None);
    }
    judge.unsure.settle(judge.lost, judge.report);
}

struct Judge<'a> {
    facts: &'a Facts<'a>,
    report: &'a mut Report,
    doubts: Doubts<'a>,
    lost: Lost,
    unsure: Unsure,
}

impl Judge<'_> {
    fn judge<T: Row>(
        &mut self,
        row: &T,
        journal: Ref<Journal>,
        student: Ref<Student>,
        day: Option<NaiveDate>,
    ) {
        let spans = self.facts.belonging.spans(journal, student);
        let belongs =
            spans.is_some_and(|spans| day.is_none_or(|day| spans.iter().any(|span| span.contains(day))));
        // Hundreds of thousands of records are right: what is only for the others comes after this line.
        let archive = self.facts.archive;
        if belongs || self.doubts.has(archive, journal, student) {
            return;
        }
        let told = diagnostic(archive, row, journal, student, day.filter(|_| spans.is_some()));
        if self.lost.is_none() {
            self.report.push(told);
        } else {
            self.unsure.push(&archive.students[student].id, told);
        }
    }
}

/// What is told of a row; `day` where the student belongs to the journal on other days.
fn diagnostic<T: Row>(
    archive: &Archive,
    row: &T,
    journal: Ref<Journal>,
    student: Ref<Student>,
    day: Option<NaiveDate>,
) -> Diagnostic {
    let name = archive.students[student].short_name();
    let title = archive.journals[journal].title();
    let (code, message, hint) = match day {
        Some(day) => (
            Code::NotEnrolledThen,
            format!("{} {name} не числится в журнале «{title}»", date(day)),
            "проверьте даты зачисления, отчисления и перевода (students, movements) или состав журнала (roster)",
        ),
        None => {
            let group = &archive.groups[archive.journals[journal].group].name;
            (
                Code::StudentNotInGroup,
                format!("{name} ни в один день года не числится в журнале «{title}» ({group})"),
                "проверьте группу и подгруппу обучающегося, таблицы movements и roster",
            )
        }
    };
    about(archive, row, code, "student", message).hint(hint)
}

/// Rows that decide on belonging and were wrong themselves: they were told of, and what follows from
/// them is not.
struct Doubts<'a> {
    /// Students named in a roster's row of which nobody knows the journal.
    students: BTreeSet<&'a str>,
    /// Journals of which a roster's row names a student whom nobody knows.
    journals: BTreeSet<&'a str>,
    /// Journal and student of a roster's row.
    pairs: BTreeSet<(&'a str, &'a str)>,
    /// Journals that have a roster.
    rosters: BTreeSet<usize>,
    /// Rows of which nobody knows whose they are: `surely` movements, `perhaps` of a roster, which are
    /// rarely the one thing by which somebody belongs, and so excuse no single record.
    lost: Lost,
}

impl<'a> Doubts<'a> {
    fn new(archive: &'a Archive) -> Doubts<'a> {
        let named = |record: &'a str| record.split_once('/').unwrap_or((record, ""));
        let (mut students, mut journals, mut pairs) = (BTreeSet::new(), BTreeSet::new(), BTreeSet::new());
        let mut lost = Lost::default();
        for record in archive.movements.broken() {
            lost.surely += usize::from(!archive.students.declares(named(record).0));
        }
        for record in archive.roster.broken() {
            let (journal, student) = named(record);
            match (archive.journals.declares(journal), archive.students.declares(student)) {
                (true, true) => drop(pairs.insert((journal, student))),
                (true, false) => drop(journals.insert(journal)),
                (false, true) => drop(students.insert(student)),
                (false, false) => lost.perhaps += 1,
            }
        }
        let rosters = archive.roster.iter().map(|row| row.journal.index()).collect();
        Doubts { students, journals, pairs, rosters, lost }
    }

    /// Whether it is doubtful that a student belongs to a journal.
    fn has(&self, archive: &Archive, journal: Ref<Journal>, student: Ref<Student>) -> bool {
        let in_roster = self.rosters.contains(&journal.index());
        let (journal, student) = (&archive.journals[journal].id, &archive.students[student].id);
        archive.movements.is_doubtful(student)
            || archive.students.is_doubtful(student)
            || archive.journals.is_doubtful(journal)
            || archive.roster.is_incomplete()
            || self.journals.contains(&**journal)
            || self.pairs.contains(&(&**journal, &**student))
            || in_roster && self.students.contains(&**student)
    }
}
