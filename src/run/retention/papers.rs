//! What proves a destruction: the act about personal data and the extract of the log (Роскомнадзор № 179).

use super::reasons::Selected;
use super::{Office, opened};
use crate::archive::event::{Deed, EVENTS, Paper};
use crate::archive::guide::EVENTS_ENDING;
use crate::archive::register::Holds;
use crate::archive::standing::State;
use crate::archive::store::Store;
use crate::documents::erasure::{self, Erasure, ErasureAct, EventExtract, LoggedEvent, SubjectGroup};
use crate::documents::letterhead::Letterhead;
use crate::documents::press::Press;
use crate::files::FileDigest;
use crate::run::clock;
use crate::run::recalled::{LateFrom, recall};
use crate::words;
use anyhow::Result;
use std::collections::{BTreeMap, BTreeSet};

/// What the papers are made of.
pub(super) struct Papers<'a> {
    /// The act's number.
    pub(super) number: u32,
    /// Who signs.
    pub(super) office: &'a Office,
    /// The archives, as they stood before.
    pub(super) selected: &'a [Selected],
    /// Whose data they held.
    pub(super) people: Vec<SubjectGroup>,
}

impl Papers<'_> {
    /// Prints both.
    pub(super) fn print(&self, store: &Store) -> Result<Vec<(Paper, Vec<u8>)>> {
        let (settings, today) = (&self.office.settings, clock::day_of_papers());
        let act = Erasure {
            number: self.number,
            drawn: today,
            processors: Vec::new(),
            groups: self.people.clone(),
            executors: Vec::new(),
            categories: erasure::CATEGORIES.map(str::to_owned).to_vec(),
            carriers: Vec::new(),
            system: erasure::SYSTEM.to_owned(),
            files: self.files(),
            method: erasure::METHOD.to_owned(),
            reason: format!(
                "Истёк срок хранения; акт о выделении к уничтожению № {} от {}",
                self.number,
                self.drawn_on()
            ),
            destroyed_on: Some(today),
        };
        let head = Letterhead::new(settings);
        let press = Press::new(&self.office.templates, settings)?;
        let events = self.events(store);
        let (erasure, extract) =
            (ErasureAct::new(&head, &act), EventExtract::new(&head, &act, EVENTS, &events));
        let stem = format!("act-{}", self.number);
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

    fn drawn_on(&self) -> String {
        let act = self.selected.first().and_then(|(_, _, standing)| standing.act.as_ref());
        act.and_then(|act| clock::day_of(&act.at)).map(words::date).unwrap_or_default()
    }

    fn files(&self) -> Vec<String> {
        let mut files = Vec::new();
        for (entry, _, standing) in self.selected {
            files.push(entry.zip());
            let erased = standing.copies.iter().filter(|copy| copy.state == State::Erased);
            files.extend(erased.map(|copy| format!("копия {}: {}", entry.name, copy.path)));
        }
        files
    }

    /// The lines of the log about the archives.
    fn events(&self, store: &Store) -> Vec<LoggedEvent> {
        let own: BTreeSet<&String> = self.selected.iter().map(|(_, line, _)| line).collect();
        let all = store.events.values.iter().zip(&store.events.digests).enumerate();
        all.filter(|(_, (event, _))| own.contains(&event.register))
            .map(|(index, (event, digest))| {
                let (what, details) = text(&event.deed);
                LoggedEvent {
                    line: index + 1,
                    at: moment(&event.at),
                    event: what.to_owned(),
                    details: format!(
                        "{}.zip{}{details}",
                        event.name,
                        if details.is_empty() { "" } else { ": " }
                    ),
                    digest: digest.clone(),
                }
            })
            .collect()
    }
}

/// «12.01.2031 в 09:15 UTC».
fn moment(at: &str) -> String {
    let time = at.get(11..16).unwrap_or_default();
    clock::day_of(at).map_or_else(|| at.to_owned(), |day| format!("{} в {time} UTC", words::date(day)))
}

