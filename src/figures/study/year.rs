//! What a year brings to the sheet of the whole term: kept small, so that its model can go.

use super::Source;
use super::hours::{self, YearHours};
use super::stay::Stay;
use crate::figures::attestation::protocol;
use crate::figures::identity::By;
use crate::figures::year_sheet::Cleared;
use crate::figures::{Facts, YearSheet};
use crate::model::late::gia_key;
use crate::model::mark::fold;
use crate::model::table::Ref;
use crate::model::{Gia, GiaKind, Group, Mark, Student};
use std::collections::{BTreeMap, BTreeSet};

/// Who of the people is whom in a year, and which group is theirs.
#[derive(Debug)]
pub struct Found {
    /// Of each person the student, and what he or she was found by.
    pub(super) students: Vec<Option<(Ref<Student>, By)>>,
    /// How many of the people, the first ones, are on the sheet.
    pub(super) members: usize,
    /// The group; `None` where it is not found.
    pub(super) group: Option<Ref<Group>>,
    /// Who is in the group at the end of the year.
    pub(super) at_end: Vec<Ref<Student>>,
    /// People of whom it is not known who they are.
    pub(super) unsure: BTreeSet<usize>,
    /// Whether the year is one of the group's term of study.
    pub(super) of_term: bool,
}

/// What a year says of the people, as of a moment: when it was closed, or after some late results.
#[derive(Debug)]
pub struct Version {
    /// With the person of each of its rows.
    sheets: Vec<(Ref<Group>, YearSheet, Vec<usize>)>,
    gia: Vec<(usize, GiaMark)>,
}

/// When a result came.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Late {
    /// After the year was closed; the archive of the year itself has it.
    InArchive,
    /// With a supplement of the archive, counted from 1.
    Supplement(usize),
}

/// A mark of a year.
#[derive(Clone, Debug)]
pub(super) struct Value {
    /// «4», «2/4», «осв».
    pub(super) text: String,
    /// Whether it does not pass; `None` where it is no mark that counts.
    pub(super) is_failing: Option<bool>,
    /// Of a mark in numbers.
    pub(super) number: Option<u8>,
    /// `None`: it was there when the year was closed.
    pub(super) late: Option<Late>,
}

impl Value {
    /// Whether it is a mark, and no exemption.
    pub(super) fn is_mark(&self) -> bool {
        self.is_failing.is_some()
    }
}

/// A column of a year.
#[derive(Clone, Debug)]
pub(super) struct YearColumn {
    pub(super) rank: usize,
    pub(super) form: &'static str,
    pub(super) title: String,
    /// Whether it is one of the group itself, and not only of another that some of the people were in.
    pub(super) is_own: bool,
    pub(super) hours: YearHours,
    /// By person.
    pub(super) values: BTreeMap<usize, Value>,
}

/// A result of the final state attestation.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct GiaMark {
    pub(super) kind: GiaKind,
    pub(super) title: Option<String>,
    pub(super) supervisor: Option<String>,
    pub(super) score: Option<f64>,
    pub(super) value: String,
    pub(super) protocol: String,
    pub(super) key: GiaKey,
}

/// A part of the final state attestation, and of examinations the subject.
pub(super) type GiaKey = (GiaKind, Option<String>);

/// A year.
#[derive(Debug)]
pub(super) struct Year {
    pub(super) source: Source,
    /// The group's id and name.
    pub(super) group: Option<(String, String)>,
    pub(super) of_term: bool,
    pub(super) columns: Vec<YearColumn>,
    pub(super) gia: Vec<(usize, GiaMark, Option<Late>)>,
    /// By person; those who were found in earlier years alone have none.
    pub(super) stays: Vec<Stay>,
    /// Of each person the id, the group's name, and what he or she was found by.
    pub(super) identities: Vec<Option<(String, String, By)>>,
}

impl Found {
    /// Whether neither the group nor any of its people is found.
    pub fn is_empty(&self) -> bool {
        self.group.is_none() && self.students.iter().all(Option::is_none)
    }

    /// What the year says of the people who are on the sheet.
    pub fn version(&self, facts: &Facts<'_>, cleared: Cleared) -> Version {
        let mut groups: BTreeMap<Ref<Group>, Vec<(usize, Ref<Student>)>> = BTreeMap::new();
        let own = self.students[..self.members].iter().enumerate();
        let own: Vec<(usize, Ref<Student>)> =
            own.filter_map(|(n, found)| Some((n, found.as_ref()?.0))).collect();
        for (n, student) in &own {
            let last = facts.archive.students[*student].group;
            // Who went to another group after the day of the sheet is on the sheet of the first.
            let in_own = self.group.filter(|group| self.at_end.contains(student) && last != *group);
            groups.entry(in_own.unwrap_or(last)).or_default().push((*n, *student));
        }
        let sheet = |(group, people): (Ref<Group>, Vec<(usize, Ref<Student>)>)| {
            let (numbers, students): (Vec<usize>, Vec<Ref<Student>>) = people.into_iter().unzip();
            (group, YearSheet::of_students(facts, group, &students, cleared), numbers)
        };
        let mut sheets: Vec<_> = groups.into_iter().map(sheet).collect();
        sheets.sort_by_key(|(group, ..)| Some(*group) != self.group);
        let gia = own.iter().flat_map(|(n, student)| {
            facts.ledger.gia(*student).iter().map(|row| (*n, GiaMark::new(&facts.archive.gia[*row])))
        });
        Version { sheets, gia: gia.collect() }
    }
}

