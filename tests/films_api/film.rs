//! `/film/<id>/`

use afisha::catalog::{Age, ByteSize, Film, Moment, RatingType, Ratings, Serie, TagId, TagKind, Year};
use chrono_tz::America::Sao_Paulo;

use super::document;
use crate::support::app::{App, Options};
use crate::support::catalogue::{
    NOW, film, id, playable, playables, rating, serie, series, tag, tags_of_every_kind, text, whole,
};
use crate::support::http::Answer;

fn beside(answer: &Answer) -> (Vec<u64>, Vec<u64>) {
    assert_eq!(answer.status, 200, "{}", answer.text());
    let ids = |path| answer.texts(path).iter().map(|id| id.parse().unwrap()).collect();
    (ids("Film/RelatedFilms/RelatedFilm/Id"), ids("Film/SeeAlso/Item/Id"))
}

#[test]
fn a_film_alone_says_all_there_is() {
    let neighbour = Film { images: vec![text("n.jpg")], year: Year::new(2001), ..playable(8, "Сосед & Ко") };
    let film = Film { related: vec![id(8)], see_also: vec![id(8)], ..whole(7) };
    let answer = App::new(tags_of_every_kind(), &[film, neighbour]).get("/film/7/");
    answer.xml();
    let neighbour = "<Title>Сосед &amp; Ко</Title><Updated>2019-12-31T23:43:20Z</Updated><Year>2001</Year>\
                     <Images><Image>n.jpg</Image></Images><Id>8</Id>";
    let serie = "<Title>Серия &lt;1&gt;</Title><Magnet>magnet:?xt=urn:btih:00&amp;dn=a</Magnet><URL>/media/1.mp4</URL>\
                 <Size>2147483647</Size><Length>5400</Length><Published>2019-12-31T23:51:40Z</Published>\
                 <Quality>10</Quality><Number>1</Number><PictureQuality>HD</PictureQuality>\
                 <Images><Image>/frames/s1.jpg</Image></Images>";
    let expected = document(&format!(
        "<Films>
           <Film>
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
             <RelatedFilms><RelatedFilm>{neighbour}</RelatedFilm></RelatedFilms>
             <SeeAlso><Item>{neighbour}</Item></SeeAlso>
             <Items>
               <Item>{serie}</Item>
               <Item>
                 <URL>http://media.example/stream</URL><Published>2019-12-31T23:51:40Z</Published><Number>2</Number>
               </Item>
             </Items>
             <Trailers><Trailer>{serie}</Trailer></Trailers>
             <Images><Image>frames/1.jpg</Image><Image>//cdn.example/2.jpg</Image></Images>
             <Id>7</Id>
           </Film>
         </Films>"
    ));
    assert_eq!(answer.text().replace("Line 1\n", "Line 1&#10;"), expected);
}

#[test]
fn times_and_urls_of_series_are_those_of_the_configuration() {
    let options = Options {
        time_zone: Sao_Paulo,
        public_url: Some("http://films.example".parse().unwrap()),
        ..Options::default()
    };
    let app = App::with(&options, tags_of_every_kind(), &[whole(7)]);
    let answer = app.get("/film/7/");
    for (path, expected) in [
        ("Items/Item/URL", vec!["http://films.example/media/1.mp4", "http://media.example/stream"]),
        ("Items/Item/Images/Image", vec!["http://films.example/frames/s1.jpg"]),
        ("Items/Item/Magnet", vec!["magnet:?xt=urn:btih:00&dn=a"]),
        ("Items/Item/Published", vec!["2019-12-31T20:51:40-03:00"; 2]),
        ("Trailers/Trailer/URL", vec!["http://films.example/media/1.mp4"]),
        ("Updated", vec!["2019-12-31T20:43:20-03:00"]),
        ("Preview", vec!["http://films.example/small/7.jpg"]),
        ("Images/Image", vec!["http://films.example/frames/1.jpg", "http://cdn.example/2.jpg"]),
        ("Tags/Tag/URL", vec!["http://films.example/tags/1?a=1&b=2"]),
    ] {
        assert_eq!(answer.texts(&format!("Film/{path}")), expected, "{path}");
    }
}

#[test]
fn numbers_are_plain_decimals() {
    for (number, written) in [
        (0.0, "0"),
        (10.0, "10"),
        (8.6, "8.6"),
        (8.125, "8.125"),
        (0.000_000_1, "0.0000001"),
        (1e21, "1000000000000000000000"),
        (100.0, "100"),
        (7.0 / 3.0, "2.3333333333333335"),
    ] {
        let film =
            Film { ratings: Ratings::new(vec![rating(RatingType::Cn, number, number)]).unwrap(), ..playable(1, "Ф") };
        let answer = App::new(vec![], &[film]).get("/film/1/");
        for field in ["Rank", "Max"] {
            assert_eq!(answer.texts(&format!("Film/Ratings/Rating/{field}")), [written]);
        }
    }
}

#[test]
fn sizes_exceed_32_bits_and_series_stand_by_number() {
    let sized = |number, size| Serie { size: ByteSize::new(size), ..serie(number) };
    let film =
        Film { items: series([sized(10, 9_000_000_000), sized(2, 4_294_967_296), sized(0, 1)]), ..film(1, "Ф") };
    let answer = App::new(vec![], &[film]).get("/film/1/?device-version=R9");
    assert_eq!(answer.texts("Film/Items/Item/Number"), ["0", "2", "10"]);
    assert_eq!(answer.texts("Film/Items/Item/Size"), ["1", "4294967296", "9000000000"]);
}

