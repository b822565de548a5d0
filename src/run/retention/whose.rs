//! Whose data archives hold: each person once, however many of the archives name them.

use super::opened;
use crate::archive::register::{Entry, Holds};
use crate::archive::store::Store;
use crate::documents::erasure::SubjectGroup;
use crate::export::people::{self, PEOPLE, Person};
use crate::run::recalled::{LateFrom, recall};
use anyhow::Result;
use std::collections::{BTreeMap, BTreeSet};

/// Whose data the archives hold: students by years and groups, then the staff by years. Who had another name in a later
/// year is told with both.
pub(super) fn people(store: &Store, archives: &[&Entry]) -> Result<Vec<SubjectGroup>> {
    let mut known = Known::default();
    for entry in archives {
        known.meet(&entry.academic_year, of_archive(store, entry)?);
    }
    let (mut students, mut staff): (Groups, Groups) = Default::default();
    for Met { year, person, names } in known.people {
        let groups = if person.is_staff() { &mut staff } else { &mut students };
        groups.entry((year, person.group)).or_default().push(names.join(", также "));
    }
    let group = |((year, group), mut names): ((String, String), Vec<String>)| {
        names.sort();
        SubjectGroup { title: format!("{group}, {year} учебный год"), names }
    };
    Ok(students.into_iter().chain(staff).map(group).collect())
}

/// Names by year and group.
type Groups = BTreeMap<(String, String), Vec<String>>;

/// The people whom an archive names.
fn of_archive(store: &Store, entry: &Entry) -> Result<Vec<Person>> {
    if entry.holds == Holds::Year {
        let recalled = recall(&store.path(""), entry, LateFrom::Nowhere)?;
        return Ok(people::of_year(&recalled.opened.archive));
    }
    let bytes = opened(store, entry)?.read(&format!("data/{PEOPLE}"))?;
    bytes.map_or_else(|| Ok(Vec::new()), |bytes| people::read(&bytes))
}

/// A person, and in which year they were met first.
struct Met {
    year: String,
    person: Person,
    /// The names that they had, in their order.
    names: Vec<String>,
}

/// Those who were met.
#[derive(Default)]
struct Known {
    people: Vec<Met>,
    by_name: BTreeMap<String, Vec<usize>>,
    /// By record book: names change.
    by_book: BTreeMap<String, Vec<usize>>,
}

impl Known {
    /// Meets the people of an archive, those of whom it is not known that they were met before as others.
    fn meet(&mut self, year: &str, people: Vec<Person>) {
        // Of people of whom nothing but the name is told two lines are two people.
        let mut taken = BTreeSet::new();
        for person in people {
            let of_name = self.by_name.get(&person.name).into_iter().flatten();
            let all = of_name.chain(self.by_book.get(&person.record_no).into_iter().flatten());
            let same = all.copied().find(|n| {
                let met = &self.people[*n];
                let was_born = person.birth.is_some() && person.birth == met.person.birth;
                (met.names.contains(&person.name) || was_born)
                    && is_same(&person, &met.person, met.year == year)
                    && (is_told_apart(&person) && is_told_apart(&met.person) || !taken.contains(n))
            });
            let place = same.unwrap_or(self.people.len());
            taken.insert(place);
            match same {
                Some(n) => self.people[n].learn(&person),
                None => {
                    let (year, names) = (year.to_owned(), vec![person.name.clone()]);
                    self.people.push(Met { year, person: person.clone(), names });
                }
            }
            let places = [(&mut self.by_name, person.name), (&mut self.by_book, person.record_no)];
            for (index, key) in places.into_iter().filter(|(_, key)| !key.is_empty()) {
                let own = index.entry(key).or_default();
                if !own.contains(&place) {
                    own.push(place);
                }
            }
        }
    }
}

impl Met {
    /// What is told of a person only later counts too.
    fn learn(&mut self, told: &Person) {
        let known = &mut self.person;
        for (own, told) in [(&mut known.id, &told.id), (&mut known.record_no, &told.record_no)] {
            if own.is_empty() {
                own.clone_from(told);
            }
        }
        known.birth = known.birth.or(told.birth);
        if !self.names.contains(&told.name) {
            self.names.push(told.name.clone());
        }
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
    // One of the same name and day of birth has another record book now, unless both are there at once.
    if births == Some(true) && one.name == other.name && !(same_year && ids == Some(false)) {
        return true;
    }
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

#[cfg(test)]
mod tests {
    use super::*;
    use chrono::NaiveDate;

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
        lists.into_iter().for_each(|(year, people)| known.meet(year, own(people)));
        known.people.len()
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
        // A new record book, a new name.
        let born = NaiveDate::from_ymd_opt(2007, 3, 1);
        let born =
            |person: &Person, name: &str| Person { birth: born, name: name.to_owned(), ..person.clone() };
        let (old, new) = (&born(with_book, "Иванов Иван"), &born(another, "Иванов Иван"));
        assert_eq!(count(vec![(before, vec![old]), (now, vec![new])]), 1, "a new record book");
        assert_eq!(
            count(vec![(now, vec![old, &Person { id: "s9".to_owned(), ..new.clone() }])]),
            2,
            "namesakes"
        );
        assert_eq!(
            count(vec![(before, vec![old]), (now, vec![&born(with_book, "Петров Иван")])]),
            1,
            "a new name"
        );
        // Lists of earlier versions.
        let bare = &person("", "", "ИС-11");
        assert_eq!(count(vec![(now, vec![one, other]), (now, vec![bare, bare])]), 2);
        assert_eq!(count(vec![(now, vec![bare, bare]), (now, vec![bare])]), 2);
        assert_eq!(count(vec![(before, vec![bare]), (now, vec![bare])]), 2);
    }
}
