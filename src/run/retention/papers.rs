//! What proves a destruction: the act about personal data and the extract of the log (Роскомнадзор № 179).

use super::logged::{self, place};
use super::reasons::Selected;
use super::{Office, opened};
use crate::archive::copied::{Copy, State};
use crate::archive::event::{EVENTS, Paper};
use crate::archive::guide::EVENTS_ENDING;
use crate::archive::register::{Entry, Holds};
use crate::archive::store::Store;
use crate::documents::erasure::{self, Erasure, ErasureAct, EventExtract, SubjectGroup};
use crate::documents::letterhead::Letterhead;
use crate::documents::press::Press;
use crate::files::FileDigest;
use crate::run::supplement::described;
use crate::words;
use anyhow::Result;
use chrono::NaiveDate;
use std::collections::BTreeSet;

/// What the papers are made of, while the archives are still there.
pub(super) struct Papers<'a> {
    number: u32,
    day: NaiveDate,
    office: &'a Office,
    selected: &'a [Selected],
    people: Vec<SubjectGroup>,
    categories: Vec<String>,
    remains: Vec<String>,
}

impl<'a> Papers<'a> {
    /// Gathers what the papers of an act say: of a day, signed by those of an office, about archives as they
    /// stand before.
    pub(super) fn gather(
        store: &Store,
        number: u32,
        day: NaiveDate,
        office: &'a Office,
        selected: &'a [Selected],
    ) -> Result<Papers<'a>> {
        let entries: Vec<&Entry> = selected.iter().map(|(entry, _, _)| entry).collect();
        let people = super::whose::people(store, &entries)?;
        let mut categories: Vec<String> = Vec::new();
        for entry in &entries {
            for category in categories_of(store, entry)? {
                if !categories.contains(&category) {
                    categories.push(category);
                }
            }
        }
        let order = |category: &String| erasure::CATEGORIES.iter().position(|(own, _)| own == category);
        categories.sort_by_key(|category| (order(category).is_none(), order(category)));
        let remains = remains(store, &entries);
        Ok(Papers { number, day, office, selected, people, categories, remains })
    }

    /// Prints both; the store's log has the destruction.
    pub(super) fn print(self, store: &Store) -> Result<Vec<(Paper, Vec<u8>)>> {
        let settings = &self.office.settings;
        let (stem, reason) = (format!("act-{}", self.number), self.reason());
        let (files, not_erased) = (self.files(), self.not_erased());
        let act = Erasure {
            number: self.number,
            drawn: self.day,
            processors: Vec::new(),
            groups: self.people,
            executors: Vec::new(),
            categories: self.categories,
            carriers: Vec::new(),
            system: erasure::SYSTEM.to_owned(),
            files,
            method: erasure::METHOD.to_owned(),
            reason,
            destroyed_on: Some(self.day),
            remains: self.remains,
            not_erased,
        };
        let head = Letterhead::new(settings);
        let press = Press::new(&self.office.templates, settings)?;
        let events = logged::lines(store, self.selected);
        let (erasure, extract) =
            (ErasureAct::new(&head, &act), EventExtract::new(&head, &act, EVENTS, &events));
        let mut papers = Vec::new();
        for (template, name, data) in [
            (erasure::ACT, format!("{stem}.erasure.pdf"), serde_json::to_vec(&erasure)?),
            (erasure::EXTRACT, format!("{stem}{EVENTS_ENDING}"), serde_json::to_vec(&extract)?),
        ] {
            let pdf = press.print(template, &name, data, false)?.pdf;
            papers.push((Paper { sha256: FileDigest::of(&pdf).sha256, file: name }, pdf));
        }
        Ok(papers)
    }

    fn reason(&self) -> String {
        let act = self.selected.first().and_then(|(_, _, standing)| standing.act.as_ref());
        let drawn = act.and_then(|act| act.day).map(words::date).unwrap_or_default();
        format!("Истёк срок хранения; акт о выделении к уничтожению № {} от {drawn}", self.number)
    }

    /// What the program destroyed.
    fn files(&self) -> Vec<String> {
        let mut files = Vec::new();
        for (entry, _, standing) in self.selected {
            files.push(entry.zip());
            let erased = standing.copies.iter().filter(|copy| copy.state == State::Erased);
            files.extend(erased.map(|copy| copy_of(entry, copy)));
        }
        files
    }

    /// What it could not: copies that were given up, folders that the archives were laid out in.
    fn not_erased(&self) -> Vec<String> {
        let mut told = Vec::new();
        for (entry, _, standing) in self.selected {
            told.extend(standing.copies.iter().filter_map(|copy| match &copy.state {
                State::Lost(reason) => Some(format!("{} — утрачена: {reason}", copy_of(entry, copy))),
                _ => None,
            }));
            let folders: BTreeSet<&String> = standing.restored_to.iter().collect();
            told.extend(
                folders.iter().map(|folder| format!("{} — был возвращён в папку {folder}", entry.zip())),
            );
        }
        told
    }
}

