//! The inventory (опись) of what the archive holds (D20).

use super::letterhead::Letterhead;
use crate::figures::retention::Class;
use serde::{Deserialize, Serialize};

/// The template.
pub const TEMPLATE: &str = "inventory.typ";

/// Everything that the inventory shows.
#[derive(Serialize)]
pub struct Inventory<'a> {
    /// The organisation.
    pub head: &'a Letterhead,
    /// The cases in their order.
    pub cases: &'a [Case],
    /// The build's digest.
    pub digest: &'a str,
}

/// A case (дело): a volume or a sheet.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Case {
    /// Its file in the build.
    pub path: String,
    /// Of which class of records it is.
    pub class: Class,
    /// Title of the case.
    pub title: String,
    /// «02.09.2024 – 30.06.2025».
    pub dates: String,
    /// Counted sheets.
    pub sheets: usize,
    /// «5 лет (по 31.12.2030)», with the article where it is given.
    pub kept: String,
}
