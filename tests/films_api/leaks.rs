//! What is not visible is nowhere: every answer is, byte for byte, that of a catalogue without it.

use afisha::catalog::{
    Age, ByteSize, Film, FilmId, Moment, Number, Quantity, RatingType, Ratings, Serie, Series, Tag, TagId, TagKind,
    Year,
};

use crate::support::app::App;
use crate::support::catalogue::{NOW, film, id, rating, serie, series, tag, text};
use crate::support::http::Answer;

/// The id of the film that hides, and words of its title, its items' and its trailers': nothing else holds them.
const HIDDEN: u64 = 66_666;
const TRACES: [&str; 4] = ["66666", "Невидимка", "Потаённая", "777777"];
/// «Невидимка», «невид», «Потаённая», «Сосед», as phrases of the search.
const PHRASES: [&str; 4] = [
    "%D0%9D%D0%B5%D0%B2%D0%B8%D0%B4%D0%B8%D0%BC%D0%BA%D0%B0",
    "%D0%BD%D0%B5%D0%B2%D0%B8%D0%B4",
    "%D0%9F%D0%BE%D1%82%D0%B0%D1%91%D0%BD%D0%BD%D0%B0%D1%8F",
    "%D0%A1%D0%BE%D1%81%D0%B5%D0%B4",
];

/// What all of `/list/` may be asked.
const LIST: [&str; 36] = [
    "",
    "p=2&max=1",
    "p=3&max=2",
    "max=1",
    "max=2",
    "max=200",
    "exclude_film=1",
    "exclude_film[]=66666",
    "ids=66666",
    "ids=1,66666,2",
    "begin=2019-01-01",
    "end=2020-01-01",
    "begin=2019-12-31&end=2019-12-31",
    "age_filter=18",
    "age_filter=150",
    "published_before=1577836800",
    "tag=comedy",
    "tag=comedy,usa",
    "tag_any=comedy,actor-1",
    "tag=only-1",
    "tag_exclude=unknown",
    "tag_exclude=drama",
    "year=2000",
    "from_year=2000",
    "to_year=2000",
    "sort=year-a",
    "sort=year-d,title-a",
    "sort=published-a",
    "sort=title-d",
    "sort=popularity-d,published-d,title-a",
    "sort=rating-cn-d",
    "sort=rating-kinopoisk-a",
    "sort=rating-imdb-d",
    "sort=random&seed=7&max=3",
    "api-version=2",
    "year=2000&tag=comedy&sort=title-a&max=1&p=2",
];

/// Every endpoint with every kind of parameter; `film` and `serie` stand in paths.
fn walk() -> Vec<String> {
    let mut urls: Vec<String> = vec!["/tags/".into(), "/tags/?kind=genre,actor".into()];
    urls.extend(LIST.iter().map(|parameters| format!("/list/?{parameters}")));
    for phrase in PHRASES {
        urls.extend(["list", "search"].map(|route| format!("/{route}/?q={phrase}")));
        urls.extend(["list", "search"].map(|route| format!("/{route}/?q={phrase}&sort=title-a&max=1&p=2")));
    }
    for parameters in ["", "p=2&max=1", "tag=comedy", "tag_any=usa,only-1", "tag_exclude=drama", "sort=popularity-d"] {
        urls.push(format!("/search/?{parameters}"));
    }
    for ids in ["1", "2,1", "66666", "66666,1", "4"] {
        for more in ["", "&limit=1", "&limit=200", "&age_filter=18", "&published_before=1577836800"] {
            urls.push(format!("/list/similar/?ids={ids}{more}"));
        }
    }
    urls.extend(["", "limit=1", "limit=200"].map(|parameters| format!("/list/recommended/?{parameters}")));
    for path in ["film/1", "film/2", "film/3", "film/4", "film/5", "film/66666"] {
        urls.extend(["", "age_filter=18", "published_before=1577836800"].map(|more| format!("/{path}/?{more}")));
    }
    for path in ["1/1", "2/1", "3/1", "5/1", "5/777777", "66666/1", "66666/777777"] {
        for more in ["", "limit=2", "limit=50", "limit=50&age_filter=18", "limit=50&published_before=1577836800"] {
            urls.push(format!("/upnext/{path}/?{more}"));
        }
    }
    urls
}

