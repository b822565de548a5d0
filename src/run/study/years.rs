//! The years of a store that the sheet of a group's whole term of study is drawn up from: which archives are
//! read, and what is told of those that are not.

use crate::archive::chain::Chain;
use crate::archive::event::Event;
use crate::archive::register::Entry;
use crate::archive::standing::Standing;
use crate::figures::study::{Found, Note, NoteKind, Source, Study, Version};
use crate::figures::year_sheet::Cleared;
use crate::model::settings::AcademicYear;
use crate::run::UsageError;
use crate::run::progress::Progress;
use crate::run::recalled::{LateFrom, Recalled, in_force, recall, supplements_of};
use crate::words;
use anyhow::Result;
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

/// The years of the store, and what is told of them.
pub(super) struct Years<'a> {
    pub(super) store: &'a Path,
    register: &'a [Entry],
    /// The acts by which archives were destroyed, by their names: «№ 3 (01.02.2031)».
    destroyed: BTreeMap<&'a str, String>,
    /// Those in force, from the latest.
    pub(super) years: Vec<(AcademicYear, &'a Entry)>,
    /// The first calendar years of academic years of which it is told why they are not there.
    pub(super) absent: BTreeSet<i32>,
    pub(super) notes: Vec<Note>,
}

impl<'a> Years<'a> {
    /// Those of the store that are in force, up to the one that is asked for, «2023/2024».
    pub(super) fn begin(
        store: &'a Path,
        until: Option<&str>,
        register: &'a Chain<Entry>,
        events: &Chain<Event>,
    ) -> Result<Years<'a>> {
        let acts = register.values.iter().zip(&register.digests).filter_map(|(entry, line)| {
            let act = Standing::of(events, line).act?;
            let day = act.destroyed?.day?;
            Some((entry.name.as_str(), format!("№ {} ({})", act.number, words::date(day))))
        });
        let destroyed: BTreeMap<&str, String> = acts.collect();
        let register = register.values.as_slice();
        let until = until.map(asked_year).transpose()?;
        let mut years: Vec<(AcademicYear, &Entry)> = in_force(register)
            .into_iter()
            .filter_map(|entry| Some((year_of(&entry.academic_year)?, entry)))
            .filter(|(year, _)| until.is_none_or(|until| year.start <= until.start))
            .collect();
        years.reverse();
        if years.is_empty() {
            let message = match until {
                Some(year) => {
                    format!("в хранилище {} нет архивов по {} учебный год", store.display(), year.title())
                }
                None => {
                    format!("в хранилище {} нет ни одного архива: --archive ПАПКА", store.display())
                }
            };
            return Err(UsageError(message).into());
        }
        Ok(Years { store, register, destroyed, years, absent: BTreeSet::new(), notes: Vec::new() })
    }

    /// Reads a year with those of its supplements that are in the store.
    pub(super) fn recall(&mut self, year: AcademicYear, entry: &Entry) -> Result<Recalled> {
        for own in supplements_of(self.register, entry) {
            if !self.has(own) {
                let text = format!("Дополнения {} в хранилище нет: его результаты не взяты.", own.zip());
                self.notes.push(Note::of_year(NoteKind::NotInStore, year, text));
            }
        }
        if let Some(old) = &entry.supersedes {
            let is_its = |own: &&Entry| own.of.as_ref().is_some_and(|of| of.name == old.name);
            let lost: Vec<String> = self.register.iter().filter(is_its).map(Entry::zip).collect();
            if !lost.is_empty() {
                let text = format!(
                    "Дополнения к архиву {}.zip ({}) не взяты: год открывали заново, действует {}.",
                    old.name,
                    lost.join(", "),
                    entry.zip()
                );
                self.notes.push(Note::of_year(NoteKind::Superseded, year, text));
            }
        }
        let present = self.present(entry);
        let late = if present.is_empty() { LateFrom::Nowhere } else { LateFrom::Supplements(&present) };
        recall(self.store, entry, late)
    }

    /// Whether the zip of an archive is in the store.
    pub(super) fn has(&self, entry: &Entry) -> bool {
        self.store.join(entry.zip()).is_file()
    }

    /// The supplements of an archive that are in the store.
    fn present(&self, entry: &Entry) -> Vec<&'a Entry> {
        let mut supplements = supplements_of(self.register, entry);
        supplements.retain(|own| self.has(own));
        supplements
    }

    /// Adds a year that was read. Its model goes.
    pub(super) fn add(&self, study: &mut Study, mut recalled: Recalled, found: &Found) {
        let supplements = self.present(&recalled.entry);
        let facts = recalled.opened.facts();
        let mut versions: Vec<Version> = [Cleared::InTime, Cleared::Ever]
            .into_iter()
            .map(|cleared| found.version(&facts, cleared))
            .collect();
        for n in 1..=supplements.len() {
            recalled.fold_late(n);
            versions.push(found.version(&recalled.opened.facts(), Cleared::Ever));
        }
        let entry = &recalled.entry;
        let source = Source {
            year: recalled.opened.archive.settings.academic_year,
            archive: entry.name.clone(),
            root: entry.root.clone(),
            supplements: supplements.iter().map(|own| (own.name.clone(), own.root.clone())).collect(),
        };
        study.add(&recalled.opened.facts(), source, found, &versions);
    }

    /// What is said of an archive that the register names and the store has not.
    pub(super) fn gone(&self, year: AcademicYear, entry: &Entry) -> Note {
        let (kind, why) = match self.destroyed.get(entry.name.as_str()) {
            Some(act) => (NoteKind::Destroyed, format!("уничтожен по акту {act}")),
            None => (NoteKind::NotInStore, "в хранилище не лежит".to_owned()),
        };
        let text = format!(
            "Архив {} за {} учебный год (корневой отпечаток {}) {why}: его результаты не взяты.",
            entry.zip(),
            year.title(),
            entry.root
        );
        Note::of_year(kind, year, text)
    }

    /// Reads the earlier years, from the nearest.
    pub(super) fn earlier(
        &mut self,
        study: &mut Study,
        latest: AcademicYear,
        progress: &Progress,
    ) -> Result<()> {
        let mut known = latest;
        for (year, entry) in std::mem::take(&mut self.years) {
            if study.first_year().is_some_and(|first| year.start < first.start) {
                break;
            }
            if !self.has(entry) {
                self.absent.insert(year.start);
                let note = self.gone(year, entry);
                self.notes.push(note);
                continue;
            }
            progress.note(&format!("{}…", entry.zip()));
            let recalled = self.recall(year, entry)?;
            let found = study.find(&recalled.opened.facts());
            if !found.is_empty() {
                known = year;
                self.add(study, recalled, &found);
                continue;
            }
            self.absent.insert(year.start);
            // Where nobody knows when the study began, it began after the year that knows nobody.
            if study.first_year().is_none() && year.start + 1 < known.start {
                break;
            }
        }
        Ok(())
    }
}

/// «2023/2024».
fn year_of(text: &str) -> Option<AcademicYear> {
    let (first, second) = text.trim().split_once(['/', '-', '–'])?;
    let start: i32 = first.trim().parse().ok()?;
    (second.trim().parse() == Ok(start.checked_add(1)?)).then_some(AcademicYear { start })
}

fn asked_year(text: &str) -> Result<AcademicYear> {
    let wrong = || UsageError(format!("--year: «{text}» — не учебный год: нужен вида 2023/2024"));
    Ok(year_of(text).ok_or_else(wrong)?)
}
