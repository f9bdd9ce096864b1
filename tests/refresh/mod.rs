//! What is served follows the catalogue and the clock, on both backends.

mod bases;
mod bases_alike;
mod list_making;
mod peer_keys;
mod peers;
mod persons;
mod readings;
mod reports;
mod search_index;
mod tokens;
mod viewers;

use std::sync::Arc;

use afisha::catalog::{Film, Moment, Serie, TagKind};
use afisha::clock::Clock;
use afisha::filmsfile::FilmsFile;
use afisha::query::live::Live;
use afisha::refresh::{self, Refresh, Reloaded, Served, Viewers};
use afisha::store::{Store, StoreError};

use crate::support::app::{App, Options};
use crate::support::catalogue::{NOW, film, id, playable, serie, series, tag, text};
use crate::support::database::{Database, on_both_databases};

/// Seconds of a day.
const DAY: i64 = 86_400;
/// When no film was published yet.
const LONG_AGO: Moment = Moment(NOW.0 - 100 * DAY);

/// A server over a database, refreshed by hand.
struct Followed {
    app: App,
    refresh: Refresh,
    viewers: Arc<Viewers>,
    /// As another process would have it.
    editor: Store,
}

impl Followed {
    fn new(database: &Database, films: &[Film]) -> Self {
        Self::with(database, Options::default(), films)
    }

    fn with(database: &Database, options: Options, films: &[Film]) -> Self {
        let editor = database.store();
        put(&editor, films);
        let clock = Clock::fixed(NOW);
        let store = Store::create(&database.url).unwrap();
        let viewers = Arc::new(Viewers::load(&store).unwrap());
        let options = Options { viewers: Arc::clone(&viewers), ..options };
        let served = refresh::load(&store, options.setup(), &clock).unwrap();
        let live: Arc<Live<Served>> = Arc::new(Live::new(served));
        let refresh = Refresh::new(store, clock.clone(), Arc::clone(&live), Arc::clone(&viewers));
        Self { app: App::serve(&options, clock, live), refresh, viewers, editor }
    }

    /// Returns what `/getfilmsfile/` leads to.
    fn films_file(&self) -> String {
        self.app.get(self.app.get("/getfilmsfile/").header("location").unwrap()).text().to_owned()
    }

    /// Tells whether requests are answered the fast way.
    fn is_ready(&self) -> bool {
        self.app.live.get().snapshot.holds(self.app.clock.now())
    }

    fn ids(&self, url: &str) -> Vec<u64> {
        self.app.get(url).list().1
    }
}

fn put(store: &Store, films: &[Film]) {
    let tags = [tag(1, "trailer", TagKind::Other), tag(2, "comedy", TagKind::Genre)];
    store.edit(|edit| edit.put_tags(&tags).and_then(|_| edit.put_films(films))).map_err(|e: StoreError| e).unwrap();
}

