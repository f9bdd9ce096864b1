//! A box's whole way in: where am I, token, list, film, recommended, refresh.

use afisha::config::{Config, Sources};
use afisha::registry::{Own, Registry};
use serde_json::Value;

use super::{ANONYMOUS, Given, Served, Terms, given, json, posted};
use crate::support::database::on_both_databases;

/// What is known to the Registry of a server that clients reach at this URL.
fn registry(public_url: &str) -> Registry {
    let flags = [
        ("public_url", public_url.to_owned()),
        (
            "registry",
            "{ contractor_id = 2, contractor_name = 'Inetra', territory = [{ id = 16, name = 'Новосибирск', \
             time_zone = 'Asia/Novosibirsk', networks = ['10.54.0.0/16'] }] }"
                .to_owned(),
        ),
    ];
    let config = Config::load(&Sources { flags: flags.into(), ..Sources::default() }).unwrap();
    let own =
        Own { public_url: public_url.parse().unwrap(), film_paths: config.server.version_paths, issues_tokens: true };
    Registry::new(&config.way_in.registry.unwrap(), &own)
}

/// A box that knows one address, and asks a proxy there.
struct TvBox<'a> {
    served: &'a Served,
    /// What the proxy stands at.
    host: &'static str,
}

impl TvBox<'_> {
    /// Returns the path that the proxy passes on.
    fn path<'u>(&self, url: &'u str) -> &'u str {
        url.strip_prefix(self.host).unwrap_or_else(|| panic!("{url} is not at {}", self.host))
    }

    fn get(&self, url: &str, headers: &[(&str, &str)]) -> crate::support::http::Answer {
        let forwarded = [("X-Forwarded-For", "10.54.0.1")];
        self.served.app.get_with(self.path(url), &[headers, &forwarded].concat())
    }

    /// Finds where the newest version of a service is.
    fn location(&self, whereami: &Value, kind: &str) -> String {
        let services = whereami["services"].as_array().unwrap();
        let service = services.iter().find(|service| service["type"] == kind).unwrap();
        assert_eq!(service["contractor"]["contractorId"], 2);
        let newest = service["apiVersions"].as_array().unwrap().last().unwrap();
        assert_eq!(newest["majorVersion"], 2);
        newest["location"].as_str().unwrap().to_owned()
    }

    /// Goes the whole way; returns what it was given.
    fn walk(&self, entry: &str) -> Given {
        let answer = self.get(&format!("{entry}registry/2/whereami.json"), &[]);
        assert_eq!((answer.status, answer.header("access-control-expose-headers")), (200, Some("Date, ETag")));
        let whereami = json(&answer);
        assert_eq!(whereami["territories"][0]["name"], "Новосибирск");
        assert_eq!(whereami["ipAddress"], "10.54.0.1");
        let (auth, films) = (self.location(&whereami, "auth"), self.location(&whereami, "films"));
        let asked = posted(self.path(&format!("{auth}token")), "10.54.0.1", ANONYMOUS);
        let token = given(&self.served.app.send(&asked));
        let bearer = format!("Bearer {}", token.access);
        let bearer = [("Authorization", bearer.as_str())];
        let list = self.get(&format!("{films}list/?sort=popularity-d"), &bearer);
        assert_eq!(list.list().1, [4, 1, 2, 3], "the client is of the city");
        assert_eq!(self.get(&format!("{films}film/1/"), &bearer).texts("Film/Id"), ["1"]);
        assert_eq!(self.get(&format!("{films}list/recommended/"), &bearer).list().1, [4, 2, 3]);
        let in_url = format!("{films}list/recommended/?access_token={}", token.access);
        assert_eq!(self.get(&in_url, &[]).list().1, [4, 2, 3]);
        let next = format!("grant_type=refresh_token&client_id=box&client_secret=hush&refresh_token={}", token.refresh);
        let next = given(&self.served.app.send(&posted(self.path(&format!("{auth}token/")), "10.54.0.1", &next)));
        assert!(next.access != token.access && next.refresh != token.refresh);
        let in_url = format!("{films}list/recommended/?access_token={}", next.access);
        assert_eq!(self.get(&in_url, &[]).list().1, [4, 2, 3], "what was watched stays theirs");
        next
    }
}

on_both_databases! {
    fn a_box_goes_the_whole_way_in(database) {
        let registry = Some(registry("http://films.example/"));
        let served = Served::with(database, Terms { registry, ..Terms::default() });
        let token = TvBox { served: &served, host: "http://films.example" }.walk("http://films.example/");
        assert_eq!(served.store.count_anonymous().unwrap(), 1);
        drop(served);
        let restarted = Served::new(database);
        let account = json(&restarted.get("/auth/2/account/", &token.access));
        assert_eq!(account["anonymous"], true);
        let refreshed = given(&restarted.refreshed(&token.refresh));
        assert_eq!(json(&restarted.get("/auth/2/account", &refreshed.access)), account, "a restart changes nothing");
    }

    fn a_box_goes_the_whole_way_in_behind_a_proxy_with_a_base_path(database) {
        let registry = Some(registry("https://tv.example/films/"));
        let served = Served::with(database, Terms { base_path: "/films", registry, ..Terms::default() });
        TvBox { served: &served, host: "https://tv.example" }.walk("https://tv.example/films/");
    }
}
