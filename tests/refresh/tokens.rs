//! Tokens for viewers whom nobody knows: issued by one server, good on another, ended on both; on both backends.

use std::sync::Arc;
use std::time::Duration;

use afisha::catalog::Moment;
use afisha::clock::Clock;
use afisha::refresh::{Denied, Forgetter, Issuer, Lookups, Recorder, Refresh, Seen, Tokens, Unanswered, Viewers};
use afisha::store::{Store, ViewerGeneration};
use afisha::viewers::{ClearToken, Lifetimes, Pair, ViewerId, ViewerName};

use super::Followed;
use crate::support::catalogue::{NOW, id, playable};
use crate::support::database::{Database, on_both_databases};

const LIFETIMES: Lifetimes = Lifetimes { access: 3_600, refresh: 86_400 };
const NEVER: Duration = Duration::from_secs(3600);

/// Waits for what requests wait for.
fn wait<T>(future: impl Future<Output = T>) -> T {
    actix_web::rt::System::new().block_on(future)
}

/// One of several servers on a database.
struct Node {
    clock: Clock,
    store: Store,
    viewers: Arc<Viewers>,
    issuer: Issuer,
    lookups: Lookups,
}

impl Node {
    /// A server that lets so many anonymous viewers in.
    fn new(database: &Database, most: u64) -> Self {
        let (clock, store) = (Clock::fixed(NOW), database.store());
        let viewers = Arc::new(Viewers::load(&store).unwrap());
        let issuer = Issuer::start(&store, clock.clone(), Arc::clone(&viewers), (LIFETIMES, most)).unwrap();
        let lookups = Lookups::start(&store, Arc::clone(&viewers)).unwrap();
        Self { clock, store, viewers, issuer, lookups }
    }

    fn tokens(&self) -> Tokens {
        self.issuer.tokens()
    }

    fn first(&self) -> Result<Pair, Denied> {
        wait(self.tokens().first("box"))
    }

    fn next(&self, pair: &Pair) -> Result<Pair, Denied> {
        wait(self.tokens().next("box", pair.refresh.clone()))
    }

    fn whose(&self, token: &ClearToken) -> Result<Option<ViewerId>, Unanswered> {
        wait(self.viewers.identify(token, self.clock.now()))
    }

    /// Lets go of what has ended, as its worker does.
    fn follow(&self, database: &Database) {
        let followed = Followed::new(database, &[playable(1, "Ф")]);
        let refresh = Refresh::new(
            self.store.clone(),
            self.clock.clone(),
            Arc::clone(&followed.app.live),
            Arc::clone(&self.viewers),
        );
        refresh.follow_tokens(&mut Seen::default()).unwrap();
    }

    fn stop(self) {
        drop((self.issuer, self.lookups));
    }
}

