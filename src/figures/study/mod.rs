//! The summary sheet of a group for its whole term of study (сводная ведомость за весь срок обучения, D5),
//! from the years as they were sealed and what came after.
//!
//! 1. [`Study::begin`] takes the group of the latest year, [`Study::find`] each earlier year, from the nearest:
//!    who of the people is whom ([`identity`]), what of it is told ([`told`]), and which group
//!    is theirs;
//! 2. [`Found::version`] is what the year says of them ([`YearSheet`] computes it), as it was closed and after
//!    each supplement; [`Study::add`] keeps of it what the sheet needs ([`year`], [`hours`], [`stay`]);
//! 3. [`Study::finish`] joins the years: columns, results, who came and left ([`moves`]), and what a reader
//!    must know ([`note`]).

mod hours;
mod join;
mod moves;
mod note;
mod sheet;
mod stay;
mod told;
mod year;

pub use hours::Hours;
pub use note::{Note, NoteKind};
pub use sheet::{
    ArchiveLine, GiaLine, Identity, Move, StudyCell, StudyColumn, StudyRow, StudySheet, SupplementLine,
};
pub use year::{Found, Late, Version};

use super::identity::{self, By, Later, Person, Sight};
use super::retention::{sheets_text, study_began};
use super::{Facts, YearSheet};
use crate::model::settings::AcademicYear;
use crate::model::table::{Found as Row, Ref};
use crate::model::{Group, Student, Wording};
use std::collections::{BTreeMap, BTreeSet};
use year::Year;

/// Whence a year was read.
#[derive(Clone, Debug)]
pub struct Source {
    /// The year.
    pub year: AcademicYear,
    /// The archive's name.
    pub archive: String,
    /// Its root digest.
    pub root: String,
    /// Its supplements that were read, in their order: name and root digest.
    pub supplements: Vec<(String, String)>,
}

/// The years of a group, gathered from the latest to the earliest.
#[derive(Debug)]
pub struct Study {
    /// What the sheet says of the group, without results.
    heading: StudySheet,
    /// Those on the sheet first, then those who were in the group and are not on it.
    people: Vec<Person>,
    /// How many of them are on the sheet.
    members: usize,
    /// The group's id in the earliest year in which it was found.
    id: String,
    latest: AcademicYear,
    wording: Wording,
    /// Students who are none of the people and bear the name of one.
    strangers: Vec<Sight>,
    /// All students who are none of the people, by their full names, folded.
    others: BTreeMap<String, Vec<Sight>>,
    /// Those on the sheet of whom it is not known who or where they were in some year.
    unsure: BTreeSet<usize>,
    years: Vec<Year>,
    notes: Vec<Note>,
}

impl Study {
    /// Begins with the group in its latest year.
    pub fn begin(facts: &Facts<'_>, group: Ref<Group>) -> (Study, Found) {
        let archive = facts.archive;
        let row = &archive.groups[group];
        let text = |text: &Option<crate::model::cell::Text>| text.as_ref().map(ToString::to_string);
        let year = archive.settings.academic_year;
        let heading = StudySheet {
            group_id: row.id.to_string(),
            group: row.name.to_string(),
            program: archive.program_title(group),
            qualification: text(&row.qualification),
            base: text(&row.base),
            form: text(&row.form),
            began: study_began(archive, group),
            ended: row.study_end,
            curator: row.curator.map(|staff| archive.staff[staff].short_name()),
            kept: sheets_text(&archive.settings, row),
            until: year.title(),
            is_complete: row.study_end.is_some_and(|end| AcademicYear::of(end).start <= year.start),
            columns: Vec::new(),
            rows: Vec::new(),
            moves: Vec::new(),
            archives: Vec::new(),
            notes: Vec::new(),
        };
        let at_end = YearSheet::students(facts, group);
        let mut all = at_end.clone();
        all.extend(others(facts, group, &at_end));
        let mut study = Study {
            people: all.iter().map(|student| Person::new(Sight::new(facts, *student))).collect(),
            members: at_end.len(),
            id: heading.group_id.clone(),
            latest: year,
            wording: Wording::of(&archive.settings),
            heading,
            strangers: Vec::new(),
            others: BTreeMap::new(),
            unsure: BTreeSet::new(),
            years: Vec::new(),
            notes: Vec::new(),
        };
        let students: Vec<_> = all.into_iter().map(|student| Some((student, By::Group))).collect();
        study.keep_strangers(facts, &students);
        let members = at_end.len();
        let unsure = BTreeSet::new();
        (study, Found { students, members, group: Some(group), at_end, unsure, of_term: true })
    }

    /// The first academic year that must be looked through: that in which the study of the group, or of any of
    /// its people, began; `None` where neither is known.
    pub fn first_year(&self) -> Option<AcademicYear> {
        let of_people = self.people[..self.members].iter().filter_map(Person::enrolled);
        let days = self.heading.began.into_iter().chain(of_people);
        days.map(AcademicYear::of_beginning).min_by_key(|year| year.start)
    }