/// What was done, and with what.
fn text(deed: &Deed) -> (&'static str, String) {
    match deed {
        Deed::Sealed => ("Архив опечатан", String::new()),
        Deed::Signed { file, .. } => ("Приложена подпись", file.clone()),
        Deed::Copying { path, .. } => ("Копирование начато", path.clone()),
        Deed::NotCopied { .. } => ("Копия не сделана", String::new()),
        Deed::Copied { path, .. } => ("Сделана копия", path.clone()),
        Deed::Checked { path, damaged, .. } if damaged.is_empty() => ("Копия проверена, цела", path.clone()),
        Deed::Checked { path, damaged, .. } => {
            ("Копия повреждена", format!("{path}: {}", damaged.join(", ")))
        }
        Deed::Lost { medium, reason } => ("Копия утрачена", format!("носитель {medium}: {reason}")),
        Deed::Held { reason, .. } => ("Уничтожать запрещено", reason.clone()),
        Deed::Lifted { reason, .. } => ("Запрет снят", reason.clone()),
        Deed::Selected { act, .. } => ("Выделен к уничтожению", format!("акт № {act}")),
        Deed::Withdrawn { act, reason } => ("Акт отозван", format!("акт № {act}: {reason}")),
        Deed::Marked { act, from } => {
            let day = crate::model::cell::date(from).map(words::date).unwrap_or_default();
            ("Отмечен к уничтожению", format!("акт № {act}, не раньше {day}"))
        }
        Deed::Erasing { act } => ("Копии начали стирать", format!("акт № {act}")),
        Deed::Destroyed { act } => ("Удалён из хранилища", format!("акт № {act}")),
        Deed::Recorded { act, .. } => ("Составлены документы об уничтожении", format!("акт № {act}")),
        Deed::Erased { medium } => ("Копия стёрта", format!("носитель {medium}")),
        Deed::Restored { files, .. } => ("Возвращён из копии", files.join(", ")),
        Deed::Other => ("Запись более новой версии программы", String::new()),
    }
}

/// Whose data archives hold, each person once.
pub(super) fn people(store: &Store, selected: &[Selected]) -> Result<Vec<SubjectGroup>> {
    let mut known: BTreeSet<[String; 3]> = BTreeSet::new();
    let mut groups: Vec<SubjectGroup> = Vec::new();
    for (entry, _, _) in selected {
        let mut own: BTreeMap<String, Vec<String>> = BTreeMap::new();
        if entry.holds == Holds::Year {
            let archive = recall(&store.path(""), entry, LateFrom::Nowhere)?.opened.archive;
            for student in archive.students.iter() {
                let or_empty = |value: Option<String>| value.unwrap_or_default();
                let record = or_empty(student.record_no.as_ref().map(ToString::to_string));
                let birth = or_empty(student.birth_date.map(|day| day.to_string()));
                // Of namesakes without either nothing but the id tells that they are two.
                let id = if record.is_empty() && birth.is_empty() { student.id.to_string() } else { record };
                let person = [student.full_name(), id, birth];
                if known.insert(person) {
                    let group = archive.groups[student.group].name.to_string();
                    own.entry(group).or_default().push(student.full_name());
                }
            }
            let staff: Vec<String> = archive.staff.iter().map(|row| row.full_name()).collect();
            let new = |name: &String| known.insert([name.clone(), String::new(), "staff".to_owned()]);
            let staff: Vec<String> = staff.into_iter().filter(new).collect();
            if !staff.is_empty() {
                own.insert("Педагогические работники".to_owned(), staff);
            }
        } else if let Some(bytes) = opened(store, entry)?.read("data/people.csv")? {
            // Two lines of one name in one group are two people.
            let mut counts: BTreeMap<(String, String), usize> = BTreeMap::new();
            for row in csv::Reader::from_reader(bytes.as_slice()).records().flatten() {
                let (group, name) = (row.get(0).unwrap_or_default(), row.get(1).unwrap_or_default());
                let count = counts.entry((group.to_owned(), name.to_owned())).or_default();
                *count += 1;
                if known.insert([name.to_owned(), group.to_owned(), count.to_string()]) {
                    own.entry(group.to_owned()).or_default().push(name.to_owned());
                }
            }
        }
        for (group, mut names) in own {
            names.sort();
            groups
                .push(SubjectGroup {
                    title: format!("{group}, {} учебный год", entry.academic_year), names
                });
        }
    }
    Ok(groups)
}
