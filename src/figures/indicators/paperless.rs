//! ББЖ (безбумажный журнал): whether the organisation keeps no paper beside the electronic journal.

use super::{Category, Class, Compute, Indicator, Tally, Unit, unlimited};
use crate::model::Archive;

/// ББЖ.
pub(super) const PAPERLESS: Indicator = Indicator {
    id: "paperless",
    title: "ББЖ",
    in_isuod: true,
    category: Category::Journal,
    unit: Unit::Share,
    formula: "безбумажный журнал: группы, для которых приказ о нём действует с первого дня периода / все группы",
    source: "archive.yaml",
    limit: unlimited,
    clauses: &["P4.6"],
    missing: without_order,
    compute: Compute::Group(paperless),
};

fn without_order(archive: &Archive) -> Option<&'static str> {
    let none = archive.settings.organization.paperless.is_none();
    none.then_some("в archive.yaml нет приказа о безбумажном журнале (organization.paperless)")
}

fn paperless(class: &Class<'_>) -> Option<Tally> {
    let settings = &class.facts.archive.settings;
    let order = settings.organization.paperless.as_ref()?;
    let first = class.stretch.first_day(settings, class.terms);
    let is_in_force = order.since.as_ref().is_none_or(|since| since.0 <= first);
    Some(Tally::of(usize::from(is_in_force), 1))
}
