//! The real clock, for the store's commands alone.

use chrono::{NaiveDate, SecondsFormat, Utc};

/// Now, in UTC: `2026-06-30T12:00:00Z`.
#[expect(clippy::disallowed_methods, reason = "the one place that the ban points to")]
pub(super) fn now() -> String {
    Utc::now().to_rfc3339_opts(SecondsFormat::Secs, true)
}

/// Today, in UTC: nowhere in Russia does a day begin later, so that nothing is due a day early.
#[expect(clippy::disallowed_methods, reason = "the one place that the ban points to")]
pub(super) fn today() -> NaiveDate {
    Utc::now().date_naive()
}

/// The day that papers carry: of this place.
#[expect(clippy::disallowed_methods, reason = "the one place that the ban points to")]
pub(super) fn day_of_papers() -> NaiveDate {
    chrono::Local::now().date_naive()
}
