//! Whether a film lacks a file.

use afisha::catalog::device::built_in;
use afisha::catalog::{ByteSize, DeviceProfiles, Film, Serie};
use afisha::matching::TorrentPlayers;

use crate::support::catalogue::{film, serie, series, text};

const TWO_GIB: u64 = 1 << 31;

fn magnet(size: u64, container: &str) -> Serie {
    Serie { url: None, size: ByteSize::new(size), container: Some(text(container)), ..serie(1) }
}

fn with(items: Vec<Serie>) -> Film {
    Film { items: series(items), trailers: series([serie(1)]), ..film(1, "Брат") }
}

/// Tells on how many of the devices that play torrents a film lacks a file: stb820 from R9, the one before, and the two of
/// Eltex, of which one plays no mkv and the other what stb820 R9 does.
fn lacking(film: &Film) -> u32 {
    TorrentPlayers::new(&DeviceProfiles::new(&built_in()).unwrap(), None).gaps(film).count()
}

#[test]
fn a_film_lacks_a_file_on_each_device_that_plays_none_of_its_items() {
    for (items, expected) in [
        (vec![], 3),
        (vec![magnet(1, "avi")], 0),
        (vec![magnet(TWO_GIB, "avi")], 1),
        (vec![magnet(1, "mkv")], 1),
        (vec![magnet(TWO_GIB, "mkv")], 2),
        (vec![magnet(TWO_GIB, "avi"), Serie { number: afisha::catalog::Number(2), ..magnet(1, "mkv") }], 0),
        (vec![Serie { magnet: None, ..magnet(1, "avi") }], 3),
    ] {
        assert_eq!(lacking(&with(items.clone())), expected, "{items:?}");
    }
}

#[test]
fn one_device_can_be_looked_at_alone() {
    let devices = DeviceProfiles::new(&built_in()).unwrap();
    let large = with(vec![magnet(TWO_GIB, "avi")]);
    for (device, version, expected) in [("stb820", "R8", 1), ("stb820", "R9", 0), ("eltex-nv-101", "", 0)] {
        let players = TorrentPlayers::new(&devices, devices.find(device, version));
        let gaps = players.gaps(&large);
        assert_eq!((gaps.count(), gaps.is_empty()), (expected, expected == 0), "{device} {version}");
        assert_eq!(players.players(&magnet(1, "avi")).count(), 1);
    }
    assert!(TorrentPlayers::new(&devices, devices.find("samsung-tv-c", "")).is_empty());
}
