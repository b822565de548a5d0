//! Everything of one journal as one CSV: the proof of what its section shows.
//!
//! The first column names the table, the others are the columns of all tables that a journal has
//! rows in; a row fills those of its table. First the group, the journal, its teachers and its
//! students, then the rows of each table in the contract's order.

use crate::figures::Facts;
use crate::model::archive::Stored;
use crate::model::table::{Ref, Row};
use crate::model::{
    Archive, Attendance, Change, Check, CurriculumItem, Debt, Enrolment, Group, Homework, Journal, Lesson,
    MarkEntry, Movement, PlanItem, Release, Remark, ResultEntry, Staff, Student, Teaching, TimetableItem,
};
use std::collections::BTreeSet;

/// The columns of all tables of a journal's file, each once, in the order of the tables.
fn header() -> Vec<&'static str> {
    let tables: [&[crate::model::Column]; 20] = [
        Group::COLUMNS,
        Journal::COLUMNS,
        Staff::COLUMNS,
        Student::COLUMNS,
        Enrolment::COLUMNS,
        Teaching::COLUMNS,
        PlanItem::COLUMNS,
        CurriculumItem::COLUMNS,
        Lesson::COLUMNS,
        Homework::COLUMNS,
        MarkEntry::COLUMNS,
        Attendance::COLUMNS,
        ResultEntry::COLUMNS,
        Debt::COLUMNS,
        TimetableItem::COLUMNS,
        Release::COLUMNS,
        Movement::COLUMNS,
        Change::COLUMNS,
        Remark::COLUMNS,
        Check::COLUMNS,
    ];
    let mut header = vec!["table"];
    for column in tables.into_iter().flatten() {
        if !header.contains(&column.name) {
            header.push(column.name);
        }
    }
    header
}

/// What takes the rows of a journal, table by table.
trait Sink {
    /// A table of those columns, which may come again with more rows.
    fn table(&mut self, name: &'static str, columns: &[&'static str]);
    /// A row of it.
    fn row(&mut self, cells: &[String]);
}

/// One table of all columns. A row fills some ten of a hundred: the commas between are known of each table
/// beforehand, which a general writer would think over one by one.
struct Csv {
    header: Vec<&'static str>,
    bytes: Vec<u8>,
    /// The columns that the table fills: how many commas stand before each, and its place in the row.
    filled: Vec<(usize, usize)>,
    table: &'static str,
    /// How many commas stand after the last of them.
    rest: usize,
}

impl Csv {
    fn commas(&mut self, n: usize) {
        self.bytes.extend(std::iter::repeat_n(b',', n));
    }

    /// A cell, in quotes where RFC 4180 asks for them.
    fn cell(&mut self, text: &str) {
        if memchr::memchr3(b',', b'"', b'\n', text.as_bytes()).is_none() && !text.contains('\r') {
            return self.bytes.extend(text.as_bytes());
        }
        self.bytes.push(b'"');
        for part in text.split_inclusive('"') {
            self.bytes.extend(part.as_bytes());
            if part.ends_with('"') {
                self.bytes.push(b'"');
            }
        }
        self.bytes.push(b'"');
    }
}

impl Sink for Csv {
    fn table(&mut self, name: &'static str, columns: &[&'static str]) {
        self.table = name;
        self.filled.clear();
        self.rest = 0;
        for column in self.header.iter().skip(1) {
            self.rest += 1;
            if let Some(place) = columns.iter().position(|own| own == column) {
                self.filled.push((self.rest, place));
                self.rest = 0;
            }
        }
    }

    fn row(&mut self, cells: &[String]) {
        self.bytes.extend(self.table.as_bytes());
        for n in 0..self.filled.len() {
            let (commas, place) = self.filled[n];
            self.commas(commas);
            self.cell(&cells[place]);
        }
        self.commas(self.rest);
        self.bytes.push(b'\n');
    }
}

/// An object of tables, each with its columns and its rows of texts.
struct Json {
    bytes: Vec<u8>,
    table: Option<&'static str>,
    has_rows: bool,
}

impl Json {
    fn put(&mut self, texts: &[impl serde::Serialize]) {
        serde_json::to_writer(&mut self.bytes, texts).expect("memory does not fail");
    }

    fn end_table(&mut self) {
        if self.table.is_some() {
            self.bytes.extend(b"\n]}");
        }
    }
}

impl Sink for Json {
    fn table(&mut self, name: &'static str, columns: &[&'static str]) {
        if self.table == Some(name) {
            return;
        }
        let opening = if self.table.is_some() { ",\n" } else { "{\n" };
        self.end_table();
        self.bytes.extend(format!("{opening}\"{name}\":{{\"columns\":").bytes());
        self.put(columns);
        self.bytes.extend(b",\"rows\":[");
        (self.table, self.has_rows) = (Some(name), false);
    }

    fn row(&mut self, cells: &[String]) {
        let before: &[u8] = if std::mem::replace(&mut self.has_rows, true) { b",\n" } else { b"\n" };
        self.bytes.extend(before);
        self.put(cells);
    }
}

fn rows<T: Stored>(sink: &mut impl Sink, archive: &Archive, rows: impl IntoIterator<Item = Ref<T>>) {
    let columns: Vec<&str> = T::COLUMNS.iter().map(|column| column.name).collect();
    sink.table(T::NAME, &columns);
    let table = T::table(archive);
    for row in rows {
        let cells: Vec<String> = (0..columns.len()).map(|column| table[row].cell(column, archive)).collect();
        sink.row(&cells);
    }
}

