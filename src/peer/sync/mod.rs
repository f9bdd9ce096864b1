//! Passes: what is decided about what peers export, apart from asking for it and keeping it.

mod drops;
mod fitting;
mod guard;
mod pace;
mod pass;
mod progress;
mod retry;
mod schedule;
mod sorting;

pub use drops::{DropCounts, DropReason};
pub use fitting::{fit, tidy_title};
pub use guard::{GuardFault, PassGuard};
pub use pace::{Pacer, TooFast};
pub use pass::{PassState, PassWish};
pub use progress::{LARGE_PAGE, PeerHabits, PeerProgress, SMALL_PAGE};
pub use retry::{AfterFault, Retries};
pub use schedule::{Schedule, ScheduleFault, is_dead};
pub use sorting::{SortedPage, sort};
