//! Networks of the public good, from the file that is shipped.

use ipnet::IpNet;

/// One network a line, then whose it is; lines with `#` are remarks.
const FILE: &str = include_str!("well_known.txt");
/// The day that the file says it is of.
pub const WELL_KNOWN_DATE: &str = "2026-11-26";

/// Returns the networks and whose they are.
pub(super) fn networks() -> Vec<(IpNet, &'static str)> {
    FILE.lines().filter(|line| !line.is_empty() && !line.starts_with('#')).map(read).collect()
}

#[expect(clippy::expect_used, reason = "the file is shipped with the program, and a test reads it")]
fn read(line: &'static str) -> (IpNet, &'static str) {
    let (network, whose) = line.split_once(' ').expect("a network and whose it is");
    (network.parse().expect("a network"), whose)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_file_is_read() {
        let networks = networks();
        assert!(networks.iter().all(|(network, whose)| network.trunc() == *network && !whose.is_empty()));
        let holds =
            |address: &str| networks.iter().any(|(network, _)| network.contains(&address.parse::<IpNet>().unwrap()));
        for address in [
            "8.8.8.8/32",
            "8.8.4.4/32",
            "1.1.1.1/32",
            "1.0.0.1/32",
            "9.9.9.9/32",
            "149.112.112.112/32",
            "77.88.8.8/32",
            "77.88.8.1/32",
            "208.67.222.222/32",
            "208.67.220.220/32",
            "94.140.14.14/32",
            "2001:4860:4860::8888/128",
            "2606:4700:4700::1111/128",
            "2620:fe::fe/128",
            "2a02:6b8::feed:ff/128",
            "2620:119:35::35/128",
            "2a10:50c0::ad1:ff/128",
            "66.249.66.1/32",
        ] {
            assert!(holds(address), "{address}");
        }
        assert!(!holds("60.0.0.1/32") && !holds("8.8.9.1/32"));
        assert!(FILE.contains(&format!("As of {WELL_KNOWN_DATE}.")));
    }
}
