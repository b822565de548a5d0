//! `people.csv`: whose records a supplement or an archive of sheets holds, which the act about their
//! destruction will need. Days of birth, which sheets do not show, are not written.

use crate::figures::annex;
use crate::model::{Archive, Staff, Student};
use anyhow::{Context as _, Result};
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;

/// The file.
pub const PEOPLE: &str = "people.csv";
/// The group of who is no student.
pub const STAFF: &str = "Педагогические работники";

/// A person whose records an archive holds.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Person {
    /// The id in the year; empty in the files of earlier versions.
    pub id: String,
    /// The number of the record book; empty where there is none or it is not known.
    pub record_no: String,
    /// The group; [`STAFF`] of who is no student.
    pub group: String,
    /// «Фамилия Имя Отчество».
    pub name: String,
    /// The day of birth; only of people whom a year's own data name.
    #[serde(skip)]
    pub birth: Option<NaiveDate>,
}

impl Person {
    /// A student of a year, or one who came late.
    pub fn student(archive: &Archive, row: &Student) -> Person {
        Person {
            id: row.id.to_string(),
            record_no: row.record_no.as_ref().map(ToString::to_string).unwrap_or_default(),
            group: archive.groups[row.group].name.to_string(),
            name: row.full_name(),
            birth: row.birth_date,
        }
    }

    /// One of the staff.
    pub fn staff(row: &Staff) -> Person {
        Person { id: row.id.to_string(), group: STAFF.to_owned(), name: row.full_name(), ..Person::default() }
    }

    /// Whether it is one of the staff.
    pub fn is_staff(&self) -> bool {
        self.group == STAFF
    }
}

/// All people of a year.
pub fn of_year(archive: &Archive) -> Vec<Person> {
    let students = archive.students.iter().map(|row| Person::student(archive, row));
    students.chain(archive.staff.iter().map(Person::staff)).collect()
}

/// The people whom a year's sheets name: its students, those who teach, curators.
pub fn of_sheets(archive: &Archive) -> Vec<Person> {
    let students = archive.students.iter().map(|row| Person::student(archive, row));
    let journals = archive.journals.iter().map(|row| row.teacher);
    let examiners = archive.results.iter().filter_map(|row| row.examiner);
    let curators = archive.groups.iter().filter_map(|row| row.curator);
    let staff: BTreeSet<_> = journals.chain(archive.teachers.iter().map(|row| row.staff)).collect();
    let staff: BTreeSet<_> = staff.into_iter().chain(examiners).chain(curators).collect();
    students.chain(staff.into_iter().map(|row| Person::staff(&archive.staff[row]))).collect()
}

/// The people whom late rows name, and those who are new in them.
pub fn of_late(archive: &Archive) -> Vec<Person> {
    let named = annex::named(archive);
    let students = named.students.into_iter().map(|row| Person::student(archive, &archive.students[row]));
    let staff = named.staff.into_iter().map(|row| Person::staff(&archive.staff[row]));
    let new = archive.late.students.iter().map(|row| Person::student(archive, row));
    let mut people: Vec<Person> = students.chain(new).collect();
    people.extend(staff.chain(archive.late.staff.iter().map(Person::staff)));
    // A late row may tell a person of the year anew.
    let mut seen = BTreeSet::new();
    people.retain(|person| seen.insert((person.is_staff(), person.id.clone())));
    people
}

/// The file's bytes.
pub fn write(people: &[Person]) -> Result<Vec<u8>> {
    let mut writer = csv::Writer::from_writer(Vec::new());
    people.iter().try_for_each(|person| writer.serialize(person))?;
    Ok(writer.into_inner().map_err(|error| error.into_error())?)
}

/// What a file's bytes say; those of earlier versions have groups and names alone.
pub fn read(bytes: &[u8]) -> Result<Vec<Person>> {
    let rows = csv::Reader::from_reader(bytes).into_deserialize();
    rows.collect::<Result<_, _>>().with_context(|| format!("{PEOPLE} не читается"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_written_is_read_and_so_is_what_earlier_versions_wrote() {
        let person = Person {
            id: "s1".to_owned(),
            record_no: "24-001".to_owned(),
            group: "ИС-11".to_owned(),
            name: "Иванов, Иван".to_owned(),
            birth: None,
        };
        let bytes = write(std::slice::from_ref(&person)).expect("written");
        assert_eq!(String::from_utf8_lossy(&bytes).lines().next(), Some("id,record_no,group,name"));
        assert_eq!(read(&bytes).expect("read"), std::slice::from_ref(&person));
        let earlier = read("group,name\nИС-11,\"Иванов, Иван\"\n".as_bytes()).expect("read");
        assert_eq!(earlier, [Person { id: String::new(), record_no: String::new(), ..person }]);
        assert!(read(b"group,name\nonly one\n").is_err(), "a row is not passed over");
    }
}