/// «копия journals-2024-2025.zip: E:\\архив, носитель 3f2a…».
fn copy_of(entry: &Entry, copy: &Copy) -> String {
    format!("копия {}: {}", entry.zip(), place(&copy.path, &copy.medium))
}

/// The categories of personal data that an archive holds.
fn categories_of(store: &Store, entry: &Entry) -> Result<Vec<String>> {
    let own = |categories: Vec<&str>| categories.into_iter().map(str::to_owned).collect();
    Ok(match entry.holds {
        Holds::Year | Holds::Other => own(erasure::categories(|_| true)),
        Holds::Sheets => own(erasure::OF_SHEETS.to_vec()),
        Holds::Supplement => {
            let (tables, has_files) = described(&mut opened(store, entry)?)?;
            let mut categories = erasure::categories(|table| tables.iter().any(|own| own == table));
            categories.extend(has_files.then_some(erasure::FILES));
            own(categories)
        }
    })
}

/// What is kept on of the years of the archives, by its day, and what is in it.
fn remains(store: &Store, destroyed: &[&Entry]) -> Vec<String> {
    // Of the same years, or of other years of the same groups.
    let has_group = |own: &Entry, entry: &Entry| {
        own.groups.iter().any(|group| entry.groups.iter().any(|other| group.is_same(other) != Some(false)))
    };
    let is_of_them =
        |entry: &Entry| destroyed.iter().any(|own| own.is_of_year_of(entry) || has_group(own, entry));
    let stays = |entry: &Entry, line: &str| {
        !destroyed.iter().any(|own| own.name == entry.name) && store.standing(line).destroyed().is_none()
    };
    // What is of one kind and is kept until one day is told together.
    let mut remains: Vec<(&Entry, Option<NaiveDate>, Vec<String>)> = Vec::new();
    let stock = store.stock();
    for (entry, _) in store.lines().filter(|(entry, line)| is_of_them(entry) && stays(entry, line)) {
        let until = stock.term(entry).until;
        let is_like = |(own, day, _): &&mut (&Entry, _, _)| own.holds == entry.holds && *day == until;
        match remains.iter_mut().find(is_like) {
            Some((_, _, files)) => files.push(entry.zip()),
            None => remains.push((entry, until, vec![entry.zip()])),
        }
    }
    let told = |(entry, until, files): (&Entry, Option<NaiveDate>, Vec<String>)| {
        let until = until.map_or("срок не вычислен".to_owned(), |day| {
            format!("хранить по {}", words::date(day))
        });
        let (what, held) = match entry.holds {
            Holds::Sheets => ("сводные ведомости", erasure::OF_SHEETS.join(", ")),
            Holds::Supplement => ("поздние результаты", erasure::LATE.to_owned()),
            Holds::Year | Holds::Other => ("архив года", "всё, что велось в электронном журнале".to_owned()),
        };
        format!("{} ({what}), {until}: {held}", files.join(", "))
    };
    remains.into_iter().map(told).collect()
}
