//! The access tokens of anonymous viewers that this server has met. They are too many to be held whole, so they are
//! looked up when they first come, and those that have not come for long are let go.

use std::collections::{HashMap, HashSet};
use std::fmt;
use std::sync::{PoisonError, RwLock, RwLockReadGuard, RwLockWriteGuard};

use super::{Grant, TokenHash, ViewerId};

/// How many tokens of each half are kept: some 40 MB in all where both are full.
const MAX_HALF: usize = 250_000;

/// Tokens and what they are good for.
#[derive(Default)]
pub struct KnownTokens(RwLock<Known>);

#[derive(Default)]
struct Known {
    epoch: Epoch,
    lately: HashMap<TokenHash, Grant>,
    /// Those that were the late ones before these; what is asked for moves over.
    earlier: HashMap<TokenHash, Grant>,
}

/// The time between two endings of tokens. What was read in an epoch that is over may have ended since.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Epoch(u64);

/// Shows nothing of anybody.
impl fmt::Debug for KnownTokens {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("KnownTokens").finish_non_exhaustive()
    }
}

impl KnownTokens {
    /// Finds what a token is good for, expired or not; `None` where it was not met.
    pub fn find(&self, token: &TokenHash) -> Option<Grant> {
        {
            let known = self.read();
            if let Some(grant) = known.lately.get(token) {
                return Some(*grant);
            }
            if !known.earlier.contains_key(token) {
                return None;
            }
        }
        let mut known = self.write();
        let grant = known.earlier.remove(token).or_else(|| known.lately.get(token).copied())?;
        known.put(*token, grant);
        Some(grant)
    }

    /// Returns the present epoch: to be asked before what is then [learnt](Self::learn) is read.
    pub fn epoch(&self) -> Epoch {
        self.read().epoch
    }

    /// Takes tokens that were read in an epoch, unless it is over.
    pub fn learn(&self, epoch: Epoch, grants: &[(TokenHash, Grant)]) {
        let mut known = self.write();
        if known.epoch == epoch {
            grants.iter().for_each(|(token, grant)| known.put(*token, *grant));
        }
    }

    /// Begins another epoch, since some tokens have ended, and returns all that are known, which are then to be
    /// [kept](Self::keep) or not.
    pub fn begin_epoch(&self) -> Vec<TokenHash> {
        let mut known = self.write();
        known.begin_epoch();
        known.lately.keys().chain(known.earlier.keys()).copied().collect()
    }

    /// Of the tokens in question lets go of those that no longer stand.
    pub fn keep(&self, questioned: &[TokenHash], standing: &HashSet<TokenHash>) {
        let mut known = self.write();
        for token in questioned.iter().filter(|token| !standing.contains(token)) {
            known.lately.remove(token);
            known.earlier.remove(token);
        }
    }

    /// Lets go of everything of a viewer whose tokens have ended, also of what is on its way.
    pub fn end(&self, viewer: ViewerId) {
        let mut known = self.write();
        known.begin_epoch();
        known.lately.retain(|_, grant| grant.viewer != viewer);
        known.earlier.retain(|_, grant| grant.viewer != viewer);
    }

    /// Returns everybody who has one.
    pub fn viewers(&self) -> HashSet<ViewerId> {
        let known = self.read();
        known.lately.values().chain(known.earlier.values()).map(|grant| grant.viewer).collect()
    }

    fn read(&self) -> RwLockReadGuard<'_, Known> {
        self.0.read().unwrap_or_else(PoisonError::into_inner)
    }

    fn write(&self) -> RwLockWriteGuard<'_, Known> {
        self.0.write().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Known {
    fn begin_epoch(&mut self) {
        self.epoch.0 = self.epoch.0.wrapping_add(1);
    }

    fn put(&mut self, token: TokenHash, grant: Grant) {
        if self.lately.len() >= MAX_HALF {
            self.earlier = std::mem::take(&mut self.lately);
        }
        self.lately.insert(token, grant);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::catalog::Moment;
    use crate::viewers::ClearToken;

    fn grant(viewer: u64) -> Grant {
        Grant { viewer: ViewerId::new(viewer).unwrap(), expires: Moment(10) }
    }

    fn token(number: usize) -> TokenHash {
        ClearToken::given(&number.to_string()).hash()
    }

    #[test]
    fn what_was_learnt_is_found_until_it_ends() {
        let known = KnownTokens::default();
        known.learn(known.epoch(), &[(token(1), grant(1)), (token(2), grant(2)), (token(3), grant(3))]);
        assert_eq!(known.find(&token(1)), Some(grant(1)));
        assert_eq!(known.find(&token(4)), None);
        let before = known.epoch();
        known.end(ViewerId::new(1).unwrap());
        known.learn(before, &[(token(1), grant(1))]);
        let mut questioned = known.begin_epoch();
        questioned.sort_by_key(|token| token.to_hex());
        let mut expected = vec![token(2), token(3)];
        expected.sort_by_key(|token| token.to_hex());
        assert_eq!(questioned, expected);
        known.keep(&questioned, &[token(3)].into());
        assert_eq!([1, 2, 3].map(|number| known.find(&token(number))), [None, None, Some(grant(3))]);
        assert_eq!(known.viewers(), [ViewerId::new(3).unwrap()].into());
    }

    #[test]
    fn what_was_read_before_tokens_ended_is_not_learnt_after_it() {
        let known = KnownTokens::default();
        let before = known.epoch();
        let questioned = known.begin_epoch();
        known.learn(before, &[(token(1), grant(1))]);
        known.learn(known.epoch(), &[(token(2), grant(2))]);
        known.keep(&questioned, &HashSet::new());
        assert_eq!([1, 2].map(|number| known.find(&token(number))), [None, Some(grant(2))]);
    }

    #[test]
    fn what_is_known_is_bounded_and_what_is_asked_for_stays() {
        let known = KnownTokens::default();
        let grants: Vec<_> = (0..3 * MAX_HALF).map(|number| (token(number), grant(1))).collect();
        for grants in grants.chunks(1_000) {
            known.learn(known.epoch(), grants);
            assert_eq!(known.find(&token(0)), Some(grant(1)));
        }
        assert!(known.begin_epoch().len() <= 2 * MAX_HALF);
        assert_eq!(known.find(&token(1)), None);
    }
}
