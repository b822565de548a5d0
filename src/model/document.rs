//! A local act (локальный акт, D18): CommonMark with a head.

use chrono::NaiveDate;

/// An order, a regulation or an instruction that belongs to the archive.
#[derive(Clone, Debug)]
pub struct Document {
    /// Name of the file without its ending; the page's name follows it.
    pub id: String,
    /// Title.
    pub title: String,
    /// Number of the order.
    pub number: Option<String>,
    /// Date of the order.
    pub date: Option<NaiveDate>,
    /// What kind of act: «приказ», «положение», ….
    pub kind: Option<String>,
    /// The text in CommonMark.
    pub body: String,
}
