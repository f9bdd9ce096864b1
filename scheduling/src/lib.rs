//! Threads that stand behind the others when there are not enough processors for all.
//!
//! This crate is apart for its `unsafe`: a call of Linux that only C can make. What it offers is safe.

#[cfg(target_os = "linux")]
mod linux;

#[cfg(target_os = "linux")]
pub use linux::{give_way, step_back};

/// Nothing: there is no such thing on this system.
///
/// # Errors
/// None.
#[cfg(not(target_os = "linux"))]
pub fn step_back(_turn: std::time::Duration) -> std::io::Result<()> {
    Ok(())
}

/// Nothing: there is no such thing on this system.
///
/// # Errors
/// None.
#[cfg(not(target_os = "linux"))]
pub fn give_way() -> std::io::Result<()> {
    Ok(())
}
