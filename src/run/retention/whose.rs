//! Whose data archives hold: each person once, however many of the archives name them.

use super::opened;
use crate::archive::register::{Entry, Holds};
use crate::archive::store::Store;
use crate::documents::erasure::SubjectGroup;
use crate::export::people::{self, PEOPLE, Person, STAFF};
use crate::run::recalled::{LateFrom, recall};
use anyhow::Result;
use std::collections::{BTreeMap, BTreeSet};

/// Whose data the archives hold: students by years and groups, then the staff by years.
pub(super) fn people(store: &Store, archives: &[&Entry]) -> Result<Vec<SubjectGroup>> {
    let mut known = Known::default();
    let (mut students, mut staff): (Vec<SubjectGroup>, Vec<SubjectGroup>) = Default::default();
    for entry in archives {
        let mut own: BTreeMap<String, Vec<String>> = BTreeMap::new();
        for person in known.new_ones(&entry.academic_year, of_archive(store, entry)?) {
            own.entry(person.group).or_default().push(person.name);
        }
        for (group, names) in own {
            let title = format!("{group}, {} учебный год", entry.academic_year);
            let groups = if group == STAFF { &mut staff } else { &mut students };
            match groups.iter_mut().find(|own| own.title == title) {
                Some(own) => own.names.extend(names),
                None => groups.push(SubjectGroup { title, names }),
            }
        }
    }
    students.append(&mut staff);
    students.iter_mut().for_each(|group| group.names.sort());
    Ok(students)
}

/// The people whom an archive names.
fn of_archive(store: &Store, entry: &Entry) -> Result<Vec<Person>> {
    if entry.holds == Holds::Year {
        let recalled = recall(&store.path(""), entry, LateFrom::Nowhere)?;
        return Ok(people::of_year(&recalled.opened.archive));
    }
    let bytes = opened(store, entry)?.read(&format!("data/{PEOPLE}"))?;
    bytes.map_or_else(|| Ok(Vec::new()), |bytes| people::read(&bytes))
}

/// Those who were met, and in which year.
#[derive(Default)]
struct Known {
    people: Vec<(String, Person)>,
    by_name: BTreeMap<String, Vec<usize>>,
}

impl Known {
    /// Of an archive's people those who were not met before, who are from now on.
    fn new_ones(&mut self, year: &str, people: Vec<Person>) -> Vec<Person> {
        // Of people of whom nothing but the name is told two lines are two people.
        let mut taken = BTreeSet::new();
        let mut new = Vec::new();
        for person in people {
            let same = self.by_name.get(&person.name).into_iter().flatten().copied().find(|n| {
                let (met, other) = &self.people[*n];
                is_same(&person, other, met == year)
                    && (is_told_apart(&person) && is_told_apart(other) || !taken.contains(n))
            });
            let place = same.unwrap_or(self.people.len());
            taken.insert(place);
            match same {
                Some(n) => learn(&mut self.people[n].1, &person),
                None => {
                    self.by_name.entry(person.name.clone()).or_default().push(place);
                    self.people.push((year.to_owned(), person.clone()));
                    new.push(person);
                }
            }
        }
        new
    }
}

/// Whether more is known than name and group.
fn is_told_apart(person: &Person) -> bool {
    person.is_staff() || !person.id.is_empty() || !person.record_no.is_empty() || person.birth.is_some()
}

/// Whether two people of one name are one.
fn is_same(one: &Person, other: &Person, same_year: bool) -> bool {
    if one.is_staff() || other.is_staff() {
        return one.is_staff() && other.is_staff();
    }
    let told = |one: &str, other: &str| (!one.is_empty() && !other.is_empty()).then(|| one == other);
    let ids = told(&one.id, &other.id);
    if same_year && let Some(same) = ids.filter(|same| *same) {
        return same;
    }
    let births = one.birth.zip(other.birth).map(|(one, other)| one == other);
    let proofs = [told(&one.record_no, &other.record_no), births];
    if proofs.contains(&Some(false)) {
        return false;
    }
    match (proofs.contains(&Some(true)), ids) {
        (true, _) | (false, Some(true)) => true,
        (false, Some(false)) => false,
        // The lists of earlier versions tell no more than name and group.
        (false, None) => same_year && one.group == other.group,
    }
}

/// What is told of a person only later counts too.
fn learn(known: &mut Person, told: &Person) {
    for (own, told) in [(&mut known.id, &told.id), (&mut known.record_no, &told.record_no)] {
        if own.is_empty() {
            own.clone_from(told);
        }
    }
    known.birth = known.birth.or(told.birth);
}

#[cfg(test)]
mod tests {
    use super::*;

    fn person(id: &str, record_no: &str, group: &str) -> Person {
        let name = "Иванов Иван".to_owned();
        Person {
            id: id.to_owned(),
            record_no: record_no.to_owned(),
            group: group.to_owned(),
            name,
            birth: None,
        }
    }

    /// How many people lists of years come to.
    fn count(lists: Vec<(&str, Vec<&Person>)>) -> usize {
        let mut known = Known::default();
        let own = |people: Vec<&Person>| people.into_iter().cloned().collect();
        lists.into_iter().map(|(year, people)| known.new_ones(year, own(people)).len()).sum()
    }

    #[test]
    fn a_person_is_counted_once_and_namesakes_apart() {
        let (one, other) = (&person("s1", "", "ИС-11"), &person("s2", "", "ИС-11"));
        let (with_book, another) = (&person("s1", "24-001", "ИС-21"), &person("s1", "24-002", "ИС-11"));
        let (before, now) = ("2023/2024", "2024/2025");
        assert_eq!(count(vec![(now, vec![one]), (now, vec![one])]), 1, "a year and its supplement");
        assert_eq!(count(vec![(now, vec![one, other])]), 2, "namesakes");
        assert_eq!(count(vec![(before, vec![one]), (now, vec![with_book])]), 1, "a later year");
        assert_eq!(count(vec![(before, vec![with_book]), (now, vec![another])]), 2, "another record book");
        // Lists of earlier versions.
        let bare = &person("", "", "ИС-11");
        assert_eq!(count(vec![(now, vec![one, other]), (now, vec![bare, bare])]), 2);
        assert_eq!(count(vec![(now, vec![bare, bare]), (now, vec![bare])]), 2);
        assert_eq!(count(vec![(before, vec![bare]), (now, vec![bare])]), 2);
    }
}
