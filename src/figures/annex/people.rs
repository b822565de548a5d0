//! Whom late rows name: in their own columns, by an account, in the record that was changed.

use super::others::{named as ids, student_of_record};
use crate::model::archive::{Stored, TableVisitor, visit_tables};
use crate::model::table::{Found, Ref, Row, Table};
use crate::model::{Archive, Change, Staff, Student};
use std::collections::BTreeSet;

/// The people of the year whom late rows name. Who is new stands in the late tables of people alone.
#[derive(Debug, Default)]
pub struct Named {
    /// Students.
    pub students: BTreeSet<Ref<Student>>,
    /// Staff.
    pub staff: BTreeSet<Ref<Staff>>,
}

/// Whom the late rows of all tables name.
pub fn named(archive: &Archive) -> Named {
    struct Visitor<'a>(&'a Archive, Named);
    impl TableVisitor for Visitor<'_> {
        fn visit<T: Stored>(&mut self) {
            let Visitor(archive, found) = self;
            for row in T::late(archive).iter() {
                found.students.extend(ids(archive, row, Student::NAME).filter_map(at(&archive.students)));
                found.staff.extend(ids(archive, row, Staff::NAME).filter_map(at(&archive.staff)));
                for user in ids(archive, row, "users").filter_map(|id| archive.users.row_of(&id)) {
                    found.students.extend(user.student);
                    found.staff.extend(user.staff);
                }
                if T::NAME == Change::NAME
                    && let Some(column) = T::column("record")
                {
                    found.students.extend(student_of_record(archive, &row.cell(column, archive)));
                }
            }
        }
    }
    let mut visitor = Visitor(archive, Named::default());
    visit_tables(&mut visitor);
    visitor.1
}

/// The row of an id; none where the year does not know it.
fn at<T>(table: &Table<T>) -> impl Fn(String) -> Option<Ref<T>> {
    move |id| match table.find(&id) {
        Found::Row(row) => Some(row),
        _ => None,
    }
}
