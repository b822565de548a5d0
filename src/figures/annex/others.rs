//! Late rows of tables that the annex does not show line by line: how many there are, and of which group.

use crate::model::archive::{Stored, TableVisitor, visit_tables};
use crate::model::table::{Found, Ref, Row, first_of_record};
use crate::model::{
    Archive, Attendance, Change, Debt, Gia, Group, MarkEntry, Movement, ResultEntry, Student,
};

/// How many late rows of a table.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OtherRows {
    /// The table's title: «Согласия».
    pub title: &'static str,
    /// How many.
    pub rows: usize,
}

/// The tables whose rows are lines of their own.
const SHOWN: [&str; 6] =
    [Debt::NAME, ResultEntry::NAME, Gia::NAME, Movement::NAME, MarkEntry::NAME, Attendance::NAME];

/// Those of a group.
pub(super) fn of_group(archive: &Archive, group: Ref<Group>) -> Vec<OtherRows> {
    counted(archive, Some(group))
}

/// Those that name nobody and nothing of any group: the supplement tells them as a whole.
pub fn of_no_group(archive: &Archive) -> Vec<OtherRows> {
    counted(archive, None)
}

fn counted(archive: &Archive, group: Option<Ref<Group>>) -> Vec<OtherRows> {
    struct Count<'a>(&'a Archive, Option<Ref<Group>>, Vec<OtherRows>);
    impl TableVisitor for Count<'_> {
        fn visit<T: Stored>(&mut self) {
            let Count(archive, group, counted) = self;
            if SHOWN.contains(&T::NAME) {
                return;
            }
            let rows = T::late(archive).iter().filter(|row| group_of(archive, *row) == *group).count();
            if rows > 0 {
                counted.push(OtherRows { title: T::TITLES[0], rows });
            }
        }
    }
    let mut count = Count(archive, group, Vec::new());
    visit_tables(&mut count);
    count.2
}

/// The group of every late row, of all tables.
pub(super) fn groups(archive: &Archive) -> Vec<Option<Ref<Group>>> {
    struct Groups<'a>(&'a Archive, Vec<Option<Ref<Group>>>);
    impl TableVisitor for Groups<'_> {
        fn visit<T: Stored>(&mut self) {
            let archive = self.0;
            self.1.extend(T::late(archive).iter().map(|row| group_of(archive, row)));
        }
    }
    let mut groups = Groups(archive, Vec::new());
    visit_tables(&mut groups);
    groups.1
}

/// The group that a late row is told with: the last one of the student whom it names, else that of the
/// lesson or the journal, else the one that it names.
fn group_of<T: Stored>(archive: &Archive, row: &T) -> Option<Ref<Group>> {
    if T::NAME == Change::NAME {
        let record = T::column("record").map(|column| row.cell(column, archive))?;
        return of_record(archive, &record);
    }
    let named = |table: &'static str| named(archive, row, table).next();
    let of_student = |id: String| archive.students.row_of(&id).map(|row| row.group);
    let of_journal = |id: String| archive.journals.row_of(&id).map(|row| row.group);
    let of_lesson = |id: String| archive.lessons.row_of(&id).map(|row| archive.journals[row.journal].group);
    let of_user = |id: String| {
        let student = archive.users.row_of(&id)?.student?;
        Some(archive.students[student].group)
    };
    let of_group = |id: String| match archive.groups.find(&id) {
        Found::Row(group) => Some(group),
        _ => None,
    };
    named("students")
        .and_then(of_student)
        .or_else(|| named("users").and_then(of_user))
        .or_else(|| named("lessons").and_then(of_lesson))
        .or_else(|| named("journals").and_then(of_journal))
        .or_else(|| named("groups").and_then(of_group))
}

/// The ids by which a late row names rows of a table, its own first.
pub(super) fn named<T: Stored>(
    archive: &Archive,
    row: &T,
    table: &'static str,
) -> impl Iterator<Item = String> {
    let is_own = T::NAME == table;
    let refers = move |n: &usize| match T::COLUMNS[*n].reference {
        Some(to) => to.split('|').any(|to| to == table),
        None => is_own && *n == 0,
    };
    (0..T::COLUMNS.len()).filter(refers).map(|n| row.cell(n, archive)).filter(|id| !id.is_empty())
}

/// That of a changed record: of the student whom it names, else of the lesson or the journal.
fn of_record(archive: &Archive, record: &str) -> Option<Ref<Group>> {
    let of_lesson = || {
        let (lesson, _) = first_of_record(&archive.lessons, record)?;
        Some(archive.journals[archive.lessons[lesson].journal].group)
    };
    let of_journal = || Some(archive.journals[first_of_record(&archive.journals, record)?.0].group);
    student_of_record(archive, record)
        .map(|student| archive.students[student].group)
        .or_else(of_lesson)
        .or_else(of_journal)
}

/// The student of a changed record: it begins with a lesson's or a journal's id and may name a student behind,
/// or with a student's.
pub(super) fn student_of_record(archive: &Archive, record: &str) -> Option<Ref<Student>> {
    let rest = match (first_of_record(&archive.lessons, record), first_of_record(&archive.journals, record)) {
        (Some((_, rest)), _) | (None, Some((_, rest))) => rest,
        (None, None) => record,
    };
    first_of_record(&archive.students, rest).map(|(student, _)| student)
}
