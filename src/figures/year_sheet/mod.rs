//! The summary sheet of attestation of a group at the end of the year (сводная ведомость, D3): a line a
//! student in a college, where the mark that ends each discipline stands; in a school a line a term, the
//! year, the examination and the final mark.
//!
//! [`columns`] which disciplines, and the marks in them; [`lines`] what stands in the cells; [`notes`] what is
//! said beside them; [`foot`] the totals; [`standing`] what late results are held against.

mod columns;
mod foot;
mod lines;
mod notes;
mod standing;

use super::attendance::{InGroup, Missed};
use super::performance::Counts;
use super::{Facts, Stretch};
use crate::model::settings::Period;
use crate::model::table::Ref;
use crate::model::{Group, Journal, Mark, MovementKind, Student, Wording};
use chrono::NaiveDate;
use columns::{Column, Given};
use lines::{EXEMPT, cleared, shown};
use serde::Serialize;
use std::collections::BTreeMap;

pub use columns::Cleared;
pub use foot::Foot;
pub use standing::{Standing, Stood};

/// The sheet.
#[derive(Debug, Serialize)]
pub struct YearSheet {
    /// Disciplines, grouped by form of attestation.
    pub columns: Vec<SheetColumn>,
    /// What each student has a line for, in the order of time; empty in a college, where the mark that ends
    /// a discipline stands alone.
    pub lines: Vec<SheetLine>,
    /// The students who belong to the group at the end of its year, by name.
    pub rows: Vec<SheetRow>,
    /// Disciplines without attestation; all of them where the group gets no marks.
    pub not_attested: Vec<String>,
    /// Whether the group gets marks.
    pub is_graded: bool,
    /// Totals.
    pub foot: Foot,
}

/// A line that each student has.
#[derive(Debug, Serialize)]
pub struct SheetLine {
    /// «1 четверть», «Год».
    pub title: String,
    /// Whether it is of a term: not of the year, the examination, or final.
    pub is_term: bool,
}

/// A discipline.
#[derive(Debug, Serialize)]
pub struct SheetColumn {
    /// «Экзамены», «Практика», ….
    pub form: &'static str,
    /// «ОП.03 Информатика».
    pub title: String,
    /// The marks that end it; those of the sheet's students who belong to it at the end and have none are
    /// `unmarked` or `exempt`.
    pub counts: Counts,
    /// The place of its form among the others.
    #[serde(skip)]
    pub rank: usize,
    /// The journals that it stands for: those of all subgroups, and whatever else its students have of it.
    #[serde(skip)]
    pub journals: Vec<Ref<Journal>>,
}

/// A student.
#[derive(Debug, Serialize)]
pub struct SheetRow {
    /// From 1.
    pub number: usize,
    /// Who.
    #[serde(skip)]
    pub student: Ref<Student>,
    /// Id.
    pub student_id: String,
    /// «Фамилия Имя Отчество».
    pub name: String,
    /// «обучение на дому с 11.11.2024 по 28.02.2025»; exemptions and leave likewise.
    pub notes: Vec<String>,
    /// Number of the record book.
    pub record_no: Option<String>,
    /// The mark that ends each column's discipline, «2/4» where it was cleared before the year was closed;
    /// empty where there is none.
    pub cells: Vec<String>,
    /// The marks that count in them: of one that was cleared what it was cleared with; `None` where there is
    /// none or the student is exempt.
    #[serde(skip)]
    pub judged: Vec<Option<Mark>>,
    /// Of each of the sheet's lines a cell a column; `None` where no mark is due: the discipline has no such
    /// term or examination, or is not the student's.
    pub lines: Vec<Vec<Option<String>>>,
    /// Days on which everything was missed, in all journals of the student.
    pub missed_days: usize,
    /// Missed lessons.
    pub missed_lessons: usize,
    /// Of them for a valid reason.
    pub valid_lessons: usize,
    /// Missed academic hours.
    pub missed_hours: f64,
    /// Of them for a valid reason.
    pub valid_hours: f64,
    /// Mean of the row's marks in numbers; `None` without any.
    pub mean: Option<f64>,
    /// How many marks of the row do not pass.
    pub debts: usize,
    /// What was decided of the student at the end of the year, by the movements: «перевод в следующий класс,
    /// № 45-у от 28.05.2025»; `None` where they say nothing.
    pub decision: Option<String>,
}

impl YearSheet {
    /// Works the sheet of a group out; `attended` is who missed how much in its journals, `None` where only
    /// the marks are asked for.
    pub fn new(facts: &Facts<'_>, group: Ref<Group>, attended: Option<&[InGroup]>) -> YearSheet {
        let students = YearSheet::students(facts, group);
        YearSheet::of(facts, group, &students, attended, Cleared::InTime)
    }

    /// Works out what the sheet of a group says of these students, whether they were there at its end or not;
    /// nothing of what they missed.
    pub fn of_students(
        facts: &Facts<'_>,
        group: Ref<Group>,
        students: &[Ref<Student>],
        cleared: Cleared,
    ) -> YearSheet {
        YearSheet::of(facts, group, students, None, cleared)
    }

