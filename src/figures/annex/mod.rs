//! What came after the year was closed, of a group: the annex to its summary sheet (приложение к сводной
//! ведомости, S2.4; D4).
//!
//! Goes in: the late rows beside the year's tables, which stay as they were closed. Comes out: cleared debts
//! ([`debts`]), results, final state attestation and movements ([`outcomes`]), mended marks and absences
//! ([`corrections`]), and how many rows there are of any other table ([`others`]). Every late row is told once:
//! with the last group of the student whom it names, else with the group that it names, else with none.
//! [`earlier`] is what was sealed before, [`doubts`] says where late rows cannot stand as they are; [`named`] whom they name.

mod corrections;
mod debts;
mod doubts;
mod earlier;
mod others;
mod outcomes;
mod people;

pub use earlier::Earlier;
pub use others::{OtherRows, of_no_group};
pub use people::{Named, named};

use super::Facts;
use super::year_sheet::Standing;
use crate::model::Attempt;
use crate::model::table::Ref;
use crate::model::{Archive, Group, Journal, Student};
use chrono::NaiveDate;
use doubts::Doubts;
use std::collections::BTreeSet;

/// The annex. Lines are in the order of students' names, then of disciplines, then of days.
#[derive(Debug)]
pub struct Annex {
    /// Whose it is.
    pub group: Ref<Group>,
    /// Cleared debts.
    pub debts: Vec<DebtLine>,
    /// Results given or mended later.
    pub results: Vec<ResultLine>,
    /// Final state attestation.
    pub gia: Vec<GiaLine>,
    /// Movements.
    pub movements: Vec<MovementLine>,
    /// Mended marks and absences.
    pub corrections: Vec<CorrectionLine>,
    /// How many rows of other tables.
    pub others: Vec<OtherRows>,
    /// Marks of the sheet that do not pass and that nothing late clears.
    pub left: Vec<LeftDebt>,
    /// What is doubtful, a sentence each.
    pub doubts: Vec<String>,
    /// The files of the supplements that were sealed before.
    pub earlier: Vec<String>,
}

/// A student on a line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Who {
    /// The row.
    pub student: Ref<Student>,
    /// «Фамилия Имя Отчество».
    pub name: String,
    /// Number of the record book.
    pub record_no: Option<String>,
}

/// A debt that was sat after the year was closed.
#[derive(Debug)]
pub struct DebtLine {
    /// Who sat it.
    pub who: Who,
    /// «ОП.03 Информатика».
    pub discipline: String,
    /// «1 семестр», «Год»: what the debt was for, where it is known.
    pub period: Option<String>,
    /// The year's mark of that period; `None` where there is none.
    pub was: Option<String>,
    /// The mark that stands on the sheet in its place, where the discipline ends with another one.
    pub on_sheet: Option<String>,
    /// What was given.
    pub mark: String,
    /// Whether it passes.
    pub passes: bool,
    /// The day.
    pub date: NaiveDate,
    /// Which time.
    pub attempt: Option<Attempt>,
    /// Order.
    pub order: Option<String>,
    /// Number of the sheet.
    pub sheet_no: Option<String>,
}

/// A result that was given or mended after the year was closed.
#[derive(Debug)]
pub struct ResultLine {
    /// Whose.
    pub who: Who,
    /// «ОП.03 Информатика».
    pub discipline: String,
    /// «1 семестр», «Экзамен».
    pub period: String,
    /// What the year says; `None` where it says nothing.
    pub was: Option<String>,
    /// What holds.
    pub mark: String,
    /// Its day.
    pub date: Option<NaiveDate>,
    /// «Фамилия И. О.».
    pub examiner: Option<String>,
    /// Number of the sheet.
    pub sheet_no: Option<String>,
    /// Number of the ticket.
    pub ticket: Option<String>,
}

/// A part of the final state attestation that was sat after the year was closed.
#[derive(Debug)]
pub struct GiaLine {
    /// Who sat it.
    pub who: Who,
    /// «демонстрационный экзамен».
    pub kind: &'static str,
    /// Title of the thesis, subject of the examination.
    pub title: Option<String>,
    /// Supervisor.
    pub supervisor: Option<String>,
    /// Score.
    pub score: Option<f64>,
    /// What the year says; `None` where it says nothing.
    pub was: Option<String>,
    /// The mark.
    pub mark: String,
    /// «№ 3 от 10.06.2025».
    pub protocol: String,
}

