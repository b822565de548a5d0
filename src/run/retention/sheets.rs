//! The sheets of a year whose journals fall due: taken into an archive of their own, chained to the first, so
//! that they are kept on.

use super::{Office, opened};
use crate::archive::register::{Entry, Holds, KeptGroup, Link};
use crate::archive::standing::Standing;
use crate::archive::store::Store;
use crate::archive::term;
use crate::archive::verify::BUILD_FILE;
use crate::documents::certificate::Contents;
use crate::export::people::{self, PEOPLE};
use crate::figures::retention::{self, Class};
use crate::files::{self, Changes, Scratch};
use crate::model::table::Ref;
use crate::model::{Archive, Group};
use crate::run::description::Description;
use crate::run::progress::Progress;
use crate::run::recalled::{LateFrom, recall};
use crate::run::sealing::{self, Sealed, Sealing};
use crate::words;
use anyhow::{Result, bail};
use chrono::NaiveDate;

/// The folder of the sheets in an archive.
const FOLDER: &str = "data/print/sheets/";
/// The inventory, which names them.
const INVENTORY: &str = "data/print/archive/inventory.pdf";

/// The archive of a year's sheets; `None` where there is none yet.
pub(super) fn of<'a>(store: &'a Store, year: &Entry) -> Option<(&'a Entry, &'a str)> {
    store.lines().find(|(entry, _)| entry.holds == Holds::Sheets && entry.belongs_to(year))
}

/// Whether the term of a year's sheets has ended too, so that they go with the journals.
pub(super) fn have_ended(store: &Store, year: &Entry, today: NaiveDate) -> bool {
    store.stock().sheets_term(year).has_ended(today)
}

/// Whether a year's sheets must be kept when its journals go: unless the act selected them too.
pub(super) fn must_stay(store: &Store, entry: &Entry, standing: &Standing, today: NaiveDate) -> bool {
    let selected = standing.act.as_ref().is_some_and(|act| act.sheets);
    entry.holds == Holds::Year && !(selected && have_ended(store, entry, today))
}

/// Seals the sheets of a year.
pub(super) fn seal(
    store: &mut Store,
    changes: &Changes,
    year: &Entry,
    progress: &Progress,
) -> Result<Sealed> {
    let payload = Scratch::new()?;
    let folder = payload.path();
    let mut extract = opened(store, year)?;
    let build = extract.read(&format!("data/{BUILD_FILE}"))?.unwrap_or_default();
    let description: Option<Description> = serde_json::from_slice(&build).ok();
    let cases = description.map(|description| description.cases).unwrap_or_default();
    // Archives of earlier versions do not tell which of the documents are sheets: all of the folder are kept.
    let goes = |path: &str| {
        let case = cases.iter().find(|case| path == format!("data/{}", case.path));
        case.is_none_or(|case| case.class == Class::Sheets)
    };
    extract.write(folder, &|path| {
        let is_kept = path.starts_with(FOLDER) && goes(path)
            || path == INVENTORY
            || path == format!("data/{BUILD_FILE}")
            || path == "data/source/archive.yaml";
        is_kept.then(|| path.trim_start_matches("data/").to_owned())
    })?;
    let sheets = files::list(folder)?.iter().filter(|path| path.starts_with("print/sheets")).count();
    if sheets == 0 {
        bail!("в архиве {} нет ни одной ведомости: уничтожать журналы нельзя, пока их нет", year.name);
    }
    let archive = recall(&store.path(""), year, LateFrom::Nowhere)?.opened.archive;
    files::write(&folder.join(PEOPLE), &people::write(&people::of_sheets(&archive))?)?;
    // Lines of earlier versions do not know the terms of the groups; their data do.
    let groups = if year.groups.is_empty() { kept_groups(&archive) } else { year.groups.clone() };
    let digests = sealing::digests(folder)?;
    let office = Office::sealed(store, year)?;
    let until = term::of_chained(year, Holds::Sheets, &groups, &store.register.values).until;
    let sealing = Sealing {
        folder,
        digests,
        settings: &office.settings,
        templates: &office.templates,
        name: format!("{}.sheets", year.name),
        holds: Holds::Sheets,
        of: Some(Link { name: year.name.clone(), root: year.root.clone() }),
        description: format!("Сводные ведомости архива {}", year.name),
        organization: year.organization.clone(),
        academic_year: year.academic_year.clone(),
        closed_on: year.closed_on.clone(),
        build: year.build.clone(),
        keep_until: until.map(|day| day.to_string()),
        groups,
        rows: None,
        supersedes: None,
        contents: Contents::Other(format!(
            "{} из архива журналов, опись дел, список обучающихся ({})",
            words::count(sheets, ["документ", "документа", "документов"]),
            archive.students.len()
        )),
        version: env!("CARGO_PKG_VERSION"),
    };
    sealing::write(store, changes, sealing, progress)
}

fn kept_groups(archive: &Archive) -> Vec<KeptGroup> {
    let settings = &archive.settings;
    let day = |day: Option<NaiveDate>| day.map(|day| day.to_string());
    let group = |(group, row): (Ref<Group>, &Group)| KeptGroup {
        id: row.id.to_string(),
        name: row.name.to_string(),
        began: day(retention::study_began(archive, group)),
        journals: day(retention::journals_kept_until(settings, row)),
        sheets: day(retention::sheets_kept_until(settings, row)),
        by_year: retention::by_year(settings),
    };
    archive.groups.refs().map(group).collect()
}
