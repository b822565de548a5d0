//! One function a command; the only place that joins the stages.

pub mod build;
pub mod check;
mod clock;
pub mod demo;
pub mod description;
mod group;
pub mod init;
pub mod progress;
pub mod report;
pub mod seal;
mod shared;
mod shop;
pub mod sign;
pub mod verify;

use std::fmt;

/// How a command ended (contract §2).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Status {
    /// Done.
    Done = 0,
    /// The data has errors, or verification failed.
    BadData = 1,
    /// The call or the settings are wrong.
    BadCall = 2,
    /// The system failed.
    Failed = 3,
}

/// The call is wrong: what was asked for cannot be done so.
#[derive(Debug)]
pub struct UsageError(pub String);

impl fmt::Display for UsageError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for UsageError {}

/// How output is written.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, clap::ValueEnum)]
pub enum Format {
    /// For people.
    #[default]
    Text,
    /// One JSON object a line.
    Json,
}