fn tags() -> Vec<Tag> {
    vec![
        tag(1, "comedy", TagKind::Genre),
        tag(2, "drama", TagKind::Genre),
        tag(3, "usa", TagKind::Country),
        Tag { title: text("Сосед"), ..tag(4, "actor-1", TagKind::Actor) },
        tag(5, "only-1", TagKind::Other),
        tag(6, "rare", TagKind::Other),
        tag(7, "as-rare", TagKind::Other),
        tag(9, "trailer", TagKind::Other),
    ]
}

/// The films that everyone sees; the first three want the hidden one beside them. Films 6 and 7 are as like the first
/// as each other, unless the hidden one counts among the bearers of «rare».
fn neighbours() -> Vec<Film> {
    let beside = |raw: u64, tags: &[u32], year: Option<u32>| Film {
        tags: tags.iter().copied().map(TagId).collect(),
        year: year.and_then(Year::new),
        age: Age::new(6),
        popularity: Quantity::new(raw as f64),
        ratings: Ratings::new(vec![rating(RatingType::Cn, raw as f64, 10.0)]).unwrap(),
        items: series([serie(1), serie(2)]),
        ..film(raw, &format!("Сосед {raw}"))
    };
    let wants = |film: Film| Film { related: vec![id(HIDDEN), id(4)], see_also: vec![id(HIDDEN), id(3)], ..film };
    vec![
        wants(beside(1, &[1, 3, 4, 6, 7], Some(2000))),
        wants(beside(2, &[1, 2], Some(2000))),
        Film { items: series([serie(1)]), ..wants(beside(3, &[1], None)) },
        beside(4, &[2, 3, 4], Some(1999)),
        beside(5, &[], Some(2000)),
        Film { popularity: Quantity::new(9.0), ..beside(6, &[6], Some(2010)) },
        beside(7, &[7], Some(2011)),
    ]
}

/// A film that would be first everywhere, and of the neighbours' family by one of its titles.
fn tempting() -> Film {
    let marks = RatingType::ALL.map(|kind| rating(kind, 10.0, 10.0)).to_vec();
    Film {
        original_title: Some(text("Сосед 9: Невидимка")),
        desc: Some(text("Невидимка")),
        year: Year::new(2000),
        age: Age::new(0),
        updated: NOW,
        published: Some(NOW),
        tags: [1, 2, 3, 4, 5, 6].map(TagId).into(),
        ratings: Ratings::new(marks).unwrap(),
        popularity: Quantity::new(1e6),
        related: vec![id(1), id(2)],
        see_also: vec![id(3)],
        items: series([secret()]),
        ..film(HIDDEN, "Невидимка")
    }
}

/// A serie that every device plays.
fn secret() -> Serie {
    Serie { title: Some(text("Потаённая серия")), ..serie(777_777) }
}

fn later() -> Moment {
    Moment(NOW.0 + 100)
}

