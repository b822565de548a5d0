//! What files, folders and sheets are named after.

use super::clean::clean;
use crate::model::archive::{Stored, TableVisitor, visit_tables};
use crate::model::mark::fold;

/// Files of the system or of an editor, not of the office.
pub fn is_hidden(name: &str) -> bool {
    name.starts_with(['.', '~'])
        || name.eq_ignore_ascii_case("thumbs.db")
        || name.eq_ignore_ascii_case("desktop.ini")
}

/// The names of every table: its own and the Russian ones.
fn table_names() -> Vec<(&'static str, Vec<&'static str>)> {
    struct Names(Vec<(&'static str, Vec<&'static str>)>);
    impl TableVisitor for Names {
        fn visit<T: Stored>(&mut self) {
            self.0.push((T::NAME, [&[T::NAME], T::TITLES].concat()));
        }
    }
    let mut names = Names(Vec::new());
    visit_tables(&mut names);
    names.0
}

/// The table that a file or sheet is named after.
pub(super) fn table_named(name: &str) -> Option<&'static str> {
    let name = fold(&clean(name).replace('_', " "));
    table_names()
        .into_iter()
        .find(|(_, names)| names.iter().any(|own| fold(own) == name))
        .map(|(table, _)| table)
}

/// The column of a table that a heading names.
pub(super) fn column_of(table: Option<&str>, heading: &str) -> Option<&'static str> {
    struct Find<'a>(&'a str, &'a str, Option<&'static str>);
    impl TableVisitor for Find<'_> {
        fn visit<T: Stored>(&mut self) {
            if T::NAME == self.0 {
                self.2 = T::headed(self.1).map(|column| T::COLUMNS[column].name);
            }
        }
    }
    let heading = clean(heading);
    let mut find = Find(table?, &heading, None);
    visit_tables(&mut find);
    find.2
}

/// A hint that names the table most like a name, where one is like it.
pub(super) fn nearest_table(name: &str, otherwise: &str) -> String {
    if name.chars().count() > 64 {
        return otherwise.to_owned();
    }
    let name = fold(&clean(name));
    let like = |(table, names): (&'static str, Vec<&'static str>)| {
        let near = names.iter().map(|own| (strsim::osa_distance(&name, &fold(own)), *own)).min();
        near.filter(|(distance, _)| (1..=2).contains(distance)).map(|(distance, own)| (distance, own, table))
    };
    match table_names().into_iter().filter_map(like).min() {
        Some((_, own, table)) if own == table => format!("может быть, это {table}? {otherwise}"),
        Some((_, own, table)) => format!("может быть, это «{own}» ({table})? {otherwise}"),
        None => otherwise.to_owned(),
    }
}
