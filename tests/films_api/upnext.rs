//! `/upnext/<id>/<series_id>/`

use afisha::catalog::{Age, ByteSize, Film, Moment, Serie, TagId, TagKind};
use chrono_tz::Asia::Novosibirsk;

use super::document;
use crate::support::app::{App, Options};
use crate::support::catalogue::{
    NOW, film, id, playable, playables, serie, series, tag, tags_of_every_kind, text, whole,
};

/// What comes next, as «film: numbers».
fn next(app: &App, url: &str) -> String {
    let answer = app.get(url);
    assert_eq!(answer.status, 200, "{url}: {}", answer.text());
    let xml = answer.xml();
    let films = xml.descendants().filter(|node| node.has_tag_name("UpnextFilm"));
    let shown = films.map(|film| {
        let text = |node: roxmltree::Node<'_, '_>, name| {
            node.children().find(|child| child.has_tag_name(name)).and_then(|n| n.text().map(str::to_owned)).unwrap()
        };
        let items = film.descendants().filter(|node| node.has_tag_name("Item"));
        let numbers: Vec<_> = items.map(|item| text(item, "Number")).collect();
        format!("{}: {}", text(film, "Id"), numbers.join(" "))
    });
    shown.collect::<Vec<_>>().join(", ")
}

fn episodes(raw: u64, numbers: impl IntoIterator<Item = u32>) -> Film {
    Film { items: series(numbers.into_iter().map(serie)), ..film(raw, &format!("Сериал {raw}")) }
}

#[test]
fn a_film_to_come_says_all_there_is() {
    let playing = Film { see_also: vec![id(7)], ..playable(1, "Ф") };
    let app = App::new(tags_of_every_kind(), &[playing, whole(7)]);
    let answer = app.get("/upnext/1/1/");
    answer.xml();
    let expected = document(
        "<UpnextList>
           <Items>
             <UpnextFilm>
               <Id>7</Id>
               <Title>Том &amp; &quot;Джерри&quot; &lt;2&gt; &apos;3&apos;</Title>
               <Desc>Line 1&#10;Line 2: 1 &lt; 2 &amp;&amp; &quot;3&quot; &gt; &apos;2&apos;</Desc>
               <Updated>2019-12-31T23:43:20Z</Updated>
               <Year>1968</Year>
               <Preview>small/7.jpg</Preview>
               <Poster>http://pictures.example/7.jpg</Poster>
               <Items>
                 <Item>
                   <Title>Серия &lt;1&gt;</Title>
                   <Magnet>magnet:?xt=urn:btih:00&amp;dn=a</Magnet>
                   <Size>2147483647</Size>
                   <Length>5400</Length>
                   <Published>2019-12-31T23:51:40Z</Published>
                   <Quality>10</Quality>
                   <Number>1</Number>
                   <PictureQuality>HD</PictureQuality>
                   <URL>/media/1.mp4</URL>
                 </Item>
                 <Item>
                   <Published>2019-12-31T23:51:40Z</Published><Number>2</Number><URL>http://media.example/stream</URL>
                 </Item>
               </Items>
               <Images><Image>frames/1.jpg</Image><Image>//cdn.example/2.jpg</Image></Images>
             </UpnextFilm>
           </Items>
         </UpnextList>",
    );
    assert_eq!(answer.text().replace("Line 1\n", "Line 1&#10;"), expected);
}

#[test]
fn times_and_urls_are_those_of_the_configuration() {
    let options = Options {
        time_zone: Novosibirsk,
        public_url: Some("http://films.example/a/".parse().unwrap()),
        ..Options::default()
    };
    let app = App::with(
        &options,
        vec![],
        &[Film { items: series([serie(0), whole(7).items.as_slice()[0].clone()]), ..film(1, "Ф") }],
    );
    let answer = app.get("/upnext/1/0/");
    assert_eq!(answer.texts("Items/UpnextFilm/Updated"), ["2020-01-01T06:43:20+07:00"]);
    assert_eq!(answer.texts("Items/UpnextFilm/Items/Item/URL"), ["http://films.example/media/1.mp4"]);
    assert_eq!(answer.texts("Items/UpnextFilm/Items/Item/Published"), ["2020-01-01T06:51:40+07:00"]);
}

#[test]
fn first_come_the_greater_numbers_of_the_film_itself() {
    let app = App::new(vec![], &[episodes(1, [0, 1, 2, 5, 10])]);
    for (number, expected) in [(0, "1: 1 2 5 10"), (1, "1: 2 5 10"), (2, "1: 5 10"), (5, "1: 10"), (10, "")] {
        assert_eq!(next(&app, &format!("/upnext/1/{number}/")), expected);
    }
}

#[test]
fn nothing_to_come_is_an_empty_list() {
    let answer = App::new(vec![], &[playable(1, "Ф")]).get("/upnext/1/1/");
    answer.xml();
    assert_eq!((answer.status, answer.text()), (200, document("<UpnextList><Items></Items></UpnextList>").as_str()));
}

