//! Who of an earlier year's students is whom in a later one: nobody is guessed.
//!
//! 1. A student of a year is a [`Sight`], and what several years know of one a [`Person`] ([`person`]);
//! 2. [`judgement`] is what two of them are held against each other by: the only place that says whether they
//!    may be one person;
//! 3. [`matches()`] finds the people of later years among an earlier year's students: by id,
//!    else by the number of the record book, else by the full name together with the beginning of the study.
//!    What is not certain is a [`Doubt`], and not taken;
//! 4. [`same_people`] does so for two years alone, without a text.

mod index;
mod judgement;
mod matching;
mod person;
mod settling;
mod today;

pub use judgement::Clash;
pub use matching::{Doubt, Later, Matches, Refusal, Why, matches};
pub use person::{Person, Sight};
pub use today::{SamePeople, same_people};

use serde::Serialize;

/// What somebody was found by.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum By {
    /// The group itself was asked for.
    Group,
    /// The id.
    Id,
    /// The number of the record book.
    RecordBook,
    /// The full name and the beginning of the study.
    Name,
}
