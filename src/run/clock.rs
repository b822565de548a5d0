//! The real clock, for the store's event log alone.

/// Now, in UTC: `2026-06-30T12:00:00Z`.
#[expect(clippy::disallowed_methods, reason = "the one place that the ban points to")]
pub(super) fn now() -> String {
    chrono::Utc::now().to_rfc3339_opts(chrono::SecondsFormat::Secs, true)
}
