//! Questions about torrents whose hashes the peer knows.

use std::ops::RangeInclusive;

use crate::catalog::InfoHash;

use super::fault::RequestFault;
use super::members::JsonMembers;

/// How many hashes one question may name.
const HASHES: RangeInclusive<usize> = 1..=200;

/// A debrid service.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DebridService {
    /// `realdebrid`
    RealDebrid,
    /// `alldebrid`
    AllDebrid,
    /// `torbox`
    TorBox,
}

impl DebridService {
    const ALL: [Self; 3] = [Self::RealDebrid, Self::AllDebrid, Self::TorBox];

    /// Returns what requests call it.
    pub fn name(self) -> &'static str {
        match self {
            Self::RealDebrid => "realdebrid",
            Self::AllDebrid => "alldebrid",
            Self::TorBox => "torbox",
        }
    }
}

/// Which hashes a debrid service holds: answered with none, for no such service is run here.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct DebridQuestion {
    /// The service.
    pub service: DebridService,
}

impl DebridQuestion {
    /// Reads a body.
    ///
    /// # Errors
    /// What is wrong with it.
    pub fn read(body: &[u8]) -> Result<Self, RequestFault> {
        let members = JsonMembers::read(body, ["hashes", "service"])?;
        members.texts("hashes", HASHES)?;
        let name = members.required_text("service")?;
        let service = DebridService::ALL.into_iter().find(|service| service.name() == name);
        let service = service.ok_or_else(|| RequestFault::new("service", "must be realdebrid, alldebrid or torbox"))?;
        Ok(Self { service })
    }
}

/// Torrents by their hashes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ItemsQuestion {
    /// The hashes, each once, in their order; what is no hash names nothing.
    pub hashes: Vec<InfoHash>,
}

impl ItemsQuestion {
    /// Reads a body.
    ///
    /// # Errors
    /// What is wrong with it.
    pub fn read(body: &[u8]) -> Result<Self, RequestFault> {
        let members = JsonMembers::read(body, ["hashes"])?;
        let hashes = members.texts("hashes", HASHES)?;
        let mut hashes: Vec<InfoHash> = hashes.iter().filter_map(|hash| InfoHash::from_hex(hash)).collect();
        hashes.sort_unstable();
        hashes.dedup();
        Ok(Self { hashes })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hashes_are_read_once_each_in_either_case() {
        let body = format!(r#"{{"hashes":["{}","{}","x","{}"]}}"#, "B".repeat(40), "a".repeat(40), "b".repeat(40));
        let hashes = ["a", "b"].map(|digit| InfoHash::from_hex(&digit.repeat(40)).unwrap()).to_vec();
        assert_eq!(ItemsQuestion::read(body.as_bytes()), Ok(ItemsQuestion { hashes }));
    }

    #[test]
    fn a_question_names_1_to_200_hashes() {
        let of = |count: usize| format!(r#"{{"hashes":[{}],"service":"torbox"}}"#, vec!["\"x\""; count].join(","));
        for count in [1, 200] {
            assert!(ItemsQuestion::read(of(count).as_bytes()).is_ok(), "{count}");
            let question = DebridQuestion { service: DebridService::TorBox };
            assert_eq!(DebridQuestion::read(of(count).as_bytes()), Ok(question), "{count}");
        }
        for body in [of(0), of(201), of(5000), r#"{"hashes":"x"}"#.to_owned(), r#"{"hashes":["x",null]}"#.to_owned()] {
            let told = ItemsQuestion::read(body.as_bytes()).unwrap_err().to_string();
            assert_eq!(told, "Invalid request: hashes must be a list of 1 to 200 strings", "{body:.80}");
        }
        assert_eq!(ItemsQuestion::read(b"{}").unwrap_err().to_string(), "Invalid request: hashes is missing");
    }

    #[test]
    fn only_three_services_are_known() {
        for (service, expected) in [
            ("\"realdebrid\"", None),
            ("\"TORBOX\"", Some("service must be realdebrid, alldebrid or torbox")),
            ("\"\"", Some("service must be realdebrid, alldebrid or torbox")),
            ("7", Some("service must be a string")),
            ("null", Some("service is missing")),
        ] {
            let told = DebridQuestion::read(format!(r#"{{"hashes":["x"],"service":{service}}}"#).as_bytes());
            let told = told.err().map(|fault| fault.to_string());
            assert_eq!(told, expected.map(|text| format!("Invalid request: {text}")), "{service}");
        }
    }
}
