//! Annexes of what came after the year was closed, a document a group: for `letopis print --late` and for
//! supplements.

use super::opened::{Opened, find_group};
use super::print::Options;
use super::progress::Progress;
use super::recalled::{LateFrom, Recalled, in_force, recall, supplement_of, supplements_of};
use super::supplement::new_rows;
use super::{Status, UsageError, guard_file, guard_settings};
use crate::archive::register::{Entry, Link};
use crate::archive::store::Store;
use crate::diagnostics::{Report, Severity, human};
use crate::documents::annex::{self, AnnexDocument, AnnexOf, others};
use crate::documents::letterhead::Letterhead;
use crate::documents::press::Press;
use crate::export::names::Names;
use crate::figures::Annex;
use crate::figures::annex::{Earlier, groups, of_no_group};
use crate::files::Scratch;
use crate::model::table::Ref;
use crate::model::{Archive, Group, Settings};
use crate::templates::Templates;
use crate::{files, read, words};
use anyhow::Result;
use std::path::{Path, PathBuf};

/// What annexes stand beside.
#[derive(Default)]
pub(super) struct Beside {
    /// The archive of the year; `None` while it is not sealed.
    pub(super) of: Option<Link>,
    /// What its supplements say.
    pub(super) earlier: Earlier,
}

/// An annex that was printed.
pub(super) struct PrintedAnnex {
    pub(super) group: Ref<Group>,
    /// The group's id as a file name.
    pub(super) stem: String,
    pub(super) pdf: Vec<u8>,
    /// Its counted sheets.
    pub(super) sheets: usize,
    /// How many late rows it tells.
    pub(super) rows: usize,
    /// What is doubtful of them, a sentence each.
    pub(super) notes: Vec<String>,
}

/// Prints the annexes of all groups with late rows.
pub(super) fn print_all(
    opened: &Opened,
    press: &Press,
    head: &Letterhead,
    beside: &Beside,
) -> Result<Vec<PrintedAnnex>> {
    let print = |group| print_one(opened, press, head, group, beside);
    groups(&opened.archive).into_iter().map(print).collect()
}

/// Prints the annex of a group.
fn print_one(
    opened: &Opened,
    press: &Press,
    head: &Letterhead,
    group: Ref<Group>,
    beside: &Beside,
) -> Result<PrintedAnnex> {
    let annex = Annex::new(&opened.facts(), group, &beside.earlier);
    let of = beside
        .of
        .as_ref()
        .map(|link| AnnexOf { file: format!("{}.zip", link.name), root: link.root.clone() });
    let data = serde_json::to_vec(&AnnexDocument::new(&opened.archive, head, &annex, of.as_ref()))?;
    let stem = Names::new(&opened.archive).group(group).to_owned();
    let printed = press.print(annex::TEMPLATE, &format!("annex/{stem}"), data, head.duplex)?;
    let (pdf, sheets, rows) = (printed.pdf, printed.sheets, annex.rows());
    Ok(PrintedAnnex { group, stem, pdf, sheets, rows, notes: annex.doubts })
}

/// What annexes are made of.
struct Base {
    /// The year with what came late.
    opened: Opened,
    beside: Beside,
}

/// The year of an input with what came late: as it was sealed, where the store has it, else as the input has
/// it now; `None` where there are errors. What is wrong with the late rows is told.
fn base(input: &Path, store: &Path) -> Result<Option<Base>> {
    let settings = read::read_settings(input)?;
    let (year, name) = (settings.academic_year.title(), &settings.organization.short_name);
    let register = Store::register(store)?;
    let is_meant = |entry: &&&Entry| entry.academic_year == year && entry.organization == *name;
    match in_force(&register.values).iter().rfind(is_meant) {
        Some(entry) => {
            // What an earlier supplement has was signed with its annex.
            let earlier: Vec<Entry> = supplements_of(&register.values, entry).into_iter().cloned().collect();
            let new = Scratch::new()?;
            if !earlier.is_empty() && !new_rows(store, entry, &earlier, input, new.path())? {
                return Ok(None);
            }
            let late = if earlier.is_empty() { input } else { new.path() };
            let Recalled { opened, .. } = recall(store, entry, LateFrom::Input(late))?;
            let is_wrong = earlier.is_empty() && tell_late(&opened.report, input);
            let of = Some(Link { name: entry.name.clone(), root: entry.root.clone() });
            let earlier = earlier_rows(store, entry, &earlier, &opened.archive)?;
            Ok((!is_wrong).then_some(Base { opened, beside: Beside { of, earlier } }))
        }
        None => {
            let opened = Opened::read(input)?;
            let is_wrong = tell_late(&opened.report, input);
            Ok((!is_wrong).then_some(Base { opened, beside: Beside::default() }))
        }
    }
}

