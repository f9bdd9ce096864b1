//! What stands in paths.

use crate::catalog::FilmId;

use super::error::ApiError;

/// Reads the id of a film in a path.
///
/// # Errors
/// Text that is no id is an unknown film.
pub(super) fn film_id(text: &str) -> Result<FilmId, ApiError> {
    let digits = text.bytes().all(|b| b.is_ascii_digit());
    let id = digits.then(|| text.parse().ok().and_then(FilmId::new)).flatten();
    id.ok_or_else(no_film)
}

/// A film that is unknown and one that is hidden are told apart by nothing.
pub(super) fn no_film() -> ApiError {
    ApiError::NotFound("no film has this id".to_owned())
}
