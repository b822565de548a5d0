//! Results of interim and final attestation of a group, a parallel or the organisation (D6; P1.4, P1.11,
//! P1.13, K2.2): [`tables`] of groups and disciplines, and of the final state attestation ([`gia`]).

mod gia;
mod tables;

use super::letterhead::Letterhead;
use super::tabular::Tabular;
use crate::figures::Facts;
use crate::figures::attestation::Attestation;
use crate::model::table::Ref;
use crate::model::{Group, Settings};
use serde::Serialize;
use std::collections::BTreeSet;

/// The template.
pub const TEMPLATE: &str = "attestation.typ";

/// Whose results.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Of {
    /// A group's, by discipline.
    Group,
    /// Those of the groups of a course; in a school of the classes of a grade.
    Parallel(u32),
    /// Those of all groups.
    Organization,
}

impl Of {
    /// Whether a group's results are among them; of one group it is asked of that group alone.
    pub fn has(self, group: &Attestation) -> bool {
        match self {
            Of::Group | Of::Organization => true,
            Of::Parallel(number) => group.course == Some(number),
        }
    }

    /// What its file is called, without the ending. A group named «attestation» has another one.
    pub fn stem(self, settings: &Settings) -> String {
        match (self, settings.is_school()) {
            (Of::Parallel(number), true) => format!("attestation~grade-{number}"),
            (Of::Parallel(number), false) => format!("attestation~course-{number}"),
            _ => "attestation~all".to_owned(),
        }
    }
}

/// Every parallel, in its order.
pub fn parallels(groups: &[&Attestation]) -> Vec<Of> {
    let numbers: BTreeSet<u32> = groups.iter().filter_map(|own| own.course).collect();
    numbers.into_iter().map(Of::Parallel).collect()
}

/// Everything that the document shows.
#[derive(Serialize)]
pub struct AttestationDocument<'a> {
    head: &'a Letterhead,
    /// «группа ИС-11», «2 курс», «все группы».
    whose: String,
    tables: Vec<Tabular>,
    curator: Option<String>,
    /// Of a group alone its digest.
    digest: Option<&'a str>,
}

impl<'a> AttestationDocument<'a> {
    /// Of the groups that it is about: of one, of those of a parallel, of all.
    pub fn new(
        facts: &Facts<'_>,
        head: &'a Letterhead,
        of: Of,
        groups: &[&Attestation],
        digest: Option<&'a str>,
    ) -> AttestationDocument<'a> {
        // By parallels, those without one last; within them as the groups come.
        let mut groups = groups.to_vec();
        groups.sort_by_key(|own| (own.course.is_none(), own.course, own.group));
        let maker = Maker { facts, groups: &groups };
        let mut tables = match of {
            Of::Group => vec![maker.disciplines(), maker.gia()],
            Of::Parallel(_) => vec![maker.groups(), maker.disciplines(), maker.gia()],
            Of::Organization => vec![maker.groups(), maker.sums(), maker.gia()],
        };
        if of != Of::Organization && groups.iter().any(|own| !own.gia.is_empty()) {
            tables.push(maker.gia_students());
        }
        let only = groups.first().filter(|_| of == Of::Group).map(|own| &facts.archive.groups[own.group]);
        AttestationDocument {
            head,
            whose: whose(facts, of, &groups),
            tables,
            curator: only.and_then(|row| row.curator).map(|staff| facts.archive.staff[staff].short_name()),
            digest,
        }
    }
}

/// «группа ИС-11», «2 курс», «все группы».
pub fn whose(facts: &Facts<'_>, of: Of, groups: &[&Attestation]) -> String {
    let archive = facts.archive;
    match (of, archive.settings.is_school()) {
        (Of::Group, is_school) => {
            let word = if is_school { "класс" } else { "группа" };
            let names = groups.iter().map(|own| archive.groups[own.group].name.to_string());
            format!("{word} {}", names.collect::<Vec<_>>().join(", "))
        }
        (Of::Parallel(number), true) => format!("{number}-е классы"),
        (Of::Parallel(number), false) => format!("{number} курс"),
        (Of::Organization, true) => "все классы".to_owned(),
        (Of::Organization, false) => "все группы".to_owned(),
    }
}

/// Makes the tables of some groups.
struct Maker<'a> {
    facts: &'a Facts<'a>,
    groups: &'a [&'a Attestation],
}

impl Maker<'_> {
    fn group_name(&self, group: Ref<Group>) -> String {
        self.facts.archive.groups[group].name.to_string()
    }

    fn is_school(&self) -> bool {
        self.facts.archive.settings.is_school()
    }
}
