//! The table of errors in `docs/API.md` is that of the program.

use actix_web::ResponseError;
use afisha::http::films_api::error::ApiError;
use afisha::http::films_api::params::ParameterFault;

use super::read;

const DOCUMENT: &str = "docs/API.md";
const TABLE_BEGINS: &str = "<!-- errors -->\n";
const TABLE_ENDS: &str = "<!-- end of errors -->";

/// Returns one error of each kind, in the order of their codes.
fn every_error() -> Vec<ApiError> {
    use ApiError::*;
    let fault =
        ParameterFault { parameter: "sort".to_owned(), message: "what was wrong and what is accepted".to_owned() };
    let mut errors = vec![BadParameter(fault)];
    while let Some(last) = errors.last() {
        // No wildcard: a new kind of error does not compile until it stands here.
        errors.push(match last {
            BadParameter(_) => Malformed,
            Malformed => BadToken,
            BadToken => NotFound("no film has this id".to_owned()),
            NotFound(_) => MethodNotAllowed,
            MethodNotAllowed => TooSlow,
            TooSlow => BodyRefused,
            BodyRefused => UrlTooLong,
            UrlTooLong => TooBusy,
            TooBusy => HeadTooLarge,
            HeadTooLarge => TokenUnanswered,
            TokenUnanswered => break,
        });
    }
    errors
}

#[test]
fn the_table_of_errors_holds_every_code_and_message() {
    let document = read(DOCUMENT);
    let (_, rest) = document.split_once(TABLE_BEGINS).expect("the document marks where the table begins");
    let (table, _) = rest.split_once(TABLE_ENDS).expect("the document marks where the table ends");
    let told: Vec<Vec<&str>> =
        table.lines().skip(2).map(|row| row.trim_matches('|').split('|').map(str::trim).take(2).collect()).collect();
    let errors = every_error();
    let made: Vec<[String; 2]> =
        errors.iter().map(|error| [error.status_code().as_u16().to_string(), format!("`{error}`")]).collect();
    assert_eq!(told, made);
}
