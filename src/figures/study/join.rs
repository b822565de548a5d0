//! The years of a study become one sheet.

use super::Study;
use super::hours::Hours;
use super::moves::moves;
use super::note::{Note, NoteKind};
use super::sheet::{
    ArchiveLine, GiaLine, Identity, StudyCell, StudyColumn, StudyRow, StudySheet, SupplementLine,
};
use super::year::{GiaKey, GiaMark, Late, Value, Year, YearColumn};
use crate::model::mark::fold;
use crate::model::settings::AcademicYear;
use std::collections::{BTreeMap, BTreeSet};

/// A column over the years: its place, heading, and the years that have it.
struct Joined<'a> {
    rank: usize,
    parts: Vec<(usize, &'a YearColumn)>,
}

impl Study {
    /// The sheet. `absent` are years of which it is told why they are not there; of the others of the term it
    /// is said that they have no archive.
    pub fn finish(self, absent: &[AcademicYear]) -> StudySheet {
        let mut years: Vec<&Year> = self.years.iter().collect();
        years.sort_by_key(|year| year.source.year.start);
        let archives = archives(&years);
        let joined = join(&years);
        let mut sheet = StudySheet {
            columns: joined.iter().enumerate().map(|(n, column)| column.told(n + 1, &archives)).collect(),
            rows: (0..self.members).map(|n| self.row(n, &years, &joined, &archives)).collect(),
            moves: moves(&self.people, &years, self.heading.began),
            notes: gaps(&self, &years, absent),
            archives,
            ..self.heading
        };
        sheet.notes.extend(self.notes);
        sheet.notes.sort_by(|one, other| one.year.cmp(&other.year));
        sheet
    }

    fn row(&self, n: usize, years: &[&Year], joined: &[Joined<'_>], archives: &[ArchiveLine]) -> StudyRow {
        let person = &self.people[n];
        let values: Vec<Option<(usize, &Value)>> = joined.iter().map(|column| column.value(n)).collect();
        let numbers: Vec<f64> =
            values.iter().flatten().filter_map(|(_, value)| value.number).map(f64::from).collect();
        let failing = values.iter().flatten().filter(|(_, value)| value.is_failing == Some(true));
        let is_unsure = self.unsure.contains(&n);
        let identity = |year: &&Year| {
            let (id, group, by) = year.identities.get(n)?.clone()?;
            Some(Identity { year: year.source.year.title(), id, group, by })
        };
        StudyRow {
            number: n + 1,
            id: person.latest().id.clone(),
            name: person.latest().name.clone(),
            former_names: person.former_names(),
            record_no: person.record_no().map(str::to_owned),
            is_unsure,
            mean: (!is_unsure && !numbers.is_empty())
                .then(|| numbers.iter().sum::<f64>() / numbers.len() as f64),
            debts: failing.count(),
            identities: years.iter().filter_map(identity).collect(),
            cells: values
                .into_iter()
                .map(|found| {
                    let (year, value) = found?;
                    let (archive, is_late) = number(&archives[year], value.late);
                    Some(StudyCell { value: value.text.clone(), archive, is_late })
                })
                .collect(),
            gia: gia(n, years, archives),
        }
    }
}

fn archives(years: &[&Year]) -> Vec<ArchiveLine> {
    let line = |(n, year): (usize, &&Year)| {
        let number = (n + 1).to_string();
        let supplements = year.source.supplements.iter().enumerate();
        let supplements = supplements.map(|(n, (name, root))| SupplementLine {
            number: format!("{number}.{}", n + 1),
            name: name.clone(),
            root: root.clone(),
        });
        ArchiveLine {
            supplements: supplements.collect(),
            number: number.clone(),
            year: year.source.year.title(),
            name: year.source.archive.clone(),
            root: year.source.root.clone(),
            group: year.group.clone(),
        }
    };
    years.iter().enumerate().map(line).collect()
}

/// The number of what a result comes from, and whether it came late.
fn number(archive: &ArchiveLine, late: Option<Late>) -> (String, bool) {
    let supplement = match late {
        Some(Late::Supplement(n)) => archive.supplements.get(n - 1).map(|line| line.number.clone()),
        Some(Late::InArchive) | None => None,
    };
    (supplement.unwrap_or_else(|| archive.number.clone()), late.is_some())
}

/// Columns of the same form and title are one, in the order of forms, then of years, then as the year has them.
fn join<'a>(years: &[&'a Year]) -> Vec<Joined<'a>> {
    let mut joined: Vec<Joined<'_>> = Vec::new();
    let mut places: BTreeMap<(usize, String), usize> = BTreeMap::new();
    for (n, year) in years.iter().enumerate() {
        for column in &year.columns {
            let key = (column.rank, fold(&column.title));
            let place = *places.entry(key).or_insert_with(|| {
                joined.push(Joined { rank: column.rank, parts: Vec::new() });
                joined.len() - 1
            });
            joined[place].parts.push((n, column));
        }
    }
    joined.sort_by_key(|column| column.rank);
    joined
}

