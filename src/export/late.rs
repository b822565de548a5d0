//! What came after the year was closed as CSV, in the form of the year's tables: for supplements.

use super::tables::table;
use crate::model::Archive;
use crate::model::archive::{Stored, TableVisitor, visit_tables};

/// Every late table that has rows, by its name, in the order of the tables.
pub fn tables(archive: &Archive) -> Vec<(&'static str, Vec<u8>)> {
    struct Late<'a>(&'a Archive, Vec<(&'static str, Vec<u8>)>);
    impl TableVisitor for Late<'_> {
        fn visit<T: Stored>(&mut self) {
            let rows = T::late(self.0);
            if !rows.is_empty() {
                self.1.push((T::NAME, table(self.0, rows)));
            }
        }
    }
    let mut late = Late(archive, Vec::new());
    visit_tables(&mut late);
    late.1
}