/// Film 1 is playing; see also: 5, 2, 6 (a trailer film), 7 (nothing but a trailer to play); related: 2, 3;
/// similar: 4.
fn neighbours() -> App {
    let genre = |film: Film| Film { tags: [TagId(1)].into(), ..film };
    let films = [
        genre(Film {
            see_also: vec![id(5), id(404), id(2), id(6), id(7), id(1)],
            related: vec![id(2), id(6), id(3)],
            ..episodes(1, [1, 2])
        }),
        Film { age: Age::new(12), ..episodes(2, [1]) },
        Film { age: Age::new(6), ..episodes(3, [4, 5]) },
        genre(Film { age: Age::new(0), ..episodes(4, [1, 2]) }),
        episodes(5, [0, 3]),
        Film { tags: [TagId(1), TagId(9)].into(), age: Age::new(0), ..episodes(6, [1]) },
        Film { trailers: series([serie(1)]), age: Age::new(0), ..film(7, "Трейлер") },
    ];
    App::new(vec![tag(1, "comedy", TagKind::Genre), tag(9, "trailer", TagKind::Other)], &films)
}

#[test]
fn then_come_see_also_related_and_similar_films_none_twice() {
    let app = neighbours();
    assert_eq!(next(&app, "/upnext/1/1/?limit=50"), "1: 2, 5: 0 3, 2: 1, 3: 4 5, 4: 1 2");
    assert_eq!(next(&app, "/upnext/1/2/?limit=50"), "5: 0 3, 2: 1, 3: 4 5, 4: 1 2");
    assert_eq!(next(&app, "/upnext/6/1/?limit=2"), "1: 1 2, 4: 1 2");
}

#[test]
fn the_limit_counts_films_and_is_1_by_default() {
    let app = neighbours();
    for (url, expected) in [
        ("/upnext/1/1/", "1: 2"),
        ("/upnext/1/2/", "5: 0 3"),
        ("/upnext/1/1/?limit=1", "1: 2"),
        ("/upnext/1/1/?limit=3", "1: 2, 5: 0 3, 2: 1"),
    ] {
        assert_eq!(next(&app, url), expected, "{url}");
    }
    let tagged = |film: Film| Film { tags: [TagId(1)].into(), ..film };
    let many: Vec<Film> = playables(1..=60).into_iter().map(tagged).collect();
    let app = App::new(vec![tag(1, "comedy", TagKind::Genre)], &many);
    assert_eq!(app.get("/upnext/1/1/?limit=50").texts("Items/UpnextFilm/Id").len(), 50);
}

#[test]
fn the_age_filter_is_for_other_films_alone() {
    let app = neighbours();
    assert_eq!(next(&app, "/upnext/1/1/?limit=50&age_filter=12"), "1: 2, 2: 1, 3: 4 5, 4: 1 2");
    assert_eq!(next(&app, "/upnext/1/1/?limit=50&age_filter=0"), "1: 2, 4: 1 2");
    assert_eq!(next(&app, "/upnext/1/2/?limit=50&age_filter=18"), "5: 0 3, 2: 1, 3: 4 5, 4: 1 2");
}

#[test]
fn only_series_that_are_shown_count() {
    let large = Serie { size: ByteSize::new(2_147_483_648), ..serie(3) };
    let later = Serie { published: Moment(NOW.0 + 5), ..serie(4) };
    let app = App::new(vec![], &[Film { items: series([serie(1), serie(2), large, later]), ..film(1, "Ф") }]);
    assert_eq!(next(&app, "/upnext/1/1/"), "1: 2");
    assert_eq!(next(&app, "/upnext/1/2/?device-version=r9"), "1: 3");
    assert_eq!(next(&app, &format!("/upnext/1/1/?published_before={}", NOW.0 + 5)), "1: 2 4");
    for url in ["/upnext/1/3/", "/upnext/1/4/"] {
        assert_eq!(app.get(url).error().0, 404, "{url}: not shown, so unknown");
    }
    app.clock.set(Moment(NOW.0 + 5));
    assert_eq!(next(&app, "/upnext/1/1/"), "1: 2 4");
    assert_eq!(next(&app, "/upnext/1/4/"), "");
}

#[test]
fn unknown_films_and_numbers_are_404_but_bad_values_come_first() {
    let trailer = Film { trailers: series([serie(1)]), ..film(2, "Трейлер") };
    let app = App::new(vec![], &[Film { trailers: series([serie(7)]), ..playable(1, "Ф") }, trailer]);
    for path in [
        "1/2",
        "1/0",
        "1/7",
        "2/1",
        "3/1",
        "abc/1",
        "1/abc",
        "1/-1",
        "1/99999999999",
        "99999999999999999999/1",
        "1/%D1%8F",
        "1/1.0",
    ] {
        let (code, parameter, message) = app.get(&format!("/upnext/{path}/")).error();
        assert_eq!((code, parameter), (404, None), "{path}");
        assert!(!message.is_empty());
        for (fault, parameter) in [("limit=0", "limit"), ("age_filter=x", "age_filter"), ("device=x", "device")] {
            let (code, blamed, _) = app.get(&format!("/upnext/{path}/?{fault}")).error();
            assert_eq!((code, blamed.as_deref()), (400, Some(parameter)), "{path} {fault}");
        }
    }
}

#[test]
fn titles_of_series_are_their_own() {
    let named = Serie { title: Some(text("Конец & начало")), ..serie(2) };
    let app = App::new(vec![], &[Film { items: series([serie(1), named]), ..film(1, "Ф") }]);
    assert_eq!(app.get("/upnext/1/1/").texts("Items/UpnextFilm/Items/Item/Title"), ["Конец & начало"]);
}
