//! The audit of the journals (D11; K4, K5.3, F3.3, N7.3): which journals need the deputy, a row a
//! journal, curriculum and plan against fact by term and topic, and where what was found is.

mod attention;
mod fulfilment;
mod journals;
mod places;

use super::about::About;
use super::table::Table;
use super::{Asked, Basis, Form, Kind, Numbers};
use crate::diagnostics::{Code, Diagnostic};
use crate::figures::performance::Scope;
use crate::model::Journal;
use crate::model::table::Ref;
use crate::words;
use std::collections::BTreeMap;

pub(super) const KIND: Kind = Kind {
    id: "audit",
    title: "Проверка журналов",
    asked: Asked::Days,
    form: Form::Report,
    numbers: Numbers::Rows,
    make,
};

/// What was found in a journal, by code.
type Own<'a> = BTreeMap<Code, Vec<&'a Diagnostic>>;
/// In which journals anything was found.
type Found<'a> = BTreeMap<Ref<Journal>, Own<'a>>;

fn make(basis: &Basis<'_>) -> (String, Vec<Table>) {
    let archive = basis.facts.archive;
    let mut found: Found<'_> = BTreeMap::new();
    for finding in &basis.findings {
        if let Some(journal) = About::of(archive, finding).journal {
            found.entry(journal).or_default().entry(finding.code).or_default().push(finding);
        }
    }
    let needing = attention::needing(basis, &found);
    let all = basis.selection.journals(archive).count();
    let note = format!(
        "{}: без замечаний {}, с замечаниями {}, из них требуют внимания заместителя {} — те, где есть то, с чем журнал нельзя подписать, или сроки нарушены чаще, чем на каждом четвёртом занятии. Дальше — строка на каждый журнал, выполнение учебного и тематического плана, места всех замечаний.",
        words::count(all, ["журнал", "журнала", "журналов"]),
        all - found.len(),
        found.len(),
        needing.len()
    );
    let unknown = unknown(basis);
    let note = if unknown.is_empty() { note } else { format!("{note} {unknown}") };
    let kinds = attention::kinds(basis).whole();
    let tables = vec![
        attention::table(basis, &found, &needing, kinds.rows.len()),
        kinds,
        journals::table(basis, &found, &needing),
        fulfilment::terms(basis),
        fulfilment::topics(basis),
        places::table(basis, &found),
    ];
    (note, tables)
}

/// What of the deadlines could not be judged, and so found nothing.
fn unknown(basis: &Basis<'_>) -> String {
    let told = [
        ("timely-lessons", "занятий"),
        ("timely-marks", "отметок"),
        ("timely-attendance", "записей посещаемости"),
    ];
    let (scope, id) = match basis.selection.group {
        Some(group) => (Scope::Group, basis.facts.archive.groups[group].id.to_string()),
        None => (Scope::Organization, String::new()),
    };
    let parts = told.into_iter().filter_map(|(indicator, what)| {
        let value = basis.indicator(indicator).value(scope, &id, basis.stretch())?;
        (value.tally.unknown > 0).then(|| format!("{what} — {}", words::grouped(value.tally.unknown)))
    });
    let parts: Vec<String> = parts.collect();
    if parts.is_empty() {
        return String::new();
    }
    format!("Время внесения не указано, и о сроках судить нельзя: {}.", parts.join(", "))
}