impl<'a> Joined<'a> {
    /// A person's result: the mark of the last year that has one. Who is exempt in a later year keeps it; of
    /// whom there is no mark at all the exemption is told.
    fn value(&self, person: usize) -> Option<(usize, &'a Value)> {
        let parts = self.parts.iter().rev();
        let mut values = parts.filter_map(|(year, column)| Some((*year, column.values.get(&person)?)));
        let last = values.next()?;
        [last].into_iter().chain(values).find(|(_, value)| value.is_mark()).or(Some(last))
    }

    fn told(&self, number_of_column: usize, archives: &[ArchiveLine]) -> StudyColumn {
        // The hours are the group's own, of other groups' only what the group itself never had.
        let is_own = self.parts.iter().any(|(_, column)| column.is_own);
        let own =
            || self.parts.iter().filter(|(_, column)| column.is_own == is_own).map(|(_, own)| own.hours);
        let planned = own().filter_map(|hours| hours.planned).reduce(Hours::join);
        let held = own().map(|hours| hours.held).fold(Hours::default(), Hours::join);
        let mut from: BTreeSet<(usize, usize)> = BTreeSet::new();
        for (year, column) in &self.parts {
            from.insert((*year, 0));
            for value in column.values.values() {
                if let Some(Late::Supplement(n)) = value.late {
                    from.insert((*year, n));
                }
            }
        }
        let told =
            |(year, n): (usize, usize)| number(&archives[year], (n > 0).then_some(Late::Supplement(n))).0;
        let (_, last) = self.parts[self.parts.len() - 1];
        StudyColumn {
            number: number_of_column,
            form: last.form,
            title: last.title.clone(),
            planned,
            is_planned: own().all(|hours| hours.is_planned),
            held,
            archives: from.into_iter().map(told).collect(),
        }
    }
}

/// A person's results of the final state attestation: of each part that of the last year that has one.
fn gia(person: usize, years: &[&Year], archives: &[ArchiveLine]) -> Vec<GiaLine> {
    let mut last: BTreeMap<&GiaKey, (usize, &GiaMark, Option<Late>)> = BTreeMap::new();
    for (n, year) in years.iter().enumerate() {
        for (_, mark, late) in year.gia.iter().filter(|(own, ..)| *own == person) {
            last.insert(&mark.key, (n, mark, *late));
        }
    }
    let line = |(year, mark, late): (usize, &GiaMark, Option<Late>)| {
        let (archive, is_late) = number(&archives[year], late);
        GiaLine {
            kind: mark.kind.word(),
            label: mark.kind.label(),
            title: mark.title.clone(),
            supervisor: mark.supervisor.clone(),
            score: mark.score,
            value: mark.value.clone(),
            protocol: mark.protocol.clone(),
            archive,
            is_late,
        }
    };
    last.into_values().map(line).collect()
}

/// The years of the term that are not there, and what is not known of the term.
fn gaps(study: &Study, years: &[&Year], absent: &[AcademicYear]) -> Vec<Note> {
    let mut notes = Vec::new();
    let heading = &study.heading;
    if heading.began.is_none() {
        let text = format!(
            "Начало обучения {} в данных не указано: взяты все годы, за которые нашлись обучающиеся.",
            study.wording.of_group
        );
        notes.push(Note::new(NoteKind::Term, text));
    }
    let first = study.first_year().map_or(study.latest.start, |year| year.start);
    let is_there =
        |year: &AcademicYear| years.iter().any(|own| own.source.year == *year) || absent.contains(year);
    let missing = (first..study.latest.start).map(|start| AcademicYear { start });
    let missing = missing.filter(|year| heading.began.is_some() && !is_there(year));
    let (of_term, before): (Vec<_>, Vec<_>) = missing.partition(|year| study.is_of_term(*year));
    notes.extend(study.none_before(&before));
    for year in of_term {
        let text = format!("За {} учебный год архива в хранилище нет.", year.title());
        notes.push(Note::of_year(NoteKind::NoArchive, year, text));
    }
    if let Some(end) = heading.ended.map(AcademicYear::of).filter(|end| end.start > study.latest.start) {
        let text = format!(
            "Обучение {} заканчивается в {} учебном году: ведомость составлена по {} учебный год.",
            study.wording.of_group,
            end.title(),
            study.latest.title()
        );
        notes.push(Note::new(NoteKind::Term, text));
    }
    notes
}

impl Study {
    /// What is said of years without an archive, before the group began, in which some of the sheet were here.
    fn none_before(&self, years: &[AcademicYear]) -> Option<Note> {
        let (first, last) = (*years.first()?, *years.last()?);
        let span = match first == last {
            true => format!("{} учебный год", first.title()),
            false => format!("учебные годы с {} по {}", first.title(), last.title()),
        };
        let sought = self.sought(last);
        let names: Vec<&str> =
            sought.range(..self.members).map(|n| self.people[*n].latest().name.as_str()).collect();
        let text = format!(
            "За {span} архива в хранилище нет, а зачислены раньше начала обучения {}: {}.",
            self.wording.of_group,
            names.join(", ")
        );
        Some(Note::of_year(NoteKind::NoArchive, last, text))
    }
}
