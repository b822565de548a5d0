//! Classes of records (классы документов), by how long they are kept.

use serde::{Deserialize, Serialize};

/// A class of records: those of one class are kept equally long.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Class {
    /// Journals, and what is destroyed with them.
    Journals,
    /// Summary sheets.
    Sheets,
}