/// How a restriction is lifted.
enum Lift {
    /// Time goes on.
    Later,
    /// The request says this instead.
    View(&'static str),
    /// The client is at this address instead.
    Address(&'static str),
    /// Editors change the film.
    Edit(Box<Film>),
}

/// One way to hide a film.
struct Case {
    name: &'static str,
    film: Film,
    /// What every request says.
    view: &'static str,
    lift: Lift,
    /// Hidden in the CSV file, too: what hides from devices alone does not.
    in_csv: bool,
}

fn case(name: &'static str, film: Film, view: &'static str, lift: Lift) -> Case {
    let in_csv = matches!(lift, Lift::View(_));
    Case { name, film, view, lift, in_csv }
}

fn with_item(item: Serie) -> Film {
    Film { items: series([item]), ..tempting() }
}

fn cases() -> Vec<Case> {
    let playable_trailer = || series([Serie { title: Some(text("Потаённая")), ..serie(1) }]);
    let large = Serie { size: ByteSize::new(2_147_483_648), ..secret() };
    let nowhere = Serie { url: None, magnet: None, ..secret() };
    let scheduled = Serie { published: later(), ..secret() };
    let only_trailers = |trailers: Series| Film { items: Series::default(), trailers, ..tempting() };
    let edited = || Lift::Edit(Box::new(tempting()));
    vec![
        case("a draft", Film { published: None, ..tempting() }, "", edited()),
        case("a scheduled film", Film { published: Some(later()), ..tempting() }, "", Lift::Later),
        case("a film whose only item is scheduled", with_item(scheduled.clone()), "", Lift::Later),
        case("a film whose only trailer is scheduled", only_trailers(series([scheduled])), "", Lift::Later),
        case(
            "a film of an access group",
            Film { access: [text("city")].into(), ..tempting() },
            "",
            Lift::Address("10.54.1.1"),
        ),
        case("a film of an unknown group", Film { access: [text("moon")].into(), ..tempting() }, "", edited()),
        case("a film too large", with_item(large.clone()), "", Lift::View("device-version=R9")),
        case(
            "a film too large with a trailer",
            Film { trailers: playable_trailer(), ..with_item(large.clone()) },
            "device=stb820&device-version=R8",
            Lift::View("device=stb820&device-version=r9"),
        ),
        Case {
            in_csv: false,
            ..case("a trailer too large", only_trailers(series([large])), "", Lift::View("device-version=R9"))
        },
        case(
            "a container on record",
            with_item(Serie { container: Some(text("mkv")), ..secret() }),
            "device=eltex-nv-101",
            Lift::View("device=eltex-nv101-mkv"),
        ),
        case(
            "a container by URL",
            with_item(Serie { url: Some(text("http://media.example/a.MKV?x")), ..secret() }),
            "device=eltex-nv-101",
            Lift::View(""),
        ),
        case("a transport", with_item(Serie { url: None, ..secret() }), "device=samsung-tv-c", Lift::View("")),
        Case { in_csv: true, ..case("no transport at all", with_item(nowhere), "", edited()) },
        case("nothing to play", Film { items: Series::default(), ..tempting() }, "", edited()),
    ]
}

fn app(hidden: Option<&Film>) -> App {
    let mut films = neighbours();
    films.extend(hidden.cloned());
    App::new(tags(), &films)
}

fn ask(app: &App, address: &str, url: &str, view: &str) -> Answer {
    let mark = if url.contains('?') { '&' } else { '?' };
    app.get_as(address, &format!("{url}{mark}{view}"))
}

const STRANGER: &str = "10.55.1.1";

fn csv(app: &App, address: &str) -> String {
    let redirect = app.get_as(address, "/getfilmsfile/");
    let location = redirect.header("location").unwrap().to_owned();
    app.get_as(address, &location).text().to_owned()
}

#[track_caller]
fn assert_same(name: &str, url: &str, with: &Answer, without: &Answer) {
    if with.header("content-type").is_some_and(|kind| kind.contains("xml")) {
        with.xml();
    }
    let text = with.text();
    assert_eq!((with.status, text), (without.status, without.text()), "{name}: {url}");
    let asked_for = with.status >= 400 && url.contains(&HIDDEN.to_string());
    for trace in TRACES.iter().filter(|_| !asked_for) {
        assert!(!text.contains(trace), "{name}: {trace} in {url}:\n{text}");
    }
}

#[test]
fn a_hidden_film_leaves_no_trace_and_appears_once_it_is_shown() {
    let without = app(None);
    for case in cases() {
        let with = app(Some(&case.film));
        for url in walk() {
            let answers = [&with, &without].map(|app| ask(app, STRANGER, &url, case.view));
            assert_same(case.name, &url, &answers[0], &answers[1]);
        }
        let listed = csv(&with, STRANGER);
        assert_eq!(listed.contains("Невидимка"), case.in_csv, "{}: the file", case.name);
        assert!(case.in_csv || listed == csv(&without, STRANGER), "{}: the file", case.name);
        assert_shown(&case, with);
    }
}

/// Once nothing hides the film, it is everywhere.
fn assert_shown(case: &Case, with: App) {
    let (mut view, mut address, mut app) = (case.view, STRANGER, with);
    match &case.lift {
        Lift::Later => app.clock.set(later()),
        Lift::View(other) => view = other,
        Lift::Address(other) => address = other,
        Lift::Edit(film) => app = self::app(Some(film)),
    }
    let has = |url: &str, path: &str| {
        let answer = ask(&app, address, url, view);
        assert_eq!(answer.status, 200, "{}: {url}", case.name);
        assert!(answer.texts(path).contains(&HIDDEN.to_string()), "{}: {url}\n{}", case.name, answer.text());
    };
    for url in
        ["/list/", "/list/similar/?ids=1", "/list/recommended/", "/list/?ids=66666", "/list/?sort=popularity-d&max=1"]
    {
        has(url, "Items/Item/Id");
    }
    has(&format!("/search/?q={}", PHRASES[1]), "Items/Item/Id");
    has("/film/66666/", "Film/Id");
    has("/film/1/", "Film/RelatedFilms/RelatedFilm/Id");
    has("/film/1/", "Film/SeeAlso/Item/Id");
    if !case.name.contains("trailer is") && !case.name.starts_with("a trailer") {
        has("/upnext/1/2/?limit=50", "Items/UpnextFilm/Id");
        if matches!(case.lift, Lift::Edit(_)) {
            assert!(csv(&app, address).contains("Невидимка"), "{}", case.name);
        }
    }
}

#[test]
fn a_film_for_older_viewers_leaves_no_trace() {
    let without = app(None);
    for (name, age, viewer) in [("16+", Age::new(16), 15), ("no limit on record", None, 17)] {
        let with = app(Some(&Film { age, ..tempting() }));
        let restricted = |url: &String| {
            let answers_to_age =
                ["/list/?", "/list/similar/", "/film/", "/upnext/"].iter().any(|route| url.starts_with(route));
            answers_to_age && !url.contains("age_filter") && !url.contains("/66666") && !url.contains("ids=66666")
        };
        for url in walk().iter().filter(|url| restricted(url)) {
            let answers = [&with, &without].map(|app| ask(app, STRANGER, url, &format!("age_filter={viewer}")));
            assert_same(name, url, &answers[0], &answers[1]);
        }
        let grown = format!("age_filter={}", viewer + 1);
        for (url, path) in [
            ("/list/", "Items/Item/Id"),
            ("/list/similar/?ids=1", "Items/Item/Id"),
            ("/film/1/", "Film/SeeAlso/Item/Id"),
            ("/upnext/1/2/?limit=50", "Items/UpnextFilm/Id"),
        ] {
            let shown = ask(&with, STRANGER, url, &grown).texts(path);
            assert!(shown.contains(&HIDDEN.to_string()), "{name}: {url}");
        }
    }
}

#[test]
fn a_trailer_film_is_where_it_is_asked_for_alone() {
    let without = app(None);
    let trailer = Film { tags: [1, 2, 3, 4, 5, 6, 9].map(TagId).into(), ..tempting() };
    let with = app(Some(&trailer));
    let left_out = |url: &String| {
        let routes = ["/tags/", "/list/?", "/search/", "/list/similar/", "/list/recommended/", "/upnext/"];
        let asked = url.contains("tag_exclude") || url.contains("/66666") || url.contains("ids=66666");
        routes.iter().any(|route| url.starts_with(route)) && !asked
    };
    for url in walk().iter().filter(|url| left_out(url)) {
        let answers = [&with, &without].map(|app| ask(app, STRANGER, url, ""));
        assert_same("a trailer film", url, &answers[0], &answers[1]);
    }
    assert_eq!(csv(&with, STRANGER), csv(&without, STRANGER));
    for url in ["/list/?tag=trailer", "/list/?tag_any=trailer", "/list/?tag_exclude=unknown", "/search/?tag=trailer"] {
        assert!(with.get(url).list().1.contains(&HIDDEN), "{url}");
    }
}

/// Film 5 with this item and this trailer besides its own.
fn fifth(item: Option<Serie>, trailer: Option<Serie>) -> Vec<Film> {
    let mut films = neighbours();
    let film = &mut films[4];
    film.items = series(film.items.as_slice().iter().cloned().chain(item));
    film.trailers = series([serie(1)].into_iter().chain(trailer));
    films
}

#[test]
fn a_hidden_serie_leaves_no_trace() {
    let without = App::new(tags(), &fifth(None, None));
    for (name, hidden, view) in [
        ("scheduled", Serie { published: later(), ..secret() }, ""),
        ("too large", Serie { size: ByteSize::new(9_000_000_000), ..secret() }, ""),
        ("of another container", Serie { container: Some(text("mkv")), ..secret() }, "device=eltex-nv-101"),
        ("of another transport", Serie { url: None, ..secret() }, "device=samsung-tv-c"),
        ("of no transport", Serie { url: None, magnet: None, ..secret() }, ""),
    ] {
        let with = App::new(tags(), &fifth(Some(hidden.clone()), Some(hidden)));
        for url in walk() {
            let answers = [&with, &without].map(|app| ask(app, STRANGER, &url, view));
            assert_same(name, &url, &answers[0], &answers[1]);
        }
        assert_eq!(csv(&with, STRANGER), csv(&without, STRANGER), "{name}");
    }
}

#[test]
fn a_scheduled_serie_appears_in_its_time() {
    let scheduled = Serie { published: later(), ..secret() };
    let app = App::new(tags(), &fifth(Some(scheduled.clone()), Some(scheduled)));
    app.clock.set(later());
    let film = app.get("/film/5/");
    assert_eq!(film.texts("Film/Items/Item/Number"), ["1", "2", "777777"]);
    assert_eq!(film.texts("Film/Trailers/Trailer/Number"), ["1", "777777"]);
    assert_eq!(app.get("/upnext/5/2/").texts("Items/UpnextFilm/Items/Item/Number"), ["777777"]);
    assert_eq!(app.get("/upnext/5/777777/").status, 200);
    assert_eq!(app.get("/list/?max=1").list().1, [5], "its newest item makes it the newest film");
}

#[test]
fn a_film_with_nothing_but_scheduled_items_shows_its_trailers_alone() {
    let trailers = || series([serie(1)]);
    let with = Film { trailers: trailers(), items: series([Serie { published: later(), ..secret() }]), ..tempting() };
    let without = Film { trailers: trailers(), items: Series::default(), ..tempting() };
    let apps = [app(Some(&with)), app(Some(&without))];
    for url in walk() {
        let answers = apps.each_ref().map(|app| ask(app, STRANGER, &url, ""));
        assert_eq!((answers[0].status, answers[0].text()), (answers[1].status, answers[1].text()), "{url}");
        assert!(!answers[0].text().contains("Потаённая") && !answers[0].text().contains("777777"), "{url}");
    }
    assert_eq!(apps.each_ref().map(|app| csv(app, STRANGER).contains("Невидимка")), [false, false]);
}

#[test]
fn ids_and_numbers_of_the_walk_are_those_of_the_catalogue() {
    let film = tempting();
    assert_eq!((film.id, film.items.as_slice()[0].number), (FilmId::new(HIDDEN).unwrap(), Number(777_777)));
    assert!(walk().iter().any(|url| url.contains(&HIDDEN.to_string())));
}
