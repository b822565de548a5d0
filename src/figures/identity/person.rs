//! A person over the years: what was known of him or her in the years that were looked through.

use crate::figures::Facts;
use crate::figures::retention::study_began;
use crate::model::Student;
use crate::model::mark::fold;
use crate::model::settings::AcademicYear;
use crate::model::table::Ref;
use chrono::NaiveDate;

/// A student as one year's tables tell of him or her.
#[derive(Clone, Debug)]
pub struct Sight {
    /// The id in the year.
    pub id: String,
    /// «Фамилия Имя Отчество».
    pub name: String,
    /// What records of one person are compared by: the full name, folded.
    pub folded: String,
    /// Its parts, folded.
    pub(super) parts: NameParts,
    /// The number of the record book.
    pub record_no: Option<String>,
    pub(super) birth_date: Option<NaiveDate>,
    /// The day of enrolment.
    pub enrolled: Option<NaiveDate>,
    /// When the study of the group began.
    pub(super) began: Option<NaiveDate>,
}

/// A name by its parts, folded.
#[derive(Clone, Debug)]
pub(super) struct NameParts {
    pub(super) family: String,
    pub(super) given: String,
    /// `None` where it is not told.
    pub(super) patronymic: Option<String>,
}

impl Sight {
    /// Of a student.
    pub fn new(facts: &Facts<'_>, student: Ref<Student>) -> Sight {
        let row = &facts.archive.students[student];
        let name = row.full_name();
        Sight {
            id: row.id.to_string(),
            folded: fold(&name),
            name,
            parts: NameParts {
                family: fold(&row.last_name),
                given: fold(&row.first_name),
                patronymic: row.patronymic.as_deref().map(fold).filter(|own| !own.is_empty()),
            },
            record_no: row.record_no.as_ref().map(ToString::to_string),
            birth_date: row.birth_date,
            enrolled: row.enrolled,
            began: study_began(facts.archive, row.group),
        }
    }

    /// The record book's number, folded.
    pub(super) fn folded_record(&self) -> Option<String> {
        self.record_no.as_deref().map(fold)
    }

    /// Whether two began to study together: were enrolled for the same year, and where that is not known of
    /// both, are of groups that began in the same one; `None` where neither is known.
    pub(super) fn began_with(&self, other: &Sight) -> Option<bool> {
        self.enrolled_with(other).or_else(|| together(self.began, other.began))
    }

    /// Whether two were enrolled for the same year; `None` where it is not known of both.
    pub(super) fn enrolled_with(&self, other: &Sight) -> Option<bool> {
        together(self.enrolled, other.enrolled)
    }

    /// Whether the groups of two began in the same year; `None` where it is not known of both.
    pub(super) fn group_began_with(&self, other: &Sight) -> Option<bool> {
        together(self.began, other.began)
    }
}

fn together(one: Option<NaiveDate>, other: Option<NaiveDate>) -> Option<bool> {
    let (one, other) = one.zip(other)?;
    Some(AcademicYear::of_beginning(one) == AcademicYear::of_beginning(other))
}

/// A person: all sights, the nearest year's first.
#[derive(Clone, Debug)]
pub struct Person {
    pub(super) sights: Vec<Sight>,
}

impl Person {
    /// Of whom one year alone knows.
    pub fn new(sight: Sight) -> Person {
        Person { sights: vec![sight] }
    }

    /// Adds what an earlier year knows.
    pub fn add(&mut self, sight: Sight) {
        self.sights.push(sight);
    }

    /// As the latest year knows.
    pub fn latest(&self) -> &Sight {
        &self.sights[0]
    }

    /// As the earliest year that was looked through knows.
    pub(super) fn earliest(&self) -> &Sight {
        &self.sights[self.sights.len() - 1]
    }

    /// The latest record book that is known.
    pub fn record_no(&self) -> Option<&str> {
        self.sights.iter().find_map(|sight| sight.record_no.as_deref())
    }

    /// The day of enrolment, as the latest year that tells it has it.
    pub fn enrolled(&self) -> Option<NaiveDate> {
        self.sights.iter().find_map(|sight| sight.enrolled)
    }

    /// Record books, folded, the earliest year's first.
    pub(super) fn records(&self) -> Vec<String> {
        unique(self.sights.iter().rev().filter_map(Sight::folded_record))
    }

    /// Ids before the earliest year's.
    pub(super) fn older_ids(&self) -> Vec<&str> {
        let ids = unique(self.sights.iter().rev().map(|sight| sight.id.as_str()));
        ids.into_iter().skip(1).collect()
    }

    /// Full names, folded, the earliest year's first.
    pub fn names(&self) -> Vec<&str> {
        unique(self.sights.iter().rev().map(|sight| sight.folded.as_str()))
    }

    /// The names that differ from the latest one, the nearest year's first.
    pub fn former_names(&self) -> Vec<String> {
        let mut known = vec![self.latest().folded.as_str()];
        let mut names: Vec<String> = Vec::new();
        for sight in &self.sights {
            if !known.contains(&sight.folded.as_str()) {
                known.push(&sight.folded);
                names.push(sight.name.clone());
            }
        }
        names
    }
}

/// Each once, in their order.
fn unique<T: PartialEq>(values: impl Iterator<Item = T>) -> Vec<T> {
    let mut all: Vec<T> = Vec::new();
    for value in values {
        if !all.contains(&value) {
            all.push(value);
        }
    }
    all
}
