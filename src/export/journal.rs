//! Everything of one journal as one CSV: the proof of what its section shows.
//!
//! The first column names the table, the others are the columns of all tables that a journal has
//! rows in; a row fills those of its table. First the group, the journal, its teachers and its
//! students, then the rows of each table in the contract's order.

use super::tables::{csv_writer, finish, record};
use crate::figures::Facts;
use crate::model::archive::Stored;
use crate::model::table::{Ref, Row};
use crate::model::{
    Archive, Attendance, Change, Check, CurriculumItem, Debt, Enrolment, Group, Homework, Journal, Lesson,
    MarkEntry, Movement, PlanItem, Release, Remark, ResultEntry, Staff, Student, Teaching, TimetableItem,
};
use serde_json::{Map, Value};
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

struct Writer<'a> {
    archive: &'a Archive,
    header: Vec<&'static str>,
    csv: csv::Writer<Vec<u8>>,
}

impl Writer<'_> {
    fn rows<T: Stored>(&mut self, rows: impl IntoIterator<Item = Ref<T>>) {
        let places: Vec<usize> = T::COLUMNS
            .iter()
            .map(|column| {
                self.header.iter().position(|name| *name == column.name).expect("the header has every column")
            })
            .collect();
        let table = T::table(self.archive);
        for row in rows {
            let mut cells = vec![String::new(); self.header.len()];
            T::NAME.clone_into(&mut cells[0]);
            for (column, place) in places.iter().enumerate() {
                cells[*place] = table[row].cell(column, self.archive);
            }
            record(&mut self.csv, &cells);
        }
    }
}

/// The bytes of `data/journals/<id>.csv`.
pub fn write(facts: &Facts<'_>, journal: Ref<Journal>) -> Vec<u8> {
    let (archive, ledger) = (facts.archive, facts.ledger);
    let row = &archive.journals[journal];
    let lessons = ledger.lessons(journal);
    let header = header();
    let mut writer = Writer { archive, csv: csv_writer(), header };
    let header = writer.header.clone();
    record(&mut writer.csv, &header);
    writer.rows::<Group>([row.group]);
    writer.rows::<Journal>([journal]);
    writer.rows::<Staff>(staff(facts, journal));
    writer.rows::<Student>(facts.belonging.members(journal).iter().map(|(student, _)| *student));
    writer.rows::<Enrolment>(ledger.roster(journal).iter().copied());
    writer.rows::<Teaching>(ledger.teachers(journal).iter().copied());
    writer.rows::<PlanItem>(ledger.plan(journal).iter().copied());
    writer.rows::<CurriculumItem>(ledger.curriculum(journal).iter().copied());
    writer.rows::<Lesson>(lessons.iter().copied());
    writer.rows::<Homework>(lessons.iter().flat_map(|lesson| ledger.homework(*lesson)).copied());
    writer.rows::<MarkEntry>(lessons.iter().flat_map(|lesson| ledger.marks(*lesson)).copied());
    writer.rows::<Attendance>(lessons.iter().flat_map(|lesson| ledger.attendance(*lesson)).copied());
    writer.rows::<ResultEntry>(ledger.results(journal).iter().copied());
    writer.rows::<Debt>(ledger.debts(journal).iter().copied());
    writer.rows::<TimetableItem>(ledger.timetable(journal).iter().copied());
    let members = || facts.belonging.members(journal).iter().map(|(student, _)| *student);
    writer.rows::<Release>(ledger.releases(journal).iter().copied());
    writer.rows::<Release>(members().flat_map(|student| ledger.student_releases(student)).copied());
    writer.rows::<Movement>(members().flat_map(|student| ledger.movements(student)).copied());
    writer.rows::<Change>(ledger.changes(journal).iter().copied());
    writer.rows::<Remark>(ledger.remarks(journal).iter().copied());
    writer.rows::<Check>(ledger.checks(journal).iter().copied());
    finish(writer.csv)
}

/// The same rows as JSON: an object of tables, each a list of rows with the cells that are not empty, as
/// they are written in the CSV.
pub fn json(csv: &[u8]) -> Vec<u8> {
    let mut reader = csv::ReaderBuilder::new().has_headers(false).from_reader(csv);
    let mut rows = reader.records().map_while(Result::ok);
    let header = rows.next().unwrap_or_default();
    let mut tables: Map<String, Value> = Map::new();
    for row in rows {
        let cells = header.iter().zip(&row).skip(1).filter(|(_, cell)| !cell.is_empty());
        let object: Map<String, Value> = cells.map(|(name, cell)| (name.to_owned(), cell.into())).collect();
        let table = tables.entry(row.get(0).unwrap_or_default()).or_insert_with(|| Value::Array(Vec::new()));
        if let Value::Array(rows) = table {
            rows.push(Value::Object(object));
        }
    }
    let mut bytes = serde_json::to_vec(&tables).expect("maps with keys of text are JSON");
    bytes.push(b'\n');
    bytes
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