#[test]
fn related_films_are_the_editors_first_then_similar_ones_twelve_in_all() {
    let tagged = |film: Film| Film { tags: [TagId(1)].into(), ..film };
    let mut films: Vec<Film> = playables(1..=30).into_iter().map(tagged).collect();
    films[0].related = vec![id(20), id(3), id(404), id(1), id(25)];
    films[0].see_also = vec![id(9), id(404), id(20), id(1), id(2)];
    films[1].related = (3..=30).map(id).collect();
    films[1].see_also = (3..=30).map(id).collect();
    let app = App::new(vec![tag(1, "comedy", TagKind::Genre)], &films);
    let (related, see_also) = beside(&app.get("/film/1/"));
    assert_eq!((related.len(), &related[..3]), (12, &[20, 3, 25][..]));
    assert!(!related.contains(&1), "{related:?}");
    let unique: std::collections::BTreeSet<_> = related.iter().collect();
    assert_eq!(unique.len(), 12, "{related:?}");
    assert_eq!(see_also, [9, 20, 2]);
    assert_eq!(beside(&app.get("/film/2/")), ((3..=14).collect(), (3..=30).collect()));
}

#[test]
fn the_age_filter_is_for_the_films_beside_alone() {
    let aged = |n, age: Option<u8>| Film { age: age.and_then(Age::new), ..playable(n, "Ф") };
    let first = Film { related: vec![id(2), id(3), id(4)], see_also: vec![id(4), id(3), id(2)], ..aged(1, Some(21)) };
    let app = App::new(vec![], &[first, aged(2, Some(6)), aged(3, None), aged(4, Some(16))]);
    for (age, related, see_also) in [
        ("", vec![2, 3, 4], vec![4, 3, 2]),
        ("?age_filter=0", vec![], vec![]),
        ("?age_filter=6", vec![2], vec![2]),
        ("?age_filter=17", vec![2, 4], vec![4, 2]),
        ("?age_filter=18", vec![2, 3, 4], vec![4, 3, 2]),
    ] {
        assert_eq!(beside(&app.get(&format!("/film/1/{age}"))), (related, see_also), "{age}");
    }
}

#[test]
fn films_beside_show_nothing_to_play_and_nothing_beside_them() {
    let films = [
        Film { related: vec![id(2)], see_also: vec![id(2)], ..playable(1, "Ф") },
        Film { related: vec![id(1)], see_also: vec![id(1)], trailers: series([serie(1)]), ..playable(2, "Ф") },
    ];
    let answer = App::new(vec![], &films).get("/film/1/");
    for path in ["RelatedFilms/RelatedFilm", "SeeAlso/Item"] {
        for hidden in ["Items", "Trailers", "RelatedFilms", "SeeAlso"] {
            assert_eq!(answer.texts(&format!("Film/{path}/{hidden}")).len(), 0, "{path}/{hidden}");
        }
    }
}

#[test]
fn only_series_published_by_the_moment_are_shown() {
    let at = |number, after| Serie { published: Moment(NOW.0 + after), ..serie(number) };
    let film = Film {
        items: series([at(1, -10), at(2, 0), at(3, 1)]),
        trailers: series([at(4, -10), at(5, 10)]),
        ..film(1, "Ф")
    };
    let app = App::new(vec![], &[film]);
    let numbers = |url: &str, path: &str| app.get(url).texts(path).join(" ");
    let (items, trailers) = ("Film/Items/Item/Number", "Film/Trailers/Trailer/Number");
    assert_eq!((numbers("/film/1/", items), numbers("/film/1/", trailers)), ("1 2".into(), "4".into()));
    let then = format!("/film/1/?published_before={}", NOW.0 + 10);
    assert_eq!((numbers(&then, items), numbers(&then, trailers)), ("1 2 3".into(), "4 5".into()));
    let before = format!("/film/1/?published_before={}", NOW.0 - 1);
    assert_eq!((numbers(&before, items), numbers(&before, trailers)), ("1".into(), "4".into()));
    app.clock.set(Moment(NOW.0 + 1));
    assert_eq!(numbers("/film/1/", items), "1 2 3");
}

#[test]
fn unknown_films_are_404_but_bad_values_come_first() {
    let app = App::new(vec![], &[playable(1, "Ф")]);
    for path in ["2", "0", "-1", "abc", "1.0", "99999999999999999999", "18446744073709551617", "%D1%8F", "1%20", "+1"] {
        let (code, parameter, message) = app.get(&format!("/film/{path}/")).error();
        assert_eq!((code, parameter), (404, None), "{path}");
        assert!(!message.is_empty());
        for fault in ["age_filter=x", "published_before=x", "device=x", "api-version=3"] {
            assert_eq!(app.get(&format!("/film/{path}/?{fault}")).error().0, 400, "{path} {fault}");
        }
    }
}

#[test]
fn a_tag_of_the_trailer_kind_hides_a_film_from_lists_alone() {
    let trailer = Film { tags: [TagId(9)].into(), ..playable(2, "Трейлер") };
    let first = Film { see_also: vec![id(2)], related: vec![id(2)], ..playable(1, "Ф") };
    let app = App::new(vec![tag(9, "trailer", TagKind::Other)], &[first, trailer]);
    assert_eq!(app.get("/film/2/").status, 200);
    assert_eq!(beside(&app.get("/film/1/")), (vec![2], vec![2]));
}
