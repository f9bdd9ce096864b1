//! What the program logs inside the test program: its errors.

use std::sync::{Mutex, Once};

use log::{LevelFilter, Log, Metadata, Record};

struct Errors;

static ERRORS: Mutex<Vec<String>> = Mutex::new(Vec::new());

impl Log for Errors {
    fn enabled(&self, metadata: &Metadata<'_>) -> bool {
        metadata.level() <= LevelFilter::Error
    }

    fn log(&self, record: &Record<'_>) {
        if self.enabled(record.metadata()) {
            ERRORS.lock().unwrap().push(record.args().to_string());
        }
    }

    fn flush(&self) {}
}

/// Keeps errors from here on, of all tests that run.
pub fn keep_errors() {
    static ONCE: Once = Once::new();
    ONCE.call_once(|| {
        log::set_logger(&Errors).unwrap();
        log::set_max_level(LevelFilter::Error);
    });
}

/// Returns the errors kept so far that contain a text.
pub fn errors_with(text: &str) -> Vec<String> {
    ERRORS.lock().unwrap().iter().filter(|error| error.contains(text)).cloned().collect()
}
