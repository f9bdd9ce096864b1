//! What peers read from names: an object of JSON that is kept as it is, within limits.

use std::io::{self, Write};

/// The most bytes of such an object.
const MAX_BYTES: usize = 16 * 1024;
/// The most levels of such an object, itself included.
const MAX_LEVELS: usize = 6;

/// Takes the shortest form of a value, and lets go of it where it becomes too long: what comes after is swallowed.
#[derive(Debug, Default)]
pub(super) struct ParsedWriter {
    bytes: Vec<u8>,
    is_too_long: bool,
}

impl Write for ParsedWriter {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        if !self.is_too_long && self.bytes.len() + bytes.len() <= MAX_BYTES {
            self.bytes.extend_from_slice(bytes);
        } else {
            self.is_too_long = true;
            self.bytes = Vec::new();
        }
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl ParsedWriter {
    /// Returns the value; `None`: it is too long, or has too many levels.
    pub(super) fn finish(self) -> Option<String> {
        if self.is_too_long || levels(&self.bytes) > MAX_LEVELS {
            return None;
        }
        String::from_utf8(self.bytes).ok()
    }
}

/// Counts the levels of a value.
fn levels(json: &[u8]) -> usize {
    let (mut now, mut most, mut is_text, mut is_escaped) = (0_usize, 0, false, false);
    for byte in json {
        match byte {
            _ if is_escaped => is_escaped = false,
            b'\\' if is_text => is_escaped = true,
            b'"' => is_text = !is_text,
            b'{' | b'[' if !is_text => {
                now += 1;
                most = most.max(now);
            }
            b'}' | b']' if !is_text => now = now.saturating_sub(1),
            _ => {}
        }
    }
    most
}

#[cfg(test)]
mod tests {
    use super::*;

    fn kept(json: &str) -> Option<String> {
        let mut writer = ParsedWriter::default();
        json.as_bytes().chunks(7).for_each(|piece| writer.write_all(piece).unwrap());
        writer.finish()
    }

    #[test]
    fn what_is_within_the_limits_is_kept_as_it_is() {
        let long = format!("{{\"a\":\"{}\"}}", "x".repeat(MAX_BYTES - 8));
        for json in ["{}", r#"{"a":[[[[[1]]]]]}"#, r#"{"\"{[[[[[[":"]}\\"}"#, &long] {
            assert_eq!(kept(json).as_deref(), Some(json));
        }
    }

    #[test]
    fn what_is_too_long_or_too_deep_is_not() {
        let long = format!("{{\"a\":\"{}\"}}", "x".repeat(MAX_BYTES - 7));
        for json in [r#"{"a":[[[[[[1]]]]]]}"#, r#"{"\\":[[[[[[1]]]]]]}"#, &long, &format!("{long}{{}}")] {
            assert_eq!(kept(json), None);
        }
    }
}
