//! Results of interim and final attestation of a group, a parallel or the organisation (D6; P1.4, P1.11,
//! P1.13, K2.2): [`tables`] of groups and disciplines, and of the final state attestation ([`gia`]).

mod gia;
mod tables;

use super::letterhead::Letterhead;
use super::tabular::Tabular;
use crate::figures::Facts;
use crate::figures::attestation::Attestation;
use crate::model::table::Ref;
use crate::model::{Archive, Group, Wording};
use serde::Serialize;
use std::collections::BTreeSet;

/// The template.
pub const TEMPLATE: &str = "attestation.typ";

/// Whose results.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Of {
    /// A group's, by discipline.
    Group(Ref<Group>),
    /// Those of the groups of a course; in a school of the classes of a grade.
    Parallel(u32),
    /// Those of all groups.
    Organization,
}

impl Of {
    /// Every parallel, in its order.
    pub fn parallels(groups: &[&Attestation]) -> Vec<Of> {
        let numbers: BTreeSet<u32> = groups.iter().filter_map(|own| own.course).collect();
        numbers.into_iter().map(Of::Parallel).collect()
    }

    /// Whether a group's results are among them.
    pub fn has(self, own: &Attestation) -> bool {
        match self {
            Of::Group(group) => own.group == group,
            Of::Parallel(number) => own.course == Some(number),
            Of::Organization => true,
        }
    }

    /// «группа ИС-11», «2 курс», «9-е классы», «все группы».
    pub fn title(self, archive: &Archive) -> String {
        let is_school = archive.settings.is_school();
        match self {
            Of::Group(group) => {
                let word = if is_school { "класс" } else { "группа" };
                format!("{word} {}", archive.groups[group].name)
            }
            Of::Parallel(number) if is_school => format!("{number}-е классы"),
            Of::Parallel(number) => format!("{number} курс"),
            Of::Organization if is_school => "все классы".to_owned(),
            Of::Organization => "все группы".to_owned(),
        }
    }
}

/// What the document is called, with the final state attestation where there is one to tell of.
pub fn title(groups: &[&Attestation]) -> &'static str {
    match groups.iter().any(|own| own.has_gia()) {
        true => "Сводная ведомость результатов промежуточной и итоговой аттестации",
        false => "Сводная ведомость результатов промежуточной аттестации",
    }
}

/// Everything that the document shows.
#[derive(Serialize)]
pub struct AttestationDocument<'a> {
    head: &'a Letterhead,
    title: &'static str,
    /// «группа ИС-11», «2 курс», «все группы».
    whose: String,
    tables: Vec<Tabular>,
    curator: Option<String>,
    /// Of a group alone its digest.
    digest: Option<&'a str>,
}

impl<'a> AttestationDocument<'a> {
    /// Of those of the groups that it is about.
    pub fn new(
        facts: &Facts<'_>,
        head: &'a Letterhead,
        of: Of,
        groups: &[&Attestation],
        digest: Option<&'a str>,
    ) -> AttestationDocument<'a> {
        let archive = facts.archive;
        let mut groups: Vec<&Attestation> = groups.iter().copied().filter(|own| of.has(own)).collect();
        // By parallels, those without one last; within them as the groups come.
        groups.sort_by_key(|own| (own.course.is_none(), own.course, own.group));
        let maker = Maker { facts, groups: &groups, wording: &head.words };
        let mut tables = match of {
            Of::Group(_) => vec![maker.disciplines()],
            Of::Parallel(_) => vec![maker.groups(), maker.disciplines()],
            Of::Organization => vec![maker.groups(), maker.sums()],
        };
        if groups.iter().any(|own| own.has_gia()) {
            tables.push(maker.gia());
        }
        if of != Of::Organization && groups.iter().any(|own| !own.gia.is_empty()) {
            tables.push(maker.gia_students());
        }
        let curator = match of {
            Of::Group(group) => archive.groups[group].curator,
            _ => None,
        };
        AttestationDocument {
            head,
            title: title(&groups),
            whose: of.title(archive),
            tables,
            curator: curator.map(|staff| archive.staff[staff].short_name()),
            digest,
        }
    }
}

/// Makes the tables of some groups.
struct Maker<'a> {
    facts: &'a Facts<'a>,
    groups: &'a [&'a Attestation],
    wording: &'a Wording,
}

impl Maker<'_> {
    fn group_name(&self, group: Ref<Group>) -> String {
        self.facts.archive.groups[group].name.to_string()
    }
}
