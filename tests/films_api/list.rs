//! `/list/`: pages, whole answers, how parameters are written. Filters and sorting have files of their own.

use afisha::catalog::{Film, TagId, TagKind};
use chrono_tz::Asia::Novosibirsk;

use super::{document, ids};
use crate::support::app::{App, Options};
use crate::support::catalogue::{film, playable, playables, tag, tags_of_every_kind, text, whole};

#[test]
fn films_that_can_be_played_are_listed() {
    let app = App::new(vec![], &[playable(2, "Два"), film(1, "Нечего смотреть"), playable(3, "Три")]);
    assert_eq!(app.get("/list/").list(), (1, vec![2, 3]));
}

#[test]
fn a_film_in_a_list_says_all_but_what_it_plays() {
    let app = App::new(tags_of_every_kind(), &[whole(7)]);
    let expected = document(
        "<Films>
           <Page>1</Page>
           <PagesCount>1</PagesCount>
           <Items>
             <Item>
               <URL>/films/7?a=1&amp;b=2</URL>
               <Title>Том &amp; &quot;Джерри&quot; &lt;2&gt; &apos;3&apos;</Title>
               <Desc>Line 1&#10;Line 2: 1 &lt; 2 &amp;&amp; &quot;3&quot; &gt; &apos;2&apos;</Desc>
               <Updated>2019-12-31T23:43:20Z</Updated>
               <Year>1968</Year>
               <Preview>small/7.jpg</Preview>
               <Poster>http://pictures.example/7.jpg</Poster>
               <User>editor &quot;E&quot;</User>
               <Tags>
                 <Tag><Id>1</Id><Name>genre-1</Name><Title>Жанр &amp; &lt;1&gt;</Title><URL>tags/1?a=1&amp;b=2</URL></Tag>
                 <Tag><Id>6</Id><Name>age-1</Name><Title>age-1</Title></Tag>
                 <Tag><Id>7</Id><Name>other-1</Name><Title>other-1</Title></Tag>
               </Tags>
               <Quality><Tag><Id>5</Id><Name>quality-1</Name><Title>quality-1</Title></Tag></Quality>
               <Directors><Director><Id>3</Id><Name>director-1</Name><Title>director-1</Title></Director></Directors>
               <Actors><Actor><Id>4</Id><Name>actor-1</Name><Title>actor-1</Title></Actor></Actors>
               <Countries><Country><Id>2</Id><Name>country-1</Name><Title>country-1</Title></Country></Countries>
               <Ratings>
                 <Rating><Type>cn</Type><Title>R&amp;D</Title><Count>7</Count><Max>5</Max><Rank>3.25</Rank></Rating>
                 <Rating><Type>kinopoisk</Type><Title>Кинопоиск</Title><Count>7</Count><Max>10</Max><Rank>8</Rank></Rating>
                 <Rating><Type>imdb</Type><Title>IMDb</Title><Count>7</Count><Max>10</Max><Rank>8.6</Rank></Rating>
               </Ratings>
               <Images><Image>frames/1.jpg</Image><Image>//cdn.example/2.jpg</Image></Images>
               <Id>7</Id>
             </Item>
           </Items>
         </Films>",
    );
    let answer = app.get("/list/");
    answer.xml();
    assert_eq!(answer.text().replace("Line 1\n", "Line 1&#10;"), expected);
}

#[test]
fn what_is_unknown_of_a_film_is_left_out() {
    let app = App::new(vec![], &[playable(1, "Один")]);
    let expected = document(
        "<Films><Page>1</Page><PagesCount>1</PagesCount><Items>
           <Item><Title>Один</Title><Updated>2019-12-31T23:43:20Z</Updated><Id>1</Id></Item>
         </Items></Films>",
    );
    let answer = app.get("/list/");
    answer.xml();
    assert_eq!(answer.text(), expected);
}

#[test]
fn times_are_given_in_the_configured_zone() {
    let app = App::with(&Options { time_zone: Novosibirsk, ..Options::default() }, vec![], &playables([1]));
    assert_eq!(app.get("/list/").texts("Items/Item/Updated"), ["2020-01-01T06:43:20+07:00"]);
}

#[test]
fn relative_urls_are_resolved_against_public_url() {
    let options = Options { public_url: Some("https://films.example/site/".parse().unwrap()), ..Options::default() };
    let kept =
        Film { poster: Some(text("http://p.example/Постер 1.jpg?a=%d0")), ..playable(8, "Как есть") };
    let app = App::with(&options, tags_of_every_kind(), &[whole(7), kept]);
    let answer = app.get("/list/");
    for (path, expected) in [
        ("URL", vec!["https://films.example/films/7?a=1&b=2"]),
        ("Preview", vec!["https://films.example/site/small/7.jpg"]),
        ("Poster", vec!["http://pictures.example/7.jpg", "http://p.example/Постер 1.jpg?a=%d0"]),
        ("Images/Image", vec!["https://films.example/site/frames/1.jpg", "https://cdn.example/2.jpg"]),
        ("Tags/Tag/URL", vec!["https://films.example/site/tags/1?a=1&b=2"]),
    ] {
        assert_eq!(answer.texts(&format!("Items/Item/{path}")), expected, "{path}");
    }
}

#[test]
fn an_empty_list_has_no_pages() {
    let expected = document("<Films><Page>1</Page><PagesCount>0</PagesCount><Items></Items></Films>");
    let app = App::new(vec![], &[]);
    for url in ["/list/", "/list/?tag=unknown", "/list/?ids=1"] {
        let answer = app.get(url);
        answer.xml();
        assert_eq!((answer.status, answer.text()), (200, expected.as_str()), "{url}");
    }
    let second = app.get("/list/?p=2");
    assert_eq!((second.texts("Page"), second.list()), (vec!["2".to_owned()], (0, vec![])));
}

