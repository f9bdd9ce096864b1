//! Why a query is not answered.

use thiserror::Error;

use super::limits::{MAX_PAGE, MAX_PAGE_SIZE};

/// Why a query is not answered. It repeats nothing of the query but names.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum QueryFault {
    /// The body is no object of JSON.
    #[error("the body must be a JSON object")]
    NotAnObject,
    /// A member has a value of another type.
    #[error("{member} must be {accepts}")]
    Type {
        /// Its name.
        member: &'static str,
        /// What it may be.
        accepts: &'static str,
    },
    /// A member has a value that is none of a list.
    #[error("{member} must be one of {accepts}")]
    Unknown {
        /// Its name.
        member: &'static str,
        /// What it may be.
        accepts: String,
    },
    /// There is no such page.
    #[error("page must be a whole number from 0 to {MAX_PAGE}")]
    Page,
    /// A page has another size.
    #[error("pageSize must be a whole number from 1 to {MAX_PAGE_SIZE}")]
    PageSize,
    /// The address is none.
    #[error("peerIp must be an address or a network, such as 198.51.100.7 or 2001:db8::/32")]
    Address,
    /// Addresses are compared in another way.
    #[error("peerIp is compared by EQUALS or NOT_EQUALS; for a range, give a network such as 198.51.100.0/24")]
    AddressMethod,
    /// What is asked would tell what the person may not see.
    #[error("comparing {0} in this way needs the permission peers.read-full")]
    NeedsPermission(&'static str),
}
