//! The catalogue as a server holds it.

use std::sync::Arc;

use afisha::catalog::device::built_in;
use afisha::catalog::{AccessGroup, AccessRules, AccessSetId, DeviceProfiles, Text};
use afisha::clock::Clock;
use afisha::http::films_api::FilmsApi;
use afisha::http::pool::Pool;
use afisha::http::{self, Doors, Hall};
use afisha::query::live::Live;
use afisha::query::question::{AsOf, Device, Viewpoint};
use afisha::query::search::MAX_WORDS;
use afisha::query::snapshot::{Collation, Packing, Setup, Snapshot, SnapshotBuilder};
use afisha::refresh::Served;
use afisha::xml::Renderer;
use chrono_tz::Tz;

use super::generate::{self, NOW};

/// Makes the setup of a server with one access group.
pub(crate) fn setup() -> Arc<Setup> {
    let city = AccessGroup { name: Text::new("city").unwrap(), networks: vec!["10.54.0.0/16".parse().unwrap()] };
    let renderer = Renderer { time_zone: Tz::UTC, public_url: None };
    Arc::new(Setup {
        devices: DeviceProfiles::new(&built_in()).unwrap(),
        access: AccessRules::new(&[city]),
        packing: Packing::default(),
        render: Box::new(renderer),
        collation: Collation::default(),
        search_words: MAX_WORDS,
    })
}

/// Makes the snapshot of so many films.
pub(crate) fn snapshot(films: u64) -> Snapshot {
    let mut builder = SnapshotBuilder::new(setup());
    builder.set_tags(generate::tags());
    generate::films(films).for_each(|film| builder.put(&film));
    builder.build(1, NOW).unwrap()
}

/// Looks from an old box that is in no access group.
pub(crate) fn viewpoint(snapshot: &Snapshot) -> Viewpoint {
    let profile = snapshot.setup().devices.find("stb820", "").unwrap();
    Viewpoint { as_of: AsOf::Now, device: Device::Of(profile), groups: AccessSetId::NOBODY }
}

/// Makes what requests can reach, over an empty catalogue.
pub(crate) fn state() -> FilmsApi {
    state_of(SnapshotBuilder::new(setup()).build(0, NOW).unwrap())
}

/// Makes what requests can reach, over a snapshot.
fn state_of(snapshot: Snapshot) -> FilmsApi {
    FilmsApi {
        live: Arc::new(Live::new(Served::new(snapshot, NOW))),
        viewers: Arc::default(),
        clock: Clock::fixed(NOW),
        trusted_proxies: vec![],
        time_zone: Tz::UTC,
        page_size: 24.try_into().unwrap(),
        base_path: "/".to_owned(),
        version_paths: Vec::new(),
        pool: Arc::new(Pool::for_machine().unwrap()),
        // What is measured is how long answers take to make.
        answers: None,
    }
}

/// Makes the hall and the doors of a server over a snapshot.
pub(crate) fn doors(snapshot: Snapshot) -> (Hall, Doors) {
    let films_api = state_of(snapshot);
    let hall = Hall {
        clock: films_api.clock.clone(),
        trusted_proxies: films_api.trusted_proxies.clone(),
        pool: Arc::clone(&films_api.pool),
        traffic: Arc::new(http::traffic(&films_api.live.get().snapshot.setup().devices)),
    };
    (hall, Doors { films_api: Some(Arc::new(films_api)), ..Doors::default() })
}
