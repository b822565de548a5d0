//! A group's journals with their figures, their data and what proves them: what its documents and pages
//! are made of.

use crate::diagnostics::Diagnostic;
use crate::documents::attestation::Of;
use crate::documents::journal::{Material, Volume};
use crate::documents::letterhead::Letterhead;
use crate::documents::press::Attachment;
use crate::export::digests::{self, DigestList};
use crate::export::names::Names;
use crate::figures::attendance::{InGroup, attendance};
use crate::figures::{Facts, JournalFigures, JournalPart, Selection, YearSheet};
use crate::files::FileDigest;
use crate::model::table::Ref;
use crate::model::{Archive, Family, Group, Journal};
use anyhow::Result;

/// A group's journals.
pub(super) struct Gathered {
    group: Ref<Group>,
    /// With their figures, in their order.
    pub(super) parts: Vec<JournalPart>,
    /// The CSV of each.
    pub(super) csv: Vec<Vec<u8>>,
    /// The list of their digests, whose own is the group's.
    pub(super) digests: DigestList,
    /// Who missed how much in them.
    pub(super) attended: Vec<InGroup>,
    /// The summary of the group's year.
    pub(super) sheet: YearSheet,
}

impl Gathered {
    /// Gathers the journals of a group.
    pub(super) fn new(
        facts: &Facts<'_>,
        names: &Names,
        group: Ref<Group>,
        journals: &[Ref<Journal>],
    ) -> Gathered {
        let archive = facts.archive;
        let csv: Vec<Vec<u8>> =
            journals.iter().map(|journal| crate::export::journal::write(facts, *journal)).collect();
        let part = |(journal, csv): (&Ref<Journal>, &Vec<u8>)| JournalPart {
            journal: *journal,
            figures: JournalFigures::new(facts, *journal),
            family: Family::of(&archive.settings, &archive.journals[*journal]),
            digest: FileDigest::of(csv).sha256,
        };
        let parts: Vec<JournalPart> = journals.iter().zip(&csv).map(part).collect();
        let lines = parts.iter().map(|part| (file_of(names, part.journal), part.digest.clone()));
        let digests = digests::list(lines.collect());
        let selection = Selection { group: Some(group), stretch: None };
        let attended = attendance(facts, selection).in_groups;
        let sheet = YearSheet::new(facts, group, Some(&attended));
        Gathered { group, parts, csv, digests, attended, sheet }
    }

    /// Gathers all journals of a group.
    pub(super) fn of_group(facts: &Facts<'_>, names: &Names, group: Ref<Group>) -> Gathered {
        let selection = Selection { group: Some(group), stretch: None };
        let journals: Vec<Ref<Journal>> =
            selection.journals(facts.archive).map(|(journal, _)| journal).collect();
        Gathered::new(facts, names, group, &journals)
    }

    /// The volumes that its journals are bound in.
    pub(super) fn volumes<'a>(
        &'a self,
        facts: &'a Facts<'a>,
        head: &'a Letterhead,
        findings: &'a [&'a Diagnostic],
    ) -> Result<Vec<Volume<'a>>> {
        let Gathered { group, parts, attended, sheet, digests, .. } = self;
        let sources =
            Material { facts, group: *group, parts, attended, sheet, findings, wording: &head.words };
        Volume::of_group(&sources, head, &digests.sha256)
    }

    /// What the files of a volume are called, without their ending.
    pub(super) fn stem(&self, names: &Names, volume: &Volume<'_>) -> String {
        let owner = match volume.only {
            Some(place) => names.journal(self.parts[place].journal),
            None => names.group(self.group),
        };
        volume.suffix.map_or(owner.to_owned(), |suffix| format!("{owner}~{suffix}"))
    }

    /// What the paper of the journal at a place carries: its data, as in `data/journals/` and as JSON.
    pub(super) fn attachments(&self, facts: &Facts<'_>, names: &Names, place: usize) -> Vec<Attachment> {
        let JournalPart { journal, figures, .. } = &self.parts[place];
        let (name, title) = (names.journal(*journal), &figures.title);
        vec![
            Attachment {
                name: format!("{name}.csv"),
                description: format!("Данные журнала: {title}"),
                mime_type: "text/csv",
                bytes: self.csv[place].clone(),
            },
            Attachment {
                name: format!("{name}.json"),
                description: format!("Данные журнала в JSON: {title}"),
                mime_type: "application/json",
                bytes: crate::export::journal::json(facts, *journal),
            },
        ]
    }
}

/// What the file of results of attestation is called, without its ending. Files of groups end otherwise.
pub(super) fn attestation_stem(archive: &Archive, names: &Names, of: Of) -> String {
    match of {
        Of::Group(group) => format!("{}~attestation", names.group(group)),
        Of::Parallel(number) if archive.settings.is_school() => format!("attestation~grade-{number}"),
        Of::Parallel(number) => format!("attestation~course-{number}"),
        Of::Organization => "attestation~all".to_owned(),
    }
}

/// The file of a journal's data.
pub(super) fn file_of(names: &Names, journal: Ref<Journal>) -> String {
    format!("{}.csv", names.journal(journal))
}

/// The file of a group's digests.
pub(super) fn digest_file_of(names: &Names, group: Ref<Group>) -> String {
    format!("{}.sha256", names.group(group))
}

/// Each group with its journals, in the order of the tables.
pub(super) fn journals_by_group(archive: &Archive) -> Vec<(Ref<Group>, Vec<Ref<Journal>>)> {
    let mut journals: Vec<_> = archive.groups.refs().map(|(group, _)| (group, Vec::new())).collect();
    for (journal, row) in archive.journals.refs() {
        journals[row.group.index()].1.push(journal);
    }
    journals
}

/// The build's digest, computed of all journals.
pub(super) fn build_digest(facts: &Facts<'_>, names: &Names) -> String {
    let group = |(group, journals): (Ref<Group>, Vec<Ref<Journal>>)| {
        let line = |journal: &Ref<Journal>| {
            let csv = crate::export::journal::write(facts, *journal);
            (file_of(names, *journal), FileDigest::of(&csv).sha256)
        };
        (digest_file_of(names, group), digests::list(journals.iter().map(line).collect()).sha256)
    };
    digests::list(journals_by_group(facts.archive).into_iter().map(group).collect()).sha256
}
