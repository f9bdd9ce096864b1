//! What is served follows the catalogue and the clock, on both backends.

mod viewers;

use std::sync::Arc;

use afisha::catalog::{Film, Moment, TagKind};
use afisha::clock::Clock;
use afisha::query::live::Live;
use afisha::refresh::{self, Refresh, Reloaded, Served, Viewers};
use afisha::store::{Store, StoreError};

use crate::support::app::{App, Options};
use crate::support::catalogue::{NOW, film, id, playable, serie, series, tag, text};
use crate::support::database::{Database, on_both_databases};

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
        let editor = database.store();
        put(&editor, films);
        let clock = Clock::fixed(NOW);
        let store = Store::create(&database.url).unwrap();
        let viewers = Arc::new(Viewers::load(&store).unwrap());
        let options = Options { viewers: Arc::clone(&viewers), ..Options::default() };
        let served = refresh::load(&store, options.setup(), &clock).unwrap();
        let live: Arc<Live<Served>> = Arc::new(Live::new(served));
        let refresh = Refresh::new(store, clock.clone(), Arc::clone(&live), Arc::clone(&viewers));
        Self { app: App::serve(&options, clock, live), refresh, viewers, editor }
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
        let film = Film { title: text("Третий"), tags: vec![tag(2, "comedy", TagKind::Genre).id], ..playable(3, "x") };
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
        let tagged = Film { tags: vec![comedy.id], ..playable(1, "Один") };
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
        let followed = Followed::new(database, &[Film { tags: vec![actor.id], ..playable(1, "x") }, playable(2, "y")]);
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
        items: series([afisha::catalog::Serie { published: at, ..serie(1) }]),
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
    assert!(followed.refresh.advance());
    let file = followed.app.get(followed.app.get("/getfilmsfile/").header("location").unwrap());
    assert_eq!(file.text(), "7;\"Скоро\";\n");
    assert!(!followed.refresh.advance(), "nothing else is due");
}