on_both_databases! {
    fn the_edits_of_another_process_are_served(database) {
        let followed = Followed::new(database, &[playable(1, "Один"), playable(2, "Два")]);
        assert_eq!(followed.ids("/list/?sort=title-a"), [2, 1]);
        let film = Film { title: text("Третий"), tags: [tag(2, "comedy", TagKind::Genre).id].into(), ..playable(3, "x") };
        put(&followed.editor, &[Film { title: text("А"), ..playable(1, "x") }, film]);
        assert_eq!(followed.ids("/list/?sort=title-a"), [2, 1], "the old snapshot serves until the new one is ready");
        let reloaded = followed.refresh.reload().unwrap();
        assert_eq!(reloaded, Some(Reloaded { written: 2, removed: 0 }));
        assert_eq!(followed.ids("/list/?sort=title-a"), [1, 2, 3]);
        assert_eq!(followed.ids("/list/?tag=comedy"), [3]);
        assert_eq!(followed.refresh.reload().unwrap(), None);
    }

    fn removed_films_and_renamed_tags_are_served(database) {
        let comedy = tag(2, "comedy", TagKind::Genre);
        let tagged = Film { tags: [comedy.id].into(), ..playable(1, "Один") };
        let followed = Followed::new(database, &[tagged, playable(2, "Два")]);
        let renamed = afisha::catalog::Tag { title: text("Смешное"), ..tag(2, "funny", TagKind::Genre) };
        followed.editor.edit(|edit| {
            edit.put_tags(&[renamed])?;
            edit.keep_only(&[id(1)].into(), &[comedy.id].into())
        }).map_err(|e: StoreError| e).unwrap();
        followed.refresh.reload().unwrap();
        assert_eq!(followed.ids("/list/"), [1]);
        assert!(followed.ids("/list/?tag=comedy").is_empty());
        assert_eq!(followed.ids("/list/?tag=funny"), [1]);
        assert_eq!(followed.app.get("/film/1/").texts("Film/Tags/Tag/Title"), ["Смешное"]);
    }

    fn a_renamed_actor_is_found_by_the_name_of_today(database) {
        let actor = tag(3, "nikulin", TagKind::Actor);
        let put_tag = |tag| database.store().edit(|edit| edit.put_tags(&[tag])).map_err(|e: StoreError| e).unwrap();
        put_tag(actor.clone());
        let followed = Followed::new(database, &[Film { tags: [actor.id].into(), ..playable(1, "x") }, playable(2, "y")]);
        assert_eq!(followed.ids("/list/?q=nikulin"), [1]);
        put_tag(afisha::catalog::Tag { title: text("Vitsin"), ..actor });
        assert_eq!(followed.refresh.reload().unwrap(), Some(Reloaded { written: 0, removed: 0 }));
        assert_eq!(followed.ids("/list/?q=vitsin"), [1]);
        assert!(followed.ids("/list/?q=nikulin").is_empty());
        assert_eq!(followed.app.get("/film/1/").texts("Film/Actors/Actor/Title"), ["Vitsin"]);
    }

    fn a_catalogue_restored_from_an_older_backup_is_served(database) {
        let followed = Followed::new(database, &[playable(1, "Один")]);
        put(&followed.editor, &[playable(2, "Два")]);
        followed.refresh.reload().unwrap();
        assert_eq!(followed.ids("/list/?sort=title-a"), [2, 1]);
        database.execute("DELETE FROM films WHERE id = 2; UPDATE generations SET generation = 1");
        followed.refresh.reload().unwrap();
        assert_eq!(followed.ids("/list/?sort=title-a"), [1]);
    }

    fn boxes_keep_reading_while_the_database_is_away(database) {
        let later = Film { published: Some(Moment(NOW.0 + 60)), ..playable(2, "Позже") };
        let followed = Followed::new(database, &[playable(1, "Один"), later]);
        database.execute("ALTER TABLE generations RENAME TO away");
        assert!(followed.refresh.reload().is_err());
        assert_eq!(followed.ids("/list/"), [1]);
        followed.app.clock.set(Moment(NOW.0 + 60));
        assert!(followed.refresh.advance(), "what is scheduled needs no database");
        assert_eq!(followed.ids("/list/"), [2, 1]);
        database.execute("ALTER TABLE away RENAME TO generations");
        put(&followed.editor, &[playable(3, "Три")]);
        followed.refresh.reload().unwrap();
        assert_eq!(followed.ids("/list/?sort=title-a"), [1, 2, 3]);
    }
}

#[test]
fn what_is_scheduled_appears_at_its_second_everywhere() {
    let at = Moment(NOW.0 + 10);
    let film = Film {
        published: Some(Moment(NOW.0 - 10)),
        items: series([Serie { published: at, ..serie(1) }]),
        ..film(7, "Скоро")
    };
    let database = Database::sqlite();
    let followed = Followed::new(&database, &[film]);
    followed.app.clock.set(Moment(at.0 - 1));
    assert!(!followed.refresh.advance());
    assert!(followed.ids("/list/").is_empty());
    assert_eq!(followed.app.get("/film/7/").status, 404);
    followed.app.clock.set(at);
    assert_eq!(followed.ids("/list/"), [7], "answers follow the clock even before the snapshot does");
    assert_eq!(followed.films_file(), "7;\"Скоро\";\n");
    assert!(followed.refresh.advance());
    assert_eq!(followed.films_file(), "7;\"Скоро\";\n");
    assert!(!followed.refresh.advance(), "nothing else is due");
}

/// Films 1 to 4, published a day apart, of which the third comes with the present moment. Film 4 has a trailer, to which
/// an item comes two days from now.
fn a_day_apart() -> [Film; 4] {
    let published = |n: u64, days: i64| Film {
        published: Some(Moment(NOW.0 + days * DAY)),
        updated: LONG_AGO,
        items: series([Serie { published: Moment(NOW.0 + days * DAY), ..serie(1) }]),
        ..film(n, "Ф")
    };
    let trailer = Film {
        published: Some(Moment(NOW.0 + DAY)),
        updated: LONG_AGO,
        trailers: series([Serie { published: Moment(NOW.0 + DAY), ..serie(1) }]),
        items: series([Serie { published: Moment(NOW.0 + 2 * DAY), ..serie(1) }]),
        ..film(4, "Ф")
    };
    [published(1, -2), published(2, -1), published(3, 0), trailer]
}