    /// Who is on the sheet of a group: who is in it at the end of its year, and who graduated from it; by name.
    pub fn students(facts: &Facts<'_>, group: Ref<Group>) -> Vec<Ref<Student>> {
        students(facts, group, last_day(facts, group))
    }

    fn of(
        facts: &Facts<'_>,
        group: Ref<Group>,
        students: &[Ref<Student>],
        attended: Option<&[InGroup]>,
        counted: Cleared,
    ) -> YearSheet {
        let archive = facts.archive;
        let wording = Wording::of(&archive.settings);
        let end = last_day(facts, group);
        let columns = columns::columns(facts, group, students, end);
        let given = Given::new(facts, &columns, students, counted);
        let of_terms = given.ending_with_terms(columns.len());
        let lines =
            if archive.settings.is_school() { lines::periods(facts, &columns, &given) } else { Vec::new() };
        let mut counts = vec![Counts::default(); columns.len()];
        let of_year = attended.unwrap_or_default().iter().filter(|own| own.term == Stretch::Year);
        let own_missed: BTreeMap<Ref<Student>, &Missed> =
            of_year.map(|own| (own.student, &own.missed)).collect();
        let mut foot = foot::Sums::default();
        let mut rows = Vec::with_capacity(students.len());
        for (index, student) in students.iter().copied().enumerate() {
            let row = &archive.students[student];
            let results: Vec<Option<columns::Result<'_>>> = of_terms
                .iter()
                .enumerate()
                .map(|(n, of_terms)| given.last(&archive.settings, n, student, *of_terms))
                .collect();
            // A failing mark that was cleared in time counts as it was cleared.
            let cleared: Vec<Option<&Mark>> = results
                .iter()
                .enumerate()
                .map(|(n, result)| cleared(facts, &given, n, student, (*result)?))
                .collect();
            let marks: Vec<Option<&Mark>> =
                results.iter().map(|result| result.map(|result| result.mark)).collect();
            let mut cells = Vec::with_capacity(columns.len());
            let places = columns.iter().zip(&mut counts).zip(marks.iter().zip(&cleared));
            for ((column, counts), (mark, cleared)) in places {
                let exempt = || column.is_exempt(facts, student, Period::Year, end);
                cells.push(match mark {
                    Some(mark) if mark.is_exempt() => {
                        counts.exempt += 1;
                        mark.text.to_string()
                    }
                    Some(mark) => {
                        counts.add(cleared.unwrap_or(mark));
                        shown(mark, *cleared)
                    }
                    None if exempt() => {
                        counts.exempt += 1;
                        EXEMPT.to_owned()
                    }
                    None => {
                        counts.unmarked += usize::from(column.has(facts, student, end));
                        String::new()
                    }
                });
            }
            let missed = match attended {
                Some(_) => notes::missed(facts, group, student, &own_missed),
                None => Missed::default(),
            };
            let judged = marks.iter().zip(&cleared).map(|(mark, cleared)| cleared.or(*mark));
            let judged: Vec<Option<&Mark>> =
                judged.map(|mark| mark.filter(|mark| !mark.is_exempt())).collect();
            let given_marks: Vec<&Mark> = judged.iter().copied().flatten().collect();
            let (mean, debts) = foot.add(&archive.settings.scale, &given_marks);
            rows.push(SheetRow {
                number: index + 1,
                student,
                student_id: row.id.to_string(),
                name: row.full_name(),
                notes: notes::notes(facts, student),
                record_no: row.record_no.as_ref().map(ToString::to_string),
                cells,
                judged: judged.into_iter().map(|mark| mark.cloned()).collect(),
                lines: lines
                    .iter()
                    .map(|period| lines::line(facts, &columns, &given, student, *period, end))
                    .collect(),
                mean,
                debts,
                decision: notes::decision(facts, group, student, &wording),
                missed_days: missed.days,
                missed_lessons: missed.missed(),
                valid_lessons: missed.excused + missed.ill,
                missed_hours: missed.missed_hours,
                valid_hours: missed.valid_hours,
            });
        }
        let told = |(column, counts): (Column, Counts)| SheetColumn {
            form: column.form,
            rank: column.rank,
            journals: column.journals,
            title: column.title,
            counts,
        };
        YearSheet {
            lines: lines
                .iter()
                .map(|period| SheetLine {
                    title: period.label(&archive.settings),
                    is_term: matches!(period, Period::Term(_)),
                })
                .collect(),
            not_attested: columns::not_attested(facts, group),
            is_graded: archive.groups[group].is_graded(),
            foot: foot.finish(students.len()),
            columns: columns.into_iter().zip(counts).map(told).collect(),
            rows,
        }
    }
}

/// The day on which the sheet is drawn up: the last one of the group's last term, or of its study where that
/// ends before.
fn last_day(facts: &Facts<'_>, group: Ref<Group>) -> NaiveDate {
    let archive = facts.archive;
    let year_end = Stretch::Year.last_day(&archive.settings, &archive.group_terms(group));
    archive.groups[group]
        .study_end
        .map_or(year_end, |end| end.min(year_end).max(archive.settings.year_start()))
}

/// Who is in the group on that day, and who graduated from it.
fn students(facts: &Facts<'_>, group: Ref<Group>, end: NaiveDate) -> Vec<Ref<Student>> {
    let archive = facts.archive;
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
