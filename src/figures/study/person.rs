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
pub(super) struct Sight {
    pub(super) id: String,
    /// «Фамилия Имя Отчество».
    pub(super) name: String,
    /// Family and given name, folded.
    names: [String; 2],
    pub(super) record_no: Option<String>,
    birth_date: Option<NaiveDate>,
    pub(super) enrolled: Option<NaiveDate>,
    /// When the study of the group began.
    began: Option<NaiveDate>,
}

/// Why two sights of one id or record book are not of one person.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Clash {
    /// Born on different days.
    Birth,
    /// Neither the record books nor the names agree.
    RecordBooks,
    /// Neither family nor given name agrees, and nothing else speaks for it.
    Names,
    /// Enrolled in different years.
    Enrolled,
}

impl Clash {
    /// What does not agree.
    pub(super) fn label(self) -> &'static str {
        match self {
            Clash::Birth => "разные даты рождения",
            Clash::RecordBooks => "разные имена и зачётные книжки",
            Clash::Names => "разные фамилии и имена",
            Clash::Enrolled => "разные годы зачисления",
        }
    }
}

impl Sight {
    pub(super) fn new(facts: &Facts<'_>, student: Ref<Student>) -> Sight {
        let row = &facts.archive.students[student];
        Sight {
            id: row.id.to_string(),
            name: row.full_name(),
            names: [fold(&row.last_name), fold(&row.first_name)],
            record_no: row.record_no.as_ref().map(ToString::to_string),
            birth_date: row.birth_date,
            enrolled: row.enrolled,
            began: study_began(facts.archive, row.group),
        }
    }

    /// What records of one person are compared by: the full name, folded.
    pub(super) fn folded_name(&self) -> String {
        fold(&self.name)
    }

    /// The record book's number, folded.
    pub(super) fn folded_record(&self) -> Option<String> {
        self.record_no.as_deref().map(fold)
    }

    /// Whether two began to study in the same year: with their groups, else by the days of their enrolment.
    pub(super) fn began_with(&self, other: &Sight) -> bool {
        let same = |one: Option<NaiveDate>, other: Option<NaiveDate>| {
            one.zip(other)
                .map(|(one, other)| one == other || AcademicYear::of(one) == AcademicYear::of(other))
        };
        same(self.began, other.began).or(same(self.enrolled, other.enrolled)).unwrap_or(false)
    }
}

/// A person: all sights, the nearest year's first.
#[derive(Clone, Debug)]
pub(super) struct Person {
    sights: Vec<Sight>,
}

impl Person {
    pub(super) fn new(sight: Sight) -> Person {
        Person { sights: vec![sight] }
    }

    /// Adds what an earlier year knows.
    pub(super) fn add(&mut self, sight: Sight) {
        self.sights.push(sight);
    }

    /// As the latest year knows.
    pub(super) fn latest(&self) -> &Sight {
        &self.sights[0]
    }

    /// As the earliest year that was looked through knows.
    pub(super) fn earliest(&self) -> &Sight {
        &self.sights[self.sights.len() - 1]
    }

    /// The latest record book that is known.
    pub(super) fn record_no(&self) -> Option<&str> {
        self.sights.iter().find_map(|sight| sight.record_no.as_deref())
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
    pub(super) fn names(&self) -> Vec<String> {
        unique(self.sights.iter().rev().map(Sight::folded_name))
    }

    /// The names that differ from the latest one, the nearest year's first.
    pub(super) fn former_names(&self) -> Vec<String> {
        let own = self.latest().folded_name();
        let others = self.sights.iter().filter(|sight| sight.folded_name() != own);
        let mut names: Vec<String> = Vec::new();
        for name in others.map(|sight| &sight.name) {
            if !names.iter().any(|known| fold(known) == fold(name)) {
                names.push(name.clone());
            }
        }
        names
    }

    /// Whether both name the same day of birth or the same record book.
    pub(super) fn is_confirmed_by(&self, other: &Sight) -> bool {
        let birth =
            self.sights.iter().any(|own| own.birth_date.is_some() && own.birth_date == other.birth_date);
        birth || other.folded_record().is_some_and(|record| self.records().contains(&record))
    }

    /// Why somebody of the same id or record book (`by_record`) is another person; `None`: is this one.
    pub(super) fn clash(&self, other: &Sight, by_record: bool) -> Option<Clash> {
        let births = unique(self.sights.iter().filter_map(|own| own.birth_date));
        let same_birth = other.birth_date.is_some_and(|day| births.contains(&day));
        if other.birth_date.is_some() && !births.is_empty() && !same_birth {
            return Some(Clash::Birth);
        }
        let records = self.records();
        let record = other.folded_record();
        let same_record = record.as_ref().is_some_and(|record| records.contains(record));
        let same_name = self.names().contains(&other.folded_name());
        if record.is_some() && !records.is_empty() && !same_record && !same_name {
            return Some(Clash::RecordBooks);
        }
        let is_shared = |n: usize| self.sights.iter().any(|own| own.names[n] == other.names[n]);
        let confirmed = same_birth || (same_record && !by_record);
        (!confirmed && !is_shared(0) && !is_shared(1)).then_some(Clash::Names)
    }

    /// Whether somebody of the same name, who began in the same year, is surely another person: with another
    /// record book or day of birth.
    pub(super) fn is_namesake(&self, other: &Sight) -> bool {
        let records = self.records();
        let record = other.folded_record();
        let other_record = record.is_some_and(|record| !records.is_empty() && !records.contains(&record));
        other_record || self.clash(other, false) == Some(Clash::Birth)
    }

    /// Whether both were enrolled, and in different years.
    pub(super) fn enrolled_apart(&self, other: &Sight) -> bool {
        let own =
            self.sights.iter().filter_map(|sight| sight.enrolled).map(|day| AcademicYear::of(day).start);
        let own = unique(own);
        other.enrolled.is_some_and(|day| !own.is_empty() && !own.contains(&AcademicYear::of(day).start))
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
