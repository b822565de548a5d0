//! Looks into a workbook before a library takes it into memory: a small file can hold terabytes, or
//! one cell at each end of an endless sheet.
//!
//! [`zip`] looks at what XLSX and ODS unpack to, [`ods`] at how large the sheets of an ODS are, [`ole`]
//! at those of an XLS.

mod ods;
mod ole;
mod zip;

use crate::files;
use std::fmt::Display;
use std::fs::File;
use std::io::BufReader;
use std::path::Path;

pub(super) use ole::look as look_ole;
pub(super) use zip::{Guard, Kind, look as look_zip};

/// How many cells a sheet may have that is held in memory as a whole, the empty ones between others
/// included: four times what a year of the largest college has.
const CELLS: u64 = 8_000_000;

fn open(path: &Path) -> Result<BufReader<File>, String> {
    files::open(path).map(BufReader::new).map_err(|error| format!("файл не читается: {}", error.root_cause()))
}

fn broken(error: &dyn Display) -> String {
    format!("файл обрывается или повреждён ({error})")
}

fn too_wide() -> String {
    format!(
        "на листе больше {} ячеек: это не таблица, или её надо разделить",
        crate::words::grouped(CELLS as usize)
    )
}
