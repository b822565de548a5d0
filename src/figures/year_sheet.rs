//! The summary sheet of interim attestation of a group at the end of the year (сводная ведомость, D3).

use super::{Facts, JournalFigures};
use crate::model::settings::Period;
use crate::model::table::Ref;
use crate::model::{FinalForm, Group, Journal, Mark, MovementKind, Student};
use serde::Serialize;
use std::collections::BTreeMap;

/// The sheet.
#[derive(Debug, Serialize)]
pub struct YearSheet {
    /// Disciplines, grouped by form of attestation.
    pub columns: Vec<SheetColumn>,
    /// The students who belong to the group at the end of its year, by name.
    pub rows: Vec<SheetRow>,
    /// Disciplines without attestation.
    pub not_attested: Vec<String>,
    /// Totals.
    pub foot: Foot,
}

/// A discipline.
#[derive(Debug, Serialize)]
pub struct SheetColumn {
    /// «Экзамены», «Практика», ….
    pub form: &'static str,
    /// «ОП.03 Информатика».
    pub title: String,
}

/// A student.
#[derive(Debug, Serialize)]
pub struct SheetRow {
    /// From 1.
    pub number: usize,
    /// Id.
    pub student_id: String,
    /// «Фамилия Имя Отчество».
    pub name: String,
    /// Number of the record book.
    pub record_no: Option<String>,
    /// One mark a column; empty where there is none.
    pub cells: Vec<String>,
    /// Missed academic hours in all journals of the group.
    pub missed_hours: f64,
    /// Of them for a valid reason.
    pub valid_hours: f64,
    /// Mean of the row's marks in numbers; `None` without any.
    pub mean: Option<f64>,
    /// How many marks of the row do not pass.
    pub debts: usize,
}

/// Totals of the sheet.
#[derive(Debug, Serialize)]
pub struct Foot {
    /// Students on the sheet.
    pub students: usize,
    /// Students with at least one mark: the base of the shares.
    pub assessed: usize,
    /// Of them without a mark that does not pass.
    pub passing: usize,
    /// Of them without a mark that does not pass and with no number below 4.
    pub quality: usize,
    /// Marks by their text, numbers from the highest, then words.
    pub marks: Vec<(String, usize)>,
    /// Mean of all marks in numbers; `None` without any.
    pub mean: Option<f64>,
    /// `passing / assessed`, 0–1 (успеваемость); `None` where nobody is assessed.
    pub passing_share: Option<f64>,
    /// `quality / assessed`, 0–1 (качество знаний); `None` where nobody is assessed.
    pub quality_share: Option<f64>,
}

impl YearSheet {
    /// Works the sheet of a group out; `journals` are the figures of its journals, in their order.
    pub fn new(
        facts: &Facts<'_>,
        group: Ref<Group>,
        journals: &[(Ref<Journal>, &JournalFigures)],
    ) -> YearSheet {
        let archive = facts.archive;
        let marked = archive.groups[group].is_graded();
        let (attested, others): (Vec<_>, Vec<_>) =
            journals.iter().partition(|(journal, _)| marked && archive.journals[*journal].is_attested());
        let columns = columns(facts, &attested);
        let students = students(facts, group);
        let missed = missed(journals);
        let mut foot = FootSums::default();
        let rows = students
            .iter()
            .enumerate()
            .map(|(index, student)| {
                let marks: Vec<Option<&Mark>> =
                    columns.iter().map(|column| final_mark(facts, &column.journals, *student)).collect();
                let row = &archive.students[*student];
                let (missed_hours, valid_hours) = missed.get(&*row.id).copied().unwrap_or_default();
                let numbers: Vec<f64> =
                    marks.iter().flatten().filter_map(|mark| mark.number()).map(f64::from).collect();
                let debts =
                    marks.iter().flatten().filter(|mark| mark.is_failing(&archive.settings.scale)).count();
                foot.add(&marks, debts);
                SheetRow {
                    number: index + 1,
                    student_id: row.id.to_string(),
                    name: row.full_name(),
                    record_no: row.record_no.as_ref().map(ToString::to_string),
                    cells: marks
                        .iter()
                        .map(|mark| mark.map(|mark| mark.text.to_string()).unwrap_or_default())
                        .collect(),
                    missed_hours,
                    valid_hours,
                    mean: mean(&numbers),
                    debts,
                }
            })
            .collect();
        YearSheet {
            columns: columns.into_iter().map(|column| column.shown).collect(),
            not_attested: titles(others.iter().map(|(journal, _)| &archive.journals[*journal])),
            foot: foot.finish(students.len()),
            rows,
        }
    }
}

/// Who is in the group at the end of its year: on the last day of its last term, or of its study
/// where that ends before; and who graduated from it.
fn students(facts: &Facts<'_>, group: Ref<Group>) -> Vec<Ref<Student>> {
    let archive = facts.archive;
    let terms = archive.group_terms(group).into_iter().map(|term| archive.settings.term(term).end.0).max();
    let year_end = terms.unwrap_or(archive.settings.year_end());
    let end = archive.groups[group]
        .study_end
        .map_or(year_end, |end| end.min(year_end).max(archive.settings.year_start()));
    let graduated = |student: Ref<Student>| {
        let movements = facts.ledger.movements(student).iter().map(|movement| &archive.movements[*movement]);
        let from_here = archive.students[student].group == group;
        from_here && movements.into_iter().any(|movement| movement.kind == MovementKind::Graduated)
    };
    let members = facts.belonging.group_members(group).iter().copied();
    let mut students: Vec<_> = members
        .filter(|student| facts.belonging.in_group(group, *student, end) || graduated(*student))
        .collect();
    archive.sort_by_name(&mut students);
    students
}

