//! The sheet as documents and machines get it.

use super::hours::Hours;
use super::note::Note;
use crate::figures::identity::By;
use chrono::NaiveDate;
use serde::{Serialize, Serializer};

/// The summary sheet of a group for its whole term of study.
#[derive(Debug, Serialize)]
pub struct StudySheet {
    /// The group's id in its latest year.
    pub group_id: String,
    /// Its name there.
    pub group: String,
    /// «09.02.07 Информационные системы и программирование».
    pub program: Option<String>,
    /// Qualification.
    pub qualification: Option<String>,
    /// Base of the study.
    pub base: Option<String>,
    /// Form of study.
    pub form: Option<String>,
    /// First day of study; `None` where it is not known.
    #[serde(serialize_with = "iso")]
    pub began: Option<NaiveDate>,
    /// Last day of study; `None` where it is not known.
    #[serde(serialize_with = "iso")]
    pub ended: Option<NaiveDate>,
    /// The curator of the latest year: «Иванова А. П.».
    pub curator: Option<String>,
    /// How long the sheet is kept.
    pub kept: String,
    /// The academic year up to which results are told.
    pub until: String,
    /// Whether the study has ended by then; not where its end is not known.
    pub is_complete: bool,
    /// Disciplines, grouped by form of attestation.
    #[serde(skip)]
    pub columns: Vec<StudyColumn>,
    /// The students who are on the sheet of the latest year, by name.
    #[serde(skip)]
    pub rows: Vec<StudyRow>,
    /// Who came to the group and who left it, in the order of time.
    #[serde(skip)]
    pub moves: Vec<Move>,
    /// The archives that were read, in the order of their years.
    #[serde(skip)]
    pub archives: Vec<ArchiveLine>,
    /// What a reader must know.
    #[serde(skip)]
    pub notes: Vec<Note>,
}

/// An archive that was read.
#[derive(Debug, Serialize)]
pub struct ArchiveLine {
    /// Its number on the sheet.
    pub number: String,
    /// «2022/2023».
    pub year: String,
    /// Its name.
    pub name: String,
    /// Its root digest.
    pub root: String,
    /// The group's id and name in it; `None` where the group is not found.
    pub group: Option<(String, String)>,
    /// Its supplements.
    pub supplements: Vec<SupplementLine>,
}

/// A supplement that was read.
#[derive(Debug, Serialize)]
pub struct SupplementLine {
    /// Its number on the sheet: «2.1» is the first one of archive 2.
    pub number: String,
    /// Its name.
    pub name: String,
    /// Its root digest.
    pub root: String,
}

/// A discipline.
#[derive(Debug, Serialize)]
pub struct StudyColumn {
    /// From 1.
    pub number: usize,
    /// «Экзамены», «Практика», ….
    pub form: &'static str,
    /// «ОП.03 Информатика».
    pub title: String,
    /// Academic hours that were planned, over all years; `None` where no plan tells.
    pub planned: Option<Hours>,
    /// Whether a plan tells of all years.
    #[serde(skip)]
    pub is_planned: bool,
    /// Academic hours that were held, over all years.
    pub held: Hours,
    /// The numbers of the archives and supplements that its marks and hours come from.
    pub archives: Vec<String>,
}

/// A student.
#[derive(Debug, Serialize)]
pub struct StudyRow {
    /// From 1.
    pub number: usize,
    /// Id in the latest year.
    pub id: String,
    /// «Фамилия Имя Отчество».
    pub name: String,
    /// Names that were borne earlier.
    pub former_names: Vec<String>,
    /// Number of the record book.
    pub record_no: Option<String>,
    /// Whether it is not known who or where he or she was in some year: marks may be missing.
    pub is_unsure: bool,
    /// Mean of the marks in numbers; `None` without any, and of those of whom marks may be missing.
    pub mean: Option<f64>,
    /// How many of the marks that are known do not pass.
    pub debts: usize,
    /// Who he or she is in each archive.
    pub identities: Vec<Identity>,
    /// A cell a column; `None` where there is no mark.
    #[serde(skip)]
    pub cells: Vec<Option<StudyCell>>,
    /// Results of the final state attestation, by part.
    #[serde(skip)]
    pub gia: Vec<GiaLine>,
}

/// A student in an archive.
#[derive(Debug, Serialize)]
pub struct Identity {
    /// «2022/2023».
    pub year: String,
    /// Id there.
    pub id: String,
    /// The last group of that year.
    pub group: String,
    /// What he or she was found by.
    pub by: By,
}

/// A mark.
#[derive(Debug, Serialize)]
pub struct StudyCell {
    /// «4», «2/4» where it was cleared, «осв».
    pub value: String,
    /// The number of the archive or supplement that it comes from.
    pub archive: String,
    /// Whether it came after the year was closed.
    pub is_late: bool,
}

/// A result of the final state attestation.
#[derive(Debug, Serialize)]
pub struct GiaLine {
    /// `demo`, `thesis`, `exam`.
    pub kind: &'static str,
    /// «демонстрационный экзамен».
    #[serde(skip)]
    pub label: &'static str,
    /// Title of the thesis, subject of an examination.
    pub title: Option<String>,
    /// Supervisor.
    pub supervisor: Option<String>,
    /// Score.
    pub score: Option<f64>,
    /// The mark.
    pub value: String,
    /// «№ 3 от 10.06.2025».
    pub protocol: String,
    /// The number of the archive or supplement that it comes from.
    pub archive: String,
    /// Whether it came after the year was closed.
    pub is_late: bool,
}

/// Somebody came to the group or left it.
#[derive(Debug, PartialEq, Eq, Serialize)]
pub struct Move {
    /// Whether he or she came.
    #[serde(skip)]
    pub came: bool,
    /// «Фамилия Имя Отчество».
    pub name: String,
    /// Id in the year.
    pub id: Option<String>,
    /// The academic year, «2022/2023»; «2021/2022 — 2022/2023» where it is not known in which.
    pub year: String,
    /// The day; `None` where it is not told.
    #[serde(serialize_with = "iso")]
    pub day: Option<NaiveDate>,
    /// «перевод»; `None` where no movement tells of it.
    pub what: Option<&'static str>,
    /// «№ 12-у от 01.09.2023».
    pub order: Option<String>,
    /// The group or organisation: whence or where to.
    pub place: Option<String>,
}

/// A day as the data have it: `2024-09-02`.
fn iso<S: Serializer>(day: &Option<NaiveDate>, serializer: S) -> Result<S::Ok, S::Error> {
    day.map(|day| day.to_string()).serialize(serializer)
}
