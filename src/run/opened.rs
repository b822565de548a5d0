//! An input folder that was read, with all that figures, checks and reports need of it.

use super::UsageError;
use crate::diagnostics::{Code, Diagnostic, Place, Report};
use crate::documents::letters::{Letters, MissingLetters};
use crate::figures::{Consents, Exemptions, Facts, Ledger};
use crate::model::mark::fold;
use crate::model::table::{Found, Ref};
use crate::model::{Archive, Belonging, Group, Journal, Student};
use crate::read;
use crate::templates::Templates;
use anyhow::Result;
use std::cell::OnceCell;
use std::collections::BTreeSet;
use std::path::Path;

/// What was read, who belonged where, and what is wrong with it.
pub(super) struct Opened {
    pub(super) archive: Archive,
    belonging: Belonging,
    ledger: Ledger,
    exemptions: Exemptions,
    consents: Consents,
    /// Errors and warnings. How the journals were kept, [`crate::check::findings`] tell.
    pub(super) report: Report,
}

impl Opened {
    /// Reads an input folder and checks it.
    pub(super) fn read(input: &Path) -> Result<Opened> {
        // Fonts are looked through where a letter is met that is neither ASCII nor Cyrillic.
        let letters: OnceCell<Option<Letters>> = OnceCell::new();
        let load = || Templates::with_overlay(&input.join(read::TEMPLATES)).ok().as_ref().map(Letters::new);
        let has = |c| letters.get_or_init(load).as_ref().is_none_or(|letters| letters.has(c));
        let (archive, mut report) = read::read(input, &has)?;
        let missing: BTreeSet<char> =
            archive.settings.texts().iter().flat_map(|text| text.chars()).filter(|c| !has(*c)).collect();
        if !missing.is_empty() {
            let message = MissingLetters(missing).to_string();
            report.push(Diagnostic::new(Code::MissingLetter, read::SETTINGS_FILE.to_owned(), message));
        }
        let belonging = Belonging::new(&archive);
        let (ledger, exemptions) = (Ledger::new(&archive), Exemptions::new(&archive));
        let consents = Consents::new(&archive);
        let mut opened = Opened { archive, belonging, ledger, exemptions, consents, report };
        let checked = crate::check::check(&opened.facts());
        opened.report.append(checked);
        Ok(opened)
    }

    /// Whether the data have errors, which is said: no document or number is made of them.
    pub(super) fn stops(&self) -> bool {
        let stops = self.report.has_errors();
        if stops {
            eprintln!("ошибка: в данных есть ошибки, и верить им нельзя: letopis check");
        }
        stops
    }

    /// Makes late rows, those of the places that are meant, part of the year.
    pub(super) fn fold_late(&mut self, is_meant: &dyn Fn(Place) -> bool) {
        self.archive.fold_late(is_meant);
        self.belonging = Belonging::new(&self.archive);
        self.ledger = Ledger::new(&self.archive);
        self.exemptions = Exemptions::new(&self.archive);
    }

    /// What figures are computed from.
    pub(super) fn facts(&self) -> Facts<'_> {
        let Opened { archive, belonging, ledger, exemptions, consents, .. } = self;
        Facts { archive, belonging, ledger, exemptions, consents }
    }
}

/// How many names a message lists.
const LISTED: usize = 20;

/// The group of that id, or the only one of that name, as a parameter asks for it.
pub(super) fn find_group(archive: &Archive, parameter: &str, asked: &str) -> Result<Ref<Group>> {
    if let Found::Row(group) = archive.groups.find(asked) {
        return Ok(group);
    }
    let mut named = archive.groups.refs().filter(|(_, row)| fold(&row.name) == fold(asked));
    if let (Some((group, _)), None) = (named.next(), named.next()) {
        return Ok(group);
    }
    let all: Vec<String> =
        archive.groups.iter().take(LISTED).map(|row| format!("{} ({})", row.id, row.name)).collect();
    let more = if archive.groups.len() > LISTED { "…" } else { "" };
    Err(UsageError(format!("{parameter}: нет группы {asked}; есть {}{more}", all.join(", "))).into())
}

/// The journal of that id.
pub(super) fn find_journal(archive: &Archive, asked: &str) -> Result<Ref<Journal>> {
    if let Found::Row(journal) = archive.journals.find(asked) {
        return Ok(journal);
    }
    let all: Vec<String> = archive
        .journals
        .iter()
        .take(LISTED)
        .map(|row| format!("{} ({}, {})", row.id, archive.groups[row.group].name, row.title()))
        .collect();
    let more = if archive.journals.len() > LISTED { "…" } else { "" };
    Err(UsageError(format!("--journal: нет журнала {asked}; есть {}{more}", all.join("; "))).into())
}

/// The student of that id.
pub(super) fn find_student(archive: &Archive, asked: &str) -> Result<Ref<Student>> {
    if let Found::Row(student) = archive.students.find(asked) {
        return Ok(student);
    }
    let mut named = archive.students.refs().filter(|(_, row)| fold(&row.full_name()) == fold(asked));
    if let (Some((student, _)), None) = (named.next(), named.next()) {
        return Ok(student);
    }
    Err(UsageError(format!("--student: нет обучающегося {asked}: укажите код из таблицы students")).into())
}
