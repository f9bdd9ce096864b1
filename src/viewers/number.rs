//! Numbers of the model: films are dense `u32`, figures are `f32` where they are stored and `f64` where they are
//! solved.

/// Returns the place of a film's number in an array.
pub(super) fn place(number: u32) -> usize {
    usize::try_from(number).unwrap_or(usize::MAX)
}

/// Returns the number of a place. Places past `u32` do not occur: numbering ends there.
pub(super) fn number(place: usize) -> u32 {
    u32::try_from(place).unwrap_or(u32::MAX)
}

/// Returns a count as a figure; exact up to 2^53.
#[expect(clippy::as_conversions, reason = "std has no other way from usize to f64")]
pub(super) fn real(count: usize) -> f64 {
    count as f64
}

/// Returns the nearest `f32`.
#[expect(clippy::as_conversions, reason = "std has no other way from f64 to f32")]
pub(super) fn short(figure: f64) -> f32 {
    figure as f32
}
