//! What nobody will see, and how much is visible, after an import and as a check foresees it.

use afisha::catalog::device::{DeviceProfile, PlayRules, built_in};
use afisha::catalog::{AccessGroup, DeviceProfiles, FilmId, Text, Transport};
use afisha::exchange::{Audience, FilmSample, Findings, ImportOptions};

use super::{Home, PLAIN, film};
use crate::support::database::on_both_databases;

fn films(count: usize, first: &[u64]) -> FilmSample {
    FilmSample { count, first: first.iter().map(|id| FilmId::new(*id).unwrap()).collect() }
}

fn text(text: &str) -> Text {
    Text::new(text).unwrap()
}

/// A film that stb820 plays, with these fields besides.
fn playable(id: u64, fields: &str) -> String {
    film(id, &format!(r#""published":"2012-04-01T00:00:00Z","items":[{{"url":"/{id}.avi"}}]{fields}"#))
}

/// Of each sort one, or as many as it takes to be shortened.
fn lines() -> String {
    let published = r#""published":"2012-04-01T00:00:00Z""#;
    let mut lines =
        playable(1, "") + &playable(2, r#","access":["city","town"]"#) + &playable(3, r#","access":["town"]"#);
    // Too great for the R8, not for all.
    lines += &film(4, &format!(r#"{published},"items":[{{"url":"/4","size":3000000000}}]"#));
    // No link; nothing at all; later.
    lines += &film(5, &format!(r#"{published},"items":[{{}}],"trailers":[{{}}]"#));
    lines += &film(6, published);
    lines += &film(7, r#""published":"2035-01-01T00:00:00Z","items":[{"url":"/7.avi"}]"#);
    // A trailer alone will do until the item comes.
    let item = r#""items":[{"published":"2035-01-01T00:00:00Z"}]"#;
    lines += &film(8, &format!(r#"{published},{item},"trailers":[{{"url":"/8.avi"}}]"#));
    lines + &(11..18).map(|id| film(id, "")).collect::<String>()
}

fn expected() -> Findings {
    Findings {
        films: 15,
        visible: 2,
        drafts: films(7, &[11, 12, 13, 14, 15]),
        unplayable: films(2, &[5, 6]),
        unknown_groups: [(text("town"), films(2, &[2, 3]))].into(),
    }
}

on_both_databases! {
    fn an_import_and_a_check_find_the_same(database) {
        let devices = DeviceProfiles::new(&built_in()).unwrap();
        let groups = [AccessGroup { name: text("city"), networks: vec!["10.0.0.0/8".parse().unwrap()] }];
        let options = ImportOptions { audience: Some(Audience { devices: &devices, groups: &groups }), ..PLAIN };
        let home = Home::on(database);
        assert_eq!(home.check(&lines(), options).unwrap().findings, Some(expected()));
        assert_eq!(home.import(&lines(), options).unwrap().findings, Some(expected()));
        // The films that the files lack count too, unless they go.
        let mut more = expected();
        (more.films, more.visible) = (16, 3);
        let (new, replace) = (playable(1, "") + &playable(20, ""), ImportOptions { replace: true, allow_removals: true, ..options });
        let sorted = |findings: Option<Findings>| {
            findings.map(|mut findings| {
                findings.drafts.first.sort();
                findings
            })
        };
        assert_eq!(sorted(home.check(&new, options).unwrap().findings), Some(more.clone()));
        assert_eq!(sorted(home.import(&new, options).unwrap().findings), Some(more));
        let left = Findings { films: 2, visible: 2, ..Findings::default() };
        assert_eq!(home.check(&new, replace).unwrap().findings, Some(left.clone()));
        assert_eq!(home.import(&new, replace).unwrap().findings, Some(left));
    }
}

#[test]
fn what_any_device_plays_is_not_lost() {
    let magnet = PlayRules { transports: [Transport::Magnet].into(), ..PlayRules::default() };
    let profile = |name: &str, rules| DeviceProfile { name: name.to_owned(), version_from: None, rules };
    let rules = PlayRules { transports: [Transport::Http].into(), ..PlayRules::default() };
    let devices = DeviceProfiles::new(&[profile("stb820", rules), profile("box", magnet)]).unwrap();
    let options = ImportOptions { audience: Some(Audience { devices: &devices, groups: &[] }), ..PLAIN };
    let lines = film(1, r#""published":"2012-04-01T00:00:00Z","items":[{"magnet":"magnet:?xt=urn:btih:0"}]"#);
    let findings = Home::new().import(&lines, options).unwrap().findings;
    assert_eq!(findings, Some(Findings { films: 1, ..Findings::default() }));
}
