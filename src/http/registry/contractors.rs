//! `/registry/2/contractors.json`: operators by their ids.

use actix_web::{HttpRequest, HttpResponse};
use url::form_urlencoded;

use crate::http::caching::Caching;
use crate::http::json;

use super::fault::RegistryFault;
use super::state::RegistryService;

/// Answers the contractors of `id`, all of them without it.
pub(super) async fn answer(request: HttpRequest) -> Result<HttpResponse, RegistryFault> {
    let service = RegistryService::of(&request);
    let ids = ids(request.query_string())?;
    Ok(json::document(service.registry.contractors(ids.as_deref()), Caching::Private))
}

/// Reads the last `id` of a query; numbers that no contractor can have are left out.
fn ids(query: &str) -> Result<Option<Vec<u32>>, RegistryFault> {
    let given =
        form_urlencoded::parse(query.as_bytes()).filter(|(name, value)| name == "id" && !value.is_empty()).last();
    let Some((_, list)) = given else { return Ok(None) };
    let members = list.split(',').map(str::trim).filter(|member| !member.is_empty());
    let numbers: Vec<&str> = members.collect();
    if numbers.iter().any(|number| !number.bytes().all(|b| b.is_ascii_digit())) {
        return Err(RegistryFault::BadId);
    }
    Ok(Some(numbers.iter().filter_map(|number| number.parse().ok()).collect()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_are_numbers_between_commas() {
        for (query, expected) in [
            ("", Ok(None)),
            ("id=", Ok(None)),
            ("id=2,3", Ok(Some(vec![2, 3]))),
            ("x=y&id=1&id=2%2C+3,,", Ok(Some(vec![2, 3]))),
            ("id=,", Ok(Some(vec![]))),
            ("id=99999999999999999999,2", Ok(Some(vec![2]))),
            ("id=a", Err(RegistryFault::BadId)),
            ("id=-1", Err(RegistryFault::BadId)),
            ("id=2,1.0", Err(RegistryFault::BadId)),
        ] {
            assert_eq!(ids(query), expected, "{query}");
        }
    }
}
