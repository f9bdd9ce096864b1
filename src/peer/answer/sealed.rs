//! Answers as they are sent: encrypted for the secret that signed the request.

use crate::catalog::Moment;
use crate::peer::fernet::{FernetKey, token_time};
use crate::peer::signature::RequestSignature;

use super::object::AnswerText;

const BEGIN: &str = "{\"payload\":\"";
const END: &str = "\"}";

/// Encrypts an answer for the key, at the present moment, and returns the body that is sent.
pub fn envelope(answer: AnswerText, key: &FernetKey, v2: Option<RequestSignature>, now: Moment) -> String {
    let text = answer.ended(v2);
    // Base64 takes a third more, and a token has some bytes beside the text.
    let mut body = String::with_capacity(BEGIN.len() + (text.len() / 3 + 60) * 4 + END.len());
    body.push_str(BEGIN);
    key.seal_into(&text, token_time(now), &mut body);
    body.push_str(END);
    body
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::peer::answer::ExportPage;
    use crate::peer::secret::PeerSecret;

    #[test]
    fn an_answer_is_a_token_in_an_object_and_repeats_a_second_signature() {
        let (key, v2) =
            (FernetKey::of_answers(&PeerSecret::random()), RequestSignature::parse(&"5".repeat(64)).unwrap());
        for (v2, end) in [(None, ""), (Some(v2), format!(",\"_sf2\":\"{}\"", "5".repeat(64)).as_str())] {
            let body = envelope(ExportPage::new(1).ended(None), &key, v2, Moment(7));
            let token = body.strip_prefix(BEGIN).and_then(|rest| rest.strip_suffix(END)).unwrap();
            let text = String::from_utf8(key.open(token, &(7..=7)).unwrap().text).unwrap();
            assert_eq!(text, format!(r#"{{"items":[],"next_cursor":null,"count":0{end}}}"#));
        }
    }
}
