//! The snapshot in use.

use std::sync::Arc;

use arc_swap::ArcSwap;

/// Holds what is served now and swaps it whole; readers keep the one they began with.
#[derive(Debug)]
pub struct Live<T>(ArcSwap<T>);

impl<T> Live<T> {
    /// Begins with this.
    pub fn new(first: T) -> Self {
        Self(ArcSwap::from_pointee(first))
    }

    /// Returns what is served now.
    pub fn get(&self) -> Arc<T> {
        self.0.load_full()
    }

    /// Serves this from now on.
    pub fn set(&self, next: T) {
        self.0.store(Arc::new(next));
    }

    /// Serves this from now on; returns what was served before.
    pub fn swap(&self, next: T) -> Arc<T> {
        self.0.swap(Arc::new(next))
    }
}
