//! The allocator of the program, giving back to the system what it keeps, and huge pages for what is in use.
//!
//! This crate is apart for its `unsafe`: calls of libraries that only C can make. What it offers is safe.

#[cfg(target_os = "linux")]
mod huge;

#[cfg(target_os = "linux")]
pub use huge::settle;
pub use mimalloc::MiMalloc;

/// Nothing: there is no such thing on this system.
#[cfg(not(target_os = "linux"))]
pub fn settle() {}

/// Gives memory that is free back to the system, at once: that of threads that have ended above all, which the allocator
/// otherwise keeps for threads to come. Takes some milliseconds, during which others may allocate.
///
/// That of the system's own allocator, too, which libraries in C take from: SQLite above all.
pub fn give_back() {
    // SAFETY: it may be called at any time from any thread, also where another allocator is in use.
    unsafe { libmimalloc_sys::mi_collect(true) };
    #[cfg(all(target_os = "linux", target_env = "gnu"))]
    // SAFETY: it may be called at any time from any thread.
    unsafe {
        libc::malloc_trim(0)
    };
}

#[cfg(test)]
mod tests {
    use std::thread;

    use super::*;

    #[global_allocator]
    static ALLOCATOR: MiMalloc = MiMalloc;

    /// The memory of the process that no file backs, in bytes.
    #[cfg(target_os = "linux")]
    fn resident() -> usize {
        let status = std::fs::read_to_string("/proc/self/status").unwrap();
        let line = status.lines().find(|line| line.starts_with("RssAnon:")).unwrap();
        line.split_whitespace().nth(1).unwrap().parse::<usize>().unwrap() * 1024
    }

    #[test]
    #[cfg(target_os = "linux")]
    fn what_a_thread_left_behind_is_given_back() {
        const BYTES: usize = 64 << 20;
        let before = resident();
        let left =
            thread::spawn(|| (0..BYTES / 256).map(|at| vec![at.to_le_bytes(); 32]).collect::<Vec<_>>()).join().unwrap();
        assert!(resident() > before + BYTES);
        drop(left);
        give_back();
        assert!(resident() < before + BYTES / 4, "{} bytes before, {} after", before, resident());
    }
}
