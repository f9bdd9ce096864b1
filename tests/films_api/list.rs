//! `/list/`

use crate::support::app::App;
use crate::support::catalogue::{film, playable};

#[test]
fn films_that_can_be_played_are_listed() {
    let app = App::new(vec![], &[playable(2, "Два"), film(1, "Нечего смотреть"), playable(3, "Три")]);
    let answer = app.get("/list/");
    eprintln!("{:?}\n{}", answer.headers, answer.text());
    assert_eq!(answer.list(), (1, vec![2, 3]));
}
