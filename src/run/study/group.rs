//! Which group the sheet of a whole term of study is asked for, and which year is its latest.

use super::years::Years;
use crate::archive::extract::Extract;
use crate::archive::register::{Entry, KeptGroup};
use crate::archive::verify::BUILD_FILE;
use crate::figures::study::{Note, NoteKind};
use crate::model::mark::fold;
use crate::model::settings::AcademicYear;
use crate::run::UsageError;
use crate::run::description::{Description, GroupDescription};
use crate::run::recalled::Recalled;
use crate::words;
use anyhow::Result;
use std::collections::BTreeSet;

/// How many groups a message names.
const LISTED: usize = 20;

/// A group as it is asked for.
struct Asked<'a> {
    text: &'a str,
    folded: String,
}

impl Asked<'_> {
    fn is_id(&self, group: &KeptGroup) -> bool {
        group.id == self.text
    }

    fn is_name(&self, group: &KeptGroup) -> bool {
        fold(&group.name) == self.folded
    }

    fn is_meant(&self, group: &KeptGroup) -> bool {
        self.is_id(group) || self.is_name(group)
    }
}

impl Years<'_> {
    /// The latest year that has a group of that id, else of that name, read; and the group's id in it. It and
    /// later years go.
    pub(super) fn choose(&mut self, text: &str) -> Result<(Recalled, String)> {
        let asked = Asked { text, folded: fold(text) };
        let years = self.years.clone();
        let groups: Vec<Vec<KeptGroup>> =
            years.iter().map(|(_, entry)| self.groups_of(entry)).collect::<Result<_>>()?;
        let latest = |is_meant: &dyn Fn(&KeptGroup) -> bool| {
            let mut readable = (0..years.len()).filter(|n| self.has(years[*n].1));
            readable.find_map(|n| {
                let own: Vec<&KeptGroup> = groups[n].iter().filter(|group| is_meant(group)).collect();
                (!own.is_empty()).then_some((n, own))
            })
        };
        let by_id = latest(&|group| asked.is_id(group));
        let is_named = by_id.is_none();
        let Some((n, own)) = by_id.or_else(|| latest(&|group| asked.is_name(group))) else {
            return Err(self.unknown(&asked, &groups));
        };
        let (year, entry) = years[n];
        let [group] = own[..] else {
            let ids: Vec<&str> = own.iter().map(|group| group.id.as_str()).collect();
            let message = format!(
                "--group: в {} учебном году название {text} не у одной группы: укажите код ({})",
                year.title(),
                ids.join(", ")
            );
            return Err(UsageError(message).into());
        };
        self.guard_organization(&asked, (year, entry), &groups)?;
        for (n, (other, _)) in years.iter().enumerate().skip(n + 1).filter(|_| is_named) {
            let own = groups[n].iter().filter(|own| asked.is_name(own));
            self.notes.extend(own.filter_map(|own| of_another(*other, own, group)));
        }
        let gone = years[..n].iter().filter(|(_, later)| !self.has(later));
        let gone: Vec<Note> = gone.map(|(year, later)| self.gone(*year, later)).collect();
        self.notes.extend(gone);
        self.keep_organization(entry);
        self.years.retain(|(own, _)| own.start < year.start);
        Ok((self.recall(year, entry)?, group.id.clone()))
    }

    /// The groups of an archive: as the register has them; of one that an earlier version sealed as its build
    /// says.
    fn groups_of(&self, entry: &Entry) -> Result<Vec<KeptGroup>> {
        if !entry.groups.is_empty() || !self.has(entry) {
            return Ok(entry.groups.clone());
        }
        let bytes = Extract::open(&self.store.join(entry.zip()))?.read(&format!("data/{BUILD_FILE}"))?;
        let description: Option<Description> = bytes.and_then(|bytes| serde_json::from_slice(&bytes).ok());
        let groups = description.map(|description| description.groups).unwrap_or_default();
        Ok(groups.iter().map(GroupDescription::kept).collect())
    }

    /// The sheet is of one organisation: no other may have the group in the same year.
    fn guard_organization(
        &self,
        asked: &Asked<'_>,
        (year, own): (AcademicYear, &Entry),
        groups: &[Vec<KeptGroup>],
    ) -> Result<()> {
        let others = self.years.iter().zip(groups).filter(|((other, entry), groups)| {
            *other == year && entry.name != own.name && groups.iter().any(|group| asked.is_meant(group))
        });
        let mut names: Vec<&str> = others.map(|((_, entry), _)| entry.organization.as_str()).collect();
        if names.is_empty() {
            return Ok(());
        }
        names.push(&own.organization);
        let message = format!(
            "--group: {} есть в {} учебном году у нескольких организаций ({}): укажите хранилище одной из них, --archive",
            asked.text,
            year.title(),
            names.join(", ")
        );
        Err(UsageError(message).into())
    }

    /// Of other years those of the same organisation count. Where each year has one organisation alone, it is
    /// the same one under another name, which is said.
    fn keep_organization(&mut self, latest: &Entry) {
        let starts: BTreeSet<i32> = self.years.iter().map(|(year, _)| year.start).collect();
        let is_own = |entry: &Entry| entry.organization == latest.organization;
        if starts.len() < self.years.len() {
            self.years.retain(|(_, entry)| is_own(entry));
            return;
        }
        for (year, entry) in self.years.iter().filter(|(_, entry)| !is_own(entry)) {
            let name = words::quoted(&entry.organization);
            let text = format!("В {} учебном году организация называлась {name}.", year.title());
            self.notes.push(Note::of_year(NoteKind::Renamed, *year, text));
        }
    }

    /// No archive that can be read has the group.
    fn unknown(&self, asked: &Asked<'_>, groups: &[Vec<KeptGroup>]) -> anyhow::Error {
        let has = |own: &&Vec<KeptGroup>| own.iter().any(|group| asked.is_meant(group));
        let gone = self.years.iter().zip(groups).filter(|(_, own)| has(own));
        let gone: Vec<String> = gone.map(|((year, entry), _)| self.gone(*year, entry).text).collect();
        if !gone.is_empty() {
            return UsageError(format!("--group {}: {}", asked.text, gone.join(" "))).into();
        }
        let mut known: Vec<String> = Vec::new();
        for group in groups.iter().flatten() {
            let name = format!("{} ({})", group.id, group.name);
            if !known.contains(&name) {
                known.push(name);
            }
        }
        let more = if known.len() > LISTED { "…" } else { "" };
        known.truncate(LISTED);
        let message = format!(
            "--group: ни в одном архиве хранилища нет группы {}; есть {}{more}",
            asked.text,
            known.join(", ")
        );
        UsageError(message).into()
    }
}

/// What is said of a group of the same name that began to study in another year.
fn of_another(year: AcademicYear, other: &KeptGroup, meant: &KeptGroup) -> Option<Note> {
    let day = other.began_on()?;
    if meant
        .began_on()
        .is_some_and(|meant| AcademicYear::of_beginning(meant) == AcademicYear::of_beginning(day))
    {
        return None;
    }
    let text = format!(
        "Название {} есть и в {} учебном году, но обучение там началось {}: та ведомость — с параметром --year {}.",
        other.name,
        year.title(),
        words::date(day),
        year.title(),
    );
    Some(Note::of_year(NoteKind::OtherGroup, year, text))
}
