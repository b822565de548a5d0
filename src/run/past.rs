//! The archives of earlier years in the store, for the pages of this one: which there are, and what came after
//! each was closed. A year that is sealed and built again finds the same ones.

use super::recalled::{LateFrom, NotAsSealed, Recalled, in_force, recall, supplement_of, supplements_of};
use crate::archive::register::Entry;
use crate::archive::standing::Standing;
use crate::archive::store::Store;
use crate::figures::identity::{SamePeople, same_people};
use crate::figures::{Facts, Given};
use crate::files::FileDigest;
use crate::model::cell::date;
use crate::model::mark::fold;
use crate::model::settings::Period;
use crate::model::table::Ref;
use crate::model::{Journal, Mark, Student};
use crate::site::pages::archives::{PastLine, PastSupplement, PastYear};
use crate::words;
use anyhow::Result;
use chrono::NaiveDate;
use std::collections::BTreeMap;
use std::path::Path;

/// What is said of a file that is not in the store.
const GONE: &str = "Файла в хранилище нет.";
/// What is said of one that is not what was sealed.
const CHANGED: &str = "Файл в хранилище не тот, что был опечатан: что с ним, покажет letopis verify.";
/// What is said of the archive of a year whose supplements cannot be read by it.
const UNREADABLE: &str =
    "Архив в хранилище не тот, что был опечатан, или не читается: что с ним, покажет letopis verify.";

/// The archives of earlier years, in the order of the years. Reads what came late of those whose zips are
/// what was sealed.
///
/// # Errors
/// Where the lists of the store are not what was written.
pub(super) fn past(store: &Path, facts: &Facts<'_>) -> Result<Vec<PastYear>> {
    let settings = &facts.archive.settings;
    let (register, events) = Store::read(store)?;
    let acts = register.values.iter().zip(&register.digests).filter_map(|(entry, line)| {
        let act = Standing::of(&events, line).act?;
        let day = act.destroyed?.day?;
        let told = format!("Уничтожен по акту № {} ({}).", act.number, words::date(day));
        Some((entry.name.as_str(), told))
    });
    let shelf = Shelf { store, destroyed: acts.collect() };
    let register = &register.values;
    let is_earlier = |entry: &&Entry| {
        let start: Option<i32> = entry.academic_year.split('/').next().and_then(|year| year.parse().ok());
        entry.organization == settings.organization.short_name
            && start.is_some_and(|start| start < settings.academic_year.start)
    };
    let years = in_force(register).into_iter().filter(is_earlier);
    years.map(|entry| year(&shelf, entry, &supplements_of(register, entry), facts)).collect()
}

/// Where the archives lie, and what was done away with.
struct Shelf<'a> {
    store: &'a Path,
    /// What is said of those that were destroyed, by their names.
    destroyed: BTreeMap<&'a str, String>,
}

impl Shelf<'_> {
    /// What is said of the file of an archive that is not there.
    fn gone(&self, entry: &Entry) -> Option<String> {
        let is_there = self.store.join(entry.zip()).is_file();
        (!is_there)
            .then(|| self.destroyed.get(entry.name.as_str()).cloned().unwrap_or_else(|| GONE.to_owned()))
    }
}

fn year(shelf: &Shelf<'_>, entry: &Entry, supplements: &[&Entry], facts: &Facts<'_>) -> Result<PastYear> {
    let long = |day: &str| date(day).map_or_else(|| day.to_owned(), words::long_date);
    let mut own: Vec<PastSupplement> = supplements.iter().map(|own| supplement(shelf, own)).collect();
    let trouble = match shelf.gone(entry) {
        None => read_late(shelf, entry, supplements, facts, &mut own)?,
        gone => gone,
    };
    Ok(PastYear {
        year: entry.academic_year.clone(),
        file: entry.zip(),
        closed_on: long(&entry.closed_on),
        root: entry.root.clone(),
        kept_until: entry.keep_until.as_deref().map(long),
        trouble,
        supplements: own,
    })
}

