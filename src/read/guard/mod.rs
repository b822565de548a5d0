//! Looks into a workbook before a library takes it into memory: a small file can hold terabytes, or
//! one cell at each end of an endless sheet.
//!
//! [`zip`] looks at what XLSX and ODS unpack to, [`ods`] at how large the sheets of an ODS are, [`ole`]
//! at those of an XLS, `texts` at its texts.

mod ods;
mod ole;
mod texts;
mod zip;

use crate::files;
use std::fs::File;
use std::io::BufReader;
use std::path::Path;

pub(super) use ole::look as look_ole;
pub(super) use zip::{Guard, Kind, look as look_zip};

/// How many cells a sheet may have that is held in memory as a whole, the empty ones between others
/// included: four times what a year of the largest college has.
const CELLS: u64 = 8_000_000;

/// How many bytes the texts of a workbook may come to, each as often as it stands there.
const TEXTS: u64 = 256 * 1024 * 1024;

fn open(path: &Path) -> Result<BufReader<File>, String> {
    files::open(path)
        .map(BufReader::new)
        .map_err(|error| format!("файл не читается: {}", files::reason(&error)))
}

/// What the libraries say of it stands in the words of the formats, and in English.
fn broken<E>(_: E) -> String {
    "файл обрывается или повреждён".to_owned()
}

fn too_long() -> String {
    format!("текстов в книге больше {}: это не таблица, или её надо разделить", crate::words::size(TEXTS))
}

fn too_wide() -> String {
    format!(
        "на листе больше {} ячеек: это не таблица, или её надо разделить",
        crate::words::grouped(CELLS as usize)
    )
}
