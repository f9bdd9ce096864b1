//! Accounts of people who come from GitHub.

use diesel::prelude::*;

use super::accounts::{OwnerColumns, OwnerRecord, at_owners};
use super::handle::BtnStore;
use super::schema::owners;
use crate::btn::NetworkHash;
use crate::catalog::Moment;
use crate::store::StoreError;
use crate::store::conn::on_backend;

/// What the names of accounts from GitHub begin with; the number there follows. People rename themselves, and others take
/// the names that they had.
pub const GITHUB_NAME: &str = "github:";

/// A person, as GitHub tells.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct GithubPerson {
    /// Their number, which they keep.
    pub id: i64,
    /// What they are called.
    pub nickname: String,
    /// The URL of their picture; may be empty.
    pub avatar: String,
    /// Their first mail address, where it is verified.
    pub email: Option<String>,
}

impl BtnStore {
    /// Returns the account of a person, as GitHub tells of them now; one is made where there is none, from this network.
    ///
    /// # Errors
    /// [`StoreError::Away`] above all.
    pub fn enter_from_github(
        &self,
        person: &GithubPerson,
        network: Option<NetworkHash>,
        now: Moment,
    ) -> Result<OwnerRecord, StoreError> {
        let told = (
            owners::nickname.eq(&person.nickname),
            owners::avatar.eq(&person.avatar),
            owners::email.eq(&person.email),
            owners::last_seen.eq(now.0),
        );
        let network = network.as_ref().map(|hash| hash.as_bytes().as_slice());
        let row = (
            owners::name.eq(format!("{GITHUB_NAME}{}", person.id)),
            owners::created.eq(now.0),
            owners::github_id.eq(person.id),
            owners::network.eq(network),
            told,
        );
        self.pool.write(|conn| {
            let entered: OwnerColumns = on_backend!(conn, c => diesel::insert_into(owners::table)
                .values(row)
                .on_conflict(owners::github_id)
                .do_update()
                .set(told)
                .get_result(c))
            .map_err(at_owners)?;
            entered.record()
        })
    }
}
