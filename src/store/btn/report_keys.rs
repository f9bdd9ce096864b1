//! What rows of reports are found by.

/// Milliseconds of a day.
pub(super) const DAY_MILLISECONDS: i64 = 86_400_000;

/// Whose report it is, and which of theirs.
#[derive(Clone, Copy)]
pub(super) struct ReportName {
    pub(super) application: i64,
    /// Bytes of the digest of its body, as a number.
    pub(super) report: i64,
}

/// Returns the day of a time in Unix milliseconds.
pub(super) fn day(at: i64) -> i64 {
    at.div_euclid(DAY_MILLISECONDS)
}