/// What the supplements of a year say, for an annex that stands beside them.
pub(super) fn earlier_rows(
    store: &Path,
    entry: &Entry,
    earlier: &[Entry],
    archive: &Archive,
) -> Result<Earlier> {
    if earlier.is_empty() {
        return Ok(Earlier::default());
    }
    let supplements: Vec<&Entry> = earlier.iter().collect();
    let Recalled { opened, .. } = recall(store, entry, LateFrom::Supplements(&supplements))?;
    let sources = &opened.archive.sources;
    let files = earlier.iter().map(Entry::zip).collect();
    Ok(Earlier::new(archive, &opened.archive, files, &|place| supplement_of(sources, place)))
}

/// Tells what is wrong with the late tables of an input, and what is an error anywhere; whether there is one.
pub(super) fn tell_late(report: &Report, input: &Path) -> bool {
    let late = format!("{}/", read::LATE);
    let told = report.only(|file, code| match code.severity() {
        Severity::Error => true,
        Severity::Warning => file.starts_with(&late),
        _ => false,
    });
    eprint!("{}", human(&told, &read::lines(input, &told)));
    report.has_errors()
}

/// The letterhead of a year, with those who sign today.
pub(super) fn letterhead(of_year: &Settings, today: &Settings) -> Letterhead {
    let Letterhead { director, deputy, secretary, clerk, archivist, .. } = Letterhead::new(today);
    Letterhead { director, deputy, secretary, clerk, archivist, ..Letterhead::new(of_year) }
}

/// Prints the annex of a group, or of every group with late rows.
pub(super) fn print(options: &Options, asked: &str, progress: &Progress) -> Result<Status> {
    let Options { input, archive: store, file, .. } = options;
    let Some(Base { opened, beside }) = base(input, store)? else { return Ok(Status::BadData) };
    let archive = &opened.archive;
    guard_settings(&archive.settings)?;
    let all = groups(archive);
    let one = match find_group(archive, "--late", asked) {
        Ok(group) => Some(group),
        Err(_) if asked == ALL => None,
        Err(unknown) => return Err(UsageError(format!("{unknown}; всё вместе — {ALL}")).into()),
    };
    if one.map_or(all.is_empty(), |group| !all.contains(&group)) {
        return Err(UsageError(nothing(archive, input, &all)).into());
    }
    if one.is_none() && all.len() > 1 && file.is_some() {
        let message = "--file называет один файл, а приложений несколько: назовите группу".to_owned();
        return Err(UsageError(message).into());
    }
    let templates = Templates::with_overlay(&input.join(read::TEMPLATES))?;
    let today = read::read_settings(input)?;
    let (press, head) = (Press::new(&templates, &today)?, letterhead(&archive.settings, &today));
    let annexes = match one {
        Some(group) => vec![print_one(&opened, &press, &head, group, &beside)?],
        None => print_all(&opened, &press, &head, &beside)?,
    };
    for printed in annexes {
        let path = file.clone().unwrap_or_else(|| PathBuf::from(format!("annex-{}.pdf", printed.stem)));
        guard_file("--file", "документ", &path, input)?;
        files::write_atomically(&path, &printed.pdf)?;
        let whose = format!("{} {}", head.words.of_group, archive.groups[printed.group].name);
        progress.say(&format!(
            "Приложение к сводной ведомости {whose}: {}, {}, {}",
            path.display(),
            words::count(printed.rows, ["строка", "строки", "строк"]),
            words::count(printed.sheets, ["лист", "листа", "листов"])
        ));
        for note in &printed.notes {
            eprintln!("предупреждение: {note}");
        }
    }
    if let Some(others) = others(&of_no_group(archive)) {
        progress.say(&format!("Ни к одной группе не относятся: {others}; они войдут в дополнение к архиву."));
    }
    Ok(Status::Done)
}

/// What annexes of all groups are asked for by.
const ALL: &str = "all";

/// Why there is nothing to print.
fn nothing(archive: &Archive, input: &Path, all: &[Ref<Group>]) -> String {
    let late = input.join(read::LATE);
    let late = late.display();
    if all.is_empty() {
        return format!(
            "поздних результатов, которых нет в дополнениях, в папке {late} нет; то, что придёт, кладут туда такими же таблицами: debts.csv — ликвидация задолженностей, results.csv — итоги и так далее"
        );
    }
    let named: Vec<&str> = all.iter().map(|group| &*archive.groups[*group].name).collect();
    format!("об этой группе в папке {late} ничего нет; есть о группах: {}", named.join(", "))
}