/// A movement that came after the year was closed.
#[derive(Debug)]
pub struct MovementLine {
    /// Who moved.
    pub who: Who,
    /// The day.
    pub date: NaiveDate,
    /// «отчисление».
    pub kind: &'static str,
    /// The group that was left.
    pub from: Option<String>,
    /// The group or the organisation that was entered.
    pub to: Option<String>,
    /// «№ 45 от 01.09.2025».
    pub order: String,
    /// The other organisation's confirmation: «№ 7 от 03.09.2025».
    pub confirmation: String,
}

/// A mark or an absence that was entered or mended after the year was closed.
#[derive(Debug)]
pub struct CorrectionLine {
    /// Whose.
    pub who: Who,
    /// «ОП.03 Информатика».
    pub journal: String,
    /// The lesson's day.
    pub date: NaiveDate,
    /// The number of the lesson or pair in the day.
    pub slot: Option<u32>,
    /// «отметка», «посещаемость», with the kind of work or the paper that proves the reason.
    pub what: String,
    /// What the year says; `None` where it says nothing.
    pub was: Option<String>,
    /// What holds.
    pub now: String,
}

/// A mark that does not pass and is not cleared.
#[derive(Debug)]
pub struct LeftDebt {
    /// «Фамилия Имя Отчество».
    pub name: String,
    /// «ОП.03 Информатика».
    pub discipline: String,
    /// The mark on the year's sheet.
    pub mark: String,
}

impl Annex {
    /// Puts a group's annex together.
    pub fn new(facts: &Facts<'_>, group: Ref<Group>, earlier: &Earlier) -> Annex {
        let standing = Standing::new(facts, group);
        let late = Late { facts, group, standing: &standing, earlier };
        let mut doubts = Doubts::default();
        let debts = debts::debts(&late, &mut doubts);
        let left = debts::left(&late);
        let results = outcomes::results(&late, &mut doubts);
        let gia = outcomes::gia(&late, &mut doubts);
        let movements = outcomes::movements(&late, &mut doubts);
        let corrections = corrections::corrections(&late, &mut doubts);
        let others = others::of_group(facts.archive, group);
        Annex {
            group,
            debts,
            results,
            gia,
            movements,
            corrections,
            others,
            left,
            doubts: doubts.told(facts.archive),
            earlier: earlier.files.clone(),
        }
    }

    /// How many late rows it tells.
    pub fn rows(&self) -> usize {
        let Annex { debts, results, gia, movements, corrections, others, .. } = self;
        let lines = debts.len() + results.len() + gia.len() + movements.len() + corrections.len();
        lines + others.iter().map(|own| own.rows).sum::<usize>()
    }
}

/// The groups that late rows are told with, in their order.
pub fn groups(archive: &Archive) -> Vec<Ref<Group>> {
    let groups: BTreeSet<Ref<Group>> = others::groups(archive).into_iter().flatten().collect();
    groups.into_iter().collect()
}

/// The late rows of a group, beside its year.
struct Late<'a> {
    facts: &'a Facts<'a>,
    group: Ref<Group>,
    standing: &'a Standing<'a>,
    earlier: &'a Earlier,
}

impl Late<'_> {
    /// «ОП.03 Информатика».
    fn title(&self, journal: Ref<Journal>) -> String {
        self.facts.archive.journals[journal].title()
    }

    /// Whether a student's last group is this one.
    fn has(&self, student: Ref<Student>) -> bool {
        self.facts.archive.students[student].group == self.group
    }

    fn who(&self, student: Ref<Student>) -> Who {
        let row = &self.facts.archive.students[student];
        let record_no = row.record_no.as_ref().map(ToString::to_string);
        Who { student, name: row.full_name(), record_no }
    }

    /// What lines are sorted by: the student's name, what it is about, the day.
    fn place(
        &self,
        student: Ref<Student>,
        about: &str,
        day: Option<NaiveDate>,
    ) -> (String, String, String, Option<NaiveDate>) {
        let (name, id) = self.facts.archive.students[student].sort_key();
        (name, id.to_owned(), about.to_owned(), day)
    }
}

/// «№ 3 от 10.06.2025»; empty where neither number nor day is told.
fn numbered(number: Option<&str>, day: Option<NaiveDate>) -> String {
    let number = number.map(|number| match number.starts_with('№') {
        true => number.to_owned(),
        false => format!("№ {number}"),
    });
    let day = day.map(|day| format!("от {}", crate::words::date(day)));
    [number, day].into_iter().flatten().collect::<Vec<_>>().join(" ")
}

/// A cell of text that may be absent.
fn text(cell: Option<&crate::model::cell::Text>) -> Option<String> {
    cell.map(ToString::to_string)
}
