//! What the previews of the store's papers show, where there is no store: the year of the input as if its term
//! were over.

use crate::documents::disposal::{Disposal, DisposedArchive, DisposedCase};
use crate::documents::erasure::{self, Carrier, Erasure, LoggedEvent, SubjectGroup};
use crate::documents::letterhead::{Letterhead, Signature};
use crate::figures::{Facts, retention};
use crate::files::FileDigest;
use crate::model::Group;
use crate::words;
use chrono::{Datelike, NaiveDate};

/// The day on which the invented papers are drawn up: in the January after the terms of all journals, else
/// after the year was closed.
fn drawn(facts: &Facts<'_>) -> NaiveDate {
    let settings = &facts.archive.settings;
    let kept =
        facts.archive.groups.iter().filter_map(|group| retention::journals_kept_until(settings, group));
    let after = kept.max().unwrap_or(settings.closed_on.0).year().saturating_add(1);
    NaiveDate::from_ymd_opt(after, 1, 12).unwrap_or(settings.closed_on.0)
}

/// The number of a medium.
const MEDIUM: &str = "3f2a91c0";

/// The name of the year's archive.
fn name(facts: &Facts<'_>) -> String {
    format!("journals-{}", facts.archive.settings.academic_year.file_name())
}

/// The journals of all groups.
pub(super) fn disposal(facts: &Facts<'_>, head: &Letterhead, root: &str) -> Disposal {
    let (archive, settings) = (facts.archive, &facts.archive.settings);
    let drawn = drawn(facts);
    let dates = format!("{} – {}", words::date(settings.year_start()), words::date(settings.closed_on.0));
    let case = |group| DisposedCase {
        title: format!("{}, {} учебный год", journal(head, group), head.year),
        dates: dates.clone(),
        inventory: Some("1".to_owned()),
        index: settings.case_index.clone(),
        count: 1,
        kept: retention::journals_text(settings, group),
        note: String::new(),
    };
    let kept_until =
        archive.groups.iter().filter_map(|group| retention::journals_kept_until(settings, group));
    Disposal {
        number: 1,
        drawn,
        article: settings.retention.article.clone(),
        protocol: Some(format!("№ 3 от {}", words::date(drawn))),
        cases: archive.groups.iter().map(case).collect(),
        archives: vec![DisposedArchive {
            name: name(facts),
            root: root.to_owned(),
            year: head.year.clone(),
            kept_until: kept_until.max().map(words::date).unwrap_or_else(|| "—".to_owned()),
            copies: vec![format!("диск «Архив 1», носитель {MEDIUM}, прочитана {}", words::date(drawn))],
        }],
    }
}

/// The personal data of all students and of the staff.
pub(super) fn erasure(facts: &Facts<'_>, head: &Letterhead) -> Erasure {
    let archive = facts.archive;
    let drawn = drawn(facts);
    let students = archive.groups.refs().map(|(group, row)| {
        let members = facts.belonging.group_members(group).iter();
        SubjectGroup {
            title: format!("{} {}", head.words.group, row.name),
            names: members.map(|student| archive.students[*student].full_name()).collect(),
        }
    });
    let staff = SubjectGroup {
        title: "Педагогические работники".to_owned(),
        names: archive.staff.iter().map(|member| member.full_name()).collect(),
    };
    let sheets =
        archive.groups.iter().filter_map(|group| retention::sheets_kept_until(&archive.settings, group));
    let sheets = sheets.max();
    let executor = head.archivist.as_ref().unwrap_or(&head.director);
    let executor = Signature { position: executor.position.clone(), name: executor.name.clone() };
    Erasure {
        number: 1,
        drawn,
        processors: Vec::new(),
        groups: students.chain([staff]).filter(|group| !group.names.is_empty()).collect(),
        executors: vec![executor],
        categories: erasure::categories(|_| true).into_iter().map(str::to_owned).collect(),
        carriers: archive
            .groups
            .iter()
            .map(|group| Carrier { name: journal(head, group), sheets: None })
            .collect(),
        system: erasure::SYSTEM.to_owned(),
        files: vec![
            format!("{}.zip", name(facts)),
            format!("копия {}.zip: диск «Архив 1», носитель {MEDIUM}", name(facts)),
        ],
        method: erasure::METHOD.to_owned(),
        reason: format!(
            "Истёк срок хранения; акт № 1 от {} о выделении к уничтожению документов",
            words::long_date(drawn)
        ),
        destroyed_on: Some(drawn),
        remains: vec![format!(
            "{}.sheets.zip (сводные ведомости), хранить по {}: {}",
            name(facts),
            sheets.map_or_else(|| "—".to_owned(), words::date),
            erasure::OF_SHEETS.join(", ")
        )],
        not_erased: Vec::new(),
    }
}

/// From the seal to the destruction.
pub(super) fn events(facts: &Facts<'_>) -> Vec<LoggedEvent> {
    let name = name(facts);
    let (closed, drawn) = (facts.archive.settings.closed_on.0, drawn(facts));
    let told = [
        (closed, "Архив опечатан", format!("{name}.zip")),
        (closed, "Копия записана и прочитана", format!("диск «Архив 1», носитель {MEDIUM}")),
        (drawn, "Составлен акт о выделении к уничтожению", "акт № 1".to_owned()),
        (drawn, "Архив и его копии уничтожены", "по акту № 1".to_owned()),
    ];
    let event = |(n, (day, event, details)): (usize, (NaiveDate, &str, String))| LoggedEvent {
        line: (n + 1).to_string(),
        at: format!("{} в 09:{:02} UTC", words::date(day), 10 + n),
        event: event.to_owned(),
        digest: FileDigest::of(format!("{name}{n}").as_bytes()).sha256,
        details,
    };
    told.into_iter().enumerate().map(event).collect()
}

/// «Журнал учебных занятий группы ИС-41».
fn journal(head: &Letterhead, group: &Group) -> String {
    format!("{} {} {}", head.words.journal, head.words.of_group, group.name)
}
