//! What stands on a group's sheet, looked up by student and journal: what late results are held against.

use super::columns::{self, Cleared, Column, Given, Result, rank};
use super::lines::{cleared, shown};
use super::{last_day, students};
use crate::figures::Facts;
use crate::model::settings::Period;
use crate::model::table::Ref;
use crate::model::{Group, Journal, Student};
use chrono::NaiveDate;

/// The marks of a group's sheet.
pub struct Standing<'a> {
    facts: &'a Facts<'a>,
    /// The students on the sheet, by name.
    students: Vec<Ref<Student>>,
    columns: Vec<Column>,
    given: Given<'a>,
    /// Of each column whether it ends with terms.
    of_terms: Vec<bool>,
}

/// A mark of the sheet.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Stood {
    /// Whose.
    pub student: Ref<Student>,
    /// The discipline's place on the sheet.
    pub column: usize,
    /// What it is for.
    pub period: Period,
    /// «2», «2/4» where it was cleared before the year was closed.
    pub text: String,
    /// Whether it does not pass, and was not cleared.
    pub is_failing: bool,
}

impl<'a> Standing<'a> {
    /// Looks a group's sheet through.
    pub fn new(facts: &'a Facts<'a>, group: Ref<Group>) -> Standing<'a> {
        let end = last_day(facts, group);
        let students = students(facts, group, end);
        let columns = columns::columns(facts, group, &students, end);
        let given = Given::new(facts, &columns, &students, Cleared::InTime);
        let of_terms = given.ending_with_terms(columns.len());
        Standing { facts, students, columns, given, of_terms }
    }

    /// Whether a student is on the sheet.
    pub fn has(&self, student: Ref<Student>) -> bool {
        self.students.contains(&student)
    }

    /// The column that stands for a journal; `None` where the sheet has none.
    pub fn column(&self, journal: Ref<Journal>) -> Option<usize> {
        self.columns.iter().position(|column| column.stands_for(journal))
    }

    /// What a column is called.
    pub fn title(&self, column: usize) -> &str {
        &self.columns[column].title
    }

    /// A student's mark of a period.
    pub fn of(&self, journal: Ref<Journal>, student: Ref<Student>, period: Period) -> Option<Stood> {
        let column = self.column(journal)?;
        Some(self.stood(column, student, self.given.of(column, student, period)?))
    }

    /// The mark that a student owed a better one for on a day, where its period is not told: the one that
    /// ends the discipline, where it does not pass; else the one of the highest rank that does not; else the
    /// one that ends it.
    pub fn owed(&self, journal: Ref<Journal>, student: Ref<Student>, day: NaiveDate) -> Option<Stood> {
        let column = self.column(journal)?;
        let settings = &self.facts.archive.settings;
        let last = self.last(column, student);
        let before = self.given.own(column, student).filter(|own| own.date.is_none_or(|date| date <= day));
        let failing = before
            .map(|own| self.stood(column, student, own))
            .filter(|stood| stood.is_failing)
            .max_by_key(|stood| rank(settings, stood.period));
        match last {
            Some(last) if last.is_failing => Some(last),
            last => failing.or(last),
        }
    }

    /// The mark that ends a journal's discipline for a student.
    pub fn ending(&self, journal: Ref<Journal>, student: Ref<Student>) -> Option<Stood> {
        self.last(self.column(journal)?, student)
    }

    /// The mark that ends a column's discipline for a student.
    fn last(&self, column: usize, student: Ref<Student>) -> Option<Stood> {
        let settings = &self.facts.archive.settings;
        let last = self.given.last(settings, column, student, self.of_terms[column])?;
        Some(self.stood(column, student, last))
    }

    /// The marks of the sheet that end a discipline and do not pass: by student's name, then as the columns
    /// come.
    pub fn failing(&self) -> Vec<Stood> {
        let of = |student: &Ref<Student>| {
            let student = *student;
            (0..self.columns.len()).filter_map(move |column| self.last(column, student))
        };
        self.students.iter().flat_map(of).filter(|stood| stood.is_failing).collect()
    }

    /// Whether a mark of one period stands above one of another, or in its place.
    pub fn outranks(&self, one: Period, other: Period) -> bool {
        let settings = &self.facts.archive.settings;
        rank(settings, one) >= rank(settings, other)
    }

    fn stood(&self, column: usize, student: Ref<Student>, result: Result<'a>) -> Stood {
        let cleared = cleared(self.facts, &self.given, column, student, result);
        let judged = cleared.unwrap_or(result.mark);
        Stood {
            student,
            column,
            period: result.period,
            text: shown(result.mark, cleared),
            is_failing: judged.is_failing(&self.facts.archive.settings.scale),
        }
    }
}
