//! Where what was found is.

use super::Found;
use crate::diagnostics::Diagnostic;
use crate::reports::about::About;
use crate::reports::table::{Cell, Table, number, text};
use crate::reports::{Basis, journal_cell};

/// A row a journal and kind.
pub(super) fn table(basis: &Basis<'_>, found: &Found<'_>) -> Table {
    let rows = found.iter().flat_map(|(journal, codes)| {
        codes.iter().map(|(code, findings)| {
            vec![
                journal_cell(basis.facts.archive, *journal),
                code.title().into(),
                Cell::Count(findings.len()),
                places(basis, findings).into(),
            ]
        })
    });
    let columns = vec![
        text("journal", "Журнал", 4),
        text("finding", "Замечание", 4),
        number("count", "число"),
        text("places", "Где", 9),
    ];
    Table::new("places", "Замечания с местами", columns, rows.collect(), "Замечаний нет.")
}

/// All places: «05.12.2024: Иванов И. И., Петров П. П.; 12.12.2024», «1 семестр: Иванов И. И.»; of what is
/// about a whole journal what is said of it.
fn places(basis: &Basis<'_>, findings: &[&Diagnostic]) -> String {
    let archive = basis.facts.archive;
    let mut places: Vec<(String, Vec<String>)> = Vec::new();
    for finding in findings {
        let about = About::of(archive, finding);
        let Some(when) = about.when(archive) else {
            places.push((finding.message.clone(), Vec::new()));
            continue;
        };
        let who = about.student.map(|student| archive.students[student].short_name());
        match places.iter_mut().find(|(other, _)| *other == when) {
            Some((_, students)) => students.extend(who.filter(|who| !students.contains(who))),
            None => places.push((when, who.into_iter().collect())),
        }
    }
    let said = places
        .into_iter()
        .map(|(when, who)| if who.is_empty() { when } else { format!("{when}: {}", who.join(", ")) });
    said.collect::<Vec<_>>().join("; ")
}
