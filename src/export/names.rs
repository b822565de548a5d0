//! Ids as file names: ASCII, safe on Windows and FAT, different for different ids.

use crate::files::FileDigest;
use crate::model::archive::Stored;
use crate::model::table::{Ref, Row};
use crate::model::{Archive, Group, Journal, Staff, Student};
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use std::collections::{BTreeMap, BTreeSet};

/// What stands in a file name as itself: letters, digits, `-`, `_` and `.` (RFC 3986, unreserved;
/// `~` is kept for what this module adds).
const PLAIN: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'_').remove(b'.');

/// The longest stem; paths stay under 200 characters.
const LONGEST: usize = 80;

/// The stems of the files of each row that has files of its own.
#[derive(Debug)]
pub struct Names {
    groups: Vec<String>,
    journals: Vec<String>,
    students: Vec<String>,
    staff: Vec<String>,
    documents: Vec<String>,
    disciplines: BTreeMap<String, String>,
}

impl Names {
    /// Names the files of an archive.
    pub fn new(archive: &Archive) -> Names {
        let disciplines: BTreeSet<String> =
            archive.journals.iter().map(|row| row.discipline.to_string()).collect();
        let stems_of_disciplines = stems(disciplines.iter().cloned());
        Names {
            groups: of_table::<Group>(archive).into_iter().map(apart_from_all).collect(),
            journals: of_table::<Journal>(archive),
            students: of_table::<Student>(archive),
            staff: of_table::<Staff>(archive),
            documents: stems(archive.documents.iter().map(|document| document.id.clone())),
            disciplines: disciplines.into_iter().zip(stems_of_disciplines).collect(),
        }
    }

    /// A group's stem.
    pub fn group(&self, group: Ref<Group>) -> &str {
        &self.groups[group.index()]
    }

    /// A journal's stem.
    pub fn journal(&self, journal: Ref<Journal>) -> &str {
        &self.journals[journal.index()]
    }

    /// A student's stem.
    pub fn student(&self, student: Ref<Student>) -> &str {
        &self.students[student.index()]
    }

    /// A member of the staff's stem.
    pub fn staff(&self, staff: Ref<Staff>) -> &str {
        &self.staff[staff.index()]
    }

    /// The stem of a discipline that has journals, by its name.
    pub fn discipline(&self, name: &str) -> &str {
        &self.disciplines[name]
    }

    /// The stem of the n-th document.
    pub fn document(&self, n: usize) -> &str {
        &self.documents[n]
    }
}

/// A group of the id `all` must not take the name of the list of all groups' digests.
fn apart_from_all(stem: String) -> String {
    if stem.eq_ignore_ascii_case("all") { format!("%{:02X}{}", stem.as_bytes()[0], &stem[1..]) } else { stem }
}

/// The name of a file as it was received, made safe in the same way: `план.csv` is
/// `%D0%BF%D0%BB%D0%B0%D0%BD.csv`. One that is too long keeps its ending.
pub fn file_name(name: &str) -> String {
    let whole = stem(name);
    match name.rsplit_once('.') {
        Some((_, ending)) if whole.contains('~') && ending.len() < 12 => format!("{whole}.{}", stem(ending)),
        _ => whole,
    }
}

fn of_table<T: Stored>(archive: &Archive) -> Vec<String> {
    stems(T::table(archive).iter().map(|row: &T| Row::cell(row, 0, archive)))
}

/// The stems of ids. Ids that differ only in case, which Windows takes for one name, are told apart
/// by their digests.
fn stems(ids: impl Iterator<Item = String>) -> Vec<String> {
    let ids: Vec<String> = ids.collect();
    let mut plain: Vec<String> = ids.iter().map(|id| stem(id)).collect();
    let mut same: BTreeMap<String, Vec<usize>> = BTreeMap::new();
    for (index, name) in plain.iter().enumerate() {
        same.entry(name.to_ascii_lowercase()).or_default().push(index);
    }
    for index in same.into_values().filter(|all| all.len() > 1).flatten() {
        plain[index] = marked(&plain[index], &ids[index]);
    }
    plain
}

/// The stem of one id: percent-encoded, no name that Windows keeps for a device, not too long.
fn stem(id: &str) -> String {
    let mut name = utf8_percent_encode(id, PLAIN).to_string();
    let device = name.split('.').next().unwrap_or_default().to_ascii_lowercase();
    if is_device(&device) || name.starts_with('.') {
        let first = name.remove(0);
        name.insert_str(0, &format!("%{:02X}", first as u32));
    }
    if name.len() > LONGEST { marked(&name, id) } else { name }
}

/// A name with the beginning of its id's digest, cut where it would be too long.
fn marked(name: &str, id: &str) -> String {
    let digest = FileDigest::of(id.as_bytes()).sha256;
    let mut name = name.to_owned();
    name.truncate(LONGEST - 17);
    if let Some(broken) = name.rfind('%').filter(|place| place + 3 > name.len()) {
        name.truncate(broken);
    }
    format!("{name}~{}", &digest[..16])
}

fn is_device(name: &str) -> bool {
    let numbered =
        |prefix| name.strip_prefix(prefix).is_some_and(|n| n.len() == 1 && n.as_bytes()[0].is_ascii_digit());
    matches!(name, "con" | "prn" | "aux" | "nul") || numbered("com") || numbered("lpt")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_safe_everywhere() {
        assert_eq!(stem("g01j02"), "g01j02");
        assert_eq!(stem("ИС-21"), "%D0%98%D0%A1-21");
        assert_eq!(stem("ОП.03"), "%D0%9E%D0%9F.03");
        assert_eq!(stem("A/b"), "A%2Fb");
        assert_eq!(stem(".."), "%2E.");
        assert_eq!(stem("CON"), "%43ON");
        assert_eq!(stem("com1.x"), "%63om1.x");
        let long = "ы".repeat(300);
        assert!(stem(&long).len() <= LONGEST);
        assert_ne!(stem(&long), stem(&"ы".repeat(301)));
    }

    #[test]
    fn names_that_windows_takes_for_one_are_told_apart() {
        let names = stems(["a", "A", "b"].map(str::to_owned).into_iter());
        assert_eq!(names[2], "b");
        assert_ne!(names[0].to_lowercase(), names[1].to_lowercase());
    }
}
