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

/// Has memory that is free given back to the system sooner than it otherwise would be: for the start of a program, before much
/// is allocated. Where its environment has `MIMALLOC_PURGE_DELAY` or `MALLOC_TRIM_THRESHOLD_`, that holds.
///
/// What is free but was not given back stays in memory under what is put there later, also where that fills a small part of it.
pub fn prepare() {
    // SAFETY: it may be called at any time from any thread; the number is that of this option in the library built here.
    unsafe { libmimalloc_sys::mi_option_set_default(PURGE_DELAY, PURGE_MILLISECONDS) };
    #[cfg(all(target_os = "linux", target_env = "gnu"))]
    if std::env::var_os("MALLOC_TRIM_THRESHOLD_").is_none() {
        // SAFETY: it may be called at any time from any thread.
        unsafe { libc::mallopt(libc::M_TRIM_THRESHOLD, TRIM_BYTES) };
    }
}

/// `mi_option_purge_delay`, of which the bindings have no name.
const PURGE_DELAY: libmimalloc_sys::mi_option_t = 15;
/// How long memory that is free is kept; it begins with 1,000. With 10 a load takes a twentieth longer, for hardly less memory.
const PURGE_MILLISECONDS: std::ffi::c_long = 100;
/// From so many free bytes at its end on the system's own allocator gives back. It begins with as many, but unless they are
/// set they become twice the largest piece that was ever freed.
#[cfg(all(target_os = "linux", target_env = "gnu"))]
const TRIM_BYTES: std::ffi::c_int = 128 << 10;

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
    use std::sync::Mutex;
    use std::thread;

    use super::*;

    #[global_allocator]
    static ALLOCATOR: MiMalloc = MiMalloc;

    /// Held by tests that take much memory, or look at what the process has.
    pub(crate) static MEMORY: Mutex<()> = Mutex::new(());

    /// The memory of the process that no file backs, in bytes.
    #[cfg(target_os = "linux")]
    fn resident() -> usize {
        let status = std::fs::read_to_string("/proc/self/status").unwrap();
        let line = status.lines().find(|line| line.starts_with("RssAnon:")).unwrap();
        line.split_whitespace().nth(1).unwrap().parse::<usize>().unwrap() * 1024
    }

    #[test]
    fn pages_that_are_free_are_kept_for_a_moment_only() {
        // SAFETY: it reads a number.
        let delay = || unsafe { libmimalloc_sys::mi_option_get(PURGE_DELAY) };
        assert_eq!(delay(), 1000, "the library's own, unless the number has become that of another option");
        prepare();
        assert_eq!(delay(), PURGE_MILLISECONDS);
    }

    #[test]
    #[cfg(target_os = "linux")]
    fn what_a_thread_left_behind_is_given_back() {
        const BYTES: usize = 64 << 20;
        let _alone = MEMORY.lock().unwrap();
        // What tests before it left.
        give_back();
        let before = resident();
        let left =
            thread::spawn(|| (0..BYTES / 256).map(|at| vec![at.to_le_bytes(); 32]).collect::<Vec<_>>()).join().unwrap();
        assert!(resident() > before + BYTES);
        drop(left);
        give_back();
        assert!(resident() < before + BYTES / 4, "{} bytes before, {} after", before, resident());
    }
}
