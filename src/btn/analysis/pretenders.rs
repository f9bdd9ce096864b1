//! Programs that are not what they call themselves.

/// What peer ids begin with whose programs are called by them, and are known all the same.
const KNOWN_IDS: [&str; 3] = ["-XL00", "FD", "MG"];
/// The fewest characters of a peer id that no name begins with by chance.
const ID_CHARS: usize = 4;
/// Names that belong to programs of one kind of peer id.
const CLAIMED: [(&str, &str); 2] = [("Rain 0.0.0", "-RN"), ("Gopeed dev", "-GP")];

/// Tells whether a name is nothing but the peer id of a program that nobody knows.
pub(super) fn is_bare_identity(id: &str, name: &str) -> bool {
    id.chars().count() >= ID_CHARS && name.starts_with(id) && !KNOWN_IDS.iter().any(|known| id.starts_with(known))
}

/// Tells whether a name is that of a program with other peer ids.
pub(super) fn is_fake_name(id: &str, name: &str) -> bool {
    CLAIMED.iter().any(|(claimed, own)| name.starts_with(claimed) && !id.starts_with(own))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_that_are_peer_ids_are_those_of_unknown_programs() {
        for (id, name, expected) in [
            ("-ZZ0001-", "-ZZ0001-", true),
            ("-ZZ0001-", "-ZZ0001-abc", true),
            ("-qB4520-", "qBittorrent/4.5.2", false),
            ("-XL0019-", "-XL0019-", false),
            ("FD6abc", "FD6abc", false),
            ("MG-1.0", "MG-1.0", false),
            ("", "qBittorrent", false),
            ("T", "Transmission", false),
        ] {
            assert_eq!(is_bare_identity(id, name), expected, "{id} {name}");
        }
    }

    #[test]
    fn names_of_programs_with_other_peer_ids_are_fake() {
        for (id, name, expected) in [
            ("-qB4520-", "Rain 0.0.0", true),
            ("-RN0000-", "Rain 0.0.0", false),
            ("", "Gopeed dev", true),
            ("-GP0001-", "Gopeed dev", false),
            ("-qB4520-", "Gopeed 1.5", false),
        ] {
            assert_eq!(is_fake_name(id, name), expected, "{id} {name}");
        }
    }
}
