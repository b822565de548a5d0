//! Who of an earlier year's students is whom today: by id, else by the number of the record book. Where what
//! is known of both does not agree, nobody is taken for anybody.

use crate::model::mark::fold;
use crate::model::table::{Found, Ref};
use crate::model::{Archive, Student};
use std::collections::BTreeMap;

/// The students of an earlier year who are students today.
pub fn same_people(then: &Archive, now: &Archive) -> BTreeMap<Ref<Student>, Ref<Student>> {
    let mut by_record: BTreeMap<String, Vec<Ref<Student>>> = BTreeMap::new();
    for (student, row) in now.students.refs() {
        if let Some(record) = &row.record_no {
            by_record.entry(fold(record)).or_default().push(student);
        }
    }
    let mut found: BTreeMap<Ref<Student>, Ref<Student>> = BTreeMap::new();
    let mut claimed: BTreeMap<Ref<Student>, usize> = BTreeMap::new();
    for (student, row) in then.students.refs() {
        let of_id = match now.students.find(&row.id) {
            Found::Row(same) => Some(same),
            _ => None,
        };
        let of_record = || match row.record_no.as_ref().and_then(|record| by_record.get(&fold(record))) {
            // Of several students with one record book it is not known whose it is.
            Some(same) if same.len() == 1 => same.first().copied(),
            _ => None,
        };
        let agrees = |same: &Ref<Student>| !disagree(row, &now.students[*same]);
        if let Some(same) = of_id.filter(agrees).or_else(|| of_record().filter(agrees)) {
            found.insert(student, same);
            *claimed.entry(same).or_default() += 1;
        }
    }
    found.retain(|_, same| claimed[same] == 1);
    found
}

/// Whether what is known of two students says that they are two: days of birth, or record books together
/// with names.
fn disagree(one: &Student, other: &Student) -> bool {
    let births = one.birth_date.zip(other.birth_date);
    let records = one.record_no.as_ref().zip(other.record_no.as_ref());
    births.is_some_and(|(one, other)| one != other)
        || records.is_some_and(|(one, other)| fold(one) != fold(other))
            && fold(&one.full_name()) != fold(&other.full_name())
}
