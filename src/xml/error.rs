//! `Error`: why there is no other answer.

use crate::catalog::is_xml_char;

use super::element::{self, DECLARATION};

/// Writes an error; characters that XML forbids are left out of the texts.
pub fn error(code: u16, parameter: Option<&str>, message: &str) -> Vec<u8> {
    let mut out = DECLARATION.to_vec();
    element::open(&mut out, "Error");
    element::value(&mut out, "Code", code);
    if let Some(parameter) = parameter {
        element::text(&mut out, "Parameter", &legal(parameter));
    }
    element::text(&mut out, "Message", &legal(message));
    element::close(&mut out, "Error");
    out
}

fn legal(text: &str) -> String {
    text.chars().filter(|c| is_xml_char(*c)).collect()
}
