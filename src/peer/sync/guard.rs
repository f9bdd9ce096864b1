//! What keeps a pass from going on for ever.

use std::collections::HashSet;

use thiserror::Error;

/// The most pages of a pass.
const MAX_PAGES: u32 = 20_000;

/// Why a pass makes no sense to go on with.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum GuardFault {
    /// A page says that the next one begins where an earlier one did.
    #[error("the peer exports in a circle: a page ends where an earlier one did")]
    Circle,
    /// A page is empty, and says that there is another.
    #[error("the peer answers an empty page that is not the last one")]
    Empty,
    /// There are too many pages.
    #[error("the peer exports more than 20000 pages")]
    Endless,
}

/// Watches over the pages of a pass.
#[derive(Clone, Debug)]
pub struct PassGuard {
    cursors: HashSet<String>,
    pages: u32,
}

impl PassGuard {
    /// Watches over a pass that begins, or goes on, after this cursor and so many pages.
    pub fn new(cursor: Option<&str>, pages: u32) -> Self {
        Self { cursors: cursor.map(str::to_owned).into_iter().collect(), pages }
    }

    /// Looks at a page of so many items.
    ///
    /// # Errors
    /// Why no other should be asked for.
    pub fn check(&mut self, items: usize, next_cursor: Option<&str>) -> Result<(), GuardFault> {
        self.pages = self.pages.saturating_add(1);
        let Some(next) = next_cursor else { return Ok(()) };
        if items == 0 {
            return Err(GuardFault::Empty);
        }
        if !self.cursors.insert(next.to_owned()) {
            return Err(GuardFault::Circle);
        }
        if self.pages >= MAX_PAGES { Err(GuardFault::Endless) } else { Ok(()) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn circles_of_any_length_and_pages_without_end_are_found() {
        let mut guard = PassGuard::new(None, 0);
        assert_eq!([Some("a"), Some("b"), None].map(|next| guard.check(1, next)), [Ok(()); 3]);
        assert_eq!(guard.check(1, Some("a")), Err(GuardFault::Circle));
        let mut guard = PassGuard::new(Some("c"), 7);
        assert_eq!(guard.check(1, Some("c")), Err(GuardFault::Circle));
        let mut guard = PassGuard::new(Some("c"), MAX_PAGES - 2);
        assert_eq!(guard.check(1, Some("d")), Ok(()));
        assert_eq!(guard.clone().check(1, Some("e")), Err(GuardFault::Endless));
        assert_eq!(guard.check(1, None), Ok(()), "the last page may be the one at the limit");
    }

    #[test]
    fn an_empty_page_may_be_the_last_one_only() {
        let mut guard = PassGuard::new(None, 0);
        assert_eq!(guard.check(0, None), Ok(()));
        assert_eq!(guard.check(0, Some("a")), Err(GuardFault::Empty));
    }
}