impl GiaMark {
    fn new(row: &Gia) -> GiaMark {
        let text = |text: &Option<crate::model::cell::Text>| text.as_ref().map(ToString::to_string);
        let (_, kind, subject) = gia_key(row);
        GiaMark {
            kind: row.kind,
            title: text(&row.title),
            supervisor: text(&row.supervisor),
            score: row.score,
            value: row.value.text.to_string(),
            protocol: protocol(row),
            key: (kind, subject),
        }
    }
}

impl Version {
    /// The mark of a person in a column.
    fn mark(&self, person: usize, rank: usize, title: &str) -> Option<(&str, Option<&Mark>)> {
        self.sheets.iter().find_map(|(_, sheet, people)| {
            let row = people.iter().position(|own| *own == person)?;
            let is_meant = |column: &crate::figures::year_sheet::SheetColumn| {
                column.rank == rank && column.title == title
            };
            let column = sheet.columns.iter().position(is_meant)?;
            let row = &sheet.rows[row];
            Some((row.cells[column].as_str(), row.judged[column].as_ref()))
        })
    }
}

impl Year {
    /// Puts a year together; `versions` are what it says as it was closed, with all debts of its own tables,
    /// and after each supplement; `facts` are those of the last.
    pub(super) fn new(facts: &Facts<'_>, source: Source, found: &Found, versions: &[Version]) -> Year {
        let archive = facts.archive;
        let group = found.group.map(|group| {
            let row = &archive.groups[group];
            (row.id.to_string(), row.name.to_string())
        });
        let stay = |(n, who): (usize, &Option<(Ref<Student>, By)>)| {
            let is_unsure = found.unsure.contains(&n);
            match (who, found.group) {
                (Some((student, _)), Some(group)) => {
                    Stay { is_unsure, ..Stay::new(facts, *student, group, &found.at_end) }
                }
                (Some((student, _)), None) => {
                    let row = &archive.students[*student];
                    let elsewhere = Some(archive.groups[row.group].name.to_string());
                    Stay { is_unsure, elsewhere, ..Stay::default() }
                }
                (None, _) => Stay { is_unsure, ..Stay::default() },
            }
        };
        let identity = |who: &Option<(Ref<Student>, By)>| {
            let (student, by) = who.as_ref()?;
            let row = &archive.students[*student];
            Some((row.id.to_string(), archive.groups[row.group].name.to_string(), *by))
        };
        Year {
            source,
            group,
            of_term: found.of_term,
            columns: columns(facts, found, versions),
            gia: gia(versions),
            stays: found.students.iter().enumerate().map(stay).collect(),
            identities: found.students.iter().map(identity).collect(),
        }
    }
}

/// When the last of some versions came that is not the one before.
fn late<T: PartialEq>(versions: &[T]) -> Option<Late> {
    let last = (1..versions.len()).rfind(|n| versions[*n] != versions[*n - 1])?;
    Some(if last == 1 { Late::InArchive } else { Late::Supplement(last - 1) })
}

fn columns(facts: &Facts<'_>, found: &Found, versions: &[Version]) -> Vec<YearColumn> {
    let Some(last) = versions.last() else { return Vec::new() };
    let scale = &facts.archive.settings.scale;
    let mut columns: Vec<YearColumn> = Vec::new();
    for (group, sheet, people) in &last.sheets {
        let is_own = found.group == Some(*group);
        for column in &sheet.columns {
            let key = |own: &YearColumn| own.rank == column.rank && fold(&own.title) == fold(&column.title);
            let place = columns.iter().position(key).unwrap_or_else(|| {
                columns.push(YearColumn {
                    rank: column.rank,
                    form: column.form,
                    title: column.title.clone(),
                    is_own,
                    hours: hours::of_group(facts, *group, &column.journals),
                    values: BTreeMap::new(),
                });
                columns.len() - 1
            });
            for person in people {
                let marks = versions.iter().map(|version| version.mark(*person, column.rank, &column.title));
                let marks: Vec<Option<(&str, Option<&Mark>)>> = marks.collect();
                let Some(Some((text, judged))) = marks.last().copied() else { continue };
                if text.is_empty() {
                    continue;
                }
                let texts: Vec<&str> = marks.iter().map(|mark| mark.map_or("", |(text, _)| text)).collect();
                let value = Value {
                    text: text.to_owned(),
                    is_failing: judged.map(|mark| mark.is_failing(scale)),
                    number: judged.and_then(Mark::number),
                    late: late(&texts),
                };
                // Columns that are one but for capitals: an exemption takes no mark away.
                let values = &mut columns[place].values;
                if value.is_mark() || !values.contains_key(person) {
                    values.insert(*person, value);
                }
            }
        }
    }
    columns
}

/// The results of the final state attestation, each person's last of a part.
fn gia(versions: &[Version]) -> Vec<(usize, GiaMark, Option<Late>)> {
    let last_of = |version: &Version| -> BTreeMap<(usize, GiaKey), GiaMark> {
        version.gia.iter().map(|(n, mark)| ((*n, mark.key.clone()), mark.clone())).collect()
    };
    let all: Vec<_> = versions.iter().map(last_of).collect();
    let Some(last) = all.last() else { return Vec::new() };
    let one = |(key, mark): (&(usize, GiaKey), &GiaMark)| {
        let own: Vec<Option<&GiaMark>> = all.iter().map(|version| version.get(key)).collect();
        (key.0, mark.clone(), late(&own))
    };
    last.iter().map(one).collect()
}
