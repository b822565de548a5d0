//! Results of interim and final attestation (P1.4, P1.11, P1.13, K2.2; D6): of a group by discipline, and
//! of what groups have together.
//!
//! The marks are those of the year's sheets ([`YearSheet`]): the one that ends each discipline. The final
//! state attestation (ГИА) is that of the students whose last group this is.

use super::Facts;
use super::performance::Counts;
use super::year_sheet::{Foot, YearSheet};
use crate::model::mark::fold;
use crate::model::table::Ref;
use crate::model::{Gia, GiaKind, Group, Student};
use std::collections::{BTreeMap, BTreeSet};

/// A group's results.
#[derive(Clone, Debug)]
pub struct Attestation {
    /// Whose.
    pub group: Ref<Group>,
    /// Its course; in a school its grade. `None` where it is not told.
    pub course: Option<u32>,
    /// Its disciplines, in the order of the sheet.
    pub disciplines: Vec<Discipline>,
    /// Those without attestation.
    pub not_attested: Vec<String>,
    /// Whether the group gets marks.
    pub is_graded: bool,
    /// The students on its sheet.
    pub students: Vec<Ref<Student>>,
    /// They by their results.
    pub foot: Foot,
    /// Results of the final state attestation, by kind, then by name.
    pub gia: Vec<Ref<Gia>>,
    /// Whether its study ends in the year, so that its students sit the final state attestation.
    pub leaves: bool,
}

/// A discipline.
#[derive(Clone, Debug)]
pub struct Discipline {
    /// «Экзамены», «Практика», ….
    pub form: &'static str,
    /// «ОП.03 Информатика».
    pub title: String,
    /// Its results.
    pub counts: Counts,
}

impl Attestation {
    /// Of a group and its sheet.
    pub fn new(facts: &Facts<'_>, group: Ref<Group>, sheet: &YearSheet) -> Attestation {
        let archive = facts.archive;
        let row = &archive.groups[group];
        let members = facts.belonging.group_members(group).iter().copied();
        let mut own: Vec<Ref<Student>> =
            members.filter(|student| archive.students[*student].group == group).collect();
        archive.sort_by_name(&mut own);
        let mut gia: Vec<Ref<Gia>> =
            own.into_iter().flat_map(|student| facts.ledger.gia(student)).copied().collect();
        gia.sort_by_key(|row| archive.gia[*row].kind);
        let discipline = |column: &super::year_sheet::SheetColumn| Discipline {
            form: column.form,
            title: column.title.clone(),
            counts: column.counts.clone(),
        };
        Attestation {
            group,
            course: archive.course(group),
            disciplines: sheet.columns.iter().map(discipline).collect(),
            not_attested: sheet.not_attested.clone(),
            is_graded: sheet.is_graded,
            students: sheet.rows.iter().map(|row| row.student).collect(),
            foot: sheet.foot.clone(),
            leaves: row.study_end.is_some_and(|end| archive.settings.academic_year.contains(end)),
            gia,
        }
    }

    /// Whether there is a final state attestation to tell of.
    pub fn has_gia(&self) -> bool {
        self.leaves || !self.gia.is_empty()
    }

    /// All its results together.
    pub fn counts(&self) -> Counts {
        together(self.disciplines.iter().map(|discipline| &discipline.counts))
    }
}

/// Counts summed up.
pub fn together<'a>(counts: impl Iterator<Item = &'a Counts>) -> Counts {
    counts.fold(Counts::default(), |mut sum, counts| {
        sum.join(counts);
        sum
    })
}

/// The disciplines of several groups, each summed up over them, by form and name.
pub fn by_discipline<'a>(groups: impl Iterator<Item = &'a Attestation>) -> Vec<Discipline> {
    let mut sums: Vec<Discipline> = Vec::new();
    let mut places: BTreeMap<(&str, &str), usize> = BTreeMap::new();
    for own in groups.flat_map(|group| &group.disciplines) {
        match places.get(&(own.form, own.title.as_str())) {
            Some(place) => sums[*place].counts.join(&own.counts),
            None => {
                places.insert((own.form, &own.title), sums.len());
                sums.push(own.clone());
            }
        }
    }
    sums
}

/// What some results of the final state attestation come to.
#[derive(Clone, Debug)]
pub struct GiaSum {
    /// Of which part.
    pub kind: GiaKind,
    /// Of several examinations which: its subject; `None` of the other parts.
    pub subject: Option<String>,
    /// Students with a result; of several of one in the same part and subject the last row holds. Those who
    /// graduate from a group in which somebody sat it, and have none, are `unmarked`; not of examinations.
    pub counts: Counts,
    /// The mean score; `None` where no score is told.
    pub score: Option<f64>,
    /// «№ 3 от 10.06.2025»: the protocols, each once, in their order.
    pub protocols: Vec<String>,
}

/// Results of the final state attestation of some groups, summed up by part; examinations by their subject,
/// which is their title.
pub fn gia_sums(facts: &Facts<'_>, groups: &[&Attestation]) -> Vec<GiaSum> {
    let archive = facts.archive;
    let part = |row: &Gia| {
        let subject = row.title.as_ref().filter(|_| row.kind == GiaKind::Exam);
        (row.kind, subject.map(|subject| fold(subject)))
    };
    let mut parts: BTreeMap<_, Vec<&Gia>> = BTreeMap::new();
    // Who should have sat a part: those who graduate from a group in which somebody did.
    let mut due: BTreeMap<_, BTreeSet<Ref<Student>>> = BTreeMap::new();
    for group in groups {
        for row in group.gia.iter().map(|row| &archive.gia[*row]) {
            parts.entry(part(row)).or_default().push(row);
            due.entry(part(row)).or_default().extend(group.students.iter().filter(|_| group.leaves));
        }
    }
    let sum = |(part, rows): ((GiaKind, Option<String>), Vec<&Gia>)| {
        let kind = part.0;
        let last: BTreeMap<Ref<Student>, &Gia> = rows.iter().map(|row| (row.student, *row)).collect();
        let mut counts = Counts::default();
        for row in last.values() {
            match row.value.is_exempt() {
                true => counts.exempt += 1,
                false => counts.add(&row.value),
            }
        }
        // An examination is chosen: who did not sit it need not have.
        if kind != GiaKind::Exam {
            counts.unmarked = due[&part].iter().filter(|student| !last.contains_key(student)).count();
        }
        let scores: Vec<f64> = last.values().filter_map(|row| row.score).collect();
        let mut protocols: Vec<String> = Vec::new();
        for protocol in rows.iter().map(|row| protocol(row)).filter(|protocol| !protocol.is_empty()) {
            if !protocols.contains(&protocol) {
                protocols.push(protocol);
            }
        }
        GiaSum {
            kind,
            subject: rows[0].title.as_ref().filter(|_| kind == GiaKind::Exam).map(ToString::to_string),
            counts,
            score: (!scores.is_empty()).then(|| scores.iter().sum::<f64>() / scores.len() as f64),
            protocols,
        }
    };
    parts.into_iter().map(sum).collect()
}

/// «№ 3 от 10.06.2025»; empty where neither number nor day is told.
pub fn protocol(row: &Gia) -> String {
    let number = row.protocol.as_ref().map(|number| match number.starts_with('№') {
        true => number.to_string(),
        false => format!("№ {number}"),
    });
    let day = row.date.map(|day| format!("от {}", crate::words::date(day)));
    [number, day].into_iter().flatten().collect::<Vec<_>>().join(" ")
}