#[test]
fn a_page_holds_24_films_unless_the_request_says_otherwise() {
    let app = App::new(vec![], &playables(1..=50));
    for (url, pages, shown) in [
        ("/list/", 3, 1..=24),
        ("/list/?p=2", 3, 25..=48),
        ("/list/?p=3", 3, 49..=50),
        ("/list/?max=1", 50, 1..=1),
        ("/list/?max=1&p=50", 50, 50..=50),
        ("/list/?max=25&p=2", 2, 26..=50),
        ("/list/?max=200", 1, 1..=50),
    ] {
        assert_eq!(app.get(url).list(), (pages, shown.collect()), "{url}");
    }
}

#[test]
fn a_page_past_the_end_is_empty_and_says_how_many_there_are() {
    let app = App::new(vec![], &playables(1..=5));
    let expected = document("<Films><Page>4</Page><PagesCount>3</PagesCount><Items></Items></Films>");
    assert_eq!(app.get("/list/?max=2&p=4").text(), expected);
    for page in ["6", "1000000", "4294967295"] {
        let answer = app.get(&format!("/list/?max=200&p={page}"));
        assert_eq!((answer.texts("Page"), answer.list()), (vec![page.to_owned()], (1, vec![])));
    }
}

#[test]
fn the_page_size_is_configurable() {
    let app = App::with(&Options { page_size: 2, ..Options::default() }, vec![], &playables(1..=5));
    assert_eq!(app.get("/list/").list(), (3, vec![1, 2]));
    assert_eq!(app.get("/list/?max=3").list(), (2, vec![1, 2, 3]));
}

#[test]
fn no_film_is_on_two_pages() {
    let app = App::new(vec![], &playables(1..=23));
    for order in ["published-d", "title-a", "year-a,rating-imdb-d", "random&seed=x"] {
        let mut all: Vec<u64> = (1..=5).flat_map(|p| ids(&app, &format!("/list/?max=5&p={p}&sort={order}"))).collect();
        all.sort_unstable();
        assert_eq!(all, (1..=23).collect::<Vec<_>>(), "{order}");
    }
}

#[test]
fn of_a_parameter_given_twice_the_last_counts() {
    let app = App::new(vec![], &playables(1..=5));
    assert_eq!(ids(&app, "/list/?max=oops&ids=9&max=2&ids=3,4,5"), [3, 4]);
    assert_eq!(app.get("/list/?max=2&max=oops").error().1.as_deref(), Some("max"));
}

#[test]
fn an_empty_value_is_an_absent_one() {
    let app = App::new(
        vec![tag(9, "trailer", TagKind::Other)],
        &[playable(1, "Один"), Film { tags: [TagId(9)].into(), ..playable(2, "Трейлер") }],
    );
    let expected = app.get("/list/").body;
    for name in [
        "p",
        "q",
        "max",
        "exclude_film",
        "exclude_film[]",
        "begin",
        "end",
        "ids",
        "age_filter",
        "published_before",
        "tag",
        "tag_any",
        "tag_exclude",
        "year",
        "from_year",
        "to_year",
        "sort",
        "seed",
        "device",
        "device-version",
        "api-version",
    ] {
        for url in [format!("/list/?{name}="), format!("/list/?{name}"), format!("/list/?&&{name}=&")] {
            let answer = app.get(&url);
            assert_eq!((answer.status, answer.text()), (200, str::from_utf8(&expected).unwrap()), "{url}");
        }
    }
}

#[test]
fn unknown_parameters_are_ignored() {
    let app = App::new(vec![], &playables(1..=2));
    for url in ["/list/?foo=bar", "/list/?P=2&Max=0", "/list/?limit=oops", "/list/?=&=x&%D1%84=%D1%84", "/list/?kind=x"]
    {
        assert_eq!(ids(&app, url), [1, 2], "{url}");
    }
}

#[test]
fn names_and_values_are_percent_encoded_utf_8_and_a_plus_is_a_space() {
    let app = App::new(vec![], &[playable(1, "Белое солнце пустыни"), playable(2, "Белое & чёрное + серое")]);
    for (url, expected) in [
        ("/list/?q=%D0%B1%D0%B5%D0%BB%D0%BE%D0%B5+%D1%81%D0%BE%D0%BB%D0%BD%D1%86%D0%B5", vec![1]),
        ("/list/?q=%d0%b1%d0%b5%d0%bb%d0%be%d0%b5%20%d1%81%d0%be%d0%bb%d0%bd%d1%86%d0%b5", vec![1]),
        ("/list/?%71=%D1%87%D1%91%D1%80%D0%BD%D0%BE%D0%B5", vec![2]),
        ("/list/?m%61x=1&sort=published%2Dd", vec![1]),
        ("/list/?exclude_film%5B%5D=1", vec![2]),
        ("/list/?ids=1%2C2&sort=title%2Dd", vec![2, 1]),
    ] {
        assert_eq!(ids(&app, url), expected, "{url}");
    }
}

#[test]
fn percent_signs_that_begin_no_code_are_what_they_are() {
    let app = App::new(vec![], &[playable(1, "100% любовь")]);
    for url in ["/list/?q=100%25", "/list/?q=100%", "/list/?q=100%zz"] {
        assert!(app.get(url).status < 500, "{url}");
    }
    assert_eq!(ids(&app, "/list/?q=100%25"), [1]);
}

#[test]
fn both_versions_of_the_api_answer_alike() {
    let app = App::new(tags_of_every_kind(), &[whole(7)]);
    let expected = app.get("/list/").body;
    for url in ["/list/?api-version=1", "/list/?api-version=2"] {
        assert_eq!(app.get(url).body, expected, "{url}");
    }
}