/// The bytes of `data/journals/<id>.csv`.
pub fn write(facts: &Facts<'_>, journal: Ref<Journal>) -> Vec<u8> {
    let header = header();
    let bytes = (header.join(",") + "\n").into_bytes();
    let mut sink = Csv { header, bytes, filled: Vec::new(), table: "", rest: 0 };
    visit(facts, journal, &mut sink);
    sink.bytes
}

/// The same rows as JSON: `{"marks": {"columns": ["lesson", …], "rows": [["l1", …], …]}, …}`, the cells as
/// they are written in the CSV.
pub fn json(facts: &Facts<'_>, journal: Ref<Journal>) -> Vec<u8> {
    let mut sink = Json { bytes: Vec::new(), table: None, has_rows: false };
    visit(facts, journal, &mut sink);
    sink.end_table();
    sink.bytes.extend(b"\n}\n");
    sink.bytes
}

/// Hands every row of a journal to a sink.
fn visit(facts: &Facts<'_>, journal: Ref<Journal>, sink: &mut impl Sink) {
    let (archive, ledger) = (facts.archive, facts.ledger);
    let row = &archive.journals[journal];
    let lessons = ledger.lessons(journal);
    rows::<Group>(sink, archive, [row.group]);
    rows::<Journal>(sink, archive, [journal]);
    rows::<Staff>(sink, archive, staff(facts, journal));
    rows::<Student>(sink, archive, facts.belonging.members(journal).iter().map(|(student, _)| *student));
    rows::<Enrolment>(sink, archive, ledger.roster(journal).iter().copied());
    rows::<Teaching>(sink, archive, ledger.teachers(journal).iter().copied());
    rows::<PlanItem>(sink, archive, ledger.plan(journal).iter().copied());
    rows::<CurriculumItem>(sink, archive, ledger.curriculum(journal).iter().copied());
    rows::<Lesson>(sink, archive, lessons.iter().copied());
    rows::<Homework>(sink, archive, lessons.iter().flat_map(|lesson| ledger.homework(*lesson)).copied());
    rows::<MarkEntry>(sink, archive, lessons.iter().flat_map(|lesson| ledger.marks(*lesson)).copied());
    rows::<Attendance>(sink, archive, lessons.iter().flat_map(|lesson| ledger.attendance(*lesson)).copied());
    rows::<ResultEntry>(sink, archive, ledger.results(journal).iter().copied());
    rows::<Debt>(sink, archive, ledger.debts(journal).iter().copied());
    rows::<TimetableItem>(sink, archive, ledger.timetable(journal).iter().copied());
    let members = || facts.belonging.members(journal).iter().map(|(student, _)| *student);
    rows::<Release>(sink, archive, ledger.releases(journal).iter().copied());
    let releases = members().flat_map(|student| ledger.student_releases(student)).copied();
    // Those that name a journal stand with it.
    rows::<Release>(sink, archive, releases.filter(|row| archive.releases[*row].journal.is_none()));
    rows::<Movement>(sink, archive, members().flat_map(|student| ledger.movements(student)).copied());
    rows::<Change>(sink, archive, ledger.changes(journal).iter().copied());
    rows::<Remark>(sink, archive, ledger.remarks(journal).iter().copied());
    rows::<Check>(sink, archive, ledger.checks(journal).iter().copied());
}

/// Everybody of the staff whom the journal's rows name.
fn staff(facts: &Facts<'_>, journal: Ref<Journal>) -> BTreeSet<Ref<Staff>> {
    let (archive, ledger) = (facts.archive, facts.ledger);
    let mut staff = BTreeSet::from([archive.journals[journal].teacher]);
    let group = &archive.groups[archive.journals[journal].group];
    staff.extend([group.curator, group.master].into_iter().flatten());
    staff.extend(ledger.teachers(journal).iter().map(|row| archive.teachers[*row].staff));
    staff.extend(ledger.changes(journal).iter().filter_map(|row| archive.changes[*row].by));
    staff.extend(ledger.checks(journal).iter().map(|row| archive.checks[*row].inspector));
    for row in ledger.remarks(journal) {
        staff.extend([archive.remarks[*row].teacher, archive.remarks[*row].inspector].into_iter().flatten());
    }
    staff.extend(ledger.results(journal).iter().filter_map(|row| archive.results[*row].examiner));
    for lesson in ledger.lessons(journal) {
        let row = &archive.lessons[*lesson];
        staff.extend([row.teacher, row.substitutes].into_iter().flatten());
        staff.extend(ledger.marks(*lesson).iter().filter_map(|mark| archive.marks[*mark].entered_by));
        staff.extend(ledger.attendance(*lesson).iter().filter_map(|row| archive.attendance[*row].entered_by));
    }
    staff
}

#[cfg(test)]
mod tests {
    use super::{Csv, Sink as _};

    #[test]
    fn rows_are_those_of_the_csv_crate() {
        let header = vec!["table", "a", "b", "c", "d", "e"];
        let rows = [
            ["1", "x,y", "говорит \"да\""],
            ["", "", ""],
            ["\n", "\r", "\""],
            ["'", ";", " z "],
            ["5", "\"\"", "—"],
        ];
        let mut own =
            Csv { header: header.clone(), bytes: Vec::new(), filled: Vec::new(), table: "", rest: 0 };
        let mut peer = super::super::tables::csv_writer();
        own.table("marks", &["d", "b", "a"]);
        for row in rows {
            own.row(&row.map(str::to_owned));
            peer.write_record(["marks", row[2], row[1], "", row[0], ""]).expect("written");
        }
        assert_eq!(own.bytes, peer.into_inner().expect("flushed"));
    }
}