/// Holds lists, films and the films file of a server over [`a_day_apart`] against what was published by its clock.
fn assert_shows(followed: &Followed, listed: &[u64], in_file: &[u64], when: &str) {
    assert_eq!(followed.ids("/list/"), listed, "{when}");
    assert_eq!(followed.ids("/list/?sort=published-a"), listed.iter().rev().copied().collect::<Vec<_>>(), "{when}");
    for film in 1..=4 {
        let status = if listed.contains(&film) { 200 } else { 404 };
        assert_eq!(followed.app.get(&format!("/film/{film}/")).status, status, "film {film} {when}");
    }
    let lines: String = in_file.iter().map(|film| format!("{film};\"Ф\";\n")).collect();
    assert_eq!(followed.films_file(), lines, "{when}");
}

#[test]
fn a_clock_that_is_set_back_hides_at_once_what_is_scheduled_again() {
    let database = Database::sqlite();
    let followed = Followed::new(&database, &a_day_apart());
    assert_shows(&followed, &[3, 2, 1], &[1, 2, 3], "at first");
    assert!(!followed.refresh.advance());
    // By days from now: the films of lists, those of the films file. Back, forth by years, and back again.
    let jumps: [(i64, &[u64], &[u64]); 8] = [
        (-1, &[2, 1], &[1, 2]),
        (-3, &[], &[]),
        (0, &[3, 2, 1], &[1, 2, 3]),
        (3_650, &[4, 3, 2, 1], &[1, 2, 3, 4]),
        (1, &[4, 3, 2, 1], &[1, 2, 3]),
        (-2, &[1], &[1]),
        (3_650, &[4, 3, 2, 1], &[1, 2, 3, 4]),
        (0, &[3, 2, 1], &[1, 2, 3]),
    ];
    for (days, listed, in_file) in jumps {
        followed.app.clock.set(Moment(NOW.0 + days * DAY));
        assert_shows(&followed, listed, in_file, &format!("{days} days from now, before the snapshot follows"));
        assert!(followed.refresh.advance(), "{days} days from now");
        assert!(followed.is_ready(), "{days} days from now the ready orders hold again");
        assert_shows(&followed, listed, in_file, &format!("{days} days from now"));
    }
}

#[test]
fn a_reload_under_a_clock_that_was_set_back_shows_what_its_time_shows() {
    let database = Database::sqlite();
    let followed = Followed::new(&database, &a_day_apart());
    followed.app.clock.set(Moment(NOW.0 - DAY));
    put(&followed.editor, &[playable(5, "Черновик")].map(|film| Film { published: None, ..film }));
    followed.refresh.reload().unwrap();
    assert!(followed.is_ready());
    assert_shows(&followed, &[2, 1], &[1, 2], "after the reload");
}

#[test]
fn a_clock_that_is_put_right_by_seconds_leaves_what_is_served() {
    let database = Database::sqlite();
    let followed = Followed::new(&database, &a_day_apart());
    let before = followed.app.live.get();
    for seconds in [3, 2, 1, 0, DAY - 1, 0] {
        followed.app.clock.set(Moment(NOW.0 + seconds));
        assert!(followed.is_ready() && !followed.refresh.advance(), "{seconds} seconds on");
    }
    assert!(Arc::ptr_eq(&before, &followed.app.live.get()));
}

#[test]
fn what_was_served_before_is_freed_by_who_refreshes_not_by_who_reads_it_last() {
    let database = Database::sqlite();
    let followed = Followed::new(&database, &[playable(1, "Один")]);
    let read = followed.app.live.get();
    let known = Arc::downgrade(&read);
    put(&followed.editor, &[playable(2, "Два")]);
    assert!(followed.refresh.reload().unwrap().is_some());
    assert_eq!(followed.refresh.reload().unwrap(), None);
    drop(read);
    assert!(known.upgrade().is_some(), "not freed by who reads");
    assert_eq!(followed.refresh.reload().unwrap(), None);
    assert!(known.upgrade().is_none(), "freed soon after");
}

fn content(file: &FilmsFile) -> &str {
    std::str::from_utf8(file.content.bytes()).unwrap()
}

#[test]
fn while_the_snapshot_does_not_follow_the_clock_the_films_file_is_made_once_a_second() {
    let database = Database::sqlite();
    let followed = Followed::new(&database, &a_day_apart());
    let served = followed.app.live.get();
    let groups = served.snapshot.setup().access.set_of("192.0.2.1".parse().unwrap());
    let file = |at: Moment| served.films_file(groups, at).unwrap();
    let (one, other) = (file(Moment(NOW.0 - 1)), file(Moment(NOW.0 - 1)));
    assert_eq!(content(&one), "1;\"Ф\";\n2;\"Ф\";\n");
    assert!(Arc::ptr_eq(&one.content, &other.content), "both are the same bytes");
    assert_eq!(content(&file(Moment(NOW.0 - DAY - 1))), "1;\"Ф\";\n");
    assert_eq!(content(&file(NOW)), "1;\"Ф\";\n2;\"Ф\";\n3;\"Ф\";\n");
}
