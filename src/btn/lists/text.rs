//! Lists as texts.

use data_encoding::HEXLOWER;
use ipnet::IpNet;
use sha2::{Digest, Sha256};

use crate::catalog::Moment;

use super::network::written;

/// Bytes of the digest that the version is written from.
const VERSION_BYTES: usize = 8;

/// A list, ready to be sent.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PublishedList {
    /// What clients send back to learn whether there is another: made of the content, and so the same on every node and after
    /// every start.
    pub version: String,
    /// The text or the JSON.
    pub body: String,
}

impl PublishedList {
    /// Writes lines: of each network a remark of our own words, which clients show as the reason, and the network.
    pub(super) fn of_lines<'a>(lines: impl Iterator<Item = (String, &'a IpNet)>) -> Self {
        let mut body = String::new();
        for (remark, network) in lines {
            body.extend(["# ", &remark, "\n", &written(network), "\n"]);
        }
        Self { version: version(&body), body }
    }
}

/// Returns the version of a content.
pub(super) fn version(content: &str) -> String {
    HEXLOWER.encode(&Sha256::digest(content)[..VERSION_BYTES])
}

/// Writes the day in UTC on which an entry ends: a list then is another only when that day is.
pub(super) fn day(until: Moment) -> String {
    until.utc().map_or_else(|| until.to_string(), |utc| utc.date_naive().to_string())
}