/// Reads what the supplements hold, those that are what was sealed; why they cannot be read, where it is the
/// year's archive. A year without any is not proved either: its zip is large.
fn read_late(
    shelf: &Shelf<'_>,
    entry: &Entry,
    supplements: &[&Entry],
    facts: &Facts<'_>,
    own: &mut [PastSupplement],
) -> Result<Option<String>> {
    let places: Vec<usize> = (0..own.len()).filter(|place| own[*place].trouble.is_none()).collect();
    if places.is_empty() {
        return Ok(None);
    }
    let sound: Vec<&Entry> = places.iter().map(|place| supplements[*place]).collect();
    let recalled = match recall(shelf.store, entry, LateFrom::Supplements(&sound)) {
        Err(error) if error.chain().any(|cause| cause.is::<NotAsSealed>()) => {
            return Ok(Some(UNREADABLE.to_owned()));
        }
        recalled => recalled?,
    };
    for (number, line) in lines(&recalled, facts) {
        let place = places.get(number.wrapping_sub(1));
        match (place.and_then(|place| own.get_mut(*place)), line) {
            (Some(own), Some(line)) => own.lines.push(line),
            (Some(own), None) => own.unnamed += 1,
            (None, _) => {}
        }
    }
    Ok(None)
}

fn supplement(shelf: &Shelf<'_>, entry: &Entry) -> PastSupplement {
    let path = shelf.store.join(entry.zip());
    let is_same = || FileDigest::of_file(&path).is_ok_and(|digest| digest.sha256 == entry.zip_sha256);
    let trouble = shelf.gone(entry).or_else(|| (!is_same()).then(|| CHANGED.to_owned()));
    let groups: Vec<&str> = entry.groups.iter().map(|group| group.name.as_str()).collect();
    PastSupplement {
        file: entry.zip(),
        anchor: format!("s{}", &entry.root.get(..16).unwrap_or_default()),
        root: entry.root.clone(),
        groups: groups.join(", "),
        rows: entry.rows.map(|rows| words::count(rows, ["строка", "строки", "строк"])).unwrap_or_default(),
        trouble,
        lines: Vec::new(),
        unnamed: 0,
    }
}

/// A late debt or result.
struct Late<'a> {
    supplement: usize,
    student: Ref<Student>,
    journal: Ref<Journal>,
    period: Option<Period>,
    mark: &'a Mark,
    date: Option<NaiveDate>,
    kind: &'static str,
}

/// The debts and results of the supplements by student's name, each with the supplement's number from 1;
/// `None` of a student who must not be named.
fn lines(recalled: &Recalled, facts: &Facts<'_>) -> Vec<(usize, Option<PastLine>)> {
    let then = recalled.opened.facts();
    let archive = then.archive;
    let same = same_people(&then, facts);
    let debts = archive.late.debts.iter().filter_map(|row| {
        Some(Late {
            supplement: supplement_of(&archive.sources, row.place)?,
            student: row.student,
            journal: row.journal,
            period: row.term,
            mark: &row.value,
            date: Some(row.date),
            kind: "ликвидация задолженности",
        })
    });
    let results = archive.late.results.iter().filter_map(|row| {
        Some(Late {
            supplement: supplement_of(&archive.sources, row.place)?,
            student: row.student,
            journal: row.journal,
            period: Some(row.term),
            mark: &row.value,
            date: row.date,
            kind: "итог",
        })
    });
    let mut rows: Vec<Late<'_>> = debts.chain(results).collect();
    rows.sort_by_cached_key(|row| {
        let (name, id) = archive.students[row.student].sort_key();
        (name, id.to_owned(), fold(&archive.journals[row.journal].title()), row.date)
    });
    let line = |row: Late<'_>| {
        let is_refused = is_refused(&same, row.student, &then, facts);
        let student = &archive.students[row.student];
        let journal = &archive.journals[row.journal];
        let line = PastLine {
            student: same.of.get(&row.student).copied(),
            name: student.full_name(),
            group: archive.groups[student.group].name.to_string(),
            discipline: journal.title(),
            period: row.period.map(|period| period.label(&archive.settings)).unwrap_or_default(),
            kind: row.kind,
            mark: row.mark.text.to_string(),
            date: row.date.map(words::date).unwrap_or_default(),
        };
        (row.supplement, (!is_refused).then_some(line))
    };
    rows.into_iter().map(line).collect()
}

/// Whether a student of an earlier year must not be named. Today's word holds; where there is none, that of the
/// year. Whoever may be somebody who must not be named today is not named either.
fn is_refused(same: &SamePeople, student: Ref<Student>, then: &Facts<'_>, now: &Facts<'_>) -> bool {
    let of_then = || then.consents.of(student) == Given::No;
    match same.of.get(&student).map(|today| now.consents.of(*today)) {
        Some(Given::Unknown) => of_then(),
        Some(given) => given == Given::No,
        None => {
            let may_be = same.may_be.get(&student).into_iter().flatten();
            of_then() || may_be.into_iter().any(|today| now.consents.of(*today) == Given::No)
        }
    }
}
