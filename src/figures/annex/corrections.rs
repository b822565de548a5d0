//! Marks and absences that were entered or mended after the year was closed.

use super::doubts::{Doubts, Kind};
use super::{CorrectionLine, Late};
use crate::model::table::Ref;
use crate::model::{Attendance, Lesson, MarkEntry, Student};
use crate::words;

/// A row of either table.
enum Row<'a> {
    Mark(&'a MarkEntry),
    Absence(&'a Attendance),
}

impl Row<'_> {
    fn lesson(&self) -> Ref<Lesson> {
        match self {
            Row::Mark(row) => row.lesson,
            Row::Absence(row) => row.lesson,
        }
    }

    fn student(&self) -> Ref<Student> {
        match self {
            Row::Mark(row) => row.student,
            Row::Absence(row) => row.student,
        }
    }
}

/// The marks and absences of the group's students.
pub(super) fn corrections(late: &Late<'_>, doubts: &mut Doubts) -> Vec<CorrectionLine> {
    let archive = late.facts.archive;
    let marks = archive.late.marks.iter().map(Row::Mark);
    let absences = archive.late.attendance.iter().map(Row::Absence);
    let mut rows: Vec<Row<'_>> = marks.chain(absences).filter(|row| late.has(row.student())).collect();
    rows.sort_by_cached_key(|row| {
        let lesson = &archive.lessons[row.lesson()];
        let title = archive.journals[lesson.journal].title();
        (late.place(row.student(), &title, Some(lesson.date)), lesson.slot, row.lesson())
    });
    let line = |row: &Row<'_>| {
        let lesson = &archive.lessons[row.lesson()];
        let (what, was, now) = match row {
            Row::Mark(row) => mark(late, row),
            Row::Absence(row) => absence(late, row),
        };
        let line = CorrectionLine {
            who: late.who(row.student()),
            journal: archive.journals[lesson.journal].title(),
            date: lesson.date,
            slot: lesson.slot,
            what,
            was,
            now,
        };
        let about = format!("{}, {}, {}", line.who.name, line.journal, words::date(line.date));
        let kind = match row {
            Row::Mark(row) => Kind::Mark(row.lesson, row.student, row.n),
            Row::Absence(row) => Kind::Absence(row.lesson, row.student),
        };
        doubts.value(kind, &line.now, &about);
        line
    };
    rows.iter().map(line).collect()
}

/// What a mark is, what stood there, what holds.
fn mark(late: &Late<'_>, row: &MarkEntry) -> (String, Option<String>, String) {
    let archive = late.facts.archive;
    let own = late.facts.ledger.marks(row.lesson).iter().map(|own| &archive.marks[*own]);
    let number = |row: &MarkEntry| row.n.unwrap_or(1);
    let was = own.into_iter().rfind(|own| own.student == row.student && number(own) == number(row));
    let what = match &row.work {
        Some(work) => format!("отметка, {work}"),
        None => "отметка".to_owned(),
    };
    (what, was.map(|own| own.value.text.to_string()), row.value.text.to_string())
}

/// The same of an absence.
fn absence(late: &Late<'_>, row: &Attendance) -> (String, Option<String>, String) {
    let archive = late.facts.archive;
    let own = late.facts.ledger.attendance(row.lesson).iter().map(|own| &archive.attendance[*own]);
    let was = own.into_iter().rfind(|own| own.student == row.student);
    let told = |row: &Attendance| match row.minutes {
        Some(minutes) => {
            let minutes = words::count(minutes as usize, ["минуту", "минуты", "минут"]);
            format!("{} на {minutes}", row.status.label())
        }
        None => row.status.label().to_owned(),
    };
    let what = match &row.document {
        Some(document) => format!("посещаемость, {document}"),
        None => "посещаемость".to_owned(),
    };
    (what, was.map(told), told(row))
}
