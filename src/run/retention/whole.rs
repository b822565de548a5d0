//! Whether what an act concerns is whole in the store, before anything of it goes.

use super::destroy::Options;
use super::reasons::Selected;
use crate::archive::store::Store;
use crate::archive::verify::{How, verify_held};
use crate::run::progress::Progress;
use anyhow::Result;
use std::collections::BTreeSet;

/// How many findings of a store that is not whole are shown.
const SHOWN: usize = 5;

/// Whether what the act concerns is whole in the store: the lists, the archives with all that is chained to
/// them, the papers. What else is wrong there is told.
pub(super) fn is_whole(
    store: &Store,
    options: &Options,
    selected: &[Selected],
    progress: &Progress,
) -> Result<bool> {
    let bar = progress.spinner("Проверка хранилища");
    let outcome = verify_held(&options.archive, How { tick: &|n| bar.inc(n), ..How::STRICTLY })?;
    bar.finish_and_clear();
    let (mut own, mut others) = (Vec::new(), Vec::new());
    // What is left of others that were destroyed is kept for some years only.
    let gone: BTreeSet<String> = store
        .lines()
        .filter(|(_, line)| store.standing(line).destroyed().is_some())
        .flat_map(|(entry, line)| {
            let papers: Vec<String> = store.standing(line).papers().map(|paper| paper.file.clone()).collect();
            papers.into_iter().chain([entry.certificate()])
        })
        .collect();
    for finding in outcome.findings.errors() {
        let concerns = selected.iter().any(|(entry, _, _)| {
            let whole = entry.of.as_ref().map_or(&entry.name, |link| &link.name);
            finding.path.starts_with(&format!("{whole}."))
        });
        let is_of_another =
            store.register.values.iter().any(|entry| finding.path.starts_with(&format!("{}.", entry.name)));
        // The paper of another act, one that was withdrawn too, says nothing of these archives.
        let is_of_other_act =
            finding.path.starts_with("act-") && finding.path != format!("act-{}.pdf", options.act);
        let is_own = (concerns || !is_of_another) && !gone.contains(&finding.path) && !is_of_other_act;
        if is_own { own.push(finding) } else { others.push(finding) }
    }
    let store = options.archive.display();
    if !own.is_empty() {
        eprintln!("ошибка: хранилище не цело, и уничтожать ничего нельзя; всё о нём: letopis verify {store}");
    } else if !others.is_empty() {
        eprintln!("предупреждение: не всё в хранилище цело; всё о нём: letopis verify {store}");
    }
    for finding in own.iter().chain(&others).take(SHOWN) {
        eprintln!("  {}: {} {}", finding.verdict.label(), finding.path, finding.message);
    }
    Ok(own.is_empty())
}
