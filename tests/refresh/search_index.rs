//! A search index that cannot be built: nothing is found as if there were nothing.

use std::sync::Arc;

use afisha::catalog::{Film, TagKind};
use afisha::clock::Clock;
use afisha::refresh;
use afisha::store::{Store, StoreError};

use super::{Followed, put};
use crate::support::app::Options;
use crate::support::catalogue::{NOW, id, playable, tag, text};
use crate::support::database::{Database, on_both_databases};
use crate::support::log::{errors_with, keep_errors};

/// A film with more words in its title than the indexes here may have.
fn wordy() -> Film {
    playable(3, "Как много слов в названии этого фильма")
}

/// A server over two films whose search index may have `words` words.
fn followed(database: &Database, words: usize) -> Followed {
    let options = Options { search_words: words, ..Options::default() };
    Followed::with(database, options, &[playable(1, "Сталкер"), playable(2, "Зеркало")])
}

fn is_behind(followed: &Followed) -> bool {
    followed.app.live.get().snapshot.search_is_behind()
}

on_both_databases! {
    fn a_search_index_that_cannot_be_built_keeps_the_one_before(database) {
        keep_errors();
        let followed = followed(database, 5);
        put(&followed.editor, &[Film { title: text("Солярис"), ..playable(1, "x") }, wordy()]);
        followed.refresh.reload().unwrap();
        assert!(is_behind(&followed));
        assert!(!errors_with("titles or names have more than 5 words").is_empty());
        assert_eq!(followed.ids("/list/?sort=title-a"), [2, 3, 1], "everything else is of today");
        assert_eq!(followed.ids("/list/?q=сталкер"), [1], "by the title before");
        assert!(followed.ids("/list/?q=солярис").is_empty());
        let kept = [id(1), id(2)].into();
        let tags = [tag(1, "trailer", TagKind::Other).id, tag(2, "comedy", TagKind::Genre).id].into();
        followed.editor.edit(|edit| edit.keep_only(&kept, &tags)).map_err(|e: StoreError| e).unwrap();
        followed.refresh.reload().unwrap();
        assert!(!is_behind(&followed), "it is made anew, with the edits that it missed");
        assert_eq!(followed.ids("/list/?q=солярис"), [1]);
        assert!(followed.ids("/list/?q=сталкер").is_empty());
    }

    fn a_search_index_that_cannot_be_built_keeps_the_one_before_also_where_everything_is_read_again(database) {
        let followed = followed(database, 6);
        put(&followed.editor, &[playable(4, "Нюхач")]);
        followed.refresh.reload().unwrap();
        put(&followed.editor, &[wordy()]);
        database.execute("UPDATE generations SET generation = 1");
        followed.refresh.reload().unwrap();
        assert!(is_behind(&followed));
        assert_eq!(followed.ids("/list/?sort=title-a").len(), 4);
        assert_eq!(followed.ids("/list/?q=нюхач"), [4]);
    }

    fn without_a_search_index_nothing_is_served(database) {
        put(&database.store(), &[wordy()]);
        let options = Options { search_words: 4, ..Options::default() };
        let store = Store::create(&database.url).unwrap();
        let fault = refresh::load(&store, Arc::clone(&options.setup()), &Clock::fixed(NOW)).unwrap_err();
        assert_eq!(fault.to_string(), "the search index cannot be built: titles or names have more than 4 words");
    }
}