    /// Finds the people and their group in an earlier year.
    pub fn find(&mut self, facts: &Facts<'_>) -> Found {
        let archive = facts.archive;
        let year = archive.settings.academic_year;
        let of_term = self.is_of_term(year);
        let sought = self.sought(year);
        let later =
            Later { people: &self.people, sought: &sought, strangers: &self.strangers, others: &self.others };
        let matches = identity::matches(facts, later);
        let told = told::told(facts, &self.people, self.members, &sought, &matches);
        self.notes.extend(told.notes);
        self.unsure.extend(told.unsure.range(..self.members));
        let doubtful = matches.doubtful();
        let mut students = matches.of;
        let group = if of_term { self.group_in(facts, &students) } else { None };
        match group {
            Some(group) => self.id = archive.groups[group].id.to_string(),
            None if of_term && (self.heading.began.is_some() || students.iter().any(Option::is_some)) => {
                let text = format!(
                    "В архиве за {} учебный год нет {} с тем же кодом и началом обучения, и больше половины найденных обучающихся вместе не учились.",
                    year.title(),
                    self.wording.of_group,
                );
                self.notes.push(Note::of_year(NoteKind::NoGroup, year, text));
            }
            None => {}
        }
        for (person, found) in self.people.iter_mut().zip(&students) {
            if let Some((student, _)) = found {
                person.add(Sight::new(facts, *student));
            }
        }
        let at_end = group.map(|group| YearSheet::students(facts, group)).unwrap_or_default();
        if let Some(group) = group {
            let known: Vec<Ref<Student>> =
                students.iter().flatten().map(|(student, _)| *student).chain(doubtful).collect();
            for student in others(facts, group, &known) {
                self.people.push(Person::new(Sight::new(facts, student)));
                students.push(Some((student, By::Group)));
            }
        }
        self.keep_strangers(facts, &students);
        Found { students, members: self.members, group, at_end, unsure: told.unsure, of_term }
    }

    /// Adds what a year says: as it was closed, with all debts of its own tables, and after each supplement;
    /// `facts` are those of the last.
    pub fn add(&mut self, facts: &Facts<'_>, source: Source, found: &Found, versions: &[Version]) {
        self.years.push(Year::new(facts, source, found, versions));
    }

    /// Adds a note.
    pub fn note(&mut self, note: Note) {
        self.notes.push(note);
    }

    /// Whether a year is one of the group's term of study.
    fn is_of_term(&self, year: AcademicYear) -> bool {
        self.heading.began.is_none_or(|began| AcademicYear::of_beginning(began).start <= year.start)
    }

    /// Who is looked for in a year: before the group began only those who began before may have been anywhere.
    fn sought(&self, year: AcademicYear) -> BTreeSet<usize> {
        let began = |person: &Person| person.enrolled().map(AcademicYear::of_beginning);
        let was_there = |n: &usize| began(&self.people[*n]).is_some_and(|first| first.start <= year.start);
        (0..self.people.len()).filter(|n| self.is_of_term(year) || was_there(n)).collect()
    }

    /// The group in an earlier year: of the same id and beginning of study, else the one that more than half of
    /// those who were found in the year were in.
    fn group_in(&self, facts: &Facts<'_>, students: &[Option<(Ref<Student>, By)>]) -> Option<Ref<Group>> {
        let archive = facts.archive;
        let same = |group: Ref<Group>| {
            let own = study_began(archive, group).map(AcademicYear::of_beginning);
            own.is_some() && own == self.heading.began.map(AcademicYear::of_beginning)
        };
        if let Row::Row(group) = archive.groups.find(&self.id)
            && same(group)
        {
            return Some(group);
        }
        let mut counts: BTreeMap<Ref<Group>, usize> = BTreeMap::new();
        let found = students.iter().flatten().map(|(student, _)| archive.students[*student].group);
        found.for_each(|group| *counts.entry(group).or_default() += 1);
        let all: usize = counts.values().sum();
        counts.into_iter().find(|(_, count)| count * 2 > all).map(|(group, _)| group)
    }

    /// Notes the students of a year who are none of the people.
    fn keep_strangers(&mut self, facts: &Facts<'_>, students: &[Option<(Ref<Student>, By)>]) {
        let known: BTreeSet<Ref<Student>> = students.iter().flatten().map(|(student, _)| *student).collect();
        let names: BTreeSet<&str> = self.people.iter().flat_map(Person::names).collect();
        for (student, _) in facts.archive.students.refs().filter(|(student, _)| !known.contains(student)) {
            let sight = Sight::new(facts, student);
            if names.contains(sight.folded.as_str()) {
                self.strangers.push(sight.clone());
            }
            self.others.entry(sight.folded.clone()).or_default().push(sight);
        }
    }
}

/// Those who were in a group in the year, but for some, by name.
fn others(facts: &Facts<'_>, group: Ref<Group>, but: &[Ref<Student>]) -> Vec<Ref<Student>> {
    let members = facts.belonging.group_members(group).iter().copied();
    let mut others: Vec<Ref<Student>> = members.filter(|student| !but.contains(student)).collect();
    facts.archive.sort_by_name(&mut others);
    others
}
