//! The envelope of answers: an object with the encrypted text.

use struson::reader::{JsonReader, ReaderError, ValueType};

use super::fault::ClientFault;
use super::page::reader;

/// Returns the token in the envelope.
///
/// # Errors
/// [`ClientFault::Malformed`].
pub(super) fn payload(json: &[u8]) -> Result<String, ClientFault> {
    let malformed = || ClientFault::Malformed { what: "it has no payload" };
    find(json).map_err(|_| malformed())?.ok_or_else(malformed)
}

fn find(json: &[u8]) -> Result<Option<String>, ReaderError> {
    let mut reader = reader(json);
    let mut found = None;
    reader.begin_object()?;
    while reader.has_next()? {
        let is_payload = reader.next_name()? == "payload";
        if is_payload && reader.peek()? == ValueType::String {
            found = Some(reader.next_string()?);
        } else {
            reader.skip_value()?;
        }
    }
    reader.end_object()?;
    reader.consume_trailing_whitespace()?;
    Ok(found)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_payload_is_found_among_other_members() {
        assert_eq!(payload(br#" {"a":[{}],"payload":"x","payload":"y==","b":1} "#), Ok("y==".to_owned()));
    }

    #[test]
    fn an_answer_without_one_is_malformed() {
        for json in ["", "{", "[]", "{}", "null", r#"{"payload":1}"#, r#"{"payload":"a"}{}"#, r#"{"payload":"a""#] {
            let fault = payload(json.as_bytes()).unwrap_err();
            assert_eq!(fault.to_string(), "the answer is malformed: it has no payload", "{json}");
        }
    }
}