/// A column with the journals that it stands for: those of the subgroups of one discipline.
struct Column {
    shown: SheetColumn,
    journals: Vec<Ref<Journal>>,
}

fn columns(facts: &Facts<'_>, journals: &[&(Ref<Journal>, &JournalFigures)]) -> Vec<Column> {
    let archive = facts.archive;
    let mut columns: Vec<(usize, Column)> = Vec::new();
    for (journal, _) in journals {
        let row = &archive.journals[*journal];
        let (rank, form) = form(row);
        let title = discipline(row);
        match columns.iter_mut().find(|(of, column)| *of == rank && column.shown.title == title) {
            Some((_, column)) => column.journals.push(*journal),
            None => {
                columns.push((rank, Column { shown: SheetColumn { form, title }, journals: vec![*journal] }))
            }
        }
    }
    columns.sort_by_key(|(rank, _)| *rank);
    columns.into_iter().map(|(_, column)| column).collect()
}

/// The place of a form of attestation on the sheet, and its heading.
fn form(journal: &Journal) -> (usize, &'static str) {
    use crate::model::Component;
    match (journal.component, journal.final_form) {
        (Some(Component::Coursework), _) => (3, "Курсовые работы"),
        (Some(Component::ModuleExam), _) => (5, "Экзамены по модулю"),
        _ if journal.is_practice() => (4, "Практика"),
        (_, Some(FinalForm::Exam)) => (0, "Экзамены"),
        (_, Some(FinalForm::GradedCredit)) => (1, "Дифференцированные зачёты"),
        (_, Some(FinalForm::Credit)) => (2, "Зачёты"),
        (_, Some(FinalForm::None) | None) => (6, "Итоги года"),
    }
}

/// «ОП.03 Информатика», without the subgroup.
fn discipline(journal: &Journal) -> String {
    Journal { subgroup: None, ..journal.clone() }.title()
}

fn titles<'a>(journals: impl Iterator<Item = &'a Journal>) -> Vec<String> {
    let mut titles: Vec<String> = Vec::new();
    for title in journals.map(discipline) {
        if !titles.contains(&title) {
            titles.push(title);
        }
    }
    titles
}

/// The mark that ends a discipline's year for a student: the final one; else the examination's
/// where there is one; else the course work's, the year's, the latest term's.
fn final_mark<'a>(facts: &Facts<'a>, journals: &[Ref<Journal>], student: Ref<Student>) -> Option<&'a Mark> {
    let archive = facts.archive;
    let rank = |period: Period| match period {
        Period::Final => (6, 0),
        Period::ModuleExam => (5, 0),
        Period::Exam => (4, 0),
        Period::Coursework => (3, 0),
        Period::Year => (2, 0),
        Period::Term(term) => (1, i64::from(archive.settings.term(term).end.0.to_epoch_days())),
    };
    journals
        .iter()
        .flat_map(|journal| facts.ledger.results(*journal))
        .map(|result| &archive.results[*result])
        .filter(|result| result.student == student)
        // Of equals the last row holds.
        .max_by_key(|result| rank(result.term))
        .map(|result| &result.value)
}

/// Missed and validly missed hours of each student, by id.
fn missed<'a>(journals: &[(Ref<Journal>, &'a JournalFigures)]) -> BTreeMap<&'a str, (f64, f64)> {
    let mut missed: BTreeMap<&str, (f64, f64)> = BTreeMap::new();
    for row in journals.iter().flat_map(|(_, journal)| &journal.rows) {
        let sum = missed.entry(&row.student_id).or_default();
        sum.0 += row.missed_hours;
        sum.1 += row.valid_hours;
    }
    missed
}

fn mean(numbers: &[f64]) -> Option<f64> {
    (!numbers.is_empty()).then(|| numbers.iter().sum::<f64>() / numbers.len() as f64)
}

#[derive(Default)]
struct FootSums {
    assessed: usize,
    passing: usize,
    quality: usize,
    numbers: Vec<f64>,
    numeric: BTreeMap<std::cmp::Reverse<u8>, usize>,
    words: BTreeMap<String, usize>,
}

impl FootSums {
    fn add(&mut self, marks: &[Option<&Mark>], debts: usize) {
        let given: Vec<&Mark> = marks.iter().flatten().copied().collect();
        if given.is_empty() {
            return;
        }
        self.assessed += 1;
        self.passing += usize::from(debts == 0);
        self.quality += usize::from(
            debts == 0 && given.iter().all(|mark| mark.number().is_none_or(|number| number >= 4)),
        );
        for mark in given {
            match mark.number() {
                Some(number) => {
                    self.numbers.push(f64::from(number));
                    *self.numeric.entry(std::cmp::Reverse(number)).or_default() += 1;
                }
                None => *self.words.entry(mark.text.to_string()).or_default() += 1,
            }
        }
    }

    fn finish(self, students: usize) -> Foot {
        let share = |n: usize| (self.assessed > 0).then(|| n as f64 / self.assessed as f64);
        let numeric = self.numeric.iter().map(|(number, count)| (number.0.to_string(), *count));
        Foot {
            students,
            assessed: self.assessed,
            passing: self.passing,
            quality: self.quality,
            marks: numeric.chain(self.words.iter().map(|(word, count)| (word.clone(), *count))).collect(),
            mean: mean(&self.numbers),
            passing_share: share(self.passing),
            quality_share: share(self.quality),
        }
    }
}
