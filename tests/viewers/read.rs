//! Files of views in every form.

use afisha::catalog::{FilmId, Moment};
use afisha::viewers::read::views;
use afisha::viewers::{Interaction, ViewerNo};

fn view(viewer: Option<u32>, film: u64, at: i64) -> Interaction {
    Interaction { viewer: viewer.map(ViewerNo), film: FilmId::new(film).unwrap(), at: Moment(at) }
}

#[test]
fn every_form_of_a_file_gives_the_same_views() {
    let expected = vec![view(Some(0), 31, 1_260_759_144), view(Some(1), 10, 835_355_493), view(Some(0), 7, 5)];
    for text in [
        "17;31;1260759144\n4;10;835355493\n17;7;5\n",
        "userId,movieId,rating,timestamp\n17,31,2.5,1260759144\n4,10,4.0,835355493\n17,7,1.0,5",
        "17::31::2::1260759144\r\n4::10::4::835355493\r\n17::7::1::5\r\n",
        "17\t31\t2\t1260759144\n4\t10\t4\t835355493\n17\t7\t1\t5\n",
        "\u{feff}viewer;film;time\n\n17; 31 ;1260759144\n\n\"4\";10;835355493\n17;7;5\n",
    ] {
        assert_eq!(views(text.as_bytes()).unwrap(), expected, "{text}");
    }
}

#[test]
fn a_viewer_may_be_any_text_or_nobody() {
    let read = views("box-а;1;10\n;2;11\nbox-б;3;12\nbox-а;4;-1\n".as_bytes()).unwrap();
    assert_eq!(read, [view(Some(0), 1, 10), view(None, 2, 11), view(Some(1), 3, 12), view(Some(0), 4, -1)]);
}

#[test]
fn an_empty_file_holds_no_views() {
    for text in ["", "\n\n", "userId,movieId,rating,timestamp\n"] {
        assert_eq!(views(text.as_bytes()).unwrap(), [], "{text:?}");
    }
}

#[test]
fn a_bad_line_is_named_with_what_is_wrong() {
    let forms =
        "expected viewer;film;unix time, or userId,movieId,rating,timestamp, or userId::movieId::rating::timestamp";
    for (text, expected) in [
        ("hello\n".as_bytes(), format!("line 1: {forms}")),
        (b"1;2;3\n1;2\n", "line 2: expected viewer;film;unix time".to_owned()),
        (b"1;2;3\n1;x;3\n", "line 2: the film is not an id".to_owned()),
        (b"1;2;3\n1;-2;3\n", "line 2: the film is not an id".to_owned()),
        (b"1;2;3\n1;2;3.5\n", "line 2: the time is not a Unix time in whole seconds".to_owned()),
        (b"1;2;3\n1;2;soon\n", "line 2: the time is not a Unix time in whole seconds".to_owned()),
        (b"1;2;3\n\xff;2;3\n", "line 2: this is not UTF-8".to_owned()),
        (b"1::2::3::4\n1:2:3:4\n", "line 2: expected userId::movieId::rating::timestamp".to_owned()),
    ] {
        assert_eq!(views(text).unwrap_err().to_string(), expected);
    }
}
