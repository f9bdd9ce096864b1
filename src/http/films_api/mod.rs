//! The Films API: one file a route. `params` reads what was typed, `resolve` finds what was meant.

pub(super) mod film;
pub(super) mod getfilmsfile;
pub(super) mod list;
pub mod params;
pub(super) mod recommended;
pub mod resolve;
pub(super) mod search;
pub(super) mod similar;
pub(super) mod tags;
pub(super) mod upnext;
pub mod values;

use crate::catalog::FilmId;

use super::error::ApiError;

/// Reads the id of a film in a path.
///
/// # Errors
/// Text that is no id is an unknown film.
fn film_id(text: &str) -> Result<FilmId, ApiError> {
    let digits = text.bytes().all(|b| b.is_ascii_digit());
    let id = digits.then(|| text.parse().ok().and_then(FilmId::new)).flatten();
    id.ok_or_else(no_film)
}

/// A film that is unknown and one that is hidden are told apart by nothing.
fn no_film() -> ApiError {
    ApiError::NotFound("no film has this id".to_owned())
}