on_both_databases! {
    fn a_token_is_good_on_every_server_at_once_and_after_a_restart(database) {
        let (one, other) = (Node::new(database, 10), Node::new(database, 10));
        let pair = one.first().unwrap();
        let viewer = one.viewers.viewer(&pair.access, NOW).expect("the server that issued it need not look it up");
        assert_eq!(other.viewers.viewer(&pair.access, NOW), None);
        assert_eq!(other.whose(&pair.access), Ok(Some(viewer)));
        assert_eq!(other.viewers.viewer(&pair.access, NOW), Some(viewer), "it is looked up once");
        assert_eq!(other.whose(&ClearToken::short()), Ok(None));
        one.stop();
        other.stop();
        let restarted = Node::new(database, 10);
        assert_eq!(restarted.whose(&pair.access), Ok(Some(viewer)));
        restarted.clock.set(Moment(NOW.0 + 3_600));
        assert_eq!(restarted.whose(&pair.access), Ok(None), "it has expired");
        let next = restarted.next(&pair).unwrap();
        assert_eq!(restarted.whose(&next.access), Ok(Some(viewer)), "a refresh keeps the viewer");
        assert_eq!(restarted.store.viewer_generation().unwrap(), ViewerGeneration::default());
    }

    fn what_is_opened_with_a_token_of_another_server_is_taken_down(database) {
        let (one, other) = (Node::new(database, 10), Node::new(database, 10));
        let pair = one.first().unwrap();
        other.viewers.opened_by(&pair.access, id(7), NOW);
        other.viewers.opened_by(&ClearToken::short(), id(8), NOW);
        // Looked up after them.
        let viewer = other.whose(&pair.access).unwrap().unwrap();
        assert_eq!(other.viewers.watched(viewer), [id(7)]);
        drop(Recorder::start(database.store(), other.viewers.queue(), NEVER).unwrap());
        let views: Vec<_> = one.store.views_of(viewer).unwrap().iter().map(|view| view.film).collect();
        assert_eq!(views, [id(7)]);
    }

    fn a_replayed_token_ends_all_of_its_viewer_on_every_server(database) {
        let (one, other) = (Node::new(database, 10), Node::new(database, 10));
        let (pair, stranger) = (one.first().unwrap(), one.first().unwrap());
        let next = other.next(&pair).unwrap();
        let all = [&pair.access, &next.access];
        for node in [&one, &other] {
            assert!(all.iter().all(|token| matches!(node.whose(token), Ok(Some(_)))));
        }
        assert_eq!(one.next(&pair), Err(Denied::InvalidGrant));
        assert_eq!(all.map(|token| one.viewers.viewer(token, NOW)), [None, None], "here at once");
        other.follow(database);
        for node in [&one, &other] {
            assert_eq!(all.map(|token| node.whose(token)), [Ok(None), Ok(None)]);
            assert!(matches!(node.whose(&stranger.access), Ok(Some(_))));
        }
        assert_eq!(one.next(&next), Err(Denied::InvalidGrant));
    }

    fn operators_end_tokens_on_every_server(database) {
        let node = Node::new(database, 10);
        let pairs = [node.first().unwrap(), node.first().unwrap(), node.first().unwrap()];
        let name = |pair: &Pair| ViewerName::anonymous(node.whose(&pair.access).unwrap().unwrap());
        database.store().revoke_all_tokens(&name(&pairs[0]), NOW).unwrap();
        database.store().forget_viewer(&name(&pairs[1])).unwrap();
        node.follow(database);
        let known = pairs.each_ref().map(|pair| node.whose(&pair.access).unwrap().is_some());
        assert_eq!(known, [false, false, true]);
    }

    fn there_are_so_many_viewers_and_those_who_never_watched_make_room(database) {
        let node = Node::new(database, 3);
        let pairs: Vec<_> = (0..3).map(|_| node.first().unwrap()).collect();
        assert_eq!(node.first(), Err(Denied::Full));
        let watcher = node.whose(&pairs[0].access).unwrap().unwrap();
        node.viewers.opened(watcher, id(7), NOW);
        drop(Recorder::start(database.store(), node.viewers.queue(), NEVER).unwrap());
        assert!(node.next(&pairs[0]).is_ok(), "who is here stays");
        node.clock.set(Moment(NOW.0 + 3_600));
        for _ in 0..2 {
            assert!(node.first().is_ok());
        }
        assert_eq!(node.first(), Err(Denied::Full));
        assert_eq!(node.store.count_anonymous().unwrap(), 3);
        assert_eq!(node.next(&pairs[1]), Err(Denied::InvalidGrant));
        assert_eq!(node.store.views_of(watcher).unwrap().len(), 1);
    }

    fn while_the_database_is_away_known_tokens_hold_and_no_others_are_refused(database) {
        let (one, other) = (Node::new(database, 10), Node::new(database, 10));
        let pair = one.first().unwrap();
        database.execute("ALTER TABLE anonymous_viewers RENAME TO away");
        assert_eq!(one.first(), Err(Denied::Unavailable));
        assert_eq!(one.next(&pair), Err(Denied::Unavailable));
        assert_eq!(other.whose(&pair.access), Err(Unanswered));
        assert!(matches!(one.whose(&pair.access), Ok(Some(_))));
        other.viewers.opened_by(&pair.access, id(7), NOW);
        database.execute("ALTER TABLE away RENAME TO anonymous_viewers");
        let viewer = other.whose(&pair.access).unwrap().unwrap();
        assert_eq!(other.viewers.watched(viewer), [id(7)], "what was opened meanwhile waited");
        assert!(one.next(&pair).is_ok(), "it was not used up");
        assert!(one.first().is_ok());
    }

    fn who_is_not_here_for_long_is_forgotten_beside_everything_else(database) {
        let node = Node::new(database, 10);
        node.first().unwrap();
        node.clock.set(Moment(NOW.0 + 100));
        node.first().unwrap();
        node.clock.set(Moment(NOW.0 + 101));
        let forgetter = Forgetter::start(&node.store, node.clock.clone(), 100).unwrap();
        while node.store.count_anonymous().unwrap() == 2 {
            std::thread::yield_now();
        }
        drop(forgetter);
        assert_eq!(node.store.count_anonymous().unwrap(), 1, "who came a hundred seconds later stays");
    }
}

#[test]
fn many_are_issued_at_once_and_no_two_are_alike() {
    let database = Database::sqlite();
    let node = Node::new(&database, 1_000);
    let tokens = node.tokens();
    let pairs: Vec<Pair> = std::thread::scope(|scope| {
        let fifty = || (0..50).map(|_| wait(tokens.first("box")).unwrap()).collect::<Vec<_>>();
        let asking: Vec<_> = (0..8).map(|_| scope.spawn(fifty)).collect();
        asking.into_iter().flat_map(|asking| asking.join().unwrap()).collect()
    });
    let mut viewers: Vec<_> = pairs.iter().map(|pair| node.whose(&pair.access).unwrap().unwrap()).collect();
    viewers.sort_unstable();
    viewers.dedup();
    assert_eq!((viewers.len(), node.store.count_anonymous().unwrap()), (400, 400));
}

#[test]
fn where_no_tokens_are_issued_none_of_them_holds() {
    let database = Database::sqlite();
    let node = Node::new(&database, 10);
    let pair = node.first().unwrap();
    let viewers = Viewers::load(&node.store).unwrap();
    assert_eq!(wait(viewers.identify(&pair.access, NOW)), Ok(None));
    viewers.opened_by(&pair.access, id(7), NOW);
    let viewer = node.whose(&pair.access).unwrap().unwrap();
    assert_eq!(viewers.watched(viewer), []);
    let tokens = node.tokens();
    node.stop();
    assert_eq!(wait(tokens.first("box")), Err(Denied::Unavailable));
}
