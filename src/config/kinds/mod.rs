//! The kinds of values that several settings share.
//!
//! Of a text: a [`TextKind`] such as [`Address`], [`WebUrl`], [`FilePath`] or [`SecretText`]; lists of them, [`ListOf`]
//! and [`SetOf`]. Of a number: [`Whole`], [`Seconds`], [`Size`]; a switch: [`OnOff`]. Tables: [`TableOf`], [`TablesOf`] and
//! [`ByVersion`]; [`Starred`] ones may hold secrets.
//! What may be missing: [`OrEmpty`] at the top of the file, where every setting has a default, and [`Optional`] in
//! tables, where a field can be left out.

mod address;
mod by_version;
mod hex_key;
mod list;
mod name;
mod network;
mod on_off;
mod optional;
mod path;
mod secret_text;
mod starred;
mod table;
mod web_url;
mod whole;
mod word;

pub(super) use address::Address;
pub(super) use by_version::ByVersion;
pub(super) use hex_key::{HexKey, HexKeyFile, KeyName};
pub(super) use list::{ListOf, SetOf};
pub(super) use name::Name;
pub(super) use network::Network;
pub(super) use on_off::OnOff;
pub(super) use optional::{Optional, OrEmpty};
pub(super) use path::FilePath;
pub(super) use secret_text::SecretText;
pub(super) use starred::Starred;
pub(super) use table::{Entries, TableOf, TablesOf, first_repeat};
pub(super) use web_url::WebUrl;
pub(super) use whole::{Seconds, Size, Whole};
pub(super) use word::TextKind;

#[cfg(test)]
mod tests {
    use std::net::SocketAddr;
    use std::time::Duration;

    use toml::Value;

    use super::*;
    use crate::config::declare::{SettingsGroup, entry, settings};
    use crate::config::print::effective;
    use crate::config::secret::Secret;

    settings! {
        /// What a test sets.
        struct Tried {
            /// An address.
            "address" => address: Option<SocketAddr> = None, OrEmpty<Address>;
            /// A number.
            "number" => number: u8 = 1, Whole<1, 255, u8>;
            /// A table.
            "table" => table: Option<Outer> = None, TableOf<Outer>;
        }
    }

    entry! {
        /// A table.
        struct Outer {
            /// A secret.
            "secret" => secret: Secret, SecretText, example "\"x\"";
            /// A time.
            "seconds" => seconds: Duration = Duration::from_secs(7), Seconds<1, 10>;
            /// Tables in it.
            "inner" => inner: Vec<Inner> = Vec::new(), TablesOf<Vec<Inner>>;
        }
    }

    entry! {
        /// A table in a table.
        struct Inner {
            /// A name.
            "name" => name: crate::catalog::Text, Name, example "\"a\"";
        }
    }

    fn filled(toml: &str) -> (Tried, Vec<String>) {
        let table: toml::Table = toml.parse().unwrap();
        let mut tried = Tried::default();
        let refusals = tried.fill(&|name| table.get(name).cloned());
        (tried, refusals.iter().map(ToString::to_string).collect())
    }

    #[test]
    fn every_kind_is_read_and_written_back() {
        let toml = "address = \"[::1]:80\"\nnumber = 255\n\n[table]\nsecret = \"***\"\nseconds = 10\n\n\
                    [[table.inner]]\nname = \"a\"\n\n[[table.inner]]\nname = \"b\"\n";
        let (tried, refusals) = filled(toml);
        assert_eq!(refusals, [""; 0]);
        assert_eq!(effective(tried.show()), toml);
        let table = tried.table.unwrap();
        assert_eq!((table.secret.expose(), table.seconds, table.inner.len()), ("***", Duration::from_secs(10), 2));
        let plain = "address = \"\"\nnumber = 1\n";
        assert_eq!((effective(filled("").0.show()).as_str(), filled("").0), (plain, filled(plain).0));
    }

    #[test]
    fn every_kind_says_what_it_takes_and_no_secret_is_repeated() {
        let toml = "address = 'x'\nnumber = 0\n[table]\nsecret = ['hush']\nsecond = 1\nseconds = 0\n\
                    [[table.inner]]\n[[table.inner]]\nname = 1\n";
        assert_eq!(
            filled(toml).1,
            [
                "address is \"x\"; it must be an IP address and a port, such as 0.0.0.0:8080 or [::]:8080, or empty",
                "number is 0; it must be a whole number from 1 to 255",
                "table second is not a setting; did you mean seconds?",
                "table secret is ***; it must be a non-empty secret",
                "table seconds is 0; it must be a whole number of seconds from 1 to 10",
                "table inner 1 name is missing; it must be a non-empty name",
                "table inner 2 name is 1; it must be a non-empty name",
            ]
        );
        assert_eq!(
            filled("table = 'x'").1,
            ["table is \"x\"; it must be a table with secret and optionally seconds, inner"]
        );
        assert_eq!(filled("table = { secret = ' ' }").1, ["table secret is \"\"; it must be a non-empty secret"]);
    }

    #[test]
    fn a_variable_says_what_the_file_would() {
        let text = |name: &str, text: &str| {
            let setting = Tried::default().settings().into_iter().find(|setting| setting.name == name).unwrap();
            (setting.from_text)(text)
        };
        assert_eq!(text("number", "7"), Value::Integer(7));
        assert_eq!(text("table", "{ secret = 'x' }").as_table().map(toml::Table::len), Some(1));
        assert_eq!(text("address", "[::1]:1"), Value::String("[::1]:1".to_owned()));
    }
}
