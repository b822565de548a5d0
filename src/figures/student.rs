//! A student's year over all journals that he or she belonged to.

use super::Facts;
use super::JournalFigures;
use super::attendance::{Missed, days_of_student};
use crate::model::table::Ref;
use crate::model::{Student, Wording};
use crate::words;
use chrono::{Datelike, NaiveDate};
use serde::Serialize;
use std::collections::BTreeMap;

/// A student with everything that his or her page shows.
#[derive(Debug, Serialize)]
pub struct StudentFigures {
    /// Id.
    pub id: String,
    /// «Фамилия Имя Отчество».
    pub name: String,
    /// Number of the record book.
    pub record_no: Option<String>,
    /// The groups of the year, in the order of days.
    pub groups: Vec<GroupDays>,
    /// One line a journal, in the order of groups and journals.
    pub journals: Vec<StudentJournal>,
    /// Movements, in the order of days.
    pub movements: Vec<MovementLine>,
    /// What was missed on each day that had lessons for the student, without those he or she is exempt from.
    #[serde(skip)]
    pub days: BTreeMap<NaiveDate, Missed>,
    /// The same by month, «сентябрь 2024», in their order, and of the year last; empty without lessons.
    pub months: Vec<MissedLine>,
}

/// A group and when the student was in it.
#[derive(Debug, Serialize)]
pub struct GroupDays {
    /// Id.
    pub id: String,
    /// Name.
    pub name: String,
    /// «с 03.03.2025», where not the whole year.
    pub days: Option<String>,
}

/// A student's part of a journal.
#[derive(Clone, Debug, Serialize)]
pub struct StudentJournal {
    /// The journal's id.
    pub id: String,
    /// Its title.
    pub title: String,
    /// Its group's name.
    pub group: String,
    /// The cells of the grid that are not empty, in the order of days.
    pub entries: Vec<StudentEntry>,
    /// Results by their column's heading.
    pub results: Vec<(String, String)>,
    /// Missed academic hours.
    pub missed_hours: f64,
    /// Of them for a valid reason.
    pub valid_hours: f64,
    /// How often late.
    pub late: usize,
    /// Weighted mean; `None` without marks in numbers.
    pub mean: Option<f64>,
}

/// A cell of the grid that is not empty.
#[derive(Clone, Debug, Serialize)]
pub struct StudentEntry {
    /// The lesson's day.
    #[serde(skip)]
    pub day: Option<NaiveDate>,
    /// The lesson's place in the journal's list, from 1.
    pub place: Option<usize>,
    /// «лекция».
    pub kind: &'static str,
    /// «5», «н».
    pub text: String,
    /// «контрольная работа: 5».
    pub title: String,
}

/// What was missed in a month or in the year.
#[derive(Debug, Serialize)]
pub struct MissedLine {
    /// «сентябрь 2024».
    pub title: String,
    /// What was missed.
    pub missed: Missed,
    /// Lessons missed.
    pub lessons_missed: usize,
    /// Academic hours missed.
    pub hours_missed: f64,
    /// Of them for a valid reason.
    pub hours_valid: f64,
}

/// A movement.
#[derive(Debug, Serialize)]
pub struct MovementLine {
    /// «03.03.2025».
    pub date: String,
    /// «перевод».
    pub kind: &'static str,
    /// Group that was left.
    pub from: Option<String>,
    /// Group that was entered.
    pub to: Option<String>,
    /// Order.
    pub order: Option<String>,
}

impl MissedLine {
    fn new(title: String, missed: Missed) -> MissedLine {
        MissedLine {
            title,
            lessons_missed: missed.missed(),
            hours_missed: missed.missed_hours,
            hours_valid: missed.valid_hours,
            missed,
        }
    }

    /// By month, then of the year.
    fn of_year(days: &BTreeMap<NaiveDate, Missed>) -> Vec<MissedLine> {
        let mut months: BTreeMap<(i32, u32), (String, Missed)> = BTreeMap::new();
        let mut year = Missed::default();
        for (day, missed) in days {
            let (_, month) = months
                .entry((day.year(), day.month()))
                .or_insert_with(|| (format!("{} {}", words::month(*day), day.year()), Missed::default()));
            month.join(missed);
            year.join(missed);
        }
        let mut lines: Vec<MissedLine> =
            months.into_values().map(|(title, missed)| MissedLine::new(title, missed)).collect();
        if !lines.is_empty() {
            lines.push(MissedLine::new("Всего за год".to_owned(), year));
        }
        lines
    }
}

impl StudentJournal {
    /// A row of a journal's grid as a line of the student's page.
    pub fn of(journal: &JournalFigures, row: usize) -> StudentJournal {
        let row = &journal.rows[row];
        let filled = || journal.columns.iter().zip(&row.cells).filter(|(_, cell)| !cell.text.is_empty());
        StudentJournal {
            id: journal.id.clone(),
            title: journal.title.clone(),
            group: journal.group.clone(),
            entries: filled()
                .filter(|(column, _)| !column.is_result)
                .map(|(column, cell)| StudentEntry {
                    day: column.day,
                    place: column.place,
                    kind: column.kind,
                    text: cell.text.clone(),
                    title: cell.title.clone(),
                })
                .collect(),
            results: filled()
                .filter(|(column, _)| column.is_result)
                .map(|(column, cell)| (column.label.clone(), cell.text.clone()))
                .collect(),
            missed_hours: row.missed_hours,
            valid_hours: row.valid_hours,
            late: row.late,
            mean: row.mean,
        }
    }
}

impl StudentFigures {
    /// Puts a student's year together; `journals` are the lines of all journals that the student
    /// belonged to.
    pub fn new(facts: &Facts<'_>, student: Ref<Student>, journals: Vec<StudentJournal>) -> StudentFigures {
        let archive = facts.archive;
        let settings = &archive.settings;
        let wording = Wording::of(settings);
        let row = &archive.students[student];
        let name = |group: crate::model::Ref<crate::model::Group>| archive.groups[group].name.to_string();
        let mut movements: Vec<_> =
            facts.ledger.movements(student).iter().map(|movement| &archive.movements[*movement]).collect();
        movements.sort_by_key(|movement| movement.date);
        let days = days_of_student(facts, student);
        StudentFigures {
            id: row.id.to_string(),
            name: row.full_name(),
            record_no: row.record_no.as_ref().map(ToString::to_string),
            groups: facts
                .belonging
                .groups(student)
                .iter()
                .map(|(span, group)| GroupDays {
                    id: archive.groups[*group].id.to_string(),
                    name: name(*group),
                    days: super::journal::part_of_year(
                        &[*span],
                        (settings.year_start(), settings.year_end()),
                    ),
                })
                .collect(),
            movements: movements
                .iter()
                .map(|movement| MovementLine {
                    date: words::date(movement.date),
                    kind: wording.movement(movement.kind),
                    from: movement.from.map(name),
                    to: movement
                        .to
                        .map(name)
                        .or_else(|| movement.to_organization.as_ref().map(ToString::to_string)),
                    order: movement.order.as_ref().map(ToString::to_string),
                })
                .collect(),
            months: MissedLine::of_year(&days),
            days,
            journals,
        }
    }
}
