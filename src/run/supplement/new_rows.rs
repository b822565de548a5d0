//! The late rows of an input that no earlier supplement has.

use crate::archive::register::Entry;
use crate::export::late;
use crate::files;
use crate::read::LATE;
use crate::run::annex::tell_late;
use crate::run::recalled::{LateFrom, open, recall};
use anyhow::Result;
use std::collections::BTreeMap;
use std::path::Path;

/// Writes the late rows of an input that no earlier supplement has into a folder, normalised; whether they are
/// without errors. What is wrong with them is told.
pub(in crate::run) fn new_rows(
    store: &Path,
    entry: &Entry,
    earlier: &[Entry],
    input: &Path,
    folder: &Path,
) -> Result<bool> {
    let opened = recall(store, entry, LateFrom::Input(input))?.opened;
    if tell_late(&opened.report, input) {
        return Ok(false);
    }
    let mut sealed: BTreeMap<String, BTreeMap<Vec<u8>, usize>> = BTreeMap::new();
    for supplement in earlier {
        let mut extract = open(store, supplement)?;
        for (table, _) in late::tables(&opened.archive) {
            let Some(bytes) = extract.read(&format!("data/late/{table}.csv"))? else { continue };
            for record in records(&bytes) {
                *sealed.entry(table.to_owned()).or_default().entry(record).or_default() += 1;
            }
        }
    }
    for (table, bytes) in late::tables(&opened.archive) {
        let mut known = sealed.remove(table).unwrap_or_default();
        let mut all = records(&bytes).into_iter();
        let mut kept = all.next().into_iter().collect::<Vec<_>>();
        kept.extend(all.filter(|record| match known.get_mut(record) {
            Some(count) if *count > 0 => {
                *count -= 1;
                false
            }
            _ => true,
        }));
        if kept.len() > 1 {
            files::write(&folder.join(LATE).join(format!("{table}.csv")), &kept.concat())?;
        }
    }
    Ok(true)
}

/// The records of a normalised table, the header first; each ends with its line end.
pub(super) fn records(bytes: &[u8]) -> Vec<Vec<u8>> {
    let mut reader = csv::ReaderBuilder::new().has_headers(false).flexible(true).from_reader(bytes);
    let mut starts: Vec<usize> = Vec::new();
    let mut record = csv::ByteRecord::new();
    while reader.read_byte_record(&mut record).unwrap_or(false) {
        starts.extend(record.position().and_then(|place| usize::try_from(place.byte()).ok()));
    }
    let ends = starts.iter().skip(1).copied().chain([bytes.len()]);
    starts.iter().zip(ends).filter_map(|(start, end)| bytes.get(*start..end).map(<[u8]>::to_vec)).collect()
}
