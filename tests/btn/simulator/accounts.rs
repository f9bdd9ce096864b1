//! Who reports: honest owners, and false accounts of several kinds.

use afisha::btn::PeerAddress;
use afisha::btn::analysis::OwnerFacts;
use afisha::catalog::Moment;

use super::super::court::{NOW, network, owner, parsed};

const DAY_SECONDS: i64 = 86_400;

/// Which kinds of false accounts there are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mix {
    /// As many of each.
    Mixed,
    /// Patient ones only: the worst.
    Patient,
}

/// What an account is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Character {
    Honest,
    /// Made with many others from one network within a day.
    Burst,
    /// Made days ago.
    Young,
    /// Accuses whoever was on the lists before.
    Echo,
    /// Votes honestly, and attacks.
    Patient,
}

/// An account with its only application, which has its number.
pub struct SimulatedAccount {
    pub facts: OwnerFacts,
    pub character: Character,
    /// Where it is.
    pub address: PeerAddress,
}

/// Makes so many accounts, of which so many in a hundred are false.
pub fn accounts(count: usize, false_percent: usize, mix: Mix) -> Vec<SimulatedAccount> {
    let false_count = count * false_percent / 100;
    let kinds = match mix {
        Mix::Mixed => [Character::Burst, Character::Young, Character::Echo, Character::Patient],
        Mix::Patient => [Character::Patient; 4],
    };
    let characters = (0..count).map(|at| if at < false_count { kinds[at % kinds.len()] } else { Character::Honest });
    (1..).zip(characters).map(|(number, character)| account(number, character)).collect()
}

fn account(number: i64, character: Character) -> SimulatedAccount {
    let address = match number % 4 {
        0 => parsed(&format!("2a10:0:{number:x}:1::1")),
        _ => parsed(&format!("80.0.{}.{}", number / 200, 1 + number % 200)),
    };
    let facts = OwnerFacts { is_corroborated: false, ..owner(number) };
    let facts = match character {
        // Three of ten share a network.
        Character::Honest if number % 10 < 3 => OwnerFacts { reports_from: Some(network(-number / 10)), ..facts },
        Character::Honest | Character::Patient => facts,
        Character::Burst => {
            OwnerFacts { created: Moment(NOW.0 - 30 * DAY_SECONDS + number), made_from: Some(network(-1_000)), ..facts }
        }
        Character::Young => OwnerFacts { created: Moment(NOW.0 - 5 * DAY_SECONDS), ..facts },
        Character::Echo => OwnerFacts { reports_from: Some(network(-2_000 - number / 20)), ..facts },
    };
    SimulatedAccount { facts, character, address }
}
